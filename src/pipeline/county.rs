//! The county's reports: what they compare of all townships, and nothing more, kept from the first pass.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::decide::Verdict;
use super::first_pass::FirstPass;
use super::job::Compiled;
use super::{Job, Plan, Reading, Run, Subject, Township, TownshipInput, Work};
use crate::config::Audience;
use crate::diag::Sink;
use crate::indicator::{self, CountyValues, CountyWanted, Indicators, MissingPolicy, Spellings};
use crate::template::Template;

impl Run<'_> {
    /// The values of one of the county's reports; found once, when they are first needed.
    pub(super) fn county_reading<'r>(
        &self,
        pass: &FirstPass,
        templates: &[Compiled],
        index: usize,
        reading: &'r OnceLock<Box<Reading>>,
    ) -> &'r Reading {
        let find = || {
            let Ok(template) = &templates[index] else {
                return Reading::empty(&county_of(self.job));
            };
            let reports = [(&self.job.reports[index], template)];
            let wanted = wanted(&reports);
            let one = |index: usize| {
                let indicators = self.reading(pass, index).indicators;
                wanted.project(&self.job.config.mapping, indicators)
            };
            let townships: Vec<Indicators> = (0..self.townships.len()).into_par_iter().map(one).collect();
            let townships: Vec<&Indicators> = townships.iter().collect();
            // After the county's values, which must know what is missing.
            self.for_draft(county_reading(self.job, county_of(self.job), &reports, &townships))
        };
        reading.get_or_init(|| Box::new(find()))
    }

    /// The county's values beside those of the townships whose reports are made. All at once and before any of them:
    /// a thread that found them while others waited would take on a report that waits too.
    pub(super) fn beside(&self, pass: &FirstPass, templates: &[Compiled], works: &[Work]) -> Arc<CountyValues> {
        let makes = |index: usize| {
            let mut of_townships = works.iter().filter(|work| matches!(work.subject, Subject::Township(_)));
            let made = |(own, verdict): &(usize, Verdict)| *own == index && matches!(verdict, Verdict::Make(_));
            of_townships.any(|work| work.reports.iter().any(made))
        };
        let asked = templates.iter().enumerate();
        let asked = asked.map(|(index, one)| one.as_ref().ok().filter(|_| makes(index)));
        let totals = names_beside(self.job, asked);
        if totals.is_empty() {
            return Arc::default();
        }
        let mapping = &self.job.config.mapping;
        let wanted = CountyWanted {
            totals: totals.clone(),
            ..CountyWanted::default()
        };
        let one = |index: usize| wanted.project(mapping, self.reading(pass, index).indicators);
        let townships: Vec<Indicators> = (0..self.townships.len()).into_par_iter().map(one).collect();
        let townships: Vec<&Indicators> = townships.iter().collect();
        let county = county_of(self.job).name;
        Arc::new(indicator::county_values(mapping, &county, totals, &townships))
    }
}

/// The names of the county's values that the townships' reports set beside their own, of these templates.
pub(super) fn names_beside<'t>(job: &Job, templates: impl Iterator<Item = Option<&'t Template>>) -> BTreeSet<String> {
    let plans = job.reports.iter().zip(templates);
    let of_townships = plans.filter(|(plan, _)| plan.settings.audience == Audience::Township);
    let templates = of_townships.filter_map(|(_, template)| template);
    templates.flat_map(Template::county_names).collect()
}

/// The county as a township without workbooks of its own.
pub(super) fn county_of(job: &Job) -> Township {
    let settings = &job.config.job;
    Township {
        name: settings.county.as_str().into(),
        folder: job.config.root.join(&settings.data),
        spellings: Spellings::None,
    }
}

/// What some of the county's reports ask of the townships.
fn wanted(reports: &[(&Plan, &Template)]) -> CountyWanted {
    let templates = || reports.iter().map(|(_, template)| template);
    CountyWanted {
        totals: templates().flat_map(|template| template.names().into_keys()).collect(),
        fields: templates().flat_map(|template| template.fields()).collect(),
        missing: reports
            .first()
            .map_or(MissingPolicy::Error, |(plan, _)| plan.settings.missing),
    }
}

/// The county's values for some reports; problems with them point at the template and at the declaration.
pub(super) fn county_reading(
    job: &Job,
    county: Township,
    reports: &[(&Plan, &Template)],
    townships: &[&Indicators],
) -> Reading {
    let config = &job.config;
    let mut sink = Sink::new();
    let indicators = indicator::county(&config.mapping, &county.name, townships, &wanted(reports), &mut sink);
    for problem in sink.iter_mut() {
        let name = problem.argument("name").map(str::to_owned).unwrap_or_default();
        let mut templates = reports.iter().map(|(_, template)| template);
        problem
            .locations
            .extend(templates.find_map(|template| template.first_use(&name)));
        problem.locations.extend(config.declaration(&name).cloned());
        problem.township = Some(Arc::clone(&county.name));
    }
    Reading {
        township: county,
        indicators,
        input: TownshipInput::default(),
        sink,
    }
}

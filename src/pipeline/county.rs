//! The county's reports: what they compare of all townships, and nothing more, kept from the first pass.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::job::Compiled;
use super::{Plan, Reading, Run, Township, TownshipInput, Work, lend};
use crate::config::Audience;
use crate::diag::Sink;
use crate::indicator::{self, CountyWanted, Indicators, MissingPolicy};
use crate::template::{self, Template};

impl Run<'_> {
    /// The county's reports of this run, each with the values that it asks of the townships.
    pub(super) fn county_works(&self, templates: &[Compiled], readings: &[Reading]) -> Vec<Work> {
        let county = &self.job.config.job.county;
        let work = |index: usize| {
            let reading = match &templates[index] {
                Ok(template) => self.county_reading(&[(&self.job.reports[index], template)], readings),
                Err(_) => Reading::empty(&self.county()),
            };
            Work {
                reading,
                reports: vec![index],
                refused: Vec::new(),
            }
        };
        self.reports(Audience::County, county).into_iter().map(work).collect()
    }

    /// The county's values that the townships' reports and texts set beside their own.
    pub(super) fn share_county<'t>(
        &self,
        templates: impl Iterator<Item = Option<&'t Template>>,
        readings: &mut [Reading],
    ) {
        let plans = self.job.reports.iter().zip(templates);
        let of_townships = plans.filter(|(plan, _)| plan.settings.audience == Audience::Township);
        let mut wanted: BTreeSet<String> = of_townships
            .filter_map(|(_, template)| template)
            .flat_map(Template::county_names)
            .collect();
        let texts = readings.iter().flat_map(|reading| reading.input.fragments.values());
        wanted.extend(texts.flat_map(|text| template::county_names(text)));
        if wanted.is_empty() {
            return;
        }
        let mapping = &self.job.config.mapping;
        lend(readings, |all| {
            indicator::share_county(mapping, &self.county().name, wanted, all)
        });
    }

    /// The county as a township without workbooks of its own.
    fn county(&self) -> Township {
        Township {
            name: self.job.config.job.county.as_str().into(),
            folder: self.job.config.root.join(&self.job.config.job.data),
            spellings: Vec::new(),
        }
    }

    /// The county's values for some reports; problems with them point at the template and at the declaration.
    pub(super) fn county_reading(&self, reports: &[(&Plan, &Template)], readings: &[Reading]) -> Reading {
        let templates = || reports.iter().map(|(_, template)| template);
        let wanted = CountyWanted {
            totals: templates().flat_map(|template| template.names().into_keys()).collect(),
            fields: templates().flat_map(|template| template.fields()).collect(),
            missing: reports
                .first()
                .map_or(MissingPolicy::Error, |(plan, _)| plan.settings.missing),
        };
        let townships: Vec<&Indicators> = readings.iter().map(|reading| &reading.indicators).collect();
        let township = self.county();
        let mut sink = Sink::new();
        let config = &self.job.config;
        let indicators = indicator::county(&config.mapping, &township.name, &townships, &wanted, &mut sink);
        for problem in sink.iter_mut() {
            let name = problem.argument("name").map(str::to_owned).unwrap_or_default();
            problem
                .locations
                .extend(templates().find_map(|template| template.first_use(&name)));
            problem.locations.extend(config.declaration(&name).cloned());
            problem.township = Some(Arc::clone(&township.name));
        }
        Reading {
            township,
            indicators,
            input: TownshipInput::default(),
            sink,
        }
    }
}

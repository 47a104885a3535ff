//! The first pass by itself, for the commands that only ask: what is declared, needed, given and used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::county::{county_of, county_reading, names_beside};
use super::input::{ReadingWay, Shared, SharedShelves, read_township};
use super::job::{self, Compiled};
use super::produce::guarded;
use super::roster::{Township, roster, townships};
use super::{Job, Options, Reading, Selection, located, prepare, read_values};
use crate::config::{Audience, Config};
use crate::diag::{Code, Sink};
use crate::indicator::{
    Compared, Datum, Gathering, Indicator, Indicators, LEFT_OUT_ROWS, TOWNSHIP_ROWS, condition_column, county_values,
};
use crate::layout;
use crate::place::{CellPlace, CellRef, TextPlace};
use crate::reader::Budget;
use crate::report::{LayoutFacts, Report};
use crate::tables::persons::is_hidden;
use crate::tables::{self, Column, ColumnRole, Table, TableRow};
use crate::template::{BUILT_IN_NAMES, Template};
use crate::workbook::{Sheet, Visibility, Workbook};

/// A job after its first pass.
pub struct Survey {
    /// What all reports share.
    pub job: Job,
    /// The reports' templates; none where one cannot be compiled.
    pub templates: Vec<Option<Template>>,
    selection: Selection,
    /// All townships, the others too.
    pub townships: Vec<Township>,
    /// The chosen townships' values, compared with all; then those of the county.
    pub readings: Vec<Reading>,
    /// The workbooks that all townships share.
    pub shared: Shared,
    /// What is wrong with the job as a whole.
    pub sink: Sink,
}

/// Reads all townships and compiles the template; nothing is rendered. Without a usable configuration, template
/// file or fonts there are only the problems.
pub fn survey(config: Config, options: &Options) -> Result<Survey, Sink> {
    let mut sink = Sink::new();
    let declared = config.clone();
    let shared = Shared::read(&config, &ReadingWay::whole(&config), &mut sink);
    let shelves = shared.shelves();
    let all = townships(&config, &shelves, &mut sink);
    let selection = Selection::new(&config, &all, &options.only, &mut sink);
    let chosen = selection.townships(&config, &all);
    let job = prepare(config, options, &mut sink).filter(|_| !sink.has_errors());
    let Some(job) = job else {
        return Err(located(sink, &declared));
    };
    let mut readings = read_all(&job, &shelves, &all);
    let facts = compare(&job, &mut readings);
    let templates = job::compile(&job, &facts);
    let templates: Vec<Option<Template>> = templates.into_iter().map(|one| kept(one, &mut sink)).collect();
    set_beside(&job, &templates, &mut readings);
    let county = of_county((&job, &selection), &templates, &readings);
    readings.retain(|reading| chosen.contains(&reading.township.name));
    readings.extend(county);
    for reading in &mut readings {
        reading.sink.assign_township(&reading.township.name);
        reading.sink = located(std::mem::take(&mut reading.sink), &job.config);
    }
    drop(shelves);
    Ok(Survey {
        job,
        templates,
        selection,
        townships: all,
        readings,
        shared,
        sink,
    })
}

/// The template; or its problems, into the sink.
fn kept(compiled: Compiled, sink: &mut Sink) -> Option<Template> {
    compiled.map_err(|problems| sink.append(problems)).ok()
}

/// Every township's values.
fn read_all(job: &Job, shared: &SharedShelves<'_>, townships: &[Township]) -> Vec<Reading> {
    let budget = Budget::new(job.config.reading.memory_bytes());
    let roster = roster(&job.config, townships);
    let read = |township: &Township| {
        let read = || read_values(&job.config, (township, &roster), shared, &budget);
        guarded(read).unwrap_or_else(|defect| {
            let mut reading = Reading::empty(township);
            reading.sink.push(defect);
            reading
        })
    };
    townships.par_iter().map(read).collect()
}

/// Compares the townships and tells the facts that any of them names.
fn compare(job: &Job, readings: &mut [Reading]) -> BTreeSet<Arc<str>> {
    let mapping = &job.config.mapping;
    let mut gathering = Gathering::default();
    for reading in readings.iter() {
        gathering.add(Compared::of(mapping, &reading.indicators));
    }
    let across = gathering.finish(mapping);
    for (index, reading) in readings.iter_mut().enumerate() {
        across.apply(index, &mut reading.indicators);
        across.withheld().for_each(|problem| reading.sink.push(problem));
    }
    across.facts().clone()
}

/// Gives the townships the county's values that their reports set beside their own.
fn set_beside(job: &Job, templates: &[Option<Template>], readings: &mut [Reading]) {
    let names = names_beside(job, templates.iter().map(Option::as_ref));
    if names.is_empty() {
        return;
    }
    let townships: Vec<&Indicators> = readings.iter().map(|reading| &reading.indicators).collect();
    let county = county_of(job).name;
    let values = Arc::new(county_values(&job.config.mapping, &county, names, &townships));
    for reading in readings {
        reading.indicators.county = Arc::clone(&values);
    }
}

/// The county's values, when any of its reports is chosen.
fn of_county(
    (job, selection): (&Job, &Selection),
    templates: &[Option<Template>],
    readings: &[Reading],
) -> Option<Reading> {
    let county = &job.config.job.county;
    let reports = job.reports.iter().zip(templates);
    let chosen: Vec<_> = reports
        .filter(|(plan, _)| selection.takes(&plan.settings, Audience::County, county))
        .filter_map(|(plan, template)| Some((plan, template.as_ref()?)))
        .collect();
    let townships: Vec<&Indicators> = readings.iter().map(|reading| &reading.indicators).collect();
    (!chosen.is_empty()).then(|| county_reading(job, county_of(job), &chosen, &townships))
}

/// A rendered report with its pages.
pub struct View {
    /// The report's name.
    pub name: String,
    /// What it says.
    pub report: Report,
    /// Where that stands.
    pub facts: LayoutFacts,
}

/// The chosen reports of a township. Why one cannot be made goes into the sink.
pub fn views(survey: &Survey, reading: &Reading, sink: &mut Sink) -> Vec<View> {
    let mut views = Vec::new();
    for (plan, template) in survey.job.reports.iter().zip(&survey.templates) {
        let settings = &plan.settings;
        let county = *reading.township.name == survey.job.config.job.county;
        let audience = if county { Audience::County } else { Audience::Township };
        let taken = survey.selection.takes(settings, audience, &reading.township.name);
        if let Some(template) = template.as_ref().filter(|_| taken) {
            let view = view(&survey.job, template, reading, sink);
            views.extend(view.map(|(report, facts)| View {
                name: settings.name.clone(),
                report,
                facts,
            }));
        }
    }
    views
}

fn view(job: &Job, template: &Template, reading: &Reading, sink: &mut Sink) -> Option<(Report, LayoutFacts)> {
    let mut problems = Sink::new();
    let fragments = &reading.input.fragments;
    let report = template.render(&reading.indicators, fragments, &job.facts, &mut problems);
    let pages = report.and_then(|report| {
        let laid_out = layout::lay_out(&report, &job.style, &job.fonts, &mut problems);
        problems.keep(laid_out).map(|document| (report, document.facts))
    });
    if reading.sink.has_errors() {
        // The template cannot have what could not be read; why it could not has been told.
        problems.retain(|problem| problem.code != Code::TemplateAbsent);
    }
    sink.append(located(problems, &job.config));
    pages
}

impl Survey {
    /// The names that the template and the townships' fragments use, the built-in ones left out.
    pub fn needed(&self) -> BTreeSet<String> {
        let templates = self.templates.iter().flatten();
        let mut needed: BTreeSet<String> = templates.clone().flat_map(|one| one.names().into_keys()).collect();
        let fragments: BTreeMap<&Arc<str>, &Arc<str>> = self
            .readings
            .iter()
            .flat_map(|reading| reading.input.fragments.iter().map(|(file, text)| (text, file)))
            .collect();
        for (text, file) in fragments {
            // A fragment that is no template is told when its report is made.
            let fragment = Template::compile(file, text, &[], &mut Sink::new());
            needed.extend(fragment.iter().flat_map(|one| one.names().into_keys()));
        }
        needed.extend(templates.flat_map(Template::county_names));
        let always = |name: &String| BUILT_IN_NAMES.contains(&name.as_str());
        let county = |name: &String| [TOWNSHIP_ROWS, LEFT_OUT_ROWS].contains(&name.as_str());
        needed.retain(|name| !always(name) && !county(name));
        needed
    }

    /// The needed names and those that their formulas use.
    pub fn used(&self) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        let mut wanted: Vec<String> = self.needed().into_iter().collect();
        while let Some(name) = wanted.pop() {
            let operands = operands(&self.job.config, &name);
            if used.insert(name) {
                wanted.extend(operands);
            }
        }
        used
    }

    /// Where a name is used first.
    pub fn first_use(&self, name: &str) -> Option<TextPlace> {
        let mut templates = self.templates.iter().flatten();
        templates.find_map(|template| template.names().remove(name)?.into_iter().next())
    }

    /// The line of the template, or of the township's fragment, at a place.
    pub fn line<'a>(&'a self, reading: &'a Reading, place: &TextPlace) -> Option<&'a str> {
        let mut plans = self.job.reports.iter();
        let text = plans.find_map(|plan| match plan.file == place.file {
            true => Some(plan.source.as_str()),
            false => plan.shared.get(&place.file).map(|text| &**text),
        });
        // A township's own text goes before the project's of the same name.
        let text = reading.input.fragments.get(&place.file).map(|text| &**text).or(text);
        text?.lines().nth(place.line.checked_sub(1)? as usize)
    }

    /// The data columns of the chosen townships' visible tables from which no used indicator takes anything: each
    /// once by sheet and path, with its header cell in every township that has it. Workbooks are read anew, since
    /// the first pass does not keep them.
    pub fn unused_columns(&self) -> BTreeMap<(Arc<str>, String), Vec<CellPlace>> {
        let used = self.used();
        let of_reading = |reading: &Reading| {
            let search = ColumnSearch {
                taken: taken_cells(&reading.indicators, &used),
                conditions: condition_columns(&self.job.config, &used),
            };
            let config = &self.job.config;
            let way = ReadingWay::whole(config);
            let input = read_township(config, &way, &reading.township, &mut Sink::new());
            input.workbooks().flat_map(|book| search.unused(book)).collect()
        };
        let mut columns: Vec<Vec<UnusedColumn>> = self.readings.par_iter().map(of_reading).collect();
        // A shared column is used when any township takes its cell of it.
        let taken = self
            .readings
            .iter()
            .flat_map(|reading| taken_cells(&reading.indicators, &used));
        let search = ColumnSearch {
            taken: taken.collect(),
            conditions: condition_columns(&self.job.config, &used),
        };
        columns.push(self.shared.workbooks().flat_map(|book| search.unused(book)).collect());
        let mut found: BTreeMap<(Arc<str>, String), Vec<CellPlace>> = BTreeMap::new();
        for column in columns.into_iter().flatten() {
            let key = (Arc::clone(&column.header.sheet), column.path);
            found.entry(key).or_default().push(column.header);
        }
        found
    }
}

/// A column from which nothing is taken.
struct UnusedColumn {
    path: String,
    header: CellPlace,
}

/// What one township's indicators take, to be compared with what its workbooks hold.
struct ColumnSearch {
    taken: BTreeSet<CellPlace>,
    conditions: BTreeSet<String>,
}

impl ColumnSearch {
    fn unused(&self, workbook: &Workbook) -> Vec<UnusedColumn> {
        let mut unused = Vec::new();
        let visible = |sheet: &&Sheet| sheet.visibility == Visibility::Visible;
        for sheet in workbook.sheets.iter().filter(visible) {
            for table in tables::find(sheet) {
                let free = table
                    .columns
                    .iter()
                    .filter(|column| !self.takes(workbook, sheet, &table, column));
                unused.extend(free.map(|column| UnusedColumn {
                    path: column.path.join("/"),
                    header: workbook.place(sheet, header_cell(&table, column)),
                }));
            }
        }
        unused
    }

    /// Whether anything is taken from the column; what is no data is not asked for.
    fn takes(&self, workbook: &Workbook, sheet: &Sheet, table: &Table, column: &Column) -> bool {
        let at = |row: &TableRow| workbook.place(sheet, CellRef::new(row.row, column.column));
        column.role != ColumnRole::Data
            || column.path.is_empty()
            || column.path.iter().any(|label| is_hidden(label))
            || self.conditions.iter().any(|wanted| column.matches_path(wanted))
            || table.rows.iter().any(|row| self.taken.contains(&at(row)))
    }
}

fn header_cell(table: &Table, column: &Column) -> CellRef {
    column
        .label_at
        .unwrap_or_else(|| CellRef::new(table.header_rows.1, column.column))
}

/// The names in an indicator's formula; of what is no name there is nothing declared.
fn operands(config: &Config, name: &str) -> Vec<String> {
    let settings = config.mapping.indicators.iter().find(|settings| settings.name == name);
    let formula = settings
        .and_then(|settings| settings.formula.as_deref())
        .unwrap_or_default();
    let declared = |word: &&str| config.mapping.names().any(|name| name == *word);
    formula
        .split(|c: char| !c.is_alphanumeric())
        .filter(declared)
        .map(str::to_owned)
        .collect()
}

/// Every cell that the used indicators take, their bases and targets included.
fn taken_cells(indicators: &Indicators, used: &BTreeSet<String>) -> BTreeSet<CellPlace> {
    let mut taken = BTreeSet::new();
    for (name, indicator) in &indicators.values {
        if used.contains(&**name) || indicators.facts.contains(name) {
            take(indicator, &mut taken);
        }
    }
    taken
}

fn take(indicator: &Indicator, taken: &mut BTreeSet<CellPlace>) {
    taken.extend(indicator.sources.iter().cloned());
    match &indicator.datum {
        Datum::Number(quantity) => {
            let compared = quantity.base.iter().chain(&quantity.target);
            taken.extend(compared.flat_map(|one| one.sources.iter().cloned()));
        }
        Datum::Rows(records) => records
            .iter()
            .flat_map(|record| &record.fields)
            .for_each(|field| take(field, taken)),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {}
    }
}

/// The columns that the conditions of the used indicators ask.
fn condition_columns(config: &Config, used: &BTreeSet<String>) -> BTreeSet<String> {
    let mapping = &config.mapping;
    let single = mapping.indicators.iter().map(|one| (&one.name, &one.conditions));
    let rows = mapping.rows.iter().map(|one| (&one.name, &one.conditions));
    single
        .chain(rows)
        .filter(|(name, _)| used.contains(*name))
        .flat_map(|(_, conditions)| conditions.iter().filter_map(|one| condition_column(one)))
        .collect()
}

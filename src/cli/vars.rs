//! `gongwen vars`: the names that the template needs, where each comes from, its value in every township.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gongwen::config::Config;
use gongwen::diag::Severity;
use gongwen::indicator::settings::{Aggregate, IndicatorSettings};
use gongwen::indicator::{Datum, Indicator};
use gongwen::pipeline::{Options, Reading, Survey};
use gongwen::place::CellPlace;
use serde_json::{Value, json};

use super::args::ProjectArgs;
use super::columns::{aligned, cut, one_line, terminal_width, width};
use super::terminal::Terminal;
use super::{Exit, load_config, survey};

/// Widest value and widest source in the table, in columns.
const VALUE_WIDTH: usize = 18;
const SOURCE_WIDTH: usize = 46;
/// How many unused columns are named one by one.
const LISTED: usize = 40;

/// Shows the names and their values.
pub(crate) fn vars(args: &ProjectArgs, terminal: &Terminal) -> Exit {
    let Some(config) = load_config(&args.folder, terminal) else {
        return Exit::Usage;
    };
    let options = Options {
        only: args.only.clone(),
        fonts: args.fonts.clone(),
        threads: args.jobs,
        ..Options::default()
    };
    let Some(survey) = survey(config, &options, terminal) else {
        return Exit::Usage;
    };
    terminal.diagnostics(&survey.sink.clone().into_sorted());
    let usable = survey.templates.iter().all(Option::is_some) && !survey.sink.has_errors();
    let names = Names::of(&survey);
    if terminal.json {
        terminal.answer(&format!("{:#}", names.json(&survey)));
    } else {
        names.show(&survey, terminal);
    }
    exit(&survey, &names, usable, terminal)
}

/// Problems of the data are told last: what they hide shows as ✗ in the table above them.
fn exit(survey: &Survey, names: &Names, usable: bool, terminal: &Terminal) -> Exit {
    let mut errors = !names.without_source.is_empty();
    for reading in &survey.readings {
        let mut problems = reading.sink.clone();
        problems.retain(|problem| problem.severity() == Severity::Error);
        errors |= problems.has_errors();
        terminal.diagnostics(&problems.into_sorted());
    }
    match (usable, errors) {
        (false, _) => Exit::Usage,
        (true, true) => Exit::DataErrors,
        (true, false) => Exit::Ok,
    }
}

/// The names of a job, sorted by what is known of them.
struct Names {
    /// Needed by the template or a fragment, and given: in the order of the configuration, then the facts.
    needed: Vec<String>,
    /// Needed, and neither declared nor on any facts sheet.
    without_source: BTreeSet<String>,
    /// Declared and not needed, directly or by a formula.
    unused: Vec<String>,
    /// Columns from which nothing is taken.
    columns: BTreeMap<(Arc<str>, String), Vec<CellPlace>>,
}

impl Names {
    fn of(survey: &Survey) -> Self {
        let declared: BTreeSet<&str> = survey.job.config.mapping.names().collect();
        let fact = |name: &str| {
            survey
                .readings
                .iter()
                .any(|one| one.indicators.facts.iter().any(|fact| **fact == *name))
        };
        let given = |name: &String| declared.contains(name.as_str()) || fact(name);
        let (given, without_source): (BTreeSet<String>, _) = survey.needed().into_iter().partition(given);
        let mut needed: Vec<String> = given.into_iter().collect();
        let order = |name: &String| survey.job.config.mapping.names().position(|one| one == name);
        needed.sort_by_key(|name| (order(name).unwrap_or(usize::MAX), name.clone()));
        let used = survey.used();
        Self {
            needed,
            without_source,
            unused: declared
                .iter()
                .filter(|name| !used.contains(**name))
                .map(|name| (*name).to_owned())
                .collect(),
            columns: survey.unused_columns(),
        }
    }

    fn show(&self, survey: &Survey, terminal: &Terminal) {
        let count = |key: &str, count: usize| terminal.answer(&terminal.text(key, &[("count", count.to_string())]));
        count("vars-needed", self.needed.len());
        for line in self.table(survey, terminal) {
            terminal.answer(&line);
        }
        if !self.without_source.is_empty() {
            count("vars-without-source", self.without_source.len());
            for name in &self.without_source {
                let place = survey.first_use(name).map(|place| place.to_string());
                terminal.answer(&format!("  {name}  {}", place.unwrap_or_default()));
            }
        }
        if !self.unused.is_empty() {
            count("vars-unused", self.unused.len());
            terminal.answer(&format!("  {}", self.unused.join("、")));
        }
        self.show_columns(terminal);
    }

    fn table(&self, survey: &Survey, terminal: &Terminal) -> Vec<String> {
        let config = &survey.job.config;
        let mut rows = vec![vec![terminal.text("vars-name", &[]), terminal.text("vars-source", &[])]];
        for name in &self.needed {
            rows.push(vec![name.clone(), cut(&source(config, name, terminal), SOURCE_WIDTH)]);
        }
        let mut room = terminal_width();
        for column in 0..2 {
            let widest = rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
            room = room.saturating_sub(widest + 2);
        }
        // Always one township, and as many more as the window has room for.
        let fitting = (room / (VALUE_WIDTH + 2)).max(1);
        for reading in survey.readings.iter().take(fitting) {
            rows[0].push(reading.township.name.to_string());
            for (name, row) in self.needed.iter().zip(rows.iter_mut().skip(1)) {
                row.push(cut(&shown(reading, name, terminal), VALUE_WIDTH));
            }
        }
        let mut lines = aligned(&rows, SOURCE_WIDTH);
        if survey.readings.len() > fitting {
            let more = (survey.readings.len() - fitting).to_string();
            lines.push(terminal.text("vars-more-townships", &[("count", more)]));
        }
        lines
    }

    fn show_columns(&self, terminal: &Terminal) {
        if self.columns.is_empty() {
            return;
        }
        let count = self.columns.len().to_string();
        terminal.answer(&terminal.text("vars-columns", &[("count", count)]));
        let row = |((sheet, path), places): (&(Arc<str>, String), &Vec<CellPlace>)| {
            let file = places
                .first()
                .and_then(|place| place.file.rsplit('/').next())
                .unwrap_or_default();
            vec![
                one_line(path),
                one_line(sheet),
                file.to_owned(),
                places.len().to_string(),
            ]
        };
        let rows: Vec<Vec<String>> = self.columns.iter().take(LISTED).map(row).collect();
        for line in aligned(&rows, SOURCE_WIDTH) {
            terminal.answer(&format!("  {line}"));
        }
        if let Some(more) = self.columns.len().checked_sub(LISTED).filter(|more| *more > 0) {
            terminal.answer(&terminal.text("vars-more-columns", &[("count", more.to_string())]));
        }
    }

    fn json(&self, survey: &Survey) -> Value {
        let config = &survey.job.config;
        let entry = |name: &String| {
            let values = survey.readings.iter().map(|reading| {
                let value = reading.indicators.values.get(name.as_str());
                (reading.township.name.to_string(), value.map_or(Value::Null, value_json))
            });
            json!({
                "name": name,
                "declaration": config.declaration(name),
                "source": source_json(config, name),
                "values": values.collect::<serde_json::Map<_, _>>(),
            })
        };
        let columns = self
            .columns
            .iter()
            .map(|((sheet, path), places)| json!({ "sheet": sheet, "path": path, "headers": places }));
        json!({
            "needed": self.needed.iter().map(entry).collect::<Vec<_>>(),
            "without_source": self.without_source,
            "unused": self.unused,
            "unused_columns": columns.collect::<Vec<_>>(),
        })
    }
}

/// A township's value as one short text: ✗ where an error hides it, — where there is none.
fn shown(reading: &Reading, name: &str, terminal: &Terminal) -> String {
    let value = reading.indicators.values.get(name);
    value.map_or_else(|| "✗".to_owned(), |indicator| datum(indicator, terminal))
}

/// A value as one short text.
pub(super) fn datum(indicator: &Indicator, terminal: &Terminal) -> String {
    match &indicator.datum {
        Datum::Number(quantity) => quantity.written(),
        Datum::Date(date) => date.to_string(),
        Datum::Text(text) => one_line(text),
        Datum::Bool(true) => terminal.text("yes", &[]),
        Datum::Bool(false) => terminal.text("no", &[]),
        Datum::Rows(rows) => terminal.text("vars-rows", &[("count", rows.len().to_string())]),
        Datum::Missing(..) => "—".to_owned(),
    }
}

/// A value for programs.
pub(super) fn value_json(indicator: &Indicator) -> Value {
    let (kind, value, unit) = match &indicator.datum {
        Datum::Number(quantity) => (
            "number",
            json!(quantity.value.normalize().to_string()),
            Some(&quantity.unit),
        ),
        Datum::Date(date) => ("date", json!(date.to_string()), None),
        Datum::Text(text) => ("text", json!(text), None),
        Datum::Bool(value) => ("bool", json!(value), None),
        Datum::Rows(rows) => ("rows", json!(rows.len()), None),
        Datum::Missing(why, _) => ("missing", json!(why), None),
    };
    let mut view = json!({
        "type": kind, "value": value, "unit": unit.map(ToString::to_string), "formula": indicator.formula,
        "sources": indicator.sources,
    });
    // The word with which the cell calls its number a rough one.
    if let Datum::Number(quantity) = &indicator.datum
        && let Some(word) = &quantity.approximate
    {
        view["approximate"] = json!(word);
    }
    view
}

/// Where the configuration says that a name stands: workbook pattern › sheet › column × row.
pub(super) fn source(config: &Config, name: &str, terminal: &Terminal) -> String {
    let mapping = &config.mapping;
    if let Some(settings) = mapping.indicators.iter().find(|settings| settings.name == name) {
        return single_source(settings, terminal);
    }
    if let Some(settings) = mapping.rows.iter().find(|settings| settings.name == name) {
        let count = settings.fields.len().to_string();
        let columns = terminal.text("vars-fields", &[("count", count)]);
        return path([settings.workbook.as_deref(), settings.sheet.as_deref(), Some(&columns)]);
    }
    let facts = mapping.facts.as_ref();
    let workbook = facts.map(|facts| facts.workbook.as_str());
    let sheet = facts.and_then(|facts| facts.sheet.as_deref());
    path([workbook, sheet, Some(&terminal.text("vars-facts", &[]))])
}

fn single_source(settings: &IndicatorSettings, terminal: &Terminal) -> String {
    if let Some(formula) = &settings.formula {
        return format!("= {formula}");
    }
    let at = if let Some(aggregate) = settings.aggregate {
        let words = terminal.text(aggregate_key(aggregate), &[]);
        let column = settings.column.as_deref().unwrap_or_default();
        format!("{words} {column} {}", settings.conditions.join(" "))
    } else if let Some(cell) = settings.cell.as_ref().or(settings.range.as_ref()) {
        cell.clone()
    } else {
        let named = |text: &Option<String>| text.clone().unwrap_or_else(|| settings.name.clone());
        format!("{} × {}", named(&settings.column), named(&settings.row))
    };
    path([settings.workbook.as_deref(), settings.sheet.as_deref(), Some(at.trim())])
}

fn path(parts: [Option<&str>; 3]) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().map(one_line).collect();
    parts.join(" › ")
}

/// The aggregate's word in the catalogue.
fn aggregate_key(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Count => "aggregate-count",
        Aggregate::Sum => "aggregate-sum",
        Aggregate::Mean => "aggregate-mean",
        Aggregate::Min => "aggregate-min",
        Aggregate::Max => "aggregate-max",
        Aggregate::Weighted => "aggregate-weighted",
    }
}

/// The declaration for programs, as gongwen.toml says it.
fn source_json(config: &Config, name: &str) -> Value {
    let mapping = &config.mapping;
    let single = mapping.indicators.iter().find(|settings| settings.name == name);
    let rows = mapping.rows.iter().find(|settings| settings.name == name);
    match (single, rows) {
        (Some(settings), _) => json!({ "indicator": settings }),
        (None, Some(settings)) => json!({ "rows": settings }),
        (None, None) => json!({ "facts": mapping.facts }),
    }
}

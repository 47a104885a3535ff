//! The sections of gongwen.toml, read one by one; every mistake is told with its line.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reports::{self, ReportSettings};
use super::{Config, Format, JobSettings};
use crate::diag::{Code, Diagnostic, Location, Sink, nearest, term};
use crate::indicator::check::settings::Judgement;
use crate::indicator::{Calendar, Mapping};
use crate::place::line_and_column;
use crate::template::{ElementText, elements_source};

/// The top-level keys.
const SECTIONS: &[&str] = &[
    "job",
    "report",
    "fonts",
    "reading",
    "style",
    "document",
    "records",
    "lint",
    "wording",
    "aliases",
    "folders",
    "facts",
    "indicator",
    "rows",
    "checks",
    "check",
    "accept",
    "override",
];

/// Reads the sections one by one, so that a mistake in one does not hide those in the others.
pub(super) struct SectionReader<'a> {
    pub(super) file: Arc<str>,
    pub(super) text: &'a Arc<str>,
    pub(super) sink: Sink,
}

impl SectionReader<'_> {
    /// None when the text is not well-formed: what a mended reading of it would say is no help.
    pub(super) fn config(&mut self, root: &Path) -> Option<Config> {
        let text = Arc::clone(self.text);
        let (table, errors) = DeTable::parse_recoverable(&text);
        for error in &errors {
            self.syntax_error(error);
        }
        if !errors.is_empty() {
            return None;
        }
        let mut table = table.into_inner();
        self.unknown_sections(&table);
        let mut declared = BTreeMap::new();
        let job_template = table
            .get("job")
            .and_then(|job| Some(job.get_ref().get("template")?.span()));
        let job = self.job(&mut table);
        let reports = self.reports(&mut table, &job, job_template, &mut declared);
        let mapping = self.mapping(&mut table, &job, &mut declared);
        Some(Config {
            root: root.to_owned(),
            job,
            reports,
            fonts: self.section(&mut table, "fonts").unwrap_or_default(),
            reading: self.section(&mut table, "reading").unwrap_or_default(),
            style: self.section(&mut table, "style").unwrap_or_default(),
            elements: self.elements(&table),
            document: self.section(&mut table, "document").unwrap_or_default(),
            records: self.section(&mut table, "records").unwrap_or_default(),
            lint: self.section(&mut table, "lint").unwrap_or_default(),
            wording: self.section(&mut table, "wording").unwrap_or_default(),
            mapping,
            source: Arc::clone(self.text),
            declared,
        })
    }

    /// What says where the values stand, in the time of the job.
    fn mapping(
        &mut self,
        table: &mut DeTable<'_>,
        job: &JobSettings,
        declared: &mut BTreeMap<String, Location>,
    ) -> Mapping {
        Mapping {
            calendar: Calendar {
                year: job.year,
                period: job.period,
            },
            facts: self.section(table, "facts"),
            aliases: self.section(table, "aliases").unwrap_or_default(),
            folders: self.section(table, "folders").unwrap_or_default(),
            indicators: self.entries(table, "indicator", declared),
            rows: self.entries(table, "rows", declared),
            judgement: self.judgement(table, declared),
        }
    }

    /// The `[[report]]` entries, or the one report that `[job]` names.
    fn reports(
        &mut self,
        table: &mut DeTable<'_>,
        job: &JobSettings,
        job_template: Option<std::ops::Range<usize>>,
        declared: &mut BTreeMap<String, Location>,
    ) -> Vec<ReportSettings> {
        let spans = entry_spans(table.get("report").map(Spanned::get_ref));
        let reports: Vec<ReportSettings> = self.entries(table, "report", declared);
        if reports.is_empty() {
            return vec![ReportSettings::of_job(job)];
        }
        // By place and not by name: two reports of one name are told at the second.
        let at = |index: usize| spans.get(index).cloned().unwrap_or(0..0);
        for (index, problem) in reports::validate(&reports) {
            let location = Location::in_text(&self.file, self.text, at(index));
            self.sink.push(problem.at(location));
        }
        let wrong_formats = |one: &ReportSettings| one.formats.as_deref().is_some_and(wrong_formats);
        let mut nonsense: Vec<_> = (reports.iter().enumerate())
            .filter(|(_, one)| wrong_formats(one))
            .map(|(index, _)| ("formats-wrong", at(index)))
            .collect();
        nonsense.extend(job_template.map(|span| ("template-twice", span)));
        for (detail, span) in nonsense {
            let location = Location::in_text(&self.file, self.text, span);
            let problem = Diagnostic::new(Code::ConfigValue).with("detail", term(detail));
            self.sink.push(problem.at(location));
        }
        reports
    }

    fn judgement(&mut self, table: &mut DeTable<'_>, declared: &mut BTreeMap<String, Location>) -> Judgement {
        let mut judgement = Judgement {
            levels: self.section(table, "checks").unwrap_or_default(),
            checks: self.entries(table, "check", declared),
            accepts: self.entries(table, "accept", declared),
            overrides: self.entries(table, "override", declared),
        };
        for replaced in &mut judgement.overrides {
            let key = format!("override/{}/{}", replaced.township, replaced.indicator);
            replaced.place = declared.get(&key).cloned();
        }
        judgement
    }

    fn unknown_sections(&mut self, table: &DeTable<'_>) {
        for key in table.keys().filter(|key| !SECTIONS.contains(&key.get_ref().as_ref())) {
            let found = key.get_ref();
            let problem = Diagnostic::new(Code::ConfigUnknownKey)
                .with("key", found)
                .with("nearest", nearest(found, SECTIONS.iter().copied()))
                .at(Location::in_text(&self.file, self.text, key.span()));
            self.sink.push(problem);
        }
    }

    /// The texts of `[document]` as the template would say them.
    fn elements(&self, table: &DeTable<'_>) -> String {
        let section = table.get("document").and_then(|section| section.get_ref().as_table());
        let element = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
            let text = value.get_ref().as_str()?.to_owned();
            // The span holds the quotation mark too.
            let (line, column) = line_and_column(self.text, value.span().start + 1);
            let key = AsRef::<str>::as_ref(key.get_ref()).to_owned();
            Some(ElementText {
                key,
                text,
                line,
                column,
            })
        };
        elements_source(section.into_iter().flatten().filter_map(element).collect())
    }

    /// The `[job]` table, whose values must also make sense together.
    fn job(&mut self, table: &mut DeTable<'_>) -> JobSettings {
        let entry = table.get("job");
        let span = |key: &str| entry.and_then(|job| Some(job.get_ref().get(key)?.span()));
        let spans = ["formats", "period", "townships", "year"].map(|key| (key, span(key)));
        let job: JobSettings = self.section(table, "job").unwrap_or_default();
        for (key, detail) in nonsense(&job) {
            let span = spans
                .iter()
                .find(|(known, _)| *known == key)
                .and_then(|(_, span)| span.clone());
            let location = Location::in_text(&self.file, self.text, span.unwrap_or(0..0));
            self.sink.push(
                Diagnostic::new(Code::ConfigValue)
                    .with("detail", term(detail))
                    .at(location),
            );
        }
        job
    }

    /// A section that is one table; none when it is absent or wrong.
    fn section<T: DeserializeOwned>(&mut self, table: &mut DeTable<'_>, key: &str) -> Option<T> {
        let value = table.remove(key)?;
        let span = value.span();
        T::deserialize(toml::de::ValueDeserializer::from(value))
            .map_err(|error| self.entry_error(&error, span))
            .ok()
    }

    /// A section that is a list of tables with names; notes where each name is declared.
    fn entries<T: DeserializeOwned>(
        &mut self,
        table: &mut DeTable<'_>,
        key: &str,
        declared: &mut BTreeMap<String, Location>,
    ) -> Vec<T> {
        let Some(list) = table.remove(key) else {
            return Vec::new();
        };
        let span = list.span();
        let DeValue::Array(array) = list.into_inner() else {
            let problem = Diagnostic::new(Code::ConfigSection).with("key", key);
            self.sink
                .push(problem.at(Location::in_text(&self.file, self.text, span)));
            return Vec::new();
        };
        array
            .into_iter()
            .filter_map(|entry| self.entry(key, entry, declared))
            .collect()
    }

    fn entry<T: DeserializeOwned>(
        &mut self,
        section: &str,
        entry: Spanned<DeValue<'_>>,
        declared: &mut BTreeMap<String, Location>,
    ) -> Option<T> {
        let span = entry.span();
        if let Some((key, span)) = entry_key(section, entry.get_ref()) {
            declared.insert(key, Location::in_text(&self.file, self.text, span));
        }
        T::deserialize(toml::de::ValueDeserializer::from(entry))
            .map_err(|error| self.entry_error(&error, span))
            .ok()
    }

    fn syntax_error(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        let detail = SYNTAX.iter().find(|(words, _)| error.message().contains(words));
        // Of a value that is not there the parser says that it should be quoted.
        let (before, rest) = self.text.split_at_checked(span.start).unwrap_or((self.text, ""));
        let rest = rest.split(['\n', '#']).next().unwrap_or_default();
        let nothing = before.trim_end_matches([' ', '\t']).ends_with('=') && rest.trim().is_empty();
        let detail = match detail {
            _ if nothing => "toml-no-value",
            Some((_, key)) => key,
            None => "toml-other",
        };
        let detail = term(detail);
        let problem = Diagnostic::new(Code::ConfigSyntax).with("detail", detail);
        self.sink
            .push(problem.at(Location::in_text(&self.file, self.text, span)));
    }

    /// Serde says what is wrong in English words of a fixed form; they are taken apart to be said in the user's.
    fn entry_error(&mut self, error: &toml::de::Error, entry: std::ops::Range<usize>) {
        let location = Location::in_text(&self.file, self.text, error.span().unwrap_or(entry));
        let message = error.message();
        let problem = if let Some(rest) = message.strip_prefix("unknown field `") {
            let (found, expected) = rest.split_once('`').unwrap_or((rest, ""));
            let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            Diagnostic::new(Code::ConfigUnknownKey)
                .with("key", found)
                .with("nearest", nearest(found, known))
        } else if let Some(rest) = message.strip_prefix("unknown variant `") {
            let (found, expected) = rest.split_once('`').unwrap_or((rest, ""));
            let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
            Diagnostic::new(Code::ConfigChoice)
                .with("found", found)
                .with("expected", known.join("、"))
        } else if let Some((found, expected)) = message
            .strip_prefix("invalid type: ")
            .and_then(|rest| rest.split_once(", expected "))
        {
            Diagnostic::new(Code::ConfigType)
                .with("found", found)
                .with("expected", expected_term(expected))
        } else {
            Diagnostic::new(Code::ConfigValue).with("detail", message)
        };
        self.sink.push(problem.at(location));
    }
}

/// What the parser's English says of a mistake, and the text of the catalogue that says the same.
const SYNTAX: [(&str, &str); 11] = [
    ("must be quoted", "toml-quote"),
    ("unclosed table", "toml-section"),
    ("unclosed array table", "toml-section"),
    ("unclosed array", "toml-array"),
    ("unclosed inline table", "toml-inline"),
    ("extra comma", "toml-other"),
    ("missing comma", "toml-comma"),
    ("duplicate key", "toml-twice"),
    ("no value", "toml-no-value"),
    ("missing value", "toml-no-value"),
    ("string", "toml-quote"),
];

/// Years that a report can speak of: those of four digits.
const YEARS: std::ops::RangeInclusive<i16> = 1000..=9999;

/// Whether a list of formats is empty or names one twice.
fn wrong_formats(formats: &[Format]) -> bool {
    let mut different = formats.to_vec();
    different.sort_unstable();
    different.dedup();
    different.is_empty() || different.len() < formats.len()
}

/// Whether the year is none of those of the period: the template would say 2024年 of figures of 2025.
fn year_contradicts(job: &JobSettings) -> bool {
    let (Some(year), Some((first, last))) = (job.year, job.period) else {
        return false;
    };
    first <= last && YEARS.contains(&year) && !(first.year()..=last.year()).contains(&year)
}

/// Where the name of each entry of a list stands; the entry itself where it has none.
fn entry_spans(list: Option<&DeValue<'_>>) -> Vec<std::ops::Range<usize>> {
    let entries = list.and_then(DeValue::as_array);
    let span = |entry: &Spanned<DeValue<'_>>| entry.get_ref().get("name").map_or(entry.span(), Spanned::span);
    entries.map_or_else(Vec::new, |entries| entries.iter().map(span).collect())
}

/// The values of `[job]` that no job can have: the key, and the term that says why.
fn nonsense(job: &JobSettings) -> Vec<(&'static str, &'static str)> {
    // A township is a folder of the data folder, nothing above or below it.
    let folder = |name: &String| !name.is_empty() && !name.contains(['/', '\\']) && name != "." && name != "..";
    let faults = [
        ("formats", "formats-wrong", wrong_formats(&job.formats)),
        (
            "period",
            "period-reversed",
            job.period.is_some_and(|(first, last)| first > last),
        ),
        ("townships", "township-no-folder", !job.townships.iter().all(folder)),
        (
            "year",
            "year-wrong",
            job.year.is_some_and(|year| !YEARS.contains(&year)),
        ),
        ("year", "year-not-of-period", year_contradicts(job)),
    ];
    faults
        .into_iter()
        .filter(|(.., wrong)| *wrong)
        .map(|(key, detail, _)| (key, detail))
        .collect()
}

/// What a declaration is known by, and where that stands: an indicator's name, `check/name`,
/// `accept/township/check`, `override/township/indicator`.
fn entry_key(section: &str, entry: &DeValue<'_>) -> Option<(String, std::ops::Range<usize>)> {
    let text = |key: &str| {
        let value = entry.get(key)?;
        Some((value.get_ref().as_str()?.to_owned(), value.span()))
    };
    let (last, key) = match section {
        "check" => ("name", None),
        "accept" => ("check", Some("township")),
        "override" => ("indicator", Some("township")),
        "report" => ("name", None),
        _ => return text("name"),
    };
    let (name, span) = text(last)?;
    let middle = key.map(|key| text(key).map_or_else(String::new, |(text, _)| text));
    let parts = [Some(section.to_owned()), middle, Some(name)];
    Some((parts.into_iter().flatten().collect::<Vec<_>>().join("/"), span))
}

/// What serde expected, as a term of the catalogue.
fn expected_term(expected: &str) -> String {
    match expected {
        "a string" | "path string" => term("type-string"),
        "a boolean" => term("type-boolean"),
        "a sequence" => term("type-list"),
        "a map" => term("type-table"),
        integer if ["i16", "u32", "usize", "an integer"].contains(&integer) => term("type-integer"),
        structure if structure.starts_with("struct ") => term("type-table"),
        other => other.to_owned(),
    }
}

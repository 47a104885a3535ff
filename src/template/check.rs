//! Names, filters, tests and operators of a template, checked all at once before anything is rendered.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::condition::TESTS;
use super::county::COUNTY;
use super::filters::{FILTERS, find};
use super::line_breaks::EngineText;
use super::omission;
use super::rows::{self, ROW_FILTERS};
use super::scan::{Scan, scan};
use crate::diag::{Code, Diagnostic, Location, Sink, term};
use crate::place::TextPlace;

/// Names that are always defined.
pub const BUILT_IN: [&str; 8] = ["镇名", "县名", "年", "期初", "期末", "舍入说明", "引用", COUNTY];

/// A text with what it uses.
#[derive(Debug, Clone)]
pub(super) struct Scanned {
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// The file.
    pub(super) file: Arc<str>,
    /// Its text.
    pub(super) source: String,
    /// Its text as the engine reads it.
    pub(super) engine: EngineText,
    /// What it uses.
    pub(super) scan: Scan,
}

impl Scanned {
    /// Reads what a text uses.
    pub(super) fn new(file: &Arc<str>, source: String) -> Self {
        let breaks = source.match_indices('\n').map(|(offset, _)| offset + 1);
        Self {
            lines: std::iter::once(0).chain(breaks).collect(),
            file: Arc::clone(file),
            scan: scan(&source),
            engine: EngineText::new(&source),
            source,
        }
    }

    /// A place in the text. Asked for once a figure, so that it must not count lines from the beginning.
    pub(super) fn location(&self, range: &Range<usize>) -> Location {
        let line = self
            .lines
            .partition_point(|start| *start <= range.start)
            .saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(0);
        let rest = self.source.get(start..).unwrap_or_default();
        let line_text = rest.lines().next().unwrap_or_default();
        let characters = |part: Option<&str>| {
            let first = part.unwrap_or_default().lines().next().unwrap_or_default();
            first.chars().count() as u32
        };
        Location::Text {
            place: TextPlace {
                file: Arc::clone(&self.file),
                line: line as u32 + 1,
                column: characters(self.source.get(start..range.start)) + 1,
            },
            length: characters(self.source.get(range.clone())).max(1),
            line_text: line_text.into(),
        }
    }

    /// A whole line of the engine's text, counted from one.
    pub(super) fn line_location(&self, line: usize) -> Option<Location> {
        let start = match line.checked_sub(2) {
            None => 0,
            Some(breaks) => self.engine.text.match_indices('\n').nth(breaks)?.0 + 1,
        };
        let original = self.engine.original(start..start);
        let end = self.source[original.start..]
            .find('\n')
            .map_or(self.source.len(), |end| original.start + end);
        Some(self.location(&(original.start..end)))
    }

    /// What needs no data: filters, tests, operators.
    pub(super) fn check_words(&self, sink: &mut Sink) {
        let filters = FILTERS
            .iter()
            .flat_map(|filter| std::iter::once(&filter.name).chain(filter.aliases));
        let rows = ROW_FILTERS.iter().flat_map(|filter| [&filter.name, &filter.alias]);
        let filters: Vec<&str> = filters.chain(rows).copied().collect();
        let tests: Vec<&str> = TESTS.iter().flat_map(|(zh, en)| [*zh, *en]).collect();
        for (name, range) in &self.scan.filters {
            if find(name).is_none() && rows::find(name).is_none() {
                sink.push(self.unknown(Code::TemplateFilter, name, range, &filters));
            }
        }
        for (name, range) in &self.scan.tests {
            if !tests.contains(&name.as_str()) {
                sink.push(self.unknown(Code::TemplateTest, name, range, &tests));
            }
        }
        for (range, detail) in omission::mistakes(&self.source, &self.engine.brackets) {
            let problem = Diagnostic::new(Code::TemplateGroup).with("detail", term(detail));
            sink.push(problem.at(self.location(&range)));
        }
        let operators = [
            (Code::TemplateComparison, &self.scan.comparisons),
            (Code::TemplateArithmetic, &self.scan.arithmetic),
        ];
        for (code, ranges) in operators {
            for range in ranges {
                let found = self.source.get(range.clone()).unwrap_or_default();
                sink.push(Diagnostic::new(code).with("found", found).at(self.location(range)));
            }
        }
    }

    /// Names of values: unknown ones get the nearest name that exists; one that the configuration defines
    /// but that has no value is told apart.
    pub(super) fn check_names(&self, names: &Names<'_>, sink: &mut Sink) {
        for (name, range) in &self.scan.names {
            if names.present.contains(name.as_str()) || names.bound.contains(name.as_str()) {
                continue;
            }
            let known = names.configured.contains(name.as_str()) || BUILT_IN.contains(&name.as_str());
            let candidates: Vec<&str> = names.present.union(&names.configured).copied().collect();
            if names.optional.contains(name.as_str()) {
                // A name that no township knows is a slip, and its condition would silently never hold.
                if !known {
                    sink.push(self.unknown(Code::TemplateNameNowhere, name, range, &candidates));
                }
            } else if known {
                let problem = Diagnostic::new(Code::TemplateAbsent).with("found", name);
                sink.push(problem.at(self.location(range)));
            } else {
                sink.push(self.unknown(Code::TemplateName, name, range, &candidates));
            }
        }
    }

    /// Names of the county's values, which are those of its townships.
    pub(super) fn check_county_names(&self, names: &Names<'_>, sink: &mut Sink) {
        for (name, range) in &self.scan.county {
            if !names.configured.contains(name.as_str()) {
                let candidates: Vec<&str> = names.configured.iter().copied().collect();
                sink.push(self.unknown(Code::TemplateName, name, range, &candidates));
            }
        }
    }

    fn unknown(&self, code: Code, name: &str, range: &Range<usize>, candidates: &[&str]) -> Box<Diagnostic> {
        Diagnostic::new(code)
            .with("found", name)
            .with("nearest", nearest(name, candidates).unwrap_or("—"))
            .at(self.location(range))
    }
}

/// The names that a render knows.
pub(super) struct Names<'a> {
    /// Those that have a value.
    pub(super) present: BTreeSet<&'a str>,
    /// Those that the configuration defines.
    pub(super) configured: BTreeSet<&'a str>,
    /// Those that the template or a fragment makes itself.
    pub(super) bound: BTreeSet<&'a str>,
    /// Those that may be absent.
    pub(super) optional: BTreeSet<&'a str>,
}

/// The most similar name, when there is one that could be meant.
pub(super) fn nearest<'a>(name: &str, candidates: &[&'a str]) -> Option<&'a str> {
    candidates
        .iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(name, candidate), *candidate))
        .filter(|(likeness, _)| *likeness >= 0.4)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}

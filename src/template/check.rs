//! Names, filters, tests and operators of a template, checked all at once before anything is rendered.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::condition::TESTS;
use super::filters::{FILTERS, find};
use super::scan::Scan;
use crate::diag::{Code, Diagnostic, Location, Sink};

/// Names that are always defined.
pub(super) const BUILT_IN: [&str; 4] = ["镇名", "年", "期初", "期末"];

/// A text with what it uses.
#[derive(Debug, Clone)]
pub(super) struct Scanned {
    /// The file.
    pub(super) file: Arc<str>,
    /// Its text, as the engine reads it.
    pub(super) source: String,
    /// What it uses.
    pub(super) scan: Scan,
}

impl Scanned {
    pub(super) fn location(&self, range: &Range<usize>) -> Location {
        Location::in_text(&self.file, &self.source, range.clone())
    }

    /// What needs no data: filters, tests, operators.
    pub(super) fn check_words(&self, sink: &mut Sink) {
        let filters = FILTERS
            .iter()
            .flat_map(|filter| std::iter::once(&filter.name).chain(filter.aliases));
        let filters: Vec<&str> = filters.copied().collect();
        let tests: Vec<&str> = TESTS.iter().flat_map(|(zh, en)| [*zh, *en]).collect();
        for (name, range) in &self.scan.filters {
            if find(name).is_none() {
                sink.push(self.unknown(Code::TemplateFilter, name, range, &filters));
            }
        }
        for (name, range) in &self.scan.tests {
            if !tests.contains(&name.as_str()) {
                sink.push(self.unknown(Code::TemplateTest, name, range, &tests));
            }
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
            if names.allow(name) {
                continue;
            }
            if names.configured.contains(name.as_str()) || BUILT_IN.contains(&name.as_str()) {
                let problem = Diagnostic::new(Code::TemplateAbsent).with("found", name);
                sink.push(problem.at(self.location(range)));
            } else {
                let candidates: Vec<&str> = names.present.union(&names.configured).copied().collect();
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

impl Names<'_> {
    fn allow(&self, name: &str) -> bool {
        self.present.contains(name) || self.bound.contains(name) || self.optional.contains(name)
    }
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

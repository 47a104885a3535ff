//! Names, filters, tests and operators of a template, checked all at once before anything is rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use minijinja::Value;

use super::condition::TESTS;
use super::county::COUNTY;
use super::filters::{FILTERS, find};
use super::line_breaks::EngineText;
use super::omission;
use super::rows::{self, ROW_FILTERS};
use super::scan::{FULL_WIDTH, Scan, scan};
use crate::diag::{Code, Diagnostic, Location, Sink, term};
use crate::indicator::Indicator;
use crate::place::TextPlace;

/// Names that are always defined.
pub const BUILT_IN: [&str; 9] = ["镇名", "全镇", "县名", "年", "期初", "期末", "舍入说明", "引用", COUNTY];

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

    /// A place in the text, with its line.
    pub(super) fn location(&self, range: &Range<usize>) -> Location {
        let (_, start) = self.line_of(range.start);
        let line_text = self.source.get(start..).and_then(|rest| rest.lines().next());
        let length = self.source.get(range.clone()).map_or(0, characters);
        Location::Text {
            place: self.place(range.start),
            length: length.max(1),
            line_text: line_text.unwrap_or_default().into(),
        }
    }

    /// A place in the text. Asked for once a figure, so that it must neither count lines from the beginning nor copy one.
    pub(super) fn place(&self, at: usize) -> TextPlace {
        let (line, start) = self.line_of(at);
        TextPlace {
            file: Arc::clone(&self.file),
            line: line as u32 + 1,
            column: self.source.get(start..at).map_or(0, characters) + 1,
        }
    }

    /// Where in the text a place is, in bytes.
    pub(super) fn offset(&self, place: &TextPlace) -> Option<usize> {
        let start = *self.lines.get((place.line as usize).checked_sub(1)?)?;
        let mut before = self.source.get(start..)?.char_indices();
        Some(start + before.nth((place.column as usize).checked_sub(1)?)?.0)
    }

    /// Where a part of the text first or last has some words.
    pub(super) fn words_within(&self, part: Range<usize>, words: &str, last: bool) -> Option<Location> {
        let text = self.source.get(part.clone())?;
        let found = if last { text.rfind(words) } else { text.find(words) };
        let start = part.start + found?;
        Some(self.location(&(start..start + words.len())))
    }

    /// The line of a place, from zero, and where it begins.
    fn line_of(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at).saturating_sub(1);
        (line, self.lines.get(line).copied().unwrap_or(0))
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
        self.check_marks(sink);
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

    /// Marks that do not pair and full-width ones: the engine would tell of them elsewhere, or print them.
    fn check_marks(&self, sink: &mut Sink) {
        for range in &self.scan.full_width {
            let found = self.source.get(range.clone()).unwrap_or_default();
            let half = |c: char| {
                FULL_WIDTH
                    .iter()
                    .find(|(full, _)| *full == c)
                    .map_or(c, |(_, half)| *half)
            };
            let expected: String = found.chars().map(half).collect();
            let problem = Diagnostic::new(Code::TemplateFullWidth).with("found", found);
            sink.push(problem.with("expected", expected).at(self.location(range)));
        }
        for range in &self.scan.single_braces {
            let found = self.source.get(range.clone()).unwrap_or_default();
            let problem = Diagnostic::new(Code::TemplateSingleBrace).with("found", found);
            sink.push(problem.at(self.location(range)));
        }
        // A mark that closes nothing may be the reason why a statement is not closed.
        if !self.scan.full_width.is_empty() {
            return;
        }
        for unpaired in &self.scan.unpaired {
            let code = if unpaired.is_stray() {
                Code::TemplateStray
            } else {
                Code::TemplateUnclosed
            };
            let tag = unpaired.range.start - 2..(unpaired.range.end + 2).min(self.source.len());
            let problem = Diagnostic::new(code).with("found", &unpaired.keyword);
            sink.push(problem.at(self.location(&tag)));
        }
    }

    /// Calls of the template's own macros that lack an argument.
    pub(super) fn check_calls(&self, names: &Names<'_>, sink: &mut Sink) {
        for call in &self.scan.calls {
            let macros = names.texts.iter().flat_map(|text| &text.scan.macros);
            let mut called = macros.filter(|(name, _)| *name == call.name);
            let (Some((name, needed)), None) = (called.next(), called.next()) else {
                continue;
            };
            let lacking = needed
                .iter()
                .skip(call.positional)
                .find(|name| !call.named.contains(name));
            if let Some(lacking) = lacking {
                let problem = Diagnostic::new(Code::TemplateMacro).with("found", name);
                let problem = problem.with("argument", lacking).with("all", needed.join(", "));
                sink.push(problem.at(self.location(&call.range)));
            }
        }
    }

    /// Names of values: unknown ones get the nearest name that exists; one that the configuration defines
    /// but that has no value is told apart.
    pub(super) fn check_names(&self, names: &Names<'_>, sink: &mut Sink) {
        for (name, range) in &self.scan.names {
            if names.is_present(name) || names.is_bound(name) {
                continue;
            }
            let known = names.configured.contains(name.as_str()) || BUILT_IN.contains(&name.as_str());
            let candidates = names.candidates();
            if names.is_optional(name) {
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
                let candidates: Vec<&str> = names.configured.iter().map(|name| &**name).collect();
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

/// Where the texts first have some words of their own.
pub(super) fn find_words(texts: &[&Scanned], words: &str) -> Option<Location> {
    texts
        .iter()
        .find_map(|text| text.words_within(0..text.source.len(), words, false))
}

/// The names that a render knows.
pub(super) struct Names<'a> {
    /// The texts, which make some names themselves and ask for others that may be absent.
    pub(super) texts: Vec<&'a Scanned>,
    /// The township's values; none where it is asked what any township can have.
    pub(super) values: Option<&'a BTreeMap<Arc<str>, Indicator>>,
    /// What is given to the engine.
    pub(super) context: &'a BTreeMap<String, Value>,
    /// The names that the configuration or any facts sheet defines.
    pub(super) configured: &'a BTreeSet<Arc<str>>,
}

impl<'a> Names<'a> {
    fn is_present(&self, name: &str) -> bool {
        let has_value = |name| match self.values {
            Some(values) => values.contains_key(name),
            None => self.configured.contains(name),
        };
        self.context.contains_key(name) || has_value(name)
    }

    fn is_bound(&self, name: &str) -> bool {
        self.texts.iter().any(|text| text.scan.bound.contains(name))
    }

    fn is_optional(&self, name: &str) -> bool {
        self.texts.iter().any(|text| text.scan.optional.contains(name))
    }

    /// What may be proposed for a misspelt name.
    fn candidates(&self) -> Vec<&'a str> {
        let context = self.context.keys().map(String::as_str);
        let values = self.values.iter().flat_map(|values| values.keys());
        let declared = values.chain(self.configured).map(|name| &**name);
        let all: BTreeSet<&str> = context.chain(declared).collect();
        all.into_iter().collect()
    }
}

/// In how many columns a text stands that is part of one line.
fn characters(text: &str) -> u32 {
    text.lines().next().unwrap_or_default().chars().count() as u32
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

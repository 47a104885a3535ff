//! Lint on the finished text (spec §8): what a template's own words make of true figures, with its place.

mod context;
mod derived;
mod figures;
mod rounding;
mod usage;
mod words;

use std::ops::Range;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::check::Scanned;
use super::filters::figure::{natural, round};
use crate::diag::{Code, Diagnostic, Location, Severity, Sink};
use crate::indicator::{Datum, Indicators};
use crate::report::{Block, Figure, Inline, Report};

/// `[lint]`: what is not to be told, and whether the author's punctuation stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LintSettings {
    /// Codes of warnings and notes about the text that are not told: `["W-ADVERB", "N-PRICE"]`.
    #[serde(deserialize_with = "codes")]
    pub ignore: Vec<String>,
    /// Half-width marks and straight quotes stay as the template has them (RPT-09).
    pub keep_punctuation: bool,
    /// 大幅 and 显著 need a change of so many percent.
    pub large_change: u32,
    /// 稳步 needs a growth below so many percent.
    pub steady_below: u32,
    /// 小幅 needs a change below so many percent.
    pub small_below: u32,
}

impl Default for LintSettings {
    fn default() -> Self {
        Self {
            ignore: Vec::new(),
            keep_punctuation: false,
            large_change: 20,
            steady_below: 15,
            small_below: 5,
        }
    }
}

impl LintSettings {
    /// Whether a problem of this code is told.
    pub(super) fn tells(&self, code: Code) -> bool {
        code.severity() == Severity::Error || !self.ignore.iter().any(|ignored| ignored == code.as_str())
    }
}

/// Codes that exist and are no errors: a misspelt one would silently change nothing.
fn codes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let codes = Vec::<String>::deserialize(deserializer)?;
    let known = |text: &String| {
        let code = Code::ALL.iter().find(|code| code.as_str() == text);
        code.is_some_and(|code| code.severity() != Severity::Error)
    };
    match codes.iter().find(|code| !known(code)) {
        Some(unknown) => Err(serde::de::Error::custom(format!("ignore: {unknown}"))),
        None => Ok(codes),
    }
}

/// A piece of running text with the figures in it.
struct Stretch<'a> {
    text: String,
    figures: Vec<(Range<usize>, &'a Figure)>,
}

impl<'a> Stretch<'a> {
    fn of(content: &[Inline], figures: &'a [Figure]) -> Self {
        let mut stretch = Self {
            text: String::new(),
            figures: Vec::new(),
        };
        for inline in content {
            let start = stretch.text.len();
            stretch.text.push_str(inline.text());
            if let Inline::Figure { figure, .. } = inline
                && let Some(figure) = figures.get(figure.0 as usize)
            {
                stretch.figures.push((start..stretch.text.len(), figure));
            }
        }
        stretch
    }

    /// Whether the range lies in one figure.
    fn within_figure(&self, range: &Range<usize>) -> bool {
        let within = |(at, _): &(Range<usize>, &Figure)| at.start <= range.start && range.end <= at.end;
        self.figures.iter().any(within)
    }

    /// The first figure that shares a byte with the range.
    fn figure_in(&self, range: &Range<usize>) -> Option<&'a Figure> {
        let overlaps = |figure: &Range<usize>| figure.start < range.end && range.start < figure.end;
        self.figures
            .iter()
            .find(|(at, _)| overlaps(at))
            .map(|(_, figure)| *figure)
    }
}

/// Runs all checks over a report. `texts` are the template and its fragments, for the places.
pub(super) fn check(
    report: &Report,
    indicators: &Indicators,
    texts: &[&Scanned],
    settings: &LintSettings,
    sink: &mut Sink,
) {
    let lint = Lint { texts };
    let values = known_values(indicators);
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut stretches = Vec::new();
    for (content, plan) in running_text(report) {
        let stretch = Stretch::of(content, &report.figures);
        lint.wording(&stretch, &mut found);
        lint.figures(&stretch, settings, &mut found);
        lint.context(&stretch, plan, indicators, &mut found);
        for (range, name) in typed(&stretch, &values) {
            let problem = Diagnostic::new(Code::LintTyped).with("words", &stretch.text[range.clone()]);
            found.push(*problem.with("name", name).at(lint.locate(&stretch, &range)));
        }
        stretches.push(stretch);
    }
    lint.mixed(&stretches, &mut found);
    for (problem, figure) in figures::contradictions(&report.figures) {
        found.push(*problem.at(lint.place(figure)));
    }
    for (problem, figure) in rounding::of_tables(report) {
        found.push(*problem.at(lint.place(figure)));
    }
    found.sort();
    found.dedup();
    for problem in found {
        sink.push(Box::new(problem));
    }
}

pub(super) use rounding::{NOTE as ROUNDING_NOTE, keep_note_where_needed};

/// All text that runs in sentences, with whether it tells what is planned; cells of tables are no sentences.
fn running_text(report: &Report) -> Vec<(&[Inline], bool)> {
    let mut all: Vec<(&[Inline], bool)> = vec![(&report.title, false)];
    all.extend(report.subtitle.iter().map(|line| (line.as_slice(), false)));
    for (block, plan) in report.blocks.iter().zip(context::planned(report)) {
        match block {
            Block::Heading(heading) => {
                all.push((&heading.content, plan));
                all.extend(heading.run_in.as_deref().map(|content| (content, plan)));
            }
            Block::Paragraph(content) => all.push((content, plan)),
            Block::Table(table) => all.push((&table.caption, plan)),
            Block::Picture(picture) => all.push((&picture.caption, plan)),
            Block::Contents(_) => {}
        }
    }
    all.extend(report.notes.iter().map(|note| (note.as_slice(), false)));
    all
}

/// The template's texts, for the places of what is found.
struct Lint<'a> {
    texts: &'a [&'a Scanned],
}

impl Lint<'_> {
    /// What is wrong in the words whatever they speak of.
    fn wording(&self, stretch: &Stretch<'_>, found: &mut Vec<Diagnostic>) {
        for (code, range) in words::findings(&stretch.text)
            .into_iter()
            .chain(usage::findings(&stretch.text))
        {
            // What a filter or a cell prints is not the author's to mend; between two figures it is.
            if stretch.within_figure(&range) {
                continue;
            }
            self.tell(code, stretch, &range, found);
        }
    }

    /// What is not true of the figures.
    fn figures(&self, stretch: &Stretch<'_>, settings: &LintSettings, found: &mut Vec<Diagnostic>) {
        for (range, figure) in figures::typed_qualifiers(stretch) {
            let problem = Diagnostic::new(Code::LintQualifier).with("words", &stretch.text[range]);
            let problem = problem.with("name", &figure.indicator).with("value", &figure.value);
            found.push(*problem.at(self.place(figure)));
        }
        for (range, adverb, figure) in figures::adverbs(stretch, settings) {
            let problem = Diagnostic::new(Code::LintAdverb).with("adverb", adverb);
            let problem = problem.with("words", &figure.text);
            found.push(*problem.at(self.locate(stretch, &range)));
        }
        for (problem, figure) in figures::adjacent(stretch) {
            found.push(*problem.at(self.place(figure)));
        }
        for figure in context::unnamed_ranks(stretch) {
            let problem = Diagnostic::new(Code::LintRank).with("name", &figure.indicator);
            found.push(*problem.with("words", &figure.text).at(self.place(figure)));
        }
        for figure in context::forced_shares(stretch) {
            let problem = Diagnostic::new(Code::LintForced).with("words", &figure.text);
            found.push(*problem.at(self.place(figure)));
        }
    }

    /// What does not suit the place where it stands.
    fn context(&self, stretch: &Stretch<'_>, plan: bool, indicators: &Indicators, found: &mut Vec<Diagnostic>) {
        for (range, figure) in context::plan_verbs(stretch, plan) {
            let problem = Diagnostic::new(Code::LintPlan).with("words", &stretch.text[range]);
            found.push(*problem.at(self.place(figure)));
        }
        if plan {
            for range in context::relative_years(&stretch.text) {
                self.tell(Code::LintRelative, stretch, &range, found);
            }
        }
        for range in context::typed_comparisons(stretch) {
            self.tell(Code::LintNoBase, stretch, &range, found);
        }
        for range in context::per_person(stretch, indicators) {
            self.tell(Code::LintPer, stretch, &range, found);
        }
    }

    /// Two words for one thing in one document: told once, where the second one stands.
    fn mixed(&self, stretches: &[Stretch<'_>], found: &mut Vec<Diagnostic>) {
        let first = |word: &str| {
            let places = stretches.iter().enumerate();
            let mut places = places.filter_map(|(index, stretch)| Some((index, stretch.text.find(word)?)));
            places.next()
        };
        for [one, other] in context::VARIANTS {
            let (Some(place), Some(another)) = (first(one), first(other)) else {
                continue;
            };
            let (index, start) = place.max(another);
            let problem = Diagnostic::new(Code::LintMixed).with("one", one).with("other", other);
            let range = start..start + one.len();
            found.push(*problem.at(self.locate(&stretches[index], &range)));
        }
    }

    fn tell(&self, code: Code, stretch: &Stretch<'_>, range: &Range<usize>, found: &mut Vec<Diagnostic>) {
        let problem = Diagnostic::new(code).with("words", &stretch.text[range.clone()]);
        found.push(*problem.at(self.locate(stretch, range)));
    }

    /// The place of words: that of the figure in them, else where the template has them, else that of the
    /// nearest figure before.
    fn locate(&self, stretch: &Stretch<'_>, range: &Range<usize>) -> Location {
        if let Some(figure) = stretch.figure_in(range) {
            return self.place(figure);
        }
        let words = &stretch.text[range.clone()];
        let in_text = self.texts.iter().find_map(|text| {
            let start = text.source.find(words)?;
            Some(text.location(&(start..start + words.len())))
        });
        let nearest = || {
            let before = stretch.figures.iter().rev().find(|(at, _)| at.end <= range.start);
            before.or_else(|| stretch.figures.first())
        };
        in_text
            .or_else(|| nearest().map(|(_, figure)| self.place(figure)))
            .unwrap_or_else(|| Location::File(self.texts.first().map_or_else(|| "".into(), |text| text.file.clone())))
    }

    fn place(&self, figure: &Figure) -> Location {
        let text = self.texts.iter().find(|text| text.file == figure.template.file);
        let line = text.and_then(|text| text.source.lines().nth(figure.template.line as usize - 1));
        Location::Text {
            place: figure.template.clone(),
            length: 1,
            line_text: line.unwrap_or_default().into(),
        }
    }
}

/// A value that the data have: the number without scale, its unit, its name.
struct Known<'a> {
    value: Decimal,
    symbol: String,
    name: &'a str,
}

fn known_values(indicators: &Indicators) -> Vec<Known<'_>> {
    let number = |datum: &Datum| match datum {
        Datum::Number(quantity) => Some(natural(quantity)),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    };
    let values = indicators.values.values();
    let known = values.filter_map(|indicator| {
        let natural = number(&indicator.datum)?;
        Some(Known {
            value: natural.value,
            symbol: natural.unit.symbol.to_string(),
            name: &indicator.name,
        })
    });
    known.filter(|known| !known.symbol.is_empty()).collect()
}

/// Numbers typed in the template that are an indicator's value as printed with so many digits. Small ones are
/// left alone: 3个 is often just 3个.
fn typed<'a>(stretch: &Stretch<'_>, values: &[Known<'a>]) -> Vec<(Range<usize>, &'a str)> {
    let mut found = Vec::new();
    for number in words::numbers(&stretch.text) {
        if stretch.figure_in(&number).is_some() {
            continue;
        }
        let Ok(typed) = stretch.text[number.clone()].parse::<Decimal>() else {
            continue;
        };
        let after = &stretch.text[number.end..];
        let (factor, unit) = match after.chars().next() {
            Some('万') => (Decimal::from(10_000), &after[3..]),
            Some('亿') => (Decimal::from(100_000_000), &after[3..]),
            _ => (Decimal::ONE, after),
        };
        let Some(size) = typed.checked_mul(factor).filter(|size| *size >= Decimal::TEN) else {
            continue;
        };
        let equal = |known: &&Known<'_>| {
            let exact = known.value == size;
            let scaled = known.value.checked_div(factor).unwrap_or_default();
            let digits = typed.normalize().mantissa().unsigned_abs() >= 100;
            unit.starts_with(&known.symbol) && (exact || digits && round(scaled, typed.scale()) == typed)
        };
        if let Some(known) = values.iter().find(equal) {
            let end = stretch.text.len() - unit.len() + known.symbol.len();
            found.push((number.start..end, known.name));
        }
    }
    found
}

/// Findings as the tests of the patterns write them: each code with the words that it is about.
#[cfg(test)]
fn told(text: &str, found: &[(Code, Range<usize>)]) -> String {
    let shown: Vec<String> = found
        .iter()
        .map(|(code, range)| format!("{code} {}", &text[range.clone()]))
        .collect();
    shown.join("；")
}

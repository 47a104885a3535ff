//! Lint on the finished text (spec §8): what a template's own words make of true figures, with its place.

mod changes;
mod claims;
mod context;
mod dates;
mod derived;
mod directions;
mod figures;
mod growth;
mod limits;
mod mentions;
mod numbers;
mod numerals;
mod period;
mod places;
mod printed;
mod qualified;
mod rounding;
mod row_places;
mod shares;
mod subject;
mod targets;
mod totals;
mod typed;
mod units;
mod usage;
mod words;
mod zeros;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::check::{Scanned, find_words};
use super::{JobFacts, table, value};
use crate::diag::{Code, Diagnostic, Location, Severity, Sink};
use crate::indicator::Indicators;
use crate::report::{Block, Figure, Inline, Report};
use mentions::Mentions;

/// `[lint]`: what is not to be told, and whether the author's punctuation stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LintSettings {
    /// Codes of warnings and notes about the text that are not told: `["W-ADVERB", "N-PRICE"]`. `docs/messages.md` marks
    /// those that can be named here.
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
    /// Where the words stand that the checks look for.
    mentions: Mentions,
    /// Runs of digits, with their decimals.
    numbers: Vec<Range<usize>>,
    /// What is counted.
    counts: Vec<numerals::Count>,
    figures: Vec<(Range<usize>, &'a Figure)>,
}

impl<'a> Stretch<'a> {
    fn of(content: &[Inline], figures: &'a [Figure]) -> Self {
        let mut stretch = Self {
            text: String::new(),
            mentions: Mentions::default(),
            numbers: Vec::new(),
            counts: Vec::new(),
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
        stretch.mentions = Mentions::of(&stretch.text);
        stretch.numbers = words::numbers(&stretch.text);
        stretch.counts = numerals::counts(&stretch.text, &stretch.numbers);
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

/// Runs all checks over a report. `texts` are the template and its fragments, for the places; a report that is not whole
/// lacks the words that a problem keeps from being said.
///
/// What is false of the figures goes into `wording`: a draft is made in spite of it.
pub(super) fn check(
    report: &Report,
    indicators: &Indicators,
    (texts, facts): (&[&Scanned], &JobFacts),
    (sink, wording): (&mut Sink, &mut Sink),
) {
    let whole = !wording.has_errors();
    let lint = Lint { texts, whole };
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut stretches = Vec::new();
    for (content, plan) in running_text(report) {
        let stretch = Stretch::of(content, &report.figures);
        lint.wording(&stretch, &mut found);
        lint.figures(&stretch, (&facts.lint, indicators), &mut found);
        let mut periods = period::targets_of_other_years(&stretch, facts);
        if !plan {
            periods.extend(period::findings(&stretch, stretches.is_empty(), facts));
        }
        for (range, problem) in periods {
            found.push(*problem.at(lint.locate(&stretch, &range)));
        }
        for (problem, figure) in units::behind(content, &report.figures) {
            found.push(*problem.at(lint.place(figure)));
        }
        lint.groups(&stretch, &report.figures, &mut found);
        // What is planned is not yet so.
        let compared = if plan {
            Vec::new()
        } else {
            changes::compared(&stretch, indicators)
        };
        lint.context(&stretch, (plan, &compared), indicators, &mut found);
        lint.typed(&stretch, (indicators, facts), (plan, compared), &mut found);
        stretches.push(stretch);
    }
    lint.mixed(&stretches, &mut found);
    lint.mixed_numerals(&stretches, &mut found);
    lint.whole_report(report, indicators, sink, &mut found);
    tell_each_once(found, (sink, wording));
}

/// Tells each finding once, and where.
fn tell_each_once(mut found: Vec<Diagnostic>, (sink, wording): (&mut Sink, &mut Sink)) {
    found.sort();
    found.dedup();
    // 增长同比下降5% denies itself, and says nothing twice.
    let denied = found.iter().filter(|problem| problem.code == Code::LintDirection);
    let denied: Vec<Vec<Location>> = denied.map(|problem| problem.locations.clone()).collect();
    found.retain(|problem| problem.code != Code::LintCompared || !denied.contains(&problem.locations));
    for problem in found {
        let of_figures = OF_FIGURES.contains(&problem.code);
        let sink = if of_figures { &mut *wording } else { &mut *sink };
        sink.push(Box::new(problem));
    }
}

/// What the figures of one township make false in a template that is right for others.
const OF_FIGURES: [Code; 4] = [
    Code::LintQualifierFalse,
    Code::LintDirection,
    Code::LintChange,
    Code::LintSum,
];

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
            Block::Table(table) => {
                all.push((&table.caption, plan));
                all.extend(table.notes.iter().map(|note| (note.as_slice(), plan)));
            }
            Block::Picture(picture) => all.push((&picture.caption, plan)),
            Block::Contents(_) => {}
        }
    }
    all.extend(report.notes.iter().map(|note| (note.as_slice(), false)));
    all
}

/// A figure's exact value, fit for a message.
fn shown(value: &str) -> String {
    let unit = table::unit_of(value);
    let number = value.strip_suffix(unit).and_then(|number| number.parse().ok());
    number.map_or_else(|| value.to_owned(), |number| value::shown(number, unit))
}

/// The template's texts, for the places of what is found.
struct Lint<'a> {
    texts: &'a [&'a Scanned],
    whole: bool,
}

impl Lint<'_> {
    /// What is wrong in the words whatever they speak of.
    fn wording(&self, stretch: &Stretch<'_>, found: &mut Vec<Diagnostic>) {
        let Stretch {
            text,
            mentions,
            numbers,
            ..
        } = stretch;
        for (code, range) in words::findings(text, mentions, numbers)
            .into_iter()
            .chain(usage::findings(text, mentions, numbers))
            .chain(numerals::findings(text, numbers, &stretch.counts))
        {
            // What a filter or a cell prints is not the author's to mend; between two figures it is.
            let around_a_gap = code == Code::LintMarks && !self.whole;
            if around_a_gap || stretch.within_figure(&range) {
                continue;
            }
            self.tell(code, stretch, &range, found);
        }
    }

    /// What is not true of the figures.
    fn figures(
        &self,
        stretch: &Stretch<'_>,
        (settings, indicators): (&LintSettings, &Indicators),
        found: &mut Vec<Diagnostic>,
    ) {
        for (problem, figure) in directions::findings(stretch, indicators) {
            found.push(*problem.at(self.place(figure)));
        }
        for (code, range, figure) in qualified::findings(stretch) {
            let problem = Diagnostic::new(code).with("words", &stretch.text[range]);
            let problem = problem.with("name", &figure.indicator);
            found.push(*problem.with("value", shown(&figure.value)).at(self.place(figure)));
        }
        for (range, adverb, figure) in figures::adverbs(stretch, settings, indicators) {
            let problem = Diagnostic::new(Code::LintAdverb).with("adverb", adverb);
            let problem = problem.with("words", &figure.text);
            found.push(*problem.at(self.locate(stretch, &range)));
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

    /// What is typed although the data say it, or say otherwise. What is planned is not yet so.
    fn typed(
        &self,
        stretch: &Stretch<'_>,
        (indicators, facts): (&Indicators, &JobFacts),
        (plan, compared): (bool, Vec<changes::Compared>),
        found: &mut Vec<Diagnostic>,
    ) {
        let mut denied = claims::findings(stretch, indicators);
        denied.extend(places::findings(stretch, indicators, facts));
        let compared = compared.into_iter();
        denied.extend(compared.filter_map(|compared| Some((compared.range, compared.denied?))));
        if !plan {
            denied.extend(changes::reached(stretch, indicators));
            denied.extend(limits::findings(stretch, indicators));
            denied.extend(row_places::findings(self, stretch, indicators));
            denied.extend(directions::of_each(stretch));
            denied.extend(growth::findings(stretch, indicators));
            denied.extend(targets::findings(stretch, indicators, facts));
            denied.extend(shares::findings(stretch));
            denied.extend(zeros::findings(stretch, indicators));
            denied.extend(dates::findings(stretch, facts));
        }
        for (range, problem) in denied {
            found.push(*problem.at(self.locate(stretch, &range)));
        }
        for (range, name) in typed::numbers(stretch, indicators) {
            let problem = Diagnostic::new(Code::LintTyped).with("words", &stretch.text[range.clone()]);
            found.push(*problem.with("name", name).at(self.locate(stretch, &range)));
        }
    }

    /// What figures say against each other wherever they stand, and what tables say; a rounding is told once.
    fn whole_report(&self, report: &Report, indicators: &Indicators, told: &Sink, found: &mut Vec<Diagnostic>) {
        let noted = |problem: &Diagnostic, figure: &Figure| {
            let mut told = told.as_slice().iter().filter(|told| told.code == problem.code);
            problem.code == Code::WordingRounding && told.any(|told| told.argument("name") == Some(&figure.indicator))
        };
        let contradictions = figures::contradictions(&report.figures).into_iter();
        let contradictions = contradictions.filter(|(problem, figure)| !noted(problem, figure));
        let totals = totals::of_tables(report, indicators).into_iter();
        let tables = totals
            .chain(units::of_tables(report))
            .chain(row_places::of_tables(report, indicators));
        for (problem, figure) in contradictions.chain(tables) {
            found.push(*problem.at(self.place(figure)));
        }
    }

    /// What is not true of several figures together.
    fn groups(&self, stretch: &Stretch<'_>, all: &[Figure], found: &mut Vec<Diagnostic>) {
        for (problem, figure) in figures::adjacent(stretch)
            .into_iter()
            .chain(figures::parts_beyond(stretch, all))
        {
            found.push(*problem.at(self.place(figure)));
        }
        for (code, range, figure) in figures::said_twice(stretch) {
            let problem = Diagnostic::new(code).with("words", &stretch.text[range.clone()]);
            let place = figure.map_or_else(|| self.locate(stretch, &range), |figure| self.place(figure));
            found.push(*problem.at(place));
        }
        for (range, figure, years) in figures::other_years(stretch) {
            let problem = Diagnostic::new(Code::LintYears).with("words", &stretch.text[range]);
            found.push(*problem.with("count", years).at(self.place(figure)));
        }
    }

    /// What does not suit the place where it stands.
    fn context(
        &self,
        stretch: &Stretch<'_>,
        (plan, compared): (bool, &[changes::Compared]),
        indicators: &Indicators,
        found: &mut Vec<Diagnostic>,
    ) {
        for (range, figure) in context::plan_verbs(stretch, plan) {
            let problem = Diagnostic::new(Code::LintPlan).with("words", &stretch.text[range]);
            found.push(*problem.at(self.place(figure)));
        }
        if plan {
            for range in context::relative_years(stretch) {
                self.tell(Code::LintRelative, stretch, &range, found);
            }
        }
        let known = |range: &Range<usize>| {
            let mut compared = compared.iter();
            compared.any(|known| known.range.contains(&range.start) || range.contains(&known.range.start))
        };
        for range in context::typed_comparisons(stretch)
            .into_iter()
            .filter(|range| !known(range))
        {
            self.tell(Code::LintNoBase, stretch, &range, found);
        }
        if let Some(range) = context::other_townships(stretch, &indicators.township) {
            let problem = Diagnostic::new(Code::LintTownship).with("words", &stretch.text[range.clone()]);
            let problem = problem.with("township", &*indicators.township);
            found.push(*problem.at(self.locate(stretch, &range)));
        }
        for range in context::per_person(stretch, indicators) {
            self.tell(Code::LintPer, stretch, &range, found);
        }
        for figure in context::unnamed_populations(stretch, indicators) {
            let problem = Diagnostic::new(Code::LintPopulation).with("words", &figure.text);
            found.push(*problem.at(self.place(figure)));
        }
    }

    /// Two words for one thing in one document: told once, where the second one stands.
    fn mixed(&self, stretches: &[Stretch<'_>], found: &mut Vec<Diagnostic>) {
        let first = |word: &'static str| {
            let mut places = stretches.iter().enumerate();
            places.find_map(|(index, stretch)| Some((index, stretch.mentions.of_word(word).next()?)))
        };
        for [one, other] in super::comparators::VARIANTS {
            let (Some(place), Some(another)) = (first(one), first(other)) else {
                continue;
            };
            let (index, start) = place.max(another);
            let problem = Diagnostic::new(Code::LintMixed).with("one", one).with("other", other);
            let range = start..start + one.len();
            found.push(*problem.at(self.locate(&stretches[index], &range)));
        }
    }

    /// One sort of thing counted or placed in Arabic and in Han numerals: told once, where the second way stands.
    fn mixed_numerals(&self, stretches: &[Stretch<'_>], found: &mut Vec<Diagnostic>) {
        let mut first: BTreeMap<String, (&str, bool)> = BTreeMap::new();
        let mut told = BTreeSet::new();
        for stretch in stretches {
            for count in stretch.counts.iter().chain(&numerals::ordinals(&stretch.text)) {
                let words = &stretch.text[count.range.clone()];
                let (other, han) = *first.entry(count.key.clone()).or_insert((words, count.han));
                if han != count.han && told.insert(count.key.clone()) {
                    let problem = Diagnostic::new(Code::LintMixed).with("one", other).with("other", words);
                    found.push(*problem.at(self.locate(stretch, &count.range)));
                }
            }
        }
    }

    fn tell(&self, code: Code, stretch: &Stretch<'_>, range: &Range<usize>, found: &mut Vec<Diagnostic>) {
        let problem = Diagnostic::new(code).with("words", &stretch.text[range.clone()]);
        found.push(*problem.at(self.locate(stretch, range)));
    }

    /// The place of words: that of the figure in them, else where the template has them between the figures around them,
    /// else that of the nearest figure before.
    fn locate(&self, stretch: &Stretch<'_>, range: &Range<usize>) -> Location {
        if let Some(figure) = stretch.figure_in(range) {
            return self.place(figure);
        }
        let before = stretch.figures.iter().rev().find(|(at, _)| at.end <= range.start);
        let before = before.map(|(_, figure)| *figure);
        let behind = stretch.figures.iter().find(|(at, _)| range.end <= at.start);
        let behind = behind.map(|(_, figure)| *figure);
        let file = || Location::File(self.texts.first().map_or_else(|| "".into(), |text| text.file.clone()));
        self.words_between(before, behind, &stretch.text[range.clone()])
            .or_else(|| Some(self.place(before.or(stretch.figures.first().map(|(_, figure)| *figure))?)))
            .unwrap_or_else(file)
    }

    /// Where the template has words that stand between two figures; the same words may stand elsewhere in it. Nothing is gone
    /// through twice: a text may be one long line of such words.
    fn words_between(&self, before: Option<&Figure>, behind: Option<&Figure>, words: &str) -> Option<Location> {
        let text = |figure: &Figure| self.texts.iter().find(|text| text.file == figure.template.file);
        // In a loop the figure before is printed by what stands further below.
        let is_first = |before: &&Figure, behind: &Figure| {
            before.template.file == behind.template.file && before.template < behind.template
        };
        let in_order = before.filter(|before| behind.is_none_or(|behind| is_first(before, behind)));
        let start = in_order.and_then(|before| text(before)?.offset(&before.template));
        let between = behind.and_then(|behind| {
            let text = text(behind)?;
            text.words_within(start.unwrap_or(0)..text.offset(&behind.template)?, words, true)
        });
        let after = || {
            let text = text(in_order?)?;
            text.words_within(start?..text.source.len(), words, false)
        };
        between.or_else(after).or_else(|| find_words(self.texts, words))
    }

    /// What the template writes for a figure, between its braces.
    fn expression(&self, figure: &Figure) -> Option<&str> {
        let text = self.texts.iter().find(|text| text.file == figure.template.file)?;
        let line = text.source.lines().nth(figure.template.line as usize - 1)?;
        let (at, _) = line.char_indices().nth(figure.template.column as usize - 1)?;
        let rest = line[at..].trim_start_matches(['{', '-']);
        rest.find("}}").map(|end| &rest[..end])
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

/// Findings as the tests of the patterns write them: each code with the words that it is about.
#[cfg(test)]
fn told(text: &str, found: &[(Code, Range<usize>)]) -> String {
    let shown: Vec<String> = found
        .iter()
        .map(|(code, range)| format!("{code} {}", &text[range.clone()]))
        .collect();
    shown.join("；")
}

//! `gongwen why`: the chain from printed words back to file, sheet and cell.

mod chain;
mod evidence;

use std::collections::BTreeSet;

use gongwen::diag::{Catalogue, Code, Diagnostic, Location, nearest, render};
use gongwen::indicator::{Datum, Indicator};
use gongwen::pipeline::{self, Options, Reading, Survey, View};
use gongwen::place::TextPlace;
use gongwen::report::FigureId;
use serde::Serialize;

use super::args::WhyArgs;
use super::columns::one_line;
use super::terminal::Terminal;
use super::vars::source;
use super::{Exit, load_config, survey};
use chain::Chain;
use evidence::Evidence;

/// How much of a template's line is shown before a figure and from it on, in characters.
const REACH: usize = 20;

/// Everything that is known of one name.
#[derive(Serialize)]
struct Answer {
    /// The indicator; a row's field is `各村农业[3].粮食播种面积`.
    indicator: String,
    /// Where gongwen.toml declares it.
    declaration: Option<Location>,
    /// Where it says that the value stands.
    source: String,
    /// Where it is printed.
    printed: Vec<Printed>,
    /// From the value to its cells; none when there is no value.
    chain: Option<Chain>,
    /// What was found wrong with it.
    problems: Vec<Problem>,
}

/// One printed figure.
#[derive(Serialize)]
struct Printed {
    #[serde(skip_serializing_if = "String::is_empty")]
    report: String,
    text: String,
    page: Option<usize>,
    template: TextPlace,
    line: Option<String>,
    value: String,
    filter: String,
}

/// A problem, in words for programs and for people.
#[derive(Serialize)]
struct Problem {
    code: Code,
    message: String,
    #[serde(skip)]
    rendered: String,
}

/// Shows where printed words or an indicator come from.
pub(crate) fn why(args: &WhyArgs, terminal: &Terminal) -> Exit {
    let (folder, words) = args.folder_and_words();
    let Some(config) = load_config(&folder, terminal) else {
        return Exit::Usage;
    };
    let options = Options {
        only: args.only.clone(),
        fonts: args.fonts.clone(),
        ..Options::default()
    };
    let Some(survey) = survey(config, &options, terminal) else {
        return Exit::Usage;
    };
    let [reading] = &survey.readings[..] else {
        terminal.diagnostics(&[*one_township(&survey)]);
        return Exit::Usage;
    };
    let mut sink = survey.sink.clone();
    let views = pipeline::views(&survey, reading, &mut sink);
    let search = Search {
        survey: &survey,
        reading,
        views: &views,
        catalogue: terminal.catalogue,
    };
    let wanted = search.wanted(&words);
    if wanted.is_empty() {
        sink.push(search.nothing(&words));
        terminal.diagnostics(&sink.into_sorted());
        return Exit::Usage;
    }
    let answers = search.answers(wanted, terminal);
    show(&answers, reading, &words, terminal);
    if !views.is_empty() && !sink.has_errors() && !reading.sink.has_errors() {
        return Exit::Ok;
    }
    // Without a report nothing is printed; why there is none belongs to the answer.
    terminal.diagnostics(&sink.into_sorted());
    Exit::DataErrors
}

fn one_township(survey: &Survey) -> Box<Diagnostic> {
    let first = survey.readings.first().map(|reading| reading.township.name.to_string());
    Diagnostic::new(Code::WhyTownship)
        .with("count", survey.readings.len())
        .with("first", first.unwrap_or_default())
}

/// Looks for the asked words in one township's report and values.
struct Search<'a> {
    survey: &'a Survey,
    reading: &'a Reading,
    views: &'a [View],
    catalogue: &'a Catalogue,
}

impl Search<'_> {
    /// The names that are meant: an indicator's own, else those of the figures that print exactly the words, else
    /// of those whose words hold them or are held by them.
    fn wanted(&self, words: &str) -> BTreeSet<String> {
        let plain = without_blanks(words);
        let declared = self.survey.job.config.mapping.names().any(|name| name == plain);
        if declared || find(self.reading, &plain).is_some() {
            return BTreeSet::from([plain]);
        }
        let figures = self.views.iter().flat_map(|view| &view.report.figures);
        let of = |fits: &dyn Fn(&str, &str) -> bool| -> BTreeSet<String> {
            let fitting = figures
                .clone()
                .filter(|figure| fits(&without_blanks(&figure.text), &figure.indicator));
            fitting.map(|figure| figure.indicator.clone()).collect()
        };
        let exactly = of(&|text, indicator| text == plain || indicator == plain);
        if !exactly.is_empty() || plain.is_empty() {
            return exactly;
        }
        // A single character stands in many figures by chance.
        let long = |text: &str| text.chars().count() > 1;
        of(&|text, _| (long(&plain) && text.contains(&plain)) || (long(text) && plain.contains(text)))
    }

    fn nothing(&self, words: &str) -> Box<Diagnostic> {
        let names = self.reading.indicators.values.keys().map(|name| &**name);
        Diagnostic::new(Code::WhyNothing)
            .with("township", &self.reading.township.name)
            .with("found", one_line(words))
            .with("nearest", nearest(words, names))
    }

    fn answers(&self, wanted: BTreeSet<String>, terminal: &Terminal) -> Vec<Answer> {
        let config = &self.survey.job.config;
        let mut evidence = Evidence::new(self.survey);
        let answer = |name: String| {
            let declared = declared_name(&name);
            let indicator = find(self.reading, &name);
            Answer {
                declaration: config.declaration(declared).cloned(),
                source: source(config, declared, terminal),
                printed: self.printed(&name),
                chain: indicator.map(|indicator| Chain::of(indicator, (config, self.reading), &mut evidence, terminal)),
                problems: self.problems(declared),
                indicator: name,
            }
        };
        wanted.into_iter().map(answer).collect()
    }

    fn printed(&self, name: &str) -> Vec<Printed> {
        self.views.iter().flat_map(|view| self.printed_in(view, name)).collect()
    }

    fn printed_in(&self, view: &View, name: &str) -> Vec<Printed> {
        let of_name = |indicator: &str| indicator == name || indicator.starts_with(&format!("{name}["));
        let figures = view.report.figures.iter().enumerate();
        figures
            .filter(|(_, figure)| of_name(&figure.indicator))
            .map(|(index, figure)| Printed {
                report: view.name.clone(),
                text: figure.text.clone(),
                page: view.facts.figure_pages.get(&FigureId(index as u32)).copied(),
                template: figure.template.clone(),
                line: self
                    .survey
                    .line(self.reading, &figure.template)
                    .map(|line| excerpt(line, figure.template.column as usize)),
                value: figure.value.clone(),
                filter: figure.formula.clone(),
            })
            .collect()
    }

    /// What was found wrong with an indicator; a problem that several share names them all.
    fn problems(&self, name: &str) -> Vec<Problem> {
        let concerns = |problem: &&Diagnostic| {
            let names = problem.argument("name").unwrap_or_default();
            names
                .split("”“")
                .any(|one| one == name || one.starts_with(&format!("{name}.")))
        };
        let problems = self.reading.sink.as_slice().iter().filter(concerns);
        problems
            .map(|problem| Problem {
                code: problem.code,
                message: self.catalogue.message(problem),
                rendered: render(problem, self.catalogue),
            })
            .collect()
    }
}

/// The declared name of a row's field: `各村农业[3].粮食播种面积` is declared as `各村农业`.
fn declared_name(name: &str) -> &str {
    name.split(['[', '.']).next().unwrap_or(name)
}

/// The value of an indicator or of a row's field.
fn find<'a>(reading: &'a Reading, name: &str) -> Option<&'a Indicator> {
    let values = &reading.indicators.values;
    if let Some(indicator) = values.get(name) {
        return Some(indicator);
    }
    let (rows, rest) = name.split_once('[')?;
    let (index, field) = rest.split_once("].")?;
    let Datum::Rows(records) = &values.get(rows)?.datum else {
        return None;
    };
    let index: usize = index.parse().ok()?;
    records.get(index.checked_sub(1)?)?.field(field)
}

/// The part of a template's line around a column counted from one.
fn excerpt(line: &str, column: usize) -> String {
    let first = column.saturating_sub(REACH + 1);
    let part: String = line.chars().skip(first).take(2 * REACH).collect();
    let before = if first > 0 { "…" } else { "" };
    let after = if line.chars().nth(first + 2 * REACH).is_some() {
        "…"
    } else {
        ""
    };
    format!("{before}{}{after}", one_line(&part))
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn show(answers: &[Answer], reading: &Reading, words: &str, terminal: &Terminal) {
    if terminal.json {
        let township = &reading.township.name;
        let answer = serde_json::json!({ "township": township, "words": words, "answers": answers });
        terminal.answer(&format!("{answer:#}"));
        return;
    }
    for answer in answers {
        show_one(answer, terminal);
        terminal.answer("");
    }
}

fn show_one(answer: &Answer, terminal: &Terminal) {
    let say = |key: &str, arguments: &[(&'static str, String)]| terminal.answer(&terminal.text(key, arguments));
    let value = answer
        .chain
        .as_ref()
        .map_or_else(|| "✗".to_owned(), |chain| shortened(&chain.value));
    say("why-head", &[("name", answer.indicator.clone()), ("value", value)]);
    say("why-printed", &[("count", answer.printed.len().to_string())]);
    answer
        .printed
        .iter()
        .for_each(|printed| show_printed(printed, terminal));
    let declaration = match &answer.declaration {
        Some(Location::Text { place, .. }) => place.to_string(),
        Some(Location::File(_) | Location::Sheet { .. } | Location::Cell(_)) | None => "gongwen.toml".to_owned(),
    };
    say(
        "why-declared",
        &[("place", declaration), ("source", answer.source.clone())],
    );
    if let Some(chain) = &answer.chain {
        chain.show(terminal, 0);
    }
    if answer.problems.is_empty() {
        say("why-sound", &[]);
    }
    for problem in &answer.problems {
        terminal.answer(&problem.rendered);
    }
}

/// Decimals of a value that are shown; a quotient has some twenty.
const MOST_DECIMALS: usize = 6;

/// A value with its endless decimals cut.
fn shortened(value: &str) -> String {
    let Some((whole, rest)) = value.split_once('.') else {
        return value.to_owned();
    };
    let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let decimals = &rest[..rest.len() - unit.len()];
    match decimals.get(..MOST_DECIMALS) {
        Some(shown) if decimals.len() > MOST_DECIMALS => format!("{whole}.{shown}…{unit}"),
        _ => value.to_owned(),
    }
}

fn show_printed(printed: &Printed, terminal: &Terminal) {
    let page = printed.page.map_or_else(|| "?".to_owned(), |page| page.to_string());
    let arguments = [
        ("page", page),
        ("text", printed.text.clone()),
        ("value", shortened(&printed.value)),
        ("filter", printed.filter.clone()),
        ("place", printed.template.to_string()),
    ];
    let plain = printed.filter.is_empty();
    let key = if plain { "why-figure-plain" } else { "why-figure" };
    terminal.answer(&terminal.text(key, &arguments));
    if let Some(line) = &printed.line {
        terminal.answer(&format!("      │ {line}"));
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn endless_decimals_are_cut_and_no_others() {
        assert_eq!(shortened("431.2345678901公斤/亩"), "431.234567…公斤/亩");
        assert_eq!(shortened("7768.2吨"), "7768.2吨");
        assert_eq!(shortened("2023-11-30"), "2023-11-30");
    }
}

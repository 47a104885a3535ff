//! `.trace.json`: every printed figure of a report, with its page and the cells it came from.

use serde::Serialize;

use crate::place::{CellPlace, TextPlace};
use crate::report::{FigureId, LayoutFacts, Report};

/// The whole trace of one report.
#[derive(Debug, Serialize)]
struct Trace<'a> {
    township: &'a str,
    title: &'a str,
    figures: Vec<TracedFigure<'a>>,
}

/// One printed figure.
#[derive(Debug, Serialize)]
struct TracedFigure<'a> {
    text: &'a str,
    page: Option<usize>,
    indicator: &'a str,
    value: &'a str,
    formula: &'a str,
    template: &'a TextPlace,
    sources: &'a [CellPlace],
}

/// The trace of a report as JSON, in reading order, ended by a newline.
pub fn to_json(township: &str, report: &Report, facts: &LayoutFacts) -> Vec<u8> {
    let figures = report.figures.iter().enumerate().map(|(index, figure)| TracedFigure {
        text: &figure.text,
        page: facts.figure_pages.get(&FigureId(index as u32)).copied(),
        indicator: &figure.indicator,
        value: &figure.value,
        formula: &figure.formula,
        template: &figure.template,
        sources: &figure.sources,
    });
    let trace = Trace {
        township,
        title: &report.metadata.title,
        figures: figures.collect(),
    };
    json_lines(&trace)
}

/// A value as indented JSON with a newline at the end. Our own types hold nothing that JSON cannot say, so a
/// failure would be a defect; the empty text then shows it.
pub(crate) fn json_lines<T: Serialize>(value: &T) -> Vec<u8> {
    let mut json = serde_json::to_vec_pretty(value).unwrap_or_default();
    json.push(b'\n');
    json
}

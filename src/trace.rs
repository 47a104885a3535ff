//! `.trace.json`: every printed figure of a report, with its page and the cells it came from.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use crate::diag::Code;
use crate::id_number::masked;
use crate::indicator::{Acceptance, Replacement};
use crate::place::{self, CellPlace, CellRun, TextPlace};
use crate::report::{FigureId, LayoutFacts, Records, Report};

/// The whole trace of one report.
#[derive(Debug, Serialize)]
struct Trace<'a> {
    township: &'a str,
    title: &'a str,
    /// Whether it is the trace of a draft.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    draft: bool,
    /// What an archive asks of the document.
    records: &'a Records,
    figures: Vec<TracedFigure<'a>>,
    /// The failed checks that a post answers for.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    accepted: &'a [Acceptance],
    /// The values that a post answers for, in place of those of the tables.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    replaced: &'a [Replacement],
}

/// What people have decided about a township's figures.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Decisions {
    /// The failed checks that a post answers for.
    pub accepted: Vec<Acceptance>,
    /// The values that a post answers for.
    pub replaced: Vec<Replacement>,
}

impl Decisions {
    /// The replacement that a figure of this indicator rests on, directly or through a formula.
    fn behind(&self, indicator: &str) -> Option<&Replacement> {
        let rests = |one: &&Replacement| {
            *one.indicator == *indicator || one.computed.iter().any(|computed| **computed == *indicator)
        };
        self.replaced.iter().find(rests)
    }
}

/// One printed figure.
#[derive(Debug, Serialize)]
struct TracedFigure<'a> {
    text: &'a str,
    page: Option<usize>,
    indicator: Cow<'a, str>,
    value: &'a str,
    formula: Cow<'a, str>,
    template: &'a TextPlace,
    sources: Vec<TracedCells<'a>>,
    /// In a draft: the problems because of which the figure must not be relied on.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    doubts: &'a [Code],
    /// Where gongwen.toml replaces the value that the cells give.
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_at: Option<&'a TextPlace>,
}

/// Cells that stand one below the other.
#[derive(Debug, Serialize)]
struct TracedCells<'a> {
    file: Cow<'a, str>,
    sheet: Cow<'a, str>,
    cell: String,
}

/// The cells in their order, each run of them told once.
fn runs(cells: &[CellPlace]) -> Vec<TracedCells<'_>> {
    place::runs(cells).into_iter().map(traced).collect()
}

fn traced(run: CellRun<'_>) -> TracedCells<'_> {
    TracedCells {
        file: masked(&run.tab.file),
        sheet: masked(&run.tab.sheet),
        cell: run.cells(),
    }
}

/// The trace of a report as JSON, in reading order, ended by a newline.
pub fn to_json(
    (township, records): (&str, &Records),
    report: &Report,
    facts: &LayoutFacts,
    decisions: &Decisions,
) -> Vec<u8> {
    let figures = report.figures.iter().enumerate().map(|(index, figure)| TracedFigure {
        text: &figure.text,
        page: facts.figure_pages.get(&FigureId(index as u32)).copied(),
        indicator: masked(&figure.indicator),
        value: &figure.value,
        formula: masked(&figure.formula),
        template: &figure.template,
        sources: runs(&figure.sources),
        doubts: &figure.doubts,
        replaced_at: decisions.behind(&figure.indicator).and_then(|one| one.place.as_ref()),
    });
    let trace = Trace {
        township,
        title: &report.metadata.title,
        draft: report.draft,
        records,
        figures: figures.collect(),
        accepted: &decisions.accepted,
        replaced: &decisions.replaced,
    };
    json_lines(&trace)
}

/// A value as indented JSON with a newline at the end. Our own types hold nothing that JSON cannot say, so a
/// failure would be a defect; the empty text then shows it.
pub(crate) fn json_lines<T: Serialize>(value: &T) -> Vec<u8> {
    let mut json = Vec::new();
    write_json_lines(value, &mut json).map_or_else(|_| Vec::new(), |()| json)
}

/// The same into a writer.
pub(crate) fn write_json_lines<T: Serialize>(value: &T, mut to: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut to, value)?;
    to.write_all(b"\n")
}

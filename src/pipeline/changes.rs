//! `gongwen diff`: which figures changed between two runs, report by report, by what their traces say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::{Manifest, ReportRecord, Status};

/// What changed in one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportChange {
    /// The township, or the county.
    pub township: String,
    /// The report's name; empty for the only report of a job.
    pub report: String,
    /// What happened to the report as a whole.
    pub fate: ReportFate,
    /// The figures that changed, in the order of the new report, then those that are gone.
    pub figures: Vec<FigureChange>,
}

/// What happened to a report as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReportFate {
    /// Only the new run has it.
    Added,
    /// Only the old run has it.
    Removed,
    /// It was made and now fails.
    Failed,
    /// It failed and is now made.
    Mended,
    /// Both have it.
    Both,
}

/// A figure that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// The indicator.
    pub indicator: String,
    /// How it is worded: the filter.
    pub formula: String,
    /// The words of the old report; none when it did not have the figure.
    pub old: Option<String>,
    /// The words of the new report; none when it does not have the figure.
    pub new: Option<String>,
    /// The exact values, where they differ.
    pub values: Option<(String, String)>,
    /// Where the new value stands, else the old one.
    pub cells: Vec<String>,
    /// The page of the new report, else of the old.
    pub page: Option<usize>,
}

/// What is read of a trace.
#[derive(Debug, Deserialize)]
struct Trace {
    figures: Vec<Traced>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Traced {
    text: String,
    page: Option<usize>,
    indicator: String,
    value: String,
    formula: String,
    sources: Vec<Source>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Source {
    file: String,
    sheet: String,
    cell: String,
}

/// The reports that differ between two output folders, in the order of the new one; those that only the old one has
/// come last.
pub fn changes(old: &Path, new: &Path, sink: &mut Sink) -> Option<Vec<ReportChange>> {
    let before = sink.keep(Manifest::of(old));
    let after = sink.keep(Manifest::of(new));
    let (before, after) = (before?, after?);
    let key = |record: &ReportRecord| (record.report.clone(), record.township.clone());
    let known: BTreeMap<_, &ReportRecord> = before.reports.iter().map(|record| (key(record), record)).collect();
    let one = |record: &ReportRecord| {
        let then = known.get(&key(record)).copied();
        let mut problems = Sink::new();
        let change = change((old, then), (new, record), &mut problems);
        (change, problems)
    };
    let compared: Vec<(Option<ReportChange>, Sink)> = after.reports.par_iter().map(one).collect();
    let mut found = Vec::new();
    for (change, problems) in compared {
        found.extend(change);
        sink.append(problems);
    }
    let present: BTreeSet<_> = after.reports.iter().map(key).collect();
    let gone = before.reports.iter().filter(|record| !present.contains(&key(record)));
    found.extend(gone.map(|record| whole(record, ReportFate::Removed)));
    Some(found)
}

fn whole(record: &ReportRecord, fate: ReportFate) -> ReportChange {
    ReportChange {
        township: record.township.clone(),
        report: record.report.clone(),
        fate,
        figures: Vec::new(),
    }
}

/// What changed in a report; none when nothing did.
fn change(
    (old, then): (&Path, Option<&ReportRecord>),
    (new, now): (&Path, &ReportRecord),
    sink: &mut Sink,
) -> Option<ReportChange> {
    let Some(then) = then else {
        return Some(whole(now, ReportFate::Added));
    };
    let fate = match (then.status, now.status) {
        (Status::Failed, Status::Failed) => return None,
        (Status::Failed, _) => ReportFate::Mended,
        (_, Status::Failed) => ReportFate::Failed,
        (_, _) => ReportFate::Both,
    };
    if fate != ReportFate::Both {
        return Some(whole(now, fate));
    }
    let trace = |record: &ReportRecord| {
        record
            .files
            .iter()
            .find(|file| file.path.ends_with(".trace.json"))
            .cloned()
    };
    let (before, after) = (trace(then)?, trace(now)?);
    if before.blake3 == after.blake3 {
        return None;
    }
    let before = sink.keep(read(&old.join(before.path)))?;
    let after = sink.keep(read(&new.join(after.path)))?;
    let figures = compare(before, after);
    (!figures.is_empty()).then(|| ReportChange {
        figures,
        ..whole(now, fate)
    })
}

fn read(path: &Path) -> Result<Vec<Traced>> {
    let problem = |detail: String| {
        let problem = Diagnostic::new(Code::TraceUnreadable).with("detail", detail);
        problem.at_file(path.display().to_string())
    };
    let bytes = std::fs::read(path).map_err(|error| problem(error.to_string()))?;
    let trace: Trace = serde_json::from_slice(&bytes).map_err(|error| problem(error.to_string()))?;
    Ok(trace.figures)
}

/// Figures are the same one when they word the same indicator in the same way for the same time.
type FigureKey = (String, String, usize);

fn keyed(figures: Vec<Traced>) -> Vec<(FigureKey, Traced)> {
    let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
    let key = |figure: Traced| {
        let name = (figure.indicator.clone(), figure.formula.clone());
        let time = times.entry(name.clone()).or_default();
        *time += 1;
        ((name.0, name.1, *time), figure)
    };
    figures.into_iter().map(key).collect()
}

fn compare(before: Vec<Traced>, after: Vec<Traced>) -> Vec<FigureChange> {
    let mut then: BTreeMap<FigureKey, Traced> = keyed(before).into_iter().collect();
    let mut changes = Vec::new();
    for (key, now) in keyed(after) {
        let was = then.remove(&key);
        if was
            .as_ref()
            .is_none_or(|was| was.text != now.text || was.value != now.value)
        {
            changes.push(figure_change(was, Some(now)));
        }
    }
    changes.extend(then.into_values().map(|was| figure_change(Some(was), None)));
    changes
}

fn figure_change(old: Option<Traced>, new: Option<Traced>) -> FigureChange {
    let shown = new.as_ref().or(old.as_ref());
    let cell = |source: &Source| format!("{} › {} › {}", source.file, source.sheet, source.cell);
    let values = match (&old, &new) {
        (Some(old), Some(new)) if old.value != new.value => Some((old.value.clone(), new.value.clone())),
        (_, _) => None,
    };
    FigureChange {
        indicator: shown.map(|one| one.indicator.clone()).unwrap_or_default(),
        formula: shown.map(|one| one.formula.clone()).unwrap_or_default(),
        values,
        cells: shown.map_or_else(Vec::new, |one| one.sources.iter().map(cell).collect()),
        page: shown.and_then(|one| one.page),
        old: old.map(|one| one.text),
        new: new.map(|one| one.text),
    }
}

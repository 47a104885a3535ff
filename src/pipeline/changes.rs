//! `gongwen diff`: which figures changed between two runs, report by report, by what their traces say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::{FILE_NAME, Manifest, Packed, ReportRecord, Status};

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
    let known: BTreeMap<_, ReportRecord> = before.reports.iter().map(|record| (key(&record), record)).collect();
    let one = |packed: &Packed| {
        let record = packed.record();
        let then = known.get(&key(&record));
        let mut problems = Sink::new();
        let change = change((old, then), (new, &record), &mut problems);
        (change, problems)
    };
    let compared: Vec<(Option<ReportChange>, Sink)> = after.reports.packed().par_iter().map(one).collect();
    let mut found = Vec::new();
    for (change, problems) in compared {
        found.extend(change);
        sink.append(problems);
    }
    let present: BTreeSet<_> = after.reports.iter().map(|record| key(&record)).collect();
    for record in before.reports.iter().filter(|record| !present.contains(&key(record))) {
        trace(old, &record, sink);
        found.push(whole(&record, ReportFate::Removed));
    }
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
    let after = trace(new, now, sink);
    let Some(then) = then else {
        return Some(whole(now, ReportFate::Added));
    };
    let before = trace(old, then, sink);
    let fate = match (then.status, now.status) {
        (Status::Failed, Status::Failed) => return None,
        (Status::Failed, _) => ReportFate::Mended,
        (_, Status::Failed) => ReportFate::Failed,
        (_, _) => ReportFate::Both,
    };
    if fate != ReportFate::Both {
        return Some(whole(now, fate));
    }
    let (before, after) = (before?, after?);
    if before.bytes == after.bytes {
        return None;
    }
    let (before, after) = (sink.keep(before.figures()), sink.keep(after.figures()));
    let (before, after) = (before?, after?);
    let figures = compare(before, after);
    (!figures.is_empty()).then(|| ReportChange {
        figures,
        ..whole(now, fate)
    })
}

/// A report's trace, byte for byte as its manifest knows it.
struct TraceFile {
    path: PathBuf,
    bytes: Vec<u8>,
}

/// The trace of a report that was made; one that is missing, or not what it was, goes into the sink.
fn trace(folder: &Path, record: &ReportRecord, sink: &mut Sink) -> Option<TraceFile> {
    (record.status != Status::Failed).then(|| sink.keep(TraceFile::read(folder, record)))?
}

impl TraceFile {
    fn read(folder: &Path, record: &ReportRecord) -> Result<Self> {
        let file = record.files.iter().find(|file| file.path.ends_with(".trace.json"));
        let Some(file) = file else {
            let problem = Diagnostic::new(Code::TraceUnlisted).with("report", record.name());
            return Err(problem.at_file(folder.join(FILE_NAME).display().to_string()));
        };
        let path = folder.join(&file.path);
        match file.read(folder) {
            Ok(Some(bytes)) => Ok(Self { path, bytes }),
            Ok(None) => Err(Diagnostic::new(Code::TraceChanged).at_file(path.display().to_string())),
            Err(error) => Err(unreadable(&path, &error)),
        }
    }

    fn figures(&self) -> Result<Vec<Traced>> {
        let trace = serde_json::from_slice(&self.bytes).map_err(|error| unreadable(&self.path, &error));
        trace.map(|trace: Trace| trace.figures)
    }
}

fn unreadable(path: &Path, error: &dyn std::error::Error) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::TraceUnreadable).with("detail", error);
    problem.at_file(path.display().to_string())
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

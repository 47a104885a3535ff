//! `gongwen deliver`, `gongwen diff` and `gongwen merge`: what is done with finished output folders.

use std::path::{Path, PathBuf};

use gongwen::delivery::{self, Part};
use gongwen::diag::{Severity, Sink};
use gongwen::pipeline::{self, FigureChange, ReportChange, ReportFate};

use super::Exit;
use super::args::{DeliverArgs, DiffArgs, MergeArgs, PartArg};
use super::terminal::Terminal;

/// Writes what is handed over of an output folder.
pub(crate) fn deliver(args: &DeliverArgs, terminal: &Terminal) -> Exit {
    let mut sink = Sink::new();
    let target = args.out.clone().unwrap_or_else(|| args.folder.join("delivery"));
    let parts: Vec<Part> = args.parts.iter().map(|part| part.part()).collect();
    let all = [Part::Print, Part::Zip, Part::Acceptance];
    let parts = if parts.is_empty() { &all[..] } else { &parts };
    let delivery = delivery::deliver(&args.folder, &target, parts, &mut sink);
    terminal.diagnostics(&sink.into_sorted());
    let Some(delivery) = delivery else {
        return Exit::Usage;
    };
    if terminal.json {
        let value = serde_json::json!({
            "folder": target, "files": delivery.files, "complete": !delivery.incomplete,
        });
        terminal.answer(&format!("{value:#}"));
    } else {
        let arguments = [
            ("count", delivery.files.len().to_string()),
            ("folder", target.display().to_string()),
        ];
        terminal.answer(&terminal.text("delivered", &arguments));
        if delivery.incomplete {
            terminal.answer(&terminal.text("delivered-incomplete", &[]));
        }
    }
    if delivery.incomplete {
        Exit::SomeFailed
    } else {
        Exit::Ok
    }
}

impl PartArg {
    const fn part(self) -> Part {
        match self {
            Self::Print => Part::Print,
            Self::Zip => Part::Zip,
            Self::Acceptance => Part::Acceptance,
        }
    }
}

/// Tells which figures changed between two runs.
pub(crate) fn diff(args: &DiffArgs, terminal: &Terminal) -> Exit {
    let mut sink = Sink::new();
    let changes = pipeline::changes(&args.old, &args.new, &mut sink);
    let errors = sink.has_errors();
    terminal.diagnostics(&sink.into_sorted());
    let Some(changes) = changes else {
        return Exit::Usage;
    };
    if terminal.json {
        terminal.answer(&serde_json::to_string_pretty(&changes).unwrap_or_default());
    } else {
        for change in &changes {
            tell_change(change, terminal);
        }
        let figures: usize = changes.iter().map(|change| change.figures.len()).sum();
        let arguments = [("reports", changes.len().to_string()), ("figures", figures.to_string())];
        terminal.answer(&terminal.text("diff-total", &arguments));
    }
    if errors { Exit::SomeFailed } else { Exit::Ok }
}

fn tell_change(change: &ReportChange, terminal: &Terminal) {
    let key = match change.fate {
        ReportFate::Added => "diff-added",
        ReportFate::Removed => "diff-removed",
        ReportFate::Failed => "diff-failed",
        ReportFate::Mended => "diff-mended",
        ReportFate::Both => "diff-report",
    };
    let name = match change.report.is_empty() {
        true => change.township.clone(),
        false => format!("{}·{}", change.township, change.report),
    };
    let arguments = [("report", name), ("count", change.figures.len().to_string())];
    terminal.answer(&terminal.text(key, &arguments));
    for figure in &change.figures {
        terminal.answer(&figure_line(figure, terminal));
    }
}

fn figure_line(figure: &FigureChange, terminal: &Terminal) -> String {
    let none = || terminal.text("diff-none", &[]);
    let page = figure.page.map_or_else(String::new, |page| page.to_string());
    let arguments = [
        ("name", figure.indicator.clone()),
        ("old", figure.old.clone().unwrap_or_else(none)),
        ("new", figure.new.clone().unwrap_or_else(none)),
        ("page", page),
        ("cells", figure.cells.first().cloned().unwrap_or_default()),
    ];
    terminal.text("diff-figure", &arguments)
}

/// Joins shards.
pub(crate) fn merge(args: &MergeArgs, terminal: &Terminal) -> Exit {
    let (folders, output): (&[PathBuf], &Path) = match (&args.out, &args.folders[..]) {
        (Some(output), folders) => (folders, output),
        (None, [output]) => (&[], output),
        (None, _) => {
            terminal.tell(&terminal.text("merge-out", &[]));
            return Exit::Usage;
        }
    };
    let merged = pipeline::merge(folders, output, args.force);
    terminal.diagnostics(&merged.diagnostics);
    if terminal.json {
        let again: Vec<String> = merged.again.iter().map(ToString::to_string).collect();
        let value = serde_json::json!({ "output": output, "again": again, "manifest": merged.manifest });
        terminal.answer(&format!("{value:#}"));
    } else {
        for shard in &merged.again {
            terminal.answer(&terminal.text("merge-again", &[("shard", shard.to_string())]));
        }
        if let Some(manifest) = &merged.manifest {
            let arguments = [
                ("count", manifest.reports.len().to_string()),
                ("output", output.display().to_string()),
            ];
            terminal.answer(&terminal.text("merged", &arguments));
        }
    }
    let errors = merged.diagnostics.iter().any(|one| one.severity() == Severity::Error);
    match (errors || merged.manifest.is_none(), merged.has_failures()) {
        (true, _) => Exit::Usage,
        (false, true) => Exit::SomeFailed,
        (false, false) => Exit::Ok,
    }
}

//! What the user sees: answers on standard output, progress and problems on standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use gongwen::diag::{Catalogue, Diagnostic, Lang, Location, render};
use gongwen::manifest::{ReportRecord, Status};
use gongwen::pipeline::{Outcome, Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The user's terminal and language.
pub(crate) struct Terminal {
    /// The language.
    pub(crate) lang: Lang,
    /// Its words.
    pub(crate) catalogue: &'static Catalogue,
    /// Whether answers are for programs.
    pub(crate) json: bool,
}

impl Terminal {
    /// A terminal that speaks this language.
    pub(crate) fn new(lang: Lang) -> Self {
        Self {
            lang,
            catalogue: Catalogue::of(lang),
            json: false,
        }
    }

    /// A text of the catalogue.
    pub(crate) fn text(&self, key: &str, arguments: &[(&'static str, String)]) -> String {
        self.catalogue.text(key, arguments)
    }

    /// Prints an answer. A reader who has gone away (`| head`) is no error.
    pub(crate) fn answer(&self, text: &str) {
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    }

    /// Prints bytes as they are.
    pub(crate) fn answer_bytes(&self, bytes: &[u8]) {
        let _ = std::io::stdout().lock().write_all(bytes);
    }

    /// Tells the user something beside the answer.
    pub(crate) fn tell(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// Shows problems; those that are equal but for the township are told once, with how many they concern.
    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        for (diagnostic, townships) in fold(diagnostics, self.catalogue) {
            self.tell(&render(&diagnostic, self.catalogue));
            if townships > 1 {
                self.tell(&self.text("in-townships", &[("count", townships.to_string())]));
            }
        }
    }

    /// The outcome as JSON: the manifest and every problem in the user's language.
    pub(crate) fn outcome_json(&self, outcome: &Outcome) {
        let problem = |one: &Diagnostic| {
            serde_json::json!({
                "code": one.code,
                "severity": one.severity(),
                "township": one.township,
                "message": self.catalogue.message(one),
                "help": self.catalogue.help(one),
                "locations": one.locations,
            })
        };
        let problems: Vec<_> = outcome.diagnostics.iter().map(problem).collect();
        let value =
            serde_json::json!({ "output": outcome.output, "manifest": outcome.manifest, "diagnostics": problems });
        self.answer(&format!("{value:#}"));
    }

    /// A line per report and the last line.
    pub(crate) fn summary(&self, outcome: &Outcome, written: bool, elapsed: Duration) {
        let records = &outcome.records;
        for record in records {
            self.answer(&self.report_line(record));
            for (key, files) in [("outdated", &record.outdated), ("draft-outdated", &record.drafts)] {
                if let Some(first) = files.first() {
                    let arguments = [("count", files.len().to_string()), ("file", first.path.clone())];
                    self.answer(&self.text(key, &arguments));
                }
            }
        }
        let count = |status| records.iter().filter(|record| record.status == status).count();
        let (failed, drafts) = (count(Status::Failed), count(Status::Draft));
        let arguments = [
            ("done", count(Status::Ok).to_string()),
            ("drafts", drafts.to_string()),
            ("failed", failed.to_string()),
            ("output", outcome.output.display().to_string()),
            ("seconds", format!("{:.1}", elapsed.as_secs_f64())),
        ];
        let key = match (written, drafts) {
            (_, 1..) => "drafted",
            (true, 0) => "built",
            (false, 0) => "checked",
        };
        self.answer(&self.text(key, &arguments));
    }

    /// Tells that a draft can be made of what failed.
    pub(crate) fn hint_draft(&self, outcome: &Outcome) {
        if outcome.records.iter().any(|record| record.status == Status::Failed) {
            self.answer(&self.text("hint-draft", &[]));
        }
    }

    fn report_line(&self, record: &ReportRecord) -> String {
        let key = match record.status {
            Status::Ok => "report-ok",
            Status::Failed => "report-failed",
            Status::Draft => "report-draft",
        };
        let arguments = [
            ("township", subject(record)),
            ("title", record.title.clone()),
            ("pages", record.pages.to_string()),
            ("figures", record.figures.to_string()),
            ("errors", record.errors.len().to_string()),
            ("warnings", record.warnings.len().to_string()),
        ];
        self.text(key, &arguments)
    }
}

/// Whose report it is, and which when there are several.
fn subject(record: &ReportRecord) -> String {
    if record.report.is_empty() {
        record.township.clone()
    } else {
        format!("{}·{}", record.township, record.report)
    }
}

/// Problems that say the same of every township, with their number, in the order of the first. What is wrong at one
/// place of the template is one mistake, in whatever cells it shows; the first township's cells stand for all.
fn fold(diagnostics: &[Diagnostic], catalogue: &Catalogue) -> Vec<(Diagnostic, usize)> {
    let mut folded: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    for diagnostic in diagnostics {
        let of_text = |place: &&Location| matches!(place, Location::Text { .. });
        let in_text: Vec<&Location> = diagnostic.locations.iter().filter(of_text).collect();
        let places = if in_text.is_empty() {
            diagnostic.locations.iter().collect()
        } else {
            in_text
        };
        let words = (catalogue.message(diagnostic), catalogue.help(diagnostic));
        let next = folded.len();
        let index = *known.entry((diagnostic.code, words, places)).or_insert(next);
        if let Some((first, count)) = folded.get_mut(index) {
            first.township = None;
            *count += 1;
        } else {
            folded.push((diagnostic.clone(), 1));
        }
    }
    folded
}

/// The progress of a run: a bar on a terminal, a line per stage elsewhere.
pub(crate) struct Bar<'a> {
    terminal: &'a Terminal,
    bar: Option<ProgressBar>,
}

impl<'a> Bar<'a> {
    /// A bar that has not begun.
    pub(crate) fn new(terminal: &'a Terminal) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            match ProgressStyle::with_template(&terminal.text("progress-template", &[])) {
                Ok(style) => bar.with_style(style.progress_chars("█▌ ")),
                Err(_) => bar,
            }
        });
        Self { terminal, bar }
    }

    /// Follows a run; called from many threads.
    pub(crate) fn follow(&self, progress: Progress) {
        match (progress, &self.bar) {
            (Progress::Begin(stage, count), bar) => self.begin(stage, count, bar.as_ref()),
            (Progress::Step { .. }, Some(bar)) => bar.inc(1),
            (Progress::Step { .. }, None) => {}
        }
    }

    fn begin(&self, stage: Stage, count: usize, bar: Option<&ProgressBar>) {
        let key = match stage {
            Stage::Read => "stage-read",
            Stage::Build => "stage-build",
        };
        let words = self.terminal.text(key, &[("count", count.to_string())]);
        match bar {
            Some(bar) => {
                bar.reset();
                bar.set_length(count as u64);
                bar.set_message(words);
            }
            None => self.terminal.tell(&words),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

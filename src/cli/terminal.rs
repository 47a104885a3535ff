//! What the user sees: answers on standard output, progress and problems on standard error.

use std::io::Write;
use std::time::Duration;

use gongwen::diag::{Catalogue, Diagnostic, Lang, Location, render};
use gongwen::id_number::masked;
use gongwen::manifest::{ReportRecord, Status};
use gongwen::pipeline::{Fate, Options, Outcome, Reason};

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

    /// Prints an answer, citizens' id numbers in it masked (WB-15). A reader who has gone away (`| head`) is no error.
    pub(crate) fn answer(&self, text: &str) {
        let _ = writeln!(std::io::stdout().lock(), "{}", masked(text));
    }

    /// Prints bytes as they are.
    pub(crate) fn answer_bytes(&self, bytes: &[u8]) {
        let _ = std::io::stdout().lock().write_all(bytes);
    }

    /// Tells the user something beside the answer.
    pub(crate) fn tell(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{}", masked(text));
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

    /// A line per report that was made, and the last line. What is kept is counted; of very many, only what failed is
    /// shown.
    pub(crate) fn summary(&self, outcome: &Outcome, options: &Options, elapsed: Duration) {
        let told = |record: &ReportRecord, fate: &Fate| {
            (!fate.kept && outcome.made() <= MOST_LINES) || record.status == Status::Failed
        };
        for (record, fate) in outcome.records().zip(&outcome.fates) {
            if told(&record, fate) {
                self.answer(&self.report_line(&record, fate));
            }
            for (key, files) in [("outdated", &record.outdated), ("draft-outdated", &record.drafts)] {
                if let Some(first) = files.first() {
                    let arguments = [("count", files.len().to_string()), ("file", first.path.clone())];
                    self.answer(&self.text(key, &arguments));
                }
            }
        }
        self.answer(&self.last_line(outcome, !options.dry_run, elapsed));
    }

    /// How many reports were made, kept, failed.
    pub(crate) fn last_line(&self, outcome: &Outcome, written: bool, elapsed: Duration) -> String {
        let count = |status| outcome.records().filter(|record| record.status == status).count();
        let (failed, drafts) = (count(Status::Failed), count(Status::Draft));
        let kept = outcome.fates.iter().zip(outcome.records());
        let kept = kept
            .filter(|(fate, record)| fate.kept && record.status == Status::Ok)
            .count();
        let arguments = [
            ("done", (count(Status::Ok) - kept).to_string()),
            ("kept", kept.to_string()),
            ("all", (count(Status::Ok)).to_string()),
            ("drafts", drafts.to_string()),
            ("failed", failed.to_string()),
            ("output", outcome.output.display().to_string()),
            ("seconds", format!("{:.1}", elapsed.as_secs_f64())),
        ];
        let key = match (written, drafts, kept) {
            (_, 1.., _) => "drafted",
            (true, 0, 0) => "built",
            (true, 0, _) => "built-kept",
            (false, 0, 0) => "checked",
            (false, 0, _) => "checked-kept",
        };
        self.text(key, &arguments)
    }

    /// Why a report was made or kept, in the user's words.
    pub(crate) fn reasons(&self, fate: &Fate) -> String {
        let words = |reason: &Reason| {
            let (key, what) = reason.words();
            self.text(key, &[("what", what)])
        };
        let reasons: Vec<String> = fate.reasons.iter().map(words).collect();
        match (fate.kept, reasons.is_empty()) {
            (true, true) => self.text("kept-unchanged", &[]),
            (true, false) => self.text("kept-same-words", &[("reasons", reasons.join("；"))]),
            (false, _) => reasons.join("；"),
        }
    }

    /// Tells that a draft can be made of what failed.
    pub(crate) fn hint_draft(&self, outcome: &Outcome) {
        if outcome.records().any(|record| record.status == Status::Failed) {
            self.answer(&self.text("hint-draft", &[]));
        }
    }

    /// What became of a report, and why.
    pub(crate) fn report_line(&self, record: &ReportRecord, fate: &Fate) -> String {
        let key = match record.status {
            Status::Ok => "report-ok",
            Status::Failed => "report-failed",
            Status::Draft => "report-draft",
        };
        let arguments = [
            ("township", record.name()),
            ("title", record.title.clone()),
            ("pages", record.pages.to_string()),
            ("figures", record.figures.to_string()),
            ("errors", record.errors.len().to_string()),
            ("warnings", record.warnings.len().to_string()),
        ];
        let mut line = self.text(key, &arguments);
        // That something is made for the first time is no news.
        if fate.kept || !matches!(fate.reasons[..], [] | [Reason::First | Reason::Draft]) {
            line.push_str(&self.text("because", &[("reasons", self.reasons(fate))]));
        }
        line
    }
}

/// Of more reports than this only those that failed have a line each.
const MOST_LINES: usize = 100;

/// What a message tells of a township's own workbooks: what is there instead, and where it was looked for.
const EACH_ITS_OWN: [&str; 3] = ["nearest", "existing", "places"];

/// Problems that say the same of every township, with their number, in the order of the first. What is wrong at one
/// place of the template or the configuration is one mistake, in whatever cells it shows and whatever each township has
/// in its place; the first township's cells stand for all.
fn fold(diagnostics: &[Diagnostic], catalogue: &Catalogue) -> Vec<(Diagnostic, usize)> {
    let mut folded: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    for diagnostic in diagnostics {
        let of_text = |place: &&Location| matches!(place, Location::Text { .. });
        let in_text: Vec<&Location> = diagnostic.locations.iter().filter(of_text).collect();
        let anywhere = in_text.is_empty();
        let places = if anywhere {
            diagnostic.locations.iter().collect()
        } else {
            in_text
        };
        let common = match anywhere {
            true => diagnostic.clone(),
            false => EACH_ITS_OWN
                .iter()
                .fold(diagnostic.clone(), |one, name| one.without(name)),
        };
        let words = (catalogue.message(&common), catalogue.help(&common));
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

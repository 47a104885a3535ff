//! The progress of a run: how far, how fast, how long still, how many failures so far.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

use gongwen::manifest::Status;
use gongwen::pipeline::{Progress, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// The progress of a run: a bar on a terminal, a line per stage elsewhere.
pub(crate) struct Bar<'a> {
    terminal: &'a Terminal,
    bar: Option<ProgressBar>,
    /// Townships or reports of this stage in which something is wrong.
    failed: AtomicUsize,
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
        Self {
            terminal,
            bar,
            failed: AtomicUsize::new(0),
        }
    }

    /// Follows a run; called from many threads.
    pub(crate) fn follow(&self, progress: Progress<'_>) {
        let failed = match progress {
            Progress::Begin(stage, count) => return self.begin(stage, count, self.bar.as_ref()),
            Progress::Read { failed } => failed,
            Progress::Made(record, _) => record.status == Status::Failed,
            Progress::Unmade => false,
        };
        let Some(bar) = &self.bar else { return };
        bar.inc(1);
        if failed {
            let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
            bar.set_prefix(self.terminal.text("progress-failed", &[("count", failed.to_string())]));
        }
    }

    fn begin(&self, stage: Stage, count: usize, bar: Option<&ProgressBar>) {
        let words = words(stage, count, self.terminal);
        match bar {
            Some(bar) => {
                bar.reset();
                self.failed.store(0, Ordering::Relaxed);
                bar.set_prefix("");
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

/// What a stage does, in the user's words.
pub(crate) fn words(stage: Stage, count: usize, terminal: &Terminal) -> String {
    let key = match stage {
        Stage::Read => "stage-read",
        Stage::Build => "stage-build",
    };
    terminal.text(key, &[("count", count.to_string())])
}

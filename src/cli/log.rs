//! A run's log: a file in the output folder that says when what was made and why, written as it happens.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use gongwen::diag::render;
use gongwen::id_number::masked;
use gongwen::pipeline::{Outcome, Progress, STATE_FOLDER};
use jiff::ZonedDateTime;

use super::terminal::Terminal;

/// So many logs are kept.
const KEPT: usize = 20;

/// The log of one run. It begins when the run has taken the output folder for itself.
pub(crate) struct Log<'t> {
    terminal: &'t Terminal,
    folder: Option<PathBuf>,
    file: OnceLock<Option<(PathBuf, Mutex<File>)>>,
}

impl<'t> Log<'t> {
    /// A log that has not begun; of a run that writes nothing there is none.
    pub(crate) fn new(terminal: &'t Terminal, output: Option<&PathBuf>) -> Self {
        Self {
            terminal,
            folder: output.map(|output| output.join(STATE_FOLDER).join("logs")),
            file: OnceLock::new(),
        }
    }

    /// Follows a run; called from many threads.
    pub(crate) fn follow(&self, progress: Progress<'_>) {
        match progress {
            Progress::Begin(stage, count) => self.line(&super::progress::words(stage, count, self.terminal)),
            Progress::Made(record, fate) => self.line(&self.terminal.report_line(record, fate)),
            Progress::Read { .. } | Progress::Unmade => {}
        }
    }

    /// Every problem and the last line.
    pub(crate) fn conclude(&self, outcome: &Outcome, elapsed: Duration) {
        if self.file.get().is_none() {
            return;
        }
        for diagnostic in &outcome.diagnostics {
            self.line(&render(diagnostic, self.terminal.catalogue));
        }
        self.line(&self.terminal.last_line(outcome, true, elapsed));
    }

    /// Tells the user where the log is.
    pub(crate) fn tell_where(&self) {
        if let Some((path, _)) = self.file.get().and_then(Option::as_ref) {
            let arguments = [("file", path.display().to_string())];
            self.terminal.answer(&self.terminal.text("log-file", &arguments));
        }
    }

    /// A log that cannot be written is no reason to stop.
    fn line(&self, words: &str) {
        let file = self.file.get_or_init(|| begin(self.folder.as_deref()?));
        if let Some((_, file)) = file {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writeln!(
                file,
                "{} {}",
                ZonedDateTime::now().strftime("%H:%M:%S%.3f"),
                masked(words)
            );
        }
    }
}

/// Opens a log named by the time, and removes the oldest of many.
fn begin(folder: &Path) -> Option<(PathBuf, Mutex<File>)> {
    fs::create_dir_all(folder).ok()?;
    let entries = fs::read_dir(folder).ok()?;
    let mut known: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    known.sort();
    let surplus = (known.len() + 1).saturating_sub(KEPT);
    for old in &known[..surplus] {
        let _ = fs::remove_file(old);
    }
    let name = ZonedDateTime::now().strftime("%Y%m%d-%H%M%S%.3f.log").to_string();
    let path = folder.join(name);
    let file = File::create(&path).ok()?;
    Some((path, Mutex::new(file)))
}

//! What earlier runs made, as far as it can still be believed.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::inputs::Stamp;
use super::output::beside;
use super::pictures::Asked;
use super::store::{Kind, Store};
use crate::diag::{Code, Diagnostic, Sink};
use crate::manifest::{FILE_NAME, FileRecord, Manifest, Packed, ReportRecord};

/// What a report was made of: a hash of each part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MadeOf {
    /// The program.
    pub(super) program: String,
    /// The whole configuration.
    pub(super) configuration: String,
    /// That of it, and of the command line, which decides how files look.
    pub(super) settings: String,
    /// All templates and the texts that they share, since the fonts are cut to all of them.
    pub(super) templates: String,
    /// The font files.
    pub(super) fonts: String,
    /// The files of the township's folders and of those that all share.
    pub(super) data: String,
    /// What the comparison with the other townships says.
    pub(super) others: String,
    /// The words and figures of the report, each figure with its cells; empty when there is no report.
    pub(super) report: String,
}

impl MadeOf {
    /// Whether a report made of these is the same file by file, were its words the same.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        let parts = |one: &Self| [&one.program, &one.settings, &one.templates, &one.fonts].map(Clone::clone);
        parts(self) == parts(other)
    }
}

/// A report as an earlier run left it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReportState {
    /// As the manifest tells it.
    pub(super) record: ReportRecord,
    pub(super) made_of: MadeOf,
    /// Of the record's files, in their order.
    pub(super) stamps: Vec<Stamp>,
    /// The pictures that it asks for.
    #[serde(default)]
    pub(super) pictures: Vec<Asked>,
    /// What was found until the words were there.
    pub(super) early: Vec<Diagnostic>,
    /// What was found after that, before its places in the configuration were added.
    pub(super) late: Vec<Diagnostic>,
}

impl ReportState {
    /// The state of a report, by its key.
    pub(super) fn read(store: &Store, report: &str, subject: &str) -> Option<Self> {
        store.json(Kind::Report, &key(report, subject))
    }

    /// Whether its files lie in the folder as they were written; else the first that does not.
    pub(super) fn files_hold(&self, root: &Path, verify: bool) -> Result<(), Lost> {
        let files = self.record.files.iter().enumerate();
        for (index, file) in files {
            let Some(stamp) = Stamp::of_output(&root.join(&file.path)) else {
                return Err(Lost::Gone(file.path.clone()));
            };
            let proven = !verify && self.stamps.get(index).is_some_and(|then| stamp.proves(then));
            if !proven && !file.lies_in(root) {
                return Err(Lost::Changed(file.path.clone()));
            }
        }
        Ok(())
    }
}

/// A file that is not what it was.
pub(super) enum Lost {
    /// It is no longer there.
    Gone(String),
    /// A person has changed it.
    Changed(String),
}

/// A report of a run that did not come to its end, as far as its files are there; with those of the run before, as the
/// manifest set them aside, which it did not renew.
fn recovered(mut record: ReportRecord, set_aside: Option<&ReportRecord>, root: &Path) -> ReportRecord {
    let lies = |file: &FileRecord| file.lies_in(root);
    let files = record.files.len();
    for list in [
        &mut record.files,
        &mut record.finished,
        &mut record.drafts,
        &mut record.outdated,
    ] {
        list.retain(lies);
    }
    if record.files.len() < files {
        record = record.set_aside();
    }
    let before = set_aside.map_or(&[][..], |told| &told.outdated);
    for file in before {
        if lies(file) && record.all_files().all(|known| known.path != file.path) {
            record.outdated.push(file.clone());
        }
    }
    record
}

/// The key of a report among what runs remember.
pub(super) fn key(report: &str, subject: &str) -> String {
    format!("{report}\u{1f}{subject}")
}

/// The same for what is kept of thousands.
pub(super) fn digest(report: &str, subject: &str) -> Digest {
    Digest::of([report.as_bytes(), subject.as_bytes()])
}

/// The records of earlier runs.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    records: Vec<Packed>,
    /// Where among them each stands.
    places: BTreeMap<Digest, usize>,
    /// The tables about the whole job.
    pub(super) tables: Vec<FileRecord>,
    /// Files of reports that the job no longer has.
    pub(super) left: Vec<FileRecord>,
    /// What a `manifest.json` is to be called that none of the program's runs wrote, or that cannot be read any more.
    pub(super) aside: Option<String>,
}

/// Tells of such a manifest, and what it is to be called.
fn tell_foreign(root: &Path, error: &io::Error, sink: &mut Sink) -> Option<String> {
    let is_free = |name: &String| std::fs::symlink_metadata(root.join(name)).is_err();
    let aside = beside(FILE_NAME, "旧").find(is_free);
    let problem = Diagnostic::new(Code::ManifestForeign).with("detail", error);
    let problem = problem.with("aside", aside.as_deref().unwrap_or_default());
    sink.push(problem.at_file(root.join(FILE_NAME).display().to_string()));
    aside
}

impl Earlier {
    /// The manifest's records. After a run that did not come to its end, those besides of which it noted that they were
    /// made, as far as their files are there byte for byte.
    pub(super) fn read(root: &Path, store: &Store, sink: &mut Sink) -> Self {
        let mut aside = None;
        let manifest = Manifest::read(root).unwrap_or_else(|error| {
            aside = tell_foreign(root, &error, sink);
            None
        });
        let whole = manifest.as_ref().is_some_and(|manifest| !manifest.unfinished);
        let manifest = manifest.unwrap_or_default();
        let mut earlier = Self {
            tables: manifest.tables,
            left: manifest.left,
            aside,
            ..Self::default()
        };
        for record in manifest.reports.iter() {
            earlier.add(&record);
        }
        if !whole {
            earlier.recover(root, store);
        }
        earlier
    }

    fn recover(&mut self, root: &Path, store: &Store) {
        for key in store.keys(Kind::Report) {
            let Some(state) = store.json::<ReportState>(Kind::Report, &key) else {
                continue;
            };
            let told = self.report(&state.record.report, &state.record.township);
            if told.as_ref().is_none_or(ReportRecord::is_set_aside) {
                self.add(&recovered(state.record, told.as_ref(), root));
            }
        }
    }

    /// Adds a record; it takes the place of the one of the same report.
    fn add(&mut self, record: &ReportRecord) {
        let end = self.records.len();
        let place = *self
            .places
            .entry(digest(&record.report, &record.township))
            .or_insert(end);
        let packed = Packed::from(record);
        match self.records.get_mut(place) {
            Some(known) => *known = packed,
            None => self.records.push(packed),
        }
    }

    /// The record of the report of this name for a township or the county.
    pub(super) fn report(&self, name: &str, subject: &str) -> Option<ReportRecord> {
        self.packed(name, subject).map(Packed::record)
    }

    /// The same as it is packed.
    pub(super) fn packed(&self, name: &str, subject: &str) -> Option<&Packed> {
        self.records.get(*self.places.get(&digest(name, subject))?)
    }

    /// All records.
    pub(super) fn records(&self) -> impl Iterator<Item = ReportRecord> {
        self.records.iter().map(Packed::record)
    }

    /// Every file that the program wrote and knows, the outdated ones too.
    pub(super) fn files(&self) -> impl Iterator<Item = FileRecord> {
        let of_report = |record: ReportRecord| record.all_files().cloned().collect::<Vec<_>>();
        let files = self.records().flat_map(of_report);
        files.chain(self.tables.iter().chain(&self.left).cloned())
    }
}

//! What remains of earlier runs beside what a run or a merge makes: files that the program knows for its own.

use std::collections::{BTreeMap, BTreeSet};

use super::digest::Digest;
use super::earlier::{Earlier, digest};
use super::output::{OutputFolder, same_file_key};
use crate::diag::{Code, Diagnostic, Sink};
use crate::manifest::{FileRecord, Manifest, ReportRecord, Status};

impl OutputFolder<'_> {
    /// The record of a report with what remains of the one before it: a draft leaves that as it is; what a report or a
    /// failure of it does not renew is out of date.
    pub(super) fn with_remains(&self, mut record: ReportRecord, earlier: Option<&ReportRecord>) -> ReportRecord {
        let Some(earlier) = earlier else {
            return record;
        };
        let renewed: BTreeSet<String> = record.all_files().map(|file| file.path.clone()).collect();
        let remain = |files: &[FileRecord]| {
            let files = self.still_there(files).into_iter();
            files.filter(|file| !renewed.contains(&file.path)).collect::<Vec<_>>()
        };
        let (own, drafts) = match earlier.status {
            Status::Draft => (&earlier.finished, &*earlier.files),
            Status::Ok | Status::Failed => (&earlier.files, &[][..]),
        };
        match record.status {
            Status::Draft => record.finished = remain(own),
            Status::Ok | Status::Failed => record.outdated.extend(remain(own)),
        }
        record.outdated.extend(remain(&earlier.outdated));
        for drafts in [drafts, &earlier.drafts] {
            record.drafts.extend(remain(drafts));
        }
        record
    }

    /// A record that is kept, less what was beside its own files and has gone since.
    pub(super) fn without_what_is_gone(&self, record: ReportRecord) -> ReportRecord {
        ReportRecord {
            drafts: self.still_there(&record.drafts),
            outdated: self.still_there(&record.outdated),
            ..record
        }
    }

    /// Those of the files that lie in the output folder.
    pub(super) fn still_there(&self, files: &[FileRecord]) -> Vec<FileRecord> {
        let is_there = |file: &&FileRecord| self.root().join(&file.path).exists();
        files.iter().filter(is_there).cloned().collect()
    }

    /// Puts the files into the manifest that no report of it has and that earlier runs made, and tells of them.
    pub(super) fn keep_left(&self, manifest: &mut Manifest, earlier: &Earlier, sink: &mut Sink) {
        let digest = |record: &ReportRecord| digest(&record.report, &record.township);
        let present: BTreeSet<Digest> = manifest.reports.iter().map(|record| digest(&record)).collect();
        let gone = earlier.records().filter(|record| !present.contains(&digest(record)));
        let gone = gone.flat_map(|record| record.all_files().cloned().collect::<Vec<_>>());
        let before = earlier.left.iter().chain(&earlier.tables).cloned().chain(gone);
        let mut left: BTreeMap<String, FileRecord> = before.map(|file| (same_file_key(&file.path), file)).collect();
        if !left.is_empty() {
            for file in manifest.files() {
                left.remove(&same_file_key(&file.path));
            }
        }
        let left: Vec<FileRecord> = left.into_values().collect();
        manifest.left = self.still_there(&left);
        self.tell_left(&manifest.left, sink);
    }

    fn tell_left(&self, left: &[FileRecord], sink: &mut Sink) {
        /// So many of them are named.
        const NAMED: usize = 3;
        if left.is_empty() {
            return;
        }
        let named: Vec<&str> = left.iter().take(NAMED).map(|file| &*file.path).collect();
        let problem = Diagnostic::new(Code::OutputLeft).with("count", left.len());
        let problem = problem.with("files", named.join("、"));
        sink.push(problem.at_file(self.root().display().to_string()));
    }
}

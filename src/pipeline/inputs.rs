//! Input files: whether they are still what they were when they were read. Size and time are asked first; what
//! decides is the hash of the content.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::input::{folder_entries, is_picture, shown_path};
use crate::manifest::hash;

/// A file changed within this time of being read might have been changed after it: some file systems count in steps
/// of two seconds.
const STEP: Duration = Duration::from_secs(2);

/// Size and time of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Stamp {
    size: u64,
    /// Since 1970; none when it can say nothing.
    changed: Option<Duration>,
}

impl Stamp {
    /// The stamp of a file as it is now; trusted later only when the last change was well before.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Some(Self::from(&std::fs::metadata(path).ok()?))
    }

    /// The stamp of a file of the output folder: nobody writes there while a run does, and a person is not so fast.
    pub(super) fn of_output(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        let changed = metadata.modified().ok();
        Some(Self {
            size: metadata.len(),
            changed: changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok()),
        })
    }

    fn from(metadata: &Metadata) -> Self {
        let changed = metadata.modified().ok();
        let settled = |time: &SystemTime| time.elapsed().is_ok_and(|since| since > STEP);
        let changed = changed.filter(settled);
        Self {
            size: metadata.len(),
            changed: changed.and_then(|time| time.duration_since(UNIX_EPOCH).ok()),
        }
    }

    /// Whether a file with this stamp now is surely the one of then.
    pub(super) fn proves(&self, then: &Self) -> bool {
        self == then && then.changed.is_some()
    }
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct InputFile {
    /// Its path as the user knows it.
    pub(super) path: String,
    pub(super) stamp: Stamp,
    /// BLAKE3 of its bytes; empty when it could not be read, so that it is read again.
    pub(super) blake3: String,
}

impl InputFile {
    /// The record of a file of which nothing could be read.
    pub(super) fn unread(root: &Path, path: &Path) -> Self {
        Self {
            path: shown_path(root, path),
            stamp: Stamp::default(),
            blake3: String::new(),
        }
    }

    /// The record of a file whose bytes were just read; `stamp` was taken before.
    pub(super) fn read(root: &Path, path: &Path, stamp: Option<Stamp>, bytes: &[u8]) -> Self {
        Self {
            path: shown_path(root, path),
            stamp: stamp.unwrap_or_default(),
            blake3: hash(bytes),
        }
    }
}

impl InputFile {
    /// Whether the file at this path is still the same one.
    pub(super) fn is_still(&self, root: &Path, path: &Path, (limit, verify): (u64, bool)) -> bool {
        let metadata = std::fs::metadata(path);
        let same = |metadata: Metadata| still(path, &metadata, self, (limit, verify)).is_some();
        shown_path(root, path) == self.path && metadata.is_ok_and(same)
    }
}

/// A folder as it was read: its files, or that there was none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FolderFiles {
    /// From the project's folder on, which may be named in another way next time, or lie elsewhere.
    path: PathBuf,
    pub(super) files: Option<Vec<InputFile>>,
}

impl FolderFiles {
    /// A folder of the project at `root`.
    pub(super) fn of(root: &Path, folder: &Path, files: Option<Vec<InputFile>>) -> Self {
        Self {
            path: folder.strip_prefix(root).unwrap_or(folder).to_owned(),
            files,
        }
    }
}

/// What became of a township's files since they were read.
pub(super) enum Since {
    /// Nothing.
    Same,
    /// Their times only; with the new ones.
    Touched(Vec<FolderFiles>),
    /// These are new, changed or gone.
    Changed(Vec<String>),
}

/// Compares folders with what they were; `verify` does not trust size and time.
pub(super) fn since(root: &Path, folders: &[FolderFiles], limit: u64, verify: bool) -> Since {
    let mut now = folders.to_vec();
    let mut changed = Vec::new();
    for (folder, then) in now.iter_mut().zip(folders) {
        compare(root, folder, then, (limit, verify), &mut changed);
    }
    match changed.is_empty() {
        false => Since::Changed(changed),
        true if now == folders => Since::Same,
        true => Since::Touched(now),
    }
}

fn compare(root: &Path, now: &mut FolderFiles, then: &FolderFiles, ask: (u64, bool), changed: &mut Vec<String>) {
    let folder = root.join(&then.path);
    let entries = folder_entries(&folder);
    let (Ok(entries), Some(known)) = (&entries, &then.files) else {
        if entries.is_ok() != then.files.is_some() {
            changed.push(shown_path(root, &folder));
        }
        return;
    };
    let metadata = |path: &PathBuf| Some((path.clone(), std::fs::metadata(path).ok().filter(Metadata::is_file)?));
    let mut rest: Vec<&InputFile> = known.iter().collect();
    let mut files = Vec::with_capacity(known.len());
    // A picture counts for the report that asks for it.
    let entries = entries.iter().filter(|path| !is_picture(path));
    for (path, metadata) in entries.filter_map(metadata) {
        let shown = shown_path(root, &path);
        let place = rest.iter().position(|file| file.path == shown);
        let file = place.map(|place| rest.remove(place));
        match file.and_then(|file| still(&path, &metadata, file, ask)) {
            Some(file) => files.push(file),
            None => changed.push(shown),
        }
    }
    changed.extend(rest.into_iter().map(|file| file.path.clone()));
    now.files = Some(files);
}

/// The file's record, with today's stamp, when its content is what it was.
fn still(path: &Path, metadata: &Metadata, then: &InputFile, (limit, verify): (u64, bool)) -> Option<InputFile> {
    let stamp = Stamp::from(metadata);
    if !verify && stamp.proves(&then.stamp) {
        return Some(then.clone());
    }
    if metadata.len() != then.stamp.size || metadata.len() > limit || then.blake3.is_empty() {
        return None;
    }
    let bytes = crate::file::read(path).ok()?;
    (hash(&bytes) == then.blake3).then(|| InputFile { stamp, ..then.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(root: &Path, stamp: Option<Stamp>) -> Vec<FolderFiles> {
        let path = root.join("甲镇/表.xlsx");
        let file = InputFile::read(root, &path, stamp, b"12");
        vec![FolderFiles::of(root, &root.join("甲镇"), Some(vec![file]))]
    }

    #[test]
    fn content_decides() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("甲镇")).unwrap();
        let path = root.join("甲镇/表.xlsx");
        let write = |bytes: &[u8], age: u64| {
            std::fs::write(&path, bytes).unwrap();
            let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        };
        write(b"12", 100);
        let then = state(root, Stamp::of(&path));
        assert!(matches!(since(root, &then, 100, false), Since::Same));
        write(b"12", 50);
        assert!(matches!(since(root, &then, 100, false), Since::Touched(_)));
        write(b"13", 50);
        assert!(matches!(since(root, &then, 100, false), Since::Changed(files) if files == ["甲镇/表.xlsx"]));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(since(root, &then, 100, false), Since::Changed(_)));
    }

    #[test]
    fn a_project_that_was_moved_is_not_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let (here, there) = (folder.path().join("此"), folder.path().join("彼"));
        std::fs::create_dir_all(here.join("甲镇")).unwrap();
        let path = here.join("甲镇/表.xlsx");
        std::fs::write(&path, b"12").unwrap();
        let then = state(&here, Stamp::of(&path));
        std::fs::rename(&here, &there).unwrap();
        assert!(!matches!(since(&there, &then, 100, false), Since::Changed(_)));
        assert!(matches!(since(&here, &then, 100, false), Since::Changed(_)));
    }

    #[test]
    fn a_change_within_the_clocks_step_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("甲镇")).unwrap();
        let path = root.join("甲镇/表.xlsx");
        std::fs::write(&path, b"12").unwrap();
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        let then = state(root, Stamp::of(&path));
        std::fs::write(&path, b"13").unwrap();
        let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_modified(time).unwrap();
        assert!(matches!(since(root, &then, 100, false), Since::Changed(_)));
    }
}

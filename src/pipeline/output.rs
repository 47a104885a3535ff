//! Files appear whole or not at all, and never over what a person changed.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use unicode_normalization::UnicodeNormalization;

use super::digest::Digest;
use super::earlier::Earlier;
use super::store::{Kind, Store};
use super::whole::{self, Staged, rename_all};
use crate::config::REVIEW_MARK;
use crate::diag::{Code, Diagnostic, Result, Sink, is_held};
use crate::manifest::{FILE_NAME, FileRecord, Manifest, hash_of_file};

/// Longest file name, in UTF-16 units, so that paths stay within what Windows opens (spec: filing practice §3).
const NAME_UNITS: usize = 120;
/// Longest file name in bytes: Linux takes 255, and a draft's trace beside a changed one adds 40.
const NAME_BYTES: usize = 214;
/// Names that Windows keeps for devices.
const DEVICES: [&str; 22] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2",
    "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
];

/// Marks that turn the order of what is shown, so that a name could pose as another.
const BIDI_CONTROLS: [char; 12] = [
    '\u{61C}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}',
];

/// One path component that every system takes: no forbidden or control characters, no trailing dot or blank,
/// no device name, not too long.
pub fn safe_component(name: &str) -> String {
    let (mut units, mut bytes) = (0, 0);
    let safe: String = name
        .nfc()
        .map(|c| {
            if c.is_control() || BIDI_CONTROLS.contains(&c) || r#"\/:*?"<>|"#.contains(c) {
                '_'
            } else {
                c
            }
        })
        .take_while(|c| {
            units += c.len_utf16();
            bytes += c.len_utf8();
            units <= NAME_UNITS && bytes <= NAME_BYTES
        })
        .collect();
    let safe = safe.trim_end_matches(['.', ' ']).trim_start().to_owned();
    let stem = safe.split('.').next().unwrap_or_default().to_ascii_uppercase();
    if safe.is_empty() || DEVICES.contains(&stem.as_str()) {
        format!("_{safe}")
    } else {
        safe
    }
}

/// The path of a report's files without extension, relative to the output folder, with `/`.
pub fn report_path(pattern: &str, township: &str, title: &str, year: Option<i16>) -> String {
    let year = year.map_or_else(String::new, |year| year.to_string());
    // Values are made safe before they go in, so that none of them can open a folder.
    let fill = |part: &str| {
        let part = part
            .replace("{township}", &safe_component(township))
            .replace("{year}", &year);
        safe_component(&part.replace("{title}", &safe_component(title)))
    };
    let path = pattern
        .split('/')
        .filter(|part| !part.is_empty())
        .map(fill)
        .collect::<Vec<_>>()
        .join("/");
    if path.is_empty() { safe_component("") } else { path }
}

/// What two paths have in common that Windows and macOS take for the same file.
pub(super) fn same_file_key(path: &str) -> String {
    path.to_lowercase()
}

/// What a draft's files are called beyond the report's name.
pub(super) const DRAFT_MARK: &str = "（草稿）";
/// What stands between the brackets of the name of a file that is put beside one that a person changed.
const BESIDE_MARK: &str = "新";

/// What two reports have in common that may write the same file: their names without the marks that their drafts,
/// review copies and files beside a person's add to them.
pub(super) fn same_report_key(stem: &str) -> String {
    let mut stem = stem;
    while let Some(unmarked) = without_mark(stem) {
        stem = unmarked;
    }
    same_file_key(stem)
}

fn without_mark(stem: &str) -> Option<&str> {
    let plain = stem.strip_suffix(DRAFT_MARK).or_else(|| stem.strip_suffix(REVIEW_MARK));
    plain.or_else(|| {
        let (plain, mark) = stem.strip_suffix('）')?.rsplit_once('（')?;
        let number = mark.strip_prefix(BESIDE_MARK)?;
        number.chars().all(|c| c.is_ascii_digit()).then_some(plain)
    })
}

/// A file to be written.
pub(super) struct NewFile {
    /// Path relative to the output folder, with `/`.
    pub(super) path: String,
    pub(super) content: Content,
    /// Whether it is a review copy.
    pub(super) review: bool,
}

/// What is to stand in a file.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// A file that was made whole already, because it is too long to be held in memory.
    Made(NamedTempFile),
}

impl NewFile {
    /// Its record, at its own path.
    fn record(&self) -> io::Result<FileRecord> {
        let record = match &self.content {
            Content::Bytes(bytes) => FileRecord::of(&self.path, bytes),
            Content::Made(file) => FileRecord::of_file(&self.path, file.path())?,
        };
        Ok(FileRecord {
            review: self.review,
            ..record
        })
    }
}

/// Writes files into the output folder.
pub(super) struct OutputFolder<'s> {
    root: PathBuf,
    /// Every file that the program wrote earlier, by path and hash.
    known: BTreeSet<Digest>,
    /// What a manifest is to be called that no run wrote.
    aside: Option<String>,
    force: bool,
    /// Where files are made whole before they are renamed into their places; none where nothing is written.
    under_way: Option<PathBuf>,
    /// Where it is noted what is about to be written.
    intents: &'s Store,
}

impl<'s> OutputFolder<'s> {
    /// The folder, with what earlier runs left there.
    pub(super) fn new(
        root: PathBuf,
        earlier: &Earlier,
        (force, under_way): (bool, Option<PathBuf>),
        intents: &'s Store,
    ) -> Self {
        let mut known: BTreeSet<Digest> = earlier.files().map(|file| digest(&file.path, &file.blake3)).collect();
        let intended = intents.keys(Kind::Intent);
        known.extend(intended.iter().filter_map(|key| {
            let (path, hash) = key.split_once(KEY_STROKE)?;
            Some(digest(path, hash))
        }));
        Self {
            root,
            known,
            aside: earlier.aside.clone(),
            force,
            under_way,
            intents,
        }
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether anything is written at all.
    pub(super) fn is_written(&self) -> bool {
        self.under_way.is_some()
    }

    /// Puts one file in place; see [`Self::put_all`].
    pub(super) fn put(&self, path: &str, content: Content, sink: &mut Sink) -> Option<FileRecord> {
        let file = NewFile {
            path: path.to_owned(),
            content,
            review: false,
        };
        self.put_all(vec![file], sink).pop()
    }

    /// A file to be made whole; it is gone again unless it is put in place.
    pub(super) fn begin(&self) -> Result<NamedTempFile> {
        let begun = match &self.under_way {
            Some(under_way) => {
                self.is_reached(under_way)?;
                whole::new_file(under_way)
            }
            None => NamedTempFile::new(),
        };
        begun.map_err(|error| output_error(&self.root, &error))
    }

    /// Puts files that belong together in place and tells where they stand: beside, with a warning, when a person has
    /// changed the one that is there (design §1). All are made whole before the first is renamed, so that a full disk
    /// or one that is held open leaves all of them as they were. When nothing is written, only what would stand there.
    pub(super) fn put_all(&self, files: Vec<NewFile>, sink: &mut Sink) -> Vec<FileRecord> {
        let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        let stage = |file: NewFile| sink.keep(self.stage(file));
        let (records, mut staged): (Vec<FileRecord>, Vec<Staged>) = files.into_iter().filter_map(stage).unzip();
        if staged.len() < paths.len() {
            return Vec::new();
        }
        let mut waiting = records.iter().zip(&staged).filter(|(_, staged)| !staged.has_arrived());
        let intended = waiting.try_for_each(|(record, _)| self.intend(record));
        sink.keep(intended.and_then(|()| rename_all(&mut staged)));
        let mut arrived = Vec::new();
        for ((record, staged), path) in records.into_iter().zip(staged).zip(paths) {
            if staged.has_arrived() {
                self.tell_beside(&path, &record, sink);
                arrived.push(record);
            }
        }
        arrived
    }

    /// Makes a file whole for the place where it may stand.
    fn stage(&self, file: NewFile) -> Result<(FileRecord, Staged)> {
        let record = file.record().map_err(|error| output_error(&self.root, &error))?;
        let Some(under_way) = &self.under_way else {
            let target = self.root.join(&record.path);
            return Ok((record, Staged::in_place(target)));
        };
        let record = self.at_free_path(record)?;
        let target = self.root.join(&record.path);
        if record.lies_in(&self.root) {
            return Ok((record, Staged::in_place(target)));
        }
        self.is_reached(under_way)?;
        let staged = match file.content {
            Content::Bytes(bytes) => Staged::new(under_way, target, &bytes)?,
            Content::Made(file) => Staged::made(target, file)?,
        };
        Ok((record, staged))
    }

    /// A share that has gone away must not be made anew on this machine's own disk.
    fn is_reached(&self, under_way: &Path) -> Result<()> {
        let gone = || Diagnostic::new(Code::OutputGone).at_file(self.root.display().to_string());
        under_way.is_dir().then_some(()).ok_or_else(gone)
    }

    fn tell_beside(&self, path: &str, record: &FileRecord, sink: &mut Sink) {
        if record.path != path {
            let problem = Diagnostic::new(Code::OutputChanged).with("beside", &record.path);
            sink.push(problem.at_file(self.root.join(path).display().to_string()));
        }
    }

    /// Replaces the manifest before anything else is written.
    pub(super) fn announce_manifest(&self, manifest: &Manifest) -> Result<()> {
        self.replace_manifest(manifest, || Ok(()))
    }

    /// Replaces the manifest after everything that it tells of is surely on the disk.
    pub(super) fn conclude_manifest(&self, manifest: &Manifest) -> Result<()> {
        self.replace_manifest(manifest, || self.settle())
    }

    /// Replaces the manifest; the same bytes are left alone. One that no run wrote is kept under another name.
    fn replace_manifest(&self, manifest: &Manifest, prepare: impl FnOnce() -> Result<()>) -> Result<()> {
        let Some(under_way) = &self.under_way else {
            return Ok(());
        };
        self.set_foreign_aside()?;
        let file = self.begin()?;
        let written = manifest.write_json(file.as_file());
        let record = written.and_then(|()| FileRecord::of_file(FILE_NAME, file.path()));
        let record = record.map_err(|error| output_error(under_way, &error))?;
        if record.lies_in(&self.root) {
            return Ok(());
        }
        prepare()?;
        rename_all(&mut [Staged::made(self.root.join(FILE_NAME), file)?])
    }

    fn set_foreign_aside(&self) -> Result<()> {
        let Some(aside) = &self.aside else { return Ok(()) };
        let [from, to] = [FILE_NAME, aside].map(|name| self.root.join(name));
        // It is there from the first time on.
        if to.exists() || !from.exists() {
            return Ok(());
        }
        std::fs::rename(&from, &to).map_err(|error| output_error(&from, &error))
    }

    /// Waits until everything that was written is on the disk, so that not even a power failure takes it away again.
    fn settle(&self) -> Result<()> {
        #[cfg(target_os = "linux")]
        {
            let settled = std::fs::File::open(&self.root).and_then(|root| Ok(rustix::fs::syncfs(&root)?));
            settled.map_err(|error| output_error(&self.root, &error))?;
        }
        Ok(())
    }

    /// Forgets what was about to be written: it is written.
    pub(super) fn forget_intents(&self) -> Result<()> {
        self.intents.clear().map_err(|error| output_error(&self.root, &error))
    }

    /// Notes what is about to be written: a killed run cannot say any more that it was its own.
    pub(super) fn intend(&self, file: &FileRecord) -> Result<()> {
        let key = format!("{}{KEY_STROKE}{}", file.path, file.blake3);
        let noted = self.intents.note(Kind::Intent, &key);
        noted.map_err(|error| output_error(&self.root, &error))
    }

    /// The record at its path itself, or at the first beside it that is free or holds nothing of a person's.
    fn at_free_path(&self, record: FileRecord) -> Result<FileRecord> {
        let mut names = std::iter::once(record.path.clone()).chain(beside(&record.path, BESIDE_MARK));
        let free = names.find_map(|name| match self.may_replace(&name, &record.blake3) {
            Ok(may) => may.then_some(Ok(name)),
            Err(error) => Some(Err(error)),
        });
        let path = free.unwrap_or_else(|| Ok(record.path.clone()))?;
        Ok(FileRecord { path, ..record })
    }

    fn may_replace(&self, path: &str, new: &str) -> Result<bool> {
        if self.force {
            return Ok(true);
        }
        match hash_of_file(&self.root.join(path)) {
            Ok(found) => Ok(found == new || self.is_known(path, &found)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(output_error(&self.root.join(path), &error)),
        }
    }

    /// Whether the program wrote a file of this hash there.
    pub(super) fn is_known(&self, path: &str, hash: &str) -> bool {
        self.known.contains(&digest(path, hash))
    }
}

/// What stands between path and hash in the key of an intent; no path holds it.
const KEY_STROKE: char = '\u{1f}';

fn digest(path: &str, hash: &str) -> Digest {
    Digest::of([path.as_bytes(), hash.as_bytes()])
}

/// Names beside `a/b.pdf` that carry a mark: `a/b（新）.pdf`, `a/b（新2）.pdf` and so on.
pub(super) fn beside(path: &str, mark: &str) -> impl Iterator<Item = String> {
    let (stem, extension) = split_extension(path);
    (1_usize..).map(move |number| match number {
        1 => format!("{stem}（{mark}）{extension}"),
        _ => format!("{stem}（{mark}{number}）{extension}"),
    })
}

/// `a/b.trace.json` is `a/b` and `.trace.json`: a report's own extension holds no further dots but that one.
fn split_extension(path: &str) -> (&str, &str) {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let end = path
        .strip_suffix(".trace.json")
        .map_or_else(|| path.rfind('.'), |stem| Some(stem.len()));
    let end = end.filter(|end| *end > name).unwrap_or(path.len());
    path.split_at(end)
}

/// What a share says that has gone away.
const GONE: [io::ErrorKind; 8] = [
    io::ErrorKind::StaleNetworkFileHandle,
    io::ErrorKind::HostUnreachable,
    io::ErrorKind::NetworkUnreachable,
    io::ErrorKind::NetworkDown,
    io::ErrorKind::NotConnected,
    io::ErrorKind::ConnectionAborted,
    io::ErrorKind::TimedOut,
    io::ErrorKind::ReadOnlyFilesystem,
];

/// Whether no further file can be written after this problem.
pub fn is_end_of_writing(problem: &Diagnostic) -> bool {
    matches!(problem.code, Code::DiskFull | Code::OutputGone)
}

/// What the system's error means to the user.
pub(super) fn output_error(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let kind = error.kind();
    let code = if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        Code::DiskFull
    } else if GONE.contains(&kind) {
        Code::OutputGone
    } else if is_held(error) {
        Code::OutputHeld
    } else {
        Code::OutputUnwritable
    };
    Diagnostic::new(code)
        .with("detail", error)
        .at_file(path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_on_windows() {
        assert_eq!(safe_component("a/b:c?.pdf. "), "a_b_c_.pdf");
        assert_eq!(safe_component("con.txt"), "_con.txt");
        assert_eq!(safe_component(".."), "_");
        assert_eq!(safe_component("甲\n镇\u{202E}fdp"), "甲_镇_fdp");
        assert_eq!(safe_component(&"国".repeat(300)).chars().count(), 71);
        assert_eq!(safe_component(&"a".repeat(300)).chars().count(), 120);
    }

    #[test]
    fn values_cannot_leave_the_output_folder() {
        assert_eq!(report_path("{township}/{title}", "../x", "..", Some(2023)), ".._x/_");
        assert_eq!(report_path("../../{title}", "甲镇", "总结", None), "_/_/总结");
        assert_eq!(report_path("", "甲镇", "总结", None), "_");
        assert_eq!(report_path("/{year}//{title}", "甲镇", "总结", Some(2023)), "2023/总结");
    }

    #[test]
    fn errors_of_the_system_are_told_apart() {
        let code = |kind| output_error(Path::new("a"), &io::Error::from(kind)).code;
        assert_eq!(code(io::ErrorKind::StorageFull), Code::DiskFull);
        assert_eq!(code(io::ErrorKind::ResourceBusy), Code::OutputHeld);
        assert_eq!(code(io::ErrorKind::PermissionDenied), Code::OutputUnwritable);
    }

    #[test]
    fn the_extension_of_a_trace_is_whole() {
        assert_eq!(split_extension("甲镇/1.5亿.trace.json"), ("甲镇/1.5亿", ".trace.json"));
        assert_eq!(split_extension("甲镇/总结.pdf"), ("甲镇/总结", ".pdf"));
    }
}

//! Files appear whole or not at all, and never over what a person changed.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use unicode_normalization::UnicodeNormalization;

use super::earlier::Earlier;
use super::store::{Kind, Store};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::{FileRecord, hash};

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

/// Writes files into the output folder.
pub(super) struct OutputFolder<'s> {
    root: PathBuf,
    /// Hashes of every file that the program wrote earlier, by path.
    known: BTreeMap<String, Vec<String>>,
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
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in earlier.files() {
            known.entry(file.path.clone()).or_default().push(file.blake3.clone());
        }
        for path in intents.keys(Kind::Intent) {
            let intended: Vec<String> = intents.json(Kind::Intent, &path).unwrap_or_default();
            known.entry(path).or_default().extend(intended);
        }
        Self {
            root,
            known,
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

    /// Puts a file in place and tells where it stands: beside, with a warning, when a person has changed the
    /// one that is there (design §1). When nothing is written, only what would stand there.
    pub(super) fn put(&self, path: &str, bytes: &[u8], sink: &mut Sink) -> Result<FileRecord> {
        if !self.is_written() {
            return Ok(FileRecord::of(path, bytes));
        }
        let target = self.free_path(path, bytes)?;
        if target != path {
            let kept = self.root.join(path).display().to_string();
            sink.push(
                Diagnostic::new(Code::OutputChanged)
                    .with("beside", &target)
                    .at_file(kept),
            );
        }
        let record = FileRecord::of(&target, bytes);
        if !self.holds(&target, bytes) {
            self.intend(&record)?;
            self.write_whole(&self.root.join(&target), bytes)?;
        }
        Ok(record)
    }

    /// Replaces a file that only the program writes, such as the manifest; the same bytes are left alone.
    pub(super) fn replace(&self, path: &str, bytes: &[u8]) -> Result<()> {
        match self.holds(path, bytes) {
            true => Ok(()),
            false => self.write_whole(&self.root.join(path), bytes),
        }
    }

    /// Waits until everything that was written is on the disk, so that not even a power failure takes it away again.
    pub(super) fn settle(&self) -> Result<()> {
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
        let mut hashes = self.known.get(&file.path).cloned().unwrap_or_default();
        hashes.push(file.blake3.clone());
        let noted = self.intents.put_json(Kind::Intent, &file.path, &hashes);
        noted.map_err(|error| output_error(&self.root, &error))
    }

    /// The path itself, or the first beside it that is free or holds nothing of a person's.
    fn free_path(&self, path: &str, bytes: &[u8]) -> Result<String> {
        let (stem, extension) = split_extension(path);
        let mut candidate = path.to_owned();
        let mut number = 1;
        while !self.may_replace(&candidate, bytes)? {
            let mark = if number == 1 {
                "（新）".to_owned()
            } else {
                format!("（新{number}）")
            };
            candidate = format!("{stem}{mark}{extension}");
            number += 1;
        }
        Ok(candidate)
    }

    fn may_replace(&self, path: &str, bytes: &[u8]) -> Result<bool> {
        if self.force {
            return Ok(true);
        }
        match std::fs::read(self.root.join(path)) {
            Ok(found) if found == bytes => Ok(true),
            Ok(found) => Ok(self.is_known(path, &hash(&found))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            Err(error) => Err(output_error(&self.root.join(path), &error)),
        }
    }

    /// Whether the program wrote a file of this hash there.
    pub(super) fn is_known(&self, path: &str, hash: &str) -> bool {
        let hashes = self.known.get(path);
        hashes.is_some_and(|hashes| hashes.iter().any(|known| known == hash))
    }

    fn holds(&self, path: &str, bytes: &[u8]) -> bool {
        let path = self.root.join(path);
        let size = std::fs::metadata(&path).map(|found| found.len());
        size.is_ok_and(|size| size == bytes.len() as u64) && std::fs::read(&path).is_ok_and(|found| found == bytes)
    }

    /// Writes elsewhere and renames, so that nobody ever sees half a file.
    fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let Some(under_way) = &self.under_way else {
            return Ok(());
        };
        // A share that has gone away must not be made anew on this machine's own disk.
        if !under_way.is_dir() {
            return Err(Diagnostic::new(Code::OutputGone).at_file(self.root.display().to_string()));
        }
        put_whole(under_way, path, bytes)
    }
}

/// Puts a file into its place whole, made in the folder `under_way`; refuses one that an office program holds open.
pub fn put_whole(under_way: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(lock) = office_lock(path) {
        return Err(Diagnostic::new(Code::OutputHeld)
            .at_file(path.display().to_string())
            .at_file(lock.display().to_string()));
    }
    write_and_rename(under_way, path, bytes).map_err(|error| output_error(path, &error))
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

fn write_and_rename(under_way: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    match whole_file(under_way, bytes)?.persist(path) {
        // A township's folder may lie on another disk.
        Err(error) if error.error.kind() == io::ErrorKind::CrossesDevices => {
            whole_file(folder, bytes)?.persist(path).map_err(|error| error.error)?;
        }
        moved => {
            moved.map_err(|error| error.error)?;
        }
    }
    Ok(())
}

fn whole_file(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gongwen-");
    // A temporary file is private by default; a finished one must be readable as any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    // Elsewhere the whole disk is told at the end of the run, which is much cheaper.
    #[cfg(not(target_os = "linux"))]
    file.as_file().sync_all()?;
    Ok(file)
}

/// The lock file that Word and WPS (`~$`) or LibreOffice (`.~lock.`) keep beside a file they hold open.
fn office_lock(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let characters: Vec<char> = name.chars().collect();
    // Word replaces the first two characters of a name of more than eight by `~$`, one of seven or eight, none else.
    let tail = |skipped: usize| characters.get(skipped..).unwrap_or_default().iter().collect::<String>();
    let names = [format!(".~lock.{name}#"), format!("~${}", tail(2)), format!("~${name}")];
    names
        .into_iter()
        .map(|lock| path.with_file_name(lock))
        .find(|lock| lock.exists())
}

/// Sharing and lock violations of Windows: another program holds the file.
const WINDOWS_HELD: [i32; 2] = [32, 33];

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
pub(super) fn is_end_of_writing(problem: &Diagnostic) -> bool {
    matches!(problem.code, Code::DiskFull | Code::OutputGone)
}

/// What the system's error means to the user.
pub(super) fn output_error(path: &Path, error: &io::Error) -> Box<Diagnostic> {
    let kind = error.kind();
    let held = cfg!(windows) && error.raw_os_error().is_some_and(|code| WINDOWS_HELD.contains(&code));
    let code = if matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) {
        Code::DiskFull
    } else if GONE.contains(&kind) {
        Code::OutputGone
    } else if held || matches!(kind, io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy) {
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

//! Files are made whole elsewhere and renamed into their places, so that nobody ever sees half a file; those of a report
//! are all made before the first is renamed, so that only a rename that fails can leave some of them old.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::output::output_error;
use crate::diag::{Code, Diagnostic, Result};

/// A file that is whole, and on its way to its place.
pub(super) struct Staged {
    target: PathBuf,
    /// None once it is in its place.
    file: Option<NamedTempFile>,
}

impl Staged {
    /// A file that need not be moved.
    pub(super) const fn in_place(target: PathBuf) -> Self {
        Self { target, file: None }
    }

    /// Makes a file for this place in the folder `under_way`; refuses a place whose file an office program holds open.
    pub(super) fn new(under_way: &Path, target: PathBuf, bytes: &[u8]) -> Result<Self> {
        Self::with(target, || whole_file(under_way, bytes))
    }

    /// A file for this place that was made whole already.
    pub(super) fn made(target: PathBuf, file: NamedTempFile) -> Result<Self> {
        Self::with(target, || settled(file))
    }

    fn with(target: PathBuf, make: impl FnOnce() -> io::Result<NamedTempFile>) -> Result<Self> {
        if let Some(lock) = office_lock(&target) {
            return Err(Diagnostic::new(Code::OutputHeld)
                .at_file(target.display().to_string())
                .at_file(lock.display().to_string()));
        }
        match make_room(&target).and_then(|()| make()) {
            Ok(file) => Ok(Self {
                target,
                file: Some(file),
            }),
            Err(error) => Err(output_error(&target, &error)),
        }
    }

    /// Whether it is in its place.
    pub(super) const fn has_arrived(&self) -> bool {
        self.file.is_none()
    }

    fn rename(&mut self) -> io::Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let renamed = file.persist(&self.target);
        renamed.map(drop).map_err(|failed| {
            self.file = Some(failed.file);
            failed.error
        })
    }

    fn bring_beside(&mut self) -> io::Result<()> {
        if let Some(file) = &self.file {
            let bytes = std::fs::read(file.path())?;
            self.file = Some(whole_file(folder_of(&self.target), &bytes)?);
        }
        Ok(())
    }
}

/// Renames the files into their places one after another, up to the first that cannot be.
pub(super) fn rename_all(staged: &mut [Staged]) -> Result<()> {
    for index in 0..staged.len() {
        let mut renamed = staged[index].rename();
        if renamed.as_ref().is_err_and(is_other_disk) {
            // A township's folder may lie on another disk: all that is left goes there before any of it is renamed.
            renamed = staged[index..].iter_mut().try_for_each(Staged::bring_beside);
            renamed = renamed.and_then(|()| staged[index].rename());
        }
        renamed.map_err(|error| output_error(&staged[index].target, &error))?;
    }
    Ok(())
}

fn is_other_disk(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::CrossesDevices
}

/// Puts a file into its place whole, made in the folder `under_way`; refuses one that an office program holds open.
pub fn put_whole(under_way: &Path, path: &Path, bytes: &[u8]) -> Result<()> {
    rename_all(&mut [Staged::new(under_way, path.to_owned(), bytes)?])
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

fn make_room(target: &Path) -> io::Result<()> {
    // Nothing can be renamed onto a folder, which is better known before the report's other files are.
    if target.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    std::fs::create_dir_all(folder_of(target))
}

fn whole_file(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = new_file(folder)?;
    file.write_all(bytes)?;
    settled(file)
}

/// A file of a name that nobody has yet.
pub(super) fn new_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".gongwen-");
    // A temporary file is private by default; a finished one must be readable as any other.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn settled(file: NamedTempFile) -> io::Result<NamedTempFile> {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// As where another program opens a file between the look at it and the rename.
    #[test]
    fn a_rename_that_fails_leaves_the_files_before_it_and_none_half() {
        let folder = tempfile::tempdir().unwrap();
        let target = |name: &str| folder.path().join(name);
        let staged = |name: &str| Staged::new(folder.path(), target(name), name.as_bytes()).unwrap();
        let mut all = ["总结.pdf", "总结.docx", "总结.trace.json"].map(staged);
        std::fs::create_dir(target("总结.docx")).unwrap();
        assert!(rename_all(&mut all).is_err());
        assert_eq!(all.each_ref().map(Staged::has_arrived), [true, false, false]);
        drop(all);
        assert_eq!(std::fs::read(target("总结.pdf")).unwrap(), "总结.pdf".as_bytes());
        // What did not arrive is gone with the run.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}

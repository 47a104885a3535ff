//! Places where a file cannot be written, mounted over a folder or a file of a project.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// Something mounted onto a path, until it is dropped.
pub(super) struct Mounted(PathBuf);

impl Mounted {
    /// A disk with this much room (`160k`) in the place of a new folder.
    pub(super) fn disk(folder: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir_all(&folder).unwrap();
        let size = format!("size={size}");
        let arguments = ["-t", "tmpfs", "-o", &size, "tmpfs"].map(OsStr::new);
        Self::new(&arguments, folder)
    }

    /// A file that is held open by another program as on Windows, so that none can be renamed onto it.
    pub(super) fn held(file: PathBuf) -> Option<Self> {
        Self::new(&[OsStr::new("--bind"), file.clone().as_os_str()], file)
    }

    /// None where the system forbids to mount: what a test that returns then would have shown is not shown, and that is
    /// said past the test's own capture.
    fn new(arguments: &[&OsStr], path: PathBuf) -> Option<Self> {
        if succeeds(Command::new("mount").args(arguments).arg(&path)) {
            return Some(Self(path));
        }
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        let mut aloud = std::io::stderr();
        writeln!(aloud, "SKIPPED {test}: this system forbids to mount").unwrap();
        None
    }

    /// Gives a disk other room.
    pub(super) fn resize(&self, size: &str) {
        let size = format!("remount,size={size}");
        assert!(succeeds(Command::new("mount").args(["-o", &size]).arg(&self.0)));
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let unmounted = succeeds(Command::new("umount").arg("-l").arg(&self.0));
        assert!(
            unmounted || std::thread::panicking(),
            "{} stays mounted",
            self.0.display()
        );
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

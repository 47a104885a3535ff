//! Opening files: ordinary ones only. A named pipe in a folder would keep its reader waiting for ever, a device never
//! come to its end.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// What the error says when something that is no ordinary file stands in its place.
pub const NOT_ORDINARY: &str = "not an ordinary file";

/// Opens an ordinary file, or a link to one.
///
/// # Errors
/// What the system says, that it is a folder, or [`NOT_ORDINARY`].
pub fn open(path: &Path) -> io::Result<File> {
    open_with(OpenOptions::new().read(true), path)
}

/// Opens an ordinary file in this way; one that is not there yet may be made.
///
/// # Errors
/// As those of [`open`].
pub fn open_with(way: &OpenOptions, path: &Path) -> io::Result<File> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(found) if !found.is_file() => Err(io::Error::other(NOT_ORDINARY)),
        // What else is wrong the system says when it opens the file.
        Ok(_) | Err(_) => way.open(path),
    }
}

/// The bytes of an ordinary file.
///
/// # Errors
/// As those of [`open`], or that reading failed.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

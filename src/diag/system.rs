//! What the operating system says of files, in the user's words. It speaks the language of the machine, which is
//! seldom that of the clerk.

use std::io::{Error, ErrorKind};

use crate::file::NOT_ORDINARY;

/// Sharing and lock violations of Windows: another program holds the file.
const WINDOWS_HELD: [i32; 2] = [32, 33];

/// The kinds of errors that a clerk meets, with their words.
const WORDS: [(ErrorKind, &str); 6] = [
    (ErrorKind::NotFound, "no-such-file"),
    (ErrorKind::PermissionDenied, "permission-denied"),
    (ErrorKind::StorageFull, "disk-full"),
    (ErrorKind::QuotaExceeded, "disk-full"),
    (ErrorKind::IsADirectory, "is-folder"),
    (ErrorKind::ReadOnlyFilesystem, "read-only"),
];

/// Whether the error says that another program holds the file.
pub fn is_held(error: &Error) -> bool {
    let windows = cfg!(windows) && error.raw_os_error().is_some_and(|code| WINDOWS_HELD.contains(&code));
    windows || matches!(error.kind(), ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy)
}

/// The words of the catalogue for a text that the system said; `system-says` when there are none of its own. None when
/// the text is not the system's.
pub(super) fn key(text: &str) -> Option<&'static str> {
    if text == NOT_ORDINARY {
        return Some("not-ordinary");
    }
    // Without a code stands what the program itself found.
    if text == ErrorKind::IsADirectory.to_string() {
        return Some("is-folder");
    }
    let (_, code) = text.rsplit_once(" (os error ")?;
    let error = Error::from_raw_os_error(code.strip_suffix(')')?.parse().ok()?);
    // What stands before it is not the system's, and must not be lost.
    if error.to_string() != text {
        return None;
    }
    let known = WORDS.iter().find(|(kind, _)| *kind == error.kind());
    match known {
        _ if is_held(&error) => Some("held"),
        Some((_, key)) => Some(key),
        None => Some("system-says"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_usual_errors_have_words_and_the_rest_is_quoted() {
        let said = |code| key(&Error::from_raw_os_error(code).to_string());
        let words = [2, 13, 28, 21, 30, 16, 110].map(|code| said(code).unwrap_or_default());
        let expected = [
            "no-such-file",
            "permission-denied",
            "disk-full",
            "is-folder",
            "read-only",
            "held",
            "system-says",
        ];
        assert_eq!(words, expected);
        assert_eq!(key(NOT_ORDINARY), Some("not-ordinary"));
        assert_eq!(key("没有（os error 2）"), None);
    }
}

//! Attacks on what must never happen: a person's data in an output, a footnote that is lost, a picture that is printed
//! otherwise than it is seen.

#[cfg(unix)]
mod files;
mod lengths;
mod notes;
mod persons;
mod pictures;

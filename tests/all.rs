//! All integration tests in one binary; one module per subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that cannot go on must fail; clippy knows only the functions marked as tests"
)]

mod archive;
mod attacks;
mod bulk;
mod checks;
mod commands;
mod diag;
mod documents;
mod docx;
mod drafts;
mod faults;
mod font;
mod image;
mod indicator;
mod interrupted;
mod layering;
mod layout;
mod lint;
mod odd;
mod outputs;
mod parts;
mod pdf;
mod project;
mod quarterly;
mod reader;
mod reports;
mod sample;
mod tables;
mod template;

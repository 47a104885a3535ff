//! All integration tests in one binary; one module per subject.

mod diag;
mod faults;
mod font;
mod layering;
mod layout;
mod outputs;
mod project;
mod font;
mod layout;
mod pdf;
mod tables;

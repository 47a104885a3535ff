//! All integration tests in one binary; one module per subject.

mod diag;
mod font;
mod layering;
mod layout;

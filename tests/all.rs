//! All integration tests in one binary; one module per subject.

mod diag;
mod docx;
mod faults;
mod font;
mod indicator;
mod layering;
mod layout;
mod outputs;
mod pdf;
mod project;
mod reader;
mod sample;
mod tables;
mod template;

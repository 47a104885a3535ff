//! All integration tests in one binary; one module per subject.

mod docx;
mod font;
mod layout;
mod pdf;

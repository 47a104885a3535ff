//! All integration tests in one binary; one module per subject.
mod indicator;
mod reader;
mod tables;

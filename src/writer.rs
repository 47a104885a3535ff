//! Writers of finished files: PDF from pages, Word from structure.

pub mod docx;
pub mod pdf;

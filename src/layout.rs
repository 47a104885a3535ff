//! From a report to pages: which line, which page, which point on it.

pub mod frame;
pub mod inline;

pub use frame::{Glyph, Item, OutlineEntry, Page, PagedDocument, RuleItem, TextRun};

use crate::diag::{Result, Sink};
use crate::font::FontBook;
use crate::report::Report;
use crate::style::Stylesheet;

/// Lays a report out on pages. Warnings go into `sink`; an error (a character that no font has) is returned.
pub fn lay_out(report: &Report, style: &Stylesheet, fonts: &FontBook, sink: &mut Sink) -> Result<PagedDocument> {
    let _ = (report, style, fonts, sink);
    Ok(PagedDocument::default())
}

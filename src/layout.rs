//! From a report to pages: which line, which page, which point on it.

mod closing;
mod colophon;
mod flow;
pub mod frame;
mod head;
pub mod inline;
mod page;
pub mod structure;
mod table;
mod title;

pub use frame::{FillItem, Glyph, Item, OutlineEntry, Page, PagedDocument, RuleItem, TextRun};
pub use inline::role_of;
pub use structure::{CellSpan, Element, ElementId, ElementKind, Scope, Structure};

use self::inline::Setter;
use crate::diag::{Result, Sink};
use crate::font::FontBook;
use crate::report::Report;
use crate::style::Stylesheet;

/// Lays a report out on pages. Warnings go into `sink`. Characters that no font has are errors: the first is
/// returned, the others go into `sink`.
pub fn lay_out(report: &Report, style: &Stylesheet, fonts: &FontBook, sink: &mut Sink) -> Result<PagedDocument> {
    let mut setter = Setter::new(fonts, style, sink);
    // 1. Set every paragraph as lines and every table as rows, with what must stay together.
    let flow = flow::collect(report, style, &mut setter);
    // 2. Put them on pages.
    let mut document = page::distribute(flow, style);
    // 3. Number the pages, now that they are known, and mark those of a draft.
    page::number(&mut document, style, &mut setter);
    if report.draft {
        page::mark_draft(&mut document, style, &mut setter);
    }
    setter.finish()?;
    Ok(document)
}

//! PDF by printpdf: subset fonts, exact text, bookmarks, the same bytes every time.
//!
//! printpdf serialises pages and fonts; what it lacks or gets wrong is put right on its object tree before that
//! is saved ([`finish`]). Four steps: collect the glyphs of the document, cut the fonts, write the pages, finish.

mod finish;
mod glyphs;
mod metadata;
mod outline;
mod page;
mod subset;

use printpdf::{Mm, Op, PdfDocument, PdfPage, PdfSaveOptions};

use crate::diag::{Code, Diagnostic, Result};
use crate::font::FontBook;
use crate::layout::{Page, PagedDocument};
use crate::report::Metadata;
use glyphs::GlyphTable;
use page::PageWriter;
use subset::SubsetFont;

/// The bytes of a PDF 1.7 file. They depend on the arguments alone: the same document gives the same bytes on
/// every thread and in every run. Fails when a font cannot be cut (`E-FONT-SUBSET`).
pub fn write(document: &PagedDocument, metadata: &Metadata, fonts: &FontBook) -> Result<Vec<u8>> {
    let glyphs = GlyphTable::collect(document);
    let subsets = subset::cut(&glyphs, fonts)?;
    let raw = serialize(document, &glyphs, &subsets)?;
    finish::finish(raw, document, metadata)
}

/// The document as printpdf makes it.
fn serialize(document: &PagedDocument, glyphs: &GlyphTable, subsets: &[SubsetFont]) -> Result<lopdf::Document> {
    let mut pdf = PdfDocument::new("");
    for subset in subsets {
        pdf.resources.fonts.map.insert(subset.id.clone(), subset.font.clone());
    }
    pdf.pages = document
        .pages
        .iter()
        .map(|page| printpdf_page(page, PageWriter::new(page, glyphs, subsets).write()))
        .collect();
    let mut warnings = Vec::new();
    let raw = pdf.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
    let error = warnings
        .into_iter()
        .find(|warning| warning.severity == printpdf::PdfParseErrorSeverity::Error);
    match error {
        None => Ok(raw),
        Some(warning) => Err(Diagnostic::new(Code::Internal).with("detail", warning.msg)),
    }
}

fn printpdf_page(page: &Page, ops: Vec<Op>) -> PdfPage {
    let millimetres = |length: crate::geom::Abs| Mm(length.to_mm() as f32);
    PdfPage::new(millimetres(page.size.width), millimetres(page.size.height), ops)
}

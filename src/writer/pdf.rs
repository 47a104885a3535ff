//! PDF by printpdf: archival and accessible, exact text, bookmarks, the same bytes every time.
//!
//! printpdf serialises pages and fonts; what it lacks or gets wrong is put right on its object tree before that
//! is saved (`finish`). Three steps: find the fonts that the document needs, write the pages, finish.

mod attach;
mod color;
mod embed;
mod finish;
mod fonts;
mod glyphs;
mod line;
mod links;
mod metadata;
mod number;
mod outline;
mod page;
mod pictures;
mod references;
mod save;
mod standard;
mod stock;
mod tags;

use printpdf::{Mm, Op, PdfDocument, PdfPage};

pub use self::attach::Attachment;
pub use self::fonts::{Characters, JobFonts};
pub use self::references::each_reference;
pub use self::standard::{Standard, Unfit};

use self::finish::Parts;
use self::fonts::DocumentFonts;
use self::page::PageWriter;
use self::pictures::Pictures;
use crate::diag::Result;
use crate::font::FontBook;
use crate::layout::{Page, PagedDocument};
use crate::report::{Metadata, Records};

/// How a file is written, and what it carries beside its pages.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What it claims to be; see [`Standard::check`].
    pub standard: Standard,
    /// The records metadata.
    pub records: Records,
    /// The files that ride along; only where [`Standard::takes_files`].
    pub attachments: Vec<Attachment>,
}

/// The bytes of a PDF 1.7 file. They depend on the arguments alone: the same document gives the same bytes on
/// every thread and in every run. Fails when a font cannot be cut (`E-FONT-SUBSET`).
pub fn write(
    document: &PagedDocument,
    metadata: &Metadata,
    book: &FontBook,
    job: &JobFonts,
    settings: &Settings,
) -> Result<Vec<u8>> {
    let fonts = DocumentFonts::new(document, job, book)?;
    let pictures = Pictures::of(document);
    let mut pdf = PdfDocument::new("");
    let mut marked = Vec::with_capacity(document.pages.len());
    // printpdf's operations are some twenty times as large as what they say: those of one page at a time.
    let mut contents = Vec::with_capacity(document.pages.len());
    for page in &document.pages {
        let written = PageWriter::new(page, &document.structure, &fonts, &pictures).write();
        pdf.pages.push(printpdf_page(page, Vec::new()));
        contents.push(embed::content(printpdf_page(page, written.ops))?);
        marked.push(written.marked);
    }
    let raw = embed::serialize(&pdf)?;
    let parts = Parts {
        document,
        metadata,
        settings,
        fonts: &fonts,
        pictures: &pictures,
        marked,
    };
    finish::finish(raw, contents, &parts)
}

fn printpdf_page(page: &Page, ops: Vec<Op>) -> PdfPage {
    let millimetres = |length: crate::geom::Abs| Mm(length.to_mm() as f32);
    PdfPage::new(millimetres(page.size.width), millimetres(page.size.height), ops)
}

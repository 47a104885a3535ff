//! Word files by docx-rs, with package parts of our own.
//!
//! docx-rs builds the structure of the body and the footers; [`order`] puts what it wrote into the order of the
//! schema; styles, settings, font table, properties and the zip are made here. All looks stand in named styles.

mod body;
mod bookmarks;
mod closing;
mod contents;
mod draft;
mod embedded;
mod fields;
mod fonts;
mod footnotes;
mod head;
mod letter;
mod order;
mod package;
mod picture;
mod properties;
mod review;
mod section;
mod settings;
mod signature;
mod styles;
mod table;
mod text;
mod turned;
mod xml;

use crate::diag::{Code, Diagnostic, Result};
use crate::geom::Abs;
use crate::report::{LayoutFacts, Report};
use crate::style::Stylesheet;

pub use embedded::EmbeddedFonts;
use order::{Hints, Ordered};
use package::Package;

/// The bytes of a DOCX file: the same bytes for the same arguments.
///
/// # Errors
/// [`Code::WordColumns`] when a table has more columns than Word can open; [`Code::Internal`] when docx-rs wrote
/// something that is no XML.
pub fn write(report: &Report, facts: &LayoutFacts, style: &Stylesheet) -> Result<Vec<u8>> {
    write_with_fonts(report, facts, style, &EmbeddedFonts::default())
}

/// As [`write`], with faces that ride along.
///
/// # Errors
/// As [`write`].
pub fn write_with_fonts(
    report: &Report,
    facts: &LayoutFacts,
    style: &Stylesheet,
    embedded: &EmbeddedFonts,
) -> Result<Vec<u8>> {
    packed(report, (report, None), facts, style, embedded)
}

/// The review copy: the same file with a comment at every figure that names the cells it came from.
///
/// # Errors
/// As for [`write`].
pub fn write_review(report: &Report, facts: &LayoutFacts, style: &Stylesheet) -> Result<Vec<u8>> {
    let marks = review::Marks::unused_in(report);
    let marked = marks.map(|marks| marks.mark(report));
    let words = (marked.as_ref().unwrap_or(report), marks);
    let file = packed(report, words, facts, style, &EmbeddedFonts::default());
    // What is wrong is told in words without marks.
    file.or_else(|_| write(report, facts, style))
}

/// The file of a report, the words of which may be those of a marked copy.
fn packed(
    report: &Report,
    (words, marks): (&Report, Option<review::Marks>),
    facts: &LayoutFacts,
    style: &Stylesheet,
    embedded: &EmbeddedFonts,
) -> Result<Vec<u8>> {
    let moved = facts
        .addressee_moved
        .then(|| words.with_addressee_in_colophon())
        .flatten();
    let words = moved.as_ref().unwrap_or(words);
    let closer = facts.pitch.map(|pitch| style.with_pitch(Abs::pt(pitch)));
    let style = closer.as_ref().unwrap_or(style);
    let body = body::build(words, facts, style)?;
    let parts = body.docx.build();
    let hints = Hints {
        head_rows: &body.head_rows,
        alternatives: &body.pictures.alternatives,
        marks,
    };
    let document = ordered(&parts.document, hints)?;
    let mut package = Package::default();
    package.add_document(document.bytes);
    let commented = document.commented;
    if !commented.is_empty() {
        package.add_comments(review::part(&commented, report));
    }
    for footer in &parts.footers {
        package.add_footer(ordered(footer, Hints::default())?.bytes);
    }
    for footer in body.footers {
        package.add_footer(footer);
    }
    for number in 1..=parts.headers.len() {
        package.add_header(draft::header(style, number));
    }
    package.add_styles(styles::part(style, report.draft, !commented.is_empty()));
    package.add_settings(settings::part(style, !report.notes.is_empty(), !embedded.is_empty()));
    if !report.notes.is_empty() {
        package.add_footnotes(footnotes::part(&report.notes, facts, style));
    }
    for (index, image) in body.pictures.images.iter().enumerate() {
        package.add_picture(index, image);
    }
    package.add_fonts(fonts::part(style, embedded), embedded);
    package.add_core_properties(properties::core(&report.metadata));
    package.add_extended_properties(properties::extended(facts));
    package.zip().map_err(internal)
}

/// One part of docx-rs in the order of the schema.
fn ordered(part: &[u8], hints: Hints<'_>) -> Result<Ordered> {
    order::put_in_order(part, hints).map_err(internal)
}

/// A defect of this program or of docx-rs: nothing that a report says can lead here.
fn internal(error: impl std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::Internal).with("detail", error)
}

//! Word files by docx-rs, with package parts of our own.
//!
//! docx-rs builds the structure of the body and the footers; `order` puts what it wrote into the order of the
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
mod ready;
mod review;
mod section;
mod settings;
mod signature;
mod styles;
mod table;
mod text;
mod turned;
mod xml;

use std::sync::OnceLock;

use crate::diag::{Code, Diagnostic, Result};
use crate::geom::Abs;
use crate::report::{LayoutFacts, Report};
use crate::style::Stylesheet;

pub use embedded::EmbeddedFonts;

use self::ready::ReadyParts;
use self::review::Marks;
use order::Hints;
use package::Package;

/// The bytes of a DOCX file: the same bytes for the same arguments.
///
/// # Errors
/// [`Code::WordColumns`] when a table has more columns than Word can open; [`Code::Internal`] when docx-rs wrote
/// something that is no XML.
pub fn write(report: &Report, facts: &LayoutFacts, style: &Stylesheet) -> Result<Vec<u8>> {
    write_in_job(report, facts, style, &JobParts::default())
}

/// What the Word files of a job share: faces that ride along, and parts that are the same in all.
#[derive(Debug, Default)]
pub struct JobParts {
    embedded: EmbeddedFonts,
    ready: ReadyParts,
    /// The look of the first file and its styles, which are those of nearly all.
    styles: OnceLock<(Look, Vec<u8>)>,
}

/// What the part of styles is made of.
#[derive(Debug, Clone, PartialEq)]
struct Look {
    style: Stylesheet,
    draft: bool,
    commented: bool,
}

impl From<EmbeddedFonts> for JobParts {
    fn from(embedded: EmbeddedFonts) -> Self {
        Self {
            embedded,
            ..Self::default()
        }
    }
}

impl JobParts {
    /// `word/styles.xml` of a look.
    fn styles(&self, look: Look) -> Vec<u8> {
        let made = || styles::part(&look.style, look.draft, look.commented);
        let (first, styles) = self.styles.get_or_init(|| (look.clone(), made()));
        if *first == look { styles.clone() } else { made() }
    }
}

/// As [`write()`], with what the files of a job share.
///
/// # Errors
/// As [`write()`].
pub fn write_in_job(report: &Report, facts: &LayoutFacts, style: &Stylesheet, shared: &JobParts) -> Result<Vec<u8>> {
    packed((report, report, None), facts, style, shared)
}

/// The review copy: the same file with a comment at every figure that names the cells it came from.
///
/// # Errors
/// As for [`write()`].
pub fn write_review(report: &Report, facts: &LayoutFacts, style: &Stylesheet) -> Result<Vec<u8>> {
    let marks = Marks::unused_in(report);
    let marked = marks.map(|marks| marks.mark(report));
    let words = marked.as_ref().unwrap_or(report);
    let file = packed((report, words, marks), facts, style, &JobParts::default());
    // What is wrong with the report is told in words without marks; a copy without its comments is none.
    file.or_else(|problem| write(report, facts, style).and(Err(problem)))
}

/// The file of a report, the words of which may be those of a marked copy.
fn packed(
    (report, words, marks): (&Report, &Report, Option<Marks>),
    facts: &LayoutFacts,
    style: &Stylesheet,
    shared: &JobParts,
) -> Result<Vec<u8>> {
    let moved = facts
        .addressee_moved
        .then(|| words.with_addressee_in_colophon())
        .flatten();
    let words = moved.as_ref().unwrap_or(words);
    let closer = facts.pitch.map(|pitch| style.with_pitch(Abs::pt(pitch)));
    let style = closer.as_ref().unwrap_or(style);
    let body = body::build(words, facts, style, marks)?;
    let parts = body.docx.build();
    let hints = Hints {
        head_rows: &body.head_rows,
        alternatives: &body.pictures.alternatives,
    };
    let document = table::with_rows(&ordered(&parts.document, hints)?, &body.table_rows)?;
    let (document, commented) = match marks {
        Some(marks) => review::with_ranges(&document, marks),
        None => (document, Vec::new()),
    };
    let mut package = Package::default();
    package.add_document(document.into_bytes());
    if !commented.is_empty() {
        package.add_comments(review::part(&commented, report));
    }
    for footer in &parts.footers {
        package.add_footer(ordered(footer, Hints::default())?.into_bytes());
    }
    for footer in body.footers {
        package.add_footer(footer);
    }
    for number in 1..=parts.headers.len() {
        package.add_header(draft::header(style, number));
    }
    for (index, image) in body.pictures.images.iter().enumerate() {
        package.add_picture(index, image);
    }
    add_common_parts(&mut package, (report, facts), style, shared);
    package.zip(&shared.ready).map_err(internal)
}

/// The parts beside the document that say how it looks and what it is.
fn add_common_parts<'s>(
    package: &mut Package<'s>,
    (report, facts): (&Report, &LayoutFacts),
    style: &Stylesheet,
    shared: &'s JobParts,
) {
    let embedded = &shared.embedded;
    let noted = !report.notes.is_empty();
    package.add_styles(shared.styles(Look {
        style: style.clone(),
        draft: report.draft,
        commented: package.has_comments(),
    }));
    package.add_settings(settings::part(style, noted, !embedded.is_empty()));
    if noted {
        package.add_footnotes(footnotes::part(&report.notes, facts, style));
    }
    package.add_fonts(fonts::part(style, embedded), embedded);
    package.add_core_properties(properties::core(&report.metadata));
    package.add_extended_properties(properties::extended(facts));
}

/// What docx-rs wrote in the order of the schema.
fn ordered(part: &[u8], hints: Hints<'_>) -> Result<String> {
    order::put_in_order(part, hints).map_err(internal)
}

/// A defect of this program or of docx-rs: nothing that a report says can lead here.
fn internal(error: impl std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::Internal).with("detail", error)
}

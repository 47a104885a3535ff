//! Word files by docx-rs, with package parts of our own.
//!
//! docx-rs builds the structure of the body and the footers; [`order`] puts what it wrote into the order of the
//! schema; styles, settings, font table, properties and the zip are made here. All looks stand in named styles.

mod body;
mod closing;
mod draft;
mod fonts;
mod head;
mod order;
mod package;
mod properties;
mod section;
mod settings;
mod styles;
mod table;
mod text;
mod xml;

use crate::diag::{Code, Diagnostic, Result};
use crate::report::{LayoutFacts, Report};
use crate::style::Stylesheet;

use package::Package;

/// The bytes of a DOCX file: the same bytes for the same arguments.
///
/// # Errors
/// [`Code::WordColumns`] when a table has more columns than Word can open; [`Code::Internal`] when docx-rs wrote
/// something that is no XML.
pub fn write(report: &Report, facts: &LayoutFacts, style: &Stylesheet) -> Result<Vec<u8>> {
    let body = body::build(report, facts, style)?;
    let parts = body.docx.build();
    let document = ordered(&parts.document, &body.head_rows)?;
    let mut package = Package::default();
    package.add_document(document);
    for footer in &parts.footers {
        package.add_footer(ordered(footer, &[])?);
    }
    for number in 1..=parts.headers.len() {
        package.add_header(draft::header(style, number));
    }
    package.add_styles(styles::part(style, report.draft));
    package.add_settings(settings::part(style));
    package.add_fonts(fonts::part(style));
    package.add_core_properties(properties::core(&report.metadata));
    package.add_extended_properties(properties::extended(facts));
    package.zip().map_err(internal)
}

/// One part of docx-rs in the order of the schema.
fn ordered(part: &[u8], head_rows: &[usize]) -> Result<Vec<u8>> {
    order::put_in_order(part, head_rows).map_err(internal)
}

/// A defect of this program or of docx-rs: nothing that a report says can lead here.
fn internal(error: impl std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::Internal).with("detail", error)
}

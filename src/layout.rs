//! From a report to pages: which line, which page, which point on it.

mod anchor;
mod closing;
mod colophon;
mod contents;
mod flow;
mod folio;
pub mod frame;
mod head;
pub mod inline;
mod notes;
mod page;
mod picture;
pub mod structure;
mod table;
pub mod title;

pub use frame::{
    Destination, FillItem, Glyph, ImageItem, Item, Link, OutlineEntry, Page, PagedDocument, RuleItem, TextRun,
};
pub use inline::role_of;
pub use structure::{CellSpan, Element, ElementId, ElementKind, Scope, Structure};

use self::inline::Setter;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::font::FontBook;
use crate::geom::Abs;
use crate::report::{DocumentFormat, Report, plain_text};
use crate::style::{Stylesheet, gb9704};

/// Lays a report out on pages. Warnings go into `sink`. Characters that no font has are errors: the first is
/// returned, the others go into `sink`.
pub fn lay_out(report: &Report, style: &Stylesheet, fonts: &FontBook, sink: &mut Sink) -> Result<PagedDocument> {
    let mut found = Sink::new();
    let mut laid_out = attempt(report, style, fonts, &mut found);
    if let Ok(first) = &mut laid_out
        && begins_late(report, first)
    {
        match closer(report, style, fonts).or_else(|| without_addressee(report, style, fonts)) {
            Some(better) => (*first, found) = better,
            None => found.push(Diagnostic::new(Code::FirstPage)),
        }
    }
    sink.append(found);
    laid_out.map(|attempt| attempt.document)
}

/// BODY-04: addressees that leave the text no room on the first page stand in 版记.
fn without_addressee(report: &Report, style: &Stylesheet, fonts: &FontBook) -> Option<(Attempt, Sink)> {
    let report = &report.with_addressee_in_colophon()?;
    let mut found = Sink::new();
    let first = attempt(report, style, fonts, &mut found).ok()?;
    let (mut attempt, mut found) = match begins_late(report, &first) {
        true => closer(report, style, fonts)?,
        false => (first, found),
    };
    attempt.document.facts.addressee_moved = true;
    found.push(Diagnostic::new(Code::AddresseeMoved));
    Some((attempt, found))
}

/// A report laid out, and the page on which its text begins.
struct Attempt {
    document: PagedDocument,
    text_page: usize,
}

/// BODY-05: the first page of a 公文 shows some of its text.
fn begins_late(report: &Report, attempt: &Attempt) -> bool {
    report.format != DocumentFormat::Material && !report.blocks.is_empty() && attempt.text_page > 1
}

/// BODY-10: where the signature would take all of the text to the second page with it, a paragraph may be parted before
/// its last line, and then the lines may stand closer.
fn closer(report: &Report, style: &Stylesheet, fonts: &FontBook) -> Option<(Attempt, Sink)> {
    let parted = Stylesheet {
        keep_last_line: false,
        keep_first_line: false,
        ..style.clone()
    };
    let pitches = gb9704::TIGHTER_PITCHES.iter().map(|pitch| Some(*pitch));
    std::iter::once(None).chain(pitches).find_map(|pitch| {
        let mut sink = Sink::new();
        let style = pitch.map_or_else(|| parted.clone(), |pitch| parted.with_pitch(pitch));
        let mut attempt = attempt(report, &style, fonts, &mut sink).ok()?;
        attempt.document.facts.pitch = pitch.map(Abs::to_pt);
        (!begins_late(report, &attempt)).then_some((attempt, sink))
    })
}

fn attempt(report: &Report, style: &Stylesheet, fonts: &FontBook, sink: &mut Sink) -> Result<Attempt> {
    let mut setter = Setter::new(fonts, style, sink);
    // 1. Set every paragraph as lines and every table as rows, with what must stay together.
    let flow = flow::collect(report, style, &mut setter);
    if let Some(foot) = flow.foot.as_ref().filter(|foot| !foot.fits(style)) {
        return Err(Diagnostic::new(Code::ColophonTall).with("lines", foot.lines(style)));
    }
    // 2. Put them on pages.
    let page::Distributed {
        mut document,
        contents,
        text_page,
        full,
    } = page::distribute(flow, style);
    if let Some((page, note)) = full {
        return Err(without_room(report, page, note));
    }
    // 3. Number the pages, now that they are known, in 目录 too, and mark those of a draft.
    contents::number(&mut document, contents, style, &mut setter);
    folio::number(&mut document, style, &mut setter);
    if report.draft {
        folio::mark_draft(&mut document, style, &mut setter);
    }
    setter.finish()?;
    Ok(Attempt { document, text_page })
}

/// Footnotes that would be printed over the text or beyond the paper: a note is never split over pages.
fn without_room(report: &Report, page: usize, note: usize) -> Box<Diagnostic> {
    /// Characters by which the author knows a note.
    const SHOWN: usize = 20;
    let note = report.notes.get(note).map(|note| plain_text(note)).unwrap_or_default();
    let beginning: String = note.chars().take(SHOWN).collect();
    Diagnostic::new(Code::NotesLong)
        .with("page", page)
        .with("note", beginning)
}

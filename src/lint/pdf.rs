//! A finished PDF as its reader sees it: pages of lines, rules and pictures, and which element each line is.

pub(super) mod body;
pub(super) mod closing;
mod device;
mod elements;
mod face;
pub(super) mod grid;
pub(super) mod head;
mod line;
pub(super) mod page;
pub(super) mod signed;
pub(super) mod special;
pub(super) mod table;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, TransformExt, interpret_page};

use super::measure::Place;
use crate::diag::{Code, Diagnostic, Result};
use crate::geom::{Abs, Size};
use device::{Bounds, Glyph, Listener, Stroke};
use line::Line;

/// A filing has tens of pages, a yearbook hundreds.
const MOST_PAGES: usize = 2_000;

/// One page.
#[derive(Debug)]
struct Page {
    /// Number from one.
    number: usize,
    /// Paper size, as the page is shown.
    size: Size,
    /// Whether the file turns or crops it.
    altered: bool,
    /// Its lines from top to bottom, from left to right.
    lines: Vec<Line>,
    /// What runs downwards or upwards: the number of a turned page.
    turned: Vec<Glyph>,
    /// Its rules.
    strokes: Vec<Stroke>,
    /// Its pictures.
    pictures: Vec<Bounds>,
}

/// A whole file.
#[derive(Debug)]
pub(super) struct PdfFile {
    pages: Vec<Page>,
    elements: elements::Elements,
}

impl PdfFile {
    /// Reads a PDF. One that cannot be read, or asks for a password, is an error.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let attempt = catch_unwind(AssertUnwindSafe(|| pages(bytes)));
        // A parser's defect on a strange file is told as what it is to the user: a file that cannot be read.
        let pages = attempt.unwrap_or_else(|_| Err(unreadable("panic")))?;
        let elements = elements::Elements::find(&pages);
        Ok(Self { pages, elements })
    }

    /// Every line with its page.
    fn lines(&self) -> impl Iterator<Item = (&Page, &Line)> {
        self.pages
            .iter()
            .flat_map(|page| page.lines.iter().map(move |line| (page, line)))
    }
}

fn unreadable(detail: impl std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::LintUnreadable).with("detail", detail)
}

fn pages(bytes: &[u8]) -> Result<Vec<Page>> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| unreadable(format!("{error:?}")))?;
    let cache = InterpreterCache::new();
    let found = pdf.pages();
    if found.is_empty() || found.len() > MOST_PAGES {
        return Err(unreadable(format!("{} pages", found.len())));
    }
    let mut pages = Vec::new();
    for (index, page) in found.iter().enumerate() {
        let (width, height) = page.render_dimensions();
        let size = Size::new(Abs::pt(f64::from(width)), Abs::pt(f64::from(height)));
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let upright = page.initial_transform(true).to_kurbo();
        let settings = InterpreterSettings::default();
        let mut context = Context::new(upright, bounds, &cache, page.xref(), settings);
        let mut listener = Listener::default();
        interpret_page(page, &mut context, &mut listener);
        let media = page.media_box();
        let whole = (media.width() - f64::from(width)).abs() < 0.5 && (media.height() - f64::from(height)).abs() < 0.5;
        pages.push(Page {
            number: index + 1,
            size,
            altered: !whole,
            turned: listener.glyphs.iter().filter(|glyph| glyph.turned).cloned().collect(),
            lines: line::lines(listener.glyphs),
            strokes: listener.strokes,
            pictures: listener.pictures,
        });
    }
    Ok(pages)
}

impl Page {
    /// A place on this page.
    fn place(&self, text: &str) -> Place {
        Place {
            page: Some(self.number),
            text: super::measure::shortened(text),
        }
    }

    fn is_portrait(&self) -> bool {
        self.size.width <= self.size.height
    }
}

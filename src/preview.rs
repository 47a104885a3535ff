//! What a PDF looks like: its pages as PNG pictures, drawn by a reader of another origin than its writer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use crate::diag::{Code, Diagnostic, Result};

/// The usual resolution, in dots per inch: a page fills a screen.
pub const DPI: u16 = 96;
/// The finest resolution: a page of A3 has some 60 million dots then.
pub const FINEST: u16 = 600;
/// Largest page side in dots; a page of a strange size would take all memory.
const MOST_DOTS: f32 = 10_000.0;
/// Points of an inch.
const POINTS: f32 = 72.0;

/// The pages of a PDF as PNG pictures on white, in order. Fails where the file cannot be read or a page is too large
/// to be drawn at this resolution (`E-PREVIEW`).
pub fn pages(bytes: &[u8], dpi: u16) -> Result<Vec<Vec<u8>>> {
    // A parser's defect on a strange file is told as what it is to the user: a file that cannot be read.
    catch_unwind(AssertUnwindSafe(|| drawn(bytes, dpi))).unwrap_or_else(|_| Err(problem("panic")))
}

fn problem(detail: impl std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::Preview).with("detail", detail)
}

fn drawn(bytes: &[u8], dpi: u16) -> Result<Vec<Vec<u8>>> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| problem(format!("{error:?}")))?;
    let cache = RenderCache::new();
    if pdf.pages().is_empty() {
        return Err(problem("pages: 0"));
    }
    let scale = f32::from(dpi.clamp(1, FINEST)) / POINTS;
    pdf.pages().iter().map(|page| picture(page, &cache, scale)).collect()
}

fn picture<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, scale: f32) -> Result<Vec<u8>> {
    let (width, height) = page.render_dimensions();
    let largest = width.max(height) * scale;
    if largest.is_nan() || largest > MOST_DOTS {
        return Err(problem(format!("{width} × {height} pt")));
    }
    let size = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let interpreter = InterpreterSettings::default();
    let pixmap = hayro::render(page, cache, &interpreter, &RenderSettings::default(), &size);
    pixmap.into_png().map_err(problem)
}

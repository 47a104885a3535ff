//! What the layout tests share: the shipped fonts, laying out, reading pages back.

use std::path::Path;
use std::sync::LazyLock;

use gongwen::diag::Sink;
use gongwen::font::FontBook;
use gongwen::layout::{Item, Page, PagedDocument, TextRun, lay_out};
use gongwen::report::{Block, Report, Row, TableCell};
use gongwen::style::{StyleSettings, Stylesheet, gb9704};

pub(super) use crate::parts::{heading, text};

pub(super) static FONTS: LazyLock<FontBook> = LazyLock::new(crate::font::shipped);

pub(super) fn style() -> Stylesheet {
    gb9704::stylesheet(&StyleSettings::default())
}

/// Lays out a report that must give neither errors nor warnings.
pub(super) fn pages_of(report: &Report, style: &Stylesheet) -> PagedDocument {
    let mut sink = Sink::new();
    let document = lay_out(report, style, &FONTS, &mut sink).unwrap();
    assert!(sink.is_empty(), "{:?}", sink.as_slice());
    document
}

/// A row of one cell.
pub(super) fn row(words: &str) -> Row {
    Row {
        cells: vec![TableCell {
            column: 0,
            column_span: 1,
            row_span: 1,
            content: text(words),
        }],
        total: false,
    }
}

pub(super) fn paragraph(words: &str) -> Block {
    Block::Paragraph(text(words))
}

pub(super) fn runs(page: &Page) -> impl Iterator<Item = &TextRun> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) => Some(run),
        Item::Rule(_) | Item::Fill(_) | Item::Image(_) => None,
    })
}

/// The lines of a page: what stands on one baseline, without artifacts.
pub(super) fn lines(page: &Page) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for run in runs(page).filter(|run| !run.is_artifact()) {
        let y = run.origin.y.to_pt();
        match lines.last_mut() {
            Some((last, line)) if (*last - y).abs() < 0.01 => line.push_str(&run.text()),
            _ => lines.push((y, run.text())),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Compares with an accepted text; `GONGWEN_ACCEPT=1` writes it anew.
pub(super) fn assert_golden(name: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/layout")
        .join(name);
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(&path, found).unwrap();
    }
    let accepted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        accepted == found,
        "{name} differs from the accepted text; found:\n{found}"
    );
}

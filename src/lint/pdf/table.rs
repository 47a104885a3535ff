//! Tables (TABL, TB) measured on a PDF.

use super::device::{Glyph, Stroke};
use super::line::{Line, is_red};
use super::page::{TOLERANCE, WIDE, left_edge, right_edge};
use super::{Page, PdfFile};
use crate::geom::Abs;
use crate::lint::element::Element;
use crate::lint::measure::{Measure, expected_inset, is_number_inset};
use crate::lint::text;
use crate::style::gb9704;

/// TABL-03: on a landscape page the table keeps inside 225 × 156 mm.
pub(in crate::lint) fn landscape_area(file: &PdfFile, measure: &mut Measure) {
    let top = gb9704::MARGINS.left - TOLERANCE;
    let bottom = gb9704::PAPER.width - gb9704::MARGINS.right + TOLERANCE;
    let left = gb9704::MARGINS.bottom - TOLERANCE;
    let right = gb9704::PAPER.height - gb9704::MARGINS.top + TOLERANCE;
    for page in file.pages.iter().filter(|page| !page.is_portrait()) {
        for stroke in page.strokes.iter().filter(|stroke| !is_red(stroke.color)) {
            let inside = stroke.line.start.x > left
                && stroke.line.end.x < right
                && stroke.line.start.y > top
                && stroke.line.end.y < bottom;
            let found = format!(
                "x {:.1}–{:.1} mm, y {:.1}–{:.1} mm",
                stroke.line.start.x.to_mm(),
                stroke.line.end.x.to_mm(),
                stroke.line.start.y.to_mm(),
                stroke.line.end.y.to_mm()
            );
            measure.holds(page.place("─"), inside, "x 35–260 mm, y 28–184 mm", found);
        }
    }
}

/// The pages that are turned, each with the glyphs of its number as they run, and whether a number stands along the long
/// edge instead.
fn turned_numbers(file: &PdfFile) -> impl Iterator<Item = (&Page, Vec<&Glyph>, bool)> {
    let pages = file.pages.iter().filter(|page| !page.is_portrait());
    pages.map(|page| {
        let known = |glyph: &&Glyph| glyph.text == '—' || glyph.text.is_ascii_digit();
        let along = page.lines.iter().any(|line| text::page_number(&line.text).is_some());
        (page, page.turned.iter().filter(known).collect(), along)
    })
}

/// TABL-01: the number of a turned page stands on the sheet where it does on upright ones: 7 mm below 版心, one 字 in
/// from its outer edge.
pub(in crate::lint) fn turned_number_place(file: &PdfFile, measure: &mut Measure) {
    for (page, glyphs, along) in turned_numbers(file) {
        measure.holds(page.place("— —"), !along, "↧", "→");
        let dash = glyphs
            .iter()
            .find(|glyph| glyph.text == '—')
            .and_then(|glyph| glyph.ink);
        let Some(dash) = dash else { continue };
        // What lies below 版心 on the upright sheet lies left of it on the turned one.
        let left = (dash.start.x + dash.end.x) / 2.0;
        let expected = gb9704::MARGINS.bottom - gb9704::PAGE_NUMBER_DROP;
        measure.length(page.place("— —"), left, expected, WIDE);
        let start = glyphs
            .iter()
            .map(|glyph| glyph.origin.y)
            .reduce(Abs::min)
            .unwrap_or_default();
        let end = glyphs
            .iter()
            .map(|glyph| glyph.origin.y + glyph.advance)
            .reduce(Abs::max);
        let even = page.number.is_multiple_of(2);
        let inset = if even {
            start - gb9704::MARGINS.left
        } else {
            gb9704::PAPER.width - gb9704::MARGINS.right - end.unwrap_or_default()
        };
        // One 字 of 四号 or of 三号; on an even page the margins may be mirrored (PAGE-08).
        let mirrored = if even {
            gb9704::MARGINS.left - gb9704::MARGINS.right
        } else {
            Abs::ZERO
        };
        let found = format!("{:.2} mm", inset.to_mm());
        measure.holds(
            page.place("— —"),
            is_number_inset(inset) || is_number_inset(inset + mirrored),
            expected_inset(),
            found,
        );
    }
}

/// TABL-02: the head of every turned table lies at the left of the upright sheet, the binding edge of odd pages and the
/// cut edge of even ones; the number, which stays upright on the sheet, then runs downwards on the turned page.
pub(in crate::lint) fn turned_head(file: &PdfFile, measure: &mut Measure) {
    for (page, glyphs, _) in turned_numbers(file).filter(|(_, glyphs, _)| !glyphs.is_empty()) {
        let downward = glyphs.iter().all(|glyph| glyph.downward);
        measure.holds(page.place("— —"), downward, "↧", "↥");
    }
}

/// TABL-05: the text of tables is between 小五 and 三号.
pub(in crate::lint) fn table_text(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Table) {
        let holds = line.size > Abs::pt(7.4) && line.size < gb9704::SIZE_3 + Abs::pt(0.1);
        measure.holds(
            page.place(&line.text),
            holds,
            "7.5–16 pt",
            format!("{:.1} pt", line.size.to_pt()),
        );
    }
}

/// TB-01: `表1　名称` and the unit line stand above their table, the unit flush right with it.
pub(in crate::lint) fn captions(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Caption).filter(|(page, _)| page.is_portrait()) {
        let middle = (left_edge(file, page) + right_edge(file, page)) / 2.0;
        if line.text.starts_with("单位：") {
            measure.at_most(
                page.place(&line.text),
                right_edge(file, page) - line.right(),
                Abs::mm(12.0),
            );
        } else if line.text.starts_with('表') {
            measure.length(page.place(&line.text), line.center(), middle, Abs::mm(1.0));
        }
    }
}

/// TB-03: no row is cut by the foot of a page: every table ends a page with a rule.
pub(in crate::lint) fn whole_rows(file: &PdfFile, measure: &mut Measure) {
    for page in &file.pages {
        let cells = || {
            file.all(Element::Table)
                .filter(|(other, _)| other.number == page.number)
        };
        let last = cells().max_by(|a, b| a.1.baseline.to_pt().total_cmp(&b.1.baseline.to_pt()));
        let Some((_, line)) = last else { continue };
        let closed = page.strokes.iter().any(|stroke| closes(stroke, line));
        measure.holds(page.place(&line.text), closed, "─", "∅");
    }
}

fn closes(stroke: &Stroke, line: &Line) -> bool {
    stroke.is_horizontal() && stroke.line.start.y > line.baseline && stroke.line.start.y - line.baseline < Abs::mm(20.0)
}

/// TB-04: a column's numbers end at one edge or have their points under one another.
pub(in crate::lint) fn aligned_numbers(file: &PdfFile, measure: &mut Measure) {
    for page in &file.pages {
        for column in number_columns(file, page) {
            let Some(first) = column.first() else { continue };
            let points: Vec<Abs> = column.iter().map(|line| point(line)).collect();
            let spread = |places: &[Abs]| {
                let least = places.iter().copied().reduce(Abs::min).unwrap_or_default();
                places.iter().copied().reduce(Abs::max).unwrap_or_default() - least
            };
            let ends: Vec<Abs> = column.iter().map(|line| line.right()).collect();
            let mut best = spread(&points).min(spread(&ends));
            if is_serial(&column) {
                let middles: Vec<Abs> = column.iter().map(|line| line.center()).collect();
                best = best.min(spread(&middles));
            }
            measure.at_most(page.place(&first.text), best, Abs::mm(0.5));
        }
    }
}

/// Whether a column counts its rows: 序号 may be centred, since nobody compares its numbers.
fn is_serial(column: &[&Line]) -> bool {
    let numbers: Option<Vec<u32>> = column.iter().map(|line| line.text.parse().ok()).collect();
    numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[1] == pair[0] + 1))
}

/// The numeric cells of a page, by the two rules between which they stand.
fn number_columns<'a>(file: &'a PdfFile, page: &'a Page) -> Vec<Vec<&'a Line>> {
    let mut edges: Vec<Abs> = page
        .strokes
        .iter()
        .filter(|stroke| !stroke.is_horizontal())
        .map(|stroke| stroke.line.start.x)
        .collect();
    edges.sort_by(|a, b| a.to_pt().total_cmp(&b.to_pt()));
    edges.dedup_by(|a, b| (*a - *b).abs() < Abs::pt(1.0));
    let numbers = || {
        file.all(Element::Table)
            .filter(|(other, line)| other.number == page.number && is_number(line))
    };
    let between = |pair: &[Abs]| {
        let (from, to) = (pair[0], pair[1]);
        let cells = numbers().map(|(_, line)| line);
        cells
            .filter(|line| line.left() > from && line.right() < to)
            .collect::<Vec<_>>()
    };
    let columns = edges.windows(2).map(between);
    columns.filter(|column| column.len() > 2).collect()
}

fn is_number(line: &Line) -> bool {
    line.text.chars().any(|c| c.is_ascii_digit())
        && line.text.chars().all(|c| c.is_ascii_digit() || ".,-−%".contains(c))
}

/// Where the decimal point stands, or the end of a whole number.
fn point(line: &Line) -> Abs {
    let dot = line.glyphs.iter().find(|glyph| glyph.text == '.');
    dot.map_or_else(|| line.right(), |glyph| glyph.origin.x)
}

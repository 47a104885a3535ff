//! Paper, margins and page numbers (PAGE, PNUM, COLOR) measured on a PDF.

use super::device::Glyph;
use super::line::{Line, is_red};
use super::{Page, PdfFile};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
pub(super) use crate::lint::measure::TOLERANCE;
use crate::lint::measure::{Measure, expected_inset, is_number_inset};
use crate::lint::text;
use crate::style::gb9704;

/// Where the standard itself gives ±1 mm.
pub(super) const WIDE: Abs = Abs::mm(1.0);
/// Half a point, for sizes of paper.
const PAPER_TOLERANCE: Abs = Abs::pt(0.5);

impl PdfFile {
    /// The lines of one kind, with their pages.
    pub(super) fn all(&self, wanted: Element) -> impl Iterator<Item = (&Page, &Line)> {
        self.kinds()
            .filter(move |(_, _, kind)| *kind == wanted)
            .map(|(page, line, _)| (page, line))
    }

    /// Every line with its page and what it is.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&Page, &Line, Element)> {
        self.pages.iter().flat_map(move |page| {
            let lines = page.lines.iter().enumerate();
            lines.map(move |(index, line)| (page, line, self.elements.of(page, index)))
        })
    }
}

/// The left edge of 版心 on a page: mirrored or not (PAGE-08), whichever its text keeps to.
pub(super) fn left_edge(file: &PdfFile, page: &Page) -> Abs {
    let mirrored = gb9704::MARGINS.right;
    let usual = gb9704::MARGINS.left;
    if !page.number.is_multiple_of(2) {
        return usual;
    }
    let near = |edge: Abs| {
        let at = |line: &&Line| (line.left() - edge).abs() < Abs::mm(0.5);
        let lines = file.kinds().filter(|(other, ..)| other.number == page.number);
        lines.map(|(_, line, _)| line).filter(at).count()
    };
    if near(mirrored) > near(usual) { mirrored } else { usual }
}

/// The right edge of 版心 on a page.
pub(super) fn right_edge(file: &PdfFile, page: &Page) -> Abs {
    left_edge(file, page) + gb9704::PAPER.width - gb9704::MARGINS.left - gb9704::MARGINS.right
}

/// Body text and what is set like it.
pub(super) fn is_running(kind: Element) -> bool {
    matches!(kind, Element::Body | Element::Heading(_))
}

/// PAGE-01.
pub(in crate::lint) fn paper(file: &PdfFile, measure: &mut Measure) {
    for page in &file.pages {
        let (long, short) = (
            page.size.width.max(page.size.height),
            page.size.width.min(page.size.height),
        );
        let right = (short - gb9704::PAPER.width).abs().fits(PAPER_TOLERANCE)
            && (long - gb9704::PAPER.height).abs().fits(PAPER_TOLERANCE)
            && !page.altered;
        let found = format!("{:.1} × {:.1} mm", page.size.width.to_mm(), page.size.height.to_mm());
        measure.holds(page.place(""), right, "210.0 × 297.0 mm", found);
    }
}

/// PAGE-02: 天头 on every page but the first that begins with running text.
pub(in crate::lint) fn top_margin(file: &PdfFile, measure: &mut Measure) {
    for page in file.pages.iter().skip(1) {
        let first = file.kinds().find(|(other, ..)| other.number == page.number);
        let Some((_, line, kind)) = first else { continue };
        if is_running(kind) {
            // The ideographic box stands in the middle of its line's box.
            let top = line.top() - (gb9704::PITCH - line.size) / 2.0;
            measure.length(page.place(&line.text), top, gb9704::MARGINS.top, WIDE);
        }
    }
}

/// PAGE-03: 订口.
pub(in crate::lint) fn left_margin(file: &PdfFile, measure: &mut Measure) {
    for page in file.pages.iter().filter(|page| page.is_portrait()) {
        let running = file
            .kinds()
            .filter(|(other, _, kind)| other.number == page.number && is_running(*kind));
        let leftmost = running.min_by(|a, b| a.1.left().to_pt().total_cmp(&b.1.left().to_pt()));
        let Some((_, line, _)) = leftmost else { continue };
        let indented = line.left() - left_edge(file, page) > Abs::mm(5.0);
        if !indented {
            measure.length(page.place(&line.text), line.left(), left_edge(file, page), WIDE);
        }
    }
}

/// PAGE-04: nothing of the text passes the right edge or the bottom of 版心.
pub(in crate::lint) fn right_and_bottom(file: &PdfFile, measure: &mut Measure) {
    let bottom = gb9704::PAPER.height - gb9704::MARGINS.bottom;
    for (page, line, _) in file
        .kinds()
        .filter(|(page, _, kind)| is_running(*kind) && page.is_portrait())
    {
        // The right half of a mark's cell is blank; half a cell may be all that it takes at the end of a line.
        let right = line.right() - line.glyphs.last().map_or(Abs::ZERO, blank_half);
        measure.at_most(page.place(&line.text), right, right_edge(file, page) + TOLERANCE);
        measure.at_most(page.place(&line.text), line.bottom(), bottom + TOLERANCE);
    }
}

fn blank_half(glyph: &Glyph) -> Abs {
    match "，。、；：？！）》〕”’」".contains(glyph.text) {
        true => glyph.size / 2.0,
        false => Abs::ZERO,
    }
}

/// PAGE-05: nothing but the page number stands outside 版心 (信函: the lines and 标志 too).
pub(in crate::lint) fn nothing_outside(file: &PdfFile, measure: &mut Measure) {
    let top = gb9704::MARGINS.top - WIDE;
    let bottom = gb9704::PAPER.height - gb9704::MARGINS.bottom + WIDE;
    let exempt =
        |kind| kind == Element::PageNumber || (file.elements.format == Format::Letter && kind == Element::Mark);
    for (page, line, _) in file
        .kinds()
        .filter(|(page, _, kind)| page.is_portrait() && !exempt(*kind))
    {
        let Some((left, right)) = line.ink_sides() else {
            continue;
        };
        let inside = left > left_edge(file, page) - WIDE
            && right < right_edge(file, page) + WIDE
            && line.top() > top
            && line.bottom() < bottom;
        let found = format!(
            "x {:.1}–{:.1} mm, y {:.1}–{:.1} mm",
            left.to_mm(),
            right.to_mm(),
            line.top().to_mm(),
            line.bottom().to_mm()
        );
        measure.holds(page.place(&line.text), inside, "x 28–184 mm, y 37–262 mm", found);
    }
}

/// COLOR-01: text is black; the red of 版头 and seals is COLOR-02's.
pub(in crate::lint) fn black_text(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| *kind != Element::Mark) {
        let odd = line
            .glyphs
            .iter()
            .find(|glyph| glyph.color.iter().any(|part| *part > 40));
        let found = odd.map_or_else(String::new, |glyph| format!("{} RGB {:?}", glyph.text, glyph.color));
        measure.holds(page.place(&line.text), odd.is_none(), "RGB 0 0 0", found);
    }
}

/// COLOR-02: 发文机关标志 is red.
pub(in crate::lint) fn red_mark(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Mark) {
        let color = line.glyphs.first().map(|glyph| glyph.color).unwrap_or_default();
        measure.holds(
            page.place(&line.text),
            is_red(color),
            "RGB 255 0 0",
            format!("RGB {color:?}"),
        );
    }
}

/// PNUM-01, FONT-05: 4号宋体 digits between two dashes.
pub(in crate::lint) fn number_form(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::PageNumber) {
        let right = text::page_number(&line.text).is_some();
        measure.holds(page.place(&line.text), right, "— 1 —", line.text.clone());
        measure.points(page.place(&line.text), line.size, gb9704::SIZE_4, Abs::pt(0.1));
    }
}

/// FONT-05.
pub(in crate::lint) fn number_face(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::PageNumber) {
        let found = line.role.map_or("?", Role::name);
        measure.holds(
            page.place(&line.text),
            line.role == Some(Role::Song),
            Role::Song.name(),
            found,
        );
    }
}

/// PNUM-02: the dashes stand 7 mm below 版心.
pub(in crate::lint) fn number_height(file: &PdfFile, measure: &mut Measure) {
    let expected = gb9704::PAPER.height - gb9704::MARGINS.bottom + gb9704::PAGE_NUMBER_DROP;
    for (page, line) in file.all(Element::PageNumber) {
        let dash = line
            .glyphs
            .iter()
            .find(|glyph| glyph.text == '—')
            .and_then(|glyph| glyph.ink);
        if let Some(ink) = dash.filter(|_| page.is_portrait()) {
            let middle = (ink.start.y + ink.end.y) / 2.0;
            measure.length(page.place(&line.text), middle, expected, WIDE);
        }
    }
}

/// PNUM-04: right on odd pages, left on even ones, one 字 from the edge (4号 or 3号); centred on material (RPT-07).
pub(in crate::lint) fn number_side(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::PageNumber).filter(|(page, _)| page.is_portrait()) {
        let (left, right) = (left_edge(file, page), right_edge(file, page));
        let odd = !page.number.is_multiple_of(2);
        let blank = if odd { right - line.right() } else { line.left() - left };
        let middle = (left + right) / 2.0;
        let centred = file.elements.format == Format::Internal && (line.center() - middle).abs() < WIDE;
        let holds = centred || is_number_inset(blank);
        let found = format!("{:.2} mm", blank.to_mm());
        measure.holds(page.place(&line.text), holds, expected_inset(), found);
    }
}

/// PNUM-06: the pages count on from one; blank pages, and a first page of 信函, have no number.
pub(in crate::lint) fn number_order(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::PageNumber) {
        if let Some(number) = text::page_number(&line.text) {
            let found = number.to_string();
            measure.holds(
                page.place(&line.text),
                number == page.number,
                page.number.to_string(),
                found,
            );
        }
    }
    let numbered = file.all(Element::PageNumber).next().is_some();
    for page in file.pages.iter().filter(|_| numbered) {
        let has = file
            .all(Element::PageNumber)
            .any(|(other, _)| other.number == page.number);
        let others = page.lines.len() > usize::from(has);
        let blank = !others && page.pictures.is_empty();
        let letter = file.elements.format == Format::Letter && page.number == 1;
        if blank || letter {
            measure.holds(page.place(""), !has, "∅", format!("— {} —", page.number));
        }
    }
}

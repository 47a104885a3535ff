//! Seals of joint issues and signature stamps (SIGN-02, SIGN-05, ORDR-03) measured on a PDF.

use super::device::Bounds;
use super::line::Line;
use super::page::{TOLERANCE, left_edge, right_edge};
use super::{Page, PdfFile};
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::measure::{Measure, is_like_a_stamp};
use crate::style::gb9704;

/// SIGN-03: 右空二字.
const TWO_CELLS: Abs = Abs::pt(gb9704::CELL.to_pt() * gb9704::SIGNATURE_INSET);
/// SIGN-05: 右空四字.
const FOUR_CELLS: Abs = Abs::pt(gb9704::CELL.to_pt() * gb9704::SEALED_DATE_INSET);
/// A digit may be half a cell or a font's own width.
const LOOSE: Abs = Abs::mm(1.5);

/// The pictures on a page that words shine through: seals.
fn seals(page: &Page) -> Vec<Bounds> {
    let over = |picture: &&Bounds| page.lines.iter().any(|line| lies_on(picture, line));
    page.pictures.iter().filter(over).copied().collect()
}

fn lies_on(picture: &Bounds, line: &Line) -> bool {
    let middle = line.baseline - line.size / 3.0;
    let (start, end) = (picture.start, picture.end);
    start.y < middle && middle < end.y && start.x < line.center() && line.center() < end.x
}

fn middle(picture: &Bounds) -> (Abs, Abs) {
    let (start, end) = (picture.start, picture.end);
    ((start.x + end.x) / 2.0, (start.y + end.y) / 2.0)
}

/// SIGN-02: the seals of several bodies do not touch and stay within 版心.
pub(in crate::lint) fn joint_seals(file: &PdfFile, measure: &mut Measure) {
    for page in &file.pages {
        let seals = seals(page);
        if seals.len() < 2 {
            continue;
        }
        for (index, seal) in seals.iter().enumerate() {
            let place = || page.place("○");
            measure.at_most(place(), seal.end.x, right_edge(file, page) + TOLERANCE);
            let inside = seal.start.x - left_edge(file, page);
            measure.holds(
                place(),
                inside > -TOLERANCE,
                "≥ 0 mm",
                format!("{:.2} mm", inside.to_mm()),
            );
            let (x, y) = middle(seal);
            for other in &seals[index + 1..] {
                let (other_x, other_y) = middle(other);
                let distance = (other_x - x).to_mm().hypot((other_y - y).to_mm());
                let least = ((seal.end.x - seal.start.x + other.end.x - other.start.x) / 2.0).to_mm();
                let found = format!("{distance:.1} mm");
                measure.holds(place(), distance >= least, format!("≥ {least:.1} mm"), found);
            }
        }
    }
}

/// SIGN-04: without seals the names of a joint issue stand under each other from one edge or on one middle, the longest
/// two cells from the right.
pub(in crate::lint) fn joint_names(file: &PdfFile, measure: &mut Measure) {
    for (page, date) in file.all(Element::Date) {
        let names: Vec<&Line> = (file
            .all(Element::Issuer)
            .filter(|(other, _)| other.number == page.number))
        .map(|(_, line)| line)
        .collect();
        let beside = |one: &Line, other: &Line| (one.baseline - other.baseline).abs() < Abs::pt(1.0);
        let in_rows = names.windows(2).any(|two| beside(two[0], two[1]));
        let [first, further @ ..] = names.as_slice() else {
            continue;
        };
        if further.is_empty() || in_rows || !seals(page).is_empty() {
            continue;
        }
        for name in further {
            let apart = (name.left() - first.left())
                .abs()
                .min((name.center() - first.center()).abs());
            measure.at_most(page.place(&name.text), apart, Abs::mm(0.5));
        }
        // The longest name keeps two cells from the right, unless the date is longer than all (SIGN-03).
        let width = |line: &Line| (line.right() - line.left()).to_pt();
        let longest = names
            .iter()
            .copied()
            .chain([date])
            .max_by(|a, b| width(a).total_cmp(&width(b)));
        let blank = right_edge(file, page) - longest.map_or(Abs::ZERO, Line::right);
        measure.length(page.place(&date.text), blank, TWO_CELLS, LOOSE);
    }
}

/// SIGN-05, ORDR-03: a stamp ends four cells from the right, and so does the date below it.
pub(in crate::lint) fn stamped(file: &PdfFile, measure: &mut Measure) {
    for (page, date) in file.all(Element::Date) {
        let stamps: Vec<&Bounds> = page
            .pictures
            .iter()
            .filter(|picture| is_stamp(picture, date) && !page.lines.iter().any(|line| lies_on(picture, line)))
            .collect();
        if stamps.is_empty() && file.elements.format != Format::Order {
            continue;
        }
        let blank = |right: Abs| right_edge(file, page) - right;
        measure.length(page.place(&date.text), blank(date.right()), FOUR_CELLS, LOOSE);
        for stamp in stamps {
            measure.length(page.place("□"), blank(stamp.end.x), FOUR_CELLS, LOOSE);
        }
    }
}

/// A picture wider than high, no wider than a third of 版心, above the date.
fn is_stamp(picture: &Bounds, date: &Line) -> bool {
    let (width, height) = (picture.end.x - picture.start.x, picture.end.y - picture.start.y);
    let near = date.baseline - picture.end.y;
    is_like_a_stamp(width, height) && near > Abs::ZERO && near < Abs::mm(40.0)
}

//! Seals of joint issues and signature stamps (SIGN-02, SIGN-05, ORDR-03) measured on a Word file.

use roxmltree::Node;

use super::paragraph::Paragraph;
use super::{DocxFile, attribute, child, emu, place};
use crate::geom::{Abs, Point, Size};
use crate::lint::element::{Element, Format};
use crate::lint::measure::{Measure, is_like_a_stamp};
use crate::style::gb9704;

/// SIGN-05: 右空四字.
const FOUR_CELLS: Abs = Abs::pt(gb9704::CELL.to_pt() * gb9704::SEALED_DATE_INSET);
/// A digit may be half a cell or a font's own width.
const LOOSE: Abs = Abs::mm(1.5);
/// 版心 is 156 mm wide.
const MEASURE: Abs =
    Abs::pt(gb9704::PAPER.width.to_pt() - gb9704::MARGINS.left.to_pt() - gb9704::MARGINS.right.to_pt());
/// Names, posts, stamps and blank lines before a date.
const SIGNED: usize = 24;

/// A picture that floats, by the paragraph to which it is bound.
#[derive(Debug, Clone, Copy)]
pub(super) struct Floating {
    /// Its corner from the left edge of 版心 and the top of the paragraph.
    corner: Point,
    size: Size,
}

impl Floating {
    /// The floating pictures of a paragraph whose places are told by lengths.
    pub(super) fn all(paragraph: Node<'_, '_>) -> Vec<Self> {
        let is_picture = |node: &Node<'_, '_>| {
            node.tag_name().name() == "anchor" && node.descendants().any(|one| one.tag_name().name() == "pic")
        };
        let anchors = paragraph.descendants().filter(is_picture);
        anchors.filter_map(Self::read).collect()
    }

    fn read(anchor: Node<'_, '_>) -> Option<Self> {
        let offset = |name: &str, from: &[(&str, Abs)]| {
            let position = child(anchor, name)?;
            let (_, origin) = from
                .iter()
                .find(|(of, _)| attribute(position, "relativeFrom") == Some(*of))?;
            Some(emu(child(position, "posOffset")?.text()?)? - *origin)
        };
        let extent = |name: &str| emu(attribute(child(anchor, "extent")?, name)?);
        let across = [
            ("margin", Abs::ZERO),
            ("column", Abs::ZERO),
            ("page", gb9704::MARGINS.left),
        ];
        Some(Self {
            corner: Point::new(
                offset("positionH", &across)?,
                offset("positionV", &[("paragraph", Abs::ZERO)])?,
            ),
            size: Size::new(extent("cx")?, extent("cy")?),
        })
    }

    fn right(&self) -> Abs {
        self.corner.x + self.size.width
    }
}

fn twips(twips: i64) -> Abs {
    Abs::pt(twips as f64 / 20.0)
}

/// Whether the words of its paragraph shine through a picture. After tabs stand the names of a joint issue.
fn lies_on_words(picture: &Floating, paragraph: &Paragraph) -> bool {
    let middle = words_middle(paragraph);
    paragraph.text.contains('\t') || (picture.corner.x < middle && middle < picture.right())
}

/// The middle of the one line of a paragraph, from the left edge of 版心.
fn words_middle(paragraph: &Paragraph) -> Abs {
    let half = gb9704::CELL * (width_in_cells(&paragraph.text) / 2.0);
    if paragraph.format.text("jc/val") == Some("right") {
        MEASURE - right_indent(paragraph) - half
    } else {
        twips(paragraph.first_line()) + half
    }
}

/// How many cells of the body grid a text takes.
pub(super) fn width_in_cells(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

fn right_indent(paragraph: &Paragraph) -> Abs {
    twips(paragraph.format.number("ind/right").unwrap_or_default())
}

/// The paragraphs of each signature, the date last.
fn signatures(file: &DocxFile) -> impl Iterator<Item = &[Paragraph]> {
    let dates = (0..file.paragraphs.len()).filter(|index| file.paragraphs[*index].element == Element::Date);
    dates.map(|date| &file.paragraphs[date.saturating_sub(SIGNED)..=date])
}

/// The middles of the seals of a signature, each with its picture. Names and blank lines have one line each.
fn seals(signed: &[Paragraph]) -> Vec<(Point, &Floating)> {
    let mut seals = Vec::new();
    let mut top = Abs::ZERO;
    for (index, paragraph) in signed.iter().enumerate() {
        let number = |key: &str| twips(paragraph.format.number(key).unwrap_or_default());
        let style = |one: &Paragraph| one.format.text("pStyle/val").map(str::to_owned);
        let alike = index > 0 && style(&signed[index - 1]) == style(paragraph);
        if !(alike && paragraph.format.is_on("contextualSpacing/val")) {
            top += number("spacing/before");
        }
        for picture in &paragraph.floating {
            let (corner, size) = (picture.corner, picture.size);
            let middle = Point::new(corner.x + size.width / 2.0, top + corner.y + size.height / 2.0);
            if lies_on_words(picture, paragraph) {
                seals.push((middle, picture));
            }
        }
        top += number("spacing/line");
    }
    seals
}

/// SIGN-02: the seals of several bodies do not touch and stay within 版心.
pub(in crate::lint) fn joint_seals(file: &DocxFile, measure: &mut Measure) {
    for seals in signatures(file).map(seals).filter(|seals| seals.len() > 1) {
        for (index, (middle, seal)) in seals.iter().enumerate() {
            measure.at_most(place("○"), seal.right(), MEASURE + LOOSE);
            let left = seal.corner.x;
            let found = format!("{:.2} mm", left.to_mm());
            measure.holds(place("○"), left > -LOOSE, "≥ 0 mm", found);
            for (other, further) in &seals[index + 1..] {
                let distance = (other.x - middle.x).to_mm().hypot((other.y - middle.y).to_mm());
                let least = ((seal.size.width + further.size.width) / 2.0).to_mm();
                let found = format!("{distance:.1} mm");
                measure.holds(place("○"), distance >= least, format!("≥ {least:.1} mm"), found);
            }
        }
    }
}

/// SIGN-04: without seals the names of a joint issue stand under each other, from one edge or on one middle.
pub(in crate::lint) fn joint_names(file: &DocxFile, measure: &mut Measure) {
    for signed in signatures(file) {
        let names = signed
            .iter()
            .rev()
            .skip(1)
            .take_while(|one| one.element == Element::Issuer);
        let names: Vec<&Paragraph> = names.collect();
        let [last, above @ ..] = names.as_slice() else { continue };
        if names
            .iter()
            .any(|one| one.text.contains('\t') || !one.floating.is_empty())
        {
            continue;
        }
        for name in above {
            let by_edge = name.first_line() == last.first_line() && name.format.text("jc/val") != Some("right");
            let holds = by_edge || (words_middle(name) - words_middle(last)).abs() < LOOSE;
            measure.holds(
                place(&name.text),
                holds,
                last.first_line().to_string(),
                name.first_line().to_string(),
            );
        }
    }
}

/// SIGN-05, ORDR-03: a stamp ends four cells from the right, and so does the date below it.
pub(in crate::lint) fn stamped(file: &DocxFile, measure: &mut Measure) {
    for signed in signatures(file) {
        let stamps: Vec<&Floating> = (signed.iter())
            .flat_map(|paragraph| paragraph.floating.iter().map(move |picture| (paragraph, picture)))
            .filter(|(paragraph, picture)| is_stamp(picture) && !lies_on_words(picture, paragraph))
            .map(|(_, picture)| picture)
            .collect();
        let Some(date) = signed.last() else { continue };
        if stamps.is_empty() && file.format != Some(Format::Order) {
            continue;
        }
        if date.format.text("jc/val") == Some("right") {
            measure.length(place(&date.text), right_indent(date), FOUR_CELLS, LOOSE);
        }
        for stamp in stamps {
            measure.length(place("□"), MEASURE - stamp.right(), FOUR_CELLS, LOOSE);
        }
    }
}

/// A picture wider than high, no wider than a third of 版心.
fn is_stamp(picture: &Floating) -> bool {
    is_like_a_stamp(picture.size.width, picture.size.height)
}

//! One page as printpdf's operations: text runs by glyph number, rules as stroked lines, each part marked as what it is.

use std::collections::BTreeMap;

use printpdf::{
    Color as PdfColor, DictItem, FontId, Greyscale, LinePoint, Op, PaintMode, PdfFontHandle, Point as PdfPoint,
    Polygon, PolygonRing, Pt, Rgb, WindingOrder, XObjectId, XObjectTransform,
};

use super::embed::Slot;
use super::fonts::{DocumentFonts, FontIndex};
use super::pictures::Pictures;
use super::{line, number, tags};
use crate::geom::{Abs, Point};
use crate::layout::{ElementId, FillItem, Glyph, ImageItem, Item, Page, RuleItem, Structure, TextRun};
use crate::style::Color;

/// The language of Latin words.
const LATIN_LANGUAGE: &str = "en";

/// The font that draws a glyph, and where in it.
type Found = (FontIndex, Slot);

/// What is being marked: every mark on a page is part of an element, or an artifact (ISO 14289-1, 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Artifact,
    Element(ElementId),
}

impl From<Option<ElementId>> for Mark {
    fn from(element: Option<ElementId>) -> Self {
        element.map_or(Self::Artifact, Self::Element)
    }
}

/// What of the graphics state has been written, so that nothing is written twice.
#[derive(Debug, Default)]
struct State {
    font: Option<(FontIndex, Abs)>,
    fill: Option<Color>,
    stroke: Option<Color>,
    weight: Option<Abs>,
    /// What is added after every glyph.
    spacing: Abs,
    /// Where the line of text began, in thousandths of a point; none where text is turned, whose moves turn with it.
    line: Option<(f64, f64)>,
    /// Between `BT` and `ET`.
    in_text: bool,
    /// Between `BMC` or `BDC` and `EMC`.
    mark: Option<Mark>,
}

/// Writes the operations of one page.
pub(super) struct PageWriter<'a> {
    page: &'a Page,
    structure: &'a Structure,
    fonts: &'a DocumentFonts<'a>,
    pictures: &'a Pictures,
    state: State,
    ops: Vec<Op>,
    marked: Vec<ElementId>,
}

/// What a page shows.
pub(super) struct WrittenPage {
    pub(super) ops: Vec<Op>,
    /// The element of each sequence of marked content, by its number.
    pub(super) marked: Vec<ElementId>,
}

impl<'a> PageWriter<'a> {
    pub(super) fn new(
        page: &'a Page,
        structure: &'a Structure,
        fonts: &'a DocumentFonts,
        pictures: &'a Pictures,
    ) -> Self {
        Self {
            page,
            structure,
            fonts,
            pictures,
            state: State::default(),
            ops: Vec::with_capacity(page.items.len() * 2),
            marked: Vec::new(),
        }
    }

    pub(super) fn write(mut self) -> WrittenPage {
        let mut rest = self.page.items.as_slice();
        while let Some(first) = rest.first() {
            let length = match first {
                Item::Rule(rule) => {
                    self.rule(rule);
                    1
                }
                Item::Fill(fill) => {
                    self.fill(fill);
                    1
                }
                Item::Image(image) => {
                    self.image(image);
                    1
                }
                Item::Text(_) => self.line(rest),
            };
            rest = &rest[length..];
        }
        self.mark(None);
        WrittenPage {
            ops: self.ops,
            marked: self.marked,
        }
    }

    /// Ends the part of the page that is being marked, and begins another. Marked content and text sections must
    /// nest, so that a text section never crosses this border.
    fn mark(&mut self, mark: Option<Mark>) {
        if self.state.mark == mark {
            return;
        }
        self.text_section(false);
        if self.state.mark.is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
        self.state.mark = mark;
        match mark {
            None => {}
            Some(Mark::Artifact) => self.ops.push(Op::BeginMarkedContent {
                tag: tags::ARTIFACT.to_owned(),
            }),
            Some(Mark::Element(element)) => {
                let number = self.marked.len() as i64;
                self.marked.push(element);
                let tag = tags::name(&self.structure.elements()[element.index()].kind);
                self.ops.push(said(format!("/{tag} <</MCID {number}>> BDC")));
            }
        }
    }

    fn text_section(&mut self, text: bool) {
        if self.state.in_text != text {
            self.state.in_text = text;
            self.state.line = Some((0.0, 0.0));
            self.ops
                .push(if text { Op::StartTextSection } else { Op::EndTextSection });
        }
    }

    fn rule(&mut self, rule: &RuleItem) {
        self.mark(Some(Mark::Artifact));
        self.text_section(false);
        if self.state.stroke.replace(rule.color) != Some(rule.color) {
            self.ops.push(Op::SetOutlineColor { col: color(rule.color) });
        }
        if self.state.weight.replace(rule.weight) != Some(rule.weight) {
            self.ops.push(Op::SetOutlineThickness {
                pt: Pt(coordinate(rule.weight)),
            });
        }
        let mut drawn = String::with_capacity(LINE_BYTES);
        for (Point { x, y }, operator) in [(rule.from, " m\n"), (rule.to, " l\nS")] {
            push_place(&mut drawn, x, self.page.size.height - y);
            drawn.push_str(operator);
        }
        self.ops.push(said(drawn));
    }

    fn fill(&mut self, fill: &FillItem) {
        self.mark(Some(Mark::Artifact));
        self.text_section(false);
        self.fill_color(fill.color);
        let Point { x, y } = fill.origin;
        let (right, foot) = (x + fill.size.width, y + fill.size.height);
        let corners = [(x, y), (right, y), (right, foot), (x, foot)];
        let points = corners.map(|(x, y)| self.line_point(Point::new(x, y))).to_vec();
        self.ops.push(Op::DrawPolygon {
            polygon: Polygon {
                rings: vec![PolygonRing { points }],
                mode: PaintMode::Fill,
                winding_order: WindingOrder::NonZero,
            },
        });
    }

    fn image(&mut self, image: &ImageItem) {
        let Some(name) = self.pictures.name(&image.image) else {
            return;
        };
        self.mark(Some(image.element.into()));
        self.text_section(false);
        self.ops.push(Op::UseXobject {
            id: XObjectId(name),
            transform: XObjectTransform {
                translate_x: Some(Pt(coordinate(image.origin.x))),
                translate_y: Some(Pt(self.upward(image.origin.y + image.size.height))),
                scale_x: Some(coordinate(image.size.width)),
                scale_y: Some(coordinate(image.size.height)),
                no_auto_scale: true,
                ..XObjectTransform::default()
            },
        });
    }

    fn fill_color(&mut self, wanted: Color) {
        if self.state.fill.replace(wanted) != Some(wanted) {
            self.ops.push(Op::SetFillColor { col: color(wanted) });
        }
    }

    fn line_point(&self, point: Point) -> LinePoint {
        LinePoint {
            p: PdfPoint {
                x: Pt(coordinate(point.x)),
                y: Pt(self.upward(point.y)),
            },
            bezier: false,
        }
    }

    /// The distance from the foot of the page, as PDF counts.
    fn upward(&self, y: Abs) -> f32 {
        coordinate(self.page.size.height - y)
    }

    /// The text runs at the head of `items` that stand on one line, one beside the other; returns how many.
    fn line(&mut self, items: &[Item]) -> usize {
        let runs: Vec<&TextRun> = line::beside(items);
        let mut found: Vec<Option<Found>> = Vec::with_capacity(runs.iter().map(|run| run.glyphs.len()).sum());
        for run in &runs {
            found.extend(run.glyphs.iter().map(|glyph| self.fonts.find(run.face, glyph)));
        }
        let width = |found: &Option<Found>| found.map_or(0.0, |(_, slot)| f64::from(slot.width) / 1000.0);
        let loose = line::is_loose(&runs, found.iter().map(width));
        let whole = runs.first().filter(|first| loose && !first.is_artifact());
        if let Some(first) = whole {
            self.mark(Some(first.element.into()));
            self.text_section(true);
            let text: String = runs.iter().map(|run| run.text()).collect();
            self.ops.push(begin("Span", "ActualText", utf16(&text)));
        }
        let mut found = found.as_slice();
        for run in &runs {
            let (own, others) = found.split_at(run.glyphs.len());
            self.text(run, own);
            found = others;
        }
        if whole.is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
        runs.len()
    }

    fn text(&mut self, run: &TextRun, found: &[Option<Found>]) {
        if run.glyphs.is_empty() {
            return;
        }
        self.mark(Some(run.element.into()));
        self.text_section(true);
        self.fill_color(run.color);
        let latin = !run.is_artifact() && is_latin(run);
        if latin {
            self.ops.push(begin("Span", "Lang", literal(LATIN_LANGUAGE.into())));
        }
        self.glyphs(run, found);
        if latin {
            self.ops.push(Op::EndMarkedContent);
        }
    }

    /// The glyphs of a run, those of each font together.
    fn glyphs(&mut self, run: &TextRun, found: &[Option<Found>]) {
        let mut x = 0.0;
        let mut font = None;
        let mut segment: Vec<(&Glyph, Slot)> = Vec::with_capacity(run.glyphs.len());
        let mut start = 0.0;
        for (glyph, found) in run.glyphs.iter().zip(found) {
            if let Some((index, slot)) = *found {
                if font != Some(index) {
                    self.segment(run, font, &segment, start);
                    segment.clear();
                    font = Some(index);
                    start = x;
                }
                segment.push((glyph, slot));
            }
            x += glyph.advance.get();
        }
        self.segment(run, font, &segment, start);
    }

    /// Glyphs of one font, the first cell beginning `x` em after the run's origin.
    fn segment(&mut self, run: &TextRun, font: Option<FontIndex>, glyphs: &[(&Glyph, Slot)], x: f64) {
        let (Some(font), Some((first, _))) = (font, glyphs.first()) else {
            return;
        };
        if self.state.font.replace((font, run.size)) != Some((font, run.size)) {
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(FontId(DocumentFonts::name(font))),
                size: Pt(coordinate(run.size)),
            });
        }
        let spacing = spacing(glyphs, run.size).unwrap_or(self.state.spacing);
        let mut shown = String::with_capacity(LINE_BYTES + glyphs.len() * 2 * HEX_DIGITS);
        if self.state.spacing != spacing {
            self.state.spacing = spacing;
            number::push(&mut shown, spacing.to_pt());
            shown.push_str(" Tc\n");
        }
        self.push_move(&mut shown, run, run.size * (x + first.offset.get()));
        push_shown(&mut shown, glyphs, spacing.to_pt() / run.size.to_pt());
        self.ops.push(said(shown));
    }

    /// Moves to a place so far along a run: from where the last line began, which takes two numbers and not six.
    fn push_move(&mut self, text: &mut String, run: &TextRun, along: Abs) {
        let height = self.page.size.height;
        if run.turned {
            self.state.line = None;
            text.push_str("0 -1 1 0 ");
            push_place(text, run.origin.x, height - (run.origin.y + along));
            return text.push_str(" Tm\n");
        }
        let (x, y) = (run.origin.x + along, height - run.origin.y);
        let place = (thousandths(x), thousandths(y));
        let Some((before_x, before_y)) = self.state.line.replace(place) else {
            text.push_str("1 0 0 1 ");
            push_place(text, x, y);
            return text.push_str(" Tm\n");
        };
        let moved = |from: f64, to: f64| Abs::pt((to - from) / 1000.0);
        push_place(text, moved(before_x, place.0), moved(before_y, place.1));
        text.push_str(" Td\n");
    }
}

/// Bytes enough for two places with their operators.
const LINE_BYTES: usize = 40;

/// Adds the two numbers of a place.
fn push_place(text: &mut String, x: Abs, y: Abs) {
    number::push(text, x.to_pt());
    text.push(' ');
    number::push(text, y.to_pt());
}

/// Whether a run holds a Latin word.
fn is_latin(run: &TextRun) -> bool {
    let mut characters = run.glyphs.iter().map(|glyph| glyph.text);
    run.glyphs.iter().all(|glyph| glyph.text.is_ascii()) && characters.any(|character| character.is_ascii_alphabetic())
}

/// Begins marked content with one property.
fn begin(tag: &str, key: &str, value: DictItem) -> Op {
    Op::BeginMarkedContentWithProperties {
        tag: tag.to_owned(),
        properties: DictItem::Dict {
            map: BTreeMap::from([(key.to_owned(), value)]),
        },
    }
}

/// A string as it is: half as long as in hexadecimal digits.
fn literal(data: Vec<u8>) -> DictItem {
    DictItem::String { data, literal: true }
}

/// A text that a span says itself: a reader that sees a gap of a tenth of an em between two characters takes it
/// for a space, and a line stretched to the measure has such gaps.
fn utf16(text: &str) -> DictItem {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    literal(units.flat_map(u16::to_be_bytes).collect())
}

/// What most cells of a line add to their glyph's width: tracking and justification. None when there is but one.
fn spacing(glyphs: &[(&Glyph, Slot)], size: Abs) -> Option<Abs> {
    let mut added: Vec<i64> = glyphs
        .split_last()?
        .1
        .iter()
        .map(|(glyph, slot)| (thousandths(size * (glyph.advance.get() - f64::from(slot.width) / 1000.0))) as i64)
        .collect();
    added.sort_unstable();
    let runs = added.chunk_by(|one, other| one == other);
    let most = runs.max_by_key(|run| run.len())?;
    most.first().map(|added| Abs::pt(*added as f64 / 1000.0))
}

/// Operations with their operands, as a page says them. Those that a page has hundreds of cost a fraction so: as
/// operands of printpdf's each would be made anew for lopdf, and written then.
fn said(operation: String) -> Op {
    Op::Unknown {
        key: operation,
        value: Vec::new(),
    }
}

/// Shows glyphs by their codes, and between them the adjustments that bring the next to its place. (printpdf's own operation
/// makes a string of each glyph, of which a page is three times as long.)
///
/// A viewer advances by the width that the file states and by `spacing` (in em); where the cell and the glyph's
/// offset want another place, the rest is adjusted. Adjustments are whole thousandths of an em, and what rounding leaves is carried on, so that no glyph
/// is off by more than half of one.
fn push_shown(text: &mut String, glyphs: &[(&Glyph, Slot)], spacing: f64) {
    let origin = glyphs.first().map_or(0.0, |(glyph, _)| glyph.offset.get());
    let mut cell = 0.0;
    let mut pen = 0.0;
    text.push_str("[<");
    for (glyph, slot) in glyphs {
        let place = (cell + glyph.offset.get() - origin) * 1000.0;
        let back = f64::round(pen - place);
        if back != 0.0 {
            text.push('>');
            number::push(text, back);
            text.push('<');
            pen -= back;
        }
        // The character of each code stands in the embedded font.
        number::push_code(text, slot.code);
        pen += f64::from(slot.width) + spacing * 1000.0;
        cell += glyph.advance.get();
    }
    text.push_str(">] TJ");
}

/// Digits of a code.
const HEX_DIGITS: usize = 4;

/// A length for the file: thousandths of a point are far below what is seen, and short numbers keep it small.
fn coordinate(length: Abs) -> f32 {
    (thousandths(length) / 1000.0) as f32
}

/// Whole thousandths of a point.
fn thousandths(length: Abs) -> f64 {
    (length.to_pt() * 1000.0).round()
}

fn color(color: Color) -> PdfColor {
    let [red, green, blue] = color.rgb.map(|part| f32::from(part) / 255.0);
    if red == green && green == blue {
        return PdfColor::Greyscale(Greyscale {
            percent: red,
            icc_profile: None,
        });
    }
    PdfColor::Rgb(Rgb {
        r: red,
        g: green,
        b: blue,
        icc_profile: None,
    })
}

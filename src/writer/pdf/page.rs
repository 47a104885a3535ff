//! One page as printpdf's operations: text runs by glyph number, rules as stroked lines.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color as PdfColor, DictItem, Greyscale, Line, LinePoint, Op, PaintMode, PdfFontHandle,
    Point as PdfPoint, Polygon, PolygonRing, Pt, Rgb, TextItem, TextMatrix, WindingOrder,
};

use super::glyphs::{GlyphTable, SubsetId};
use super::line;
use super::subset::SubsetFont;
use crate::font::FaceId;
use crate::geom::{Abs, Point};
use crate::layout::{FillItem, Glyph, Item, Page, RuleItem, TextRun};
use crate::style::Color;

/// The tag of what is no part of the document's text (ISO 32000-1, 14.8.2.2).
const ARTIFACT: &str = "Artifact";

/// What of the graphics state has been written, so that nothing is written twice.
#[derive(Debug, Default)]
struct State {
    font: Option<(SubsetId, Abs)>,
    fill: Option<Color>,
    stroke: Option<Color>,
    weight: Option<Abs>,
    /// Between `BT` and `ET`.
    in_text: bool,
    /// Between `/Artifact BMC` and `EMC`.
    in_artifact: bool,
}

/// Writes the operations of one page.
pub(super) struct PageWriter<'a> {
    page: &'a Page,
    glyphs: &'a GlyphTable,
    subsets: &'a [SubsetFont],
    state: State,
    ops: Vec<Op>,
}

impl<'a> PageWriter<'a> {
    pub(super) fn new(page: &'a Page, glyphs: &'a GlyphTable, subsets: &'a [SubsetFont]) -> Self {
        Self {
            page,
            glyphs,
            subsets,
            state: State::default(),
            ops: Vec::new(),
        }
    }

    pub(super) fn write(mut self) -> Vec<Op> {
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
                Item::Text(_) => self.line(rest),
            };
            rest = &rest[length..];
        }
        self.text_section(false);
        self.artifact(false);
        self.ops
    }

    /// Begins or ends what is no part of the text. Marked content and text sections must nest, so that a text
    /// section never crosses this border.
    fn artifact(&mut self, artifact: bool) {
        if self.state.in_artifact == artifact {
            return;
        }
        self.text_section(false);
        self.state.in_artifact = artifact;
        self.ops.push(if artifact {
            Op::BeginMarkedContent {
                tag: ARTIFACT.to_owned(),
            }
        } else {
            Op::EndMarkedContent
        });
    }

    fn text_section(&mut self, text: bool) {
        if self.state.in_text != text {
            self.state.in_text = text;
            self.ops
                .push(if text { Op::StartTextSection } else { Op::EndTextSection });
        }
    }

    fn rule(&mut self, rule: &RuleItem) {
        self.artifact(true);
        self.text_section(false);
        if self.state.stroke.replace(rule.color) != Some(rule.color) {
            self.ops.push(Op::SetOutlineColor { col: color(rule.color) });
        }
        if self.state.weight.replace(rule.weight) != Some(rule.weight) {
            self.ops.push(Op::SetOutlineThickness {
                pt: Pt(coordinate(rule.weight)),
            });
        }
        let points = [rule.from, rule.to].map(|point| self.line_point(point)).to_vec();
        self.ops.push(Op::DrawLine {
            line: Line {
                points,
                is_closed: false,
            },
        });
    }

    fn fill(&mut self, fill: &FillItem) {
        self.artifact(true);
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
        let loose = line::is_loose(&runs, |face, glyph| self.stated_width(face, glyph));
        let whole = runs.first().filter(|first| loose && !first.is_artifact());
        if let Some(first) = whole {
            self.artifact(first.is_artifact());
            self.text_section(true);
            self.ops.push(span(&runs));
        }
        for run in &runs {
            self.text(run);
        }
        if whole.is_some() {
            self.ops.push(Op::EndMarkedContent);
        }
        runs.len()
    }

    fn stated_width(&self, face: FaceId, glyph: &Glyph) -> f64 {
        let subset = self.glyphs.subset_of(face, glyph).map(|subset| &self.subsets[subset]);
        subset.map_or(0.0, |subset| f64::from(subset.width(subset.glyph(glyph.id))) / 1000.0)
    }

    fn text(&mut self, run: &TextRun) {
        if run.glyphs.is_empty() {
            return;
        }
        self.artifact(run.is_artifact());
        self.text_section(true);
        self.fill_color(run.color);
        let mut x = 0.0;
        let mut rest = run.glyphs.as_slice();
        while let Some(first) = rest.first() {
            let subset = self.glyphs.subset_of(run.face, first);
            let same = |glyph: &&Glyph| self.glyphs.subset_of(run.face, glyph) == subset;
            let length = rest.iter().take_while(same).count().max(1);
            let (segment, after) = rest.split_at(length);
            if let Some(subset) = subset {
                self.segment(run, subset, segment, x);
            }
            x += segment.iter().map(|glyph| glyph.advance.get()).sum::<f64>();
            rest = after;
        }
    }

    /// Glyphs of one subset, the first cell beginning `x` em after the run's origin.
    fn segment(&mut self, run: &TextRun, subset: SubsetId, glyphs: &[Glyph], x: f64) {
        if self.state.font.replace((subset, run.size)) != Some((subset, run.size)) {
            self.ops.push(Op::SetFont {
                font: PdfFontHandle::External(self.subsets[subset].id.clone()),
                size: Pt(coordinate(run.size)),
            });
        }
        let start = x + glyphs[0].offset.get();
        let origin = run.origin.x + run.size * start;
        self.ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, coordinate(origin), self.upward(run.origin.y)]),
        });
        self.ops.push(Op::ShowText {
            items: vec![TextItem::GlyphIds(placed(&self.subsets[subset], glyphs))],
        });
    }
}

/// Begins a span that says its text itself: a reader that sees a gap of a tenth of an em between two characters
/// takes it for a space, and a line stretched to the measure has such gaps.
fn span(runs: &[&TextRun]) -> Op {
    let text = runs.iter().flat_map(|run| run.glyphs.iter().map(|glyph| glyph.text));
    let mut bytes = vec![0xfe, 0xff];
    for unit in text.collect::<String>().encode_utf16() {
        bytes.extend(unit.to_be_bytes());
    }
    let said = DictItem::String {
        data: bytes,
        literal: false,
    };
    Op::BeginMarkedContentWithProperties {
        tag: "Span".to_owned(),
        properties: DictItem::Dict {
            map: BTreeMap::from([("ActualText".to_owned(), said)]),
        },
    }
}

/// The glyphs with the adjustment after each that brings the next to its place.
///
/// A viewer advances by the width that the file states; the cell, tracking, justification and the glyph's offset
/// make up the rest. Adjustments are whole thousandths of an em, and what rounding leaves is carried on, so that no glyph
/// is off by more than half of one.
fn placed(subset: &SubsetFont, glyphs: &[Glyph]) -> Vec<Codepoint> {
    let origin = glyphs[0].offset.get();
    let mut cell = 0.0;
    let mut pen = 0.0;
    let mut codes: Vec<Codepoint> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let place = (cell + glyph.offset.get() - origin) * 1000.0;
        if let Some(before) = codes.last_mut() {
            let back = (pen - place).round();
            before.offset = back as f32;
            pen -= back;
        }
        let id = subset.glyph(glyph.id);
        codes.push(Codepoint::with_cid(id, 0.0, glyph.text.to_string()));
        pen += f64::from(subset.width(id));
        cell += glyph.advance.get();
    }
    codes
}

/// A length for the file: thousandths of a point are far below what is seen, and short numbers keep it small.
fn coordinate(length: Abs) -> f32 {
    ((length.to_pt() * 1000.0).round() / 1000.0) as f32
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

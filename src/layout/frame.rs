//! The result of layout: pages of items at points, and the outline. Where, never why.

use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;

use super::structure::{ElementId, Structure};
use crate::font::{FaceId, FontBook};
use crate::geom::{Abs, Em, Point, Size};
use crate::image::Image;
use crate::report::LayoutFacts;
use crate::style::Color;

/// A document laid out on pages, and what else layout found out.
#[derive(Debug, Clone, Default)]
pub struct PagedDocument {
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// The headings in reading order, for bookmarks.
    pub outline: Vec<OutlineEntry>,
    /// What each part of the text is.
    pub structure: Structure,
    /// The words that lead to another place.
    pub links: Vec<Link>,
    /// What reflowable output needs to know.
    pub facts: LayoutFacts,
}

impl PagedDocument {
    /// The pages as text that a person can read and compare, one item a line, in points:
    /// `p1 x=111.12 y=125.44 w=409.59 仿宋 16pt "全镇…"`; rules as `p1 rule …`, the outline and the structure at the
    /// end.
    pub fn dump(&self, fonts: &FontBook) -> String {
        let mut dump = String::new();
        for (index, page) in self.pages.iter().enumerate() {
            for item in &page.items {
                // Writing into a string cannot fail.
                let _ = writeln!(dump, "p{} {}", index + 1, item.describe(fonts));
            }
        }
        for entry in &self.outline {
            let page = entry.page + 1;
            let _ = writeln!(
                dump,
                "outline {} p{page} y={:.2} {}",
                entry.level,
                entry.y.to_pt(),
                entry.text
            );
        }
        for link in &self.links {
            let page = link.to.page + 1;
            let _ = writeln!(dump, "link p{page} y={:.2} {}", link.to.y.to_pt(), link.says);
        }
        self.structure.dump(&self.pages, &mut dump);
        dump
    }
}

impl Item {
    /// The item moved to the right and down.
    pub(super) fn moved(self, by: Point) -> Self {
        let moved = |point: Point| Point::new(point.x + by.x, point.y + by.y);
        match self {
            Self::Text(run) => Self::Text(TextRun {
                origin: moved(run.origin),
                ..run
            }),
            Self::Rule(rule) => Self::Rule(RuleItem {
                from: moved(rule.from),
                to: moved(rule.to),
                ..rule
            }),
            Self::Fill(fill) => Self::Fill(FillItem {
                origin: moved(fill.origin),
                ..fill
            }),
            Self::Image(image) => Self::Image(ImageItem {
                origin: moved(image.origin),
                ..image
            }),
        }
    }

    /// One line of [`PagedDocument::dump`].
    fn describe(&self, fonts: &FontBook) -> String {
        match self {
            Self::Text(run) => format!(
                "x={:.2} y={:.2} w={:.2} {} {}pt \"{}\"{}{}",
                run.origin.x.to_pt(),
                run.origin.y.to_pt(),
                run.width().to_pt(),
                fonts.face(run.face).family,
                run.size.to_pt(),
                run.text(),
                if run.turned { " turned" } else { "" },
                if run.is_artifact() { " artifact" } else { "" },
            ),
            Self::Rule(rule) => format!(
                "rule {:.2},{:.2} {:.2},{:.2} {}pt",
                rule.from.x.to_pt(),
                rule.from.y.to_pt(),
                rule.to.x.to_pt(),
                rule.to.y.to_pt(),
                rule.weight.to_pt(),
            ),
            Self::Fill(fill) => format!(
                "fill {:.2},{:.2} {:.2}x{:.2}",
                fill.origin.x.to_pt(),
                fill.origin.y.to_pt(),
                fill.size.width.to_pt(),
                fill.size.height.to_pt(),
            ),
            Self::Image(image) => format!(
                "picture {:.2},{:.2} {:.2}x{:.2}",
                image.origin.x.to_pt(),
                image.origin.y.to_pt(),
                image.size.width.to_pt(),
                image.size.height.to_pt(),
            ),
        }
    }
}

impl TextRun {
    /// The characters of the run.
    pub fn text(&self) -> String {
        self.glyphs.iter().map(|glyph| glyph.text).collect()
    }

    /// Whether it is no part of the text: a page number, a repeated table head.
    pub fn is_artifact(&self) -> bool {
        self.element.is_none()
    }

    /// From the origin of the first glyph to the end of the last cell.
    pub fn width(&self) -> Abs {
        self.glyphs.iter().map(|glyph| glyph.advance).sum::<Em>().at(self.size)
    }
}

/// One page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Paper size.
    pub size: Size,
    /// What stands on it, in reading order; page numbers and rules are artifacts.
    pub items: Vec<Item>,
}

/// One thing on a page.
#[derive(Debug, Clone)]
pub enum Item {
    /// A run of text.
    Text(TextRun),
    /// A straight rule.
    Rule(RuleItem),
    /// A filled rectangle behind what follows; an artifact.
    Fill(FillItem),
    /// A picture.
    Image(ImageItem),
}

/// Glyphs of one face at one size on one baseline.
#[derive(Debug, Clone)]
pub struct TextRun {
    /// Start of the baseline.
    pub origin: Point,
    /// The face.
    pub face: FaceId,
    /// Font size.
    pub size: Abs,
    /// Colour.
    pub color: Color,
    /// The glyphs, in the order of their text.
    pub glyphs: Vec<Glyph>,
    /// Whether it runs downwards, its letters pointing to the right: the number of a turned page (TABL-01).
    pub turned: bool,
    /// What it is part of; none when it is no part of the text: a page number, a repeated table head.
    pub element: Option<ElementId>,
}

/// One glyph of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u16,
    /// From its origin to the origin of the next glyph: the cell, with tracking and justification.
    pub advance: Em,
    /// How far it is drawn to the right of its origin, such as a dash centred in its cell.
    pub offset: Em,
    /// The character that it stands for.
    pub text: char,
}

/// A straight rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuleItem {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
    /// Weight.
    pub weight: Abs,
    /// Colour.
    pub color: Color,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FillItem {
    /// Its top left corner.
    pub origin: Point,
    /// Its size.
    pub size: Size,
    /// Colour.
    pub color: Color,
}

/// A picture.
#[derive(Debug, Clone)]
pub struct ImageItem {
    /// Its top left corner.
    pub origin: Point,
    /// Its size on the page.
    pub size: Size,
    /// What it shows.
    pub image: Arc<Image>,
    /// What it is part of.
    pub element: Option<ElementId>,
}

/// Words that lead to another place of the document: those that are part of an element.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The element.
    pub element: ElementId,
    /// Where they lead.
    pub to: Destination,
    /// What is there, for those who do not see the page: `表3，第5页`.
    pub says: String,
}

/// A place of the document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Destination {
    /// Page, from zero.
    pub page: usize,
    /// The top of the line on that page.
    pub y: Abs,
}

impl Link {
    /// A link to what is called so.
    pub(super) fn new(element: ElementId, name: &str, to: Destination) -> Self {
        let says = format!("{name}，第{}页", to.page + 1);
        Self { element, to, says }
    }
}

/// A heading in the outline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutlineEntry {
    /// Level from one.
    pub level: u8,
    /// The heading's text with its number.
    pub text: String,
    /// Page, from zero.
    pub page: usize,
    /// The top of the heading's line on that page.
    pub y: Abs,
}

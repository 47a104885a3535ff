//! Running text: from inlines to characters, from characters to glyphs, from glyphs to lines.

pub mod class;
mod collect;
pub mod glue;
mod line;
pub mod linebreak;
mod shape;

use std::collections::BTreeSet;

use self::collect::Character;
pub use collect::role_of;
pub(super) use collect::{Parts, Span};
pub(super) use line::LineBox;
use shape::Choices;
pub(super) use shape::Shaped;

use self::linebreak::{Rules, break_lines};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::font::{FontBook, Role};
use crate::geom::{Abs, Em};
use crate::style::Stylesheet;

/// The ink of a text without glyphs begins where that of most Han characters does.
const USUAL_INK_TOP: Em = Em::new(0.84);
/// How many characters of a paragraph a message quotes.
const QUOTED: usize = 16;

/// Sets running text with the fonts of a job, and collects what stands in the way.
#[derive(Debug)]
pub(super) struct Setter<'a> {
    fonts: &'a FontBook,
    rules: Rules,
    choices: Choices,
    sink: &'a mut Sink,
    /// Characters that no font draws, each told once a role.
    missing: BTreeSet<(Role, char)>,
    /// The first failure; the others are in the sink.
    failure: Option<Box<Diagnostic>>,
    /// Beginnings of the paragraphs that were told to be too wide, each once.
    overfull: BTreeSet<String>,
    /// The parts of texts that are items of enumerations or lead elsewhere.
    pub(super) parts: Parts,
}

impl<'a> Setter<'a> {
    /// A setter for one report.
    pub(super) fn new(fonts: &'a FontBook, style: &Stylesheet, sink: &'a mut Sink) -> Self {
        Self {
            fonts,
            rules: Rules {
                profile: style.profile,
                unit_glue: style.unit_glue,
            },
            choices: Choices::default(),
            sink,
            missing: BTreeSet::new(),
            failure: None,
            overfull: BTreeSet::new(),
            parts: Parts::new(),
        }
    }

    /// The glyphs of a paragraph in reading order. A character that no font draws is noted and left out.
    pub(super) fn shape(&mut self, spans: &[Span]) -> Shaped {
        let characters = collect::characters(spans, &self.parts);
        let choice = (self.fonts, &mut self.choices);
        let mut shaped = shape::shape(&characters, choice, |role, character| {
            if self.missing.insert((role, character)) {
                let failure = no_glyph(role, character, &characters);
                if self.failure.is_none() {
                    self.failure = Some(failure);
                } else {
                    self.sink.push(failure);
                }
            }
        });
        if let Some(span) = spans.first() {
            shaped.color = span.style.color;
        }
        shaped
    }

    /// A paragraph as lines no wider than `measure`, the first one `indent` narrower.
    /// With `justify`, all but the last fill the measure. Warns once when a run had to be cut.
    pub(super) fn lines(&mut self, text: &Shaped, measure: Abs, indent: Abs, justify: bool) -> Vec<LineBox> {
        let em = |length: Abs| Em::from_length(length, text.size);
        let lines = break_lines(&text.clusters, em(measure), em(indent), self.rules);
        if lines.iter().any(|line| line.forced) {
            self.warn_overfull(text);
        }
        lines
            .iter()
            .map(|broken| {
                let room = if broken.range.start == 0 {
                    measure - indent
                } else {
                    measure
                };
                let last = broken.range.end == text.clusters.len();
                line::compose(text, &broken.range, room, justify && !last, self.rules.profile)
            })
            .collect()
    }

    /// One line of a paragraph whose lines are chosen elsewhere.
    pub(super) fn line(&self, text: &Shaped, range: &std::ops::Range<usize>, measure: Abs) -> LineBox {
        line::compose(text, range, measure, false, self.rules.profile)
    }

    /// A text on one line, its gaps grown until it is `width` wide; as it is when it is wider.
    pub(super) fn spread(&self, text: &Shaped, width: Abs) -> LineBox {
        let width = width.max(text.full_width());
        line::compose(text, &(0..text.clusters.len()), width, true, self.rules.profile)
    }

    /// How high the ink of a part of a text reaches above its baseline.
    pub(super) fn ink_top(&self, text: &Shaped, part: &std::ops::Range<usize>) -> Em {
        let glyphs = text.glyphs.get(part.clone()).unwrap_or_default();
        let tops = glyphs
            .iter()
            .filter_map(|glyph| self.fonts.face(glyph.face).ink_top(glyph.glyph));
        let highest = tops.map(Em::get).reduce(f64::max);
        highest.map_or(USUAL_INK_TOP, Em::new)
    }

    /// Tells of something that is not as it should be.
    pub(super) fn tell(&mut self, problem: Box<Diagnostic>) {
        self.sink.push(problem);
    }

    /// Ends the work: the first failure, if there was one; the others are in the sink.
    pub(super) fn finish(self) -> Result<()> {
        self.failure.map_or(Ok(()), Err)
    }

    fn warn_overfull(&mut self, text: &Shaped) {
        let beginning = quote(text.clusters.iter().map(|cluster| cluster.character));
        if self.overfull.insert(beginning.clone()) {
            self.sink
                .push(Diagnostic::new(Code::LineOverfull).with("beginning", beginning));
        }
    }
}

/// A character of a paragraph that no font draws.
fn no_glyph(role: Role, character: char, paragraph: &[Character]) -> Box<Diagnostic> {
    Diagnostic::new(Code::FontGlyph)
        .with("character", character)
        .with("code", format!("U+{:04X}", u32::from(character)))
        .with("role", role.name())
        .with("beginning", quote(paragraph.iter().map(|each| each.character)))
}

/// The beginning of a text, for a message.
fn quote(mut characters: impl Iterator<Item = char>) -> String {
    let mut beginning: String = characters.by_ref().take(QUOTED).collect();
    if characters.next().is_some() {
        beginning.push('…');
    }
    beginning
}

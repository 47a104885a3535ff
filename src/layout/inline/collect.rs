//! From the report's inlines to single characters, each with its role, size and figure.

use std::collections::BTreeMap;

use crate::font::Role;
use crate::geom::Abs;
use crate::layout::structure::ElementId;
use crate::report::{FigureId, Inline};
use crate::style::ParagraphStyle;

/// A stretch of a paragraph in one style, such as a run-in heading before its text. All spans of a paragraph
/// have one font size.
#[derive(Debug, Clone, Copy)]
pub(in crate::layout) struct Span<'a> {
    /// What is said.
    pub(in crate::layout) content: &'a [Inline],
    /// How it is set.
    pub(in crate::layout) style: &'a ParagraphStyle,
    /// What it is part of; none when it is no part of the text.
    pub(in crate::layout) element: Option<ElementId>,
}

/// The texts that are in parts: of each inline the element that it belongs to, by the element of the whole.
pub(in crate::layout) type Parts = BTreeMap<ElementId, Vec<Option<ElementId>>>;

/// One character to be shaped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Character {
    /// The character.
    pub(super) character: char,
    /// Whose face draws it: the Chinese one or that of Western text.
    pub(super) role: Role,
    /// Font size.
    pub(super) size: Abs,
    /// Added to its advance.
    pub(super) tracking: Abs,
    /// The figure that it belongs to.
    pub(super) figure: Option<FigureId>,
    /// Whether that figure is in doubt.
    pub(super) doubtful: bool,
    /// The footnote whose mark it is; such a mark is small and high.
    pub(super) note: Option<usize>,
    /// The element that it is part of.
    pub(super) element: Option<ElementId>,
}

/// The characters of a paragraph in reading order.
pub(super) fn characters(spans: &[Span], parts: &Parts) -> Vec<Character> {
    let mut characters = Vec::new();
    for span in spans {
        let parts = span.element.and_then(|element| parts.get(&element));
        for (index, inline) in span.content.iter().enumerate() {
            let (figure, note) = match inline {
                Inline::Text(_) | Inline::Reference(_) | Inline::Item { .. } => (None, None),
                Inline::Figure { figure, .. } => (Some(*figure), None),
                Inline::Note { note, .. } => (None, Some(*note)),
            };
            let of = |character| Character {
                doubtful: inline.is_doubtful(),
                note,
                element: parts
                    .and_then(|parts| parts.get(index).copied())
                    .unwrap_or(span.element),
                ..set_in(character, span, figure)
            };
            characters.extend(inline.text().chars().map(of));
        }
    }
    characters
}

fn set_in(character: char, span: &Span, figure: Option<FigureId>) -> Character {
    let style = span.style;
    Character {
        character,
        role: role_of(character, style),
        size: style.size,
        tracking: style.tracking,
        figure,
        doubtful: false,
        note: None,
        element: span.element,
    }
}

/// The role whose face draws a character in a style.
pub fn role_of(character: char, style: &ParagraphStyle) -> Role {
    if is_western(character) { style.latin } else { style.role }
}

/// Digits, Latin letters and ASCII marks are Western; “”‘’—…·× and full-width marks are Chinese (FONT-07).
fn is_western(character: char) -> bool {
    character.is_ascii() || matches!(character, '\u{A0}' | '\u{C0}'..='\u{24F}' if !matches!(character, '×' | '÷'))
}

//! The cells of marks: which characters take a whole em, which half, and which face's mark is unfit.

use unicode_width::UnicodeWidthChar;

use super::{Face, Role};
use crate::geom::Em;

/// A glyph at least this wide was drawn for a full-width cell.
const FULL_WIDTH_FROM: f64 = 0.75;
/// A dash whose ink comes this near to both edges of its cell joins the next dash.
const JOIN_SLACK: f64 = 0.01;

/// A glyph and where it stands in its cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placed {
    pub(super) glyph: u16,
    pub(super) advance: Em,
    pub(super) offset: Em,
}

/// The characters whose glyph is chosen once for each role at load, by what the fonts really draw.
pub(super) const MEASURED: [char; 7] = ['—', '―', '·', '“', '”', '‘', '’'];

/// The forms in which a dash may be drawn, the best first: ——  must be one line, and Noto's — is 0.89 em, so
/// that its box-drawing line, which fills the cell, stands in.
const DASHES: [char; 3] = ['—', '―', '─'];

/// Whether the role is one of Western letters, where every character keeps its own width.
pub(super) fn is_western(role: Role) -> bool {
    matches!(role, Role::Latin | Role::LatinBold)
}

/// Whether a character takes one em in Chinese text whatever the font says: Han, full-width forms, and the
/// symbols of GB 2312. Letters of other scripts keep their width, although Chinese terminals draw them wide.
pub(super) fn is_full_width(character: char) -> bool {
    match character {
        '\u{0}'..='\u{7f}' | '·' => false,
        '×' | '÷' | '±' | '—' | '―' | '‘' | '’' | '“' | '”' | '…' | '‰' | '※' => true,
        '\u{80}'..='\u{20ff}' => false,
        _ => character.width_cjk() == Some(2),
    }
}

/// Whether a mark opens, so that its ink stands at the right of its cell.
fn opens(character: char) -> bool {
    matches!(
        character,
        '“' | '‘' | '（' | '《' | '〈' | '「' | '『' | '〔' | '【' | '［' | '｛'
    )
}

/// Marks that a face draws unfit for a 公文, so that the next face of the chain serves them: 朱雀仿宋's （） look
/// like 〔〕, which a 文号 must not be mistaken for; AR PL KaitiM's marks are small and hang high; Liberation
/// Serif's dash lies low, between Western lower-case letters.
pub(super) fn is_unfit(face: &Face, character: char) -> bool {
    match face.unfit {
        Unfit::None => false,
        Unfit::Brackets => matches!(character, '（' | '）'),
        Unfit::Marks => matches!(
            character,
            '，' | '。' | '、' | '；' | '：' | '？' | '！' | '“' | '”' | '‘' | '’' | '—' | '…' | '·'
        ),
        Unfit::FullWidth => is_full_width(character),
    }
}

/// Which marks of a face are unfit; known by the face's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    None,
    Brackets,
    Marks,
    FullWidth,
}

impl Unfit {
    pub(super) fn of(postscript_name: &str) -> Self {
        match postscript_name {
            "ZhuqueFangsong-Regular" => Self::Brackets,
            "GBZenKai-Medium" => Self::Marks,
            "LiberationSerif" | "LiberationSerif-Bold" => Self::FullWidth,
            _ => Self::None,
        }
    }
}

/// A character of Chinese text as a face draws it; none when the face lacks it, or draws it narrow where
/// `narrow` is refused.
pub(super) fn place(face: &Face, character: char, narrow: bool) -> Option<Placed> {
    let glyph = face.glyph(character)?;
    let width = face.advance(glyph).get();
    if !is_full_width(character) {
        return Some(place_western(character, glyph, width));
    }
    let full = character.is_whitespace() || width >= FULL_WIDTH_FROM;
    (full || narrow).then(|| Placed {
        glyph,
        advance: Em::ONE,
        offset: Em::new(if full { 0.0 } else { room_before(character, 1.0 - width) }),
    })
}

/// A glyph as its font has it.
pub(super) fn natural(face: &Face, glyph: u16) -> Placed {
    Placed {
        glyph,
        advance: face.advance(glyph),
        offset: Em::ZERO,
    }
}

/// The width of the spaces that fonts often lack (Unicode, chapter 6.2); none for what is no space.
pub(super) fn space_width(character: char) -> Option<Em> {
    let em = match character {
        '\u{3000}' | '\u{2003}' => 1.0,
        '\u{2002}' => 0.5,
        '\u{2004}' => 1.0 / 3.0,
        '\u{a0}' | '\u{2005}' => 0.25,
        '\u{2009}' => 0.2,
        '\u{2006}' => 1.0 / 6.0,
        _ => return None,
    };
    Some(Em::new(em))
}

/// The blank before a narrow glyph in a cell that leaves so much room.
fn room_before(character: char, room: f64) -> f64 {
    if opens(character) {
        room
    } else if matches!(character, '”' | '’') {
        0.0
    } else {
        room / 2.0
    }
}

/// Digits, ASCII marks and the space of a Chinese face take half an em (half-width, FONT-05); letters keep
/// their own width.
fn place_western(character: char, glyph: u16, width: f64) -> Placed {
    let half = character.is_ascii() && !character.is_ascii_alphabetic() && width <= FULL_WIDTH_FROM;
    Placed {
        glyph,
        advance: if half { Em::HALF } else { Em::new(width) },
        offset: if half { Em::new((0.5 - width) / 2.0) } else { Em::ZERO },
    }
}

/// One of [`MEASURED`] as the first fit face of a chain draws it, with that face's place in the chain.
pub(super) fn measure(chain: &[&Face], character: char) -> Option<(usize, Placed)> {
    match character {
        '—' | '―' => joined_dash(chain),
        '·' => first(chain, character, centred_dot),
        _ => first(chain, character, |face| full_width_quote(face, character)),
    }
}

fn first(chain: &[&Face], character: char, place: impl Fn(&Face) -> Option<Placed>) -> Option<(usize, Placed)> {
    let fit = |(_, face): &(usize, &&Face)| !is_unfit(face, character);
    chain
        .iter()
        .enumerate()
        .filter(fit)
        .find_map(|(position, face)| Some((position, place(face)?)))
}

/// A dash whose ink fills the cell from edge to edge: any face's — before another character's line.
fn joined_dash(chain: &[&Face]) -> Option<(usize, Placed)> {
    DASHES
        .iter()
        .find_map(|dash| first(chain, '—', |face| filling(face, *dash)))
}

fn filling(face: &Face, dash: char) -> Option<Placed> {
    let glyph = face.glyph(dash)?;
    let (left, right) = face.ink(glyph)?;
    let fills = left.get() <= JOIN_SLACK && right.get() >= 1.0 - JOIN_SLACK;
    fills.then_some(Placed {
        glyph,
        advance: Em::ONE,
        offset: Em::ZERO,
    })
}

/// The middle dot takes half an em, its ink in the middle, although fonts give it a third or a whole.
fn centred_dot(face: &Face) -> Option<Placed> {
    let glyph = face.glyph('·')?;
    let (left, right) = face.ink(glyph)?;
    Some(Placed {
        glyph,
        advance: Em::HALF,
        offset: Em::new(0.25 - (left.get() + right.get()) / 2.0),
    })
}

/// A quotation mark drawn for a cell of one em: the face's own, or its `fwid` form.
fn full_width_quote(face: &Face, quote: char) -> Option<Placed> {
    let own = face.glyph(quote)?;
    let glyph = if face.advance(own).get() >= FULL_WIDTH_FROM {
        own
    } else {
        face.full_width_form(own)?
    };
    Some(Placed {
        glyph,
        advance: Em::ONE,
        offset: Em::ZERO,
    })
}

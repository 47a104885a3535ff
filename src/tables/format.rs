//! What a number format says of the number: a percentage, a unit written behind it, a scale that only shows.

use super::label::known_unit;
use crate::unit::{Scale, Unit};

/// What a number format says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FormatHint {
    /// The number is shown a hundred times as large, with %.
    pub percent: bool,
    /// The unit of the stored number that the format writes behind it.
    pub unit: Option<Unit>,
}

/// Reads a number format's code; only its first section counts.
///
/// `0.00"万亩"` stores 万亩. `0!.0,"万"` and `0!.0,"万亩"` divide by ten thousand only for the eye: what is
/// stored counts single 亩.
pub fn read(code: &str) -> FormatHint {
    // The commonest formats by far, of every cell of a long list.
    if code == "General" || code.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'#')) {
        return FormatHint::default();
    }
    let section = Section::parse(code);
    if section.percent {
        return FormatHint {
            percent: true,
            unit: known_unit("%"),
        };
    }
    let unit = known_unit(section.literal.trim());
    FormatHint {
        percent: false,
        unit: unit.and_then(|unit| stored_unit(unit, section.shown_divided)),
    }
}

/// The unit of what is stored, where the format shows it divided by a power of ten.
fn stored_unit(shown: Unit, divided: u32) -> Option<Unit> {
    match (divided, shown.scale) {
        (0, _) => Some(shown),
        (4, Scale::Wan) | (8, Scale::Yi) => Some(shown.scaled(Scale::One)),
        // Divided by something else than the unit says: the two contradict each other, so nothing is said.
        _ => None,
    }
}

/// The parts of a format's first section.
#[derive(Default)]
struct Section {
    percent: bool,
    literal: String,
    /// By which power of ten the shown number is smaller than the stored one.
    shown_divided: u32,
}

impl Section {
    fn parse(code: &str) -> Self {
        let mut section = Self::default();
        let mut places_after_point = None;
        let mut pending_commas = 0;
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                ';' => break,
                '"' => section.literal.extend(characters.by_ref().take_while(|c| *c != '"')),
                '\\' | '!' => match characters.next() {
                    // An escaped point between digits moves the point for the eye.
                    Some('.') => places_after_point = Some(0),
                    Some(other) => section.literal.push(other),
                    None => {}
                },
                '_' | '*' => {
                    characters.next();
                }
                '[' => {
                    characters.by_ref().find(|c| *c == ']');
                }
                '%' => section.percent = true,
                '0' | '#' | '?' => {
                    pending_commas = 0;
                    places_after_point = places_after_point.map(|places: u32| places + 1);
                }
                ',' => pending_commas += 1,
                c if u32::from(c) > 0x7F => section.literal.push(c),
                _ => {}
            }
        }
        section.shown_divided = 3 * pending_commas + places_after_point.unwrap_or(0);
        section
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(code: &str) -> Option<String> {
        read(code).unit.map(|unit| unit.to_string())
    }

    #[test]
    fn units_are_read_from_formats() {
        assert_eq!(unit("0.00\"万亩\"").as_deref(), Some("万亩"));
        assert_eq!(unit("0.00万亩").as_deref(), Some("万亩"));
        assert_eq!(unit("#,##0\"户\";-#,##0\"户\"").as_deref(), Some("户"));
        assert_eq!(unit("0!.0,\"万\""), None);
        assert_eq!(unit("0!.0,\"万亩\"").as_deref(), Some("亩"));
        assert_eq!(unit("0\\.0,\"万元\"").as_deref(), Some("元"));
        assert_eq!(unit("0.0,\"万元\""), None);
        assert_eq!(unit("General"), None);
        assert_eq!(unit("0.0_ "), None);
        assert_eq!(unit("0\"年\""), None);
    }

    #[test]
    fn percentages_are_known() {
        assert!(read("0.0%").percent);
        assert!(!read("0.0\"%\"").percent);
        assert_eq!(unit("0.0\"%\"").as_deref(), Some("%"));
        assert_eq!(unit("0.00%").as_deref(), Some("%"));
    }
}

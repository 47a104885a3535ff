//! Numbers as authors type them before a unit: 130亿元, 千亿元, 两千人.

use rust_decimal::Decimal;

use super::numerals::digit;
use crate::unit::Unit;

/// What may stand behind the unit of a number at the end of its clause.
const BEHIND_UNITS: [&str; 8] = ["大关", "关口", "台阶", "以上", "左右", "有余", "之多", "多"];
/// Letters of the longest unit, with its scale.
const UNIT_LETTERS: usize = 6;

/// The unit with which a text begins, up to the end of its clause, and its length.
pub(super) fn typed_unit(text: &str) -> Option<(Unit, usize)> {
    if text.starts_with('%') {
        return Some((Unit::parse("%")?, 1));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let mut word = &text[..end];
    while let Some(shorter) = BEHIND_UNITS.iter().find_map(|behind| word.strip_suffix(behind)) {
        word = shorter;
    }
    let short = word.chars().count() <= UNIT_LETTERS;
    Some((Unit::parse(word).filter(|_| short)?, word.len()))
}

/// The number with which a text begins, in Arabic or in Han numerals, without a scale that belongs to its unit: 1000 of
/// 千亿元; the scale by itself is one. With its length.
pub(super) fn number(text: &str) -> Option<(Decimal, usize)> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    if digits > 0 {
        return Some((text[..digits].parse().ok()?, digits));
    }
    let mut total: u32 = 0;
    let mut last = None;
    let mut length = 0;
    for character in text.chars() {
        let times = match character {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            _ => 1,
        };
        if times > 1 {
            total = total.checked_add(last.take().unwrap_or(1) * times)?;
        } else if let Some(value) = digit(character) {
            last = Some(value);
        } else {
            break;
        }
        length += character.len_utf8();
    }
    if length == 0 {
        return text.starts_with(['万', '亿']).then_some((Decimal::ONE, 0));
    }
    Some((Decimal::from(total.checked_add(last.unwrap_or(0))?), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_numbers_are_read_in_either_numerals() {
        for (text, value, rest) in [
            ("130亿元", 130, "亿元"),
            ("千亿元", 1000, "亿元"),
            ("两千五百人", 2500, "人"),
            ("万人", 1, "万人"),
            ("一百二十亿", 120, "亿"),
        ] {
            let (number, length) = number(text).unwrap();
            assert_eq!((number, &text[length..]), (Decimal::from(value), rest));
        }
        assert!(number("项目").is_none());
        let (unit, length) = typed_unit("亿元大关，").unwrap();
        assert_eq!((unit.to_string().as_str(), length), ("亿元", "亿元".len()));
        assert!(typed_unit("，").is_none());
    }
}

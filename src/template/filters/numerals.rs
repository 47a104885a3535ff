//! Chinese numerals: counting words for lists and headings, round numbers for approximations.

use rust_decimal::Decimal;

const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A number from 1 to 99 as it counts headings and points: 一, 十, 十一, 二十. Larger ones in Arabic digits.
pub(in crate::template) fn han_number(number: usize) -> String {
    let (tens, ones) = (number / 10, number % 10);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        2..=9 => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}

/// Round numbers that 近 and 上 take in Han numerals, smallest first.
const ROUND: [(&str, i64); 8] = [
    ("百", 100),
    ("千", 1_000),
    ("万", 10_000),
    ("十万", 100_000),
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("亿", 100_000_000),
    ("十亿", 1_000_000_000),
];

/// The round numbers with their words, smallest first.
pub(super) fn round_numbers() -> impl DoubleEndedIterator<Item = (&'static str, Decimal)> {
    ROUND.iter().map(|(word, number)| (*word, Decimal::from(*number)))
}

#[cfg(test)]
mod tests {
    use super::han_number;

    #[test]
    fn numbers_that_count() {
        let shown: Vec<String> = [1, 10, 11, 20, 35].into_iter().map(han_number).collect();
        assert_eq!(shown, ["一", "十", "十一", "二十", "三十五"]);
    }
}

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

/// A whole number below 10^12 in Han numerals as it is read out: 三百零五, 一万二千; none for larger ones.
pub(super) fn read_out(number: u64) -> Option<String> {
    const GROUPS: [&str; 3] = ["", "万", "亿"];
    if number == 0 {
        return Some("零".to_owned());
    }
    let mut words = String::new();
    for (index, group) in GROUPS.iter().enumerate().rev() {
        let above = number / 10_000_u64.pow(index as u32);
        let four = above % 10_000;
        if index == GROUPS.len() - 1 && above >= 10_000 {
            return None;
        }
        if four == 0 {
            continue;
        }
        // A place that is skipped between two groups is read as one 零.
        if !words.is_empty() && four < 1000 {
            words.push('零');
        }
        words.push_str(&four_digits(four));
        words.push_str(group);
    }
    // 一十二 is read 十二.
    let tens = words.strip_prefix("一十").map(|rest| format!("十{rest}"));
    Some(tens.unwrap_or(words))
}

/// A number below ten thousand: 三百零五.
fn four_digits(number: u64) -> String {
    let mut words = String::new();
    let mut gap = false;
    for (place, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = (number / place % 10) as usize;
        if digit == 0 {
            gap = !words.is_empty();
            continue;
        }
        if gap {
            words.push('零');
            gap = false;
        }
        words.push_str(DIGITS[digit]);
        words.push_str(word);
    }
    words
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
    use super::{han_number, read_out};

    #[test]
    fn numbers_that_are_read_out() {
        for (number, words) in [
            (0, "零"),
            (10, "十"),
            (12, "十二"),
            (110, "一百一十"),
            (305, "三百零五"),
            (1005, "一千零五"),
            (12_000, "一万二千"),
            (100_005, "十万零五"),
            (10_305, "一万零三百零五"),
            (120_500_000, "一亿二千零五十万"),
            (100_000_500, "一亿零五百"),
            (200_050_000, "二亿零五万"),
        ] {
            assert_eq!(read_out(number).as_deref(), Some(words), "{number}");
        }
        assert_eq!(read_out(1_000_000_000_000), None);
    }

    #[test]
    fn numbers_that_count() {
        let shown: Vec<String> = [1, 10, 11, 20, 35].into_iter().map(han_number).collect();
        assert_eq!(shown, ["一", "十", "十一", "二十", "三十五"]);
    }
}

//! Citizens' id numbers (GB 11643) in texts: found however they are written, and masked (WB-15).

use std::borrow::Cow;
use std::ops::Range;

/// Characters of an id number; the last may be an X.
pub const LENGTH: usize = 18;
/// Digits of the numbers before 1999, which have no century and no X.
const OLD_LENGTH: usize = 15;
/// Digits at the beginning of a masked number that stay: those of the county.
const SHOWN_FIRST: usize = 6;
/// Digits at the end of a masked number that stay, so that a file named by it can still be found.
const SHOWN_LAST: usize = 2;
/// What stands for a content that is not shown.
pub const HIDDEN: &str = "***";

/// Whether a text holds an id number among other words.
pub fn holds(text: &str) -> bool {
    !all(text).is_empty()
}

/// Where id numbers stand in a text.
pub fn places(text: &str) -> Vec<Range<usize>> {
    all(text)
}

/// Whether a text is an id number of before 1999 and nothing else.
pub fn is_old(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
    digits.len() == OLD_LENGTH && digits.bytes().all(|byte| byte.is_ascii_digit()) && is_day(&digits[8..12])
}

/// A text with the middle of each id number in it hidden, as long as before: `510300**********1X`.
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = all(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for range in found {
        masked.push_str(&text[from..range.start]);
        let mut at = 0;
        masked.extend(text[range.clone()].chars().map(|c| {
            at += usize::from(is_part(c));
            let shown = !is_part(c) || at <= SHOWN_FIRST || at + SHOWN_LAST > LENGTH;
            if shown { c } else { '*' }
        }));
        from = range.end;
    }
    masked.push_str(&text[from..]);
    Cow::Owned(masked)
}

/// Where id numbers stand: runs of digits, or several with a blank or a hyphen between. A telephone number may stand
/// before one, another id number behind.
fn all(text: &str) -> Vec<Range<usize>> {
    if text.len() < LENGTH || may_be_part(text) < LENGTH || text.chars().filter(|c| is_part(*c)).count() < LENGTH {
        return Vec::new();
    }
    let runs = runs(text);
    let mut found = Vec::new();
    let mut start = 0;
    while start < runs.len() {
        let count = runs_of_one(&runs[start..]);
        if let Some(last) = count.checked_sub(1) {
            found.push(runs[start].range.start..runs[start + last].range.end);
        }
        start += count.max(1);
    }
    found
}

/// No fewer than the characters of a text that an id number may have, counted by bytes: every text that is shown or
/// written is asked, and few have any.
fn may_be_part(text: &str) -> usize {
    /// The first byte of a full-width digit or letter.
    const FULL_WIDTH: u8 = 0xEF;
    /// As many as one byte can count: sixteen are then looked at in one step.
    const COUNTED: usize = u8::MAX as usize;
    let may = |byte: u8| byte.is_ascii_digit() | matches!(byte, b'X' | b'x' | FULL_WIDTH);
    let count = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(may(*byte))).sum::<u8>();
    text.as_bytes()
        .chunks(COUNTED)
        .map(|bytes| usize::from(count(bytes)))
        .sum()
}

/// How many runs from the first on are one id number; none when they are no such number.
fn runs_of_one(runs: &[Run]) -> usize {
    let mut digits = String::with_capacity(LENGTH);
    for (index, run) in runs.iter().enumerate() {
        if index > 0 && !run.joins || digits.len() + run.digits.len() > LENGTH {
            return 0;
        }
        digits.push_str(&run.digits);
        if is_number_of_a_person(&digits) {
            return index + 1;
        }
    }
    0
}

/// Digits without anything between, and an X behind them.
struct Run {
    digits: String,
    range: Range<usize>,
    /// Whether at most a blank or a hyphen parts it from the run before.
    joins: bool,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut open, mut joint) = (false, 0);
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (half_width(c), runs.last_mut().filter(|_| open)) {
            (digit @ '0'..='9', Some(run)) => {
                run.digits.push(digit);
                run.range.end = end;
            }
            (digit @ '0'..='9', None) => {
                let joins = joint == 1;
                runs.push(Run {
                    digits: digit.to_string(),
                    range: at..end,
                    joins,
                });
                open = true;
            }
            ('X', Some(run)) => {
                run.digits.push('X');
                run.range.end = end;
                (open, joint) = (false, 2);
            }
            (c, _) => {
                // A blank or a hyphen directly behind the digits may belong to the number; anything else ends it.
                let joins = open && (c.is_whitespace() && c != '\n' || matches!(c, '-' | '－' | '–' | '‐'));
                joint = if joins { 1 } else { 2 };
                open = false;
            }
        }
    }
    runs
}

/// Digits and letters X as they are written anywhere, of half a cell.
const fn half_width(c: char) -> char {
    match c {
        '０'..='９' => (c as u32 - '０' as u32 + '0' as u32) as u8 as char,
        'x' | 'ｘ' | 'Ｘ' => 'X',
        _ => c,
    }
}

fn is_part(c: char) -> bool {
    matches!(half_width(c), '0'..='9' | 'X')
}

/// Whether digits, and an X behind them, are a citizen's id number: of its length, and with a birthday in its middle. A
/// code of an organisation (统一社会信用代码) may have eighteen digits too.
fn is_number_of_a_person(digits: &str) -> bool {
    let part = |range: Range<usize>| digits.get(range);
    let year = part(6..10).and_then(|year| year.parse::<u32>().ok());
    digits.len() == LENGTH
        && !digits[..LENGTH - 1].contains('X')
        && year.is_some_and(|year| (1850..2100).contains(&year))
        && part(10..14).is_some_and(is_day)
}

/// Whether four digits are a month and a day.
fn is_day(digits: &str) -> bool {
    let part = |range: Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    let within = |number: Option<u32>, most: u32| number.is_some_and(|number| (1..=most).contains(&number));
    within(part(0..2), 12) && within(part(2..4), 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_number_is_known_anywhere_in_a_text() {
        for text in [
            "张三 51030019700101123X",
            "身份证：５１０３００１９７００１０１１２３ｘ",
            "510300 19700101 1234",
            "510300-19700101-123X",
            "13800138000 510300197001011234",
            "510300197001011234 510300196502021234",
            "510300197001011234\n510300196502021234",
            "13800138000-510300-19700101-1234",
            "户1（510300197001011234）",
        ] {
            assert!(holds(text), "{text}");
        }
        for text in [
            "合同编号 2023110012345678901",
            // Codes of organisations.
            "12510300451234567X",
            "91510300451234567",
            // Orders, of which no day is in the middle.
            "202311200000000017",
            "510300 亩 19700101 1234",
            "510300  19700101  1234",
            "510300\n197001011234",
        ] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn old_numbers_have_fifteen_digits() {
        assert!(is_old("510300700101123") && is_old(" ５１０３００ 700101123"));
        assert!(!is_old("510300701301123") && !is_old("51030070010112") && !is_old("510300197001011234"));
    }

    #[test]
    fn what_is_masked_can_still_be_told_apart() {
        assert_eq!(masked("张三51030019700101123X.xlsx"), "张三510300**********3X.xlsx");
        assert_eq!(
            masked("13800138000 510300-19700101-1234、510300196502021234"),
            "13800138000 510300-********-**34、510300**********34"
        );
        assert_eq!(masked("农业.xlsx › 汇总 › G16"), "农业.xlsx › 汇总 › G16");
    }
}

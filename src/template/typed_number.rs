//! Numbers that an author types before a heading or a point although the program numbers them.

/// Digits of the numbers of headings.
const HAN_NUMERALS: &str = "一二三四五六七八九十";
/// Numbers of one character: ① to ⑳, ⑴ to ⒇, ⒈ to ⒛, ㈠ to ㈩.
const WHOLE: [std::ops::RangeInclusive<char>; 2] = ['①'..='⒛', '㈠'..='㈩'];

fn is_digit(character: char) -> bool {
    is_arabic(character) || HAN_NUMERALS.contains(character)
}

/// An Arabic digit, of full width too.
fn is_arabic(character: char) -> bool {
    character.is_ascii_digit() || ('０'..='９').contains(&character)
}

/// Whether digits make a number that a heading has, below a hundred: 十四, but neither the 十四五 of a plan nor 2023.
fn counts(digits: &str) -> bool {
    let length = digits.chars().count();
    if digits.chars().all(is_arabic) {
        return length <= 2;
    }
    let ones =
        |text: &str| text.is_empty() || text.chars().count() == 1 && !text.contains('十') && !text.contains(is_arabic);
    match digits.split_once('十') {
        Some((tens, rest)) => ones(tens) && ones(rest),
        None => ones(digits),
    }
}

/// The number with which the words of a heading begin: 二、, （一）, 3., 第一，, ①; an enumeration such as 一、二、三产业 or
/// 十、百、千工程 is none, nor is 3.5万亩. A point of a list may begin with 一是 too.
pub(super) fn before(words: &str, in_list: bool) -> Option<&str> {
    let first = words.chars().next()?;
    if WHOLE.iter().any(|range| range.contains(&first)) {
        return words.get(..first.len_utf8());
    }
    let open = matches!(first, '（' | '(');
    let ordinal = first == '第';
    let number = words.get(if open || ordinal { first.len_utf8() } else { 0 }..)?;
    let behind = number.trim_start_matches(is_digit);
    let digits = &number[..number.len() - behind.len()];
    let close = behind.chars().next().filter(|_| !digits.is_empty() && counts(digits))?;
    let rest = &behind[close.len_utf8()..];
    let closes = match close {
        '）' | ')' => !ordinal,
        '是' => in_list && !open && !ordinal && number.starts_with(|c| HAN_NUMERALS.contains(c)),
        '，' | ',' | '：' | ':' => ordinal,
        '、' => !open,
        '.' | '．' => !open && !ordinal,
        _ => false,
    };
    (closes && !goes_on(rest)).then(|| &words[..words.len() - rest.len()])
}

/// Whether what follows a number and its mark is another number, of an enumeration or behind a decimal point, or one
/// character of an enumeration: the 百 of 十、百、千工程, the 寨 of 九、寨、沟.
fn goes_on(rest: &str) -> bool {
    let listed = rest.chars().nth(1) == Some('、');
    listed || rest.starts_with(is_digit)
}

#[cfg(test)]
mod tests {
    use super::before;

    #[test]
    fn numbers_are_told_from_what_begins_like_one() {
        for (words, heading, item) in [
            ("二、经济运行", Some("二、"), Some("二、")),
            ("（一）农业", Some("（一）"), Some("（一）")),
            ("1.粮食", Some("1."), Some("1.")),
            ("1. 2023年工作", Some("1."), Some("1.")),
            ("1）粮食", Some("1）"), Some("1）")),
            ("第一，抓粮食", Some("第一，"), Some("第一，")),
            ("①抓粮食", Some("①"), Some("①")),
            ("一是抓粮食", None, Some("一是")),
            ("一、千方百计增收", Some("一、"), Some("一、")),
            ("一、二、三产业融合", None, None),
            ("十、百、千工程", None, None),
            ("（十四五）规划", None, None),
            ("（2023）工作", None, None),
            ("（十四）规划", Some("（十四）"), Some("（十四）")),
            ("二十一、规划", Some("二十一、"), Some("二十一、")),
            ("九、寨、沟", None, None),
            ("１．农业", Some("１．"), Some("１．")),
            ("１、农业", Some("１、"), Some("１、")),
            ("第一、二产业", None, None),
            ("第一产业", None, None),
            ("3.5万亩高标准农田", None, None),
            ("十四五开局", None, None),
            ("2023年是关键之年", None, None),
        ] {
            assert_eq!(before(words, false), heading, "{words}");
            assert_eq!(before(words, true), item, "{words}");
        }
    }
}

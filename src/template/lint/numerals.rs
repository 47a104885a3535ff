//! Arabic and Han numerals beside each other (GB/T 15835): counts and places written in two ways, rough numbers, years
//! cut short.

use std::ops::Range;

use crate::diag::Code;

/// Measure words of what is counted one by one.
const CLASSIFIERS: [char; 12] = ['个', '名', '户', '家', '次', '项', '条', '座', '所', '件', '台', '处'];
/// Measure words that two neighbouring numerals have only where they are a rough number: 三五天.
const ROUGHLY_COUNTED: [char; 9] = ['天', '个', '户', '人', '次', '名', '家', '里', '岁'];

/// The value of a Han numeral that stands alone.
pub(super) const fn digit(character: char) -> Option<u32> {
    Some(match character {
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

/// What makes a numeral part of a longer one, of an ordinal, or of a slogan in quotes.
fn joins(character: char) -> bool {
    digit(character).is_some() || matches!(character, '第' | '百' | '千' | '万' | '亿' | '几' | '数' | '“' | '、')
}

/// Every wrong usage, with its place in the text.
pub(super) fn findings(text: &str, numbers: &[Range<usize>], counts: &[Count]) -> Vec<(Code, Range<usize>)> {
    let mut found = rough_numbers(text);
    if numbers.is_empty() {
        return found;
    }
    found.extend(numbers.iter().filter_map(|number| several(text, number)));
    found.extend(numbers.iter().filter_map(|number| short_year(text, number)));
    for han in counts.iter().filter(|count| count.han) {
        let sentence = sentence(text, han.range.start);
        let like = |other: &&Count| !other.han && other.key.chars().next() == han.key.chars().next();
        if counts
            .iter()
            .filter(like)
            .any(|other| sentence.contains(&other.range.start))
        {
            found.push((Code::LintNumerals, han.range.clone()));
        }
    }
    found
}

fn sentence(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('。').map_or(0, |end| end);
    let end = text[at..].find('。').map_or(text.len(), |end| at + end);
    start..end
}

/// 10几个, 几10个.
fn several(text: &str, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let several = '几'.len_utf8();
    if text[..number.start].ends_with('几') {
        return Some((Code::LintSeveral, number.start - several..number.end));
    }
    let behind = text[number.end..].starts_with('几');
    behind.then(|| (Code::LintSeveral, number.start..number.end + several))
}

/// 三、五天 for 三五天. 第三、四次 and 一、二级 are lists.
fn rough_numbers(text: &str) -> Vec<(Code, Range<usize>)> {
    let mut found = Vec::new();
    for (comma, mark) in text.match_indices('、') {
        let mut before = text[..comma].char_indices().rev();
        let mut after = text[comma + mark.len()..].chars();
        let (Some((start, one)), Some(other), Some(counted)) = (before.next(), after.next(), after.next()) else {
            continue;
        };
        let (Some(one), Some(next)) = (digit(one), digit(other)) else {
            continue;
        };
        let rough = next > one && next - one <= 2 && next < 10 && ROUGHLY_COUNTED.contains(&counted);
        if rough && !before.next().is_some_and(|(_, character)| joins(character)) {
            let end = comma + mark.len() + other.len_utf8() + counted.len_utf8();
            found.push((Code::LintSeveral, start..end));
        }
    }
    found
}

/// 23年11月 for 2023年11月.
fn short_year(text: &str, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let rest = text[number.end..].strip_prefix('年').filter(|_| number.len() == 2)?;
    let month = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let dated = month.len() < rest.len() && month.starts_with('月');
    (dated || rest.starts_with("年度")).then(|| (Code::LintShortYear, number.start..number.end + '年'.len_utf8()))
}

/// Something counted or placed: 三个村, 3个村; 第三位, 第3位.
pub(super) struct Count {
    /// The numeral and its measure word.
    pub(super) range: Range<usize>,
    /// What is counted; what has one key must be written in one way.
    pub(super) key: String,
    /// Whether the numeral is Han.
    pub(super) han: bool,
}

/// What a text counts, but for single things, which are 一个 whatever else is counted.
pub(super) fn counts(text: &str, numbers: &[Range<usize>]) -> Vec<Count> {
    let mut found = Vec::new();
    for number in numbers {
        let mut after = text[number.end..].chars();
        if let Some(classifier) = after.next().filter(|next| CLASSIFIERS.contains(next)) {
            found.extend(count(
                number.start..number.end + classifier.len_utf8(),
                (classifier, after.next()),
                false,
            ));
        }
    }
    let mut before = None;
    let mut quoted = false;
    for (at, character) in text.char_indices() {
        quoted = quoted && character != '”' || character == '“';
        // Few characters are numerals, so that this is asked first.
        if digit(character).is_some_and(|digit| digit > 1) && !quoted && !before.is_some_and(joins) {
            let end = at + character.len_utf8();
            let classifier = text[end..].chars().next().filter(|next| CLASSIFIERS.contains(next));
            found.extend(classifier.and_then(|classifier| {
                let end = end + classifier.len_utf8();
                count(at..end, (classifier, text[end..].chars().next()), true)
            }));
        }
        before = Some(character);
    }
    found.sort_by_key(|count| count.range.start);
    found
}

/// What stands alone, before a mark or at the end, is no name of a thing.
fn count(range: Range<usize>, (classifier, counted): (char, Option<char>), han: bool) -> Option<Count> {
    let counted = counted.filter(|counted| counted.is_alphabetic())?;
    Some(Count {
        range,
        key: format!("{classifier}{counted}"),
        han,
    })
}

/// The number of a place at the beginning of a text, 一 or 3, with its length.
pub(super) fn place(text: &str) -> Option<(u32, usize)> {
    let arabic = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if arabic > 0 {
        return Some((text[..arabic].parse().ok()?, arabic));
    }
    let mut han = text.chars();
    let (first, second) = (han.next()?, han.next());
    let length = first.len_utf8();
    match (digit(first)?, second.and_then(digit)) {
        // 十一 and such; a longer one is rarely written.
        (10, Some(ones)) => Some((10 + ones, length * 2)),
        (number, None) => Some((number, length)),
        (_, Some(_)) => None,
    }
}

/// Places and occurrences in their order: 第3位, 第三位, 全县第一.
pub(super) fn ordinals(text: &str) -> Vec<Count> {
    let mut found = Vec::new();
    for (start, mark) in text.match_indices('第') {
        let rest = &text[start + mark.len()..];
        let arabic = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let han = rest.len() - rest.trim_start_matches(|c| digit(c).is_some()).len();
        let after = rest[arabic.max(han)..].chars().next();
        let placed = text[..start].ends_with(['县', '市', '省', '国']) && !after.is_some_and(char::is_alphabetic);
        let key = match after {
            Some('位' | '名') => "第位",
            Some('次') => "第次",
            _ if placed => "第位",
            _ => continue,
        };
        if arabic + han > 0 {
            let unit = after.filter(|_| !placed).map_or(0, char::len_utf8);
            found.push(Count {
                range: start..start + mark.len() + arabic.max(han) + unit,
                key: key.to_owned(),
                han: han > 0,
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let numbers = super::super::words::numbers(text);
        super::super::told(text, &findings(text, &numbers, &counts(text, &numbers)))
    }

    #[test]
    fn wrong_numerals_are_found() {
        for (text, expected) in [
            ("走访几10户", "W-LINT-SEVERAL 几10"),
            ("走访10几户", "W-LINT-SEVERAL 10几"),
            ("每隔三、五天巡查一次", "W-LINT-SEVERAL 三、五天"),
            ("23年11月建成", "W-LINT-SHORT-YEAR 23年"),
            ("建成三个基地、20个大棚", "N-LINT-NUMERALS 三个"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn right_numerals_are_left_alone() {
        for text in [
            "几十户，十几个，三五天，2023年11月",
            "第三、四次会议，一、二级河道，水稻、玉米",
            "历时10年11个月，近20年来",
            "建成三个基地。新建20个大棚",
            "一个项目、20个大棚，“两个责任”20个",
            "建立三项机制，整改20个问题，十三个村",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }

    #[test]
    fn places_are_ordinals_and_names_are_not() {
        let shown = |text: &str| -> Vec<(String, bool)> {
            ordinals(text)
                .into_iter()
                .map(|one| (text[one.range].to_owned(), one.han))
                .collect()
        };
        assert_eq!(
            shown("居全县第3位，居全县第一"),
            [("第3位".into(), false), ("第一".into(), true)]
        );
        assert!(shown("第一产业、第三季度、全国第一个").is_empty());
    }
}

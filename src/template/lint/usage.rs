//! How numbers and marks are written (GB/T 15835, GB/T 15834): scales, ranges, Han zeros, listed names.

use std::ops::Range;

use super::super::qualifiers::{self, Position};
use super::mentions::Mentions;
use super::words::words_before;
use crate::diag::Code;

/// Digits of a year in Han numerals; 〇 is the only zero among them.
const HAN_DIGITS: &str = "〇一二三四五六七八九";
/// What is written in the place of 〇 by mistake.
const FALSE_ZEROS: &str = "0OoＯ０○◯零";
/// Marks that are typed between the ends of a range.
const RANGE_MARKS: [char; 6] = ['-', '~', '－', '—', '～', '–'];
/// What a range of time is counted in: it takes 一字线.
const TIMES: [char; 3] = ['年', '月', '日'];
/// What is wrong wherever it stands.
const WRONG: [(Code, &str); 10] = [
    (Code::LintListed, "”、“"),
    (Code::LintListed, "》、《"),
    (Code::LintEtc, "……等"),
    (Code::LintEtc, "等……"),
    (Code::LintDoubled, "中旬左右"),
    (Code::LintDoubled, "中旬前后"),
    (Code::LintQuotes, "““"),
    (Code::LintQuotes, "””"),
    (Code::LintQuotes, "《《"),
    (Code::LintQuotes, "》》"),
];
/// Marks of which never two stand beside each other.
const MARKS: [&str; 22] = [
    "，，", "，。", "，；", "，、", "，：", "。。", "。，", "。；", "。、", "；；", "；。", "；，", "；、", "、、",
    "、，", "、。", "、；", "：：", "：，", "：。", "：；", "：、",
];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[
    &["占比"],
    &MARKS,
    &[WRONG[0].1, WRONG[1].1, WRONG[2].1, WRONG[3].1, WRONG[4].1],
    &[WRONG[5].1, WRONG[6].1, WRONG[7].1, WRONG[8].1, WRONG[9].1],
];

/// Every wrong usage, with its place in the text.
pub(super) fn findings(text: &str, mentions: &Mentions, numbers: &[Range<usize>]) -> Vec<(Code, Range<usize>)> {
    let mut found = Vec::new();
    for (code, word) in WRONG {
        found.extend(mentions.of_word(word).map(|start| (code, start..start + word.len())));
    }
    let marks = mentions.of_any(&MARKS);
    found.extend(marks.map(|(start, pair)| (Code::LintMarks, start..start + pair.len())));
    found.extend(han_years(text));
    if !numbers.is_empty() {
        found.extend(shares(text, mentions));
        for (index, number) in numbers.iter().enumerate() {
            found.extend(scale(text, number));
            found.extend(leading_zero(text, number));
            found.extend(numbers.get(index + 1).and_then(|next| range(text, number, next)));
        }
    }
    found
}

/// A year in Han numerals with another zero than 〇: 二零二三年.
fn han_years(text: &str) -> Vec<(Code, Range<usize>)> {
    let mut found = Vec::new();
    for (end, _) in text.match_indices('年') {
        let start = text[..end].char_indices().rev().nth(3).map_or(end, |(start, _)| start);
        let year = &text[start..end];
        let digits = year.chars().filter(|c| HAN_DIGITS.contains(*c)).count();
        let zeros = year.chars().filter(|c| FALSE_ZEROS.contains(*c)).count();
        if digits >= 2 && zeros >= 1 && digits + zeros == 4 {
            found.push((Code::LintZero, start..end + '年'.len_utf8()));
        }
    }
    found
}

/// 占比33.3%的: 占比 takes no 的, 占…的33.3% does.
fn shares(text: &str, mentions: &Mentions) -> Vec<(Code, Range<usize>)> {
    let mut found = Vec::new();
    for start in mentions.of_word("占比") {
        let rest = text[start + "占比".len()..].trim_start_matches(['为', '达']);
        let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if after.len() < rest.len()
            && let Some(after) = after.strip_prefix("%的")
        {
            found.push((Code::LintShare, start..text.len() - after.len()));
        }
    }
    found
}

/// 7.2千万, 3亿4500万: 万 and 亿 are the only scales, and a number has one.
fn scale(text: &str, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let after = &text[number.end..];
    let two_scales = after
        .strip_prefix(['十', '百', '千'])
        .and_then(|rest| rest.strip_prefix(['万', '亿']));
    let again = after.strip_prefix('亿').and_then(|rest| {
        let second = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        (second.len() < rest.len()).then(|| second.strip_prefix('万')).flatten()
    });
    let rest = two_scales.or(again)?;
    Some((Code::LintScale, number.start..text.len() - rest.len()))
}

/// .46 for 0.46.
fn leading_zero(text: &str, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let before = text[..number.start].strip_suffix('.')?;
    let word = before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    (!word).then_some((Code::LintScale, before.len()..number.end))
}

/// A range with the wrong mark, or with an approximator beside it.
fn range(text: &str, first: &Range<usize>, second: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let between = text[first.end..second.start].trim_start_matches(['%', '年', '月', '日']);
    let mark = between.chars().next().filter(|mark| RANGE_MARKS.contains(mark))?;
    if between.len() > mark.len_utf8() {
        return None;
    }
    let unit = text[second.end..].chars().next()?;
    let whole = first.start..second.end + unit.len_utf8();
    let right = match (TIMES.contains(&unit), mark) {
        (true, '—') | (false, '～') => true,
        (true, _) => false,
        // Codes and telephone numbers have hyphens and no unit behind them.
        (false, _) => !"%万亿元亩吨人户个家名公".contains(unit),
    };
    if !right {
        return Some((Code::LintRangeMark, whole));
    }
    let before = words_before(&text[..first.start]);
    let after = &text[second.end + unit.len_utf8()..];
    let behind = qualifiers::at(Position::After).chain(qualifiers::at(Position::Between));
    let mut behind = behind.into_iter().filter(|qualifier| qualifier.is_rough());
    let behind = behind.any(|qualifier| after.starts_with(qualifier.word));
    let start = first.start - before.iter().map(|qualifier| qualifier.word.len()).sum::<usize>();
    let rough = mark == '～' && (before.iter().any(|qualifier| qualifier.is_rough()) || behind);
    rough.then_some((Code::LintRange, start..whole.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        super::super::told(
            text,
            &findings(text, &Mentions::of(text), &super::super::words::numbers(text)),
        )
    }

    #[test]
    fn wrong_usage_is_found() {
        for (text, expected) in [
            ("二零二三年", "W-LINT-ZERO 二零二三年"),
            ("二○二三年", "W-LINT-ZERO 二○二三年"),
            ("二0二三年十一月", "W-LINT-ZERO 二0二三年"),
            ("投资7.2千万元", "W-LINT-SCALE 7.2千万"),
            ("投资3亿4500万元", "W-LINT-SCALE 3亿4500万"),
            ("亩产.46吨", "W-LINT-SCALE .46"),
            ("占比33.3%的农户", "W-LINT-SHARE 占比33.3%的"),
            ("组织10-20人", "W-LINT-RANGE-MARK 10-20人"),
            ("1-6月", "W-LINT-RANGE-MARK 1-6月"),
            ("2021～2023年", "W-LINT-RANGE-MARK 2021～2023年"),
            ("5月-6月", "W-LINT-RANGE-MARK 5月-6月"),
            ("合格率85%-90%", "W-LINT-RANGE-MARK 85%-90%"),
            ("约10～20人", "W-LINT-RANGE 约10～20人"),
            ("10～20人左右", "W-LINT-RANGE 10～20人"),
            ("10～20人上下", "W-LINT-RANGE 10～20人"),
            ("“四乱”、“六乱”", "N-LINT-LISTED ”、“"),
            ("《甲》、《乙》", "N-LINT-LISTED 》、《"),
            ("水稻、玉米……等", "W-LINT-ETC ……等"),
            ("6月中旬左右", "W-LINT-DOUBLED 中旬左右"),
            ("用好““幸福食堂””品牌", "W-LINT-QUOTES ““；W-LINT-QUOTES ””"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn right_usage_is_left_alone() {
        for text in [
            "二〇二三年，二零二三是编号",
            "7234万元、3.45亿元、近千万元",
            "0.46吨，版本1.2.46",
            "占全镇的33.3%，占比33.3%，的确",
            "3～5天以内，3～5天之多，至少3～5天，最多3～5天，10～20人以上",
            "10～20人，85%～90%，1—6月，2021—2023年，3月1日—5日",
            "电话0830-2345678，编号GB-12-3",
            "“菜篮子”“米袋子”，水稻、玉米等",
            "三百零五户，零五年",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }
}

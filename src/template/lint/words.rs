//! False and doubled patterns in the words around numbers (spec §4, §8), clause by clause.

use std::ops::Range;

use super::super::comparators::{CHANGES, COMPARATORS, FALLS, leading};
use super::super::qualifiers::{self, Position, Qualifier, Side};
use super::mentions::Mentions;
use crate::diag::Code;

/// What ends a clause: a pattern does not reach across.
pub(super) const ENDS: [char; 10] = ['，', '。', '；', '：', '、', '！', '？', '（', '）', '\n'];
/// Twice, four times and eight times in 番.
const DOUBLINGS: [&str; 7] = ["翻番", "翻一番", "翻两番", "翻三番", "翻了一番", "翻了两番", "翻了三番"];
/// What begins a time after 截止, which takes none.
const TIMES: [&str; 4] = ["目前", "到", "今年", "本月"];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&CHANGES, &COMPARATORS, &DOUBLINGS, &["截止", "百分点", "超额完成"]];
/// Letters after a number in which an approximator is looked for: a scale, a unit, two approximators.
const UNIT_LETTERS: usize = 7;

/// Every pattern that is wrong, with its place in the text.
pub(super) fn findings(text: &str, mentions: &Mentions, numbers: &[Range<usize>]) -> Vec<(Code, Range<usize>)> {
    let mut found = Vec::new();
    for start in mentions.of_word("截止") {
        let after = &text[start + "截止".len()..];
        if TIMES.iter().any(|word| after.starts_with(word)) || after.starts_with(|c: char| c.is_ascii_digit()) {
            found.push((Code::LintUntil, start..start + "截止".len()));
        }
    }
    // Where nothing is counted there is nothing to contradict.
    let mut numbers = numbers;
    while let Some(number) = numbers.first() {
        let clause = clause(text, number);
        let (own, later) = numbers.split_at(numbers.partition_point(|number| number.start < clause.end));
        numbers = later;
        let shifted = |range: Range<usize>| clause.start + range.start..clause.start + range.end;
        let own = own.iter().map(|one| one.start - clause.start..one.end - clause.start);
        let of_clause = in_clause(
            &text[clause.clone()],
            &mentions.within(&clause),
            &own.collect::<Vec<_>>(),
        );
        found.extend(of_clause.into_iter().map(|(code, range)| (code, shifted(range))));
    }
    found
}

/// The clause in which a number stands.
fn clause(text: &str, number: &Range<usize>) -> Range<usize> {
    let before = text[..number.start].char_indices().rev();
    let mut ends = before.filter(|(_, character)| ENDS.contains(character));
    let start = ends.next().map_or(0, |(at, end)| at + end.len_utf8());
    let end = text[number.end..].find(ENDS);
    start..end.map_or(text.len(), |end| number.end + end)
}

fn in_clause(clause: &str, mentions: &Mentions, numbers: &[Range<usize>]) -> Vec<(Code, Range<usize>)> {
    let mut found = Vec::new();
    for number in numbers {
        found.extend(approximators(clause, number));
        found.extend(times(clause, mentions, number));
        found.extend(negative(clause, number));
        found.extend(negative_growth(clause, number));
    }
    found.extend(doubled_times(clause, mentions, numbers));
    found.extend(excess(clause, mentions, numbers));
    found.extend(points(clause, mentions));
    found.extend(compared(clause, mentions));
    found
}

/// Runs of digits, with their decimals.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        while digit(at) || bytes.get(at) == Some(&b'.') && digit(at + 1) {
            at += 1;
        }
        numbers.push(start..at);
    }
    numbers
}

/// More than one approximator at a number, or 余 after a decimal.
fn approximators(clause: &str, number: &Range<usize>) -> Vec<(Code, Range<usize>)> {
    let before = words_before(&clause[..number.start]);
    let mut end = number.end;
    let mut after = &clause[end..];
    let scaled = after.strip_prefix(['万', '亿']).unwrap_or(after);
    let between = [after, scaled].into_iter().find_map(qualifiers::behind_between);
    if let Some(rest) = between {
        end = clause.len() - rest.len();
        after = rest;
    }
    let window = after
        .char_indices()
        .take_while(|(_, c)| !c.is_ascii_digit())
        .nth(UNIT_LETTERS)
        .map_or_else(|| digitless(after), |(limit, _)| &after[..limit]);
    let begins = |start: usize| qualifiers::beginning(&window[start..], Position::After);
    let behind = window.char_indices();
    let behind: Vec<(usize, &Qualifier)> = behind
        .filter_map(|(start, _)| begins(start).map(|one| (start + one.word.len(), one)))
        .collect();
    let start = number.start - before.iter().map(|qualifier| qualifier.word.len()).sum::<usize>();
    let mut found = Vec::new();
    if between.is_some() && clause[number.clone()].contains('.') {
        found.push((Code::LintDecimal, number.start..end));
    }
    let last = behind.last().map_or(0, |(at, _)| *at);
    let mut words = before;
    words.extend(between.and_then(|_| [&clause[number.end..], scaled].into_iter().find_map(between_word)));
    words.extend(behind.into_iter().map(|(_, one)| one));
    if is_doubled(&words) {
        found.push((Code::LintDoubled, start..end + last));
    }
    found
}

fn between_word(text: &str) -> Option<&'static Qualifier> {
    qualifiers::beginning(text, Position::Between)
}

/// Whether two of a number's words say one thing, or what the other denies. 多达 300多户 does neither: it says loudly what
/// reaches the number.
fn is_doubled(words: &[&Qualifier]) -> bool {
    let (loud, rough): (Vec<&Qualifier>, Vec<&Qualifier>) = words.iter().partition(|one| one.tolerance == 0);
    let reached = |one: &&Qualifier| !matches!(one.side, Side::Below | Side::AtMost);
    loud.len() > 1 || rough.len() > 1 || words.len() > 1 && !rough.iter().all(reached)
}

/// The approximators that stand directly before a number, the nearest first.
pub(super) fn words_before(text: &str) -> Vec<&'static Qualifier> {
    let mut rest = text;
    let mut words = Vec::new();
    while let Some(qualifier) = qualifiers::ending(rest) {
        rest = &rest[..rest.len() - qualifier.word.len()];
        words.push(qualifier);
    }
    words
}

fn digitless(text: &str) -> &str {
    let end = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    &text[..end]
}

/// A fall told in 倍.
fn times(clause: &str, mentions: &Mentions, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let after = &clause[number.end..];
    if !after.starts_with('倍') {
        return None;
    }
    let falls = mentions.of_any(FALLS).map(|(start, _)| start);
    let start = falls.take_while(|start| *start < number.start).last()?;
    let undisturbed = !clause[start..number.start].contains(|c: char| c.is_ascii_digit());
    undisturbed.then(|| (Code::LintTimes, start..number.end + '倍'.len_utf8()))
}

/// 番 and 倍 of one thing: 翻一番是上年的2倍.
fn doubled_times(clause: &str, mentions: &Mentions, numbers: &[Range<usize>]) -> Option<(Code, Range<usize>)> {
    let (start, word) = mentions.of_any(&DOUBLINGS).next()?;
    let mut numbers = numbers.iter();
    let times = numbers.find(|number| clause[number.end..].starts_with('倍'))?;
    let end = (times.end + '倍'.len_utf8()).max(start + word.len());
    Some((Code::LintFan, start.min(times.start)..end))
}

/// 超额完成…的112%: what 超额 takes is the part beyond (spec §3).
fn excess(clause: &str, mentions: &Mentions, numbers: &[Range<usize>]) -> Option<(Code, Range<usize>)> {
    let start = mentions.of_word("超额完成").next()?;
    let whole = |number: &&Range<usize>| {
        number.start > start && clause[..number.start].ends_with('的') && clause[number.end..].starts_with('%')
    };
    let number = numbers.iter().find(whole)?;
    Some((Code::LintExcess, start..number.end + '%'.len_utf8()))
}

/// A direction before a negative number.
fn negative(clause: &str, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let before = clause[..number.start].strip_suffix(['-', '−', '－', '负'])?;
    let verb = CHANGES.iter().find(|verb| before.ends_with(**verb))?;
    Some((Code::LintNegative, before.len() - verb.len()..number.end))
}

/// 负增长3.2%: a fall is told as one (spec §7).
fn negative_growth(clause: &str, number: &Range<usize>) -> Option<(Code, Range<usize>)> {
    let before = clause[..number.start].strip_suffix("负增长")?;
    Some((Code::LintNegative, before.len()..number.end))
}

/// 百分点 after anything but a bare number and 个.
fn points(clause: &str, mentions: &Mentions) -> Vec<(Code, Range<usize>)> {
    let wrong = |before: &str| match before.strip_suffix('个') {
        Some(rest) => rest
            .chars()
            .next_back()
            .is_some_and(|last| !last.is_ascii_digit() && !"几多余一二三四五六七八九十两".contains(last)),
        None => before.ends_with(|last: char| last.is_ascii_digit() || "%％元亩吨户人".contains(last)),
    };
    let places = mentions.of_word("百分点").filter(|start| wrong(&clause[..*start]));
    let shown = |start: usize| {
        let number = numbers(&clause[..start]).pop();
        number.map_or(start, |number| number.start)
    };
    places
        .map(|start| (Code::LintPoints, shown(start)..start + "百分点".len()))
        .collect()
}

/// A comparison said twice: `同比同比增长`, `比上年同比增长`, `增长同比增长`.
fn compared(clause: &str, mentions: &Mentions) -> Vec<(Code, Range<usize>)> {
    let comparators = mentions.of_any(&COMPARATORS).map(|(start, word)| (start, word, false));
    let verbs = mentions.of_any(&CHANGES).map(|(start, word)| (start, word, true));
    let mut places: Vec<(usize, &str, bool)> = comparators.chain(verbs).collect();
    places.sort_unstable();
    let mut found = Vec::new();
    let mut last_comparator: Option<(usize, &str)> = None;
    let mut last_verb: Option<usize> = None;
    for (start, word, verb) in places {
        let end = start + word.len();
        let plain = |from: usize| !clause[from..start].contains(|c: char| c.is_ascii_digit());
        if verb {
            let counted = clause[end..].starts_with(|c: char| c.is_ascii_digit());
            let between = |from: usize| clause[from + word.len()..start].to_owned();
            let doubled = last_verb.filter(|from| {
                counted && (between(*from).is_empty() || leading(&between(*from)) == Some(&*between(*from)))
            });
            found.extend(doubled.map(|from| (Code::LintCompared, from..end)));
            last_verb = Some(start);
        } else {
            let doubled = last_comparator.filter(|(from, other)| {
                // 同比和环比分别增长5%和3% is right, 环比同比增长 is not.
                let other_kind = (*other == "环比") != (word == "环比") && from + other.len() != start;
                plain(*from) && !other_kind
            });
            found.extend(doubled.map(|(from, _)| (Code::LintCompared, from..end)));
            last_comparator = Some((start, word));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The codes and the words that each is about.
    fn told(text: &str) -> String {
        super::super::told(text, &findings(text, &Mentions::of(text), &numbers(text)))
    }

    #[test]
    fn wrong_patterns_are_found() {
        for (text, expected) in [
            ("事故下降2倍", "W-LINT-TIMES 下降2倍"),
            ("产量近30余吨", "W-LINT-DOUBLED 近30余"),
            ("产值超9.5亿元以上", "W-LINT-DOUBLED 超9.5亿元以上"),
            ("约20名左右", "W-LINT-DOUBLED 约20名左右"),
            ("至少50户以上", "W-LINT-DOUBLED 至少50户以上"),
            ("不到50户左右", "W-LINT-DOUBLED 不到50户左右"),
            ("增收3.5余万元", "W-LINT-DECIMAL 3.5余"),
            ("同比增长-3.2%", "W-LINT-NEGATIVE 增长-3.2"),
            ("负增长3.2%", "W-LINT-NEGATIVE 负增长3.2"),
            ("高达500户之多", "W-LINT-DOUBLED 高达500户之多"),
            ("最多50户以下", "W-LINT-DOUBLED 最多50户以下"),
            ("多达300多户，签约约312户", ""),
            ("高达近300户", "W-LINT-DOUBLED 高达近300"),
            ("截止11月底", "W-LINT-UNTIL 截止"),
            ("提高5%个百分点", "W-LINT-POINTS 5%个百分点"),
            ("增加277万元个百分点", "W-LINT-POINTS 277万元个百分点"),
            ("产值同比同比增长5%", "W-LINT-COMPARED 同比同比"),
            ("产值比上年同比增长5%", "W-LINT-COMPARED 比上年同比"),
            ("增长同比增长5%", "W-LINT-COMPARED 增长同比增长"),
            ("用电环比同比增长5%", "W-LINT-COMPARED 环比同比"),
            ("用电同比比上年增长5%", "W-LINT-COMPARED 同比比上年"),
            ("产值翻一番为上年2倍", "W-LINT-FAN 翻一番为上年2倍"),
            ("超额完成年度目标的112%", "W-LINT-EXCESS 超额完成年度目标的112%"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn right_patterns_are_left_alone() {
        for text in [
            "近30万元，20余名，86%以上，约3.5万人，3.5万人左右",
            "收入在20万元以上的村有9个，其中超30万元的3个",
            "增长2倍，下降50%，是上年的4倍",
            "同比增长5%、环比增长3%，同比和环比分别增长5%和3%",
            "提高2.2个百分点，几个百分点，报名截止时间为11月",
            "产值翻一番，是上年的2倍，超额完成年度目标12%",
            "近年来，2023年比上年增长5%，较大及以上事故0起",
            "由84.1%提高到86.3%，产值同比下降5%，增加3户",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }
}

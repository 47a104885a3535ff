//! Directions that deny one another in one sentence: 增长 typed beside what a filter prints as a fall (spec §2, §7).

use std::cmp::Ordering;
use std::ops::Range;

use super::super::comparators::{COMPARATORS, FALLS, RISES, without_trailing};
use super::super::qualifiers;
use super::Stretch;
use super::claims::{behind, quantity};
use super::printed::{Measured, filter, measured};
use super::words::ENDS;
use crate::diag::{Code, Diagnostic, term};
use crate::indicator::Indicators;
use crate::report::Figure;
use crate::unit::Dimension;

/// Filters whose words begin with a change, or with what they compare with.
const CHANGED: [&str; 14] = [
    "同比",
    "比上年",
    "对比",
    "降幅",
    "环比",
    "增减",
    "增减率",
    "百分点",
    "由至",
    "净增",
    "倍数",
    "翻番",
    "年均增长",
    "分别",
];
/// Those that compare with another time than last year's: what has grown since then may have fallen since last month.
const OTHER_TIMES: [&str; 2] = ["环比", "年均增长"];
/// Those that print the value itself.
const AMOUNTS: [&str; 5] = ["数额", "达", "其中", "合计", "预计"];
/// How filters say a rise and a fall beside the usual verbs; of a loss no direction is that of its profit.
const SAID_RISES: [&str; 5] = ["净增", "增至", "翻", "倍", "加快"];
const SAID_FALLS: [&str; 2] = ["净减", "减至"];
/// Verbs of a rise and of a fall that authors type beside the usual ones, none of which speaks of a rate or a gap.
const TYPED_RISES: [&str; 5] = ["增产", "增收", "上涨", "净增", "攀升"];
const TYPED_FALLS: [&str; 5] = ["减产", "减收", "下跌", "净减", "负增长"];
/// Verbs that say nothing certain of what the next clause speaks of: 服务能力提升，投诉下降.
const VAGUE: [&str; 5] = ["扩大", "缩小", "提升", "提高", "回落"];
/// What may stand behind the verb of a clause.
const BEHIND_VERBS: [&str; 7] = ["态势", "趋势", "势头", "明显", "较快", "良好", "了"];
/// What may stand before the verb of a clause that speaks of the figure before it and of nothing else.
const BEFORE_VERBS: [&str; 22] = [
    "继续",
    "持续",
    "连续",
    "保持",
    "实现",
    "呈现出",
    "呈现",
    "呈",
    "稳步",
    "稳定",
    "平稳",
    "快速",
    "较快",
    "大幅",
    "显著",
    "明显",
    "小幅",
    "略有",
    "有所",
    "不断",
    "逐步",
    "了",
];
/// Words by which a clause says of a direction that it is not there, not yet, no longer, of another thing or why.
const OTHERWISE: [&str; 41] = [
    "扭转", "遏", "止", "转", "不", "未", "难", "无", "非", "没", "由", "从", "防", "免", "如", "若", "因", "受", "虽",
    "尽管", "随着", "面对", "缓", "收窄", "目标", "力争", "确保", "预", "计划", "零", "上年", "去年", "前年", "曾",
    "停", "告别", "克服", "增速", "降速", "幅度", "差距",
];
/// What a verb may belong to in which a rise is no rise of the thing itself.
const RATES: [&str; 6] = ["增幅", "降幅", "涨幅", "占比", "比重", "速度"];
/// What stands between a verb and the number that it leads to.
const TO: [&str; 3] = ["至", "到", "为"];

/// What is told of a sentence, with the figure at whose place.
pub(super) type Found<'a> = (Box<Diagnostic>, &'a Figure);

/// A verb of a direction in a text, and whether it is one of a rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Verb {
    word: &'static str,
    way: Ordering,
}

fn verbs() -> impl Iterator<Item = Verb> {
    let of = |words: &'static [&'static str], way| words.iter().map(move |word| Verb { word, way });
    // 负增长 ends with 增长.
    of(&TYPED_FALLS, Ordering::Less)
        .chain(of(&TYPED_RISES, Ordering::Greater))
        .chain(of(RISES, Ordering::Greater))
        .chain(of(FALLS, Ordering::Less))
}

/// The verb with which a text ends.
fn ending(text: &str) -> Option<Verb> {
    verbs().find(|verb| text.ends_with(verb.word))
}

/// The direction that a figure prints; none where it prints several, or none.
fn printed(figure: &Figure) -> Option<Ordering> {
    let words = figure.text.as_str();
    if !CHANGED.contains(&filter(figure)) {
        return None;
    }
    if words.ends_with("持平") {
        return (!words.contains("基本持平")).then_some(Ordering::Equal);
    }
    let says = |usual: &[&str], own: &[&str]| usual.iter().chain(own).any(|word| words.contains(word));
    match (says(RISES, &SAID_RISES), says(FALLS, &SAID_FALLS)) {
        (true, false) => Some(Ordering::Greater),
        (false, true) => Some(Ordering::Less),
        (true, true) | (false, false) => None,
    }
}

/// Every direction of a sentence that its own figures deny.
pub(super) fn findings<'a>(stretch: &Stretch<'a>, indicators: &Indicators) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for (at, figure) in &stretch.figures {
        let beside = adjacent(stretch, at, figure)
            .or_else(|| clause_before(stretch, at, figure))
            .or_else(|| clause_behind(stretch, at, figure))
            .or_else(|| itself(stretch, at, figure, indicators));
        found.extend(beside.map(|problem| (problem, *figure)));
    }
    found.extend(from_one_to_another(stretch));
    found
}

fn contrary(stretch: &Stretch<'_>, range: Range<usize>, figure: &Figure, truth: Ordering) -> Box<Diagnostic> {
    let truth = match truth {
        Ordering::Greater => "direction-rises",
        Ordering::Less => "direction-falls",
        Ordering::Equal => "direction-level",
    };
    let problem = Diagnostic::new(Code::LintDirection).with("words", &stretch.text[range]);
    problem.with("name", &figure.indicator).with("value", term(truth))
}

/// A verb directly before a figure that has its own: 增长 before 比上年同期下降5%. One of the same direction is said twice.
fn adjacent(stretch: &Stretch<'_>, at: &Range<usize>, figure: &Figure) -> Option<Box<Diagnostic>> {
    let truth = printed(figure)?;
    let before = &stretch.text[..at.start];
    let bare = before.strip_suffix('了').unwrap_or(before);
    let bare = qualifiers::ending(bare).map_or(bare, |word| &bare[..bare.len() - word.word.len()]);
    let bare = without_trailing(bare).unwrap_or(bare);
    let verb = ending(bare)?;
    let range = bare.len() - verb.word.len()..at.end;
    if verb.way != truth {
        return Some(contrary(stretch, range, figure, truth));
    }
    // What the usual verbs say twice, the words themselves show.
    let told = RISES.iter().chain(FALLS).any(|usual| *usual == verb.word);
    (!told).then(|| Diagnostic::new(Code::LintCompared).with("words", &stretch.text[range]))
}

/// A clause that ends with a verb before a figure that begins the next one: 实现增长，同比下降5%.
fn clause_before(stretch: &Stretch<'_>, at: &Range<usize>, figure: &Figure) -> Option<Box<Diagnostic>> {
    let truth = printed(figure).filter(|_| !OTHER_TIMES.contains(&filter(figure)))?;
    let mut end = before_comma(&stretch.text[..at.start])?;
    // 实现增长，达950万元，同比下降5%: the clause between says how much it is.
    if let Some((amount, other)) = stretch.figures.iter().rev().find(|(other, _)| other.end == end)
        && other.indicator == figure.indicator
        && AMOUNTS.contains(&filter(other))
    {
        let verb = stretch.text[..amount.start].trim_end_matches(['达', '到', '为', '完', '成', '实', '现']);
        end = before_comma(verb)?;
    }
    let start = stretch.text[..end]
        .rfind(ENDS)
        .map_or(0, |last| last + end_length(&stretch.text[last..]));
    let (range, verb) = verb_of_clause(&stretch.text[start..end])?;
    let of_ratio = figure.text.contains("百分点");
    if VAGUE.contains(&verb.word) && !of_ratio || verb.way == truth {
        return None;
    }
    Some(contrary(stretch, start + range.start..at.end, figure, truth))
}

/// Where a text ends before the comma at its end.
fn before_comma(text: &str) -> Option<usize> {
    text.strip_suffix('，').map(str::len)
}

fn end_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The verb at the end of a clause of which it is certain that it says so, and where it stands.
fn verb_of_clause(clause: &str) -> Option<(Range<usize>, Verb)> {
    let bare = trimmed_end(clause);
    let verb = ending(bare)?;
    let subject = &bare[..bare.len() - verb.word.len()];
    let without: String = COMPARATORS.iter().fold(subject.to_owned(), |rest, word| match *word {
        "环比" => rest,
        word => rest.replace(word, ""),
    });
    let otherwise = OTHERWISE.iter().chain(&RATES).any(|word| without.contains(word));
    let other_time = without.ends_with("环比") || without.contains(|c: char| c.is_ascii_digit());
    (!otherwise && !other_time).then_some((subject.len()..bare.len(), verb))
}

/// A clause without what may stand behind its verb.
fn trimmed_end(clause: &str) -> &str {
    let mut bare = clause;
    loop {
        let shorter = BEHIND_VERBS.iter().find_map(|word| bare.strip_suffix(word));
        match shorter.or_else(|| bare.strip_suffix('的')) {
            Some(shorter) => bare = shorter,
            None => return bare,
        }
    }
}

/// A clause behind a figure that says no more than a direction: 同比下降5%，继续保持增长.
fn clause_behind(stretch: &Stretch<'_>, at: &Range<usize>, figure: &Figure) -> Option<Box<Diagnostic>> {
    let truth = printed(figure).filter(|_| !OTHER_TIMES.contains(&filter(figure)))?;
    let rest = stretch.text[at.end..].strip_prefix('，')?;
    let clause = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
    let mut said = trimmed_end(clause);
    while let Some(shorter) = BEFORE_VERBS.iter().find_map(|word| said.strip_prefix(word)) {
        said = shorter;
    }
    let verb = verbs().find(|verb| verb.word == said && !VAGUE.contains(&verb.word))?;
    let end = stretch.text.len() - rest.len() + clause.len();
    (verb.way != truth).then(|| contrary(stretch, at.start..end, figure, truth))
}

/// Words of a change before the value itself: 同比下降 before 950万元, of which 950 is all there is.
fn itself(
    stretch: &Stretch<'_>,
    at: &Range<usize>,
    figure: &Figure,
    indicators: &Indicators,
) -> Option<Box<Diagnostic>> {
    let before = &stretch.text[..at.start];
    let verb = ending(before).filter(|_| AMOUNTS.contains(&filter(figure)))?;
    let bare = without_trailing(&before[..before.len() - verb.word.len()])?;
    let own = quantity(behind(indicators, &figure.indicator)?)?;
    let base = own.base.as_ref()?.value;
    let is_change = figure.indicator.contains(['增', '减', '变', '差', '降', '涨', '净']);
    let same = own
        .value
        .checked_sub(base)
        .is_some_and(|change| change.abs() == own.value);
    if is_change || same || own.unit.dimension == Dimension::Ratio {
        return None;
    }
    let problem = Diagnostic::new(Code::LintChange).with("words", &stretch.text[bare.len()..at.end]);
    Some(problem.with("name", &figure.indicator).with("value", own.written()))
}

/// 由1000万元增至950万元, typed between two figures: what stands on both sides decides.
fn from_one_to_another<'a>(stretch: &Stretch<'a>) -> Vec<Found<'a>> {
    let mut found = Vec::new();
    for pair in stretch.figures.windows(2) {
        let [(from_at, from), (to_at, to)] = pair else { continue };
        let begun = stretch.text[..from_at.start].ends_with(['由', '从']);
        let between = &stretch.text[from_at.end..to_at.start];
        let Some(verb) = leading_to(between).filter(|_| begun) else {
            continue;
        };
        let (Some(earlier), Some(now)) = (number(from), number(to)) else {
            continue;
        };
        let truth = now.number.cmp(&earlier.number);
        if earlier.dimension() == now.dimension() && truth != verb {
            found.push((contrary(stretch, from_at.start..to_at.end, to, truth), *to));
        }
    }
    found
}

/// The direction of words that lead from one number to another: 增至, 提高到, 亩减少至; the unit of a bare number before them.
fn leading_to(between: &str) -> Option<Ordering> {
    match between {
        _ if between.ends_with("增至") || between.ends_with("升至") => return Some(Ordering::Greater),
        _ if between.ends_with("减至") || between.ends_with("降至") || between.ends_with("降到") => {
            return Some(Ordering::Less);
        }
        _ => {}
    }
    let verb = TO.iter().find_map(|to| between.strip_suffix(to)).and_then(ending)?;
    let short = between.chars().count() <= 7 && !between.contains(ENDS);
    short.then_some(verb.way)
}

/// The number that a figure prints; of a bare one in the unit of its value.
fn number(figure: &Figure) -> Option<Measured> {
    match figure.formula.is_empty() {
        true => measured(&figure.value),
        false => measured(&figure.text).filter(|_| AMOUNTS.contains(&filter(figure)) || filter(figure) == "百分比"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clause_that_says_so_has_a_direction() {
        let said = |clause: &str| verb_of_clause(clause).map(|(_, verb)| verb.way);
        for clause in [
            "产值实现增长",
            "工业保持快速增长的良好态势",
            "产值比上年增长",
            "粮食增产",
        ] {
            assert_eq!(said(clause), Some(Ordering::Greater), "{clause}");
        }
        for clause in ["产值有所下降", "产值出现负增长"] {
            assert_eq!(said(clause), Some(Ordering::Less), "{clause}");
        }
        for clause in [
            "扭转下降势头",
            "农药使用零增长",
            "受原料价格上涨",
            "增速下降",
            "占比下降",
            "降幅扩大",
            "环比增长",
            "未能增长",
            "促进农民增收工作",
        ] {
            assert_eq!(said(clause), None, "{clause}");
        }
    }

    #[test]
    fn what_leads_from_a_number_to_another_has_a_direction() {
        for (between, way) in [
            ("增至", Some(Ordering::Greater)),
            ("%提高到", Some(Ordering::Greater)),
            ("亩减少至", Some(Ordering::Less)),
            ("，增加到", None),
            ("至", None),
        ] {
            assert_eq!(leading_to(between), way, "{between}");
        }
    }
}

//! Directions that deny one another in one sentence: 增长 typed beside what a filter prints as a fall (spec §2, §7).

use std::cmp::Ordering;
use std::ops::Range;

use super::super::comparators::{FALLS, RISES, without_trailing};
use super::super::filters::SINCE_LAST_YEAR;
use super::super::qualifiers;
use super::Stretch;
use super::claims::{Found as Claimed, behind, claim, clause_before as clause_before_of, quantity};
use super::mentions::words_of;
use super::printed::{Measured, filter, measured};
use super::subject::{field_of, is_of, subject_of};
use super::words::ENDS;
use crate::diag::{Code, Diagnostic, term};
use crate::indicator::Indicators;
use crate::report::Figure;
use crate::unit::Dimension;

/// Filters whose words begin with a change, or with what they compare with, beside those that compare with last year.
const ALSO_CHANGED: [&str; 5] = ["环比", "倍数", "翻番", "年均增长", "分别"];
/// Those that compare with another time than last year's: what has grown since then may have fallen since last month.
const OTHER_TIMES: [&str; 2] = ["环比", "年均增长"];
/// Those that print the value itself.
const AMOUNTS: [&str; 5] = ["数额", "达", "其中", "合计", "预计"];
/// How filters say a rise and a fall beside the usual verbs; of a loss no direction is that of its profit.
const SAID_RISES: [&str; 5] = ["净增", "增至", "翻", "倍", "加快"];
const SAID_FALLS: [&str; 2] = ["净减", "减至"];
/// How a filter says that a rate of growth below zero has changed.
const OF_FALLS: [(&str, Ordering); 2] = [("降幅收窄", Ordering::Greater), ("降幅扩大", Ordering::Less)];
/// Words that say a direction of each of several things that are named before them.
const OF_EACH: [(&str, Ordering); 7] = [
    ("双增长", Ordering::Greater),
    ("双提升", Ordering::Greater),
    ("双下降", Ordering::Less),
    ("双降", Ordering::Less),
    ("均实现增长", Ordering::Greater),
    ("均保持增长", Ordering::Greater),
    ("同步增长", Ordering::Greater),
];
const EACH_WORDS: [&str; OF_EACH.len()] = words_of(&OF_EACH);
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&EACH_WORDS];
/// Verbs of a rise and of a fall that authors type beside the usual ones, none of which speaks of a rate or a gap.
const TYPED_RISES: [&str; 5] = ["增产", "增收", "上涨", "净增", "攀升"];
const TYPED_FALLS: [&str; 5] = ["减产", "减收", "下跌", "净减", "负增长"];
/// Verbs that say nothing certain of what the next clause speaks of: 服务能力提升，投诉下降.
const VAGUE: [&str; 5] = ["扩大", "缩小", "提升", "提高", "回落"];
/// What may stand behind the verb of a clause.
const BEHIND_VERBS: [&str; 7] = ["态势", "趋势", "势头", "明显", "较快", "良好", "了"];
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
    if !SINCE_LAST_YEAR
        .iter()
        .chain(&ALSO_CHANGED)
        .any(|name| *name == filter(figure))
    {
        return None;
    }
    if words.ends_with("持平") {
        return (!words.contains("基本持平")).then_some(Ordering::Equal);
    }
    let says = |usual: &[&str], own: &[&str]| usual.iter().chain(own).any(|word| words.contains(word));
    // The fall of a rate of growth that narrows is a rise of the rate.
    if let Some((_, way)) = OF_FALLS.iter().find(|(said, _)| words.starts_with(said)) {
        return Some(*way);
    }
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
        let beside = printed(figure).and_then(|truth| {
            let told = (*figure, truth);
            adjacent(stretch, at, told)
                .or_else(|| clause_before(stretch, at, told))
                .or_else(|| clause_behind(stretch, at, told))
        });
        let beside = beside.or_else(|| itself(stretch, at, figure, indicators));
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
fn adjacent(stretch: &Stretch<'_>, at: &Range<usize>, (figure, truth): (&Figure, Ordering)) -> Option<Box<Diagnostic>> {
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
fn clause_before(
    stretch: &Stretch<'_>,
    at: &Range<usize>,
    (figure, truth): (&Figure, Ordering),
) -> Option<Box<Diagnostic>> {
    if OTHER_TIMES.contains(&filter(figure)) {
        return None;
    }
    let mut end = before_comma(&stretch.text[..at.start])?;
    // 实现增长，达950万元，同比下降5%: the clause between says how much it is.
    if let Some((amount, other)) = stretch.figures.iter().rev().find(|(other, _)| other.end == end)
        && other.indicator == figure.indicator
        && AMOUNTS.contains(&filter(other))
    {
        let verb = stretch.text[..amount.start].trim_end_matches(['达', '到', '为', '完', '成', '实', '现']);
        end = before_comma(verb)?;
    }
    let clause = clause_before_of(&stretch.text, end);
    let start = end - clause.len();
    let bare = trimmed_end(clause);
    let verb = ending(bare)?;
    let lead = &bare[..bare.len() - verb.word.len()];
    // 出栏增加 and 因成本上升 say nothing of the figure, nor does one of several that are listed.
    let subject = subject_of(lead);
    let listed = stretch.text[..start].ends_with('、');
    let said = match in_points(figure) {
        // The growth of a rate slows down, and the thing itself still grows: only the rate's own name says that it falls.
        true => is_of(subject, &figure.indicator) && subject.ends_with(field_of(&figure.indicator)),
        false => subject.is_empty() || is_of(subject, &figure.indicator),
    };
    let vague = VAGUE.contains(&verb.word) && !in_points(figure);
    if listed || !said || vague || verb.way == truth {
        return None;
    }
    Some(contrary(stretch, start + lead.len()..at.end, figure, truth))
}

/// Whether a figure says by how many points a rate has changed.
fn in_points(figure: &Figure) -> bool {
    figure.text.contains("分点")
}

/// Where a text ends before the comma at its end.
fn before_comma(text: &str) -> Option<usize> {
    text.strip_suffix('，').map(str::len)
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
fn clause_behind(
    stretch: &Stretch<'_>,
    at: &Range<usize>,
    (figure, truth): (&Figure, Ordering),
) -> Option<Box<Diagnostic>> {
    let rest = stretch.text[at.end..].strip_prefix('，')?;
    let clause = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
    let said = trimmed_end(clause);
    let month = filter(figure) == "环比";
    let verb = ending(said).filter(|verb| !VAGUE.contains(&verb.word) || in_points(figure) || month)?;
    let subject = subject_of(&said[..said.len() - verb.word.len()]);
    // 税收下降，工业税收增长 speaks of another thing: the name must be the very one.
    let named = subject == field_of(&figure.indicator);
    let certain = match filter(figure) {
        _ if month => subject == "环比" || subject.strip_suffix("环比") == Some(field_of(&figure.indicator)),
        other if OTHER_TIMES.contains(&other) => false,
        _ if in_points(figure) => named,
        _ => named || subject.is_empty(),
    };
    let end = stretch.text.len() - rest.len() + clause.len();
    let range = at.start..end;
    let denied = certain && verb.way != truth;
    // 环比有所回落 may be meant of how fast it grows.
    if denied && VAGUE.contains(&verb.word) && month {
        let words = figure.text.clone();
        return Some(claim(stretch, &range, &figure.indicator).with("value", words));
    }
    denied.then(|| contrary(stretch, range, figure, truth))
}

/// 产值、进出口双增长 where the same sentence prints that one of them has fallen.
pub(super) fn of_each(stretch: &Stretch<'_>) -> Vec<Claimed> {
    let text = &stretch.text;
    let found = stretch.mentions.of_any(&EACH_WORDS).filter_map(|(start, word)| {
        let (_, way) = OF_EACH.iter().find(|(known, _)| *known == word)?;
        let begin = text[..start].rfind(['，', '。', '；', '：', '\n']);
        let begin = begin.map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
        let end = text[start..].find(['。', '；']).map_or(text.len(), |at| start + at);
        let lead = &text[begin..start];
        let alone = stretch.figure_in(&(begin..start + word.len())).is_none();
        let named: Vec<&str> = lead.split(['、', '和', '与']).map(subject_of).collect();
        if !alone || named.len() < 2 {
            return None;
        }
        let later = stretch
            .figures
            .iter()
            .filter(|(at, _)| (start..end).contains(&at.start));
        let mut of_them = later.filter(|(_, figure)| named.contains(&field_of(&figure.indicator)));
        let usual = |figure: &Figure| !OTHER_TIMES.contains(&filter(figure)) && filter(figure) != "分别";
        let denied = of_them.find(|(_, figure)| usual(figure) && printed(figure).is_some_and(|truth| truth != *way));
        let (_, figure) = denied?;
        let range = start..start + word.len();
        let problem = claim(stretch, &range, &figure.indicator).with("value", &figure.text);
        Some((range, problem))
    });
    found.collect()
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
        // From an investment to an output is no change of either.
        let begun = begun && itself_of(&from.indicator) == itself_of(&to.indicator);
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

/// The indicator of which a value is: that of 税收.上年 is 税收.
fn itself_of(path: &str) -> &str {
    path.strip_suffix(".上年").unwrap_or(path)
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

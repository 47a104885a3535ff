//! Figures against each other: printed twice with different numbers, a rate that its printed amounts do not
//! give, adverbs that a rate does not bear out.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rust_decimal::Decimal;

use super::super::comparators::{CHANGES, COMPARATORS, FALLS, RISES, without_trailing};
use super::super::filters::han_number;
use super::super::qualifiers;
use super::derived::Exact;
use super::printed::{Measured, arguments, filter, measured, rate};
use super::subject::{LINKS, is_of, names, subject_of};
use super::words::ENDS;
use super::{LintSettings, Stretch, claims, shown, units};
use crate::diag::{Code, Diagnostic};
use crate::indicator::Indicators;
use crate::report::Figure;
use crate::unit::Unit;

/// Adverbs of degree that a rate must bear out (spec §7).
pub(super) const ADVERBS: [&str; 9] = ["大幅", "显著", "稳步", "小幅", "略有", "微幅", "较快", "快速", "高速"];
/// From so many percent on a growth is no slow one, whatever is usual.
const NOT_SLOW: u32 = 2;
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&ADVERBS, &PRINTED_WORDS];
/// An adverb belongs to a rate that stands at most so many bytes away: a dozen Han characters.
const NEAR: usize = 36;

/// The growth (in percent, from and below) that bears an adverb out.
fn growth_of(adverb: &str, settings: &LintSettings) -> (u32, u32) {
    match adverb {
        "稳步" => (0, settings.steady_below),
        "小幅" | "略有" | "微幅" => (0, settings.small_below),
        "较快" | "快速" | "高速" => (NOT_SLOW, u32::MAX),
        _ => (settings.large_change, u32::MAX),
    }
}

/// What stands nearest in the sentence: behind a range, or else before it.
pub(super) fn nearest<'r, T>(
    text: &str,
    range: &Range<usize>,
    all: &'r [(Range<usize>, T)],
) -> Option<&'r (Range<usize>, T)> {
    let joined = |a: usize, b: usize| b - a <= NEAR && !text[a..b].contains(['。', '；']);
    let after = all.iter().find(|(at, _)| at.start >= range.end);
    let after = after.filter(|(at, _)| joined(range.end, at.start));
    let before = || {
        let before = all.iter().rev().find(|(at, _)| at.end <= range.start);
        before.filter(|(at, _)| joined(at.end, range.start))
    };
    after.or_else(before)
}

/// 大幅, 稳步, 小幅 near a rate that says otherwise; 稳步推进 and 快速响应 speak of none.
pub(super) fn adverbs<'a>(
    stretch: &Stretch<'a>,
    settings: &LintSettings,
    indicators: &Indicators,
) -> Vec<(Range<usize>, &'static str, &'a Figure)> {
    let text = &stretch.text;
    let mut found = Vec::new();
    for (start, adverb) in stretch.mentions.of_any(&ADVERBS) {
        let range = start..start + adverb.len();
        if !changes(&text[range.end..]) || is_of_the_past(text, &range) {
            continue;
        }
        let rates = rates_near(stretch, &range, indicators);
        let Some((at, (figure, growth))) = nearest(text, &range, &rates) else {
            continue;
        };
        if is_of_another(text, (&range, at), figure) {
            continue;
        }
        if !bears_out(*growth, adverb, &text[range.end..], settings) {
            found.push((range, adverb, *figure));
        }
    }
    found
}

/// Whether the clause of an adverb speaks of another thing than the figure of the clause beside it, or denies what it says:
/// 降水大幅减少，产量…, 没有出现大幅下滑.
fn is_of_another(text: &str, (adverb, at): (&Range<usize>, &Range<usize>), figure: &Figure) -> bool {
    let lead = claims::clause_before(text, adverb.start);
    let denied = ["没有", "未", "避免", "防止"].iter().any(|word| lead.contains(word));
    let between = text.get(adverb.end.min(at.end)..adverb.start.max(at.start));
    let between = between.unwrap_or_default();
    let subject = subject_of(lead);
    // 粮食面积稳步增长，达到… goes on with it.
    let own = match LINKS.iter().any(|link| between.ends_with(link)) {
        true => names(subject, &figure.indicator),
        false => is_of(subject, &figure.indicator),
    };
    denied || between.contains(ENDS) && !subject.is_empty() && !own
}

/// Whether the clause of an adverb tells what was: 在上年高速增长的基础上. What is compared with last year is of now.
fn is_of_the_past(text: &str, adverb: &Range<usize>) -> bool {
    let before = claims::clause_before(text, adverb.start);
    let after = &text[adverb.end..];
    let after = &after[..after.find(ENDS).unwrap_or(after.len())];
    let past = ["上年", "去年", "前年", "往年"].iter().any(|year| {
        let at = before.rfind(year);
        at.is_some_and(|at| !before[..at].ends_with(['比', '较', '与', '和', '同']))
    });
    past || ["的基础上", "的情况下", "的背景下"]
        .iter()
        .any(|word| after.contains(word))
}

/// The figures near an adverb that print a rate; beside an amount the adverb speaks of its growth, where the clause names
/// it.
fn rates_near<'a>(
    stretch: &Stretch<'a>,
    adverb: &Range<usize>,
    indicators: &Indicators,
) -> Vec<(Range<usize>, (&'a Figure, Decimal))> {
    let text = &stretch.text;
    let first = stretch.figures.partition_point(|(at, _)| at.end + NEAR < adverb.start);
    let near = stretch.figures[first..]
        .iter()
        .take_while(|(at, _)| at.start <= adverb.end + NEAR);
    let unprinted = |figure: &Figure| {
        let clause = claims::clause_before(text, adverb.start);
        let named = changes(&text[adverb.end..]) && claims::speaks_of(clause, &figure.indicator);
        named.then(|| claims::growth_behind(figure, indicators)).flatten()
    };
    let rates = near.filter_map(|(at, figure)| {
        let printed = rate(&figure.text).map(|rate| rate.number);
        let printed = printed.or_else(|| unheard_of(&text[adverb.end..at.start.max(adverb.end)], figure));
        let growth = printed.or_else(|| unprinted(figure))?;
        Some((at.clone(), (*figure, growth)))
    });
    rates.collect()
}

/// The growth of what follows the adverb's clause and prints no rate: none where it is level, and beyond all measure where
/// there was nothing (spec §2).
fn unheard_of(between: &str, figure: &Figure) -> Option<Decimal> {
    let next = between.ends_with('，') && between.matches(ENDS).count() == 1;
    let compared = matches!(filter(figure), "同比" | "比上年" | "增减率" | "对比");
    match figure.text.as_str() {
        _ if !next || !compared => None,
        text if text.ends_with("持平") => Some(Decimal::ZERO),
        text if text.contains("无此项") || text.contains("为0，") => Some(Decimal::from(u32::MAX - 1)),
        _ => None,
    }
}

/// Whether a verb of a change stands at the beginning.
fn changes(text: &str) -> bool {
    rises(text) || falls(text)
}

/// Whether it is one of a rise: 增收 and 提质 too, which print no rate.
fn rises(text: &str) -> bool {
    text.starts_with(['增', '提']) || RISES.iter().any(|verb| text.starts_with(verb))
}

fn falls(text: &str) -> bool {
    FALLS.iter().any(|verb| text.starts_with(verb))
}

/// Whether a growth (in percent) is such as an adverb and the verb after it say.
fn bears_out(growth: Decimal, adverb: &str, after: &str, settings: &LintSettings) -> bool {
    let (from, below) = growth_of(adverb, settings);
    let size = growth.abs();
    let (rises, falls) = (rises(after) || adverb == "稳步", falls(after));
    // What is level neither rises nor falls.
    let flat = Decimal::new(5, 2);
    let turned = rises && growth < flat || falls && growth > -flat;
    !turned && size >= Decimal::from(from) && size < Decimal::from(below)
}

/// Figures that contradict one another, each with the figure that is pointed out.
pub(super) fn contradictions(figures: &[Figure]) -> Vec<(Box<Diagnostic>, &Figure)> {
    let numbers: Vec<Option<(Sort, Measured)>> = figures.iter().map(number).collect();
    let mut printed = Printed::default();
    let mut exact = Exact::default();
    for (figure, number) in figures.iter().zip(&numbers) {
        let amount = number.as_ref().filter(|(sort, _)| *sort == Sort::Amount);
        exact.take(figure, amount.map(|(_, number)| number));
    }
    let mut found = Vec::new();
    for (figure, number) in figures.iter().zip(numbers) {
        found.extend(printed.take(figure, number).map(|problem| (problem, figure)));
        found.extend(exact.recompute(figure).map(|problem| (problem, figure)));
    }
    found
}

/// What sort of words a figure has, where two of one sort must say the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Amount,
    Rough,
    Rate,
}

fn sort(figure: &Figure) -> Option<Sort> {
    match filter(figure) {
        "数额" | "其中" | "合计" | "达" | "百分比" => Some(Sort::Amount),
        "同比" | "比上年" | "增减率" | "对比" => Some(Sort::Rate),
        "概数" => Some(Sort::Rough),
        word => qualifiers::find(word).map(|_| Sort::Rough),
    }
}

fn number(figure: &Figure) -> Option<(Sort, Measured)> {
    let sort = sort(figure)?;
    let number = match sort {
        Sort::Amount | Sort::Rough => measured(&figure.text)?,
        Sort::Rate => rate(&figure.text)?,
    };
    Some((sort, number))
}

/// What was printed of each indicator first, by sort and unit.
#[derive(Default)]
struct Printed<'a>(BTreeMap<(&'a str, Sort, Unit), (&'a str, Decimal)>);

impl<'a> Printed<'a> {
    /// Enters a figure with its number; one that says another number than an earlier one is told.
    fn take(&mut self, figure: &'a Figure, number: Option<(Sort, Measured)>) -> Option<Box<Diagnostic>> {
        let (sort, number) = number?;
        let key = (figure.indicator.as_str(), sort, number.unit);
        let (first, known) = *self.0.entry(key).or_insert((&figure.text, number.number));
        (known != number.number).then(|| two_values(figure, first))
    }
}

fn two_values(figure: &Figure, first: &str) -> Box<Diagnostic> {
    Diagnostic::new(Code::LintTwoValues)
        .with("name", &figure.indicator)
        .with("first", first)
        .with("words", &figure.text)
}

/// A typed number of years before a mean growth that was computed over another number of them.
pub(super) fn other_years<'a>(stretch: &Stretch<'a>) -> Vec<(Range<usize>, &'a Figure, u32)> {
    let mut found = Vec::new();
    for (at, figure) in &stretch.figures {
        let computed = arguments(figure).next().and_then(|years| years.parse::<u32>().ok());
        let Some(computed) = computed.filter(|_| filter(figure) == "年均增长") else {
            continue;
        };
        let before = &stretch.text[..at.start];
        let before = before.strip_suffix(['来', '间']).unwrap_or(before);
        let Some(before) = before.strip_suffix('年') else {
            continue;
        };
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
        let typed = &before[digits.len()..];
        let is_year = typed.len() == 4 && typed.parse::<u32>().is_ok();
        let same = typed == computed.to_string() || typed == han_number(computed as usize);
        if !typed.is_empty() && !is_year && !same {
            found.push((digits.len()..at.end, *figure, computed));
        }
    }
    found
}

/// Words that a filter prints before its number, and that an author need not type again.
const PRINTED_WORDS: [&str; 13] = [
    "力争", "确保", "预计", "累计", "人均", "户均", "亩均", "占比", "完成", "净增", "新增", "截至", "分别",
];

/// Words that the author types and that the figure behind them begins with, or makes needless: 为达45亩.
const BEFORE_FIGURES: [(&str, &str); 9] = [
    ("占", "占"),
    ("占比", "占"),
    ("达", "达"),
    ("为", "达"),
    ("到", "达"),
    ("是", "是"),
    ("居", "居"),
    ("列", "列"),
    ("由", "由"),
];

/// A word typed in the clause whose figure begins with it: 力争签约服务力争完成2万人; of the words that a sentence may
/// say again, only directly before: 完成完成年度目标的.
pub(super) fn said_twice<'a>(stretch: &Stretch<'a>) -> Vec<(Code, Range<usize>, Option<&'a Figure>)> {
    let doubled = doubled_words(stretch).into_iter();
    let mut found: Vec<_> = doubled.map(|range| (Code::LintTwice, range, None)).collect();
    for (at, figure) in stretch.figures.iter().filter(|(_, figure)| !figure.formula.is_empty()) {
        let before = &stretch.text[..at.start];
        let clause = before.rfind(ENDS).unwrap_or(0);
        let once = |word: &&str| matches!(*word, "力争" | "确保" | "预计" | "累计") && figure.text.starts_with(*word);
        let earlier = PRINTED_WORDS.into_iter().find(once);
        let earlier = earlier.and_then(|word| Some((clause + before[clause..].rfind(word)?, word.len())));
        let directly = || {
            let pair = |(typed, printed): &(&str, &str)| before.ends_with(typed) && figure.text.starts_with(printed);
            let (typed, printed) = BEFORE_FIGURES.into_iter().find(pair)?;
            Some((at.start - typed.len(), printed.len()))
        };
        let share = || {
            let start = clause + share_said(&before[clause..], figure)?;
            Some((start, "占".len()))
        };
        let repeated = overlap(before, &figure.text).map(|length| (at.start - length, length));
        if let Some(start) = level_compared(before, &figure.text) {
            found.push((Code::LintCompared, start..at.end, Some(*figure)));
        } else if let Some(unit) = units::said_again(&figure.text, &stretch.text[at.end..]) {
            found.push((Code::LintTwice, at.end - unit.len()..at.end + unit.len(), Some(*figure)));
        } else if let Some((start, length)) = earlier.or(repeated).or_else(directly).or_else(share) {
            found.push((Code::LintTwice, start..at.start + length, Some(*figure)));
        }
    }
    found
}

/// Where a share is said in a clause before one that is printed: 财政收入占全县占比63.1%. Only the name of a whole makes it
/// one: 占用, 占补平衡 and 被占耕地 are none.
fn share_said(clause: &str, figure: &Figure) -> Option<usize> {
    let start = clause.rfind('占').filter(|_| figure.text.starts_with('占'))?;
    let after = &clause[start + '占'.len_utf8()..];
    let of = arguments(figure).next().unwrap_or_default();
    let of = of.rsplit('.').next().unwrap_or(of);
    let named = after.strip_suffix('的').unwrap_or(after);
    let is_whole = after.starts_with(['全', '总', '比']) || !named.is_empty() && of.starts_with(named);
    is_whole.then_some(start)
}

/// Where a comparison begins that is typed before words of no change: 比上年与上年同期持平.
fn level_compared(before: &str, words: &str) -> Option<usize> {
    let level = words.starts_with('与') && words.ends_with("持平");
    let bare = without_trailing(before)?;
    level.then_some(bare.len())
}

/// How many bytes of a figure's beginning, two letters at least and no digits, stand directly before it.
fn overlap(before: &str, words: &str) -> Option<usize> {
    let letters = words
        .char_indices()
        .take(LONGEST_OVERLAP)
        .take_while(|(_, c)| c.is_alphabetic());
    let ends: Vec<usize> = letters.map(|(at, c)| at + c.len_utf8()).collect();
    let repeated = ends
        .into_iter()
        .skip(1)
        .rev()
        .find(|end| before.ends_with(&words[..*end]))?;
    // What is compared twice is told as that.
    let compared = COMPARATORS.iter().chain(&CHANGES).any(|word| words.starts_with(word));
    (!compared).then_some(repeated)
}

/// Letters that are looked for twice.
const LONGEST_OVERLAP: usize = 12;

/// A word that stands twice in a row in the text, where what prints it is no figure: 截至截至.
fn doubled_words(stretch: &Stretch<'_>) -> Vec<Range<usize>> {
    let mut last: Option<(usize, &str)> = None;
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&PRINTED_WORDS) {
        if let Some((before, same)) = last.filter(|(before, same)| *same == word && before + word.len() == start) {
            let range = before..start + same.len();
            if stretch.figure_in(&range).is_none() {
                found.push(range);
            }
        }
        last = Some((start, word));
    }
    found
}

/// Parts of one whole in one sentence that add up to more than it: they overlap, or one is wrong.
pub(super) fn parts_beyond<'a>(stretch: &Stretch<'a>, all: &[Figure]) -> Vec<(Box<Diagnostic>, &'a Figure)> {
    let mut sums: BTreeMap<(usize, &str), (Decimal, BTreeSet<&str>, &'a Figure)> = BTreeMap::new();
    for (at, figure) in &stretch.figures {
        let whole = arguments(figure).next().filter(|_| filter(figure) == "其中");
        let Some((whole, part)) = whole.and_then(|whole| Some((whole, measured(&figure.value)?))) else {
            continue;
        };
        let sentence = stretch.text[..at.start].matches('。').count();
        let (sum, names, last) = sums
            .entry((sentence, whole))
            .or_insert((Decimal::ZERO, BTreeSet::new(), figure));
        if names.insert(&figure.indicator) {
            *sum = sum.saturating_add(part.number);
            *last = figure;
        }
    }
    let beyond = |((_, whole), (sum, _, last)): ((usize, &str), (Decimal, _, &'a Figure))| {
        let value = all.iter().find(|figure| figure.indicator == whole)?;
        let number = measured(&value.value)?;
        let problem = Diagnostic::new(Code::LintParts).with("whole", whole);
        let problem = problem
            .with("sum", number.shown(sum))
            .with("value", shown(&value.value));
        (sum > number.number).then_some((problem, last))
    };
    sums.into_iter().filter_map(beyond).collect()
}

/// Figures of one indicator that stand side by side in a sentence with two numbers, one of them a round one.
pub(super) fn adjacent<'a>(stretch: &Stretch<'a>) -> Vec<(Box<Diagnostic>, &'a Figure)> {
    let mut found = Vec::new();
    for pair in stretch.figures.windows(2) {
        let [(first_at, first), (second_at, second)] = pair else {
            continue;
        };
        let one_sentence = !stretch.text[first_at.end..second_at.start].contains('。');
        if first.indicator != second.indicator || !one_sentence {
            continue;
        }
        let (Some((one, before)), Some((other, after))) = (number(first), number(second)) else {
            continue;
        };
        let rough = one != Sort::Rate && other != Sort::Rate && (one == Sort::Rough || other == Sort::Rough);
        if rough && before.number != after.number {
            found.push((two_values(second, &first.text), *second));
        }
    }
    found
}

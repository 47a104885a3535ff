//! Targets told in typed words beside figures whose data are known: 超额完成年度目标, 快于序时进度, 控制在目标以内 (spec §3).

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::JobFacts;
use super::super::filters::elapsed;
use super::super::filters::figure::{percent, plain};
use super::Stretch;
use super::claims::{Found, behind, claim, quantity};
use super::mentions::words_of;
use super::printed::filter;
use super::subject::Claim;
use crate::diag::Diagnostic;
use crate::indicator::{Indicators, Kind, Quantity, RankOrder};
use crate::report::Figure;
use crate::unit::Dimension;

/// What words say of a value and its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// More than the target.
    Exceeded,
    /// The year's target, named as that.
    Reached,
    /// Less than the year's target.
    Missed,
    /// So many percent of the year's target.
    Share(Decimal),
    /// The target as a limit.
    Within,
    Beyond,
    /// Against the part of the year that has gone by, said before 序时进度.
    Schedule,
    Ahead,
    OnTime,
    Behind,
}

/// Words for which a clause tells how a value stands to its target.
const SAID: [(&str, Said); 20] = [
    ("超额完成", Said::Exceeded),
    ("完成", Said::Reached),
    ("未完成", Said::Missed),
    ("尚未完成", Said::Missed),
    ("没有完成", Said::Missed),
    ("未能完成", Said::Missed),
    ("未达到", Said::Missed),
    ("控制在", Said::Within),
    ("超出控制目标", Said::Beyond),
    ("突破控制目标", Said::Beyond),
    ("超过控制目标", Said::Beyond),
    ("高于控制目标", Said::Beyond),
    ("超过年度控制目标", Said::Beyond),
    ("突破年度控制目标", Said::Beyond),
    ("超出年度目标", Said::Beyond),
    ("突破预算", Said::Beyond),
    ("超出预算", Said::Beyond),
    ("序时进度", Said::Schedule),
    ("时序进度", Said::Schedule),
    ("时间进度", Said::Schedule),
];
const WORDS: [&str; SAID.len()] = words_of(&SAID);
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&WORDS];
/// What is said before 序时进度; of two that end alike the longer first.
const SCHEDULES: [(&str, Said); 16] = [
    ("快于", Said::Ahead),
    ("高于", Said::Ahead),
    ("好于", Said::Ahead),
    ("优于", Said::Ahead),
    ("超前于", Said::Ahead),
    ("超前", Said::Ahead),
    ("领先于", Said::Ahead),
    ("领先", Said::Ahead),
    ("超过", Said::Ahead),
    ("达到", Said::OnTime),
    ("慢于", Said::Behind),
    ("低于", Said::Behind),
    ("滞后于", Said::Behind),
    ("滞后", Said::Behind),
    ("落后于", Said::Behind),
    ("落后", Said::Behind),
];
/// Words of which one names a target that must be reached.
const AIMS: [&str; 5] = ["目标", "任务", "计划", "指标", "预算"];
/// Words before 完成 that say the same.
const DONE: [&str; 6] = ["提前", "圆满", "全面", "如期", "顺利", "率先"];
/// Of which time a target is, where it is the year's.
const OF_THE_YEAR: [&str; 2] = ["全年", "年度"];
/// What a target is called, with what may stand before and behind that.
const NOUNS: [&str; 14] = [
    "全年", "年度", "年初", "县里", "县", "下达", "确定", "的", "控制", "目标", "任务", "计划", "指标", "预算",
];
/// What makes a limit of a target.
const WITHIN: [&str; 5] = ["以内", "之内", "范围内", "范围之内", "内"];
/// What may stand behind 序时进度.
const TAILS: [&str; 3] = ["要求", "目标", "水平"];
/// Filters whose figures stand for the whole year, or for no value of their own.
const OTHERS: [&str; 3] = ["力争", "预计", "环比"];

/// Every word for a target that the data deny.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators, facts: &JobFacts) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&WORDS) {
        let said = SAID.iter().find(|(known, _)| *known == word).map(|(_, said)| *said);
        let range = start..start + word.len();
        let Some((said, range)) = said.and_then(|said| whole_words(&stretch.text, range, said)) else {
            continue;
        };
        let Some(claim) = Claim::ending(stretch, range, &TAILS) else {
            continue;
        };
        if names_another(&stretch.text, claim.range.start) {
            continue;
        }
        let judged = claim
            .figures()
            .find_map(|figure| judged(stretch, &claim.range, (said, figure), (indicators, facts)));
        found.extend(judged.flatten().map(|problem| (claim.range.clone(), problem)));
    }
    found
}

/// Whether a sentence has named another target before: 前三季度任务5000万元，……，超额完成任务.
fn names_another(text: &str, at: usize) -> bool {
    let sentence = &text[text[..at].rfind('。').unwrap_or(0)..at];
    let counted = |word: &str| {
        let mut behind = sentence.match_indices(word).map(|(at, _)| &sentence[at + word.len()..]);
        behind.any(|behind| {
            behind
                .trim_start_matches(['为', '是'])
                .starts_with(|c: char| c.is_ascii_digit())
        })
    };
    AIMS.iter().any(|word| counted(word))
}

/// What is said and all its words; none where they say something else: 完成年度目标的80%.
fn whole_words(text: &str, range: Range<usize>, said: Said) -> Option<(Said, Range<usize>)> {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let nouns = nouns(after);
    let named = |words: &[&str]| words.iter().any(|word| nouns.contains(word));
    let end = range.end + nouns.len();
    match said {
        Said::Exceeded => Some((said, range.start..end)),
        Said::Missed => {
            let year = named(&OF_THE_YEAR) && named(&AIMS);
            year.then_some((said, range.start..end))
        }
        Said::Reached => {
            let year = named(&OF_THE_YEAR) && named(&AIMS);
            let exceeded = before.ends_with("超额");
            let start = DONE.iter().find_map(|word| before.strip_suffix(word)).unwrap_or(before);
            let (said, end) = share_behind(text, end).unwrap_or((said, end));
            (year && !exceeded).then_some((said, start.len()..end))
        }
        Said::Within => {
            let limit = WITHIN.iter().find(|limit| text[end..].starts_with(**limit))?;
            (!nouns.is_empty()).then(|| (said, range.start..end + limit.len()))
        }
        Said::Schedule => {
            let (word, said) = SCHEDULES.iter().find(|(word, _)| before.ends_with(word))?;
            Some((*said, range.start - word.len()..range.end))
        }
        Said::Share(_) | Said::Beyond | Said::Ahead | Said::OnTime | Said::Behind => Some((said, range)),
    }
}

/// 的92.4% behind the words for a target, and where it ends.
fn share_behind(text: &str, at: usize) -> Option<(Said, usize)> {
    let rest = text[at..].strip_prefix('的').unwrap_or(&text[at..]);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = rest[..rest.len() - after.len()].parse().ok()?;
    let behind = after.strip_prefix('%')?;
    Some((Said::Share(number), text.len() - behind.len()))
}

/// The words for a target with which a text begins.
fn nouns(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) = NOUNS.iter().find_map(|noun| rest.strip_prefix(noun)) {
        rest = shorter;
    }
    &text[..text.len() - rest.len()]
}

/// What the data say against the words; nothing where they bear them out, none where the figure has no such data.
fn judged(
    stretch: &Stretch<'_>,
    range: &Range<usize>,
    (said, figure): (Said, &Figure),
    (indicators, facts): (&Indicators, &JobFacts),
) -> Option<Option<Box<Diagnostic>>> {
    let own = behind(indicators, &figure.indicator)?;
    let number = quantity(own).filter(|_| !OTHERS.contains(&filter(figure)))?;
    // Of what is the better for being less the target is a limit.
    let low = indicators.orders.get(&own.name) == Some(&RankOrder::Low);
    if low && !matches!(said, Said::Within | Said::Beyond) {
        return None;
    }
    let denied = match said {
        Said::Within | Said::Beyond => against_limit(number, said == Said::Within)?,
        Said::Exceeded | Said::Reached | Said::Missed | Said::Share(_) => against_target(number, said)?,
        Said::Ahead | Said::OnTime | Said::Behind | Said::Schedule => against_schedule(number, said, facts)?,
    };
    Some(denied.map(|truth| claim(stretch, range, &own.name).with("value", truth)))
}

/// The exact target of an exact value.
fn target(number: &Quantity) -> Option<Decimal> {
    let target = number.target.as_ref()?;
    (number.approximate.is_none() && target.approximate.is_none()).then_some(target.value)
}

/// The truth where it is another than what is said of a limit.
fn against_limit(number: &Quantity, said_within: bool) -> Option<Option<String>> {
    let limit = target(number)?;
    let within = number.value <= limit;
    let target = number.target.as_ref()?;
    let shown = || format!("是{}，目标是{}", number.written(), number.written_beside(target));
    Some((within != said_within).then(shown))
}

fn share(number: &Quantity) -> Option<Decimal> {
    let target = target(number).filter(|target| *target > Decimal::ZERO)?;
    let ranked = matches!(number.kind, Kind::Rank | Kind::Index);
    (!ranked).then(|| percent(number.value, target)).flatten()
}

fn against_target(number: &Quantity, said: Said) -> Option<Option<String>> {
    let share = share(number)?;
    let holds = match said {
        Said::Exceeded => share > Decimal::ONE_HUNDRED,
        Said::Missed => share < Decimal::ONE_HUNDRED,
        // Within one of the last digits that are typed.
        Said::Share(typed) => share.saturating_sub(typed).abs() <= Decimal::new(1, typed.scale()),
        Said::Reached | Said::Within | Said::Beyond | Said::Schedule | Said::Ahead | Said::OnTime | Said::Behind => {
            share > Decimal::new(9_995, 2)
        }
    };
    Some((!holds).then(|| format!("完成年度目标的{}%", plain(share, 1))))
}

fn against_schedule(number: &Quantity, said: Said, facts: &JobFacts) -> Option<Option<String>> {
    let (first, last) = facts.period?;
    let of_one_year = first.year() == last.year() && first.day_of_year() == 1;
    if !of_one_year || number.unit.dimension == Dimension::Ratio {
        return None;
    }
    let ahead = share(number)?.checked_sub(elapsed(facts.wording.elapsed, last))?;
    let flat = Decimal::new(5, 2);
    let holds = if said == Said::Ahead {
        ahead >= flat
    } else if said == Said::Behind {
        ahead <= -flat
    } else {
        ahead > -flat
    };
    let points = plain(ahead.abs(), 1);
    let truth = match (ahead.abs() < flat, ahead > Decimal::ZERO) {
        (true, _) => "与序时进度持平".to_owned(),
        (false, true) => format!("快于序时进度{points}个百分点"),
        (false, false) => format!("比序时进度慢{points}个百分点"),
    };
    Some((!holds).then_some(truth))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, word: &str) -> Option<(Said, String)> {
        let start = text.find(word)?;
        let known = SAID.iter().find(|(known, _)| *known == word)?;
        let (said, range) = whole_words(text, start..start + word.len(), known.1)?;
        Some((said, text[range].to_owned()))
    }

    #[test]
    fn what_is_said_of_a_target_is_read_with_its_words() {
        for (text, word, expected) in [
            (
                "提前完成全年目标任务，",
                "完成",
                Some((Said::Reached, "提前完成全年目标任务")),
            ),
            (
                "超额完成年度目标。",
                "超额完成",
                Some((Said::Exceeded, "超额完成年度目标")),
            ),
            (
                "控制在年度控制目标以内。",
                "控制在",
                Some((Said::Within, "控制在年度控制目标以内")),
            ),
            ("高于序时进度，", "序时进度", Some((Said::Ahead, "高于序时进度"))),
            ("超额完成年度目标。", "完成", None),
            ("完成造林任务，", "完成", None),
            ("控制在4.5%以内", "控制在", None),
            ("按序时进度推进", "序时进度", None),
        ] {
            let expected = expected.map(|(said, words)| (said, words.to_owned()));
            assert_eq!(said(text, word), expected, "{text}");
        }
    }
}

//! Shares told in Han words beside the percentage that is printed: 超八成, 过半, 三分之一 (spec §4).

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::comparators::{FALLS, RISES};
use super::super::qualifiers::{self, Position, Side};
use super::Stretch;
use super::claims::{Found, clause_before};
use super::mentions::words_of;
use super::printed::{filter, measured};
use super::subject::Claim;
use crate::diag::{Code, Diagnostic};
use crate::report::Figure;
use crate::unit::Dimension;

/// What Han words say of a share, in thousandths.
#[derive(Debug, Clone, Copy)]
enum Said {
    /// So much, about which 近 and 超 say more.
    Number(i64),
    /// More than the first, and no more than the other.
    Between(i64, i64),
}

/// Words for a share.
const SAID: [(&str, Said); 19] = [
    ("一成", Said::Number(100)),
    ("两成", Said::Number(200)),
    ("二成", Said::Number(200)),
    ("三成", Said::Number(300)),
    ("四成", Said::Number(400)),
    ("五成", Said::Number(500)),
    ("六成", Said::Number(600)),
    ("七成", Said::Number(700)),
    ("八成", Said::Number(800)),
    ("九成", Said::Number(900)),
    ("三分之一", Said::Number(333)),
    ("三分之二", Said::Number(667)),
    ("四分之一", Said::Number(250)),
    ("四分之三", Said::Number(750)),
    ("五分之一", Said::Number(200)),
    ("一半", Said::Number(500)),
    ("半数", Said::Number(500)),
    ("过半", Said::Between(500, 1000)),
    ("半壁江山", Said::Between(400, 700)),
];
const WORDS: [&str; SAID.len()] = words_of(&SAID);
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&WORDS];
/// What may stand behind them at the end of the clause.
const TAILS: [&str; 8] = ["以上", "以下", "左右", "上下", "有余", "多", "强", "弱"];
/// What joins a share to what has it.
const JOINED: [&str; 8] = ["占比达到", "占比达", "占比", "比重达", "比重", "达到", "达", "占"];
/// Filters that print a share by itself.
const SHARES: [&str; 5] = ["占比", "比率", "比重", "百分比", "数额"];
/// Filters that print how much a value has changed.
const CHANGES: [&str; 5] = ["同比", "比上年", "增减率", "对比", "环比"];

/// Every share in Han words that the printed one denies.
pub(super) fn findings(stretch: &Stretch<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&WORDS) {
        let said = SAID.iter().find(|(known, _)| *known == word);
        found.extend(said.and_then(|(_, said)| denied(stretch, start..start + word.len(), *said)));
    }
    found
}

fn denied(stretch: &Stretch<'_>, range: Range<usize>, said: Said) -> Option<Found> {
    let text = &stretch.text;
    let before = qualifiers::ending(&text[..range.start]);
    let start = range.start - before.map_or(0, |word| word.word.len());
    let behind = qualifiers::beginning(&text[range.end..], Position::After)
        .or_else(|| qualifiers::beginning(&text[range.end..], Position::Between));
    let joined = joined(&text[..start]);
    let lead = &text[..joined];
    let rises = ending_in(lead, RISES);
    let falls = ending_in(lead, FALLS);
    let said_from = joined - rises.or(falls).map_or(0, str::len);
    let claim = Claim::ending(stretch, said_from..range.end, &TAILS)?;
    let side = before.or(behind).map(|word| word.side);
    let (rises, falls) = (rises.is_some(), falls.is_some());
    let figure = claim.figures().find(|figure| is_of(figure, rises, falls))?;
    let printed = percentage(figure)?;
    if bears_out(printed, said, side) {
        return None;
    }
    let end = range.end + behind.map_or(0, |word| word.word.len());
    let problem = Diagnostic::new(Code::LintClaim).with("words", &text[start..end]);
    let problem = problem.with("name", &figure.indicator).with("value", &figure.text);
    Some((start..end, problem))
}

/// Where the words begin that join a share to what has it: 占, or 占总支出的.
fn joined(before: &str) -> usize {
    if before.ends_with('的')
        && let Some(at) = clause_before(before, before.len()).rfind('占')
    {
        return before.len() - clause_before(before, before.len()).len() + at;
    }
    before.len() - ending_in(before, &JOINED).map_or(0, str::len)
}

fn ending_in<'w>(text: &str, words: &[&'w str]) -> Option<&'w str> {
    words.iter().find(|word| text.ends_with(**word)).copied()
}

/// Whether a figure prints what is said: a share, or behind 增长 and 下降 a change of that direction.
fn is_of(figure: &Figure, rises: bool, falls: bool) -> bool {
    let changed = CHANGES.contains(&filter(figure));
    match (rises, falls) {
        (false, false) => SHARES.contains(&filter(figure)),
        (true, _) => changed && figure.text.contains("增长"),
        (_, true) => changed && figure.text.contains("下降"),
    }
}

/// The percentage that a figure prints, where it prints one number.
fn percentage(figure: &Figure) -> Option<Decimal> {
    let words = figure.text.split('，').next()?;
    let number = measured(words).filter(|number| number.dimension() == &Dimension::Ratio)?;
    Some(number.number)
}

/// Whether a percentage may be said so, with room enough that no other reading is shut out.
fn bears_out(printed: Decimal, said: Said, side: Option<Side>) -> bool {
    let percent = |thousandths: i64| Decimal::new(thousandths, 1);
    let said = match said {
        Said::Number(number) => percent(number),
        Said::Between(low, high) => return printed > percent(low) && printed <= percent(high),
    };
    match side {
        None | Some(Side::Around) => (printed - said).abs() <= Decimal::from(5),
        Some(Side::Above) => printed > said && printed < said + said.max(Decimal::TEN),
        Some(Side::AtLeast) => printed >= said,
        Some(Side::Below) => printed < said && printed >= said - Decimal::TEN,
        Some(Side::AtMost) => printed <= said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_shares_leave_room_for_rounding() {
        let holds = |printed: &str, said: i64, side| bears_out(printed.parse().unwrap(), Said::Number(said * 10), side);
        assert!(holds("82", 80, Some(Side::Above)));
        assert!(!holds("73.5", 80, Some(Side::Above)));
        assert!(holds("57.2", 60, Some(Side::Below)));
        assert!(!holds("61", 60, Some(Side::Below)));
        assert!(holds("47.3", 50, Some(Side::Around)));
        assert!(!holds("20.5", 33, None));
        assert!(bears_out(Decimal::from(57), Said::Between(400, 700), None));
    }
}

//! Claims typed beside figures whose data are known: a direction, a time, a percentage where points are meant.

use std::cmp::Ordering;
use std::ops::Range;

use rust_decimal::Decimal;

use super::super::comparators::{
    CHANGES, FALLS, RISES, WITH_LAST_YEAR, behind_time, trailing_with_time, without_trailing,
};
use super::super::condition::change;
use super::super::filters::figure::growth;
use super::Stretch;
use super::figures::nearest;
use super::printed::filter;
use super::words::ENDS;
use crate::diag::{Code, Diagnostic, term};
use crate::indicator::{BaseTime, Datum, Indicator, Indicators, Kind, Quantity};
use crate::report::Figure;
use crate::unit::Dimension;

/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[WITH_LAST_YEAR, &CHANGES];

/// A typed claim with what is wrong about it.
pub(super) type Found = (Range<usize>, Box<Diagnostic>);

/// The indicator behind a figure, by its name or the path of a row's field.
pub(super) fn behind<'i>(indicators: &'i Indicators, path: &str) -> Option<&'i Indicator> {
    let Some((rows, field)) = path.split_once("].") else {
        return indicators.values.get(path);
    };
    let (rows, number) = rows.split_once('[')?;
    let Datum::Rows(records) = &indicators.values.get(rows)?.datum else {
        return None;
    };
    let index = number.parse::<usize>().ok()?.checked_sub(1)?;
    records.get(index)?.field(field)
}

pub(super) fn quantity(indicator: &Indicator) -> Option<&Quantity> {
    match &indicator.datum {
        Datum::Number(quantity) => Some(quantity),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    }
}

/// The growth of an amount that a figure prints, in percent.
pub(super) fn growth_behind(figure: &Figure, indicators: &Indicators) -> Option<Decimal> {
    let quantity = quantity(behind(indicators, &figure.indicator)?)?;
    let base = quantity.base.as_ref()?.value;
    let amount = quantity.unit.dimension != Dimension::Ratio && base > Decimal::ZERO;
    amount.then(|| growth(quantity.value, base)).flatten()
}

/// Whether a clause speaks of an indicator: of 粮食播种面积 where it says 面积.
pub(super) fn speaks_of(clause: &str, name: &str) -> bool {
    let start = name.char_indices().rev().nth(1).map_or(0, |(at, _)| at);
    clause.contains(&name[start..])
}

/// What stands before a place, from the beginning of its clause.
pub(super) fn clause_before(text: &str, at: usize) -> &str {
    let before = &text[..at];
    let start = before.char_indices().rev().find(|(_, c)| ENDS.contains(c));
    &before[start.map_or(0, |(at, c)| at + c.len_utf8())..]
}

/// The nearest figure of the sentence, behind a range or else before it.
fn near<'a>(stretch: &Stretch<'a>, range: &Range<usize>) -> Option<&'a Figure> {
    nearest(&stretch.text, range, &stretch.figures).map(|(_, figure)| *figure)
}

/// Every typed claim that the data do not bear out.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = directions(stretch, indicators);
    found.extend(percents(stretch, indicators));
    found.extend(times(stretch, indicators));
    found
}

/// 比上年末 typed before a change since the same period last year, and the other way round.
fn times(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, figure) in &stretch.figures {
        if !matches!(filter(figure), "增减" | "净增" | "百分点" | "由至" | "降幅" | "倍数") {
            continue;
        }
        let before = &stretch.text[..at.start];
        let typed = trailing_with_time(before);
        let own = behind(indicators, &figure.indicator).and_then(|own| Some((own, is_of_year_end(quantity(own)?)?)));
        let (Some((words, year_end)), Some((own, truth))) = (typed, own) else {
            continue;
        };
        if year_end != truth && !figure.formula.contains('(') {
            let range = at.start - words.len()..at.end;
            let term_of_it = if truth { "claim-year-end" } else { "claim-same-period" };
            let problem = claim(stretch, &range, &own.name);
            found.push((range, problem.with("value", term(term_of_it))));
        }
    }
    found
}

/// Whether last year's value is that of the year's end.
pub(super) fn is_of_year_end(quantity: &Quantity) -> Option<bool> {
    Some(match quantity.base.as_ref()?.time {
        BaseTime::YearEnd => true,
        BaseTime::SamePeriod | BaseTime::WholeYear => false,
        BaseTime::Usual => quantity.kind == Kind::Stock,
    })
}

/// 较上年增加 of what has fallen.
fn directions(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(WITH_LAST_YEAR) {
        let Some((range, claimed)) = direction(stretch, start..start + word.len()) else {
            continue;
        };
        let Some(figure) = near(stretch, &range) else { continue };
        let Some(indicator) = behind(indicators, &figure.indicator) else {
            continue;
        };
        let clause = clause_before(&stretch.text, start);
        if !clause.is_empty() && !speaks_of(clause, &indicator.name) {
            continue;
        }
        let truth = quantity(indicator).and_then(|own| Some(change(own, own.base.as_ref()?.value)));
        let Some(truth) = truth.filter(|truth| *truth != claimed) else {
            continue;
        };
        let truth = match truth {
            Ordering::Greater => "claim-rises",
            Ordering::Less => "claim-falls",
            Ordering::Equal => "claim-level",
        };
        let problem = claim(stretch, &range, &indicator.name);
        found.push((range, problem.with("value", term(truth))));
    }
    found
}

/// What is claimed of an indicator and not so; what is so follows as its value.
pub(super) fn claim(stretch: &Stretch<'_>, range: &Range<usize>, name: &str) -> Box<Diagnostic> {
    let words = &stretch.text[range.clone()];
    Diagnostic::new(Code::LintClaim).with("words", words).with("name", name)
}

/// The direction that is typed behind a comparator, when no number follows it in its clause.
fn direction(stretch: &Stretch<'_>, comparator: Range<usize>) -> Option<(Range<usize>, Ordering)> {
    let text = &stretch.text;
    let rest = behind_time(&text[comparator.end..]);
    let rest = rest.strip_prefix("有所").unwrap_or(rest);
    let begins = |verb: &&&str| rest.starts_with(**verb);
    let (verb, claimed) = match (RISES.iter().find(begins), FALLS.iter().find(begins)) {
        (Some(verb), _) => (verb, Ordering::Greater),
        (None, Some(verb)) => (verb, Ordering::Less),
        (None, None) => return None,
    };
    let end = text.len() - rest.len() + verb.len();
    let clause = text[end..].find(ENDS).map_or(text.len(), |at| end + at);
    let plain = !text[end..clause].contains(|c: char| c.is_ascii_digit());
    let range = comparator.start..end;
    (plain && stretch.figure_in(&(range.start..clause)).is_none()).then_some((range, claimed))
}

/// 参保率提高2%: a percentage changes by points (spec §2).
fn percents(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, verb) in stretch.mentions.of_any(&CHANGES) {
        let rest = &stretch.text[start + verb.len()..];
        let rest = rest.strip_prefix('了').unwrap_or(rest);
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let end = stretch.text.len() - number.len();
        if number.len() == rest.len() || !number.starts_with('%') || stretch.figure_in(&(start..start + 1)).is_some() {
            continue;
        }
        let clause = clause_before(&stretch.text, start);
        let clause = without_trailing(clause).unwrap_or(clause);
        let rates = indicators.values.values().filter(|indicator| {
            let rate = quantity(indicator).is_some_and(|own| own.unit.dimension == Dimension::Ratio);
            let start = indicator.name.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
            rate && clause.ends_with(&indicator.name[start..])
        });
        if let Some(rate) = rates.into_iter().next() {
            let range = start..end + 1;
            let problem = Diagnostic::new(Code::LintRate).with("words", &stretch.text[range.clone()]);
            found.push((range, problem.with("name", &*rate.name)));
        }
    }
    found
}

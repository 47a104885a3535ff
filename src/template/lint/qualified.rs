//! Approximators typed around printed amounts (spec §4): 近 before one, 以上 behind it.

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::county::COUNTY;
use super::super::qualifiers::{self, Position, Qualifier, Side};
use super::super::table::unit_of;
use super::Stretch;
use super::printed::{Measured, filter, measured};
use super::words::words_before;
use crate::diag::Code;
use crate::report::Figure;

/// An approximator typed in the template beside an amount that was printed without one: the rounded number must stand on
/// the side that the word claims. It is in doubt only where the word may speak of another value than the printed one.
pub(super) fn findings<'a>(stretch: &Stretch<'a>) -> Vec<(Code, Range<usize>, &'a Figure)> {
    let mut found = Vec::new();
    for (at, figure) in &stretch.figures {
        if !matches!(filter(figure), "数额" | "其中" | "合计" | "百分比" | "达" | "预计" | "") {
            continue;
        }
        let Some((printed, exact)) = printed_and_exact(figure) else {
            continue;
        };
        let same = exact.number == printed.number;
        // What is meant to be may be above or below what is: 力争超过…
        let meant = || {
            ["力争", "确保", "争取", "力求"]
                .iter()
                .any(|word| sentence_before(&stretch.text, at.start).contains(word))
        };
        for (range, qualifier) in typed_beside(&stretch.text, at, figure) {
            // 不足50 is what the cell itself says of its number, and so is 超300 where it says 300多.
            let own = qualifiers::of_cell(&figure.value).filter(|_| same);
            let said = own.is_some_and(|own| own.side != Side::Around && own.side.bears_out(qualifier.side));
            if said || qualifier.side.holds(exact.number, printed.number) || meant() {
                continue;
            }
            let of_another = same && may_be_a_mark(&stretch.text[range.end..], figure);
            // Two words of one number are told as such.
            let code = if of_another || own.is_some() {
                Code::LintQualifier
            } else {
                Code::LintQualifierFalse
            };
            found.push((code, range, *figure));
        }
    }
    found
}

/// What stands before a place, from the beginning of its sentence.
fn sentence_before(text: &str, at: usize) -> &str {
    let before = &text[..at];
    before.rsplit(['。', '；']).next().unwrap_or(before)
}

/// The number that a figure prints and the exact one; that of a bare figure is in the unit of its value.
fn printed_and_exact(figure: &Figure) -> Option<(Measured, Measured)> {
    let exact = measured(&figure.value)?;
    let printed = match figure.formula.is_empty() {
        true => measured(&format!(
            "{}{}",
            figure.text.parse::<Decimal>().ok()?,
            unit_of(&figure.value)
        ))?,
        false => measured(&figure.text)?,
    };
    Some((printed, exact))
}

/// The approximators that are typed around a figure, each with the words that they make: 近 before it, 以上 behind it, 余
/// behind a bare number.
fn typed_beside(text: &str, at: &Range<usize>, figure: &Figure) -> Vec<(Range<usize>, &'static Qualifier)> {
    let mut found = Vec::new();
    if let Some(before) = words_before(&text[..at.start]).first() {
        found.push((at.start - before.word.len()..at.end, *before));
    }
    let rest = &text[at.end..];
    let bare = figure.formula.is_empty();
    let unit = rest
        .strip_prefix(unit_of(&figure.value))
        .filter(|_| bare)
        .unwrap_or(rest);
    let behind = [rest, unit].into_iter().find_map(|rest| {
        // 余万元 behind what is 元 is another unit, and told as that.
        let of_unit = |word: &&Qualifier| rest[word.word.len()..].starts_with(unit_of(&figure.value));
        let between = qualifiers::beginning(rest, Position::Between)
            .filter(|_| bare)
            .filter(of_unit);
        let word = between.or_else(|| qualifiers::beginning(rest, Position::After))?;
        Some((at.start..text.len() - rest.len() + word.word.len(), word))
    });
    found.extend(behind);
    found
}

/// Whether a number may be the mark that another value has passed: last year's, the target, the county's, and what says so
/// by 的: 超过50亩的大户.
fn may_be_a_mark(behind: &str, figure: &Figure) -> bool {
    let path = figure.indicator.as_str();
    let of_county = path.strip_prefix(COUNTY).is_some_and(|name| name.starts_with('.'));
    let another = path.ends_with(".上年") || path.ends_with(".目标") || of_county;
    another || behind.starts_with('的')
}

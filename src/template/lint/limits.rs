//! Round numbers typed in the clause before the figure that they are said of: 突破130亿元，达123.65亿元 (spec §4).

use std::ops::Range;

use rust_decimal::Decimal;

use super::super::qualifiers::{self, Side};
use super::Stretch;
use super::claims::{Found, behind, claim, quantity};
use super::numbers::{number, typed_unit};
use super::printed::filter;
use super::subject::Claim;
use crate::indicator::Indicators;
use crate::unit::Unit;

/// Words that set a value above or below a number.
const WORDS: [&str; 9] = ["突破", "超过", "超", "逾", "不足", "不到", "将近", "接近", "近"];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&WORDS];
/// What may stand behind the number at the end of its clause.
const TAILS: [&str; 5] = ["大关", "关口", "台阶", "以上", "的大关"];
/// Filters that print the value itself.
const AMOUNTS: [&str; 5] = ["数额", "达", "百分比", "合计", ""];

/// A number that a value is said to be above or below.
struct Limit {
    range: Range<usize>,
    side: Side,
    number: Decimal,
    unit: Unit,
}

/// Every number that the value said behind it does not keep to.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let typed = stretch.mentions.of_any(&WORDS);
    let limits = typed.filter_map(|(start, word)| Limit::at(&stretch.text, start, word));
    let found = limits.filter_map(|limit| {
        let claimed = Claim::ending(stretch, limit.range.clone(), &TAILS)?;
        if claimed.subject.contains("目标") {
            return None;
        }
        let (own, value) = claimed.figures().find_map(|figure| {
            let own = behind(indicators, &figure.indicator).filter(|_| AMOUNTS.contains(&filter(figure)))?;
            let value = quantity(own).filter(|value| value.approximate.is_none())?;
            Some((own, value)).filter(|_| limit.is_denied_by(value.value, &value.unit))
        })?;
        let problem = claim(stretch, &limit.range, &own.name).with("value", format!("是{}", value.written()));
        Some((limit.range, problem))
    });
    found.collect()
}

impl Limit {
    fn at(text: &str, start: usize, word: &str) -> Option<Self> {
        let end = start + word.len();
        let qualifier = qualifiers::ending(&text[..end]).filter(|known| known.word.ends_with(word))?;
        let (number, length) = number(&text[end..])?;
        let (unit, unit_length) = typed_unit(&text[end + length..])?;
        Some(Self {
            range: end - qualifier.word.len()..end + length + unit_length,
            side: qualifier.side,
            number,
            unit,
        })
    }

    /// Whether a value is on the other side of the number.
    fn is_denied_by(&self, value: Decimal, unit: &Unit) -> bool {
        let Some(limit) = self.unit.convert(self.number, unit) else {
            return false;
        };
        match self.side {
            Side::Above | Side::AtLeast => value < limit,
            Side::Below | Side::AtMost => value > limit,
            Side::Around => false,
        }
    }
}

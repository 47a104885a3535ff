//! 零发生 and its like in typed words beside a number that is not zero.

use super::Stretch;
use super::claims::{Found, behind, claim, quantity};
use super::printed::filter;
use super::subject::Claim;
use crate::indicator::Indicators;

/// Words by which a clause says that there was none.
const NONE: [&str; 8] = [
    "零发生",
    "零事故",
    "零死亡",
    "零伤亡",
    "零火灾",
    "零案件",
    "零上访",
    "零投诉",
];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&NONE];
/// What may stand behind them at the end of the clause.
const TAILS: [&str; 3] = ["目标", "的目标", "记录"];
/// What makes of events only some of them: 较大以上事故零发生 is true beside two smaller ones.
const SOME: [&str; 10] = [
    "较大", "重大", "特大", "以上", "死亡", "亡人", "恶性", "群体", "规模", "责任",
];
/// Filters that print the value itself.
const AMOUNTS: [&str; 3] = ["数额", "达", ""];

/// Every 零 of something of which there was some.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&NONE) {
        let Some(claimed) = Claim::ending(stretch, start..start + word.len(), &TAILS) else {
            continue;
        };
        let some = |name: &str| {
            SOME.iter()
                .any(|word| claimed.subject.contains(word) && !name.contains(word))
        };
        let denied = claimed.figures().find_map(|figure| {
            let own = behind(indicators, &figure.indicator).filter(|own| !some(&own.name))?;
            let number = quantity(own).filter(|_| AMOUNTS.contains(&filter(figure)))?;
            (!number.value.is_zero()).then(|| (own, number.written()))
        });
        if let Some((own, value)) = denied {
            let problem = claim(stretch, &claimed.range, &own.name);
            found.push((claimed.range, problem.with("value", format!("是{value}"))));
        }
    }
    found
}

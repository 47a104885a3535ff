//! Profits and losses: what is below zero has no growth rate, its change is said in words (spec §2).

use rust_decimal::Decimal;

use super::compare::{Against, Pair, signed};
use super::{Call, amount};
use crate::diag::{Code, Result};
use crate::unit::Dimension;

/// Names of money that below zero is a loss. A revenue below zero, after refunds, is none.
const PROFITS: [&str; 9] = ["利润", "盈利", "净利", "盈亏", "亏损", "损益", "收益", "盈余", "结余"];

/// Whether a value of this name is a profit, which below zero is a loss.
pub(in crate::template) fn is_profit(name: &str) -> bool {
    PROFITS.iter().any(|profit| name.contains(profit))
}

/// Whether nothing is the 盈亏平衡 of a profit, and no lack of the thing.
pub(super) fn breaks_even(call: &Call<'_>, pair: &Pair) -> bool {
    pair.quantity.unit.dimension == Dimension::Money && is_profit(&call.subject.indicator.name)
}

/// A profit that was or is a loss has no growth rate, nor has other money below zero: its change is an amount. What is
/// no money is never below zero.
pub(super) fn turned(call: &Call<'_>, pair: &Pair, against: &Against) -> Result<String> {
    if pair.quantity.unit.dimension != Dimension::Money {
        return Err(pair.negative(call));
    }
    if !is_profit(&call.subject.indicator.name) {
        let words = signed(call, pair, ["增加", "减少", ""])?;
        return Ok(if words.is_empty() {
            call.level(&against.level)
        } else {
            format!("{}{words}", against.comparator)
        });
    }
    let now = || amount::fitting(call, &pair.quantity, pair.now.abs());
    let earlier = || amount::fitting(call, &pair.earlier(), pair.base.abs());
    let difference = || {
        let difference = pair.now.checked_sub(pair.base);
        let difference = difference.ok_or_else(|| call.problem(Code::WordingUnit))?;
        amount::difference(call, (&pair.quantity, &pair.earlier()), difference.abs())
    };
    let (was_loss, is_loss) = (pair.base < Decimal::ZERO, pair.now < Decimal::ZERO);
    match (was_loss, is_loss) {
        (false, true) if pair.base.is_zero() => Ok(format!("由盈亏平衡转为亏损{}", now()?)),
        (false, false) if pair.base.is_zero() => Ok(format!("由盈亏平衡转为盈利{}", now()?)),
        (true, true) if pair.now > pair.base => Ok(format!("减亏{}", difference()?)),
        (true, true) if pair.now < pair.base => Ok(format!("增亏{}", difference()?)),
        (true, true) => Ok(call.level(&against.level)),
        (true, false) if pair.now.is_zero() => Ok(format!("由亏损{}转为盈亏平衡", earlier()?)),
        (true, false) => Ok(format!("由亏损{}转为盈利{}", earlier()?, now()?)),
        (false, _) => Ok(format!("由盈利{}转为亏损{}", earlier()?, now()?)),
    }
}

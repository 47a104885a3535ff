//! What came and what went: 净增, 新增 (spec §3).

use rust_decimal::Decimal;

use super::compare::{amounts, signed};
use super::{Call, amount};
use crate::diag::Result;
use crate::indicator::{Kind, Quantity};
use crate::unit::Dimension;

/// 净增: the change of a stock since the end of last year; of gross additions, those less what went away.
pub(super) fn net_gain(call: &mut Call<'_>) -> Result<String> {
    if call.positional.is_empty() {
        let pair = amounts(call, None)?;
        if !matches!(pair.kind(), Kind::Stock | Kind::Count) {
            return Err(call.wrong_kind());
        }
        let level = pair.against(call).level;
        return signed(call, &pair, ["净增", "净减", &level]);
    }
    let quantity = additions(call)?;
    let gone = call.whole(&quantity)?;
    if call.other_kinds().any(|kind| !matches!(kind, Kind::Flow | Kind::Count)) {
        return Err(call.wrong_kind());
    }
    let pair = amounts(call, Some(gone))?;
    signed(call, &pair, ["净增", "净减", "增减相抵"])
}

/// Things added in a period: a flow or a count, never less than nothing.
fn additions(call: &Call<'_>) -> Result<Quantity> {
    let quantity = call.quantity()?;
    let summable = matches!(quantity.kind, Kind::Flow | Kind::Count);
    if !summable || quantity.unit.dimension == Dimension::Ratio {
        return Err(call.wrong_kind());
    }
    if quantity.value < Decimal::ZERO {
        return Err(call.untrue("新增", amount::fitting(call, &quantity, quantity.value)?));
    }
    Ok(quantity)
}

/// 新增: what was added, whatever went away meanwhile; that would be 净增.
pub(super) fn gross_gain(call: &mut Call<'_>) -> Result<String> {
    let quantity = additions(call)?;
    Ok(format!("新增{}", amount::fitting(call, &quantity, quantity.value)?))
}

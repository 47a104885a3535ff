//! Targets, shares, places among townships, counts (spec §3).

use rust_decimal::Decimal;

use super::{Argument, Call, figure};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, Kind};
use crate::unit::Dimension;

/// 完成: how much of the year's target is reached.
pub(super) fn complete(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let target = call.target(&quantity)?;
    let share = (target > Decimal::ZERO)
        .then(|| figure::percent(quantity.value, target))
        .flatten()
        .ok_or_else(|| call.problem(Code::WordingNoTarget))?;
    let excess = share.saturating_sub(Decimal::ONE_HUNDRED);
    let nearly_none = Decimal::new(5, 2);
    if excess >= Decimal::ZERO && excess < nearly_none {
        return Ok("完成年度目标任务".to_owned());
    }
    if call.flag("超额") {
        if excess < Decimal::ZERO {
            return Err(call.problem(Code::WordingApprox).with("words", "超额完成"));
        }
        return Ok(format!("超额完成年度目标{}%", figure::plain(excess, 1)));
    }
    // 99.97 % must not round up to the whole: what is missing stays visible.
    let mut decimals = 1;
    while excess < Decimal::ZERO && decimals < 6 && figure::round(share, decimals) >= Decimal::ONE_HUNDRED {
        decimals += 1;
    }
    Ok(format!("完成年度目标的{}%", figure::plain(share, decimals)))
}

/// 占比: the share of a whole, from 0 to 100 %.
pub(super) fn share(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if quantity.unit.dimension == Dimension::Ratio || quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    let whole = call.whole(&quantity)?;
    let shown = format!("{}{}", whole.normalize(), quantity.unit);
    let share = (whole > Decimal::ZERO && quantity.value >= Decimal::ZERO && quantity.value <= whole)
        .then(|| figure::percent(quantity.value, whole))
        .flatten();
    let Some(share) = share else {
        return Err(call.problem(Code::WordingShare).with("whole", shown));
    };
    let decimals = call.digits("小数")?.unwrap_or(1);
    Ok(format!("占比{}%", figure::plain(share, decimals)))
}

/// 位次: the place among all townships.
pub(super) fn rank(call: &mut Call<'_>) -> Result<String> {
    let standing = call.subject.indicator.standing;
    let standing = standing.ok_or_else(|| call.problem(Code::WordingNoRank))?;
    let tied = if standing.tied { "并列" } else { "" };
    let all = if call.flag("共") {
        format!("（共{}个乡镇）", standing.of)
    } else {
        String::new()
    };
    Ok(format!("居全县{tied}第{}位{all}", standing.position))
}

/// 个数: how many rows.
pub(super) fn count(call: &mut Call<'_>) -> Result<String> {
    match call.datum() {
        Datum::Rows(rows) => Ok(rows.len().to_string()),
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
            Err(call.wrong_kind())
        }
    }
}

/// 序时进度: the share of the target reached, against the share of the year gone by on the given day: whole
/// months at a month's end, days otherwise.
pub(super) fn on_schedule(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let target = call.target(&quantity)?;
    let Some(Argument::Named(day)) = call.positional.first().cloned() else {
        return Err(call.bad_argument("", "期末"));
    };
    let Datum::Date(day) = day.indicator.datum else {
        return Err(call.bad_argument(&day.path, "期末"));
    };
    let (done, all) = if day == day.last_of_month() {
        (i64::from(day.month()), 12)
    } else {
        (i64::from(day.day_of_year()), i64::from(day.days_in_year()))
    };
    let elapsed = figure::percent(Decimal::from(done), Decimal::from(all)).unwrap_or_default();
    let ahead = (target > Decimal::ZERO)
        .then(|| figure::percent(quantity.value, target))
        .flatten()
        .ok_or_else(|| call.problem(Code::WordingNoTarget))?
        .saturating_sub(elapsed);
    let points = figure::plain(ahead.abs(), 1);
    Ok(if ahead.abs() < Decimal::new(5, 2) {
        "与序时进度持平".to_owned()
    } else if ahead > Decimal::ZERO {
        format!("快于序时进度{points}个百分点")
    } else {
        format!("比序时进度慢{points}个百分点")
    })
}

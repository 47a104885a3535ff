//! Targets, shares, places among townships, counts (spec §3).

use rust_decimal::Decimal;

use super::{Argument, Call, amount, figure, han_number};
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
    Ok(format!("完成年度目标的{}%", figure::short_of_whole(share, 1)))
}

/// 控制: a target that is not to be exceeded.
pub(super) fn ceiling(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let target = call.target(&quantity)?;
    if quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    let excess = quantity.value.saturating_sub(target);
    if excess <= Decimal::ZERO {
        return Ok(format!("控制在{}以内", amount::exact(call, &quantity, target)?));
    }
    if quantity.unit.dimension == Dimension::Ratio {
        return Ok(format!("超出控制目标{}个百分点", figure::plain(excess, 6)));
    }
    Ok(format!("超出控制目标{}", amount::exact(call, &quantity, excess)?))
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

/// 位次: the place among all townships, and its change where the earlier place is given.
pub(super) fn rank(call: &mut Call<'_>) -> Result<String> {
    let standing = call.subject.indicator.standing;
    let standing = standing.ok_or_else(|| call.problem(Code::WordingNoRank))?;
    let tied = if standing.tied { "并列" } else { "" };
    let place = match call.digits("前")? {
        Some(first) if standing.position > first || first == 0 => {
            let words = format!("列全县前{}", han_number(first as usize));
            return Err(call.problem(Code::WordingApprox).with("words", words));
        }
        Some(first) => format!("列全县前{}", han_number(first as usize)),
        None => format!("居全县{tied}第{}位", standing.position),
    };
    let all = if call.flag("共") {
        format!("（共{}个乡镇）", standing.of)
    } else {
        String::new()
    };
    Ok(format!("{place}{all}{}", moved(call, standing.position)?))
}

/// `，较上年上升2位`: a smaller number is the better place.
fn moved(call: &mut Call<'_>, position: u32) -> Result<String> {
    let earlier = match call.positional.first().cloned() {
        None => return Ok(String::new()),
        Some(Argument::Plain(text)) => text.parse().map_err(|_| call.bad_argument(&text, "5"))?,
        Some(Argument::Named(named)) => {
            let Datum::Number(quantity) = &named.indicator.datum else {
                return Err(call.bad_argument(&named.path, "5"));
            };
            call.sources.extend(named.indicator.sources.iter().cloned());
            quantity.value
        }
    };
    if earlier < Decimal::ONE || !earlier.fract().is_zero() {
        return Err(call.bad_argument(&earlier.to_string(), "5"));
    }
    let change = earlier.saturating_sub(Decimal::from(position)).normalize();
    Ok(match change {
        change if change.is_zero() => "，与上年持平".to_owned(),
        change if change > Decimal::ZERO => format!("，较上年上升{change}位"),
        change => format!("，较上年下降{}位", change.abs()),
    })
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

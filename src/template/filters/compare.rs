//! Comparison with last year: direction words, percent, points, times (spec §2).

use rust_decimal::Decimal;

use super::{Call, amount, figure};
use crate::diag::{Code, Result};
use crate::indicator::{Kind, Quantity};
use crate::unit::Dimension;

/// What is less than 0.05 % or 0.05 points prints as nothing, and is 持平.
pub(super) fn flat(change: Decimal) -> bool {
    change.abs() < Decimal::new(5, 2)
}

/// A value and an earlier one, of the same unit.
pub(super) struct Pair {
    quantity: Quantity,
    /// The value.
    pub(super) now: Decimal,
    base: Decimal,
}

impl Pair {
    /// What sort of number both are.
    pub(super) const fn kind(&self) -> Kind {
        self.quantity.kind
    }
}

/// With what a value is compared, in the words of each outcome.
pub(super) struct Against {
    /// Before the verb: `同比`.
    pub(super) comparator: &'static str,
    /// Of no change: `与上年同期持平`.
    pub(super) level: &'static str,
    /// Of nothing then and now.
    pub(super) both_zero: &'static str,
    /// Before the value where there was nothing.
    pub(super) none_before: &'static str,
}

impl Against {
    const fn year(comparator: &'static str, level: &'static str) -> Self {
        Self {
            comparator,
            level,
            both_zero: "与上年相同，均为零",
            none_before: "上年无此项，今年实现",
        }
    }

    /// Last year; the end of it for a stock.
    pub(super) fn last_year(kind: Kind) -> Self {
        if kind == Kind::Stock {
            Self::year("比上年末", "与上年末持平")
        } else {
            Self::year("比上年", "与上年持平")
        }
    }
}

fn pair(call: &mut Call<'_>, base: Option<Decimal>) -> Result<Pair> {
    let quantity = call.quantity()?;
    let base = match base {
        Some(base) => base,
        None => call.base(&quantity)?,
    };
    Ok(Pair {
        now: quantity.value,
        quantity,
        base,
    })
}

/// A pair of amounts, with last year's value or with the one given: what is a percentage, an index or a rank is
/// not compared in percent.
pub(super) fn amounts(call: &mut Call<'_>, base: Option<Decimal>) -> Result<Pair> {
    let pair = pair(call, base)?;
    let rate = pair.quantity.unit.dimension == Dimension::Ratio;
    if rate || matches!(pair.quantity.kind, Kind::Rate | Kind::Rank | Kind::Index) {
        return Err(call.wrong_kind());
    }
    Ok(pair)
}

/// 同比: against the same period last year.
pub(super) fn year_on_year(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    price_basis(call, &pair);
    change(call, &pair, &Against::year("同比", "与上年同期持平"))
}

/// 比上年: against last year; a stock is compared with the end of last year.
pub(super) fn versus_last_year(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    price_basis(call, &pair);
    change(call, &pair, &Against::last_year(pair.kind()))
}

/// Output values grow in real terms in the statistics; a percentage of two amounts of money is a nominal one,
/// which the words must say or a person must look at.
fn price_basis(call: &mut Call<'_>, pair: &Pair) {
    let name = &call.subject.indicator.name;
    let real = ["总产值", "增加值", "生产总值", "GDP"]
        .iter()
        .any(|word| name.contains(word));
    if real && pair.quantity.unit.dimension == Dimension::Money && !call.flag("现价") {
        let note = call.problem(Code::WordingPrice);
        call.warn(note);
    }
}

/// The change in percent, or what is said where there is none.
pub(super) fn change(call: &mut Call<'_>, pair: &Pair, against: &Against) -> Result<String> {
    if pair.base.is_zero() && pair.now.is_zero() {
        return Ok(against.both_zero.to_owned());
    }
    if pair.base < Decimal::ZERO || pair.now < Decimal::ZERO {
        return turned(call, pair, against.level);
    }
    if pair.base.is_zero() {
        if call.flag("零的突破") {
            return Ok("实现零的突破".to_owned());
        }
        let shown = amount::fitting(call, &pair.quantity, pair.now)?;
        return Ok(format!("{}{shown}", against.none_before));
    }
    let growth = figure::growth(pair.now, pair.base).ok_or_else(|| call.problem(Code::WordingUnit))?;
    if flat(growth) {
        return Ok(against.level.to_owned());
    }
    if call.flag("基本持平") && growth.abs() < Decimal::new(5, 1) {
        return Ok(against.level.replace("持平", "基本持平"));
    }
    if growth > Decimal::from(300) {
        let warning = call
            .problem(Code::WordingSmallBase)
            .with("growth", figure::plain(growth, 1));
        call.warn(warning);
    }
    percent(call, growth, against.comparator)
}

fn percent(call: &Call<'_>, growth: Decimal, comparator: &str) -> Result<String> {
    let verb = if growth > Decimal::ZERO { "增长" } else { "下降" };
    // Decimals that would print 0 for a change that is not flat are no use: one decimal at least.
    let mut decimals = call.digits("小数")?.unwrap_or(1);
    if figure::round(growth, decimals).is_zero() {
        decimals = 1;
    }
    // A fall that leaves something is never one of 100 %.
    let mut shown = figure::plain(growth.abs(), decimals);
    if growth < Decimal::ZERO {
        shown = figure::short_of_whole(growth.abs(), decimals);
    }
    let basis = if call.flag("现价") { "按现价计算" } else { "" };
    Ok(format!("{basis}{comparator}{verb}{shown}%"))
}

/// A profit that was or is a loss has no growth rate; anything else has no negative base at all.
fn turned(call: &Call<'_>, pair: &Pair, level: &str) -> Result<String> {
    if pair.quantity.unit.dimension != Dimension::Money {
        return Err(call.problem(Code::WordingNegativeBase));
    }
    let show = |value: Decimal| amount::fitting(call, &pair.quantity, value.abs());
    let difference = || {
        let difference = pair.now.checked_sub(pair.base);
        show(difference.ok_or_else(|| call.problem(Code::WordingUnit))?)
    };
    let (was_loss, is_loss) = (pair.base < Decimal::ZERO, pair.now < Decimal::ZERO);
    match (was_loss, is_loss) {
        (true, true) if pair.now > pair.base => Ok(format!("减亏{}", difference()?)),
        (true, true) if pair.now < pair.base => Ok(format!("增亏{}", difference()?)),
        (true, true) => Ok(level.to_owned()),
        (true, false) => Ok(format!("由亏损{}转为盈利{}", show(pair.base)?, show(pair.now)?)),
        (false, _) => Ok(format!("由盈利{}转为亏损{}", show(pair.base)?, show(pair.now)?)),
    }
}

/// 增减: the change as an amount; 增加 takes a quantity, 增长 a percentage.
pub(super) fn delta(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    signed(call, &pair, ["增加", "减少", "与上年持平"])
}

/// 净增: the change of a stock since the end of last year.
pub(super) fn net_gain(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    if !matches!(pair.quantity.kind, Kind::Stock | Kind::Count) {
        return Err(call.wrong_kind());
    }
    signed(call, &pair, ["净增", "净减", "与上年末持平"])
}

/// The change as an amount, with the word for its direction.
pub(super) fn signed(call: &Call<'_>, pair: &Pair, [more, less, level]: [&str; 3]) -> Result<String> {
    let change = pair.now.checked_sub(pair.base);
    let change = change.ok_or_else(|| call.problem(Code::WordingUnit))?;
    if change.is_zero() {
        return Ok(level.to_owned());
    }
    let word = if change > Decimal::ZERO { more } else { less };
    let shown = amount::fitting(call, &pair.quantity, change.abs())?;
    let nothing = shown.strip_prefix('0').is_some_and(|rest| !rest.starts_with('.'));
    Ok(if nothing {
        level.to_owned()
    } else {
        format!("{word}{shown}")
    })
}

/// 百分点: the change of a percentage; an amount never takes it.
pub(super) fn points(call: &mut Call<'_>) -> Result<String> {
    let pair = pair(call, None)?;
    if pair.quantity.unit.dimension != Dimension::Ratio {
        return Err(call.wrong_kind());
    }
    let change = pair.now.checked_sub(pair.base);
    let change = change.ok_or_else(|| call.problem(Code::WordingUnit))?;
    if flat(change) {
        return Ok("持平".to_owned());
    }
    let word = if change > Decimal::ZERO { "提高" } else { "下降" };
    let decimals = call.digits("小数")?.unwrap_or(1).max(1);
    Ok(format!("{word}{}个百分点", figure::plain(change.abs(), decimals)))
}

/// 倍数: `是上年的4倍`, or with `增长=true` `增长3倍`; never with a fall, and from 1.5 on.
pub(super) fn times(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    if pair.base <= Decimal::ZERO {
        return Err(call.problem(Code::WordingNegativeBase));
    }
    let ratio = pair.now.checked_div(pair.base);
    let ratio = ratio.ok_or_else(|| call.problem(Code::WordingUnit))?;
    let least = if call.flag("增长") {
        Decimal::TWO
    } else {
        Decimal::new(15, 1)
    };
    if ratio < least {
        return Err(call.problem(Code::WordingTimes).with("ratio", figure::plain(ratio, 2)));
    }
    Ok(if call.flag("增长") {
        format!("增长{}倍", figure::plain(ratio.saturating_sub(Decimal::ONE), 1))
    } else {
        format!("是上年的{}倍", figure::plain(ratio, 1))
    })
}

/// 翻番: 翻一番 is twice, 翻两番 four times, within 1 %; a claimed number of 番 is checked.
pub(super) fn doubled(call: &mut Call<'_>) -> Result<String> {
    let pair = amounts(call, None)?;
    let ratio = (pair.base > Decimal::ZERO)
        .then(|| pair.now.checked_div(pair.base))
        .flatten();
    let refuse = || {
        call.problem(Code::WordingDoubled)
            .with("ratio", figure::plain(ratio.unwrap_or_default(), 2))
    };
    let ratio = ratio.ok_or_else(refuse)?;
    let reached = [(1, 2, "翻一番"), (2, 4, "翻两番"), (3, 8, "翻三番")]
        .into_iter()
        .find(|(_, factor, _)| {
            let factor = Decimal::from(*factor);
            ratio.saturating_sub(factor).abs() <= factor / Decimal::ONE_HUNDRED
        });
    let claimed: Option<u32> = call.first_text().and_then(|text| text.parse().ok());
    match reached {
        Some((times, _, words)) if claimed.is_none_or(|claimed| claimed == times) => Ok(words.to_owned()),
        Some(_) | None => Err(refuse()),
    }
}

/// 由至: both values in one unit.
pub(super) fn from_to(call: &mut Call<'_>) -> Result<String> {
    let pair = pair(call, None)?;
    let rate = pair.quantity.unit.dimension == Dimension::Ratio;
    let larger = Quantity {
        value: pair.now.abs().max(pair.base.abs()),
        ..pair.quantity.clone()
    };
    let form = amount::form(call, &larger)?;
    let from = amount::show(call, &pair.quantity, pair.base, &form)?;
    let to = amount::show(call, &pair.quantity, pair.now, &form)?;
    if from == to {
        return Err(call.problem(Code::WordingSame).with("words", from));
    }
    let verb = match (pair.now > pair.base, rate) {
        (true, true) => "提高到",
        (false, true) => "下降到",
        (true, false) => "增至",
        (false, false) => "减至",
    };
    Ok(format!("由{from}{verb}{to}"))
}

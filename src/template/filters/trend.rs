//! Comparison with other periods than last year: the period before, and several years on average (spec §2).

use rust_decimal::Decimal;

use super::super::value::Named;
use super::compare::{self, Against};
use super::{Argument, Call, figure};
use crate::diag::{Code, Result};
use crate::indicator::{Comparison, Datum, Kind, Quantity, months_of_name};

/// A change from one month to the next beyond this (in percent) is likely to be the season's.
const SEASONAL: i64 = 50;

/// 环比: against the period directly before, given as an indicator of its own.
pub(super) fn month_on_month(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if let Some(Argument::Named(earlier)) = call.positional.first().cloned() {
        is_the_same_thing(call, &earlier, quantity.kind)?;
        is_directly_before(call, &earlier)?;
    }
    let base = call.whole(&quantity)?;
    let pair = compare::amounts(call, Some(base))?;
    let against = Against {
        comparator: "环比".to_owned(),
        level: "与上期持平".to_owned(),
        both_zero: "与上期相同，均为零".to_owned(),
        none_before: "上期无此项，本期实现".to_owned(),
        zero_before: "上期为0，本期".to_owned(),
    };
    let growth = (base > Decimal::ZERO).then(|| figure::growth(pair.now, base)).flatten();
    if let Some(growth) = growth.filter(|growth| growth.abs() > Decimal::from(SEASONAL)) {
        let warning = call.problem(Code::WordingSeason);
        call.warn(warning.with("growth", figure::plain(growth, 1)));
    }
    compare::change(call, &pair, &against)
}

/// Refuses 环比 of 三季度 against 一季度, where both names say of when they are.
fn is_directly_before(call: &Call<'_>, earlier: &Named) -> Result<()> {
    let own = months_of_name(&call.subject.indicator.name);
    let Some((((first, _), _), ((_, last), _))) = own.zip(months_of_name(&earlier.indicator.name)) else {
        return Ok(());
    };
    // A stock is of the last of its months alone; one at another day before may be meant.
    let is_stock = matches!(call.datum(), Datum::Number(own) if own.kind == Kind::Stock);
    match is_stock || last % 12 + 1 == first {
        true => Ok(()),
        false => Err(call.bad_argument(
            &earlier.path,
            "上一个月、上一季度的指标 / the month or quarter directly before",
        )),
    }
}

/// 年均增长: `(x/p)^(1/n) − 1`, n being the number of intervals from the base year to this one.
pub(super) fn average_growth(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let Some(years) = call.first_text().and_then(|text| text.parse::<u32>().ok()) else {
        return Err(call.bad_argument(call.first_text().unwrap_or(""), "2–50"));
    };
    let Some(Argument::Named(earlier)) = call.positional.get(1).cloned() else {
        return Err(call.bad_argument("", "基期指标 / indicator of the base year"));
    };
    if !(2..=50).contains(&years) {
        return Err(call.bad_argument(&years.to_string(), "2–50"));
    }
    // Last year's value is one year ago, and the rate of one year is no yearly average (spec §2: n intervals).
    if is_last_years(&earlier, &quantity) {
        let expected = format!("{years}年前的指标 / the indicator of {years} years ago");
        return Err(call.bad_argument(&earlier.path, &expected));
    }
    is_the_same_thing(call, &earlier, quantity.kind)?;
    let base = call.converted(&earlier, &quantity)?;
    let pair = compare::amounts(call, Some(base))?;
    if pair.now <= Decimal::ZERO || base <= Decimal::ZERO {
        return Err(pair.negative(call));
    }
    let ratio = pair.now.checked_div(base).filter(|ratio| !ratio.is_zero());
    let factor = ratio.and_then(|ratio| figure::root(ratio, years));
    let factor = factor.ok_or_else(|| pair.negative(call))?;
    let growth = factor.saturating_sub(Decimal::ONE).saturating_mul(Decimal::ONE_HUNDRED);
    if compare::flat(call, growth)? {
        return Ok(call.level("年均持平"));
    }
    let verb = if growth > Decimal::ZERO { "增长" } else { "下降" };
    let decimals = compare::decimals_of_change(call)?;
    Ok(format!("年均{verb}{}%", call.percent(growth.abs(), decimals)?))
}

/// Words of names that say of which time a number is, and nothing of what it is.
const TIMES: [&str; 26] = [
    "同期",
    "上年",
    "去年",
    "前年",
    "本年",
    "今年",
    "上月",
    "本月",
    "上季度",
    "本季度",
    "季度",
    "上期",
    "本期",
    "上旬",
    "基期",
    "基年",
    "累计",
    "年前",
    "月份",
    "年末",
    "月末",
    "期末",
    "期初",
    "年初",
    "年",
    "月",
];

/// Refuses a stock beside what has come in a period, and points out a value of which the name says nothing of this one's:
/// the same thing at another time is meant.
fn is_the_same_thing(call: &Call<'_>, earlier: &Named, kind: Kind) -> Result<()> {
    let Datum::Number(other) = &earlier.indicator.datum else {
        return Ok(());
    };
    let is_stock = |kind: Kind| kind == Kind::Stock;
    let is_flow = |kind: Kind| kind == Kind::Flow;
    if is_stock(kind) && is_flow(other.kind) || is_flow(kind) && is_stock(other.kind) {
        return Err(earlier.problem(Code::WordingKind).with("filter", call.filter.name));
    }
    let own = &call.subject.indicator.name;
    if !may_be_one(own, &earlier.indicator.name) {
        let warning = call.problem(Code::WordingOther).with("other", earlier.introduced());
        call.warn(warning);
    }
    Ok(())
}

/// Whether two names may be of one thing at two times: they have two letters in common, or one of them says the time only.
fn may_be_one(one: &str, other: &str) -> bool {
    let bare = |name: &str| {
        let name = TIMES.iter().fold(name.to_owned(), |name, word| name.replace(word, ""));
        let letters = name
            .chars()
            .filter(|c| c.is_alphabetic() && !"一二三四五六七八九十".contains(*c));
        letters.collect::<Vec<char>>()
    };
    let [one, other] = [bare(one), bare(other)];
    let width = one.len().min(other.len()).min(2);
    width == 0
        || one
            .windows(width)
            .any(|letters| other.windows(width).any(|own| own == letters))
}

/// Whether a value is the base of the quantity: by its name, or because it stands in the same cells.
fn is_last_years(earlier: &Named, quantity: &Quantity) -> bool {
    let cells = &earlier.indicator.sources;
    let same = |base: &Comparison| !cells.is_empty() && base.sources == *cells;
    earlier.path.ends_with(".上年") || quantity.base.as_ref().is_some_and(same)
}

/// 增减率: `比上年增加277万元，增长18.6%`.
pub(super) fn amount_and_growth(call: &mut Call<'_>) -> Result<String> {
    let pair = compare::amounts(call, None)?;
    compare::price_basis(call, &pair);
    let against = pair.against(call);
    let whole = compare::change(call, &pair, &against)?;
    let growth = whole.split_once(against.comparator.as_str());
    // What is below zero has changed by an amount and no more.
    let Some((basis, percent)) = growth.filter(|_| whole.ends_with('%')) else {
        return Ok(whole);
    };
    let amount = compare::signed(call, &pair, ["增加", "减少", ""])?;
    if amount.is_empty() {
        return Ok(whole);
    }
    Ok(format!("{basis}{}{amount}，{percent}", against.comparator))
}

//! 比重: a part's share in a table, and shares that add up to exactly 100 % (spec R-06).

use rust_decimal::Decimal;

use super::super::rows::partial;
use super::super::value::Named;
use super::{Argument, Call, figure, whole};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, Kind, Missing, Quantity, Record};

/// One of the parts: whether it is the value itself, and how much it is.
struct Part {
    own: bool,
    value: Decimal,
}

/// 比重: the share of the value among parts that are given by rows and the name of a field, or one by one. With
/// 凑整=true the shares as printed add up to 100 %: the units that rounding down leaves go to the largest remainders.
pub(super) fn proportion(call: &mut Call<'_>) -> Result<String> {
    let quantity = whole::additive(call)?;
    let parts = parts(call, &quantity)?;
    let own = parts.iter().position(|part| part.own);
    let own = own.ok_or_else(|| call.bad_argument(&call.subject.path, "行, \"字段\" / 指标…"))?;
    let sum = parts
        .iter()
        .try_fold(Decimal::ZERO, |sum, part| sum.checked_add(part.value));
    let sum = sum.ok_or_else(|| call.problem(Code::WordingUnit).with("other", "…"))?;
    let share = |part: &Part| whole::share_of(call, &quantity, part.value, sum);
    if let Some(negative) = parts.iter().find(|part| part.value < Decimal::ZERO) {
        share(negative)?;
    }
    let decimals = call.digits("小数")?.unwrap_or(1);
    let printed = if call.flag("凑整") {
        let values = parts.iter().map(|part| part.value).collect();
        let forced = call.subject.ledger.forced((values, decimals), |(values, decimals)| {
            let shares = values.iter().map(|value| whole::share_of(call, &quantity, *value, sum));
            Ok(forced(&shares.collect::<Result<Vec<_>>>()?, *decimals))
        })?;
        figure::fixed(forced.shares[own], forced.decimals)
    } else {
        let share = share(&parts[own])?;
        let decimals = call.decimals_of_share(share, decimals)?;
        figure::fixed(call.rounding()?.round(share, decimals), decimals)
    };
    Ok(format!("{}%", call.about(printed)))
}

/// Shares that add up to 100 %.
#[derive(Debug)]
pub(in crate::template) struct Forced {
    shares: Vec<Decimal>,
    decimals: u32,
}

/// The shares of a column, all with the same decimals, or they would not add up to 100.
fn forced(shares: &[Decimal], decimals: u32) -> Forced {
    let fitting = (decimals..MOST_DECIMALS).find(|decimals| tells_all(shares, *decimals));
    let decimals = fitting.unwrap_or(decimals.max(MOST_DECIMALS));
    Forced {
        shares: whole_shares(shares, decimals),
        decimals,
    }
}

fn parts(call: &mut Call<'_>, quantity: &Quantity) -> Result<Vec<Part>> {
    if let Some(Argument::Named(rows)) = call.positional.first().cloned()
        && let Datum::Rows(records) = &rows.indicator.datum
    {
        let Some(Argument::Plain(field)) = call.positional.get(1).cloned() else {
            return Err(call.bad_argument("", "\"面积\""));
        };
        return parts_of_rows(call, (&rows, records), &field, quantity);
    }
    let others = call.indicators()?;
    let values = call.others(quantity)?;
    let named = others.iter().zip(values).map(|(other, value)| Part {
        own: other.path == call.subject.path,
        value,
    });
    Ok(named.collect())
}

/// The number of the row whose field a path is: 3 of `各村[3].面积`.
fn row_of(path: &str, rows: &Named, field: &str) -> Option<usize> {
    let row = path.strip_prefix(rows.path.as_str())?.strip_prefix('[')?;
    row.strip_suffix(field)?.strip_suffix("].")?.parse().ok()
}

/// The values of a field, each by the number that its row has: rows that a filter chose keep theirs.
fn parts_of_rows(
    call: &mut Call<'_>,
    (rows, records): (&Named, &[Record]),
    field: &str,
    quantity: &Quantity,
) -> Result<Vec<Part>> {
    rows.all_judged(call.filter.name)?;
    let mut parts = Vec::with_capacity(records.len());
    let mut lacking = Vec::new();
    let own = row_of(&call.subject.path, rows, field);
    for (index, record) in records.iter().enumerate() {
        let found = record
            .field(field)
            .ok_or_else(|| call.bad_argument(field, "\"面积\""))?;
        let number = match &found.datum {
            Datum::Number(number) => number,
            Datum::Missing(Missing::NotApplicable, _) => continue,
            Datum::Missing(Missing::Unknown, _) => {
                lacking.push(index);
                continue;
            }
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => return Err(call.wrong_kind()),
        };
        if matches!(number.kind, Kind::Rate | Kind::Rank | Kind::Index | Kind::Survey) {
            return Err(call.wrong_kind());
        }
        let value = number.unit.convert(number.value, &quantity.unit);
        parts.push(Part {
            own: own == Some(rows.number(index)),
            value: value.ok_or_else(|| call.problem(Code::WordingUnit).with("other", &number.unit))?,
        });
        call.rests_on_approximate |= number.approximate.is_some();
        call.sources.extend(found.sources.iter().cloned());
    }
    if lacking.is_empty() {
        Ok(parts)
    } else {
        Err(partial((rows, records), &lacking, field).with("filter", call.filter.name))
    }
}

/// Decimals after which a share counts as nothing.
const MOST_DECIMALS: u32 = 6;

/// Whether no share that is there prints as nothing, and none that is not the whole as all of it.
fn tells_all(shares: &[Decimal], decimals: u32) -> bool {
    let printed = whole_shares(shares, decimals);
    let is_true = |(share, printed): (&Decimal, &Decimal)| {
        share.is_zero() == printed.is_zero() && (*printed < Decimal::ONE_HUNDRED || *share == Decimal::ONE_HUNDRED)
    };
    shares.iter().zip(&printed).all(is_true)
}

/// The shares rounded so that their sum is that of the shares: the method of the largest remainder, ties to the
/// first. The shares add up to 100.
fn whole_shares(shares: &[Decimal], decimals: u32) -> Vec<Decimal> {
    let unit = Decimal::new(1, decimals);
    let mut rounded: Vec<Decimal> = shares
        .iter()
        .map(|share| share.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::ToZero))
        .collect();
    let mut left = Decimal::ONE_HUNDRED - rounded.iter().sum::<Decimal>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(shares[*index] - rounded[*index]));
    for index in order {
        if left < unit {
            break;
        }
        rounded[index] += unit;
        left -= unit;
    }
    rounded
}

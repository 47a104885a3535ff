//! Targets, shares, places among townships, counts (spec §3).

use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::super::qualifiers::{Side, find};
use super::{Argument, Call, Elapsed, PlaceStyle, amount, compare, direction, figure, han_number, whole};
use crate::diag::{Code, Diagnostic, Result, term};
use crate::indicator::{Datum, Kind, MissingPolicy, Place, Quantity, RankOrder, Standing, Withheld};
use crate::unit::Dimension;

/// 完成: how much of the year's target is reached.
pub(super) fn complete(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if matches!(quantity.kind, Kind::Rank | Kind::Index) {
        return Err(call.wrong_kind());
    }
    to_be_reached(call)?;
    let target = call.target(&quantity)?;
    let share = (target > Decimal::ZERO)
        .then(|| figure::percent(quantity.value, target))
        .flatten()
        .ok_or_else(|| call.problem(Code::WordingNoTarget))?;
    let excess = share.saturating_sub(Decimal::ONE_HUNDRED);
    if excess >= Decimal::ZERO && compare::flat(call, excess)? {
        return Ok(match call.approximate() {
            Some(about) => format!("完成年度目标的{about}100%"),
            None => "完成年度目标任务".to_owned(),
        });
    }
    let whole = format!("完成年度目标的{}%", call.short_of_whole(share, 1)?);
    match (call.flag("超额"), excess < Decimal::ZERO) {
        (false, _) => Ok(whole),
        (true, true) => Err(call.untrue("超额完成", whole)),
        (true, false) => Ok(format!("超额完成年度目标{}%", call.percent(excess, 1)?)),
    }
}

/// Refuses what is said of a target that is to be reached where less is better: who has passed a limit has achieved
/// nothing.
fn to_be_reached(call: &Call<'_>) -> Result<()> {
    match call.better() {
        Some(RankOrder::Low) => Err(call
            .problem(Code::WordingTargetWay)
            .with("advice", term("advice-limit"))),
        Some(RankOrder::High) | None => Ok(()),
    }
}

/// 控制: a target that is not to be exceeded.
pub(super) fn ceiling(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let target = call.target(&quantity)?;
    if quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    if call.better() == Some(RankOrder::High) {
        return Err(call.problem(Code::WordingTargetWay).with("advice", term("advice-goal")));
    }
    // Nothing at all can be the limit, less than nothing cannot.
    if target < Decimal::ZERO {
        return Err(call.problem(Code::WordingNoTarget));
    }
    let excess = quantity.value.saturating_sub(target);
    if excess <= Decimal::ZERO {
        let limit = amount::exact(call, &amount::targeted(&quantity), target)?;
        let words = format!("控制在{limit}以内");
        return if may_exceed(&quantity, target) {
            Err(call.untrue(words, quantity.written()))
        } else {
            Ok(words)
        };
    }
    if quantity.unit.dimension == Dimension::Ratio {
        let points = compare::points_of(&quantity.unit);
        return Ok(format!("超出控制目标{}{points}", call.about(figure::plain(excess, 6))));
    }
    let quantity = Quantity {
        approximate: call.approximate(),
        ..quantity
    };
    Ok(format!("超出控制目标{}", amount::exact(call, &quantity, excess)?))
}

/// Whether a value at or below its target may be above it by its cell's own word: 4.5%以上 is not 4.5%以内.
fn may_exceed(quantity: &Quantity, target: Decimal) -> bool {
    let own = quantity.approximate.as_ref().and_then(|word| find(word));
    let above = own.is_some_and(|own| !own.side.bears_out(Side::AtMost));
    let aim = quantity.target.as_ref().and_then(|target| target.approximate.clone());
    let open = direction::is_open((quantity.value, &quantity.approximate), (target, &aim));
    above && (quantity.value == target || open)
}

/// 占比: the share of a whole, from 0 to 100 %; 名= says of what, 变化=true how the share has changed.
pub(super) fn share(call: &mut Call<'_>) -> Result<String> {
    let quantity = whole::additive(call)?;
    let whole = call.whole(&quantity)?;
    let share = whole::share_of(call, &quantity, quantity.value, whole)?;
    let decimals = call.digits("小数")?.unwrap_or(1);
    let shown = call.short_of_whole(share, decimals)?;
    let of = call.indicators()?.first().and_then(|whole| call.named_as(whole));
    let now = match of {
        Some(of) => format!("占{of}的{shown}%"),
        None => format!("占比{shown}%"),
    };
    if !call.flag("变化") {
        return Ok(now);
    }
    let before = earlier_share(call, &quantity)?;
    let change = (share.saturating_sub(before), compare::PERCENT_POINTS);
    let words = compare::in_points(call, change, ["提高", "下降", ""])?;
    let against = compare::Against::last_year(call, &quantity);
    Ok(match words.as_str() {
        "" => format!("{now}，{}", call.level(&against.level)),
        words => format!("{now}，{}{words}", against.comparator),
    })
}

/// The share of last year's values.
fn earlier_share(call: &mut Call<'_>, quantity: &Quantity) -> Result<Decimal> {
    let part = call.base(quantity)?;
    let Some(Argument::Named(whole)) = call.positional.first().cloned() else {
        return Err(call.bad_argument("", "指标 / indicator"));
    };
    let Datum::Number(number) = &whole.indicator.datum else {
        return Err(call.wrong_kind());
    };
    let base = number.base.as_ref();
    let base = base.ok_or_else(|| whole.problem(Code::WordingNoBase).with("filter", call.filter.name))?;
    call.sources.extend(base.sources.iter().cloned());
    call.rests_on_approximate |= base.approximate.is_some();
    let base = number.unit.convert(base.value, &quantity.unit);
    let base = base.ok_or_else(|| call.problem(Code::WordingUnit).with("other", &number.unit))?;
    whole::share_of(call, quantity, part, base)
}

/// 位次: the place among all townships, and its change where the earlier place is given. A place by growth is
/// another than one by size: 名="增速" says so of an indicator of growth.
pub(super) fn rank(call: &mut Call<'_>) -> Result<String> {
    let place = match &call.subject.indicator.standing {
        Some(Standing::Known(place)) => *place,
        Some(Standing::Unknown(withheld)) => return unknown_place(call, &Arc::clone(withheld)),
        None => return Err(Diagnostic::new(Code::WordingNoRank).with("name", &call.subject.indicator.name)),
    };
    if call.flag("数") {
        return Ok(place.position.to_string());
    }
    let tied = if place.tied { "并列" } else { "" };
    let of = named_place(call)?;
    let county = call.job().whole_county();
    let exactly = format!("{of}居{county}{tied}{}", place_words(call, place.position));
    let words = match call.digits("前")? {
        Some(first) => {
            let words = format!("{of}列{county}前{}", han_number(first as usize));
            // Where all stand among the first so many, ties counted, it says nothing of anybody.
            if first == 0 || first >= place.last || place.position > first {
                return Err(call.untrue(words, exactly));
            }
            // The first one is no 前一.
            if first == 1 { exactly } else { words }
        }
        None => exactly,
    };
    let all = if call.flag("共") {
        format!("（共{}个乡镇）", place.of)
    } else {
        String::new()
    };
    Ok(format!("{words}{all}{}", moved(call, place)?))
}

/// Words by which a place is one by growth.
const GROWTHS: [&str; 5] = ["增速", "增幅", "增长", "涨幅", "降幅"];
/// Words by which it is one by a share.
const SHARES: [&str; 3] = ["占比", "比重", "比率"];
/// Words by which it is one by what each has.
const AVERAGES: [&str; 4] = ["人均", "户均", "亩均", "单产"];

fn is_ratio(call: &Call<'_>) -> bool {
    matches!(call.datum(), Datum::Number(own) if own.unit.dimension == Dimension::Ratio)
}

/// What 名= calls the place, where the indicator is of that sort: the place by an amount is not that by its growth.
fn named_place(call: &Call<'_>) -> Result<String> {
    let of = call.text("名").unwrap_or_default();
    if matches!(of, "true" | "false") {
        return Err(call.bad_argument(of, "\"增速\""));
    }
    let says = |words: &[&str]| words.iter().any(|word| of.contains(word));
    let fits = if says(&GROWTHS) {
        is_ratio(call) && compare::is_growth(call)
    } else if says(&SHARES) {
        is_ratio(call)
    } else {
        !says(&AVERAGES) || is_average(call)
    };
    if fits {
        return Ok(of.to_owned());
    }
    Err(call.problem(Code::WordingRankName).with("words", of))
}

/// Whether a value is what each of several has: by its unit, its formula or its name.
fn is_average(call: &Call<'_>) -> bool {
    let indicator = &call.subject.indicator;
    let quotient = matches!(&indicator.datum, Datum::Number(own) if own.unit.parts().is_some());
    let divided = indicator.formula.as_ref().is_some_and(|formula| formula.contains('/'));
    quotient || divided || AVERAGES.iter().any(|word| indicator.name.contains(word))
}

/// Where some township's value is not known, no place is: the place is missing as a value of the indicator would be, by
/// the policy that it declares. What is told is the same for every township, whatever its own value and cells are.
fn unknown_place(call: &mut Call<'_>, withheld: &Withheld) -> Result<String> {
    if withheld.missing != MissingPolicy::Dash {
        return Err(withheld.problem(Code::WordingRankUnknown, &call.subject.indicator.name));
    }
    call.omitted = true;
    Ok("—".to_owned())
}

/// `第3位`, or in the document's other style `第一` and `第三位`.
fn place_words(call: &Call<'_>, position: u32) -> String {
    match call.wording().place {
        PlaceStyle::Arabic => format!("第{position}位"),
        PlaceStyle::Han if position == 1 => "第一".to_owned(),
        PlaceStyle::Han => format!("第{}位", han_number(position as usize)),
    }
}

/// `，较上年上升2位`: a smaller number is the better place.
fn moved(call: &mut Call<'_>, place: Place) -> Result<String> {
    let Some(earlier) = earlier_place(call)? else {
        return Ok(String::new());
    };
    let is_place = earlier >= Decimal::ONE && earlier <= Decimal::from(place.of) && earlier.fract().is_zero();
    if !is_place {
        let found = match call.positional.first() {
            Some(Argument::Named(named)) => named.introduced(),
            Some(Argument::Plain(_)) | None => earlier.to_string(),
        };
        return Err(call.bad_argument(&found, &format!("1–{}", place.of)));
    }
    let change = earlier.saturating_sub(Decimal::from(place.position)).normalize();
    let than = call.comparing("较");
    Ok(match change {
        change if change.is_zero() => "，与上年持平".to_owned(),
        change if change > Decimal::ZERO => format!("，{than}上年上升{change}位"),
        change => format!("，{than}上年下降{}位", change.abs()),
    })
}

/// Whether a number is a place: one that is declared so, or one of nothing counted.
fn is_place(quantity: &Quantity) -> bool {
    quantity.kind == Kind::Rank || matches!(&*quantity.unit.symbol, "" | "位")
}

/// The place that the first argument gives, as a number or as an indicator of places. Who had none is in its place now all
/// the same.
fn earlier_place(call: &mut Call<'_>) -> Result<Option<Decimal>> {
    match call.positional.first().cloned() {
        None => Ok(None),
        Some(Argument::Plain(text)) => text.parse().map(Some).map_err(|_| call.bad_argument(&text, "5")),
        Some(Argument::Named(named)) => {
            let quantity = match &named.indicator.datum {
                Datum::Number(quantity) if is_place(quantity) => quantity,
                Datum::Number(_) => return Err(call.bad_argument(&named.introduced(), "kind = \"rank\"")),
                Datum::Missing(_, MissingPolicy::Dash | MissingPolicy::Omit) => return Ok(None),
                Datum::Missing(_, MissingPolicy::Error) => return Err(named.problem(Code::TemplateMissing)),
                Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => {
                    return Err(call.bad_argument(&named.path, "5"));
                }
            };
            call.sources.extend(named.indicator.sources.iter().cloned());
            Ok(Some(quantity.value))
        }
    }
}

/// 个数: how many rows.
pub(super) fn count(call: &mut Call<'_>) -> Result<String> {
    match call.datum() {
        Datum::Rows(rows) => {
            call.subject.all_judged(call.filter.name)?;
            Ok(rows.len().to_string())
        }
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
            Err(call.wrong_kind())
        }
    }
}

/// 序时进度: the share of the target reached, against the share of the year gone by on the given day: whole
/// months at a month's end, days otherwise.
pub(super) fn on_schedule(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if matches!(quantity.kind, Kind::Rank | Kind::Index | Kind::Rate) {
        return Err(call.wrong_kind());
    }
    to_be_reached(call)?;
    let target = call.target(&quantity)?;
    let Some(Argument::Named(day)) = call.positional.first().cloned() else {
        return Err(call.bad_argument("", "期末"));
    };
    let day = match day.indicator.datum {
        Datum::Date(date) if of_report(call, date) => date,
        Datum::Date(date) => return Err(call.bad_argument(&format!("{}（{date}）", day.path), "期末")),
        Datum::Number(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
            return Err(call.bad_argument(&day.path, "期末"));
        }
    };
    let elapsed = elapsed(call.wording().elapsed, day);
    must_be_known(call, &quantity, (target, elapsed))?;
    let ahead = (target > Decimal::ZERO)
        .then(|| figure::percent(quantity.value, target))
        .flatten()
        .ok_or_else(|| call.problem(Code::WordingNoTarget))?
        .saturating_sub(elapsed);
    let points = call.percent(ahead.abs(), 1)?;
    Ok(if compare::flat(call, ahead)? {
        call.level("与序时进度持平")
    } else if ahead > Decimal::ZERO {
        format!("快于序时进度{points}个百分点")
    } else {
        format!("比序时进度慢{points}个百分点")
    })
}

/// Refuses to say whether a value is ahead where its cell's own word leaves it open: 近92万元 of 100万元 in November.
fn must_be_known(call: &Call<'_>, quantity: &Quantity, (target, elapsed): (Decimal, Decimal)) -> Result<()> {
    let due = target.saturating_mul(elapsed) / Decimal::ONE_HUNDRED;
    let aim = quantity.target.as_ref().and_then(|target| target.approximate.clone());
    if !direction::is_open((quantity.value, &quantity.approximate), (due, &aim)) {
        return Ok(());
    }
    let due = figure::plain(due, 2);
    let truth = format!("{}，序时{due}{}", quantity.written(), quantity.unit);
    Err(call.untrue(call.filter.name, truth))
}

/// Whether a day is of a year that the report speaks of: the target of this year is not behind in December of the last.
fn of_report(call: &Call<'_>, day: Date) -> bool {
    let job = call.job();
    match (job.period, job.year) {
        (Some((first, last)), _) => (first.year()..=last.year()).contains(&day.year()),
        (None, Some(year)) => day.year() == year,
        (None, None) => true,
    }
}

/// The share of the year that has gone by on this day, in percent.
pub(in crate::template) fn elapsed(counted: Elapsed, day: Date) -> Decimal {
    let months = match counted {
        Elapsed::Months => day == day.last_of_month(),
        Elapsed::Days => false,
    };
    let (done, all) = if months {
        (i64::from(day.month()), 12)
    } else {
        (i64::from(day.day_of_year()), i64::from(day.days_in_year()))
    };
    figure::percent(Decimal::from(done), Decimal::from(all)).unwrap_or_default()
}

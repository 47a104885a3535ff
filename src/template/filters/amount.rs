//! Amounts in a fitting unit and scale (spec §5), parts of a whole, percentages.

use rust_decimal::Decimal;

use super::super::qualifiers::{Side, find};
use super::figure::{self, Rounding};
use super::{Call, losses, numerals, whole};
use crate::diag::{Code, Result};
use crate::indicator::approximate::with_word;
use crate::indicator::{Kind, Quantity};
use crate::unit::{Dimension, Scale, Unit};

/// Decimals after which a remainder counts as nothing.
const MOST_DECIMALS: u32 = 6;
/// A number that rounding takes more than one part in so many from is lost: a half percent.
const LOST: i64 = 200;

/// How an amount is printed: its unit with scale, and decimals.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// The unit with its scale.
    pub(super) unit: Unit,
    /// At most so many decimals, more where they would lose the number.
    pub(super) decimals: u32,
    /// Whether somebody asked for these decimals.
    pub(super) asked: bool,
    /// Whether the scale is the one that fits the number, and nobody's wish.
    pub(super) fitted: bool,
    /// What becomes of a half.
    pub(super) rounding: Rounding,
}

/// The form in which prose prints a quantity, or the one that the arguments `单位=` and `小数=` ask for.
pub(super) fn form(call: &Call<'_>, quantity: &Quantity) -> Result<Form> {
    let unit = match call.text("单位") {
        Some(text) => Some(Unit::parse(text).ok_or_else(|| call.bad_argument(text, "万元 / 亩 / …"))?),
        None => None,
    };
    form_asked(call, quantity, (unit, call.digits("小数")?))
}

/// The form in which prose prints a quantity, in the unit and with the decimals that are asked for.
fn form_asked(call: &Call<'_>, quantity: &Quantity, (unit, asked): (Option<Unit>, Option<u32>)) -> Result<Form> {
    let natural = figure::natural(quantity);
    let unit = unit.unwrap_or_else(|| natural.unit.scaled(figure::fitting_scale(&natural)));
    let declared = quantity.decimals.filter(|_| unit == quantity.unit);
    let usual = figure::usual_decimals(&natural, unit.scale);
    let asked = asked.or(declared);
    Ok(Form {
        decimals: asked.unwrap_or(usual),
        asked: asked.is_some(),
        fitted: call.text("单位").is_none(),
        unit,
        rounding: call.rounding()?,
    })
}

/// Whether 数额, or 百分比, prints the same of two quantities of one unit, whatever is asked for the words of their change.
pub(super) fn print_alike(call: &Call<'_>, one: &Quantity, other: &Quantity) -> Result<bool> {
    let printed = |quantity: &Quantity| -> Result<(Decimal, Unit)> {
        let form = form_asked(call, quantity, (None, None))?;
        let number = in_form(call, quantity, quantity.value, &form)?;
        let decimals = decimals(call, quantity, quantity.value, &form)?;
        Ok((form.rounding.round(number, decimals), form.unit))
    };
    Ok(printed(one)? == printed(other)?)
}

impl Form {
    /// The decimals of a number in this form. What is there never prints as nothing: 0.3亩 with no decimals is not
    /// 0亩. Where nobody asked for fewer, three digits stay true: 2.62平方公里 is not 3平方公里 (spec §4 calls a number of
    /// three digits exact), and 9.9995亿元 are not 10亿元. A percentage has its one decimal.
    pub(super) fn decimals_of(&self, number: Decimal) -> u32 {
        // Nothing is less than a 分.
        let cents = self.unit.dimension == Dimension::Money && self.unit.scale == Scale::One;
        let faithful = !self.asked && self.unit.dimension != Dimension::Ratio && !cents;
        let is_false = |decimals| {
            let rounded = self.rounding.round(number, decimals);
            let error = number.saturating_sub(rounded).abs();
            let lost = error.saturating_mul(Decimal::from(LOST)) > number.abs();
            let gained = is_carried(number, rounded) && (faithful || self.outgrows_scale(rounded));
            rounded.is_zero() && !number.is_zero() || faithful && lost || gained
        };
        let fitting = (self.decimals..MOST_DECIMALS).find(|decimals| !is_false(*decimals));
        fitting.unwrap_or(self.decimals.max(MOST_DECIMALS))
    }

    /// Whether a number is one of the next scale: 10000万元 are 1亿元 (spec §5), which 9999.96万元 are not.
    fn outgrows_scale(&self, number: Decimal) -> bool {
        let scaled = self.unit.dimension != Dimension::Ratio && matches!(self.unit.scale, Scale::One | Scale::Wan);
        self.fitted && scaled && self.unit.dimension != Dimension::Length && number.abs() >= Scale::Wan.factor()
    }

    /// Whether a number with so many decimals has them because it is small and is cut where that loses little: neither whole
    /// things, nor money, nor percentages, which all have theirs by custom.
    fn is_cut(&self, decimals: u32) -> bool {
        let by_custom = matches!(self.unit.dimension, Dimension::Money | Dimension::Ratio);
        decimals > 0 && self.unit.scale == Scale::One && !by_custom
    }

    /// Whether somebody may have asked for fewer decimals than are printed unasked: a percentage has one.
    fn coarser(&self, decimals: u32) -> bool {
        self.asked && (self.unit.dimension != Dimension::Ratio || decimals == 0)
    }
}

/// Whether rounding has made a number of one digit more: of 9999.96 it makes 10000.
fn is_carried(number: Decimal, rounded: Decimal) -> bool {
    figure::place_of(rounded, 1) > figure::place_of(number, 1)
}

/// The number of `quantity`'s unit in that of the form.
fn in_form(call: &Call<'_>, quantity: &Quantity, value: Decimal, form: &Form) -> Result<Decimal> {
    let number = quantity.unit.convert(value, &form.unit);
    number.ok_or_else(|| call.problem(Code::WordingUnit).with("other", &form.unit))
}

/// The decimals with which [`show`] prints a number of `quantity`'s unit.
pub(super) fn decimals(call: &Call<'_>, quantity: &Quantity, value: Decimal, form: &Form) -> Result<u32> {
    let number = in_form(call, quantity, value, form)?;
    let decimals = form.decimals_of(number);
    if &*form.unit.symbol == "%" {
        return call.decimals_of_share(number, decimals);
    }
    Ok(decimals)
}

/// The number of `quantity`'s unit printed in this form; one that is approximate with the word that says so.
pub(super) fn show(call: &Call<'_>, quantity: &Quantity, value: Decimal, form: &Form) -> Result<String> {
    show_with(call, quantity, value, (form, decimals(call, quantity, value, form)?))
}

/// As [`show`], with so many decimals: what stands in one phrase has the same.
pub(super) fn show_with(
    call: &Call<'_>,
    quantity: &Quantity,
    value: Decimal,
    (form, decimals): (&Form, u32),
) -> Result<String> {
    let number = in_form(call, quantity, value, form)?;
    let rounded = form.rounding.round(number, decimals);
    // What is there never prints as nothing: 30元 are not 0亿元.
    if let Some(unit) = call.text("单位").filter(|_| rounded.is_zero() && !number.is_zero()) {
        return Err(call.bad_argument(unit, &figure::natural(quantity).unit.symbol));
    }
    if form.coarser(decimals) {
        call.tell_if_coarse(number, rounded, &form.unit);
    }
    let digits = if form.unit.dimension == Dimension::Ratio {
        call.percent_digits(rounded, decimals)
    } else {
        figure::in_words(rounded)
    };
    let same = rounded == number && form.unit.symbol == quantity.unit.symbol;
    let whole = number.fract().is_zero() && form.unit.scale.factor() >= quantity.unit.scale.factor();
    let word = figure::kept(&quantity.approximate, same, whole);
    Ok(with_word(&word, &digits, form.unit.scale.symbol(), &form.unit.symbol))
}

/// An amount that is computed from the value, in the form that fits its size: approximate where anything is that it is
/// computed from.
pub(super) fn computed(call: &Call<'_>, quantity: &Quantity, value: Decimal) -> Result<String> {
    let approximate = call.approximate();
    let quantity = Quantity {
        approximate,
        ..quantity.clone()
    };
    fitting(call, &quantity, value)
}

/// The difference of a value and an earlier one, without a sign: it has no digit that neither of the two has as printed,
/// or who subtracts them would get another; but what is there never prints as nothing.
pub(super) fn difference(call: &Call<'_>, (now, earlier): (&Quantity, &Quantity), value: Decimal) -> Result<String> {
    let quantity = Quantity {
        value,
        approximate: call.approximate(),
        ..now.clone()
    };
    let form = form(call, &quantity)?;
    if call.digits("小数")?.is_some() {
        return show(call, &quantity, value, &form);
    }
    let finest = step(call, now, &form.unit)?.min(step(call, earlier, &form.unit)?);
    let number = in_form(call, &quantity, value, &form)?;
    let fits =
        |decimals: &u32| Decimal::new(1, *decimals) <= finest && !form.rounding.round(number, *decimals).is_zero();
    let most = form.decimals_of(number);
    let decimals = (0..most).find(fits).unwrap_or(most);
    // The decimals that the configuration gives the value are nobody's wish for the difference.
    let form = Form { asked: false, ..form };
    let decimals = if form.is_cut(decimals) {
        decimals.max(form.decimals_of(number))
    } else {
        decimals
    };
    show_with(call, &quantity, value, (&form, decimals))
}

/// The last place of a quantity as it is printed by itself, in another unit.
fn step(call: &Call<'_>, quantity: &Quantity, unit: &Unit) -> Result<Decimal> {
    let own = form(call, quantity)?;
    let step = Decimal::new(1, decimals(call, quantity, quantity.value, &own)?);
    let step = own.unit.convert(step, unit);
    step.ok_or_else(|| call.problem(Code::WordingUnit).with("other", unit))
}

/// The decimals with which two numbers are printed as one that became the other: those that either has by itself, or as many
/// more as show that they differ, and by no more than twice what they do. What parts small numbers is true within the half
/// percent that every number is printed to: from 0.23 to 0.22 is 0.01, where 0.23 and 0.221 are 0.009 apart.
pub(super) fn decimals_of_change(call: &Call<'_>, [from, to]: [&Quantity; 2], form: &Form) -> Result<u32> {
    let usual = decimals(call, from, from.value, form)?.max(decimals(call, to, to.value, form)?);
    if call.digits("小数")?.is_some() || from.value == to.value {
        return Ok(usual);
    }
    let [earlier, now] = [
        in_form(call, from, from.value, form)?,
        in_form(call, to, to.value, form)?,
    ];
    let change = now.saturating_sub(earlier);
    let (parts, otherwise) = match !form.asked && form.is_cut(usual) {
        true => (LOST, MOST_DECIMALS),
        false => (1, usual),
    };
    let tells = |decimals: &u32| {
        let [earlier, now] = [earlier, now].map(|number| form.rounding.round(number, *decimals));
        let printed = now.saturating_sub(earlier);
        let error = printed.saturating_sub(change).abs();
        !printed.is_zero() && error.saturating_mul(Decimal::from(parts)) <= change.abs()
    };
    Ok((usual..=MOST_DECIMALS).find(tells).unwrap_or(otherwise))
}

/// The number of a quantity as it is printed in this form, without its words.
pub(super) fn rounded(call: &Call<'_>, quantity: &Quantity, (form, decimals): (&Form, u32)) -> Result<Decimal> {
    let number = in_form(call, quantity, quantity.value, form)?;
    Ok(form.rounding.round(number, decimals))
}

/// The most decimals that any of these has which is printed in the same unit as `quantity`: one form for what stands in
/// one phrase.
pub(super) fn shared_decimals(call: &Call<'_>, quantity: &Quantity, all: &[&Quantity]) -> Result<u32> {
    let unit = form(call, quantity)?.unit;
    let mut most = 0;
    for other in all {
        let own = form(call, other)?;
        if own.unit == unit {
            most = most.max(decimals(call, other, other.value, &own)?);
        }
    }
    Ok(most)
}

/// `value`, a number of `quantity`'s unit, in the form that fits its own size.
pub(super) fn fitting(call: &Call<'_>, quantity: &Quantity, value: Decimal) -> Result<String> {
    let quantity = Quantity {
        value,
        ..quantity.clone()
    };
    let form = form(call, &quantity)?;
    show(call, &quantity, value, &form)
}

/// `value` in the form that fits its size with all its decimals, up to six: a target is never rounded.
pub(super) fn exact(call: &Call<'_>, quantity: &Quantity, value: Decimal) -> Result<String> {
    let quantity = Quantity {
        value,
        ..quantity.clone()
    };
    let form = Form {
        decimals: MOST_DECIMALS,
        ..form(call, &quantity)?
    };
    show(call, &quantity, value, &form)
}

/// 预计: a forecast says that it is one (spec §6).
pub(super) fn forecast(call: &mut Call<'_>) -> Result<String> {
    Ok(format!("{}{}", call.said_word(), amount(call)?))
}

/// 力争, 确保: the target, exact, as what is aimed at; nobody aims at what is reached already. Of what is the better for being
/// less the target is a limit.
pub(super) fn aim(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    let target = call.target(&quantity)?;
    let quantity = targeted(&quantity);
    if target <= Decimal::ZERO {
        return Err(call.problem(Code::WordingNoTarget));
    }
    let aimed = exact(call, &quantity, target)?;
    let said = call.said_word();
    if call.less_is_better() {
        return aim_below(call, &quantity, target, format!("{said}控制在{aimed}以内"));
    }
    let ratio = quantity.unit.dimension == Dimension::Ratio;
    let words = format!("{said}{}{aimed}", if ratio { "达到" } else { "完成" });
    if quantity.value < target {
        return Ok(words);
    }
    let share = figure::percent(quantity.value, target).filter(|_| !ratio);
    let truth = match share {
        Some(share) => format!("完成年度目标的{}%", figure::plain(share, 1)),
        None => format!("达到{}", fitting(call, &quantity, quantity.value)?),
    };
    Err(call.untrue(words, truth))
}

/// What has happened more often than it should cannot happen less often any more.
fn aim_below(call: &Call<'_>, quantity: &Quantity, target: Decimal, words: String) -> Result<String> {
    if quantity.kind != Kind::Flow || quantity.value <= target {
        return Ok(words);
    }
    let excess = exact(call, quantity, quantity.value.saturating_sub(target))?;
    Err(call.untrue(words, format!("超出控制目标{excess}")))
}

/// The quantity as what its target is said in: the target may be approximate, or exact where the value is not.
pub(super) fn targeted(quantity: &Quantity) -> Quantity {
    let target = quantity.target.as_ref();
    Quantity {
        approximate: target.and_then(|target| target.approximate.clone()),
        ..quantity.clone()
    }
}

/// 数额: `4.5万亩`, `7234万元`, `213户`.
pub(super) fn amount(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    if quantity.value < Decimal::ZERO && losses::is_profit(&call.subject.indicator.name) {
        let note = call.problem(Code::WordingLoss);
        call.warn(note);
    }
    fitting(call, &quantity, quantity.value)
}

/// 盈亏: a profit or a loss in words: `盈利310万元`, `亏损180万元`.
pub(super) fn profit_or_loss(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    let money = quantity.unit.dimension == Dimension::Money;
    if !money || matches!(quantity.kind, Kind::Rate | Kind::Rank | Kind::Index) {
        return Err(call.wrong_kind());
    }
    if quantity.value.is_zero() {
        return Ok("盈亏平衡".to_owned());
    }
    let word = if quantity.value > Decimal::ZERO {
        "盈利"
    } else {
        "亏损"
    };
    Ok(format!("{word}{}", fitting(call, &quantity, quantity.value.abs())?))
}

/// 达: the value itself, as 数额 rounds it; 高达 and 多达 say the same louder (spec §4). What its cell calls 不足 or 以下
/// does not reach its number.
pub(super) fn reaches(call: &mut Call<'_>) -> Result<String> {
    let amount = amount(call)?;
    let words = format!("{}{amount}", call.said_word());
    let quantity = call.quantity()?;
    let own = quantity.approximate.as_ref().and_then(|word| find(word));
    let ratio = quantity.unit.dimension == Dimension::Ratio;
    let below_zero = quantity.value < Decimal::ZERO && !ratio;
    if below_zero || own.is_some_and(|own| matches!(own.side, Side::Below | Side::AtMost)) {
        return Err(call.untrue(words, amount));
    }
    // 9.9995亿元 do not reach 10亿元, whatever decimals were asked for.
    let form = form(call, &quantity)?;
    let number = in_form(call, &quantity, quantity.value, &form)?;
    let printed = form.rounding.round(number, form.decimals_of(number));
    if printed > number && is_carried(number, printed) && !ratio {
        return Err(call.untrue(words, quantity.written()));
    }
    Ok(words)
}

/// 其中: as 数额; a part larger than its whole is refused, one that equals it is pointed out.
pub(super) fn of_which(call: &mut Call<'_>) -> Result<String> {
    let quantity = whole::additive(call)?;
    let whole = call.whole(&quantity)?;
    let shown_whole = format!("{}{}", whole.normalize(), quantity.unit);
    if whole::exceeds(call, quantity.value, whole) {
        return Err(call.problem(Code::WordingPart).with("whole", shown_whole));
    }
    if quantity.value == whole {
        let warning = call.problem(Code::WordingTrivial).with("whole", shown_whole);
        call.warn(warning);
    }
    fitting(call, &quantity, quantity.value)
}

/// 百分比: `86.3%`; only of what is a percentage.
pub(super) fn percentage(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if quantity.unit.dimension != Dimension::Ratio || quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    let percent = Unit {
        scale: Scale::One,
        symbol: "%".into(),
        dimension: Dimension::Ratio,
    };
    let asked = call.digits("小数")?.or(quantity.decimals);
    let form = Form {
        decimals: asked.unwrap_or(1),
        asked: asked.is_some(),
        fitted: false,
        unit: percent,
        rounding: call.rounding()?,
    };
    show(call, &quantity, quantity.value, &form)
}

/// 汉字: a whole number in Han numerals with its unit: `三百零五户`, `两个`.
pub(super) fn in_han(call: &mut Call<'_>) -> Result<String> {
    let quantity = call.quantity()?;
    if quantity.kind == Kind::Rank || quantity.unit.dimension == Dimension::Ratio {
        return Err(call.wrong_kind());
    }
    let natural = figure::natural(&quantity);
    let whole = u64::try_from(natural.value)
        .ok()
        .filter(|_| natural.value.fract().is_zero());
    let words = match whole {
        // Before a measure word two things are 两.
        Some(2) => Some("两".to_owned()),
        Some(number) => numerals::read_out(number),
        None => None,
    };
    let Some(words) = words else {
        return Err(call.untrue("汉字", fitting(call, &quantity, quantity.value)?));
    };
    let same = natural.unit == quantity.unit;
    let word = figure::kept(&quantity.approximate, same, same);
    Ok(with_word(&word, &words, "", &natural.unit.symbol))
}

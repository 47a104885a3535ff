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
    /// What becomes of a half.
    pub(super) rounding: Rounding,
}

/// The form in which prose prints a quantity, or the one that the arguments `单位=` and `小数=` ask for.
pub(super) fn form(call: &Call<'_>, quantity: &Quantity) -> Result<Form> {
    let natural = figure::natural(quantity);
    let asked = call.digits("小数")?;
    let unit = match call.text("单位") {
        Some(text) => Unit::parse(text).ok_or_else(|| call.bad_argument(text, "万元 / 亩 / …"))?,
        None => natural.unit.scaled(figure::fitting_scale(&natural)),
    };
    let declared = quantity.decimals.filter(|_| unit == quantity.unit);
    let usual = figure::usual_decimals(&natural, unit.scale);
    let asked = asked.or(declared);
    Ok(Form {
        decimals: asked.unwrap_or(usual),
        asked: asked.is_some(),
        unit,
        rounding: call.rounding()?,
    })
}

impl Form {
    /// The decimals of a number in this form. What is there never prints as nothing: 0.3亩 with no decimals is not
    /// 0亩. Where nobody asked for fewer, three digits stay true: 2.62平方公里 is not 3平方公里 (spec §4 calls a number of
    /// three digits exact). A percentage has its one decimal.
    pub(super) fn decimals_of(&self, number: Decimal) -> u32 {
        // Nothing is less than a 分.
        let cents = self.unit.dimension == Dimension::Money && self.unit.scale == Scale::One;
        let faithful = !self.asked && self.unit.dimension != Dimension::Ratio && !cents;
        let is_false = |decimals| {
            let rounded = self.rounding.round(number, decimals);
            let error = number.saturating_sub(rounded).abs();
            let lost = error.saturating_mul(Decimal::from(LOST)) > number.abs();
            rounded.is_zero() && !number.is_zero() || faithful && lost
        };
        let fitting = (self.decimals..MOST_DECIMALS).find(|decimals| !is_false(*decimals));
        fitting.unwrap_or(self.decimals.max(MOST_DECIMALS))
    }
}

/// The number of `quantity`'s unit printed in this form; one that is approximate with the word that says so.
pub(super) fn show(call: &Call<'_>, quantity: &Quantity, value: Decimal, form: &Form) -> Result<String> {
    let number = quantity
        .unit
        .convert(value, &form.unit)
        .ok_or_else(|| call.problem(Code::WordingUnit).with("other", &form.unit))?;
    let mut decimals = form.decimals_of(number);
    if &*form.unit.symbol == "%" {
        decimals = call.decimals_of_share(number, decimals)?;
    }
    let rounded = form.rounding.round(number, decimals);
    if form.asked {
        call.tell_if_coarse(number, rounded, &form.unit);
    }
    let digits = if form.unit.dimension == Dimension::Ratio {
        call.percentage(number, decimals)?
    } else {
        rounded.normalize().to_string()
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

/// 力争, 确保: the target, exact, as what is aimed at.
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
    let verb = if quantity.unit.dimension == Dimension::Ratio {
        "达到"
    } else {
        "完成"
    };
    Ok(format!("{}{verb}{}", call.said_word(), exact(call, &quantity, target)?))
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
    let own = call.quantity()?.approximate.and_then(|word| find(&word));
    if own.is_some_and(|own| matches!(own.side, Side::Below | Side::AtMost)) {
        return Err(call.untrue(words, amount));
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

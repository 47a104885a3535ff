//! Approximators: 近 超 余 以上 …, each refused when the value does not bear it out (spec §4).

use rust_decimal::Decimal;

use super::super::qualifiers::{Position, Qualifier, Side, find};
use super::{Call, amount, figure, numerals, read_measure, read_number};
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Datum, Kind, Quantity};
use crate::unit::{Dimension, Scale};

/// The printed number: `number` in `scale`.
#[derive(Debug, Clone, Copy)]
struct Printed {
    number: Decimal,
    scale: Scale,
}

impl Printed {
    fn value(self) -> Option<Decimal> {
        self.number.checked_mul(self.scale.factor())
    }
}

/// 近, 超, 余, 以上 …: what the word claims stands in the table of qualifiers.
pub(super) fn qualified(call: &mut Call<'_>) -> Result<String> {
    let claim = qualifier(call.said_word())?;
    word(call, claim)
}

/// What a word claims; every filter of these has a line in the table.
fn qualifier(word: &str) -> Result<&'static Qualifier> {
    find(word).ok_or_else(|| {
        Diagnostic::new(Code::TemplateFilter)
            .with("found", word)
            .with("nearest", "—")
    })
}

/// 突破: the value is above N, and last year's was not.
pub(super) fn broken_through(call: &mut Call<'_>) -> Result<String> {
    let quantity = approximable(call)?;
    let base = call.base(&quantity)?;
    let claim = qualifier("突破")?;
    let (natural, printed) = spoken(call, &quantity)?;
    let printed = printed.or_else(|| at_digits(claim, &natural, 1));
    let printed = printed.ok_or_else(|| untrue(call, claim.word, &natural))?;
    let earlier = quantity.unit.convert(base, &natural.unit);
    let above = quantity.base.as_ref().and_then(|base| find(base.approximate.as_ref()?));
    let above = above.is_some_and(|own| !own.side.bears_out(Side::AtMost));
    let passed = |limit: Decimal| earlier.is_none_or(|earlier| earlier > limit || above && earlier == limit);
    if printed.value().is_none_or(passed) {
        let words = phrase(claim, printed, &natural.unit.symbol).unwrap_or_default();
        let base = format!("{}{}", figure::unspecified(base), quantity.unit);
        return Err(call
            .problem(Code::WordingPassed)
            .with("words", words)
            .with("base", base));
    }
    verified(call, claim, &natural, printed)
}

/// 概数: the word that fits: nothing up to three digits, else 近, 余 or 超 within 3 %, whichever N is nearer, or 约.
pub(super) fn automatic(call: &mut Call<'_>) -> Result<String> {
    let asked = call.first_text().unwrap_or("auto").to_owned();
    if asked != "auto" {
        return Err(call.bad_argument(&asked, "\"auto\""));
    }
    let quantity = call.quantity()?;
    if quantity.kind == Kind::Rank || quantity.unit.dimension == Dimension::Ratio {
        return Err(call.wrong_kind());
    }
    let natural = figure::natural(&quantity);
    if is_short(&natural) {
        return amount::exact(call, &quantity, quantity.value);
    }
    // 超34862 may be above 35000: what is approximate is not rounded to another claim.
    match fitting_words(&natural).filter(|_| quantity.approximate.is_none()) {
        Some(words) => Ok(words),
        None => amount::fitting(call, &quantity, quantity.value),
    }
}

/// Whether a value has so few digits that nothing need be rounded.
fn is_short(natural: &figure::Natural) -> bool {
    let third = figure::place_of(natural.value, 3);
    third.is_none_or(|place| (natural.value % place).is_zero()) || natural.value <= Decimal::ZERO
}

/// The approximator that fits, with its N of two digits.
fn fitting_words(natural: &figure::Natural) -> Option<String> {
    let counted = matches!(natural.unit.dimension, Dimension::Count(_));
    let words = ["近", "余", "超", "约"]
        .into_iter()
        .filter(|word| counted || *word != "余");
    let fitting = words.filter_map(|word| {
        let usual = find(word)?;
        let claim = Qualifier {
            tolerance: usual.tolerance.min(30),
            ..*usual
        };
        let printed = at_digits(&claim, natural, 2)?;
        let limit = printed.value()?;
        let fits = close(&claim, natural.value, limit) && holds(&claim, natural.value, printed, limit);
        let words = phrase(&claim, printed, &natural.unit.symbol).filter(|_| fits)?;
        Some((natural.value.saturating_sub(limit).abs(), words))
    });
    fitting.min_by_key(|(distance, _)| *distance).map(|(_, words)| words)
}

/// Words that the value does not bear out, with some that it does.
fn untrue(call: &Call<'_>, words: impl ToString, natural: &figure::Natural) -> Box<Diagnostic> {
    let fitting = fitting_words(natural).filter(|_| !is_short(natural));
    let truth = fitting.unwrap_or_else(|| {
        let scale = figure::fitting_scale(natural);
        let number = figure::in_scale(natural, scale);
        let decimals = figure::usual_decimals(natural, scale);
        format!("{}{}{}", figure::plain(number, decimals), scale.symbol(), natural.unit)
    });
    call.untrue(words, truth)
}

/// The value in the unit in which it is said, and the N that the template gives, if it does. N with a unit
/// (`"1.8万亩"`, `"45公顷"`) is said in that unit; a bare one in the unit that prose takes.
fn spoken(call: &Call<'_>, quantity: &Quantity) -> Result<(figure::Natural, Option<Printed>)> {
    let natural = figure::natural(quantity);
    let Some(text) = call.first_text() else {
        return Ok((natural, None));
    };
    let unreadable = || call.bad_argument(text, "9.5 / \"3.5万\" / \"3.5万元\"");
    if let Some((number, scale)) = read_number(text) {
        let scale = scale.unwrap_or_else(|| meant_scale(number, &natural));
        return Ok((natural, Some(Printed { number, scale })));
    }
    let (number, unit) = read_measure(text).ok_or_else(unreadable)?;
    let scale = unit.scale;
    // In print a number has one of these before its unit (GB/T 15835).
    if !matches!(scale, Scale::One | Scale::Wan | Scale::Yi) {
        return Err(unreadable());
    }
    let unit = unit.scaled(Scale::One);
    let value = quantity.unit.convert(quantity.value, &unit);
    let value = value.ok_or_else(|| call.problem(Code::WordingUnit).with("other", text))?;
    Ok((figure::Natural { value, unit }, Some(Printed { number, scale })))
}

/// A number that can be said roughly: any but a place (spec §4). A percentage of the configuration's own is one like that of
/// a cell, whichever formula it has.
fn approximable(call: &Call<'_>) -> Result<Quantity> {
    let quantity = call.quantity()?;
    if quantity.kind == Kind::Rank {
        return Err(call.wrong_kind());
    }
    Ok(quantity)
}

fn word(call: &mut Call<'_>, claim: &Qualifier) -> Result<String> {
    let quantity = approximable(call)?;
    let (natural, printed) = spoken(call, &quantity)?;
    let printed = match printed {
        Some(printed) => printed,
        None => chosen(call, claim, &natural)?,
    };
    verified(call, claim, &natural, printed)
}

/// The words, where the value bears them out.
fn verified(call: &mut Call<'_>, claim: &Qualifier, natural: &figure::Natural, printed: Printed) -> Result<String> {
    let phrase = phrase(claim, printed, &natural.unit.symbol);
    let refuse = || {
        let said = || {
            format!(
                "{}{}{}{}",
                printed.number,
                printed.scale.symbol(),
                claim.word,
                natural.unit
            )
        };
        untrue(call, phrase.clone().unwrap_or_else(said), natural)
    };
    let Some(limit) = printed.value().filter(|limit| *limit > Decimal::ZERO) else {
        return Err(refuse());
    };
    if !borne_out(call, claim, natural.value, (printed, limit)) || phrase.is_none() {
        return Err(refuse());
    }
    let phrase = phrase.unwrap_or_default();
    // With a printed N below 100 the whole decade is meant: 20余 says 21 to 29, 60余万 says 60万 to 70万, however
    // far that is in percent. 1万余 is no decade: it is held to the usual closeness.
    let decade = printed.number < Decimal::ONE_HUNDRED && (printed.number % Decimal::TEN).is_zero();
    let small = claim.position == Position::Between && decade;
    if !small && !close(claim, natural.value, limit) {
        let warning = call.problem(Code::WordingLoose).with("words", &phrase);
        call.warn(warning);
    }
    let precise = claim.position == Position::After && !printed.number.fract().is_zero();
    if precise && natural.unit.dimension == Dimension::Ratio {
        let warning = call.problem(Code::WordingPrecise).with("words", &phrase);
        call.warn(warning);
    }
    Ok(phrase)
}

/// The scale that a bare N stands in: the one that brings it closest to the value. The scales are a factor
/// of 10⁴ apart and no approximator reaches further than 2, so that only one can be meant.
fn meant_scale(number: Decimal, natural: &figure::Natural) -> Scale {
    let distance = |scale: &Scale| {
        let candidate = number.checked_mul(scale.factor()).unwrap_or(Decimal::MAX);
        candidate.checked_sub(natural.value).unwrap_or(Decimal::MAX).abs()
    };
    [Scale::One, Scale::Wan, Scale::Yi]
        .into_iter()
        .min_by_key(distance)
        .unwrap_or(Scale::One)
}

/// N when the template gives none: the roundest number on the right side that is close enough, of at most
/// two digits (or of exactly `位数=`).
fn chosen(call: &Call<'_>, claim: &Qualifier, natural: &figure::Natural) -> Result<Printed> {
    let asked = call.digits("位数")?.filter(|digits| *digits > 0);
    let digits = asked.map_or(1..=2, |digits| digits..=digits);
    let refuse = || untrue(call, claim.word, natural);
    for digits in digits {
        let printed = at_digits(claim, natural, digits).ok_or_else(refuse)?;
        let limit = printed.value().ok_or_else(refuse)?;
        let fits = close(claim, natural.value, limit) && borne_out(call, claim, natural.value, (printed, limit));
        if fits || asked.is_some() {
            return Ok(printed);
        }
    }
    Err(refuse())
}

/// The value rounded to so many digits, in the direction that the word needs.
fn at_digits(claim: &Qualifier, natural: &figure::Natural, digits: u32) -> Option<Printed> {
    let place = figure::place_of(natural.value, digits)?;
    let steps = natural.value.checked_div(place)?;
    let steps = match claim.side {
        Side::Below | Side::AtMost => steps.ceil(),
        Side::Above | Side::AtLeast => steps.floor(),
        Side::Around => figure::round(steps, 0),
    };
    let scaled = figure::Natural {
        value: steps.checked_mul(place)?.normalize(),
        unit: natural.unit.clone(),
    };
    let scale = figure::fitting_scale(&scaled);
    Some(Printed {
        number: figure::in_scale(&scaled, scale).normalize(),
        scale,
    })
}

/// Whether the value stands on the side that the word claims.
fn holds(claim: &Qualifier, value: Decimal, printed: Printed, limit: Decimal) -> bool {
    let around = claim.side == Side::Around;
    let side = claim.side.holds(value, limit) && (!around || value != limit && close(claim, value, limit));
    side && (claim.position != Position::Between || below_next(value, printed, limit))
}

/// Whether what the word claims is true: of the cell's own number what the cell's own word says of it.
fn borne_out(call: &Call<'_>, claim: &Qualifier, value: Decimal, (printed, limit): (Printed, Decimal)) -> bool {
    match own_side(call).filter(|_| value == limit) {
        Some(own) => own.bears_out(claim.side),
        None => holds(claim, value, printed, limit),
    }
}

/// The side of its number on which the value stands by its own cell's word.
fn own_side(call: &Call<'_>) -> Option<Side> {
    let Datum::Number(quantity) = call.datum() else {
        return None;
    };
    Some(find(quantity.approximate.as_ref()?)?.side)
}

/// Whether the value is below the next number as round as N: 余 of 1720 ends at 1730, of 600万 at 700万.
fn below_next(value: Decimal, printed: Printed, limit: Decimal) -> bool {
    let mut step = Decimal::ONE;
    if !printed.number.fract().is_zero() {
        return false;
    }
    while (printed.number / step % Decimal::TEN).is_zero() && step < printed.number {
        step = step.saturating_mul(Decimal::TEN);
    }
    let end = (step.checked_mul(printed.scale.factor())).and_then(|step| limit.checked_add(step));
    end.is_some_and(|end| value < end)
}

/// Whether the value is as close to N as the word usually means.
fn close(claim: &Qualifier, value: Decimal, limit: Decimal) -> bool {
    let distance = value.checked_sub(limit).map(|distance| distance.abs());
    let scaled = distance.and_then(|distance| distance.checked_mul(Decimal::ONE_THOUSAND));
    let reach = limit.checked_mul(Decimal::from(claim.tolerance));
    matches!((scaled, reach), (Some(scaled), Some(reach)) if scaled <= reach)
}

/// The words; none where 余 has no place: after a decimal, or after a number that is not round and has no
/// scale.
fn phrase(claim: &Qualifier, printed: Printed, unit: &str) -> Option<String> {
    let (word, number, scale) = (claim.word, printed.number, printed.scale.symbol());
    match claim.position {
        Position::Before => Some(format!("{word}{number}{scale}{unit}")),
        Position::After => Some(format!("{number}{scale}{unit}{word}")),
        Position::Between if !number.fract().is_zero() => None,
        Position::Between if (number % Decimal::TEN).is_zero() => Some(format!("{number}{word}{scale}{unit}")),
        Position::Between if scale.is_empty() => None,
        Position::Between => Some(format!("{number}{scale}{word}{unit}")),
    }
}

/// 近大写: `近千万元`.
pub(super) fn nearly_han(call: &mut Call<'_>) -> Result<String> {
    let below = own_side(call) == Some(Side::Below);
    let choose = |value: Decimal| {
        let mut numbers = numerals::round_numbers();
        numbers.find(|(_, limit)| *limit > value || below && *limit == value)
    };
    han(call, "近", (Side::Below, 50), choose)
}

/// 上大写: `上亿株`; the value is less than twice N.
pub(super) fn over_han(call: &mut Call<'_>) -> Result<String> {
    let choose = |value: Decimal| numerals::round_numbers().rev().find(|(_, limit)| *limit <= value);
    han(call, "上", (Side::AtLeast, 1000), choose)
}

fn han(
    call: &Call<'_>,
    word: &'static str,
    (side, tolerance): (Side, i64),
    choose: impl Fn(Decimal) -> Option<(&'static str, Decimal)>,
) -> Result<String> {
    let claim = Qualifier {
        word,
        side,
        position: Position::Before,
        tolerance,
    };
    let natural = figure::natural(&approximable(call)?);
    let chosen = match call.first_text() {
        Some(text) => numerals::round_numbers().find(|(name, _)| *name == text),
        None => choose(natural.value),
    };
    let words = |name: &str| format!("{word}{name}{}", natural.unit.symbol);
    let refuse = |name: &str| untrue(call, words(name), &natural);
    let Some((name, limit)) = chosen else {
        return Err(refuse(call.first_text().unwrap_or("…")));
    };
    let own = own_side(call).filter(|_| natural.value == limit);
    let holds = own.map_or(side.holds(natural.value, limit), |own| own.bears_out(side));
    if holds && close(&claim, natural.value, limit) {
        Ok(words(name))
    } else {
        Err(refuse(name))
    }
}

//! Exact decimals as printed: rounding once, significant digits, the unit and scale that prose takes.

use rust_decimal::{Decimal, RoundingStrategy};

use super::super::qualifiers::{Position, find};
use crate::indicator::approximate::with_word;
use crate::indicator::{Approximate, Quantity, ROUGHLY};
use crate::unit::{Dimension, Scale, Unit};

/// What becomes of a digit that is exactly a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rounding {
    /// 四舍五入.
    HalfUp,
    /// 四舍六入五成双, GB/T 8170.
    HalfEven,
}

impl Rounding {
    /// Rounded; zero has no sign.
    pub(super) fn round(self, value: Decimal, decimals: u32) -> Decimal {
        let strategy = match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
        };
        let rounded = value.round_dp_with_strategy(decimals, strategy);
        if rounded.is_zero() { Decimal::ZERO } else { rounded }
    }
}

/// Rounded half up; zero has no sign.
pub(in crate::template) fn round(value: Decimal, decimals: u32) -> Decimal {
    Rounding::HalfUp.round(value, decimals)
}

/// Printed with at most so many decimals, zeros at the end dropped: 2.80 is `2.8`.
pub(in crate::template) fn plain(value: Decimal, decimals: u32) -> String {
    round(value, decimals).normalize().to_string()
}

/// A number as running text says it: 12.5 below zero is 负12.5, since a stroke before digits reads as a range or a dash. A
/// percentage keeps its sign, and so does a number in a table.
pub(super) fn in_words(number: Decimal) -> String {
    let below = if number < Decimal::ZERO { "负" } else { "" };
    format!("{below}{}", number.abs().normalize())
}

/// Printed with exactly so many decimals, as columns of tables want.
pub(in crate::template) fn fixed(value: Decimal, decimals: u32) -> String {
    let decimals = decimals.min(Decimal::MAX_SCALE);
    let mut rounded = round(value, decimals);
    rounded.rescale(decimals);
    rounded.to_string()
}

/// Printed where nobody says how: as the cell has it, but a quotient's endless decimals are cut to two, or to three digits
/// where those would leave nothing.
pub(in crate::template) fn unspecified(value: Decimal) -> String {
    if value.normalize().scale() <= 6 {
        return plain(value, 6);
    }
    let lost = round(value, 2).is_zero();
    let last = place_of(value, 3).filter(|_| lost);
    plain(value, last.map_or(2, |last| last.normalize().scale()))
}

/// A number without its unit, as a cell of a table takes it; the word of an approximate one with it.
pub(in crate::template) fn bare(quantity: &Quantity) -> String {
    let number = match quantity.decimals {
        Some(decimals) => fixed(quantity.value, decimals),
        None => unspecified(quantity.value),
    };
    let same = number.parse() == Ok(quantity.value);
    let whole = !number.contains('.');
    with_word(&kept(&quantity.approximate, same, whole), &number, "", "")
}

/// The word of an approximate number as it is printed: near 312 is not near 310, so that only 约 stays true of one that is
/// rounded or is said in another unit. 余 and 多 stand behind whole numbers only (spec §4), and 300多万 are not 3000000多.
pub(super) fn kept(approximate: &Approximate, same: bool, whole: bool) -> Approximate {
    let word = approximate.as_ref()?;
    let has_place = whole || find(word).is_none_or(|own| own.position != Position::Between);
    let kept = same && has_place;
    Some(if kept { word.clone() } else { ROUGHLY.into() })
}

/// (`current` − `base`) / `base` in percent, unrounded; none when it cannot be computed.
pub(in crate::template) fn growth(current: Decimal, base: Decimal) -> Option<Decimal> {
    percent(current.checked_sub(base)?, base)
}

/// `part` / `whole` in percent, unrounded; none when it cannot be computed.
pub(in crate::template) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}

/// The root of this degree, by halving: exact decimals have no power with a fraction.
pub(in crate::template) fn root(ratio: Decimal, degree: u32) -> Option<Decimal> {
    let (mut low, mut high) = (Decimal::ZERO, ratio.max(Decimal::ONE));
    for _ in 0..120 {
        let middle = low.checked_add(high)?.checked_div(Decimal::TWO)?;
        // A power too large for the type is larger than the ratio.
        let below = power(middle, degree).is_some_and(|power| power <= ratio);
        if below {
            low = middle;
        } else {
            high = middle;
        }
    }
    // The middle lies within the last digit of the type; it is rounded so that 1.1 is 1.1.
    Some(high.round_dp(18))
}

fn power(base: Decimal, exponent: u32) -> Option<Decimal> {
    (0..exponent).try_fold(Decimal::ONE, |power, _| power.checked_mul(base))
}

/// A number in a unit without scale, as prose takes it (spec §5): farmland in 亩, mass in 吨 from one ton,
/// length in 公里 from one kilometre.
#[derive(Debug, Clone)]
pub(in crate::template) struct Natural {
    /// The number of `unit`, exact.
    pub(in crate::template) value: Decimal,
    /// The unit, without 万 or 亿.
    pub(in crate::template) unit: Unit,
}

/// The quantity in the unit that prose takes.
pub(in crate::template) fn natural(quantity: &Quantity) -> Natural {
    let own = quantity.unit.scaled(Scale::One);
    let value = quantity.unit.convert(quantity.value, &own).unwrap_or(quantity.value);
    let to = |symbol: &str| {
        let unit = Unit::parse(symbol)?;
        let value = quantity.unit.convert(quantity.value, &unit)?;
        Some(Natural { value, unit })
    };
    let at_least_one = |natural: &Natural| natural.value.abs() >= Decimal::ONE;
    let preferred = match &own.dimension {
        Dimension::Area if &*own.symbol == "公顷" => to("亩"),
        Dimension::Mass => to("吨").filter(at_least_one).or_else(|| to("公斤")),
        Dimension::Length => to("公里").filter(at_least_one).or_else(|| to("米")),
        Dimension::Money | Dimension::Area | Dimension::Ratio | Dimension::Count(_) => None,
    };
    preferred.unwrap_or(Natural { value, unit: own })
}

/// The scale in which prose prints a number of this size.
pub(super) fn fitting_scale(natural: &Natural) -> Scale {
    let size = match natural.unit.dimension {
        // Nothing is less than a 分: 9999.999元 are 1万元.
        Dimension::Money => round(natural.value.abs(), 2),
        Dimension::Area | Dimension::Mass | Dimension::Length | Dimension::Ratio | Dimension::Count(_) => {
            natural.value.abs()
        }
    };
    match natural.unit.dimension {
        Dimension::Ratio | Dimension::Length => Scale::One,
        Dimension::Money | Dimension::Count(_) | Dimension::Mass | Dimension::Area => {
            if size >= Scale::Yi.factor() {
                Scale::Yi
            } else if size >= Scale::Wan.factor() {
                Scale::Wan
            } else {
                Scale::One
            }
        }
    }
}

/// Decimals of a number in this unit and scale.
pub(super) fn usual_decimals(natural: &Natural, scale: Scale) -> u32 {
    let million = Decimal::from(1_000_000);
    match (&natural.unit.dimension, scale) {
        (Dimension::Money, Scale::Wan) if natural.value.abs() >= million => 0,
        (Dimension::Ratio, _) | (Dimension::Length, Scale::One) => 1,
        (Dimension::Area | Dimension::Mass, Scale::One) => 0,
        (Dimension::Money | Dimension::Count(_), Scale::One)
        | (
            _,
            Scale::Hundred
            | Scale::Thousand
            | Scale::Wan
            | Scale::HundredThousand
            | Scale::Million
            | Scale::TenMillion
            | Scale::Yi,
        ) => 2,
    }
}

/// The number in this scale.
pub(super) fn in_scale(natural: &Natural, scale: Scale) -> Decimal {
    natural.value.checked_div(scale.factor()).unwrap_or(natural.value)
}

/// The place value of the digit that is the `digits`-th from the left: for 34862 and 2 it is 1000.
pub(super) fn place_of(value: Decimal, digits: u32) -> Option<Decimal> {
    let ten = Decimal::TEN;
    let size = value.abs();
    if size.is_zero() {
        return None;
    }
    let mut place = Decimal::ONE;
    while place.checked_mul(ten)? <= size {
        place = place.checked_mul(ten)?;
    }
    while place > size {
        place = place.checked_div(ten)?;
    }
    for _ in 1..digits {
        place = place.checked_div(ten)?;
    }
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(plain(decimal("-0.04"), 1), "0");
        assert_eq!(fixed(decimal("-0.04"), 1), "0.0");
        assert_eq!(fixed(decimal("2.005"), 2), "2.01");
    }

    #[test]
    fn what_is_there_never_prints_as_nothing() {
        for (value, printed) in [
            ("0.00219", "0.00219"),
            ("0.0021917808219178", "0.00219"),
            ("-0.000000123456", "-0.000000123"),
            ("0.0251234567", "0.03"),
            ("146.153846153846", "146.15"),
            ("0", "0"),
        ] {
            assert_eq!(unspecified(decimal(value)), printed);
        }
    }

    #[test]
    fn roots_are_exact_to_the_printed_digit() {
        let shown = |ratio, degree| root(decimal(ratio), degree).map(|root| root.round_dp(12).normalize());
        assert_eq!(shown("1.61051", 5), Some(decimal("1.1")));
        assert_eq!(shown("0.25", 2), Some(decimal("0.5")));
    }

    #[test]
    fn places_of_digits() {
        assert_eq!(place_of(decimal("34862"), 2), Some(decimal("1000")));
        assert_eq!(place_of(decimal("0.0234"), 1), Some(decimal("0.01")));
        assert_eq!(place_of(Decimal::ZERO, 1), None);
    }
}

//! Numbers on their way through a formula, with their units as long as these are known.

use rust_decimal::Decimal;

use crate::unit::{Dimension, Unit};

/// Days of the longest year.
const MOST_DAYS: Decimal = Decimal::from_parts(366, 0, 0, false, 0);

/// A number on its way.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    pub(super) value: Decimal,
    /// None where it is not known, as of a product of two units; of a quotient of two units that above the stroke.
    pub(super) unit: Option<Unit>,
    /// The unit below the stroke of such a quotient.
    per: Option<Unit>,
    /// Whether it is a part of a whole: 1 is 100%.
    ratio: bool,
    /// What numbers written into the formula it was multiplied with: it may have been converted by hand.
    by_hand: Decimal,
    /// The number written into the formula that it was divided by, where there is one: 274 of 优良天数 / 274.
    divided: Option<Decimal>,
}

/// What turns a number of a unit into one of the declared unit.
enum Turn {
    /// It is multiplied with the first and divided by the second.
    By(Decimal, Decimal),
    /// The same, whatever was written into the formula.
    Written(Decimal, Decimal),
    /// The declared unit is of something else, which its author has made of the number.
    AsItIs,
    /// There is none.
    Cannot,
}

impl Measured {
    /// A number of the formula itself.
    pub(super) const fn literal(value: Decimal) -> Self {
        Self {
            value,
            unit: None,
            per: None,
            ratio: false,
            by_hand: value,
            divided: None,
        }
    }

    /// A number of this unit; a bare one without.
    pub(super) const fn of(value: Decimal, unit: Option<Unit>) -> Self {
        Self {
            value,
            unit,
            per: None,
            ratio: false,
            by_hand: Decimal::ONE,
            divided: None,
        }
    }

    /// The number alone where it is a quotient of two units: in what it is counted further, its author knows.
    pub(super) fn settled(self) -> Self {
        match self.per {
            Some(_) => Self::of(self.value, None),
            None => self,
        }
    }

    /// The number with the other sign.
    pub(super) fn negative(self) -> Self {
        Self {
            value: -self.value,
            ..self
        }
    }

    /// A sum of this value in this unit, of which it is the part that says most of it.
    pub(super) fn sum(self, other: Self, value: Decimal, unit: Option<Unit>) -> Self {
        let says_little = |one: &Self| one.unit.is_none() && !one.ratio;
        let main = if says_little(&self) { other } else { self };
        let per = main.per.filter(|_| unit.is_some());
        Self {
            value,
            unit,
            per,
            ..main
        }
    }

    /// Both as parts of one sum: quotients of unlike things are bare numbers there.
    pub(super) fn in_one_sum(self, other: Self) -> (Self, Self) {
        match self.per == other.per && (self.per.is_none() || self.by_hand == other.by_hand) {
            true => (self, other),
            false => (self.settled(), other.settled()),
        }
    }

    /// The product; none where it is too large.
    pub(super) fn times(self, other: Self) -> Option<Self> {
        let value = self.value.checked_mul(other.value)?;
        let by_hand = self.by_hand.checked_mul(other.by_hand)?;
        let (unit, per) = match (self.unit, other.unit) {
            (Some(_), Some(_)) => (None, None),
            (Some(one), None) => (Some(one), self.per),
            (None, one) => (one, other.per),
        };
        Some(Self {
            value,
            unit,
            per,
            ratio: self.ratio || other.ratio,
            by_hand,
            divided: self.divided.or(other.divided),
        })
    }

    /// The quotient by what is not zero; none where it is too large.
    pub(super) fn over(self, other: Self) -> Option<Self> {
        let by_hand = self.by_hand.checked_div(other.by_hand)?;
        let written = other.unit.is_none() && !other.ratio && other.value == other.by_hand;
        let divided = self.divided.or(Some(other.value).filter(|_| written));
        if self.per.is_some() && other.unit.is_some() || other.per.is_some() {
            return Some(Self::of(self.value.checked_div(other.value)?, None));
        }
        let (divisor, unit, per, ratio) = match (self.unit, other.unit) {
            (Some(one), Some(below)) if one.dimension == below.dimension => {
                (below.convert(other.value, &one)?, None, None, true)
            }
            (Some(one), Some(below)) => (other.value, Some(one), Some(below), false),
            (Some(one), None) => (other.value, Some(one), self.per, false),
            (None, _) => (other.value, None, None, self.ratio),
        };
        Some(Self {
            value: self.value.checked_div(divisor)?,
            unit,
            per,
            ratio,
            by_hand,
            divided,
        })
    }

    /// The number in the declared unit; none where the units do not allow it, or where numbers of the formula leave open
    /// whether it was converted by hand already.
    pub(super) fn in_unit(&self, declared: &Unit) -> Option<Decimal> {
        let turn = match (&self.unit, &self.per) {
            (None, _) if self.ratio => of_ratio(declared),
            (None, _) => Turn::AsItIs,
            (Some(own), Some(per)) => of_quotient(own, per, declared),
            (Some(own), None) => match (turn(own, declared), self.divided) {
                (Turn::Cannot, Some(whole)) => self.share_of(whole, declared),
                (turn, _) => turn,
            },
        };
        match turn {
            Turn::AsItIs => Some(self.value.normalize()),
            Turn::Cannot => None,
            Turn::Written(up, down) => Some(self.value.checked_mul(up)?.checked_div(down)?.normalize()),
            Turn::By(up, down) if up == down || self.by_hand.checked_mul(down) == Some(up) => {
                Some(self.value.normalize())
            }
            // A number that no conversion explains is a factor of its own.
            Turn::By(up, down) if self.unit.is_some() && self.per.is_none() || self.by_hand == Decimal::ONE => {
                Some(self.value.checked_mul(up)?.checked_div(down)?.normalize())
            }
            Turn::By(..) if self.ratio => Some(self.value.normalize()),
            Turn::By(..) => None,
        }
    }

    /// What turns a quotient by a number that the formula names itself into a ratio: 优良天数 / 274 is a part of a whole
    /// whose unit nobody wrote, and with * 100 behind it is in percent already. So it is with days alone, of which everybody
    /// knows how many there are: 面积 / 12 may have any unit.
    fn share_of(&self, whole: Decimal, declared: &Unit) -> Turn {
        let days = self.unit.as_ref().filter(|unit| matches!(&*unit.symbol, "天" | "日"));
        if days.is_none() || whole > MOST_DAYS {
            return Turn::Cannot;
        }
        match (
            of_ratio(declared),
            self.by_hand.checked_mul(whole).map(|hand| hand.round_dp(12)),
        ) {
            (Turn::By(up, down), Some(hand)) if hand.checked_mul(down) == Some(up) => Turn::AsItIs,
            (Turn::By(up, down), Some(hand)) if hand == Decimal::ONE => Turn::Written(up, down),
            _ => Turn::Cannot,
        }
    }

    /// Its unit as a text: 万元/户 of a quotient.
    pub(super) fn unit_text(&self) -> String {
        let text = |unit: &Option<Unit>| unit.as_ref().map(ToString::to_string).unwrap_or_default();
        match &self.per {
            Some(per) => format!("{}/{per}", text(&self.unit)),
            None => text(&self.unit),
        }
    }
}

/// Different classifiers of one scale: 件 counted of 起 are what their author says they are.
pub(super) fn mixes(one: &Unit, other: &Unit) -> bool {
    let both_counts = matches!(
        (&one.dimension, &other.dimension),
        (Dimension::Count(_), Dimension::Count(_))
    );
    both_counts && one.dimension != other.dimension && one.scale == other.scale
}

/// A part of a whole as a percentage; of anything else its author knows what it is.
fn of_ratio(declared: &Unit) -> Turn {
    let percent = Unit::parse("%").and_then(|percent| percent.ratio(declared));
    match percent.and_then(|(up, down)| Some((up.checked_mul(Decimal::ONE_HUNDRED)?, down))) {
        Some((up, down)) => Turn::By(up, down),
        None => Turn::AsItIs,
    }
}

fn turn(own: &Unit, declared: &Unit) -> Turn {
    match own.ratio(declared) {
        _ if mixes(own, declared) => Turn::AsItIs,
        Some((up, down)) => Turn::By(up, down),
        None => Turn::Cannot,
    }
}

fn of_quotient(own: &Unit, per: &Unit, declared: &Unit) -> Turn {
    match declared.parts() {
        Some((above, below)) => match (turn(own, &above), turn(per, &below)) {
            (Turn::Cannot, _) | (_, Turn::Cannot) => Turn::Cannot,
            (one, Turn::AsItIs | Turn::Written(..)) => one,
            (Turn::AsItIs | Turn::Written(..), Turn::By(up, down)) => Turn::By(down, up),
            (Turn::By(up, down), Turn::By(below_up, below_down)) => inverse(up, down, below_up, below_down),
        },
        // 件 settled of 起 disputed are a part of a whole too.
        None if mixes(own, per) && declared.dimension == Dimension::Ratio => of_ratio(declared),
        None => above_alone(own, per, declared),
    }
}

/// Above the stroke as it is turned, below it the other way round.
fn inverse(up: Decimal, down: Decimal, below_up: Decimal, below_down: Decimal) -> Turn {
    match (up.checked_mul(below_down), down.checked_mul(below_up)) {
        (Some(up), Some(down)) => Turn::By(up, down),
        _ => Turn::Cannot,
    }
}

/// Where only the unit above the stroke is declared: 元 of 万元/户. For each of how many is open where the divisor is
/// counted in 万, unless nothing is converted or both cancel out: 万元/万人 are 元 for each.
fn above_alone(own: &Unit, per: &Unit, declared: &Unit) -> Turn {
    let scale = per.scale.factor();
    match own.ratio(declared) {
        None => Turn::AsItIs,
        Some((up, down)) if up == down || scale == Decimal::ONE => Turn::By(up, down),
        Some((up, down)) if down.checked_mul(scale) == Some(up) => Turn::AsItIs,
        Some(_) => Turn::Cannot,
    }
}

//! Numbers with their unit, their kind and what they are compared with.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::approximate::{Approximate, with_word};
use super::{BaseTime, Kind};
use crate::place::CellPlace;
use crate::unit::Unit;

/// The same indicator at another time, or its target.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The number, in the unit of the quantity it is compared with.
    pub value: Decimal,
    /// Whether it is approximate, and the word that says so.
    #[serde(default)]
    pub approximate: Approximate,
    /// Which time a base is of.
    #[serde(default)]
    pub time: BaseTime,
    /// The cells it came from.
    pub sources: Vec<CellPlace>,
}

/// A number with what it needs to be spoken of truly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The exact value, in `unit`.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
    /// Whether it is approximate, and the word that says so.
    #[serde(default)]
    pub approximate: Approximate,
    /// What sort of number it is.
    pub kind: Kind,
    /// Same period last year (or the end of last year, for a stock), where the data give it.
    pub base: Option<Comparison>,
    /// The year's target, where the data give it.
    pub target: Option<Comparison>,
    /// Decimals to print, where the configuration says.
    pub decimals: Option<u32>,
    /// Where a base or target was looked for that is not there.
    pub gaps: Gaps,
}

/// The cells that were to give a base and a target, and hold no number that can be compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gaps {
    /// That of the base.
    pub base: Option<CellPlace>,
    /// That of the target.
    pub target: Option<CellPlace>,
}

/// What a value is to be compared with, or the cell that has it not, where there is one.
pub(super) type Found = Result<Comparison, Option<CellPlace>>;

impl Quantity {
    /// Sets what was found for its base.
    pub(super) fn set_base(&mut self, found: Found) {
        (self.base, self.gaps.base) = found.map_or_else(|gap| (None, gap), |base| (Some(base), None));
    }

    /// Sets what was found for its target.
    pub(super) fn set_target(&mut self, found: Found) {
        (self.target, self.gaps.target) = found.map_or_else(|gap| (None, gap), |target| (Some(target), None));
    }

    /// The exact value with its unit; of an approximate one with the word that says so: 约312户.
    pub fn written(&self) -> String {
        self.written_of(self.value, &self.approximate)
    }

    /// Last year's value or the target as [`Self::written`] writes the value.
    pub fn written_beside(&self, other: &Comparison) -> String {
        self.written_of(other.value, &other.approximate)
    }

    fn written_of(&self, value: Decimal, approximate: &Approximate) -> String {
        let number = value.normalize().to_string();
        with_word(approximate, &number, self.unit.scale.symbol(), &self.unit.symbol)
    }

    /// Whether it may be added to others of its sort: no percentage, quotient, place or index, and nothing that a survey
    /// gave.
    pub fn has_sum(&self) -> bool {
        matches!(self.kind, Kind::Flow | Kind::Stock | Kind::Count) && self.unit.has_sum()
    }
}

//! What a printed figure says: the filter that worded it, and the number in its words.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::super::qualifiers::{self, Position};
use crate::report::Figure;
use crate::unit::{Dimension, Unit};

/// The name of the filter that printed a figure.
pub(super) fn filter(figure: &Figure) -> &str {
    figure.formula.split('(').next().unwrap_or_default()
}

/// The arguments by position of the filter that printed a figure.
pub(super) fn arguments(figure: &Figure) -> impl Iterator<Item = &str> {
    let inner = figure.formula.split_once('(').map_or("", |(_, rest)| rest);
    let inner = inner.strip_suffix(')').unwrap_or(inner);
    inner.split(", ").filter(|part| !part.is_empty() && !part.contains('='))
}

/// A number at the beginning of a text, and the rest.
fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    Some((number.parse().ok()?, rest))
}

/// A printed number in the reference unit of what it measures.
#[derive(Debug, Clone)]
pub(super) struct Measured {
    /// The number.
    pub(super) number: Decimal,
    /// The size of its last digit.
    pub(super) step: Decimal,
    /// The unit as printed.
    pub(super) unit: Unit,
}

impl Measured {
    /// With the sign of a fall.
    pub(super) fn turned(self, falls: bool) -> Self {
        Self {
            number: if falls { -self.number } else { self.number },
            ..self
        }
    }

    /// What it measures.
    pub(super) const fn dimension(&self) -> &Dimension {
        &self.unit.dimension
    }

    /// Another number as this one is printed.
    pub(super) fn shown(&self, number: Decimal) -> String {
        let own = self
            .unit
            .in_reference(Decimal::ONE)
            .and_then(|one| number.checked_div(one));
        format!("{}{}", own.unwrap_or(number).normalize(), self.unit)
    }
}

/// The first number of printed words, whatever approximator stands around it.
pub(super) fn measured(words: &str) -> Option<Measured> {
    let digit = words.find(|c: char| c.is_ascii_digit())?;
    let (number, rest) = leading_number(&words[digit..])?;
    let number = if words[..digit].ends_with(['-', '负']) {
        -number
    } else {
        number
    };
    let mut symbol = Cow::Borrowed(rest);
    for qualifier in qualifiers::at(Position::Between).filter(|qualifier| rest.contains(qualifier.word)) {
        symbol = Cow::Owned(symbol.replace(qualifier.word, ""));
    }
    let symbol = qualifiers::at(Position::After).fold(&*symbol, |symbol, qualifier| {
        symbol.strip_suffix(qualifier.word).unwrap_or(symbol)
    });
    let unit = Unit::parse(symbol)?;
    Some(Measured {
        number: unit.in_reference(number)?,
        step: unit.in_reference(Decimal::new(1, number.scale()))?,
        unit,
    })
}

/// A printed rate of change: signed percent.
pub(super) fn rate(words: &str) -> Option<Measured> {
    let (verb, falls) = [("增长", false), ("下降", true)]
        .into_iter()
        .find_map(|(verb, falls)| Some((words.rfind(verb)? + verb.len(), falls)))?;
    words
        .ends_with('%')
        .then(|| measured(&words[verb..]))?
        .map(|rate| rate.turned(falls))
}

/// A printed difference of ratios, without its sign.
pub(super) fn points(words: &str) -> Option<Measured> {
    let points = [("个百分点", '%'), ("个千分点", '‰')];
    let mut told = points.into_iter();
    let (number, unit) = told.find_map(|(points, unit)| Some((words.strip_suffix(points)?, unit)))?;
    measured(&format!("{number}{unit}"))
}

//! What a printed figure says: the filter that worded it, and the number in its words.

use rust_decimal::Decimal;

use super::super::qualifiers::{self, Position};
use crate::report::Figure;
use crate::unit::{Dimension, Scale, Unit};

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
        let own = self.step_of_one().and_then(|one| number.checked_div(one));
        format!("{}{}", own.unwrap_or(number).normalize(), self.unit)
    }

    /// One of the printed unit in the reference unit.
    fn step_of_one(&self) -> Option<Decimal> {
        self.unit.convert(Decimal::ONE, &reference(&self.unit)?)
    }
}

fn reference(unit: &Unit) -> Option<Unit> {
    match &unit.dimension {
        Dimension::Money => Unit::parse("元"),
        Dimension::Area => Unit::parse("亩"),
        Dimension::Mass => Unit::parse("公斤"),
        Dimension::Length => Unit::parse("米"),
        Dimension::Ratio => Unit::parse("%"),
        Dimension::Count(_) => Some(unit.scaled(Scale::One)),
    }
}

/// The first number of printed words, whatever approximator stands around it.
pub(super) fn measured(words: &str) -> Option<Measured> {
    let digit = words.find(|c: char| c.is_ascii_digit())?;
    let start = if words[..digit].ends_with('-') {
        digit - 1
    } else {
        digit
    };
    let (number, rest) = leading_number(&words[start..])?;
    let between = qualifiers::at(Position::Between);
    let symbol = between.fold(rest.to_owned(), |symbol, qualifier| symbol.replace(qualifier.word, ""));
    let symbol = qualifiers::at(Position::After).fold(symbol.as_str(), |symbol, qualifier| {
        symbol.strip_suffix(qualifier.word).unwrap_or(symbol)
    });
    let unit = Unit::parse(symbol)?;
    let reference = reference(&unit)?;
    Some(Measured {
        number: unit.convert(number, &reference)?,
        step: unit.convert(Decimal::new(1, number.scale()), &reference)?,
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

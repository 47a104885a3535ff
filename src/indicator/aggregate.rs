//! Many rows, one value: count, sum, mean, smallest, largest.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::books::Books;
use super::condition::Condition;
use super::figure::{self, Expected, Figure};
use super::select::{Chosen, Conditions, choose, tables_with};
use super::settings::{Aggregate, IndicatorSettings, Selector};
use super::single::{Declared, absent, beside, no_comparison};
use super::{Comparison, Datum, Indicator, Missing, MissingPolicy};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

/// What is computed, from where.
struct Task<'m> {
    settings: &'m IndicatorSettings,
    declared: Declared<'m>,
    aggregate: Aggregate,
    conditions: Vec<Condition>,
}

/// What came out, with every cell that contributed.
struct Outcome {
    value: Result<(Decimal, Unit), Missing>,
    sources: Vec<CellPlace>,
}

/// The indicator as an aggregate of rows.
pub(super) fn compute(
    settings: &IndicatorSettings,
    aggregate: Aggregate,
    books: &Books<'_>,
    sink: &mut Sink,
) -> Option<Indicator> {
    let task = Task {
        settings,
        declared: Declared::of(settings),
        aggregate,
        conditions: parse_all(&settings.conditions)?,
    };
    let outcome = match task.run(books, settings.column.as_deref(), &Selector::default(), sink) {
        Ok(outcome) => outcome?,
        Err(problem) => return absent(&task.declared, problem, sink),
    };
    let datum = match outcome.value {
        Ok((value, unit)) => {
            let mut quantity = task.declared.quantity(value, unit);
            quantity.base = task.comparison(settings.base.as_ref(), &quantity.unit, books, sink);
            quantity.target = task.comparison(settings.target.as_ref(), &quantity.unit, books, sink);
            Datum::Number(quantity)
        }
        Err(missing) => sink.keep(task.missing(missing, &outcome.sources))?,
    };
    Some(Indicator {
        name: Arc::from(settings.name.as_str()),
        datum,
        sources: outcome.sources,
        formula: Some(task.text()),
        standing: None,
    })
}

/// The conditions; none when one of them cannot be read, which `validate` has reported.
pub(super) fn parse_all(conditions: &[String]) -> Option<Vec<Condition>> {
    conditions
        .iter()
        .map(|condition| Condition::parse(condition).ok())
        .collect()
}

impl Task<'_> {
    /// The base or target: by a fixed cell or a name as for any value, else the same aggregate over the rows
    /// of another column, sheet or workbook.
    fn comparison(
        &self,
        selector: Option<&Selector>,
        unit: &Unit,
        books: &Books<'_>,
        sink: &mut Sink,
    ) -> Option<Comparison> {
        let selector = selector?;
        if selector.cell.is_some() || selector.name.is_some() || selector.row.is_some() {
            return beside(self.settings, Some(selector), unit, books, sink);
        }
        let column = selector.column.as_deref().or(self.settings.column.as_deref());
        let outcome = match self.run(books, column, selector, sink) {
            Ok(outcome) => outcome?,
            Err(problem) => {
                no_comparison(&self.settings.name, problem, sink);
                return None;
            }
        };
        let (value, own) = outcome.value.ok()?;
        Some(Comparison {
            value: own.convert(value, unit)?,
            sources: outcome.sources,
        })
    }

    fn run(
        &self,
        books: &Books<'_>,
        column: Option<&str>,
        selector: &Selector,
        sink: &mut Sink,
    ) -> Result<Option<Outcome>> {
        let scope = self.settings.scope().or(selector);
        let columns = column
            .into_iter()
            .chain(self.conditions.iter().map(|condition| condition.column.as_str()));
        let wanted: Vec<&str> = columns.collect();
        let selections = tables_with(books, scope, &wanted)?;
        let first = usize::from(column.is_some());
        let conditions = Conditions {
            name: self.declared.name,
            all: &self.conditions,
            first,
        };
        let Some(rows) = choose(books, &selections, &conditions, sink) else {
            return Ok(None);
        };
        if self.aggregate == Aggregate::Count {
            return Ok(Some(self.count(&rows, column.is_some())));
        }
        Ok(self.fold(&rows, sink))
    }

    /// How many rows meet the conditions and, where a column is given, say something in it.
    fn count(&self, rows: &[Chosen<'_, '_, '_>], has_column: bool) -> Outcome {
        let sources: Vec<CellPlace> = rows
            .iter()
            .filter_map(|chosen| {
                if !has_column && self.conditions.is_empty() {
                    return Some(chosen.selection.leaf.place(chosen.row().label_at));
                }
                let spot = chosen.spot(0);
                let filled = !has_column || figure::says_something(&spot);
                filled.then(|| spot.place())
            })
            .collect();
        let unit = self.declared.unit.clone().unwrap_or_else(Unit::unitless);
        Outcome {
            value: Ok((Decimal::from(sources.len()), unit)),
            sources,
        }
    }

    /// The column's numbers made one. A blank cell makes the whole unknown: it must not pass for nothing.
    fn fold(&self, rows: &[Chosen<'_, '_, '_>], sink: &mut Sink) -> Option<Outcome> {
        let mut unit = self.declared.unit.clone();
        let (mut numbers, mut sources, mut blanks) = (Vec::new(), Vec::new(), Vec::new());
        let mut whole = true;
        for chosen in rows {
            let spot = chosen.spot(0);
            if spot.cell.row != chosen.row().row {
                // The number of a merged cell counts once, in the row in which it stands.
                continue;
            }
            let expected = Expected {
                unit: unit.as_ref(),
                ..self.declared.expected()
            };
            let figure = figure::read(&spot, expected, sink);
            match sink.keep(figure) {
                Some(Figure::Number(value, own)) => {
                    unit.get_or_insert(own);
                    numbers.push(value);
                    sources.push(spot.place());
                }
                Some(Figure::Missing(Missing::Unknown)) => blanks.push(spot.place()),
                Some(Figure::Missing(Missing::NotApplicable)) => {}
                None => whole = false,
            }
        }
        if !whole {
            return None;
        }
        if !blanks.is_empty() {
            let value = Err(Missing::Unknown);
            return Some(Outcome { value, sources: blanks });
        }
        let value = self.combine(&numbers, rows.is_empty());
        let Some(value) = value else {
            sink.push(places(
                Diagnostic::new(Code::FormulaRange).with("name", self.declared.name),
                &sources,
            ));
            return None;
        };
        let unit = unit.unwrap_or_else(Unit::unitless);
        let value = value.map(|value| (value, unit));
        Some(Outcome { value, sources })
    }

    /// None when the result is too large for an exact number. The sum of no rows at all is nothing; of rows
    /// that all say 无 there is none.
    fn combine(&self, numbers: &[Decimal], no_rows: bool) -> Option<Result<Decimal, Missing>> {
        let sum = numbers
            .iter()
            .try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
        let result = match self.aggregate {
            Aggregate::Count => Some(Decimal::from(numbers.len())),
            Aggregate::Sum if no_rows => Some(Decimal::ZERO),
            Aggregate::Sum | Aggregate::Mean if numbers.is_empty() => None,
            Aggregate::Sum => Some(sum?),
            Aggregate::Mean => Some(sum?.checked_div(Decimal::from(numbers.len()))?),
            Aggregate::Min => numbers.iter().min().copied(),
            Aggregate::Max => numbers.iter().max().copied(),
        };
        Some(result.map(|value| value.normalize()).ok_or(Missing::NotApplicable))
    }

    fn missing(&self, missing: Missing, sources: &[CellPlace]) -> Result<Datum> {
        if self.declared.missing != MissingPolicy::Error {
            return Ok(Datum::Missing(missing, self.declared.missing));
        }
        let code = match missing {
            Missing::Unknown => Code::CellBlank,
            Missing::NotApplicable => Code::CellNotApplicable,
        };
        Err(places(Diagnostic::new(code).with("name", self.declared.name), sources))
    }

    /// What was done, for the trace: `sum(总投资; 是否入库 = 是)`.
    fn text(&self) -> String {
        let function = match self.aggregate {
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
        };
        let column = self.settings.column.as_deref();
        let conditions = self.conditions.iter().map(|condition| condition.source.as_str());
        let inside: Vec<&str> = column.into_iter().chain(conditions).collect();
        format!("{function}({})", inside.join("; "))
    }
}

/// Adds the places to look at, as many as a person will read.
fn places(mut diagnostic: Box<Diagnostic>, places: &[CellPlace]) -> Box<Diagnostic> {
    for place in places.iter().take(8) {
        diagnostic = diagnostic.at_cell(place);
    }
    diagnostic
}

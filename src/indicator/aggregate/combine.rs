//! Rows made one value: how many they are, the sum, the mean, the least and the largest of their numbers.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::books::Books;
use super::super::entries::{Entries, Outcome, too_large};
use super::super::figure::{self, Expected};
use super::super::select::{Chosen, Conditions, choose, no_whole_among, tell_unread};
use super::super::settings::{Aggregate, Selector};
use super::super::single::absent;
use super::super::whole::Wanted;
use super::super::{Datum, Indicator, Kind, Missing};
use super::Task;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::CellPlace;
use crate::unit::Unit;

impl Task<'_> {
    /// How many rows meet the conditions and, where a column is given, say something in it.
    pub(super) fn count(&self, rows: &[Chosen<'_, '_, '_>], has_column: bool, of_all: bool) -> Outcome {
        let sources: Vec<CellPlace> = rows
            .iter()
            .filter_map(|chosen| {
                if !has_column && of_all {
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
            side: None,
            approximate: None,
            members: Vec::new(),
        }
    }

    /// The column's numbers made one. A blank cell makes the whole unknown: it must not pass for nothing.
    pub(super) fn fold(&self, rows: &[Chosen<'_, '_, '_>], sink: &mut Sink) -> Option<Outcome> {
        let entries = Entries::read(rows, 0, self.declared.expected(), sink)?;
        if let Some(unknown) = entries.unknown() {
            return Some(unknown);
        }
        let Some(value) = self.combine(&entries, rows.is_empty()) else {
            sink.push(too_large(self.declared.name, &entries));
            return None;
        };
        let sources = entries.places().collect();
        let side = entries.side();
        // The largest of 约300 and 500 is 500.
        let chosen = matches!(self.aggregate, Aggregate::Min | Aggregate::Max);
        let approximate = entries.approximate(|number| !chosen || Ok(number) == value);
        let unit = entries.unit.unwrap_or_else(Unit::unitless);
        let value = value.map(|value| (value, unit));
        Some(Outcome {
            value,
            sources,
            side,
            approximate,
            members: Vec::new(),
        })
    }

    /// None when the result is too large for an exact number. The sum of no rows at all is nothing; of rows
    /// that all say 无 there is none.
    fn combine(&self, entries: &Entries<'_>, no_rows: bool) -> Option<Result<Decimal, Missing>> {
        let count = entries.numbers.len();
        let mut numbers = entries.numbers.iter().map(|(_, number)| *number);
        let result = match self.aggregate {
            Aggregate::Count => Some(Decimal::from(count)),
            Aggregate::Sum if no_rows => Some(Decimal::ZERO),
            Aggregate::Sum | Aggregate::Mean | Aggregate::Weighted if count == 0 => None,
            Aggregate::Sum => Some(numbers.try_fold(Decimal::ZERO, Decimal::checked_add)?),
            Aggregate::Mean | Aggregate::Weighted => {
                let sum = numbers.try_fold(Decimal::ZERO, Decimal::checked_add)?;
                Some(sum.checked_div(Decimal::from(count))?)
            }
            Aggregate::Min => numbers.min(),
            Aggregate::Max => numbers.max(),
        };
        Some(result.map(|value| value.normalize()).ok_or(Missing::NotApplicable))
    }

    /// The least or the largest, as the indicator asks.
    fn extreme_of(&self, numbers: impl Iterator<Item = Decimal>) -> Option<Decimal> {
        if self.aggregate == Aggregate::Min {
            numbers.min()
        } else {
            numbers.max()
        }
    }

    /// The label of the row with the smallest or largest value; of several alike, all.
    pub(super) fn extreme_rows(&self, books: &Books<'_>, sink: &mut Sink) -> Option<Indicator> {
        let selector = Selector::default();
        let columns = self.columns(&selector);
        let selections = match self.selections(books, &columns, &selector, &self.conditions) {
            Ok(selections) => selections,
            Err(problem) => return absent(&self.declared, problem, sink),
        };
        let scope = self.settings.scope();
        tell_unread(books, (scope, self.declared.name), &selections, sink);
        if !no_whole_among(books, Wanted::to_add(scope, self.declared.name), &selections, sink) {
            return None;
        }
        let asked = Conditions {
            name: self.declared.name,
            all: &self.conditions,
            first: columns.len(),
            row: None,
        };
        let rows = choose(books, &selections, &asked, sink)?;
        let number = Expected {
            kind: Kind::Rate,
            ..self.declared.expected()
        };
        let entries = Entries::read(&rows, 0, number, sink)?;
        let extreme = self.extreme_of(entries.numbers.iter().map(|(_, number)| *number));
        let missing = entries.unknown().map(|unknown| (Missing::Unknown, unknown.sources));
        let missing = missing.or_else(|| extreme.is_none().then(|| (Missing::NotApplicable, Vec::new())));
        let (datum, sources) = if let Some((reason, sources)) = missing {
            (self.missing(reason, &sources), sources)
        } else {
            let ends = entries.numbers.iter().filter(|(_, number)| Some(*number) == extreme);
            let (labels, cells): (Vec<_>, Vec<_>) = ends.map(|(row, _)| (&rows[*row], entries.place(*row))).unzip();
            (self.labels(&labels), cells)
        };
        Some(Indicator {
            name: Arc::from(self.declared.name),
            datum: sink.keep(datum)?,
            sources,
            formula: Some(self.text()),
            standing: None,
        })
    }

    /// The labels of these rows as one text; those of persons are never copied (WB-15).
    fn labels(&self, rows: &[&Chosen<'_, '_, '_>]) -> Result<Datum> {
        let labels: Vec<&str> = rows.iter().map(|row| &*row.row().label).collect();
        let private = rows.iter().find(|row| row.selection.table.persons);
        match private {
            Some(row) => {
                let at = row.selection.leaf.place(row.row().label_at);
                Err(Diagnostic::new(Code::PersonalData)
                    .with("name", self.declared.name)
                    .at_cell(&at))
            }
            None => Ok(Datum::Text(labels.join("、"))),
        }
    }
}

//! Many rows, one value: count, sum, mean, weighted mean, smallest, largest.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::assumed::{self, Beside, Side};
use super::books::Books;
use super::condition::Condition;
use super::figure::{self, Expected, Figure};
use super::kinds;
use super::select::{Chosen, Conditions, Selection, choose, no_fewer_sheets, no_whole_among, tables_with, tell_unread};
use super::settings::{Aggregate, IndicatorSettings, Selector, ValueType};
use super::single::{Declared, absent, beside, no_comparison};
use super::weighted;
use super::whole::Wanted;
use super::{Approximate, Comparison, Datum, Found, Indicator, Kind, Missing, MissingPolicy, ROUGHLY};
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
pub(super) struct Outcome {
    pub(super) value: Result<(Decimal, Unit), Missing>,
    pub(super) sources: Vec<CellPlace>,
    /// What the first of its cells says of its unit, where it is made of numbers in cells.
    pub(super) side: Option<Side>,
    /// Whether one of the cells is approximate.
    pub(super) approximate: Approximate,
}

/// What the rows say in one of the wanted columns.
pub(super) struct Entries<'r> {
    chosen: &'r [Chosen<'r, 'r, 'r>],
    wanted: usize,
    /// The numbers, each with the index of its row among the chosen ones; a row that says 无 has none. Their places are
    /// made when they are asked for: a list of households has many.
    pub(super) numbers: Vec<(usize, Decimal)>,
    /// The unit of all: the expected one, else that of the first.
    pub(super) unit: Option<Unit>,
    /// The cells that say nothing.
    blanks: Vec<CellPlace>,
    /// The rows of the numbers that are approximate.
    rough: Vec<usize>,
}

impl<'r> Entries<'r> {
    /// Reads the column; none when a cell of it cannot be read, which goes into the sink.
    pub(super) fn read(
        rows: &'r [Chosen<'r, 'r, 'r>],
        wanted: usize,
        expected: Expected<'_>,
        sink: &mut Sink,
    ) -> Option<Self> {
        let mut entries = Self {
            chosen: rows,
            wanted,
            numbers: Vec::with_capacity(rows.len()),
            unit: expected.unit.cloned(),
            blanks: Vec::new(),
            rough: Vec::new(),
        };
        let mut whole = true;
        for (index, chosen) in rows.iter().enumerate() {
            let spot = chosen.spot(wanted);
            if spot.cell.row != chosen.row().row {
                // The number of a merged cell counts once, in the row in which it stands.
                continue;
            }
            let unit = entries.unit.clone();
            let expected = Expected {
                unit: unit.as_ref(),
                ..expected
            };
            let figure = figure::read(&spot, expected, sink);
            match sink.keep(figure) {
                Some(Figure::Number(value, own, approximate)) => {
                    entries.unit.get_or_insert(own);
                    entries.rough.extend(approximate.map(|_| index));
                    entries.numbers.push((index, value));
                }
                Some(Figure::Missing(Missing::Unknown)) => entries.blanks.push(spot.place()),
                Some(Figure::Missing(Missing::NotApplicable)) => {}
                None => whole = false,
            }
        }
        if let Some(declared) = &entries.unit {
            let spots = rows.iter().map(|chosen| chosen.spot(wanted));
            assumed::tell_mixed(spots, (expected.name, declared), sink);
        }
        whole.then_some(entries)
    }

    /// Whether what is computed from those of the numbers that are so is approximate.
    pub(super) fn approximate(&self, is_used: impl Fn(Decimal) -> bool) -> Approximate {
        let is_used = |row: &usize| {
            let at = self.numbers.binary_search_by_key(row, |(row, _)| *row);
            at.is_ok_and(|at| is_used(self.numbers[at].1))
        };
        self.rough.iter().any(is_used).then(|| ROUGHLY.into())
    }

    /// The rows of the numbers, from top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.numbers.iter().map(|(row, _)| *row)
    }

    /// The cell of a row's number.
    pub(super) fn place(&self, row: usize) -> CellPlace {
        self.chosen[row].spot(self.wanted).place()
    }

    /// The cells of the numbers.
    pub(super) fn places(&self) -> impl Iterator<Item = CellPlace> {
        self.rows().map(|row| self.place(row))
    }

    /// What the first of the numbers says of its unit.
    fn side(&self) -> Option<Side> {
        let (row, unit) = self.rows().next().zip(self.unit.as_ref())?;
        Some(Side::of(&self.chosen[row].spot(self.wanted), unit))
    }

    /// What comes of it where a cell is blank.
    pub(super) fn unknown(&self) -> Option<Outcome> {
        (!self.blanks.is_empty()).then(|| Outcome {
            value: Err(Missing::Unknown),
            sources: self.blanks.clone(),
            side: None,
            approximate: None,
        })
    }
}

/// The error of a result that no exact number holds.
pub(super) fn too_large(name: &str, entries: &Entries<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::FormulaRange).with("name", name);
    places(problem, entries.places())
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
        declared: Declared::of(settings).at(books.calendar),
        aggregate,
        conditions: parse_all(&settings.conditions)?,
    };
    if !task.is_whole() {
        return None;
    }
    if settings.value_type == ValueType::Text {
        return task.extreme_rows(books, sink);
    }
    let outcome = match task.run(books, &Selector::default(), &task.conditions, sink) {
        Ok(outcome) => outcome?,
        Err(problem) => return absent(&task.declared, problem, sink),
    };
    let datum = match outcome.value {
        Ok((value, unit)) => {
            let mut quantity = task.declared.quantity(value, unit);
            quantity.approximate = outcome.approximate;
            let own = Beside {
                unit: &quantity.unit,
                own: outcome.side.as_ref().map(|side| (quantity.value, side)),
                with_target: false,
            };
            let base = task.comparison(settings.base.as_ref(), own, books, sink);
            let target = task.comparison(settings.target.as_ref(), own.with_target(), books, sink);
            quantity.set_base(base);
            quantity.set_target(target);
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

/// The value of an indicator at another place, in the unit of its own: as its base or target is found.
pub(super) fn comparison(
    settings: &IndicatorSettings,
    selector: &Selector,
    unit: &Unit,
    books: &Books<'_>,
    sink: &mut Sink,
) -> Found {
    let Some(aggregate) = settings.aggregate else {
        return beside(settings, Some(selector), Beside::of(unit), books, sink);
    };
    let task = Task {
        settings,
        declared: Declared::of(settings).at(books.calendar),
        aggregate,
        conditions: parse_all(&settings.conditions).ok_or(None)?,
    };
    task.comparison(Some(selector), Beside::of(unit), books, sink)
}

/// The conditions; none when one of them cannot be read, which `validate` has reported.
pub(super) fn parse_all(conditions: &[String]) -> Option<Vec<Condition>> {
    conditions
        .iter()
        .map(|condition| Condition::parse(condition).ok())
        .collect()
}

impl Task<'_> {
    /// Whether it names the columns that it needs; `validate` has reported it where not.
    fn is_whole(&self) -> bool {
        let named = self.columns(&Selector::default()).len();
        match self.aggregate {
            Aggregate::Count => true,
            Aggregate::Weighted => named == 2,
            Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => named == 1,
        }
    }

    /// The base or target: by a fixed cell or a name as for any value, else the same aggregate over the rows
    /// of another column, sheet or workbook.
    fn comparison(&self, selector: Option<&Selector>, own: Beside<'_>, books: &Books<'_>, sink: &mut Sink) -> Found {
        let selector = selector.ok_or(None)?;
        let by_row = selector.row.is_some() && self.settings.row.is_none();
        if selector.cell.is_some() || selector.name.is_some() || by_row {
            return beside(self.settings, Some(selector), own, books, sink);
        }
        let asked = parse_all(&selector.conditions).ok_or(None)?;
        let conditions = if asked.is_empty() { &self.conditions } else { &asked };
        let outcome = match self.run(books, selector, conditions, sink) {
            Ok(outcome) => outcome.ok_or(None)?,
            Err(problem) => {
                no_comparison(&self.settings.name, problem, sink);
                return Err(None);
            }
        };
        let gap = || outcome.sources.first().cloned();
        let (value, unit) = outcome.value.map_err(|_| gap())?;
        let value = unit.convert(value, own.unit).ok_or_else(gap)?;
        let agree = |side: &Side, sink| assumed::agree(self.declared.name, own, (value, side), sink);
        let agrees = outcome.side.is_none_or(|side| agree(&side, sink));
        if !agrees {
            return Err(gap());
        }
        Ok(Comparison {
            value,
            approximate: outcome.approximate,
            time: selector.time(),
            sources: outcome.sources,
        })
    }

    fn run(
        &self,
        books: &Books<'_>,
        selector: &Selector,
        conditions: &[Condition],
        sink: &mut Sink,
    ) -> Result<Option<Outcome>> {
        let columns = self.columns(selector);
        let selections = self.selections(books, &columns, selector, conditions)?;
        let scope = self.settings.scope().or(selector);
        tell_unread(books, (scope, self.declared.name), &selections, sink);
        if !no_whole_among(books, Wanted::to_add(scope, self.declared.name), &selections, sink) {
            return Ok(None);
        }
        let asked = Conditions {
            name: self.declared.name,
            all: conditions,
            first: columns.len(),
            row: selector.row.as_deref().or(self.settings.row.as_deref()),
        };
        let Some(rows) = choose(books, &selections, &asked, sink) else {
            return Ok(None);
        };
        kinds::may_be_combined(self.settings, self.aggregate, &rows)?;
        Ok(match self.aggregate {
            Aggregate::Count => Some(self.count(&rows, !columns.is_empty(), conditions.is_empty())),
            Aggregate::Weighted => weighted::mean(self.settings, &self.declared, &rows, sink),
            Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => self.fold(&rows, sink),
        })
    }

    /// The columns that are computed with; what the selector leaves out is as for the indicator itself.
    fn columns<'s>(&'s self, selector: &'s Selector) -> Vec<&'s str> {
        let settings = self.settings;
        let pairs = if settings.numerator.is_some() {
            [
                (&selector.numerator, &settings.numerator),
                (&selector.denominator, &settings.denominator),
            ]
        } else {
            [
                (&selector.column, &settings.column),
                (&selector.weight, &settings.weight),
            ]
        };
        let named = pairs
            .into_iter()
            .filter_map(|(one, other)| one.as_deref().or(other.as_deref()));
        named.collect()
    }

    fn selections<'b, 'a>(
        &self,
        books: &'b Books<'a>,
        columns: &[&str],
        selector: &Selector,
        conditions: &[Condition],
    ) -> Result<Vec<Selection<'b, 'a>>> {
        let asked = conditions.iter().map(|condition| condition.column.as_str());
        let wanted: Vec<&str> = columns.iter().copied().chain(asked).collect();
        let selections = tables_with(books, self.settings.scope().or(selector), &wanted)?;
        if *selector != Selector::default() && selector.workbook.is_none() && selector.sheet.is_none() {
            let own = self.selections(
                books,
                &self.columns(&Selector::default()),
                &Selector::default(),
                &self.conditions,
            )?;
            no_fewer_sheets(books, &own, (&selections, &wanted))?;
        }
        Ok(selections)
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
    fn extreme_rows(&self, books: &Books<'_>, sink: &mut Sink) -> Option<Indicator> {
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

    /// How many rows meet the conditions and, where a column is given, say something in it.
    fn count(&self, rows: &[Chosen<'_, '_, '_>], has_column: bool, of_all: bool) -> Outcome {
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
        }
    }

    /// The column's numbers made one. A blank cell makes the whole unknown: it must not pass for nothing.
    fn fold(&self, rows: &[Chosen<'_, '_, '_>], sink: &mut Sink) -> Option<Outcome> {
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

    fn missing(&self, missing: Missing, sources: &[CellPlace]) -> Result<Datum> {
        if self.declared.missing != MissingPolicy::Error {
            return Ok(Datum::Missing(missing, self.declared.missing));
        }
        let code = match missing {
            Missing::Unknown => Code::CellBlank,
            Missing::NotApplicable => Code::CellNotApplicable,
        };
        let problem = Diagnostic::new(code).with("name", self.declared.name);
        Err(places(problem, sources.iter().cloned()))
    }

    /// What was done, for the trace: `sum(总投资; 是否入库 = 是)`.
    fn text(&self) -> String {
        let function = match self.aggregate {
            Aggregate::Count => "count",
            Aggregate::Sum => "sum",
            Aggregate::Mean => "mean",
            Aggregate::Weighted => "weighted",
            Aggregate::Min => "min",
            Aggregate::Max => "max",
        };
        let selector = Selector::default();
        let conditions = self.conditions.iter().map(|condition| condition.source.as_str());
        let inside: Vec<&str> = self.columns(&selector).into_iter().chain(conditions).collect();
        format!("{function}({})", inside.join("; "))
    }
}

/// Adds the places to look at, as many as a person will read.
fn places(mut diagnostic: Box<Diagnostic>, places: impl Iterator<Item = CellPlace>) -> Box<Diagnostic> {
    for place in places.take(8) {
        diagnostic = diagnostic.at_cell(&place);
    }
    diagnostic
}

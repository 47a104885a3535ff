//! Many rows, one value: which rows and columns of which tables, what it is compared with, and what is said where there is
//! none.

mod combine;

use std::sync::Arc;

use super::assumed::{self, Beside, Side};
use super::books::Books;
use super::condition::Condition;
use super::entries::{Outcome, at_places};
use super::select::{Conditions, Selection, choose, no_fewer_sheets, no_whole_among, tables_with, tell_unread};
use super::settings::{Aggregate, IndicatorSettings, Selector, ValueType};
use super::single::{Declared, absent, beside, no_comparison};
use super::villages::Member;
use super::whole::Wanted;
use super::{Comparison, Datum, Found, Indicator, Missing, MissingPolicy, kinds, villages, weighted};
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
            let members = &outcome.members;
            let base = task.comparison(settings.base.as_ref(), (own, members), books, sink);
            let target = task.comparison(settings.target.as_ref(), (own.with_target(), members), books, sink);
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
    task.comparison(Some(selector), (Beside::of(unit), &[]), books, sink)
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
    fn comparison(
        &self,
        selector: Option<&Selector>,
        (own, members): (Beside<'_>, &[Member]),
        books: &Books<'_>,
        sink: &mut Sink,
    ) -> Found {
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
        // Other conditions ask for other rows.
        if asked.is_empty() {
            villages::tell_others(self.declared.name, (members, &outcome.members), own, sink);
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
        let outcome = match self.aggregate {
            Aggregate::Count => Some(self.count(&rows, !columns.is_empty(), conditions.is_empty())),
            Aggregate::Weighted => weighted::mean(self.settings, &self.declared, &rows, sink),
            Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => self.fold(&rows, sink),
        };
        let members = match self.counts_members() {
            true => villages::members(&rows, asked.row.is_some(), books),
            false => Vec::new(),
        };
        Ok(outcome.map(|outcome| Outcome { members, ..outcome }))
    }

    /// Whether it matters which of the rows have a number: where they are added and compared, and — is not 0.
    fn counts_members(&self) -> bool {
        let settings = self.settings;
        let is_compared = settings.base.is_some() || settings.target.is_some();
        let adds = matches!(self.aggregate, Aggregate::Sum | Aggregate::Mean | Aggregate::Weighted);
        adds && is_compared && !settings.none_is_zero
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

    fn missing(&self, missing: Missing, sources: &[CellPlace]) -> Result<Datum> {
        if self.declared.missing != MissingPolicy::Error {
            return Ok(Datum::Missing(missing, self.declared.missing));
        }
        let code = match missing {
            Missing::Unknown => Code::CellBlank,
            Missing::NotApplicable => Code::CellNotApplicable,
        };
        let problem = Diagnostic::new(code).with("name", self.declared.name);
        Err(at_places(problem, sources.iter().cloned()))
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

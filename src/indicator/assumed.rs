//! Units that no place states: where the configured one stands in for them, and what speaks against it.

use rust_decimal::Decimal;

use super::figure::{self, Expected};
use super::locate::Spot;
use super::scale;
use super::stated::{self, is_told};
use crate::diag::{Code, Diagnostic, Sink};
use crate::place::{CellPlace, CellRef};
use crate::tables::number::{self, Reading};
use crate::tables::{Column, ColumnRole, Table};
use crate::unit::{Dimension, Scale, Unit};

/// So many rows of a table are looked at for units of their own.
const ROWS: usize = 64;

/// So many figures of a column say whether its shares are in percent.
const LOOKED_AT: usize = 1_024;

/// Whether a number in this unit could as well be in another: a percentage or a count of single things could not.
fn could_differ(unit: &Unit) -> bool {
    match unit.dimension {
        Dimension::Ratio => false,
        Dimension::Count(_) => unit.scale != Scale::One,
        Dimension::Money | Dimension::Area | Dimension::Mass | Dimension::Length => true,
    }
}

/// Tells of a number without a unit in a table that gives others theirs.
pub(super) fn tell_alone(spot: &Spot<'_, '_>, (name, declared): (&str, &Unit), sink: &mut Sink) {
    let Some(table) = spot.table.filter(|_| could_differ(declared)) else {
        return;
    };
    let Some((unit, at)) = stated_elsewhere(table, spot.cell, declared) else {
        return;
    };
    let by_rows = table.columns.iter().any(|column| column.role == ColumnRole::Unit);
    let row = if by_rows { spot.cell.row } else { table.header_rows.1 };
    let own = spot.leaf.place(CellRef::new(row, spot.cell.column));
    // A column of a hundred thousand rows tells it once.
    if is_told(sink, (Code::UnitAssumed, name), |told| *told == own) {
        return;
    }
    let problem = Diagnostic::new(Code::UnitAssumed)
        .with("name", name)
        .with("expected", declared)
        .with("found", unit);
    sink.push(problem.at_cell(&own).at_cell(&spot.leaf.place(at)));
}

/// Tells of a number without a unit among others of its column that have another one written behind them: 3.5亿元, 12.
pub(super) fn tell_mixed<'b, 'a: 'b>(
    spots: impl Iterator<Item = Spot<'b, 'a>> + Clone,
    (name, declared): (&str, &Unit),
    sink: &mut Sink,
) {
    if !could_differ(declared) {
        return;
    }
    let is_text = |spot: &Spot<'_, '_>| {
        spot.leaf
            .sheet
            .cell(spot.cell)
            .is_some_and(|cell| cell.text().is_some())
    };
    let written = spots.clone().filter(is_text).find_map(|spot| {
        let found = stated::unit_at(&spot, declared).filter(|found| found.at == spot.cell)?;
        (found.unit != *declared).then(|| (found.unit, spot.place()))
    });
    let Some((unit, at)) = written else { return };
    let is_bare = |spot: &Spot<'_, '_>| figure::says_something(spot) && stated::unit_at(spot, declared).is_none();
    if let Some(bare) = { spots }.find(is_bare) {
        let problem = Diagnostic::new(Code::UnitAssumed)
            .with("name", name)
            .with("found", unit);
        let problem = problem.with("expected", declared);
        sink.push(problem.at_cell(&bare.place()).at_cell(&at));
    }
}

/// Whether nobody can know if a share below one is in percent or a fraction: no place says %, and no figure of the same rate
/// is above one.
pub(super) fn may_be_fractions(spot: &Spot<'_, '_>, expected: Expected<'_>) -> bool {
    let says_so = |unit: &Unit| stated::unit(spot, None, Some(unit)).ok().flatten().is_some();
    if expected.unit.is_some_and(says_so) {
        return false;
    }
    let Some(table) = spot.table else { return true };
    if says_percent(table, spot) {
        return false;
    }
    let above_one = |at: CellRef| {
        let read = number::read(spot.leaf.sheet.cell(at));
        matches!(read, Reading::Number { value, unit: None, .. } if value > Decimal::ONE)
    };
    let row = table.rows.binary_search_by_key(&spot.cell.row, |row| row.row).ok();
    // Where the row names the rate, its figures are of that rate: 参保率 | 0.986 | 0.97; else those of the column are.
    if row.is_some_and(|row| names_rate(&table.rows[row].label, expected.name)) {
        let columns = table.columns.iter().filter(|column| holds_the_same(column));
        return !{ columns }.any(|column| above_one(CellRef::new(spot.cell.row, column.column)));
    }
    let rows = table.rows.iter().map(|row| CellRef::new(row.row, spot.cell.column));
    !rows.take(LOOKED_AT).any(above_one)
}

/// Whether a table says % of other rates: in the column's rows, or the row's columns. (登记失业率 below 参保率（%）, or below a
/// line 增长（%） of its own)
fn says_percent(table: &Table, spot: &Spot<'_, '_>) -> bool {
    let is_percent = |unit: &Unit| unit.dimension == Dimension::Ratio;
    let column = spot.cell.column;
    let of_rows = table.rows.iter().take(LOOKED_AT).any(|row| {
        let heads = || number::read(spot.leaf.sheet.cell(CellRef::new(row.row, column))) == Reading::Blank;
        let says = row.unit.as_ref().is_some_and(|found| is_percent(&found.unit));
        says && (names_rate(&row.label, "") || heads())
    });
    let of_columns = table.columns.iter().any(|column| {
        let named = column.path.last().is_some_and(|label| names_rate(label, ""));
        named && holds_the_same(column) && column.unit.as_ref().is_some_and(is_percent)
    });
    of_rows || of_columns
}

/// Whether a label names a rate, or the wanted one.
fn names_rate(label: &str, name: &str) -> bool {
    label == name || ["率", "占比", "比重", "比例"].iter().any(|word| label.contains(word))
}

/// Whether a column holds what its rows are named after, and neither a change nor a place among others.
fn holds_the_same(column: &Column) -> bool {
    let label = column.path.last().map_or("", String::as_str);
    let others = ["增", "减", "同比", "比上", "较上", "位次", "排名", "名次"];
    column.role == ColumnRole::Data && !others.iter().any(|word| label.contains(word))
}

/// A unit that the table states for other columns or rows, none of percentages, and where: where any measures the same, one
/// that is another than the declared. (Beside 产值（万元） 投资 is in 万元 as well.)
fn stated_elsewhere<'t>(table: &'t Table, cell: CellRef, declared: &Unit) -> Option<(&'t Unit, CellRef)> {
    let columns = table.columns.iter().filter(|column| column.column != cell.column);
    let of_columns = columns.flat_map(|column| &column.units);
    let of_columns = of_columns.filter(|found| !found.origin.is_around());
    let of_rows = table.rows.iter().take(ROWS).filter_map(|row| row.unit.as_deref());
    let stated = || of_columns.clone().chain(of_rows.clone());
    let mut alike = stated()
        .filter(|found| found.unit.dimension == declared.dimension)
        .peekable();
    let other = match alike.peek() {
        Some(_) => alike.find(|found| found.unit != *declared),
        None => stated().find(|found| found.unit.dimension != Dimension::Ratio),
    };
    other.map(|found| (&found.unit, found.at))
}

/// What a figure's place says of its unit.
#[derive(Debug, Clone)]
pub(super) struct Side {
    place: CellPlace,
    /// The unit that is stated there, and where; the declared one stands in where none is.
    stated: Option<(Unit, CellPlace)>,
    /// Whether it is one of a column that is judged row by row, and told of once.
    of_rows: bool,
}

impl Side {
    pub(super) fn of(spot: &Spot<'_, '_>, declared: &Unit) -> Self {
        let found = stated::unit_at(spot, declared);
        Self {
            place: spot.place(),
            stated: found.map(|found| (found.unit, spot.leaf.place(found.at))),
            of_rows: false,
        }
    }

    /// The same of a field of a row.
    pub(super) fn of_row(spot: &Spot<'_, '_>, declared: &Unit) -> Self {
        Self {
            of_rows: true,
            ..Self::of(spot, declared)
        }
    }

    /// Tells what speaks against a unit that is guessed in one place and compared with another; of a column once.
    fn tell(&self, problem: Box<Diagnostic>, (one, other): (&CellPlace, &CellPlace), sink: &mut Sink) {
        let same_column = |told: &CellPlace| told.tab == one.tab && told.cell.column == one.cell.column;
        let name = problem.argument("name").unwrap_or_default();
        if !(self.of_rows && is_told(sink, (problem.code, name), same_column)) {
            sink.push(problem.at_cell(one).at_cell(other));
        }
    }
}

/// What a base or target is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'c> {
    /// The unit of both.
    pub(super) unit: &'c Unit,
    /// The value itself, where it was read from cells.
    pub(super) own: Option<(Decimal, &'c Side)>,
    /// Whether it is compared with a target, of which a year may reach a small part.
    pub(super) with_target: bool,
}

impl<'c> Beside<'c> {
    /// A value in this unit that was not read from cells.
    pub(super) const fn of(unit: &'c Unit) -> Self {
        Self {
            unit,
            own: None,
            with_target: false,
        }
    }

    /// The same, compared with a target.
    pub(super) const fn with_target(self) -> Self {
        Self {
            with_target: true,
            ..self
        }
    }
}

/// Judges the units of two figures that are compared, one of them or both in the declared unit because none is stated. Where
/// the other states another unit it is an error, and false; where they differ as two units of one measure do, it is told.
pub(super) fn agree(name: &str, beside: Beside<'_>, (value, side): (Decimal, &Side), sink: &mut Sink) -> bool {
    let Some((own_value, own)) = beside.own.filter(|_| beside.unit.dimension != Dimension::Ratio) else {
        return true;
    };
    let (guessed, other) = match (&own.stated, &side.stated) {
        (Some(_), Some(_)) => return true,
        (None, other) => (own, other),
        (other, None) => (side, other),
    };
    let problem = |code| Diagnostic::new(code).with("name", name).with("expected", beside.unit);
    if let Some((unit, at)) = other.as_ref().filter(|(unit, _)| unit != beside.unit) {
        let problem = problem(Code::UnitCompared).with("found", unit);
        own.tell(problem, (&guessed.place, at), sink);
        return false;
    }
    // What differs as a larger or smaller unit of money does is an error of the checks (E-SIZE), which may be accepted.
    let unit = own.stated.as_ref().map_or(beside.unit, |(unit, _)| unit);
    if !beside.with_target && scale::suspected(unit, own_value, value).is_some() {
        return true;
    }
    if let Some((times, units)) = differ_like_units((own_value, value), beside) {
        let problem = problem(Code::UnitSize).with("times", times).with("units", units);
        own.tell(problem, (&own.place, &side.place), sink);
    }
    true
}

/// By how many times two figures differ and which two units do so, where any two of this measure do: 元 and 万元, 公顷 and 亩.
fn differ_like_units((one, other): (Decimal, Decimal), beside: Beside<'_>) -> Option<(u32, &'static str)> {
    /// 公顷 and 亩 differ by less than a new planting and an old one may.
    const FEW: u32 = 15;
    let times: &[(u32, &str)] = match beside.unit.dimension {
        Dimension::Money => &[(1_000, "元、千元"), (10_000, "元、万元"), (100_000_000, "元、亿元")],
        Dimension::Area => &[
            (FEW, "亩、公顷"),
            (667, "平方米、亩"),
            (1_500, "亩、平方公里"),
            (10_000, "亩、万亩"),
        ],
        Dimension::Mass => &[(1_000, "公斤、吨"), (2_000, "斤、吨"), (10_000, "吨、万吨")],
        Dimension::Length => &[(500, "米、里"), (1_000, "米、公里")],
        Dimension::Count(_) => &[(10_000, "一、万")],
        Dimension::Ratio => &[],
    };
    let (less, more) = (one.abs().min(other.abs()), one.abs().max(other.abs()));
    let ratio = more.checked_div(less)?;
    // What grew or shrank in a year besides: by a third, where the times are few by a twentieth.
    let near = |(times, _): &&(u32, &str)| {
        let (least, most) = if *times == FEW { (95, 105) } else { (75, 133) };
        let times = Decimal::from(*times);
        ratio >= times * Decimal::new(least, 2) && ratio <= times * Decimal::new(most, 2)
    };
    let may_be = |(times, _): &&(u32, &str)| !(beside.with_target && *times == FEW);
    { times.iter() }.filter(may_be).find(near).copied()
}

//! `[[rows]]` of which each sheet is one row: a workbook with a sheet for every village (WB-02).

use super::books::{Books, Leaf, Scope};
use super::locate::{Spot, on_sheet};
use super::rows::{add_field, compare, joined_rows, sheet_name};
use super::select::unread_sheet;
use super::settings::{FieldSettings, RowsSettings};
use super::single::{absent, no_comparison};
use super::whole::{self, Member, Wanted};
use super::{Indicator, MissingPolicy, Record};
use crate::diag::{Result, Sink};
use crate::place::{CellPlace, CellRef};

/// A row for every sheet of the scope that holds anything, and whether they are whole.
pub(super) fn take(
    settings: &RowsSettings,
    scope: Scope<'_>,
    books: &Books<'_>,
    sink: &mut Sink,
) -> Option<(Indicator, bool)> {
    let leaves = books
        .sheets(scope)
        .map_err(|problem| problem.with("name", &settings.name));
    let leaves = sink.keep(leaves)?;
    let filled: Vec<&Leaf<'_>> = leaves.into_iter().filter(|leaf| !leaf.sheet.cells.is_empty()).collect();
    let (read, unread): (Vec<&Leaf<'_>>, Vec<&Leaf<'_>>) = filled
        .into_iter()
        .partition(|leaf| has_any(leaf, &settings.fields, books));
    let members = read
        .iter()
        .map(|leaf| Member::new(leaf, leaf.tables().iter().collect()));
    let members: Vec<Member<'_, '_>> = members.collect();
    if !whole::none_among(&members, Wanted::side_by_side(scope, &settings.name), books, sink) {
        return None;
    }
    let sources = read.iter().map(|leaf| corner(leaf)).collect();
    let record = |leaf: &&Leaf<'_>| record(leaf, &settings.fields, books, sink);
    let rows: Vec<(Record, bool)> = read.iter().map(record).collect();
    for leaf in unread {
        sink.push(unread_sheet(&settings.name, rows.len(), leaf));
    }
    Some(joined_rows(settings, rows, sources, (books, sink)))
}

/// Whether a sheet has any of the fields: a cover among the sheets of villages is no village. Where a field must have a
/// value, that it has none is told as that.
fn has_any(leaf: &Leaf<'_>, fields: &[FieldSettings], books: &Books<'_>) -> bool {
    let mut in_cells = fields.iter().filter(|field| !field.is_sheet());
    in_cells.any(|field| field.missing == MissingPolicy::Error || spot(leaf, field, books).is_ok())
}

/// The cell of a field on a sheet.
fn spot<'b, 'a>(leaf: &'b Leaf<'a>, field: &FieldSettings, books: &Books<'_>) -> Result<Spot<'b, 'a>> {
    on_sheet(books, leaf, (field.column_or_name(), field.row_or_column()))
}

/// The first cell of a sheet.
fn corner(leaf: &Leaf<'_>) -> CellPlace {
    let first = leaf.sheet.cells.iter().next();
    leaf.place(first.map_or(CellRef::new(0, 0), |(at, _)| *at))
}

/// The fields of one sheet, and whether none is hidden by an error.
fn record(leaf: &Leaf<'_>, fields: &[FieldSettings], books: &Books<'_>, sink: &mut Sink) -> (Record, bool) {
    let mut record = Record::default();
    let mut whole = true;
    for settings in fields {
        let declared = &settings.declared(books.calendar);
        if settings.is_sheet() {
            record.fields.push(sheet_name(declared, leaf, corner(leaf)));
            continue;
        }
        match spot(leaf, settings, books) {
            Ok(spot) => {
                whole &= add_field(&mut record, &spot, declared, sink);
                add_compared(&mut record, (settings, &spot), (books, leaf), sink);
            }
            Err(problem) => {
                let missing = absent(declared, problem, sink);
                whole &= missing.is_some();
                let hidden = || Indicator::hidden(&declared.name.into(), Vec::new());
                record.fields.push(missing.unwrap_or_else(hidden));
            }
        }
    }
    (record, whole)
}

/// Sets beside the field that was added last what it is compared with, in the same row.
fn add_compared(
    record: &mut Record,
    (settings, own): (&FieldSettings, &Spot<'_, '_>),
    (books, leaf): (&Books<'_>, &Leaf<'_>),
    sink: &mut Sink,
) {
    let Some(field) = record.fields.last_mut() else { return };
    for (path, with) in settings.compared() {
        match on_sheet(books, leaf, (path, settings.row_or_column())) {
            Ok(spot) => compare(field, (own, &spot), (with, settings.percents), sink),
            // A village whose sheet has no such column is no village without a last year, where it must have one.
            Err(problem) if settings.missing == MissingPolicy::Error => {
                sink.push(problem.with("name", &settings.name));
            }
            Err(problem) => no_comparison(&settings.name, problem, sink),
        }
    }
}

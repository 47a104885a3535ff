//! `[[rows]]` of which each sheet is one row: a workbook with a sheet for every village (WB-02).

use super::books::{Books, Leaf, Scope};
use super::locate::{Spot, on_sheet};
use super::rows::{add_field, compare, joined_rows, sheet_name};
use super::settings::{FieldSettings, RowsSettings};
use super::single::{is_absence, no_comparison};
use super::{Datum, Indicator, Missing, MissingPolicy, Record};
use crate::diag::Sink;
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
    let record = |leaf: &&Leaf<'_>| record(leaf, &settings.fields, books, sink);
    let rows: Vec<(Record, bool)> = filled.iter().map(record).collect();
    let sources = filled.iter().map(|leaf| corner(leaf)).collect();
    Some(joined_rows(settings, rows, sources, (books, sink)))
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
        let column = settings.column_or_name();
        let row = settings.row.as_deref().unwrap_or(column);
        match on_sheet(books, leaf, (column, row)) {
            Ok(spot) => {
                whole &= add_field(&mut record, &spot, declared, sink);
                add_compared(&mut record, (settings, row, &spot), (books, leaf), sink);
            }
            Err(problem) => {
                let open = declared.missing != MissingPolicy::Error && is_absence(problem.code);
                whole &= open;
                let hidden = Indicator::hidden(&declared.name.into(), Vec::new());
                record.fields.push(Indicator {
                    datum: Datum::Missing(Missing::Unknown, declared.missing),
                    ..hidden
                });
                if !open {
                    sink.push(problem.with("name", declared.name));
                }
            }
        }
    }
    (record, whole)
}

/// Sets beside the field that was added last what it is compared with, in the same row.
fn add_compared(
    record: &mut Record,
    (settings, row, own): (&FieldSettings, &str, &Spot<'_, '_>),
    (books, leaf): (&Books<'_>, &Leaf<'_>),
    sink: &mut Sink,
) {
    let Some(field) = record.fields.last_mut() else { return };
    for (path, with) in settings.compared() {
        match on_sheet(books, leaf, (path, row)) {
            Ok(spot) => compare(field, (own, &spot), with, sink),
            // A village whose sheet has no such column is no village without a last year.
            Err(problem) if settings.missing == MissingPolicy::Error => {
                sink.push(problem.with("name", &settings.name));
            }
            Err(problem) => no_comparison(&settings.name, problem, sink),
        }
    }
}

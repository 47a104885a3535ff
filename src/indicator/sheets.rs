//! `[[rows]]` of which each sheet is one row: a workbook with a sheet for every village (WB-02).

use super::books::{Books, Leaf, Scope};
use super::locate::on_sheet;
use super::rows::{add_field, joined_rows, sheet_name};
use super::settings::{FieldSettings, RowsSettings};
use super::single::{Declared, is_absence};
use super::{Datum, Indicator, Missing, MissingPolicy, Record};
use crate::diag::Sink;
use crate::place::{CellPlace, CellRef};

/// A row for every sheet of the scope that holds anything, and whether they are whole.
pub(super) fn take(
    settings: &RowsSettings,
    (scope, fields): (Scope<'_>, &[Declared<'_>]),
    books: &Books<'_>,
    sink: &mut Sink,
) -> Option<(Indicator, bool)> {
    let leaves = books
        .sheets(scope)
        .map_err(|problem| problem.with("name", &settings.name));
    let leaves = sink.keep(leaves)?;
    let filled: Vec<&Leaf<'_>> = leaves.into_iter().filter(|leaf| !leaf.sheet.cells.is_empty()).collect();
    let wanted = settings.fields.iter().zip(fields);
    let rows: Vec<(Record, bool)> = filled
        .iter()
        .map(|leaf| record(leaf, wanted.clone(), books, sink))
        .collect();
    let sources = filled.iter().map(|leaf| corner(leaf)).collect();
    Some(joined_rows(settings, rows, sources, (books, sink)))
}

/// The first cell of a sheet.
fn corner(leaf: &Leaf<'_>) -> CellPlace {
    let first = leaf.sheet.cells.iter().next();
    leaf.place(first.map_or(CellRef::new(0, 0), |(at, _)| *at))
}

/// The fields of one sheet, and whether none is hidden by an error.
fn record<'f>(
    leaf: &Leaf<'_>,
    fields: impl Iterator<Item = (&'f FieldSettings, &'f Declared<'f>)>,
    books: &Books<'_>,
    sink: &mut Sink,
) -> (Record, bool) {
    let mut record = Record::default();
    let mut whole = true;
    for (settings, declared) in fields {
        if declared.is_sheet {
            record.fields.push(sheet_name(declared, leaf, corner(leaf)));
            continue;
        }
        let column = settings.column_or_name();
        match on_sheet(books, leaf, (column, settings.row.as_deref().unwrap_or(column))) {
            Ok(spot) => whole &= add_field(&mut record, &spot, declared, sink),
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

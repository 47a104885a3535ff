//! Tells of what may have been misread in the tables from which figures were taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::books::{Books, Leaf};
use super::{Datum, Indicator};
use crate::diag::{Code, Diagnostic, Sink};
use crate::place::{CellPlace, CellRef};
use crate::tables::{Doubt, Table};

/// Tells each doubt of every table that one of the values was taken from.
pub(super) fn tell(values: &BTreeMap<Arc<str>, Indicator>, books: &Books<'_>, sink: &mut Sink) {
    let doubtful = |leaf: &&Leaf<'_>| leaf.found().iter().any(|table| !table.doubts.is_empty());
    let leaves: Vec<&Leaf<'_>> = books.leaves().filter(doubtful).collect();
    if leaves.is_empty() {
        return;
    }
    let mut taken = BTreeSet::new();
    values.values().for_each(|value| take(value, &mut taken));
    for leaf in leaves {
        let used = |table: &&Table| taken.iter().any(|place| holds(leaf, table, place));
        for table in leaf.found().iter().filter(used) {
            table.doubts.iter().for_each(|doubt| sink.push(problem(leaf, doubt)));
        }
    }
}

/// The cells of a value, those that it is compared with and those of its rows included.
fn take<'v>(value: &'v Indicator, taken: &mut BTreeSet<&'v CellPlace>) {
    taken.extend(&value.sources);
    match &value.datum {
        Datum::Number(quantity) => {
            let compared = quantity.base.iter().chain(&quantity.target);
            taken.extend(compared.flat_map(|one| &one.sources));
        }
        Datum::Rows(records) => records
            .iter()
            .flat_map(|record| &record.fields)
            .for_each(|field| take(field, taken)),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {}
    }
}

/// Whether a cell is of a table.
fn holds(leaf: &Leaf<'_>, table: &Table, place: &CellPlace) -> bool {
    let CellRef { row, column } = place.cell;
    *place == leaf.place(place.cell)
        && table.columns.iter().any(|own| own.column == column)
        && table.rows.binary_search_by_key(&row, |own| own.row).is_ok()
}

fn problem(leaf: &Leaf<'_>, doubt: &Doubt) -> Box<Diagnostic> {
    let code = match doubt {
        Doubt::Unread(_) => Code::RowUnread,
        Doubt::Codes(_) => Code::RowOfCodes,
    };
    let shown: Vec<String> = doubt.cells().iter().map(|at| leaf.shown(*at)).collect();
    let row = doubt.cells().first().map_or(0, |at| at.row + 1);
    let problem = Diagnostic::new(code).with("row", row).with("found", shown.join("、"));
    let cells = doubt.cells().iter().take(8);
    cells.fold(problem, |problem, at| problem.at_cell(&leaf.place(*at)))
}

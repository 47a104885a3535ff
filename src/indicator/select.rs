//! The data rows of a table that meet the declared conditions.

use std::collections::BTreeSet;

use super::books::{Books, Leaf, Scope, ambiguous};
use super::condition::Condition;
use super::locate::{
    Lane, Spot, columns_of_all, columns_or_joined, header, lanes, no_column, no_row, no_table, rows, tables_of,
};
use super::township;
use super::whole::{self, Member, Wanted};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::place::{CellPlace, CellRef};
use crate::tables::label::{normalise, without_note};
use crate::tables::{RowKind, Table, TableRow};

/// A table in which all wanted columns were found, by their indices.
#[derive(Debug)]
pub(super) struct Selection<'b, 'a> {
    pub(super) leaf: &'b Leaf<'a>,
    pub(super) table: &'b Table,
    /// Indices of the wanted columns, in the order in which they were asked for.
    pub(super) columns: Vec<usize>,
}

impl<'b, 'a> Selection<'b, 'a> {
    /// The cell of a row, by its index, in one of the wanted columns.
    pub(super) fn spot(&self, wanted: usize, row: usize) -> Spot<'b, 'a> {
        Spot::meeting(self.leaf, self.table, self.columns[wanted], row)
    }

    /// The rows that are asked for: the one of a label, else all of data.
    fn asked(&self, books: &Books<'_>, label: Option<&str>) -> Result<Vec<usize>> {
        match label {
            Some(label) => Ok(vec![self.row(books, label)?]),
            None => Ok(self.table.data_rows().map(|(index, _)| index).collect()),
        }
    }

    /// The one row of this label.
    fn row(&self, books: &Books<'_>, label: &str) -> Result<usize> {
        let lane = Lane {
            leaf: self.leaf,
            table: self.table,
            column: self.columns.first().copied().unwrap_or_default(),
        };
        match rows(books, self.leaf, self.table, label)[..] {
            [row] => Ok(row),
            [] => Err(no_row(
                books,
                &[lane],
                &self.table.columns[lane.column].path.join("/"),
                label,
            )),
            ref several => {
                let places = several
                    .iter()
                    .map(|row| self.leaf.place(self.table.rows[*row].label_at));
                Err(ambiguous(label, &places.collect::<Vec<_>>()))
            }
        }
    }
}

/// Tells of the sheets that a value of several sheets was not taken from, though they fit the pattern: nothing of them is
/// counted.
pub(super) fn tell_unread(
    books: &Books<'_>,
    (scope, name): (Scope<'_>, &str),
    selections: &[Selection<'_, '_>],
    sink: &mut Sink,
) {
    let Ok(leaves) = books.sheets(scope) else { return };
    let is_meant = |leaf: &Leaf<'_>| selections.len() > 1 || is_meant(scope, leaf, selections);
    let is_read = |leaf: &Leaf<'_>| selections.iter().any(|selection| std::ptr::eq(selection.leaf, leaf));
    let unread = leaves
        .iter()
        .filter(|leaf| !is_read(leaf) && !leaf.sheet.cells.is_empty());
    for leaf in unread.filter(|leaf| is_meant(leaf)) {
        sink.push(unread_sheet(name, selections.len(), leaf));
    }
}

/// Tells of the sheets of the whole among the selected ones; false where one certainly is.
pub(super) fn no_whole_among(
    books: &Books<'_>,
    wanted: Wanted<'_>,
    selections: &[Selection<'_, '_>],
    sink: &mut Sink,
) -> bool {
    let members = selections.iter().map(|one| Member::new(one.leaf, vec![one.table]));
    let members: Vec<Member<'_, '_>> = members.collect();
    whole::none_among(&members, wanted, books, sink)
}

/// The warning that a sheet gave nothing while so many others did.
pub(super) fn unread_sheet(name: &str, read: usize, leaf: &Leaf<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::SheetUnread).with("name", name);
    problem.with("count", read).at(leaf.location())
}

/// Whether a sheet that gave nothing, while one other gave all, is meant as well: it fits the pattern of sheets. (Sheet1 of
/// another workbook is not, where no workbook is named.)
fn is_meant(scope: Scope<'_>, leaf: &Leaf<'_>, selections: &[Selection<'_, '_>]) -> bool {
    let beside = |one: &Selection<'_, '_>| one.leaf.workbook.file == leaf.workbook.file;
    scope.sheet.is_some() && (scope.workbook.is_some() || selections.iter().any(beside))
}

/// The tables that have the first columns, with the others in each of them: what stands beside a value is looked for where
/// the value stands, and where it is not nothing is left out.
pub(super) fn tables_beside<'b, 'a>(
    books: &'b Books<'a>,
    scope: Scope<'_>,
    (wanted, beside): (&[&str], &[&str]),
) -> Result<Vec<Selection<'b, 'a>>> {
    let mut selections = tables_with(books, scope, wanted)?;
    for path in beside {
        let mut without = Vec::new();
        for selection in &mut selections {
            match columns_or_joined(books, selection.table, path)[..] {
                [column] => selection.columns.push(column),
                [] => without.push((selection.leaf, selection.table)),
                ref several => return Err(ambiguous_columns((selection.leaf, selection.table), path, several)),
            }
        }
        if !without.is_empty() {
            let leaves: Vec<&Leaf<'_>> = without.iter().map(|(leaf, _)| *leaf).collect();
            return Err(no_column(&leaves, without.into_iter(), path));
        }
    }
    Ok(selections)
}

/// The error of sheets that give a value by itself, as one of several, and nothing to compare it with: a sum of fewer sheets
/// is no last year of a sum of all.
pub(super) fn no_fewer_sheets(
    books: &Books<'_>,
    own: &[Selection<'_, '_>],
    (other, wanted): (&[Selection<'_, '_>], &[&str]),
) -> Result<()> {
    let has = |leaf: &Leaf<'_>| other.iter().any(|one| std::ptr::eq(one.leaf, leaf));
    let without = own.iter().filter(|one| own.len() > 1 && !has(one.leaf));
    let without: Vec<_> = without.map(|one| (one.leaf, one.table)).collect();
    let Some((_, table)) = without.first() else {
        return Ok(());
    };
    let lacks = |path: &&&str| columns_or_joined(books, table, path).is_empty();
    let path = wanted
        .iter()
        .find(lacks)
        .or(wanted.first())
        .copied()
        .unwrap_or_default();
    let leaves: Vec<&Leaf<'_>> = without.iter().map(|(leaf, _)| *leaf).collect();
    Err(no_column(&leaves, without.into_iter(), path))
}

/// The error of a path that several columns of a table answer.
fn ambiguous_columns((leaf, table): (&Leaf<'_>, &Table), path: &str, columns: &[usize]) -> Box<Diagnostic> {
    let places = columns.iter().map(|column| leaf.place(header(table, *column)));
    ambiguous(path, &places.collect::<Vec<_>>())
}

/// The tables of the scope that have all these columns; several only where the sheet pattern asks for several
/// sheets with one such table each (months, villages).
pub(super) fn tables_with<'b, 'a>(
    books: &'b Books<'a>,
    scope: Scope<'_>,
    wanted: &[&str],
) -> Result<Vec<Selection<'b, 'a>>> {
    // Each column by itself first: the error names the one that no table has.
    for column in wanted {
        lanes(books, scope, column)?;
    }
    let leaves = books.sheets(scope)?;
    let tables: Vec<(&'b Leaf<'a>, &'b Table)> = tables_of(&leaves).collect();
    let only: Vec<&Table> = tables.iter().map(|(_, table)| *table).collect();
    let mut answered: Vec<_> = (wanted.iter())
        .map(|column| columns_of_all(books, &only, column).into_iter())
        .collect();
    let mut found = Vec::new();
    for (leaf, table) in tables {
        let answers: Vec<Vec<usize>> = answered.iter_mut().filter_map(Iterator::next).collect();
        if answers.iter().any(Vec::is_empty) {
            continue;
        }
        if let Some(at) = answers.iter().position(|answers| answers.len() > 1) {
            return Err(ambiguous_columns((leaf, table), wanted[at], &answers[at]));
        }
        let columns = answers.into_iter().flatten().collect();
        found.push(Selection { leaf, table, columns });
    }
    one_per_sheet(scope, wanted, &leaves, found)
}

fn one_per_sheet<'b, 'a>(
    scope: Scope<'_>,
    wanted: &[&str],
    leaves: &[&'b Leaf<'a>],
    found: Vec<Selection<'b, 'a>>,
) -> Result<Vec<Selection<'b, 'a>>> {
    if found.is_empty() {
        return Err(no_table(leaves));
    }
    let of_one_sheet = |one: &Selection<'_, '_>, other: &Selection<'_, '_>| std::ptr::eq(one.leaf, other.leaf);
    let twice = (1..found.len()).any(|index| {
        let (before, rest) = found.split_at(index);
        let mut beside = before.iter().filter(|one| of_one_sheet(one, &rest[0]));
        beside.any(|one| !are_halves(one.table, rest[0].table))
    });
    let several = found.windows(2).any(|pair| !of_one_sheet(&pair[0], &pair[1]));
    if twice || several && scope.sheet.is_none() {
        let corner = |selection: &Selection<'_, '_>| {
            let first = selection.table.columns.first().map_or(0, |column| column.column);
            selection.leaf.place(CellRef::new(selection.table.header_rows.0, first))
        };
        let places: Vec<CellPlace> = found.iter().map(corner).collect();
        let mut problem = ambiguous(&wanted.join("、"), &places);
        if wanted.is_empty() {
            // Where no column is asked for, any table will do.
            problem.code = Code::ManyTables;
        }
        return Err(problem);
    }
    Ok(found)
}

/// Whether two tables of a sheet are the halves of one list: they stand side by side under one title with the same head, name
/// the same sort of thing, and no row of the one is named as one of the other.
pub(super) fn are_halves(one: &Table, other: &Table) -> bool {
    let paths = |table: &Table| {
        table
            .columns
            .iter()
            .map(|column| column.path.clone())
            .collect::<Vec<_>>()
    };
    let names = |table: &Table| -> BTreeSet<String> {
        let rows = table.data_rows();
        rows.map(|(_, row)| normalise(without_note(&row.label))).collect()
    };
    // 东村 and 西村 are of one list, 东村 and 甲厂 are not.
    let ends = |names: &BTreeSet<String>| {
        names
            .iter()
            .filter_map(|name| name.chars().next_back())
            .collect::<BTreeSet<_>>()
    };
    let (own, others) = (names(one), names(other));
    one.header_rows == other.header_rows
        && one.title == other.title
        && paths(one) == paths(other)
        && own.is_disjoint(&others)
        && !ends(&own).is_disjoint(&ends(&others))
}

/// A row that meets all conditions.
#[derive(Debug)]
pub(super) struct Chosen<'s, 'b, 'a> {
    pub(super) selection: &'s Selection<'b, 'a>,
    pub(super) index: usize,
}

impl<'b, 'a> Chosen<'_, 'b, 'a> {
    /// The row.
    pub(super) fn row(&self) -> &'b TableRow {
        &self.selection.table.rows[self.index]
    }

    /// Its cell in one of the wanted columns.
    pub(super) fn spot(&self, wanted: usize) -> Spot<'b, 'a> {
        self.selection.spot(wanted, self.index)
    }
}

/// What the rows of an indicator must meet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conditions<'c> {
    /// The indicator, for messages.
    pub(super) name: &'c str,
    pub(super) all: &'c [Condition],
    /// The conditions' columns are the wanted ones from this index on.
    pub(super) first: usize,
    /// The one row of each table that is asked for; all rows of data when none.
    pub(super) row: Option<&'c str>,
}

/// The data rows that meet all conditions. A row that cannot be judged is an error in the sink, and the answer none.
pub(super) fn choose<'s, 'b, 'a>(
    books: &Books<'_>,
    selections: &'s [Selection<'b, 'a>],
    conditions: &Conditions<'_>,
    sink: &mut Sink,
) -> Option<Vec<Chosen<'s, 'b, 'a>>> {
    let mut chosen = Some(Vec::new());
    for selection in selections {
        let asked = match selection.asked(books, conditions.row) {
            Ok(asked) => asked,
            Err(problem) => {
                sink.push(problem.with("name", conditions.name));
                chosen = None;
                continue;
            }
        };
        let whole = of_the_township(books, selection).filter(|_| conditions.row.is_none());
        for index in asked {
            if whole == Some((index, true)) {
                continue;
            }
            match meets(books, selection, index, conditions) {
                Ok(true) => {
                    if whole == Some((index, false)) {
                        sink.push(doubt(selection, index, conditions.name));
                    }
                    let rows = chosen.iter_mut();
                    rows.for_each(|rows| rows.push(Chosen { selection, index }));
                }
                Ok(false) => {}
                Err(problem) => {
                    sink.push(problem.with("name", conditions.name));
                    chosen = None;
                }
            }
        }
    }
    if chosen.as_ref().is_some_and(Vec::is_empty) {
        tell_unheard(books, selections, conditions, sink);
    }
    chosen
}

/// Tells of conditions that ask for a word which no row says: 已消除 where the rows say 是 and 否 finds nothing for ever.
fn tell_unheard(books: &Books<'_>, selections: &[Selection<'_, '_>], conditions: &Conditions<'_>, sink: &mut Sink) {
    let Some(first) = selections.first() else { return };
    for (number, condition) in conditions.all.iter().enumerate() {
        let column = conditions.first + number;
        let spots = selections.iter().flat_map(|selection| {
            let rows = selection.table.data_rows();
            rows.map(move |(row, _)| selection.spot(column, row))
        });
        if let Some(found) = condition.unheard(books, spots) {
            let problem = Diagnostic::new(Code::ConditionUnheard).with("name", conditions.name);
            let problem = problem.with("condition", &condition.source).with("found", found);
            sink.push(problem.at_cell(&first.leaf.place(header(first.table, first.columns[column]))));
        }
    }
}

/// The first or the last row of a table of villages, where it is called by the township's own name, and whether its
/// figures are the sums of the others: then it is the total, whatever it is called.
fn of_the_township(books: &Books<'_>, selection: &Selection<'_, '_>) -> Option<(usize, bool)> {
    let table = selection.table;
    let is_data = |row: &TableRow| row.kind == RowKind::Data;
    let ends = [
        table.rows.iter().position(is_data),
        table.rows.iter().rposition(is_data),
    ];
    let own = |index: &usize| books.labels.is_township(&table.rows[*index].label);
    let row = ends.into_iter().flatten().find(own)?;
    let mut others = table.data_rows().filter(|(index, _)| *index != row).peekable();
    // In a list of townships it is one of them.
    let villages = others.peek().is_some() && !others.any(|(_, other)| township::is_one(without_note(&other.label)));
    villages.then(|| (row, table.is_sum_of_others(selection.leaf.sheet, row)))
}

fn doubt(selection: &Selection<'_, '_>, row: usize, name: &str) -> Box<Diagnostic> {
    let at = selection.table.rows[row].label_at;
    Diagnostic::new(Code::RowOfTownship)
        .with("name", name)
        .with("row", at.row + 1)
        .at_cell(&selection.leaf.place(at))
}

fn meets(books: &Books<'_>, selection: &Selection<'_, '_>, row: usize, conditions: &Conditions<'_>) -> Result<bool> {
    for (number, condition) in conditions.all.iter().enumerate() {
        if !condition.holds(books, &selection.spot(conditions.first + number, row))? {
            return Ok(false);
        }
    }
    Ok(true)
}

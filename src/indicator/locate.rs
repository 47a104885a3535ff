//! From a selector to exactly one cell: by header path and row label, by address and label, or by name.

use super::books::{Books, Leaf, Scope, ambiguous};
use super::content::HIDDEN;
use super::label::{best, nearest};
use super::stated;
use super::wanted::{Wanted, Way};
use crate::diag::{Code, Diagnostic, Result};
use crate::place::{CellPlace, CellRef};
use crate::tables::{
    Column, ColumnRole, FoundUnit, RowKind, Table, TableRow, UnitNote, before_unit, fixed, is_row_of_totals,
};

/// One cell, with the units that the table around it gives.
#[derive(Debug, Clone)]
pub(super) struct Spot<'b, 'a> {
    pub(super) leaf: &'b Leaf<'a>,
    /// The cell that holds the content.
    pub(super) cell: CellRef,
    /// The unit that its row, column or 单位 line gives; the nearest of several (WB-06).
    pub(super) stated: Option<FoundUnit>,
    /// Two units that its row and its column give and that contradict each other.
    pub(super) contradiction: Option<Box<(FoundUnit, FoundUnit)>>,
    /// Its table, where it stands in one.
    pub(super) table: Option<&'b Table>,
    /// Of a cell that stands in none, the label beside it.
    pub(super) label: Option<String>,
    /// Of such a cell, what is written above it on the units of its sheet.
    notes: Vec<UnitNote>,
}

impl<'b, 'a> Spot<'b, 'a> {
    /// The cell of a table where a column and a row meet, both by their index.
    pub(super) fn meeting(leaf: &'b Leaf<'a>, table: &'b Table, column: usize, row: usize) -> Self {
        let at = CellRef::new(table.rows[row].row, table.columns[column].column);
        let contradiction = table.contradiction(row, column);
        Self {
            leaf,
            cell: leaf.sheet.origin(at),
            stated: table.stated_unit(row, column).cloned(),
            contradiction: contradiction.map(|(one, other)| Box::new((one.clone(), other.clone()))),
            table: Some(table),
            label: None,
            notes: Vec::new(),
        }
    }

    /// The cell at an address: of the table that it stands in, else with what its label, which stands at `named`, its
    /// neighbours and the lines above say of its unit.
    fn fixed(leaf: &'b Leaf<'a>, cell: CellRef, named: Option<CellRef>) -> Result<Self> {
        let cell = leaf.sheet.origin(cell);
        if let Some((table, column, row)) = leaf.tables().iter().find_map(|table| meeting_at(table, cell)) {
            return Ok(Self::meeting(leaf, table, column, row));
        }
        let beside = fixed::beside(leaf.sheet, cell, named);
        let spot = Self {
            leaf,
            cell,
            stated: beside.units.first().cloned(),
            contradiction: None,
            table: None,
            label: beside.label,
            notes: beside.notes,
        };
        stated::agree(&spot, &beside.units)?;
        Ok(spot)
    }

    /// What is written around its table, or above it, on the units of the figures.
    pub(super) fn notes(&self) -> &[UnitNote] {
        self.table.map_or(&self.notes, |table| &table.notes)
    }

    /// The first row of the head of its table.
    pub(super) fn head(&self) -> Option<u32> {
        self.table.map(|table| table.header_rows.0)
    }

    /// The innermost header of its column, where it stands in a table.
    pub(super) fn header(&self) -> Option<CellPlace> {
        let table = self.table?;
        let column = table
            .columns
            .iter()
            .position(|column| column.column == self.cell.column)?;
        Some(self.leaf.place(header(table, column)))
    }

    /// Its column, where it stands in a table.
    pub(super) fn column(&self) -> Option<&'b Column> {
        let mut columns = self.table?.columns.iter();
        columns.find(|column| column.column == self.cell.column)
    }

    /// Its place.
    pub(super) fn place(&self) -> CellPlace {
        self.leaf.place(self.cell)
    }
}

/// The cell of a place that a value was taken from, where it stands in a table.
pub(super) fn in_table<'b, 'a>(books: &'b Books<'a>, place: &CellPlace) -> Option<Spot<'b, 'a>> {
    let leaf = books.leaves().find(|leaf| leaf.place(place.cell) == *place)?;
    let (table, column, row) = leaf.found().iter().find_map(|table| meeting_at(table, place.cell))?;
    Some(Spot::meeting(leaf, table, column, row))
}

/// The column and the row of a table that meet in a cell, by their index.
fn meeting_at(table: &Table, cell: CellRef) -> Option<(&Table, usize, usize)> {
    let row = table.rows.binary_search_by_key(&cell.row, |row| row.row).ok()?;
    let column = table.columns.iter().position(|column| column.column == cell.column)?;
    (table.columns[column].role == ColumnRole::Data).then_some((table, column, row))
}

/// The one cell that is wanted.
pub(super) fn locate<'b, 'a>(books: &'b Books<'a>, wanted: &Wanted<'_>) -> Result<Spot<'b, 'a>> {
    let spots = match wanted.way {
        Way::Labels { column, row } => by_labels(books, wanted.scope, column, row)?,
        Way::Address { cell, label } => vec![by_address(books, wanted.scope, cell, label)?],
        Way::Name(name) => by_name(books, wanted.scope, name)?,
    };
    the_one(spots, &wanted.text())
}

/// The only one of some cells; several are an error.
fn the_one<'b, 'a>(mut spots: Vec<Spot<'b, 'a>>, wanted: &str) -> Result<Spot<'b, 'a>> {
    match (spots.pop(), spots.is_empty()) {
        (Some(spot), true) => Ok(spot),
        (last, _) => {
            spots.extend(last);
            let places: Vec<CellPlace> = spots.iter().map(Spot::place).collect();
            Err(ambiguous(wanted, &places))
        }
    }
}

/// A column of a table, by its index there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lane<'b, 'a> {
    pub(super) leaf: &'b Leaf<'a>,
    pub(super) table: &'b Table,
    pub(super) column: usize,
}

impl Lane<'_, '_> {
    /// The cell of its innermost header.
    pub(super) fn header(&self) -> CellRef {
        header(self.table, self.column)
    }
}

/// The innermost header cell of a column.
pub(super) fn header(table: &Table, column: usize) -> CellRef {
    let column = &table.columns[column];
    column
        .label_at
        .unwrap_or_else(|| CellRef::new(table.header_rows.1, column.column))
}

/// The columns of one table that answer a header path.
pub(super) fn columns(books: &Books<'_>, table: &Table, wanted: &str) -> Vec<usize> {
    let labels = &books.labels;
    let whole = labels.wanted(wanted);
    let bare = before_unit(wanted).map(|(words, unit)| (labels.wanted(words), unit));
    let answers = table.columns.iter().enumerate().filter_map(|(index, column)| {
        let path: Vec<&str> = column.path.iter().map(String::as_str).collect();
        let bare = bare.as_ref().filter(|(_, unit)| column.is_labelled_in(unit));
        let fit = labels.fit(&path, &whole);
        let fit = fit.or_else(|| labels.fit(&path, &bare?.0));
        fit.map(|fit| (fit, index))
    });
    best(answers.collect())
}

/// The same, also where the path or a column parts a label that the other has whole.
pub(super) fn columns_or_joined(books: &Books<'_>, table: &Table, wanted: &str) -> Vec<usize> {
    let found = columns(books, table, wanted);
    if found.is_empty() {
        joined(books, table, wanted)
    } else {
        found
    }
}

/// The columns of several tables that answer a header path. A label is parted or joined only where none of them answers
/// otherwise: 粮食面积 of one table is not 粮食/面积 of another.
pub(super) fn columns_of_all(books: &Books<'_>, tables: &[&Table], wanted: &str) -> Vec<Vec<usize>> {
    let found: Vec<Vec<usize>> = tables.iter().map(|table| columns(books, table, wanted)).collect();
    if found.iter().any(|found| !found.is_empty()) {
        return found;
    }
    tables.iter().map(|table| joined(books, table, wanted)).collect()
}

fn joined(books: &Books<'_>, table: &Table, wanted: &str) -> Vec<usize> {
    let labels = &books.labels;
    let wanted = labels.wanted(wanted);
    let answers = table.columns.iter().enumerate().filter_map(|(index, column)| {
        let path: Vec<&str> = column.path.iter().map(String::as_str).collect();
        Some((labels.fit_joined(&path, &wanted)?, index))
    });
    best(answers.collect())
}

/// The columns of the scope that answer a header path; at least one.
pub(super) fn lanes<'b, 'a>(books: &'b Books<'a>, scope: Scope<'_>, wanted: &str) -> Result<Vec<Lane<'b, 'a>>> {
    let leaves = books.sheets(scope)?;
    let found = lanes_of(books, &leaves, wanted);
    if found.is_empty() {
        return Err(no_column(&leaves, tables_of(&leaves), wanted));
    }
    Ok(found)
}

fn lanes_of<'b, 'a>(books: &Books<'_>, leaves: &[&'b Leaf<'a>], wanted: &str) -> Vec<Lane<'b, 'a>> {
    let tables: Vec<(&'b Leaf<'a>, &'b Table)> = tables_of(leaves).collect();
    let only: Vec<&Table> = tables.iter().map(|(_, table)| *table).collect();
    let answers = columns_of_all(books, &only, wanted);
    let lanes = tables.into_iter().zip(answers).flat_map(|((leaf, table), columns)| {
        let lane = move |column| Lane { leaf, table, column };
        columns.into_iter().map(lane)
    });
    lanes.collect()
}

/// The tables of these sheets.
pub(super) fn tables_of<'b, 'a>(leaves: &[&'b Leaf<'a>]) -> impl Iterator<Item = (&'b Leaf<'a>, &'b Table)> {
    leaves
        .iter()
        .flat_map(|leaf| leaf.tables().iter().map(move |table| (*leaf, table)))
}

/// The one cell of a sheet where a column and a row meet.
pub(super) fn on_sheet<'b, 'a>(
    books: &Books<'_>,
    leaf: &'b Leaf<'a>,
    (column, row): (&str, &str),
) -> Result<Spot<'b, 'a>> {
    let lanes = lanes_of(books, &[leaf], column);
    if lanes.is_empty() {
        return Err(no_column(&[leaf], tables_of(&[leaf]), column));
    }
    the_one(meetings(books, &lanes, (column, row))?, &format!("{row} × {column}"))
}

fn by_labels<'b, 'a>(books: &'b Books<'a>, scope: Scope<'_>, column: &str, row: &str) -> Result<Vec<Spot<'b, 'a>>> {
    meetings(books, &lanes(books, scope, column)?, (column, row))
}

/// The cells in which these columns and a row meet; at least one.
fn meetings<'b, 'a>(
    books: &Books<'_>,
    lanes: &[Lane<'b, 'a>],
    (column, row): (&str, &str),
) -> Result<Vec<Spot<'b, 'a>>> {
    let mut spots: Vec<Spot<'b, 'a>> = Vec::new();
    for lane in lanes {
        for index in rows(books, lane.leaf, lane.table, row) {
            spots.push(Spot::meeting(lane.leaf, lane.table, lane.column, index));
        }
    }
    if spots.is_empty() {
        return Err(no_row(books, lanes, column, row));
    }
    // Two headers over one merged cell are one place.
    let mut seen = Vec::new();
    spots.retain(|spot| {
        let place = spot.place();
        let new = !seen.contains(&place);
        seen.push(place);
        new
    });
    Ok(spots)
}

/// The rows of a table that answer a label. `合计` answers to any spelling of the total; of several totals,
/// the one that is spelled so.
pub(super) fn rows(books: &Books<'_>, leaf: &Leaf<'_>, table: &Table, wanted: &str) -> Vec<usize> {
    let labels = &books.labels;
    if labels.is_total(wanted) {
        return totals(table, wanted, |label| labels.same(label, wanted));
    }
    let wanted = labels.wanted(wanted);
    let spellings = labels.spellings(&wanted);
    let answers = leaf.rows_of(table, &spellings).into_iter().filter_map(|index| {
        // The groups only tell rows of one label apart: without them 户数 of two groups is two answers.
        let fit = labels.fit(&table.row_path(index), &wanted);
        let fit = fit.or_else(|| labels.fit(&table.grouped_path(index), &wanted));
        fit.map(|fit| (fit, index))
    });
    best(answers.collect())
}

/// The rows of the total of a table: of several that which is spelled so, by its own label or by that of its group (合计 | 本年).
/// 合计 of one group among others is none where the table has one of all, but 小计 is none of all where groups have some.
fn totals(table: &Table, wanted: &str, is_spelled: impl Fn(&str) -> bool) -> Vec<usize> {
    let of_group = |index: &usize| {
        let group = table.rows[*index].groups.last();
        group.is_some_and(|group| !is_row_of_totals(group))
    };
    let totals = (0..table.rows.len()).filter(|index| table.rows[*index].kind == RowKind::Total);
    let (parts, whole): (Vec<usize>, Vec<usize>) = totals.partition(of_group);
    let of_groups = wanted.trim() == "小计" && parts.iter().any(|index| is_spelled(&table.rows[*index].label));
    let totals = if whole.is_empty() || of_groups { parts } else { whole };
    let chosen = |is: &dyn Fn(&TableRow) -> bool| -> Vec<usize> {
        let chosen = totals.iter().copied().filter(|index| is(&table.rows[*index]));
        chosen.collect()
    };
    let own = chosen(&|row| is_spelled(&row.label));
    let in_group = chosen(&|row| row.groups.last().is_some_and(|group| is_spelled(group)));
    // Spelled otherwise, 总计/总计 beside 总计/百货.
    let named = chosen(&|row| is_row_of_totals(&row.label));
    let best = [own, in_group, named].into_iter().find(|rows| !rows.is_empty());
    best.unwrap_or(totals)
}

/// The error of a header path that none of these tables has, with the nearest that one has.
pub(super) fn no_column<'b, 'a: 'b>(
    leaves: &[&Leaf<'_>],
    tables: impl Iterator<Item = (&'b Leaf<'a>, &'b Table)>,
    wanted: &str,
) -> Box<Diagnostic> {
    let headers = tables.flat_map(|(leaf, table)| {
        let lane = move |column| Lane { leaf, table, column };
        (0..table.columns.len()).map(lane)
    });
    let named = headers.map(|lane| {
        let path = lane.table.columns[lane.column].path.join("/");
        (path, lane.leaf.place(lane.header()))
    });
    let named: Vec<_> = named
        .filter(|(path, _)| !path.is_empty() && !path.contains(HIDDEN))
        .collect();
    // A column under another heading is nearer than the heading by itself.
    let last = wanted.rsplit('/').next().unwrap_or(wanted);
    let same_end = named.iter().filter(|(path, _)| path.rsplit('/').next() == Some(last));
    let same_end: Vec<_> = same_end.cloned().collect();
    let Some((nearest, place)) = nearest(wanted, if same_end.is_empty() { named } else { same_end }) else {
        return no_table(leaves);
    };
    let diagnostic = Diagnostic::new(Code::NoColumn)
        .with("column", wanted)
        .with("nearest", nearest);
    at_sheets(diagnostic, leaves).at_cell(&place)
}

/// The error of a row label that the tables with the wanted column do not have.
pub(super) fn no_row(books: &Books<'_>, lanes: &[Lane<'_, '_>], column: &str, wanted: &str) -> Box<Diagnostic> {
    let labels = lanes.iter().flat_map(|lane| {
        // In a list of persons the row labels are names, which no message may repeat (WB-15).
        let hidden = lane.table.persons;
        // As it is asked for: 青山镇/本年, of which either name alone may be wanted.
        let label = move |index: usize| match hidden {
            true => HIDDEN.to_owned(),
            false => lane.table.grouped_path(index).join("/"),
        };
        let rows = lane.table.rows.iter().enumerate();
        rows.map(move |(index, row)| (label(index), lane.leaf.place(row.label_at)))
    });
    let leaves: Vec<&Leaf<'_>> = lanes.iter().map(|lane| lane.leaf).collect();
    let Some((nearest, place)) = nearest(wanted, labels) else {
        return no_table(&leaves);
    };
    let diagnostic = if books.labels.is_township(wanted) {
        // Missing for one column, a township is missing for all: told once.
        Diagnostic::new(Code::NoTownshipRow).with("row", wanted)
    } else {
        Diagnostic::new(Code::NoRow).with("row", wanted).with("column", column)
    };
    let diagnostic = diagnostic.with("nearest", nearest);
    at_sheets(diagnostic, &leaves).at_cell(&place)
}

/// The error of sheets without any table.
pub(super) fn no_table(leaves: &[&Leaf<'_>]) -> Box<Diagnostic> {
    at_sheets(Diagnostic::new(Code::NoTable), leaves)
}

fn at_sheets(mut diagnostic: Box<Diagnostic>, leaves: &[&Leaf<'_>]) -> Box<Diagnostic> {
    for leaf in leaves.iter().take(4) {
        diagnostic = diagnostic.at(leaf.location());
    }
    diagnostic
}

fn by_address<'b, 'a>(books: &'b Books<'a>, scope: Scope<'_>, cell: &str, label: Option<&str>) -> Result<Spot<'b, 'a>> {
    let at: CellRef = cell
        .trim()
        .parse()
        .map_err(|_| Diagnostic::new(Code::IndicatorCell).with("cell", cell))?;
    let leaves = books.sheets(scope)?;
    let [leaf] = leaves[..] else {
        let places: Vec<CellPlace> = leaves.iter().map(|leaf| leaf.place(at)).collect();
        return Err(ambiguous(cell, &places));
    };
    let named = label.map(|label| label_beside(books, leaf, at, label)).transpose()?;
    Spot::fixed(leaf, at, named)
}

/// A fixed address is believed only while the label that the job expects still stands beside it: the nearest such.
fn label_beside(books: &Books<'_>, leaf: &Leaf<'_>, at: CellRef, label: &str) -> Result<CellRef> {
    let left = leaf.sheet.cells.range(CellRef::new(at.row, 0)..at).rev();
    let above = leaf
        .sheet
        .cells
        .range(..CellRef::new(at.row, 0))
        .rev()
        .filter(|(place, _)| place.column == at.column);
    let texts: Vec<(CellRef, &str)> = left
        .chain(above)
        .filter_map(|(place, cell)| Some((*place, cell.text()?)))
        .collect();
    if let Some((place, _)) = texts.iter().find(|(_, text)| books.labels.same(text, label)) {
        return Ok(*place);
    }
    let diagnostic = Diagnostic::new(Code::LabelMismatch)
        .with("cell", at)
        .with("label", label)
        .at_cell(&leaf.place(at));
    let candidates = texts.into_iter().map(|(place, text)| (text.to_owned(), place));
    Err(match nearest(label, candidates) {
        Some((_, place)) => diagnostic.at_cell(&leaf.place(place)),
        None => diagnostic,
    })
}

fn by_name<'b, 'a>(books: &'b Books<'a>, scope: Scope<'_>, name: &str) -> Result<Vec<Spot<'b, 'a>>> {
    let workbooks = books.workbooks(scope)?;
    let mut spots = Vec::new();
    for workbook in &workbooks {
        for defined in workbook
            .names
            .iter()
            .filter(|defined| defined.name.eq_ignore_ascii_case(name))
        {
            // A name points to its sheet whether hidden or not; brackets would be read as a pattern.
            let leaf = books.leaf(workbook, &defined.sheet);
            let Some(leaf) = leaf else { continue };
            let whole = leaf.sheet.merge_at(defined.range.start);
            if defined.range.start != defined.range.end && whole != Some(&defined.range) {
                return Err(Diagnostic::new(Code::RangeSize)
                    .with("range", name)
                    .at_cell(&leaf.place(defined.range.start))
                    .at_cell(&leaf.place(defined.range.end)));
            }
            spots.push(Spot::fixed(leaf, defined.range.start, None)?);
        }
    }
    if spots.is_empty() {
        return Err(no_name(name, &workbooks));
    }
    Ok(spots)
}

fn no_name(name: &str, workbooks: &[&crate::workbook::Workbook]) -> Box<Diagnostic> {
    let names = workbooks
        .iter()
        .flat_map(|workbook| workbook.names.iter().map(|defined| (defined.name.clone(), ())));
    let existing = nearest(name, names).map_or_else(|| "—".to_owned(), |(name, ())| name);
    let mut diagnostic = Diagnostic::new(Code::NoRange)
        .with("range", name)
        .with("nearest", existing);
    for workbook in workbooks.iter().take(4) {
        diagnostic = diagnostic.at_file(workbook.file.clone());
    }
    diagnostic
}

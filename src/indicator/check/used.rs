//! The tables that the report's values come from, and which of their cells it uses.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::books::{Books, Leaf};
use super::super::figure::{self, Expected, Figure};
use super::super::locate::Spot;
use super::super::select::are_halves;
use super::super::{Datum, Indicator, Kind, Mapping, Replacement};
use crate::diag::Sink;
use crate::place::{CellPlace, CellRef};
use crate::tables::Table;
use crate::unit::Unit;

/// Who uses a cell.
#[derive(Debug, Clone)]
pub(super) struct User {
    /// `粮食播种面积`, `上年粮食播种面积`, `各村农业.粮食面积`.
    pub(super) name: String,
    /// Whether the cell's numbers may be summed: a rate may not.
    pub(super) additive: bool,
    /// Whether it is a field of a row, so that only the row's label tells it from its neighbours.
    pub(super) of_rows: bool,
    /// The value that a post gives in place of the cell's.
    replaced: Option<(Decimal, Unit)>,
}

/// A cell with its user, whom the cells of a list have in common.
type UsedCell = (CellRef, Arc<User>);

/// The users of all cells by file and sheet, in the order of the cells, the first of several in that of gongwen.toml.
#[derive(Debug, Default)]
pub(super) struct Users(BTreeMap<(Arc<str>, Arc<str>), Vec<UsedCell>>);

impl Users {
    fn note(&mut self, cells: &[CellPlace], user: User) {
        let user = Arc::new(user);
        // The cells of one sheet together: a list has many, and they are held only once more.
        let sheet = |place: &CellPlace| (Arc::clone(&place.file), Arc::clone(&place.sheet));
        for cells in cells.chunk_by(|one, next| one.tab == next.tab) {
            let Some(first) = cells.first() else { continue };
            let noted = self.0.entry(sheet(first)).or_default();
            noted.extend(cells.iter().map(|place| (place.cell, Arc::clone(&user))));
        }
    }

    /// The cells of what a value is compared with.
    fn note_compared(&mut self, indicator: &Indicator, user: impl Fn(&str) -> User) {
        let Datum::Number(quantity) = &indicator.datum else {
            return;
        };
        for (word, comparison) in [("上年", &quantity.base), ("目标", &quantity.target)] {
            if let Some(comparison) = comparison {
                self.note(&comparison.sources, user(word));
            }
        }
    }

    /// The order of the cells; of several users of one the first.
    fn sorted(mut self) -> Self {
        for cells in self.0.values_mut() {
            cells.sort_by_key(|(cell, _)| *cell);
            cells.dedup_by_key(|(cell, _)| *cell);
        }
        self
    }
}

/// Who uses which cell.
pub(super) fn users(mapping: &Mapping, values: &BTreeMap<Arc<str>, Indicator>, replaced: &[Replacement]) -> Users {
    let mut users = Users::default();
    // What is computed has no cells of its own.
    let declared = mapping.indicators.iter().filter(|settings| settings.formula.is_none());
    let taken: Vec<&Indicator> = declared
        .filter_map(|settings| values.get(settings.name.as_str()))
        .collect();
    let is_replaced = |indicator: &Indicator| replaced.iter().any(|one| one.indicator == indicator.name);
    for indicator in taken.iter().filter(|indicator| is_replaced(indicator)) {
        users.note(&indicator.sources, replaced_user(indicator));
    }
    for indicator in &taken {
        users.note(&indicator.sources, user(&indicator.name, indicator));
    }
    for indicator in &taken {
        users.note_compared(indicator, |word| user(&format!("{word}{}", indicator.name), indicator));
    }
    for rows in &mapping.rows {
        let Some(Datum::Rows(records)) = values.get(rows.name.as_str()).map(|rows| &rows.datum) else {
            continue;
        };
        let fields = || records.iter().flat_map(|record| &record.fields);
        let of_rows = |word: &str, field: &Indicator| User {
            of_rows: true,
            ..user(&format!("{}.{word}{}", rows.name, field.name), field)
        };
        for field in fields() {
            users.note(&field.sources, of_rows("", field));
        }
        for field in fields() {
            users.note_compared(field, |word| of_rows(word, field));
        }
    }
    users.sorted()
}

fn user(name: &str, indicator: &Indicator) -> User {
    User {
        name: name.to_owned(),
        additive: is_additive(indicator),
        of_rows: false,
        replaced: None,
    }
}

/// The user of a cell whose value is replaced: the checks judge what the report will say.
fn replaced_user(indicator: &Indicator) -> User {
    let replaced = match (&indicator.datum, &indicator.sources[..]) {
        (Datum::Number(quantity), [_]) => Some((quantity.value, quantity.unit.clone())),
        _ => None,
    };
    User {
        replaced,
        ..user(&indicator.name, indicator)
    }
}

fn is_additive(indicator: &Indicator) -> bool {
    match &indicator.datum {
        Datum::Number(quantity) => !matches!(quantity.kind, Kind::Rate | Kind::Survey | Kind::Index | Kind::Rank),
        Datum::Missing(..) => true,
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => false,
    }
}

/// What a cell of a table says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// A number in a unit.
    Number(Decimal, Unit),
    /// Nothing: nobody knows.
    Blank,
    /// There is no such thing: —, or the cell is covered by another one's merge.
    Nothing,
    /// No number, or one in another unit.
    Unreadable,
}

impl Content {
    /// The number and its unit.
    pub(super) fn number(&self) -> Option<(Decimal, &Unit)> {
        match self {
            Self::Number(value, unit) => Some((*value, unit)),
            Self::Blank | Self::Nothing | Self::Unreadable => None,
        }
    }
}

/// A table that the report uses.
pub(super) struct UsedTable<'b, 'a> {
    pub(super) leaf: &'b Leaf<'a>,
    pub(super) table: &'b Table,
    /// The used cells by row and column, both by their index, in that order.
    cells: Vec<((usize, usize), Arc<User>)>,
}

impl<'b, 'a> UsedTable<'b, 'a> {
    /// Whether another table is a half of the same list.
    pub(super) fn is_half_of(&self, other: &UsedTable<'_, '_>) -> bool {
        let apart = std::ptr::eq(self.leaf, other.leaf) && !std::ptr::eq(self.table, other.table);
        apart && are_halves(self.table, other.table)
    }

    /// The halves of the same list of which no cell is used.
    pub(super) fn unused_halves(&self, all: &[Self]) -> Vec<Self> {
        let is_used = |table: &&Table| all.iter().any(|used| std::ptr::eq(used.table, *table));
        let unused = self.leaf.tables().iter().filter(|table| !is_used(table));
        let halves = unused.map(|table| Self {
            leaf: self.leaf,
            table,
            cells: Vec::new(),
        });
        halves.filter(|half| half.is_half_of(self)).collect()
    }

    /// Who uses a cell.
    pub(super) fn user(&self, row: usize, column: usize) -> Option<&User> {
        let found = self.cells.binary_search_by_key(&(row, column), |(at, _)| *at).ok()?;
        self.cells.get(found).map(|(_, user)| &**user)
    }

    /// The used cells by row and column, both by their index, each with its user.
    pub(super) fn cells(&self) -> impl Iterator<Item = ((usize, usize), &User)> {
        self.cells.iter().map(|(at, user)| (*at, &**user))
    }

    /// The columns with a used cell, each with its first user.
    pub(super) fn columns(&self) -> BTreeMap<usize, &User> {
        let mut columns = BTreeMap::new();
        for ((_, column), user) in &self.cells {
            columns.entry(*column).or_insert(&**user);
        }
        columns
    }

    /// The names of a column's users, in the order of its rows, a run of one of them once; none where a value of the
    /// column is replaced, so that the column says something else to this township than to others.
    pub(super) fn users_of(&self, column: usize) -> Option<String> {
        let users = self.cells.iter().filter(|((_, own), _)| *own == column);
        let mut users: Vec<&User> = users.map(|(_, user)| &**user).collect();
        users.dedup_by_key(|user| &user.name);
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        users
            .iter()
            .all(|user| user.replaced.is_none())
            .then(|| names.join("\n"))
    }

    /// The rows with a used cell, from top to bottom.
    pub(super) fn rows(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self.cells.iter().map(|((row, _), _)| *row).collect();
        rows.dedup();
        rows
    }

    fn spot(&self, row: usize, column: usize) -> Spot<'b, 'a> {
        Spot::meeting(self.leaf, self.table, column, row)
    }

    /// A row of a table is told from its neighbours by its label, which is no news for an indicator. In a list of
    /// persons the labels are names, which no message may repeat (WB-15).
    pub(super) fn named(&self, row: usize, user: &User) -> String {
        if user.of_rows && !self.table.persons {
            format!("{}·{}", user.name, self.table.rows[row].label)
        } else {
            user.name.clone()
        }
    }

    /// The place of a cell.
    pub(super) fn place(&self, row: usize, column: usize) -> CellPlace {
        self.spot(row, column).place()
    }

    /// What a cell says, its number in `unit` where one is given.
    pub(super) fn content(&self, row: usize, column: usize, unit: Option<&Unit>) -> Content {
        let spot = self.spot(row, column);
        let own = self.table.cell_at(row, column);
        if own != Some(spot.cell) {
            return Content::Nothing;
        }
        let replaced = self.user(row, column).and_then(|user| user.replaced.as_ref());
        if let Some((value, own)) = replaced {
            let wanted = unit.unwrap_or(own);
            let converted = own.convert(*value, wanted);
            return converted.map_or(Content::Unreadable, |value| Content::Number(value, wanted.clone()));
        }
        let expected = Expected {
            name: "",
            unit,
            kind: Kind::Flow,
            percents: false,
            none_is_zero: false,
        };
        // What is odd about a cell is told where its value is taken.
        match figure::read(&spot, expected, &mut Sink::new()) {
            Ok(Figure::Number(value, unit, _)) => Content::Number(value, unit),
            Ok(Figure::Missing(super::super::Missing::Unknown)) => Content::Blank,
            Ok(Figure::Missing(super::super::Missing::NotApplicable)) => Content::Nothing,
            Err(_) => Content::Unreadable,
        }
    }
}

/// The tables with a used cell, in the order of files, tabs and places.
pub(super) fn tables<'b, 'a>(books: &'b Books<'a>, users: &Users) -> Vec<UsedTable<'b, 'a>> {
    let mut found = Vec::new();
    for leaf in books.leaves() {
        let sheet = (Arc::clone(&leaf.workbook.file), Arc::clone(&leaf.sheet.name));
        let Some(used) = users.0.get(&sheet) else { continue };
        for table in leaf.tables() {
            let within = |(cell, user): &UsedCell| Some((position(table, *cell)?, Arc::clone(user)));
            let mut cells = Vec::with_capacity(used.len());
            cells.extend(used.iter().filter_map(within));
            if !cells.is_empty() {
                found.push(UsedTable { leaf, table, cells });
            }
        }
    }
    found
}

fn position(table: &Table, cell: CellRef) -> Option<(usize, usize)> {
    let row = table.rows.binary_search_by_key(&cell.row, |row| row.row);
    let column = table.columns.binary_search_by_key(&cell.column, |column| column.column);
    row.ok().zip(column.ok())
}

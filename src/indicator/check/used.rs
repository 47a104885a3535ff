//! The tables that the report's values come from, and which of their cells it uses.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::books::{Books, Leaf};
use super::super::figure::{self, Expected, Figure};
use super::super::locate::{Spot, is_of_persons};
use super::super::{Datum, Indicator, Kind, Mapping, Replacement};
use crate::diag::Sink;
use crate::place::CellPlace;
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

/// The users of all cells, the first of several in the order of gongwen.toml.
pub(super) type Users = BTreeMap<CellPlace, User>;

/// Who uses which cell.
pub(super) fn users(mapping: &Mapping, values: &BTreeMap<Arc<str>, Indicator>, replaced: &[Replacement]) -> Users {
    let mut users = Users::new();
    // What is computed has no cells of its own.
    let declared = mapping.indicators.iter().filter(|settings| settings.formula.is_none());
    let taken: Vec<&Indicator> = declared
        .filter_map(|settings| values.get(settings.name.as_str()))
        .collect();
    let is_replaced = |indicator: &Indicator| replaced.iter().any(|one| one.indicator == indicator.name);
    for indicator in taken.iter().filter(|indicator| is_replaced(indicator)) {
        note(&mut users, &indicator.sources, &replaced_user(indicator));
    }
    for indicator in &taken {
        note(&mut users, &indicator.sources, &user(&indicator.name, indicator));
    }
    for indicator in &taken {
        let Datum::Number(quantity) = &indicator.datum else {
            continue;
        };
        for (word, comparison) in [("上年", &quantity.base), ("目标", &quantity.target)] {
            let cells = comparison.as_ref().map_or(&[][..], |comparison| &comparison.sources);
            note(
                &mut users,
                cells,
                &user(&format!("{word}{}", indicator.name), indicator),
            );
        }
    }
    for rows in &mapping.rows {
        let Some(Datum::Rows(records)) = values.get(rows.name.as_str()).map(|rows| &rows.datum) else {
            continue;
        };
        for field in records.iter().flat_map(|record| &record.fields) {
            let name = format!("{}.{}", rows.name, field.name);
            let user = User {
                of_rows: true,
                ..user(&name, field)
            };
            note(&mut users, &field.sources, &user);
        }
    }
    users
}

fn note(users: &mut Users, cells: &[CellPlace], user: &User) {
    for cell in cells {
        users.entry(cell.clone()).or_insert_with(|| user.clone());
    }
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
    /// The used cells by row and column, both by their index.
    pub(super) cells: BTreeMap<(usize, usize), User>,
}

impl UsedTable<'_, '_> {
    /// The columns with a used cell, each with its first user.
    pub(super) fn columns(&self) -> BTreeMap<usize, &User> {
        let mut columns = BTreeMap::new();
        for ((_, column), user) in &self.cells {
            columns.entry(*column).or_insert(user);
        }
        columns
    }

    /// The names of a column's users, in the order of its rows; none where a value of the column is replaced, so that
    /// the column says something else to this township than to others.
    pub(super) fn users_of(&self, column: usize) -> Option<String> {
        let users = self.cells.iter().filter(|((_, own), _)| *own == column);
        let users: Vec<&User> = users.map(|(_, user)| user).collect();
        let names: Vec<&str> = users.iter().map(|user| user.name.as_str()).collect();
        users
            .iter()
            .all(|user| user.replaced.is_none())
            .then(|| names.join("\n"))
    }

    /// The rows with a used cell.
    pub(super) fn rows(&self) -> BTreeSet<usize> {
        self.cells.keys().map(|(row, _)| *row).collect()
    }

    fn spot(&self, row: usize, column: usize) -> Spot<'_, '_> {
        Spot::meeting(self.leaf, self.table, column, row)
    }

    /// A row of a table is told from its neighbours by its label, which is no news for an indicator. In a list of
    /// persons the labels are names, which no message may repeat (WB-15).
    pub(super) fn named(&self, row: usize, user: &User) -> String {
        if user.of_rows && !is_of_persons(self.table) {
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
        let replaced = self.cells.get(&(row, column)).and_then(|user| user.replaced.as_ref());
        if let Some((value, own)) = replaced {
            let wanted = unit.unwrap_or(own);
            let converted = own.convert(*value, wanted);
            return converted.map_or(Content::Unreadable, |value| Content::Number(value, wanted.clone()));
        }
        let expected = Expected {
            name: "",
            unit,
            kind: Kind::Flow,
        };
        // What is odd about a cell is told where its value is taken.
        match figure::read(&spot, expected, &mut Sink::new()) {
            Ok(Figure::Number(value, unit)) => Content::Number(value, unit),
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
        let own = |place: &CellPlace| place.file == leaf.workbook.file && place.sheet == leaf.sheet.name;
        let used: Vec<(&CellPlace, &User)> = users.iter().filter(|(place, _)| own(place)).collect();
        if used.is_empty() {
            continue;
        }
        for table in leaf.tables() {
            let cells: BTreeMap<(usize, usize), User> = used
                .iter()
                .filter_map(|(place, user)| Some((position(table, place)?, (*user).clone())))
                .collect();
            if !cells.is_empty() {
                found.push(UsedTable { leaf, table, cells });
            }
        }
    }
    found
}

fn position(table: &Table, place: &CellPlace) -> Option<(usize, usize)> {
    let row = table.rows.iter().position(|row| row.row == place.cell.row)?;
    let column = table
        .columns
        .iter()
        .position(|column| column.column == place.cell.column)?;
    Some((row, column))
}

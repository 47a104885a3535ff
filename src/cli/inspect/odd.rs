//! Cells of a sheet that a person should look at: errors, texts where numbers stand, words for "none".

use std::collections::BTreeMap;

use gongwen::indicator;
use gongwen::place::CellRef;
use gongwen::tables::number::{self, Reading};
use gongwen::tables::{ColumnRole, Table};
use gongwen::workbook::{Cell, CellValue, Sheet};
use serde::Serialize;

use crate::cli::mask::Mask;

/// What is odd about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Odd {
    /// An error value: `#REF!`.
    Error,
    /// A formula without a saved value.
    Unsaved,
    /// Words in a column of numbers.
    WordsAmongNumbers,
    /// A number kept as text.
    TextNumber,
    /// 约, 左右: no exact number.
    Approximate,
    /// A date kept as text.
    TextDate,
    /// —, /, 无: there is no such thing.
    NotApplicable,
    /// A number beside a table that belongs to none.
    Outside,
}

impl Odd {
    /// Its key in the catalogue.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Error => "odd-error",
            Self::Unsaved => "odd-unsaved",
            Self::WordsAmongNumbers => "odd-words",
            Self::TextNumber => "odd-text-number",
            Self::Approximate => "odd-approximate",
            Self::TextDate => "odd-text-date",
            Self::NotApplicable => "odd-not-applicable",
            Self::Outside => "odd-outside",
        }
    }
}

/// One odd cell as it may be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct OddCell {
    /// Where it is.
    pub(super) cell: CellRef,
    /// What it holds, masked.
    pub(super) text: String,
}

/// The odd cells by what is odd about them.
pub(super) type OddCells = BTreeMap<Odd, Vec<OddCell>>;

/// The odd cells of a sheet: errors and unsaved formulas anywhere, the rest in its tables.
pub(super) fn find(sheet: &Sheet, tables: &[(Table, Mask)]) -> OddCells {
    let mut found = OddCells::new();
    for (at, cell) in &sheet.cells {
        let odd = match &cell.value {
            CellValue::Error(_) => Odd::Error,
            CellValue::FormulaWithoutValue => Odd::Unsaved,
            CellValue::Text(_) | CellValue::Number(_) | CellValue::Bool(_) | CellValue::Date(_) => continue,
        };
        add(&mut found, odd, *at, cell.raw().into_owned());
    }
    for (table, mask) in tables {
        in_table(sheet, table, mask, &mut found);
    }
    beside_tables(sheet, tables, &mut found);
    for cells in found.values_mut() {
        cells.sort_by_key(|odd| odd.cell);
    }
    found
}

/// The numbers in rows of tables that stand outside of their columns: nobody could take them, and they may be a column
/// whose header was not understood.
fn beside_tables(sheet: &Sheet, tables: &[(Table, Mask)], found: &mut OddCells) {
    let mut taken: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for (table, _) in tables {
        if let (Some(first), Some(last)) = (table.columns.first(), table.columns.last()) {
            for row in &table.rows {
                taken.entry(row.row).or_default().push((first.column, last.column));
            }
        }
    }
    let numbers = sheet
        .cells
        .iter()
        .filter(|(_, cell)| matches!(cell.value, CellValue::Number(_)));
    for (at, cell) in numbers {
        let outside = |(first, last): &(u32, u32)| !(*first..=*last).contains(&at.column);
        if taken.get(&at.row).is_some_and(|extents| extents.iter().all(outside)) {
            let hidden = tables.iter().any(|(table, _)| table.persons);
            let text = if hidden {
                indicator::HIDDEN.to_owned()
            } else {
                indicator::excerpt_of(cell)
            };
            add(found, Odd::Outside, *at, text);
        }
    }
}

fn in_table(sheet: &Sheet, table: &Table, mask: &Mask, found: &mut OddCells) {
    let data = table.columns.iter().filter(|column| column.role == ColumnRole::Data);
    for column in data {
        let cells: Vec<(CellRef, &Cell, Reading)> = table
            .rows
            .iter()
            .map(|row| CellRef::new(row.row, column.column))
            .filter_map(|at| sheet.cell(at).map(|cell| (at, cell, number::read(Some(cell)))))
            .collect();
        let numbers = cells
            .iter()
            .filter(|(_, _, reading)| matches!(reading, Reading::Number { .. }));
        let words = cells
            .iter()
            .filter(|(_, _, reading)| matches!(reading, Reading::NotANumber | Reading::Time(_)));
        let of_numbers = numbers.count() > words.count();
        for (at, cell, reading) in &cells {
            if let Some(odd) = oddness(cell, reading, of_numbers) {
                add(found, odd, *at, mask.data(cell));
            }
        }
    }
}

fn oddness(cell: &Cell, reading: &Reading, of_numbers: bool) -> Option<Odd> {
    let text = matches!(cell.value, CellValue::Text(_));
    match reading {
        Reading::Number {
            approximate: Some(_), ..
        } => Some(Odd::Approximate),
        Reading::Number { .. } => text.then_some(Odd::TextNumber),
        Reading::NotApplicable => Some(Odd::NotApplicable),
        Reading::NotANumber | Reading::Time(_) => of_numbers.then_some(Odd::WordsAmongNumbers),
        Reading::Date(_) => text.then_some(Odd::TextDate),
        Reading::Blank | Reading::Error(_) | Reading::FormulaWithoutValue => None,
    }
}

fn add(found: &mut OddCells, odd: Odd, cell: CellRef, text: String) {
    found.entry(odd).or_default().push(OddCell { cell, text });
}

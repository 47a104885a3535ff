//! How many of the irregular sheets are seen as they are, by what is irregular about them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use gongwen::tables::{self, ColumnRole, Table};
use gongwen::workbook::Sheet;

use super::irregular::{Made, Truth, make};

/// What is wrong with the tables that were found; none when all is right.
pub(crate) fn wrong(made: &Made) -> Option<String> {
    let found = tables::find(&made.sheet);
    if found.len() != made.truth.len() {
        return Some(format!("{} tables, not {}", found.len(), made.truth.len()));
    }
    found
        .iter()
        .zip(&made.truth)
        .find_map(|(table, truth)| wrong_columns(table, truth).or_else(|| wrong_rows(table, truth)))
}

fn wrong_columns(table: &Table, truth: &Truth) -> Option<String> {
    let paths: BTreeMap<u32, Vec<String>> = table
        .columns
        .iter()
        .filter(|column| matches!(column.role, ColumnRole::Data | ColumnRole::Stub))
        .map(|column| (column.column, column.path.clone()))
        .collect();
    if paths != truth.paths {
        return Some(format!("paths {paths:?}\nnot   {:?}", truth.paths));
    }
    let units = table
        .columns
        .iter()
        .filter_map(|column| Some((column.column, column.unit.as_ref()?.to_string())));
    let units: BTreeMap<u32, String> = units.collect();
    let missing = truth
        .units
        .iter()
        .find(|(column, unit)| units.get(column) != Some(*unit));
    missing.map(|(column, unit)| format!("unit of {column}: {:?}, not {unit}", units.get(column)))
}

fn wrong_rows(table: &Table, truth: &Truth) -> Option<String> {
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| {
            (
                row.row,
                row.label.to_string(),
                row.kind,
                row.whole.map(|whole| table.rows[whole].row),
            )
        })
        .collect();
    (rows != truth.rows).then(|| format!("rows {rows:?}\nnot  {:?}", truth.rows))
}

/// A sheet as a person would see it.
pub(crate) fn drawn(sheet: &Sheet) -> String {
    let mut text = String::new();
    let last = sheet.cells.iter().map(|(at, _)| at.column).max().unwrap_or(0);
    let bottom = sheet.cells.iter().map(|(at, _)| at.row).max().unwrap_or(0);
    for row in 0..=bottom {
        for column in 0..=last {
            let at = gongwen::place::CellRef::new(row, column);
            let shown = sheet.cell(at).map(gongwen::workbook::Cell::raw).unwrap_or_default();
            write!(text, "{}|", shown.replace('\n', "⏎")).unwrap();
        }
        text.push('\n');
    }
    for merge in sheet.merges.iter() {
        write!(text, "{}:{} ", merge.start, merge.end).unwrap();
    }
    text
}

/// Per trait at least 98 of 100 sheets, over thousands of sheets of fixed seeds.
#[test]
fn irregular_sheets_are_seen_as_they_are() {
    let count = std::env::var("GONGWEN_SHEETS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(3000);
    let mut by_trait: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut misses = Vec::new();
    for seed in 0..count {
        let made = make(seed);
        let wrong = wrong(&made);
        for name in made.traits.iter().copied().chain(["全部"]) {
            let (hits, all) = by_trait.entry(name).or_default();
            *hits += usize::from(wrong.is_none());
            *all += 1;
        }
        misses.extend(wrong.map(|wrong| (seed, wrong)));
    }
    for (seed, wrong) in misses.iter().take(6) {
        println!("seed {seed}: {wrong}\n{}\n", drawn(&make(*seed).sheet));
    }
    let low: Vec<String> = by_trait
        .iter()
        .filter(|(_, (hits, all))| hits * 100 < all * 98)
        .map(|(name, (hits, all))| format!("{name} {hits}/{all}"))
        .collect();
    println!("{by_trait:?}");
    assert!(low.is_empty(), "{low:#?}");
}

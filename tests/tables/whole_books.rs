//! Workbooks of many sheets, as counties send them: every sheet's tables, through the file.

use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::workbook::{CellValue, Sheet};

use super::floor::{drawn, wrong};
use super::irregular::{Made, make};
use crate::reader::{record, xls_book};

/// The records of a sheet's cells and merges.
fn records(sheet: &Sheet) -> Vec<u8> {
    let mut all = Vec::new();
    for (at, cell) in &sheet.cells {
        let place = [at.row as u16, at.column as u16, 0].map(u16::to_le_bytes).concat();
        all.extend(match &cell.value {
            CellValue::Number(number) => {
                let number: f64 = number.to_string().parse().unwrap();
                record(0x0203, &[&place[..], &number.to_le_bytes()].concat())
            }
            CellValue::Text(_)
            | CellValue::Bool(_)
            | CellValue::Date(_)
            | CellValue::Error(_)
            | CellValue::FormulaWithoutValue => {
                let units: Vec<u8> = cell.raw().encode_utf16().flat_map(u16::to_le_bytes).collect();
                let length = (units.len() / 2) as u16;
                record(0x0204, &[&place[..], &length.to_le_bytes(), &[1], &units].concat())
            }
        });
    }
    let corners = sheet.merges.iter().flat_map(|merge| {
        let corners = [merge.start.row, merge.end.row, merge.start.column, merge.end.column];
        corners.map(|number| (number as u16).to_le_bytes())
    });
    let merges: Vec<u8> = corners.flatten().collect();
    all.extend(record(
        0x00E5,
        &[&((merges.len() / 8) as u16).to_le_bytes()[..], &merges].concat(),
    ));
    all
}

/// The made sheets with a trait, as many as are wanted.
fn made_with(name: &str, count: usize) -> Vec<Made> {
    let all = (0..).map(make).filter(|made| made.traits.contains(name));
    all.take(count).collect()
}

/// Writes the sheets as one .xls, reads it, and says which tables are seen wrong.
fn misses(made: Vec<Made>) -> Vec<String> {
    let sheets: Vec<(String, Vec<u8>)> = made
        .iter()
        .zip(1..)
        .map(|(made, number)| (format!("表{number}"), records(&made.sheet)))
        .collect();
    let mut sink = Sink::new();
    let workbook = gongwen::reader::read(&Arc::from("全县.xls"), &xls_book(&sheets), &mut sink).unwrap();
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(workbook.sheets.len(), made.len());
    let read = workbook.sheets.into_iter().zip(made);
    read.filter_map(|(sheet, made)| {
        let made = Made { sheet, ..made };
        wrong(&made).map(|wrong| format!("{}: {wrong}\n{}", made.sheet.name, drawn(&made.sheet)))
    })
    .collect()
}

/// Eight townships as rows with 本年, 上年, 增减, 增减% under heads of two and three rows.
#[test]
fn twenty_nine_sheets_of_eight_townships() {
    let misses = misses(made_with("八个乡镇×本年上年", 29));
    assert!(misses.len() <= 1, "{}", misses.join("\n"));
}

/// Forms in two halves, side by side with a blank column between and without.
#[test]
fn sheets_of_two_halves() {
    let halves = [made_with("并排不隔列", 50), made_with("并排隔列", 50)];
    let misses = misses(halves.into_iter().flatten().collect());
    assert!(misses.len() <= 5, "{}", misses.join("\n"));
}

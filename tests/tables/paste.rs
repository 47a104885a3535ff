//! The lines that `inspect` proposes for irregular sheets, pasted: every one takes the cell that it names.

use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::indicator::settings::IndicatorSettings;
use gongwen::indicator::{self, Datum, Mapping};
use gongwen::place::CellRef;
use gongwen::tables::number::{self, Reading};
use gongwen::workbook::{CellValue, Sheet, Workbook};
use rust_xlsxwriter::Format;

use super::irregular::{Made, make};
use super::read;

/// The sheet as a workbook of Excel.
pub(super) fn xlsx(sheet: &Sheet) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let page = workbook.add_worksheet().set_name(&*sheet.name).unwrap();
    for merge in sheet.merges.iter() {
        let (from, to) = (merge.start.column as u16, merge.end.column as u16);
        page.merge_range(merge.start.row, from, merge.end.row, to, "", &Format::new())
            .unwrap();
    }
    for (at, cell) in &sheet.cells {
        let column = at.column as u16;
        match &cell.value {
            CellValue::Number(number) => page.write(at.row, column, number.to_string().parse::<f64>().unwrap()),
            CellValue::Text(_)
            | CellValue::Bool(_)
            | CellValue::Date(_)
            | CellValue::Error(_)
            | CellValue::FormulaWithoutValue => page.write(at.row, column, &*cell.raw()),
        }
        .unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// The lines that the program proposes for a file.
pub(super) fn proposal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("农业生产表.xlsx"), bytes).unwrap();
    let output = assert_cmd::Command::cargo_bin("gongwen")
        .unwrap()
        .current_dir(folder.path())
        .args(["inspect", "农业生产表.xlsx", "--format", "json"])
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["proposal"].as_str().unwrap().to_owned()
}

/// Such lines as settings.
pub(super) fn settings(proposal: &str) -> Mapping {
    let lines: toml::Table = toml::from_str(proposal).unwrap();
    let indicators = lines.get("indicator").cloned();
    Mapping {
        indicators: indicators.map_or_else(Vec::new, |lines| lines.try_into::<Vec<IndicatorSettings>>().unwrap()),
        ..Mapping::default()
    }
}

/// Whether the truth has a row and a column of these paths that meet in the cell.
fn is_true(made: &Made, settings: &IndicatorSettings, at: CellRef) -> bool {
    let (column, row) = (settings.column.as_deref().unwrap(), settings.row.as_deref().unwrap());
    let label = row.rsplit('/').next().unwrap();
    made.truth.iter().any(|truth| {
        let path = truth.paths.get(&at.column).map(|path| path.join("/"));
        let meets = |(number, name, ..): &(u32, String, _, _)| *number == at.row && name == label;
        path.as_deref() == Some(column) && truth.rows.iter().any(meets)
    })
}

fn check(made: &Made, workbook: &Workbook, mapping: &Mapping) -> usize {
    let mut sink = Sink::new();
    let found = indicator::resolve_own(mapping, &Arc::from(""), std::slice::from_ref(workbook), &mut sink);
    let mut taken = 0;
    for settings in mapping
        .indicators
        .iter()
        .filter(|one| one.column.is_some() && one.row.is_some())
    {
        let value = found.values.get(settings.name.as_str());
        let value = value.unwrap_or_else(|| panic!("{}: {:?}", settings.name, sink.as_slice()));
        let at = value.sources[0].cell;
        assert!(is_true(made, settings, at), "{settings:?} took {at}");
        if let (Datum::Number(quantity), Reading::Number { value, .. }) =
            (&value.datum, number::read(workbook.sheets[0].cell(at)))
        {
            assert_eq!(quantity.value, value, "{settings:?}");
            taken += 1;
        }
    }
    taken
}

#[test]
fn proposed_lines_take_the_cells_that_they_name() {
    let mut taken = 0;
    for seed in 0..60 {
        let made = make(seed);
        let bytes = xlsx(&made.sheet);
        let workbook = read(&bytes);
        let workbook = Workbook {
            file: "农业生产表.xlsx".into(),
            ..workbook
        };
        taken += check(&made, &workbook, &settings(&proposal(&bytes)));
    }
    assert!(taken > 200, "{taken} values taken");
}

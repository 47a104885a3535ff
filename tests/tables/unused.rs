//! `vars` on irregular sheets: every column that no template uses is named, and no other.

use std::collections::BTreeMap;

use gongwen::diag::Sink;
use gongwen::indicator::{self, Datum, Indicator, Mapping};
use gongwen::place::CellRef;
use gongwen::workbook::Workbook;

use super::irregular::{Made, make};
use super::paste::{proposal, settings, xlsx};
use crate::project::Project;

const JOB: &str = "[job]
template = \"模板.md\"
data = \"data\"
output = \"output\"
townships = [\"鼎新镇\"]
year = 2023
";

/// How often each path stands over a column of data, but for the columns of some cells.
fn expected(made: &Made, used: &[CellRef]) -> BTreeMap<String, usize> {
    let mut paths = BTreeMap::new();
    for truth in &made.truth {
        // The names of the rows stand left of all data.
        for (column, path) in truth.paths.iter().skip(1) {
            let takes = |cell: &CellRef| *column == cell.column && truth.rows.iter().any(|(row, ..)| *row == cell.row);
            if !used.iter().any(takes) {
                *paths.entry(path.join("/")).or_default() += 1;
            }
        }
    }
    paths
}

/// The unused columns that `vars` names, by path.
fn named(project: &Project) -> BTreeMap<String, usize> {
    let run = project.run(&["vars", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let columns = answer["unused_columns"].as_array().unwrap();
    let count = |column: &serde_json::Value| {
        let path = column["path"].as_str().unwrap().to_owned();
        (path, column["headers"].as_array().unwrap().len())
    };
    columns.iter().map(count).collect()
}

/// The first indicator proposed for a sheet that takes one cell, with its cell and that of last year's value.
fn taken(bytes: &[u8], mapping: &Mapping) -> Option<(String, Vec<CellRef>)> {
    let workbook = Workbook {
        file: "农业生产表.xlsx".into(),
        ..super::read(bytes)
    };
    let found = indicator::resolve_own(mapping, &"".into(), &[workbook], &mut Sink::new());
    let mut of_cells = mapping
        .indicators
        .iter()
        .filter(|one| one.column.is_some() && one.row.is_some());
    let cells = |value: &Indicator| {
        let base = match &value.datum {
            Datum::Number(quantity) => quantity.base.as_ref(),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
        };
        let base = base.into_iter().flat_map(|base| &base.sources);
        value.sources.iter().chain(base).map(|place| place.cell).collect()
    };
    of_cells.find_map(|one| Some((one.name.clone(), cells(found.values.get(one.name.as_str())?))))
}

#[test]
fn unused_columns_of_irregular_sheets_are_named() {
    let mut tried = 0;
    for seed in 100..110 {
        let made = make(seed);
        let bytes = xlsx(&made.sheet);
        let lines = proposal(&bytes);
        let Some((name, used)) = taken(&bytes, &settings(&lines)) else {
            continue;
        };
        let project = Project::of(&[
            ("gongwen.toml", &format!("{JOB}\n{lines}")),
            ("模板.md", &format!("# 题\n\n{{{{ {name} }}}}。\n")),
        ]);
        project.write("data/鼎新镇/农业生产表.xlsx", &bytes);
        assert_eq!(named(&project), expected(&made, &used), "seed {seed}: {name}");
        tried += 1;
    }
    assert!(tried >= 5, "{tried}");
}

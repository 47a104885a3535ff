//! The sample project in input/: its configuration is readable, its names are defined, its workbooks open.
#![allow(clippy::unwrap_used, reason = "a sample that cannot be read must stop its test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader as _, open_workbook_auto};
use gongwen::indicator::settings::{FactsSettings, IndicatorSettings, RowsSettings};
use serde::Deserialize;

/// The parts of gongwen.toml that belong to the indicators.
#[derive(Deserialize)]
struct Settings {
    indicator: Vec<IndicatorSettings>,
    rows: Vec<RowsSettings>,
    facts: FactsSettings,
    aliases: BTreeMap<String, Vec<String>>,
}

fn input(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input").join(path)
}

fn settings() -> Settings {
    toml::from_str(&fs::read_to_string(input("gongwen.toml")).unwrap()).unwrap()
}

/// The townships' folders.
fn towns() -> Vec<PathBuf> {
    let entries = fs::read_dir(input("data")).unwrap();
    let mut towns: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    towns.sort();
    towns
}

/// The one file of a township whose name holds `part`.
fn file(town: &Path, part: &str) -> PathBuf {
    let entries = fs::read_dir(town).unwrap().map(|entry| entry.unwrap().path());
    let found: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().contains(part)).collect();
    assert_eq!(found.len(), 1, "{part} in {}", town.display());
    found[0].clone()
}

/// All cells of a visible sheet as texts.
fn cells(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let range = open_workbook_auto(path).unwrap().worksheet_range(sheet).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn every_pattern_finds_one_workbook_in_each_township() {
    let settings = settings();
    let patterns: BTreeSet<String> = (settings
        .indicator
        .iter()
        .filter_map(|indicator| indicator.workbook.clone()))
    .chain(settings.rows.iter().filter_map(|rows| rows.workbook.clone()))
    .chain([settings.facts.workbook])
    .collect();
    assert!(patterns.len() >= 10 && settings.aliases.contains_key("合计"));
    assert_eq!(towns().len(), 3);
    for town in towns() {
        for pattern in &patterns {
            file(&town, pattern.trim_matches('*'));
        }
    }
}

/// The names that follow `before` in the template.
fn names_after<'a>(template: &'a str, before: &str) -> impl Iterator<Item = &'a str> + use<'a> {
    let parts: Vec<&str> = template.split(before).skip(1).collect();
    parts
        .into_iter()
        .map(|part| part.split([' ', '|', '.', '}', '(']).next().unwrap())
}

#[test]
fn every_name_of_the_template_is_defined() {
    let settings = settings();
    let template = fs::read_to_string(input("工作总结.md")).unwrap();
    for town in towns() {
        let mut known: BTreeSet<String> = ["镇名", "年", "引用"].map(str::to_owned).into();
        known.extend(settings.indicator.iter().map(|indicator| indicator.name.clone()));
        known.extend(
            cells(&file(&town, "基本情况"), "基本情况")
                .iter()
                .map(|row| row[0].to_string()),
        );
        known.extend(names_after(&template, "{% for ").map(str::to_owned));
        for name in names_after(&template, "{{ ").chain(names_after(&template, "{% if ")) {
            assert!(known.contains(name), "{name} is not defined for {}", town.display());
        }
    }
}

#[test]
fn the_old_format_opens_and_holds_the_projects() {
    let rows = cells(&file(&input("data/鼎新镇"), "在库项目"), "项目清单");
    let registered: Vec<_> = rows
        .iter()
        .filter(|row| row[7] == Data::String("是".to_owned()))
        .collect();
    let sum = |column: usize| {
        registered
            .iter()
            .filter_map(|row| row[column].to_string().parse::<f64>().ok())
            .sum::<f64>()
    };
    assert_eq!((registered.len(), sum(4), sum(5)), (7, 28_000.0, 7_234.0));
}

#[test]
fn the_sum_of_the_villages_is_the_sum_that_is_printed() {
    for town in towns() {
        let rows = cells(&file(&town, "基础设施"), "各村建设");
        let total = rows
            .iter()
            .position(|row| row[0] == Data::String("总计".to_owned()))
            .unwrap();
        let number = |data: &Data| data.to_string().parse::<f64>().unwrap();
        for column in [2, 3, 4, 6] {
            let parts: f64 = rows[4..total].iter().map(|row| number(&row[column])).sum();
            assert!(
                (parts - number(&rows[total][column])).abs() < 1e-9,
                "column {column} of {}",
                town.display()
            );
        }
    }
}

#[test]
fn the_hidden_sheet_is_hidden_and_saved_values_stand_beside_formulas() {
    let path = file(&input("data/鼎新镇"), "农业生产");
    let workbook = open_workbook_auto(&path).unwrap();
    let hidden = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != calamine::SheetVisible::Visible);
    assert_eq!(
        hidden.map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(),
        ["2022年各村明细"]
    );
    let rows = cells(&path, "各村明细");
    let total = rows
        .iter()
        .find(|row| row[0] == Data::String("合    计".to_owned()))
        .unwrap();
    assert_eq!((&total[2], &total[5]), (&Data::Float(45_000.0), &Data::Float(51_000.0)));
}

//! `docs/mapping.md`: every example of the page is run, and what it says comes of it is what comes of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongwen::diag::{Catalogue, Lang, Sink};
use gongwen::indicator::{
    Datum, Indicator, Indicators, Material, Quantity, Roster, Shelf, Verdict, resolve, spellings, validate,
};
use gongwen::place::CellPlace;
use gongwen::workbook::Workbook;

use super::sample::{mapping, named, sheet, workbook};

/// One `##` of the page.
struct Example {
    title: String,
    /// Folder, workbook and sheet of each table, with its text and a defined name.
    tables: Vec<(String, String, String, String, Option<String>)>,
    settings: String,
    result: String,
}

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mapping.md")
}

fn examples(text: &str) -> Vec<Example> {
    text.split("\n## ").skip(1).filter_map(example).collect()
}

fn example(section: &str) -> Option<Example> {
    let mut example = Example {
        title: section.lines().next()?.to_owned(),
        tables: Vec::new(),
        settings: String::new(),
        result: String::new(),
    };
    for fence in section.split("\n```").skip(1).step_by(2) {
        let (info, text) = fence.split_once('\n').unwrap_or((fence, ""));
        match info.split_once(' ') {
            None => text.clone_into(&mut example.settings),
            Some((_, "结果")) => text.clone_into(&mut example.result),
            Some((_, place)) => example.tables.push(table(place, text)),
        }
    }
    (!example.settings.is_empty()).then_some(example)
}

/// `上年/农业.xlsx › 汇总 名称 甲=B3`.
fn table(place: &str, text: &str) -> (String, String, String, String, Option<String>) {
    let (place, name) = place
        .split_once(" 名称 ")
        .map_or((place, None), |(place, name)| (place, Some(name.to_owned())));
    let (file, sheet) = place.split_once(" › ").unwrap();
    let (folder, file) = file.split_once('/').unwrap_or(("", file));
    (
        folder.to_owned(),
        file.to_owned(),
        sheet.to_owned(),
        text.to_owned(),
        name,
    )
}

/// The workbooks of one folder.
fn books(example: &Example, folder: &str) -> Vec<Workbook> {
    let mut books: Vec<Workbook> = Vec::new();
    for (_, file, name, text, defined) in example.tables.iter().filter(|table| table.0 == folder) {
        let path = if folder.is_empty() {
            file.clone()
        } else {
            format!("{folder}/{file}")
        };
        let sheet = sheet(name, text, &[]);
        match books.iter_mut().find(|book| *book.file == *path) {
            Some(book) => book.sheets.push(sheet),
            None => books.push(workbook(&path, vec![sheet])),
        }
        if let Some((name, cell)) = defined.as_deref().and_then(|defined| defined.split_once('=')) {
            let book = books.pop().unwrap();
            books.push(named(book, name, cell, cell));
        }
    }
    books
}

fn run(example: &Example) -> (Indicators, Sink) {
    let mapping = mapping(&example.settings);
    let folders: Vec<(String, Vec<Workbook>)> = mapping
        .folders
        .keys()
        .map(String::as_str)
        .chain([""])
        .map(|folder| (folder.to_owned(), books(example, folder)))
        .collect();
    let shelves: Vec<Shelf<'_>> = folders
        .iter()
        .map(|(folder, books)| Shelf::new(folder, books))
        .collect();
    let township: Arc<str> = "鼎新镇".into();
    let material = Material {
        township: &township,
        spellings: spellings(&[Arc::clone(&township)])[0],
        shelves: &shelves.iter().collect::<Vec<_>>(),
        roster: &Roster::default(),
    };
    let mut sink = Sink::new();
    validate(&mapping, &mut sink);
    let found = resolve(&mapping, &material, &mut sink);
    (found, sink)
}

fn cells(places: &[CellPlace]) -> String {
    let cells: Vec<String> = places
        .iter()
        .enumerate()
        .map(|(index, place)| {
            let same = index > 0 && places[index - 1].sheet == place.sheet && places[index - 1].file == place.file;
            if same {
                place.cell.to_string()
            } else {
                place.to_string()
            }
        })
        .collect();
    if cells.is_empty() {
        String::new()
    } else {
        format!("　← {}", cells.join("、"))
    }
}

fn value(indicator: &Indicator) -> String {
    match &indicator.datum {
        Datum::Number(quantity) => {
            let value = quantity.value.round_dp(4);
            Quantity {
                value,
                ..quantity.clone()
            }
            .written()
        }
        Datum::Date(date) => date.to_string(),
        Datum::Text(text) => text.clone(),
        Datum::Bool(value) => if *value { "是" } else { "否" }.to_owned(),
        Datum::Missing(missing, _) => format!("{missing:?}")
            .replace("Unknown", "不知道")
            .replace("NotApplicable", "没有"),
        Datum::Rows(records) => format!("{}行", records.len()),
    }
}

/// Last year's value of a row's field.
fn last_year(field: &Indicator) -> String {
    let Datum::Number(quantity) = &field.datum else {
        return String::new();
    };
    let base = quantity.base.as_ref();
    base.map_or_else(String::new, |base| {
        format!("（上年 {}{}）", base.value.normalize(), quantity.unit)
    })
}

fn lines(indicator: &Indicator) -> Vec<String> {
    if let Datum::Rows(records) = &indicator.datum {
        let record = |fields: &[Indicator]| {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| format!("{} {}{}", field.name, value(field), last_year(field)))
                .collect();
            fields.join("，")
        };
        return records
            .iter()
            .map(|one| format!("{}：{}", indicator.name, record(&one.fields)))
            .collect();
    }
    let mut lines = vec![format!(
        "{} = {}{}",
        indicator.name,
        value(indicator),
        cells(&indicator.sources)
    )];
    if let Datum::Number(quantity) = &indicator.datum
        && let Some(base) = &quantity.base
    {
        let value = base.value.normalize().round_dp(4);
        lines.push(format!("　　上年 {value}{}{}", quantity.unit, cells(&base.sources)));
    }
    lines
}

/// What comes of an example, as the page tells it.
fn told(example: &Example) -> String {
    let (found, sink) = run(example);
    let order = mapping(&example.settings);
    let mut names: Vec<&str> = order.names().collect();
    names.extend(found.facts.iter().map(|name| &**name));
    let values = names.iter().filter_map(|name| found.values.get(*name));
    let mut text: Vec<String> = values.flat_map(lines).collect();
    let told = |verdict| match verdict {
        Verdict::Passed => "相符",
        Verdict::Failed => "不符",
        Verdict::Accepted => "已认可",
        Verdict::Skipped => "未查",
    };
    if example.settings.contains("check") || example.settings.contains("join") {
        let checks = found.judged.results.iter();
        text.extend(checks.map(|one| {
            format!(
                "勾稽 {}：{}，{} 对 {}",
                one.check,
                told(one.verdict),
                one.found,
                one.expected
            )
        }));
    }
    let words = Catalogue::of(Lang::ZhCn);
    let problems = sink.into_sorted();
    text.extend(
        problems
            .iter()
            .map(|one| format!("{} {}", one.code, words.message(one))),
    );
    text.iter().map(|line| format!("{line}\n")).collect()
}

/// `GONGWEN_ACCEPT=1` writes the results into the page.
#[test]
fn every_example_of_the_page_comes_to_what_it_says() {
    let text = std::fs::read_to_string(page()).unwrap();
    let mut found = text.clone();
    for example in examples(&text) {
        let told = told(&example);
        let section = found
            .split("\n## ")
            .find(|section| section.starts_with(&example.title))
            .unwrap()
            .to_owned();
        let end = if example.result.is_empty() { "" } else { "\n" };
        let fence = format!("```text 结果\n{}{end}```", example.result);
        assert!(section.contains(&fence), "{} has no result", example.title);
        let mended = section.replace(&fence, &format!("```text 结果\n{told}```"));
        found = found.replace(&section, &mended);
    }
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(page(), &found).unwrap();
    } else {
        assert_eq!(text, found, "GONGWEN_ACCEPT=1 accepts");
    }
    assert!(examples(&text).len() >= 14);
}

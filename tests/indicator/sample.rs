//! Small workbooks written as text, and a mapping written as in gongwen.toml.

use std::collections::BTreeMap;
use std::sync::Arc;

use gongwen::diag::{Catalogue, Lang, Sink, render};
use gongwen::indicator::check::settings::{AcceptSettings, BuiltInLevels, CheckSettings, Judgement, OverrideSettings};
use gongwen::indicator::settings::{FactsSettings, IndicatorSettings, RowsSettings};
use gongwen::indicator::{
    Calendar, Datum, Indicators, Mapping, Material, Quantity, Roster, Shelf, resolve, spellings, validate,
};
use gongwen::place::CellRef;
use gongwen::workbook::{Backing, Cell, CellRange, CellValue, DefinedName, Sheet, Visibility, Workbook};
use jiff::civil::Date;
use serde::Deserialize;

/// One cell: `"` makes it text, `%` before a number gives it a % format, `#…!` is an error, `=` a formula
/// without a saved value; numbers are numbers.
fn cell(text: &str) -> Cell {
    let (raw, number_format) = match text.strip_prefix('%') {
        Some(number) => (number, Some(Arc::from("0.0%"))),
        None => (text, None),
    };
    let value = if let Some(text) = raw.strip_prefix('"') {
        CellValue::Text(text.into())
    } else if raw == "=" {
        CellValue::FormulaWithoutValue
    } else if raw.starts_with('#') {
        CellValue::Error(raw.into())
    } else if let Ok(number) = raw.parse() {
        CellValue::Number(number)
    } else {
        CellValue::Text(raw.into())
    };
    let backing = Backing {
        number_format,
        formula: None,
    };
    Cell {
        value,
        backing: Some(Arc::new(backing)),
    }
}

/// A sheet: one line a row, cells between `|`; merged ranges beside. A name in brackets is a hidden sheet.
pub(crate) fn sheet(name: &str, rows: &str, merges: &[&str]) -> Sheet {
    let mut cells = Vec::new();
    for (row, line) in rows.trim_matches('\n').lines().enumerate() {
        for (column, text) in line.split('|').enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            cells.push((CellRef::new(row as u32, column as u32), cell(text)));
        }
    }
    let merge = |merge: &&str| {
        let (start, end) = merge.split_once(':').unwrap();
        CellRange {
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
        }
    };
    let hidden = name.starts_with('(');
    Sheet {
        name: Arc::from(name.trim_matches(['(', ')'])),
        visibility: if hidden {
            Visibility::Hidden
        } else {
            Visibility::Visible
        },
        cells: cells.into(),
        merges: merges.iter().map(merge).collect(),
    }
}

pub(crate) fn workbook(file: &str, sheets: Vec<Sheet>) -> Workbook {
    Workbook {
        file: Arc::from(file),
        sheets,
        names: Vec::new(),
    }
}

/// A name that points to a range of the first sheet.
pub(super) fn named(mut workbook: Workbook, name: &str, start: &str, end: &str) -> Workbook {
    workbook.names.push(DefinedName {
        name: name.to_owned(),
        sheet: workbook.sheets[0].name.to_string(),
        range: CellRange {
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
        },
    });
    workbook
}

/// 农业.xlsx: two-row header, 合计 first, 其中 rows, last year beside, a hidden sheet of last year.
pub(super) fn agriculture() -> Workbook {
    let rows = "
鼎新镇2023年农业生产情况统计表
填报单位：鼎新镇农业农村办公室||||||单位：亩、吨、万元|
序号|村(社区)|粮食作物|||蔬菜||村集体经济
||播种面积（亩）|总产量（吨）|机械化率|种植面积（公顷）|产值(万元)|收入
|合    计|45000|18000|%0.863|3400|9531.2|312.5
1|鼎 新 村|25000|10000|%0.9|2000|5000|200
|　　其中：水稻|17000|7000||||
2|李家村（含原鲤鱼村）|20000|8000|%0.8|1400|4531.2|112.5
单位负责人：　　填表人：　　联系电话：　　填表日期：
";
    let merges = ["A1:H1", "A2:F2", "A3:A4", "B3:B4", "C3:E3", "F3:G3"];
    let last = "
村名|粮食作物播种面积（万亩）
鼎新村|2.4
李家村|2
合计|4.4
";
    workbook(
        "鼎新镇/农业（定稿）.xlsx",
        vec![sheet("各村明细", rows, &merges), sheet("(2022年)", last, &[])],
    )
}

/// 项目.xlsx: a list of projects (WB-14).
pub(super) fn projects() -> Workbook {
    let rows = "
2023年项目情况
序号|项目名称|总投资（万元）|累计完成（万元）|是否入库|开工日期
1|村组道路工程|1200|800|是|2023-03-01
2|烘房建设|\"0.98亿元|500|是|2023.6.15
3|污水处理站|600|100.5|否|2022-11-20
合计||11600|1400.5||
";
    workbook("鼎新镇/项目.xlsx", vec![sheet("项目清单", rows, &["A1:F1"])])
}

/// 经济.xlsx: indicators as rows (WB-13).
pub(super) fn economy() -> Workbook {
    let rows = "
鼎新镇主要经济指标
指标名称|计量单位|本年累计|上年同期|同比±%
农业总产值（现价）|万元|95312|90000|5.9
　　其中：种植业|万元|60000|58000|3.4
农村居民人均可支配收入|元|34862|32500|7.3
在库项目数|个|7|—|
电商销售额|万元|—|60|
规上工业产值|万元||10|
";
    workbook("鼎新镇/经济.xlsx", vec![sheet("主要指标", rows, &["A1:E1"])])
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Job {
    year: Option<i16>,
    period: Option<(Date, Date)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    job: Job,
    #[serde(default)]
    indicator: Vec<IndicatorSettings>,
    #[serde(default)]
    rows: Vec<RowsSettings>,
    facts: Option<FactsSettings>,
    #[serde(default)]
    aliases: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    folders: BTreeMap<String, String>,
    #[serde(default)]
    checks: BuiltInLevels,
    #[serde(default)]
    check: Vec<CheckSettings>,
    #[serde(default)]
    accept: Vec<AcceptSettings>,
    #[serde(default, rename = "override")]
    replaced: Vec<OverrideSettings>,
}

pub(crate) fn mapping(text: &str) -> Mapping {
    let file: File = toml::from_str(text).unwrap();
    Mapping {
        indicators: file.indicator,
        rows: file.rows,
        facts: file.facts,
        aliases: file.aliases,
        folders: file.folders,
        calendar: Calendar {
            year: file.job.year,
            period: file.job.period,
        },
        judgement: Judgement {
            levels: file.checks,
            checks: file.check,
            accepts: file.accept,
            overrides: file.replaced,
        },
    }
}

/// What the mapping finds, and what stood in its way; the mapping itself is checked first.
pub(super) fn run(text: &str, workbooks: &[Workbook]) -> (Indicators, Sink) {
    run_mapping(&mapping(text), workbooks)
}

pub(super) fn run_mapping(mapping: &Mapping, workbooks: &[Workbook]) -> (Indicators, Sink) {
    let mut sink = Sink::new();
    validate(mapping, &mut sink);
    let names = ["鼎新镇", "石鼓镇", "平安乡", "新华街道", "绿水"].map(Arc::from);
    let spelled = spellings(&names);
    let roster = names.iter().map(|name| &**name).zip(spelled.iter().copied());
    let material = Material {
        township: &names[0],
        spellings: spelled[0],
        shelves: &[&Shelf::own(workbooks)],
        roster: &Roster::new(roster, &mapping.aliases),
    };
    (resolve(mapping, &material, &mut sink), sink)
}

/// All problems in both languages, as a terminal shows them.
pub(crate) fn rendered(sink: Sink) -> String {
    let all = sink.into_sorted();
    let text = |lang| -> String { all.iter().map(|problem| render(problem, Catalogue::of(lang))).collect() };
    format!("{}----\n{}", text(Lang::ZhCn), text(Lang::En))
}

/// What the mapping finds; nothing may stand in its way.
pub(super) fn found(text: &str, workbooks: &[Workbook]) -> Indicators {
    let (indicators, sink) = run(text, workbooks);
    assert!(sink.is_empty(), "{}", rendered(sink));
    indicators
}

pub(super) fn quantity<'i>(indicators: &'i Indicators, name: &str) -> &'i Quantity {
    let datum = &indicators.values[name].datum;
    let Datum::Number(quantity) = datum else {
        panic!("{name} is {datum:?}");
    };
    quantity
}

/// Value, unit and cells of a number: `45000 亩 C5`.
pub(super) fn shown(indicators: &Indicators, name: &str) -> String {
    let quantity = quantity(indicators, name);
    let cells: Vec<String> = indicators.values[name]
        .sources
        .iter()
        .map(|place| place.cell.to_string())
        .collect();
    format!("{} {} {}", quantity.value, quantity.unit, cells.join(" "))
}

/// The base of a number with its cells: `44000 亩 B4`.
pub(super) fn base(indicators: &Indicators, name: &str) -> Option<String> {
    let base = quantity(indicators, name).base.as_ref()?;
    let cells: Vec<String> = base.sources.iter().map(|place| place.cell.to_string()).collect();
    Some(format!("{} {}", base.value, cells.join(" ")))
}

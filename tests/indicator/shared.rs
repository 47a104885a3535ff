//! Workbooks that all townships share, and last year's folders: read once, each township takes its own row.

use std::path::Path;

use gongwen::diag::Sink;
use gongwen::indicator::Datum;
use gongwen::{config, pipeline};

use crate::project::{ONE_TOWNSHIP, Project};

const CONFIG: &str = r#"[job]
townships_in = { workbook = "全县/*经济*" }
year = 2023
formats = ["pdf"]
date = "2023-11-30"
[fonts]
source = "shipped"
[folders]
"全县" = "全县报表"
"上年" = "2022年/{township}"
[[indicator]]
name = "农业总产值"
workbook = "全县/*经济*"
column = "农业总产值/本年"
row = "{township}"
unit = "万元"
base = { column = "农业总产值/上年" }
rank = "high"
"#;

const OWN: &str = r#"
[[indicator]]
name = "粮食面积"
workbook = "*农业*"
column = "粮食面积"
row = "合计"
unit = "亩"
base = { workbook = "上年/" }
"#;

const TEMPLATE: &str = "# {{ 镇名 }}总结

## 情况

- 农业总产值{{ 农业总产值|数额 }}，{{ 农业总产值|比上年 }}，{{ 农业总产值|位次 }}。
";

const COUNTY: &str = "全县主要经济指标,,,
单位：万元,,,
乡镇,农业总产值,,人口（人）
,本年,上年,
鼎 新 镇,110,100,2
绿水,220,200,3
白云乡人民政府,330,300,4
合计,660,600,9
";

const AREA: &str = "村名,粮食面积（亩）,户数（户）\n,,\n甲村,10,1\n乙村,20,2\n合计,30,3\n";

fn project(config: &str, more: &[(&str, &str)]) -> Project {
    let files = [
        ("gongwen.toml", config),
        ("模板.md", TEMPLATE),
        ("全县报表/全县经济.csv", COUNTY),
    ];
    Project::of(&[&files, more].concat())
}

/// The value of every township with its base and its cells, and the problems of all.
fn values(project: &Project, indicator: &str) -> Vec<String> {
    let mut sink = Sink::new();
    let config = config::load(project.root(), &mut sink).unwrap();
    let shared = pipeline::Shared::read(&config, &pipeline::ReadingWay::whole(&config), &mut sink);
    let townships = pipeline::townships(&config, &shared.shelves(), &mut sink);
    let roster = pipeline::roster(&config, &townships);
    let value = |township: &pipeline::Township| {
        let reading = pipeline::read_values(
            &config,
            (township, &roster),
            &shared.shelves(),
            &gongwen::reader::Budget::new(u64::MAX),
        );
        let Some(found) = reading.indicators.values.get(indicator) else {
            return format!("{}: -", township.name);
        };
        let Datum::Number(quantity) = &found.datum else {
            panic!("{indicator} is {:?}", found.datum);
        };
        let base = quantity
            .base
            .as_ref()
            .map_or("-".to_owned(), |base| base.value.to_string());
        format!("{}: {} {base} {}", township.name, quantity.value, found.sources[0])
    };
    townships.iter().map(value).collect()
}

/// Holds what `check` says against its golden text; `GONGWEN_ACCEPT=1` writes it anew.
fn golden(name: &str, project: &Project) {
    let found = project.run(&["check"]).stderr;
    let found: String = found
        .lines()
        .filter(|line| !line.contains("用时"))
        .map(|line| format!("{line}\n"))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/indicator")
        .join(format!("{name}.txt"));
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    assert_eq!(
        found,
        std::fs::read_to_string(&path).unwrap_or_default(),
        "{name}: GONGWEN_ACCEPT=1 accepts"
    );
}

#[test]
fn townships_are_the_rows_of_a_shared_workbook() {
    let project = project(CONFIG, &[]);
    assert_eq!(
        values(&project, "农业总产值"),
        [
            "鼎新镇: 110 100 全县报表/全县经济.csv › 全县经济 › B5",
            "绿水: 220 200 全县报表/全县经济.csv › 全县经济 › B6",
            "白云乡人民政府: 330 300 全县报表/全县经济.csv › 全县经济 › B7",
        ]
    );
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let why = project.run(&["why", "--only", "绿水", "农业总产值"]);
    assert!(
        why.stdout.contains("全县报表/全县经济.csv › 全县经济 › B6"),
        "{}",
        why.stdout
    );
}

/// With folders, the folder's name is the township's; a row calls it as it likes.
#[test]
fn a_township_has_a_row_and_a_folder() {
    let folders = [
        ("data/鼎新镇/农业.csv", AREA),
        ("data/绿水镇/农业.csv", AREA),
        ("data/白云乡/农业.csv", AREA),
        (
            "2022年/绿水镇/农业.csv",
            "村名,粮食面积（亩）,户数（户）\n,,\n甲村,5,1\n乙村,20,2\n合计,25,3\n",
        ),
    ];
    let project = project(&format!("{CONFIG}{OWN}"), &folders);
    let values = |indicator| values(&project, indicator);
    assert_eq!(
        values("农业总产值"),
        [
            "鼎新镇: 110 100 全县报表/全县经济.csv › 全县经济 › B5",
            "绿水镇: 220 200 全县报表/全县经济.csv › 全县经济 › B6",
            "白云乡: 330 300 全县报表/全县经济.csv › 全县经济 › B7",
        ]
    );
    assert_eq!(values("粮食面积")[1], "绿水镇: 30 25 data/绿水镇/农业.csv › 农业 › B5");
    // A new township has no folder of last year: no base, which is told.
    assert_eq!(values("粮食面积")[0], "鼎新镇: 30 - data/鼎新镇/农业.csv › 农业 › B5");
}

/// A township that is not in the table has no report, and nobody a place; where the words of the place may fall away, or
/// the indicator prints —, the others go on.
#[test]
fn one_unknown_figure_stops_no_other_township() {
    let listed = CONFIG.replace(
        "townships_in",
        "townships = [\"鼎新镇\", \"绿水镇\", \"青山镇\"]\ntownships_in",
    );
    let may_fall = TEMPLATE.replace("，{{ 农业总产值|位次 }}", "{[，{{ 农业总产值|位次 }}]}");
    let template: &[(&str, &str)] = &[("模板.md", &may_fall)];
    let dashed = listed.replace("rank =", "missing = \"dash\"\nrank =");
    for (config, template, written) in [
        (&listed, template, "2"),
        (&dashed, &[][..], "3"),
        (&listed, &[][..], "0"),
    ] {
        let project = project(config, template);
        let run = project.run(&["build", "--format", "json"]);
        let reports = run.stdout.matches("\"status\": \"ok\"").count();
        assert_eq!(reports.to_string(), written, "{}{}", run.stdout, run.stderr);
    }
}

/// A row is compared with its own last year and its own target.
#[test]
fn rows_are_compared_with_their_own_last_year() {
    let config = format!(
        "{ONE_TOWNSHIP}[[rows]]\nname = \"各村\"\nfields = [\n  {{ name = \"村名\", type = \"text\" }},\n  \
         {{ name = \"产量\", column = \"产量/本年\", unit = \"吨\", base = \"产量/上年同期\", target = \"年度目标\" }},\n]\n"
    );
    let template = "# 甲\n\n{% for 村 in 各村 %}{{ 村.村名 }}{{ 村.产量|数额 }}{% if 村.产量 is 有上年数 %}，{{ 村.产量|比上年 }}{% endif %}，\
                    {{ 村.产量|完成 }}；{% endfor %}合计{{ 各村|总和(\"产量\")|数额 }}。";
    let table = "村名,产量（吨）,,年度目标（吨）\n,本年,上年同期,\n甲村,110,100,100\n乙村,90,—,120\n合计,200,100,220\n";
    let project = Project::of(&[
        ("gongwen.toml", &config),
        ("模板.md", template),
        ("data/甲子镇/农业.csv", table),
    ]);
    let run = project.run(&["build", "--formats", "docx"]);
    let found = run.code == 0;
    assert!(found, "{}", run.stderr);
    let trace = std::fs::read_dir(project.path("output/甲子镇")).unwrap();
    let mut paths = trace.map(|entry| entry.unwrap().path());
    let trace = paths
        .find(|path| path.to_string_lossy().ends_with(".trace.json"))
        .unwrap();
    let trace: serde_json::Value = serde_json::from_slice(&std::fs::read(trace).unwrap()).unwrap();
    let figures = trace["figures"].as_array().unwrap().iter();
    let texts: Vec<&str> = figures.map(|figure| figure["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts.join(" "),
        "甲村 110吨 比上年增长10% 完成年度目标的110% 乙村 90吨 完成年度目标的75% 200吨"
    );
}

#[test]
fn what_is_missing_in_a_shared_workbook() {
    let listed = CONFIG.replace(
        "townships_in",
        "townships = [\"鼎新镇\", \"绿水镇\", \"青山镇\"]\ntownships_in",
    );
    golden("shared_missing", &project(&listed, &[]));
    golden(
        "shared_unlisted_folder",
        &project(
            &CONFIG.replace(
                "workbook = \"全县/*经济*\"\ncolumn",
                "workbook = \"全线/*经济*\"\ncolumn",
            ),
            &[],
        ),
    );
    golden(
        "shared_no_folder",
        &project(&CONFIG.replace("全县报表", "全县资料"), &[]),
    );
    golden(
        "shared_unreadable",
        &project(CONFIG, &[("全县报表/全县经济2.xlsx", "PK")]),
    );
}

/// A neighbour's file is told by its title as soon as the neighbour is one, whatever an earlier run remembers.
#[test]
fn a_title_is_held_against_the_names_of_all_townships() {
    let config = ONE_TOWNSHIP.replace("townships = [\"甲子镇\"]\n", "");
    let indicator = "[[indicator]]\nname = \"面积\"\ncolumn = \"粮食面积\"\nrow = \"合计\"\nunit = \"亩\"\n";
    let table = AREA.replace(
        "村名,粮食面积（亩）,户数（户）\n,,\n",
        "村名,粮食面积（亩）,户数（户）\n",
    );
    let project = Project::of(&[
        ("gongwen.toml", &format!("{config}{indicator}")),
        ("模板.md", "# 甲\n\n面积{{ 面积|数额 }}。\n"),
        ("data/甲子镇/农业.csv", &format!("石鼓镇农业情况统计表,,\n{table}")),
    ]);
    let build = || project.run(&["build", "--formats", "docx"]);
    let alone = build();
    assert_eq!(
        (alone.code, alone.stderr.contains("W-TITLE")),
        (0, false),
        "{}",
        alone.stderr
    );
    let table = format!("石鼓镇农业情况统计表,,\n{table}");
    project.write("data/石鼓镇/农业.csv", table.as_bytes());
    let both = build();
    assert_eq!(
        (both.code, both.stderr.matches("W-TITLE").count()),
        (0, 1),
        "{}",
        both.stderr
    );
    assert!(both.stderr.contains("表题写的是“石鼓镇”"), "{}", both.stderr);
}

/// 鼎新 may be 鼎新镇 or 鼎新乡: it is neither's row.
#[test]
fn a_short_name_of_two_townships_is_no_name() {
    let listed = CONFIG.replace("townships_in", "townships = [\"绿水镇\", \"绿水乡\"]\ntownships_in");
    assert_eq!(values(&project(&listed, &[]), "农业总产值"), ["绿水镇: -", "绿水乡: -"]);
}

/// A county's 合计 is never taken for a township's: a pattern without a folder speaks of the township's own.
#[test]
fn a_pattern_without_a_folder_leaves_the_shared_workbooks_alone() {
    let config = CONFIG
        .replace("workbook = \"全县/*经济*\"\ncolumn", "workbook = \"*经济*\"\ncolumn")
        .replace("{township}\"\nunit", "合计\"\nunit");
    let project = project(&config, &[("data/鼎新镇/农业.csv", AREA)]);
    assert!(
        values(&project, "农业总产值")
            .iter()
            .all(|value| value.ends_with(": -"))
    );
}

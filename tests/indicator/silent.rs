//! Ways in which a wrong figure once got in without a word: each is now read, refused, or told.

use gongwen::indicator::Datum;
use gongwen::workbook::Workbook;

use super::sample::{run, sheet, workbook};

pub(super) fn book(rows: &str, merges: &[&str]) -> [Workbook; 1] {
    [workbook("鼎新镇/数.xlsx", vec![sheet("表", rows, merges)])]
}

/// What one indicator of these settings comes to, and the codes of all that is told: `300 亩 W-ROW-UNREAD`.
pub(super) fn merged(rows: &str, merges: &[&str], settings: &str) -> String {
    let text = format!("[[indicator]]\nname = \"甲\"\n{settings}\n");
    let (indicators, sink) = run(&text, &book(rows, merges));
    let value = match indicators.values.get("甲").map(|value| &value.datum) {
        Some(Datum::Number(quantity)) => format!("{} {}", quantity.value, quantity.unit),
        other => format!("{other:?}"),
    };
    let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
    [value].into_iter().chain(codes).collect::<Vec<_>>().join(" ")
}

pub(super) fn taken(rows: &str, settings: &str) -> String {
    merged(rows, &[], settings)
}

pub(super) fn sum(rows: &str, column: &str, unit: &str) -> String {
    taken(
        rows,
        &format!("column = '{column}'\naggregate = 'sum'\nunit = '{unit}'"),
    )
}

fn all(cases: &[(&str, &str, &str, &str)]) {
    for (rows, column, unit, expected) in cases {
        assert_eq!(sum(rows, column, unit), *expected, "{rows}");
    }
}

/// A row of units with a blank first cell, wherever it stands.
#[test]
fn a1_rows_of_units_are_read_wherever_they_stand() {
    let behind_codes = "\n村名|面积|产量\nA|B|C\n|公顷|吨\n李家村|10|5\n鼎新村|20|6\n";
    let behind_english = "\n村名|面积|产量\nVillage|Area|Output\n|公顷|吨\n李家村|10|5\n鼎新村|20|6\n";
    let below_figures = "\n村名|面积|产量\n李家村|10|5\n|公顷|吨\n鼎新村|20|6\n";
    let named = "\n村名|面积|产量\n李家村|10|5\n单位|公顷|吨\n鼎新村|20|6\n";
    let in_english = "\n村名|面积|产量\nVillage|Area (ha)|Output (kg)\n李家村|10|5\n鼎新村|20|6\n";
    for rows in [behind_codes, behind_english, below_figures, named, in_english] {
        assert_eq!(sum(rows, "面积", "亩"), "450 亩", "{rows}");
        let refused = sum(rows, "面积", "万元");
        assert!(refused.ends_with("E-UNIT-DECLARED"), "{refused}: {rows}");
    }
    assert_eq!(sum(in_english, "产量", "吨"), "0.011 吨");
    let mu = "\n村名|面积\nVillage|Area (mu)\n李家村|15\n鼎新村|15\n";
    assert_eq!(sum(mu, "面积", "公顷"), "2 公顷");
    // Behind a gap the same row is the head of another table.
    let another = "\n村名|面积\n李家村|10\n鼎新村|20\n\n单位|户|人\n李家村|3|4\n鼎新村|5|6\n";
    assert_eq!(sum(another, "面积", "亩"), "30 亩");
    assert_eq!(sum(another, "户", "户"), "8 户");
    let against = "\n村名|面积（亩）\n李家村|10\n|公顷\n鼎新村|20\n";
    let unknown = "\n村名|面积|箱量\n李家村|10|5\n|公顷|TEU\n鼎新村|20|6\n";
    assert_eq!(sum(unknown, "面积", "亩"), "30 亩 W-ROW-UNREAD");
    assert_eq!(sum(against, "面积", "亩"), "30 亩 W-ROW-UNREAD");
}

/// A first row of data that counts 1 2 3 is none of codes.
#[test]
fn a2_rows_that_go_on_counting_are_data() {
    all(&[
        ("\n月份|户数|人数\n1|2|3\n2|5|6\n3|7|8\n", "户数", "户", "14 户"),
        ("\n序号|户数|人数\n1|2|3\n2|5|6\n", "户数", "户", "7 户"),
        ("\n组别|学校|医院\n甲|2|3\n乙|5|6\n", "学校", "所", "7 所"),
        ("\n组别|学校|医院\n甲|0|1\n乙|5|6\n", "医院", "所", "7 所"),
        ("\n序号|组别|户数|人数\n1|甲|2|3\n2|乙|5|6\n", "户数", "户", "7 户"),
        ("\n组别|户数|人数\n0|1|2\n1|5|6\n", "户数", "户", "6 户"),
        // Nothing says what it is.
        ("\n组别|户数|人数\n1|2|3\n5|5|6\n", "户数", "户", "5 户 W-ROW-CODES"),
        (
            "\n村名|学校|医院\n甲|2|3\n李家村|5|6\n",
            "学校",
            "所",
            "5 所 W-ROW-CODES",
        ),
        // Codes for certain.
        ("\n村名|学校|医院\n甲|1|2\n李家村|5|6\n", "学校", "所", "5 所"),
        ("\n序号|户数|人数\n1|2|3\n1|5|6\n2|7|8\n", "户数", "户", "12 户"),
        ("\n年份|户数|人数\n1|2|3\n2021|5|6\n2022|7|8\n", "户数", "户", "12 户"),
    ]);
}

#[test]
fn a3_codes_behind_a_word_are_no_village() {
    for word in ["栏次", "编号", "序号"] {
        let rows = format!("\n村名|户数|人数\n{word}|1|2\n李家村|5|6\n鼎新村|7|8\n");
        assert_eq!(sum(&rows, "户数", "户"), "12 户", "{word}");
    }
    assert_eq!(sum("\n村名|户数\n栏次|1\n李家村|5\n鼎新村|7\n", "户数", "户"), "12 户");
}

#[test]
fn a4_totals_by_any_name_are_counted_once() {
    let names = [
        "合计（2个村）",
        "合计(2)",
        "合计数",
        "累计",
        "Total",
        "共计",
        "鼎新镇",
        "鼎新",
        "鼎新镇人民政府",
    ];
    for name in names {
        let below = format!("\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n{name}|12|14\n");
        assert_eq!(sum(&below, "户数", "户"), "12 户", "{name}");
        let above = format!("\n村名|户数|人数\n{name}|12|14\n李家村|5|6\n鼎新村|7|8\n");
        assert_eq!(sum(&above, "户数", "户"), "12 户", "{name}");
    }
    let unnamed = "\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n|12|14\n";
    let mean = "\n村名|户数\n李家村|5\n鼎新村|7\n合计|12\n平均|6\n";
    let own = "\n村名|户数\n李家村|5\n鼎新村|7\n鼎新镇|3\n";
    let list = "\n乡镇|户数\n鼎新镇|12\n甲子镇|5\n乙丑镇|7\n";
    all(&[
        (unnamed, "户数", "户", "12 户"),
        (mean, "户数", "户", "12 户"),
        (own, "户数", "户", "15 户 W-ROW-TOWNSHIP"),
        (list, "户数", "户", "24 户"),
    ]);
    // A row with a name of its own may be the sum of the others by chance.
    for other in ["工业园区", "城东街道", "乙社区", "景区"] {
        let chance = format!("\n村名|户数\n李家村|5\n鼎新村|7\n{other}|12\n");
        assert_eq!(sum(&chance, "户数", "户"), "24 户", "{other}");
    }
}

/// A note on one column says nothing of the others, and one between rows not which of them it means.
#[test]
fn a5_notes_on_one_column_or_some_rows_convert_no_other() {
    for note in ["注：产值单位为万元", "产值单位：万元"] {
        let rows = format!("\n村名|税收|人口\n李家村|5|6\n鼎新村|7|8\n{note}||\n");
        let said = sum(&rows, "税收", "元");
        assert!(said.starts_with("12 元"), "{note}: {said}");
        let rows = format!("\n{note}||\n村名|税收|人口\n李家村|5|6\n鼎新村|7|8\n");
        let said = sum(&rows, "税收", "元");
        assert!(said.starts_with("12 元"), "{note}: {said}");
    }
    // Several units in one text, and units behind 按, 为, 以.
    for note in [
        "产值单位：亿元，税收单位：万元",
        "注：产值单位为亿元；税收单位为万元。",
        "产值（亿元）税收（万元）",
        "注：税收按万元计",
        "注：税收、产值均按万元计",
        "单位：税收为万元",
        "产值以亿元为单位，税收以万元为单位",
    ] {
        let rows = format!("\n{note}||\n村名|税收|产值\n李家村|5|6\n鼎新村|7|8\n");
        let said = sum(&rows, "税收", "元");
        assert!(said == "120000 元" || said.ends_with("W-UNIT-NOTE"), "{note}: {said}");
        let said = sum(&rows, "产值", "元");
        assert!(
            said != "140000 元" && said != "140000 元 W-UNIT-NOTE" || note.contains("均按"),
            "{note}: {said}"
        );
    }
    let part = "\n产值单位：万元||\n村名|产值（现价）|亩均产值\n李家村|5|6\n鼎新村|7|8\n";
    assert_eq!(sum(part, "亩均产值", "元"), "14 元");
    let between = "\n村名|产值\n李家村|5\n鼎新村|7\n单位：万元|\n顺利村|3\n";
    assert_eq!(sum(between, "产值", "元"), "15 元 W-UNIT-NOTE");
}

#[test]
fn a5_notes_on_units_are_read_or_told() {
    let table = "村名|产值|人口\n李家村|5|6\n鼎新村|7|8\n";
    let noted = |note: &str| format!("\n{note}\n{table}");
    for (note, expected) in [
        ("单位：万元||单位：人", "120000 元"),
        ("单位：万元（人口为人）||", "120000 元"),
        ("（万元）||", "120000 元"),
        ("||万元", "120000 元"),
        ("金额：万元||", "120000 元"),
        ("各村产值（万元）||", "120000 元"),
        ("单位万元||", "120000 元"),
        ("|万元|人", "120000 元"),
        ("单位：（万元）||", "120000 元"),
        ("金额单位：人民币万元||", "120000 元"),
        ("各村产值（万元，现价）||", "120000 元"),
        ("产值：万元；人口：人||", "120000 元"),
        ("以万元为单位||", "120000 元"),
        ("单位|万元|人", "120000 元"),
        ("单位：万元、亿元||", "12 元 W-UNIT-NOTE"),
        ("各村产值（吨）||", "12 元 W-UNIT-NOTE"),
    ] {
        assert_eq!(sum(&noted(note), "产值", "元"), expected, "{note}");
    }
    for note in ["单位：万元||单位：人", "单位：万元（人口为人）||", "|万元|人"] {
        assert_eq!(sum(&noted(note), "人口", "人"), "14 人", "{note}");
    }
    let below = format!("\n{table}单位：万元||\n");
    assert_eq!(sum(&below, "产值", "元"), "120000 元");
    let in_note = format!("\n{table}注：产值单位为万元||\n");
    assert_eq!(sum(&in_note, "产值", "元"), "120000 元");
    let meant = format!("\n{table}注：以上单位均为万元||\n");
    assert_eq!(sum(&meant, "产值", "元"), "120000 元");
    let corner = "\n单位：万元|产值|人口\n李家村|5|6\n鼎新村|7|8\n";
    assert_eq!(sum(corner, "产值", "元"), "None E-NO-TABLE");
    let both = format!("\n单位：万元||\n{table}注：单位为元||\n");
    assert_eq!(sum(&both, "产值", "元"), "120000 元 W-UNIT-NOTE");
    let column = "\n指标|数值|\n产值|5|万元\n税收|7|万元\n";
    assert_eq!(taken(column, "column = '数值'\nrow = '产值'\nunit = '元'"), "50000 元");
    let covering = "\n单位：万元|||单位：公顷|\n村名|产值|税收|面积|林地\n李家村|5|6|1|2\n鼎新村|7|8|1|2\n";
    let merges = ["A1:C1", "D1:E1"];
    let total = |column: &str, unit: &str| format!("column = '{column}'\naggregate = 'sum'\nunit = '{unit}'");
    assert_eq!(merged(covering, &merges, &total("税收", "元")), "140000 元");
    assert_eq!(merged(covering, &merges, &total("面积", "亩")), "30 亩");
    assert!(merged(covering, &merges, &total("面积", "元")).ends_with("E-UNIT-DECLARED"));
}

#[test]
fn a6_rows_of_notes_with_figures_are_told() {
    for note in ["注：含林场|5|5", "备注：||7", "说明：|5|5"] {
        for rows in [
            format!("\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n{note}\n"),
            format!("\n村名|户数|人数\n李家村|5|6\n{note}\n鼎新村|7|8\n"),
        ] {
            assert_eq!(sum(&rows, "户数", "户"), "12 户 W-ROW-UNREAD", "{rows}");
        }
    }
    let unnamed = "\n村名|户数|人数\n李家村|5|6\n|9|\n鼎新村|7|8\n";
    let behind = "\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n注：\n另报\n林场|5|5\n";
    let signed = "\n村名|户数|人数\n李家村|5|6\n鼎新村|7|8\n填表人：|张某|\n联系电话：|13800000000|日期：2023-11-20\n";
    all(&[
        (unnamed, "户数", "户", "12 户 W-ROW-UNREAD"),
        (behind, "户数", "户", "12 户 W-ROW-UNREAD"),
        (signed, "户数", "户", "12 户"),
    ]);
}

/// A row that two columns name is asked for by both; what one of them leaves open is not guessed.
#[test]
fn rows_on_two_levels_are_asked_for_by_both_names() {
    let rows = "单位：万元\n乡镇|年度|收入\n青山镇|本年|5\n青山镇|上年|6\n青山镇|增减%|7\n绿水镇|本年|8\n绿水镇|上年|9\n绿水镇|增减%|1\n";
    let of = |row: &str, unit: &str| taken(rows, &format!("column = '收入'\nrow = '{row}'\nunit = '{unit}'"));
    assert_eq!(of("青山镇/上年", "万元"), "6 万元");
    assert_eq!(of("绿水镇/增减%", "%"), "1 %");
    assert!(of("绿水镇/增减%", "万元").ends_with("E-UNIT-DECLARED"));
    for open in ["本年", "青山镇"] {
        assert!(of(open, "万元").starts_with("None"), "{open}");
    }
    // Last year is in no sum of this one.
    assert_eq!(sum(rows, "收入", "万元"), "13 万元");
}

/// 合计 of one group is not that of all.
#[test]
fn the_total_of_a_group_is_not_that_of_all() {
    let rows = "单位：万元\n项目|商场|销售\n总计|总计|20\n总计|百货|6\n超市|合计|7\n超市|区县|8\n";
    let of = |row: &str| taken(rows, &format!("column = '销售'\nrow = '{row}'\nunit = '万元'"));
    for (row, expected) in [
        ("合计", "20 万元"),
        ("总计", "20 万元"),
        ("总计/百货", "6 万元"),
        ("超市/合计", "7 万元"),
        ("超市/区县", "8 万元"),
    ] {
        assert_eq!(of(row), expected, "{row}");
    }
}

/// The second measure of a thing is asked for by its name and its unit, and takes nothing from the first.
#[test]
fn a_second_measure_is_asked_for_by_its_unit() {
    let rows = "\n指标名称|计量单位|代码|数量\n拖拉机|台|6|5\n|千瓦|7|8\n水泵|台|8|2\n";
    let of = |row: &str, unit: &str| taken(rows, &format!("column = '数量'\nrow = '{row}'\nunit = '{unit}'"));
    assert_eq!(of("拖拉机", "台"), "5 台");
    assert_eq!(of("拖拉机/千瓦", "千瓦"), "8 千瓦");
    assert!(of("拖拉机", "千瓦").ends_with("E-UNIT-DECLARED"));
}

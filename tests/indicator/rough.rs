//! What a cell says besides its digits: 约 and 多, a bare 万.

use gongwen::indicator::Datum;

use super::sample::run;
use super::silent::{book, taken};

/// What one indicator of these settings is written as: `约300户`.
fn written(rows: &str, settings: &str) -> String {
    let (indicators, sink) = run(&format!("[[indicator]]\nname = '甲'\n{settings}\n"), &book(rows, &[]));
    match indicators.values.get("甲").map(|value| &value.datum) {
        Some(Datum::Number(quantity)) => quantity.written(),
        other => format!("{other:?} {sink:?}"),
    }
}

/// Only the cell that is the largest or smallest makes it approximate; a sum is so by any.
#[test]
fn the_largest_of_exact_and_approximate_figures_is_as_its_own_cell() {
    let of = |aggregate: &str, figures: [&str; 3]| {
        let [one, two, three] = figures;
        let rows = format!("\n村名|户数\n甲村|{one}\n乙村|{two}\n丙村|{three}\n");
        let settings = format!("column = '户数'\naggregate = '{aggregate}'\nunit = '户'");
        written(&rows, &settings)
    };
    let figures = ["约300", "500", "20"];
    assert_eq!(of("max", figures), "500户");
    assert_eq!(of("min", figures), "20户");
    assert_eq!(of("sum", figures), "约820户");
    assert_eq!(of("max", ["约300", "50", "20"]), "约300户");
    assert_eq!(of("min", ["约300", "500", "300"]), "约300户");
}

/// The word may stand behind the scale: 4.5万多亩.
#[test]
fn an_approximate_number_is_read_wherever_its_word_stands() {
    let of = |cell: &str, unit: &str| {
        let rows = format!("\n指标|单位|数值\n面积|{unit}|{cell}\n产量|吨|3\n");
        written(&rows, &format!("column = '数值'\nrow = '面积'\nunit = '{unit}'"))
    };
    for (cell, unit, expected) in [
        ("4.5万多亩", "亩", "45000多亩"),
        ("4.5万余亩", "亩", "45000余亩"),
        ("近4.5万亩", "亩", "近45000亩"),
        ("超4.5万亩", "亩", "超45000亩"),
        ("3百多户", "户", "300多户"),
        ("1.2亿多元", "万元", "12000多万元"),
    ] {
        assert_eq!(of(cell, unit), expected, "{cell}");
    }
    for cell in ["上百户", "近百户", "三百多户"] {
        assert!(of(cell, "户").contains("NotANumber"), "{cell}");
    }
}

/// 4.56万 under 万元 is 4.56万元 to one reader and 4.56亿元 to another.
#[test]
fn a_bare_scale_under_a_unit_that_has_one_is_an_error() {
    let output = |cell: &str, of_row: &str, wanted: &str| {
        let rows = format!("\n指标|单位|本年\n产值|{of_row}|{cell}\n税收|{of_row}|3\n");
        taken(&rows, &format!("column = '本年'\nrow = '产值'\nunit = '{wanted}'"))
    };
    for (cell, of_row, wanted) in [
        ("4.56万", "万元", "万元"),
        ("4.56万", "万元", "元"),
        ("4.56万", "", "万元"),
        ("1.2亿", "千元", "万元"),
        ("1.2万", "万亩", "亩"),
        ("1.2万", "万元/户", "万元/户"),
    ] {
        assert_eq!(
            output(cell, of_row, wanted),
            "None E-UNIT-SCALE",
            "{cell} {of_row} {wanted}"
        );
    }
    for (cell, of_row, wanted, expected) in [
        ("4.56万", "元", "万元", "4.56 万元"),
        ("4.56万", "元", "元", "45600 元"),
        ("4.56万元", "万元", "万元", "4.56 万元"),
        ("¥4.56万", "万元", "万元", "4.56 万元"),
        ("1.2万", "公斤", "吨", "12 吨"),
        ("1.2万", "千瓦", "千瓦", "12000 千瓦"),
    ] {
        assert_eq!(output(cell, of_row, wanted), expected, "{cell} {of_row} {wanted}");
    }
    let line = "\n单位：万元||\n村名|产值|税收\n甲村|4.56万|1\n乙村|3|2\n";
    let total = "column = '产值'\naggregate = 'sum'\nunit = '万元'";
    assert_eq!(taken(line, total), "None E-UNIT-SCALE");
    let base = "\n指标|单位|本年|上年\n产值|万元|3|2.9万\n";
    let base = taken(
        base,
        "column = '本年'\nrow = '产值'\nunit = '万元'\nbase = { column = '上年' }",
    );
    assert_eq!(base, "3 万元 E-UNIT-SCALE");
}

/// The same of a condition, whichever side has the bare scale.
#[test]
fn a_bare_scale_in_a_condition_is_an_error_too() {
    let count = |cell: &str, column: &str, limit: &str| {
        let rows = format!("\n项目|{column}\n甲|{cell}\n乙|2\n");
        taken(
            &rows,
            &format!("aggregate = 'count'\nwhere = ['投资 > {limit}']\nunit = '个'\nkind = 'count'"),
        )
    };
    assert_eq!(count("4.56万", "投资（万元）", "3"), "None E-UNIT-SCALE");
    // Of each row that it is asked of.
    let asked = count("4.56", "投资（万元）", "1万");
    assert_eq!(asked, "None E-UNIT-SCALE E-UNIT-SCALE");
    assert_eq!(count("4.56万", "投资（元）", "1万"), "1 个");
    assert_eq!(count("4.56", "投资（万元）", "3万元"), "1 个");
}

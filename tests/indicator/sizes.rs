//! Figures of a size that their unit cannot have: units that contradict each other, 元 typed for 万元, shares for percents.

use super::silent::{sum, taken};

/// A row's own unit against that of the head.
#[test]
fn a_row_s_unit_against_the_head_s_is_an_error() {
    let table = |head: &str| format!("\n指标|单位|{head}\n面积|亩|300\n产量|吨|5\n");
    let area = |rows: &str| taken(rows, "column = '本年'\nrow = '面积'\nunit = '亩'");
    assert_eq!(area(&table("本年")), "300 亩");
    assert_eq!(area(&table("本年（公顷）")), "None E-UNIT");
    // The cell itself goes before both.
    assert_eq!(area(&table("本年（公顷）").replace("300", "\"300亩")), "300 亩");
    assert_eq!(
        area("\n指标|单位|本年\n||公顷\n面积|亩|300\n产量|吨|5\n"),
        "None E-UNIT"
    );
    assert_eq!(
        sum("\n村名|面积（亩）\n|公顷\n李家村|10\n鼎新村|20\n", "面积", "亩"),
        "None E-UNIT"
    );
    // The label of a group is not that of its column.
    let group = "\n村名|产值（万元）|\n|本年|人均（元）\n李家村|10|5\n鼎新村|20|6\n";
    assert_eq!(sum(group, "人均", "元"), "11 元");
}

/// A row's own unit against the 单位 line, which gives way.
#[test]
fn a_row_s_unit_against_the_line_is_told() {
    let area = |line: &str| {
        let rows = format!("\n{line}||\n指标|单位|本年\n面积|亩|300\n人均产值|元|5\n");
        taken(&rows, "column = '本年'\nrow = '面积'\nunit = '亩'")
    };
    assert_eq!(area("单位：公顷"), "300 亩 W-UNIT-NOTE");
    assert_eq!(area("单位：亩"), "300 亩");
    assert_eq!(area("单位：公顷、亩、万元"), "300 亩");
    let head = "\n单位：万元||\n指标|单位|本年\n产值|万元|300\n人均产值|元|5\n";
    assert_eq!(taken(head, "column = '本年'\nrow = '人均产值'\nunit = '元'"), "5 元");
}

fn grown(own: &str, last: &str, unit: &str, more: &str) -> String {
    let rows = format!("\n指标|单位|本年|上年\n产值|万元|{own}|{last}\n");
    let settings = format!("column = '本年'\nrow = '产值'\nunit = '{unit}'\nbase = {{ column = '上年' }}\n{more}");
    taken(&rows, &settings)
}

/// 元 typed for 万元, against last year, though both places state the unit.
#[test]
fn a_figure_of_another_unit_than_last_year_s_is_an_error() {
    assert_eq!(grown("95312", "90000", "万元", ""), "95312 万元");
    assert_eq!(grown("953120000", "90000", "万元", ""), "953120000 万元 E-SIZE");
    assert_eq!(grown("953120000", "90000", "亿元", ""), "95312 亿元 E-SIZE");
    assert_eq!(grown("9.53", "90000", "万元", ""), "9.53 万元 E-SIZE");
    // As large a change as no two units have.
    assert_eq!(grown("300", "1", "万元", ""), "300 万元");
    assert_eq!(grown("3000", "1", "万元", ""), "3000 万元");
    let accepted = "[[accept]]\ncheck = '上年量级·甲'\ntownship = '鼎新镇'\nvalue = '953120000万元'\nreason = '新'\nresponsible = '统计站'\n";
    assert_eq!(
        grown("953120000", "90000", "万元", accepted),
        "953120000 万元 N-ACCEPTED"
    );
    assert_eq!(
        grown("953120000", "90000", "万元", "[checks]\nsize = 'warning'\n"),
        "953120000 万元 W-SIZE"
    );
    let rate = |own: &str| {
        let rows = format!("\n指标|单位|本年|上年\n参保率|%|{own}|97.2\n");
        taken(
            &rows,
            "column = '本年'\nrow = '参保率'\nunit = '%'\nkind = 'rate'\nbase = { column = '上年' }",
        )
    };
    assert_eq!(rate("98.6"), "98.6 %");
    assert_eq!(rate("0.986"), "0.986 % E-SIZE W-RATIO");
}

#[test]
fn a_figure_a_thousand_times_all_others_of_its_column_is_an_error() {
    let villages = |first: &str| {
        sum(
            &format!("\n村名|产值（万元）\n甲村|{first}\n乙村|120\n丙村|95\n丁村|130\n"),
            "产值",
            "万元",
        )
    };
    assert_eq!(villages("110"), "455 万元");
    assert_eq!(villages("1100000"), "1100345 万元 E-SIZE");
    // Large, but not beyond what one village with a factory may have.
    assert_eq!(villages("90000"), "90345 万元");
    // Two others say little.
    assert_eq!(
        sum("\n村名|产值（万元）\n甲村|1100000\n乙村|120\n丙村|95\n", "产值", "万元"),
        "1100215 万元"
    );
}

/// The same of a sheet for every village, and of rows.
#[test]
fn a_figure_a_thousand_times_those_of_the_other_sheets_is_an_error() {
    use super::sample::{run, sheet, workbook};
    let village = |(name, output): &(&str, u32)| sheet(name, &format!("\n指标|单位|数值\n产值|万元|{output}\n"), &[]);
    let sheets = |first: u32| {
        let all = [("甲村", first), ("乙村", 120), ("丙村", 95), ("丁村", 130)];
        [workbook("鼎新镇/各村.xlsx", all.iter().map(village).collect())]
    };
    let codes = |text: &str, first: u32| {
        let (_, sink) = run(text, &sheets(first));
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        codes.collect::<Vec<_>>().join(" ")
    };
    let total = "[[indicator]]\nname = '产值'\nsheet = '*村'\ncolumn = '数值'\nrow = '产值'\naggregate = 'sum'\nunit = '亿元'\n";
    let rows = "[[rows]]\nname = '各村'\nsheet = '*村'\nfields = [{ name = '产值', column = '数值', row = '产值', unit = '万元' }]\n";
    for text in [total, rows] {
        assert_eq!(codes(text, 1_100_000), "E-SIZE");
        assert_eq!(codes(text, 9_000), "");
    }
}

/// 0.986 of which nobody says whether it is in percent.
#[test]
fn shares_that_may_be_fractions_are_an_error() {
    let rate = |rows: &str, column: &str, row: &str| {
        taken(
            rows,
            &format!("column = '{column}'\nrow = '{row}'\nunit = '%'\nkind = 'rate'"),
        )
    };
    let villages =
        |head: &str, second: &str| rate(&format!("\n村名|{head}\n甲村|0.986\n乙村|{second}\n"), "参保率", "甲村");
    assert_eq!(villages("参保率", "0.97"), "None E-RATIO-UNIT");
    assert_eq!(villages("参保率", "1"), "None E-RATIO-UNIT");
    let level = rate(
        "\n村名|人口|机械化程度\n甲村|300|0.986\n乙村|400|0.97\n",
        "机械化程度",
        "甲村",
    );
    assert_eq!(level, "None E-RATIO-UNIT");
    assert_eq!(villages("参保率（%）", "0.97"), "0.986 % W-RATIO");
    assert_eq!(villages("参保率", "97.1"), "0.986 % W-RATIO");
    let formatted = rate("\n村名|参保率\n甲村|%0.986\n乙村|%0.97\n", "参保率", "甲村");
    assert_eq!(formatted, "98.6 %");
    let indicators = |last: &str| {
        rate(
            &format!("\n指标|本年|上年\n户数|320|300\n参保率|0.986|{last}\n"),
            "本年",
            "参保率",
        )
    };
    assert_eq!(indicators("0.97"), "None E-RATIO-UNIT");
    assert_eq!(indicators("97"), "0.986 % W-RATIO");
    let change = rate("\n指标|本年|上年|增减\n参保率|0.986|0.97|1.6\n", "本年", "参保率");
    assert_eq!(change, "None E-RATIO-UNIT");
    let one = rate("\n指标|本年\n参保率|1\n户数|5\n", "本年", "参保率");
    assert_eq!(one, "None E-RATIO-UNIT");
}

/// Last year's figures that are this year's.
#[test]
fn a_last_year_that_is_this_year_is_told() {
    let all = |rows: &str, base: &str| {
        let one = |name: &str| {
            format!("[[indicator]]\nname = '{name}'\nsheet = '表'\ncolumn = '本年'\nunit = '亩'\nbase = {{ {base} }}\n")
        };
        let text: String = ["甲", "乙", "丙"].map(one).concat();
        let last = super::sample::sheet("去年", "\n指标|本年\n甲|5\n乙|6\n丙|0\n丁|9\n", &[]);
        let book = [super::sample::workbook(
            "鼎新镇/数.xlsx",
            vec![super::sample::sheet("表", rows, &[]), last],
        )];
        let (_, sink) = super::sample::run(&text, &book);
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        codes.collect::<Vec<_>>().join(" ")
    };
    let column = "column = '上年'";
    assert_eq!(all("\n指标|本年|上年\n甲|5|5\n乙|6|6\n丙|7|7\n", column), "W-BASE-SAME");
    assert_eq!(all("\n指标|本年|上年\n甲|5|5\n乙|6|6\n丙|7|8\n", column), "");
    // Two alike and a nothing may be so by chance.
    assert_eq!(all("\n指标|本年|上年\n甲|5|5\n乙|6|6\n丙|0|0\n", column), "");
    // The same sheet twice is no chance, however few figures are taken from it.
    assert_eq!(
        all("\n指标|本年\n甲|5\n乙|6\n丙|0\n丁|9\n", "sheet = '去年'"),
        "W-BASE-SAME"
    );
    assert_eq!(all("\n指标|本年\n甲|5\n乙|6\n丙|0\n丁|8\n", "sheet = '去年'"), "");
    assert_eq!(all("\n指标|本年\n甲|5\n乙|6\n丙|8\n", "column = '本年'"), "W-BASE-SAME");
}

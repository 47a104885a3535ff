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

/// 计量单位 beside 数量 speaks of it, and the other columns of themselves.
#[test]
fn a_column_of_units_speaks_of_the_bare_column_beside_it() {
    let works = "\n建设内容|计量单位|数量|单价（元）|金额（万元）\n高标准农田|亩|500|1500|75\n灌渠|米|3000|200|60\n奖补|元|50000|1|5\n";
    let of = |column: &str, row: &str, unit: &str| {
        taken(works, &format!("column = '{column}'\nrow = '{row}'\nunit = '{unit}'"))
    };
    assert_eq!(of("金额", "高标准农田", "万元"), "75 万元");
    assert_eq!(of("金额", "奖补", "万元"), "5 万元");
    assert_eq!(of("数量", "高标准农田", "亩"), "500 亩");
    assert_eq!(of("数量", "奖补", "元"), "50000 元");
    assert_eq!(sum(works, "金额", "万元"), "140 万元");
    let grain = "\n指标|计量单位|本年|亩均（元）|折合（吨）\n粮食|公斤|500000|900|500\n油菜|公斤|30000|700|30\n";
    let of = |column: &str| taken(grain, &format!("column = '{column}'\nrow = '粮食'\nunit = '吨'"));
    assert_eq!((of("本年"), of("折合")), ("500 吨".to_owned(), "500 吨".to_owned()));
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
    // As large a change as no two units have: from a small beginning it is growth, from no other.
    assert_eq!(grown("300", "1", "万元", ""), "300 万元");
    assert_eq!(grown("3000", "1", "万元", ""), "3000 万元");
    assert_eq!(grown("18609480", "17231", "万元", ""), "18609480 万元 E-SIZE");
    assert_eq!(grown("17231", "18609480", "万元", ""), "17231 万元 E-SIZE");
    assert_eq!(grown("17230990", "17231", "万元", ""), "17230990 万元");
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
    assert_eq!(rate("0.986"), "0.986 % W-RATIO W-SIZE");
}

#[test]
fn a_figure_a_thousand_times_all_others_of_its_column_is_told() {
    let villages = |first: &str| {
        sum(
            &format!("\n村名|产值（万元）\n甲村|{first}\n乙村|120\n丙村|95\n丁村|130\n"),
            "产值",
            "万元",
        )
    };
    assert_eq!(villages("110"), "455 万元");
    assert_eq!(villages("1100000"), "1100345 万元 W-SIZE");
    // Large, but not beyond what one village with a factory may have.
    assert_eq!(villages("90000"), "90345 万元");
    // Two others say little.
    assert_eq!(
        sum("\n村名|产值（万元）\n甲村|1100000\n乙村|120\n丙村|95\n", "产值", "万元"),
        "1100215 万元"
    );
}

/// One village with the only factory, one park among roads, an indicator table: no two units differ like that.
#[test]
fn a_large_figure_that_no_unit_explains_is_sound() {
    let villages = "\n村名|工业产值（万元）\n东村|12\n西村|8.5\n南村|20\n北村|0\n中村|11\n园区村|36000\n";
    assert_eq!(sum(villages, "工业产值", "万元"), "36051.5 万元");
    let shops = "\n村名|商户（个）\n甲村|1\n乙村|2\n丙村|2\n丁村|15200\n";
    assert_eq!(sum(shops, "商户", "个"), "15205 个");
    let rows = "[[rows]]\nname = '甲'\nfields = [{ name = '名', column = '指标名称', type = 'text' }, { name = '值', column = '本年' }]\n";
    let codes = |rows: &str, text: &str| {
        let (_, sink) = super::sample::run(text, &super::silent::book(rows, &[]));
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        codes.collect::<Vec<_>>().join(" ")
    };
    let indicators =
        "\n指标名称|计量单位|本年\n工资|万元|12\n税收|万元|20\n补贴|万元|15\n利润|万元|11\n产值|万元|150000\n";
    assert_eq!(codes(indicators, rows), "");
    // A cell that is of a sum and of rows is told of once.
    let roads = "\n项目名称|总投资（万元）\n甲路|20\n乙路|25\n丙路|30\n丁路|35\n产业园|150000\n";
    let rows = rows.replace("指标名称", "项目名称").replace("'本年'", "'总投资'");
    assert_eq!(codes(roads, &rows), "W-SIZE");
    let both = format!("{rows}[[indicator]]\nname = '乙'\ncolumn = '总投资'\naggregate = 'sum'\nunit = '万元'\n");
    assert_eq!(codes(roads, &both), "W-SIZE");
}

/// Slow growth is no fraction, and a small beginning no other unit.
#[test]
fn rates_that_fall_and_figures_that_begin_are_sound() {
    let after = |unit: &str, own: &str, last: &str, more: &str| {
        let rows = format!("\n指标|单位|本年|上年\n数|{unit}|{own}|{last}\n");
        let settings = format!("column = '本年'\nrow = '数'\nunit = '{unit}'\nbase = {{ column = '上年' }}\n{more}");
        taken(&rows, &settings)
    };
    for (own, last) in [("0.1", "8.6"), ("-0.1", "9.2"), ("8.6", "0.1"), ("-0.9", "90")] {
        assert_eq!(after("%", own, last, ""), format!("{own} %"));
    }
    assert_eq!(after("%", "1", "100", ""), "1 % W-SIZE");
    assert_eq!(after("亩", "1500", "1", ""), "1500 亩 W-SIZE");
    assert_eq!(after("万元", "30000", "3", ""), "30000 万元 W-SIZE");
    assert_eq!(after("万元", "300000", "30", ""), "300000 万元 E-SIZE");
    // Several figures of one table that begin alike are of another unit.
    let rows = "\n村名|面积（亩）|上年面积（亩）\n甲村|1500|1\n乙村|3000|2\n丙村|4500|3\n";
    let text = "[[rows]]\nname = '甲'\nfields = [{ name = '村名', type = 'text' }, { name = '面积', unit = '亩', base = '上年面积' }]\n";
    let (_, sink) = super::sample::run(text, &super::silent::book(rows, &[]));
    assert_eq!(sink.into_sorted()[0].code.to_string(), "E-SIZE");
}

/// The same of a sheet for every village, and of rows.
#[test]
fn a_figure_a_thousand_times_those_of_the_other_sheets_is_told() {
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
        assert_eq!(codes(text, 1_100_000), "W-SIZE");
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

/// A % on another rate of the table is heeded, and nobody writes a fraction in ‰.
#[test]
fn small_rates_beside_percents_are_percents() {
    let rate = |rows: &str, row: &str, unit: &str| {
        taken(
            rows,
            &format!("column = '本年'\nrow = '{row}'\nunit = '{unit}'\nkind = 'rate'"),
        )
    };
    let sibling = "\n指标|本年|上年\n参保率（%）|0.8|0.9\n登记失业率|0.8|0.9\n";
    assert_eq!(rate(sibling, "登记失业率", "%"), "0.8 % W-RATIO");
    let parent = "\n指标|本年|上年\n增长（%）||\n  产值增速|0.8|0.9\n  收入增速|0.5|0.6\n";
    assert_eq!(rate(parent, "产值增速", "%"), "0.8 % W-RATIO");
    // Low everywhere, in a table that nobody may change: the configuration says what it is.
    let low = "\n村名|本年|上年\n东村|0|0.2\n西村|0.3|0.5\n";
    assert_eq!(rate(low, "西村", "%"), "None E-RATIO-UNIT");
    let stated =
        "column = '本年'\nrow = '西村'\nunit = '%'\nkind = 'rate'\npercents = true\nbase = { column = '上年' }";
    assert_eq!(taken(low, stated), "0.3 %");
    let deaths = "\n指标|本年\n死亡率|0.6\n出生率|0.9\n";
    assert_eq!(rate(deaths, "死亡率", "‰"), "0.6 ‰");
    assert_eq!(rate(deaths, "死亡率", "%"), "None E-RATIO-UNIT");
}

/// Stocks, full rates and standards stay as they are for years.
#[test]
fn what_stays_the_same_for_years_is_no_copy() {
    let all = |kind: &str, unit: &str, rows: &[(&str, u32)]| {
        let one = |(name, _): &(&str, u32)| {
            format!(
                "[[indicator]]\nname = '{name}'\ncolumn = '本年'\nunit = '{unit}'\nkind = '{kind}'\nbase = {{ column = '上年' }}\n"
            )
        };
        let text: String = rows.iter().map(one).collect();
        let lines: String = rows
            .iter()
            .map(|(name, value)| format!("{name}|{value}|{value}\n"))
            .collect();
        let (_, sink) = super::sample::run(
            &text,
            &super::silent::book(&format!("\n指标|本年（{unit}）|上年（{unit}）\n{lines}"), &[]),
        );
        let codes = sink.into_sorted().into_iter().map(|problem| problem.code.to_string());
        codes.collect::<Vec<_>>().join(" ")
    };
    let stocks = [
        ("行政村", 12),
        ("小组", 98),
        ("水库", 3),
        ("小学", 4),
        ("医院", 1),
        ("车站", 2),
        ("桥", 7),
    ];
    assert_eq!(all("stock", "个", &stocks), "");
    assert_eq!(all("flow", "个", &stocks), "W-BASE-SAME");
    let full = [("普及率", 100), ("通村率", 100), ("覆盖率", 100)];
    assert_eq!(all("rate", "%", &full), "");
    let standards = [("低保标准", 700), ("特困标准", 1050), ("孤儿标准", 1500)];
    assert_eq!(all("flow", "元", &standards), "");
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

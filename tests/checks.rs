//! Checks on the data: each built-in and declared one fails where it should and passes where it should, can be
//! accepted, and stands in the manifest and in checks.xlsx.

#[path = "checks/exceptions.rs"]
mod exceptions;
#[path = "checks/fixture.rs"]
mod fixture;

use gongwen::indicator::Verdict;

use fixture::{failed, golden, judge, verdict};

/// A table of villages, its totals and last row given.
fn villages(total: &str, rows: &str) -> String {
    format!("村名|粮食作物播种面积（亩）|户数（户）\n||\n{rows}合计|{total}\n")
}

const SUMS: &str = r#"
[[indicator]]
name = "粮食播种面积"
column = "粮食作物播种面积"
row = "合计"
unit = "亩"
[[indicator]]
name = "户数"
column = "户数"
row = "合计"
unit = "户"
"#;

#[test]
fn a_total_is_the_sum_of_its_rows_within_rounding() {
    let sums = |total: &str| {
        let sheet = villages(total, "李家村|12.3|100\n鼎新村|5.6|50\n");
        let judged = judge(SUMS, &[("表", &sheet)]);
        [verdict(&judged, "合计·粮食播种面积"), verdict(&judged, "合计·户数")]
    };
    assert_eq!(sums("17.9|150"), [Verdict::Passed, Verdict::Passed]);
    // Two parts, each rounded: one unit of the last digit is rounding, two are not; households are counted.
    assert_eq!(sums("18.0|151"), [Verdict::Passed, Verdict::Failed]);
    assert_eq!(sums("18.1|150"), [Verdict::Failed, Verdict::Passed]);
    golden(
        "sum",
        SUMS,
        &[("表", &villages("19.0|150", "李家村|12.3|100\n鼎新村|5.6|50\n"))],
    );
}

/// Last year's column and the target's are judged as the column of their field is.
#[test]
fn the_totals_of_what_rows_are_compared_with_are_judged() {
    let sheet = "村名|产量（吨）|上年（吨）|目标（吨）\n|||\n李家村|110|100|1\n鼎新村|90|80|2\n龙井村|70|60|3\n合计|270|999|777\n";
    let settings = "[[rows]]\nname = \"各村\"\nfields = [\n  { name = \"产量\", unit = \"吨\", base = \"上年\", target = \"目标\" },\n]\n";
    let judged = judge(settings, &[("表", sheet)]);
    assert_eq!(failed(&judged), ["合计·各村.上年产量", "合计·各村.目标产量"]);
}

#[test]
fn a_blank_row_softens_a_wrong_total_and_text_leaves_it_unjudged() {
    let blank = villages("30|150", "李家村|10|100\n鼎新村||50\n");
    golden("sum_blank", SUMS, &[("表", &blank)]);
    let text = villages("30|150", "李家村|10|100\n鼎新村|待核|50\n");
    assert_eq!(
        verdict(&judge(SUMS, &[("表", &text)]), "合计·粮食播种面积"),
        Verdict::Skipped
    );
}

#[test]
fn subtotals_are_the_sums_of_their_own_rows() {
    let table = |sub: &str| {
        format!(
            "村名|粮食作物播种面积（亩）|户数（户）\n||\n李家村|10|1\n鼎新村|20|1\n小计|{sub}|2\n龙井村|5|1\n小计|5|1\n合计|35|3\n"
        )
    };
    let judged = |sub: &str| judge(SUMS, &[("表", &table(sub))]);
    assert_eq!(failed(&judged("30")), Vec::<&str>::new());
    assert_eq!(failed(&judged("40")).len(), 1);
}

#[test]
fn rates_are_not_summed() {
    let settings =
        "[[indicator]]\nname = \"机械化率\"\ncolumn = \"机械化率\"\nrow = \"合计\"\nunit = \"%\"\nkind = \"rate\"\n";
    let sheet = "村名|机械化率|户数（户）\n||\n李家村|80|1\n鼎新村|90|1\n合计|85|2\n";
    assert!(judge(settings, &[("表", sheet)]).results.is_empty());
}

#[test]
fn a_part_is_no_more_than_its_whole() {
    let settings = "[[indicator]]\nname = \"粮食\"\ncolumn = \"本年\"\nrow = \"粮食\"\nunit = \"亩\"\n";
    let sheet = |part: &str| format!("指标名称|计量单位|本年\n粮食|亩|100\n　　其中：水稻|亩|{part}\n蔬菜|亩|7\n");
    assert_eq!(
        verdict(&judge(settings, &[("表", &sheet("100"))]), "其中·粮食·水稻"),
        Verdict::Passed
    );
    golden("part", settings, &[("表", &sheet("101"))]);
}

const CHANGE: &str = r#"
[[indicator]]
name = "粮食"
column = "本年"
row = "粮食"
unit = "亩"
base = { column = "上年" }
"#;

#[test]
fn changes_are_recomputed() {
    let sheet =
        |change: &str| format!("指标名称|计量单位|本年|上年|增减|增减%\n粮食|亩|112|100|{change}\n蔬菜|亩|7|7|0|0\n");
    let judged = judge(CHANGE, &[("表", &sheet("12|12.0"))]);
    assert_eq!(verdict(&judged, "增减·粮食"), Verdict::Passed);
    assert_eq!(verdict(&judged, "增减%·粮食"), Verdict::Passed);
    golden("change", CHANGE, &[("表", &sheet("9|21"))]);
}

const RULES: &str = r#"
[[indicator]]
name = "参保人数"
column = "本年"
row = "参保人数"
unit = "人"
[[indicator]]
name = "户籍人口"
column = "本年"
row = "户籍人口"
unit = "人"
max = 50000
min = 1000
base = { column = "上年" }
[[indicator]]
name = "参保率"
column = "本年"
row = "参保率"
unit = "%"
kind = "rate"
decimals = 1
[[check]]
name = "参保率与人数相符"
rule = "参保率 = 参保人数 / 户籍人口 * 100"
[[check]]
name = "参保人数不超过人口"
level = "warning"
rule = "参保人数 <= 户籍人口"
[[check]]
name = "人口变化不大"
indicator = "户籍人口"
change = [-2, 1.5]
[[check]]
name = "上年人口与去年一致"
indicator = "户籍人口"
last_year = { sheet = "2022年", column = "年末" }
[[check]]
name = "两张表的人口一致"
level = "note"
indicator = "户籍人口"
same_as = { sheet = "公安", column = "人数", row = "合计人口" }
"#;

fn population(insured: &str, people: &str, rate: &str) -> Vec<(&'static str, String)> {
    vec![
        (
            "民生",
            format!(
                "指标名称|计量单位|本年|上年\n参保人数|人|{insured}|1\n户籍人口|人|{people}|20000\n参保率|%|{rate}|1\n"
            ),
        ),
        (
            "(2022年)",
            "指标名称|计量单位|年末\n户籍人口|人|20000\n其他|人|1\n".to_owned(),
        ),
        (
            "公安",
            "指标名称|计量单位|人数\n合计人口|人|20100\n其他|人|1\n".to_owned(),
        ),
    ]
}

#[test]
fn declared_checks_pass_where_they_hold() {
    let sheets = population("19500", "20100", "97.0");
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
    let judged = judge(RULES, &sheets);
    for check in [
        "范围·户籍人口",
        "参保率与人数相符",
        "参保人数不超过人口",
        "人口变化不大",
        "上年人口与去年一致",
        "两张表的人口一致",
    ] {
        assert_eq!(verdict(&judged, check), Verdict::Passed, "{check}");
    }
}

#[test]
fn declared_checks_fail_where_they_do_not() {
    let mut sheets = population("60100", "60000", "97.0");
    sheets[1].1 = "指标名称|计量单位|年末\n户籍人口|人|19999\n其他|人|1\n".to_owned();
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
    golden("declared", RULES, &sheets);
}

#[test]
fn a_check_without_its_values_is_not_judged() {
    let settings = RULES.replace("decimals = 1", "decimals = 1\nmissing = \"dash\"");
    let sheets = population("19500", "20100", "");
    let sheets: Vec<(&str, &str)> = sheets.iter().map(|(name, rows)| (*name, rows.as_str())).collect();
    assert_eq!(
        verdict(&judge(&settings, &sheets), "参保率与人数相符"),
        Verdict::Skipped
    );
}

const VILLAGES: &str = r#"
[aliases]
"鼎新村" = ["鼎新社区"]
[[rows]]
name = "各村"
sheet = "表"
fields = [{ name = "村名", type = "text" }, { name = "面积", unit = "亩" }]
[[rows]]
name = "去年各村"
sheet = "名单"
fields = [{ name = "村名", type = "text" }, { name = "户数", unit = "户" }]
[[check]]
name = "各村齐全"
rows = "各村"
villages = ["李家村", "鼎新村"]
[[check]]
name = "与去年的村相同"
rows = "各村"
villages_of = "去年各村"
"#;

#[test]
fn missing_villages_are_named() {
    let list = "村名|户数（户）|备注\n||\n李 家 村|1|\n龙井村|2|\n";
    let whole = "村名|面积（亩）|备注\n||\n李家村|1|\n鼎新社区|2|\n龙井村|3|\n";
    let judged = judge(VILLAGES, &[("表", whole), ("名单", list)]);
    assert_eq!(verdict(&judged, "各村齐全"), Verdict::Passed);
    assert_eq!(verdict(&judged, "与去年的村相同"), Verdict::Passed);
    let part = "村名|面积（亩）|备注\n||\n李家村|1|\n白云村|2|\n";
    golden("villages", VILLAGES, &[("表", part), ("名单", list)]);
}

#[test]
fn mistakes_of_the_declarations() {
    let settings = r#"
[[indicator]]
name = "甲"
column = "本年"
[[check]]
name = "无算式"
[[check]]
name = "无算式"
rule = "甲"
[[check]]
name = "缺半边"
rule = "甲 <= "
[[check]]
name = "两个等号"
rule = "甲 = 1 = 2"
[[check]]
name = "没有的名称"
rule = "甲 <= 乙"
[[accept]]
check = "缺半边"
township = "鼎新镇"
value = "1"
[[override]]
indicator = "丙"
township = "鼎新镇"
value = "很多"
replaces = "无"
reason = "核实"
responsible = "统计员岗位"
"#;
    golden("declarations", settings, &[]);
}

#[test]
fn the_usual_identities_are_one_line() {
    let names = [
        "粮食播种面积",
        "水稻面积",
        "玉米播种面积",
        "排查矛盾纠纷",
        "调解成功件数",
        "调解成功率",
    ];
    let indicators = names.map(|name| {
        let kind = if name.ends_with('率') {
            "unit = \"%\"\nkind = \"rate\"\ndecimals = 1\n"
        } else {
            ""
        };
        format!("[[indicator]]\nname = \"{name}\"\ncolumn = \"本年\"\n{kind}")
    });
    let settings = format!("[checks]\nidentities = \"error\"\n{}", indicators.concat());
    let sheet = |values: [&str; 6]| {
        let units = ["亩", "亩", "亩", "件", "件", "%"];
        let rows = names
            .iter()
            .zip(units)
            .zip(values)
            .map(|((name, unit), value)| format!("{name}|{unit}|{value}\n"));
        format!("指标名称|计量单位|本年\n{}", rows.collect::<String>())
    };
    let judged = judge(&settings, &[("表", &sheet(["100", "60", "40", "250", "245", "98.0"]))]);
    let passed: Vec<&str> = judged.results.iter().map(|result| result.check.as_str()).collect();
    assert_eq!(
        passed,
        [
            "恒等·分项粮食面积不超过粮食播种面积",
            "恒等·调解成功不超过排查",
            "恒等·调解成功率与件数相符"
        ]
    );
    assert!(judged.results.iter().all(|result| result.verdict == Verdict::Passed));
    golden(
        "identities",
        &settings,
        &[("表", &sheet(["99", "60", "40", "250", "251", "97.0"]))],
    );
}

#[test]
fn a_part_in_the_head_is_no_more_than_its_whole() {
    let settings = "[[indicator]]\nname = \"水稻\"\ncolumn = \"水稻\"\nrow = \"合计\"\nunit = \"亩\"\n";
    let sheet = |part: &str| {
        format!(
            "村名|粮食播种面积（亩）|其中：水稻（亩）|蔬菜（亩）\n|||\n李家村|60|20|1\n鼎新村|40|30|1\n合计|100|{part}|2\n"
        )
    };
    let judged = judge(settings, &[("表", &sheet("50"))]);
    assert_eq!(verdict(&judged, "其中·水稻·水稻"), Verdict::Passed);
    let judged = judge(settings, &[("表", &sheet("101"))]);
    assert_eq!(verdict(&judged, "其中·水稻·水稻"), Verdict::Failed);
}

/// A whole that is told of this year and of last year is that of this year for a part which is told once, and that of the
/// same year for one which is told of both.
#[test]
fn a_part_in_the_head_is_no_more_than_its_whole_of_the_same_year() {
    let settings = |column: &str| {
        format!("[[indicator]]\nname = \"水稻\"\ncolumn = \"{column}\"\nrow = \"鼎新村\"\nunit = \"亩\"\n")
    };
    let once = |part: &str| {
        format!("村名|粮食播种面积（亩）||其中：水稻（亩）\n|本年|上年同期|\n李家村|60|200|20\n鼎新村|40|200|{part}\n")
    };
    let verdict_of = |column: &str, table: &str| {
        let judged = judge(&settings(column), &[("表", table)]);
        let mut own = judged.results.iter().filter(|result| result.check.starts_with("其中·"));
        own.next().map(|result| result.verdict)
    };
    assert_eq!(verdict_of("水稻", &once("39")), Some(Verdict::Passed));
    assert_eq!(verdict_of("水稻", &once("41")), Some(Verdict::Failed));
    let both = |part: &str| {
        format!(
            "村名|粮食播种面积（亩）||其中：水稻（亩）|\n|本年|上年|本年|上年\n李家村|60|200|20|20\n鼎新村|40|200|{part}|20\n"
        )
    };
    // In one head with both years the part is that of this year.
    let beside =
        |part: &str| format!("村名|粮食（亩）||\n|本年|上年同期|其中：水稻\n李家村|60|20|30\n鼎新村|40|20|{part}\n");
    assert_eq!(verdict_of("水稻", &beside("39")), Some(Verdict::Passed));
    assert_eq!(verdict_of("水稻", &beside("41")), Some(Verdict::Failed));
    assert_eq!(verdict_of("水稻/本年", &both("39")), Some(Verdict::Passed));
    assert_eq!(verdict_of("水稻/本年", &both("41")), Some(Verdict::Failed));
}

//! Tables: the printed parts against the printed total, and the units that are stated over them.

use super::*;

fn with_decimals(name: &str, text: &str) -> Indicator {
    let mut value = other_value(name, text);
    if let Datum::Number(quantity) = &mut value.datum
        && text.contains("亩")
    {
        quantity.decimals = Some(1);
    }
    value
}

fn codes(values: &[(&str, &str)], text: &str) -> String {
    let values = indicators(values.iter().map(|(name, text)| with_decimals(name, text)).collect());
    codes_of(&values, text)
}

fn codes_of(values: &Indicators, text: &str) -> String {
    let (_, sink) = build(&format!("# 甲\n\n{text}"), values, &[]);
    let told = sink.as_slice().iter().map(|problem| problem.code.as_str());
    told.collect::<Vec<_>>().join(" ")
}

/// A column of these rows, each a label and a cell.
fn column(head: &str, rows: &[(&str, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(label, cell)| format!("| {label} | {cell} |\n"))
        .collect();
    format!("| 村 | {head} |\n|---|--:|\n{rows}")
}

/// A column of all rows of the data with their total; the total stands in a variable of its own.
fn over_all_rows(whole: &str, parts: &[&str], rows: &str) -> String {
    let field = |(number, part): (usize, &&str)| Record {
        fields: vec![
            indicator("村名", Datum::Text(format!("村{number}")), 4),
            with_decimals("数", part),
        ],
    };
    let records: Vec<Record> = parts.iter().enumerate().map(field).collect();
    let all = indicator("各村", Datum::Rows(records), 3);
    let text = format!(
        "| 村 | 数 |\n|---|--:|\n{{% for 村 in {rows} %}}\n| {{{{ 村.村名 }}}} | {{{{ 村.数 }}}} |\n{{% endfor %}}\n| 合计 | {{{{ 全部 }}}} |\n"
    );
    codes_of(&indicators(vec![with_decimals("全部", whole), all]), &text)
}

/// what rounding can make is noted, more is an error; what is counted is not rounded at all.
#[test]
fn a_total_row_is_held_against_its_printed_parts() {
    for (whole, one, other, expected) in [
        ("17.98亩", "12.34亩", "5.64亩", "N-ROUND"),
        ("18亩", "12.4亩", "5.6亩", ""),
        ("19.0亩", "12.3亩", "5.6亩", "E-LINT-SUM"),
        ("230户", "100户", "110户", "E-LINT-SUM"),
        ("211户", "100户", "110户", "E-LINT-SUM"),
        ("210户", "100户", "110户", ""),
        // What has no sum, and what is of several units.
        ("survey:230元", "survey:100元", "survey:110元", ""),
        ("rate:96%", "rate:95%", "rate:97%", ""),
        ("230亩", "100户", "110亩", ""),
    ] {
        assert_eq!(
            over_all_rows(whole, &[one, other], "各村"),
            expected,
            "{whole} {one} {other}"
        );
    }
    assert_eq!(over_all_rows("230户", &["100户", "110户"], "各村|前(1)"), "W-LINT-SUM");
    assert_eq!(over_all_rows("100户", &["100户", "110户"], "各村|前(1)"), "");
}

/// Rows that an author has put together may be parts of each other, last year's, or some of many.
#[test]
fn only_rows_that_are_parts_of_the_total_are_added_up() {
    let values = [("全部", "230户"), ("甲", "100户"), ("乙", "130户"), ("丙", "40户")];
    let all = ("合计", "{{ 全部 }}");
    let (one, other) = (("甲", "{{ 甲 }}"), ("乙", "{{ 乙 }}"));
    for (rows, expected) in [
        (vec![one, other, all], ""),
        (vec![all, one, other], ""),
        (vec![one, ("小计", "{{ 甲 }}"), other, ("小计", "{{ 乙 }}"), all], ""),
        (vec![one, ("小计", "{{ 丙 }}"), other, all], "W-LINT-SUM"),
        (vec![one, ("其中：丙", "{{ 丙 }}"), other, all], ""),
        (vec![one, all], "W-LINT-SUM"),
        // 全镇 is no promise that all villages are named.
        (vec![one, ("全镇", "{{ 全部 }}")], ""),
        (vec![("甲", "90"), other, all], "W-LINT-SUM"),
        (vec![("甲", "90"), other, ("合计", "220")], ""),
        (vec![one, ("乙", "—"), all], ""),
    ] {
        assert_eq!(codes(&values, &column("户数", &rows)), expected, "{rows:?}");
    }
    let rounded = [("全部", "17.98亩"), ("甲", "12.34亩"), ("乙", "5.64亩")];
    assert_eq!(codes(&rounded, &column("面积", &[one, other, all])), "N-ROUND");
    assert_eq!(codes(&rounded, &column("亩均", &[one, other, all])), "");
}

/// 全镇 over a loop of all villages is their sum; over some of them it is none.
#[test]
fn the_whole_townships_row_is_the_sum_of_all_its_rows() {
    let village = |name: &str, number: &str| Record {
        fields: vec![
            indicator("村名", Datum::Text(name.into()), 4),
            other_value("户数", number),
        ],
    };
    let rows = Datum::Rows(vec![village("甲村", "100户"), village("乙村", "130户")]);
    let values = |whole: &str| indicators(vec![other_value("全镇户数", whole), indicator("各村", rows.clone(), 3)]);
    let table = |rows: &str| {
        format!(
            "| 村 | 户数 |\n|---|--:|\n{{% for 村 in {rows} %}}\n| {{{{ 村.村名 }}}} | {{{{ 村.户数 }}}} |\n{{% endfor %}}\n| 全镇 | {{{{ 全镇户数 }}}} |\n"
        )
    };
    assert_eq!(codes_of(&values("230户"), &table("各村")), "");
    assert_eq!(codes_of(&values("250户"), &table("各村")), "E-LINT-SUM");
    assert_eq!(codes_of(&values("250户"), &table("各村|前(1)")), "");
}

/// The months of a row add up to what stands under 累计.
#[test]
fn months_add_up_to_what_is_cumulated() {
    let values = [
        ("一月", "100万元"),
        ("二月", "110万元"),
        ("累计数", "230万元"),
        ("和", "210万元"),
    ];
    let row = |heads: &str, total: &str| {
        let rules = "|---".repeat(heads.matches('|').count() - 1);
        format!("{heads}\n{rules}|\n| 投资 | {{{{ 一月 }}}} | {{{{ 二月 }}}} | {{{{ {total} }}}} |\n")
    };
    for (heads, total, expected) in [
        ("| 指标 | 1月 | 2月 | 累计 |", "累计数", "E-LINT-SUM"),
        ("| 指标 | 1月 | 2月 | 累计 |", "和", ""),
        ("| 指标 | 1月 | 2月 | 1—2月累计 |", "累计数", "E-LINT-SUM"),
        // August and September are not all that is cumulated.
        ("| 指标 | 8月 | 9月 | 累计 |", "累计数", ""),
        ("| 指标 | 上年 | 本年 | 累计 |", "累计数", ""),
    ] {
        assert_eq!(codes(&values, &row(heads, total)), expected, "{heads} {total}");
    }
}

/// 单位：万元 over a column of 亩 is refused; what is counted, and a percentage, may say by its name what it is.
#[test]
fn a_unit_of_another_measure_over_a_column_is_refused() {
    let values = [
        ("面积", "950亩"),
        ("户数", "30户"),
        ("占比", "rate:86%"),
        ("产值", "950万元"),
    ];
    let table = |unit: &str, head: &str, label: &str, name: &str| {
        format!("表：甲（单位：{unit}）\n\n| 项目 | {head} |\n|---|--:|\n| {label} | {{{{ {name} }}}} |\n")
    };
    for (unit, head, label, name, expected) in [
        ("万元", "面积", "甲", "面积", "E-LINT-UNIT"),
        ("万元、户", "面积", "甲", "面积", "E-LINT-UNIT"),
        ("万元、亩", "面积", "甲", "面积", ""),
        ("万元", "面积（亩）", "甲", "面积", ""),
        ("亩", "面积（万元）", "甲", "面积", ""),
        ("吨", "产值（亩）", "甲", "产值", "E-LINT-UNIT"),
        ("万元", "户数", "甲", "户数", ""),
        ("万元", "主体", "甲", "户数", "W-LINT-UNIT"),
        ("万元", "占比", "甲", "占比", ""),
        ("万元", "完成", "甲", "占比", "W-LINT-UNIT"),
        ("万元", "本年", "面积（亩）", "面积", ""),
        ("万元", "本年", "种植户数", "户数", ""),
    ] {
        assert_eq!(
            codes(&values, &table(unit, head, label, name)),
            expected,
            "{unit} {head} {label} {name}"
        );
    }
}

//! Which time a base is of is told by its head; a head that contradicts what a base or a target is declared to be is refused.

use gongwen::indicator::{BaseTime, Datum, Mapping};
use gongwen::workbook::Workbook;

use super::sample::{mapping, run_mapping, sheet, workbook};

fn book(own: &str, other: &str) -> [Workbook; 1] {
    let rows = format!("\n指标|单位|{own}|{other}\n存栏|头|2100|2000\n能繁母猪|头|50|40\n");
    [workbook("鼎新镇/数.xlsx", vec![sheet("表", &rows, &[])])]
}

/// A mapping of a report of January to September 2024.
fn of_september(text: &str) -> Mapping {
    let mut mapping = mapping(text);
    mapping.calendar.year = Some(2024);
    mapping.calendar.period = Some(("2024-01-01".parse().unwrap(), "2024-09-30".parse().unwrap()));
    mapping
}

/// The time of the base, or the codes of what is told.
fn told(mapping: &Mapping, books: &[Workbook]) -> String {
    let (indicators, sink) = run_mapping(mapping, books);
    let errors = sink.into_sorted().into_iter().map(|problem| {
        let found = problem.argument("found").unwrap_or_default().to_owned();
        format!("{} {found}", problem.code)
    });
    let errors: Vec<String> = errors.collect();
    if !errors.is_empty() {
        return errors.join("；");
    }
    let time = match indicators.values.get("甲").map(|value| &value.datum) {
        Some(Datum::Number(quantity)) => quantity.base.as_ref().map(|base| base.time),
        Some(Datum::Rows(records)) => match records[0].field("数").map(|field| &field.datum) {
            Some(Datum::Number(quantity)) => quantity.base.as_ref().map(|base| base.time),
            _ => None,
        },
        _ => None,
    };
    match time {
        Some(BaseTime::Usual) => "usual",
        Some(BaseTime::SamePeriod) => "上年同期",
        Some(BaseTime::YearEnd) => "上年末",
        Some(BaseTime::WholeYear) => "上年全年",
        None => "none",
    }
    .to_owned()
}

fn one(own: &str, kind: &str, beside: &str) -> Mapping {
    of_september(&format!(
        "[[indicator]]\nname = '甲'\ncolumn = '{own}'\nrow = '存栏'\nunit = '头'\nkind = '{kind}'\n{beside}\n"
    ))
}

fn base(kind: &str, own: &str, other: &str) -> String {
    let beside = format!("base = {{ column = '{other}' }}");
    told(&one(own, kind, &beside), &book(own, other))
}

#[test]
fn the_head_of_a_base_says_of_which_time_it_is() {
    for (head, time) in [
        ("去年9月末", "上年同期"),
        ("2023年9月末", "上年同期"),
        ("去年9月30日", "上年同期"),
        ("上年9月", "上年同期"),
        ("上年同期", "上年同期"),
        ("上年末", "上年末"),
        ("2023年末", "上年末"),
        ("2023年年底", "上年末"),
        ("2023年12月末", "上年末"),
        ("去年12月31日", "上年末"),
        ("2024年初", "上年末"),
        ("年初数", "上年末"),
        ("2023年", "usual"),
        ("上年", "usual"),
    ] {
        assert_eq!(base("stock", "9月末", head), time, "{head}");
    }
    for (head, time) in [
        ("2023年1—9月", "上年同期"),
        ("上年前三季度", "上年同期"),
        ("去年同期数", "上年同期"),
        ("上年全年", "上年全年"),
        ("2023年1—12月", "上年全年"),
        ("2023年", "usual"),
    ] {
        assert_eq!(base("flow", "1—9月", head), time, "{head}");
    }
    assert_eq!(base("flow", "1—9月", "上年预算执行数"), "usual");
    // The value's own head says of which months and year it is, where it does.
    assert_eq!(base("flow", "一季度", "上年一季度"), "上年同期");
    assert_eq!(base("flow", "2023年", "2022年"), "usual");
}

#[test]
fn a_base_of_another_time_is_refused() {
    for head in [
        "上月",
        "上季度",
        "上月末",
        "前年同期",
        "2022年9月末",
        "2024年6月末",
        "去年6月末",
        "计划数",
        "年度目标",
        "五年前",
    ] {
        assert_eq!(base("stock", "9月末", head), format!("E-BASE-TIME {head}"), "{head}");
    }
    for head in ["2022年1—9月", "上年上半年", "去年一季度", "2024年"] {
        assert_eq!(base("flow", "1—9月", head), format!("E-BASE-TIME {head}"), "{head}");
    }
    // 计划生育 is no plan.
    assert_eq!(base("flow", "1—9月", "上年计划生育户"), "usual");
}

#[test]
fn a_target_of_no_whole_year_is_refused() {
    let target = |head: &str| {
        let beside = format!("target = {{ column = '{head}' }}");
        told(&one("1—9月", "flow", &beside), &book("1—9月", head))
    };
    for head in ["年度目标", "全年计划", "2024年目标", "目标任务", "计划数", "1—12月计划"] {
        assert_eq!(target(head), "none", "{head}");
    }
    for head in [
        "五年目标",
        "5年规划目标",
        "十四五目标",
        "2023年目标",
        "2025年目标",
        "三季度目标",
        "月度任务",
        "上半年计划",
        "1—9月计划",
        "9月底前目标",
        "上年目标",
    ] {
        assert_eq!(target(head), format!("E-TARGET-TIME {head}"), "{head}");
    }
}

/// What the heads of both have in common is of the thing and of no time.
#[test]
fn what_both_heads_say_is_of_the_thing() {
    let rows = "\n指标|单位|2022年新建大棚||\n||1—9月|上年|全年目标\n存栏|头|2100|2000|3000\n能繁母猪|头|50|40|60\n";
    let books = [workbook("鼎新镇/数.xlsx", vec![sheet("表", rows, &["C1:E1"])])];
    let beside = "base = { column = '上年' }\ntarget = { column = '全年目标' }";
    assert_eq!(told(&one("1—9月", "flow", beside), &books), "usual");
}

/// Who knows better than the head says so.
#[test]
fn what_is_called_so_is_so() {
    let called = |own: &str, head: &str, side: &str, word: &str| {
        let beside = format!("{side} = {{ column = '{head}', called = '{word}' }}");
        told(&one(own, "stock", &beside), &book(own, head))
    };
    assert_eq!(called("9月末", "对照", "base", "上年同期"), "上年同期");
    assert_eq!(called("9月末", "上月", "base", "上年末"), "上年末");
    assert_eq!(called("9月末", "三季度目标", "target", "年度目标"), "none");
    assert_eq!(called("9月末", "上年", "base", "年度目标"), "E-IND-CALLED ");
    assert_eq!(called("9月末", "目标", "target", "上年末"), "E-IND-CALLED ");
}

/// Rows, sums of rows and what stands in another row are read in the same way.
#[test]
fn the_heads_of_rows_and_sums_are_read_too() {
    let villages = |head: &str| {
        let rows = format!("\n村名|9月末存栏（头）|{head}（头）\n李家村|5|4\n鼎新村|7|6\n");
        [workbook("鼎新镇/数.xlsx", vec![sheet("表", &rows, &[])])]
    };
    let rows = |head: &str, called: &str| {
        let fields = format!(
            "[[rows]]\nname = '甲'\nfields = [{{ name = '村名', type = 'text' }}, {{ name = '数', column = '9月末存栏', unit = '头', kind = 'stock', base = '{head}'{called} }}]\n"
        );
        told(&of_september(&fields), &villages(head))
    };
    assert_eq!(rows("去年9月末存栏", ""), "上年同期");
    assert_eq!(rows("上月末存栏", ""), "E-BASE-TIME 上月末存栏");
    assert_eq!(rows("上月末存栏", ", base_called = '上年末'"), "上年末");
    assert_eq!(rows("上月末存栏", ", base_called = '年度目标'"), "E-IND-CALLED ");
    let sum = |head: &str| {
        let text = format!(
            "[[indicator]]\nname = '甲'\ncolumn = '9月末存栏'\naggregate = 'sum'\nunit = '头'\nkind = 'stock'\nbase = {{ column = '{head}' }}\n"
        );
        told(&of_september(&text), &villages(head))
    };
    assert_eq!(sum("去年9月末存栏"), "上年同期");
    assert_eq!(sum("上月末存栏"), "E-BASE-TIME 上月末存栏");
}

/// A group of columns is called after what is compared in it; 9月累计 is since January; a plan's own figures are 完成数.
#[test]
fn heads_of_groups_and_of_sums_since_january_are_no_other_times() {
    let grouped = |group: &str, base: &str| {
        let rows = format!("\n指标|单位|1—9月|{group}|\n|||{base}|增减\n存栏|头|2100|2000|5\n能繁母猪|头|50|40|6\n");
        let books = [workbook(
            "鼎新镇/数.xlsx",
            vec![sheet("表", &rows, &["A1:A2", "B1:B2", "C1:C2", "D1:E1"])],
        )];
        told(
            &one("1—9月", "flow", &format!("base = {{ column = '{base}' }}")),
            &books,
        )
    };
    for group in ["增减情况", "同比增减", "增减对比"] {
        assert_eq!(grouped(group, "上年同期"), "上年同期", "{group}");
    }
    let base = |own: &str, head: &str| {
        told(
            &one(own, "flow", &format!("base = {{ column = '{head}' }}")),
            &book(own, head),
        )
    };
    assert_eq!(base("9月累计", "上年1—9月"), "上年同期");
    assert_eq!(base("9月止", "上年1—9月"), "上年同期");
    assert_eq!(base("9月", "上年1—9月"), "E-BASE-TIME 上年1—9月");
}

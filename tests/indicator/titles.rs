//! Titles that name another year, quarter or township than the report's are told.

use gongwen::indicator::Mapping;
use gongwen::workbook::Workbook;

use super::sample::{mapping, run_mapping, sheet, workbook};

fn book(title: &str) -> [Workbook; 1] {
    let rows = format!("\n{title}|||\n村名|面积（亩）|上年面积（亩）\n李家村|5|4\n鼎新村|7|6\n");
    [workbook("鼎新镇/数.xlsx", vec![sheet("表", &rows, &["A1:C1"])])]
}

/// A mapping of a period from the year's first day to the last of these.
fn of_period(last: &str) -> Mapping {
    let text = "[[indicator]]\nname = '面积'\ncolumn = '面积'\naggregate = 'sum'\nunit = '亩'\n";
    let mut mapping = mapping(text);
    mapping.calendar.period = Some(("2026-01-01".parse().unwrap(), last.parse().unwrap()));
    mapping
}

fn told(title: &str, last: &str) -> String {
    let (_, sink) = run_mapping(&of_period(last), &book(title));
    let told = sink.into_sorted().into_iter().map(|problem| {
        let argument = |name: &str| problem.argument(name).unwrap_or_default().to_owned();
        format!("{} {} {}", problem.code, argument("found"), argument("expected"))
    });
    told.collect::<Vec<_>>().join("；")
}

#[test]
fn a_title_of_another_year_quarter_or_township_is_told() {
    for (title, expected) in [
        ("鼎新镇2024年农业生产情况统计表", "W-TITLE 2024年 2026年"),
        ("鼎新镇２０２５年度农业生产情况统计表", "W-TITLE 2025年 2026年"),
        ("石鼓镇2026年农业生产情况统计表", "W-TITLE 石鼓镇 鼎新镇"),
        ("2026年石鼓镇农业生产情况统计表", "W-TITLE 石鼓镇 鼎新镇"),
        ("富顺县石鼓镇农业生产情况统计表", "W-TITLE 石鼓镇 鼎新镇"),
        ("鼎新镇2026年一季度农业生产情况统计表", "W-TITLE 一季度 三季度"),
        ("鼎新镇2026年上半年农业生产情况统计表", "W-TITLE 上半年 三季度"),
        ("石鼓镇2024年统计表", "W-TITLE 2024年 2026年；W-TITLE 石鼓镇 鼎新镇"),
        ("2026年度石鼓镇统计表", "W-TITLE 石鼓镇 鼎新镇"),
        ("2026年1-9月石鼓镇统计表", "W-TITLE 石鼓镇 鼎新镇"),
        ("（石鼓镇）统计表", "W-TITLE 石鼓镇 鼎新镇"),
        ("石鼓（2026年）", "W-TITLE 石鼓 鼎新镇"),
        ("石鼓镇村级财务情况", "W-TITLE 石鼓镇 鼎新镇"),
        ("平安乡人民政府统计表", "W-TITLE 平安乡人民政府 鼎新镇"),
        ("新华街道统计表", "W-TITLE 新华街道 鼎新镇"),
        ("绿水（农业）", "W-TITLE 绿水 鼎新镇"),
    ] {
        assert_eq!(told(title, "2026-09-30"), expected, "{title}");
    }
}

#[test]
fn a_title_that_names_other_times_for_a_reason_is_not() {
    for title in [
        "鼎新镇2026年农业生产情况统计表",
        "鼎新镇2026年前三季度农业生产情况统计表",
        "鼎新镇2025年末户籍人口统计表",
        "鼎新镇2024—2026年农业生产情况统计表",
        "鼎新镇2024年至2026年农业生产情况统计表",
        "农业生产情况与2025年相比",
        "鼎新镇2025年计划完成情况",
        "鼎新镇历年（2020年起）面积",
        "各乡镇农业生产情况统计表",
        "全镇农业生产情况统计表",
        "城镇居民情况",
        "农村乡镇企业情况",
        "特色小镇建设情况",
        "鼎新农业情况（石鼓镇代报）",
        "农业情况统计表",
    ] {
        assert_eq!(told(title, "2026-09-30"), "", "{title}");
    }
}

/// Where the period ends with no quarter, the newest whole one and those that go on still may be its own.
#[test]
fn a_quarter_long_past_is_told_in_every_month() {
    let november = |title: &str| told(&format!("鼎新镇2026年{title}情况"), "2026-11-30");
    for title in ["上半年", "二季度", "一季度", "1-6月", "10月"] {
        assert_eq!(november(title), format!("W-TITLE {title} 1—11月"), "{title}");
    }
    for title in ["前三季度", "三季度", "四季度", "下半年", "全年", "1-11月", "11月"] {
        assert_eq!(november(title), "", "{title}");
    }
    assert_eq!(told("鼎新镇2026年一季度情况", "2026-11-20"), "W-TITLE 一季度 1—11月");
    assert_eq!(told("鼎新镇2026年二季度情况", "2026-09-20"), "");
    assert_eq!(told("鼎新镇2026年一季度情况", "2026-02-28"), "");
}

#[test]
fn the_last_month_or_quarter_is_not_the_whole_year() {
    let december = |title: &str| told(&format!("鼎新镇2026年{title}情况"), "2026-12-31");
    for title in ["12月", "四季度", "下半年", "前三季度"] {
        assert_eq!(december(title), format!("W-TITLE {title} 全年"), "{title}");
    }
    for title in ["全年", "1-12月", "1—4季度"] {
        assert_eq!(december(title), "", "{title}");
    }
}

/// The month in which a table is sent in or its form was changed, and the one of a flood, are no months of figures.
#[test]
fn months_of_documents_and_events_are_none_of_figures() {
    for title in [
        "农业统计（10月报送）",
        "8月洪灾损失",
        "8月暴雨受灾情况统计表",
        "农业统计2026年7月修订",
        "农业统计（2024年7月修订）",
    ] {
        assert_eq!(told(title, "2026-09-30"), "", "{title}");
    }
    assert_eq!(told("2024年8月洪灾损失", "2026-09-30"), "W-TITLE 2024年 2026年");
}

/// What a table or the names of its sheet and file say of the months.
#[test]
fn months_of_titles_sheets_and_files_are_understood() {
    let named = |file: &str, sheet_name: &str, last: &str, mapping_of: &dyn Fn(&str) -> Mapping| {
        let rows = "\n村名|面积（亩）|上年面积（亩）\n李家村|5|4\n鼎新村|7|6\n";
        let book = [workbook(
            &format!("鼎新镇/{file}.xlsx"),
            vec![sheet(sheet_name, rows, &[])],
        )];
        let (_, sink) = run_mapping(&mapping_of(last), &book);
        let told = sink
            .into_sorted()
            .into_iter()
            .map(|problem| format!("{} {}", problem.code, problem.argument("found").unwrap_or_default()));
        told.collect::<Vec<_>>().join("；")
    };
    let all = |file: &str, sheet_name: &str, last: &str| named(file, sheet_name, last, &of_period);
    for name in [
        "2026年上半年",
        "1-6月",
        "1—6月报表",
        "2026年1月至6月",
        "6月",
        "二季度",
        "2026Q2",
        "一至六月",
    ] {
        for (file, sheet_name) in [(name, "表"), ("农业", name)] {
            assert!(all(file, sheet_name, "2026-09-30").starts_with("W-TITLE "), "{name}");
            assert_eq!(all(file, sheet_name, "2026-06-30"), "", "{name}");
        }
    }
    for (name, found) in [("前三季度", "前三季度"), ("1—9月", "1—9月"), ("2026年全年", "全年")] {
        assert_eq!(all("农业", name, "2026-06-30"), format!("W-TITLE {found}"), "{name}");
    }
    assert_eq!(all("2025年三季度", "表", "2026-09-30"), "W-TITLE 2025年");
    assert_eq!(all("2025三季度", "表", "2026-09-30"), "W-TITLE 2025年");
    assert_eq!(all("农业", "2025年", "2026-09-30"), "W-TITLE 2025年");
    // Told of the sheet, and not of the file once more.
    assert_eq!(all("2025年", "2025年", "2026-09-30"), "W-TITLE 2025年");
    for name in [
        "2027年1月5日报送",
        "全年目标",
        "2025年末",
        "一季度二季度",
        "五月村",
        "1-12月计划",
    ] {
        assert_eq!(all(name, "表", "2026-09-30"), "", "{name}");
        assert_eq!(all("农业", name, "2026-09-30"), "", "{name}");
    }
    // Which sheet, file or column is meant the job may say itself.
    let asked = |more: &str| {
        let text = format!("[[indicator]]\nname = '面积'\ncolumn = '面积'\naggregate = 'sum'\nunit = '亩'\n{more}\n");
        move |last: &str| {
            let mut mapping = mapping(&text);
            mapping.calendar.period = Some(("2026-01-01".parse().unwrap(), last.parse().unwrap()));
            mapping
        }
    };
    assert_eq!(named("农业", "一季度", "2026-09-30", &asked("sheet = '一季度'")), "");
    assert_eq!(
        named("2025年农业", "表", "2026-09-30", &asked("workbook = '2025年*'")),
        ""
    );
    // By 20 November the newest are those of 前三季度.
    assert_eq!(all("2026年前三季度", "表", "2026-11-20"), "");
    assert_eq!(all("2026年1-8月", "表", "2026-11-30"), "W-TITLE 1-8月");
}

/// Only the job's own townships are names; whatever else ends with 镇 or 乡 is a word, and so is what goes on behind.
#[test]
fn everyday_words_of_titles_are_no_townships() {
    for title in [
        "美丽乡村建设情况",
        "数字乡村",
        "和美乡村",
        "平安乡村建设情况",
        "平安建设情况",
        "实施乡村振兴情况",
        "中心镇建设情况",
        "建制镇情况",
        "示范镇",
        "重点镇",
        "民族乡村情况",
        "卫生乡镇创建情况",
        "主要街道环境整治情况",
        "新华街道路硬化情况",
        "在外乡贤情况",
        "农民工返乡情况",
        "中央下达乡镇卫生院情况",
        "绿水青山情况",
        "白云乡统计表",
    ] {
        assert_eq!(told(title, "2026-09-30"), "", "{title}");
    }
}

#[test]
fn last_years_workbook_is_not_judged_by_its_title() {
    let own = "[[indicator]]\nname = '面积'\nworkbook = '数*'\ncolumn = '面积'\naggregate = 'sum'\nunit = '亩'\nbase = { workbook = '去年*' }\n";
    let mut mapping = mapping(own);
    mapping.calendar.year = Some(2026);
    let [this] = book("鼎新镇2026年统计表");
    let [mut last] = book("鼎新镇2025年统计表");
    last.file = "鼎新镇/去年.xlsx".into();
    let (_, sink) = run_mapping(&mapping, &[this, last]);
    assert!(sink.is_empty(), "{sink:?}");
}

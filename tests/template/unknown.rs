//! What nobody knows: rows that a condition cannot judge, places while some township's value is not there.

use super::*;
use gongwen::indicator::Withheld;
use gongwen::report::plain_text;

fn field(name: &str, written: &str, row: u32) -> Indicator {
    let datum = match written {
        "?" => Datum::Missing(Missing::Unknown, MissingPolicy::Dash),
        "—" => Datum::Missing(Missing::NotApplicable, MissingPolicy::Dash),
        text if text.starts_with(|c: char| c.is_ascii_digit()) => Datum::Number(quantity(&format!("{text}吨"))),
        text => Datum::Text(text.into()),
    };
    indicator(name, datum, row)
}

/// Villages with this year's and the wanted amount, a sort and a word.
fn villages(rows: &[[&str; 4]]) -> Indicators {
    let record = |(index, row): (usize, &[&str; 4])| {
        let names = ["村名", "本年", "目标", "类型"];
        let fields = names
            .iter()
            .zip(row)
            .map(|(name, text)| field(name, text, index as u32 + 4));
        let other = field("主业", if index == 0 { "种植" } else { "养殖" }, index as u32 + 4);
        Record {
            fields: fields.chain([other]).collect(),
        }
    };
    let rows = rows.iter().enumerate().map(record).collect();
    indicators(vec![indicator("各村", Datum::Rows(rows), 3)])
}

/// The names of the chosen rows, and what is told.
fn chosen(condition: &str, values: &Indicators) -> (String, String) {
    let source = format!("# 甲\n\n{{% for 村 in 各村|筛选({condition}) %}}{{{{ 村.村名 }}}}{{% endfor %}}。");
    let (report, sink) = build(&source, values, &[]);
    let figures = report.map(|report| report.figures).unwrap_or_default();
    let names: Vec<&str> = figures.iter().map(|figure| figure.text.as_str()).collect();
    (names.join("、"), told(sink))
}

/// A township that has no target at all is asked the same question as the others: its rows cannot be judged.
#[test]
fn a_township_without_any_target_is_not_stopped() {
    let some = villages(&[
        ["甲村", "12", "10", "种植"],
        ["乙村", "9", "10", "种植"],
        ["丙村", "9", "?", "养殖"],
        ["丁村", "?", "10", "养殖"],
        ["戊村", "9", "—", "养殖"],
    ]);
    let (names, told) = chosen("\"本年 >= 目标\"", &some);
    assert_eq!(names, "甲村");
    assert!(
        told.contains("W-TPL-WHERE：“各村”：筛选“本年 >= 目标”时，2 行缺数，无法判断，没有选入：丙村、丁村"),
        "{told}"
    );
    assert!(told.contains("工作总结.md:3:"), "{told}");
    let none = villages(&[["甲村", "12", "?", "种植"], ["乙村", "9", "?", "种植"]]);
    let (names, told) = chosen("\"本年 >= 目标\"", &none);
    assert_eq!(names, "");
    assert!(told.contains("2 行缺数") && !told.contains("E-"), "{told}");
    // What is not there by nature fails, and who asks first for those that have one is told nothing.
    let (_, told) = chosen("\"目标 有值\")|筛选(\"本年 有值\")|筛选(\"本年 >= 目标\"", &some);
    assert_eq!(told, "");
}

#[test]
fn words_are_compared_with_words() {
    let some = villages(&[["甲村", "12", "10", "种植"], ["乙村", "9", "10", "种植"]]);
    for (condition, names) in [
        ("\"类型 = 种植\"", "甲村、乙村"),
        // Another field of words.
        ("\"类型 = 主业\"", "甲村"),
        ("\"类型 != 主业\"", "乙村"),
        // A field of numbers is only a word beside words.
        ("\"类型 = 本年\"", ""),
    ] {
        let (found, told) = chosen(condition, &some);
        assert_eq!((found.as_str(), told.as_str()), (names, ""), "{condition}");
    }
    let both = villages(&[["甲村", "12", "10", "主业"], ["乙村", "9", "10", "种植"]]);
    let (_, told) = chosen("\"类型 = 主业\"", &both);
    assert!(told.contains("E-TPL-WHERE-TWO"), "{told}");
    assert_eq!(
        chosen("\"类型 =\", \"主业\"", &both),
        ("甲村".to_owned(), String::new())
    );
}

/// Words have no order: '10' is neither more nor less than '9'.
#[test]
fn words_are_not_put_in_order() {
    let some = villages(&[["甲村", "12", "10", "种植"]]);
    for condition in [
        "\"类型 >= 主业\"",
        "\"类型 > 9\"",
        "\"类型 >= 本年\"",
        "\"本年 < 类型\"",
    ] {
        let (_, told) = chosen(condition, &some);
        assert!(
            told.contains("E-TPL-WHERE-ORDER") && told.contains("“类型”"),
            "{condition}: {told}"
        );
    }
}

/// A part of rows that a filter chose is found by its own number: the second village's share is the second's.
#[test]
fn the_share_of_a_chosen_row_is_its_own() {
    let some = villages(&[
        ["甲村", "12", "10", "种植"],
        ["乙村", "30", "10", "种植"],
        ["丙村", "10", "10", "种植"],
        ["丁村", "?", "10", "种植"],
    ]);
    let said = |rows: &str| {
        let source = format!(
            "# 甲\n\n{{% set 大 = 各村|{rows} %}}{{% for 村 in 大 %}}{{{{ 村.本年|比重(大, \"本年\") }}}}{{% endfor %}}。"
        );
        let (report, sink) = build(&source, &some, &[]);
        let told = told(sink);
        let figures = report.ok_or(told)?.figures;
        let texts: Vec<String> = figures.into_iter().map(|figure| figure.text).collect();
        Ok::<_, String>(texts.join("、"))
    };
    assert_eq!(said("筛选(\"村名 != 甲村\")|前(2)").as_deref(), Ok("75.0%、25.0%"));
    assert_eq!(said("降序(\"本年\")|前(3)").as_deref(), Ok("57.7%、23.1%、19.2%"));
    let told = said("筛选(\"村名 != 甲村\")").unwrap_err();
    assert!(told.contains("E-TPL-ROWS-MISSING") && told.contains("丁村"), "{told}");
}

/// A message names the first ten rows and says how many there are.
#[test]
fn long_lists_of_rows_are_cut_in_messages() {
    let names: Vec<String> = (1..=12).map(|number| format!("村{number}")).collect();
    let rows: Vec<[&str; 4]> = names.iter().map(|name| [name.as_str(), "?", "1", "种植"]).collect();
    let source = "# 甲\n\n{{ 各村|列举(\"村名\", \"本年\") }}，{{ 各村|总和(\"本年\") }}。";
    let (_, sink) = build(source, &villages(&rows), &[]);
    let told = told(sink);
    assert!(told.contains("缺 12 个数") && told.contains("村10……\n"), "{told}");
    assert!(!told.contains("村11"), "{told}");
}

fn ranked(missing: MissingPolicy) -> Indicators {
    let withheld = Withheld {
        townships: vec!["绿水镇".into()],
        missing,
    };
    Indicators {
        withheld: Arc::new(BTreeMap::from([("产值".into(), withheld)])),
        ..indicators(vec![other_value("产值", "7234万元"), other_value("户数", "5户")])
    }
}

fn first_line(report: &Report) -> String {
    let Block::Paragraph(content) = &report.blocks[0] else {
        panic!("{:?}", report.blocks[0]);
    };
    plain_text(content)
}

/// A draft leaves out what the report would leave out, and marks what stops it.
#[test]
fn a_draft_marks_an_unknown_place_where_it_stops_the_report() {
    let said = |text: &str| {
        let job = JobFacts { draft: true, ..facts() };
        let values = ranked(MissingPolicy::Error);
        let (report, _) = build_for(&job, &format!("# 甲\n\n{text}"), &values, &[]);
        first_line(&report.unwrap())
    };
    assert_eq!(said("产值{{ 产值|数额 }}{[，{{ 产值|位次 }}]}。"), "产值7234万元。");
    assert_eq!(
        said("产值{{ 产值|数额 }}，{{ 产值|位次 }}。"),
        "产值7234万元，【缺：产值的位次】。"
    );
}

/// One township's missing figure hides every place: it is missing as a figure of the indicator would be.
#[test]
fn an_unknown_place_is_missing_as_a_value_is() {
    let said = |text: &str, missing| {
        let (report, sink) = build(&format!("# 甲\n\n{text}"), &ranked(missing), &[]);
        let told = told(sink);
        report.map(|report| first_line(&report)).ok_or(told)
    };
    let all = [MissingPolicy::Error, MissingPolicy::Dash, MissingPolicy::Omit];
    for policy in all {
        let guarded = said(
            "产值{{ 产值|数额 }}{% if 产值 is 有位次 %}，{{ 产值|位次 }}{% endif %}。",
            policy,
        );
        assert_eq!(guarded.as_deref(), Ok("产值7234万元。"));
    }
    for policy in [MissingPolicy::Error, MissingPolicy::Omit] {
        let group = said("产值{{ 产值|数额 }}{[，{{ 产值|位次 }}]}。", policy);
        assert_eq!(group.as_deref(), Ok("产值7234万元。"), "{policy:?}");
        let told = said("产值{{ 产值|数额 }}，{{ 产值|位次 }}。", policy).unwrap_err();
        assert!(
            told.contains("E-RANK-UNKNOWN：“产值”的位次无法确定：1 个乡镇的这项数不知道（绿水镇）"),
            "{told}"
        );
    }
    assert_eq!(
        said("位次{{ 产值|位次 }}。", MissingPolicy::Dash).as_deref(),
        Ok("位次—。")
    );
    // What declares no rank has none anywhere, and is a mistake of the configuration.
    let told = said("户数{[，{{ 户数|位次 }}]}。", MissingPolicy::Error).unwrap_err();
    assert!(told.contains("E-NO-RANK"), "{told}");
}

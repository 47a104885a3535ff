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

/// What a text says of these values, or what is told.
fn said_of(values: &Indicators, text: &str) -> Result<String, String> {
    let (report, sink) = build(&format!("# 甲\n\n{text}"), values, &[]);
    let told = told(sink);
    report.map(|report| first_line(&report)).ok_or(told)
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
    assert_eq!(
        said("筛选(\"村名 != 丁村\")|降序(\"本年\")|前(3)").as_deref(),
        Ok("57.7%、23.1%、19.2%")
    );
    assert_eq!(said("降序(\"村名\", \"本年\")|前(1)").as_deref(), Ok("100.0%"));
    // 丁村 may be the first.
    for rows in [
        "筛选(\"村名 != 甲村\")",
        "降序(\"本年\")|前(3)",
        "升序(\"类型\", \"本年\")|后(1)",
    ] {
        let told = said(rows).unwrap_err();
        assert!(
            told.contains("E-TPL-ROWS-MISSING") && told.contains("丁村"),
            "{rows}: {told}"
        );
    }
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
        townships: vec!["绿水镇".into()].into(),
        missing,
    };
    let output = Indicator {
        standing: Some(Standing::Unknown(Arc::new(withheld))),
        ..other_value("产值", "7234万元")
    };
    indicators(vec![output, other_value("户数", "5户")])
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
    let said = |text: &str, missing| said_of(&ranked(missing), text);
    let all = [MissingPolicy::Error, MissingPolicy::Dash, MissingPolicy::Omit];
    for policy in all {
        let guarded = said(
            "产值{{ 产值|数额 }}{% if 产值 is 有位次 %}，{{ 产值|位次 }}{% endif %}。",
            policy,
        );
        assert_eq!(guarded.as_deref(), Ok("产值7234万元。"));
    }
    for policy in all {
        let group = said("产值{{ 产值|数额 }}{[，居全县{{ 产值|位次 }}]}。", policy);
        assert_eq!(group.as_deref(), Ok("产值7234万元。"), "{policy:?}");
    }
    for policy in [MissingPolicy::Error, MissingPolicy::Omit] {
        let told = said("产值{{ 产值|数额 }}，{{ 产值|位次 }}。", policy).unwrap_err();
        assert!(
            told.contains(
                "E-RANK-UNKNOWN：“产值”的位次无法确定：1 个乡镇的这项数不知道，或单位与其他乡镇的不能换算（绿水镇）"
            ),
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

/// The fields of rows have a place only by a filter, whether or not an indicator of their name has none at the moment: what
/// fell away today would stop every township tomorrow.
#[test]
fn an_unknown_place_covers_nothing_of_the_same_name() {
    let mut values = ranked(MissingPolicy::Dash);
    let record = Record {
        fields: vec![field("村名", "甲村", 4), field("产值", "12", 4)],
    };
    let rows = indicator("各村", Datum::Rows(vec![record]), 3);
    values.values.insert("各村".into(), rows);
    let text = "{% for 村 in 各村 %}{{ 村.村名 }}{[，{{ 村.产值|位次 }}]}{% endfor %}。";
    let told = said_of(&values, text).unwrap_err();
    assert!(told.contains("E-NO-RANK") && told.contains("名次("), "{told}");
    let placed = said_of(&values, &text.replace("各村 %", "各村|名次(\"产值\") %"));
    assert_eq!(placed.as_deref(), Ok("甲村，居全县第1位。"));
}

/// A place is true without last year's: only the change falls away.
#[test]
fn a_known_place_is_told_without_last_years() {
    for policy in [MissingPolicy::Omit, MissingPolicy::Dash] {
        let output = Indicator {
            standing: Some(Standing::Known(Place {
                position: 2,
                of: 3,
                tied: false,
                last: 3,
            })),
            ..other_value("产值", "7234万元")
        };
        let before = indicator("去年位次", Datum::Missing(Missing::NotApplicable, policy), 9);
        let values = indicators(vec![output, before]);
        assert_eq!(
            said_of(&values, "产值{{ 产值|数额 }}{[，{{ 产值|位次(去年位次) }}]}。").as_deref(),
            Ok("产值7234万元，居全县第2位。")
        );
    }
}

/// Where a condition cannot judge some rows, nothing is counted or summed of the others as if they were all.
#[test]
fn no_number_is_made_of_rows_that_are_not_all_judged() {
    let some = villages(&[
        ["甲村", "100", "10", "种植"],
        ["乙村", "50", "10", "种植"],
        ["丁村", "?", "10", "种植"],
    ]);
    let chosen = "各村|筛选(\"本年 >= 60\")";
    for text in [
        format!("{{{{ {chosen}|个数 }}}}个。"),
        format!("共{{{{ {chosen}|总和(\"目标\")|数额 }}}}。"),
        format!("平均{{{{ {chosen}|均值(\"目标\")|数额 }}}}。"),
        format!("{{{{ {chosen}|前(1)|列举(\"村名\") }}}}。"),
        format!("{{{{ {chosen}|降序(\"目标\")|前(1, \"目标\")|列举(\"村名\") }}}}。"),
        format!("{{% set 大 = {chosen} %}}{{% for 村 in 大 %}}{{{{ 村.目标|比重(大, \"目标\") }}}}{{% endfor %}}。"),
        format!("{{% if {chosen} is 大于(0) %}}有{{% endif %}}。"),
    ] {
        let told = said_of(&some, &text).unwrap_err();
        assert!(
            told.contains("E-TPL-ROWS-MISSING：“各村”的“本年”缺 1 个数") && told.contains("丁村"),
            "{text}: {told}"
        );
        let asked = text.replace("各村|筛选(\"本年 >=", "各村|筛选(\"本年 有值\")|筛选(\"本年 >=");
        assert!(said_of(&some, &asked).is_ok(), "{asked}");
    }
    // A list does not say how many there are, and is told of.
    let listed = said_of(&some, &format!("{{{{ {chosen}|列举(\"村名\") }}}}。"));
    assert_eq!(listed.as_deref(), Ok("甲村。"));
}

/// Where one township fills in nothing of a field of words, its rows cannot be judged by it: they are not compared with the
/// field's name.
#[test]
fn words_are_not_compared_with_the_name_of_an_unknown_field() {
    let mut some = villages(&[["甲村", "12", "10", "种植"], ["乙村", "9", "10", "种植"]]);
    if let Some(Datum::Rows(records)) = some.values.get_mut("各村").map(|rows| &mut rows.datum) {
        for record in records {
            record.fields.push(field("次业", "?", 4));
        }
    }
    for condition in ["\"类型 != 次业\"", "\"类型 = 次业\""] {
        let (names, told) = chosen(condition, &some);
        assert!(
            names.is_empty() && told.contains("W-TPL-WHERE") && told.contains("2 行"),
            "{told}"
        );
    }
}

/// A list is no word and no number: its own text is never printed.
#[test]
fn a_list_is_no_argument() {
    let values = || {
        let mut values = villages(&[["甲村", "12", "10", "种植"]]);
        for (name, value) in [("户数", "30户"), ("人口", "90人"), ("全部", "300户")] {
            values.values.insert(name.into(), other_value(name, value));
        }
        values.values.insert("口号".into(), field("口号", "兴村", 5));
        values
    };
    // A name without quotes is told by itself.
    let told = said_of(&values(), "{{ 各村|总和(户数)|数额 }}。").unwrap_err();
    assert!(told.contains("E-TPL-ARGUMENT") && told.contains("“户数”"), "{told}");
    for text in [
        "{{ 户数|分别(人口, 名=[\"户数\", \"人口\"]) }}。",
        "户数{{ 户数|占比(全部, 名=[\"全部\"]) }}。",
        "户数{{ 户数|数额(小数={\"a\": 1}) }}。",
        "户数{{ 户数|超([20]) }}。",
        "{{ 各村|筛选(\"类型 =\", [\"种植\"])|列举(\"村名\") }}。",
        "{% if 口号 is 等于([\"兴村\"]) %}有{% endif %}{{ 户数|数额 }}。",
    ] {
        let told = said_of(&values(), text).unwrap_err();
        assert!(
            told.contains("E-TPL-ARGUMENT") && !told.contains("['"),
            "{text}: {told}"
        );
    }
}

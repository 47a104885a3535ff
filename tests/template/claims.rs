//! What is typed beside a figure and denied by it: a direction, an approximator, a period.

use super::*;

/// The codes that a text is told, whether or not its report is made.
fn codes(text: &str) -> String {
    codes_for(&facts(), text)
}

fn codes_for(job: &JobFacts, text: &str) -> String {
    let values = indicators(vec![
        other_value("产值", "950万元/1000万元"),
        other_value("粮食", "45230亩/40000亩"),
        other_value("蔬菜", "950亩/950亩"),
        other_value("参保率", "rate:86.34%/84.12%"),
        other_value("满意率", "rate:97.5%/97.5%"),
        other_value("产量", "4559.6吨"),
        other_value("户数", "312户"),
        other_value("收入", "34862元/34000元"),
        other_value("产值增速", "rate:-5%"),
        other_value("上半年投资", "50万元"),
        other_value("总收入", "1200万元"),
        other_value("常住人口", "约1000人"),
        other_value("脱贫户", "stock:约312户/300户"),
        other_value("税收", "-12.5万元"),
    ]);
    let (_, sink) = build_for(job, &format!("# 甲\n\n{text}"), &values, &[]);
    codes_of(&sink)
}

fn hold(cases: &[(&str, &str)]) {
    super::hold(codes, cases);
}

/// 增长比上年同期下降5%: the words that are typed and those that a filter prints deny one another.
#[test]
fn a_typed_direction_that_the_filter_denies_is_refused() {
    hold(&[
        ("产值增长{{ 产值|比上年 }}。", "E-LINT-DIRECTION"),
        ("产值增长了{{ 产值|比上年 }}。", "E-LINT-DIRECTION"),
        ("产值增加{{ 产值|增减 }}。", "E-LINT-DIRECTION"),
        ("产值同比增加{{ 产值|增减 }}。", "E-LINT-DIRECTION"),
        ("粮食减产{{ 粮食|同比 }}。", "E-LINT-DIRECTION"),
        ("参保率下降{{ 参保率|百分点 }}。", "E-LINT-DIRECTION"),
        ("满意率增长{{ 满意率|百分点 }}。", "E-LINT-DIRECTION"),
        ("产值实现增长，{{ 产值|同比 }}。", "E-LINT-DIRECTION"),
        (
            "产值保持快速增长的良好态势，{{ 产值|同比 }}。",
            "E-LINT-DIRECTION W-ADVERB",
        ),
        ("产值实现增长，达{{ 产值|数额 }}，{{ 产值|同比 }}。", "E-LINT-DIRECTION"),
        ("粮食减产，{{ 粮食|同比 }}。", "E-LINT-DIRECTION"),
        ("蔬菜有所增加，{{ 蔬菜|同比 }}。", "E-LINT-DIRECTION"),
        ("产值{{ 产值|同比 }}，继续保持增长。", "E-LINT-DIRECTION"),
        ("实现大幅下降，{{ 粮食|同比 }}。", "E-LINT-DIRECTION W-ADVERB"),
        ("产值由{{ 产值.上年|数额 }}增至{{ 产值|数额 }}。", "E-LINT-DIRECTION"),
        ("参保率由{{ 参保率.上年 }}%下降到{{ 参保率 }}%。", "E-LINT-DIRECTION"),
        ("产值同比下降{{ 产值|数额 }}。", "E-LINT-CHANGE"),
        ("产值比上年增加{{ 产值|数额 }}。", "E-LINT-CHANGE"),
    ]);
}

/// What only looks like it: another subject, another time, what is no more, and what is true.
#[test]
fn directions_that_agree_or_speak_of_other_things_are_left_alone() {
    hold(&[
        ("产值有所下降，{{ 产值|同比 }}。", ""),
        ("粮食实现增长，{{ 粮食|同比 }}。", ""),
        ("粮食{{ 粮食|同比 }}，保持增长。", ""),
        ("扭转下降势头，粮食{{ 粮食|同比 }}。", ""),
        ("有效遏制下降势头，{{ 粮食|同比 }}。", ""),
        ("受价格上涨影响，{{ 产值|同比 }}。", ""),
        ("受价格上涨，{{ 产值|同比 }}。", ""),
        ("农药用量零增长，{{ 产值|同比 }}。", ""),
        ("在成本下降的同时，{{ 粮食|同比 }}。", ""),
        ("成本下降，粮食{{ 粮食|同比 }}。", ""),
        ("服务能力提升，{{ 产值|同比 }}。", ""),
        ("增速回落，{{ 粮食|同比 }}。", ""),
        ("粮食{{ 粮食|同比 }}，农药用量下降。", ""),
        ("粮食{{ 粮食|同比 }}，由下降转为增长。", ""),
        ("产值由{{ 产值.上年|数额 }}减少到{{ 产值|数额 }}。", ""),
        ("投资下降{{ 产值增速|百分比 }}。", "W-LINT-NEGATIVE"),
        ("增加产值{{ 产值|数额 }}。", ""),
    ]);
}

/// A verb that says the filter's own direction is one too many, with the time of last year between them too.
#[test]
fn a_typed_verb_before_the_filters_own_is_told() {
    hold(&[
        ("粮食增长{{ 粮食|比上年 }}。", "W-LINT-COMPARED"),
        ("户数净增{{ 脱贫户|增减 }}。", "W-LINT-COMPARED"),
        ("户数净增约{{ 脱贫户|增减 }}。", "W-LINT-COMPARED"),
        ("户数{{ 脱贫户|净增 }}。", ""),
    ]);
}

/// The place is that of the figure in the template, and the township's draft is made all the same.
#[test]
fn a_denied_direction_is_told_at_its_place_and_stops_no_draft() {
    let values = indicators(vec![other_value("产值", "950万元/1000万元")]);
    let text = "# 甲\n\n产值实现增长，{{ 产值|同比 }}。";
    let (report, sink) = build(text, &values, &[]);
    assert!(report.is_none());
    let shown = told(sink);
    assert!(
        shown.contains("E-LINT-DIRECTION") && shown.contains("工作总结.md:3:11"),
        "{shown}"
    );
    let draft = JobFacts { draft: true, ..facts() };
    assert!(build_for(&draft, text, &values, &[]).0.is_some());
}

/// Around an amount: the rounded number must stand on the side that the word claims.
#[test]
fn a_typed_approximator_that_the_printed_number_denies_is_refused() {
    hold(&[
        // 4559.6 prints 4560, 4.523万 prints 4.52万, 3.4862万 prints 3.49万.
        ("产量{{ 产量|数额 }}以上。", "E-LINT-QUALIFIER"),
        ("产量{{ 产量|数额 }}以下。", ""),
        ("产量{{ 产量|数额(小数=1) }}以上。", ""),
        ("产量{{ 产量|达 }}以上。", "E-LINT-QUALIFIER"),
        ("产量超{{ 产量|数额 }}。", "E-LINT-QUALIFIER"),
        ("产量近{{ 产量|数额 }}。", ""),
        ("播种近{{ 粮食|数额 }}。", "E-LINT-QUALIFIER"),
        ("播种{{ 粮食|数额 }}以内。", "E-LINT-QUALIFIER"),
        ("收入超{{ 收入|数额 }}。", "E-LINT-QUALIFIER"),
        // Exact: it is no more than itself, but another may be.
        ("户数超{{ 户数|数额 }}。", "E-LINT-QUALIFIER"),
        ("户数不足{{ 户数|数额 }}。", "E-LINT-QUALIFIER"),
        ("户数{{ 户数|数额 }}以上。", ""),
        ("户数{{ 户数 }}户以上。", ""),
        ("户数{{ 户数 }}多户。", "E-LINT-QUALIFIER"),
        ("户数超{{ 户数 }}户。", "E-LINT-QUALIFIER"),
        ("超{{ 户数|数额 }}的村。", "W-LINT-QUALIFIER"),
        ("超过{{ 粮食.上年|数额 }}。", "W-LINT-QUALIFIER"),
        ("产量至少{{ 产量|数额 }}。", "E-LINT-QUALIFIER"),
    ]);
}

/// 约 before 人均约12000元 is not said twice, wherever the filter has its own word.
#[test]
fn a_rough_word_before_the_filters_own_words_is_said_once() {
    let values = indicators(vec![
        other_value("总收入", "1200万元"),
        other_value("常住人口", "约1000人"),
        other_value("脱贫户", "stock:约312户/300户"),
    ]);
    for (text, printed) in [
        ("约{{ 总收入|人均(常住人口) }}。", "约人均12000元。"),
        ("{{ 总收入|人均(常住人口) }}左右。", "人均12000元左右。"),
        ("{{ 总收入|人均(常住人口) }}。", "人均约12000元。"),
        ("签约{{ 脱贫户|净增 }}。", "签约净增约12户。"),
    ] {
        let (report, sink) = build(&format!("# 甲\n\n{text}"), &values, &[]);
        let report = report.unwrap_or_else(|| panic!("{text}: {}", told(sink)));
        let Some(Block::Paragraph(content)) = report.blocks.first() else {
            panic!("{text}")
        };
        assert_eq!(gongwen::report::plain_text(content), printed, "{text}");
    }
}

/// A period that is not the report's, of the figures of the report's.
#[test]
fn a_typed_period_that_is_not_the_reports_is_told() {
    let job = JobFacts {
        period: Some(("2023-01-01".parse().unwrap(), "2023-09-30".parse().unwrap())),
        ..facts()
    };
    let mut wrong = String::new();
    for (text, expected) in [
        ("全年产量{{ 产量|数额 }}。", "W-LINT-PERIOD"),
        ("2023年全年产量{{ 产量|数额 }}。", "W-LINT-PERIOD"),
        ("全年，{{ 全镇 }}实现产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("全年完成投资3.2亿元。", "W-LINT-PERIOD"),
        ("上半年产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("1—11月产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("1—6月产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("前三季度产值{{ 产值|数额 }}。", ""),
        ("1—9月产值{{ 产值|数额 }}。", ""),
        ("全年目标产值{{ 产值|数额 }}。", ""),
        ("完成全年任务的{{ 参保率|百分比 }}。", ""),
        ("全年计划产值{{ 产值|数额 }}。", ""),
        ("全年{{ 产值|预计 }}。", ""),
        ("预计全年产值{{ 产值|数额 }}。", ""),
        ("上年全年产值{{ 产值.上年|数额 }}。", ""),
        ("2022年全年产值{{ 产值.上年|数额 }}。", ""),
        ("全年龄段参保率{{ 参保率|百分比 }}。", ""),
        ("上半年投资{{ 上半年投资|数额 }}。", ""),
        ("比上半年好，产值{{ 产值|数额 }}。", ""),
        ("全年无霜期210天。", ""),
        ("1—11月20日，产值{{ 产值|数额 }}。", ""),
        ("## 2024年工作谋划\n\n全年完成投资3.2亿元。", ""),
        ("力争全年产值再上台阶。产值{{ 产值|数额 }}。", ""),
    ] {
        let told = codes_for(&job, text);
        if told != expected {
            writeln!(wrong, "{text}: {told}, not {expected}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let whole = JobFacts {
        period: Some(("2023-01-01".parse().unwrap(), "2023-12-31".parse().unwrap())),
        ..facts()
    };
    assert_eq!(codes_for(&whole, "全年产量{{ 产量|数额 }}。"), "");
    let (_, sink) = build_for(&job, "# 2023年上半年工作总结\n\n好。", &indicators(Vec::new()), &[]);
    assert_eq!(
        sink.as_slice()
            .iter()
            .map(|told| told.code.as_str())
            .collect::<String>(),
        "W-LINT-PERIOD"
    );
}

/// What is below zero is said in words, and its sign is no stroke that reads as a dash.
#[test]
fn a_verb_before_a_number_below_zero_is_told() {
    hold(&[
        ("税收{{ 税收|数额 }}。", ""),
        ("税收增长{{ 税收|数额 }}。", "W-LINT-NEGATIVE"),
    ]);
}

//! What is told in typed words beside figures: how they have grown, their targets, places, shares and times.

use super::*;

fn codes(text: &str) -> String {
    codes_in(&facts_of_nine_months(), text)
}

fn facts_of_nine_months() -> JobFacts {
    JobFacts {
        period: Some(("2023-01-01".parse().unwrap(), "2023-09-30".parse().unwrap())),
        ..facts()
    }
}

fn aimed(name: &str, value: &str, target: &str) -> Indicator {
    let mut indicator = other_value(name, value);
    if let Datum::Number(quantity) = &mut indicator.datum {
        quantity.target = comparison(target, 18);
    }
    indicator
}

fn placed(name: &str, value: &str, position: u32) -> Indicator {
    let place = Place {
        position,
        of: 18,
        tied: false,
        last: 18,
    };
    Indicator {
        standing: Some(Standing::Known(place)),
        ..other_value(name, value)
    }
}

fn codes_in(job: &JobFacts, text: &str) -> String {
    let values = indicators(vec![
        other_value("税收", "70万元/100万元"),
        other_value("产值", "130万元/100万元"),
        other_value("网销额", "205万元/100万元"),
        other_value("出口", "192万元/100万元"),
        other_value("专利", "1件/0件"),
        other_value("用电", "100万元/100万元"),
        other_value("三公经费", "31万元/30万元"),
        other_value("生产事故", "2起/3起"),
        other_value("火灾", "0起/1起"),
        other_value("覆盖率", "rate:68.4%/68.2%"),
        other_value("参保率", "rate:86.34%/84.12%"),
        other_value("民生支出", "57万元/50万元"),
        other_value("总支出", "100万元/90万元"),
        aimed("投资", "754万元/700万元", "1000万元"),
        aimed("招商", "1040万元/700万元", "1000万元"),
        aimed("就业", "700人/690人", "1000人"),
        aimed("失业率", "rate:4.6%/4.5%", "4.5%"),
        aimed("零售额", "750万元/740万元", "1000万元"),
        placed("社零总额", "523万元/500万元", 3),
        placed("游客", "62万人次/60万人次", 1),
        placed("游客增速", "rate:3.3%", 4),
        other_value("常住人口", "stock:32150人/32000人"),
    ]);
    let (_, sink) = build_for(job, &format!("# 甲\n\n{text}"), &values, &[]);
    codes_of(&sink)
}

fn hold(cases: &[(&str, &str)]) {
    super::hold(codes, cases);
}

/// 翻了一番 of +30%, 不降反升 of what has fallen: the data say otherwise.
#[test]
fn a_typed_growth_that_the_data_deny_is_told() {
    hold(&[
        ("产值成倍增长，{{ 产值|同比 }}。", "W-LINT-CLAIM"),
        ("产值{{ 产值|数额 }}，比上年翻了一番。", "W-LINT-CLAIM"),
        ("产值{{ 产值|数额 }}，增长了近一倍。", "W-LINT-CLAIM"),
        ("产值实现翻番，达{{ 产值|数额 }}。", "W-LINT-CLAIM"),
        ("税收不降反升，{{ 税收|同比 }}。", "E-LINT-DIRECTION"),
        ("税收{{ 税收|数额 }}，不降反升。", "W-LINT-CLAIM"),
        ("税收逆势增长，为{{ 税收|数额 }}。", "W-LINT-CLAIM"),
        ("税收实现正增长，达{{ 税收|数额 }}。", "W-LINT-CLAIM"),
        ("税收有所增长，达{{ 税收|数额 }}。", "W-LINT-CLAIM"),
        ("三公经费只减不增，{{ 三公经费|增减 }}。", "E-LINT-DIRECTION"),
        ("税收只增不减，{{ 税收|增减 }}。", "E-LINT-DIRECTION"),
        ("产值与上年持平，{{ 产值|同比 }}。", "E-LINT-DIRECTION"),
        ("产值与上年基本持平，为{{ 产值|数额 }}。", "W-LINT-CLAIM"),
        ("税收略有增长，{{ 税收|同比 }}。", "E-LINT-DIRECTION W-ADVERB"),
        ("产值略有增长，{{ 产值|同比 }}。", "W-ADVERB"),
        ("参保率{{ 参保率|百分比 }}，提高{{ 参保率|百分比 }}。", "W-LINT-RATE"),
    ]);
}

/// 稳步 and 小幅 of what is level, and of what was not there last year.
#[test]
fn an_adverb_before_words_without_a_rate_is_told() {
    hold(&[
        (
            "用电{{ 用电|数额 }}，稳步增长，{{ 用电|同比 }}。",
            "E-LINT-DIRECTION W-ADVERB",
        ),
        ("专利{{ 专利|数额 }}，小幅增长，{{ 专利|同比 }}。", "W-ADVERB"),
        ("专利大幅增长，{{ 专利|同比 }}。", ""),
        ("稳步推进改革，税收{{ 税收|同比 }}。", ""),
        (
            "快速响应诉求，覆盖率{{ 覆盖率|百分比 }}，民生支出{{ 民生支出|同比 }}。",
            "",
        ),
    ]);
}

/// What is true, and what speaks of another thing or time.
#[test]
fn growth_that_the_data_bear_out_is_left_alone() {
    hold(&[
        ("网销额成倍增长，{{ 网销额|同比 }}。", ""),
        ("网销额{{ 网销额|数额 }}，比上年翻了一番。", ""),
        ("网销额{{ 网销额|数额 }}，翻了一番多。", ""),
        ("出口{{ 出口|数额 }}，增长了近一倍。", ""),
        ("产值三年翻一番，达{{ 产值|数额 }}。", ""),
        ("产值环比持平，{{ 产值|同比 }}。", ""),
        ("产值增速与全县持平，{{ 产值|同比 }}。", ""),
        ("完成情况与序时进度持平，{{ 产值|同比 }}。", ""),
        ("力争产值翻番，现为{{ 产值|数额 }}。", ""),
        ("服务能力成倍增长，产值{{ 产值|数额 }}。", ""),
        ("产值翻番行动计划实施后，{{ 产值|同比 }}。", ""),
        ("用电{{ 用电|数额 }}，与上年持平。", ""),
        ("税收{{ 税收|数额 }}，有所下降。", ""),
        ("成本下降，产值{{ 产值|数额 }}。", ""),
        ("未能实现翻番，产值{{ 产值|数额 }}。", ""),
        ("税收和产值均实现翻番，{{ 产值|同比 }}。", ""),
        ("生产事故{{ 生产事故|数额 }}，只减不增。", ""),
    ]);
}

/// 超额完成年度目标 of 75.4%, 快于序时进度 of what is slower, 控制在目标以内 of what is beyond.
#[test]
fn a_typed_target_that_the_data_deny_is_told() {
    hold(&[
        ("投资超额完成年度目标，{{ 投资|完成 }}。", "W-LINT-CLAIM"),
        (
            "投资{{ 投资|数额 }}，超额完成年度目标，{{ 投资|完成 }}。",
            "W-LINT-CLAIM",
        ),
        ("投资提前完成全年目标任务，达{{ 投资|数额 }}。", "W-LINT-CLAIM"),
        ("就业完成全年目标，{{ 就业|数额 }}。", "W-LINT-CLAIM"),
        ("就业快于序时进度，{{ 就业|完成 }}。", "W-LINT-CLAIM"),
        ("投资{{ 投资|数额 }}，慢于序时进度。", "W-LINT-CLAIM"),
        ("就业达到序时进度要求，为{{ 就业|数额 }}。", "W-LINT-CLAIM"),
        ("失业率控制在目标以内，为{{ 失业率|百分比 }}。", "W-LINT-CLAIM"),
        ("失业率{{ 失业率|百分比 }}，控制在年度控制目标以内。", "W-LINT-CLAIM"),
        ("招商超额完成年度目标，{{ 招商|完成 }}。", ""),
        ("招商提前完成全年目标任务，达{{ 招商|数额 }}。", ""),
        ("投资快于序时进度，{{ 投资|完成 }}。", ""),
        ("零售额达到序时进度，{{ 零售额|完成 }}。", ""),
        ("零售额快于序时进度，{{ 零售额|完成 }}。", "W-LINT-CLAIM"),
        ("投资完成年度目标的八成，为{{ 投资|数额 }}。", ""),
        ("确保投资完成全年目标，现为{{ 投资|数额 }}。", ""),
        ("防汛任务圆满完成，{{ 投资|完成 }}。", ""),
        ("投资未完成全年目标，{{ 投资|完成 }}。", ""),
        ("按序时进度推进，{{ 就业|完成 }}。", ""),
        ("失业率超出控制目标，为{{ 失业率|百分比 }}。", ""),
    ]);
}

/// 稳居首位 beside 居全县第3位; a place by growth is not held against the one by size.
#[test]
fn a_typed_place_is_that_of_what_it_names() {
    hold(&[
        ("社零总额稳居全县首位，{{ 社零总额|位次 }}。", "W-LINT-CLAIM"),
        ("社零总额稳居首位，{{ 社零总额|位次 }}。", "W-LINT-CLAIM"),
        ("社零总额名列榜首，{{ 社零总额|位次 }}。", "W-LINT-CLAIM"),
        ("社零总额连续五年位居全县第1位，{{ 社零总额|位次 }}。", "W-LINT-CLAIM"),
        ("社零总额{{ 社零总额|数额 }}，居全县第1位。", "W-LINT-CLAIM"),
        ("社零总额{{ 社零总额|数额 }}，增速居全县第1位。", ""),
        ("游客{{ 游客|数额 }}，增速居全县第1位。", "W-LINT-CLAIM"),
        ("游客{{ 游客|数额 }}，增速居全县第4位。", ""),
        ("游客稳居全县首位，{{ 游客|位次 }}。", ""),
        ("社零总额在全市居第1位，{{ 社零总额|位次 }}。", ""),
        ("粮食产量居全县第1位，社零总额{{ 社零总额|位次 }}。", ""),
    ]);
}

/// 超八成 beside 57%, 零发生 beside 2起.
#[test]
fn typed_shares_and_zeros_that_the_printed_numbers_deny_are_told() {
    hold(&[
        ("民生支出占比超八成，{{ 民生支出|占比(总支出) }}。", "W-LINT-CLAIM"),
        (
            "民生支出占总支出的三分之一，{{ 民生支出|占比(总支出) }}。",
            "W-LINT-CLAIM",
        ),
        ("参保率超九成，达{{ 参保率|百分比 }}。", "W-LINT-CLAIM"),
        ("民生支出{{ 民生支出|占比(总支出) }}，不足五成。", "W-LINT-CLAIM"),
        ("税收下降近两成，{{ 税收|同比 }}。", "W-LINT-CLAIM"),
        ("民生支出占比近六成，{{ 民生支出|占比(总支出) }}。", ""),
        ("民生支出占比过半，{{ 民生支出|占比(总支出) }}。", ""),
        ("民生支出占总支出的半壁江山，{{ 民生支出|占比(总支出) }}。", ""),
        ("参保率超八成，达{{ 参保率|百分比 }}。", ""),
        ("税收下降三成，{{ 税收|同比 }}。", ""),
        ("生产事故实现零发生，{{ 生产事故|数额 }}。", "W-LINT-CLAIM"),
        ("较大以上生产事故零发生，{{ 生产事故|数额 }}。", ""),
        ("火灾零发生，{{ 火灾|数额 }}。", ""),
    ]);
}

/// 2022年, 截至12月底 and 年末 before figures of the first nine months.
#[test]
fn a_typed_time_that_is_not_the_figures_is_told() {
    hold(&[
        ("2022年产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("2022年全镇实现产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("截至12月底产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("截至2023年6月30日，产值{{ 产值|数额 }}。", "W-LINT-PERIOD"),
        ("年末常住人口{{ 常住人口|数额 }}。", "W-LINT-PERIOD"),
        ("2023年产值{{ 产值|数额 }}。", ""),
        ("2022年产值{{ 产值.上年|数额 }}。", ""),
        ("2022年以来，产值{{ 产值|数额 }}。", ""),
        ("2022年建成的大棚产值{{ 产值|数额 }}。", ""),
        ("截至9月底产值{{ 产值|数额 }}。", ""),
        ("截至9月30日，产值{{ 产值|数额 }}。", ""),
        ("上年末常住人口{{ 常住人口.上年|数额 }}。", ""),
        ("到年末常住人口{{ 常住人口|预计 }}。", ""),
    ]);
    let whole = JobFacts {
        period: Some(("2023-01-01".parse().unwrap(), "2023-12-31".parse().unwrap())),
        ..facts()
    };
    assert_eq!(codes_in(&whole, "年末常住人口{{ 常住人口|数额 }}。"), "");
}

/// A title that tells what was and what comes: the part of the year that is planned is none of the report's.
#[test]
fn a_title_may_name_the_time_that_is_planned() {
    for (title, expected) in [
        ("2023年前三季度运行情况和四季度工作安排", ""),
        ("2023年四季度运行情况", "W-LINT-PERIOD"),
    ] {
        let text = format!("# {title}\n\n好。");
        let (_, sink) = build_for(&facts_of_nine_months(), &text, &indicators(Vec::new()), &[]);
        let told: Vec<&str> = sink.as_slice().iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(told.join(" "), expected, "{title}");
    }
}

/// The same words stand in three sentences; the place is that of the false one.
#[test]
fn a_finding_is_located_where_its_own_words_stand() {
    let text =
        "用电{{ 用电|数额 }}，与上年持平。\n\n产值{{ 产值|数额 }}，与上年持平。\n\n用电{{ 用电|数额 }}，与上年持平。";
    let values = indicators(vec![
        other_value("用电", "100万元/100万元"),
        other_value("产值", "130万元/100万元"),
    ]);
    let (_, sink) = build_for(&facts_of_nine_months(), &format!("# 甲\n\n{text}"), &values, &[]);
    let lines: Vec<u32> = { sink.as_slice().iter() }
        .filter_map(|problem| match problem.locations.first() {
            Some(gongwen::diag::Location::Text { place, .. }) => Some(place.line),
            _ => None,
        })
        .collect();
    assert_eq!(lines, [5], "{:?}", sink.as_slice());
}

/// The target of an indicator is that of the report's year.
#[test]
fn a_target_of_another_year_is_told() {
    hold(&[
        ("{{ 年 + 1 }}年投资{{ 投资|力争 }}。", "W-LINT-PERIOD"),
        ("{{ 年 }}年投资{{ 投资|力争 }}。", ""),
        ("2022年开工，投资{{ 投资|力争 }}。", ""),
    ]);
}

/// 三季度 against 一季度 is no 环比; 上半年 and 二季度 together count some months twice.
#[test]
fn times_that_are_not_side_by_side_are_refused() {
    let values = indicators(
        [
            "一季度产值",
            "二季度产值",
            "三季度产值",
            "上半年产值",
            "累计产值",
            "一季度投资",
            "产值12月",
            "产值1月",
        ]
        .map(|name| other_value(name, "100万元"))
        .into(),
    );
    let codes = |text: &str| codes_of(&build(&format!("# 甲\n\n{text}"), &values, &[]).1);
    super::hold(
        codes,
        &[
            ("{{ 三季度产值|环比(二季度产值) }}。", ""),
            ("{{ 三季度产值|环比(一季度产值) }}。", "E-TPL-ARGUMENT"),
            ("{{ 三季度产值|环比(上半年产值) }}。", ""),
            ("{{ 产值1月|环比(产值12月) }}。", ""),
            ("{{ 累计产值|环比(一季度产值) }}。", ""),
            ("{{ 一季度产值|累计(二季度产值) }}。", ""),
            ("{{ 上半年产值|累计(二季度产值) }}。", "E-TPL-ARGUMENT"),
            ("{{ 三季度产值|累计(上半年产值) }}。", ""),
            ("{{ 累计产值|累计(累计产值) }}。", "E-TPL-ARGUMENT"),
            ("{{ 一季度产值|累计(一季度投资) }}。", ""),
        ],
    );
}

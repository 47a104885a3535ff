//! Numbers, places and orders in typed words beside figures: what the data deny is told, what is true is not.

use super::*;

fn with(name: &str, value: &str, change: impl Fn(&mut Quantity)) -> Indicator {
    let mut indicator = other_value(name, value);
    if let Datum::Number(quantity) = &mut indicator.datum {
        change(quantity);
    }
    indicator
}

fn aimed(name: &str, value: &str, target: &str, position: u32) -> Indicator {
    let place = Place {
        position,
        of: 3,
        tied: false,
        last: 3,
    };
    Indicator {
        standing: Some(Standing::Known(place)),
        ..with(name, value, |own| own.target = comparison(target, 18))
    }
}

fn facts_of(county: &str) -> JobFacts {
    JobFacts {
        period: Some(("2023-01-01".parse().unwrap(), "2023-09-30".parse().unwrap())),
        county: county.into(),
        ..facts()
    }
}

fn codes(text: &str) -> String {
    codes_in("云川县", text)
}

fn codes_in(county: &str, text: &str) -> String {
    let mut values = indicators(vec![
        aimed("进出口", "8.8亿元/9.6亿元", "10亿元", 3),
        aimed("产值", "123.65亿元/110.3亿元", "150亿元", 2),
        other_value("工业总产值", "110万元/100万元"),
        other_value("存款", "stock:235亿元/218亿元"),
        other_value("优良天数", "250天/241天"),
        other_value("旅游收入", "9.6亿元/4.8亿元"),
        aimed("就业", "2350人/2200人", "2000人", 3),
        aimed("失业率", "rate:3.1%/3.4%", "4.5%", 1),
        other_value("民间投资增速", "rate:-2.1%/-6.5%"),
        other_value("利润", "1500万元/-800万元"),
        other_value("三季度游客", "118.6万人次/101.1万人次"),
        other_value("二季度游客", "100.2万人次"),
        other_value("五年前产值", "70亿元"),
        other_value("达标率", "rate:100%"),
    ]);
    values.orders = Arc::new(BTreeMap::from([("失业率".into(), RankOrder::Low)]));
    let (_, sink) = build_for(&facts_of(county), &format!("# 甲\n\n{text}"), &values, &[]);
    codes_of(&sink)
}

fn hold(cases: &[(&str, &str)]) {
    super::hold(codes, cases);
}

/// 增长8.3% of what fell by 8.3%, 少9天 of nine days more, 三倍 of twice as much.
#[test]
fn a_typed_change_is_held_against_last_year() {
    hold(&[
        ("进出口{{ 进出口|数额 }}，增长8.3%。", "W-LINT-CLAIM"),
        ("进出口{{ 进出口|数额 }}，增幅达8.3%。", "W-LINT-CLAIM"),
        ("进出口增长到{{ 进出口|数额 }}。", "W-LINT-CLAIM"),
        ("进出口{{ 进出口|数额 }}，较快增长。", "W-LINT-CLAIM"),
        ("存款{{ 存款|数额 }}，较年初减少15亿元。", "W-LINT-CLAIM"),
        ("优良天数{{ 优良天数|数额 }}，比上年同期少9天。", "W-LINT-CLAIM"),
        ("旅游收入{{ 旅游收入|数额 }}，是上年同期的三倍。", "W-LINT-CLAIM"),
        ("旅游收入{{ 旅游收入|数额 }}，是上年同期的3倍。", "W-LINT-CLAIM"),
        ("失业率{{ 失业率|百分比 }}，比上年同期高0.3个百分点。", "W-LINT-CLAIM"),
        (
            "民间投资增速{{ 民间投资增速|百分比 }}，降幅比上年同期扩大4.4个百分点。",
            "W-LINT-CLAIM",
        ),
    ]);
}

/// What is true needs no other column of last year's: W-LINT-NO-BASE is for what nobody can check.
#[test]
fn a_true_typed_change_is_left_alone() {
    hold(&[
        ("进出口{{ 进出口|数额 }}，下降8.3%。", ""),
        ("进出口{{ 进出口|数额 }}，同比下降8.3%。", ""),
        ("进出口下降到{{ 进出口|数额 }}。", ""),
        ("存款{{ 存款|数额 }}，较年初增加17亿元。", ""),
        ("优良天数{{ 优良天数|数额 }}，比上年同期多9天。", ""),
        ("旅游收入{{ 旅游收入|数额 }}，是上年同期的两倍。", ""),
        ("旅游收入{{ 旅游收入|数额 }}，同比增长1倍。", ""),
        ("失业率{{ 失业率|百分比 }}，比上年同期低0.3个百分点。", ""),
        (
            "民间投资增速{{ 民间投资增速|百分比 }}，降幅比上年同期收窄4.4个百分点。",
            "",
        ),
        ("就业{{ 就业|数额 }}，增加约150人。", ""),
        ("就业{{ 就业|数额 }}，环比增加50人。", ""),
        ("进出口{{ 进出口|数额 }}，按可比口径增长8.3%。", ""),
        ("工业总产值{{ 工业总产值|数额 }}，增长8.3%。", ""),
        ("进出口由少到多，增长到{{ 进出口|数额 }}。", ""),
        ("新开工项目增加3个，进出口{{ 进出口|数额 }}。", ""),
    ]);
}

/// What an earlier clause compares with another time or thing is no change since last year; 今年以来 is one.
#[test]
fn what_is_compared_with_another_time_is_left_alone() {
    hold(&[
        ("五年来，进出口增长42%，达到{{ 进出口|数额 }}。", ""),
        ("五年来，我们迈上新台阶。进出口{{ 进出口|数额 }}，增长42%。", ""),
        ("“十四五”期间，进出口{{ 进出口|数额 }}，增长42%。", ""),
        ("与9月末相比，就业{{ 就业|数额 }}，增加6人。", ""),
        ("扣除退税因素，进出口{{ 进出口|数额 }}，增长12%。", ""),
        ("今年以来，进出口{{ 进出口|数额 }}，增长8.3%。", "W-LINT-CLAIM"),
        ("与上年同期相比，进出口{{ 进出口|数额 }}，增长8.3%。", "W-LINT-CLAIM"),
    ]);
}

/// 大幅 and 稳步 of another thing than the figure's, and a plan above what is.
#[test]
fn adverbs_of_other_things_and_plans_beside_what_is() {
    hold(&[
        ("降水大幅减少，进出口{{ 进出口|同比 }}。", ""),
        ("进出口{{ 进出口|同比 }}，低收入群体收入稳步增长。", ""),
        ("没有出现大幅下滑，进出口{{ 进出口|同比 }}。", ""),
        ("力争明年进出口超过{{ 进出口|数额 }}。", ""),
        ("年底前，确保{{ 就业|数额 }}低收入人员应保尽保。", ""),
    ]);
}

/// 完成年度目标的92.4% of 82.4%, 未完成 of what is done, 超过控制目标 of what keeps to it.
#[test]
fn a_typed_share_of_a_target_is_held_against_it() {
    hold(&[
        ("产值{{ 产值|数额 }}，完成年度目标的92.4%。", "W-LINT-CLAIM"),
        ("就业{{ 就业|数额 }}，未完成年度任务。", "W-LINT-CLAIM"),
        ("就业{{ 就业|完成 }}，未完成年度目标。", "W-LINT-CLAIM"),
        ("失业率{{ 失业率|百分比 }}，超过控制目标。", "W-LINT-CLAIM"),
        ("产值{{ 产值|数额 }}，完成年度目标的82.4%。", ""),
        ("产值{{ 产值|数额 }}，未完成年度目标。", ""),
        ("产值{{ 产值|数额 }}，完成半年目标的92.4%。", ""),
    ]);
}

/// 前列 of the last one, 前二 and 第一 of the third.
#[test]
fn a_typed_place_among_the_first_is_held_against_the_known_one() {
    hold(&[
        ("进出口{{ 进出口|数额 }}，位居全县前列。", "W-LINT-CLAIM"),
        ("就业{{ 就业|数额 }}，居全县前二。", "W-LINT-CLAIM"),
        ("进出口{{ 进出口|数额 }}，在全县排第一。", "W-LINT-CLAIM"),
        ("产值{{ 产值|数额 }}，居全县末位。", "W-LINT-CLAIM"),
        ("进出口{{ 进出口|数额 }}，居全县末位。", ""),
        ("产值{{ 产值|数额 }}，位居全县前列。", ""),
        ("产值{{ 产值|数额 }}，列全县前三。", ""),
        ("进出口{{ 进出口|数额 }}，建成全县第一个保税仓。", ""),
        ("进出口{{ 进出口|数额 }}，位居全市前列。", ""),
        ("力争进入全县前二，就业{{ 就业|数额 }}。", ""),
    ]);
    let of_district = |text: &str| codes_in("云川区", text);
    assert_eq!(of_district("进出口{{ 进出口|数额 }}，居全区第一。"), "W-LINT-CLAIM");
    assert_eq!(of_district("进出口{{ 进出口|数额 }}，居全区第三。"), "");
}

/// 突破130亿元，达123.65亿元: the number in the clause before is a limit.
#[test]
fn a_typed_limit_before_its_figure_is_held_against_it() {
    hold(&[
        ("产值首次突破130亿元，达{{ 产值|数额 }}。", "W-LINT-CLAIM"),
        ("产值突破千亿元，达{{ 产值|数额 }}。", "W-LINT-CLAIM"),
        ("产值不足120亿元，为{{ 产值|数额 }}。", "W-LINT-CLAIM"),
        ("就业超3000人，达{{ 就业|数额 }}。", "W-LINT-CLAIM"),
        ("产值突破百亿元大关，达{{ 产值|数额 }}。", ""),
        ("产值突破120亿元，达{{ 产值|数额 }}。", ""),
        ("就业超两千人，达{{ 就业|数额 }}。", ""),
        ("力争突破130亿元，现为{{ 产值|数额 }}。", ""),
        ("固定资产突破130亿元，产值{{ 产值|数额 }}。", ""),
    ]);
}

/// 由盈转亏 beside 转为盈利, 由负转正 beside -2.1%, 双增长 of two of which one fell.
#[test]
fn typed_words_that_the_filter_beside_them_denies_are_told() {
    hold(&[
        ("利润{{ 利润|同比 }}，由盈转亏。", "W-LINT-CLAIM"),
        ("利润{{ 利润|同比 }}，成功扭亏为盈。", ""),
        ("民间投资由负转正，增速为{{ 民间投资增速|百分比 }}。", "W-LINT-CLAIM"),
        ("民间投资保持负增长，增速为{{ 民间投资增速|百分比 }}。", ""),
        ("进出口实现正增长，{{ 进出口|同比 }}。", "E-LINT-DIRECTION"),
        ("存款{{ 存款|比上年 }}，存款负增长。", "E-LINT-DIRECTION"),
        ("存款{{ 存款|比上年 }}，住户存款下降。", ""),
        (
            "三季度游客{{ 三季度游客|环比(二季度游客) }}，环比有所回落。",
            "W-LINT-CLAIM",
        ),
        ("三季度游客{{ 三季度游客|环比(二季度游客) }}，增速有所回落。", ""),
        ("失业率{{ 失业率|百分点 }}，失业率有所上升。", "E-LINT-DIRECTION"),
        ("失业率{{ 失业率|百分点 }}，青年失业率有所上升。", ""),
        ("产值五年来{{ 产值|年均增长(4, 五年前产值) }}。", "W-LINT-YEARS"),
        ("产值五年来{{ 产值|年均增长(5, 五年前产值) }}。", ""),
        (
            "产值、进出口实现双增长，产值{{ 产值|同比 }}，进出口{{ 进出口|同比 }}。",
            "W-LINT-CLAIM",
        ),
        ("产值、存款实现双增长，产值{{ 产值|同比 }}，存款{{ 存款|比上年 }}。", ""),
        ("产值、存款实现双增长，进出口{{ 进出口|同比 }}。", ""),
    ]);
}

/// 100% is said of many things, and an adverb may be of last year.
#[test]
fn what_is_said_of_other_things_is_left_alone() {
    hold(&[
        ("整改率100%，达标率{{ 达标率|百分比 }}。", ""),
        ("在上年高速增长的基础上，进出口{{ 进出口|同比 }}。", ""),
        ("进出口比上年快速增长，{{ 进出口|同比 }}。", "E-LINT-DIRECTION W-ADVERB"),
    ]);
}

/// Townships as `镇名 产值 率`.
fn townships(rows: &[(&str, &str, &str)]) -> Indicators {
    let record = |(row, (name, value, rate)): (usize, &(&str, &str, &str))| {
        let row = row as u32 + 4;
        let rate = Quantity {
            kind: Kind::Rate,
            ..quantity(rate)
        };
        Record {
            fields: vec![
                indicator("镇名", Datum::Text((*name).into()), row),
                indicator("产值", Datum::Number(quantity(value)), row),
                indicator("率", Datum::Number(rate), row),
            ],
        }
    };
    let rows = rows.iter().enumerate().map(record).collect();
    indicators(vec![indicator("各镇", Datum::Rows(rows), 3)])
}

fn codes_of_rows(text: &str) -> String {
    let values = townships(&[
        ("滨河街道", "100万元", "98.5%"),
        ("高桥镇", "80万元", "98.5%"),
        ("云岭乡", "120万元", "97%"),
    ]);
    let (_, sink) = build_for(&facts_of("云川县"), &format!("# 甲\n\n{text}"), &values, &[]);
    codes_of(&sink)
}

/// 前两名 of rows in the order of the file, 最高 before the lowest.
#[test]
fn typed_places_of_rows_are_held_against_their_numbers() {
    super::hold(
        codes_of_rows,
        &[
            ("产值前两名是{{ 各镇|前(2)|列举(\"镇名\") }}。", "W-LINT-CLAIM"),
            (
                "产值最高的是{{ 各镇|升序(\"产值\")|前(1)|列举(\"镇名\", \"产值\") }}。",
                "W-LINT-CLAIM",
            ),
            (
                "产值最高的是{{ 各镇|最高(\"产值\")|列举(\"镇名\", \"产值\") }}，最低的是{{ 各镇|最高(\"产值\")|列举(\"镇名\") }}。",
                "W-LINT-CLAIM",
            ),
            (
                "{{ 各镇|升序(\"产值\")|前(1)|列举(\"镇名\") }}产值居首。",
                "W-LINT-CLAIM",
            ),
            ("产值前两名是{{ 各镇|降序(\"产值\")|前(2)|列举(\"镇名\") }}。", ""),
            ("产值前两名是{{ 各镇|前(2, \"产值\")|列举(\"镇名\") }}。", ""),
            ("产值最低的是{{ 各镇|最低(\"产值\")|列举(\"镇名\") }}。", ""),
            ("率最高的是{{ 各镇|前(2)|列举(\"镇名\") }}。", ""),
            ("面积前两名是{{ 各镇|前(2)|列举(\"镇名\") }}。", ""),
            (
                "其中产值最高的是{{ 各镇|筛选(\"产值 < 110万元\")|最高(\"产值\")|列举(\"镇名\") }}。",
                "",
            ),
            ("前三季度各镇是{{ 各镇|前(2)|列举(\"镇名\") }}。", ""),
        ],
    );
}

/// `loop.index` under 名次: ties have one place, and rows without an order have none.
#[test]
fn rows_that_are_only_numbered_have_no_places() {
    let table = |head: &str, rows: &str, field: &str| {
        format!(
            "| {head} | 镇 | 数 |\n|:-:|:--|--:|\n{{% for 镇 in {rows} %}}\n| {{{{ loop.index }}}} | {{{{ 镇.镇名 }}}} | {{{{ 镇.{field} }}}} |\n{{% endfor %}}\n"
        )
    };
    let told = |head: &str, rows: &str, field: &str| codes_of_rows(&table(head, rows, field));
    assert_eq!(told("名次", "各镇|降序(\"率\")", "率"), "W-LINT-CLAIM");
    assert_eq!(told("名次", "各镇", "产值"), "W-LINT-CLAIM");
    assert_eq!(told("名次", "各镇|降序(\"产值\")", "产值"), "");
    assert_eq!(told("序号", "各镇|降序(\"率\")", "率"), "");
}

/// The largest number that there is, typed before every measure, is held against the data like any other.
#[test]
fn the_largest_numbers_are_compared_too() {
    const LARGEST: &str = "79228162514264337593543950335";
    for text in [
        "进出口{{ 进出口|数额 }}，增长#倍。",
        "进出口{{ 进出口|数额 }}，增长#%。",
        "进出口{{ 进出口|数额 }}，比上年减少#亿元。",
        "进出口{{ 进出口|数额 }}，是上年同期的#倍。",
        "失业率{{ 失业率|百分比 }}，比上年下降约#个百分点。",
        "产值{{ 产值|数额 }}，完成年度目标的#%。",
        "产值突破#亿元，达{{ 产值|数额 }}。",
    ] {
        let told = codes_in("云川县", &text.replace('#', LARGEST));
        assert!(!told.contains("E-INTERNAL"), "{text}: {told}");
    }
}

/// True sentences that were once taken for false ones.
#[test]
fn true_sentences_beside_other_places_targets_and_times_are_left_alone() {
    hold(&[
        ("产值{{ 产值|同比 }}，居全县第一。", ""),
        ("前三季度任务100亿元，产值{{ 产值|数额 }}，超额完成目标任务。", ""),
        ("通过五年努力，进出口增长到{{ 进出口|数额 }}。", ""),
        ("以2022年为基数，产值{{ 产值|力争 }}。", ""),
        ("在2022年的基础上产值{{ 产值|力争 }}。", ""),
    ]);
}

//! Lint on the finished text: what is told, where, and what can be switched off.

use super::*;

/// Grain with a target of words: 45230亩, last year 40000亩, and a share.
fn values() -> Indicators {
    let grain = Quantity {
        base: comparison("40000亩", 15),
        ..quantity("45230亩")
    };
    let income = Quantity {
        base: comparison("34000元", 16),
        ..quantity("34862元")
    };
    let small = Quantity {
        base: comparison("99万元", 17),
        ..quantity("104万元")
    };
    indicators(vec![
        indicator("粮食", Datum::Number(grain), 15),
        indicator("收入", Datum::Number(income), 16),
        indicator("投资", Datum::Number(small), 17),
        other_value("水稻", "21500亩/20000亩"),
        other_value("玉米", "9800亩"),
        other_value("参保率", "rate:86.34%/84.12%"),
        other_value("户籍人口", "stock:30123人"),
        other_value("产值", "72340000元"),
        with_target("任务", "7234万元", "7000万元"),
        with_target("在建", "6500万元", "7000万元"),
        with_place("投资增速", "rate:5.2%"),
    ])
}

fn with_target(name: &str, value: &str, target: &str) -> Indicator {
    let mut indicator = other_value(name, value);
    if let Datum::Number(quantity) = &mut indicator.datum {
        quantity.target = comparison(target, 18);
    }
    indicator
}

fn with_place(name: &str, value: &str) -> Indicator {
    Indicator {
        standing: Some(Standing::Known(Place {
            position: 3,
            of: 18,
            tied: false,
            last: 18,
        })),
        ..other_value(name, value)
    }
}

fn linted(text: &str, lint: LintSettings) -> Sink {
    linted_with(&values(), text, lint)
}

fn linted_with(values: &Indicators, text: &str, lint: LintSettings) -> Sink {
    let mut sink = Sink::new();
    let job = JobFacts { lint, ..facts() };
    let source = format!("# 甲\n\n{text}");
    let report = Template::compile(&"工作总结.md".into(), &source, &[], &mut sink)
        .and_then(|template| template.render(values, &BTreeMap::new(), &job, &mut sink));
    assert!(report.is_some(), "{text}: {}", told(sink));
    sink
}

fn codes(text: &str) -> String {
    codes_with(&values(), text)
}

fn codes_with(values: &Indicators, text: &str) -> String {
    codes_of(&linted_with(values, text, LintSettings::default()))
}

/// Each false sentence with what is told of it; the true ones are told nothing.
#[test]
fn the_finished_text_is_checked() {
    hold(&[
        ("播种{{ 粮食|数额 }}，{{ 粮食|同比 }}。", ""),
        ("播种约{{ 粮食|超 }}。", "W-LINT-DOUBLED"),
        ("播种超过{{ 粮食|数额 }}。", ""),
        ("播种{{ 粮食|近 }}以上。", "W-LINT-DOUBLED"),
        ("播种{{ 粮食|数额 }}以上左右。", "W-LINT-DOUBLED"),
        ("播种同比{{ 粮食|同比 }}。", "W-LINT-COMPARED"),
        ("播种比上年{{ 粮食|同比 }}。", "W-LINT-COMPARED"),
        ("播种增长{{ 粮食|同比 }}。", "W-LINT-COMPARED"),
        ("播种增加{{ 粮食|增减 }}。", "W-LINT-COMPARED"),
        ("播种{{ 粮食|增减 }}个百分点。", "W-LINT-POINTS"),
        ("截止11月底，播种{{ 粮食|数额 }}。", "W-LINT-UNTIL"),
        ("截至11月底，播种{{ 粮食|数额 }}。", ""),
        ("事故下降2倍。", "W-LINT-TIMES"),
        ("播种45230亩。", "N-TYPED"),
        ("播种4.52万亩。", "N-TYPED"),
        ("播种4.53万亩。", ""),
        ("播种45230元。", ""),
        ("实现大幅增长，{{ 粮食|同比 }}。", "W-ADVERB"),
        ("实现小幅增长，{{ 收入|同比 }}。", ""),
        ("实现小幅增长，{{ 粮食|同比 }}。", "W-ADVERB"),
        ("实现稳步增长，{{ 粮食|同比 }}。", ""),
        ("大幅改善民生。播种{{ 粮食|同比 }}。", ""),
        ("播种{{ 粮食|数额 }}，共{{ 粮食|数额(小数=1) }}。", "W-TWO-VALUES"),
        ("播种{{ 粮食|数额 }}，共{{ 粮食|数额(单位=\"亩\") }}。", ""),
        ("收入近{{ 收入|数额 }}。", ""),
        (
            "收入{{ 收入|近 }}，超过{{ 收入|超(3.4) }}。",
            "W-LINT-DOUBLED W-TWO-VALUES",
        ),
        // 3.49 and 3.4 give 2.6 %, the exact values 2.5 %.
        (
            "收入{{ 收入|数额 }}，上年{{ 收入.上年|数额 }}，{{ 收入|同比 }}。",
            "W-DERIVED",
        ),
        ("投资{{ 投资|数额 }}，上年{{ 投资.上年|数额 }}，{{ 投资|同比 }}。", ""),
        ("增长(快),好。", "N-PUNCTUATION"),
        ("他说\"好\"。", "N-PUNCTUATION"),
    ]);
}

/// What is computed again from printed figures, and words by where they stand.
#[test]
fn figures_and_words_are_held_against_each_other() {
    hold(&[
        // What the reader computes from the printed amounts, filter by filter.
        ("投资{{ 投资|数额 }}，上年{{ 投资.上年|数额 }}，{{ 投资|增减 }}。", ""),
        (
            "播种{{ 粮食|数额 }}，上年{{ 粮食.上年|数额 }}，{{ 粮食|增减 }}。",
            "W-DERIVED",
        ),
        ("播种{{ 粮食|由至 }}，{{ 粮食|同比 }}。", "W-DERIVED"),
        ("播种{{ 粮食|由至(单位=\"亩\") }}，{{ 粮食|同比 }}。", ""),
        (
            "参保率{{ 参保率|百分比 }}，上年{{ 参保率.上年|百分比 }}，{{ 参保率|百分点 }}。",
            "",
        ),
        (
            "参保率{{ 参保率|百分比 }}，上年{{ 参保率.上年|百分比 }}，{{ 参保率|百分点(小数=2) }}。",
            "W-DERIVED",
        ),
        (
            "播种{{ 粮食|数额 }}，水稻{{ 水稻|数额 }}，{{ 水稻|占比(粮食) }}。",
            "W-DERIVED",
        ),
        (
            "播种{{ 粮食|数额(单位=\"亩\") }}，水稻{{ 水稻|数额(单位=\"亩\") }}，{{ 水稻|占比(粮食) }}。",
            "",
        ),
        (
            "产值{{ 产值|数额 }}，人口{{ 户籍人口|数额 }}，{{ 产值|人均(户籍人口) }}。",
            "W-DERIVED",
        ),
        ("任务{{ 任务|数额 }}，目标{{ 任务.目标|数额 }}，{{ 任务|完成 }}。", ""),
        // One quantity said twice in a sentence.
        ("收入{{ 收入|近 }}（{{ 收入|数额 }}）。", "W-TWO-VALUES"),
        ("收入{{ 收入|近 }}。收入{{ 收入|数额 }}。", ""),
        ("收入{{ 收入|近 }}，即{{ 收入|将近(3.5) }}。", ""),
        // Words by where they stand.
        ("投资同比增长5%。", "W-LINT-NO-BASE"),
        ("投资同比增长{{ 参保率|百分比 }}。", ""),
        ("全镇{{ 投资增速|位次 }}。", "W-LINT-RANK"),
        (
            "投资增速{{ 投资增速|位次 }}，全镇{{ 投资增速|位次(名=\"增速\") }}。",
            "",
        ),
        ("水稻占{{ 水稻|比重(水稻, 玉米, 凑整=true) }}。", "W-LINT-FORCED"),
        ("播种{{ 粮食|比上年 }}，较上年好转。", "N-LINT-MIXED"),
        ("## 2024年工作谋划\n\n完成投资额{{ 投资|数额 }}。", ""),
        ("## 2024年工作谋划\n\n完成{{ 投资|数额 }}。", "W-LINT-PLAN"),
        ("## 2024年工作谋划\n\n力争投资实现{{ 投资|数额 }}。", ""),
        ("## 2024年工作谋划\n\n投资{{ 在建|力争 }}。", ""),
        ("## 工作推进情况\n\n投资确保{{ 投资|数额 }}。", "W-LINT-PLAN"),
        ("## 工作推进情况\n\n投资完成{{ 投资|数额 }}，全年{{ 任务|预计 }}。", ""),
        ("## 2024年工作谋划\n\n今年投资好转。", "N-LINT-RELATIVE"),
        ("## 工作推进情况\n\n今年投资好转。", ""),
        ("组织10-20人，占比33.3%的农户。", "W-LINT-RANGE-MARK W-LINT-SHARE"),
        ("投资负增长5%。", "W-LINT-NEGATIVE"),
        ("实现显著增长，{{ 粮食|同比 }}。", "W-ADVERB"),
    ]);
}

fn hold(cases: &[(&str, &str)]) {
    super::hold(codes, cases);
}

#[test]
fn findings_have_their_places() {
    let text = "截止11月底，播种增长{{ 粮食|同比 }}，\n共45230亩，约{{ 粮食|近 }}，实现大幅增长，{{ 粮食|同比 }}。\n\n收入{{ 收入|数额 }}，上年{{ 收入.上年|数额 }}，{{ 收入|同比 }}(快)。";
    golden(
        "lint",
        &format!("{text}\n\n────\n{}", told(linted(text, LintSettings::default()))),
    );
}

#[test]
fn what_is_switched_off_is_not_told() {
    let text = "播种增长{{ 粮食|同比 }}(快),好。";
    let silent = LintSettings {
        ignore: vec!["W-LINT-COMPARED".to_owned()],
        keep_punctuation: true,
        ..LintSettings::default()
    };
    assert!(linted(text, silent).as_slice().is_empty());
    assert_eq!(codes(text), "N-PUNCTUATION W-LINT-COMPARED");
    let unknown = |code: &str| serde_json::from_value::<LintSettings>(serde_json::json!({ "ignore": [code] })).is_err();
    assert!(unknown("W-NOTHING") && unknown("E-APPROX") && !unknown("N-PRICE"));
}

/// 人均 is checked against what the data have.
#[test]
fn a_number_per_head_needs_a_population() {
    let text = "全镇人均收入3万元，增收{{ 投资|数额 }}。";
    let without = |dropped: &str| {
        let mut values = values();
        values.values.retain(|name, _| &**name != dropped);
        values
    };
    assert_eq!(codes_with(&without("户籍人口"), text), "W-LINT-PER");
    assert_eq!(codes(text), "");
}

#[test]
fn adverbs_are_held_to_the_limits_of_the_configuration() {
    let text = "实现大幅增长，{{ 粮食|同比 }}，实现稳步增长，{{ 水稻|同比 }}。";
    let told = |lint: LintSettings| linted(text, lint).as_slice().len();
    assert_eq!(told(LintSettings::default()), 1);
    let own = LintSettings {
        large_change: 10,
        steady_below: 7,
        ..LintSettings::default()
    };
    assert_eq!(told(own.clone()), 1);
    assert_eq!(told(LintSettings { steady_below: 8, ..own }), 0);
}

/// What a template with the note for rounding prints, and what is told.
fn noted(parts: [&str; 3], text: &str) -> (String, String) {
    let [whole, one, other] = parts;
    let values = indicators(vec![
        other_value("全部", whole),
        other_value("甲", one),
        other_value("乙", other),
    ]);
    let (report, sink) = build(&format!("# 甲\n\n{text}"), &values, &[]);
    let codes: Vec<String> = sink.as_slice().iter().map(|problem| problem.code.to_string()).collect();
    let printed = report.as_ref().map(dump).unwrap_or_default();
    let printed = printed
        .lines()
        .filter(|line| line.starts_with('段'))
        .collect::<Vec<_>>();
    (printed.join("|"), codes.join(" "))
}

/// the note stands where the printed parts need it, and nowhere else.
#[test]
fn the_note_for_rounding_stands_where_it_is_needed() {
    const NOTE: &str = "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。";
    let text = "共{{ 全部|合计(甲, 乙, 小数=1) }}。\n\n注：{{ 舍入说明 }}";
    let rounded = ["17.98亩", "12.34亩", "5.64亩"];
    let exact = ["18亩", "12亩", "6亩"];
    assert_eq!(
        noted(rounded, text),
        (format!("段 共⟦18亩⟧0。|段 注：{NOTE}"), String::new())
    );
    assert_eq!(noted(exact, text), ("段 共⟦18亩⟧0。".to_owned(), String::new()));
    let without = "共{{ 全部|合计(甲, 乙, 小数=1) }}。";
    assert_eq!(
        noted(rounded, without),
        ("段 共⟦18亩⟧0。".to_owned(), "N-ROUND".to_owned())
    );
}

/// A table's total row is compared with the sum of its rows as they are printed.
#[test]
fn a_table_whose_printed_rows_differ_from_its_total_is_noted() {
    let part = |name: &str, text: &str| {
        let (value, unit) = measured(text);
        let quantity = Quantity {
            value,
            unit,
            decimals: Some(1),
            ..quantity(text)
        };
        indicator(name, Datum::Number(quantity), 4)
    };
    let told = |values: [&str; 3]| {
        let [whole, one, other] = values;
        let values = indicators(vec![part("全部", whole), part("甲", one), part("乙", other)]);
        let text = "# 甲\n\n| 村 | 面积 |\n|---|---|\n| 甲 | {{ 甲 }} |\n| 乙 | {{ 乙 }} |\n| 合计 | {{ 全部 }} |\n";
        let (_, sink) = build(text, &values, &[]);
        sink.as_slice()
            .iter()
            .map(|problem| problem.code.to_string())
            .collect::<String>()
    };
    assert_eq!(told(["17.98亩", "12.34亩", "5.64亩"]), "N-ROUND");
    assert_eq!(told(["18.0亩", "12.4亩", "5.6亩"]), "");
}

/// What readers add, divide and draw roots of: the printed whole, multiple and mean growth follow from the printed parts.
#[test]
fn totals_multiples_and_mean_growth_are_computed_again() {
    let values = indicators(vec![
        other_value("全部", "31300亩"),
        other_value("甲", "21500亩"),
        other_value("乙", "9800亩"),
        other_value("丙", "60万元/20.46万元"),
        other_value("丁", "161万元"),
        other_value("五年前", "100.4万元"),
        other_value("和", "40亩"),
        other_value("一", "14.4亩"),
        other_value("二", "25.6亩"),
    ]);
    let told = |text: &str| codes_with(&values, text);
    let all = "共{{ 全部|合计(甲, 乙) }}，甲{{ 甲|数额 }}，乙{{ 乙|数额 }}。";
    assert_eq!(told(all), "");
    // 2.2 and 9800 make 3.18, printed 3.13: the parts were rounded.
    let rounded = "共{{ 全部|合计(甲, 乙) }}，甲{{ 甲|数额(小数=1) }}，乙{{ 乙|数额 }}。";
    assert_eq!(told(rounded), "N-ROUND");
    assert_eq!(told(&format!("{rounded}{{{{ 舍入说明 }}}}")), "");
    // The filter has told it already: once is enough.
    let twice = "共{{ 和|合计(一, 二, 小数=0) }}，一{{ 一|数额(小数=0) }}，二{{ 二|数额(小数=0) }}。";
    assert_eq!(told(twice), "");
    // 60 of 20.46 is 2.9 times; of 20 it would be 3.
    assert_eq!(told("{{ 丙|数额 }}，上年{{ 丙.上年|数额 }}，{{ 丙|倍数 }}。"), "");
    assert_eq!(
        told("{{ 丙|数额 }}，上年{{ 丙.上年|数额(小数=0) }}，{{ 丙|倍数 }}。"),
        "W-DERIVED"
    );
    assert_eq!(
        told("{{ 丙|数额 }}，上年{{ 丙.上年|数额(小数=0) }}，{{ 丙|倍数(增长=true) }}。"),
        "W-DERIVED"
    );
    // The fifth root of 1.61 is 1.1; of 161 to 100.4 it is 1.099, printed 9.9 %.
    let growth = |form: &str| {
        format!("{{{{ 丁|数额 }}}}，五年前{{{{ 五年前|数额{form} }}}}，五年{{{{ 丁|年均增长(5, 五年前) }}}}。")
    };
    assert_eq!(told(&growth("(小数=1)")), "");
    assert_eq!(told(&growth("")), "W-DERIVED");
}

/// Spec §2, §3, R-07: figures of one sentence that cannot be true together.
#[test]
fn figures_of_a_sentence_agree() {
    let values = indicators(vec![
        other_value("全部", "30亩"),
        other_value("甲", "20亩"),
        other_value("乙", "15亩"),
        other_value("五年前", "20亩"),
        other_value("户籍人口", "stock:30123人"),
        other_value("常住人口", "stock:25000人"),
        other_value("收入", "7500万元"),
    ]);
    for (text, expected) in [
        (
            "共{{ 全部|数额 }}，其中甲{{ 甲|其中(全部) }}、乙{{ 乙|其中(全部) }}。",
            "W-LINT-PARTS",
        ),
        (
            "共{{ 全部|数额 }}，其中甲{{ 甲|其中(全部) }}。乙{{ 乙|其中(全部) }}。",
            "",
        ),
        ("四年{{ 全部|年均增长(5, 五年前) }}。", "W-LINT-YEARS"),
        ("近6年{{ 全部|年均增长(5, 五年前) }}。", "W-LINT-YEARS"),
        (
            "五年{{ 全部|年均增长(5, 五年前) }}，5年{{ 全部|年均增长(5, 五年前) }}。",
            "",
        ),
        ("2023年{{ 全部|年均增长(5, 五年前) }}。", ""),
        ("{{ 收入|人均(常住人口) }}。", "N-LINT-POPULATION"),
        ("按常住人口计算，{{ 收入|人均(常住人口) }}。", ""),
        ("{{ 收入|人均(常住人口, 名=true) }}。", ""),
        ("{{ 收入|人均(常住人口, 名=\"在册人口\") }}。", ""),
    ] {
        assert_eq!(codes_with(&values, text), expected, "{text}");
    }
}

/// What the author types and the data or a filter say again.
#[test]
fn nothing_is_said_twice() {
    let with = |name: &str| {
        let mut values = values();
        values
            .values
            .insert("品牌".into(), indicator("品牌", Datum::Text("“幸福食堂”".into()), 3));
        values.township = name.into();
        values
    };
    for (township, text, expected) in [
        ("鼎新镇", "用好“{{ 品牌 }}”品牌。", "W-LINT-QUOTES W-LINT-QUOTES"),
        ("鼎新镇", "用好{{ 品牌 }}品牌。", ""),
        ("鼎新镇", "力争家庭签约{{ 在建|力争 }}。", "W-LINT-TWICE"),
        ("鼎新镇", "力争早日见效，家庭签约{{ 在建|力争 }}。", ""),
        ("鼎新镇", "投资完成{{ 任务|完成 }}。", "W-LINT-TWICE"),
        ("鼎新镇", "完成投资{{ 任务|数额 }}，{{ 任务|完成 }}。", ""),
        ("鼎新镇", "全镇{{ 任务|数额 }}。", ""),
        ("石门乡", "全镇{{ 任务|数额 }}。", "W-LINT-TOWNSHIP"),
        ("石门乡", "{{ 全镇 }}{{ 任务|数额 }}。", ""),
        ("城关街道", "{{ 全镇 }}{{ 任务|数额 }}。", ""),
        ("城关街道", "全乡{{ 任务|数额 }}。", "W-LINT-TOWNSHIP"),
    ] {
        assert_eq!(codes_with(&with(township), text), expected, "{township}: {text}");
    }
}

/// GB/T 15835: one document writes counts and places in one way.
#[test]
fn numerals_are_written_in_one_way() {
    for (text, expected) in [
        ("建成三个村的公路。又有3个村通水。", "N-LINT-MIXED"),
        ("建成3个村的公路。又有3个村通水。", ""),
        ("建成三个村的公路。又有3个组通水。", ""),
        ("居全县第3位。上年居全县第一。", "N-LINT-MIXED"),
        (
            "投资{{ 投资增速|位次(名=\"增速\") }}。上年居全县第一位。",
            "N-LINT-MIXED",
        ),
        ("居全县第3位，是全国第一个，第一产业增长。", ""),
        ("第一次会议。第2次会议。", "N-LINT-MIXED"),
        ("建成三个园区、20个大棚。", "N-LINT-NUMERALS"),
        ("建成10几个大棚。", "W-LINT-SEVERAL"),
        ("23年11月建成。", "W-LINT-SHORT-YEAR"),
        ("超额{{ 任务|完成 }}。", "W-LINT-EXCESS"),
        // Of whatever time of last year: 比年初 is a comparison as 比上年 is.
        ("产值比年初增长5%。", "W-LINT-NO-BASE"),
        ("{{ 任务|完成(超额=true) }}。", ""),
        ("翻一番即为2倍。", "W-LINT-FAN"),
    ] {
        assert_eq!(codes(text), expected, "{text}");
    }
}

/// The codes that are told of bare numbers with units typed beside them.
fn codes_of_units(text: &str) -> String {
    let mut values = values();
    let per_mu = Quantity {
        kind: Kind::Rate,
        ..quantity("452公斤/亩")
    };
    values
        .values
        .insert("单产".into(), indicator("单产", Datum::Number(per_mu), 9));
    values.values.insert("增幅".into(), other_value("增幅", "2.3百分点"));
    values.values.insert("村数".into(), other_value("村数", "5个"));
    let (_, sink) = build(&format!("# 甲\n\n{text}"), &values, &[]);
    let told = sink.as_slice().iter().map(|problem| problem.code.to_string());
    told.collect::<Vec<_>>().join(" ")
}

/// Spec §5: a bare number is of its indicator's unit, whatever is typed beside it.
#[test]
fn a_typed_unit_is_that_of_its_bare_number() {
    let table =
        |caption: &str, head: &str| format!("表：甲{caption}\n\n| 村 | {head} |\n|---|--:|\n| 东 | {{{{ 粮食 }}}} |\n");
    let row = |label: &str| format!("| 项目 | 数 |\n|---|--:|\n| {label} | {{{{ 粮食 }}}} |\n");
    for (text, expected) in [
        ("播种{{ 粮食 }}公顷。".to_owned(), "E-LINT-UNIT"),
        ("播种{{ 粮食 }}万亩。".to_owned(), "E-LINT-UNIT"),
        ("投资{{ 投资 }}元。".to_owned(), "E-LINT-UNIT"),
        ("播种{{ 粮食 }}亩。".to_owned(), ""),
        ("播种{{ 粮食 }}（亩）。".to_owned(), ""),
        ("亩产{{ 单产 }}公斤。".to_owned(), ""),
        ("亩产{{ 单产 }}斤。".to_owned(), "E-LINT-UNIT"),
        // A scale by itself is that of the number, or it makes another number of it.
        ("投资{{ 投资 }}万。".to_owned(), ""),
        ("产值{{ 产值 }}万。".to_owned(), "E-LINT-UNIT"),
        ("产值{{ 产值 }}亿。".to_owned(), "E-LINT-UNIT"),
        ("产值{{ 产值 }}千。".to_owned(), "E-LINT-UNIT"),
        ("产值{{ 产值 }}百万。".to_owned(), "W-LINT-SCALE E-LINT-UNIT"),
        ("产值{{ 产值 }}余万元。".to_owned(), "E-LINT-UNIT"),
        ("人口{{ 户籍人口 }}万名。".to_owned(), "E-LINT-UNIT"),
        // Another measure.
        ("播种{{ 粮食 }}吨。".to_owned(), "W-LINT-UNIT"),
        ("人口{{ 户籍人口 }}人次。".to_owned(), "W-LINT-UNIT"),
        ("产值{{ 产值 }}个百分点。".to_owned(), "W-LINT-UNIT"),
        ("参保率{{ 参保率 }}百分点。".to_owned(), "W-LINT-POINTS"),
        ("提高{{ 增幅 }}个百分点。".to_owned(), ""),
        ("产值{{ 产值 }}年。".to_owned(), "W-LINT-UNIT"),
        // Words that begin with the letter of a unit.
        ("投资{{ 投资 }}元旦前。".to_owned(), ""),
        ("投资{{ 投资 }}元月。".to_owned(), ""),
        ("人口{{ 户籍人口 }}人均。".to_owned(), ""),
        ("人口{{ 户籍人口 }}户均。".to_owned(), ""),
        ("投资{{ 投资 }}亩均。".to_owned(), ""),
        ("产值{{ 产值 }}吨位。".to_owned(), ""),
        ("产值{{ 产值 }}年均。".to_owned(), ""),
        ("人口{{ 户籍人口 }}户。".to_owned(), "W-LINT-UNIT"),
        ("人口{{ 户籍人口 }}名。".to_owned(), ""),
        ("参保率{{ 参保率 }}个百分点。".to_owned(), ""),
        (table("（单位：公顷、公斤）", "面积"), "E-LINT-UNIT"),
        (table("（单位：亩、公斤）", "面积"), ""),
        (table("（单位：公斤）", "面积"), "E-LINT-UNIT"),
        (table("（单位：公斤、户）", "面积"), "E-LINT-UNIT"),
        (table("（单位：公斤）", "面积（亩）"), ""),
        (table("", "面积（公斤）"), "E-LINT-UNIT"),
        (table("", "面积（现价）"), ""),
        (table("", "面积（公顷）"), "E-LINT-UNIT"),
        (table("", "面积/公顷"), "E-LINT-UNIT"),
        (table("（单位：公顷）", "面积（亩）"), ""),
        (table("（单位：公顷）", "面积"), "E-LINT-UNIT"),
        (row("面积（公顷）"), "E-LINT-UNIT"),
        (row("面积（亩）"), ""),
        (
            "| 项目 | 单位 | 数 |\n|---|---|--:|\n| 面积 | 公顷 | {{ 粮食 }} |\n".to_owned(),
            "E-LINT-UNIT",
        ),
        (
            "| 项目 | 数 |\n|---|--:|\n| 面积 | {{ 粮食 }}公顷 |\n".to_owned(),
            "E-LINT-UNIT",
        ),
    ] {
        assert_eq!(codes_of_units(&text), expected, "{text}");
    }
}

/// Words and measured things that begin with a scale or the letter of a unit stop no report.
#[test]
fn a_scale_of_what_is_counted_is_none_of_the_number() {
    for (text, expected) in [
        // A scale that belongs to what is counted: five fields of 10000亩 each.
        ("建成{{ 村数 }}万亩示范片。", "W-LINT-UNIT"),
        ("建成{{ 村数 }}亿元村。", "W-LINT-UNIT"),
        ("建成{{ 村数 }}万个。", "E-LINT-UNIT"),
        ("投资{{ 投资 }}多元化。", ""),
        ("投资{{ 投资 }}多元。", "E-LINT-UNIT"),
        ("产值{{ 产值 }}日产。", ""),
        ("人口{{ 产值 }}名次。", ""),
        ("产值{{ 产值 }}年中。", ""),
    ] {
        assert_eq!(codes_of_units(text), expected, "{text}");
    }
}

/// What the author types and the figure says again, and marks that meet where a part does not fall away.
#[test]
fn doubled_words_and_marks_are_told() {
    let mut values = values();
    values.values.insert("利润".into(), other_value("利润", "-45万元"));
    for (text, expected) in [
        ("水稻{{ 水稻|占比(粮食, 名=\"粮食\") }}。", ""),
        ("水稻占粮食{{ 水稻|占比(粮食, 名=\"粮食\") }}。", "W-LINT-TWICE"),
        ("水稻占{{ 水稻|占比(粮食) }}。", "W-LINT-TWICE"),
        ("水稻占全镇粮食{{ 水稻|占比(粮食) }}。", "W-LINT-TWICE"),
        (
            "水稻占用的地，{{ 水稻|占比(粮食) }}；占用耕地{{ 水稻|占比(粮食) }}。",
            "",
        ),
        ("占补平衡面积{{ 水稻|占比(粮食) }}。", ""),
        (
            "被占粮食地复垦，{{ 水稻|占比(粮食) }}，占道经营的{{ 水稻|占比(粮食) }}。",
            "",
        ),
        ("水稻占全县占比{{ 水稻|占比(粮食) }}。", "W-LINT-TWICE"),
        ("播种面积为{{ 粮食|达 }}。", "W-LINT-TWICE"),
        ("截至{{ 期末|截至 }}，播种{{ 粮食|数额 }}。", "W-LINT-TWICE"),
        ("{{ 期末|截至 }}，播种{{ 粮食|数额 }}。", ""),
        ("播种{[{{ 粮食|数额 }}，]}。", "W-LINT-MARKS"),
        ("播种{[{{ 粮食|数额 }}]}。", ""),
        ("播种{{ 粮食|数额 }}亩。", "W-LINT-TWICE"),
        ("播种{{ 粮食|数额 }}亩均产量。", ""),
        ("投资{{ 投资|数额 }}元旦前到位。", ""),
        ("水稻、、玉米。", "W-LINT-MARKS"),
        ("参保率比上年{{ 城镇参保率|百分点 }}。", "W-LINT-COMPARED"),
        ("参保率{{ 城镇参保率|百分点 }}。", ""),
        ("{{ 投资|列举(利润) }}。", "W-LOSS"),
    ] {
        values
            .values
            .insert("城镇参保率".into(), other_value("城镇参保率", "rate:97.5%/97.5%"));
        assert_eq!(codes_with(&values, text), expected, "{text}");
    }
}

/// Directions, places and percentages that are typed, beside data that are known.
#[test]
fn typed_claims_are_held_against_the_data() {
    let mut values = values();
    let mut fallen = other_value("播种面积", "950亩/1000亩");
    fallen.standing = Some(Standing::Known(Place {
        position: 3,
        of: 18,
        tied: false,
        last: 18,
    }));
    values.values.insert("播种面积".into(), fallen);
    values.values.insert("蔬菜".into(), other_value("蔬菜", "950亩/950亩"));
    for (text, expected) in [
        ("粮食面积较上年增加，为{{ 播种面积|数额 }}。", "W-LINT-CLAIM"),
        ("粮食面积较上年减少，为{{ 播种面积|数额 }}。", ""),
        ("人口较上年增加，种植{{ 播种面积|数额 }}。", ""),
        ("播种{{ 播种面积|数额 }}，同比有所增加。", "W-LINT-CLAIM"),
        ("播种{{ 播种面积|数额 }}，比上年同期有所下降。", ""),
        ("粮食面积实现稳步增长，达到{{ 播种面积|数额 }}。", "W-ADVERB"),
        ("收入实现稳步增长，达到{{ 收入|数额 }}。", ""),
        ("蔬菜实现稳步增长，达到{{ 蔬菜|数额 }}。", "W-ADVERB"),
        ("居全县第一的粮食{{ 播种面积|数额 }}。", "W-LINT-CLAIM"),
        ("居全县第三的粮食{{ 播种面积|数额 }}。", ""),
        ("建成全县第一个示范片，种粮{{ 播种面积|数额 }}。", ""),
        ("粮食{{ 播种面积|数额 }}，居全县首位。", "W-LINT-CLAIM"),
        ("粮食{{ 播种面积|数额 }}，{{ 播种面积|位次 }}。", ""),
        ("参保率提高2%。", "W-LINT-RATE"),
        ("参保率比上年提高了2.2%。", "W-LINT-NO-BASE W-LINT-RATE"),
        ("参保率提高{{ 参保率|百分比 }}。", "W-LINT-RATE"),
        ("参保率提高2.2个百分点，提高到88%。", ""),
        ("劳动效率提高2%。", ""),
        ("播种比年初{{ 播种面积|增减 }}。", "W-LINT-CLAIM"),
        ("播种比上年同期{{ 播种面积|增减 }}。", ""),
    ] {
        assert_eq!(codes_with(&values, text), expected, "{text}");
    }
}

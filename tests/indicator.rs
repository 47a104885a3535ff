//! From workbooks to named indicators: values, units, bases, aggregates, formulas, facts, ranks.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "indicator/beside.rs"]
mod beside;
#[path = "indicator/labels.rs"]
mod labels;
#[path = "indicator/likenamed.rs"]
mod likenamed;
#[path = "indicator/messages.rs"]
mod messages;
#[path = "indicator/page.rs"]
mod page;
#[path = "indicator/rough.rs"]
mod rough;
#[path = "indicator/sample.rs"]
pub(crate) mod sample;
#[path = "indicator/shared.rs"]
mod shared;
#[path = "indicator/silent.rs"]
mod silent;
#[path = "indicator/sizes.rs"]
mod sizes;
#[path = "indicator/times.rs"]
mod times;
#[path = "indicator/titles.rs"]
mod titles;
#[path = "indicator/units.rs"]
mod units;
#[path = "indicator/villages.rs"]
mod villages;
#[path = "indicator/wholes.rs"]
mod wholes;

use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::indicator::{
    Datum, Indicator, Indicators, Kind, Missing, MissingPolicy, Place, Standing, rank, resolve_own,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use sample::{agriculture, base, economy, found, mapping, named, projects, quantity, sheet, shown, workbook};

#[test]
fn a_value_is_found_by_header_path_and_row_label() {
    let text = r#"
[[indicator]]
name = "粮食播种面积"
workbook = "*农业*"
column = "粮食作物/播种面积"
row = "合计"
unit = "亩"
base = { sheet = "2022年", column = "粮食作物播种面积" }
[[indicator]]
name = "水稻播种面积"
column = "播种面积"
row = "鼎新村/水稻"
unit = "亩"
[[indicator]]
name = "李家村面积"
column = "播种面积"
row = "李家村"
unit = "万亩"
[[indicator]]
name = "机械化率"
row = "全镇"
unit = "%"
kind = "rate"
[[indicator]]
name = "蔬菜种植面积"
column = "种植面积"
row = "合计"
unit = "亩"
[[indicator]]
name = "村集体经济收入"
column = "村集体经济/收入"
row = "合计"
unit = "元"
"#;
    let indicators = found(text, &[agriculture(), projects()]);
    assert_eq!(shown(&indicators, "粮食播种面积"), "45000 亩 C5");
    assert_eq!(base(&indicators, "粮食播种面积").as_deref(), Some("44000 B4"));
    assert_eq!(shown(&indicators, "水稻播种面积"), "17000 亩 C7");
    assert_eq!(shown(&indicators, "李家村面积"), "2 万亩 C8");
    assert_eq!(shown(&indicators, "机械化率"), "86.3 % E5");
    assert_eq!(shown(&indicators, "蔬菜种植面积"), "51000 亩 F5");
    // The 单位 line lists 亩、吨、万元: of these, only 万元 can be meant.
    assert_eq!(shown(&indicators, "村集体经济收入"), "3125000 元 H5");
}

#[test]
fn indicators_as_rows_take_the_unit_of_their_row() {
    let text = r#"
[[indicator]]
name = "农业总产值"
column = "本年累计"
unit = "亿元"
base = { column = "上年同期" }
[[indicator]]
name = "农业总产值同比"
column = "同比±%"
row = "农业总产值"
unit = "%"
kind = "rate"
[[indicator]]
name = "在库项目数"
column = "本年累计"
unit = "个"
kind = "count"
base = { column = "上年同期" }
[[indicator]]
name = "电商销售额"
column = "本年累计"
missing = "omit"
[[indicator]]
name = "规上工业产值"
column = "本年累计"
missing = "dash"
"#;
    let indicators = found(text, &[economy()]);
    assert_eq!(shown(&indicators, "农业总产值"), "9.5312 亿元 C3");
    assert_eq!(base(&indicators, "农业总产值").as_deref(), Some("9 D3"));
    assert_eq!(shown(&indicators, "农业总产值同比"), "5.9 % E3");
    assert_eq!(base(&indicators, "在库项目数"), None);
    let datum = |name: &str| indicators.values[name].datum.clone();
    assert_eq!(
        datum("电商销售额"),
        Datum::Missing(Missing::NotApplicable, MissingPolicy::Omit)
    );
    assert_eq!(
        datum("规上工业产值"),
        Datum::Missing(Missing::Unknown, MissingPolicy::Dash)
    );
}

#[test]
fn a_fixed_cell_and_a_defined_name_are_found() {
    let text = r#"
[[indicator]]
name = "产值"
workbook = "*农业*"
sheet = "各村明细"
cell = "G5"
label = "产值"
unit = "万元"
[[indicator]]
name = "产量"
range = "粮食产量"
unit = "吨"
"#;
    let indicators = found(text, &[named(agriculture(), "粮食产量", "D5", "D5")]);
    assert_eq!(shown(&indicators, "产值"), "9531.2 万元 G5");
    assert_eq!(shown(&indicators, "产量"), "18000 吨 D5");
}

#[test]
fn aggregates_count_the_data_rows_that_meet_the_conditions() {
    let text = r#"
[[indicator]]
name = "在库项目"
aggregate = "count"
where = ["是否入库 = 是"]
unit = "个"
[[indicator]]
name = "总投资"
column = "总投资"
aggregate = "sum"
where = ["是否入库 = 是"]
unit = "亿元"
[[indicator]]
name = "大项目"
aggregate = "count"
where = ["总投资 >= 1000", "项目名称 包含 道路"]
[[indicator]]
name = "今年开工完成额"
column = "累计完成"
aggregate = "sum"
where = ["开工日期 >= 2023-01-01"]
unit = "万元"
base = { column = "总投资" }
[[indicator]]
name = "平均完成额"
column = "累计完成"
aggregate = "mean"
[[indicator]]
name = "最少"
column = "累计完成"
aggregate = "min"
"#;
    let indicators = found(text, &[projects()]);
    assert_eq!(shown(&indicators, "在库项目"), "2 个 E3 E4");
    assert_eq!(shown(&indicators, "总投资"), "1.1 亿元 C3 C4");
    assert_eq!(shown(&indicators, "大项目"), "1  C3");
    assert_eq!(shown(&indicators, "今年开工完成额"), "1300 万元 D3 D4");
    assert_eq!(base(&indicators, "今年开工完成额").as_deref(), Some("11000 C3 C4"));
    assert_eq!(
        shown(&indicators, "平均完成额"),
        "466.83333333333333333333333333 万元 D3 D4 D5"
    );
    assert_eq!(shown(&indicators, "最少"), "100.5 万元 D3 D4 D5");
    assert_eq!(
        indicators.values["总投资"].formula.as_deref(),
        Some("sum(总投资; 是否入库 = 是)")
    );
}

#[test]
fn rows_carry_each_field_with_its_own_cell() {
    let text = r#"
[[rows]]
name = "各村农业"
sheet = "各村明细"
fields = [
    { name = "村名", column = "村(社区)", type = "text" },
    { name = "粮食播种面积", column = "粮食作物/播种面积", unit = "亩" },
]
[[rows]]
name = "入库项目"
workbook = "项目*"
where = ["是否入库 = 是"]
fields = [
    { name = "项目名称", type = "text" },
    { name = "开工日期", type = "date" },
    { name = "是否入库", type = "bool" },
]
"#;
    let indicators = found(text, &[agriculture(), projects()]);
    let Datum::Rows(villages) = &indicators.values["各村农业"].datum else {
        panic!("rows expected");
    };
    assert_eq!(villages.len(), 2);
    let field = villages[1].field("粮食播种面积").unwrap();
    assert_eq!(field.sources[0].to_string(), "鼎新镇/农业（定稿）.xlsx › 各村明细 › C8");
    assert!(matches!(&field.datum, Datum::Number(quantity) if quantity.value == Decimal::from(20000)));
    let Datum::Rows(projects) = &indicators.values["入库项目"].datum else {
        panic!("rows expected");
    };
    let second = &projects[1];
    assert_eq!(
        second.field("项目名称").unwrap().datum,
        Datum::Text("烘房建设".to_owned())
    );
    assert_eq!(
        second.field("开工日期").unwrap().datum,
        Datum::Date(jiff::civil::date(2023, 6, 15))
    );
    assert_eq!(second.field("是否入库").unwrap().datum, Datum::Bool(true));
}

fn facts(rows: &str) -> Indicators {
    let text = "[facts]\nworkbook = \"*基本情况*\"\n";
    let merges: &[&str] = if rows.contains("基本情况") { &["A1:B1"] } else { &[] };
    found(
        text,
        &[workbook("鼎新镇/基本情况.xlsx", vec![sheet("表", rows, merges)])],
    )
}

#[test]
fn facts_are_what_they_certainly_are_and_else_texts() {
    let rows = "
鼎新镇基本情况
项目|内容|备注
引进企业|某农业公司|待核
引进时间|2023年6月|
建成日期|2023年8月3日|
育苗基地面积|\"52亩|
总投资（万元）|980|
烘房|100吨量级|
首届|是|
增长|%0.123|
口号|约300人的村|
商标|无|
";
    let indicators = facts(rows);
    let datum = |name: &str| &indicators.values[name].datum;
    assert_eq!(*datum("引进企业"), Datum::Text("某农业公司".to_owned()));
    assert_eq!(*datum("引进时间"), Datum::Text("2023年6月".to_owned()));
    assert_eq!(*datum("建成日期"), Datum::Date(jiff::civil::date(2023, 8, 3)));
    assert_eq!(shown(&indicators, "育苗基地面积"), "52 亩 B6");
    assert_eq!(shown(&indicators, "总投资"), "980 万元 B7");
    assert_eq!(*datum("烘房"), Datum::Text("100吨量级".to_owned()));
    assert_eq!(*datum("首届"), Datum::Bool(true));
    assert_eq!(quantity(&indicators, "增长").kind, Kind::Rate);
    assert_eq!(shown(&indicators, "增长"), "12.3 % B10");
    assert_eq!(*datum("口号"), Datum::Text("约300人的村".to_owned()));
    assert_eq!(
        *datum("商标"),
        Datum::Missing(Missing::NotApplicable, MissingPolicy::Omit)
    );
    assert_eq!(shown(&facts("\n基地|7个\n育苗|\"500万株\n"), "育苗"), "500 万株 B2");
}

const FORMULAS: &str = r#"
[[indicator]]
name = "产值"
column = "本年累计"
row = "农业总产值"
unit = "万元"
base = { column = "上年同期" }
[[indicator]]
name = "种植业"
column = "本年累计"
unit = "亿元"
base = { column = "上年同期" }
[[indicator]]
name = "种植业占比"
formula = "种植业 / 产值 * 100"
unit = "%"
kind = "rate"
[[indicator]]
name = "增加值"
formula = "产值 - 上年(产值)"
unit = "元"
[[indicator]]
name = "其他农业"
formula = "产值 - 种植业"
unit = "万元"
[[indicator]]
name = "两倍"
formula = "其他农业 × 2"
"#;

/// One table's 资金 (3 万元, last year 2), 户数 (12), 面积 (2 万亩), 产量 (80 吨), 人口 (2.4 万人), 其中 (9 户), 晴天 (9 天); what a formula over
/// them comes to in the declared unit, or the code of what is wrong.
fn counted(formula: &str, unit: &str) -> String {
    let table = "\n指标|单位|本年|上年\n资金|万元|3|2\n户数|户|12|10\n面积|万亩|2|2\n产量|吨|80|70\n人口|万人|2.4|2.4\n其中|户|9|8\n晴天|天|9|8\n";
    let units = [
        ("资金", "万元"),
        ("户数", "户"),
        ("面积", "万亩"),
        ("产量", "吨"),
        ("人口", "万人"),
        ("其中", "户"),
        ("晴天", "天"),
    ];
    let own = |(name, unit): (&str, &str)| {
        format!(
            "[[indicator]]\nname = \"{name}\"\ncolumn = \"本年\"\nunit = \"{unit}\"\nbase = {{ column = \"上年\" }}\n"
        )
    };
    let computed = format!("[[indicator]]\nname = \"商\"\nformula = \"{formula}\"\nunit = \"{unit}\"\n");
    let mapping = mapping(&(units.map(own).concat() + &computed));
    let book = workbook("鼎新镇/表.xlsx", vec![sheet("表", table, &[])]);
    let mut sink = Sink::new();
    let found = resolve_own(&mapping, &"鼎新镇".into(), &[book], &mut sink);
    match found.values.get("商") {
        Some(Indicator {
            datum: Datum::Number(quantity),
            ..
        }) => {
            format!("{} {}", quantity.value.normalize(), quantity.unit)
        }
        _ => sink.as_slice().iter().map(|problem| problem.code.to_string()).collect(),
    }
}

/// A quotient of 万元 and 户 that is declared in 元 was printed as so many 元 without being converted.
#[test]
fn a_quotient_of_two_units_is_converted_into_the_declared_one() {
    for (formula, unit, expected) in [
        ("资金 / 户数", "元", "2500 元"),
        ("资金 / 户数", "元/户", "2500 元/户"),
        ("资金 / 户数", "万元/户", "0.25 万元/户"),
        ("-(资金 / 户数)", "元", "-2500 元"),
        ("资金 / 户数 - 上年(资金) / 上年(户数)", "元", "500 元"),
        ("产量 / 面积", "公斤/亩", "4 公斤/亩"),
        ("产量 / 面积", "吨/公顷", "0.06 吨/公顷"),
        ("产量 / 户数", "公斤", "6666.6666666666666666666666667 公斤"),
        // What is told of each 万 may be meant so: 张 for each 万人.
        ("户数 / 人口", "户", "5 户"),
        ("户数 / 人口", "户/万人", "5 户/万人"),
        ("资金 / 人口", "元", "1.25 元"),
        ("产量 / 面积", "公斤", "E-FORMULA-UNIT"),
        ("资金 / 户数", "元/吨", "E-FORMULA-UNIT"),
        ("资金 / 户数", "吨/户", "E-FORMULA-UNIT"),
        // Other things than the quotient's stay what the author declares.
        ("户数 / 资金", "次", "4 次"),
    ] {
        assert_eq!(counted(formula, unit), expected, "{formula} {unit}");
    }
}

/// Who multiplies by hand has converted: it is not done twice, and where it cannot be told it is refused.
#[test]
fn what_a_formula_converts_by_hand_is_not_converted_again() {
    for (formula, unit, expected) in [
        ("资金 / 户数 * 10000", "元", "2500 元"),
        ("资金 * 10000 / 户数", "元", "2500 元"),
        ("资金 / (户数 / 10000)", "元", "2500 元"),
        ("(资金 / 户数) * 10", "千元", "2.5 千元"),
        (
            "产量 * 1000 / 户数",
            "公斤/户",
            "6666.6666666666666666666666667 公斤/户",
        ),
        ("资金 * 10000", "元", "30000 元"),
        ("资金 * 2", "元", "60000 元"),
        ("资金 / 户数 / 5", "元", "E-FORMULA-UNIT"),
        ("资金 / 户数 / 5", "万元", "0.05 万元"),
    ] {
        assert_eq!(counted(formula, unit), expected, "{formula} {unit}");
    }
}

/// What is divided by nothing is missing as its own policy has it, and stops no report by itself.
#[test]
fn a_division_by_nothing_is_missing_by_the_indicator_s_policy() {
    let of = |missing: &str| {
        let table = "\n指标|单位|本年|上年\n技改|万元|8800|0\n税|万元|9|8\n";
        let text = format!(
            "[[indicator]]\nname = '技改'\ncolumn = '本年'\nunit = '万元'\nbase = {{ column = '上年' }}\n\
             [[indicator]]\nname = '增速'\nformula = '(技改 / 上年(技改) - 1) * 100'\nunit = '%'\nkind = 'rate'\n{missing}\n"
        );
        let mut sink = Sink::new();
        let book = workbook("鼎新镇/表.xlsx", vec![sheet("表", table, &[])]);
        let found = resolve_own(&mapping(&text), &"鼎新镇".into(), &[book], &mut sink);
        let codes: String = sink.as_slice().iter().map(|problem| problem.code.to_string()).collect();
        let datum = found.values.get("增速").map(|value| value.datum.clone());
        (datum, codes)
    };
    for (missing, policy) in [("omit", MissingPolicy::Omit), ("dash", MissingPolicy::Dash)] {
        let datum = Datum::Missing(Missing::NotApplicable, policy);
        assert_eq!(of(&format!("missing = '{missing}'")), (Some(datum), String::new()));
    }
    assert_eq!(of(""), (None, "E-FORMULA-ZERO".to_owned()));
}

/// A part of a whole is as many percent, whether its author multiplies by 100 or not.
#[test]
fn a_part_of_a_whole_is_a_percentage_with_and_without_a_hundred() {
    for (formula, unit, expected) in [
        ("其中 / 户数", "%", "75 %"),
        ("其中 / 户数 * 100", "%", "75 %"),
        ("其中 / 户数", "‰", "750 ‰"),
        ("1 - 其中 / 户数", "%", "25 %"),
        ("100 - 其中 / 户数 * 100", "%", "25 %"),
        ("(资金 - 上年(资金)) / 上年(资金)", "%", "50 %"),
        ("(资金 / 上年(资金) - 1) * 100", "%", "50 %"),
        ("其中 / 户数", "倍", "0.75 倍"),
        // The whole is written into the formula.
        ("晴天 / 12 * 100", "%", "75 %"),
        ("100 * 晴天 / 12", "%", "75 %"),
        ("晴天 / 12", "%", "75 %"),
        ("晴天 / 12 * 1000", "‰", "750 ‰"),
        ("晴天 / 12 * 10", "%", "E-FORMULA-UNIT"),
        // No year has so many days, and 12 may be a number of months.
        ("晴天 / 400 * 100", "%", "E-FORMULA-UNIT"),
        ("其中 / 12 * 100", "%", "E-FORMULA-UNIT"),
        ("其中 * 100", "%", "E-FORMULA-UNIT"),
    ] {
        assert_eq!(counted(formula, unit), expected, "{formula} {unit}");
    }
}

#[test]
fn formulas_compute_in_the_order_of_their_needs_and_for_last_year_too() {
    let indicators = found(FORMULAS, &[economy()]);
    assert_eq!(shown(&indicators, "增加值"), "53120000 元 C3 D3");
    assert_eq!(base(&indicators, "增加值"), None);
    assert_eq!(shown(&indicators, "其他农业"), "35312 万元 C3 C4");
    assert_eq!(base(&indicators, "其他农业").as_deref(), Some("32000 D3 D4"));
    assert_eq!(shown(&indicators, "两倍"), "70624 万元 C3 C4");
    let share = quantity(&indicators, "种植业占比");
    let exact = Decimal::from(60000) / Decimal::from(95312) * Decimal::ONE_HUNDRED;
    assert_eq!(share.value.round_dp(20), exact.round_dp(20));
    assert_eq!(
        indicators.values["种植业占比"].formula.as_deref(),
        Some("种植业 / 产值 * 100")
    );
}

#[test]
fn equal_values_share_the_better_place_and_missing_ones_are_not_counted() {
    let text = "[[indicator]]\nname = \"户数\"\nrank = \"high\"\nmissing = \"dash\"\n[indicator.base]\n";
    let text = text.replace("[indicator.base]\n", "column = \"数值\"\nunit = \"户\"\n");
    let township = |number: &str| {
        let rows = format!("\n指标|单位|数值\n户数|户|{number}\n人口|人|1000\n");
        found(&text, &[workbook("数.xlsx", vec![sheet("表", &rows, &[])])])
    };
    let mut all: Vec<Indicators> = ["300", "500", "—", "500"].into_iter().map(township).collect();
    rank(&mapping(&text), &mut all);
    let places: Vec<Option<Place>> = all
        .iter()
        .map(|township| township.values["户数"].place().copied())
        .collect();
    let place = |position, tied| {
        Some(Place {
            position,
            of: 3,
            tied,
            last: 3,
        })
    };
    assert_eq!(places, [place(3, false), place(1, true), None, place(1, true)]);
}

/// What measures something else can be put in no order with the others: nobody's place is known, and the one township is
/// named with its unit, whichever comes first.
#[test]
fn a_value_in_another_dimension_withholds_every_place() {
    let text = "[[indicator]]\nname = \"产值\"\ncolumn = \"数值\"\nrow = \"产值\"\nrank = \"high\"\n";
    let township = |unit: &str| {
        let rows = format!("\n指标|单位|数值\n产值|{unit}|300\n人口|人|1000\n");
        let mut found = found(text, &[workbook("数.xlsx", vec![sheet("表", &rows, &[])])]);
        found.township = format!("{unit}镇").into();
        found
    };
    let mut all: Vec<Indicators> = ["吨", "万元", "亿元"].into_iter().map(township).collect();
    assert_eq!(rank(&mapping(text), &mut all), ["产值"]);
    for township in &all {
        let Some(Standing::Unknown(withheld)) = &township.values["产值"].standing else {
            panic!("{:?}", township.values["产值"]);
        };
        let named: Vec<&str> = withheld.townships.iter().map(|township| &**township).collect();
        assert_eq!(named, ["吨镇（吨）"]);
    }
    all.remove(0);
    assert_eq!(rank(&mapping(text), &mut all), [""; 0]);
    let positions = all
        .iter()
        .map(|township| township.values["产值"].place().unwrap().position);
    assert_eq!(positions.collect::<Vec<_>>(), [2, 1]);
}

/// Months as sheets (WB-02) add up where the pattern asks for them, and are ambiguous where nothing does.
#[test]
fn an_aggregate_spans_the_sheets_that_its_pattern_names() {
    let month = |name: &str, one: u32, other: u32| {
        sheet(
            name,
            &format!(
                "\n村名|清运垃圾（吨）\n李家村|{one}\n鼎新村|{other}\n合计|{}\n",
                one + other
            ),
            &[],
        )
    };
    let book = [workbook(
        "环卫.xlsx",
        vec![month("1月", 100, 20), month("2月", 60, 43), month("(3月)", 7, 7)],
    )];
    let text = "[[indicator]]\nname = \"垃圾\"\ncolumn = \"清运垃圾\"\naggregate = \"sum\"\nunit = \"公斤\"\nSHEET";
    let both = found(&text.replace("SHEET", "sheet = \"*月\""), &book);
    assert_eq!(shown(&both, "垃圾"), "223000 公斤 B2 B3 B2 B3");
    let (_, sink) = sample::run(&text.replace("SHEET", ""), &book);
    assert_eq!(sink.as_slice()[0].code, gongwen::diag::Code::ManySheets);
}

/// A blank is unknown and makes the sum unknown; a dash says that there is nothing to add.
#[test]
fn a_blank_never_passes_for_nothing() {
    let sum = |cell: &str| {
        let rows = format!("\n村名|户数（户）|人口（人）\n李家村|5|1\n鼎新村|{cell}|2\n学堂村|4|3\n");
        let text = "[[indicator]]\nname = \"户数\"\ncolumn = \"户数\"\naggregate = \"sum\"\nmissing = \"dash\"\n";
        found(text, &[workbook("数.xlsx", vec![sheet("表", &rows, &[])])])
    };
    assert_eq!(shown(&sum("—"), "户数"), "9 户 B2 B4");
    let unknown = Datum::Missing(Missing::Unknown, MissingPolicy::Dash);
    assert_eq!(sum("").values["户数"].datum, unknown);
}

#[test]
fn an_alias_answers_for_its_label() {
    let text = r#"
[aliases]
"鼎新社区" = ["鼎新村"]
"粮食" = ["粮食作物"]
[[indicator]]
name = "面积"
workbook = "*农业*"
column = "粮食/播种面积"
row = "鼎新社区"
unit = "亩"
"#;
    assert_eq!(shown(&found(text, &[agriculture()]), "面积"), "25000 亩 C6");
}

proptest! {
    /// Whatever number stands in the cell, no digit is lost on the way to another unit.
    #[test]
    fn conversion_is_exact(mantissa in -999_999_999_999_i64..999_999_999_999, scale in 0_u32..6) {
        let value = Decimal::new(mantissa, scale);
        let rows = format!("\n指标|单位|数值\n甲|万元|{value}\n乙|公顷|{value}\n");
        let text = "
[[indicator]]
name = \"甲\"
column = \"数值\"
unit = \"亿元\"
[[indicator]]
name = \"乙\"
column = \"数值\"
unit = \"亩\"
";
        let indicators = found(text, &[workbook("数.xlsx", vec![sheet("表", &rows, &[])])]);
        prop_assert_eq!(quantity(&indicators, "甲").value * Decimal::from(10_000), value);
        prop_assert_eq!(quantity(&indicators, "乙").value, value * Decimal::from(15));
    }

    /// Formulas agree with decimals computed directly, digit by digit.
    #[test]
    fn formulas_are_exact(one in -1_000_000_i64..1_000_000, other in -1_000_000_i64..1_000_000, scale in 0_u32..4) {
        let (one, other) = (Decimal::new(one, scale), Decimal::new(other, 2));
        let rows = format!("\n指标|单位|数值\n甲|万元|{one}\n乙|万元|{other}\n");
        let text = "
[[indicator]]
name = \"甲\"
column = \"数值\"
[[indicator]]
name = \"乙\"
column = \"数值\"
[[indicator]]
name = \"丙\"
formula = \"(甲 + 乙) * 3 - -乙 * 0.5\"
";
        let indicators = found(text, &[workbook("数.xlsx", vec![sheet("表", &rows, &[])])]);
        let expected = (one + other) * Decimal::from(3) + other * Decimal::new(5, 1);
        prop_assert_eq!(quantity(&indicators, "丙").value, expected);
    }

    /// No text of a configuration can do worse than be refused.
    #[test]
    fn any_text_as_formula_condition_or_pattern_is_read_or_refused(text in "\\PC{0,40}") {
        let mut settings = mapping("[[indicator]]\nname = \"甲\"\n");
        settings.indicators[0].formula = Some(text.clone());
        settings.indicators[0].conditions = vec![text.clone()];
        settings.indicators[0].workbook = Some(text.clone());
        settings.indicators[0].cell = Some(text);
        let mut sink = Sink::new();
        gongwen::indicator::validate(&settings, &mut sink);
        resolve_own(&settings, &Arc::from("镇"), &[agriculture()], &mut sink);
        prop_assert!(!sink.is_empty());
    }
}

/// A row is found under every spelling that answers: an alias, a note in brackets, both.
#[test]
fn a_row_answers_to_its_aliases_and_without_its_note() {
    let rows =
        "村名|面积（亩）|户数（户）\n||\n鼎新社区|10|1\n李家村（含原鲤鱼村）|20|2\n学堂社区（城郊）|30|3\n合计|60|6\n";
    let text = |village: &str| {
        format!(
            "[aliases]\n\"鼎新村\" = [\"鼎新社区\"]\n\"学堂村\" = [\"学堂社区（城郊）\", \"学堂社区\"]\n[[indicator]]\nname = \"面积\"\ncolumn = \"面积\"\nrow = \"{village}\"\nunit = \"亩\"\n"
        )
    };
    let book = [workbook("鼎新镇/数.xlsx", vec![sheet("表", rows, &[])])];
    for (village, cell) in [
        ("鼎 新 村", "B3"),
        ("鼎新社区", "B3"),
        ("李家村", "B4"),
        ("学堂村", "B5"),
    ] {
        let found = found(&text(village), &book);
        assert!(shown(&found, "面积").ends_with(cell), "{village}");
    }
}

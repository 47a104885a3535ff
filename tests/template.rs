//! Templates: structure, wording, provenance, and what refuses a mistake.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

mod bounds;
mod claims;
mod cost;
mod county;
mod elements;
mod groups;
mod lint;
mod parts;
mod properties;
mod reference;
mod said;
mod sums;
mod tables;
mod truth;
mod typed;
mod unknown;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use gongwen::diag::{Catalogue, Lang, Severity, Sink, render};
use gongwen::indicator::{
    Approximate, BaseTime, Comparison, Datum, Gaps, Indicator, Indicators, Kind, Missing, MissingPolicy, Place,
    Quantity, RankOrder, Record, Standing,
};
use gongwen::place::{CellPlace, CellRef};
use gongwen::report::{Block, Inline, Report, Row};
use gongwen::template::filters::{ComparatorWord, Elapsed, PlaceStyle, WordingSettings};
use gongwen::template::{DocumentSettings, JobFacts, LintSettings, Template};
use gongwen::unit::Unit;

/// The codes of what was found, in their order.
fn codes_of(sink: &Sink) -> String {
    let mut told: Vec<&str> = sink.as_slice().iter().map(|problem| problem.code.as_str()).collect();
    told.sort_unstable();
    told.join(" ")
}

/// Each text is told what is expected, nothing more.
fn hold(codes: impl Fn(&str) -> String, cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let told = codes(text);
        if told != *expected {
            writeln!(wrong, "{text}: {told}, not {expected}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn cell(row: u32, column: u32) -> CellPlace {
    CellPlace::new("data/鼎新镇/农业.xlsx", "汇总", CellRef::new(row, column))
}

/// `4.5万亩` as a number and its unit.
fn measured(text: &str) -> (rust_decimal::Decimal, Unit) {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
        .unwrap();
    (text[..end].parse().unwrap(), Unit::parse(&text[end..]).unwrap())
}

/// The word with which `约312户` or `300多户` calls itself approximate, and the number without it.
fn approximate(text: &str) -> (Approximate, String) {
    let words = ["约", "近", "超", "不足", "余", "多", "左右", "以上", "以下"];
    let word = words.into_iter().find(|word| text.contains(word));
    (
        word.map(Into::into),
        word.map_or_else(|| text.to_owned(), |word| text.replacen(word, "", 1)),
    )
}

fn quantity(text: &str) -> Quantity {
    let (approximate, text) = approximate(text);
    let (value, unit) = measured(&text);
    Quantity {
        value,
        unit,
        approximate,
        kind: Kind::Flow,
        base: None,
        target: None,
        decimals: None,
        gaps: Gaps::default(),
    }
}

fn indicator(name: &str, datum: Datum, row: u32) -> Indicator {
    Indicator {
        name: name.into(),
        datum,
        sources: vec![cell(row, 6)],
        formula: None,
        standing: None,
    }
}

fn comparison(text: &str, row: u32) -> Option<Comparison> {
    let (approximate, text) = approximate(text);
    Some(Comparison {
        time: BaseTime::Usual,
        value: measured(&text).0,
        approximate,
        sources: vec![cell(row, 7)],
    })
}

fn facts() -> JobFacts {
    JobFacts {
        draft: false,
        year: Some(2023),
        period: Some(("2023-01-01".parse().unwrap(), "2023-11-30".parse().unwrap())),
        county: "清水县".into(),
        author: "{township}人民政府".into(),
        date: Some("2023-11-30".parse().unwrap()),
        lint: LintSettings::default(),
        wording: WordingSettings::default(),
        document: DocumentSettings::default(),
    }
}

fn indicators(values: Vec<Indicator>) -> Indicators {
    Indicators {
        township: "鼎新镇".into(),
        values: values
            .into_iter()
            .map(|value| (Arc::clone(&value.name), value))
            .collect(),
        ..Indicators::default()
    }
}

fn village(name: &str, area: &str, row: u32) -> Record {
    Record {
        fields: vec![
            indicator("村名", Datum::Text(name.into()), row),
            indicator(
                "面积",
                Datum::Number(Quantity {
                    decimals: Some(1),
                    ..quantity(area)
                }),
                row,
            ),
        ],
    }
}

/// The values of the sample township.
fn sample(name_of_first_village: &str) -> Indicators {
    let grain = Quantity {
        base: comparison("40000亩", 15),
        ..quantity("45230亩")
    };
    indicators(vec![
        indicator("粮食播种面积", Datum::Number(grain), 15),
        indicator("农业总产值", Datum::Number(quantity("95312万元")), 16),
        indicator("口号", Datum::Text("一带两核四片".into()), 17),
        indicator(
            "电商销售额",
            Datum::Missing(Missing::NotApplicable, MissingPolicy::Omit),
            18,
        ),
        indicator("网红销售额", Datum::Missing(Missing::Unknown, MissingPolicy::Dash), 19),
        indicator(
            "各村农业",
            Datum::Rows(vec![
                village(name_of_first_village, "120.5亩", 4),
                village("顺利村", "80亩", 5),
            ]),
            3,
        ),
    ])
}

fn build(source: &str, values: &Indicators, fragments: &[(&str, &str)]) -> (Option<Report>, Sink) {
    build_for(&facts(), source, values, fragments)
}

fn build_for(job: &JobFacts, source: &str, values: &Indicators, fragments: &[(&str, &str)]) -> (Option<Report>, Sink) {
    let mut sink = Sink::new();
    let fragments: BTreeMap<Arc<str>, Arc<str>> = fragments
        .iter()
        .map(|(name, text)| ((*name).into(), (*text).into()))
        .collect();
    let known = ["粮食播种面积", "农业总产值", "电商销售额", "蔬菜产量"].map(Arc::from);
    let report = Template::compile(&"工作总结.md".into(), source, &known, &mut sink)
        .and_then(|template| template.render(values, &fragments, job, &mut sink));
    (report, sink)
}

fn words(content: &[Inline]) -> String {
    let mut words = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Reference(text) | Inline::Item { label: text, .. } => words.push_str(text),
            Inline::Figure { text, figure, .. } => write!(words, "⟦{text}⟧{}", figure.0).unwrap(),
            Inline::Note { mark, .. } => write!(words, "⟦注{mark}⟧").unwrap(),
        }
    }
    words
}

fn dump_rows(out: &mut String, rows: &[Row]) {
    for row in rows {
        out.push_str(if row.total { "  合计行" } else { "  行" });
        for cell in &row.cells {
            write!(out, " [{}", cell.column).unwrap();
            if (cell.column_span, cell.row_span) != (1, 1) {
                write!(out, " {}×{}", cell.column_span, cell.row_span).unwrap();
            }
            write!(out, " {}]", words(&cell.content)).unwrap();
        }
        out.push('\n');
    }
}

/// A report as text that a person can read.
fn dump(report: &Report) -> String {
    let mut out = format!("标题 {}\n", words(&report.title));
    for line in &report.subtitle {
        writeln!(out, "副题 {}", words(line)).unwrap();
    }
    if let Some(line) = &report.addressee {
        writeln!(out, "主送 {}", words(line)).unwrap();
    }
    dump_blocks(&mut out, &report.blocks);
    if let Some(signature) = &report.signature {
        let issuers: Vec<String> = signature.issuers.iter().map(|issuer| words(issuer)).collect();
        writeln!(out, "署名 {} 日期 {}", issuers.join("、"), words(&signature.date)).unwrap();
    }
    for (number, figure) in report.figures.iter().enumerate() {
        let sources: Vec<String> = figure.sources.iter().map(ToString::to_string).collect();
        let formula = if figure.formula.is_empty() {
            "—"
        } else {
            &figure.formula
        };
        let (name, value, place) = (&figure.indicator, &figure.value, &figure.template);
        writeln!(
            out,
            "{number}. {} ← {name} = {value} ; {formula} ; {place} ; {}",
            figure.text,
            sources.join("、")
        )
        .unwrap();
    }
    out
}

fn dump_blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                write!(out, "{}级 {} {}", heading.level, heading.label, words(&heading.content)).unwrap();
                if let Some(run_in) = &heading.run_in {
                    write!(out, " ‖ {}", words(run_in)).unwrap();
                }
                out.push('\n');
            }
            Block::Paragraph(content) => writeln!(out, "段 {}", words(content)).unwrap(),
            Block::Table(table) => {
                let unit = table.unit.as_deref().map(words).unwrap_or_default();
                writeln!(
                    out,
                    "{} {} ({unit}) {:?}",
                    table.label,
                    words(&table.caption),
                    table.columns
                )
                .unwrap();
                out.push_str(" 表头\n");
                dump_rows(out, &table.header);
                out.push_str(" 表身\n");
                dump_rows(out, &table.body);
                for note in &table.notes {
                    writeln!(out, " 表注 {}", words(note)).unwrap();
                }
            }
            Block::Picture(picture) => {
                let (label, path) = (&picture.label, &picture.file.path);
                let width = picture.width.map(|width| format!(" {:.0}毫米", width.to_mm()));
                writeln!(
                    out,
                    "图 {label} {} <{path}> {}{}",
                    words(&picture.caption),
                    picture.alternative,
                    width.unwrap_or_default()
                )
                .unwrap();
            }
            Block::Contents(depth) => writeln!(out, "目录 {depth}").unwrap(),
        }
    }
}

/// All problems as the user reads them.
fn told(sink: Sink) -> String {
    let catalogue = Catalogue::of(Lang::ZhCn);
    sink.into_sorted()
        .iter()
        .map(|problem| render(problem, catalogue))
        .collect()
}

fn golden(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/template");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

const WHOLE: &str = include_str!("golden/template/whole.md");

#[test]
fn a_whole_report_has_its_structure_and_its_figures() {
    let fragment = "建成 3 个园区,带动{{ 各村农业|个数 }}个村。\n";
    let (report, sink) = build(WHOLE, &sample("鼎新村"), &[("特色产业.md", fragment)]);
    let told = told(sink);
    golden(
        "whole",
        &format!("{}{told}", report.as_ref().map(dump).unwrap_or_default()),
    );
    assert!(report.is_some(), "{told}");
}

#[test]
fn a_missing_fragment_is_ignored_when_the_template_says_so() {
    let (report, _) = build(
        "# 甲\n{% include \"没有.md\" ignore missing %}\n\n正文。",
        &sample("甲"),
        &[],
    );
    assert_eq!(dump(&report.unwrap()), "标题 甲\n段 正文。\n");
}

/// Every mistake of a template at once.
#[test]
fn mistakes_are_told_with_their_places_and_the_nearest_names() {
    let cases = [
        (
            "names",
            "# 甲\n\n全镇{{ 粮食播种面 }}，{{ 蔬菜产量 }}。\n{% if 农业产值 is 有植 %}{{ 农业总产值|超过了(9) }}{% endif %}",
        ),
        ("absent", "# 甲\n\n全镇{{ 粮食播种面 }}，{{ 蔬菜产量 }}，{{ 口好 }}。"),
        ("syntax", "# 甲\n\n{% if 年 %}没有结束"),
        (
            "operators",
            "# 甲\n\n{{ 粮食播种面积 / 农业总产值 }}{% if 粮食播种面积 > 4 %}{{ 年 + 1 }}{% endif %}{{ 粮食播种面积 + 1 }}",
        ),
        ("field", "# 甲\n\n{% for 村 in 各村农业 %}{{ 村.面级 }}{% endfor %}"),
        (
            "data",
            "# 甲\n\n产值{{ 农业总产值|近(9.5) }}，{{ 农业总产值|同比 }}，销售{{ 电商销售额|数额 }}，{{ 各村农业 }}，{{ 口号|数额 }}。",
        ),
        ("include", "# 甲\n\n{% include \"没有.md\" %}"),
        (
            "structure",
            "正文。\n\n# 甲\n\n# 乙\n\n###### 过深\n\n**重点**和[链接](x)和<b>。\n\n表：没有表\n\n- 一\n  - 二\n\n| a | b |\n|---|---|\n| 1 |\n\n署名：甲\n\n尾。",
        ),
        (
            "unclosed",
            "# 甲\n\n{% if 年 %}甲。\n{% for 村 in 各村农业 %}{{ 村.村名 }}{% endif %}乙。{% endmacro %}",
        ),
        ("else", "# 甲\n\n{% else %}甲。{% elif 年 %}乙。"),
        (
            "else_again",
            "# 甲\n\n{% if 年 %}甲{% else %}乙{% else %}丙{% endif %}。\n{% if 年 %}甲{% else %}乙{% elif 年 %}丙{% endif %}。\n\
             {% if 年 %}{% for 村 in 各村农业 %}甲{% elif 年 %}乙{% else %}丙{% endfor %}{% endif %}。",
        ),
        (
            "single_braces",
            "# 甲\n\n播种{ 粮食播种面积|数额 }，{# { 甲 } #}产{粮食总产量}吨；{[，{{ 粮食播种面积|数额 }}]}文件{township}，集合{1, 2}，{ 未完\n完 }。",
        ),
        (
            "full_width",
            "# 甲\n\n｛｛ 粮食播种面积|数额 ｝｝。{# ｛｛ #}\n{{ 粮食播种面积|数额 ｝｝，{{ 粮食播种面积｜数额 }}，{{ 粮食播种面积|数额(单位=“亩”) }}{% if 年 ％}。",
        ),
        (
            "macro",
            "{% macro 增减句(名, 数额, 后=\"。\") %}{{ 名 }}{{ 数额|数额 }}{{ 后 }}{% endmacro %}\n# 甲\n\n{{ 增减句(\"粮食\") }}{{ 增减句(\"粮食\", 粮食播种面积) }}{{ 增减句(名=\"粮食\", 数额=粮食播种面积) }}",
        ),
        (
            "character",
            "# 甲\n\n{{ 粮食播种面积|数额 } }}，{{ 粮食播种面积 & 年 }}",
        ),
        ("chain", "# 甲\n\n{{ 农业总产值|数额|近 }}"),
        ("endless", "# 甲\n\n{% macro 转() %}{{ 转() }}{% endmacro %}{{ 转() }}"),
    ];
    for (name, source) in cases {
        let (report, sink) = build(source, &sample("鼎新村"), &[]);
        assert!(report.is_none(), "{name}");
        golden(&format!("mistake_{name}"), &format!("{source}\n\n────\n{}", told(sink)));
    }
}

/// Refusals say what is true, what is missing where, and what to ask.
#[test]
fn refusals_say_what_is_true_and_what_to_ask() {
    let with_base = |name: &str, value: &str, base: &str| {
        let quantity = Quantity {
            base: comparison(base, 8),
            ..quantity(value)
        };
        indicator(name, Datum::Number(quantity), 7)
    };
    let village = |name: &str, income: Datum| Record {
        fields: vec![
            indicator("村名", Datum::Text(name.into()), 4),
            indicator("收入", income, 4),
        ],
    };
    let missing = || Datum::Missing(Missing::Unknown, MissingPolicy::Omit);
    let rows = vec![
        village("甲村", Datum::Number(quantity("35万元"))),
        village("乙村", missing()),
    ];
    let quotient = Quantity {
        kind: Kind::Rank,
        value: "431.23456789012345678901234".parse().unwrap(),
        ..quantity("1公斤/亩")
    };
    let values = indicators(vec![
        with_base("面积", "17850亩", "17510亩"),
        with_base("户数", "0户", "200户"),
        with_base("收入", "6000.5万元", "6000.5万元"),
        with_base("利润", "-5户", "20户"),
        indicator("单产", Datum::Number(quotient), 9),
        indicator("出口", missing(), 9),
        indicator("各村", Datum::Rows(rows), 3),
    ]);
    let lines = [
        "{{ 面积|余(1.7) }}，{{ 面积|超(1.8) }}，{{ 面积|突破(1.75) }}，{{ 面积|近(\"一万\") }}",
        "{{ 户数|翻番 }}，{{ 户数.上年|同比 }}，{{ 收入|由至 }}，{{ 利润|同比 }}",
        "{{ 单产|数额 }}，{{ 面积|构成(户数) }}，{{ 面积|列举(出口) }}，{{ 面积|占比(出口) }}，{{ 面积|分别(出口) }}",
        "{{ 各村|筛选(\"收入 > 40万元\")|列举(\"村名\") }}，{{ 各村|列举(\"村名\", \"收入\") }}",
        "{% for 村 in 各村 %}{{ 村.收入|数额 }}{% endfor %}",
        "{{ 面积|位次 }}，{{ 面积|完成(超额=\"是\") }}",
    ];
    let mut all = String::new();
    for line in lines {
        let (report, sink) = build(&format!("# 甲\n\n{line}"), &values, &[]);
        assert!(report.is_none(), "{line}");
        writeln!(all, "{line}\n{}", told(sink)).unwrap();
    }
    golden("refusals", &all);
}

/// A name that may be absent must be known to somebody: a slip in a condition would silently never hold.
#[test]
fn a_condition_on_a_name_that_nobody_defines_is_pointed_out() {
    let (report, sink) = build(
        "# 甲\n\n{% if 电商销受额 is 有值 %}甲{% endif %}正文。",
        &sample("甲"),
        &[],
    );
    assert_eq!(dump(&report.unwrap()), "标题 甲\n段 正文。\n");
    let codes: Vec<&str> = sink.as_slice().iter().map(|problem| problem.code.as_str()).collect();
    assert_eq!(codes, ["W-TPL-NAME"]);
}

/// Sentences that are no structure although they look like it.
#[test]
fn text_keeps_what_only_looks_like_front_matter() {
    let (report, _) = build(
        "# 甲\n\n现将情况报告如下：\n\n（说明）\n\n- 一\n\n表态：好。",
        &sample("甲"),
        &[],
    );
    assert_eq!(
        dump(&report.unwrap()),
        "标题 甲\n段 现将情况报告如下：\n段 （说明）\n段 一\n段 表态：好。\n"
    );
}

/// The engine would join a line that ends with a statement to the next one.
#[test]
fn a_line_that_ends_with_a_statement_keeps_its_break() {
    let source = "# 甲\n\n一{% if 年 %}二{% endif %}\n\n三{# 注 #}\n\n### 四。\n- 五{% if 年 %}六。{% endif %}\n- 七。\n\n| a |\n|---|\n{% for 村 in 各村农业 %}   \n| {{ loop.index }}{% if loop.last %}末{% endif %} |\n{% endfor %}\n";
    let (report, sink) = build(source, &sample("甲"), &[]);
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    let expected = "标题 甲\n段 一二\n段 三\n2级 （一） 四。 ‖ 一是五六。二是七。\n  () [Left]\n 表头\n  行 [0 a]\n 表身\n  行 [0 1]\n  行 [0 2末]\n";
    assert_eq!(dump(&report), expected);
    let (report, sink) = build("# 甲\n\n| a |\n|---|\n| 1 |\n\n| 2 |", &sample("甲"), &[]);
    assert!(report.is_none());
    assert_eq!(sink.as_slice()[0].code.as_str(), "E-TPL-TABLE");
}

/// A captured sentence keeps its figures, wherever and however often it is printed.
#[test]
fn figures_survive_capture_and_concatenation() {
    let source = "# 甲\n\n{% set 句 %}面积{{ 粮食播种面积|数额 }}{% endset %}\n{{ 句 }}，{{ 句 }}，{{ 镇名 ~ 口号 }}。";
    let (report, sink) = build(source, &sample("甲"), &[]);
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    let Some(Block::Paragraph(content)) = report.blocks.first() else {
        panic!()
    };
    assert_eq!(
        words(content),
        "面积⟦4.52万亩⟧0，面积⟦4.52万亩⟧1，鼎新镇⟦一带两核四片⟧2。"
    );
}

#[test]
fn conditions_are_exact() {
    let condition = |test: &str| {
        let source = format!("# 甲\n\n{{% if {test} %}}真{{% else %}}假{{% endif %}}");
        let (report, sink) = build(&source, &sample("鼎新村"), &[]);
        let report = report.unwrap_or_else(|| panic!("{test}: {}", told(sink)));
        dump(&report).ends_with("段 真\n")
    };
    for test in [
        "粮食播种面积 is 上升",
        "粮食播种面积 is not 下降",
        "粮食播种面积 is 大于(45229.9)",
        "粮食播种面积 is 等于(\"4.523万亩\")",
        "粮食播种面积 is 不小于(45230)",
        "农业总产值 is 大于(\"9.5亿元\")",
        "电商销售额 is 缺失",
        "没有的事 is not 有值",
        "口号 is 等于(\"一带两核四片\")",
        "各村农业 is 等于(2)",
        "年 == 2023",
    ] {
        assert!(condition(test), "{test}");
    }
    for test in [
        "粮食播种面积 is 持平",
        "粮食播种面积 is 大于(45230)",
        "电商销售额 is 有值",
        "电商销售额",
    ] {
        assert!(!condition(test), "{test}");
    }
}

/// Another indicator: `6亩`, or with last year's value `6亩/5亩`; `stock:6户` has its kind.
fn other_value(name: &str, text: &str) -> Indicator {
    let (kind, text) = text.split_once(':').unwrap_or(("flow", text));
    let (now, base) = text
        .split_once('/')
        .map_or((text, None), |(now, base)| (now, Some(base)));
    let quantity = Quantity {
        kind: serde_json::from_value(kind.into()).unwrap(),
        base: base.and_then(|base| comparison(base, 6)),
        ..quantity(now)
    };
    indicator(name, Datum::Number(quantity), 5)
}

/// So many rows.
fn villages(number: usize) -> Datum {
    let names = ["鼎新村", "顺利村", "前进村"];
    let areas = ["120.5亩", "80亩", "3亩"];
    let rows = names.iter().zip(areas).take(number);
    Datum::Rows(rows.map(|(name, area)| village(name, area, 4)).collect())
}

/// The document's own way to say things, by the word that shows it.
fn say(job: &mut JobFacts, word: &str) {
    match word {
        "比" => job.wording.comparator = Some(ComparatorWord::Bi),
        "较" => job.wording.comparator = Some(ComparatorWord::Jiao),
        "第一" => job.wording.place = PlaceStyle::Han,
        "区" => job.county = "云川区".into(),
        "全旗" => job.wording.county = Some("全旗".into()),
        "zeros" => job.wording.trailing_zeros = true,
        "days" => job.wording.elapsed = Elapsed::Days,
        "year" => job.period = Some(("2023-01-01".parse().unwrap(), "2023-12-31".parse().unwrap())),
        other => panic!("{other}"),
    }
}

/// One line of the wording table: what is printed, or the codes.
fn worded(known: &str, expression: &str) -> String {
    let mut x = indicator("x", Datum::Bool(true), 1);
    let mut values = vec![indicator("末", Datum::Date("2023-11-30".parse().unwrap()), 2)];
    let mut job = facts();
    let mut medians = Vec::new();
    let mut orders = BTreeMap::new();
    for part in known.split(' ') {
        let (key, value) = part.split_once('=').unwrap();
        match (key, &mut x.datum) {
            ("x", datum) => *datum = Datum::Number(quantity(value)),
            ("date", datum) => *datum = Datum::Date(value.parse().unwrap()),
            ("p", Datum::Number(quantity)) => quantity.base = comparison(value, 2),
            ("time", Datum::Number(Quantity { base: Some(base), .. })) => {
                base.time = serde_json::from_value(value.into()).unwrap();
            }
            ("rows", datum) => *datum = villages(value.parse().unwrap()),
            ("T", Datum::Number(quantity)) => quantity.target = comparison(value, 3),
            ("W", _) => values.push(indicator("全部", Datum::Number(quantity(value)), 4)),
            ("kind", Datum::Number(quantity)) => {
                quantity.kind = serde_json::from_value(value.into()).unwrap();
            }
            ("name", _) => x.name = value.into(),
            ("rank", _) => {
                let (position, of) = value.split_once('/').unwrap();
                let (of, last) = of.split_once('/').unwrap_or((of, of));
                x.standing = Some(Standing::Known(Place {
                    position: position.parse().unwrap(),
                    of: of.trim_end_matches('=').parse().unwrap(),
                    tied: of.ends_with('='),
                    last: last.trim_end_matches('=').parse().unwrap(),
                }));
            }
            ("low", _) => orders = [(Arc::from(value), RankOrder::Low)].into(),
            ("high", _) => orders = [(Arc::from(value), RankOrder::High)].into(),
            ("median", _) => medians = vec![("x".into(), value.parse().unwrap())],
            ("formula", _) => x.formula = Some(value.into()),
            ("wording", _) => say(&mut job, value),
            (name, _) if value.contains('-') && value.len() == 10 => {
                values.push(indicator(name, Datum::Date(value.parse().unwrap()), 5));
            }
            (name, _) => values.push(other_value(name, value)),
        }
    }
    let expression = expression.replacen("x|", &format!("{}|", x.name), 1);
    values.push(x);
    let source = format!("# {{{{ {expression} }}}}");
    let (report, sink) = {
        let values = Indicators {
            medians: Arc::new(medians.into_iter().collect()),
            orders: Arc::new(orders),
            ..indicators(values)
        };
        build_for(&job, &source, &values, &[])
    };
    let codes: Vec<&str> = sink
        .as_slice()
        .iter()
        .filter(|d| d.severity() == Severity::Error)
        .map(|d| d.code.as_str())
        .filter(|code| *code != "E-TPL-NO-TITLE")
        .collect();
    let Some(report) = report else { return codes.join(" ") };
    let warnings: String = sink.as_slice().iter().map(|d| format!(" + {}", d.code)).collect();
    report.figures[0].text.clone() + &warnings
}

#[test]
fn the_wording_table_holds() {
    let table = include_str!("golden/template/wording.txt");
    let mut wrong = String::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [id, known, expression, expected] = line.split(" · ").collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let printed = worded(known, expression);
        if printed != expected {
            writeln!(wrong, "{id}: {known} {expression}: {printed}, not {expected}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What refuses a filter in the wording table is listed with it: the page of filters is whole.
#[test]
fn every_refusal_is_listed_with_its_filter() {
    let table = include_str!("golden/template/wording.txt");
    let mut unlisted = String::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [id, _, call, expected] = line.split(" · ").collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let used = call.split(['|', '(']).nth(1).unwrap();
        let filter = gongwen::template::filters::FILTERS
            .iter()
            .find(|filter| filter.name == used || filter.aliases.contains(&used))
            .unwrap();
        let listed = filter.errors.iter().any(|code| code.as_str() == expected);
        if expected.starts_with("E-") && !expected.starts_with("E-TPL-ARGUMENT") && !listed {
            writeln!(unlisted, "{id}: {call} {expected}").unwrap();
        }
    }
    assert!(unlisted.is_empty(), "\n{unlisted}");
}

/// Which kinds of numbers each filter words, as a table that a person can read: the example of each filter with the
/// kind of its value changed.
#[test]
fn kinds_are_enforced() {
    let kinds = ["flow", "stock", "count", "rate", "survey", "index", "rank"];
    let mut table = format!("{}\n", kinds.join(" "));
    for filter in gongwen::template::filters::FILTERS {
        let example = filter.example;
        if !example.data.contains("x=") {
            continue;
        }
        let parts = example.data.split(' ').filter(|part| !part.starts_with("kind="));
        let parts: Vec<&str> = parts.collect();
        let (data, others) = parts.split_first().unwrap();
        write!(table, "{}", filter.name).unwrap();
        for kind in kinds {
            let data = [&[*data, &format!("kind={kind}")], others].concat().join(" ");
            let printed = worded(&data, example.call);
            let refused = printed.starts_with("E-");
            write!(table, " {}", if refused { printed.as_str() } else { "✓" }).unwrap();
        }
        table.push('\n');
    }
    golden("kinds", &table);
}

/// What the list of filters promises is what they do.
#[test]
fn every_filter_does_what_its_example_says() {
    let mut wrong = String::new();
    for filter in gongwen::template::filters::FILTERS {
        let example = filter.example;
        let printed = worded(example.data, example.call);
        if printed != example.printed {
            writeln!(wrong, "{}: {printed}, not {}", filter.name, example.printed).unwrap();
        }
        assert!(!filter.rule.is_empty() && !filter.errors.is_empty(), "{}", filter.name);
        assert!(example.call.contains(filter.name), "{}", filter.name);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_number_typed_before_a_heading_is_told() {
    let source = "# 甲\n\n## 二、经济运行\n\n### （一）农业\n\n#### 1.粮食\n\n## 一、二、三产业融合\n\n## 3.5万亩高标准农田\n\n\
                  ## 十四五开局\n\n## （十四五）规划\n\n## 九、寨、沟\n\n## １．农业\n\n\
                  - 抓粮食\n- 二是抓蔬菜\n\n1. 甲\n2. ３、乙";
    let (report, sink) = build(source, &sample("鼎新村"), &[]);
    assert!(report.is_some());
    golden("typed_numbers", &told(sink));
}

/// The number that was rounded is the one that is told, not the value that it was computed from.
#[test]
fn what_is_rounded_coarsely_is_told_exactly() {
    let grown = Quantity {
        base: comparison("100户", 2),
        ..quantity("107.4户")
    };
    let values = indicators(vec![indicator("甲", Datum::Number(grown), 1)]);
    let (_, sink) = build("# 甲\n\n{{ 甲|同比(小数=0) }}。", &values, &[]);
    let told = told(sink);
    assert!(told.contains("W-LOOSE：“7%”与准确的7.4%相差较大"), "{told}");
}

/// The decimals that the configuration gives a value are nobody's wish for a difference.
#[test]
fn a_difference_of_whole_numbers_is_whole_without_a_word() {
    let area = Quantity {
        base: comparison("4024亩", 2),
        decimals: Some(0),
        ..quantity("4025.4亩")
    };
    let values = indicators(vec![indicator("甲", Datum::Number(area), 1)]);
    let (report, sink) = build("# 甲\n\n{{ 甲|数额 }}，{{ 甲|增减 }}。", &values, &[]);
    let printed = dump(&report.unwrap());
    assert!(printed.contains("⟦4025亩⟧0，⟦增加1亩⟧1。"), "{printed}");
    assert_eq!(told(sink), "");
}

/// The whole text of a report of one paragraph.
fn paragraph(values: Vec<Indicator>, text: &str) -> String {
    let (report, sink) = build(&format!("# 甲\n\n{text}"), &indicators(values), &[]);
    let report = report.unwrap_or_else(|| panic!("{}", told(sink)));
    let paragraphs = report.blocks.iter().map(|block| {
        let Block::Paragraph(content) = block else {
            panic!("{block:?}")
        };
        content.iter().map(Inline::text).collect::<String>()
    });
    paragraphs.collect()
}

#[test]
fn what_is_approximate_is_said_once() {
    for (text, printed) in [
        ("{{ 甲 }}", "约312"),
        ("约{{ 甲|数额 }}", "约312户"),
        ("{{ 甲|数额 }}左右", "312户左右"),
        ("{{ 甲 }}余户", "312余户"),
        ("{{ 甲|数额 }}余下的", "约312户余下的"),
        ("共{{ 甲|数额 }}，{{ 甲|同比 }}", "共约312户，同比增长约24.8%"),
        ("上年{{ 甲.上年|数额 }}", "上年250多户"),
        (
            "{% set 句 %}{{ 甲|数额 }}{% endset %}{{ 句 }}，约{{ 句 }}",
            "约312户，约312户",
        ),
    ] {
        let base = comparison("250多户", 2);
        let one = Quantity {
            base,
            ..quantity("约312户")
        };
        assert_eq!(
            paragraph(vec![indicator("甲", Datum::Number(one), 1)], text),
            printed,
            "{text}"
        );
    }
}

/// The author's words beside a value take the value's own only where they say the same of the same number.
#[test]
fn words_beside_an_approximate_value() {
    for (cell, base, text, printed) in [
        // 签约 is no 约.
        ("约312户", "约300户", "家庭医生签约{{ 甲|数额 }}", "家庭医生签约约312户"),
        (
            "约312户",
            "约300户",
            "家庭医生签约约{{ 甲|数额 }}",
            "家庭医生签约约312户",
        ),
        ("近312户", "约300户", "最近{{ 甲|数额 }}", "最近近312户"),
        ("超312户", "约300户", "赶超{{ 甲|数额 }}", "赶超超312户"),
        // Only the last number stands beside what follows, and a bound is no 约.
        (
            "约312户",
            "约300户",
            "{{ 甲|增减率 }}左右",
            "比上年同期增加约12户，增长4%左右",
        ),
        ("约312户", "约300户", "{{ 甲|由至 }}左右", "由约300户增至312户左右"),
        ("312户", "约300户", "{{ 甲|由至 }}左右", "由约300户增至312户左右"),
        ("约312户", "约300户", "{{ 甲|列举(乙) }}左右", "甲约312户、乙100户左右"),
        ("约300户", "300户", "{{ 甲|同比 }}左右", "与上年同期基本持平左右"),
        ("约100户", "300户", "{{ 甲|完成 }}左右", "完成年度目标的100%左右"),
        ("300多户", "250户", "{{ 甲|数额 }}以内", "300多户以内"),
        ("近300户", "250户", "{{ 甲|数额 }}以上", "近300户以上"),
        ("300多户", "250户", "近{{ 甲|数额 }}", "近300多户"),
        ("300多户", "250户", "超{{ 甲|数额 }}", "超300户"),
        // Han numerals are numbers, and a verb may stand between.
        ("约300户", "250户", "约{{ 甲|汉字 }}", "约三百户"),
        ("300多户", "250户", "约{{ 甲|汉字 }}", "约三百户"),
        (
            "约312户",
            "约300户",
            "约有{{ 甲|数额 }}，约为{{ 甲|数额 }}",
            "约有312户，约为312户",
        ),
        ("约312户", "约300户", "大约有{{ 甲|数额 }}", "大约有312户"),
        // The unit of a bare number is typed behind it.
        ("300左右户", "250户", "{{ 甲 }}户", "约300户"),
        ("300以上户", "250户", "{{ 甲 }}户，{{ 甲 }}", "至少300户，300以上"),
        ("300以下户", "200户", "{{ 甲 }}户", "最多300户"),
        ("300多户", "250户", "{{ 甲 }}户", "300多户"),
    ] {
        let one = Quantity {
            base: comparison(base, 2),
            target: comparison("100户", 3),
            ..quantity(cell)
        };
        let values = vec![
            indicator("甲", Datum::Number(one), 1),
            indicator("乙", Datum::Number(quantity("100户")), 2),
        ];
        assert_eq!(paragraph(values, text), printed, "{cell} {text}");
    }
}

#[test]
fn a_field_that_is_not_there_says_what_can_be_done() {
    let values = indicators(vec![
        indicator("甲", Datum::Number(quantity("5户")), 1),
        indicator("口号", Datum::Text("一带".into()), 2),
    ]);
    for (text, help) in [
        ("{{ 甲.上年|数额 }}", "base = "),
        ("{{ 甲.目标|数额 }}", "target = "),
        ("{{ 甲.面积 }}", "两个字段"),
        ("{{ 口号.上年 }}", "只有数"),
    ] {
        let (report, sink) = build(&format!("# 甲\n\n{text}"), &values, &[]);
        let told = told(sink);
        assert!(
            report.is_none() && told.contains("E-TPL-FIELD") && told.contains(help),
            "{told}"
        );
    }
}

#[test]
fn a_number_typed_before_a_point_is_told() {
    for (text, times) in [
        ("- 一是抓粮食。\n- 二是抓蔬菜。", 2),
        ("- ①抓粮食。\n- 第二，抓蔬菜。", 2),
        ("1. 1）抓粮食。\n2. 抓蔬菜。", 1),
        ("## 1. 2023年工作\n\n正文。", 1),
        ("- 十、百、千工程。\n- 第一产业。", 0),
        ("- 一是只有一点。", 0),
    ] {
        let (_, sink) = build(&format!("# 甲\n\n{text}"), &indicators(Vec::new()), &[]);
        let codes = sink.as_slice().iter().filter(|one| one.code.as_str() == "W-TPL-NUMBER");
        assert_eq!(codes.count(), times, "{text}");
    }
}

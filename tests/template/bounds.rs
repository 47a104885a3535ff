//! Includes, macros and what bounds them: depth, steps, text, rows; no way to any file.

use std::collections::BTreeMap;
use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::report::Report;
use gongwen::template::Template;

use super::{build, dump, facts, sample, told};

/// Builds a template with texts of the project and of the township.
fn with_texts(source: &str, shared: &[(&str, &str)], own: &[(&str, &str)]) -> (Option<Report>, Sink) {
    let texts = |list: &[(&str, &str)]| -> BTreeMap<Arc<str>, Arc<str>> {
        list.iter()
            .map(|(name, text)| ((*name).into(), (*text).into()))
            .collect()
    };
    let mut sink = Sink::new();
    let file: Arc<str> = "工作总结.md".into();
    let known = ["粮食播种面积", "农业总产值", "电商销售额"].map(Arc::from);
    let template = Template::compile_with((&file, source), &texts(shared), &known, &mut sink);
    let report = template.and_then(|one| one.render(&sample("鼎新村"), &texts(own), &facts(), &mut sink));
    (report, sink)
}

const MACROS: &str = "{% macro 增减句(指标, 名) %}{{ 名 }}{{ 指标|数额 }}，{{ 指标|比上年 }}{% endmacro %}";

#[test]
fn texts_of_the_project_are_included_and_their_macros_used() {
    let shared = [
        ("共用/开头.md", "{{ 年 }}年，产值{{ 农业总产值|数额 }}。"),
        ("共用/宏.md", MACROS),
    ];
    for (source, expected) in [
        (
            "# 甲\n\n{% include \"共用/开头.md\" %}\n尾。",
            "段 2023年，产值⟦9.53亿元⟧0。\n段 尾。",
        ),
        (
            "{% from \"共用/宏.md\" import 增减句 %}\n# 甲\n\n{{ 增减句(粮食播种面积, \"粮食\") }}。",
            "段 粮食⟦4.52万亩⟧0，⟦比上年同期增长13.1%⟧1。",
        ),
        (
            "{% import \"共用/宏.md\" as 句式 %}\n# 甲\n\n{{ 句式.增减句(粮食播种面积, \"粮食\") }}。",
            "段 粮食⟦4.52万亩⟧0，⟦比上年同期增长13.1%⟧1。",
        ),
    ] {
        let (report, sink) = with_texts(source, &shared, &[]);
        let text = report
            .map(|report| dump(&report))
            .unwrap_or_else(|| panic!("{source}\n{}", told(sink)));
        assert!(text.contains(expected), "{source}\n{text}");
    }
}

#[test]
fn a_townships_own_text_goes_before_the_projects() {
    let (report, _) = with_texts(
        "# 甲\n\n{% include \"开头.md\" %}",
        &[("开头.md", "共用。")],
        &[("开头.md", "本镇。")],
    );
    assert!(dump(&report.unwrap()).contains("段 本镇。"));
}

#[test]
fn mistakes_in_a_text_of_the_project_are_told_at_its_line() {
    let (report, sink) = with_texts(
        "# 甲\n\n{% include \"开头.md\" %}",
        &[("开头.md", "甲。\n\n{{ 农业总产|数额 }}")],
        &[],
    );
    let told = told(sink);
    assert!(
        report.is_none() && told.contains("开头.md:3:4") && told.contains("农业总产值"),
        "{told}"
    );
}

/// Every way to do without end: each ends soon, with the limit's message at its place.
#[test]
fn nothing_goes_on_without_end() {
    let deep = "{% for a in 各村农业 %}".repeat(30) + "甲" + &"{% endfor %}".repeat(30);
    let doubling = (0..40).fold("{% set a0 %}很长的一句话{% endset %}".to_owned(), |text, n| {
        text + &format!("{{% set a{} %}}{{{{ a{n} }}}}{{{{ a{n} }}}}{{% endset %}}", n + 1)
    }) + "{{ a40 }}";
    let calls = (0..40).fold("{% macro m0() %}甲{% endmacro %}".to_owned(), |text, n| {
        text + &format!(
            "{{% macro m{}() %}}{{{{ m{n}() }}}}{{{{ m{n}() }}}}{{% endmacro %}}",
            n + 1
        )
    }) + "{{ m40() }}";
    let rows = "{% for a in 各村农业 %}{% for b in 各村农业 %}".repeat(9)
        + "{{ 各村农业|名次(\"面积\")|降序(\"面积\")|个数 }}"
        + &"{% endfor %}{% endfor %}".repeat(9);
    for (name, source) in [
        (
            "recursion",
            "{% macro 转() %}{{ 转() }}{% endmacro %}{{ 转() }}".to_owned(),
        ),
        ("loops", deep),
        ("captures", doubling),
        ("calls", calls),
        ("rows", rows),
        ("text", "{{ \"很长\" * 900000000 }}".to_owned()),
        ("itself", "{% include \"工作总结.md\" %}".to_owned()),
    ] {
        let (report, sink) = build(&format!("# 甲\n\n{source}"), &sample("甲"), &[]);
        let told = told(sink);
        assert!(report.is_none() && told.contains("E-TPL-LIMIT"), "{name}: {told}");
        assert!(told.contains("工作总结.md:"), "{name}: {told}");
    }
}

/// A township's text can do no more than the template.
#[test]
fn a_fragment_is_bounded_too() {
    let (report, sink) = build(
        "# 甲\n\n{% include \"特色.md\" %}",
        &sample("甲"),
        &[("特色.md", "{% macro 转() %}{{ 转() }}{% endmacro %}{{ 转() }}")],
    );
    let told = told(sink);
    assert!(
        report.is_none() && told.contains("E-TPL-LIMIT") && told.contains("特色.md:1:"),
        "{told}"
    );
}

#[test]
fn there_is_no_way_to_files_or_to_the_engine() {
    for source in [
        "{% include \"../../etc/passwd\" %}",
        "{% include \"/etc/passwd\" %}",
        "{% extends \"别的.md\" %}",
        "{{ range(3) }}",
        "{{ debug() }}",
        "{{ 口号|safe }}",
        "{{ 口号.upper() }}",
        "{{ self }}",
        "{{ namespace() }}",
    ] {
        let (report, sink) = build(&format!("# 甲\n\n{source}"), &sample("甲"), &[]);
        assert!(report.is_none(), "{source}");
        assert!(told(sink).contains("工作总结.md:"), "{source}");
    }
}

/// Chains make the engine call itself once a link: without a bound the whole run was aborted, not this report.
#[test]
fn a_chain_longer_than_the_engines_stack_is_refused_with_its_place() {
    let count = 50_000;
    for (open, link, end) in [
        ("{{ 1", "+1", " }}"),
        ("{{ 1", "|数额", " }}"),
        ("{{ ", "not ", "1 }}"),
        ("{{ ", "-", "1 }}"),
        ("{{ 年", ".年", " }}"),
        ("{{ 年", "(1)", " }}"),
        ("{{ 年", "[1]", " }}"),
        ("{{ 1", " if 1 else 1", " }}"),
        ("{% if 0 %}甲", "{% elif 0 %}甲", "{% endif %}"),
    ] {
        let source = format!("# 题\n\n{open}{}{end}\n", link.repeat(count));
        let (report, sink) = with_texts(&source, &[], &[]);
        let told = told(sink);
        assert!(report.is_none() && told.contains("E-TPL-LONG"), "{link}: {told:.300}");
        assert!(told.contains("工作总结.md:3:"), "{link}: {told:.300}");
    }
}

/// The time of deep quotations and lists grew with the square of their marks, that of warnings with the square of theirs.
#[test]
fn a_line_of_marks_costs_no_more_than_its_length() {
    let count = 20_000;
    for marks in [">", "> ", "- ", "* > ", "1. "] {
        let (_, sink) = with_texts(&format!("# 题\n\n甲。\n\n{}乙\n", marks.repeat(count)), &[], &[]);
        let told = told(sink);
        assert!(
            told.contains("E-TPL-DEEP") && told.contains("工作总结.md:5:1"),
            "{marks}: {told:.300}"
        );
    }
    for marks in ["{[ ", "`甲``乙", "**甲** ", "<br>", " ", "“", "*甲_ "] {
        let started = std::time::Instant::now();
        let _ = with_texts(&format!("# 题\n\n甲{}乙\n", marks.repeat(count)), &[], &[]);
        assert!(started.elapsed().as_secs() < 20, "{marks}: {:?}", started.elapsed());
    }
}

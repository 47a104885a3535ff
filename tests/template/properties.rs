//! Properties of templates on random input: values, numbers, template texts.

use gongwen::indicator::{BaseTime, Comparison, Datum, Kind};
use gongwen::report::Report;
use proptest::prelude::*;

use super::{build, cell, dump, indicator, indicators, quantity, sample, told};

/// The report's shape without its words.
fn shape(report: &Report) -> Vec<String> {
    let marked = dump(report);
    marked
        .lines()
        .map(|line| line.split([' ', '⟦']).next().unwrap_or_default().to_owned())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A value is printed, never read as structure.
    #[test]
    fn hostile_values_never_become_structure(text in r"[#|*{}%<>`\[\]()!\n\r\t\-+_=~0-9a甲。：/\u{FDD0}-\u{FDE1}\u{202E}\\]{1,24}") {
        let source = super::WHOLE;
        let (plain, _) = build(source, &sample("鼎新村"), &[]);
        let (hostile, sink) = build(source, &sample(&text), &[]);
        let hostile = hostile.ok_or_else(|| TestCaseError::fail(told(sink)))?;
        let blocks = |report: &Report| (report.blocks.len(), report.subtitle.len(), report.figures.len());
        let visible: String = text.chars().filter(|c| !c.is_control()).collect();
        if visible.chars().any(|c| c.is_ascii_graphic()) {
            let plain = plain.unwrap();
            prop_assert_eq!(blocks(&plain), blocks(&hostile));
            let first = |report: &Report| shape(report).into_iter().take_while(|line| !line.contains('.')).count();
            prop_assert_eq!(first(&plain), first(&hostile));
        }
    }

    /// Every filter, whatever the values: no panic, no sign on zero, no direction against the values.
    #[test]
    fn no_sentence_contradicts_its_value(
        x in -2_000_000_000_i64..2_000_000_000,
        p in -2_000_i64..2_000_000_000,
        scale in 0_u32..4,
        unit in prop::sample::select(vec!["元", "万元", "亩", "户", "%", "公顷", "公斤", "米"]),
        stock in any::<bool>(),
    ) {
        let mut quantity = quantity(&format!("1{unit}"));
        quantity.value = rust_decimal::Decimal::new(x, scale);
        quantity.kind = if stock { Kind::Stock } else { Kind::Flow };
        let base = rust_decimal::Decimal::new(p, scale);
        quantity.base = Some(Comparison { value: base, approximate: None, time: BaseTime::Usual, sources: vec![cell(2, 2)] });
        quantity.target = quantity.base.clone();
        let (value, whole) = (quantity.value, quantity.clone());
        let values = indicators(vec![
            indicator("x", Datum::Number(quantity), 1),
            indicator("全部", Datum::Number(whole), 2),
        ]);
        for filter in gongwen::template::filters::FILTERS {
            for arguments in ["", "(3)", "(\"3.5万\")", "(全部)"] {
                let source = format!("# {{{{ x|{}{arguments} }}}}", filter.name);
                let (report, sink) = build(&source, &values, &[]);
                prop_assert!(report.is_some() || sink.has_errors());
                let Some(report) = report else { continue };
                let text = &report.figures[0].text;
                let first = |digits: &str| text.contains(digits);
                prop_assert!(!first("-0万") && !first("增加0户") && !first("增加0亩") && !first("增长0%") && !first("下降0%") && !first("增长-"), "{}", text);
                let up = first("增长") || first("增加") || first("提高") || first("净增") || first("增至");
                let down = first("下降") || first("减少") || first("净减") || first("减至");
                prop_assert!(!up || value > base, "{} {} {}", text, value, base);
                prop_assert!(!down || value < base, "{} {} {}", text, value, base);
            }
        }
    }

    /// Numbers as large as the type allows are worded or refused.
    #[test]
    fn extreme_numbers_do_not_panic(x in any::<i128>(), p in any::<i128>(), scale in 0_u32..28) {
        let number = |n: i128| rust_decimal::Decimal::from_i128_with_scale(n % 79_228_162_514_264_337_593_543_950_335, scale);
        let mut quantity = quantity("1亿元");
        quantity.value = number(x);
        quantity.base = Some(Comparison { value: number(p), approximate: None, time: BaseTime::Usual, sources: Vec::new() });
        quantity.target = quantity.base.clone();
        let values = indicators(vec![indicator("x", Datum::Number(quantity), 1)]);
        for filter in gongwen::template::filters::FILTERS {
            for arguments in ["", "(79228162514264337593543950335)", "(\"79228162514264337593543950335亿\")", "(x)"] {
                let (report, sink) = build(&format!("# {{{{ x|{}{arguments} }}}}", filter.name), &values, &[]);
                prop_assert!(report.is_some() || sink.has_errors());
            }
        }
        build("# 甲{{ x }}{% if x is 上升 or x is 大于(3) %}{% endif %}", &values, &[]);
    }

    /// Any text can be a template: it is read or refused.
    #[test]
    fn any_template_is_read_or_refused(text in r"[#|*{}%<>`\[\]()!\n\-+_=~.'\x22 0-9a甲口号年。：/\\\u{FDD0}]{0,60}") {
        let (report, sink) = build(&text, &sample("甲"), &[]);
        prop_assert!(report.is_some() || sink.has_errors());
    }
}

//! Tables from data: order, choice, places and sums of rows; merged cells, decimals, captions and references.

use std::fmt::Write as _;

use gongwen::indicator::{Datum, Indicators, Kind, Missing, MissingPolicy, Quantity, Record};
use proptest::prelude::*;

use super::{build, dump, indicator, indicators, quantity, told};

/// Villages as `片区 村名 产量`; a yield of — is none, ? is not known.
fn villages(rows: &[(&str, &str, &str)]) -> Indicators {
    let record = |(row, (area, name, mass)): (usize, &(&str, &str, &str))| {
        let missing = |why| Datum::Missing(why, MissingPolicy::Dash);
        let datum = match *mass {
            "—" => missing(Missing::NotApplicable),
            "?" => missing(Missing::Unknown),
            number => Datum::Number(quantity(&format!("{number}吨"))),
        };
        let row = row as u32 + 4;
        let rate = Datum::Number(Quantity {
            kind: Kind::Rate,
            ..quantity("5%")
        });
        Record {
            fields: vec![
                indicator("片区", Datum::Text((*area).into()), row),
                indicator("村名", Datum::Text((*name).into()), row),
                indicator("产量", datum, row),
                indicator("比率", rate, row),
            ],
        }
    };
    indicators(vec![indicator(
        "各村",
        Datum::Rows(rows.iter().enumerate().map(record).collect()),
        3,
    )])
}

fn some() -> Indicators {
    villages(&[
        ("东", "甲村", "12"),
        ("东", "乙村", "30.5"),
        ("西", "丙村", "—"),
        ("西", "丁村", "30.5"),
        ("西", "戊村", "8"),
    ])
}

fn line(expression: &str) -> String {
    let (report, sink) = build(&format!("# 甲\n\n{expression}"), &some(), &[]);
    let told = told(sink);
    let report = report.unwrap_or_else(|| panic!("{expression}: {told}"));
    let text = dump(&report);
    let line = text.lines().nth(1).unwrap_or_default().trim_start_matches("段 ");
    // Figures without their marks.
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (inner, after) = after.split_once('⟧').unwrap();
        write!(plain, "{before}{inner}").unwrap();
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    plain + rest
}

#[test]
fn rows_are_ordered_chosen_placed_and_summed() {
    for (expression, printed) in [
        (
            "{{ 各村|降序(\"产量\")|列举(\"村名\") }}",
            "乙村、丁村、甲村、戊村、丙村",
        ),
        (
            "{{ 各村|升序(\"产量\")|列举(\"村名\") }}",
            "戊村、甲村、乙村、丁村、丙村",
        ),
        (
            "{{ 各村|升序(\"片区\", \"村名\")|列举(\"村名\") }}",
            "乙村、甲村、丁村、丙村、戊村",
        ),
        ("{{ 各村|前(2)|列举(\"村名\") }}", "甲村、乙村"),
        ("{{ 各村|后(2)|列举(\"村名\") }}", "丁村、戊村"),
        ("{{ 各村|前(1, \"产量\")|列举(\"村名\", 和=true) }}", "乙村和丁村"),
        ("{{ 各村|前(3, \"产量\")|列举(\"村名\") }}", "乙村、丁村、甲村"),
        ("{{ 各村|最高(\"产量\")|列举(\"村名\") }}", "乙村、丁村"),
        ("{{ 各村|最低(\"产量\")|列举(\"村名\") }}", "戊村"),
        ("{{ 各村|筛选(\"产量 >= 12\")|列举(\"村名\") }}", "甲村、乙村、丁村"),
        ("{{ 各村|筛选(\"产量 > 12吨\")|个数 }}", "2"),
        ("{{ 各村|筛选(\"产量 <= 产量\")|个数 }}", "4"),
        // A word that is a field's name too is still a word beside words.
        ("{% if 各村|筛选(\"片区 = 产量\") %}有{% else %}无{% endif %}", "无"),
        ("{{ 各村|筛选(\"产量 有值\")|个数 }}", "4"),
        ("{{ 各村|筛选(\"产量 缺失\")|列举(\"村名\") }}", "丙村"),
        ("{{ 各村|筛选(\"片区 = 西\")|总和(\"产量\")|数额 }}", "38.5吨"),
        ("{{ 各村|筛选(\"片区 != 西\")|均值(\"产量\")|数额 }}", "21.3吨"),
        ("{{ 各村|筛选(\"村名 包含 甲\")|个数 }}", "1"),
        (
            "{{ 各村|筛选(\"产量 >\", 各村|均值(\"产量\"))|列举(\"村名\") }}",
            "乙村、丁村",
        ),
        ("{{ 各村|均值(\"比率\", 权=\"产量\")|百分比 }}", "5%"),
        (
            "{% for 村 in 各村|名次(\"产量\")|降序(\"产量\") %}{{ 村.名次 }}{{ 村.村名 }}{% endfor %}",
            "1乙村1丁村3甲村4戊村—丙村",
        ),
        (
            "{% for 村 in 各村|名次(\"产量\")|前(1) %}{{ 村.产量|位次 }}{% endfor %}",
            "居全县第3位",
        ),
        (
            "{% for 村 in 各村|where(\"产量 < 20\")|descending(\"产量\")|top(1) %}{{ 村.村名 }}{% endfor %}",
            "甲村",
        ),
    ] {
        assert_eq!(line(expression), printed, "{expression}");
    }
}

/// A chosen row keeps its number and its cells in the trace.
#[test]
fn chosen_rows_are_traced_to_their_own_cells() {
    let (report, _) = build(
        "# 甲\n\n{% for 村 in 各村|降序(\"产量\")|前(1) %}{{ 村.产量 }}{% endfor %}，{{ 各村|总和(\"产量\") }}。",
        &some(),
        &[],
    );
    let figures = report.unwrap().figures;
    assert_eq!(figures[0].indicator, "各村[2].产量");
    assert_eq!(figures[0].sources.len(), 1);
    assert_eq!(figures[1].indicator, "各村|总和(产量)");
    // 丙村 says — and has given nothing to the sum.
    assert_eq!(figures[1].sources.len(), 4);
}

/// A share is traced to its own cell first and to each of the other parts once.
#[test]
fn a_share_is_traced_to_every_cell_once() {
    let (report, _) = build(
        "# 甲\n\n{% for 村 in 各村|降序(\"产量\")|前(1) %}{{ 村.产量|比重(各村, \"产量\") }}{% endfor %}。",
        &some(),
        &[],
    );
    let figures = report.unwrap().figures;
    assert_eq!(figures[0].text, "37.7%");
    let cells: Vec<String> = figures[0].sources.iter().map(|place| place.cell.to_string()).collect();
    // That of 乙村, then those of 甲村, 丁村 and 戊村.
    assert_eq!(cells, ["G6", "G5", "G8", "G9"]);
}

#[test]
fn what_rows_cannot_give_is_told() {
    for (expression, code) in [
        ("{{ 各村|总和(\"比率\") }}", "E-KIND"),
        ("{{ 各村|均值(\"比率\") }}", "E-TPL-ARGUMENT-MISSING"),
        ("{{ 各村|总和(\"村名\") }}", "E-KIND"),
        ("{{ 各村|降序(\"产两\")|个数 }}", "E-TPL-FIELD"),
        ("{{ 各村|筛选(\"产两 > 3\")|个数 }}", "E-TPL-FIELD"),
        ("{{ 各村|筛选(\"产量 大概 3\")|个数 }}", "E-TPL-WHERE"),
        ("{{ 各村|筛选(\"产量 > 3亩\")|个数 }}", "E-TPL-ARGUMENT"),
        ("{{ 各村|前(0)|个数 }}", "E-TPL-ARGUMENT"),
        ("{{ 各村|前(2, 倒=true)|个数 }}", "E-TPL-ARGUMENT"),
        ("{{ 各村|降序(\"产量\") }}", "E-TPL-ROWS"),
        ("{{ 各村|降許(\"产量\")|个数 }}", "E-TPL-FILTER"),
    ] {
        let (report, sink) = build(&format!("# 甲\n\n{expression}"), &some(), &[]);
        let told = told(sink);
        assert!(report.is_none() && told.contains(code), "{expression}: {told}");
        assert!(told.contains("工作总结.md:3:"), "{expression}: {told}");
    }
    let partial = villages(&[("东", "甲村", "12"), ("东", "乙村", "?")]);
    let (report, sink) = build("# 甲\n\n{{ 各村|总和(\"产量\") }}", &partial, &[]);
    let told = told(sink);
    assert!(
        report.is_none() && told.contains("E-TPL-ROWS-MISSING") && told.contains("乙村"),
        "{told}"
    );
}

const MERGED: &str = "# 甲

见{{ 引用(\"村表\") }}和{{ 引用(\"第二张\") }}。

表：各村情况（单位：吨）
名称：村表
合并：片区

| 片区 | 村名 | 产量 |
|:--|:--|--:|
{% for 村 in 各村 %}
| {{ 村.片区 }} | {{ 村.村名 }} | {{ 村.产量 }} |
{% endfor %}
| 合计 | | {{ 各村|总和(\"产量\") }} |

表：第二张

| 序号 | 村名 |
|:-:|:--|
{% for 村 in 各村|前(2) %}
| {{ loop.index }} | {{ 村.村名 }} |
{% endfor %}
";

#[test]
fn equal_neighbours_merge_decimals_align_and_references_follow() {
    let (report, sink) = build(MERGED, &some(), &[]);
    let told = told(sink);
    let text = report.map(|report| dump(&report)).unwrap_or_default();
    super::golden("tables_merged", &format!("{text}{told}"));
}

#[test]
fn names_of_tables_are_checked() {
    for (from, to, code) in [
        ("引用(\"村表\")", "引用(\"村情\")", "E-TPL-REFERENCE"),
        ("表：第二张", "表：各村情况", "E-TPL-REFERENCE"),
        ("引用(\"第二张\")", "引用(\"各村情况\")", "W-TPL-UNUSED-NAME"),
        ("合并：片区", "合并：片曲", "E-TPL-COLUMN"),
        ("合并：片区", "合井：片区", "E-TPL-CAPTION-LINE"),
        ("引用(\"村表\")", "引用()", "E-TPL-OPERATION"),
    ] {
        let source = MERGED.replace(from, to);
        let source = if code.starts_with('W') {
            source
                .replace("见{{ 引用(\"村表\") }}和", "见")
                .replace("引用(\"各村情况\")", "引用(\"第二张\")")
        } else {
            source
        };
        let (_, sink) = build(&source, &some(), &[]);
        let told = told(sink);
        assert!(told.contains(code), "{to}: {told}");
        assert!(told.contains("工作总结.md:"), "{to}: {told}");
    }
    let twice = MERGED.replace("表：第二张", "表：村表");
    let (_, sink) = build(&twice, &some(), &[]);
    assert!(told(sink).contains("E-TPL-REFERENCE-TWICE"));
}

#[test]
fn quotes_in_a_name_are_curved_other_or_escaped() {
    for reference in ["引用(\"情况“甲”\")", "引用('情况\"甲\"')", "引用(\"情况\\\"甲\\\"\")"] {
        let table = "表：情况“甲”\n\n| 名 | 值 |\n|--|--|\n| 甲 | 一 |\n";
        let source = format!("# 题\n\n见{{{{ {reference} }}}}。\n\n{table}");
        let (report, sink) = build(&source, &some(), &[]);
        assert!(
            dump(&report.unwrap_or_else(|| panic!("{reference}"))).contains("见表1。"),
            "{reference}"
        );
        assert!(!told(sink).contains("E-"), "{reference}");
    }
}

#[test]
fn annexes_are_referred_to_by_their_titles() {
    for (source, printed) in [
        ("# 甲\n\n见{{ 引用(\"名单\") }}。\n\n# 附件：名单\n\n甲。", "见附件。"),
        (
            "# 甲\n\n见{{ 引用(\"名单\") }}。\n\n# 附件：明细\n\n甲。\n\n# 附件：名单\n\n甲。",
            "见附件2。",
        ),
    ] {
        let (report, sink) = build(source, &some(), &[]);
        let told = told(sink);
        let report = report.unwrap_or_else(|| panic!("{told}"));
        assert!(dump(&report).contains(printed), "{source}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Sorting is stable and loses nothing; the first n with ties are exactly those no more than n−1 others beat.
    #[test]
    fn order_is_stable_and_ties_are_kept(values in prop::collection::vec(0_u32..6, 1..12), n in 1_usize..5) {
        let names: Vec<String> = (0..values.len()).map(|index| format!("村{}", char::from(b'a' + index as u8))).collect();
        let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
        let rows: Vec<(&str, &str, &str)> = names.iter().zip(&texts).map(|(name, text)| ("东", name.as_str(), text.as_str())).collect();
        let source = format!("# 甲\n\n{{{{ 各村|降序(\"产量\")|列举(\"村名\") }}}}\n\n{{{{ 各村|前({n}, \"产量\")|列举(\"村名\") }}}}");
        let (report, _) = build(&source, &villages(&rows), &[]);
        let figures = report.unwrap().figures;
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(values[*index]));
        let expected: Vec<&str> = order.iter().map(|index| names[*index].as_str()).collect();
        prop_assert_eq!(&figures[0].text, &expected.join("、"));
        let within = |index: &&usize| values.iter().filter(|value| **value > values[**index]).count() < n;
        let best: Vec<&str> = order.iter().filter(within).map(|index| names[*index].as_str()).collect();
        prop_assert_eq!(&figures[1].text, &best.join("、"));
    }
}

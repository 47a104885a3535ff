//! What may fall away: `{[ … ]}` in every place, the numbering after it, and its punctuation as a property.

use gongwen::report::Block;
use proptest::prelude::*;

use super::{build, dump, sample, told, words};

fn printed(source: &str) -> String {
    let (report, sink) = build(source, &sample("鼎新村"), &[]);
    let told = told(sink);
    let report = report.unwrap_or_else(|| panic!("{source}\n{told}"));
    let text = dump(&report);
    text.split("\n0. ").next().unwrap().trim_end().to_owned()
}

/// 电商销售额 has no value and may be left out.
#[test]
fn clauses_items_headings_and_tables_fall_away_with_their_numbers() {
    for (source, expected) in [
        (
            "# 甲\n\n产值{{ 农业总产值|数额 }}，{[电商销售额{{ 电商销售额|数额 }}，]}面积{{ 粮食播种面积|数额 }}。",
            "标题 甲\n段 产值⟦9.53亿元⟧0，面积⟦4.52万亩⟧1。",
        ),
        (
            "# 甲\n\n产值{{ 农业总产值|数额 }}{[，面积{{ 粮食播种面积|数额 }}{[，电商销售额{{ 电商销售额|数额 }}]}]}。",
            "标题 甲\n段 产值⟦9.53亿元⟧0，面积⟦4.52万亩⟧1。",
        ),
        (
            "# 甲\n\n## 一\n\n- 产值{{ 农业总产值|数额 }}。\n- {[电商{{ 电商销售额 }}。]}\n{[- 电商{{ 电商销售额 }}。]}\n- 面积{{ 粮食播种面积|数额 }}。\n",
            "标题 甲\n1级 一、 一\n段 一是产值⟦9.53亿元⟧0。二是面积⟦4.52万亩⟧1。",
        ),
        (
            "# 甲\n\n## 电商\n\n### 销售\n\n{[电商{{ 电商销售额 }}。]}\n\n## 农业\n\n产值{{ 农业总产值|数额 }}。\n",
            "标题 甲\n1级 一、 农业\n段 产值⟦9.53亿元⟧0。",
        ),
        (
            "# 甲\n\n{[\n## 电商\n\n表：电商\n\n| 名 | 额 |\n|--|--:|\n| 全镇 | {{ 电商销售额 }} |\n]}\n\n表：农业\n\n| 名 | 额 |\n|--|--:|\n| 全镇 | {{ 农业总产值 }} |\n\n见{{ 引用(\"农业\") }}。\n",
            "标题 甲\n表1 农业 () [Left, Right]\n 表头\n  行 [0 名] [1 额]\n 表身\n  合计行 [0 全镇] [1 ⟦95312⟧0]\n段 见表1。",
        ),
        (
            "# 甲\n\n| 名 | 额 |\n|--|--:|\n{[| 电商 | {{ 电商销售额 }} |]}\n| 农业 | {{ 农业总产值 }} |\n",
            "标题 甲\n  () [Left, Right]\n 表头\n  行 [0 名] [1 额]\n 表身\n  行 [0 农业] [1 ⟦95312⟧0]",
        ),
        // — is printed where the policy says so: that is a value.
        ("# 甲\n\n甲{[，网红{{ 网红销售额 }}]}。", "标题 甲\n段 甲，网红⟦—⟧0。"),
    ] {
        assert_eq!(printed(source), expected, "{source}");
    }
}

#[test]
fn a_missing_value_beside_one_that_is_printed_is_told_with_its_place() {
    let source = "# 甲\n\n{[产值{{ 农业总产值|数额 }}，电商{{ 电商销售额|数额 }}。]}";
    let (report, sink) = build(source, &sample("甲"), &[]);
    let told = told(sink);
    assert!(
        report.is_none() && told.contains("E-TPL-MISSING") && told.contains("工作总结.md:3:"),
        "{told}"
    );
}

#[test]
fn groups_that_cannot_be_meant_are_told() {
    for source in [
        "# 甲\n\n{[甲{{ 口号 }}。",
        "# 甲\n\n甲]}{{ 口号 }}。",
        "# 甲\n\n{[甲]}{{ 口号 }}。",
        "# 甲\n\n{% if 口号 %}{[{% endif %}{{ 口号 }}]}{{ 口号 }}{[{{ 口号 }}{% if 电商销售额 %}]}{% endif %}",
    ] {
        let (report, sink) = build(source, &sample("甲"), &[]);
        let told = told(sink);
        assert!(
            report.is_none() && told.contains("E-TPL-GROUP") && told.contains("工作总结.md:3:"),
            "{source}: {told}"
        );
    }
}

/// After a gap the places of figures and of problems are still those of the template.
#[test]
fn places_after_a_gap_are_the_templates() {
    let source = "# 甲\n\n{[电商{{ 电商销售额 }}，很长的一段话。]}\n\n产值{{ 农业总产值 }}，**重点**。";
    let (report, sink) = build(source, &sample("甲"), &[]);
    let figure = &report.unwrap().figures[0].template;
    assert_eq!((figure.line, figure.column), (5, 6));
    assert!(told(sink).contains("工作总结.md:5:"), "the markup is told at its line");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever stands at the borders of what falls away, no mark is doubled, none begins or is left before an end.
    #[test]
    fn punctuation_is_whole_at_all_borders(
        parts in prop::collection::vec((any::<bool>(), "[，、；]{0,1}", "[甲乙丙]{1,3}", "[，、；。]{0,1}"), 1..7),
    ) {
        let mut source = String::from("# 题\n\n");
        let mut kept = 0;
        for (present, before, text, after) in &parts {
            let name = if *present { "口号" } else { "电商销售额" };
            kept += usize::from(*present);
            source += &format!("{{[{before}{text}{{{{ {name} }}}}{after}]}}");
        }
        // What the author wrote side by side is his own: only borders of gaps are looked at.
        let (report, sink) = build(&source, &sample("甲"), &[]);
        prop_assert!(report.is_some(), "{}", told(sink));
        let report = report.unwrap();
        let paragraph: String = report.blocks.iter().map(|block| match block {
            Block::Paragraph(content) => words(content),
            Block::Heading(_) | Block::Table(_) | Block::Picture(_) | Block::Contents(_) => String::new(),
        }).collect();
        prop_assert_eq!(paragraph.matches("一带两核四片").count(), kept);
        let written: String = parts.iter().filter(|part| part.0).map(|(_, before, text, after)| format!("{before}{text}⟦⟧{after}")).collect();
        let doubled = |text: &str| {
            let marks: Vec<bool> = text.chars().map(|c| "，、；。".contains(c)).collect();
            marks.windows(2).filter(|pair| pair[0] && pair[1]).count()
        };
        // Nothing that falls away leaves a mark beside another: there are no more than the kept parts have themselves.
        prop_assert!(doubled(&paragraph) <= doubled(&written), "{} from {}", paragraph, source);
        if parts.iter().any(|part| !part.0) && kept > 0 && !parts[0].0 {
            prop_assert!(!paragraph.starts_with(['，', '、', '；']), "{} from {}", paragraph, source);
        }
        if kept > 0 && !parts[parts.len() - 1].0 {
            prop_assert!(!paragraph.ends_with(['，', '、', '；']), "{} from {}", paragraph, source);
        }
    }
}

/// The last year and the target of what has no value are as little there as it is itself.
#[test]
fn a_group_falls_away_with_the_last_year_of_what_is_missing() {
    let text =
        "# 甲\n\n{[上年{{ 电商销售额.上年|数额 }}，目标{{ 电商销售额.目标|数额 }}，]}播种{{ 粮食播种面积|数额 }}。";
    assert_eq!(printed(text), "标题 甲\n段 播种⟦4.52万亩⟧0。");
}

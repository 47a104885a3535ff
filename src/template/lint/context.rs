//! Words that are right or wrong by where they stand: what is planned, what is compared, what a rank is of.

use std::ops::Range;

use super::super::comparators::{COMPARATORS, VARIANTS};
use super::super::context::whole_of;
use super::Stretch;
use super::printed::filter;
use super::words::{ENDS, numbers};
use crate::indicator::{Datum, Indicator, Indicators};
use crate::report::{Block, Figure, Report, plain_text};

/// A first-level heading with one of these begins the part that tells what is planned.
const PLAN_HEADINGS: [&str; 7] = ["谋划", "打算", "计划", "安排", "思路", "下一步", "下步"];
/// Words that make of a number what is meant to be.
pub(super) const PLANNED: [&str; 7] = ["力争", "预计", "确保", "争取", "计划", "目标", "将"];

/// Words for a year that depend on when they are read.
const RELATIVE_YEARS: [&str; 3] = ["今年", "去年", "明年"];
/// What all of a township is called.
const WHOLE_TOWNSHIPS: [&str; 3] = ["全镇", "全乡", "全街道"];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[
    &PLANNED,
    &RELATIVE_YEARS,
    &["人均"],
    &WHOLE_TOWNSHIPS,
    &VARIANTS[0],
    &VARIANTS[1],
    &VARIANTS[2],
];

/// Whether each block of a report belongs to a part that tells what is planned.
pub(super) fn planned(report: &Report) -> Vec<bool> {
    let mut plan = false;
    let blocks = report.blocks.iter().map(|block| {
        if let Block::Heading(heading) = block
            && heading.level == 1
        {
            let text = plain_text(&heading.content);
            plan = PLAN_HEADINGS.iter().any(|word| text.contains(word));
        }
        plan
    });
    blocks.collect()
}

/// A value of this year told as planned, or a plan told as done (spec §6).
pub(super) fn plan_verbs<'a>(stretch: &Stretch<'a>, plan: bool) -> Vec<(Range<usize>, &'a Figure)> {
    let mut found = Vec::new();
    for (at, figure) in &stretch.figures {
        let fact = matches!(filter(figure), "数额" | "达" | "其中" | "合计") && !figure.indicator.ends_with(".目标");
        if !fact {
            continue;
        }
        let before = &stretch.text[..at.start];
        let verb = ["完成", "实现", "达到", "达"]
            .iter()
            .find(|verb| before.ends_with(**verb));
        let bare = verb.map_or(before, |verb| &before[..before.len() - verb.len()]);
        let after = &stretch.text[at.end..];
        // 确保768户低保对象应保尽保 speaks of those that there are, and so does 在已完成… 的基础上.
        let ends = after.is_empty()
            || after.starts_with(ENDS)
            || ["以上", "左右", "的"].iter().any(|word| after.starts_with(word));
        let done = after.starts_with("的基础上") || verb.is_some() && bare.ends_with('已');
        if done || !ends && verb.is_none() {
            continue;
        }
        let aimed = ["力争", "确保", "争取"].iter().find(|word| bare.ends_with(**word));
        let sentence = before.rfind(['。', '；']).map_or(0, |end| end);
        let open = || {
            let mut planned = stretch.mentions.of_any(&PLANNED);
            planned.any(|(start, word)| sentence <= start && start + word.len() <= at.start)
        };
        let start = match (plan, aimed, verb) {
            (false, Some(aimed), _) => bare.len() - aimed.len(),
            (true, _, Some(verb)) if !open() => before.len() - verb.len(),
            (true | false, ..) => continue,
        };
        found.push((start..at.end, *figure));
    }
    found
}

/// 今年, 去年, 明年 where a plan is told: of which year they speak is no longer clear.
pub(super) fn relative_years(stretch: &Stretch<'_>) -> Vec<Range<usize>> {
    let places = stretch.mentions.of_any(&RELATIVE_YEARS);
    places.map(|(start, word)| start..start + word.len()).collect()
}

/// 全镇 of a 乡, 全乡 of a 镇: one template serves all, and only the built-in name follows the township's.
pub(super) fn other_townships(stretch: &Stretch<'_>, township: &str) -> Option<Range<usize>> {
    let own = whole_of(township);
    if !WHOLE_TOWNSHIPS.contains(&own) {
        return None;
    }
    let mut said = stretch
        .mentions
        .of_any(&WHOLE_TOWNSHIPS)
        .filter(|(_, word)| *word != own);
    said.next().map(|(start, word)| start..start + word.len())
}

/// A comparison typed before a typed number: there is no column that bears it out.
pub(super) fn typed_comparisons(stretch: &Stretch<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&COMPARATORS) {
        if stretch.figure_in(&(start..start + word.len())).is_some() {
            continue;
        }
        let after = start + word.len();
        let clause = stretch.text[after..]
            .find(ENDS)
            .map_or(stretch.text.len(), |end| after + end);
        let first = numbers(&stretch.text[after..clause]).into_iter().next();
        let Some(number) = first.map(|number| after + number.start..after + number.end) else {
            continue;
        };
        let percent = stretch.text[number.end..].starts_with(['%', '倍', '个']);
        if percent && stretch.figure_in(&number).is_none() {
            found.push(start..number.end);
        }
    }
    found
}

/// 人均 before a typed number although the data have neither a population nor such an indicator.
pub(super) fn per_person(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Range<usize>> {
    let typed = |start: usize| stretch.figure_in(&(start..start + 1)).is_none();
    let places: Vec<usize> = stretch.mentions.of_word("人均").collect();
    if !places.iter().any(|start| typed(*start)) || has_population(indicators) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for start in places.into_iter().filter(|start| typed(*start)) {
        let rest = &stretch.text[start..];
        let clause = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
        if clause.bytes().any(|byte| byte.is_ascii_digit()) {
            found.push(start..start + "人均".len());
        }
    }
    found
}

/// 人均 by one of several populations without a word of which (spec §3).
pub(super) fn unnamed_populations<'a>(stretch: &Stretch<'a>, indicators: &Indicators) -> Vec<&'a Figure> {
    let several = || {
        indicators
            .values
            .values()
            .filter(|indicator| is_population(indicator))
            .count()
            > 1
    };
    let says = |text: &str| ["常住", "户籍", "平均人口"].iter().any(|word| text.contains(word));
    let unnamed = stretch.figures.iter().filter(|(at, figure)| {
        let start = stretch.text[..at.start].rfind('。').unwrap_or(0);
        let end = stretch.text[at.end..]
            .find('。')
            .map_or(stretch.text.len(), |end| at.end + end);
        // With 名= the figure says it by itself.
        filter(figure) == "人均" && !figure.text.starts_with('按') && !says(&stretch.text[start..end]) && several()
    });
    unnamed.map(|(_, figure)| *figure).collect()
}

fn is_population(indicator: &Indicator) -> bool {
    match &indicator.datum {
        Datum::Number(quantity) => &*quantity.unit.symbol == "人" && indicator.name.contains("人口"),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => false,
    }
}

fn has_population(indicators: &Indicators) -> bool {
    let mut all = indicators.values.values();
    all.any(|indicator| is_population(indicator) || indicator.name.contains("人均"))
}

/// A place by growth that does not say so: it is another than the place by size (spec §3).
pub(super) fn unnamed_ranks<'a>(stretch: &Stretch<'a>) -> Vec<&'a Figure> {
    const GROWTH: [&str; 4] = ["增速", "增幅", "增长率", "增长"];
    let says = |text: &str| GROWTH.iter().any(|word| text.contains(word));
    let ranks = stretch.figures.iter().filter(|(at, figure)| {
        let sentence = stretch.text[..at.start].rfind('。').unwrap_or(0);
        let by_growth = filter(figure) == "位次" && says(&figure.indicator);
        by_growth && !says(&figure.text) && !says(&stretch.text[sentence..at.start])
    });
    ranks.map(|(_, figure)| *figure).collect()
}

/// Shares that were made to add up, outside a table.
pub(super) fn forced_shares<'a>(stretch: &Stretch<'a>) -> Vec<&'a Figure> {
    let forced = |figure: &&Figure| filter(figure) == "比重" && figure.formula.contains("凑整=true");
    stretch
        .figures
        .iter()
        .map(|(_, figure)| *figure)
        .filter(forced)
        .collect()
}

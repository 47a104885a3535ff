//! Years and days typed in the template of which the figures are not: 2023年 in the report of 2024, 截至12月底 in that of
//! the first nine months (spec §6).

use std::ops::Range;

use super::super::JobFacts;
use super::super::filters::period_words;
use super::Stretch;
use super::period::is_of_period;
use super::subject::names;
use super::words::ENDS;
use crate::diag::{Code, Diagnostic};
use crate::report::Figure;

/// Words before a time of which the figures are said to be.
const AS_OF: [&str; 2] = ["截至", "截止"];
const YEAR_END: &str = "年末";
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&AS_OF, &[YEAR_END]];
/// What may stand between a time and the indicator that it is of.
const BETWEEN: [&str; 13] = [
    "，",
    "全镇",
    "全乡",
    "全街道",
    "全县",
    "全市",
    "实现",
    "完成",
    "累计",
    "共",
    "已",
    "我镇",
    "我乡",
];
/// Letters before 年末 that make of it another year's, or a time up to which something is.
const OTHER_YEARS: [&str; 10] = ["上", "去", "前", "明", "次", "往", "历", "比", "到", "至"];
/// Filters whose figures are no facts of the period.
const NO_FACTS: [&str; 3] = ["力争", "预计", "控制"];

/// Every typed time that is not that of the report, with which a figure of the report is told.
pub(super) fn findings(stretch: &Stretch<'_>, facts: &JobFacts) -> Vec<(Range<usize>, Box<Diagnostic>)> {
    let Some((first, last)) = facts.period else {
        return Vec::new();
    };
    let mut times = years(stretch, facts);
    times.extend(days(stretch, facts));
    if (last.month(), last.day()) != (12, 31) {
        times.extend(year_ends(stretch));
    }
    let wrong = times.into_iter().filter(|range| is_of_figure(stretch, range));
    let told = |range: Range<usize>| {
        let problem = Diagnostic::new(Code::LintPeriod).with("words", &stretch.text[range.clone()]);
        (range, problem.with("period", period_words(first, last)))
    };
    wrong.map(told).collect()
}

/// 2023年 at the beginning of a clause, of another year than the report's.
fn years(stretch: &Stretch<'_>, facts: &JobFacts) -> Vec<Range<usize>> {
    let text = &stretch.text;
    let other = |number: &&Range<usize>| {
        let typed: Option<i16> = text[(*number).clone()].parse().ok();
        let begins = text[..number.start].is_empty() || text[..number.start].ends_with(ENDS);
        let year = number.len() == 4 && text[number.end..].starts_with('年');
        begins && year && typed.is_some_and(|typed| facts.year.is_some_and(|own| typed != own))
    };
    let found = stretch.numbers.iter().filter(other);
    found.map(|number| number.start..number.end + '年'.len_utf8()).collect()
}

/// 截至 with another day than the last of the report's period.
fn days(stretch: &Stretch<'_>, facts: &JobFacts) -> Vec<Range<usize>> {
    let text = &stretch.text;
    let Some((_, last)) = facts.period else {
        return Vec::new();
    };
    let wrong = |(start, word): (usize, &str)| {
        let typed = &text[start + word.len()..];
        let (year, month_on) = match typed.split_once('年') {
            Some((year, rest)) if year.len() == 4 => (year.parse::<i16>().ok()?, rest),
            _ => (last.year(), typed),
        };
        let (month, day_on) = month_on.split_once('月')?;
        let month: i8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
        let (day, rest) = match day_on.chars().next()? {
            end @ ('底' | '末') => (None, &day_on[end.len_utf8()..]),
            _ => {
                let (day, rest) = day_on.split_once('日')?;
                (Some(day.parse::<i8>().ok()?), rest)
            }
        };
        let same_month = (year, month) == (last.year(), last.month());
        let same = same_month && day.is_none_or(|day| day == last.day());
        let range = start..text.len() - rest.len();
        (!same && stretch.figure_in(&range).is_none()).then_some(range)
    };
    stretch.mentions.of_any(&AS_OF).filter_map(wrong).collect()
}

/// 年末 where the period ends before the year does.
fn year_ends(stretch: &Stretch<'_>) -> Vec<Range<usize>> {
    let text = &stretch.text;
    let own = |start: &usize| {
        let before = &text[..*start];
        let other = OTHER_YEARS.iter().any(|word| before.ends_with(word));
        !other && !before.ends_with(|c: char| c.is_ascii_digit())
    };
    let found = stretch.mentions.of_word(YEAR_END).filter(own);
    found.map(|start| start..start + YEAR_END.len()).collect()
}

/// Whether a time stands right before the name of a figure that is of the report's period.
fn is_of_figure(stretch: &Stretch<'_>, range: &Range<usize>) -> bool {
    let figure = stretch.figures.iter().find(|(at, _)| at.start >= range.end);
    figure.is_some_and(|(at, figure)| {
        let mut between = &stretch.text[range.end..at.start];
        while let Some(shorter) = BETWEEN.iter().find_map(|word| between.strip_prefix(word)) {
            between = shorter;
        }
        let named = is_name(between, figure);
        named && is_of_period(figure, &stretch.text[range.clone()], &NO_FACTS)
    })
}

/// Whether words are a name of a figure's indicator and nothing else: 建成的大棚产值 is more than 产值.
fn is_name(words: &str, figure: &Figure) -> bool {
    let name = figure.indicator.as_str();
    let bare = words.trim_end_matches(['达', '为', '到', '有']);
    bare.chars().count() > 1 && name.contains(bare) && names(bare, name)
}

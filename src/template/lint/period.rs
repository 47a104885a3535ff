//! Periods typed in the template that are not the report's: 全年 in a report of the first nine months (spec §6).

use std::ops::Range;

use jiff::civil::Date;

use super::super::JobFacts;
use super::super::filters::period_words;
use super::Stretch;
use super::claims::clause_before;
use super::context::PLANNED;
use super::printed::filter;
use super::words::ENDS;
use crate::diag::{Code, Diagnostic};
use crate::report::Figure;

/// Parts of a year, with their first and last month; the longer of two that end alike first.
const PARTS: [(&str, i8, i8); 8] = [
    ("前三季度", 1, 9),
    ("三季度", 7, 9),
    ("一季度", 1, 3),
    ("二季度", 4, 6),
    ("四季度", 10, 12),
    ("上半年", 1, 6),
    ("下半年", 7, 12),
    ("全年", 1, 12),
];
/// Words that make of a part of the year what is meant or asked for, or another year's.
const OTHERWISE: [&str; 17] = [
    "任务",
    "预期",
    "预算",
    "有望",
    "指标",
    "考核",
    "需要",
    "应当",
    "可达",
    "可望",
    "可实现",
    "上年",
    "去年",
    "前年",
    "往年",
    "历年",
    "常年",
];
/// Words before a part of the year by which something is compared with it.
const COMPARED: [&str; 4] = ["比", "较", "同", "与"];
/// What makes other words of 全年: 全年龄, 全年级, 全天候.
const OTHER_WORDS: [char; 4] = ['龄', '级', '候', '无'];
/// What makes of a part of the year its beginning or its end, or one of several: 三季度末, 从二季度起, 一季度至三季度.
const MOMENTS: [char; 7] = ['末', '底', '初', '起', '开', '以', '至'];
/// What makes of a part of the year the time of what is planned: 前三季度运行情况和四季度工作安排.
const PLANS: [&str; 7] = [
    "工作安排",
    "工作打算",
    "工作计划",
    "工作谋划",
    "工作思路",
    "工作重点",
    "重点工作",
];
/// What stands between the first and the last month of several.
const RANGE_MARKS: [&str; 6] = ["—", "-", "～", "~", "至", "－"];
/// Filters whose figures are no facts of the period.
const NO_FACTS: [&str; 5] = ["力争", "预计", "控制", "完成", "序时进度"];
/// Letters by which an indicator's name says of which time it is.
const TIMES: [char; 4] = ['年', '季', '月', '期'];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[
    &[PARTS[0].0, PARTS[1].0, PARTS[2].0, PARTS[3].0],
    &[PARTS[4].0, PARTS[5].0, PARTS[6].0, PARTS[7].0],
];

/// Months of the report's year that are typed, and where.
struct Typed {
    range: Range<usize>,
    months: (i8, i8),
}

/// The typed periods that the report's denies, of a title, or of a sentence that tells what is.
pub(super) fn findings(
    stretch: &Stretch<'_>,
    is_title: bool,
    facts: &JobFacts,
) -> Vec<(Range<usize>, Box<Diagnostic>)> {
    let Some((first, last)) = facts.period.filter(|(first, last)| first.year() == last.year()) else {
        return Vec::new();
    };
    let own = (first.month(), last.month());
    let all = typed(stretch).into_iter().filter(|typed| typed.months != own);
    let wrong = all.filter(|typed| {
        let said = is_of_report(&stretch.text, typed, facts.year);
        said && (is_title || tells_facts(stretch, typed, last))
    });
    let told = |typed: Typed| {
        let problem = Diagnostic::new(Code::LintPeriod).with("words", &stretch.text[typed.range.clone()]);
        (typed.range, problem.with("period", period_words(first, last)))
    };
    wrong.map(told).collect()
}

/// Another year that is typed before a target, which is that of the report's: 2024年力争完成 of the target of 2023.
pub(super) fn targets_of_other_years(stretch: &Stretch<'_>, facts: &JobFacts) -> Vec<(Range<usize>, Box<Diagnostic>)> {
    let Some(own) = facts.year else { return Vec::new() };
    let targets = stretch.figures.iter().filter(|(_, figure)| filter(figure) == "力争");
    let found = targets.filter_map(|(at, _)| {
        let text = &stretch.text;
        let clause = at.start - clause_before(text, at.start).len()..at.start;
        let years = stretch
            .numbers
            .iter()
            .filter(|number| clause.start <= number.start && number.end < clause.end);
        let mut years = years.filter(|number| number.len() == 4 && text[number.end..].starts_with('年'));
        let year = years.next_back()?;
        // 以2022年为基数 is said of any target.
        let is_later = text[year.clone()].parse().is_ok_and(|year: i16| year > own);
        let range = year.start..year.end + '年'.len_utf8();
        let problem = Diagnostic::new(Code::LintPeriod).with("words", &text[range.clone()]);
        is_later.then(|| (range, problem.with("period", format!("{own}年"))))
    });
    found.collect()
}

/// The parts of a year that are typed: 全年, 上半年, 1—11月.
fn typed(stretch: &Stretch<'_>) -> Vec<Typed> {
    let mut found: Vec<Typed> = Vec::new();
    for (word, first, last) in PARTS {
        for start in stretch.mentions.of_word(word) {
            let range = start..start + word.len();
            let within = found.iter().any(|other| other.range.end == range.end);
            if !within && stretch.figure_in(&range).is_none() {
                let months = (first, last);
                found.push(Typed { range, months });
            }
        }
    }
    found.extend(stretch.numbers.windows(2).filter_map(|pair| months(stretch, pair)));
    found
}

/// 1—11月: two numbers with a mark between them and 月 behind, which no day follows.
fn months(stretch: &Stretch<'_>, pair: &[Range<usize>]) -> Option<Typed> {
    let [first, last] = pair else { return None };
    let text = &stretch.text;
    let after = text[last.end..].strip_prefix('月')?;
    let ranged = RANGE_MARKS.contains(&text.get(first.end..last.start)?);
    let number = |range: &Range<usize>| {
        text[range.clone()]
            .parse::<i8>()
            .ok()
            .filter(|month| (1..=12).contains(month))
    };
    let months = (number(first)?, number(last)?);
    let range = first.start..text.len() - after.len();
    let whole = ranged && !after.starts_with(|c: char| c.is_ascii_digit()) && months.0 < months.1;
    (whole && stretch.figure_in(&range).is_none()).then_some(Typed { range, months })
}

/// Whether a part of the year is that of the report's year, and said of itself.
fn is_of_report(text: &str, typed: &Typed, year: Option<i16>) -> bool {
    let before = &text[..typed.range.start];
    let after = &text[typed.range.end..];
    let compared = COMPARED.iter().any(|word| before.ends_with(word));
    let bare = before.strip_suffix('年').unwrap_or_default();
    let digits = &bare[bare.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    let other_year = digits.parse::<i16>().is_ok_and(|typed| Some(typed) != year);
    let earlier = ["上年", "去年", "前年", "明年", "次年"]
        .iter()
        .any(|word| before.ends_with(word));
    let plan = PLANS.iter().any(|word| after.starts_with(word));
    let moment = after.starts_with(MOMENTS) || before.ends_with(['从', '自', '至', '、']);
    !compared && !other_year && !earlier && !plan && !moment && !after.starts_with(OTHER_WORDS)
}

/// Whether what follows says a number of the period itself, and nothing that is meant to be.
fn tells_facts(stretch: &Stretch<'_>, typed: &Typed, end: Date) -> bool {
    let text = &stretch.text;
    let sentence = text[..typed.range.start].rfind(['。', '；']).unwrap_or(0);
    let behind = &text[typed.range.end..];
    // 前三季度，全镇实现…
    let skipped = behind.strip_prefix('，').map_or(0, |_| '，'.len_utf8());
    let rest = &behind[skipped..];
    let clause = typed.range.end + skipped..typed.range.end + skipped + rest.find(ENDS).unwrap_or(rest.len());
    let said = &text[sentence..clause.end];
    let figure = stretch.figures.iter().find(|(at, _)| clause.contains(&at.start));
    // 今年上半年引进的企业带动投资…: the time is that of something else than the number.
    let of_another =
        figure.is_some_and(|(at, _)| text[typed.range.end..at.start].trim_start_matches('的').contains('的'));
    if of_another || PLANNED.iter().chain(&OTHERWISE).any(|word| said.contains(word)) {
        return false;
    }
    match figure {
        Some((_, figure)) => is_of_period(figure, &text[typed.range.clone()], &NO_FACTS),
        // What the year's end is still to bring is no fact yet, whoever has typed it.
        None => {
            let later = typed.months.1 > end.month();
            let done = ["完成", "实现", "累计", "新增", "达"]
                .iter()
                .any(|verb| text[clause.clone()].contains(verb));
            later && done && stretch.numbers.iter().any(|number| clause.contains(&number.start))
        }
    }
}

/// Whether a figure is one of the report's period, as far as its name and its table say.
pub(super) fn is_of_period(figure: &Figure, words: &str, no_facts: &[&str]) -> bool {
    let path = figure.indicator.as_str();
    let compared = path.ends_with(".上年") || path.ends_with(".目标");
    let of_table = figure.sources.iter().any(|cell| cell.to_string().contains(words));
    !compared && !of_table && !path.contains(TIMES) && !no_facts.contains(&filter(figure))
}

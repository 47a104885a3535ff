//! Places told in typed words beside figures whose place is known: 居全县第一, 稳居首位 (spec §3).

use std::ops::Range;

use super::Stretch;
use super::claims::{Found, behind, claim, clause_before};
use super::numerals::place;
use super::printed::filter;
use super::subject::{Claim, names};
use super::words::ENDS;
use crate::indicator::{Indicator, Indicators};
use crate::report::Figure;

/// Words for a place; those that end with 第 need its number.
const PLACES: [&str; 9] = [
    "全县第",
    "全县首位",
    "全县榜首",
    "居首位",
    "列首位",
    "居榜首",
    "列榜首",
    "居第",
    "列第",
];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&PLACES];
/// Verbs before a place; of two that end alike the longer first.
const VERBS: [&str; 16] = [
    "稳居", "位居", "高居", "跃居", "居", "位列", "名列", "列", "排名", "排在", "排", "稳", "名", "位", "高", "跃",
];
/// Words of a place that is one by growth, which is another than that by size.
const GROWTH: [&str; 4] = ["增速", "增幅", "增长率", "增长"];
/// Where the place is among others than the county's townships.
const ELSEWHERE: [&str; 5] = ["全市", "全省", "全国", "全镇", "全乡"];
/// What counts things behind a number: 全县第一个示范村 is no place.
const COUNTED: &str = "个家座批次条项所处期届张份台套只例笔";
/// What may stand behind a place at the end of its clause.
const TAILS: [&str; 5] = ["位", "名", "的位置", "的好成绩", "水平"];

/// A place in typed words.
struct Typed {
    range: Range<usize>,
    number: u32,
    /// Whether the words say that it is one in the county.
    in_county: bool,
}

/// Every typed place that is another than the known one.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&PLACES) {
        let Some(typed) = typed(&stretch.text, start, word).filter(|typed| stretch.figure_in(&typed.range).is_none())
        else {
            continue;
        };
        let known = known(stretch, &typed, indicators);
        if let Some((own, position)) = known.filter(|(_, position)| *position != typed.number) {
            let problem = claim(stretch, &typed.range, &own.name);
            found.push((typed.range, problem.with("value", format!("居全县第{position}位"))));
        }
    }
    found
}

fn typed(text: &str, start: usize, word: &str) -> Option<Typed> {
    let end = start + word.len();
    let (number, end) = match word.ends_with('第') {
        true => place(&text[end..]).map(|(number, length)| (number, end + length))?,
        false => (1, end),
    };
    let after = &text[end..];
    if word.ends_with('第') && after.starts_with(|c: char| COUNTED.contains(c)) {
        return None;
    }
    let end = end
        + after
            .chars()
            .next()
            .filter(|c| "位名".contains(*c))
            .map_or(0, char::len_utf8);
    // 居首位 has its verb already.
    let verb = VERBS.iter().find(|verb| text[..start].ends_with(**verb));
    let start = start - verb.map_or(0, |verb| verb.len());
    let elsewhere = ELSEWHERE.iter().any(|word| clause_before(text, start).contains(word));
    (!elsewhere).then_some(Typed {
        range: start..end,
        number,
        in_county: word.starts_with("全县"),
    })
}

/// The indicator whose place is spoken of, and that place.
fn known<'i>(stretch: &Stretch<'_>, typed: &Typed, indicators: &'i Indicators) -> Option<(&'i Indicator, u32)> {
    let of_figure = |figure: &Figure, subject: &str| {
        let own = behind(indicators, &figure.indicator)?;
        let printed = filter(figure) == "位次";
        let position = match printed {
            true => printed_place(&figure.text, subject)?,
            false if typed.in_county => own.place()?.position,
            false => return None,
        };
        Some((own, position))
    };
    let Some(claim) = Claim::ending(stretch, typed.range.clone(), &TAILS) else {
        return of_figure(figure_in_clause(stretch, &typed.range)?, "");
    };
    if GROWTH.iter().any(|word| claim.subject.contains(word)) {
        return of_growth(&claim, indicators);
    }
    claim.figures().find_map(|figure| of_figure(figure, claim.subject))
}

/// The figure of the words' own clause: 居全县第一的粮食…, or right before them; none where they speak of growth.
fn figure_in_clause<'a>(stretch: &Stretch<'a>, range: &Range<usize>) -> Option<&'a Figure> {
    let text = &stretch.text;
    let before = || stretch.figures.iter().find(|(at, _)| at.end == range.start);
    let behind = || {
        let found = stretch.figures.iter().find(|(at, _)| at.start >= range.end);
        found.filter(|(at, _)| {
            let between = &text[range.end..at.start];
            between.starts_with('的') && !between.contains(ENDS) && !GROWTH.iter().any(|word| between.contains(word))
        })
    };
    let (_, figure) = before().or_else(behind)?;
    let lead = clause_before(text, range.start);
    let of_growth = GROWTH.iter().any(|word| lead.contains(word));
    (!of_growth && filter(figure) != "位次").then_some(*figure)
}

/// The place that a figure prints, unless its own words say of what: 增速居全县第2位.
fn printed_place(words: &str, subject: &str) -> Option<u32> {
    let at = words.find('第')?;
    let label = &words[..words.find(['居', '列'])?];
    let same = label.is_empty() || subject.ends_with(label);
    let (number, _) = place(&words[at + '第'.len_utf8()..])?;
    same.then_some(number)
}

/// The place by growth, where an indicator of growth has one, of what the clause names or of what is told before it.
fn of_growth<'i>(claim: &Claim<'_, '_>, indicators: &'i Indicators) -> Option<(&'i Indicator, u32)> {
    let growth = |name: &str| {
        GROWTH
            .iter()
            .find_map(|word| name.strip_suffix(word).map(str::to_owned))
    };
    let named = growth(claim.subject).filter(|subject| !subject.is_empty());
    let before = claim.of_clause_before().map(|figure| figure.indicator.clone());
    let of = named.or(before)?;
    let mut ranked = indicators.values.values().filter_map(|own| {
        let subject = growth(&own.name)?;
        let position = own.place()?.position;
        names(&subject, &of).then_some((own, position))
    });
    match (ranked.next(), ranked.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

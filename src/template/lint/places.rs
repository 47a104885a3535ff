//! Places told in typed words beside figures whose place is known: 居全县第一, 位居全县前列, 稳居首位 (spec §3).

use std::ops::Range;

use super::super::JobFacts;
use super::Stretch;
use super::claims::{Found, behind, claim, clause_before};
use super::numerals::place;
use super::printed::filter;
use super::subject::{Claim, names};
use super::words::ENDS;
use crate::indicator::{Indicator, Indicators};
use crate::report::Figure;

/// Words for a place that do not say among whom; those that end with 第 need its number.
const PLACES: [&str; 6] = ["居首位", "列首位", "居榜首", "列榜首", "居第", "列第"];
/// What all of a county is called, each way.
const WHOLES: [&str; 4] = ["全县", "全区", "全市", "全旗"];
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&PLACES, &WHOLES];
/// Verbs before a place; of two that end alike the longer first.
const VERBS: [&str; 24] = [
    "稳居",
    "位居",
    "高居",
    "跃居",
    "跻身",
    "进入",
    "迈入",
    "处于",
    "居",
    "位列",
    "名列",
    "列",
    "排名在",
    "排名",
    "排在",
    "排",
    "稳",
    "名",
    "位",
    "高",
    "跃",
    "走在",
    "在",
    "为",
];
/// Verbs between the county and a place: 在全县排第一.
const VERBS_BEHIND: [&str; 8] = ["排名", "排在", "排", "位居", "位列", "名列", "居", "列"];
/// Words of a place that is one by growth, which is another than that by size.
const GROWTH: [&str; 4] = ["增速", "增幅", "增长率", "增长"];
/// Where the place is among others than the county's townships.
const ELSEWHERE: [&str; 8] = ["全县", "全区", "全市", "全旗", "全省", "全国", "全镇", "全乡"];
/// Filters that print the value by which the indicator has its place.
const AMOUNTS: [&str; 5] = ["数额", "达", "百分比", "合计", ""];
/// What counts things behind a number: 全县第一个示范村 is no place.
const COUNTED: &str = "个家座批次条项所处期届张份台套只例笔产季大分";
/// What may stand behind a place at the end of its clause.
const TAILS: [&str; 6] = ["位", "名", "的位置", "的好成绩", "水平", "行列"];
/// Words for the first place, and for the last.
const FIRST: [&str; 2] = ["首位", "榜首"];
const LAST: [&str; 5] = ["末位", "垫底", "倒数第一", "最后一位", "最后一名"];

/// What is said of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Exactly(u32),
    /// Among the first so many.
    Within(u32),
    /// 前列: in the better half.
    Front,
    Last,
}

/// A place in typed words.
struct Typed {
    range: Range<usize>,
    said: Said,
    /// Whether the words say that it is one in the county.
    in_county: bool,
}

/// A place that is known.
#[derive(Debug, Clone, Copy)]
struct Known {
    position: u32,
    /// The last place that anybody has, and how many have one; none where only a printed place is known.
    among: Option<(u32, u32)>,
}

impl Known {
    fn denies(self, said: Said) -> bool {
        match said {
            Said::Exactly(number) => self.position != number,
            Said::Within(number) => self.position > number,
            Said::Front => self.among.is_some_and(|(_, of)| self.position * 2 > of + 1),
            Said::Last => self.among.is_some_and(|(last, _)| self.position != last),
        }
    }
}

/// Every typed place that is another than the known one.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators, facts: &JobFacts) -> Vec<Found> {
    let county = facts.whole_county();
    let text = &stretch.text;
    let mentions = stretch.mentions.of_any(&WHOLES).chain(stretch.mentions.of_any(&PLACES));
    let all = mentions.filter_map(|(start, word)| match WHOLES.contains(&word) {
        true => in_county(text, start, word).filter(|_| word == county),
        false => anywhere(text, start, word),
    });
    let typed = all.filter(|typed| stretch.figure_in(&typed.range).is_none());
    let found = typed.filter_map(|typed| {
        let (own, place) = known(stretch, &typed, indicators)?;
        let truth = || format!("居{county}第{}位", place.position);
        let problem = || claim(stretch, &typed.range, &own.name).with("value", truth());
        place.denies(typed.said).then(|| (typed.range.clone(), problem()))
    });
    found.collect()
}

/// A place in the county: 全县第三, 在全县排第一, 全县前列.
fn in_county(text: &str, start: usize, word: &str) -> Option<Typed> {
    let rest = &text[start + word.len()..];
    let rest = VERBS_BEHIND
        .iter()
        .find_map(|verb| rest.strip_prefix(verb))
        .unwrap_or(rest);
    let at = text.len() - rest.len();
    let fixed = |words: &[&str]| {
        words
            .iter()
            .find(|word| rest.starts_with(**word))
            .map(|word| word.len())
    };
    let (said, length) = if let Some(length) = fixed(&FIRST) {
        (Said::Exactly(1), length)
    } else if let Some(length) = fixed(&LAST) {
        (Said::Last, length)
    } else if let Some(length) = fixed(&["前列"]) {
        (Said::Front, length)
    } else {
        let (mark, number) = [("第", true), ("前", false)]
            .into_iter()
            .find_map(|(mark, exact)| Some((exact, rest.strip_prefix(mark)?)))?;
        let (place, length) = place(number)?;
        let said = if mark {
            Said::Exactly(place)
        } else {
            Said::Within(place)
        };
        (said, "第".len() + length)
    };
    whole(text, (start, at + length), said, true)
}

/// A place that does not say among whom.
fn anywhere(text: &str, start: usize, word: &str) -> Option<Typed> {
    let end = start + word.len();
    let (number, end) = match word.ends_with('第') {
        true => place(&text[end..]).map(|(number, length)| (number, end + length))?,
        false => (1, end),
    };
    let typed = whole(text, (start, end), Said::Exactly(number), false)?;
    // 全县排名第 and 在全县居第一 are told as places in the county.
    let lead = clause_before(text, typed.range.start);
    (!ELSEWHERE.iter().any(|word| lead.contains(word))).then_some(typed)
}

/// A place with its verb and its measure word; none of what is counted.
fn whole(text: &str, (start, end): (usize, usize), said: Said, in_county: bool) -> Option<Typed> {
    let after = &text[end..];
    if after.starts_with(|c: char| COUNTED.contains(c)) {
        return None;
    }
    let measure = after.chars().next().filter(|c| "位名".contains(*c));
    let end = end + measure.map_or(0, char::len_utf8);
    // 居首位 has its verb already.
    let verb = VERBS.iter().find(|verb| text[..start].ends_with(**verb));
    let start = start - verb.map_or(0, |verb| verb.len());
    let elsewhere = ELSEWHERE.iter().any(|word| clause_before(text, start).contains(word));
    (!elsewhere).then_some(Typed {
        range: start..end,
        said,
        in_county,
    })
}

fn place_of(own: &Indicator) -> Option<Known> {
    let place = own.place()?;
    Some(Known {
        position: place.position,
        among: Some((place.last, place.of)),
    })
}

/// The indicator whose place is spoken of, and that place.
fn known<'i>(stretch: &Stretch<'_>, typed: &Typed, indicators: &'i Indicators) -> Option<(&'i Indicator, Known)> {
    let of_figure = |figure: &Figure, subject: &str| {
        let own = behind(indicators, &figure.indicator)?;
        let printed = filter(figure) == "位次";
        let known = match printed {
            true => {
                let position = printed_place(&figure.text, subject)?;
                let among = place_of(own).filter(|known| known.position == position);
                Known {
                    position,
                    among: among.and_then(|known| known.among),
                }
            }
            // 同比增长5%，居全县第一 is the place by growth.
            false if typed.in_county && AMOUNTS.contains(&filter(figure)) => place_of(own)?,
            false => return None,
        };
        Some((own, known))
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
fn of_growth<'i>(claim: &Claim<'_, '_>, indicators: &'i Indicators) -> Option<(&'i Indicator, Known)> {
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
        let known = place_of(own)?;
        names(&subject, &of).then_some((own, known))
    });
    match (ranked.next(), ranked.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

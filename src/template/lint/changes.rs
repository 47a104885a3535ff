//! Changes typed with their numbers beside figures whose last year's value is known: 增长8.3%, 比上年少9天, 是上年的3倍
//! (spec §2).

use std::cmp::Ordering;
use std::ops::Range;

use rust_decimal::Decimal;

use super::super::comparators::{FALLS, RISES, without_trailing};
use super::super::condition::change;
use super::super::filters::figure::{growth, plain};
use super::super::filters::{is_growth_name, real_value};
use super::super::qualifiers::{self, Position, Side};
use super::Stretch;
use super::claims::{Found, behind, claim, clause_before, is_of_year_end, quantity};
use super::growth::{is_about, is_of_last_year};
use super::numbers::typed_unit;
use super::printed::filter;
use super::subject::{Claim, is_of, subject_of};
use super::words::ENDS;
use crate::diag::{Diagnostic, term};
use crate::indicator::{BaseTime, Comparison, Indicators, Kind, Quantity};
use crate::report::Figure;
use crate::unit::{Dimension, Unit};

/// Verbs of a change with its number, beside the usual ones; of two that end alike the longer first.
const VERBS: [(&str, Ordering); 10] = [
    ("净增加", Ordering::Greater),
    ("净减少", Ordering::Less),
    ("净增", Ordering::Greater),
    ("净减", Ordering::Less),
    ("上涨", Ordering::Greater),
    ("下跌", Ordering::Less),
    ("加快", Ordering::Greater),
    ("放缓", Ordering::Less),
    ("回升", Ordering::Greater),
    ("收窄", Ordering::Less),
];
/// Those that say nothing without what they compare with, and that end others.
const ONLY_COMPARED: [(&str, Ordering); 4] = [
    ("多", Ordering::Greater),
    ("少", Ordering::Less),
    ("高", Ordering::Greater),
    ("低", Ordering::Less),
];
/// What a rate of growth is called, before its number or before how it has changed.
const RATES: [&str; 5] = ["增长率", "增速", "增幅", "涨幅", "降幅"];
/// What joins it to its number.
const JOINED: [&str; 6] = ["达到", "高达", "达", "为", "是", "仅"];
/// What may stand behind the number at the end of its clause.
const TAILS: [&str; 5] = ["以上", "左右", "有余", "之多", "多"];
/// Filters that print the value itself, or its place.
const AMOUNTS: [&str; 6] = ["数额", "达", "百分比", "合计", "位次", ""];
/// What leads from a verb to the number that the value has now.
const REACHED: [(&str, Ordering); 12] = [
    ("增长到", Ordering::Greater),
    ("增加到", Ordering::Greater),
    ("上升到", Ordering::Greater),
    ("提高到", Ordering::Greater),
    ("提升到", Ordering::Greater),
    ("增至", Ordering::Greater),
    ("升至", Ordering::Greater),
    ("减少到", Ordering::Less),
    ("下降到", Ordering::Less),
    ("减至", Ordering::Less),
    ("降至", Ordering::Less),
    ("降到", Ordering::Less),
];
/// Words of a sentence by which a change is one since another time than last year.
const OTHER_TIMES: [&str; 12] = [
    "以来", "年来", "多年", "环比", "此前", "之前", "原来", "由", "从", "月", "后", "努力",
];

/// A comparison that could be held against the data.
pub(super) struct Compared {
    /// Its words.
    pub(super) range: Range<usize>,
    /// What the data say against them.
    pub(super) denied: Option<Box<Diagnostic>>,
}

/// What the number counts.
#[derive(Debug, Clone, PartialEq)]
enum Measure {
    Percent,
    Points,
    /// So many times more.
    Times,
    /// So many times as much.
    Multiple,
    Amount(Unit),
}

/// A change in typed words.
#[derive(Debug, Clone)]
struct Typed {
    range: Range<usize>,
    way: Ordering,
    number: Decimal,
    side: Option<Side>,
    measure: Measure,
    /// Whether the rate of growth is named of which the change is.
    of_rate: bool,
    /// Whether it is since the year's end, where the words say so.
    year_end: Option<bool>,
}

/// Every typed comparison of which the data know whether it is true.
pub(super) fn compared(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Compared> {
    let typed = stretch.numbers.iter().filter_map(|number| Typed::at(stretch, number));
    let judged = typed.filter_map(|typed| {
        let claim = Claim::ending(stretch, typed.range.clone(), &TAILS)?;
        let own = claim.figures().find_map(|figure| {
            let certain = claim.subject.is_empty() || is_of(claim.subject, &figure.indicator);
            let timely = is_of_last_year(claim.subject);
            let own = behind(indicators, &figure.indicator)
                .filter(|_| certain && timely && AMOUNTS.contains(&filter(figure)))?;
            Some((own, typed.denied_by(&own.name, quantity(own)?)?))
        });
        let (own, truth) = own?;
        let denied = truth.map(|truth| claim_of(stretch, &typed.range, &own.name, truth));
        let range = typed.range;
        Some(Compared { range, denied })
    });
    judged.collect()
}

fn claim_of(stretch: &Stretch<'_>, range: &Range<usize>, name: &str, truth: String) -> Box<Diagnostic> {
    claim(stretch, range, name).with("value", truth)
}

impl Typed {
    fn at(stretch: &Stretch<'_>, number: &Range<usize>) -> Option<Self> {
        let text = &stretch.text;
        if stretch.figure_in(number).is_some() {
            return None;
        }
        let (mut measure, end) = measure(text, number.end)?;
        let before = qualifiers::ending(&text[..number.start]);
        let bare = &text[..number.start - before.map_or(0, |word| word.word.len())];
        let behind = || qualifiers::beginning(&text[end..], Position::After);
        let between = || qualifiers::beginning(&text[number.end..], Position::Between);
        let side = before.or_else(between).or_else(behind).map(|word| word.side);
        let value = text[number.clone()].parse().ok()?;
        if measure == Measure::Times
            && let Some(start) = multiple(bare)
        {
            measure = Measure::Multiple;
            return Some(Self {
                range: start..end,
                way: Ordering::Greater,
                number: value,
                side,
                measure,
                of_rate: false,
                year_end: None,
            });
        }
        let (start, way, of_rate, year_end) = words_before(bare, &measure)?;
        Some(Self {
            range: start..end,
            way,
            number: value,
            side,
            measure,
            of_rate,
            year_end,
        })
    }

    /// What the data say where it is another than the words; nothing where they bear them out, none where nobody can tell.
    fn denied_by(&self, name: &str, now: &Quantity) -> Option<Option<String>> {
        let base = now.base.as_ref()?;
        let exact = now.approximate.is_none() && base.approximate.is_none();
        if !exact || matches!(now.kind, Kind::Rank | Kind::Index) {
            return None;
        }
        let certain = self.is_certain(name, (now, base))?;
        let actual = self.actual(name, (now, base.value))?;
        let (said, actual) = match self.measure {
            Measure::Times => (self.number.saturating_mul(Decimal::ONE_HUNDRED), actual),
            Measure::Multiple => {
                let more = self.number.saturating_sub(Decimal::ONE);
                (more.saturating_mul(Decimal::ONE_HUNDRED), actual)
            }
            Measure::Percent | Measure::Points | Measure::Amount(_) => (self.number, actual),
        };
        let turned = if self.way == Ordering::Less { -actual } else { actual };
        let holds = match self.measure {
            Measure::Times | Measure::Multiple => is_about(turned, said, self.side),
            Measure::Percent | Measure::Points | Measure::Amount(_) => self.is_near(turned),
        };
        (holds || certain).then(|| (!holds).then(|| self.truth(actual, (now, base.value))))
    }

    /// Whether the change may be said with this number: within one of its last digits, and on the side that 近 and 超 say.
    fn is_near(&self, actual: Decimal) -> bool {
        let step = Decimal::new(1, self.number.scale());
        let low = actual >= self.number.saturating_sub(step);
        let high = actual <= self.number.saturating_add(step);
        match self.side {
            None => low && high,
            Some(Side::Around) => {
                let tenth = self.number / Decimal::TEN;
                actual.saturating_sub(self.number).abs() <= tenth.max(step)
            }
            Some(Side::Above | Side::AtLeast) => low,
            Some(Side::Below | Side::AtMost) => high && actual > Decimal::ZERO,
        }
    }

    /// Whether another change than the words say makes them false; none where last year's value is of another time than
    /// they compare with. What is published of output grows at comparable prices, which the data do not have, and the time
    /// of a rate is known only where the configuration says it.
    fn is_certain(&self, name: &str, (now, base): (&Quantity, &Comparison)) -> Option<bool> {
        let ratio = now.unit.dimension == Dimension::Ratio;
        let nominal = real_value(name, now) && !matches!(self.measure, Measure::Amount(_));
        let Some(year_end) = self.year_end else {
            return Some(!nominal);
        };
        let same = year_end == is_of_year_end(now)? && base.time != BaseTime::WholeYear;
        let open = ratio && base.time == BaseTime::Usual;
        (same || open).then_some(same && !nominal)
    }

    /// The change that the data give, in what the words count it in.
    fn actual(&self, name: &str, (now, base): (&Quantity, Decimal)) -> Option<Decimal> {
        let ratio = now.unit.dimension == Dimension::Ratio;
        match &self.measure {
            Measure::Points => {
                let fits = &*now.unit.symbol == "%" && (!self.of_rate || is_growth_name(name));
                fits.then(|| now.value.checked_sub(base)).flatten()
            }
            Measure::Percent | Measure::Times | Measure::Multiple => {
                let amounts = !ratio && base > Decimal::ZERO && now.value >= Decimal::ZERO;
                amounts.then(|| growth(now.value, base)).flatten()
            }
            Measure::Amount(unit) => now.unit.convert(now.value.checked_sub(base)?, unit),
        }
    }

    fn truth(&self, actual: Decimal, (now, base): (&Quantity, Decimal)) -> String {
        let size = actual.abs().normalize();
        let verb = |more: &'static str, less: &'static str| if actual > Decimal::ZERO { more } else { less };
        if actual.is_zero() {
            return term("claim-level");
        }
        match &self.measure {
            Measure::Percent | Measure::Times => {
                format!("比上年{}{}%", verb("增长", "下降"), plain(size, 1))
            }
            Measure::Multiple => {
                let times = now.value.checked_div(base).unwrap_or_default();
                format!("是上年的{}倍", plain(times, 2))
            }
            Measure::Points => format!("比上年{}{}个百分点", verb("提高", "下降"), plain(size, 2)),
            Measure::Amount(unit) => format!("比上年{}{}{unit}", verb("增加", "减少"), plain(size, 6)),
        }
    }
}

/// What a number counts, and where its words end.
fn measure(text: &str, at: usize) -> Option<(Measure, usize)> {
    let after = &text[at..];
    let fixed = [
        ("%", Measure::Percent),
        ("个百分点", Measure::Points),
        ("倍", Measure::Times),
    ];
    let fixed = fixed.into_iter().find(|(word, _)| after.starts_with(word));
    if let Some((word, measure)) = fixed {
        return Some((measure, at + word.len()));
    }
    let rest = qualifiers::behind_between(after).unwrap_or(after);
    let (unit, length) = typed_unit(rest)?;
    Some((Measure::Amount(unit), text.len() - rest.len() + length))
}

/// Where 是上年同期的 begins at the end of a text.
pub(super) fn multiple(before: &str) -> Option<usize> {
    let bare = before.strip_suffix('的')?;
    let bare = bare.strip_suffix("同期").unwrap_or(bare);
    let bare = bare.strip_suffix("上年").or_else(|| bare.strip_suffix("去年"))?;
    let verb = ["相当于", "达到", "是", "为", "达"]
        .iter()
        .find_map(|verb| bare.strip_suffix(verb));
    verb.map(str::len)
}

/// The words of a change at the end of a text: where they begin, its direction, whether they name a rate of growth, and
/// whether they compare with the year's end.
fn words_before(before: &str, measure: &Measure) -> Option<(usize, Ordering, bool, Option<bool>)> {
    if *measure == Measure::Percent
        && let Some((start, way)) = rate_before(before)
    {
        return Some((start, way, false, None));
    }
    let bare = before.strip_suffix('了').unwrap_or(before);
    let usual = || {
        let of = |words: &'static [&'static str], way| words.iter().map(move |word| (*word, way));
        of(RISES, Ordering::Greater).chain(of(FALLS, Ordering::Less))
    };
    let mut verbs = VERBS.into_iter().chain(usual()).chain(ONLY_COMPARED);
    let (verb, way) = verbs.find(|(verb, _)| bare.ends_with(verb))?;
    let bare = &bare[..bare.len() - verb.len()];
    let start = without_trailing(bare);
    let comparator = start.map_or("", |start| &bare[start.len()..]);
    if comparator == "环比" || ONLY_COMPARED.contains(&(verb, way)) && comparator.is_empty() {
        return None;
    }
    let year_end = (comparator.ends_with(['末', '初'])).then_some(true);
    let year_end = year_end.or_else(|| comparator.ends_with(['同', '期']).then_some(false));
    let year_end = year_end.or_else(|| (comparator == "同比").then_some(false));
    let bare = start.unwrap_or(bare);
    let rate = RATES
        .iter()
        .find(|rate| bare.ends_with(**rate) && *measure == Measure::Points);
    let falls = rate.is_some_and(|rate| *rate == "降幅");
    // What narrows is a rise or a fall by itself.
    if verb == "收窄" && rate.is_none() {
        return None;
    }
    let way = if falls { way.reverse() } else { way };
    Some((
        bare.len() - rate.map_or(0, |rate| rate.len()),
        way,
        rate.is_some(),
        year_end,
    ))
}

/// 增幅达 at the end of a text, before its percentage.
fn rate_before(before: &str) -> Option<(usize, Ordering)> {
    let bare = JOINED
        .iter()
        .find_map(|word| before.strip_suffix(word))
        .unwrap_or(before);
    let rate = RATES.iter().find(|rate| bare.ends_with(**rate))?;
    let way = if *rate == "降幅" {
        Ordering::Less
    } else {
        Ordering::Greater
    };
    Some((bare.len() - rate.len(), way))
}

/// 增长到 before the value itself of what has fallen.
pub(super) fn reached(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let found = stretch.figures.iter().filter_map(|(at, figure)| {
        let before = &stretch.text[..at.start];
        let (words, said) = REACHED.iter().find(|(words, _)| before.ends_with(words))?;
        let start = at.start - words.len();
        let lead = clause_before(&stretch.text, start);
        let certain = is_alone(stretch, start - lead.len(), start, figure);
        let own = behind(indicators, &figure.indicator).filter(|_| certain)?;
        let number = quantity(own)?;
        let base = number.base.as_ref()?;
        let truth = change(number, base.value);
        let exact = number.approximate.is_none() && base.approximate.is_none();
        let word = match truth {
            Ordering::Greater => "claim-rises",
            Ordering::Less => "claim-falls",
            Ordering::Equal => "claim-level",
        };
        let range = start..at.end;
        let problem = claim_of(stretch, &range, &own.name, term(word));
        (exact && truth != *said).then_some((range, problem))
    });
    found.collect()
}

/// Whether a clause speaks of nothing but a figure, and its sentence of no other time.
fn is_alone(stretch: &Stretch<'_>, clause: usize, end: usize, figure: &Figure) -> bool {
    let text = &stretch.text;
    let sentence = text[..end].rfind(['。', '；']).unwrap_or(0);
    let told = &text[sentence..end];
    let subject = subject_of(&text[clause..end]);
    let listed = text[..clause].ends_with('、') || told.contains("分别");
    let others = stretch.figures.iter().any(|(at, _)| (clause..end).contains(&at.start));
    let counted = text[clause..end].contains(|c: char| c.is_ascii_digit());
    let named = is_of(subject, &figure.indicator) && !subject.contains(ENDS);
    let timely = !OTHER_TIMES.iter().any(|word| told.contains(word)) && is_of_last_year(subject);
    AMOUNTS.contains(&filter(figure)) && named && timely && !listed && !others && !counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_change_are_read_with_what_they_compare_with() {
        let percent = Measure::Percent;
        for (before, measure, expected) in [
            ("同比增长", &percent, Some((0, Ordering::Greater, false, Some(false)))),
            ("较年初减少", &percent, Some((0, Ordering::Less, false, Some(true)))),
            ("比上年少", &percent, Some((0, Ordering::Less, false, None))),
            ("降幅收窄", &Measure::Points, Some((0, Ordering::Greater, true, None))),
            ("增幅达", &percent, Some((0, Ordering::Greater, false, None))),
            ("环比增长", &percent, None),
            ("至少", &percent, None),
        ] {
            assert_eq!(words_before(before, measure), expected, "{before}");
        }
        assert_eq!(multiple("是上年同期的"), Some(0));
        assert_eq!(multiple("是县城的"), None);
    }
}

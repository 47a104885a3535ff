//! Growth told in typed words beside figures whose data are known: 翻了一番, 不降反升, 只减不增 (spec §2, §7).

use std::cmp::Ordering;
use std::ops::Range;

use rust_decimal::Decimal;

use super::super::comparators::{CHANGES, WITH_LAST_YEAR, without_trailing};
use super::super::condition::change;
use super::super::filters::figure::{growth, plain};
use super::super::filters::{SINCE_LAST_YEAR, is_growth_name, is_profit};
use super::super::qualifiers::{self, Position, Side};
use super::Stretch;
use super::changes::multiple;
use super::claims::{Found, behind, claim, clause_before, quantity};
use super::figures::ADVERBS;
use super::mentions::words_of;
use super::printed::{arguments, filter};
use super::subject::{Claim, LEVEL_WITH, subject_of};
use crate::diag::{Code, Diagnostic, term};
use crate::indicator::{Indicator, Indicators};
use crate::report::Figure;
use crate::unit::Dimension;

/// What words say of the change since last year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Rises,
    Falls,
    NoRise,
    NoFall,
    Level,
    /// A rate of growth, or the growth itself, that is above zero now, or below it.
    Positive,
    Negative,
    /// A loss that has become a profit, or the other way round.
    Profit,
    Loss,
    /// At least twice as much.
    Multiple,
    /// A growth by so many percent, about which 近 and 多 say more.
    By(u32),
    /// The same behind a verb: 增长一倍.
    VerbBy(u32),
    /// A bare verb, which is held against the value itself: what filters print of a change is another check's.
    Verb(Ordering),
}

/// Words for which a clause tells how a value has changed.
const SAID: [(&str, Said); 46] = [
    ("不降反升", Said::Rises),
    ("不降反增", Said::Rises),
    ("不减反增", Said::Rises),
    ("由降转升", Said::Rises),
    ("由负转正", Said::Positive),
    ("止跌回升", Said::Rises),
    ("逆势增长", Said::Rises),
    ("逆势上扬", Said::Rises),
    ("不升反降", Said::Falls),
    ("不增反降", Said::Falls),
    ("不增反减", Said::Falls),
    ("由升转降", Said::Falls),
    ("由正转负", Said::Negative),
    ("正增长", Said::Positive),
    ("负增长", Said::Negative),
    ("扭亏为盈", Said::Profit),
    ("由亏转盈", Said::Profit),
    ("由盈转亏", Said::Loss),
    ("由盈变亏", Said::Loss),
    ("只减不增", Said::NoRise),
    ("只降不升", Said::NoRise),
    ("只增不减", Said::NoFall),
    ("只升不降", Said::NoFall),
    ("持平", Said::Level),
    ("成倍增长", Said::Multiple),
    ("成倍增加", Said::Multiple),
    ("翻番", Said::By(100)),
    ("翻一番", Said::By(100)),
    ("翻了一番", Said::By(100)),
    ("翻倍", Said::By(100)),
    ("翻两番", Said::By(300)),
    ("翻了两番", Said::By(300)),
    ("翻三番", Said::By(700)),
    ("翻了三番", Said::By(700)),
    ("一倍", Said::VerbBy(100)),
    ("两倍", Said::VerbBy(200)),
    ("三倍", Said::VerbBy(300)),
    ("四倍", Said::VerbBy(400)),
    ("五倍", Said::VerbBy(500)),
    ("增长", Said::Verb(Ordering::Greater)),
    ("增加", Said::Verb(Ordering::Greater)),
    ("上升", Said::Verb(Ordering::Greater)),
    ("减少", Said::Verb(Ordering::Less)),
    ("下降", Said::Verb(Ordering::Less)),
    ("降低", Said::Verb(Ordering::Less)),
    ("下滑", Said::Verb(Ordering::Less)),
];
const WORDS: [&str; SAID.len()] = words_of(&SAID);
/// The words that are looked for in the whole text.
pub(super) const SOUGHT: &[&[&str]] = &[&WORDS];
/// Verbs before 一倍.
const VERBS: [&str; 5] = ["增长", "增加", "提高", "提升", "扩大"];
/// What may stand behind the words of a clause.
const TAILS: [&str; 13] = [
    "的良好态势",
    "的态势",
    "态势",
    "势头",
    "趋势",
    "水平",
    "以上",
    "左右",
    "有余",
    "多",
    "余",
    "之多",
    "了",
];
/// Filters that print the value itself.
const AMOUNTS: [&str; 6] = ["数额", "达", "百分比", "其中", "合计", ""];
/// What is less, in percent, may be called 基本持平 for certain (spec §2 says 0.5).
const NEARLY_LEVEL: i64 = 2;
/// From so many percent on a value is nearly twice its last year's, and 成倍 is no lie.
const NEARLY_TWICE: i64 = 97;

/// Every word for a growth that the data deny.
pub(super) fn findings(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for (start, word) in stretch.mentions.of_any(&WORDS) {
        let said = SAID.iter().find(|(known, _)| *known == word).map(|(_, said)| *said);
        let range = start..start + word.len();
        let said = said.and_then(|said| whole_words(&stretch.text, range, said));
        let Some((said, range)) = said else { continue };
        let timely = |claim: &Claim<'_, '_>| is_of_last_year(without_rate(claim.subject, said));
        let Some(claim) = Claim::ending(stretch, range, &TAILS).filter(timely) else {
            continue;
        };
        let rate = claim
            .rate_behind()
            .filter(|_| matches!(said, Said::Positive | Said::Negative));
        let denied = claim
            .figures()
            .chain(rate)
            .find_map(|figure| denied(stretch, &claim.range, (said, figure), indicators));
        found.extend(denied.flatten().map(|problem| (claim.range.clone(), problem)));
    }
    found.extend(rates_as_changes(stretch, indicators));
    found
}

/// 参保率86.3%，提高86.3%: the percentage itself behind a verb, where the clause before has told it already.
fn rates_as_changes(stretch: &Stretch<'_>, indicators: &Indicators) -> Vec<Found> {
    let mut found = Vec::new();
    for pair in stretch.figures.windows(2) {
        let [(told_at, told), (at, figure)] = pair else {
            continue;
        };
        let before = &stretch.text[..at.start];
        let verb = CHANGES.iter().find_map(|verb| before.strip_suffix(verb));
        let bare = verb.map(|bare| without_trailing(bare).unwrap_or(bare));
        let Some(start) = bare.and_then(|bare| bare.strip_suffix('，')).map(str::len) else {
            continue;
        };
        let same = told.indicator == figure.indicator && told_at.end == start;
        let itself =
            matches!(filter(figure), "百分比" | "数额") && !figure.indicator.contains(['增', '减', '降', '速', '幅']);
        let ratio = || {
            let own = quantity(behind(indicators, &figure.indicator)?)?;
            (own.unit.dimension == Dimension::Ratio).then_some(())
        };
        if same && itself && ratio().is_some() {
            let range = start + '，'.len_utf8()..at.end;
            let problem = Diagnostic::new(Code::LintRate).with("words", &stretch.text[range.clone()]);
            found.push((range, problem.with("name", &figure.indicator)));
        }
    }
    found
}

/// The subject of 由负转正 without the word for its rate of growth.
fn without_rate(subject: &str, said: Said) -> &str {
    let rates = ["增速", "增幅"]
        .iter()
        .filter(|_| matches!(said, Said::Positive | Said::Negative));
    let mut bare = rates.filter_map(|rate| subject.strip_suffix(rate));
    bare.next().unwrap_or(subject)
}

/// What is claimed with its words, those before them that belong to it too; none where it is another one's.
fn whole_words(text: &str, range: Range<usize>, said: Said) -> Option<(Said, Range<usize>)> {
    let before = &text[..range.start];
    let rough = |before: &str| qualifiers::ending(before).map_or(0, |word| word.word.len());
    let whole = match said {
        Said::Level => {
            let clause = clause_before(text, range.start);
            let last_year = LEVEL_WITH
                .iter()
                .chain(WITH_LAST_YEAR)
                .any(|word| clause.contains(word));
            // 与全县持平, 与序时进度持平.
            let another = clause.contains(['与', '和', '跟', '同']);
            let start = before.strip_suffix("基本").map_or(range.start, str::len);
            (last_year || !another).then_some(start..range.end)
        }
        Said::Multiple | Said::By(_) => Some(range.start - rough(before)..range.end),
        Said::VerbBy(percent) => {
            let bare = &before[..before.len() - rough(before)];
            // 是上年的三倍 is two times more.
            if let Some(start) = multiple(bare) {
                return Some((Said::By(percent.checked_sub(100)?), start..range.end));
            }
            let bare = bare.strip_suffix('了').unwrap_or(bare);
            let verb = VERBS.iter().find(|verb| bare.ends_with(**verb))?;
            Some(bare.len() - verb.len()..range.end)
        }
        Said::Verb(_) => {
            let clause = clause_before(text, range.start);
            // With a comparison, or a subject and an adverb, it is told as that; 正增长 and 倍增长 are other words.
            let said = |words: &[&str]| words.iter().any(|word| clause.contains(word));
            let told = said(WITH_LAST_YEAR) || said(&ADVERBS) && !subject_of(clause).is_empty();
            let other = clause.ends_with(['正', '负', '倍', '零', '势', '反']);
            (!told && !other).then_some(range)
        }
        Said::Rises | Said::Falls | Said::NoRise | Said::NoFall => Some(range),
        Said::Positive | Said::Negative | Said::Profit | Said::Loss => Some(range),
    };
    Some((said, whole?))
}

/// Whether the growth may be that since last year: 三年翻一番 is none, nor 环比 and 增速.
pub(super) fn is_of_last_year(subject: &str) -> bool {
    !subject.contains(['年', '月', '季', '周', '速', '幅', '天'])
        && !["环比", "占比", "比重", "平均"]
            .iter()
            .any(|word| subject.contains(word))
}

/// What the data say against the words, of a figure of which that is known.
fn denied(
    stretch: &Stretch<'_>,
    range: &Range<usize>,
    (said, figure): (Said, &Figure),
    indicators: &Indicators,
) -> Option<Option<Box<Diagnostic>>> {
    let changed = SINCE_LAST_YEAR.contains(&filter(figure)) && arguments(figure).next().is_none();
    let plain_verb = matches!(said, Said::Verb(_));
    let told = plain_verb && is_told(stretch, range, figure);
    if told || !(changed && !plain_verb || AMOUNTS.contains(&filter(figure))) {
        return None;
    }
    let own = behind(indicators, &figure.indicator)?;
    let number = quantity(own)?;
    if number.unit.dimension == Dimension::Ratio && matches!(said, Said::Positive | Said::Negative) {
        return against_sign(stretch, range, (said, own));
    }
    let base = number.base.as_ref()?;
    if number.approximate.is_some() || base.approximate.is_some() {
        return None;
    }
    let way = change(number, base.value);
    let amount = number.unit.dimension != Dimension::Ratio && base.value > Decimal::ZERO;
    let growth = amount.then(|| growth(number.value, base.value)).flatten();
    let words = &stretch.text[range.clone()];
    if matches!(said, Said::Profit | Said::Loss) {
        return against_profit(stretch, range, (said, own));
    }
    if holds(said, way, growth, (words, &stretch.text[range.end..]))? {
        return Some(None);
    }
    let sized = matches!(said, Said::Multiple | Said::By(_) | Said::VerbBy(_));
    let problem = match changed && !sized {
        // The filter's own words stand beside it.
        true => Diagnostic::new(Code::LintDirection)
            .with("words", words)
            .with("name", &*own.name),
        false => claim(stretch, range, &own.name),
    };
    Some(Some(problem.with("value", truth(way, growth, changed && !sized))))
}

/// 由负转正 of a rate of growth that is below zero.
fn against_sign(
    stretch: &Stretch<'_>,
    range: &Range<usize>,
    (said, own): (Said, &Indicator),
) -> Option<Option<Box<Diagnostic>>> {
    let number = quantity(own).filter(|number| is_growth_name(&own.name) && number.approximate.is_none())?;
    let holds = match matches!(said, Said::Positive) {
        true => number.value > Decimal::ZERO,
        false => number.value < Decimal::ZERO,
    };
    let problem = || claim(stretch, range, &own.name).with("value", format!("是{}", number.written()));
    Some((!holds).then(problem))
}

/// 扭亏为盈 of what was no loss, or is one.
fn against_profit(
    stretch: &Stretch<'_>,
    range: &Range<usize>,
    (said, own): (Said, &Indicator),
) -> Option<Option<Box<Diagnostic>>> {
    let number = quantity(own).filter(|number| number.unit.dimension == Dimension::Money)?;
    let base = number.base.as_ref()?;
    // Of a loss nobody knows which sign it has.
    if !is_profit(&own.name) || own.name.contains('亏') {
        return None;
    }
    let (was_loss, is_loss) = (base.value < Decimal::ZERO, number.value < Decimal::ZERO);
    let holds = match matches!(said, Said::Profit) {
        true => was_loss && !is_loss,
        false => !was_loss && is_loss,
    };
    let truth = || format!("是{}，上年是{}", number.written(), number.written_beside(base));
    Some((!holds).then(|| claim(stretch, range, &own.name).with("value", truth())))
}

/// Whether the sentence goes on to print how an indicator has changed: that is held against the verb as it stands.
fn is_told(stretch: &Stretch<'_>, range: &Range<usize>, figure: &Figure) -> bool {
    let end = stretch.text[range.end..]
        .find(['。', '；'])
        .map_or(stretch.text.len(), |at| range.end + at);
    let behind = stretch
        .figures
        .iter()
        .filter(|(at, _)| (range.end..end).contains(&at.start));
    let mut of_it = behind.filter(|(_, other)| other.indicator == figure.indicator);
    of_it.any(|(_, other)| SINCE_LAST_YEAR.contains(&filter(other)))
}

/// What is so.
fn truth(way: Ordering, growth: Option<Decimal>, told_beside: bool) -> String {
    if told_beside {
        return term(match way {
            Ordering::Greater => "direction-rises",
            Ordering::Less => "direction-falls",
            Ordering::Equal => "direction-level",
        });
    }
    match (way, growth) {
        (Ordering::Greater, Some(growth)) => format!("比上年增长{}%", plain(growth, 1)),
        (Ordering::Less, Some(growth)) => format!("比上年下降{}%", plain(growth.abs(), 1)),
        (Ordering::Greater, None) => term("claim-rises"),
        (Ordering::Less, None) => term("claim-falls"),
        (Ordering::Equal, _) => term("claim-level"),
    }
}

/// Whether the words are true; none where nobody can tell.
fn holds(said: Said, way: Ordering, growth: Option<Decimal>, (words, after): (&str, &str)) -> Option<bool> {
    Some(match said {
        Said::Rises | Said::Positive => way == Ordering::Greater,
        Said::Falls | Said::Negative => way == Ordering::Less,
        Said::Profit | Said::Loss => return None,
        Said::NoRise => way != Ordering::Greater,
        Said::NoFall => way != Ordering::Less,
        Said::Verb(said) => way == said,
        Said::Level if words.starts_with("基本") => match growth {
            Some(growth) => growth.abs() < Decimal::from(NEARLY_LEVEL),
            None => return None,
        },
        Said::Level => way == Ordering::Equal || growth.is_some_and(|growth| growth.abs() < Decimal::new(5, 1)),
        Said::Multiple => growth? >= Decimal::from(NEARLY_TWICE),
        Said::By(percent) | Said::VerbBy(percent) => is_about(growth?, Decimal::from(percent), side(words, after)),
    })
}

/// On which side of its number a growth is said to be; none where the number itself is said.
fn side(words: &str, after: &str) -> Option<Side> {
    let before = words.char_indices().find_map(|(at, _)| {
        let known = qualifiers::at(Position::Before).find(|known| words[at..].starts_with(known.word));
        known.map(|known| known.side)
    });
    let behind = || {
        let more = after.starts_with(['多', '余']) || after.starts_with("有余") || after.starts_with("以上");
        more.then_some(Side::Above)
    };
    let around = || after.starts_with("左右").then_some(Side::Around);
    before.or_else(behind).or_else(around)
}

/// Whether a growth may be said to be of so many percent, with room enough that no other reading is shut out.
pub(super) fn is_about(growth: Decimal, said: Decimal, side: Option<Side>) -> bool {
    let [low, high] = match side {
        None => [95, 110],
        Some(Side::Around) => [85, 115],
        Some(Side::Below | Side::AtMost) => [80, 100],
        Some(Side::Above | Side::AtLeast) => [100, 220],
    };
    let share = |hundredths: i64| said.saturating_mul(Decimal::new(hundredths, 2));
    growth >= share(low) && growth <= share(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_have_the_side_of_their_words() {
        let about = |growth: i64, words: &str, after: &str| {
            is_about(Decimal::from(growth), Decimal::ONE_HUNDRED, side(words, after))
        };
        assert!(about(101, "翻一番", "，"));
        assert!(!about(27, "翻了一番", "。"));
        assert!(about(92, "增长了近一倍", "。"));
        assert!(!about(105, "增长近一倍", "。"));
        assert!(about(150, "翻了一番", "多。"));
        assert!(!about(96, "增长一倍", "以上。"));
    }
}

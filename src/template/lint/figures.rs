//! Figures against each other: printed twice with different numbers, a rate that its printed amounts do not
//! give, adverbs that a rate does not bear out.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_decimal::Decimal;

use super::super::filters::figure::{growth, round};
use super::Stretch;
use super::words::words_before;
use crate::diag::{Code, Diagnostic};
use crate::report::Figure;
use crate::unit::{Dimension, Scale, Unit};

/// Adverbs of degree, each with the growth (in percent, from and below) that bears it out.
const ADVERBS: [(&str, i64, i64); 3] = [("大幅", 20, i64::MAX), ("稳步", 0, 15), ("小幅", 0, 5)];
/// An adverb belongs to a rate that stands at most so many bytes away: a dozen Han characters.
const NEAR: usize = 36;

/// The name of the filter that printed a figure.
fn filter(figure: &Figure) -> &str {
    figure.formula.split('(').next().unwrap_or_default()
}

/// A number at the beginning of a text, and the rest.
fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-');
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    Some((number.parse().ok()?, rest))
}

/// A printed rate of change: signed percent, and how many decimals it has.
fn rate(text: &str) -> Option<(Decimal, u32)> {
    let (verb, sign) = [("增长", Decimal::ONE), ("下降", Decimal::NEGATIVE_ONE)]
        .into_iter()
        .find_map(|(verb, sign)| Some((text.rfind(verb)? + verb.len(), sign)))?;
    let (number, rest) = leading_number(&text[verb..])?;
    (rest == "%").then(|| (number * sign, number.scale()))
}

/// 大幅, 稳步, 小幅 near a rate that says otherwise.
pub(super) fn adverbs<'a>(stretch: &Stretch<'a>) -> Vec<(Range<usize>, &'static str, &'a Figure)> {
    if stretch.figures.is_empty() {
        return Vec::new();
    }
    let text = &stretch.text;
    let rates: Vec<_> = (stretch.figures.iter())
        .filter_map(|(at, figure)| Some((at, *figure, rate(&figure.text)?.0)))
        .collect();
    let mut found = Vec::new();
    for (adverb, from, below) in ADVERBS.iter().filter(|_| !rates.is_empty()) {
        for (start, _) in text.match_indices(adverb) {
            let end = start + adverb.len();
            let between = |a: usize, b: usize| b - a <= NEAR && !text[a..b].contains(['。', '；']);
            let after = rates.iter().find(|(at, ..)| at.start >= end && between(end, at.start));
            let before = || {
                rates
                    .iter()
                    .rev()
                    .find(|(at, ..)| at.end <= start && between(at.end, start))
            };
            let Some((_, figure, growth)) = after.or_else(before) else {
                continue;
            };
            let size = growth.abs();
            let direction = text[end..].starts_with(['增', '提', '上']) || *adverb == "稳步";
            let falls = ["下降", "减少", "降低"]
                .iter()
                .any(|verb| text[end..].starts_with(verb));
            let turned = direction && growth.is_sign_negative() || falls && growth.is_sign_positive();
            if turned || size < Decimal::from(*from) || size >= Decimal::from(*below) {
                found.push((start..end, *adverb, *figure));
            }
        }
    }
    found
}

/// An approximator typed in the template before an amount that was printed without one: the rounded number
/// must stand on the side that the word claims.
pub(super) fn typed_qualifiers<'a>(stretch: &Stretch<'a>) -> Vec<(Range<usize>, &'a Figure)> {
    let mut found = Vec::new();
    for (at, figure) in &stretch.figures {
        if !matches!(filter(figure), "数额" | "其中" | "合计" | "百分比") {
            continue;
        }
        let words = words_before(&stretch.text[..at.start]);
        let (Some(word), Some(printed), Some(exact)) = (words.first(), size(&figure.text), size(&figure.value)) else {
            continue;
        };
        let holds = match *word {
            "近" | "将近" | "接近" | "不足" | "不到" => exact < printed,
            "超" | "超过" | "逾" | "突破" => exact > printed,
            "至少" => exact >= printed,
            "最多" => exact <= printed,
            _ => true,
        };
        if !holds {
            found.push((at.start - word.len()..at.end, *figure));
        }
    }
    found
}

/// An amount in words as a number of the reference unit of what it measures.
fn size(text: &str) -> Option<Decimal> {
    let (number, unit) = leading_number(text)?;
    let unit = Unit::parse(unit)?;
    let reference = match &unit.dimension {
        Dimension::Money => Unit::parse("元")?,
        Dimension::Area => Unit::parse("亩")?,
        Dimension::Mass => Unit::parse("公斤")?,
        Dimension::Length => Unit::parse("米")?,
        Dimension::Ratio => Unit::parse("%")?,
        Dimension::Count(_) => unit.scaled(Scale::One),
    };
    unit.convert(number, &reference)
}

/// Figures that contradict one another, each with the figure that is pointed out.
pub(super) fn contradictions(figures: &[Figure]) -> Vec<(Box<Diagnostic>, &Figure)> {
    let mut printed = Printed::default();
    let mut found = Vec::new();
    for figure in figures {
        found.extend(printed.take(figure).map(|problem| (problem, figure)));
    }
    for figure in figures
        .iter()
        .filter(|figure| matches!(filter(figure), "同比" | "比上年" | "增减率"))
    {
        found.extend(printed.recompute(figure).map(|problem| (problem, figure)));
    }
    found
}

/// What was printed of each indicator.
#[derive(Default)]
struct Printed<'a> {
    /// The words by indicator, filter and unit.
    words: BTreeMap<(&'a str, &'a str, &'a str), &'a str>,
    /// The amounts by indicator: as printed, and in the reference unit.
    amounts: BTreeMap<&'a str, (&'a str, Decimal)>,
}

impl<'a> Printed<'a> {
    /// Enters a figure; one that says another number than an earlier one is told.
    fn take(&mut self, figure: &'a Figure) -> Option<Box<Diagnostic>> {
        let kind = match filter(figure) {
            "数额" | "其中" | "合计" => "数额",
            kind @ ("近" | "超" | "逾" | "余" | "多" | "约" | "以上" | "以下" | "百分比" | "同比" | "比上年") => {
                kind
            }
            _ => return None,
        };
        let digits = figure.text.find(|c: char| c.is_ascii_digit())?;
        let (_, unit) = leading_number(&figure.text[digits..])?;
        if kind == "数额"
            && let Some(size) = size(&figure.text)
        {
            self.amounts.entry(&figure.indicator).or_insert((&figure.text, size));
        }
        let key = (figure.indicator.as_str(), kind, unit);
        let first = *self.words.entry(key).or_insert(&figure.text);
        (first != figure.text).then(|| {
            Diagnostic::new(Code::LintTwoValues)
                .with("name", &figure.indicator)
                .with("first", first)
                .with("words", &figure.text)
        })
    }

    /// The rate that a reader computes from the printed amount and the printed base, when it is another.
    fn recompute(&self, figure: &Figure) -> Option<Box<Diagnostic>> {
        let (told, decimals) = rate(&figure.text)?;
        let base_name = format!("{}.上年", figure.indicator);
        let (now_shown, now) = self.amounts.get(figure.indicator.as_str())?;
        let (base_shown, base) = self.amounts.get(base_name.as_str())?;
        let again = round(growth(*now, *base)?, decimals);
        (again != told).then(|| {
            Diagnostic::new(Code::LintDerived)
                .with("words", &figure.text)
                .with("now", now_shown)
                .with("base", base_shown)
                .with("again", format!("{again}%"))
        })
    }
}

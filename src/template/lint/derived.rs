//! What a reader computes again from the printed figures: every derived figure against the ones that the
//! same report prints.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::filters::figure::{growth, percent, root, round};
use super::printed::{Measured, arguments, filter, measured, points, rate};
use crate::diag::{Code, Diagnostic};
use crate::report::Figure;

/// The amounts and percentages that a report prints exactly, each with the most digits it has.
#[derive(Default)]
pub(super) struct Exact<'a>(BTreeMap<(&'a str, Of), (&'a str, Measured)>);

/// Which number of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// Its value.
    Now,
    /// Last year's.
    LastYear,
    /// The target.
    Target,
}

/// An indicator and which of its numbers a path means.
fn part_of(path: &str) -> (&str, Of) {
    if let Some(name) = path.strip_suffix(".上年") {
        return (name, Of::LastYear);
    }
    path.strip_suffix(".目标")
        .map_or((path, Of::Now), |name| (name, Of::Target))
}

impl<'a> Exact<'a> {
    /// Enters a figure: the number of an amount, or both of 由至.
    pub(super) fn take(&mut self, figure: &'a Figure, amount: Option<&Measured>) {
        let words = figure.text.as_str();
        if let Some(number) = amount {
            self.enter(part_of(&figure.indicator), words, number.clone());
        } else if filter(figure) == "由至"
            && let Some((from, to)) = words.strip_prefix('由').and_then(split_at_verb)
        {
            for (of, words) in [(Of::LastYear, from), (Of::Now, to)] {
                if let Some(number) = measured(words) {
                    self.enter((&figure.indicator, of), words, number);
                }
            }
        }
    }

    fn enter(&mut self, key: (&'a str, Of), words: &'a str, number: Measured) {
        let finer = |known: &(&str, Measured)| known.1.step <= number.step;
        if !self.0.get(&key).is_some_and(finer) {
            self.0.insert(key, (words, number));
        }
    }

    fn get(&self, (name, of): (&'a str, Of)) -> Option<(&'a str, &Measured)> {
        self.0.get(&(name, of)).map(|(words, number)| (*words, number))
    }

    /// W-DERIVED where the printed figures give another digit than the one that is printed; N-ROUND where they are
    /// parts whose rounding makes the difference from the printed whole.
    pub(super) fn recompute(&self, figure: &'a Figure) -> Option<Box<Diagnostic>> {
        let again = self.again(figure)?;
        let number = again.rounded()?;
        if number == again.told.number {
            return None;
        }
        let shown = again.told.shown(number);
        if again.rounding_makes(number) {
            let problem = Diagnostic::new(Code::WordingRounding).with("name", &figure.indicator);
            return Some(problem.with("sum", shown).with("whole", &figure.text));
        }
        let problem = Diagnostic::new(Code::LintDerived).with("words", &figure.text);
        Some(problem.with("printed", again.from.join("、")).with("again", shown))
    }

    /// What the reader gets, with what is printed.
    fn again(&self, figure: &'a Figure) -> Option<Again<'a>> {
        let name = figure.indicator.as_str();
        let words = figure.text.as_str();
        let now = || self.get(part_of(name));
        let base = || self.get((name, Of::LastYear));
        match filter(figure) {
            "同比" | "比上年" | "增减率" | "对比" if words.ends_with('%') => {
                Again::of(rate(words)?, [now()?, base()?], growth)
            }
            "倍数" => {
                let more = Decimal::from(u8::from(words.starts_with("增长")));
                let times = |now: Decimal, base| now.checked_div(base)?.checked_sub(more);
                Again::of(measured(words)?, [now()?, base()?], times)
            }
            "年均增长" => {
                let mut arguments = arguments(figure);
                let years = arguments.next()?.parse().ok()?;
                let earlier = self.get(part_of(arguments.next()?))?;
                let yearly = |now: Decimal, base: Decimal| growth(root(now.checked_div(base)?, years)?, Decimal::ONE);
                Again::of(rate(words)?, [now()?, earlier], yearly)
            }
            "合计" => {
                let parts: Option<Vec<_>> = arguments(figure).map(|part| self.get(part_of(part))).collect();
                Again::sum(measured(words)?, &parts?)
            }
            _ => self.of_another(figure),
        }
    }

    /// What the reader gets from an amount and another: last year's, the target, or the filter's argument.
    fn of_another(&self, figure: &'a Figure) -> Option<Again<'a>> {
        let name = figure.indicator.as_str();
        let words = figure.text.as_str();
        let now = || self.get(part_of(name));
        let base = || self.get((name, Of::LastYear));
        let argument = || arguments(figure).next().and_then(|other| self.get(part_of(other)));
        match filter(figure) {
            "增减" | "净增" => {
                let falls = words.starts_with("减少") || words.starts_with("净减");
                let other = if arguments(figure).next().is_some() {
                    argument()
                } else {
                    base()
                };
                let told = measured(words)?.turned(falls);
                Again::of(told, [now()?, other?], Decimal::checked_sub)
            }
            "百分点" | "对比" => {
                let falls = ["下降", "回落", "降幅扩大"].iter().any(|word| words.contains(word));
                let told = points(words)?.turned(falls);
                Again::of(told, [now()?, base()?], Decimal::checked_sub)
            }
            "占比" | "比率" => {
                let told = measured(words.split('，').next()?)?;
                Again::of(told, [now()?, argument()?], percent)
            }
            "完成" if words.starts_with("完成年度目标的") => {
                let target = self.get((name, Of::Target))?;
                Again::of(measured(words)?, [now()?, target], percent)
            }
            "人均" | "户均" | "亩均" => Again::of(measured(words)?, [now()?, argument()?], Decimal::checked_div),
            _ => None,
        }
    }
}

/// The two sides of `由9800万元增至1.02亿元`, without 由.
fn split_at_verb(words: &str) -> Option<(&str, &str)> {
    ["增至", "减至", "提高到", "下降到"]
        .into_iter()
        .find_map(|verb| words.split_once(verb))
}

/// A figure computed again.
struct Again<'a> {
    told: Measured,
    number: Decimal,
    /// The printed words that it was computed from.
    from: Vec<&'a str>,
    /// Of a sum: how far the rounding of its parts and of itself can take it from the printed whole.
    reach: Decimal,
}

impl<'a> Again<'a> {
    fn of(
        told: Measured,
        [now, other]: [(&'a str, &Measured); 2],
        compute: impl Fn(Decimal, Decimal) -> Option<Decimal>,
    ) -> Option<Self> {
        Some(Self {
            told,
            number: compute(now.1.number, other.1.number)?,
            from: vec![other.0, now.0],
            reach: Decimal::ZERO,
        })
    }

    fn sum(told: Measured, parts: &[(&'a str, &Measured)]) -> Option<Self> {
        let mut numbers = parts.iter().map(|(_, part)| part.number);
        let steps = parts.iter().map(|(_, part)| part.step).chain([told.step]);
        Some(Self {
            number: numbers.try_fold(Decimal::ZERO, Decimal::checked_add)?,
            from: parts.iter().map(|(words, _)| *words).collect(),
            reach: steps.sum::<Decimal>().checked_div(Decimal::TWO)?,
            told,
        })
    }

    /// Whether no more than rounding parts a sum from what is printed.
    fn rounding_makes(&self, number: Decimal) -> bool {
        !self.reach.is_zero() && number.saturating_sub(self.told.number).abs() <= self.reach
    }

    /// Rounded to the last digit that is printed.
    fn rounded(&self) -> Option<Decimal> {
        let steps = self.number.checked_div(self.told.step)?;
        round(steps, 0).checked_mul(self.told.step)
    }
}

//! What is compared across townships: little of each, so that a province's values need not be in memory together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rank::Order;
use super::settings::{IndicatorSettings, RankOrder};
use super::{Datum, Indicator, Indicators, Mapping, Missing, MissingPolicy, Standing, median};
use crate::diag::{Code, Diagnostic, first_few};
use crate::unit::Unit;

/// What of one township's values is compared with the others'.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Its name.
    township: Arc<str>,
    /// The names on its facts sheet.
    facts: Vec<Arc<str>>,
    /// Its values of the indicators that declare a rank, in the order of the configuration.
    ranked: Vec<Ranked>,
    /// Last year's values.
    bases: Vec<(Arc<str>, Decimal)>,
}

/// A township's value by which it is ranked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Ranked {
    /// An error hides it, or nobody knows it.
    Hidden,
    /// There is no such thing: it is not counted.
    Missing,
    /// The number.
    Number(Decimal, Unit),
}

impl Compared {
    /// What is compared of these values.
    pub fn of(mapping: &Mapping, indicators: &Indicators) -> Self {
        let ranked = ranked_by(mapping).map(|(settings, _)| match indicators.values.get(settings.name.as_str()) {
            None => Ranked::Hidden,
            Some(indicator) => match &indicator.datum {
                Datum::Number(quantity) => Ranked::Number(quantity.value, quantity.unit.clone()),
                Datum::Missing(Missing::Unknown, _) => Ranked::Hidden,
                Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
                    Ranked::Missing
                }
            },
        });
        let bases = indicators.values.iter().filter_map(|(name, indicator)| {
            let Datum::Number(quantity) = &indicator.datum else {
                return None;
            };
            Some((Arc::clone(name), quantity.base.as_ref()?.value))
        });
        Self {
            township: Arc::clone(&indicators.township),
            facts: indicators.facts.clone(),
            ranked: ranked.collect(),
            bases: bases.collect(),
        }
    }
}

/// The indicators that declare a rank.
fn ranked_by(mapping: &Mapping) -> impl Iterator<Item = (&IndicatorSettings, RankOrder)> {
    let indicators = mapping.indicators.iter();
    indicators.filter_map(|settings| Some((settings, settings.rank?)))
}

/// Why nobody can be given a place by an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The townships whose value is not known.
    pub townships: Vec<Arc<str>>,
    /// What the indicator declares for where something of it is not known.
    pub missing: MissingPolicy,
}

impl Withheld {
    /// A problem with it: the indicator, how many townships lack the value, and which.
    pub fn problem(&self, code: Code, name: &str) -> Box<Diagnostic> {
        let townships = first_few(self.townships.iter().map(|township| &**township));
        let problem = Diagnostic::new(code).with("name", name).with("townships", townships);
        problem.with("count", self.townships.len())
    }
}

/// Puts together what is compared, township by township in their order.
#[derive(Debug, Default)]
pub struct Gathering {
    townships: Vec<Arc<str>>,
    facts: BTreeSet<Arc<str>>,
    ranked: Vec<Vec<Ranked>>,
    bases: BTreeMap<Arc<str>, Vec<Decimal>>,
}

impl Gathering {
    /// Adds the next township.
    pub fn add(&mut self, compared: Compared) {
        self.townships.push(compared.township);
        self.facts.extend(compared.facts);
        self.ranked
            .resize_with(self.ranked.len().max(compared.ranked.len()), Vec::new);
        for (column, value) in self.ranked.iter_mut().zip(compared.ranked) {
            column.push(value);
        }
        for (name, base) in compared.bases {
            self.bases.entry(name).or_default().push(base);
        }
    }

    /// What all townships come to.
    pub fn finish(self, mapping: &Mapping) -> Across {
        let mut withheld = BTreeMap::new();
        let mut ranked = self.ranked.into_iter();
        let mut columns = Vec::new();
        for (settings, order) in ranked_by(mapping) {
            let values = ranked.next().unwrap_or_default();
            let name: Arc<str> = settings.name.as_str().into();
            let hidden = self.townships.iter().zip(&values);
            let hidden = hidden.filter(|(_, value)| **value == Ranked::Hidden);
            let townships: Vec<Arc<str>> = hidden.map(|(township, _)| Arc::clone(township)).collect();
            if !townships.is_empty() && !self.facts.contains(&name) {
                let missing = settings.missing;
                withheld.insert(Arc::clone(&name), Withheld { townships, missing });
            }
            columns.push(Column::of(name, order, values));
        }
        let usual = |(name, values)| Some((name, median::usual(values)?));
        Across {
            columns,
            withheld: Arc::new(withheld),
            medians: Arc::new(self.bases.into_iter().filter_map(usual).collect()),
            facts: self.facts,
        }
    }
}

/// One indicator's values of all townships.
#[derive(Debug)]
struct Column {
    name: Arc<str>,
    order: RankOrder,
    /// By township, all in one unit.
    values: Vec<Option<Decimal>>,
    sorted: Order,
}

impl Column {
    fn of(name: Arc<str>, order: RankOrder, ranked: Vec<Ranked>) -> Self {
        let unit = ranked.iter().find_map(|one| match one {
            Ranked::Number(_, unit) => Some(unit.clone()),
            Ranked::Hidden | Ranked::Missing => None,
        });
        let in_unit = |one: Ranked| match (one, &unit) {
            (Ranked::Number(value, own), Some(unit)) => own.convert(value, unit),
            (Ranked::Number(..) | Ranked::Hidden | Ranked::Missing, _) => None,
        };
        let values: Vec<Option<Decimal>> = ranked.into_iter().map(in_unit).collect();
        Self {
            name,
            order,
            sorted: Order::of(values.iter().flatten().copied().collect()),
            values,
        }
    }

    fn standing(&self, township: usize) -> Option<Standing> {
        let value = self.values.get(township).copied().flatten()?;
        Some(self.sorted.standing(value, self.order))
    }
}

/// What all townships come to: the facts that any of them names, their order by every indicator that declares a rank,
/// what last year's values usually were.
#[derive(Debug, Default)]
pub struct Across {
    facts: BTreeSet<Arc<str>>,
    columns: Vec<Column>,
    /// By what nobody can be given a place.
    withheld: Arc<BTreeMap<Arc<str>, Withheld>>,
    medians: Arc<BTreeMap<Arc<str>, Decimal>>,
}

impl Across {
    /// Every fact that any township's sheet names.
    pub fn facts(&self) -> &BTreeSet<Arc<str>> {
        &self.facts
    }

    /// Tells of the indicators by which nobody can be given a place, because the value of some township is not known.
    pub fn withheld(&self) -> impl Iterator<Item = Box<Diagnostic>> {
        let withheld = self.withheld.iter();
        withheld.map(|(name, withheld)| withheld.problem(Code::RankWithheld, name))
    }

    /// Tells a township, by its number, what the comparison says of it. A fact that is on others' sheets only does not
    /// exist there.
    pub fn apply(&self, township: usize, indicators: &mut Indicators) {
        add_facts(&self.facts, indicators);
        indicators.medians = Arc::clone(&self.medians);
        indicators.withheld = Arc::clone(&self.withheld);
        for column in &self.columns {
            if self.withheld.contains_key(&column.name) {
                continue;
            }
            if let Some(indicator) = indicators.values.get_mut(&column.name) {
                indicator.standing = column.standing(township);
            }
        }
    }

    /// What is the same for all townships, as text: the facts, the medians, what nobody is ranked by.
    pub fn common_text(&self) -> String {
        format!("{:?}{:?}{:?}", self.facts, self.medians, self.withheld)
    }

    /// A township's places, as text.
    pub fn places_text(&self, township: usize) -> String {
        let places: Vec<Option<Standing>> = self.columns.iter().map(|column| column.standing(township)).collect();
        format!("{places:?}")
    }
}

fn add_facts(facts: &BTreeSet<Arc<str>>, indicators: &mut Indicators) {
    for name in facts {
        let known = indicators.values.entry(Arc::clone(name));
        known.or_insert_with(|| Indicator::absent(name));
    }
}

/// Compares townships whose values are all in memory: tells each what last year's values usually were, puts them in
/// order by every indicator that declares a rank, and tells each its place. Townships for which the value is declared
/// missing are not counted. Returns the indicators by which nobody can be given a place.
pub fn rank(mapping: &Mapping, townships: &mut [Indicators]) -> Vec<String> {
    let mut gathering = Gathering::default();
    for township in townships.iter() {
        gathering.add(Compared::of(mapping, township));
    }
    let across = Across {
        facts: BTreeSet::new(),
        ..gathering.finish(mapping)
    };
    for (index, township) in townships.iter_mut().enumerate() {
        across.apply(index, township);
    }
    across.withheld.keys().map(ToString::to_string).collect()
}

/// Makes every fact that any township's sheet names known to all: where it is not on the sheet, there is no
/// such thing in that township.
pub fn share_facts(townships: &mut [Indicators]) {
    let all = townships
        .iter()
        .flat_map(|township| township.facts.iter().map(Arc::clone));
    let facts: BTreeSet<Arc<str>> = all.collect();
    for township in townships {
        add_facts(&facts, township);
    }
}

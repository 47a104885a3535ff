//! What is compared across townships: little of each, so that a province's values need not be in memory together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rank::Order;
use super::settings::{IndicatorSettings, RankOrder};
use super::{Datum, Indicator, Indicators, Mapping, Missing, Standing, median};
use crate::unit::Unit;

/// What of one township's values is compared with the others'.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
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
        let ranked = ranked_by(mapping).map(|(name, _)| match indicators.values.get(name.as_str()) {
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
            facts: indicators.facts.clone(),
            ranked: ranked.collect(),
            bases: bases.collect(),
        }
    }
}

/// The indicators that declare a rank.
fn ranked_by(mapping: &Mapping) -> impl Iterator<Item = (&String, RankOrder)> {
    let ranked = |settings: &IndicatorSettings| settings.rank;
    let indicators = mapping.indicators.iter();
    indicators.filter_map(move |settings| Some((&settings.name, ranked(settings)?)))
}

/// Puts together what is compared, township by township in their order.
#[derive(Debug, Default)]
pub struct Gathering {
    facts: BTreeSet<Arc<str>>,
    ranked: Vec<Vec<Ranked>>,
    bases: BTreeMap<Arc<str>, Vec<Decimal>>,
}

impl Gathering {
    /// Adds the next township.
    pub fn add(&mut self, compared: Compared) {
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
        let mut columns = self.ranked.into_iter();
        let column = |(name, order): (&String, RankOrder)| {
            let known = self.facts.contains(name.as_str());
            Column::of(name, order, columns.next().unwrap_or_default(), known)
        };
        let columns = ranked_by(mapping).map(column).collect();
        let usual = |(name, values)| Some((name, median::usual(values)?));
        Across {
            columns,
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
    /// Whether the value of any township is not known: then no place is true.
    withheld: bool,
}

impl Column {
    fn of(name: &str, order: RankOrder, ranked: Vec<Ranked>, is_fact: bool) -> Self {
        let unit = ranked.iter().find_map(|one| match one {
            Ranked::Number(_, unit) => Some(unit.clone()),
            Ranked::Hidden | Ranked::Missing => None,
        });
        let withheld = !is_fact && ranked.contains(&Ranked::Hidden);
        let in_unit = |one: Ranked| match (one, &unit) {
            (Ranked::Number(value, own), Some(unit)) => own.convert(value, unit),
            (Ranked::Number(..) | Ranked::Hidden | Ranked::Missing, _) => None,
        };
        let values: Vec<Option<Decimal>> = ranked.into_iter().map(in_unit).collect();
        Self {
            name: name.into(),
            order,
            sorted: Order::of(values.iter().flatten().copied().collect()),
            values,
            withheld,
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
    medians: Arc<BTreeMap<Arc<str>, Decimal>>,
}

impl Across {
    /// Every fact that any township's sheet names.
    pub fn facts(&self) -> &BTreeSet<Arc<str>> {
        &self.facts
    }

    /// The indicators by which nobody can be given a place, because the value of some township is not known.
    pub fn withheld(&self) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().filter(|column| column.withheld);
        columns.map(|column| &*column.name)
    }

    /// Tells a township, by its number, what the comparison says of it. A fact that is on others' sheets only does not
    /// exist there.
    pub fn apply(&self, township: usize, indicators: &mut Indicators) {
        add_facts(&self.facts, indicators);
        indicators.medians = Arc::clone(&self.medians);
        for column in self.columns.iter().filter(|column| !column.withheld) {
            if let Some(indicator) = indicators.values.get_mut(&column.name) {
                indicator.standing = column.standing(township);
            }
        }
    }

    /// What is the same for all townships, as text: the facts, the medians, what nobody is ranked by.
    pub fn common_text(&self) -> String {
        let withheld: Vec<&str> = self.withheld().collect();
        format!("{:?}{:?}{withheld:?}", self.facts, self.medians)
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
    across.withheld().map(str::to_owned).collect()
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

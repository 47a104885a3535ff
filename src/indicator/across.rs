//! What is compared across townships: little of each, so that a province's values need not be in memory together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rank::Order;
use super::settings::{IndicatorSettings, RankOrder};
use super::{Datum, Indicator, Indicators, Mapping, Missing, MissingPolicy, Place, Standing, median};
use crate::diag::{Code, Diagnostic, first_few};
use crate::unit::{Dimension, Unit};

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

/// Of which indicators more is better, and of which less.
pub(super) fn orders(mapping: &Mapping) -> Arc<BTreeMap<Arc<str>, RankOrder>> {
    let named = |(settings, order): (&IndicatorSettings, RankOrder)| (settings.name.as_str().into(), order);
    Arc::new(ranked_by(mapping).map(named).collect())
}

/// The indicators that declare a rank.
fn ranked_by(mapping: &Mapping) -> impl Iterator<Item = (&IndicatorSettings, RankOrder)> {
    let indicators = mapping.indicators.iter();
    indicators.filter_map(|settings| Some((settings, settings.rank?)))
}

/// Why nobody can be given a place by an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The townships whose value is not known, or is in a unit that cannot be converted into that of the others, which is
    /// then named behind it.
    pub townships: Arc<[Arc<str>]>,
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
        let mut ranked = self.ranked.into_iter();
        let mut column = |(settings, order): (&IndicatorSettings, RankOrder)| {
            let mut column = Column::of(settings, order, (&self.townships, ranked.next().unwrap_or_default()));
            // What other townships name on their facts sheets is not unknown where it is not named.
            if self.facts.contains(&column.name) {
                column.withheld = None;
            }
            column
        };
        let columns = ranked_by(mapping).map(&mut column).collect();
        let usual = |(name, values)| Some((name, median::usual(values)?));
        Across {
            columns,
            medians: Arc::new(self.bases.into_iter().filter_map(usual).collect()),
            orders: orders(mapping),
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
    /// Why nobody has a place.
    withheld: Option<Arc<Withheld>>,
}

impl Column {
    fn of(settings: &IndicatorSettings, order: RankOrder, (townships, ranked): (&[Arc<str>], Vec<Ranked>)) -> Self {
        let unit = usual_unit(&ranked).cloned();
        let mut values = Vec::with_capacity(ranked.len());
        let mut unknown = Vec::new();
        for (township, one) in townships.iter().zip(&ranked) {
            let value = match (one, &unit) {
                (Ranked::Number(value, own), Some(unit)) => own.convert(*value, unit),
                (Ranked::Number(..) | Ranked::Hidden | Ranked::Missing, _) => None,
            };
            match (one, value) {
                (Ranked::Hidden, _) => unknown.push(Arc::clone(township)),
                (Ranked::Number(_, own), None) => unknown.push(format!("{township}（{own}）").into()),
                (Ranked::Number(..) | Ranked::Missing, _) => {}
            }
            values.push(value);
        }
        let withheld = Withheld {
            townships: unknown.into(),
            missing: settings.missing,
        };
        Self {
            name: settings.name.as_str().into(),
            order,
            sorted: Order::of(values.iter().flatten().copied().collect()),
            values,
            withheld: (!withheld.townships.is_empty()).then(|| Arc::new(withheld)),
        }
    }

    fn place(&self, township: usize) -> Option<Place> {
        let value = self.values.get(township).copied().flatten()?;
        Some(self.sorted.place(value, self.order))
    }

    /// How a township's value stands; none where it has none.
    fn standing(&self, township: usize, indicator: &Indicator) -> Option<Standing> {
        match (&indicator.datum, &self.withheld) {
            (Datum::Number(_), Some(withheld)) => Some(Standing::Unknown(Arc::clone(withheld))),
            (Datum::Number(_), None) => self.place(township).map(Standing::Known),
            (Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..), _) => None,
        }
    }
}

/// The first unit of what most townships measure: a column in which one township counts something else is not put in
/// order by that.
fn usual_unit(ranked: &[Ranked]) -> Option<&Unit> {
    let units = || {
        ranked.iter().filter_map(|one| match one {
            Ranked::Number(_, unit) => Some(unit),
            Ranked::Hidden | Ranked::Missing => None,
        })
    };
    let mut counts: BTreeMap<&Dimension, usize> = BTreeMap::new();
    for unit in units() {
        *counts.entry(&unit.dimension).or_default() += 1;
    }
    let most = counts.values().max()?;
    units().find(|unit| counts.get(&unit.dimension) == Some(most))
}

/// What all townships come to: the facts that any of them names, their order by every indicator that declares a rank,
/// what last year's values usually were.
#[derive(Debug, Default)]
pub struct Across {
    facts: BTreeSet<Arc<str>>,
    columns: Vec<Column>,
    medians: Arc<BTreeMap<Arc<str>, Decimal>>,
    orders: Arc<BTreeMap<Arc<str>, RankOrder>>,
}

impl Across {
    /// Every fact that any township's sheet names.
    pub fn facts(&self) -> &BTreeSet<Arc<str>> {
        &self.facts
    }

    /// Tells of the indicators by which nobody can be given a place, because the value of some township is not known.
    pub fn withheld(&self) -> impl Iterator<Item = Box<Diagnostic>> {
        let told = |(name, withheld): (&Arc<str>, &Arc<Withheld>)| withheld.problem(Code::RankWithheld, name);
        self.unknown().into_iter().map(told)
    }

    /// The indicators by which nobody can be given a place, by name.
    fn unknown(&self) -> BTreeMap<&Arc<str>, &Arc<Withheld>> {
        let columns = self.columns.iter();
        columns
            .filter_map(|column| Some((&column.name, column.withheld.as_ref()?)))
            .collect()
    }

    /// Tells a township, by its number, what the comparison says of it. A fact that is on others' sheets only does not
    /// exist there.
    pub fn apply(&self, township: usize, indicators: &mut Indicators) {
        add_facts(&self.facts, indicators);
        indicators.medians = Arc::clone(&self.medians);
        indicators.orders = Arc::clone(&self.orders);
        for column in &self.columns {
            if let Some(indicator) = indicators.values.get_mut(&column.name) {
                indicator.standing = column.standing(township, indicator);
            }
        }
    }

    /// What is the same for all townships, as text: the facts, the medians, what nobody is ranked by.
    pub fn common_text(&self) -> String {
        format!("{:?}{:?}{:?}", self.facts, self.medians, self.unknown())
    }

    /// A township's places, as text.
    pub fn places_text(&self, township: usize) -> String {
        let places: Vec<Option<Place>> = self.columns.iter().map(|column| column.place(township)).collect();
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
    across.unknown().keys().map(ToString::to_string).collect()
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

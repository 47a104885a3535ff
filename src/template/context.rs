//! What the engine is given: the values that a template uses, and the names that are always there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::Value;

use super::county::{COUNTY, County};
use super::ledger::Ledger;
use super::lint::ROUNDING_NOTE;
use super::value::Named;
use super::{JobFacts, references};
use crate::indicator::{Datum, Indicator, Indicators};

/// The values that the texts use, by name; the others need not be copied.
pub(super) fn of(
    indicators: &Indicators,
    facts: &JobFacts,
    used: &BTreeSet<&str>,
    ledger: &Arc<Ledger>,
) -> BTreeMap<String, Value> {
    let named = |indicator: &Indicator, traced: bool| {
        Value::from_object(Named {
            path: indicator.name.to_string(),
            indicator: indicator.clone(),
            traced,
            chosen: None,
            ledger: Arc::clone(ledger),
        })
    };
    let own = |name: &str, datum: Datum| {
        let indicator = Indicator {
            name: name.into(),
            datum,
            sources: Vec::new(),
            formula: None,
            standing: None,
        };
        (name.to_owned(), named(&indicator, false))
    };
    let mut context: BTreeMap<String, Value> = indicators
        .values
        .iter()
        .filter(|(name, _)| used.contains(&***name))
        .map(|(name, indicator)| (name.to_string(), named(indicator, true)))
        .collect();
    context.extend([
        own("镇名", Datum::Text(indicators.township.to_string())),
        own("全镇", Datum::Text(whole_of(&indicators.township).to_owned())),
        own("县名", Datum::Text(facts.county.clone())),
        own("舍入说明", Datum::Text(ROUNDING_NOTE.to_owned())),
    ]);
    context.insert("引用".to_owned(), references::function(ledger));
    context.insert(COUNTY.to_owned(), County::beside(indicators, ledger));
    context.extend(facts.year.map(|year| ("年".to_owned(), Value::from(i64::from(year)))));
    if let Some((first, last)) = facts.period {
        context.extend([own("期初", Datum::Date(first)), own("期末", Datum::Date(last))]);
    }
    context
}

/// What all of a place is called, by the end of its name.
pub(super) fn whole_of(place: &str) -> &'static str {
    kind_of(place).unwrap_or("全镇")
}

fn kind_of(place: &str) -> Option<&'static str> {
    let kinds = [
        ("乡", "全乡"),
        ("街道", "全街道"),
        ("县", "全县"),
        ("区", "全区"),
        ("市", "全市"),
        ("旗", "全旗"),
    ];
    let found = kinds.into_iter().find(|(kind, _)| place.ends_with(kind));
    found.map(|(_, whole)| whole)
}

impl JobFacts {
    /// What all of the county is called, as the configuration says or by the end of its name: 全县, 全区, 全市, 全旗.
    pub(super) fn whole_county(&self) -> &str {
        let own = self.wording.county.as_deref();
        own.or_else(|| kind_of(&self.county)).unwrap_or("全县")
    }
}

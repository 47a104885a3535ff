//! The county's values beside a township's own, for reports that say what share or place it has in the county.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{CountyWanted, LEFT_OUT_ROWS, TOWNSHIP_ROWS, county};
use crate::diag::{Code, Diagnostic, Sink, term};
use crate::indicator::{Datum, Gaps, Indicator, Indicators, Mapping};

/// The county's values that the townships' reports ask for: `全县.粮食播种面积`.
#[derive(Debug, Default)]
pub struct CountyValues {
    /// By name. Their cells are the county report's to name: here they are as many as there are townships.
    pub values: BTreeMap<Arc<str>, Indicator>,
    /// Why the others are not there.
    pub problems: Vec<Diagnostic>,
}

impl CountyValues {
    /// Why there is no such value: what is told of it itself, else of what it is computed from.
    pub fn problem(&self, name: &str) -> Option<&Diagnostic> {
        let own = self
            .problems
            .iter()
            .find(|problem| problem.argument("name") == Some(name));
        own.or_else(|| self.problems.first())
    }
}

/// The wanted values of the county. One that any township lacks is not there.
pub fn county_values(
    mapping: &Mapping,
    name: &Arc<str>,
    wanted: BTreeSet<String>,
    townships: &[&Indicators],
) -> CountyValues {
    let numbers = |name: &String| mapping.indicators.iter().any(|settings| settings.name == *name);
    let (totals, others): (BTreeSet<String>, BTreeSet<String>) = wanted.into_iter().partition(numbers);
    let mut sink = Sink::new();
    for other in others
        .iter()
        .filter(|name| mapping.rows.iter().any(|rows| rows.name == **name))
    {
        let problem = Diagnostic::new(Code::CountySum).with("name", other);
        sink.push(problem.with("reason", term("county-type")));
    }
    let wanted = CountyWanted {
        totals,
        ..CountyWanted::default()
    };
    let mut found = county(mapping, name, townships, &wanted, &mut sink);
    for rows in [TOWNSHIP_ROWS, LEFT_OUT_ROWS] {
        found.values.remove(rows);
    }
    found.values.values_mut().for_each(without_cells);
    CountyValues {
        values: found.values,
        problems: sink.into_sorted(),
    }
}

fn without_cells(indicator: &mut Indicator) {
    indicator.sources.clear();
    if let Datum::Number(quantity) = &mut indicator.datum {
        for comparison in quantity.base.iter_mut().chain(&mut quantity.target) {
            comparison.sources.clear();
        }
        quantity.gaps = Gaps::default();
    }
}

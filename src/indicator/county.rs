//! The county's values: all townships beside each other, and what is true of them together: sums of flows and stocks,
//! rates computed anew from summed parts. A value that some township lacks never becomes a partial sum in silence.

mod shared;
mod sum;
mod way;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compute::{self, Computed};
use super::{Datum, Indicator, Indicators, Mapping, Missing, MissingPolicy, Record, Standing, Withheld};
use crate::diag::{Code, Diagnostic, Result, Sink, first_few, term};
pub use shared::{CountyValues, county_values};
use way::{Way, way};

/// The rows of all townships in the county's template, one a township.
pub const TOWNSHIP_ROWS: &str = "各镇";
/// The townships that the county's report leaves out, because they lack a value.
pub const LEFT_OUT_ROWS: &str = "缺报镇";
/// The field that names the township.
const TOWNSHIP_FIELD: &str = "镇名";

/// What a county report asks of the townships.
#[derive(Debug, Clone, Default)]
pub struct CountyWanted {
    /// The names that it uses as the county's own: sums, rates, joined tables.
    pub totals: BTreeSet<String>,
    /// The names that it uses as fields of a township.
    pub fields: BTreeSet<String>,
    /// What happens where a township lacks one of them: the report is not made, — stands in its place, or the
    /// township is left out of the whole report.
    pub missing: MissingPolicy,
}

impl CountyWanted {
    /// Of a township's values, those that a county report needs: what it asks for and what its formulas are made of.
    pub fn project(&self, mapping: &Mapping, mut township: Indicators) -> Indicators {
        let parts = parts(mapping, &self.totals);
        let needed = |name: &str| {
            [&parts, &self.totals, &self.fields]
                .iter()
                .any(|names| names.contains(name))
        };
        township.values.retain(|name, _| needed(name));
        Indicators {
            township: township.township,
            values: township.values,
            facts: township.facts,
            ..Indicators::default()
        }
    }
}

/// The county's values. Whatever stands in the way goes into `sink`, and the value is then absent.
pub fn county(
    mapping: &Mapping,
    name: &Arc<str>,
    townships: &[&Indicators],
    wanted: &CountyWanted,
    sink: &mut Sink,
) -> Indicators {
    let facts: BTreeSet<&Arc<str>> = townships.iter().flat_map(|township| &township.facts).collect();
    let known = |name: &&String| mapping.names().any(|one| one == *name) || facts.iter().any(|one| ***one == **name);
    let fields: Vec<&String> = wanted.fields.iter().filter(known).collect();
    let parts = parts(mapping, &wanted.totals);
    let lacks = |township: &Indicators| {
        parts.iter().any(|name| lacks_total(township, name)) || fields.iter().any(|name| lacks_field(township, name))
    };
    let omit = wanted.missing == MissingPolicy::Omit;
    let (left_out, taken): (Vec<&Indicators>, Vec<&Indicators>) =
        townships.iter().partition(|township| omit && lacks(township));
    let mut county = County {
        mapping,
        townships: taken,
        missing: wanted.missing,
        values: BTreeMap::new(),
        begun: BTreeSet::new(),
        sink: Sink::new(),
    };
    let rows = county.rows(&fields);
    for name in wanted.totals.iter().filter(known) {
        county.total(name);
    }
    county.put(TOWNSHIP_ROWS, Datum::Rows(rows));
    let names = left_out.iter().map(|township| Record {
        fields: vec![township_field(township)],
    });
    county.put(LEFT_OUT_ROWS, Datum::Rows(names.collect()));
    sink.append(county.sink);
    tell_left_out(&left_out, wanted, sink);
    Indicators {
        township: Arc::clone(name),
        values: county.values,
        orders: super::across::orders(mapping),
        ..Indicators::default()
    }
}

/// A township's value in a county report that prints — for what a township lacks: an unknown place is — there too.
fn dashed(value: &Indicator) -> Indicator {
    let mut value = value.clone();
    if let Some(Standing::Unknown(withheld)) = &value.standing {
        let missing = MissingPolicy::Dash;
        let townships = Arc::clone(&withheld.townships);
        value.standing = Some(Standing::Unknown(Arc::new(Withheld { townships, missing })));
    }
    value
}

/// That townships are left out must be known, and said in the report.
fn tell_left_out(left_out: &[&Indicators], wanted: &CountyWanted, sink: &mut Sink) {
    if left_out.is_empty() {
        return;
    }
    let problem = Diagnostic::new(Code::CountyLeftOut).with("townships", names_of(left_out));
    sink.push(problem.with("count", left_out.len()));
    if !wanted.totals.contains(LEFT_OUT_ROWS) {
        sink.push(Diagnostic::new(Code::CountyUnsaid).with("townships", names_of(left_out)));
    }
}

/// The wanted names and those that their formulas need.
fn parts(mapping: &Mapping, totals: &BTreeSet<String>) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    let mut open: Vec<String> = totals.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let settings = mapping.indicators.iter().find(|settings| settings.name == name);
        match settings.and_then(|settings| way(mapping, settings).ok()) {
            Some(Way::Formula(_, expression)) => {
                let names = expression.names().into_iter().map(|(name, _)| name.to_owned());
                open.extend(names.filter(|name| !parts.contains(name)));
            }
            Some(Way::Sum | Way::Least | Way::Most) => {
                parts.insert(name);
            }
            None => {
                if mapping.rows.iter().any(|rows| rows.name == name) {
                    parts.insert(name);
                }
            }
        }
    }
    parts
}

/// A value that an error hides, or that nobody knows.
fn lacks_total(township: &Indicators, name: &str) -> bool {
    let value = township.values.get(name);
    value.is_none_or(|value| matches!(value.datum, Datum::Missing(Missing::Unknown, _)))
}

/// A value that an error hides; one that is declared missing prints as its own policy says.
fn lacks_field(township: &Indicators, name: &str) -> bool {
    !township.values.contains_key(name)
}

fn names_of(townships: &[&Indicators]) -> String {
    first_few(townships.iter().map(|township| &*township.township))
}

fn township_field(township: &Indicators) -> Indicator {
    plain(TOWNSHIP_FIELD, Datum::Text(township.township.to_string()))
}

fn plain(name: &str, datum: Datum) -> Indicator {
    Indicator {
        name: name.into(),
        datum,
        sources: Vec::new(),
        formula: None,
        standing: None,
    }
}

struct County<'a> {
    mapping: &'a Mapping,
    townships: Vec<&'a Indicators>,
    missing: MissingPolicy,
    values: BTreeMap<Arc<str>, Indicator>,
    /// The names that have been tried.
    begun: BTreeSet<String>,
    sink: Sink,
}

impl<'a> County<'a> {
    fn put(&mut self, name: &str, datum: Datum) {
        self.values.insert(name.into(), plain(name, datum));
    }

    /// One row a township, with the wanted fields.
    fn rows(&mut self, fields: &[&String]) -> Vec<Record> {
        for name in fields {
            let lacking = self.lacking(|one| lacks_field(one, name));
            self.tell_lacking(name, &lacking);
        }
        // By the policy `error` there is no report but a draft, which marks what it lacks.
        let shown = match self.missing {
            MissingPolicy::Error => MissingPolicy::Error,
            MissingPolicy::Dash | MissingPolicy::Omit => MissingPolicy::Dash,
        };
        let field = |township: &Indicators, name: &String| match township.values.get(name.as_str()) {
            Some(value) if shown == MissingPolicy::Dash => self.in_row(dashed(value)),
            Some(value) => value.clone(),
            None => plain(name, Datum::Missing(Missing::Unknown, shown)),
        };
        let record = |township: &&Indicators| {
            let own = fields.iter().map(|name| field(township, name));
            Record {
                fields: std::iter::once(township_field(township)).chain(own).collect(),
            }
        };
        self.townships.iter().map(record).collect()
    }

    /// A value in the township's row: by the report's own policy `dash` what is not known prints — there as well, whatever
    /// the indicator's is for the township's own report.
    fn in_row(&self, mut value: Indicator) -> Indicator {
        if let (Datum::Missing(_, policy), MissingPolicy::Dash) = (&mut value.datum, self.missing) {
            *policy = MissingPolicy::Dash;
        }
        value
    }

    fn lacking(&self, lacks: impl Fn(&Indicators) -> bool) -> Vec<&'a Indicators> {
        let townships = self.townships.iter().copied();
        townships.filter(|township| lacks(township)).collect()
    }

    fn tell_lacking(&mut self, name: &str, lacking: &[&Indicators]) {
        if lacking.is_empty() {
            return;
        }
        let code = match self.missing {
            MissingPolicy::Error => Code::CountyMissing,
            MissingPolicy::Dash | MissingPolicy::Omit => Code::CountyDash,
        };
        let problem = Diagnostic::new(code)
            .with("name", name)
            .with("townships", names_of(lacking));
        self.sink.push(problem.with("count", lacking.len()));
    }

    /// Finds the county's value of a name; what stands in the way is told.
    fn total(&mut self, name: &str) {
        if !self.begun.insert(name.to_owned()) {
            return;
        }
        let mapping = self.mapping;
        if mapping.rows.iter().any(|rows| rows.name == name) {
            return self.joined_rows(name);
        }
        let settings = mapping.indicators.iter().find(|settings| settings.name == name);
        let way = settings.map_or(Err("county-fact"), |settings| way(mapping, settings));
        let indicator = match (settings, way) {
            (Some(settings), Ok(Way::Formula(text, expression))) => {
                self.computed(&Computed::new(settings, text, expression))
            }
            (Some(settings), Ok(way)) => self.summed(settings, &way),
            (_, Err(reason)) => {
                let problem = Diagnostic::new(Code::CountySum).with("name", name);
                Some(Err(problem.with("reason", term(reason))))
            }
            (None, Ok(_)) => None,
        };
        if let Some(indicator) = indicator.and_then(|found| self.sink.keep(found)) {
            self.values.insert(Arc::clone(&indicator.name), indicator);
        }
    }

    /// All rows of all townships, each with the name of its township.
    fn joined_rows(&mut self, name: &str) {
        let lacking = self.lacking(|one| lacks_total(one, name));
        if !lacking.is_empty() {
            self.tell_lacking(name, &lacking);
            if self.missing == MissingPolicy::Error {
                return;
            }
        }
        let mut all = Vec::new();
        let mut sources = Vec::new();
        for township in &self.townships {
            let Some(indicator) = township.values.get(name) else {
                continue;
            };
            let Datum::Rows(records) = &indicator.datum else {
                continue;
            };
            sources.extend(indicator.sources.iter().cloned());
            all.extend(records.iter().map(|record| {
                Record {
                    fields: std::iter::once(township_field(township))
                        .chain(record.fields.iter().cloned())
                        .collect(),
                }
            }));
        }
        let mut indicator = plain(name, Datum::Rows(all));
        indicator.sources = sources;
        self.values.insert(name.into(), indicator);
    }

    /// A formula over the county's own values; none when one of them has been told missing.
    fn computed(&mut self, computed: &Computed<'a>) -> Option<Result<Indicator>> {
        let names = computed.expression.names().into_iter().map(|(name, _)| name.to_owned());
        let names: Vec<String> = names.collect();
        for name in &names {
            let declared = self.mapping.indicators.iter().any(|settings| settings.name == *name);
            if !declared {
                let known = self.mapping.names();
                return Some(Err(compute::unknown(computed.settings, computed.text, name, known)));
            }
            self.total(name);
        }
        let operands: Option<Vec<&Indicator>> = names.iter().map(|name| self.values.get(name.as_str())).collect();
        let missing = operands?.into_iter().find_map(|operand| match operand.datum {
            Datum::Missing(why, _) => Some(why),
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => None,
        });
        if let Some(why) = missing {
            return Some(Ok(plain(&computed.settings.name, Datum::Missing(why, self.shown()))));
        }
        Some(compute::over(computed, &self.values))
    }

    /// How a missing county value prints.
    fn shown(&self) -> MissingPolicy {
        match self.missing {
            MissingPolicy::Dash => MissingPolicy::Dash,
            MissingPolicy::Error | MissingPolicy::Omit => MissingPolicy::Omit,
        }
    }
}

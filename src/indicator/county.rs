//! The county's values: all townships beside each other, and what is true of them together: sums of flows and stocks,
//! rates computed anew from summed parts. A value that some township lacks never becomes a partial sum in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compute::{self, Computed};
use super::formula::{Expression, Operation};
use super::settings::{Aggregate, IndicatorSettings, ValueType};
use super::{Comparison, Datum, Indicator, Indicators, Kind, Mapping, Missing, MissingPolicy, Quantity, Record};
use crate::diag::{Code, Diagnostic, Result, Sink, term};

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
    if !left_out.is_empty() {
        let problem = Diagnostic::new(Code::CountyLeftOut).with("townships", names_of(&left_out));
        county.sink.push(problem.with("count", left_out.len()));
        if !wanted.totals.contains(LEFT_OUT_ROWS) {
            let problem = Diagnostic::new(Code::CountyUnsaid).with("townships", names_of(&left_out));
            county.sink.push(problem);
        }
    }
    sink.append(county.sink);
    Indicators {
        township: Arc::clone(name),
        values: county.values,
        ..Indicators::default()
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
    let names: Vec<&str> = townships.iter().map(|township| &*township.township).collect();
    names.join("、")
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

/// How the county's value comes from the townships'.
enum Way<'m> {
    /// Their sum.
    Sum,
    /// The smallest.
    Least,
    /// The largest.
    Most,
    /// A formula over the county's own values: a rate of sums is the weighted rate.
    Formula(&'m str, Expression),
}

/// How the county's value is computed, or why it cannot be.
fn way<'m>(mapping: &'m Mapping, settings: &'m IndicatorSettings) -> std::result::Result<Way<'m>, &'static str> {
    if settings.value_type != ValueType::Number {
        return Err("county-type");
    }
    match (settings.county.as_deref().map(str::trim), settings.formula.as_deref()) {
        (Some("sum"), _) => return Ok(Way::Sum),
        (Some(text), _) => {
            let expression = Expression::parse(text).map_err(|_| "county-formula")?;
            return Ok(Way::Formula(text, expression));
        }
        (None, Some(text)) => {
            let expression = Expression::parse(text).map_err(|_| "county-formula")?;
            return match shape(mapping, &expression, 0) {
                Shape::Linear if !is_average(&settings.name) => Ok(Way::Sum),
                Shape::Ratio => Ok(Way::Formula(text, expression)),
                Shape::Linear | Shape::Constant | Shape::Other => Err("county-formula"),
            };
        }
        (None, None) => {}
    }
    match settings.aggregate {
        Some(Aggregate::Min) => return Ok(Way::Least),
        Some(Aggregate::Max) => return Ok(Way::Most),
        Some(Aggregate::Mean | Aggregate::Weighted) => return Err("county-mean"),
        Some(Aggregate::Count | Aggregate::Sum) | None => {}
    }
    match settings.kind {
        Kind::Flow | Kind::Stock | Kind::Count if is_average(&settings.name) => Err("county-average"),
        Kind::Flow | Kind::Stock | Kind::Count => Ok(Way::Sum),
        Kind::Rate => Err("county-rate"),
        Kind::Survey => Err("county-survey"),
        Kind::Index => Err("county-index"),
        Kind::Rank => Err("county-rank"),
    }
}

/// Words by which a name says that its value is a mean or a share, whatever kind was declared.
const AVERAGES: [&str; 10] = [
    "人均", "户均", "亩均", "平均", "均价", "单产", "单价", "比重", "占比", "指数",
];

fn is_average(name: &str) -> bool {
    AVERAGES.iter().any(|word| name.contains(word)) || name.ends_with(['率', '速', '幅'])
}

/// What a formula is to sums: linear ones may be summed township by township, quotients of linear ones are computed
/// from the sums, of others nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Constant,
    Linear,
    Ratio,
    Other,
}

/// Formulas within formulas deeper than this are a circle, which `validate` tells.
const DEEPEST: usize = 32;

fn shape(mapping: &Mapping, expression: &Expression, depth: usize) -> Shape {
    if depth > DEEPEST {
        return Shape::Other;
    }
    match expression {
        Expression::Number(_) => Shape::Constant,
        Expression::Name(name) | Expression::Last(name) => shape_of_name(mapping, name, depth),
        Expression::Negative(inner) => shape(mapping, inner, depth),
        Expression::Binary {
            operation, left, right, ..
        } => {
            let (left, right) = (shape(mapping, left, depth), shape(mapping, right, depth));
            match (operation, left, right) {
                (_, Shape::Other, _) | (_, _, Shape::Other) => Shape::Other,
                (Operation::Divide, Shape::Linear, Shape::Linear) => Shape::Ratio,
                (Operation::Multiply | Operation::Divide, one, Shape::Constant) => one,
                (Operation::Multiply, Shape::Constant, other) => other,
                (Operation::Multiply | Operation::Divide, ..) => Shape::Other,
                (_, one, other) if one == other => one,
                (_, Shape::Ratio, Shape::Constant) | (_, Shape::Constant, Shape::Ratio) => Shape::Ratio,
                (Operation::Add | Operation::Subtract, ..) => Shape::Other,
            }
        }
    }
}

fn shape_of_name(mapping: &Mapping, name: &str, depth: usize) -> Shape {
    let Some(settings) = mapping.indicators.iter().find(|settings| settings.name == name) else {
        return Shape::Other;
    };
    match (&settings.county, &settings.formula) {
        (Some(_), _) => Shape::Ratio,
        (None, Some(text)) => Expression::parse(text).map_or(Shape::Other, |inner| shape(mapping, &inner, depth + 1)),
        (None, None) => match way(mapping, settings) {
            Ok(Way::Sum) => Shape::Linear,
            Ok(Way::Least | Way::Most | Way::Formula(..)) => Shape::Ratio,
            Err(_) => Shape::Other,
        },
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
            let lacking: Vec<&Indicators> = self
                .townships
                .iter()
                .copied()
                .filter(|one| lacks_field(one, name))
                .collect();
            self.tell_lacking(name, &lacking);
        }
        // By the policy `error` there is no report but a draft, which marks what it lacks.
        let shown = match self.missing {
            MissingPolicy::Error => MissingPolicy::Error,
            MissingPolicy::Dash | MissingPolicy::Omit => MissingPolicy::Dash,
        };
        let field = |township: &Indicators, name: &String| {
            let value = township.values.get(name.as_str()).cloned();
            value.unwrap_or_else(|| plain(name, Datum::Missing(Missing::Unknown, shown)))
        };
        let record = |township: &&Indicators| {
            let own = fields.iter().map(|name| field(township, name));
            Record {
                fields: std::iter::once(township_field(township)).chain(own).collect(),
            }
        };
        self.townships.iter().map(record).collect()
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
        let lacking: Vec<&Indicators> = self
            .townships
            .iter()
            .copied()
            .filter(|one| lacks_total(one, name))
            .collect();
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

    /// The sum of all townships, or the extreme among them.
    fn summed(&mut self, settings: &IndicatorSettings, way: &Way<'_>) -> Option<Result<Indicator>> {
        let name = settings.name.as_str();
        let lacking: Vec<&Indicators> = self
            .townships
            .iter()
            .copied()
            .filter(|one| lacks_total(one, name))
            .collect();
        if !lacking.is_empty() {
            self.tell_lacking(name, &lacking);
            let dash = Datum::Missing(Missing::Unknown, self.shown());
            return (self.missing != MissingPolicy::Error).then(|| Ok(plain(name, dash)));
        }
        let values = self.townships.iter().filter_map(|township| township.values.get(name));
        let numbers: Vec<(&Indicator, &Quantity)> = values.filter_map(|one| Some((one, number(one)?))).collect();
        let Some((_, first)) = numbers.first() else {
            return Some(Ok(plain(
                name,
                Datum::Missing(Missing::NotApplicable, settings.missing),
            )));
        };
        let without_base = numbers.iter().filter(|(_, quantity)| quantity.base.is_none()).count();
        if without_base > 0 && without_base < numbers.len() {
            let problem = Diagnostic::new(Code::CountyBase).with("name", name);
            self.sink.push(problem.with("count", without_base));
        }
        let pick = |part: fn(&Quantity) -> Option<Comparison>| {
            let parts: Option<Vec<(Comparison, &Quantity)>> =
                numbers.iter().map(|(_, own)| Some((part(own)?, *own))).collect();
            combined(&parts?, first, way)
        };
        let all: Vec<(Comparison, &Quantity)> = numbers.iter().map(|(one, own)| (itself(one, own), *own)).collect();
        let Some(value) = combined(&all, first, way) else {
            let problem = Diagnostic::new(Code::FormulaRange).with("name", name);
            return Some(Err(problem.with("formula", TOWNSHIP_ROWS)));
        };
        let quantity = Quantity {
            value: value.value,
            base: pick(|quantity| quantity.base.clone()),
            target: pick(|quantity| quantity.target.clone()),
            ..(*first).clone()
        };
        Some(Ok(Indicator {
            name: name.into(),
            datum: Datum::Number(quantity),
            sources: value.sources,
            formula: Some(format!("{TOWNSHIP_ROWS}({name})")),
            standing: None,
        }))
    }
}

fn number(indicator: &Indicator) -> Option<&Quantity> {
    match &indicator.datum {
        Datum::Number(quantity) => Some(quantity),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    }
}

fn itself(indicator: &Indicator, quantity: &Quantity) -> Comparison {
    Comparison {
        value: quantity.value,
        sources: indicator.sources.clone(),
    }
}

/// All parts made one, in the unit of the first; none when that is no number.
fn combined(parts: &[(Comparison, &Quantity)], first: &Quantity, way: &Way<'_>) -> Option<Comparison> {
    let mut values = Vec::with_capacity(parts.len());
    for (part, own) in parts {
        values.push(own.unit.convert(part.value, &first.unit)?);
    }
    let value = match way {
        Way::Least => values.into_iter().min()?,
        Way::Most => values.into_iter().max()?,
        Way::Sum | Way::Formula(..) => {
            let mut sum = rust_decimal::Decimal::ZERO;
            for value in values {
                sum = sum.checked_add(value)?;
            }
            sum
        }
    };
    Some(Comparison {
        value,
        sources: parts
            .iter()
            .flat_map(|(part, _)| part.sources.iter().cloned())
            .collect(),
    })
}

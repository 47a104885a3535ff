//! What can be wrong in the mapping itself, before any workbook is opened.

use super::books::{Scope, glob};
use super::compute::{formulas, order, unknown};
use super::condition::Condition;
use super::formula::{Expression, is_name};
use super::kinds;
use super::settings::{Aggregate, FieldSettings, IndicatorSettings, Mapping, RowsSettings, Selector, ValueType};
use super::times::Called;
use crate::diag::{Code, Diagnostic, Result, Sink, nearest, term};
use crate::place::CellRef;
use crate::unit::{Dimension, Unit};

/// Problems as `Result` and `Sink` carry them.
type Problems = Vec<Box<Diagnostic>>;

/// Checks names, patterns, units, addresses, conditions and formulas. Each diagnostic names the indicator in
/// its argument `name`, for the configuration to find the line.
pub fn validate(mapping: &Mapping, sink: &mut Sink) {
    names(mapping, sink);
    folders(mapping, sink);
    for settings in &mapping.indicators {
        for problem in indicator(settings)
            .into_iter()
            .chain(periods(mapping, &settings.conditions))
        {
            sink.push(problem.with("name", &settings.name));
        }
    }
    for rows in &mapping.rows {
        for problem in of_rows(mapping, rows) {
            sink.push(problem.with("name", &rows.name));
        }
        for own in rows.all_fields() {
            let name = format!("{}.{}", rows.name, own.name);
            field(own)
                .into_iter()
                .for_each(|problem| sink.push(problem.with("name", &name)));
        }
    }
    if let Some(facts) = &mapping.facts {
        sink.keep(glob("workbook", &facts.workbook).map_err(|problem| problem.with("name", "facts")));
        if let Some(sheet) = &facts.sheet {
            sink.keep(glob("sheet", sheet).map_err(|problem| problem.with("name", "facts")));
        }
    }
    dependencies(mapping, sink);
    super::check::validate(mapping, sink);
}

/// What is wrong with one `[[rows]]`.
fn of_rows(mapping: &Mapping, rows: &RowsSettings) -> Problems {
    let patterns = [("workbook", &rows.workbook), ("sheet", &rows.sheet)];
    let mut problems: Problems = patterns.into_iter().filter_map(pattern).collect();
    problems.extend(conditions(&rows.conditions));
    problems.extend(periods(mapping, &rows.conditions));
    for join in &rows.join {
        let patterns = [("workbook", &join.workbook), ("sheet", &join.sheet)];
        problems.extend(patterns.into_iter().filter_map(pattern));
        let on = join
            .on
            .as_deref()
            .filter(|on| rows.fields.iter().all(|field| field.name != **on));
        problems.extend(on.map(|on| {
            let names = rows.fields.iter().map(|field| field.name.as_str());
            Diagnostic::new(Code::JoinField)
                .with("field", on)
                .with("nearest", nearest(on, names))
        }));
    }
    if rows.fields.is_empty() || rows.join.iter().any(|join| join.fields.is_empty()) {
        problems.push(Diagnostic::new(Code::RowsWithoutFields));
    }
    problems.extend(by_sheet(rows));
    problems
}

/// Rows of which each sheet is one need a pattern of sheets, and have no conditions; a joined table has rows of its own.
fn by_sheet(rows: &RowsSettings) -> Problems {
    let mut problems: Problems = Vec::new();
    let own = rows.fields.iter().find(|field| field.row.is_some());
    let faults = [
        (rows.sheet.is_none(), "rows-sheets-none"),
        (!rows.conditions.is_empty(), "rows-sheets-where"),
    ];
    for (_, fault) in faults.into_iter().filter(|(is_so, _)| *is_so) {
        let problem = |field: &FieldSettings| Diagnostic::new(Code::RowsBySheet).with("field", &field.name);
        problems.extend(own.map(|field| problem(field).with("fault", term(fault))));
    }
    let joined = rows.join.iter().flat_map(|join| &join.fields);
    let unfit = joined.filter(|field| field.row.is_some() || field.is_sheet());
    problems.extend(unfit.map(|field| {
        let found = field.row.as_ref().map_or("column = \"{sheet}\"", |_| "row");
        let problem = Diagnostic::new(Code::JoinRow).with("field", &field.name);
        problem.with("found", found)
    }));
    problems
}

/// The patterns speak of folders that are declared, under names that a pattern can speak.
fn folders(mapping: &Mapping, sink: &mut Sink) {
    for name in mapping.folders.keys().filter(|name| !is_name(name)) {
        sink.push(Diagnostic::new(Code::IndicatorName).with("name", name));
    }
    for (name, pattern) in mapping.workbook_patterns() {
        let folder = Scope::new(Some(pattern), None).folder;
        if !folder.is_empty() && !mapping.folders.contains_key(folder) {
            let known = nearest(folder, mapping.folders.keys().map(String::as_str));
            let problem = Diagnostic::new(Code::IndicatorFolder).with("name", name);
            sink.push(problem.with("folder", folder).with("nearest", known));
        }
    }
}

/// What a template speaks of without a declaration, and the words of its language: an indicator of such a name would
/// never be printed.
const GIVEN: [&str; 21] = [
    "镇名",
    "全镇",
    "县名",
    "全县",
    "年",
    "期初",
    "期末",
    "各镇",
    "缺报镇",
    "引用",
    "舍入说明",
    "if",
    "elif",
    "else",
    "for",
    "in",
    "is",
    "not",
    "and",
    "or",
    "none",
];

/// Whether a template speaks of something else by this name.
pub fn is_given(name: &str) -> bool {
    GIVEN.contains(&name)
}

/// Every name once, and such that a template can speak it.
fn names(mapping: &Mapping, sink: &mut Sink) {
    let indicators = mapping.indicators.iter().map(|settings| settings.name.as_str());
    let all: Vec<&str> = indicators
        .chain(mapping.rows.iter().map(|rows| rows.name.as_str()))
        .collect();
    for (index, name) in all.iter().enumerate() {
        if !is_name(name) {
            sink.push(Diagnostic::new(Code::IndicatorName).with("name", name));
        }
        if is_given(name) {
            sink.push(Diagnostic::new(Code::IndicatorReserved).with("name", name));
        }
        if all[..index].contains(name) {
            sink.push(Diagnostic::new(Code::IndicatorTwice).with("name", name));
        }
    }
    for rows in &mapping.rows {
        let fields: Vec<&str> = rows.all_fields().map(|field| field.name.as_str()).collect();
        for (index, name) in fields.iter().enumerate() {
            if !is_name(name) {
                sink.push(Diagnostic::new(Code::IndicatorName).with("name", name));
            }
            if fields[..index].contains(name) {
                let full = format!("{}.{name}", rows.name);
                sink.push(Diagnostic::new(Code::IndicatorTwice).with("name", full));
            }
        }
    }
}

fn indicator(settings: &IndicatorSettings) -> Problems {
    let mut problems: Problems = Vec::new();
    problems.extend(way(settings));
    problems.extend(weights(settings));
    problems.extend(kinds::declared(settings));
    let patterns = [("workbook", &settings.workbook), ("sheet", &settings.sheet)];
    problems.extend(patterns.into_iter().filter_map(pattern));
    problems.extend(settings.unit.as_deref().and_then(unit));
    problems.extend(settings.cell.as_deref().and_then(cell));
    problems.extend(conditions(&settings.conditions));
    if let Some(formula) = &settings.formula {
        problems.extend(Expression::parse(formula).err());
    }
    if let Some(county) = settings.county.as_deref().filter(|text| text.trim() != "sum") {
        problems.extend(Expression::parse(county).err());
    }
    for selector in [&settings.base, &settings.target].into_iter().flatten() {
        problems.extend(beside(selector));
        if settings.aggregate.is_none() && !selector.conditions.is_empty() {
            problems.push(Diagnostic::new(Code::IndicatorConditions));
        }
    }
    let called = |selector: &Option<Selector>| selector.as_ref().and_then(|selector| selector.called);
    problems.extend(of_other_role(called(&settings.base), called(&settings.target)));
    let is_number = settings.value_type == ValueType::Number;
    if !is_number && (settings.rank.is_some() || settings.base.is_some() || settings.target.is_some()) {
        problems.push(Diagnostic::new(Code::IndicatorComparison));
    }
    problems
}

/// A base is called by its time, and a target a target.
fn of_other_role(base: Option<Called>, target: Option<Called>) -> Option<Box<Diagnostic>> {
    let is_target = |called: Called| called == Called::YearTarget;
    let wrong = base.is_some_and(is_target) || target.is_some_and(|called| !is_target(called));
    wrong.then(|| Diagnostic::new(Code::IndicatorCalled))
}

/// A value comes from one place in one way: a formula, an aggregate, a cell, a name, or labels.
fn way(settings: &IndicatorSettings) -> Option<Box<Diagnostic>> {
    let by_labels = settings.column.is_some() || settings.row.is_some();
    if let (Some(Aggregate::Weighted), None) = (settings.aggregate, &settings.formula) {
        // Its columns are judged by themselves.
        let other = settings.row.is_some() || settings.cell.is_some() || settings.range.is_some();
        return other.then(|| Diagnostic::new(Code::IndicatorAggregate));
    }
    let ways = [
        settings.formula.is_some(),
        settings.cell.is_some(),
        settings.range.is_some(),
        settings.aggregate.is_some() || by_labels,
    ];
    let count = ways.iter().filter(|way| **way).count();
    let code = match (count, settings.aggregate) {
        (0, _) => Code::IndicatorNoWay,
        (2.., _) => Code::IndicatorTwoWays,
        (_, Some(Aggregate::Count)) if settings.row.is_none() => return None,
        // One row of each sheet makes numbers, and no name of a row.
        (_, Some(Aggregate::Count)) => Code::IndicatorAggregate,
        (_, Some(_)) if settings.column.is_none() || settings.row.is_some() && settings.sheet.is_none() => {
            Code::IndicatorAggregate
        }
        (_, Some(_)) if settings.row.is_some() && settings.value_type == ValueType::Text => Code::IndicatorAggregate,
        (_, None) if !settings.conditions.is_empty() => Code::IndicatorConditions,
        (_, None) if settings.cell.is_some() && settings.label.is_none() => Code::IndicatorLabel,
        (_, None | Some(_)) => return None,
    };
    Some(Diagnostic::new(code))
}

/// A weighted mean has rates and weights, or numerators and denominators, and then it is a percentage; the label of a
/// row is that of the smallest or largest.
fn weights(settings: &IndicatorSettings) -> Option<Box<Diagnostic>> {
    let parts = [&settings.numerator, &settings.denominator];
    let none = parts.iter().all(|part| part.is_none());
    let percent = || {
        let unit = settings.unit.as_deref().and_then(Unit::parse);
        unit.is_some_and(|unit| unit.dimension == Dimension::Ratio)
    };
    let fits = match settings.aggregate {
        Some(Aggregate::Weighted) if none => settings.column.is_some() && settings.weight.is_some(),
        Some(Aggregate::Weighted) => {
            let whole = parts.iter().all(|part| part.is_some());
            whole && settings.column.is_none() && settings.weight.is_none() && percent()
        }
        Some(Aggregate::Count | Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max) | None => {
            none && settings.weight.is_none()
        }
    };
    if !fits {
        return Some(Diagnostic::new(Code::IndicatorWeight));
    }
    let of_text = match settings.aggregate {
        Some(Aggregate::Min | Aggregate::Max) => matches!(settings.value_type, ValueType::Number | ValueType::Text),
        Some(Aggregate::Count | Aggregate::Sum | Aggregate::Mean | Aggregate::Weighted) => {
            settings.value_type == ValueType::Number
        }
        None => true,
    };
    (!of_text).then(|| Diagnostic::new(Code::IndicatorAggregateType))
}

fn beside(selector: &Selector) -> Problems {
    let patterns = [("workbook", &selector.workbook), ("sheet", &selector.sheet)];
    let mut problems: Problems = patterns.into_iter().filter_map(pattern).collect();
    problems.extend(selector.cell.as_deref().and_then(cell));
    problems.extend(conditions(&selector.conditions));
    problems
}

/// A condition on the report's period needs one.
fn periods<'m>(mapping: &'m Mapping, conditions: &'m [String]) -> impl Iterator<Item = Box<Diagnostic>> + 'm {
    let parsed = conditions
        .iter()
        .filter_map(|condition| Some((condition, Condition::parse(condition).ok()?)));
    let without = |(_, condition): &(&String, Condition)| condition.needs_period() && mapping.calendar.period.is_none();
    parsed
        .filter(without)
        .map(|(text, _)| Diagnostic::new(Code::ConditionPeriod).with("condition", text))
}

fn field(settings: &FieldSettings) -> Problems {
    let compared = settings.base.is_some() || settings.target.is_some();
    let wrong = compared && settings.value_type != ValueType::Number;
    let comparison = wrong.then(|| Diagnostic::new(Code::IndicatorComparison));
    let unit = settings.unit.as_deref().and_then(unit);
    let called = of_other_role(settings.base_called, settings.target_called);
    unit.into_iter().chain(comparison).chain(called).collect()
}

fn pattern((key, pattern): (&str, &Option<String>)) -> Option<Box<Diagnostic>> {
    glob(key, pattern.as_deref()?).err()
}

fn unit(text: &str) -> Option<Box<Diagnostic>> {
    let unknown = Unit::parse(text).is_none();
    unknown.then(|| Diagnostic::new(Code::IndicatorUnit).with("unit", text))
}

fn cell(text: &str) -> Option<Box<Diagnostic>> {
    let unknown = text.trim().parse::<CellRef>().is_err();
    unknown.then(|| Diagnostic::new(Code::IndicatorCell).with("cell", text))
}

fn conditions(conditions: &[String]) -> impl Iterator<Item = Box<Diagnostic>> {
    let parsed = conditions.iter().map(|condition| Condition::parse(condition));
    parsed.filter_map(Result::err)
}

/// Formulas must speak of names that exist and must not wait for each other in a circle.
fn dependencies(mapping: &Mapping, sink: &mut Sink) {
    let all = formulas(&mapping.indicators);
    let known: Vec<&str> = mapping
        .indicators
        .iter()
        .map(|settings| settings.name.as_str())
        .collect();
    // The names of a facts sheet are known only when it is read.
    if mapping.facts.is_none() {
        for computed in &all {
            for (name, _) in computed.expression.names() {
                if !known.contains(&name) {
                    let text = computed.settings.formula.as_deref().unwrap_or_default();
                    sink.push(unknown(computed.settings, text, name, known.iter().copied()));
                }
            }
        }
    }
    let (_, circle) = order(&all);
    if let Some(first) = circle.first() {
        let names: Vec<&str> = circle.iter().map(|computed| computed.settings.name.as_str()).collect();
        let diagnostic = Diagnostic::new(Code::FormulaCycle).with("name", &first.settings.name);
        sink.push(diagnostic.with("names", names.join("、")));
    }
}

//! 筛选: the rows that meet a condition, which is a text of the template.

use std::cmp::Ordering;

use minijinja::Value;

use super::super::condition;
use super::super::filters::shown_argument;
use super::super::value::{Doubts, Named};
use super::call::{Call, partial, with_rows};
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Datum, Missing, Record};

/// The comparisons of a condition, longer ones first.
const COMPARISONS: [(&str, Comparison); 14] = [
    (">=", Comparison::NotBelow),
    ("<=", Comparison::NotAbove),
    ("!=", Comparison::Different),
    ("≥", Comparison::NotBelow),
    ("≤", Comparison::NotAbove),
    ("≠", Comparison::Different),
    ("=", Comparison::Same),
    ("＝", Comparison::Same),
    (">", Comparison::Above),
    ("＞", Comparison::Above),
    ("<", Comparison::Below),
    ("＜", Comparison::Below),
    ("包含", Comparison::Holds),
    ("为", Comparison::Same),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Above,
    Below,
    NotAbove,
    NotBelow,
    Same,
    Different,
    Holds,
}

/// A condition on one field.
enum Condition<'c> {
    /// 有值 or 缺失.
    Present(&'c str, bool),
    /// Compared with a value.
    Compared(&'c str, Comparison, Value),
    /// Compared with another field of the row.
    Fields(&'c str, Comparison, &'c str),
}

/// The rows that meet the condition. One whose value nobody knows neither meets it nor fails: it is not among them, and
/// that is told; nothing may then be counted or summed of the others, as if they were all.
pub(super) fn filtered(call: &Call<'_>) -> Result<Value> {
    let condition = read_condition(call)?;
    let mut chosen = Vec::new();
    let mut unknown = Vec::new();
    for (index, record) in call.records.iter().enumerate() {
        match meets(call, record, &condition)? {
            Some(true) => chosen.push(index),
            Some(false) => {}
            None => unknown.push(index),
        }
    }
    let Some(first) = unknown.first() else {
        return Ok(call.rows(&chosen));
    };
    tell_unknown(call, &unknown)?;
    let lacking = lacking(&call.records[*first], &condition);
    let doubts = Doubts {
        unjudged: Some(partial((call.subject, call.records), &unknown, lacking)),
        ..call.subject.doubts()
    };
    Ok(call.doubted(call.picked(&chosen), &chosen, doubts))
}

/// The field of a condition for want of which a row cannot be judged.
fn lacking<'c>(record: &Record, condition: &Condition<'c>) -> &'c str {
    let missing = |name: &str| {
        let field = record.field(name);
        field.is_none_or(|field| matches!(field.datum, Datum::Missing(..)))
    };
    match condition {
        Condition::Fields(name, _, other) if !missing(name) => other,
        Condition::Present(name, _) | Condition::Compared(name, ..) | Condition::Fields(name, ..) => name,
    }
}

fn tell_unknown(call: &Call<'_>, unknown: &[usize]) -> Result<()> {
    let condition = call.text(0)?;
    let problem = Diagnostic::new(Code::TemplateConditionUnknown).with("name", &call.subject.path);
    let problem = problem.with("condition", condition.trim());
    let problem = with_rows(problem, (call.subject, call.records), unknown);
    call.subject.ledger.note_warning(*problem, condition);
    Ok(())
}

fn read_condition<'c>(call: &'c Call<'_>) -> Result<Condition<'c>> {
    let text = call.text(0)?.trim();
    let unreadable = || Diagnostic::new(Code::TemplateCondition).with("found", text);
    for (word, wanted) in [("有值", true), ("缺失", false)] {
        if let Some(field) = text.strip_suffix(word) {
            call.known(field.trim())?;
            return Ok(Condition::Present(field.trim(), wanted));
        }
    }
    let (field, rest) = field_of(call, text)?;
    let found = COMPARISONS
        .iter()
        .find_map(|(word, one)| Some((*one, rest.strip_prefix(word)?.trim())));
    let (comparison, written) = found.ok_or_else(unreadable)?;
    if call.arguments.len() < 2 && is_field(call, field, written)? {
        can_order(call, comparison, &[field, written])?;
        return Ok(Condition::Fields(field, comparison, written));
    }
    can_order(call, comparison, &[field])?;
    let value = match (written, call.arguments.get(1)) {
        ("", Some(value)) if condition::is_value(value) => value.clone(),
        ("", Some(other)) => return Err(call.bad_argument(&shown_argument(other))),
        ("", None) => return Err(unreadable()),
        (_, Some(extra)) => return Err(call.bad_argument(&shown_argument(extra))),
        (written, None) => Value::from(written),
    };
    Ok(Condition::Compared(field, comparison, value))
}

/// Words have no order: '10' is neither more nor less than '9'.
fn can_order(call: &Call<'_>, comparison: Comparison, fields: &[&str]) -> Result<()> {
    match comparison {
        Comparison::Same | Comparison::Different | Comparison::Holds => return Ok(()),
        Comparison::Above | Comparison::Below | Comparison::NotAbove | Comparison::NotBelow => {}
    }
    match fields.iter().find(|field| sort(call, field) == Some(Sort::Word)) {
        Some(field) => {
            let problem = Diagnostic::new(Code::TemplateConditionOrder).with("condition", call.text(0)?);
            Err(problem.with("field", field))
        }
        None => Ok(()),
    }
}

/// The field with which a condition begins, and the rest. A word of comparison may stand against the name without a
/// blank: it ends the longest field that exists.
fn field_of<'c>(call: &Call<'_>, text: &'c str) -> Result<(&'c str, &'c str)> {
    let name_end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    let fields = call.records.first().map(|record| &record.fields);
    let fields = fields.into_iter().flatten().map(|field| &*field.name);
    let own = fields
        .filter(|name| text[..name_end].starts_with(name))
        .map(str::len)
        .max();
    let (field, rest) = text.split_at(own.unwrap_or(name_end));
    if own.is_none() {
        call.known(field)?;
    }
    Ok((field, rest.trim()))
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Number,
    Date,
    Word,
}

/// What a field of the rows holds, by the first row that has it.
fn sort(call: &Call<'_>, name: &str) -> Option<Sort> {
    let fields = call.records.iter().filter_map(|record| record.field(name));
    fields.into_iter().find_map(|field| match &field.datum {
        Datum::Number(_) => Some(Sort::Number),
        Datum::Date(_) => Some(Sort::Date),
        Datum::Text(_) | Datum::Bool(_) => Some(Sort::Word),
        Datum::Rows(_) | Datum::Missing(..) => None,
    })
}

/// Whether what a field is compared with is another field. Beside a number it is, whether or not any row has it; beside
/// a word only another field of words: 类型 = 粮食 asks for the word, though 粮食 may be a field of numbers. What could
/// be both is refused.
fn is_field(call: &Call<'_>, field: &str, written: &str) -> Result<bool> {
    if call.records.first().is_none_or(|first| first.field(written).is_none()) {
        return Ok(false);
    }
    match (sort(call, field), sort(call, written)) {
        // Where nobody knows what the other field holds, no row can be judged by it: as a word it would be another
        // question than in the next township.
        (Some(Sort::Word), Some(Sort::Word) | None) => {}
        (Some(Sort::Word), Some(Sort::Number | Sort::Date)) => return Ok(false),
        (Some(Sort::Number | Sort::Date) | None, _) => return Ok(true),
    }
    let said = |record: &Record| match &record.field(field)?.datum {
        Datum::Text(text) => Some(text == written),
        Datum::Number(_) | Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    };
    if call.records.iter().filter_map(said).any(|said| said) {
        let problem = Diagnostic::new(Code::TemplateConditionTwo).with("condition", call.text(0)?);
        return Err(problem.with("found", written).with("field", field));
    }
    Ok(true)
}

/// Whether a row meets the condition; none where nobody knows. What is declared not to be there meets none.
fn meets(call: &Call<'_>, record: &Record, condition: &Condition<'_>) -> Result<Option<bool>> {
    let (Condition::Present(name, _) | Condition::Compared(name, ..) | Condition::Fields(name, ..)) = condition;
    let Some(field) = record.field(name) else {
        return Ok(Some(false));
    };
    let (comparison, value, other) = match condition {
        Condition::Present(_, wanted) => {
            let missing = matches!(field.datum, Datum::Missing(..));
            return Ok(Some(missing != *wanted));
        }
        Condition::Compared(_, comparison, value) => (*comparison, value.clone(), None),
        Condition::Fields(_, comparison, other) => {
            let Some(other) = record.field(other) else {
                return Ok(Some(false));
            };
            (*comparison, Value::from_object(call.value(other)), Some(other))
        }
    };
    let missing = [Some(field), other]
        .into_iter()
        .flatten()
        .filter_map(|one| match one.datum {
            Datum::Missing(missing, _) => Some(missing),
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => None,
        });
    let missing: Vec<Missing> = missing.collect();
    if !missing.is_empty() {
        return Ok(missing.contains(&Missing::NotApplicable).then_some(false));
    }
    let value = std::slice::from_ref(&value);
    let held = holds(&call.value(field), comparison, value);
    // The condition's own words are an argument of this filter, and not of a test.
    held.map(Some).map_err(|problem| {
        if problem.code == Code::TemplateArgument {
            return call.bad_argument(&shown_argument(&value[0]));
        }
        Box::new(problem.without("filter")).with("filter", call.filter.name)
    })
}

fn holds(named: &Named, comparison: Comparison, value: &[Value]) -> Result<bool> {
    Ok(match comparison {
        Comparison::Above => condition::compare(named, value)? == Ordering::Greater,
        Comparison::Below => condition::compare(named, value)? == Ordering::Less,
        Comparison::NotAbove => condition::compare(named, value)? != Ordering::Greater,
        Comparison::NotBelow => condition::compare(named, value)? != Ordering::Less,
        Comparison::Same => same(named, value)?,
        Comparison::Different => !same(named, value)?,
        Comparison::Holds => named.exact().contains(&words(&value[0])),
    })
}

/// What a value says: the words of another field are its own.
fn words(value: &Value) -> String {
    let named = value.downcast_object_ref::<Named>();
    named.map_or_else(|| value.to_string(), Named::exact)
}

fn same(named: &Named, value: &[Value]) -> Result<bool> {
    match (&named.indicator.datum, value) {
        (Datum::Bool(yes), [value]) => Ok(match words(value).as_str() {
            "是" | "true" => *yes,
            "否" | "false" => !*yes,
            _ => false,
        }),
        _ => condition::equal(named, value),
    }
}

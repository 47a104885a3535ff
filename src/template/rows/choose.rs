//! 筛选: the rows that meet a condition, which is a text of the template.

use std::cmp::Ordering;

use minijinja::Value;

use super::super::condition;
use super::super::value::Named;
use super::call::Call;
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Datum, Record};

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

pub(super) fn filtered(call: &Call<'_>) -> Result<Value> {
    let condition = read_condition(call)?;
    let mut chosen = Vec::new();
    for (index, record) in call.records.iter().enumerate() {
        if holds(call, record, &condition)? {
            chosen.push(index);
        }
    }
    Ok(call.rows(&chosen))
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
    let name_end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    // A word of comparison may stand against the name without a blank: it ends the longest field that exists.
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
    let rest = rest.trim();
    let found = COMPARISONS
        .iter()
        .find_map(|(word, one)| Some((*one, rest.strip_prefix(word)?.trim())));
    let (comparison, written) = found.ok_or_else(unreadable)?;
    // 类型 = 粮食 asks for the word, though 粮食 may be a field too: only like is compared with like.
    let alike = |record: &Record| {
        let (one, other) = (record.field(field)?, record.field(written)?);
        Some(matches!(
            (&one.datum, &other.datum),
            (Datum::Number(_), Datum::Number(_)) | (Datum::Date(_), Datum::Date(_))
        ))
    };
    if call.arguments.len() < 2 && call.records.iter().filter_map(alike).any(|alike| alike) {
        return Ok(Condition::Fields(field, comparison, written));
    }
    let value = match (written, call.arguments.get(1)) {
        ("", Some(value)) => value.clone(),
        ("", None) => return Err(unreadable()),
        (_, Some(extra)) => return Err(call.bad_argument(&extra.to_string())),
        (written, None) => Value::from(written),
    };
    Ok(Condition::Compared(field, comparison, value))
}

/// Whether a row meets the condition; one without the value does not.
fn holds(call: &Call<'_>, record: &Record, condition: &Condition<'_>) -> Result<bool> {
    let (Condition::Present(name, _) | Condition::Compared(name, ..) | Condition::Fields(name, ..)) = condition;
    let Some(field) = record.field(name) else {
        return Ok(false);
    };
    let missing = matches!(field.datum, Datum::Missing(..));
    let (comparison, value) = match condition {
        Condition::Present(_, wanted) => return Ok(missing != *wanted),
        Condition::Compared(..) | Condition::Fields(..) if missing => return Ok(false),
        Condition::Compared(_, comparison, value) => (*comparison, value.clone()),
        Condition::Fields(_, comparison, other) => match record.field(other) {
            Some(other) if !matches!(other.datum, Datum::Missing(..)) => {
                (*comparison, Value::from_object(call.value(other)))
            }
            Some(_) | None => return Ok(false),
        },
    };
    let value = std::slice::from_ref(&value);
    let named = call.value(field);
    Ok(match comparison {
        Comparison::Above => condition::compare(&named, value)? == Ordering::Greater,
        Comparison::Below => condition::compare(&named, value)? == Ordering::Less,
        Comparison::NotAbove => condition::compare(&named, value)? != Ordering::Greater,
        Comparison::NotBelow => condition::compare(&named, value)? != Ordering::Less,
        Comparison::Same => same(&named, value)?,
        Comparison::Different => !same(&named, value)?,
        Comparison::Holds => named.exact().contains(&value[0].to_string()),
    })
}

fn same(named: &Named, value: &[Value]) -> Result<bool> {
    if let (Datum::Bool(yes), Some(text)) = (&named.indicator.datum, value.first().and_then(Value::as_str)) {
        return Ok(matches!((yes, text), (true, "是" | "true") | (false, "否" | "false")));
    }
    condition::equal(named, value)
}

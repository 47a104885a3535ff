//! Settings as lines of gongwen.toml, in the order in which the sample writes them.

use gongwen::indicator::settings::{Aggregate, FieldSettings, IndicatorSettings, RowsSettings, Selector, ValueType};
use gongwen::indicator::{Kind, MissingPolicy};

/// One `[[indicator]]`.
pub(super) fn indicator(settings: &IndicatorSettings) -> Vec<String> {
    let mut lines = vec!["[[indicator]]".to_owned()];
    let texts = [
        ("name", Some(settings.name.as_str())),
        ("workbook", settings.workbook.as_deref()),
        ("sheet", settings.sheet.as_deref()),
        ("aggregate", settings.aggregate.map(aggregate)),
        ("column", settings.column.as_deref()),
        ("row", settings.row.as_deref()),
        ("unit", settings.unit.as_deref()),
        ("kind", rate(settings.kind)),
    ];
    lines.extend(texts.into_iter().filter_map(|(key, text)| pair(key, text?)));
    lines.extend(settings.base.as_ref().and_then(|base| selector("base", base)));
    lines.extend(settings.target.as_ref().and_then(|target| selector("target", target)));
    lines
}

/// One `[[rows]]`.
pub(super) fn rows(settings: &RowsSettings) -> Vec<String> {
    let mut lines = vec!["[[rows]]".to_owned()];
    let texts = [
        ("name", Some(settings.name.as_str())),
        ("workbook", settings.workbook.as_deref()),
        ("sheet", settings.sheet.as_deref()),
    ];
    lines.extend(texts.into_iter().filter_map(|(key, text)| pair(key, text?)));
    lines.push("fields = [".to_owned());
    lines.extend(settings.fields.iter().map(|one| format!("  {},", field(one))));
    lines.push("]".to_owned());
    lines
}

fn field(settings: &FieldSettings) -> String {
    let missing = (settings.missing == MissingPolicy::Dash).then_some("dash");
    let texts = [
        ("name", Some(settings.name.as_str())),
        ("column", settings.column.as_deref()),
        ("type", value_type(settings.value_type)),
        ("unit", settings.unit.as_deref()),
        ("kind", rate(settings.kind)),
        ("base", settings.base.as_deref()),
        ("target", settings.target.as_deref()),
        ("missing", missing),
    ];
    let pairs: Vec<String> = texts.into_iter().filter_map(|(key, text)| pair(key, text?)).collect();
    format!("{{ {} }}", pairs.join(", "))
}

fn selector(key: &str, selector: &Selector) -> Option<String> {
    let column = pair("column", selector.column.as_deref()?)?;
    Some(format!("{key} = {{ {column} }}"))
}

fn pair(key: &str, text: &str) -> Option<String> {
    Some(format!("{key} = {}", quoted(text)))
}

/// The kind, where it is not the usual one.
fn rate(kind: Kind) -> Option<&'static str> {
    (kind == Kind::Rate).then_some("rate")
}

fn value_type(value_type: ValueType) -> Option<&'static str> {
    match value_type {
        ValueType::Number => None,
        ValueType::Date => Some("date"),
        ValueType::Text => Some("text"),
        ValueType::Bool => Some("bool"),
    }
}

fn aggregate(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Count => "count",
        Aggregate::Sum => "sum",
        Aggregate::Mean => "mean",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Weighted => "weighted",
    }
}

/// A text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            _ if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

//! Lists of names and values: 列举 with 、 or 和, 分别 (spec §3).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::value::Named;
use super::{Argument, Call, amount, find};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, Indicator, Record};

/// Filters whose words 分别 can share.
const SHARED: [&str; 6] = ["数额", "百分比", "同比", "比上年", "增减", "百分点"];

/// The entries with 、 between them, the last after 和 when the template asks for it.
fn joined(call: &Call<'_>, entries: &[String]) -> String {
    match entries.split_last() {
        Some((last, rest)) if call.flag("和") && !rest.is_empty() => format!("{}和{last}", rest.join("、")),
        _ => entries.join("、"),
    }
}

/// 列举: indicators with their names and amounts, or the named fields of rows.
pub(super) fn enumerate(call: &mut Call<'_>) -> Result<String> {
    let entries = match call.datum().clone() {
        Datum::Rows(rows) => row_entries(call, &rows)?,
        Datum::Number(_) => indicator_entries(call)?,
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => return Err(call.wrong_kind()),
    };
    if entries.is_empty() {
        return Err(call.problem(Code::WordingList));
    }
    Ok(joined(call, &entries))
}

fn indicator_entries(call: &mut Call<'_>) -> Result<Vec<String>> {
    let mut entries = vec![entry(call, &call.subject.indicator.clone())?];
    for other in call.indicators()? {
        call.sources.extend(other.indicator.sources.iter().cloned());
        entries.push(entry(call, &other.indicator)?);
    }
    Ok(entries)
}

/// `道路6.2公里`.
fn entry(call: &Call<'_>, indicator: &Indicator) -> Result<String> {
    Ok(format!("{}{}", indicator.name, field(call, indicator)?))
}

/// One value as it stands in a list.
fn field(call: &Call<'_>, indicator: &Indicator) -> Result<String> {
    match &indicator.datum {
        Datum::Number(quantity) => amount::fitting(call, quantity, quantity.value),
        Datum::Text(text) => Ok(text.clone()),
        Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
            Err(call.problem(Code::WordingKind).with("other", &indicator.name))
        }
    }
}

fn row_entries(call: &mut Call<'_>, rows: &[Record]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for argument in &call.positional {
        let Argument::Plain(name) = argument else {
            return Err(call.bad_argument(argument.shown(), "\"村名\""));
        };
        names.push(name.clone());
    }
    if names.is_empty() {
        return Err(call.bad_argument("", "\"村名\""));
    }
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let mut words = String::new();
        for name in &names {
            let field_of = row.field(name).ok_or_else(|| call.bad_argument(name, "\"村名\""))?;
            call.sources.extend(field_of.sources.iter().cloned());
            words.push_str(&field(call, field_of)?);
        }
        entries.push(words);
    }
    Ok(entries)
}

/// 分别: the same words for several indicators, said once: `同比分别增长5.2%、6.1%和3.3%`. Names given with
/// `名=` must be as many as the values.
pub(super) fn respectively(call: &mut Call<'_>) -> Result<String> {
    let others = call.indicators()?;
    if others.is_empty() {
        return Err(call.bad_argument("", "指标, … / indicators"));
    }
    let by = call.text("按").unwrap_or("数额").to_owned();
    let filter = find(&by).filter(|filter| SHARED.contains(&filter.name));
    let filter = filter.ok_or_else(|| call.bad_argument(&by, &SHARED.join(" ")))?;
    let subjects: Vec<&Named> = std::iter::once(call.subject)
        .chain(others.iter().map(Arc::as_ref))
        .collect();
    same_measure(call, &subjects)?;
    let mut phrases = Vec::with_capacity(subjects.len());
    for subject in &subjects {
        let mut inner = Call {
            filter,
            said: filter.name,
            subject,
            positional: Vec::new(),
            named: passed_on(&call.named),
            sources: subject.indicator.sources.clone(),
            warnings: Vec::new(),
        };
        phrases.push((filter.apply)(&mut inner)?);
        call.sources.append(&mut inner.sources);
        call.warnings.append(&mut inner.warnings);
    }
    Ok(format!("{}{}", names(call, phrases.len())?, shared(&phrases)))
}

/// Values side by side are of one sort: no amount of land next to one of money.
fn same_measure(call: &Call<'_>, subjects: &[&Named]) -> Result<()> {
    let dimension = |named: &Named| match &named.indicator.datum {
        Datum::Number(quantity) => Some(quantity.unit.dimension.clone()),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    };
    let first = dimension(call.subject).ok_or_else(|| call.wrong_kind())?;
    match subjects.iter().find(|other| dimension(other) != Some(first.clone())) {
        Some(other) => Err(call.problem(Code::WordingUnit).with("other", &other.path)),
        None => Ok(()),
    }
}

fn passed_on(named: &BTreeMap<String, Argument>) -> BTreeMap<String, Argument> {
    let own = |name: &&String| matches!(name.as_str(), "单位" | "小数" | "修约");
    let keys = named.keys().filter(own);
    keys.filter_map(|name| Some((name.clone(), named.get(name)?.clone())))
        .collect()
}

/// The names before the values: `水稻、玉米和大豆`.
fn names(call: &Call<'_>, wanted: usize) -> Result<String> {
    let Some(text) = call.text("名") else {
        return Ok(String::new());
    };
    let names: Vec<&str> = text.split(['、', ',', '，']).map(str::trim).collect();
    let (Some((last, rest)), true) = (names.split_last(), names.len() == wanted) else {
        return Err(call.bad_argument(text, &format!("{wanted} 个名称 / names")));
    };
    Ok(format!("{}和{last}", rest.join("、")))
}

/// The words that all phrases begin with are said once, before 分别 (a comparator) or after it (a verb).
fn shared(phrases: &[String]) -> String {
    let heads: Vec<&str> = phrases.iter().map(|phrase| head(phrase)).collect();
    let comparator = heads.first().map_or("", |head| comparator_of(head));
    let same_comparator = heads.iter().all(|head| comparator_of(head) == comparator);
    let same_head = heads.windows(2).all(|pair| pair[0] == pair[1]);
    let comparator = if same_comparator { comparator } else { "" };
    let verb = heads.first().map_or("", |head| &head[comparator.len()..]);
    let verb = if same_head { verb } else { "" };
    let rest: Vec<&str> = phrases
        .iter()
        .map(|phrase| &phrase[comparator.len() + verb.len()..])
        .collect();
    let list = match rest.split_last() {
        Some((last, rest)) => format!("{}和{last}", rest.join("、")),
        None => String::new(),
    };
    let linking = if same_head && comparator.is_empty() && verb.is_empty() {
        "为"
    } else {
        ""
    };
    format!("{comparator}分别{linking}{verb}{list}")
}

/// What stands before the first number; nothing when there is none.
fn head(phrase: &str) -> &str {
    let number = phrase.find(|c: char| c.is_ascii_digit() || c == '-');
    number.map_or("", |start| &phrase[..start])
}

fn comparator_of(head: &str) -> &str {
    ["同比", "比上年末", "比上年", "较上年末", "较上年", "比年初", "较年初"]
        .into_iter()
        .find(|word| head.starts_with(word))
        .unwrap_or("")
}

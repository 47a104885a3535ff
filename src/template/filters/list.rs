//! Lists of names and values: 列举 with 、 or 和, 分别 (spec §3).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::comparators::{CHANGES, leading};
use super::super::qualifiers;
use super::super::rows::partial;
use super::super::value::Named;
use super::{Argument, Call, Filter, amount, direction, find, losses};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, Indicator, Quantity, Record};
use crate::unit::Dimension;

/// Filters whose words 分别 can share.
const SHARED: [&str; 6] = ["数额", "百分比", "同比", "比上年", "增减", "百分点"];

/// Those that print a percentage.
const RATES: [&str; 4] = ["百分比", "同比", "比上年", "百分点"];

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
    let others = call.indicators()?;
    for other in &others {
        call.sources.extend(other.indicator.sources.iter().cloned());
    }
    let own = [&call.subject.indicator];
    let all: Vec<&Indicator> = own
        .into_iter()
        .chain(others.iter().map(|other| &other.indicator))
        .collect();
    all.iter().map(|indicator| entry(call, indicator, &all)).collect()
}

/// `道路6.2公里`, in one form with the other entries.
fn entry(call: &mut Call<'_>, indicator: &Indicator, all: &[&Indicator]) -> Result<String> {
    let words = field(call, indicator, (&indicator.name, all))?;
    Ok(format!("{}{words}", indicator.name))
}

/// Those that are numbers.
fn quantities<'i>(all: &[&'i Indicator]) -> Vec<&'i Quantity> {
    let number = |indicator: &&'i Indicator| match &indicator.datum {
        Datum::Number(quantity) => Some(quantity),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    };
    all.iter().filter_map(number).collect()
}

/// One value as it stands in a list, in one form with the others; problems call it by its path.
fn field(call: &mut Call<'_>, indicator: &Indicator, (path, all): (&str, &[&Indicator])) -> Result<String> {
    let named = Named {
        path: path.to_owned(),
        indicator: indicator.clone(),
        traced: false,
        chosen: None,
        ledger: Arc::clone(&call.subject.ledger),
    };
    let problem = |code: Code| named.problem(code).with("filter", call.filter.name);
    match &indicator.datum {
        Datum::Number(quantity) => {
            call.rests_on_approximate |= quantity.approximate.is_some();
            if quantity.value < Decimal::ZERO && losses::is_profit(&indicator.name) {
                let warning = problem(Code::WordingLoss);
                call.warn(warning);
            }
            let form = amount::form(call, quantity)?;
            let decimals = amount::shared_decimals(call, quantity, &quantities(all))?;
            amount::show_with(call, quantity, quantity.value, (&form, decimals))
        }
        Datum::Text(text) => Ok(text.clone()),
        Datum::Missing(..) => Err(problem(Code::TemplateMissing)),
        Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) => Err(problem(Code::WordingKind)),
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
    for name in &names {
        lacking(call, rows, name)?;
    }
    let mut entries = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let number = call.subject.number(index);
        let mut words = String::new();
        for name in &names {
            let field_of = row.field(name).ok_or_else(|| call.bad_argument(name, "\"村名\""))?;
            call.sources.extend(field_of.sources.iter().cloned());
            let path = format!("{}[{number}].{name}", call.subject.path);
            words.push_str(&field(call, field_of, (&path, &[field_of]))?);
        }
        entries.push(words);
    }
    Ok(entries)
}

/// Refuses a field that some of the rows do not have: a list of the others would pass for one of all.
fn lacking(call: &Call<'_>, rows: &[Record], name: &str) -> Result<()> {
    let missing = |(_, row): &(usize, &Record)| {
        row.field(name)
            .is_some_and(|own| matches!(own.datum, Datum::Missing(..)))
    };
    let rows_without = rows.iter().enumerate().filter(missing).map(|(index, _)| index);
    let lacking: Vec<usize> = rows_without.collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(partial((call.subject, rows), &lacking, name).with("filter", call.filter.name))
}

/// 分别: the same words for several indicators, said once: `同比分别增长5.2%、6.1%和3.3%`. Names given with
/// `名=` must be as many as the values; with them words that are not alike are said one by one.
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
    same_measure(call, filter, &subjects)?;
    let names = names(call, &subjects)?;
    let phrases = each(call, filter, &subjects)?;
    match (shared(&phrases), names.split_last()) {
        (Some(words), None) => Ok(words),
        (Some(words), Some((last, rest))) => Ok(format!("{}和{last}{words}", rest.join("、"))),
        (None, None) => Err(call
            .problem(Code::WordingRespectively)
            .with("words", phrases.join("、"))),
        (None, Some(_)) => {
            let said: Vec<String> = names
                .iter()
                .zip(&phrases)
                .map(|(name, words)| format!("{name}{words}"))
                .collect();
            Ok(said.join("，"))
        }
    }
}

/// The words of one filter for each of the values.
fn each(call: &mut Call<'_>, filter: &'static Filter, subjects: &[&Named]) -> Result<Vec<String>> {
    let mut phrases = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let mut inner = Call {
            filter,
            said: filter.name,
            subject,
            positional: Vec::new(),
            named: passed_on(&call.named),
            sources: subject.indicator.sources.clone(),
            warnings: RefCell::default(),
            omitted: false,
            rests_on_approximate: false,
        };
        if let Some(decimals) = one_form(call, (filter, subject), subjects)? {
            inner
                .named
                .insert("小数".to_owned(), Argument::Plain(decimals.to_string()));
        }
        let words = (filter.apply)(&mut inner)?;
        direction::must_be_known(&inner, &words)?;
        phrases.push(words);
        call.sources.append(&mut inner.sources);
        call.rests_on_approximate |= inner.approximate().is_some();
        call.warnings.borrow_mut().append(&mut inner.warnings.borrow_mut());
    }
    Ok(phrases)
}

/// The decimals that a value has with the others beside it, where it is printed itself and nobody says how.
fn one_form(call: &Call<'_>, (filter, subject): (&Filter, &Named), subjects: &[&Named]) -> Result<Option<u32>> {
    let all: Vec<&Indicator> = subjects.iter().map(|subject| &subject.indicator).collect();
    let printed = matches!(filter.name, "数额" | "百分比") && call.text("小数").is_none();
    match &subject.indicator.datum {
        Datum::Number(quantity) if printed => amount::shared_decimals(call, quantity, &quantities(&all)).map(Some),
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
            Ok(None)
        }
    }
}

/// Amounts side by side are of one sort, no land next to money; things that are counted may be different things: 户数和
/// 人数分别为318户和561人. Percentages have one unit, whatever they are of.
fn same_measure(call: &Call<'_>, filter: &Filter, subjects: &[&Named]) -> Result<()> {
    let missing = |named: &&&Named| matches!(named.indicator.datum, Datum::Missing(..));
    if let Some(missing) = subjects.iter().find(missing) {
        return Err(missing.problem(Code::TemplateMissing));
    }
    let dimension = |named: &Named| match &named.indicator.datum {
        Datum::Number(quantity) => Some(quantity.unit.dimension.clone()),
        Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    };
    let first = dimension(call.subject).ok_or_else(|| call.wrong_kind())?;
    let counted = |one: &Dimension| matches!(one, Dimension::Count(_));
    let alike = |other: Option<Dimension>| match other {
        Some(other) => other == first || counted(&other) && counted(&first) || RATES.contains(&filter.name),
        None => false,
    };
    match subjects.iter().find(|other| !alike(dimension(other))) {
        Some(other) => Err(call.problem(Code::WordingUnit).with("other", other.introduced())),
        None => Ok(()),
    }
}

fn passed_on(named: &BTreeMap<String, Argument>) -> BTreeMap<String, Argument> {
    let own = |name: &&String| matches!(name.as_str(), "单位" | "小数" | "修约");
    let keys = named.keys().filter(own);
    keys.filter_map(|name| Some((name.clone(), named.get(name)?.clone())))
        .collect()
}

/// The names before the values, 水稻、玉米和大豆; with 名=true the indicators' own. None where none are asked for.
fn names(call: &Call<'_>, subjects: &[&Named]) -> Result<Vec<String>> {
    let text = match call.text("名") {
        None | Some("false") => return Ok(Vec::new()),
        Some("true") => {
            return Ok(subjects
                .iter()
                .map(|subject| subject.indicator.name.to_string())
                .collect());
        }
        Some(text) => text,
    };
    let names = text.split(['、', ',', '，']).map(|name| name.trim().to_owned());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    if names.len() == subjects.len() {
        Ok(names)
    } else {
        Err(call.bad_argument(text, &format!("{} 个名称 / names", subjects.len())))
    }
}

/// A phrase taken apart: comparator, verb, and the number with what follows. None for one of another form, such as 持平.
fn taken_apart(phrase: &str) -> Option<[&str; 3]> {
    let digits = phrase.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '负'))?;
    // 增长约5%: the word belongs to the number.
    let word = qualifiers::ending(&phrase[..digits]);
    let number = digits - word.map_or(0, |qualifier| qualifier.word.len());
    let comparator = [
        leading(phrase),
        phrase.get(.."按现价计算".len()).filter(|words| *words == "按现价计算"),
    ];
    let comparator = comparator.into_iter().flatten().next().unwrap_or_default();
    let verb = phrase.get(comparator.len()..number)?;
    let plain = (verb.is_empty() || CHANGES.contains(&verb)) && !phrase.contains('，');
    plain.then(|| [comparator, verb, &phrase[number..]])
}

/// The words that all phrases begin with said once, before 分别 (a comparator) or after it (a verb); none where the
/// phrases have no form in common. What is the same of all is 均.
fn shared(phrases: &[String]) -> Option<String> {
    let first = phrases.first()?;
    let parts: Option<Vec<[&str; 3]>> = phrases.iter().map(|phrase| taken_apart(phrase)).collect();
    let Some(parts) = parts else {
        let alike = phrases.iter().all(|phrase| phrase == first) && !first.contains('，');
        return alike.then(|| format!("均{first}"));
    };
    let [comparator, verb, _] = *parts.first()?;
    if parts.iter().any(|part| part[0] != comparator) {
        return None;
    }
    let one_verb = parts.iter().all(|part| part[1] == verb);
    let rest = |part: &[&str; 3]| match one_verb {
        true => part[2].to_owned(),
        false => format!("{}{}", part[1], part[2]),
    };
    let rest: Vec<String> = parts.iter().map(rest).collect();
    let (last, before) = rest.split_last()?;
    let linking = if comparator.is_empty() && verb.is_empty() {
        "为"
    } else {
        ""
    };
    let verb = if one_verb { verb } else { "" };
    Some(format!("{comparator}分别{linking}{verb}{}和{last}", before.join("、")))
}

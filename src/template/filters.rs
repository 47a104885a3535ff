//! The statistics language: typed filters that word a figure and refuse a false sentence (spec §2–§6).

pub(in crate::template) mod figure;

mod amount;
mod approximate;
mod arguments;
mod call;
mod catalogue;
mod compare;
mod compare_with;
mod direction;
mod gains;
mod list;
mod losses;
mod multiples;
mod numerals;
mod progress;
pub(in crate::template) mod proportion;
mod settings;
mod time;
mod trend;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use minijinja::value::{Kwargs, Rest, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;

use super::ledger::clean_value;
use super::qualifiers;
use super::value::{Named, Phrase};
use crate::diag::{Code, Result};
use crate::indicator::{Datum, MissingPolicy};
use crate::place::CellPlace;
use crate::unit::{Scale, Unit};
pub use arguments::{ARGUMENTS, ArgumentName};
use call::{Argument, Call};
pub(super) use call::{bad_argument, plain, shown_argument};
pub use catalogue::{Example, FILTERS, Filter};
pub use settings::{ComparatorWord, Elapsed, PlaceStyle, WordingSettings};

pub(in crate::template) use compare::{is_growth_name, real_value};
pub(in crate::template) use losses::is_profit;
pub(in crate::template) use numerals::han_number;
pub(in crate::template) use progress::elapsed;
pub(in crate::template) use time::period_words;

/// The filters that tell how a value stands to last year's.
pub(super) const SINCE_LAST_YEAR: [&str; 9] = [
    "同比",
    "比上年",
    "对比",
    "降幅",
    "增减",
    "增减率",
    "百分点",
    "由至",
    "净增",
];

/// The filter of this name or alias.
pub(super) fn find(name: &str) -> Option<&'static Filter> {
    FILTERS
        .iter()
        .find(|filter| filter.name == name || filter.aliases.contains(&name))
}

/// A number as the template writes it, with the scale when one is written: `9.5`, `"3.5万"`.
pub(super) fn read_number(text: &str) -> Option<(Decimal, Option<Scale>)> {
    let text = text.trim();
    let (number, scale) = match (text.strip_suffix('万'), text.strip_suffix('亿')) {
        (Some(number), _) => (number, Some(Scale::Wan)),
        (_, Some(number)) => (number, Some(Scale::Yi)),
        (None, None) => (text, None),
    };
    let number = Decimal::from_str(number).ok()?;
    Some((number.normalize(), scale))
}

/// A number with its unit as the template writes it: `"4万亩"`.
pub(super) fn read_measure(text: &str) -> Option<(Decimal, Unit)> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')?;
    let (number, _) = read_number(&text[..digits])?;
    Some((number, Unit::parse(&text[digits..])?))
}

/// Makes all filters known to the engine.
pub(super) fn register(environment: &mut Environment<'static>) {
    for filter in FILTERS {
        for name in std::iter::once(&filter.name).chain(filter.aliases) {
            environment.add_filter(*name, move |arguments: Rest<ValueOrKwargs>| {
                apply(filter, name, arguments)
            });
        }
    }
}

/// Applies a filter. A problem with the data does not end the render: it is carried in the words' place, so
/// that all of them are told at once, each with its place.
fn apply(
    filter: &'static Filter,
    said: &'static str,
    arguments: Rest<ValueOrKwargs>,
) -> std::result::Result<Value, Error> {
    let values: Vec<Value> = arguments.0.into_iter().map(ValueOrKwargs::into_value).collect();
    let (positional, keywords): (&[Value], Kwargs) = from_args(&values)?;
    let Some((first, rest)) = positional.split_first() else {
        return Err(Error::from(ErrorKind::MissingArgument));
    };
    if first.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let Some(subject) = first.downcast_object::<Named>() else {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("{} < {first}", filter.name),
        ));
    };
    let mut named: BTreeMap<String, Value> = BTreeMap::new();
    for name in keywords.args() {
        named.insert(argument_name(name).to_owned(), keywords.peek(name)?);
    }
    if rest.iter().chain(named.values()).any(Value::is_undefined) {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let outcome = Call::of((filter, said), &subject, rest, &named).and_then(word);
    Ok(Value::from_object(Phrase { outcome, subject }))
}

/// The Chinese name of an argument given by its English one.
fn argument_name(name: &str) -> &str {
    let known = ARGUMENTS.iter().find(|argument| argument.alias == name);
    known.map_or(name, |argument| argument.name)
}

/// The words, with what they rest on.
fn word(mut call: Call<'_>) -> Result<super::ledger::Printed> {
    call.check_arguments()?;
    let formula = call.formula();
    let text = match call.datum() {
        Datum::Missing(_, MissingPolicy::Dash) => {
            // A value may print —; a place that nobody can have is none, and its group falls away.
            call.omitted = call.filter.name == "位次";
            "—".to_owned()
        }
        Datum::Missing(_, MissingPolicy::Error | MissingPolicy::Omit) => {
            return Err(call.problem(Code::TemplateMissing));
        }
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => {
            let words = (call.filter.apply)(&mut call)?;
            direction::must_be_known(&call, &words)?;
            words
        }
    };
    let besides = std::mem::take(&mut call.sources);
    let sources = each_once(&call.subject.indicator.sources, besides);
    let mut printed = call.subject.printed(clean_value(&text), formula, sources);
    // The word of 超(300) is the author's.
    let is_claim = qualifiers::find(call.filter.name).is_some();
    printed.approximate = call.approximate().is_some() && !is_claim;
    printed.warnings = call.warnings.into_inner();
    printed.omitted = call.omitted;
    Ok(printed)
}

/// The cells of a value and then those that its words rest on besides, each once: a part is a cell of its whole too.
fn each_once(own: &[CellPlace], besides: Vec<CellPlace>) -> Vec<CellPlace> {
    let known: BTreeSet<&CellPlace> = own.iter().collect();
    let besides = besides.into_iter().filter(|cell| !known.contains(cell));
    own.iter().cloned().chain(besides).collect()
}

//! The statistics language: typed filters that word a figure and refuse a false sentence (spec §2–§6).

pub(in crate::template) mod figure;

mod amount;
mod approximate;
mod catalogue;
mod compare;
mod list;
mod numerals;
mod progress;
mod time;
mod trend;
mod whole;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;

use super::ledger::clean_value;
use super::value::{Named, Phrase};
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Comparison, Datum, Kind, MissingPolicy, Quantity};
use crate::place::CellPlace;
use crate::unit::Scale;
pub use catalogue::{Example, FILTERS, Filter};

pub(in crate::template) use numerals::han_number;

/// The filter of this name or alias.
pub(super) fn find(name: &str) -> Option<&'static Filter> {
    FILTERS
        .iter()
        .find(|filter| filter.name == name || filter.aliases.contains(&name))
}

/// An argument as the template gives it.
#[derive(Debug, Clone)]
pub(super) enum Argument {
    /// A number, text or truth value, as written.
    Plain(String),
    /// A value.
    Named(Arc<Named>),
}

impl Argument {
    fn of(value: &Value) -> Self {
        if value.kind() == ValueKind::Bool {
            return Self::Plain(value.is_true().to_string());
        }
        value
            .downcast_object::<Named>()
            .map_or_else(|| Self::Plain(value.to_string()), Self::Named)
    }

    /// As the trace's formula shows it.
    fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Named(named) => &named.path,
        }
    }
}

/// One application of a filter: the value, the arguments, and what the words came to rest on.
pub(super) struct Call<'a> {
    filter: &'static Filter,
    subject: &'a Named,
    positional: Vec<Argument>,
    named: BTreeMap<String, Argument>,
    /// Cells beyond the value's own that the words rest on.
    sources: Vec<CellPlace>,
    warnings: Vec<Diagnostic>,
}

impl Call<'_> {
    /// The value's data.
    fn datum(&self) -> &Datum {
        &self.subject.indicator.datum
    }

    /// The value as a number; E-KIND otherwise.
    fn quantity(&self) -> Result<Quantity> {
        match self.datum() {
            Datum::Number(quantity) => Ok(quantity.clone()),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
                Err(self.wrong_kind())
            }
        }
    }

    /// Last year's value, whose cells the words then rest on.
    fn base(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let code = Code::WordingNoBase;
        self.rest_on(quantity.base.as_ref(), code)
    }

    /// The target, whose cells the words then rest on.
    fn target(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let code = Code::WordingNoTarget;
        self.rest_on(quantity.target.as_ref(), code)
    }

    fn rest_on(&mut self, comparison: Option<&Comparison>, code: Code) -> Result<Decimal> {
        let comparison = comparison.ok_or_else(|| self.problem(code))?;
        self.sources.extend(comparison.sources.iter().cloned());
        Ok(comparison.value)
    }

    /// A value given as the first argument, in the unit of `quantity`.
    fn whole(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let Some(Argument::Named(whole)) = self.positional.first().cloned() else {
            return Err(self.bad_argument("", "指标 / indicator"));
        };
        self.converted(&whole, quantity)
    }

    /// The number of another value in the unit of `quantity`; the words then rest on its cells too.
    fn converted(&mut self, other: &Named, quantity: &Quantity) -> Result<Decimal> {
        let Datum::Number(number) = &other.indicator.datum else {
            return Err(self.problem(Code::WordingKind).with("other", &other.path));
        };
        self.sources.extend(other.indicator.sources.iter().cloned());
        number
            .unit
            .convert(number.value, &quantity.unit)
            .ok_or_else(|| self.problem(Code::WordingUnit).with("other", other.exact()))
    }

    /// All arguments by position, which must be values.
    fn indicators(&self) -> Result<Vec<Arc<Named>>> {
        let named = |argument: &Argument| match argument {
            Argument::Named(named) => Ok(Arc::clone(named)),
            Argument::Plain(text) => Err(self.bad_argument(text, "指标 / indicator")),
        };
        self.positional.iter().map(named).collect()
    }

    /// The numbers of all arguments by position, in the unit of `quantity`.
    fn others(&mut self, quantity: &Quantity) -> Result<Vec<Decimal>> {
        let others = self.indicators()?;
        others.iter().map(|other| self.converted(other, quantity)).collect()
    }

    /// What sorts of numbers the arguments are.
    fn other_kinds(&self) -> impl Iterator<Item = Kind> {
        self.positional.iter().filter_map(|argument| match argument {
            Argument::Named(named) => match &named.indicator.datum {
                Datum::Number(quantity) => Some(quantity.kind),
                Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
            },
            Argument::Plain(_) => None,
        })
    }

    /// The names of the values given by position.
    fn names(&self) -> Vec<String> {
        let named = |argument: &Argument| match argument {
            Argument::Named(named) => Some(named.indicator.name.to_string()),
            Argument::Plain(_) => None,
        };
        self.positional.iter().filter_map(named).collect()
    }

    /// The text of an argument, by name.
    fn text(&self, name: &str) -> Option<&str> {
        match self.named.get(name) {
            Some(Argument::Plain(text)) => Some(text),
            Some(Argument::Named(_)) | None => None,
        }
    }

    /// The text of the first argument.
    fn first_text(&self) -> Option<&str> {
        match self.positional.first() {
            Some(Argument::Plain(text)) => Some(text),
            Some(Argument::Named(_)) | None => None,
        }
    }

    /// Whether a switch is on.
    fn flag(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// A small count given by name, such as decimals.
    fn digits(&self, name: &str) -> Result<Option<u32>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let digits = text.parse().ok().filter(|digits| *digits <= 10);
        digits.map(Some).ok_or_else(|| self.bad_argument(text, "0–10"))
    }

    /// A problem with the value.
    fn problem(&self, code: Code) -> Box<Diagnostic> {
        self.subject.problem(code).with("filter", self.filter.name)
    }

    /// The filter does not take this sort of value.
    fn wrong_kind(&self) -> Box<Diagnostic> {
        self.problem(Code::WordingKind)
    }

    /// An argument that the filter cannot use.
    fn bad_argument(&self, found: &str, expected: &str) -> Box<Diagnostic> {
        Diagnostic::new(Code::TemplateArgument)
            .with("filter", self.filter.name)
            .with("found", found)
            .with("expected", expected)
            .with("signature", format!("{}{}", self.filter.name, self.filter.signature))
    }

    /// Says that a person should look at the words.
    #[expect(clippy::boxed_local, reason = "diagnostics travel boxed; see `Result`")]
    fn warn(&mut self, warning: Box<Diagnostic>) {
        self.warnings.push(*warning);
    }

    /// The filter as the template applies it: `超(9.5)`.
    fn formula(&self) -> String {
        let arguments: Vec<String> = (self.positional.iter().map(|argument| argument.shown().to_owned()))
            .chain(
                self.named
                    .iter()
                    .map(|(name, value)| format!("{name}={}", value.shown())),
            )
            .collect();
        if arguments.is_empty() {
            self.filter.name.to_owned()
        } else {
            format!("{}({})", self.filter.name, arguments.join(", "))
        }
    }

    /// Refuses arguments that the filter does not know: a misspelt name would pass silently.
    fn check_arguments(&self) -> Result<()> {
        let signature = self.filter.signature;
        if let Some(name) = self.named.keys().find(|name| !signature.contains(&format!("{name}="))) {
            return Err(self.bad_argument(name, signature));
        }
        match self.positional.get(self.filter.positions()) {
            Some(extra) => Err(self.bad_argument(extra.shown(), signature)),
            None => Ok(()),
        }
    }
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

/// Makes all filters known to the engine.
pub(super) fn register(environment: &mut Environment<'static>) {
    for filter in FILTERS {
        for name in std::iter::once(&filter.name).chain(filter.aliases) {
            environment.add_filter(*name, move |arguments: Rest<ValueOrKwargs>| apply(filter, arguments));
        }
    }
}

/// Applies a filter. A problem with the data does not end the render: it is carried in the words' place, so
/// that all of them are told at once, each with its place.
fn apply(filter: &'static Filter, arguments: Rest<ValueOrKwargs>) -> std::result::Result<Value, Error> {
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
    if rest.iter().any(Value::is_undefined) {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let mut named = BTreeMap::new();
    for name in keywords.args() {
        named.insert(name.to_owned(), Argument::of(&keywords.peek(name)?));
    }
    let call = Call {
        filter,
        subject: &subject,
        positional: rest.iter().map(Argument::of).collect(),
        named,
        sources: Vec::new(),
        warnings: Vec::new(),
    };
    let outcome = word(call);
    Ok(Value::from_object(Phrase { outcome, subject }))
}

fn word(mut call: Call<'_>) -> Result<super::ledger::Printed> {
    call.check_arguments()?;
    let formula = call.formula();
    let text = match call.datum() {
        Datum::Missing(_, MissingPolicy::Dash) => "—".to_owned(),
        Datum::Missing(_, MissingPolicy::Error | MissingPolicy::Omit) => {
            return Err(call.problem(Code::TemplateMissing));
        }
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => {
            (call.filter.apply)(&mut call)?
        }
    };
    let mut sources = call.subject.indicator.sources.clone();
    sources.append(&mut call.sources);
    let mut printed = call.subject.printed(clean_value(&text), formula, sources);
    printed.warnings = call.warnings;
    Ok(printed)
}

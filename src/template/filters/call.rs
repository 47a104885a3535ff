//! One application of a filter: the value, its arguments, and the refusals that all filters share.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::ValueKind;
use rust_decimal::Decimal;

use super::super::JobFacts;
use super::super::county::COUNTY;
use super::super::value::Named;
use super::arguments;
use super::figure::{self, Rounding};
use super::{ComparatorWord, Filter, WordingSettings};
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Approximate, Comparison, Datum, Kind, Quantity, ROUGHLY, RankOrder};
use crate::place::CellPlace;

/// An argument as the template gives it.
#[derive(Debug, Clone)]
pub(in crate::template) enum Argument {
    /// A number, text or truth value, as written.
    Plain(String),
    /// A value.
    Named(Arc<Named>),
}

/// A number, text or truth value of the template, as text; none of a list, of a row and of what a filter has worded, whose
/// text would be the engine's own and nobody's words.
#[expect(clippy::wildcard_enum_match_arm, reason = "the engine's kinds are not exhaustive")]
pub(in crate::template) fn plain(value: &Value) -> Option<String> {
    match value.kind() {
        ValueKind::Bool => Some(value.is_true().to_string()),
        ValueKind::Number | ValueKind::String => Some(value.to_string()),
        _ => None,
    }
}

/// An argument as a message shows it: a value by its name, since its text would be a mark of the ledger.
pub(in crate::template) fn shown_argument(value: &Value) -> String {
    let named = value.downcast_object_ref::<Named>().map(|named| named.path.clone());
    named.or_else(|| plain(value)).unwrap_or_else(|| "[…]".to_owned())
}

impl Argument {
    /// None of what is no value.
    fn of(value: &Value) -> Option<Self> {
        let named = value.downcast_object::<Named>().map(Self::Named);
        named.or_else(|| plain(value).map(Self::Plain))
    }

    /// As the trace's formula shows it.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Named(named) => &named.path,
        }
    }
}

/// An argument that a filter cannot use, or lacks where nothing is found.
pub(in crate::template) fn bad_argument(
    (filter, signature): (&str, &str),
    found: &str,
    expected: &str,
) -> Box<Diagnostic> {
    let problem = if found.is_empty() {
        Diagnostic::new(Code::TemplateArgumentMissing)
    } else {
        Diagnostic::new(Code::TemplateArgument).with("found", found)
    };
    problem
        .with("filter", filter)
        .with("expected", expected)
        .with("signature", format!("{filter}{signature}"))
}

/// One application of a filter: the value, the arguments, and what the words came to rest on.
pub(in crate::template) struct Call<'a> {
    pub(super) filter: &'static Filter,
    /// The name by which the template calls it: 将近 for 近.
    pub(super) said: &'static str,
    pub(super) subject: &'a Named,
    pub(super) positional: Vec<Argument>,
    pub(super) named: BTreeMap<String, Argument>,
    /// Cells beyond the value's own that the words rest on.
    pub(super) sources: Vec<CellPlace>,
    pub(super) warnings: RefCell<Vec<Diagnostic>>,
    /// Whether the words stand for what is not there: a group falls away with them.
    pub(super) omitted: bool,
    /// Whether a number that the words rest on, beyond the value's own, is approximate.
    pub(super) rests_on_approximate: bool,
}

impl<'a> Call<'a> {
    /// The application of a filter, by its name in the template, to these arguments.
    pub(super) fn of(
        (filter, said): (&'static Filter, &'static str),
        subject: &'a Named,
        positional: &[Value],
        named: &BTreeMap<String, Value>,
    ) -> Result<Self> {
        let read = |value: &Value| {
            let argument = Argument::of(value);
            let unusable = || {
                bad_argument(
                    (filter.name, filter.signature),
                    &shown_argument(value),
                    filter.signature,
                )
            };
            argument.ok_or_else(unusable)
        };
        let named = named.iter().map(|(name, value)| Ok((name.clone(), read(value)?)));
        Ok(Self {
            filter,
            said,
            subject,
            positional: positional.iter().map(read).collect::<Result<_>>()?,
            named: named.collect::<Result<_>>()?,
            sources: Vec::new(),
            warnings: RefCell::default(),
            omitted: false,
            rests_on_approximate: false,
        })
    }
}

impl Call<'_> {
    /// What every report of the job shares.
    pub(super) fn job(&self) -> &JobFacts {
        &self.subject.ledger.job
    }

    /// The document's own way to say things.
    pub(super) fn wording(&self) -> &WordingSettings {
        &self.job().wording
    }

    /// 比 or 较 as the document has chosen, else the usual one.
    pub(super) fn comparing(&self, usual: &'static str) -> &'static str {
        match self.wording().comparator {
            Some(ComparatorWord::Bi) => "比",
            Some(ComparatorWord::Jiao) => "较",
            None => usual,
        }
    }

    /// The word that the author wrote, where it is Chinese: 将近 prints 将近.
    pub(super) fn said_word(&self) -> &'static str {
        if self.said.is_ascii() {
            self.filter.name
        } else {
            self.said
        }
    }

    /// How the printed number is rounded: half up, or half to even when 修约="8170" asks for it.
    pub(super) fn rounding(&self) -> Result<Rounding> {
        match self.text("修约") {
            None => Ok(Rounding::HalfUp),
            Some("8170") => Ok(Rounding::HalfEven),
            Some(other) => Err(self.bad_argument(other, "\"8170\"")),
        }
    }

    /// Whether what is computed from the value, and from all that it was compared with so far, is approximate.
    pub(super) fn approximate(&self) -> Approximate {
        let own = match self.datum() {
            Datum::Number(quantity) => quantity.approximate.is_some(),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => false,
        };
        let approximate = own || self.rests_on_approximate;
        approximate.then(|| ROUGHLY.into())
    }

    /// Computed digits, with 约 before them where they are approximate.
    pub(super) fn about(&self, digits: impl Display) -> String {
        format!("{}{digits}", self.approximate().as_deref().unwrap_or_default())
    }

    /// The words for no change: of what is approximate nobody knows that there is none.
    pub(super) fn level(&self, words: &str) -> String {
        if self.approximate().is_none() || words.contains("基本持平") {
            return words.to_owned();
        }
        words.replace("持平", "基本持平")
    }

    /// A computed percentage or points, printed with so many decimals.
    pub(super) fn percent(&self, value: Decimal, decimals: u32) -> Result<String> {
        Ok(self.about(self.percentage(value, decimals)?))
    }

    /// The digits of a percentage.
    pub(super) fn percentage(&self, value: Decimal, decimals: u32) -> Result<String> {
        let rounded = self.rounding()?.round(value, decimals);
        // One decimal is what a percentage has unasked.
        if self.digits("小数")? == Some(decimals) && decimals == 0 {
            self.tell_if_coarse(value, rounded, "%");
        }
        Ok(self.percent_digits(rounded, decimals))
    }

    /// The digits of a percentage that is rounded already.
    pub(super) fn percent_digits(&self, rounded: Decimal, decimals: u32) -> String {
        if self.wording().trailing_zeros {
            figure::fixed(rounded, decimals)
        } else {
            figure::plain(rounded, decimals)
        }
    }

    /// A share printed so that less than 100 % never rounds up to it, and what is there never down to nothing: what is
    /// missing stays visible, and so does what is small.
    pub(super) fn short_of_whole(&self, share: Decimal, decimals: u32) -> Result<String> {
        self.percent(share, self.decimals_of_share(share, decimals)?)
    }

    /// So many decimals, or as many more as [`Self::short_of_whole`] needs.
    pub(super) fn decimals_of_share(&self, share: Decimal, mut decimals: u32) -> Result<u32> {
        let rounding = self.rounding()?;
        let is_false = |decimals| {
            let rounded = rounding.round(share, decimals);
            rounded >= Decimal::ONE_HUNDRED && share < Decimal::ONE_HUNDRED || rounded.is_zero() && !share.is_zero()
        };
        while decimals < 6 && is_false(decimals) {
            decimals += 1;
        }
        Ok(decimals)
    }

    /// Says that the decimals which the author asked for take more than a twentieth from the number that is printed, or
    /// add it.
    pub(super) fn tell_if_coarse(&self, exact: Decimal, rounded: Decimal, unit: impl Display) {
        let error = exact.saturating_sub(rounded).abs();
        if error.saturating_mul(Decimal::from(20)) > exact.abs() {
            // The number that is printed may be computed from the value, and is then another.
            let warning = Box::new(self.problem(Code::WordingLoose).without("value"));
            let warning = warning.with("value", format!("{}{unit}", figure::plain(exact, 6)));
            self.warn(warning.with("words", format!("{}{unit}", rounded.normalize())));
        }
    }

    /// The value's data.
    pub(super) fn datum(&self) -> &Datum {
        &self.subject.indicator.datum
    }

    /// The value as a number; E-KIND otherwise.
    pub(super) fn quantity(&self) -> Result<Quantity> {
        match self.datum() {
            Datum::Number(quantity) => Ok(quantity.clone()),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => {
                Err(self.wrong_kind())
            }
        }
    }

    /// Last year's value, whose cells the words then rest on.
    pub(super) fn base(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let code = Code::WordingNoBase;
        self.rest_on(quantity.base.as_ref(), code)
    }

    /// The target, whose cells the words then rest on.
    pub(super) fn target(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let code = Code::WordingNoTarget;
        self.rest_on(quantity.target.as_ref(), code)
    }

    pub(super) fn rest_on(&mut self, comparison: Option<&Comparison>, code: Code) -> Result<Decimal> {
        let comparison = comparison.ok_or_else(|| self.problem(code))?;
        self.sources.extend(comparison.sources.iter().cloned());
        self.rests_on_approximate |= comparison.approximate.is_some();
        Ok(comparison.value)
    }

    /// A value given as the first argument, in the unit of `quantity`.
    pub(super) fn whole(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let Some(Argument::Named(whole)) = self.positional.first().cloned() else {
            return Err(self.bad_argument("", "指标 / indicator"));
        };
        self.converted(&whole, quantity)
    }

    /// The number of another value in the unit of `quantity`; the words then rest on its cells too.
    pub(super) fn converted(&mut self, other: &Named, quantity: &Quantity) -> Result<Decimal> {
        let number = match &other.indicator.datum {
            Datum::Number(number) => number,
            Datum::Missing(..) => return Err(other.problem(Code::TemplateMissing)),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) => {
                return Err(other.problem(Code::WordingKind).with("filter", self.filter.name));
            }
        };
        self.sources.extend(other.indicator.sources.iter().cloned());
        self.rests_on_approximate |= number.approximate.is_some();
        number
            .unit
            .convert(number.value, &quantity.unit)
            .ok_or_else(|| self.problem(Code::WordingUnit).with("other", other.introduced()))
    }

    /// All arguments by position, which must be values.
    pub(super) fn indicators(&self) -> Result<Vec<Arc<Named>>> {
        let named = |argument: &Argument| match argument {
            Argument::Named(named) => Ok(Arc::clone(named)),
            Argument::Plain(text) => Err(self.bad_argument(text, "指标 / indicator")),
        };
        self.positional.iter().map(named).collect()
    }

    /// The numbers of all arguments by position, in the unit of `quantity`.
    pub(super) fn others(&mut self, quantity: &Quantity) -> Result<Vec<Decimal>> {
        let others = self.indicators()?;
        others.iter().map(|other| self.converted(other, quantity)).collect()
    }

    /// What sorts of numbers the arguments are.
    pub(super) fn other_kinds(&self) -> impl Iterator<Item = Kind> {
        self.positional.iter().filter_map(|argument| match argument {
            Argument::Named(named) => match &named.indicator.datum {
                Datum::Number(quantity) => Some(quantity.kind),
                Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
            },
            Argument::Plain(_) => None,
        })
    }

    /// The names of the values given by position.
    pub(super) fn names(&self) -> Vec<String> {
        let named = |argument: &Argument| match argument {
            Argument::Named(named) => Some(named.indicator.name.to_string()),
            Argument::Plain(_) => None,
        };
        self.positional.iter().filter_map(named).collect()
    }

    /// The text of an argument, by name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.named.get(name) {
            Some(Argument::Plain(text)) => Some(text),
            Some(Argument::Named(_)) | None => None,
        }
    }

    /// What 名= calls another value: the text that it gives, or with true the value's own name.
    pub(super) fn named_as(&self, other: &Named) -> Option<String> {
        match self.text("名")? {
            "false" => None,
            "true" if other.path.starts_with(COUNTY) => {
                Some(format!("{}{}", self.job().whole_county(), other.indicator.name))
            }
            "true" => Some(other.indicator.name.to_string()),
            text => Some(text.to_owned()),
        }
    }

    /// The text of the first argument.
    pub(super) fn first_text(&self) -> Option<&str> {
        match self.positional.first() {
            Some(Argument::Plain(text)) => Some(text),
            Some(Argument::Named(_)) | None => None,
        }
    }

    /// Whether less of the value is better.
    pub(super) fn less_is_better(&self) -> bool {
        self.better() == Some(RankOrder::Low)
    }

    /// Whether more or less of the value is better, as `rank` says; of the county's too.
    pub(super) fn better(&self) -> Option<RankOrder> {
        let path = self.subject.path.as_str();
        let name = path
            .strip_prefix(COUNTY)
            .map_or(path, |name| name.trim_start_matches('.'));
        self.subject.ledger.orders.get(name).copied()
    }

    /// Whether a switch is on.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.text(name) == Some("true")
    }

    /// A small count given by name, such as decimals.
    pub(super) fn digits(&self, name: &str) -> Result<Option<u32>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let digits = text.parse().ok().filter(|digits| *digits <= 10);
        digits.map(Some).ok_or_else(|| self.bad_argument(text, "0–10"))
    }

    /// A problem with the value.
    pub(super) fn problem(&self, code: Code) -> Box<Diagnostic> {
        self.subject.problem(code).with("filter", self.filter.name)
    }

    /// The filter does not take this sort of value.
    pub(super) fn wrong_kind(&self) -> Box<Diagnostic> {
        self.problem(Code::WordingKind)
    }

    /// Words that the value does not bear out, with some that it does.
    pub(super) fn untrue(&self, words: impl ToString, truth: impl ToString) -> Box<Diagnostic> {
        let problem = self.problem(Code::WordingApprox);
        problem.with("words", words).with("truth", truth)
    }

    /// An argument that the filter cannot use, or lacks where nothing is found.
    pub(super) fn bad_argument(&self, found: &str, expected: &str) -> Box<Diagnostic> {
        bad_argument((self.filter.name, self.filter.signature), found, expected)
    }

    /// Says that a person should look at the words.
    #[expect(clippy::boxed_local, reason = "diagnostics travel boxed; see `Result`")]
    pub(super) fn warn(&self, warning: Box<Diagnostic>) {
        self.warnings.borrow_mut().push(*warning);
    }

    /// The filter as the template applies it: `超(9.5)`.
    pub(super) fn formula(&self) -> String {
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
    pub(super) fn check_arguments(&self) -> Result<()> {
        if self.named.is_empty() && self.positional.is_empty() {
            return Ok(());
        }
        let signature = self.filter.signature;
        if let Some(name) = self.named.keys().find(|name| !signature.contains(&format!("{name}="))) {
            return Err(self.bad_argument(name, signature));
        }
        let switches = self.named.iter().filter(|(name, _)| arguments::is_switch(name));
        let mut wrong = switches.filter(|(_, value)| !matches!(value.shown(), "true" | "false"));
        if let Some((_, value)) = wrong.next() {
            return Err(self.bad_argument(value.shown(), "true / false"));
        }
        match self.positional.get(self.filter.positions()) {
            Some(extra) => Err(self.bad_argument(extra.shown(), signature)),
            None => Ok(()),
        }
    }
}

//! The statistics language: typed filters that word a figure and refuse a false sentence (spec §2–§6).

pub(in crate::template) mod figure;

mod amount;
mod approximate;
mod compare;
mod numerals;
mod progress;
mod time;

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, ValueKind, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;

use super::ledger::clean_value;
use super::value::{Named, Phrase};
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Comparison, Datum, MissingPolicy, Quantity};
use crate::place::CellPlace;
use crate::unit::Scale;

pub(in crate::template) use numerals::han_number;

/// One filter, as `gongwen filters` lists it.
#[derive(Clone, Copy)]
pub struct Filter {
    /// The Chinese name.
    pub name: &'static str,
    /// Other names, English first.
    pub aliases: &'static [&'static str],
    /// The arguments, as the template writes them.
    pub signature: &'static str,
    /// What it prints, in Chinese.
    pub zh: &'static str,
    /// What it prints, in English.
    pub en: &'static str,
    apply: fn(&mut Call<'_>) -> Result<String>,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.name, self.signature)
    }
}

macro_rules! filters {
    ($($name:literal $aliases:expr, $signature:literal, $apply:path, $zh:literal, $en:literal;)*) => {
        /// Every filter. A new one is one typed function and one line here.
        pub const FILTERS: &[Filter] = &[$(Filter {
            name: $name, aliases: &$aliases, signature: $signature, zh: $zh, en: $en, apply: $apply,
        }),*];
    };
}

filters! {
    "数额" ["amount"], "(单位=, 小数=)", amount::amount, "数值配上合适的单位和万、亿：4.5万亩", "the value in a fitting unit and scale";
    "其中" ["of_which"], "(整体)", amount::of_which, "同数额，并核对部分不大于整体", "an amount, checked to be no more than the whole";
    "百分比" ["percent"], "(小数=)", amount::percentage, "86.3%", "a percentage";
    "近" ["nearly", "将近", "接近"], "(N, 位数=)", approximate::nearly, "近3.5万元；值须小于 N", "below N, close to it";
    "超" ["over", "超过"], "(N, 位数=)", approximate::over, "超9.5亿元；值须大于 N", "above N, close to it";
    "逾" ["exceeding"], "(N, 位数=)", approximate::exceeding, "逾9.5亿元；值须大于 N", "above N, close to it";
    "余" ["odd"], "(N, 位数=)", approximate::odd, "1720余吨；值须大于 N，不到下一个整数", "above N, below the next round number";
    "多" ["some"], "(N, 位数=)", approximate::some, "1720多吨；同余", "as 余";
    "以上" ["at_least"], "(N, 位数=)", approximate::at_least, "86%以上；值不小于 N", "N or more";
    "以下" ["at_most", "以内"], "(N, 位数=)", approximate::at_most, "50亩以下；值不大于 N", "N or less";
    "不足" ["short_of", "不到"], "(N, 位数=)", approximate::short_of, "不足50户；值须小于 N", "less than N";
    "约" ["about", "大约"], "(N, 位数=)", approximate::about, "约3.5万人；与 N 相差不超过2.5%", "within 2.5% of N";
    "近大写" ["nearly_han"], "(\"千万\")", approximate::nearly_han, "近千万元", "nearly, in Han numerals";
    "上大写" ["over_han"], "(\"亿\")", approximate::over_han, "上亿株", "upwards of, in Han numerals";
    "同比" ["yoy"], "(小数=)", compare::year_on_year, "同比增长12%", "change against the same period last year, in percent";
    "比上年" ["versus_last_year"], "(小数=)", compare::versus_last_year, "比上年增长12%", "change against last year, in percent";
    "增减" ["delta"], "(单位=, 小数=)", compare::delta, "增加277万元", "change as an amount";
    "百分点" ["points"], "(小数=)", compare::points, "提高2.2个百分点；只用于比率", "change of a rate in percentage points";
    "倍数" ["times"], "(增长=true)", compare::times, "是上年的4倍；增长3倍", "how many times last year's value";
    "翻番" ["fan"], "(番数)", compare::doubled, "翻一番", "doubled, quadrupled";
    "由至" ["fromto"], "(单位=, 小数=)", compare::from_to, "由0.98亿元增至1.02亿元", "from last year's value to this year's";
    "净增" ["netadd"], "()", compare::net_gain, "净增18户；只用于时点数", "net gain of a stock";
    "完成" ["complete"], "(超额=true)", progress::complete, "完成年度目标的103.3%", "share of the target reached";
    "序时进度" ["progress"], "(期末)", progress::on_schedule, "快于序时进度2.3个百分点", "progress against the time gone by";
    "占比" ["share"], "(整体, 小数=)", progress::share, "占比18.2%", "share of a whole";
    "位次" ["rank"], "(共=true)", progress::rank, "居全县第3位（共18个乡镇）", "place among all townships";
    "日期" ["date"], "(格式)", time::date, "11月20日；格式：年月日 年月 月 日 旬 月初 月底", "a date";
    "截至" ["asof"], "()", time::as_of, "截至2023年11月底", "as of a date";
    "期间" ["period"], "(末日)", time::period, "1—11月", "a period";
    "个数" ["count"], "()", progress::count, "行数：12", "how many rows";
}

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

    /// A whole given as the first argument, in the unit of `quantity`.
    fn whole(&mut self, quantity: &Quantity) -> Result<Decimal> {
        let Some(Argument::Named(whole)) = self.positional.first().cloned() else {
            return Err(self.bad_argument("1", "指标 / indicator"));
        };
        let Datum::Number(other) = &whole.indicator.datum else {
            return Err(self.problem(Code::WordingKind).with("other", &whole.path));
        };
        self.sources.extend(whole.indicator.sources.iter().cloned());
        other
            .unit
            .convert(other.value, &quantity.unit)
            .ok_or_else(|| self.problem(Code::WordingUnit).with("other", whole.exact()))
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
        let takes_one =
            !matches!(signature, "()") && !signature.starts_with("(单位") && !signature.starts_with("(小数");
        match self.positional.get(usize::from(takes_one)) {
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
    Ok(Value::from_object(Phrase {
        outcome: word(call),
        ledger: Arc::clone(&subject.ledger),
    }))
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

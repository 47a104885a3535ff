//! Filters of rows: order, choice, sums and means; what they return is rows or a number again, fully traced.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Kwargs, Rest, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, Value};
use rust_decimal::Decimal;

use super::condition;
use super::value::Named;
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Datum, Indicator, Kind, Missing, Quantity, Record, Standing};
use crate::unit::Unit;

/// A filter that takes rows, as `gongwen filters` lists it.
#[derive(Clone, Copy)]
pub struct RowFilter {
    /// The Chinese name.
    pub name: &'static str,
    /// The English name.
    pub alias: &'static str,
    /// The arguments, as the template writes them; `…` may be repeated.
    pub signature: &'static str,
    /// What it gives, in Chinese.
    pub zh: &'static str,
    /// What it gives, in English.
    pub en: &'static str,
    apply: fn(&Call<'_>) -> Result<Value>,
}

impl std::fmt::Debug for RowFilter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.name, self.signature)
    }
}

/// The table's own notation: name, English name, arguments = function; words in both languages.
macro_rules! row_filters {
    ($($name:literal $alias:literal, $signature:literal = $apply:path; $zh:literal, $en:literal;)*) => {
        /// Every filter of rows.
        pub const ROW_FILTERS: &[RowFilter] = &[$(RowFilter {
            name: $name, alias: $alias, signature: $signature, zh: $zh, en: $en, apply: $apply,
        }),*];
    };
}

row_filters! {
    "升序" "ascending", "(\"字段\"…)" = ascending;
        "从小到大排列；相等的保持原来的次序，没有数的排在最后", "the least first; equals keep their order, rows without a value come last";
    "降序" "descending", "(\"字段\"…)" = descending;
        "从大到小排列；相等的保持原来的次序，没有数的排在最后", "the greatest first; equals keep their order, rows without a value come last";
    "筛选" "where", "(\"字段 >= 4万亩\", 数值)" = filtered;
        "符合条件的各行；数值写在条件里，或作为第二个参数给出", "the rows that meet the condition; the value stands in it, or is the second argument";
    "前" "top", "(个数, \"字段\")" = top;
        "前几行；写了字段的，按它从大到小取前几名，并列的都在内", "the first rows; with a field, those of the highest places by it, ties included";
    "后" "bottom", "(个数, \"字段\")" = bottom;
        "后几行；写了字段的，按它从小到大取后几名，并列的都在内", "the last rows; with a field, those of the lowest places by it, ties included";
    "最高" "highest", "(\"字段\")" = highest;
        "字段最大的行，并列的都在内", "the rows with the greatest value, ties included";
    "最低" "lowest", "(\"字段\")" = lowest;
        "字段最小的行，并列的都在内", "the rows with the least value, ties included";
    "名次" "placed", "(\"字段\", 升=true)" = placed;
        "给每行加上字段“名次”（并列的同名次）；字段本身可以用 位次", "adds the field 名次 to each row, ties alike; the field itself takes 位次";
    "总和" "sum", "(\"字段\")" = sum;
        "各行之和；比率、调查数、指数和位次不能相加，缺数不能略过", "the sum; not of rates, survey values, index numbers and ranks, nor with a value missing";
    "均值" "mean", "(\"字段\", 权=\"字段\")" = mean;
        "各行平均；比率要写明权数", "the mean; of rates only with a weight";
}

/// The filter of rows of this name.
pub(super) fn find(name: &str) -> Option<&'static RowFilter> {
    ROW_FILTERS
        .iter()
        .find(|filter| filter.name == name || filter.alias == name)
}

/// Makes the filters known to the engine.
pub(super) fn register(environment: &mut Environment<'static>) {
    for filter in ROW_FILTERS {
        for name in [filter.name, filter.alias] {
            environment.add_filter(name, move |arguments: Rest<ValueOrKwargs>| apply(filter, arguments));
        }
    }
}

/// Numbers of one unit, each with the index of its row.
type Numbers = Vec<(usize, Decimal)>;

/// One application of a filter of rows.
struct Call<'a> {
    filter: &'static RowFilter,
    subject: &'a Named,
    records: &'a [Record],
    arguments: &'a [Value],
    named: &'a Kwargs,
}

fn apply(filter: &'static RowFilter, arguments: Rest<ValueOrKwargs>) -> std::result::Result<Value, Error> {
    let values: Vec<Value> = arguments.0.into_iter().map(ValueOrKwargs::into_value).collect();
    let (positional, named): (&[Value], Kwargs) = from_args(&values)?;
    if positional.iter().any(Value::is_undefined) {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    let subject = positional.first().and_then(Value::downcast_object::<Named>);
    let Some(subject) = subject else {
        return Err(Error::new(ErrorKind::InvalidOperation, filter.name));
    };
    let outcome = match &subject.indicator.datum {
        Datum::Rows(records) => {
            let call = Call {
                filter,
                subject: &subject,
                records,
                arguments: &positional[1..],
                named: &named,
            };
            let allowed = subject.ledger.go_through(records.len());
            allowed
                .and_then(|()| call.check_names())
                .and_then(|()| (filter.apply)(&call))
        }
        Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
            Err(subject.problem(Code::WordingKind).with("filter", filter.name))
        }
    };
    // A draft goes on without what cannot be computed.
    if subject.ledger.doubts.is_some() && outcome.as_ref().is_err_and(|fault| may_be_missing(fault.code)) {
        return Ok(subject.absent(format!("{}|{}", subject.path, filter.name)));
    }
    outcome.map_err(|fault| {
        subject.ledger.note_fault(fault);
        Error::from(ErrorKind::InvalidOperation)
    })
}

/// Whether a problem is one of the data and not of the template.
fn may_be_missing(code: Code) -> bool {
    matches!(code, Code::TemplateRowsPartial | Code::WordingKind | Code::WordingList)
}

impl Call<'_> {
    /// Refuses names of arguments that the filter does not know.
    fn check_names(&self) -> Result<()> {
        let mut names = self.named.args();
        match names.find(|name| !self.filter.signature.contains(&format!("{name}="))) {
            Some(name) => Err(self.bad_argument(name)),
            None => Ok(()),
        }
    }

    fn bad_argument(&self, found: &str) -> Box<Diagnostic> {
        Diagnostic::new(Code::TemplateArgument)
            .with("filter", self.filter.name)
            .with("found", found)
            .with("expected", self.filter.signature)
            .with("signature", format!("{}{}", self.filter.name, self.filter.signature))
    }

    /// The argument at a place, as a text.
    fn text(&self, index: usize) -> Result<&str> {
        let value = self.arguments.get(index);
        let text = value.and_then(Value::as_str);
        text.ok_or_else(|| self.bad_argument(&value.map(ToString::to_string).unwrap_or_default()))
    }

    /// The field named at a place, which every row has.
    fn field(&self, index: usize) -> Result<&str> {
        let name = self.text(index)?;
        self.known(name)?;
        Ok(name)
    }

    fn known(&self, name: &str) -> Result<()> {
        let Some(first) = self.records.first() else {
            return Ok(());
        };
        if first.field(name).is_some() {
            return Ok(());
        }
        let fields: Vec<&str> = first.fields.iter().map(|field| &*field.name).collect();
        let nearest = super::check::nearest(name, &fields).unwrap_or("—");
        let problem = Diagnostic::new(Code::TemplateField).with("found", name);
        Err(problem.with("nearest", nearest))
    }

    fn count(&self) -> Result<usize> {
        let value = self.arguments.first();
        let count = value.and_then(Value::as_usize).filter(|count| *count > 0);
        count.ok_or_else(|| self.bad_argument(&value.map(ToString::to_string).unwrap_or_default()))
    }

    /// Some of the rows, by their indices, in this order.
    fn rows(&self, chosen: &[usize]) -> Value {
        let records = chosen
            .iter()
            .filter_map(|index| self.records.get(*index).cloned())
            .collect();
        self.with_records(records, chosen)
    }

    fn with_records(&self, records: Vec<Record>, chosen: &[usize]) -> Value {
        let numbers: Vec<usize> = chosen.iter().map(|index| self.subject.number(*index)).collect();
        Value::from_object(Named {
            path: self.subject.path.clone(),
            indicator: Indicator {
                datum: Datum::Rows(records),
                ..self.subject.indicator.clone()
            },
            traced: self.subject.traced,
            numbers: Some(numbers.into()),
            ledger: Arc::clone(&self.subject.ledger),
        })
    }

    /// A field of a row as a value by itself.
    fn value(&self, indicator: &Indicator) -> Named {
        Named {
            path: format!("{}.{}", self.subject.path, indicator.name),
            indicator: indicator.clone(),
            traced: self.subject.traced,
            numbers: None,
            ledger: Arc::clone(&self.subject.ledger),
        }
    }

    fn wrong_kind(&self, field: &str) -> Box<Diagnostic> {
        let problem = Diagnostic::new(Code::WordingKind).with("name", format!("{}.{field}", self.subject.path));
        problem.with("value", "").with("filter", self.filter.name)
    }

    /// The numbers of a field in one unit, each with its row; a value that nobody knows would make a partial result.
    fn numbers(&self, field: &str) -> Result<(Numbers, Option<Quantity>)> {
        let mut numbers = Vec::with_capacity(self.records.len());
        let mut first: Option<&Quantity> = None;
        let mut lacking = Vec::new();
        for (index, record) in self.records.iter().enumerate() {
            match record.field(field).map(|own| &own.datum) {
                Some(Datum::Number(quantity)) => {
                    let unit = &first.get_or_insert(quantity).unit;
                    let value = quantity.unit.convert(quantity.value, unit);
                    numbers.push((index, value.ok_or_else(|| self.wrong_kind(field))?));
                }
                // 无 and — say that there is nothing to add.
                Some(Datum::Missing(Missing::NotApplicable, _)) => {}
                Some(Datum::Missing(Missing::Unknown, _)) | None => lacking.push(self.row_name(index)),
                Some(Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_)) => {
                    return Err(self.wrong_kind(field));
                }
            }
        }
        if !lacking.is_empty() {
            let problem = Diagnostic::new(Code::TemplateRowsPartial).with("name", &self.subject.path);
            let problem = problem.with("field", field).with("count", lacking.len());
            let problem = problem.with("filter", self.filter.name);
            return Err(problem.with("rows", lacking.join("、")));
        }
        Ok((numbers, first.cloned()))
    }

    /// The numbers of a field of which there is at least one.
    fn some_numbers(&self, field: &str) -> Result<(Numbers, Quantity)> {
        let (numbers, first) = self.numbers(field)?;
        let none = || self.subject.problem(Code::WordingList).with("filter", self.filter.name);
        Ok((numbers, first.ok_or_else(none)?))
    }

    /// What a person calls a row: the text of a field such as 村名, else its first text.
    fn row_name(&self, index: usize) -> String {
        let fields = self.records.get(index).map(|record| &record.fields);
        let texts = fields.into_iter().flatten().filter_map(|field| match &field.datum {
            Datum::Text(text) => Some((&field.name, text.clone())),
            Datum::Number(_) | Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
        });
        let mut texts: Vec<_> = texts.collect();
        texts.sort_by_key(|(name, _)| !name.contains('名'));
        let name = texts.into_iter().next().map(|(_, text)| text);
        name.unwrap_or_else(|| self.subject.number(index).to_string())
    }

    /// A number of all rows, traced to the cells of the fields.
    fn number(&self, fields: &[&str], value: Decimal, quantity: Quantity) -> Value {
        let field = fields.first().copied().unwrap_or_default();
        let all = self.records.iter();
        let sources = all.flat_map(|record| fields.iter().filter_map(|name| record.field(name)));
        let name: Arc<str> = format!("{field}{}", self.filter.name).into();
        Value::from_object(Named {
            path: format!("{}|{}({field})", self.subject.path, self.filter.name),
            indicator: Indicator {
                name,
                datum: Datum::Number(Quantity {
                    value,
                    base: None,
                    target: None,
                    ..quantity
                }),
                sources: sources.flat_map(|field| field.sources.iter().cloned()).collect(),
                formula: None,
                standing: None,
            },
            traced: self.subject.traced,
            numbers: None,
            ledger: Arc::clone(&self.subject.ledger),
        })
    }
}

fn ascending(call: &Call<'_>) -> Result<Value> {
    ordered(call, false)
}

fn descending(call: &Call<'_>) -> Result<Value> {
    ordered(call, true)
}

fn ordered(call: &Call<'_>, descending: bool) -> Result<Value> {
    call.field(0)?;
    let fields: Vec<&str> = (0..call.arguments.len())
        .map(|index| call.field(index))
        .collect::<Result<_>>()?;
    let mut chosen: Vec<usize> = (0..call.records.len()).collect();
    let key = |index: usize, field: &str| call.records.get(index).and_then(|record| record.field(field));
    chosen.sort_by(|one, other| {
        let each = fields
            .iter()
            .map(|field| order(key(*one, field), key(*other, field), descending));
        each.fold(Ordering::Equal, Ordering::then)
    });
    Ok(call.rows(&chosen))
}

/// The order of two fields; what has no value comes last either way.
fn order(one: Option<&Indicator>, other: Option<&Indicator>, descending: bool) -> Ordering {
    let (Some(one), Some(other)) = (one, other) else {
        return Ordering::Equal;
    };
    let way = |order: Ordering| if descending { order.reverse() } else { order };
    match (&one.datum, &other.datum) {
        (Datum::Missing(..), Datum::Missing(..)) => Ordering::Equal,
        (Datum::Missing(..), _) => Ordering::Greater,
        (_, Datum::Missing(..)) => Ordering::Less,
        (Datum::Number(one), Datum::Number(other)) => {
            let other = other.unit.convert(other.value, &one.unit);
            way(other.map_or(Ordering::Equal, |other| one.value.cmp(&other)))
        }
        (Datum::Date(one), Datum::Date(other)) => way(one.cmp(other)),
        (Datum::Text(one), Datum::Text(other)) => way(one.cmp(other)),
        (Datum::Bool(one), Datum::Bool(other)) => way(one.cmp(other)),
        (Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_), _) => Ordering::Equal,
    }
}

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
}

fn filtered(call: &Call<'_>) -> Result<Value> {
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
    let (Condition::Present(name, _) | Condition::Compared(name, ..)) = condition;
    let Some(field) = record.field(name) else {
        return Ok(false);
    };
    let missing = matches!(field.datum, Datum::Missing(..));
    let (comparison, value) = match condition {
        Condition::Present(_, wanted) => return Ok(missing != *wanted),
        Condition::Compared(..) if missing => return Ok(false),
        Condition::Compared(_, comparison, value) => (*comparison, std::slice::from_ref(value)),
    };
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

/// The places of the rows by a field, the best first; ties share the better place. Rows without a value have none.
fn places(call: &Call<'_>, field: &str, lowest_first: bool) -> Result<Vec<(usize, u32)>> {
    let (mut numbers, _) = call.numbers(field)?;
    numbers.sort_by(|(_, one), (_, other)| if lowest_first { one.cmp(other) } else { other.cmp(one) });
    let mut places: Vec<(usize, u32)> = Vec::with_capacity(numbers.len());
    for (position, (index, value)) in numbers.iter().enumerate() {
        let tied = position.checked_sub(1).filter(|before| numbers[*before].1 == *value);
        let place = tied.map_or(position as u32 + 1, |before| places[before].1);
        places.push((*index, place));
    }
    Ok(places)
}

fn top(call: &Call<'_>) -> Result<Value> {
    if call.arguments.len() > 1 {
        return best(call, call.count()?, call.field(1)?, false);
    }
    let chosen: Vec<usize> = (0..call.records.len()).take(call.count()?).collect();
    Ok(call.rows(&chosen))
}

fn bottom(call: &Call<'_>) -> Result<Value> {
    if call.arguments.len() > 1 {
        return best(call, call.count()?, call.field(1)?, true);
    }
    let skipped = call.records.len().saturating_sub(call.count()?);
    let chosen: Vec<usize> = (skipped..call.records.len()).collect();
    Ok(call.rows(&chosen))
}

fn highest(call: &Call<'_>) -> Result<Value> {
    best(call, 1, call.field(0)?, false)
}

fn lowest(call: &Call<'_>) -> Result<Value> {
    best(call, 1, call.field(0)?, true)
}

fn best(call: &Call<'_>, count: usize, field: &str, lowest_first: bool) -> Result<Value> {
    let places = places(call, field, lowest_first)?;
    let within = places.into_iter().take_while(|(_, place)| *place as usize <= count);
    let chosen: Vec<usize> = within.map(|(index, _)| index).collect();
    Ok(call.rows(&chosen))
}

fn placed(call: &Call<'_>) -> Result<Value> {
    let field = call.field(0)?;
    let lowest_first = call.named.peek::<bool>("升").unwrap_or(false);
    let places = places(call, field, lowest_first)?;
    let of = places.len() as u32;
    let mut shared: BTreeMap<u32, usize> = BTreeMap::new();
    for (_, place) in &places {
        *shared.entry(*place).or_default() += 1;
    }
    let mut records = call.records.to_vec();
    for (index, place) in &places {
        let tied = shared.get(place).is_some_and(|count| *count > 1);
        let standing = Standing {
            position: *place,
            of,
            tied,
        };
        let Some(record) = records.get_mut(*index) else {
            continue;
        };
        let Some(own) = record.fields.iter_mut().find(|one| *one.name == *field) else {
            continue;
        };
        own.standing = Some(standing);
        let sources = own.sources.clone();
        record.fields.push(place_field(*place, sources));
    }
    let all: Vec<usize> = (0..records.len()).collect();
    // A row without a value has no place, and prints — for it.
    for record in records.iter_mut().filter(|record| record.field("名次").is_none()) {
        let missing = Datum::Missing(Missing::NotApplicable, crate::indicator::MissingPolicy::Dash);
        record.fields.push(Indicator {
            name: "名次".into(),
            datum: missing,
            sources: Vec::new(),
            formula: None,
            standing: None,
        });
    }
    Ok(call.with_records(records, &all))
}

fn place_field(place: u32, sources: Vec<crate::place::CellPlace>) -> Indicator {
    Indicator {
        name: "名次".into(),
        datum: Datum::Number(Quantity {
            value: Decimal::from(place),
            unit: Unit::unitless(),
            kind: Kind::Rank,
            base: None,
            target: None,
            decimals: Some(0),
        }),
        sources,
        formula: None,
        standing: None,
    }
}

fn sum(call: &Call<'_>) -> Result<Value> {
    let field = call.field(0)?;
    let (numbers, quantity) = call.some_numbers(field)?;
    if !matches!(quantity.kind, Kind::Flow | Kind::Stock | Kind::Count) {
        return Err(call.wrong_kind(field));
    }
    let sum = numbers
        .iter()
        .try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(*value));
    let sum = sum.ok_or_else(|| call.wrong_kind(field))?;
    Ok(call.number(&[field], sum, quantity))
}

fn mean(call: &Call<'_>) -> Result<Value> {
    let field = call.field(0)?;
    let (numbers, quantity) = call.some_numbers(field)?;
    let weight: Option<String> = call.named.peek("权").ok();
    let Some(weight) = weight else {
        // A mean of rates is no rate, and the county's survey value no mean.
        if !matches!(quantity.kind, Kind::Flow | Kind::Stock | Kind::Count) {
            return Err(call.wrong_kind(field));
        }
        let sum = numbers
            .iter()
            .try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(*value));
        let mean = sum.and_then(|sum| sum.checked_div(Decimal::from(numbers.len())));
        let mean = mean.ok_or_else(|| call.wrong_kind(field))?;
        return Ok(call.number(&[field], mean, quantity));
    };
    call.known(&weight)?;
    if quantity.kind == Kind::Rank {
        return Err(call.wrong_kind(field));
    }
    let (weights, _) = call.numbers(&weight)?;
    let weighted = weighted_mean(&numbers, &weights).ok_or_else(|| call.wrong_kind(&weight))?;
    Ok(call.number(&[field, &weight], weighted, quantity))
}

/// Σ(value · weight) / Σ weight over the rows that have both.
fn weighted_mean(numbers: &[(usize, Decimal)], weights: &[(usize, Decimal)]) -> Option<Decimal> {
    let (mut sum, mut total) = (Decimal::ZERO, Decimal::ZERO);
    for (index, value) in numbers {
        // Both are in the order of the rows.
        let Ok(found) = weights.binary_search_by_key(index, |(other, _)| *other) else {
            continue;
        };
        let (_, weight) = &weights[found];
        sum = sum.checked_add(value.checked_mul(*weight)?)?;
        total = total.checked_add(*weight)?;
    }
    sum.checked_div(total)
}

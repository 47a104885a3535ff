//! Filters of rows: order, choice, sums and means; what they return is rows or a number again, fully traced.

mod call;
mod choose;
mod order;
mod place;
mod sum;

use minijinja::value::{Kwargs, Rest, ValueOrKwargs, from_args};
use minijinja::{Environment, Error, ErrorKind, Value};

use super::value::Named;
use crate::diag::{Code, Result};
use crate::indicator::Datum;
use call::Call;
pub(super) use call::partial;

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
    "升序" "ascending", "(\"字段\"…)" = order::ascending;
        "从小到大排列；相等的保持原来的次序，没有数的排在最后，有不知道的数就不能再取前几行", "the least first; equals keep their order, rows without a value come last; with a value that is not known among them no first rows are taken";
    "降序" "descending", "(\"字段\"…)" = order::descending;
        "从大到小排列；相等的保持原来的次序，没有数的排在最后，有不知道的数就不能再取前几行", "the greatest first; equals keep their order, rows without a value come last; with a value that is not known among them no first rows are taken";
    "筛选" "where", "(\"字段 >= 4万亩\", 数值)" = choose::filtered;
        "符合条件的各行；数值写在条件里，或作为第二个参数给出；数不知道的行不选入，会提醒，也就不能再计数、求和、取前几名",
        "the rows that meet the condition; the value stands in it, or is the second argument; rows without a value are not among them, and are told; then nothing is counted, summed or placed of the others";
    "前" "top", "(个数, \"字段\")" = place::top;
        "前几行；写了字段的，按它从大到小取前几名，并列的都在内", "the first rows; with a field, those of the highest places by it, ties included";
    "后" "bottom", "(个数, \"字段\")" = place::bottom;
        "后几行；写了字段的，按它从小到大取后几名，并列的都在内", "the last rows; with a field, those of the lowest places by it, ties included";
    "最高" "highest", "(\"字段\")" = place::highest;
        "字段最大的行，并列的都在内", "the rows with the greatest value, ties included";
    "最低" "lowest", "(\"字段\")" = place::lowest;
        "字段最小的行，并列的都在内", "the rows with the least value, ties included";
    "名次" "placed", "(\"字段\", 升=true)" = place::placed;
        "给每行加上字段“名次”（并列的同名次）；字段本身可以用 位次", "adds the field 名次 to each row, ties alike; the field itself takes 位次";
    "总和" "sum", "(\"字段\")" = sum::sum;
        "各行之和；比率、调查数、指数和位次不能相加；“—”略过，不知道的数不能略过", "the sum; not of rates, survey values, index numbers and ranks; — is passed over, a value that is not known is not";
    "均值" "mean", "(\"字段\", 权=\"字段\")" = sum::mean;
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

//! One application of a filter of rows: its arguments, the fields of its rows, and what it returns.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::Kwargs;
use rust_decimal::Decimal;

use super::super::engine::no_field;
use super::super::filters::{bad_argument, shown_argument};
use super::super::value::{Chosen, Doubts, Named};
use super::RowFilter;
use crate::diag::{Code, Diagnostic, Result, first_few};
use crate::indicator::approximate::computed_from;
use crate::indicator::{Datum, Gaps, Indicator, Missing, Quantity, Record};

/// Numbers of one unit, each with the index of its row.
pub(super) type Numbers = Vec<(usize, Decimal)>;

/// A field that some of the rows do not have: what is made of the others would pass for what is made of all.
pub(in crate::template) fn partial(
    (subject, records): (&Named, &[Record]),
    lacking: &[usize],
    field: &str,
) -> Box<Diagnostic> {
    let problem = Diagnostic::new(Code::TemplateRowsPartial).with("name", &subject.path);
    with_rows(problem.with("field", field), (subject, records), lacking)
}

/// A problem of some rows: how many they are, and the names of the first few.
pub(super) fn with_rows(
    problem: Box<Diagnostic>,
    (subject, records): (&Named, &[Record]),
    rows: &[usize],
) -> Box<Diagnostic> {
    let names: Vec<String> = rows.iter().map(|index| row_name(subject, records, *index)).collect();
    let names = first_few(names.iter().map(String::as_str));
    problem.with("count", rows.len()).with("rows", names)
}

/// What a person calls a row: the text of a field such as 村名, else its first text, else its number.
fn row_name(subject: &Named, records: &[Record], index: usize) -> String {
    let fields = records.get(index).map(|record| &record.fields);
    let texts = fields.into_iter().flatten().filter_map(|field| match &field.datum {
        Datum::Text(text) => Some((&field.name, text.clone())),
        Datum::Number(_) | Datum::Date(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
    });
    let name = texts.min_by_key(|(name, _)| !name.contains('名')).map(|(_, text)| text);
    name.unwrap_or_else(|| subject.number(index).to_string())
}

/// One application of a filter of rows.
pub(super) struct Call<'a> {
    pub(super) filter: &'static RowFilter,
    pub(super) subject: &'a Named,
    pub(super) records: &'a [Record],
    pub(super) arguments: &'a [Value],
    pub(super) named: &'a Kwargs,
}

impl Call<'_> {
    /// Refuses names of arguments that the filter does not know.
    pub(super) fn check_names(&self) -> Result<()> {
        let mut names = self.named.args();
        match names.find(|name| !self.filter.signature.contains(&format!("{name}="))) {
            Some(name) => Err(self.bad_argument(name)),
            None => Ok(()),
        }
    }

    pub(super) fn bad_argument(&self, found: &str) -> Box<Diagnostic> {
        bad_argument((self.filter.name, self.filter.signature), found, self.filter.signature)
    }

    /// An argument that is not given and must be.
    pub(super) fn lacks(&self, expected: &str) -> Box<Diagnostic> {
        bad_argument((self.filter.name, self.filter.signature), "", expected)
    }

    /// The argument at a place, as a text.
    pub(super) fn text(&self, index: usize) -> Result<&str> {
        let value = self.arguments.get(index);
        let text = value.and_then(Value::as_str);
        text.ok_or_else(|| self.bad_argument(&value.map(shown_argument).unwrap_or_default()))
    }

    /// The field named at a place, which every row has.
    pub(super) fn field(&self, index: usize) -> Result<&str> {
        let name = self.text(index)?;
        self.known(name)?;
        Ok(name)
    }

    pub(super) fn known(&self, name: &str) -> Result<()> {
        let Some(first) = self.records.first() else {
            return Ok(());
        };
        if first.field(name).is_some() {
            return Ok(());
        }
        let fields = first.fields.iter().map(|field| &*field.name);
        Err(no_field(name, fields, "advice-field-name"))
    }

    pub(super) fn count(&self) -> Result<usize> {
        let value = self.arguments.first();
        let count = value.and_then(Value::as_usize).filter(|count| *count > 0);
        count.ok_or_else(|| self.bad_argument(&value.map(shown_argument).unwrap_or_default()))
    }

    /// Some of the rows, by their indices, in this order.
    pub(super) fn rows(&self, chosen: &[usize]) -> Value {
        self.with_records(self.picked(chosen), chosen)
    }

    /// The rows at these indices.
    pub(super) fn picked(&self, chosen: &[usize]) -> Vec<Record> {
        let picked = chosen.iter().filter_map(|index| self.records.get(*index).cloned());
        picked.collect()
    }

    pub(super) fn with_records(&self, records: Vec<Record>, chosen: &[usize]) -> Value {
        self.doubted(records, chosen, self.subject.doubts())
    }

    /// Rows with what is not known of the others, beside what was not known before.
    pub(super) fn doubted(&self, records: Vec<Record>, chosen: &[usize], doubts: Doubts) -> Value {
        let numbers = chosen.iter().map(|index| self.subject.number(*index)).collect();
        Value::from_object(Named {
            path: self.subject.path.clone(),
            indicator: Indicator {
                datum: Datum::Rows(records),
                ..self.subject.indicator.clone()
            },
            traced: self.subject.traced,
            chosen: Some(Arc::new(Chosen { numbers, doubts })),
            ledger: Arc::clone(&self.subject.ledger),
        })
    }

    /// A field of a row as a value by itself.
    pub(super) fn value(&self, indicator: &Indicator) -> Named {
        Named {
            path: format!("{}.{}", self.subject.path, indicator.name),
            indicator: indicator.clone(),
            traced: self.subject.traced,
            chosen: None,
            ledger: Arc::clone(&self.subject.ledger),
        }
    }

    pub(super) fn wrong_kind(&self, field: &str) -> Box<Diagnostic> {
        let first = self.records.first().and_then(|record| record.field(field));
        let named = first.map(|first| self.value(first));
        let problem = named.map_or_else(
            || self.subject.problem(Code::WordingKind),
            |named| named.problem(Code::WordingKind),
        );
        problem.with("filter", self.filter.name)
    }

    /// The numbers of a field in one unit, each with its row; a value that nobody knows would make a partial result.
    pub(super) fn numbers(&self, field: &str) -> Result<(Numbers, Option<Quantity>)> {
        self.subject.all_judged(self.filter.name)?;
        let mut numbers = Vec::with_capacity(self.records.len());
        let mut first: Option<&Quantity> = None;
        let mut approximate = None;
        let mut lacking = Vec::new();
        for (index, record) in self.records.iter().enumerate() {
            match record.field(field).map(|own| &own.datum) {
                Some(Datum::Number(quantity)) => {
                    let unit = &first.get_or_insert(quantity).unit;
                    approximate = computed_from([&approximate, &quantity.approximate]);
                    let value = quantity.unit.convert(quantity.value, unit);
                    numbers.push((index, value.ok_or_else(|| self.wrong_kind(field))?));
                }
                // 无 and — say that there is nothing to add.
                Some(Datum::Missing(Missing::NotApplicable, _)) => {}
                Some(Datum::Missing(Missing::Unknown, _)) | None => lacking.push(index),
                Some(Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_)) => {
                    return Err(self.wrong_kind(field));
                }
            }
        }
        if !lacking.is_empty() {
            let problem = partial((self.subject, self.records), &lacking, field);
            return Err(problem.with("filter", self.filter.name));
        }
        let first = first.cloned().map(|first| Quantity { approximate, ..first });
        Ok((numbers, first))
    }

    /// The numbers of a field of which there is at least one.
    pub(super) fn some_numbers(&self, field: &str) -> Result<(Numbers, Quantity)> {
        let (numbers, first) = self.numbers(field)?;
        let none = || self.subject.problem(Code::WordingList).with("filter", self.filter.name);
        Ok((numbers, first.ok_or_else(none)?))
    }

    /// A number of the rows that have all these fields, traced to their cells: one that says 无 has given nothing.
    pub(super) fn number(&self, fields: &[&str], value: Decimal, quantity: Quantity) -> Value {
        let field = fields.first().copied().unwrap_or_default();
        let is_number = |field: &Indicator| matches!(field.datum, Datum::Number(_));
        let has_all = |record: &&Record| fields.iter().all(|name| record.field(name).is_some_and(is_number));
        let given = self.records.iter().filter(has_all);
        let sources = given.flat_map(|record| fields.iter().filter_map(|name| record.field(name)));
        let name: Arc<str> = format!("{field}{}", self.filter.name).into();
        Value::from_object(Named {
            path: format!("{}|{}({field})", self.subject.path, self.filter.name),
            indicator: Indicator {
                name,
                datum: Datum::Number(Quantity {
                    value,
                    base: None,
                    target: None,
                    gaps: Gaps::default(),
                    ..quantity
                }),
                sources: sources.flat_map(|field| field.sources.iter().cloned()).collect(),
                formula: None,
                standing: None,
            },
            traced: self.subject.traced,
            chosen: None,
            ledger: Arc::clone(&self.subject.ledger),
        })
    }
}

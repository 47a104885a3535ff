//! Indicators as the template engine sees them: named objects that print a marker and refuse arithmetic.

use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use super::filters::figure;
use super::ledger::{Ledger, Origin, Printed, clean_value};
use crate::diag::{Code, Diagnostic, Result};
use crate::indicator::{Comparison, Datum, Indicator, MissingPolicy, Quantity};
use crate::place::CellPlace;

/// A value with its name. Conditions see it as true when it has a value (是/否: when it is 是; rows: when
/// there are any).
#[derive(Debug)]
pub(super) struct Named {
    /// The name, or the path of a row's field: `各村农业[3].粮食播种面积`, rows counted from one.
    pub(super) path: String,
    /// What it is.
    pub(super) indicator: Indicator,
    /// Whether its printed words are figures, to be traced.
    pub(super) traced: bool,
    /// Where printed words are entered.
    pub(super) ledger: Arc<Ledger>,
}

impl Named {
    /// The exact value with its unit, for messages and the trace.
    pub(super) fn exact(&self) -> String {
        match &self.indicator.datum {
            Datum::Number(quantity) => format!("{}{}", quantity.value.normalize(), quantity.unit),
            Datum::Date(date) => date.to_string(),
            Datum::Text(text) => clean_value(text),
            Datum::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
            Datum::Rows(rows) => rows.len().to_string(),
            Datum::Missing(..) => "—".to_owned(),
        }
    }

    /// A problem with this value: its name, exact value and cells.
    pub(super) fn problem(&self, code: Code) -> Box<Diagnostic> {
        let mut problem = Diagnostic::new(code)
            .with("name", &self.path)
            .with("value", self.exact());
        for source in &self.indicator.sources {
            problem = problem.at_cell(source);
        }
        problem
    }

    /// The words for a printed value to which no filter is applied.
    fn words(&self) -> Result<String> {
        match &self.indicator.datum {
            Datum::Number(quantity) => Ok(quantity.decimals.map_or_else(
                || figure::unspecified(quantity.value),
                |decimals| figure::fixed(quantity.value, decimals),
            )),
            Datum::Date(date) => Ok(format!("{}年{}月{}日", date.year(), date.month(), date.day())),
            Datum::Text(_) | Datum::Bool(_) => Ok(self.exact()),
            Datum::Rows(_) => Err(self.problem(Code::TemplateRowsPrinted)),
            Datum::Missing(_, MissingPolicy::Dash) => Ok("—".to_owned()),
            Datum::Missing(_, MissingPolicy::Error | MissingPolicy::Omit) => Err(self.problem(Code::TemplateMissing)),
        }
    }

    /// Words for this value, with where they come from.
    pub(super) fn printed(&self, text: String, formula: String, sources: Vec<CellPlace>) -> Printed {
        let origin = self.traced.then(|| Origin {
            indicator: self.path.clone(),
            value: self.exact(),
            formula,
            sources,
        });
        Printed {
            text,
            origin,
            warnings: Vec::new(),
        }
    }

    /// Another number of the same indicator, such as last year's.
    fn sibling(&self, name: &str, other: Option<&Comparison>) -> Option<Value> {
        let (Datum::Number(quantity), Some(other)) = (&self.indicator.datum, other) else {
            self.ledger.note_unknown_field(name, Vec::new());
            return None;
        };
        let datum = Datum::Number(Quantity {
            value: other.value,
            base: None,
            target: None,
            ..quantity.clone()
        });
        Some(Value::from_object(Self {
            path: format!("{}.{name}", self.path),
            indicator: Indicator {
                name: Arc::clone(&self.indicator.name),
                datum,
                sources: other.sources.clone(),
                formula: None,
                standing: None,
            },
            traced: self.traced,
            ledger: Arc::clone(&self.ledger),
        }))
    }
}

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        match self.indicator.datum {
            Datum::Rows(_) => ObjectRepr::Seq,
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
                ObjectRepr::Plain
            }
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if let (Datum::Rows(rows), Some(index)) = (&self.indicator.datum, key.as_usize()) {
            return (index < rows.len()).then(|| {
                Value::from_object(Row {
                    rows: Arc::clone(self),
                    index,
                })
            });
        }
        let quantity = match &self.indicator.datum {
            Datum::Number(quantity) => Some(quantity),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
        };
        match key.as_str()? {
            name @ "上年" => self.sibling(name, quantity.and_then(|quantity| quantity.base.as_ref())),
            name @ "目标" => self.sibling(name, quantity.and_then(|quantity| quantity.target.as_ref())),
            name => {
                let fields = ["上年", "目标"].map(str::to_owned).to_vec();
                self.ledger.note_unknown_field(name, fields);
                None
            }
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match &self.indicator.datum {
            Datum::Rows(rows) => Enumerator::Seq(rows.len()),
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Missing(..) => {
                Enumerator::NonEnumerable
            }
        }
    }

    fn is_true(self: &Arc<Self>) -> bool {
        match &self.indicator.datum {
            Datum::Number(_) | Datum::Date(_) | Datum::Text(_) => true,
            Datum::Bool(yes) => *yes,
            Datum::Rows(rows) => !rows.is_empty(),
            Datum::Missing(..) => false,
        }
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entry = self
            .words()
            .map(|text| self.printed(text, String::new(), self.indicator.sources.clone()));
        f.write_str(&self.ledger.enter(entry))
    }
}

/// One row of an indicator of rows.
#[derive(Debug)]
struct Row {
    rows: Arc<Named>,
    index: usize,
}

impl Object for Row {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let Datum::Rows(rows) = &self.rows.indicator.datum else {
            return None;
        };
        let record = rows.get(self.index)?;
        let name = key.as_str()?;
        let Some(field) = record.field(name) else {
            let fields = record.fields.iter().map(|field| field.name.to_string()).collect();
            self.rows.ledger.note_unknown_field(name, fields);
            return None;
        };
        Some(Value::from_object(Named {
            path: format!("{}[{}].{name}", self.rows.path, self.index + 1),
            indicator: field.clone(),
            traced: self.rows.traced,
            ledger: Arc::clone(&self.rows.ledger),
        }))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let problem = self.rows.problem(Code::TemplateRowsPrinted);
        f.write_str(&self.rows.ledger.enter(Err(problem)))
    }
}

/// What a filter returns: words, or the problem that is told where they would be printed.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The words.
    pub(super) outcome: Result<Printed>,
    /// Where they are entered.
    pub(super) ledger: Arc<Ledger>,
}

impl Object for Phrase {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.ledger.enter(self.outcome.clone()))
    }
}

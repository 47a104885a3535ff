//! `全县.名称`: the county's values beside a township's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

use super::ledger::Ledger;
use super::value::Named;
use crate::diag::{Code, Diagnostic};
use crate::indicator::{CountyValues, Datum, Indicator, Indicators, Missing, MissingPolicy};
use crate::place::CellPlace;

/// The name under which a template reaches them.
pub(super) const COUNTY: &str = "全县";

/// All values of the county that are known.
#[derive(Debug)]
pub(super) struct County {
    values: Arc<CountyValues>,
    /// The township's own cells, which are part of the county's values.
    cells: BTreeMap<Arc<str>, Vec<CellPlace>>,
    ledger: Arc<Ledger>,
}

impl County {
    /// Those beside a township's values.
    pub(super) fn beside(indicators: &Indicators, ledger: &Arc<Ledger>) -> Value {
        let names = indicators.county.values.keys();
        let cells = names.filter_map(|name| {
            let own = indicators.values.get(name)?;
            Some((Arc::clone(name), own.sources.clone()))
        });
        Value::from_object(Self {
            cells: cells.collect(),
            values: Arc::clone(&indicators.county),
            ledger: Arc::clone(ledger),
        })
    }

    fn named(&self, name: &str, indicator: Indicator) -> Value {
        Value::from_object(Named {
            path: format!("{COUNTY}.{name}"),
            indicator,
            traced: true,
            chosen: None,
            ledger: Arc::clone(&self.ledger),
        })
    }

    /// What a draft finds in place of a value that is not there.
    fn absent(&self, name: &str) -> Value {
        self.named(
            name,
            Indicator {
                name: name.into(),
                datum: Datum::Missing(Missing::Unknown, MissingPolicy::Error),
                sources: Vec::new(),
                formula: None,
                standing: None,
            },
        )
    }
}

impl Object for County {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        if let Some(indicator) = self.values.values.get(name) {
            let sources = self.cells.get(name).cloned().unwrap_or_default();
            return Some(self.named(
                name,
                Indicator {
                    sources,
                    ..indicator.clone()
                },
            ));
        }
        if self.ledger.doubts.is_some() {
            return Some(self.absent(name));
        }
        let unknown = || Diagnostic::new(Code::TemplateAbsent).with("found", format!("{COUNTY}.{name}"));
        let problem = self.values.problem(name).cloned().map(Box::new);
        self.ledger.note_fault(problem.unwrap_or_else(unknown));
        None
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let problem = Diagnostic::new(Code::TemplateCounty);
        f.write_str(&self.ledger.enter(Err(problem)))
    }
}

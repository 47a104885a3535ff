//! Indicators as the template engine sees them: named objects that print a marker and refuse arithmetic.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use rust_decimal::Decimal;

use super::engine::no_field;
use super::filters::figure;
use super::ledger::{Ledger, Origin, Printed, clean_value};
use crate::diag::{Code, Diagnostic, Result, term};
use crate::indicator::{Comparison, Datum, Gaps, Indicator, Missing, MissingPolicy, Quantity};
use crate::place::CellPlace;

/// A number with its unit for a message: a quotient's endless decimals, which tell a reader nothing, are cut, and ≈ says
/// so.
pub(super) fn shown(value: Decimal, unit: impl Display) -> String {
    let value = value.normalize();
    let cut = if value.scale() > 6 { "≈" } else { "" };
    format!("{cut}{}{unit}", figure::unspecified(value))
}

/// Rows that a filter chose or ordered.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The number that each had, from one.
    pub(super) numbers: Vec<usize>,
    pub(super) doubts: Doubts,
}

/// What is not known of rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Doubts {
    /// Where a condition could not judge some rows: what a number made of the others would hide.
    pub(super) unjudged: Option<Box<Diagnostic>>,
    /// Where some have no place in the order, because nobody knows their value: they may be the first.
    pub(super) unordered: Option<Box<Diagnostic>>,
}

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
    /// Of rows that a filter chose or ordered: what is known of them.
    pub(super) chosen: Option<Arc<Chosen>>,
    /// Where printed words are entered.
    pub(super) ledger: Arc<Ledger>,
}

impl Named {
    /// The exact value with its unit, for messages and the trace.
    pub(super) fn exact(&self) -> String {
        match &self.indicator.datum {
            Datum::Number(quantity) => quantity.written(),
            Datum::Date(date) => date.to_string(),
            Datum::Text(text) => clean_value(text),
            Datum::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
            Datum::Rows(rows) => rows.len().to_string(),
            Datum::Missing(..) => "—".to_owned(),
        }
    }

    /// The exact value, fit for a message.
    fn shown(&self) -> String {
        match &self.indicator.datum {
            Datum::Number(quantity) if quantity.approximate.is_some() => quantity.written(),
            Datum::Number(quantity) => shown(quantity.value, &quantity.unit),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => self.exact(),
        }
    }

    /// Its name and value, for a message about another value.
    pub(super) fn introduced(&self) -> String {
        format!("{}（{}）", self.path, self.shown())
    }

    /// How a template asks for this value; one of a row by the name that its loop gives the row.
    fn asked(&self) -> String {
        let field = self.path.rsplit_once("].").map(|(_, field)| format!("行.{field}"));
        field.unwrap_or_else(|| self.path.clone())
    }

    /// A problem with this value: its name, exact value and cells.
    pub(super) fn problem(&self, code: Code) -> Box<Diagnostic> {
        let mut problem = Diagnostic::new(code)
            .with("name", &self.path)
            .with("value", self.shown());
        if matches!(code, Code::TemplateMissing | Code::WordingList | Code::WordingLoss) {
            problem = problem.with("asked", self.asked());
        }
        let lacking = self.lacking(code);
        let gap = lacking.and_then(|(_, gap)| gap);
        if let Some((unwritten, _)) = lacking {
            problem = problem.with("advice", term(gap.map_or(unwritten, |_| "advice-gap")));
        }
        for source in self.indicator.sources.iter().chain(gap) {
            problem = problem.at_cell(source);
        }
        problem
    }

    /// Where there is nothing to compare the value with: what to do where nothing is written, and the cell that was to
    /// give it.
    fn lacking(&self, code: Code) -> Option<(&'static str, Option<&CellPlace>)> {
        let gaps = match &self.indicator.datum {
            Datum::Number(quantity) => Some(&quantity.gaps),
            Datum::Date(_) | Datum::Text(_) | Datum::Bool(_) | Datum::Rows(_) | Datum::Missing(..) => None,
        };
        if code == Code::WordingNoBase {
            Some(("advice-base", gaps.and_then(|gaps| gaps.base.as_ref())))
        } else if code == Code::WordingNoTarget {
            Some(("advice-target", gaps.and_then(|gaps| gaps.target.as_ref())))
        } else {
            None
        }
    }

    /// The words for a printed value to which no filter is applied.
    fn words(&self) -> Result<String> {
        match &self.indicator.datum {
            Datum::Number(quantity) => Ok(figure::bare(quantity)),
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
            approximate: false,
            warnings: Vec::new(),
            problem: None,
            omitted: false,
            doubts: BTreeSet::new(),
        }
    }

    /// Enters words for this value and returns their marker. In a draft, what a problem keeps from being said is
    /// replaced by the bare figure, and every figure is told why it must not be relied on.
    fn enter(&self, outcome: Result<Printed>) -> String {
        let Some(doubts) = &self.ledger.doubts else {
            return self.ledger.enter(outcome);
        };
        let hidden = outcome.is_err();
        let mut printed = outcome.unwrap_or_else(|problem| self.bare(problem));
        if let Some(origin) = &printed.origin {
            printed
                .doubts
                .extend(doubts.about(&origin.indicator, &origin.sources, hidden));
        }
        // Why there is no value has been told where it was looked for.
        if self.is_hidden() && printed.doubts.len() > 1 && printed.doubts.contains(&Code::TemplateMissing) {
            printed.problem = None;
            printed.doubts.remove(&Code::TemplateMissing);
        }
        self.ledger.enter(Ok(printed))
    }

    /// Whether an error hides the value: such a one is there only in drafts.
    fn is_hidden(&self) -> bool {
        matches!(self.indicator.datum, Datum::Missing(_, MissingPolicy::Error))
    }

    /// What a draft prints in place of words that cannot be said: the exact value, or what is missing.
    fn bare(&self, problem: Box<Diagnostic>) -> Printed {
        let missing = |what: &str| format!("【缺：{}{what}】", self.path);
        let comparisons = [
            (Code::WordingNoBase, "的上年数"),
            (Code::WordingNoTarget, "的目标"),
            (Code::WordingNoRank, "的位次"),
            (Code::WordingRankUnknown, "的位次"),
        ];
        let comparison = comparisons.into_iter().find(|(code, _)| *code == problem.code);
        let text = match (&self.indicator.datum, comparison) {
            (Datum::Missing(..), _) => missing(""),
            (_, Some((_, what))) => missing(what),
            (Datum::Rows(_), None) => format!("【存疑：{}】", self.path),
            (Datum::Number(_) | Datum::Date(_) | Datum::Text(_) | Datum::Bool(_), None) => self.exact(),
        };
        let mut printed = self.printed(clean_value(&text), String::new(), self.indicator.sources.clone());
        let absent = matches!(self.indicator.datum, Datum::Missing(_, MissingPolicy::Omit));
        printed.omitted = absent || problem.code == Code::WordingRankUnknown;
        printed.doubts.insert(problem.code);
        printed.problem = Some(problem);
        printed
    }

    /// What a draft finds in place of a value that is not there.
    pub(super) fn absent(&self, path: String) -> Value {
        Value::from_object(Self {
            indicator: Indicator {
                name: path.as_str().into(),
                datum: Datum::Missing(Missing::Unknown, MissingPolicy::Error),
                sources: self.indicator.sources.clone(),
                formula: None,
                standing: None,
            },
            path,
            traced: self.traced,
            chosen: None,
            ledger: Arc::clone(&self.ledger),
        })
    }

    /// Another number of the same indicator, such as last year's.
    fn sibling(&self, name: &str, other: Option<&Comparison>) -> Option<Value> {
        if let Datum::Missing(..) = &self.indicator.datum {
            // What has no value has none of another year either: a group falls away with it.
            return Some(Value::from_object(Self {
                path: format!("{}.{name}", self.path),
                indicator: self.indicator.clone(),
                traced: self.traced,
                chosen: None,
                ledger: Arc::clone(&self.ledger),
            }));
        }
        let (Datum::Number(quantity), Some(other)) = (&self.indicator.datum, other) else {
            if self.ledger.doubts.is_some() {
                return Some(self.absent(format!("{}.{name}", self.path)));
            }
            self.ledger.note_unknown_field(self.no_field(name));
            return None;
        };
        let datum = Datum::Number(Quantity {
            value: other.value,
            approximate: other.approximate.clone(),
            base: None,
            target: None,
            gaps: Gaps::default(),
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
            chosen: None,
            ledger: Arc::clone(&self.ledger),
        }))
    }

    /// The fields that a number has: what it is compared with.
    fn compared_with(&self) -> Vec<String> {
        let Datum::Number(quantity) = &self.indicator.datum else {
            return Vec::new();
        };
        let fields = [("上年", &quantity.base), ("目标", &quantity.target)];
        let present = fields.into_iter().filter(|(_, field)| field.is_some());
        present.map(|(name, _)| name.to_owned()).collect()
    }

    /// The problem of a field that the value does not have: which it has, and how it would have this one.
    fn no_field(&self, name: &str) -> Box<Diagnostic> {
        let number = matches!(self.indicator.datum, Datum::Number(_));
        let lacking = match name {
            "上年" if number => self.lacking(Code::WordingNoBase),
            "目标" if number => self.lacking(Code::WordingNoTarget),
            _ => None,
        };
        let gap = lacking.and_then(|(_, gap)| gap);
        let advice = match lacking {
            Some(_) if gap.is_some() => "advice-gap",
            Some((unwritten, _)) => unwritten,
            None if number => "advice-field-number",
            None => "advice-field-none",
        };
        let present = self.compared_with();
        let problem = no_field(name, present.iter().map(String::as_str), advice);
        gap.into_iter().fold(problem, |problem, gap| problem.at_cell(gap))
    }

    /// The number of a row, from one, before any filter.
    pub(super) fn number(&self, index: usize) -> usize {
        let chosen = self.chosen.as_ref();
        let number = chosen.and_then(|chosen| chosen.numbers.get(index).copied());
        number.unwrap_or(index + 1)
    }

    pub(super) fn doubts(&self) -> Doubts {
        let chosen = self.chosen.as_ref();
        chosen.map(|chosen| chosen.doubts.clone()).unwrap_or_default()
    }

    /// Refuses to make a number of rows from which some are missing that nobody could judge.
    pub(super) fn all_judged(&self, filter: &str) -> Result<()> {
        let unjudged = self.doubts().unjudged;
        unjudged.map_or(Ok(()), |problem| Err(problem.with("filter", filter)))
    }

    /// Refuses to take the first of rows of which some have no known place.
    pub(super) fn all_ordered(&self, filter: &str) -> Result<()> {
        let unordered = self.doubts().unordered;
        unordered.map_or(Ok(()), |problem| Err(problem.with("filter", filter)))
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
        if self.is_hidden() && key.as_usize().is_some() {
            return Some(self.absent(self.path.clone()));
        }
        match key.as_str()? {
            name if self.is_hidden() => Some(self.absent(format!("{}.{name}", self.path))),
            name @ "上年" => self.sibling(name, quantity.and_then(|quantity| quantity.base.as_ref())),
            name @ "目标" => self.sibling(name, quantity.and_then(|quantity| quantity.target.as_ref())),
            name => {
                self.ledger.note_unknown_field(self.no_field(name));
                None
            }
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match &self.indicator.datum {
            Datum::Rows(rows) => Enumerator::Seq(rows.len()),
            // A draft shows one row of a table that has none.
            Datum::Missing(_, MissingPolicy::Error) => Enumerator::Seq(1),
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
        let entry = self.words().map(|text| {
            let mut printed = self.printed(text, String::new(), self.indicator.sources.clone());
            if let Datum::Number(quantity) = &self.indicator.datum {
                printed.approximate = quantity.approximate.is_some();
            }
            printed
        });
        f.write_str(&self.enter(entry))
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
            let fields = record.fields.iter().map(|field| &*field.name);
            let problem = no_field(name, fields, "advice-field-name");
            self.rows.ledger.note_unknown_field(problem);
            return None;
        };
        Some(Value::from_object(Named {
            path: format!("{}[{}].{name}", self.rows.path, self.rows.number(self.index)),
            indicator: field.clone(),
            traced: self.rows.traced,
            chosen: None,
            ledger: Arc::clone(&self.rows.ledger),
        }))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let problem = self.rows.problem(Code::TemplateRowsPrinted);
        f.write_str(&self.rows.enter(Err(problem)))
    }
}

/// What a filter returns: words, or the problem that is told where they would be printed.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The words.
    pub(super) outcome: Result<Printed>,
    /// The value that they speak of.
    pub(super) subject: Arc<Named>,
}

impl Object for Phrase {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.subject.enter(self.outcome.clone()))
    }
}

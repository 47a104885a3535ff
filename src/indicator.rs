//! From tables to named indicators: every value with its unit, kind, base and the cells it came from.

pub mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::Sink;
use crate::place::CellPlace;
use crate::unit::Unit;
use crate::workbook::Workbook;

pub use settings::Mapping;

/// What sort of number an indicator is; it decides which sentences are true of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Sums over time: an output, an amount spent.
    #[default]
    Flow,
    /// Stands at a date; never cumulated.
    Stock,
    /// A percentage of a whole; differences are 百分点.
    Rate,
    /// Given by a survey of the county; never computed.
    Survey,
    /// A count of things.
    Count,
    /// An index number.
    Index,
    /// A place in an order.
    Rank,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The cell says — or 无: there is no such thing here.
    NotApplicable,
    /// The cell is blank: nobody knows.
    Unknown,
}

/// The same indicator at another time, or its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The number, in the unit of the quantity it is compared with.
    pub value: Decimal,
    /// The cells it came from.
    pub sources: Vec<CellPlace>,
}

/// A number with what it needs to be spoken of truly.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The exact value, in `unit`.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
    /// What sort of number it is.
    pub kind: Kind,
    /// Same period last year (or the end of last year, for a stock), where the data give it.
    pub base: Option<Comparison>,
    /// The year's target, where the data give it.
    pub target: Option<Comparison>,
    /// Decimals to print, where the configuration says.
    pub decimals: Option<u32>,
}

/// The place of a township among all, by one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Place from one; ties share the better place.
    pub position: u32,
    /// How many townships were compared.
    pub of: u32,
    /// Whether another township shares the place.
    pub tied: bool,
}

/// What an indicator is.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// A number.
    Number(Quantity),
    /// A date.
    Date(Date),
    /// A text: a name, a slogan.
    Text(String),
    /// Yes or no.
    Bool(bool),
    /// Rows: villages, projects.
    Rows(Vec<Record>),
    /// No value, and the declared policy lets the report go on without.
    Missing(Missing, MissingPolicy),
}

/// What happens where an indicator has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingPolicy {
    /// The report is not written.
    #[default]
    Error,
    /// — is printed.
    Dash,
    /// The template must leave the sentence out: printing it is an error, asking for it is not.
    Omit,
}

/// One named value.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Its name in templates.
    pub name: Arc<str>,
    /// What it is.
    pub datum: Datum,
    /// The cells that it was taken, counted or summed from.
    pub sources: Vec<CellPlace>,
    /// How it was computed, when it was not simply taken: `count(是否入库 = 是)`.
    pub formula: Option<String>,
    /// Its place among all townships, where one is declared.
    pub standing: Option<Standing>,
}

/// One row of a [`Datum::Rows`]: its fields in the declared order, each with its own source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// The fields.
    pub fields: Vec<Indicator>,
}

impl Record {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Indicator> {
        self.fields.iter().find(|field| &*field.name == name)
    }
}

/// All values of one township.
#[derive(Debug, Clone, Default)]
pub struct Indicators {
    /// The township's name.
    pub township: Arc<str>,
    /// The values by name.
    pub values: BTreeMap<Arc<str>, Indicator>,
}

/// Finds every declared indicator in the township's workbooks. Everything that stands in the way goes into
/// `sink`, and the indicator is then absent.
pub fn resolve(mapping: &Mapping, township: &Arc<str>, workbooks: &[Workbook], sink: &mut Sink) -> Indicators {
    let _ = (mapping, workbooks, sink);
    Indicators {
        township: Arc::clone(township),
        values: BTreeMap::new(),
    }
}

/// Puts the townships in order by every indicator that declares a rank, and tells each its place. Townships
/// without the value are not counted.
pub fn rank(mapping: &Mapping, townships: &mut [Indicators]) {
    let _ = (mapping, townships);
}

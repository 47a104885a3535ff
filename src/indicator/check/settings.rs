//! The parts of gongwen.toml that judge the data: `[checks]`, `[[check]]`, `[[accept]]`, `[[override]]`.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};

use super::super::settings::Selector;
use crate::diag::Location;

/// How much a check that fails matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The township's report is not written.
    #[default]
    Error,
    /// The report is written; a person should look.
    Warning,
    /// For information.
    Note,
}

/// An exact number of gongwen.toml, written as a number or as a text: `0.5`, `"0.5"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(with = "f64")]
pub struct Exact(pub Decimal);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Exact;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Exact, E> {
                let number = Decimal::from_str(text.trim());
                number.map(Exact).map_err(|_| E::custom(format!("{text} is no number")))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Exact, E> {
                Ok(Exact(number.into()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Exact, E> {
                Ok(Exact(number.into()))
            }

            // The shortest text of a float is the number as it was written.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Exact, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Number)
    }
}

/// `[checks]`: how much the built-in checks matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BuiltInLevels {
    /// 合计 is the sum of its rows.
    pub sum: Level,
    /// 其中 is no more than the whole.
    pub part: Level,
    /// 增减 and 增减% agree with 本年 and 上年.
    pub change: Level,
    /// `min` and `max` of an indicator.
    pub range: Level,
    /// No figure differs from last year's as two units do (a thousand times and more: 元 and 万元), or is a thousand times
    /// as large as any other of its column.
    pub size: Level,
    /// The usual identities: 分项粮食面积 within 粮食播种面积, 低保人数 within 户籍人口, 参保率 = 参保人数 / 户籍人口 and the
    /// like, between the indicators of these names; not checked when left out.
    pub identities: Option<Level>,
    /// Every 上年 figure of this year's tables is the one that the folder `上年` of `[folders]` reports at the same place;
    /// not checked when left out.
    pub last_year: Option<Level>,
}

impl Default for BuiltInLevels {
    fn default() -> Self {
        Self {
            sum: Level::Error,
            part: Level::Error,
            change: Level::Warning,
            range: Level::Error,
            size: Level::Error,
            identities: None,
            last_year: None,
        }
    }
}

/// One `[[check]]`. It says what it checks in one way: `rule`, `indicator` with `change`, `last_year` or `same_as`,
/// or `rows` with `villages` or `villages_of`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckSettings {
    /// Stable name, by which `[[accept]]` speaks of it.
    pub name: String,
    /// How much it matters.
    pub level: Level,
    /// Only these townships; all when empty.
    pub townships: Vec<String>,
    /// Two formulas over indicators and how they compare, with = <= < >= or > between them.
    pub rule: Option<String>,
    /// How far the two sides of `=` may differ, in the unit of the left side; half a unit of its last printed digit
    /// when left out.
    pub tolerance: Option<Exact>,
    /// The indicator that `change`, `last_year` or `same_as` speaks of.
    pub indicator: Option<String>,
    /// Least and greatest change against last year, in percent: `[-30, 30]`.
    pub change: Option<(Exact, Exact)>,
    /// Where last year's workbook or sheet reports the figure that this year's tables give as 上年.
    pub last_year: Option<Selector>,
    /// Another place that reports the same figure.
    pub same_as: Option<Selector>,
    /// The rows table whose villages must be complete.
    pub rows: Option<String>,
    /// The field that names the village; the first text field when left out.
    pub field: Option<String>,
    /// The villages that must report.
    pub villages: Vec<String>,
    /// Another rows table, all of whose villages must report.
    pub villages_of: Option<String>,
}

/// One `[[accept]]`: a failed check of one township passes, as long as it fails with this very value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AcceptSettings {
    /// The check's name.
    pub check: String,
    /// The township.
    pub township: String,
    /// The found value that it speaks of, as the check's message tells it: `45000亩`.
    pub value: String,
    /// The expected value that it speaks of; any when left out.
    pub expected: Option<String>,
    /// Why.
    pub reason: String,
    /// The post that answers for it: 农业农村办公室负责人.
    pub responsible: String,
}

/// One `[[override]]`: a value takes the place of the one in the tables, as long as that is the one it speaks of.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OverrideSettings {
    /// The indicator.
    pub indicator: String,
    /// The township.
    pub township: String,
    /// The new value with its unit: `45100亩`.
    pub value: String,
    /// The value that is replaced, with its unit; `无` where the tables give none.
    pub replaces: String,
    /// Why.
    pub reason: String,
    /// The post that answers for it.
    pub responsible: String,
    /// Where it stands in gongwen.toml.
    #[serde(skip)]
    #[schemars(skip)]
    pub place: Option<Location>,
}

/// Everything that judges the data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// How much the built-in checks matter.
    pub levels: BuiltInLevels,
    /// The declared checks.
    pub checks: Vec<CheckSettings>,
    /// The failures that are accepted.
    pub accepts: Vec<AcceptSettings>,
    /// The values that are replaced.
    pub overrides: Vec<OverrideSettings>,
}

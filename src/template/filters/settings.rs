//! `[wording]`: the free variants of the statistics language, one of each per document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[wording]`: which of several right words the filters print, so that a document says a thing in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WordingSettings {
    /// `比` or `较` wherever a filter compares (比上年, 较上年). Without it each filter has its usual word: 比 for
    /// changes, 较 for places.
    pub comparator: Option<ComparatorWord>,
    /// What all of the county is called where places and comparisons say so: `全区`. Without it by the last letter of the
    /// county's name: 全县, 全区, 全市, 全旗.
    pub county: Option<String>,
    /// How places among the townships are written.
    pub place: PlaceStyle,
    /// How much of the year has gone by for 序时进度.
    pub elapsed: Elapsed,
    /// Percentages keep their zeros, as bulletins have them: 5.0%, not 5%.
    pub trailing_zeros: bool,
}

/// The word that compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ComparatorWord {
    /// 比上年增长5%.
    #[serde(rename = "比")]
    Bi,
    /// 较上年增长5%.
    #[serde(rename = "较")]
    Jiao,
}

/// How a place is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PlaceStyle {
    /// 居全县第1位.
    #[default]
    #[serde(rename = "第1位")]
    Arabic,
    /// 居全县第一, 居全县第三位.
    #[serde(rename = "第一")]
    Han,
}

/// The share of the year that has gone by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Elapsed {
    /// Whole months of twelve at a month's end, days of the year on any other day.
    #[default]
    Months,
    /// Days of the year.
    Days,
}

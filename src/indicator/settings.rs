//! The parts of gongwen.toml that say where each indicator stands: `[[indicator]]`, `[[rows]]`, `[facts]`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::settings::{Exact, Judgement, Level};
use super::times::{BaseTime, Called};
use super::{Calendar, Kind, MissingPolicy};

/// What type of value an indicator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ValueType {
    /// An exact number with a unit.
    #[default]
    Number,
    /// A date.
    Date,
    /// A text.
    Text,
    /// 是 or 否.
    Bool,
}

/// How the rows that meet the condition become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// How many rows there are.
    Count,
    /// The sum of the column.
    Sum,
    /// The mean of the column.
    Mean,
    /// The mean of a rate: by the weights of another column, or as the sum of numerators over that of denominators.
    Weighted,
    /// The smallest value of the column; with `type = "text"` the label of its row.
    Min,
    /// The largest value of the column; with `type = "text"` the label of its row.
    Max,
}

/// Which end of the order is first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RankOrder {
    /// The largest value is first.
    High,
    /// The smallest value is first.
    Low,
}

/// Where a value stands. Every part left out is taken from the indicator itself when this is a base or target.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Selector {
    /// File name pattern: `*农业*`; `上年/*农业*` in one of `[folders]`, `上年/` there with the indicator's own pattern.
    pub workbook: Option<String>,
    /// Sheet name pattern; all visible sheets when left out.
    pub sheet: Option<String>,
    /// Header path of the column, its end being enough: `粮食作物/播种面积`.
    pub column: Option<String>,
    /// Label of the row: `合计`, `粮食播种面积`, `{township}`.
    pub row: Option<String>,
    /// A fixed cell, `G16`; needs `sheet`.
    pub cell: Option<String>,
    /// The label expected to the left of or above the fixed cell.
    pub label: Option<String>,
    /// A name defined in the workbook.
    pub name: Option<String>,
    /// For an aggregate: the column of the weights.
    pub weight: Option<String>,
    /// For an aggregate: the column of the numerators.
    pub numerator: Option<String>,
    /// For an aggregate: the column of the denominators.
    pub denominator: Option<String>,
    /// For an aggregate: conditions in place of its own: `演练时间 在 上年同期`.
    #[serde(rename = "where")]
    pub conditions: Vec<String>,
    /// What it is, where its head does not say it or says what is not meant: `上年同期`, `上年末` or `上年全年` of a base,
    /// `年度目标` of a target.
    pub called: Option<Called>,
}

impl Selector {
    /// Which time the base is of that stands here.
    pub(super) fn time(&self) -> BaseTime {
        if let Some(time) = self.called.and_then(Called::time) {
            return time;
        }
        let words = [&self.column, &self.row, &self.label, &self.name];
        let words = words.into_iter().flatten().chain(&self.conditions);
        let said = words.map(|words| BaseTime::said_in(words));
        said.into_iter()
            .find(|time| *time != BaseTime::Usual)
            .unwrap_or_default()
    }
}

/// One `[[indicator]]`. It names its place in one way: `column` and `row` (of these two, the one left out is the
/// indicator's name), `cell` with `label`, `range`, `aggregate`, or `formula`. A header or row path answers when it
/// ends in the wanted one; one that is exactly the wanted one goes before all others.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IndicatorSettings {
    /// Name in templates: Han characters, letters, digits and `_`, no digit first.
    pub name: String,
    /// Type of the value.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// File name pattern in the township's folder, `*农业*`, or in one of `[folders]`, `全县/*农业*`.
    pub workbook: Option<String>,
    /// Sheet name pattern; all visible sheets when left out.
    pub sheet: Option<String>,
    /// Header path of the column, its end being enough: `粮食作物/播种面积`. `count` with it counts the rows that have
    /// something there.
    pub column: Option<String>,
    /// Label of the row: `合计`, `粮食播种面积`; `{township}` where each row is a township. With `aggregate` and `sheet`, the
    /// one row of each sheet: `sheet = "*村"`.
    pub row: Option<String>,
    /// A fixed cell, `G16`; needs `sheet`.
    pub cell: Option<String>,
    /// The label expected to the left of or above the fixed cell.
    pub label: Option<String>,
    /// A name defined in the workbook.
    pub range: Option<String>,
    /// Makes one value of many rows.
    pub aggregate: Option<Aggregate>,
    /// `weighted`: the column of the weights; `column` holds the rates.
    pub weight: Option<String>,
    /// `weighted`: the column of the numerators, in place of `column` and `weight`; the value is in percent.
    pub numerator: Option<String>,
    /// `weighted`: the column of the denominators.
    pub denominator: Option<String>,
    /// Conditions that a row must meet: `是否入库 = 是`, `总投资 >= 1000`, `演练时间 在 期间`.
    #[serde(rename = "where")]
    pub conditions: Vec<String>,
    /// A formula over other indicators: `蔬菜产值 / 农业总产值 * 100`, `村集体经济收入 - 上年(村集体经济收入)`.
    pub formula: Option<String>,
    /// The unit of the value; a number found in another unit of the same dimension is converted.
    pub unit: Option<String>,
    /// What sort of number it is; it decides which sentences are true of it. `flow` sums over time (output, money spent);
    /// `stock` stands at a date (population, livestock): never cumulated, compared with the end of last year; `rate` is a
    /// percentage of a whole, compared in 百分点, or a quotient of another unit (公斤/亩, days per case), compared in
    /// percent, and never added; `survey` is given by a survey and never computed; `count` counts things; `index` is an
    /// index number; `rank` a place in an order.
    pub kind: Kind,
    /// Whether its cells hold percents although nothing near them says %: 0.3 of a column 返贫率 is 0.3 %. (Fractions are
    /// read without a unit, and a formula makes percents of them.)
    pub percents: bool,
    /// Whether — and 无 in its cells are the number 0: a village without 高粱 has 0 亩 of it. Else they are left out, and
    /// where a village has a number this year and none last year, or the other way round, that is told.
    pub none_is_zero: bool,
    /// Where last year's value stands; what is left out is as for the value itself.
    pub base: Option<Selector>,
    /// Where the year's target stands; what is left out is as for the value itself.
    pub target: Option<Selector>,
    /// Decimals to print.
    pub decimals: Option<u32>,
    /// What happens when there is no value.
    pub missing: MissingPolicy,
    /// Rank among all townships.
    pub rank: Option<RankOrder>,
    /// The county's value in a report for the county: `sum`, or a formula over the county's values. When left out,
    /// flows, stocks and counts are summed and quotients are computed from the sums; other rates have none.
    pub county: Option<String>,
    /// The least value that can be true, in `unit`.
    pub min: Option<Exact>,
    /// The greatest value that can be true, in `unit`.
    pub max: Option<Exact>,
}

/// What stands for the name of the sheet as the column of a field.
const SHEET: &str = "{sheet}";

/// One field of `[[rows]]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FieldSettings {
    /// Name in templates.
    pub name: String,
    /// Header path of the column; the name itself when left out. `{sheet}` is the name of the sheet.
    pub column: Option<String>,
    /// Label of the row, where each sheet of the pattern is one of these rows: `粮食播种面积`.
    pub row: Option<String>,
    /// Type of the value.
    #[serde(rename = "type")]
    pub value_type: ValueType,
    /// The unit of the value.
    pub unit: Option<String>,
    /// What sort of number it is.
    pub kind: Kind,
    /// Whether its cells hold percents although nothing near them says %: 0.3 of a column 返贫率 is 0.3 %. (Fractions are
    /// read without a unit, and a formula makes percents of them.)
    pub percents: bool,
    /// Decimals to print.
    pub decimals: Option<u32>,
    /// What happens when there is no value.
    pub missing: MissingPolicy,
    /// Header path of the column of last year's value in the same row, for 同比 and the like: `上年`, `总产量/上年`.
    pub base: Option<String>,
    /// What `base` is, where its head does not say it or says what is not meant: `上年同期`, `上年末`, `上年全年`.
    pub base_called: Option<Called>,
    /// Header path of the column of the year's target in the same row.
    pub target: Option<String>,
    /// The same of `target`: `年度目标`.
    pub target_called: Option<Called>,
}

/// One `[[rows]]`: the data rows of a table, 合计 and 其中 rows left out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RowsSettings {
    /// Name in templates.
    pub name: String,
    /// File name pattern in the township's folder, or in one of `[folders]`.
    pub workbook: Option<String>,
    /// Sheet name pattern; all visible sheets when left out.
    pub sheet: Option<String>,
    /// Conditions that a row must meet.
    #[serde(rename = "where")]
    pub conditions: Vec<String>,
    /// The fields.
    pub fields: Vec<FieldSettings>,
    /// Columns of other tables, from the row of the same name.
    pub join: Vec<JoinSettings>,
}

impl FieldSettings {
    /// Whether it is the name of the sheet.
    pub(super) fn is_sheet(&self) -> bool {
        self.column.as_deref() == Some(SHEET)
    }
}

impl RowsSettings {
    /// Whether each sheet is one row.
    pub(super) fn is_by_sheet(&self) -> bool {
        self.fields.iter().any(|field| field.row.is_some())
    }

    /// The fields of the table itself and those of the joined ones.
    pub fn all_fields(&self) -> impl Iterator<Item = &FieldSettings> {
        self.fields.iter().chain(self.join.iter().flat_map(|join| &join.fields))
    }
}

/// One `[[rows.join]]`: another table that has a row for each of these rows, by the name of the village or township.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct JoinSettings {
    /// File name pattern in the township's folder, or in one of `[folders]`.
    pub workbook: Option<String>,
    /// Sheet name pattern; all visible sheets when left out.
    pub sheet: Option<String>,
    /// The field that names the rows; the first text field when left out.
    pub on: Option<String>,
    /// The column of the other table that names its rows; the labels of its rows when left out.
    pub column: Option<String>,
    /// How much it matters when a name stands in one of the two tables only.
    pub level: Level,
    /// Whether rows for parts of a village, 李家村（一组） and 李家村（二组）, may all have the figures of its row; else an error.
    pub shared: bool,
    /// The fields that are taken from it.
    pub fields: Vec<FieldSettings>,
}

/// `[facts]`: a sheet of two columns, name and content, whose every row becomes an indicator: a text, a
/// date, 是/否, or a number with its unit (`52亩`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FactsSettings {
    /// File name pattern in the township's folder: `*基本情况*`.
    pub workbook: String,
    /// Sheet name pattern; the first visible sheet when left out.
    pub sheet: Option<String>,
}

/// `townships_in`: the table whose rows are the townships.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RosterSettings {
    /// File name pattern in one of `[folders]`: `全县/*经济*`.
    pub workbook: String,
    /// Sheet name pattern; all visible sheets when left out.
    pub sheet: Option<String>,
    /// A column that tells this table from the others of the sheet.
    pub column: Option<String>,
}

/// Everything that leads from cells to names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapping {
    /// The single values.
    pub indicators: Vec<IndicatorSettings>,
    /// The tables.
    pub rows: Vec<RowsSettings>,
    /// The facts sheet.
    pub facts: Option<FactsSettings>,
    /// Other spellings of labels: `鼎新村 = ["鼎新社区"]`.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Other folders of workbooks by the name that patterns give them: `上年 = "2022/{township}"`.
    pub folders: BTreeMap<String, String>,
    /// The time that the report speaks of.
    pub calendar: Calendar,
    /// What must be true between the figures, and the exceptions that a post answers for.
    pub judgement: Judgement,
}

impl Mapping {
    /// The names that the configuration declares, in its order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let indicators = self.indicators.iter().map(|settings| settings.name.as_str());
        indicators.chain(self.rows.iter().map(|settings| settings.name.as_str()))
    }

    /// Every pattern of file names, each with the name of what it is for.
    pub fn workbook_patterns(&self) -> impl Iterator<Item = (&str, &str)> {
        let of_indicators = self.indicators.iter().flat_map(|settings| {
            let beside = [&settings.base, &settings.target].into_iter().flatten();
            let patterns = beside.map(|selector| &selector.workbook).chain([&settings.workbook]);
            patterns
                .flatten()
                .map(|pattern| (settings.name.as_str(), pattern.as_str()))
        });
        let of_rows = self.rows.iter().flat_map(|rows| {
            let patterns = rows.join.iter().map(|join| &join.workbook).chain([&rows.workbook]);
            patterns.flatten().map(|pattern| (rows.name.as_str(), pattern.as_str()))
        });
        let of_checks = self.judgement.checks.iter().flat_map(|check| {
            let selectors = [&check.last_year, &check.same_as].into_iter().flatten();
            selectors.filter_map(|selector| Some((check.name.as_str(), selector.workbook.as_deref()?)))
        });
        let facts = self.facts.iter().map(|facts| ("facts", facts.workbook.as_str()));
        of_indicators.chain(of_rows).chain(of_checks).chain(facts)
    }
}

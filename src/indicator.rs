//! From tables to named indicators: every value with its unit, kind, base and the cells it came from.

mod across;
mod aggregate;
pub(crate) mod approximate;
mod assumed;
mod books;
mod calendar;
pub mod check;
mod compute;
mod condition;
mod content;
mod copied;
mod county;
mod doubt;
mod entries;
mod facts;
mod figure;
mod formula;
mod joined;
mod kinds;
mod label;
mod locate;
mod measured;
mod median;
mod merged;
mod months;
mod place_names;
mod projection;
mod quantity;
mod rank;
mod replace;
mod rows;
mod scale;
mod select;
pub mod settings;
mod sheets;
mod single;
mod stated;
mod times;
mod title;
mod township;
mod unread;
mod validate;
mod villages;
mod wanted;
mod weighted;
mod whole;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::{Code, Diagnostic, Sink};
use crate::place::CellPlace;
use crate::workbook::Workbook;

pub use across::{Across, Compared, Gathering, Withheld, rank, share_facts};
pub use approximate::{Approximate, Approximator, ROUGHLY};
pub use books::Shelf;
pub use calendar::Calendar;
pub use check::{Acceptance, CheckResult, Judged, Verdict};
pub use content::HIDDEN;
pub use county::{CountyValues, CountyWanted, LEFT_OUT_ROWS, TOWNSHIP_ROWS, county, county_values};
pub use doubt::{Doubts, for_draft};
pub use months::of_name as months_of_name;
pub use projection::Needed;
pub use quantity::{Comparison, Gaps, Quantity};
pub use replace::Replacement;
pub use settings::{Mapping, RankOrder};
pub use times::BaseTime;
pub use township::{Material, PLACEHOLDER, Roster, Spellings, roster, same_township, spellings};
pub use validate::{is_given, validate};

use approximate::computed_from;
use books::{Books, Scope};
use condition::Condition;
use quantity::Found;
use settings::IndicatorSettings;

/// What sort of number an indicator is; it decides which sentences are true of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Sums over time: an output, an amount spent. Its base is of the same period last year.
    #[default]
    Flow,
    /// Stands at a date: a population, livestock; never cumulated. Its base is of the end of last year, unless the head of
    /// `base` says another time.
    Stock,
    /// A percentage of a whole, whose differences are 百分点; or a quotient of another unit, such as 公斤/亩 or days per
    /// case, which is compared in percent. Neither is ever added.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The cell says — or 无: there is no such thing here.
    NotApplicable,
    /// The cell is blank: nobody knows.
    Unknown,
}

/// What is known of a township's place by an indicator that declares a rank and has a value there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It has this place.
    Known(Place),
    /// Nobody's place is known, since some township's value is not.
    Unknown(Arc<Withheld>),
}

/// A place among all townships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Place from one; ties share the better place.
    pub position: u32,
    /// How many townships were compared.
    pub of: u32,
    /// Whether another township shares the place.
    pub tied: bool,
    /// The place of those who come last: below `of` where several share it.
    pub last: u32,
}

/// What an indicator is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// No value, and the declared policy lets the report go on without; with [`MissingPolicy::Error`] only in a draft.
    Missing(Missing, MissingPolicy),
}

/// What happens where an indicator has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MissingPolicy {
    /// The report is not written.
    #[default]
    Error,
    /// — is printed, by every filter; no `{[ ]}` falls away for it.
    Dash,
    /// The template must leave it out, by `{[ ]}` or `is 有值`: printing it is an error, asking for it is not. (In
    /// `[[report]]`: the township is left out.)
    Omit,
}

/// One named value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indicator {
    /// Its name in templates.
    pub name: Arc<str>,
    /// What it is.
    pub datum: Datum,
    /// The cells that it was taken, counted or summed from.
    pub sources: Vec<CellPlace>,
    /// How it was computed, when it was not simply taken: `count(是否入库 = 是)`.
    pub formula: Option<String>,
    /// How it stands among all townships; none where no rank is declared, or there is no value to be ranked.
    pub standing: Option<Standing>,
}

impl Indicator {
    /// Its place among all townships, where it is known.
    pub fn place(&self) -> Option<&Place> {
        match self.standing.as_ref()? {
            Standing::Known(place) => Some(place),
            Standing::Unknown(_) => None,
        }
    }

    /// A fact that a township's sheet does not name.
    fn absent(name: &Arc<str>) -> Self {
        Self {
            name: Arc::clone(name),
            datum: Datum::Missing(Missing::NotApplicable, MissingPolicy::Omit),
            sources: Vec::new(),
            formula: None,
            standing: None,
        }
    }
}

/// One row of a [`Datum::Rows`]: its fields in the declared order, each with its own source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Indicators {
    /// The township's name.
    pub township: Arc<str>,
    /// The values by name.
    pub values: BTreeMap<Arc<str>, Indicator>,
    /// The names that come from the township's facts sheet.
    pub facts: Vec<Arc<str>>,
    /// What the checks came to.
    pub judged: Judged,
    /// The values that were replaced by hand.
    pub replaced: Vec<Replacement>,
    /// Rows of which some field is hidden by an error: no report may be made of them, but a draft.
    pub incomplete: Vec<Indicator>,
    /// What a draft must not be trusted in; empty for a report.
    #[serde(skip)]
    pub doubts: Doubts,
    /// What last year's value usually was, by indicator: the median over all townships, from three on.
    #[serde(skip)]
    pub medians: Arc<BTreeMap<Arc<str>, Decimal>>,
    /// Of which indicators more is better, and of which less: those that declare a rank.
    #[serde(skip)]
    pub orders: Arc<BTreeMap<Arc<str>, RankOrder>>,
    /// The county's values that the township's reports ask for.
    #[serde(skip)]
    pub county: Arc<CountyValues>,
}

/// Finds every declared indicator in the workbooks that speak of the township. Everything that stands in the way goes into
/// `sink`, and the indicator is then absent. The mapping's own mistakes are [`validate`]'s to report; what
/// they concern is left out here.
pub fn resolve(mapping: &Mapping, material: &Material<'_>, sink: &mut Sink) -> Indicators {
    let township = material.township;
    let mapping = &mapping.for_township(township);
    let books = Books::new(material.shelves, material.labels(mapping), mapping.calendar);
    let mut problems = Sink::new();
    let mut values = BTreeMap::new();
    let facts = mapping.facts.as_ref();
    let facts = facts.map_or_else(Vec::new, |facts| facts::take(facts, &books, &mut problems));
    let fact_names = facts.iter().map(|fact| Arc::clone(&fact.name)).collect();
    for indicator in facts {
        add(&mut values, indicator, &mut problems);
    }
    for settings in mapping.indicators.iter().filter(|settings| settings.formula.is_none()) {
        if let Some(indicator) = from_cells(settings, &books, &mut problems) {
            add(&mut values, indicator, &mut problems);
        }
    }
    let mut incomplete = Vec::new();
    for settings in &mapping.rows {
        match rows::take(settings, &books, &mut problems) {
            Some((indicator, true)) => add(&mut values, indicator, &mut problems),
            Some((indicator, false)) => incomplete.push(indicator),
            None => {}
        }
    }
    hold_against_workbooks(mapping, &mut values, (&books, material), &mut problems);
    let replaced = compute_and_replace(mapping, township, &mut values, &books, &mut problems);
    let computed = values.values_mut().filter(|value| is_computed(mapping, value));
    times::settle(mapping, computed, &books, &mut problems);
    let judged = check::run(mapping, township, (&values, &replaced), &books, &mut problems);
    problems.assign_township(township);
    sink.append(problems);
    Indicators {
        township: Arc::clone(township),
        values,
        facts: fact_names,
        judged,
        replaced,
        incomplete,
        doubts: Doubts::default(),
        medians: Arc::default(),
        orders: Arc::default(),
        county: Arc::default(),
    }
}

/// What the workbooks around the values' cells say of them: the times of their bases, columns beside them, last year's
/// copies, titles.
fn hold_against_workbooks(
    mapping: &Mapping,
    values: &mut BTreeMap<Arc<str>, Indicator>,
    (books, material): (&Books<'_>, &Material<'_>),
    problems: &mut Sink,
) {
    times::settle(mapping, values.values_mut(), books, problems);
    unread::tell(values, books, problems);
    copied::tell(values, books, problems);
    title::tell(mapping, values.values(), (books, material), problems);
}

/// Computes what is computed, each value after those that were replaced by hand; returns the replacements.
fn compute_and_replace(
    mapping: &Mapping,
    township: &Arc<str>,
    values: &mut BTreeMap<Arc<str>, Indicator>,
    books: &Books<'_>,
    problems: &mut Sink,
) -> Vec<Replacement> {
    let mut replaced = Vec::new();
    for settings in mapping.indicators.iter().filter(|settings| settings.formula.is_none()) {
        replaced.extend(replace::apply(&settings.name, mapping, township, values, problems));
    }
    let formulas = compute::formulas(&mapping.indicators);
    let ordered = compute::order(&formulas).0;
    for computed in &ordered {
        compute::add(computed, mapping, values, books, problems);
        let name = &computed.settings.name;
        replaced.extend(replace::apply(name, mapping, township, values, problems));
    }
    replace::spread(&mut replaced, &ordered);
    replaced
}

/// [`resolve`] for a township that has nothing but the workbooks of its own folder.
pub fn resolve_own(mapping: &Mapping, township: &Arc<str>, workbooks: &[Workbook], sink: &mut Sink) -> Indicators {
    let shelf = Shelf::own(workbooks);
    let material = Material {
        township,
        spellings: spellings(&[Arc::clone(township)])[0],
        shelves: &[&shelf],
        roster: &Roster::default(),
    };
    resolve(mapping, &material, sink)
}

/// Whether a formula makes the value.
fn is_computed(mapping: &Mapping, value: &Indicator) -> bool {
    let mut declared = mapping.indicators.iter();
    declared.any(|settings| settings.formula.is_some() && *settings.name == *value.name)
}

fn from_cells(settings: &IndicatorSettings, books: &Books<'_>, sink: &mut Sink) -> Option<Indicator> {
    match settings.aggregate {
        Some(aggregate) => aggregate::compute(settings, aggregate, books, sink),
        None => single::take(settings, books, sink),
    }
}

/// Adds a value under its name; a name that is taken is an error at both places.
fn add(values: &mut BTreeMap<Arc<str>, Indicator>, indicator: Indicator, sink: &mut Sink) {
    let Some(other) = values.get(&indicator.name) else {
        values.insert(Arc::clone(&indicator.name), indicator);
        return;
    };
    let mut diagnostic = Diagnostic::new(Code::IndicatorTwice).with("name", &indicator.name);
    for place in indicator.sources.first().into_iter().chain(other.sources.first()) {
        diagnostic = diagnostic.at_cell(place);
    }
    sink.push(diagnostic);
}

/// Whether a file of a folder of `[folders]`, or of the township's own where that is empty, fits the pattern of
/// `workbook = …`.
pub fn file_matches(pattern: &str, folder: &str, file_name: &str) -> bool {
    let scope = Scope::new(Some(pattern), None);
    let fits = |pattern| books::glob("workbook", pattern).is_ok_and(|glob| glob.is_match(file_name));
    scope.folder == folder && scope.workbook.is_none_or(fits)
}

/// The column that a condition of `where = …` asks.
pub fn condition_column(condition: &str) -> Option<String> {
    Condition::parse(condition).ok().map(|condition| condition.column)
}

/// A text as it may be shown: short, and without anybody's number.
pub fn excerpt(raw: &str) -> String {
    content::excerpt(raw)
}

/// The content of a cell as it may be shown: short, and without anybody's number.
pub fn excerpt_of(cell: &crate::workbook::Cell) -> String {
    content::excerpt_of(cell)
}

//! One township's values, ready for its workbooks: figures, villages, projects, drills, facts, fragments.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use rust_decimal::Decimal;

use super::Failure;
use super::facts;
use super::lists::{DRILLS, PROJECTS, ProjectRow};
use super::values::{FIGURES, TOWNS};

/// A project of the list.
#[derive(Debug, Clone)]
pub struct Project {
    /// Name.
    pub name: String,
    /// Builder.
    pub builder: String,
    /// Total investment in 万元.
    pub total: Decimal,
    /// Completed this year in 万元.
    pub completed: Decimal,
    /// 形象进度.
    pub progress: &'static str,
    /// 社会投资 or 政府投资.
    pub kind: &'static str,
    /// 是 or 否: in the register.
    pub registered: &'static str,
}

/// A figure of this year and of last year, in the unit of the table of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// This year's; none where the cell holds —.
    pub now: Option<Decimal>,
    /// Last year's.
    pub last: Option<Decimal>,
}

/// A township.
#[derive(Debug, Clone)]
pub struct Town {
    /// Name.
    pub name: String,
    /// Villages.
    pub villages: Vec<String>,
    /// Figures by name.
    pub figures: BTreeMap<&'static str, Pair>,
    /// Projects.
    pub projects: Vec<Project>,
    /// Drills: year, month, day, village, people.
    pub drills: Vec<(u16, u8, u8, usize, u32)>,
    /// Rows of the facts sheet.
    pub facts: Vec<(String, String)>,
    /// Text fragments: file name and Markdown.
    pub fragments: Vec<(String, String)>,
}

impl Town {
    /// The township number `index` of the table of values.
    pub fn of_table(index: usize) -> Result<Self, Failure> {
        let (name, villages) = TOWNS[index];
        let mut figures = BTreeMap::new();
        for figure in FIGURES {
            let (now, last) = figure.3[index].split_once('/').unwrap_or((figure.3[index], "—"));
            let pair = Pair {
                now: value(now)?,
                last: value(last)?,
            };
            figures.insert(figure.0, pair);
        }
        Ok(Self {
            name: name.to_owned(),
            villages: villages.iter().map(|village| (*village).to_owned()).collect(),
            figures,
            projects: PROJECTS[index].iter().map(project).collect(),
            drills: DRILLS[index].to_vec(),
            facts: owned(facts::FACTS[index]),
            fragments: owned(facts::FRAGMENTS[index]),
        })
    }

    /// This year's value and last year's.
    pub fn figure(&self, name: &str) -> Result<Pair, Failure> {
        self.figures
            .get(name)
            .copied()
            .ok_or_else(|| format!("no figure {name}").into())
    }

    /// A figure shared out among the villages; the parts add up exactly to the whole, in steps of its last
    /// decimal. `salt` varies the shares from column to column.
    pub fn shared(&self, total: Decimal, salt: usize) -> Vec<Decimal> {
        let weights: Vec<i64> = (0..self.villages.len()).map(|village| weight(village, salt)).collect();
        let whole: i64 = weights.iter().sum();
        let step = Decimal::new(1, total.scale());
        let count = total / step;
        let mut parts = Vec::new();
        let (mut seen, mut given) = (0, Decimal::ZERO);
        for weight in weights {
            seen += weight;
            // Rounding what has been given so far, not each part, keeps the sum.
            let upto = (count * Decimal::from(seen) / Decimal::from(whole)).round();
            parts.push((upto - given) * step);
            given = upto;
        }
        parts
    }
}

/// A village's weight: villages differ in size, and a little more from column to column.
fn weight(village: usize, salt: usize) -> i64 {
    let size = [13, 11, 9, 8, 7, 10, 12, 6, 8, 9, 7, 6][village % 12] * 10;
    size + i64::try_from((village * 7 + salt * 13) % 11).unwrap_or(0)
}

/// A value of the table; `—` is none.
fn value(text: &str) -> Result<Option<Decimal>, Failure> {
    if text == "—" {
        return Ok(None);
    }
    Ok(Some(Decimal::from_str(text)?))
}

/// A project of the table.
fn project(row: &ProjectRow) -> Project {
    Project {
        name: row.0.to_owned(),
        builder: row.1.to_owned(),
        total: Decimal::from(row.2),
        completed: Decimal::from(row.3),
        progress: row.4,
        kind: row.5,
        registered: row.6,
    }
}

/// Pairs of texts that belong to the township.
fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
        .collect()
}

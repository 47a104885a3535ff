//! 勾稽: what must be true between the figures, built in and declared, and the failures that a post answers for.

mod accept;
mod change;
mod compare;
mod finding;
mod identity;
mod part_columns;
mod rule;
pub mod settings;
mod size;
mod tables;
mod total;
mod used;
mod validate;

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::books::Books;
use super::{Indicator, Mapping, Replacement};
use crate::diag::Sink;
use crate::place::CellPlace;
use crate::unit::{Scale, Unit};

pub use accept::Acceptance;
pub(super) use finding::Findings;
pub use finding::{CheckResult, Verdict};
pub(super) use validate::validate;

use finding::Finding;
use settings::CheckSettings;

/// What the checks read: the declarations, the values found, the township's tables.
#[derive(Clone, Copy)]
struct Ground<'g, 'a> {
    mapping: &'g Mapping,
    township: &'g str,
    values: &'g BTreeMap<Arc<str>, Indicator>,
    books: &'g Books<'a>,
}

impl Ground<'_, '_> {
    /// The declared checks that concern this township.
    fn declared(&self) -> impl Iterator<Item = &CheckSettings> {
        let concerns = |check: &&CheckSettings| {
            check.townships.is_empty() || check.townships.iter().any(|name| name == self.township)
        };
        self.mapping.judgement.checks.iter().filter(concerns)
    }
}

impl Ground<'_, '_> {
    /// Whether the job accepts a failure of this check of the township.
    fn accepts(&self, check: &str) -> bool {
        let mut accepts = self.mapping.judgement.accepts.iter();
        accepts.any(|accept| accept.check == check && accept.township == self.township)
    }
}

/// What the checks of a township came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Judged {
    /// Every check, built-in ones first, each group in the order of gongwen.toml and of the tables.
    pub results: Vec<CheckResult>,
    /// The failures that a post answers for.
    pub accepted: Vec<Acceptance>,
}

/// Runs all checks of a township. A failure goes into `sink`, and so does what is wrong with an `[[accept]]`.
pub(super) fn run(
    mapping: &Mapping,
    township: &str,
    (values, replaced): (&BTreeMap<Arc<str>, Indicator>, &[Replacement]),
    books: &Books<'_>,
    sink: &mut Sink,
) -> Judged {
    let ground = Ground {
        mapping,
        township,
        values,
        books,
    };
    let mut findings = built_in(&ground, replaced);
    findings.extend(compare::ranges(&ground));
    findings.extend(tables::joins(&ground));
    findings.extend(tables::reported(&ground));
    let identities = mapping.judgement.levels.identities;
    let identities = identities.map_or_else(Vec::new, |level| identity::identities(&ground, level));
    for check in &identities {
        findings.extend(declared(check, &ground, sink));
    }
    for check in ground.declared() {
        findings.extend(declared(check, &ground, sink));
    }
    tell_apart(&mut findings);
    findings.retain(|finding| size::is_told(finding, &ground));
    accept::judge(findings, &ground, sink)
}

fn built_in(ground: &Ground<'_, '_>, replaced: &[Replacement]) -> Vec<Finding> {
    let levels = ground.mapping.judgement.levels;
    let users = used::users(ground.mapping, ground.values, replaced);
    let mut findings = Vec::new();
    let tables = used::tables(ground.books, &users);
    for table in &tables {
        findings.extend(total::sums(table, &tables, levels.sum));
        findings.extend(total::parts(table, levels.part));
        findings.extend(part_columns::parts(table, levels.part));
        findings.extend(change::changes(table, levels.change));
        findings.extend(size::against_others(table, ground));
    }
    findings.extend(size::across_sheets(ground));
    findings.extend(size::against_last_year(ground));
    findings
}

/// One declared check; what cannot be computed goes into the sink.
fn declared(check: &CheckSettings, ground: &Ground<'_, '_>, sink: &mut Sink) -> Option<Finding> {
    if let Some(rule) = &check.rule {
        return rule::judge(check, rule, ground, sink);
    }
    if let Some(rows) = &check.rows {
        return compare::villages(check, rows, ground);
    }
    let indicator = check.indicator.as_deref()?;
    if let Some(bounds) = check.change {
        return Some(compare::growth(check, indicator, bounds, ground));
    }
    if let Some(selector) = &check.last_year {
        return compare::last_year(check, indicator, selector, ground, sink);
    }
    compare::same_as(check, indicator, check.same_as.as_ref()?, ground, sink)
}

/// A name speaks of one check: those of one name are told apart by the sheet, the file, the cell, whichever differ, and
/// at last by their number. Those that hold count as well, so that no name changes when another check fails.
fn tell_apart(findings: &mut [Finding]) {
    let ways: [fn(&CellPlace) -> String; 3] = [
        |place| place.sheet.to_string(),
        |place| place.file.to_string(),
        |place| place.cell.to_string(),
    ];
    for way in ways {
        for group in of_one_name(findings) {
            let says = |index: &usize| findings[*index].cells.first().map(way);
            let words: Vec<Option<String>> = group.iter().map(says).collect();
            if words.windows(2).all(|pair| pair[0] == pair[1]) {
                continue;
            }
            for (index, word) in group.into_iter().zip(words) {
                append(&mut findings[index], word.as_deref());
            }
        }
    }
    for group in of_one_name(findings) {
        for (number, index) in (1..).zip(group) {
            append(&mut findings[index], Some(&format!("{number}")));
        }
    }
}

fn append(finding: &mut Finding, word: Option<&str>) {
    finding.name.extend(word.into_iter().flat_map(|word| ["·", word]));
}

/// The findings of each name that more than one has.
fn of_one_name(findings: &[Finding]) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        by_name.entry(&finding.name).or_default().push(index);
    }
    by_name.into_values().filter(|group| group.len() > 1).collect()
}

/// A value as messages and `[[accept]]` write it: `45000亩`.
fn shown(value: Decimal, unit: &Unit) -> String {
    format!("{}{unit}", value.normalize())
}

/// Whether the unit is that of whole things, which are counted and not rounded.
fn counts_whole(unit: &Unit) -> bool {
    unit.is_count() && unit.scale == Scale::One
}

/// 1 at this number of decimals: 0.01 for two.
fn unit_of_last_digit(decimals: u32) -> Decimal {
    Decimal::try_from_i128_with_scale(1, decimals).unwrap_or(Decimal::ZERO)
}

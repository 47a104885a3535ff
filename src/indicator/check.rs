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
    /// Whether the job accepts a failure of this check.
    fn accepts(&self, check: &str) -> bool {
        let accepts = &self.mapping.judgement.accepts;
        accepts.iter().any(|accept| accept.check == check)
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
    accept::judge(findings, &ground, sink)
}

fn built_in(ground: &Ground<'_, '_>, replaced: &[Replacement]) -> Vec<Finding> {
    let levels = ground.mapping.judgement.levels;
    let users = used::users(ground.mapping, ground.values, replaced);
    let mut findings = Vec::new();
    for table in &used::tables(ground.books, &users) {
        findings.extend(total::sums(table, levels.sum));
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

/// A name speaks of one check: checks of one name on several sheets are told apart by the sheet.
fn tell_apart(findings: &mut [Finding]) {
    let names: Vec<String> = findings.iter().map(|finding| finding.name.clone()).collect();
    for (index, finding) in findings.iter_mut().enumerate() {
        let twice = names.iter().filter(|name| **name == names[index]).count() > 1;
        if let (true, Some(place)) = (twice, finding.cells.first()) {
            finding.name = format!("{}·{}", finding.name, place.sheet);
        }
    }
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

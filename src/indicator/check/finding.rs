//! What a check found: its two values, their cells, and the problem that it is when it fails.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::settings::Level;
use crate::diag::{Code, Diagnostic};
use crate::place::CellPlace;

/// What is checked; each has its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckKind {
    /// 合计 is the sum of its rows.
    Sum,
    /// 其中 is no more than the whole.
    Part,
    /// 增减 and 增减% recomputed.
    Change,
    /// A declared rule.
    Rule,
    /// A declared range.
    Range,
    /// The change against last year.
    Growth,
    /// Last year's figure as it was reported.
    LastYear,
    /// The same figure in two places.
    Twice,
    /// Villages that must report.
    Villages,
    /// The size of a figure against last year's and the others of its column.
    Size,
}

impl CheckKind {
    /// The codes of a failure as error, warning and note.
    const fn codes(self) -> [Code; 3] {
        match self {
            Self::Sum => [Code::SumError, Code::SumWarning, Code::SumNote],
            Self::Part => [Code::PartError, Code::PartWarning, Code::PartNote],
            Self::Change => [Code::ChangeError, Code::ChangeWarning, Code::ChangeNote],
            Self::Rule => [Code::RuleError, Code::RuleWarning, Code::RuleNote],
            Self::Range => [Code::RangeError, Code::RangeWarning, Code::RangeNote],
            Self::Growth => [Code::GrowthError, Code::GrowthWarning, Code::GrowthNote],
            Self::LastYear => [Code::LastYearError, Code::LastYearWarning, Code::LastYearNote],
            Self::Twice => [Code::TwiceError, Code::TwiceWarning, Code::TwiceNote],
            Self::Villages => [Code::VillagesError, Code::VillagesWarning, Code::VillagesNote],
            Self::Size => [Code::SizeError, Code::SizeWarning, Code::SizeNote],
        }
    }
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// It does not hold, and a responsible post has said that it may.
    Accepted,
    /// It could not be judged: a value is missing.
    Skipped,
}

/// The result of one check of one township.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check's stable name.
    pub check: String,
    /// How much it matters.
    pub level: Level,
    /// How it ended.
    pub verdict: Verdict,
    /// The value that was expected, with its unit.
    pub expected: String,
    /// The value that was found, with its unit.
    pub found: String,
    /// The cells of both.
    pub cells: Vec<CellPlace>,
    /// Further cells that were judged: all rows of a failed 合计.
    pub judged: Vec<CellPlace>,
    /// The problem that it is, where it failed or was accepted.
    pub problem: Option<Diagnostic>,
}

/// Findings of one table, by where they come from and whom they are named after: the same for every township that
/// takes a row of it.
#[derive(Debug, Default)]
pub(in super::super) struct Findings(Mutex<BTreeMap<(u32, u32, String), Vec<Finding>>>);

impl Findings {
    /// The findings under a key, found when they are not known yet.
    pub(super) fn get_or(&self, key: (u32, u32, String), find: impl FnOnce() -> Vec<Finding>) -> Vec<Finding> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(findings) = known().get(&key) {
            return findings.clone();
        }
        let findings = find();
        known().insert(key, findings.clone());
        findings
    }
}

/// What a check found, before anybody accepts it.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) kind: CheckKind,
    pub(super) name: String,
    pub(super) level: Level,
    /// Whether it holds; none when it could not be judged.
    pub(super) holds: Option<bool>,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) cells: Vec<CellPlace>,
    /// Further cells that were judged.
    pub(super) judged: Vec<CellPlace>,
    /// The rule, for the messages of declared rules.
    pub(super) rule: String,
}

impl Finding {
    /// A check that could not be judged, as long as nothing else is said of it.
    pub(super) fn new(kind: CheckKind, name: String, level: Level) -> Self {
        Self {
            kind,
            name,
            level,
            holds: None,
            expected: String::new(),
            found: String::new(),
            cells: Vec::new(),
            judged: Vec::new(),
            rule: String::new(),
        }
    }

    /// The problem of its failure.
    pub(super) fn problem(&self) -> Box<Diagnostic> {
        let [error, warning, note] = self.kind.codes();
        let code = match self.level {
            Level::Error => error,
            Level::Warning => warning,
            Level::Note => note,
        };
        self.located(
            Diagnostic::new(code)
                .with("found", &self.found)
                .with("expected", &self.expected),
        )
        .with("rule", &self.rule)
    }

    /// A problem with the check's name and its cells.
    pub(super) fn located(&self, problem: Box<Diagnostic>) -> Box<Diagnostic> {
        let mut problem = problem
            .with("check", &self.name)
            .with("declared", format!("check/{}", self.name));
        for place in self.cells.iter().take(8) {
            problem = problem.at_cell(place);
        }
        problem
    }

    /// Its result, with the verdict and the problem that came of it.
    pub(super) fn result(self, verdict: Verdict, problem: Option<Diagnostic>) -> CheckResult {
        CheckResult {
            check: self.name,
            level: self.level,
            verdict,
            expected: self.expected,
            found: self.found,
            cells: self.cells,
            judged: self.judged,
            problem,
        }
    }
}

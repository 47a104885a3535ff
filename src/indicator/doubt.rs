//! What a draft must not be trusted in: which problems speak of which figure, and what has no value at all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::check::settings::Level;
use super::{Datum, Indicator, Indicators, Judged, Mapping, Missing, MissingPolicy, Verdict, compute};
use crate::diag::{Code, Diagnostic, Location, Severity};
use crate::place::CellPlace;

/// The errors found in a township's data, by the figures that they concern.
#[derive(Debug, Clone, Default)]
pub struct Doubts {
    /// The failed checks of every cell that they judge.
    checks: BTreeMap<CellPlace, BTreeSet<Code>>,
    /// What was told of every name, with the cells that it was told of.
    names: BTreeMap<String, Vec<(Code, Vec<CellPlace>)>>,
}

impl Doubts {
    /// The doubts that a township's errors and failed checks raise.
    pub fn of(problems: &[Diagnostic], judged: &Judged) -> Self {
        let mut doubts = Self::default();
        let failed = |verdict| verdict == Verdict::Failed;
        for result in judged.results.iter().filter(|result| failed(result.verdict)) {
            let Some(problem) = result.problem.as_ref().filter(|_| result.level == Level::Error) else {
                continue;
            };
            for cell in result.cells.iter().chain(&result.judged) {
                doubts.checks.entry(cell.clone()).or_default().insert(problem.code);
            }
        }
        for problem in problems.iter().filter(|one| one.severity() == Severity::Error) {
            for name in problem.argument("name").into_iter().flat_map(|names| names.split("”“")) {
                let told = doubts.names.entry(name.to_owned()).or_default();
                told.push((problem.code, cells(problem)));
            }
        }
        doubts
    }

    /// What is formed of a value that an error hides has none for the same reason. `mapping` declares the formulas.
    fn spread(&mut self, mapping: &Mapping, hidden: &BTreeSet<Arc<str>>) {
        let formulas = compute::formulas(&mapping.indicators);
        for computed in compute::order(&formulas).0 {
            let name = computed.settings.name.as_str();
            if !hidden.contains(name) || self.names.contains_key(name) {
                continue;
            }
            let operands = computed.expression.names();
            let hiding = operands.iter().filter(|(operand, _)| hidden.contains(*operand));
            let told: Vec<_> = hiding
                .flat_map(|(operand, _)| self.names.get(*operand).into_iter().flatten().cloned())
                .collect();
            if !told.is_empty() {
                self.names.insert(name.to_owned(), told);
            }
        }
    }

    /// The problems of a figure: those of the checks that judge one of its cells, and those of its name (the path of
    /// a row's field has two) that were told of one of its cells. Of what has no words (`hidden`), all of its name.
    pub fn about(&self, path: &str, cells: &[CellPlace], hidden: bool) -> BTreeSet<Code> {
        let judged = cells.iter().filter_map(|cell| self.checks.get(cell)).flatten().copied();
        let root = path.split(['[', '.']).next().unwrap_or(path);
        let field = path.rsplit('.').next().unwrap_or(path);
        let told = |name: &str| self.names.get(name).into_iter().flatten();
        let concerns = |of: &[CellPlace]| of.iter().any(|cell| cells.contains(cell));
        let of_root = told(root).filter(|(_, of)| concerns(of) || (hidden && !path.contains('[')));
        let of_field = told(field).filter(|(_, of)| concerns(of));
        judged.chain(of_root.chain(of_field).map(|(code, _)| *code)).collect()
    }
}

fn cells(problem: &Diagnostic) -> Vec<CellPlace> {
    let cell = |location: &Location| match location {
        Location::Cell(place) => Some(place.clone()),
        Location::File(_) | Location::Sheet { .. } | Location::Text { .. } => None,
    };
    problem.locations.iter().filter_map(cell).collect()
}

/// Makes a township's values fit for a draft: what an error hides is there as missing, and every figure knows the
/// problems that speak of it. Nothing but a draft may be made of them.
pub fn for_draft(indicators: &mut Indicators, mapping: &Mapping, problems: &[Diagnostic]) {
    indicators.doubts = Doubts::of(problems, &indicators.judged);
    let incomplete = std::mem::take(&mut indicators.incomplete);
    for rows in incomplete {
        indicators.values.entry(Arc::clone(&rows.name)).or_insert(rows);
    }
    let mut hidden = BTreeSet::new();
    for name in mapping.names() {
        if !indicators.values.contains_key(name) {
            let name: Arc<str> = name.into();
            indicators
                .values
                .insert(Arc::clone(&name), Indicator::hidden(&name, Vec::new()));
            hidden.insert(name);
        }
    }
    indicators.doubts.spread(mapping, &hidden);
}

impl Indicator {
    /// A value that an error hides, and the cell that it should have come from.
    pub(super) fn hidden(name: &Arc<str>, sources: Vec<CellPlace>) -> Self {
        Self {
            datum: Datum::Missing(Missing::Unknown, MissingPolicy::Error),
            sources,
            ..Self::absent(name)
        }
    }
}

//! One township's first pass: its workbooks read, its values found, its problems told once and at both ends.

use std::sync::Arc;

use super::input::{FolderInput, ReadingWay, SharedShelves, TownshipInput, folder_bytes, read_township};
use super::roster::Township;
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Location, Sink};
use crate::indicator::{self, Indicators, Material, Needed, Roster, Shelf};
use crate::reader::Budget;

/// One township after the first pass.
pub struct Reading {
    /// The township.
    pub township: Township,
    /// Its values.
    pub indicators: Indicators,
    /// Its text fragments.
    pub input: TownshipInput,
    /// What was found wrong with its data.
    pub sink: Sink,
}

impl Reading {
    /// A township of which nothing is known.
    pub(super) fn empty(township: &Township) -> Self {
        Self {
            township: township.clone(),
            indicators: Indicators {
                township: Arc::clone(&township.name),
                ..Indicators::default()
            },
            input: TownshipInput::default(),
            sink: Sink::new(),
        }
    }
}

/// Reads one township's workbooks and finds its values in them and in the shared ones, given the roster of all; waits
/// until there is room for them in the budget.
pub fn read_values(
    config: &Config,
    (township, roster): (&Township, &Roster),
    shared: &SharedShelves<'_>,
    budget: &Budget,
) -> Reading {
    let mut sink = shared.shared.problems();
    let _room = budget.room(folder_bytes(township, config));
    let needed = Needed::by(&config.mapping);
    let input = read_township(config, &ReadingWay::projected(config, &needed), township, &mut sink);
    let own: Vec<Shelf<'_>> = input.folders.iter().map(FolderInput::shelf).collect();
    let shelves: Vec<&Shelf<'_>> = own.iter().chain(&shared.shelves).collect();
    let material = Material {
        township: &township.name,
        spellings: township.spellings,
        shelves: &shelves,
        roster,
    };
    let unreadable = input.folders.iter().flat_map(FolderInput::unreadable);
    let unreadable: Vec<(&str, &str)> = unreadable.chain(shared.shared.unreadable()).collect();
    let indicators = resolved(config, &material, &unreadable, &mut sink);
    drop(shelves);
    drop(own);
    Reading {
        township: township.clone(),
        indicators,
        input: TownshipInput {
            folders: Vec::new(),
            ..input
        },
        sink,
    }
}

/// The values of a township; what could not be read has been told, and that its values are then missing is no news.
fn resolved(config: &Config, material: &Material<'_>, unreadable: &[(&str, &str)], sink: &mut Sink) -> Indicators {
    // Without a single workbook there is one thing to say, and it has been said.
    if material.shelves.iter().all(|shelf| shelf.is_empty()) {
        return Indicators {
            township: Arc::clone(material.township),
            ..Indicators::default()
        };
    }
    let mut found = Sink::new();
    let indicators = indicator::resolve(&config.mapping, material, &mut found);
    found.retain(|problem| !misses_unreadable(problem, unreadable));
    if sink.has_errors() {
        found.retain(|problem| problem.code != Code::NoWorkbooks);
    }
    sink.append(fold_names(found));
    indicators
}

/// Whether the problem is that no workbook fits a pattern which one that could not be read would fit.
fn misses_unreadable(problem: &Diagnostic, unreadable: &[(&str, &str)]) -> bool {
    let fits = |pattern| {
        let mut files = unreadable.iter();
        files.any(|(folder, file)| indicator::file_matches(pattern, folder, file))
    };
    if problem.code == Code::NoFolderWorkbooks {
        let folder = problem.argument("folder");
        return unreadable.iter().any(|(name, _)| Some(*name) == folder);
    }
    problem.code == Code::NoWorkbook && problem.argument("pattern").is_some_and(fits)
}

/// Codes of problems that every indicator of a workbook or sheet has at once.
const SHARED_PROBLEMS: [Code; 8] = [
    Code::NoWorkbooks,
    Code::NoFolderWorkbooks,
    Code::NoWorkbook,
    Code::NoSheet,
    Code::NoTable,
    Code::NoColumn,
    Code::NoTownshipRow,
    Code::ComparisonAbsent,
];

/// Tells a problem that several indicators share once, with all their names.
fn fold_names(sink: Sink) -> Sink {
    let mut folded = Sink::new();
    let mut shared: Vec<(Diagnostic, Vec<String>)> = Vec::new();
    for problem in sink.into_sorted() {
        let Some(name) = problem.argument("name").map(str::to_owned) else {
            folded.push(Box::new(problem));
            continue;
        };
        let plain = problem.clone().without("name");
        let known = shared
            .iter_mut()
            .find(|(known, _)| SHARED_PROBLEMS.contains(&plain.code) && *known == plain);
        match known {
            Some((_, names)) => names.push(name),
            None => shared.push((plain, vec![name])),
        }
    }
    for (problem, names) in shared {
        folded.push(Box::new(problem).with("name", names.join("”“")));
    }
    folded
}

/// Points problems with an indicator at its declaration too, so that both ends are shown.
pub(super) fn located(mut sink: Sink, config: &Config) -> Sink {
    for problem in sink.iter_mut() {
        let name = problem.argument("name").and_then(|names| names.split("”“").next());
        let judged = problem.argument("declared").and_then(|key| config.declaration(key));
        let declaration = judged.or_else(|| name.and_then(|name| config.declaration(name)));
        let in_text = problem
            .locations
            .iter()
            .any(|location| matches!(location, Location::Text { .. }));
        if let (Some(declaration), false) = (declaration, in_text) {
            problem.locations.push(declaration.clone());
        }
    }
    sink
}

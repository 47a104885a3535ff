//! Which townships there are: by the configuration's list, by the folders of the data folder, by the rows of a table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::input::{SharedShelves, folder_entries, readable_name};
use crate::config::Config;
use crate::diag::{Code, Diagnostic, Sink, nearest};
use crate::indicator::{self, PLACEHOLDER, Roster, Shelf, Spellings};
use crate::place::CellPlace;
use crate::tables::label::normalise;

/// One township.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Township {
    /// Its name: that of its folder, or that of its row where it has no folder.
    pub name: Arc<str>,
    /// The folder, which need not exist where shared workbooks say everything.
    pub folder: PathBuf,
    /// How tables spell its name besides.
    pub spellings: Spellings,
}

/// The townships of a job: those that the configuration lists, in its order; else those of the rows of `townships_in`,
/// in theirs, and the folders of the data folder, by name.
pub fn townships(config: &Config, shelves: &SharedShelves<'_>, sink: &mut Sink) -> Vec<Township> {
    let shelves: Vec<&Shelf<'_>> = shelves.shelves.iter().collect();
    let listed = !config.job.townships.is_empty();
    let named: Vec<Arc<str>> = if listed {
        config.job.townships.iter().map(|name| name.as_str().into()).collect()
    } else {
        folders(config, sink)
    };
    let rows = config.job.townships_in.as_ref().and_then(|settings| {
        let rows = indicator::roster(settings, &config.mapping.aliases, &shelves);
        sink.keep(rows.map_err(|problem| problem.with("name", "townships_in")))
    });
    let names = match rows {
        Some(rows) => with_rows(config, &named, &rows, listed, sink),
        None => named,
    };
    if names.is_empty() && !sink.has_errors() {
        let folder = config.job.data.display();
        let data = config.root.join(&config.job.data);
        let problem = Diagnostic::new(Code::NoTownships).with("folder", folder);
        sink.push(problem.at_file(data.display().to_string()));
    }
    let spellings = indicator::spellings(&names);
    let township = |(name, spellings): (Arc<str>, Spellings)| Township {
        folder: config.root.join(&config.job.data).join(&*name),
        name,
        spellings,
    };
    names.into_iter().zip(spellings).map(township).collect()
}

/// How titles name these townships.
pub fn roster(config: &Config, townships: &[Township]) -> Roster {
    let spelled = townships.iter().map(|one| (&*one.name, one.spellings));
    Roster::new(spelled, &config.mapping.aliases)
}

/// The folders of the data folder, those that `[folders]` names left out.
fn folders(config: &Config, sink: &mut Sink) -> Vec<Arc<str>> {
    let data = config.root.join(&config.job.data);
    if !data.is_dir() {
        if config.job.townships_in.is_none() {
            let folder = config.job.data.display();
            let problem = Diagnostic::new(Code::FolderMissing).with("folder", folder);
            sink.push(problem.at_file(data.display().to_string()));
        }
        return Vec::new();
    }
    let other = |path: &Path| {
        let mut folders = config.mapping.folders.values();
        folders.any(|folder| config.root.join(folder).starts_with(path))
    };
    let entries = folder_entries(&data).unwrap_or_default();
    let mut found: Vec<Arc<str>> = entries
        .iter()
        .filter(|path| path.is_dir() && !other(path))
        .filter_map(|path| sink.keep(readable_name(&config.root, path)).map(Arc::from))
        .collect();
    found.sort();
    found
}

/// The townships of the table's rows put together with those that are known by name. Where there is a list, it says
/// who must report, and each difference is told.
fn with_rows(
    config: &Config,
    named: &[Arc<str>],
    rows: &[(String, CellPlace)],
    listed: bool,
    sink: &mut Sink,
) -> Vec<Arc<str>> {
    let known = Known::new(config, named);
    let mut names: Vec<Arc<str>> = Vec::new();
    let mut seen: BTreeSet<Arc<str>> = BTreeSet::new();
    for (label, place) in rows {
        let name = known.find(label);
        if listed && name.is_none() {
            let nearest = nearest(label, named.iter().map(|name| &**name));
            let problem = Diagnostic::new(Code::TownshipUnlisted).with("found", label);
            sink.push(problem.with("nearest", nearest).at_cell(place));
        } else if is_unsafe(label) {
            sink.push(Diagnostic::new(Code::TownshipName).with("found", label).at_cell(place));
        } else {
            let name = name.unwrap_or_else(|| label.as_str().into());
            names.extend(seen.insert(Arc::clone(&name)).then_some(name));
        }
    }
    let absent: Vec<&Arc<str>> = named.iter().filter(|name| !seen.contains(*name)).collect();
    for name in &absent {
        let problem = Diagnostic::new(Code::TownshipWithoutRow).with("found", name);
        sink.push(match rows.first() {
            Some((_, place)) => problem.at_cell(place),
            None => problem,
        });
    }
    if listed {
        return named.to_vec();
    }
    names.extend(absent.into_iter().cloned());
    names
}

/// The townships that are known by name, to be found by how a table spells them.
struct Known<'a> {
    config: &'a Config,
    named: &'a [Arc<str>],
    spellings: Vec<Spellings>,
    /// By their names as labels are compared: nearly every row says one of these, of thousands.
    exact: BTreeMap<String, usize>,
}

impl<'a> Known<'a> {
    fn new(config: &'a Config, named: &'a [Arc<str>]) -> Self {
        Self {
            config,
            named,
            spellings: indicator::spellings(named),
            exact: named.iter().map(|name| normalise(name)).zip(0..).collect(),
        }
    }

    fn find(&self, label: &str) -> Option<Arc<str>> {
        let aliases = &self.config.mapping.aliases;
        let is_meant =
            |index: &usize| indicator::same_township((&self.named[*index], self.spellings[*index]), label, aliases);
        let exact = self.exact.get(&normalise(label)).copied();
        let index = exact.or_else(|| (0..self.named.len()).find(is_meant))?;
        self.named.get(index).cloned()
    }
}

/// A township is a folder of the output folder, nothing above or below it.
fn is_unsafe(name: &str) -> bool {
    name.contains(['/', '\\']) || name.starts_with('.') || name.contains(PLACEHOLDER)
}

//! First pass: every township's values, found in its workbooks or remembered of an earlier run, compared, and laid
//! aside until its reports are made, so that memory does not grow with the number of townships.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::check_table::{self, CheckRow};
use super::digest::Digest;
use super::input::TownshipInput;
use super::inputs::{FolderFiles, InputFile, Since, since};
use super::store::Kind;
use super::{Progress, Reading, Run, Stage, Township, produce, read_values};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::indicator::{self, Across, Compared, CountyValues, Gathering, Indicators};
use crate::manifest::hash;
use crate::reader::Budget;

/// What a run remembers of a township's folders.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct TownshipState {
    /// Of everything that its values come from; none when they must be found again.
    key: Option<Digest>,
    /// A hash of what is the same for all townships: program, configuration, shared workbooks.
    common: String,
    folders: Vec<FolderFiles>,
    compared: Compared,
    /// How many checks were run.
    checks: usize,
}

/// A township's values as they are laid aside.
#[derive(Serialize, Deserialize)]
struct Values {
    indicators: Indicators,
    fragments: BTreeMap<Arc<str>, Arc<str>>,
    problems: Vec<Diagnostic>,
}

/// One township after the first pass.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// Of everything that its values come from; none when some file could not be read.
    pub(super) key: Option<Digest>,
    /// The files because of which it was read again.
    pub(super) changed: Vec<String>,
    /// How many checks were run.
    pub(super) checks: usize,
}

impl Entry {
    /// The key in hexadecimal; empty when there is none.
    pub(super) fn key_text(&self) -> String {
        self.key.map_or_else(String::new, |key| key.to_string())
    }
}

/// What the first pass leaves in memory.
#[derive(Debug, Default)]
pub(super) struct FirstPass {
    /// By township, in their order.
    pub(super) entries: Vec<Entry>,
    pub(super) across: Across,
    /// A hash of everything that all townships' values come from.
    pub(super) key: String,
    /// A hash of what the comparison says to all.
    pub(super) common: String,
    /// The county's values that townships' reports set beside their own.
    pub(super) beside: Arc<CountyValues>,
}

impl FirstPass {
    /// A hash of all townships' data, as far as it could be read: shards of one job agree on it.
    pub(super) fn data(&self) -> String {
        let keys: Vec<String> = self.entries.iter().map(Entry::key_text).collect();
        short(&keys.join("\u{1f}"))
    }

    /// A hash of what the comparison says to a township.
    pub(super) fn others(&self, township: usize) -> String {
        short(&format!("{}{}", self.common, self.across.places_text(township)))
    }

    /// The same for a report that sets the county's values beside the township's; empty when some are not remembered.
    pub(super) fn others_and_all(&self, township: usize) -> String {
        match self.key.as_str() {
            "" => String::new(),
            all => short(&format!("{}{all}", self.others(township))),
        }
    }
}

/// A hash short enough to be kept for every report.
pub(super) fn short(text: &str) -> String {
    let mut hash = hash(text.as_bytes());
    hash.truncate(32);
    hash
}

impl Run<'_> {
    /// Reads all townships, even if only some reports are asked for, since ranks compare all.
    pub(super) fn read(&self) -> Result<FirstPass> {
        (self.observer)(Progress::Begin(Stage::Read, self.townships.len()));
        let budget = Budget::new(self.job.config.reading.memory_bytes());
        let common = self.common_key();
        let read = |index: usize| self.read_one(&self.townships[index], &common, &budget);
        let mut pass = FirstPass::default();
        let mut gathering = Gathering::default();
        // In stretches, so that what is compared is put together as it comes.
        for start in (0..self.townships.len()).step_by(STRETCH) {
            let end = (start + STRETCH).min(self.townships.len());
            let stretch: Vec<Result<(Entry, Compared)>> = (start..end).into_par_iter().map(read).collect();
            for one in stretch {
                let (entry, compared) = one?;
                gathering.add(compared);
                pass.entries.push(entry);
            }
        }
        pass.across = gathering.finish(&self.job.config.mapping);
        pass.common = short(&pass.across.common_text());
        // A township that must be read again makes the whole unlike any other.
        let known = pass.entries.iter().all(|entry| entry.key.is_some());
        pass.key = if known { pass.data() } else { String::new() };
        Ok(pass)
    }

    /// What the values of all townships depend on alike.
    fn common_key(&self) -> String {
        let shared: Vec<(&str, &str)> = self
            .shared
            .shared
            .files()
            .map(|file| (file.path.as_str(), file.blake3.as_str()))
            .collect();
        let settled = shared.iter().all(|(_, hash)| !hash.is_empty());
        match settled {
            // A title may name any other township.
            true => short(&format!(
                "{}{}{shared:?}{:?}",
                self.keys.program, self.keys.configuration, self.roster
            )),
            false => String::new(),
        }
    }

    fn read_one(&self, township: &Township, common: &str, budget: &Budget) -> Result<(Entry, Compared)> {
        let state = self.store.packed::<TownshipState>(Kind::Township, &township.name);
        let remembered = match state.filter(|_| !self.options.fresh) {
            Some(state) => self.remembered(township, state, common)?,
            None => Err(Vec::new()),
        };
        let changed = match remembered {
            Ok(known) => {
                (self.observer)(Progress::Read { failed: false });
                return Ok(known);
            }
            Err(changed) => changed,
        };
        // After a stop no value is used any more; a report in hand still finds its own.
        let reading = match self.stop.load(Ordering::Relaxed) {
            true => Reading::empty(township),
            false => self.find_values(township, budget),
        };
        (self.observer)(Progress::Read {
            failed: reading.sink.has_errors(),
        });
        self.lay_aside(reading, (common, changed))
    }

    /// The township as it was remembered, when nothing has changed; else the files because of which it is not.
    fn remembered(
        &self,
        township: &Township,
        mut state: TownshipState,
        common: &str,
    ) -> Result<std::result::Result<(Entry, Compared), Vec<String>>> {
        let limit = self.job.config.reading.file_bytes();
        let found = since(&self.job.config.root, &state.folders, limit, self.options.verify);
        match found {
            Since::Changed(files) => return Ok(Err(files)),
            Since::Touched(folders) => {
                state.folders = folders;
                self.remember(township, &state)?;
            }
            Since::Same => {}
        }
        let key = key(township, common, &state.folders);
        if key.is_none() || key != state.key || state.common != common {
            return Ok(Err(Vec::new()));
        }
        let entry = Entry {
            key,
            changed: Vec::new(),
            checks: state.checks,
        };
        Ok(Ok((entry, state.compared)))
    }

    fn remember(&self, township: &Township, state: &TownshipState) -> Result<()> {
        let noted = self.store.put_packed(Kind::Township, &township.name, state);
        noted.map_err(|error| self.unwritable(&error))
    }

    /// A township's values out of its workbooks. A defect of the program costs this township only.
    fn find_values(&self, township: &Township, budget: &Budget) -> Reading {
        let read = || read_values(&self.job.config, (township, &self.roster), self.shared, budget);
        produce::guarded(read).unwrap_or_else(|defect| {
            let mut reading = Reading::empty(township);
            reading.sink.push(defect);
            reading
        })
    }

    /// Lays a township's values aside and keeps what is compared.
    fn lay_aside(&self, reading: Reading, (common, changed): (&str, Vec<String>)) -> Result<(Entry, Compared)> {
        let name = Arc::clone(&reading.township.name);
        let compared = Compared::of(&self.job.config.mapping, &reading.indicators);
        let defect = reading.sink.as_slice().iter().any(|one| one.code == Code::Internal);
        let settled = !defect && !reading.input.files.is_empty();
        let key = settled
            .then(|| key(&reading.township, common, &reading.input.files))
            .flatten();
        let checks = check_table::rows(&reading, &self.job.config);
        let state = TownshipState {
            key,
            common: common.to_owned(),
            folders: reading.input.files.clone(),
            compared,
            checks: checks.len(),
        };
        let values = Values {
            indicators: reading.indicators,
            fragments: reading.input.fragments,
            problems: reading.sink.as_slice().to_vec(),
        };
        let store = self.store;
        let noted = store
            .put_packed(Kind::Values, &name, &values)
            .and_then(|()| store.put_packed(Kind::Checks, &name, &checks));
        noted.map_err(|error| self.unwritable(&error))?;
        // Last, since it says that the others are there.
        self.remember(&reading.township, &state)?;
        let entry = Entry {
            key,
            changed,
            checks: state.checks,
        };
        Ok((entry, state.compared))
    }

    /// A township's values as they were laid aside, with what the comparison says of them; for a draft made fit for it.
    pub(super) fn reading(&self, pass: &FirstPass, index: usize) -> Reading {
        let township = &self.townships[index];
        let laid_aside = self.store.packed::<Values>(Kind::Values, &township.name);
        let mut reading = match laid_aside {
            Some(values) => Reading {
                township: township.clone(),
                indicators: values.indicators,
                input: TownshipInput {
                    fragments: values.fragments,
                    ..TownshipInput::default()
                },
                sink: Sink::of(values.problems),
            },
            // The disk has lost what was written to it a moment ago.
            None => self.find_values(township, &Budget::new(self.job.config.reading.memory_bytes())),
        };
        pass.across.apply(index, &mut reading.indicators);
        reading.indicators.county = Arc::clone(&pass.beside);
        pass.across.withheld().for_each(|problem| reading.sink.push(problem));
        reading
    }

    /// The same, fit for a draft when drafts are made.
    pub(super) fn for_draft(&self, mut reading: Reading) -> Reading {
        if self.options.draft {
            let problems = reading.sink.as_slice();
            indicator::for_draft(&mut reading.indicators, &self.job.config.mapping, problems);
        }
        reading
    }

    /// A township's lines in the table of checks.
    pub(super) fn check_rows(&self, township: &Township) -> Vec<CheckRow> {
        self.store.packed(Kind::Checks, &township.name).unwrap_or_default()
    }
}

/// Townships that are compared in one go.
const STRETCH: usize = 256;

/// Of everything that a township's values come from; none when some file could not be read.
fn key<'f>(township: &Township, common: &str, folders: &'f [FolderFiles]) -> Option<Digest> {
    let mut files = folders.iter().flat_map(|folder| folder.files.iter().flatten());
    if common.is_empty() || files.any(|file| file.blake3.is_empty()) {
        return None;
    }
    let content = |file: &'f InputFile| (file.path.as_str(), file.blake3.as_str());
    let contents: Vec<Option<Vec<(&str, &str)>>> = folders
        .iter()
        .map(|folder| Some(folder.files.as_ref()?.iter().map(content).collect()))
        .collect();
    let all = postcard::to_allocvec(&(&*township.name, township.spellings, common, contents));
    Some(Digest::of([&all.ok()?]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::{Datum, Gaps, Indicator, Kind as Sort, Quantity};
    use crate::pipeline::store::Store;
    use crate::unit::Unit;

    /// A form that leaves a field out cannot be read back, and every workbook would be read twice without a word.
    #[test]
    fn values_come_back_as_they_were_laid_aside() {
        let quantity = Quantity {
            value: 45.into(),
            unit: Unit::parse("亩").unwrap(),
            approximate: None,
            kind: Sort::Flow,
            base: None,
            target: None,
            decimals: None,
            gaps: Gaps::default(),
        };
        let one = Indicator {
            name: Arc::from("粮食播种面积"),
            datum: Datum::Number(quantity),
            sources: Vec::new(),
            formula: None,
            standing: None,
        };
        let values = Values {
            indicators: Indicators {
                values: BTreeMap::from([(Arc::clone(&one.name), one)]),
                ..Indicators::default()
            },
            fragments: BTreeMap::new(),
            problems: vec![*Diagnostic::new(Code::Internal)],
        };
        let store = Store::passing(None).unwrap();
        store.put_packed(Kind::Values, "鼎新镇", &values).unwrap();
        let back = store.packed::<Values>(Kind::Values, "鼎新镇").unwrap();
        assert_eq!(back.indicators.values, values.indicators.values);
        assert_eq!(back.problems, values.problems);
    }
}

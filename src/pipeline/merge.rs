//! Joins the shards of a job: only such as were made of the same, and only when every report is there once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::earlier::Earlier;
use super::output::{Content, NewFile, OutputFolder};
use super::shard;
use super::workspace::Workspace;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::{self, FileRecord, Manifest, Packed, ReportRecord, Shard, ShardRecord, Status};

/// What came of joining shards.
#[derive(Debug)]
pub struct Merged {
    /// The manifest of the whole, when there is one.
    pub manifest: Option<Manifest>,
    /// The shards that must be run again.
    pub again: Vec<Shard>,
    /// Every problem found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Merged {
    /// Whether any report failed in its shard.
    pub fn has_failures(&self) -> bool {
        let mut reports = self.manifest.iter().flat_map(|manifest| manifest.reports.iter());
        reports.any(|report| report.status != Status::Ok)
    }
}

/// A shard as it was found.
struct Part {
    folder: PathBuf,
    manifest: Manifest,
    shard: ShardRecord,
}

/// Joins the shards in these folders into `output`; without any, those that lie in `output` itself. Nothing is written
/// unless all of them fit and are whole. `force` replaces what a person has changed.
pub fn merge(folders: &[PathBuf], output: &Path, force: bool) -> Merged {
    let mut sink = Sink::new();
    let folders = if folders.is_empty() {
        shards_in(output)
    } else {
        folders.to_vec()
    };
    let parts: Vec<Part> = folders.iter().filter_map(|folder| sink.keep(read(folder))).collect();
    let again = judge(&parts, &folders, &mut sink);
    let manifest = if sink.has_errors() {
        None
    } else {
        join(&parts, output, force, &mut sink)
    };
    Merged {
        manifest,
        again,
        diagnostics: sink.into_sorted(),
    }
}

/// The folders of the shards that were written under this output folder.
fn shards_in(output: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(output.join(shard::FOLDER)).into_iter().flatten();
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders
}

fn problem(code: Code, folder: &Path) -> Box<Diagnostic> {
    Diagnostic::new(code).at_file(folder.display().to_string())
}

fn read(folder: &Path) -> Result<Part> {
    let broken = |_| problem(Code::ShardBroken, folder).with("detail", manifest::FILE_NAME);
    let manifest = Manifest::of(folder).map_err(broken)?;
    let shard = manifest.shard.clone().ok_or_else(|| problem(Code::ShardNone, folder))?;
    Ok(Part {
        folder: folder.to_owned(),
        manifest,
        shard,
    })
}

/// Tells what keeps the shards from being joined, and which must be run again.
fn judge(parts: &[Part], folders: &[PathBuf], sink: &mut Sink) -> Vec<Shard> {
    let Some(first) = parts.first() else {
        if folders.is_empty() {
            sink.push(Diagnostic::new(Code::ShardNone));
        }
        return Vec::new();
    };
    for part in parts {
        for what in differences(first, part) {
            let found = problem(Code::ShardsDiffer, &part.folder).with("what", crate::diag::term(what));
            sink.push(found.at_file(first.folder.display().to_string()));
        }
    }
    let count = first.shard.shard.count;
    let mut again: BTreeSet<Shard> = (1..=count).map(|index| Shard { index, count }).collect();
    let mut seen: BTreeMap<Shard, &Path> = BTreeMap::new();
    for part in parts {
        if let Some(other) = seen.insert(part.shard.shard, &part.folder) {
            let twice = problem(Code::ShardTwice, &part.folder).with("shard", part.shard.shard);
            sink.push(twice.at_file(other.display().to_string()));
        }
        match whole(part) {
            Ok(()) => {
                again.remove(&part.shard.shard);
            }
            Err(broken) => sink.push(broken),
        }
    }
    let covered: BTreeSet<usize> = parts
        .iter()
        .flat_map(|part| part.shard.positions.iter().copied())
        .collect();
    if again.is_empty() && covered != (0..first.shard.reports).collect() {
        sink.push(problem(Code::ShardBroken, &first.folder).with("detail", "positions"));
    }
    for shard in &again {
        if parts.iter().all(|part| part.shard.shard != *shard) {
            sink.push(Diagnostic::new(Code::ShardMissing).with("shard", shard));
        }
    }
    again.into_iter().collect()
}

/// What two shards were made of that is not the same, as terms of the catalogue.
fn differences(one: &Part, other: &Part) -> Vec<&'static str> {
    let (first, second) = (&one.manifest, &other.manifest);
    let pairs = [
        (
            "shard-program",
            one.shard.program == other.shard.program && first.generator == second.generator,
        ),
        (
            "shard-configuration",
            first.configuration == second.configuration && one.shard.settings == other.shard.settings,
        ),
        ("shard-templates", first.templates == second.templates),
        ("shard-fonts", first.fonts == second.fonts),
        ("shard-data", one.shard.data == other.shard.data),
        (
            "shard-count",
            one.shard.shard.count == other.shard.shard.count && one.shard.reports == other.shard.reports,
        ),
        ("shard-tables", first.tables == second.tables),
    ];
    pairs
        .into_iter()
        .filter(|(_, same)| !same)
        .map(|(what, _)| what)
        .collect()
}

/// Whether a shard came to its end and all its files are there byte for byte.
fn whole(part: &Part) -> Result<()> {
    let broken = |detail: &str| problem(Code::ShardBroken, &part.folder).with("detail", detail);
    if part.manifest.unfinished || part.shard.positions.len() != part.manifest.reports.len() {
        return Err(broken(manifest::FILE_NAME));
    }
    let lost = |files: &[FileRecord]| files.iter().find(|file| !file.lies_in(&part.folder)).cloned();
    let reports = part.manifest.reports.packed().par_iter();
    let of_report = reports.find_map_first(|packed| lost(&packed.record().files));
    match of_report.or_else(|| lost(&part.manifest.tables)) {
        Some(file) => Err(broken(&file.path)),
        None => Ok(()),
    }
}

/// A report of a shard, with where it stands among those of the job.
type Sharded<'p> = (usize, &'p Packed, &'p Part);

/// The reports of all shards, in their order.
fn in_order(parts: &[Part]) -> Vec<Sharded<'_>> {
    let of_part = parts.iter().flat_map(|part| {
        let records = part.shard.positions.iter().zip(part.manifest.reports.packed());
        records.map(move |(position, record)| (*position, record, part))
    });
    let mut reports: Vec<Sharded<'_>> = of_part.collect();
    reports.sort_by_key(|(position, ..)| *position);
    reports
}

/// Copies the files and writes the manifest of the whole.
fn join(parts: &[Part], output: &Path, force: bool, sink: &mut Sink) -> Option<Manifest> {
    let taken = Workspace::take(output, sink);
    let workspace = sink.keep(taken)?;
    let memory = sink.keep(workspace.memory())?;
    let earlier = Earlier::read(output, &memory.store, sink);
    let under_way = Some(workspace.under_way());
    let folder = OutputFolder::new(output.to_owned(), &earlier, (force, under_way), &memory.intents);
    let first = parts.first()?;
    sink.keep(announce(&folder, &earlier, &first.manifest))?;
    let reports = in_order(parts);
    let copied: Vec<(Packed, Sink)> = reports.par_iter().map(|one| copy(&folder, &earlier, one)).collect();
    let mut records = Vec::new();
    for (record, found) in copied {
        records.push(record);
        sink.append(found);
    }
    let tables = put_all(&folder, &first.folder, &first.manifest.tables, sink);
    if sink.has_errors() {
        return None;
    }
    let mut manifest = Manifest {
        shard: None,
        reports: records.into_iter().collect(),
        tables,
        left: Vec::new(),
        ..first.manifest.clone()
    };
    folder.keep_left(&mut manifest, &earlier, sink);
    let written = folder
        .conclude_manifest(&manifest)
        .and_then(|()| folder.forget_intents());
    sink.keep(written)?;
    Some(manifest)
}

/// Before the first file is replaced: the manifest sets aside what was there, so that it is true whatever ends the run.
fn announce(folder: &OutputFolder<'_>, earlier: &Earlier, whole: &Manifest) -> Result<()> {
    for table in &earlier.tables {
        folder.intend(table)?;
    }
    folder.announce_manifest(&Manifest {
        unfinished: true,
        shard: None,
        reports: earlier.records().map(|record| record.set_aside()).collect(),
        tables: Vec::new(),
        left: earlier.left.clone(),
        ..whole.clone()
    })
}

/// Copies a report; of what is out of date, only what is there as it was.
fn copy(folder: &OutputFolder<'_>, earlier: &Earlier, (_, packed, part): &Sharded<'_>) -> (Packed, Sink) {
    let mut sink = Sink::new();
    let record = packed.record();
    let outdated = record.outdated.iter().filter(|file| file.lies_in(&part.folder));
    let outdated: Vec<FileRecord> = outdated.cloned().collect();
    let mut put_all = |files: &[FileRecord]| put_all(folder, &part.folder, files, &mut sink);
    let copied = ReportRecord {
        files: put_all(&record.files),
        outdated: put_all(&outdated),
        finished: Vec::new(),
        drafts: Vec::new(),
        ..record
    };
    let earlier = earlier.report(&copied.report, &copied.township);
    (Packed::from(&folder.with_remains(copied, earlier.as_ref())), sink)
}

fn put_all(folder: &OutputFolder<'_>, from: &Path, files: &[FileRecord], sink: &mut Sink) -> Vec<FileRecord> {
    let broken = |detail: String| problem(Code::ShardBroken, from).with("detail", detail);
    let read = |file: &FileRecord| match file.read(from) {
        Ok(Some(bytes)) => Ok(NewFile {
            path: file.path.clone(),
            content: Content::Bytes(bytes),
            review: file.review,
        }),
        Ok(None) => Err(broken(file.path.clone())),
        Err(error) => Err(broken(format!("{}: {error}", file.path))),
    };
    let read: Result<Vec<NewFile>> = files.iter().map(read).collect();
    sink.keep(read)
        .map_or_else(Vec::new, |files| folder.put_all(files, sink))
}

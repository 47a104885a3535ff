//! What a run made, as the manifest tells it: the reports of this run, and those that it left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::decide::Verdict;
use super::earlier::key;
use super::first_pass::{FirstPass, short};
use super::produce::Production;
use super::second_pass::{Made, Reports};
use super::store::Kind;
use super::{Outcome, Run, Work};
use crate::config::Audience;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::{self, FileRecord, Manifest, ProblemRecord, ReportRecord, Shard, ShardRecord, Status};

impl Run<'_> {
    /// Before the first file is replaced: the manifest sets the reports aside that are now made, so that it is
    /// true at every moment, whatever ends the run.
    pub(super) fn announce(&self, pass: &FirstPass, works: &[Work]) -> Result<()> {
        let mut made = Vec::new();
        for work in works {
            for (index, verdict) in &work.reports {
                if matches!(verdict, Verdict::Make(_)) || !work.refused.is_empty() {
                    made.push(key(&self.job.reports[*index].settings.name, work.name(self)));
                }
            }
        }
        if made.is_empty() || !self.folder.is_written() {
            return Ok(());
        }
        made.sort_unstable();
        let is_made = |record: &ReportRecord| made.binary_search(&key(&record.report, &record.township)).is_ok();
        let reports = self.earlier.records().map(|record| match is_made(record) {
            true => Arc::new(record.set_aside()),
            false => Arc::clone(record),
        });
        let reports = reports.collect();
        for table in &self.earlier.tables {
            self.folder.intend(table)?;
        }
        self.folder.replace_manifest(&Manifest {
            unfinished: true,
            left: self.earlier.left.clone(),
            ..self.manifest((pass, &[]), reports, Vec::new())
        })
    }

    /// Puts the records together and writes the manifest, last of all files.
    pub(super) fn conclude(
        &self,
        whole: (&FirstPass, &[String]),
        made: Reports,
        tables: Vec<FileRecord>,
        mut sink: Sink,
    ) -> Outcome {
        let unmade = made.iter().filter(|one| one.is_none()).count();
        let (mut records, mut fates) = (Vec::new(), Vec::new());
        for Made {
            record,
            fate,
            diagnostics,
        } in made.into_iter().flatten()
        {
            records.push(record);
            fates.push(fate);
            sink.append(diagnostics);
        }
        if unmade > 0 {
            sink.push(Diagnostic::new(Code::Interrupted).with("count", unmade));
        }
        let made: Vec<String> = records.iter().map(|one| key(&one.report, &one.township)).collect();
        let mut manifest = Manifest {
            unfinished: unmade > 0,
            ..self.manifest(whole, self.all_records(&made, records), tables)
        };
        self.folder.keep_left(&mut manifest, &self.earlier, &mut sink);
        sink.keep(self.write_down(&manifest));
        Outcome {
            places: places(&made, &manifest),
            manifest,
            diagnostics: sink.into_sorted(),
            unusable: false,
            fates,
            unmade,
            output: self.folder.root().to_owned(),
        }
    }

    /// Writes the manifest, after everything that it tells of is surely on the disk.
    fn write_down(&self, manifest: &Manifest) -> Result<()> {
        if !self.folder.is_written() {
            return Ok(());
        }
        self.folder.settle()?;
        self.folder.replace_manifest(manifest)?;
        if !manifest.unfinished {
            self.folder.forget_intents()?;
            let names: BTreeSet<&str> = self.townships.iter().map(|township| &*township.name).collect();
            // What is remembered of a township that the job no longer has is of no use.
            let tidied = self.store.tidy(|kind, key| match kind {
                Kind::Township | Kind::Values | Kind::Checks => names.contains(key),
                Kind::Report | Kind::Intent | Kind::Job => true,
            });
            tidied.map_err(|error| self.unwritable(&error))?;
        }
        Ok(())
    }

    /// The record of a report of this run.
    pub(super) fn record(&self, production: Production, found: &Sink) -> ReportRecord {
        let (errors, warnings) = ProblemRecord::split(found.as_slice());
        let made = production.made;
        let status = match (found.has_errors(), self.options.draft) {
            (_, true) if !made.files.is_empty() => Status::Draft,
            (true, _) => Status::Failed,
            (false, _) => Status::Ok,
        };
        let earlier = self
            .earlier
            .report(&production.report, &production.township)
            .map(Arc::as_ref);
        let record = ReportRecord {
            report: production.report,
            township: production.township.to_string(),
            title: made.title,
            number: made.number,
            status,
            pages: made.pages,
            figures: made.figures,
            checks: production.checks,
            files: made.files,
            finished: Vec::new(),
            drafts: Vec::new(),
            outdated: Vec::new(),
            warnings,
            errors,
        };
        self.folder.with_remains(record, earlier)
    }

    /// The reports of this run, and those of earlier runs that this one left alone, in the order of the townships.
    fn all_records(&self, keys: &[String], records: Vec<Arc<ReportRecord>>) -> Vec<Arc<ReportRecord>> {
        let mut of_run: BTreeMap<&str, Arc<ReportRecord>> = keys.iter().map(String::as_str).zip(records).collect();
        let mut record = |report: &str, subject: &str| {
            let of_run = of_run.remove(&*key(report, subject));
            of_run.or_else(|| self.earlier.report(report, subject).cloned())
        };
        let reports = || self.job.reports.iter().map(|plan| &plan.settings);
        let mut of = |audience: Audience, subject: &str| {
            let own = reports().filter(|report| report.is_for(audience, subject));
            own.filter_map(|report| record(&report.name, subject))
                .collect::<Vec<_>>()
        };
        let townships = self.townships.iter();
        let mut all: Vec<Arc<ReportRecord>> = townships
            .flat_map(|township| of(Audience::Township, &township.name))
            .collect();
        all.extend(of(Audience::County, &self.job.config.job.county));
        all
    }

    fn manifest(
        &self,
        (pass, asked): (&FirstPass, &[String]),
        reports: Vec<Arc<ReportRecord>>,
        tables: Vec<FileRecord>,
    ) -> Manifest {
        let places: BTreeMap<&str, usize> = asked.iter().map(String::as_str).zip(0..).collect();
        let place = |record: &Arc<ReportRecord>| places.get(key(&record.report, &record.township).as_str()).copied();
        let share = |shard: Shard| ShardRecord {
            shard,
            program: self.keys.program.clone(),
            settings: self.settings_key(),
            data: pass.data(),
            reports: asked.len(),
            positions: reports.iter().filter_map(place).collect(),
        };
        Manifest {
            generator: concat!("gongwen ", env!("CARGO_PKG_VERSION")).to_owned(),
            unfinished: false,
            shard: self.options.shard.map(share),
            templates: self.template_files(),
            configuration: manifest::hash(self.job.config.source.as_bytes()),
            fonts: manifest::font_records(&self.job.fonts),
            reports,
            tables,
            left: Vec::new(),
        }
    }

    /// A hash of how all reports of the job look.
    fn settings_key(&self) -> String {
        let looks = self.job.reports.iter().map(|plan| self.look(plan));
        short(&looks.collect::<Vec<_>>().concat())
    }

    /// The templates and the texts that they include, each once.
    fn template_files(&self) -> Vec<FileRecord> {
        let mut files: Vec<FileRecord> = Vec::new();
        for plan in &self.job.reports {
            let shared = plan.shared.iter().map(|(file, text)| (file, &**text));
            for (file, text) in std::iter::once((&plan.file, plan.source.as_str())).chain(shared) {
                if files.iter().all(|known| *known.path != **file) {
                    files.push(FileRecord::of(file, text.as_bytes()));
                }
            }
        }
        files
    }
}

/// Where the manifest tells of the reports of these keys, in their order.
fn places(keys: &[String], manifest: &Manifest) -> Vec<usize> {
    let told = manifest
        .reports
        .iter()
        .map(|record| key(&record.report, &record.township));
    let places: BTreeMap<String, usize> = told.zip(0..).collect();
    keys.iter().filter_map(|key| places.get(key).copied()).collect()
}

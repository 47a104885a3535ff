//! What a run made, as the manifest tells it: the reports of this run, and those that it left alone.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::Verdict;
use super::digest::Digest;
use super::earlier::digest;
use super::first_pass::{FirstPass, short};
use super::produce::Production;
use super::second_pass::{Made, Reports};
use super::store::Kind;
use super::{Outcome, Run, Work};
use crate::config::Audience;
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::{
    self, FileRecord, Manifest, Packed, ProblemRecord, ReportRecord, ReportRecords, Shard, ShardRecord, Status,
};

impl Run<'_> {
    /// Before the first file is replaced: the manifest sets the reports aside that are now made, so that it is
    /// true at every moment, whatever ends the run.
    pub(super) fn announce(&self, pass: &FirstPass, works: &[Work]) -> Result<()> {
        let mut made = BTreeSet::new();
        for work in works {
            for (index, verdict) in &work.reports {
                if matches!(verdict, Verdict::Make(_)) || !work.refused.is_empty() {
                    made.insert(digest(&self.job.reports[*index].settings.name, work.name(self)));
                }
            }
        }
        if made.is_empty() || !self.folder.is_written() {
            return Ok(());
        }
        let is_made = |record: &ReportRecord| made.contains(&digest(&record.report, &record.township));
        let reports = self.earlier.records().map(|record| match is_made(&record) {
            true => record.set_aside(),
            false => record,
        });
        let reports = reports.collect();
        for table in &self.earlier.tables {
            self.folder.intend(table)?;
        }
        self.folder.announce_manifest(&Manifest {
            unfinished: true,
            left: self.earlier.left.clone(),
            ..self.manifest((pass, &[]), reports, Vec::new())
        })
    }

    /// Puts the records together and writes the manifest, last of all files.
    pub(super) fn conclude(
        &self,
        whole: (&FirstPass, &[Digest]),
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
        let (records, places) = self.all_records(records);
        let mut manifest = Manifest {
            unfinished: unmade > 0,
            ..self.manifest(whole, records, tables)
        };
        self.folder.keep_left(&mut manifest, &self.earlier, &mut sink);
        sink.keep(self.write_down(&manifest));
        Outcome {
            places,
            manifest,
            diagnostics: sink.into_sorted(),
            unusable: false,
            fates,
            unmade,
            output: self.folder.root().to_owned(),
        }
    }

    /// Writes the manifest, and tidies what runs remember.
    fn write_down(&self, manifest: &Manifest) -> Result<()> {
        if !self.folder.is_written() {
            return Ok(());
        }
        self.folder.conclude_manifest(manifest)?;
        if !manifest.unfinished {
            self.folder.forget_intents()?;
            // What is remembered of a township that the job no longer has is of no use.
            let names = self.townships.iter().map(|township| &*township.name);
            let tidied = self.store.tidy(&[Kind::Township, Kind::Values, Kind::Checks], names);
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
        let earlier = self.earlier.report(&production.report, &production.township);
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
        self.folder.with_remains(record, earlier.as_ref())
    }

    /// The reports of this run, which are in the order of the townships, and in their places those of earlier runs that
    /// it left alone; with the places of the former.
    fn all_records(&self, made: Vec<Packed>) -> (ReportRecords, Vec<usize>) {
        let (mut all, mut places) = (Vec::new(), Vec::new());
        let mut made = made.into_iter().peekable();
        let mut add = |audience: Audience, subject: &str| {
            let reports = self.job.reports.iter().map(|plan| &plan.settings);
            for report in reports.filter(|report| report.is_for(audience, subject)) {
                let of_run = made.next_if(|packed| packed.record().is_of(&report.name, subject));
                if of_run.is_some() {
                    places.push(all.len());
                }
                all.extend(of_run.or_else(|| self.earlier.packed(&report.name, subject).cloned()));
            }
        };
        for township in self.townships {
            add(Audience::Township, &township.name);
        }
        add(Audience::County, &self.job.config.job.county);
        (all.into_iter().collect(), places)
    }

    fn manifest(
        &self,
        (pass, asked): (&FirstPass, &[Digest]),
        reports: ReportRecords,
        tables: Vec<FileRecord>,
    ) -> Manifest {
        let share = |shard: Shard| {
            let places: BTreeMap<Digest, usize> = asked.iter().copied().zip(0..).collect();
            let place = |record: ReportRecord| places.get(&digest(&record.report, &record.township)).copied();
            ShardRecord {
                shard,
                program: self.keys.program.clone(),
                settings: self.settings_key(),
                data: pass.data(),
                reports: asked.len(),
                positions: reports.iter().filter_map(place).collect(),
            }
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
        short(&self.keys.looks.concat())
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

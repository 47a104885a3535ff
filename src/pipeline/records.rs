//! What a run made, as the manifest tells it: the reports of this run, and those that it left alone.

use super::produce::Production;
use super::{Outcome, Run, Township, located};
use crate::config::Audience;
use crate::diag::Sink;
use crate::manifest::{self, FileRecord, Manifest, ProblemRecord, ReportRecord, Status};

impl Run<'_> {
    /// Puts the records together and writes the manifest, last of all files.
    pub(super) fn conclude(
        &self,
        townships: &[Township],
        (productions, tables): (Vec<Production>, Vec<FileRecord>),
        mut sink: Sink,
    ) -> Outcome {
        let mut records: Vec<ReportRecord> = Vec::new();
        for mut production in productions {
            production.sink.assign_township(&production.township);
            let found = located(std::mem::take(&mut production.sink), &self.job.config);
            records.push(self.record(production, &found));
            sink.append(found);
        }
        let manifest = self.manifest(townships, &records, tables);
        if !self.options.dry_run {
            sink.keep(self.folder.replace(manifest::FILE_NAME, &manifest.to_json()));
        }
        Outcome {
            manifest,
            diagnostics: sink.into_sorted(),
            unusable: false,
            records,
            output: self.folder.root().to_owned(),
        }
    }

    fn record(&self, production: Production, found: &Sink) -> ReportRecord {
        let (errors, warnings) = ProblemRecord::split(found.as_slice());
        let made = production.made;
        let status = match (found.has_errors(), self.options.draft) {
            (_, true) if !made.files.is_empty() => Status::Draft,
            (true, _) => Status::Failed,
            (false, _) => Status::Ok,
        };
        let earlier = self.earlier.report(&production.report, &production.township);
        let kept = kept(earlier, status, &made.files);
        let drafts = earlier.into_iter().flat_map(ReportRecord::draft_files);
        ReportRecord {
            report: production.report,
            township: production.township.to_string(),
            title: made.title,
            status,
            pages: made.pages,
            figures: made.figures,
            checks: production.checks,
            drafts: self.still_there(drafts, &made.files),
            files: made.files,
            finished: kept.0,
            outdated: kept.1,
            warnings,
            errors,
        }
    }

    /// Those of the files that lie in the output folder and that this run has not renewed.
    fn still_there<'f>(&self, files: impl Iterator<Item = &'f FileRecord>, renewed: &[FileRecord]) -> Vec<FileRecord> {
        let is_there = |file: &&FileRecord| self.folder.root().join(&file.path).exists();
        not_renewed(files, renewed).filter(is_there).cloned().collect()
    }

    /// The reports of this run, and those of earlier runs that this one left alone.
    fn manifest(&self, townships: &[Township], records: &[ReportRecord], tables: Vec<FileRecord>) -> Manifest {
        let record = |report: &str, subject: &str| {
            let mut of_this_run = records.iter();
            of_this_run
                .find(|record| record.report == report && record.township == subject)
                .or_else(|| self.earlier.report(report, subject))
                .cloned()
        };
        let reports = || self.job.reports.iter().map(|plan| &plan.settings);
        let of_township = |township: &Township| {
            let own = reports().filter(|report| report.is_for(Audience::Township, &township.name));
            let found = own.filter_map(|report| record(&report.name, &township.name));
            found.collect::<Vec<_>>()
        };
        let county = &self.job.config.job.county;
        let of_county = reports()
            .filter(|report| report.is_for(Audience::County, county))
            .filter_map(|report| record(&report.name, county));
        Manifest {
            generator: concat!("gongwen ", env!("CARGO_PKG_VERSION")).to_owned(),
            templates: self.template_files(),
            configuration: manifest::hash(self.job.config.source.as_bytes()),
            fonts: manifest::font_records(&self.job.fonts),
            reports: townships.iter().flat_map(of_township).chain(of_county).collect(),
            tables,
        }
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

/// What remains of an earlier run's report: a draft leaves it as it is, a failure leaves it out of date.
fn kept(earlier: Option<&ReportRecord>, status: Status, made: &[FileRecord]) -> (Vec<FileRecord>, Vec<FileRecord>) {
    let Some(earlier) = earlier else {
        return Default::default();
    };
    match status {
        Status::Ok => Default::default(),
        Status::Failed => (Vec::new(), not_renewed(earlier.own_files(), made).cloned().collect()),
        Status::Draft if earlier.status == Status::Draft => (earlier.finished.clone(), earlier.outdated.clone()),
        Status::Draft => (earlier.files.clone(), earlier.outdated.clone()),
    }
}

/// The files that this run has not written anew.
fn not_renewed<'f>(
    files: impl Iterator<Item = &'f FileRecord>,
    renewed: &[FileRecord],
) -> impl Iterator<Item = &'f FileRecord> {
    files.filter(|file| renewed.iter().all(|one| one.path != file.path))
}

//! A zip file for each township, with names that every system shows as they are.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Batch, Parcel, Part};
use crate::diag::{Code, Diagnostic, Result, Sink};
use crate::manifest::ReportRecord;
use crate::pipeline::safe_component;

/// Where they go.
pub(super) const FOLDER: &str = "zip";

/// Writes a zip file for every township that has a finished report.
pub(super) fn write(batch: &Batch<'_>, parcel: &mut Parcel<'_>, sink: &mut Sink) -> Result<()> {
    let mut townships: BTreeMap<String, Vec<ReportRecord>> = BTreeMap::new();
    for report in batch.finished().filter(|report| Part::Zip.takes(report)) {
        townships.entry(report.township.clone()).or_default().push(report);
    }
    for (township, reports) in townships {
        let name = format!("{FOLDER}/{}.zip", safe_component(&township));
        parcel.put(name, sink, |sink| sink.keep(packed(batch, &reports)));
    }
    Ok(())
}

/// The reports' files in one zip file: no folders, fixed dates, names in UTF-8 and marked so, since WPS and older
/// systems take unmarked ones for GBK. PDF and Word files are deflated already.
fn packed(batch: &Batch<'_>, reports: &[ReportRecord]) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut names = BTreeSet::new();
    for file in reports.iter().flat_map(|report| &report.files) {
        let mut name = file.path.rsplit('/').next().unwrap_or(&file.path).to_owned();
        // Reports of one title lie in folders of their own, which are no longer there.
        if names.contains(&name) {
            name = file.path.replace('/', "_");
        }
        while !names.insert(name.clone()) {
            name.insert(0, '_');
        }
        let bytes = batch.bytes(file)?;
        let added = writer.start_file(name, options);
        added.map_err(|error| unpackable(&file.path, &error))?;
        let written = writer.write_all(&bytes);
        written.map_err(|error| unpackable(&file.path, &error))?;
    }
    let whole = writer.finish().map_err(|error| unpackable(FOLDER, &error))?;
    Ok(whole.into_inner())
}

fn unpackable(file: &str, error: &impl ToString) -> Box<Diagnostic> {
    Diagnostic::new(Code::OutputUnwritable)
        .with("detail", error.to_string())
        .at_file(file)
}

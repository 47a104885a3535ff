//! The acceptance pack: what whoever accepts a batch looks at (spec: filing practice §6).

use std::collections::BTreeMap;

use lopdf::{Document, Object};

use super::csv::Csv;
use super::{Batch, Parcel};
use crate::diag::{Catalogue, Lang, Result, Sink};
use crate::id_number::masked;
use crate::manifest::{ReportRecord, Status};

/// Where it goes.
pub(super) const FOLDER: &str = "acceptance";

/// Writes the four lists and the traces of all reports, always with Chinese heads.
pub(super) fn write(batch: &Batch<'_>, parcel: &mut Parcel<'_>, sink: &mut Sink) -> Result<()> {
    let lists = [
        ("manifest.csv", reports(batch)),
        ("problems.csv", problems(batch)),
        ("fonts.csv", fonts(batch, sink)),
        ("trace.json", traces(batch, sink)),
    ];
    for (name, bytes) in lists {
        parcel.put(format!("{FOLDER}/{name}"), sink, |_| Some(bytes));
    }
    Ok(())
}

fn head(keys: &[&str]) -> Csv {
    let words = Catalogue::of(Lang::ZhCn);
    let names: Vec<String> = keys.iter().map(|key| words.text(&format!("list-{key}"), &[])).collect();
    Csv::new(&names)
}

fn word(key: &str) -> String {
    Catalogue::of(Lang::ZhCn).text(key, &[])
}

const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Ok => "list-ok",
        Status::Failed => "list-failed",
        Status::Draft => "list-draft",
    }
}

/// Every file: name, size, BLAKE3, pages, 文号, warnings.
fn reports(batch: &Batch<'_>) -> Vec<u8> {
    let mut csv = head(&[
        "township", "report", "title", "number", "status", "pages", "figures", "warnings", "errors", "file", "size",
        "blake3",
    ]);
    for report in batch.manifest.reports.iter() {
        let mut facts = facts(&report);
        match report.files.is_empty() {
            true => {
                facts.extend([String::new(), String::new(), String::new()]);
                csv.row(&facts);
            }
            false => {
                for file in &report.files {
                    let of_file = [file.path.clone(), file.size.to_string(), file.blake3.clone()];
                    csv.row(&[&facts[..], &of_file].concat());
                }
            }
        }
    }
    csv.into_bytes()
}

fn facts(report: &ReportRecord) -> Vec<String> {
    vec![
        report.township.clone(),
        report.report.clone(),
        report.title.clone(),
        report.number.clone(),
        word(status_key(report.status)),
        report.pages.to_string(),
        report.figures.to_string(),
        report.warnings.len().to_string(),
        report.errors.len().to_string(),
    ]
}

/// Missing cells, failed checks, and what posts answer for.
fn problems(batch: &Batch<'_>) -> Vec<u8> {
    let mut csv = head(&["township", "report", "severity", "code", "message", "places"]);
    for report in batch.manifest.reports.iter() {
        let mut row = |severity: &str, code: &str, message: String, places: String| {
            let (township, name) = (report.township.clone(), report.report.clone());
            // An indicator may be named by a number of somebody's (WB-15).
            let (message, places) = (masked(&message).into(), masked(&places).into());
            csv.row(&[township, name, word(severity), code.to_owned(), message, places]);
        };
        for (severity, list) in [
            ("severity-error", &report.errors),
            ("severity-warning", &report.warnings),
        ] {
            for problem in list {
                row(
                    severity,
                    &problem.code,
                    problem.message.clone(),
                    problem.places.join("\n"),
                );
            }
        }
        let checks = &report.checks;
        for (severity, names) in [("check-failed", &checks.failed), ("check-skipped", &checks.skipped)] {
            for name in names {
                row(severity, "", name.clone(), String::new());
            }
        }
        for one in &checks.accepted {
            let message = format!(
                "{} {} ≠ {}：{}（{}）",
                one.check, one.found, one.expected, one.reason, one.responsible
            );
            row("check-accepted", "", message, String::new());
        }
        for one in &checks.replaced {
            let (name, value, was) = (&one.indicator, &one.value, &one.replaces);
            let message = format!("{name} {was} → {value}：{}（{}）", one.reason, one.responsible);
            row("list-replaced", "", message, one.places.join("\n"));
        }
    }
    csv.into_bytes()
}

/// The fonts that the job used, and those that the PDF files really embed.
fn fonts(batch: &Batch<'_>, sink: &mut Sink) -> Vec<u8> {
    let mut csv = head(&["font", "file", "blake3", "embedded", "files"]);
    for font in &batch.manifest.fonts {
        csv.row(&[
            font.family.clone(),
            font.file.clone(),
            font.blake3.clone(),
            String::new(),
            String::new(),
        ]);
    }
    let mut embedded: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for file in batch.finished().flat_map(|report| report.files) {
        let bytes = file
            .path
            .ends_with(".pdf")
            .then(|| sink.keep(batch.bytes(&file)))
            .flatten();
        for font in bytes.map(|bytes| embedded_fonts(&bytes)).unwrap_or_default() {
            *embedded.entry(font).or_default() += 1;
        }
    }
    for ((name, whole), files) in embedded {
        let told = word(if whole { "list-yes" } else { "list-no" });
        csv.row(&[name, String::new(), String::new(), told, files.to_string()]);
    }
    csv.into_bytes()
}

/// The fonts of a PDF file without the tags of their subsets, each with whether its outlines are in the file.
fn embedded_fonts(bytes: &[u8]) -> Vec<(String, bool)> {
    let Ok(document) = Document::load_mem(bytes) else {
        return Vec::new();
    };
    let descriptor = |object: &Object| {
        let descriptor = object.as_dict().ok()?;
        let name = descriptor.get(b"FontName").ok()?.as_name().ok()?;
        let name = String::from_utf8_lossy(name).into_owned();
        let plain = name.split_once('+').map_or(name.as_str(), |(_, name)| name).to_owned();
        let files: [&[u8]; 3] = [b"FontFile", b"FontFile2", b"FontFile3"];
        Some((plain, files.iter().any(|key| descriptor.has(key))))
    };
    let mut fonts: Vec<(String, bool)> = document.objects.values().filter_map(descriptor).collect();
    fonts.sort();
    fonts.dedup();
    fonts
}

/// The traces of all reports in one list.
fn traces(batch: &Batch<'_>, sink: &mut Sink) -> Vec<u8> {
    let mut all = b"[".to_vec();
    for file in batch.finished().flat_map(|report| report.files) {
        let bytes = file
            .path
            .ends_with(".trace.json")
            .then(|| sink.keep(batch.bytes(&file)))
            .flatten();
        if let Some(bytes) = bytes {
            all.extend_from_slice(if all.len() > 1 { b",\n" } else { b"\n" });
            all.extend_from_slice(bytes.trim_ascii_end());
        }
    }
    all.extend_from_slice(b"\n]\n");
    all
}

//! A configuration and sheets written as text, judged.

use std::path::Path;
use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::indicator::{Judged, Mapping, Verdict, resolve_own, validate};
use gongwen::workbook::Workbook;

use crate::indicator::sample::{mapping, rendered, sheet, workbook};

/// One workbook of these sheets.
fn book(sheets: &[(&str, &str)]) -> Vec<Workbook> {
    if sheets.is_empty() {
        return Vec::new();
    }
    let sheets = sheets.iter().map(|(name, rows)| sheet(name, rows, &[])).collect();
    vec![workbook("鼎新镇/数.xlsx", sheets)]
}

/// The configuration's mapping and what is wrong with it.
pub(super) fn validated(settings: &str) -> (Mapping, Sink) {
    let mapping = mapping(settings);
    let mut sink = Sink::new();
    validate(&mapping, &mut sink);
    (mapping, sink)
}

/// What the checks of a township come to, and every problem.
pub(super) fn run(settings: &str, sheets: &[(&str, &str)]) -> (gongwen::indicator::Indicators, Sink) {
    let (mapping, mut sink) = validated(settings);
    let indicators = resolve_own(&mapping, &Arc::from("鼎新镇"), &book(sheets), &mut sink);
    (indicators, sink)
}

/// The names of the checks that failed.
pub(super) fn failed(judged: &Judged) -> Vec<&str> {
    let failed = judged.results.iter().filter(|result| result.verdict == Verdict::Failed);
    failed.map(|result| result.check.as_str()).collect()
}

/// What the checks of a township come to.
pub(super) fn judge(settings: &str, sheets: &[(&str, &str)]) -> Judged {
    run(settings, sheets).0.judged
}

/// How the check of this name ended.
pub(super) fn verdict(judged: &Judged, check: &str) -> Verdict {
    let names: Vec<&str> = judged.results.iter().map(|result| result.check.as_str()).collect();
    let found = judged.results.iter().find(|result| result.check == check);
    found
        .unwrap_or_else(|| panic!("{check} is not among {names:?}"))
        .verdict
}

/// Holds every message, in both languages, against its golden text; `GONGWEN_ACCEPT=1` writes it anew. Without
/// sheets, only the declarations are judged.
pub(super) fn golden(name: &str, settings: &str, sheets: &[(&str, &str)]) {
    let sink = if sheets.is_empty() {
        validated(settings).1
    } else {
        run(settings, sheets).1
    };
    let found = rendered(sink);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden/checks")
        .join(format!("{name}.txt"));
    if std::env::var_os("GONGWEN_ACCEPT").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(found, expected, "{name}: GONGWEN_ACCEPT=1 accepts");
}

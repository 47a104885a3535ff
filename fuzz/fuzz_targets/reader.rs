//! Any bytes as a workbook: read, and its tables searched. `cargo +nightly fuzz run reader fuzz/corpus fuzz/seeds`
#![no_main]

use std::sync::Arc;

use gongwen::diag::Sink;
use gongwen::reader::{self, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Tighter than in use, so that a file that is only large is no finding.
    let limits = Limits {
        total_bytes: 16 << 20,
        entry_bytes: 8 << 20,
        box_cells: 200_000,
        cells: 100_000,
        seen_cells: 1_000_000,
        text_bytes: 4 << 20,
        ..Limits::default()
    };
    let mut sink = Sink::new();
    if let Ok(workbook) = reader::read_within(&Arc::from("fuzz"), bytes, &limits, &mut sink) {
        for sheet in &workbook.sheets {
            let _ = gongwen::tables::find(sheet);
        }
    }
});

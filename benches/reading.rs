//! Benchmarks of reading: a workbook of the usual size, and one of 200,000 × 20 cells read whole and read for what a
//! project asks of it.

mod measure;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use gongwen::config::{self, Config};
use gongwen::diag::Sink;
use gongwen::indicator::Needed;
use gongwen::reader::{self, Limits};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A project that asks for two of the columns.
const PROJECT: &str = r#"
[job]
template = "报告.md"
[[indicator]]
name = "面积"
aggregate = "sum"
column = "数3"
where = ["数4 >= 100"]
"#;

fn project() -> Option<Config> {
    let folder = tempfile::tempdir().ok()?;
    std::fs::write(folder.path().join(config::FILE_NAME), PROJECT).ok()?;
    config::load(folder.path(), &mut Sink::new())
}

/// An xlsx of so many rows of a village's name and figures, under a head.
fn workbook(rows: u32, columns: u16) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let labelled = (1..columns).all(|column| sheet.write(0, column, format!("数{column}")).is_ok());
    assert!(
        labelled && sheet.write(0, 0, "村名").is_ok(),
        "the sheet is large enough"
    );
    for row in 1..=rows {
        let filled = sheet.write(row, 0, format!("第{row}村")).is_ok()
            && (1..columns).all(|column| {
                sheet
                    .write(row, column, f64::from(row) * 1.5 + f64::from(column))
                    .is_ok()
            });
        assert!(filled, "the sheet is large enough");
    }
    book.save_to_buffer().unwrap_or_default()
}

fn reading(criterion: &mut Criterion) {
    let file: Arc<str> = Arc::from("农业.xlsx");
    // About 36 KB, as departments send them.
    let usual = workbook(600, 10);
    let large = workbook(200_000, 20);
    let read = |bytes: &[u8]| reader::read(&file, black_box(bytes), &mut Sink::new()).is_ok();
    let mut group = measure::group(criterion, "reading");
    measure::stage(&mut group, "usual", || read(&usual));
    group.sample_size(10);
    measure::stage(&mut group, "large", || read(&large));
    if let Some(config) = project() {
        let needed = Needed::by(&config.mapping);
        measure::stage(&mut group, "projected", || {
            let limits = Limits::default();
            reader::read_projected(&file, black_box(&large), &limits, &needed, &mut Sink::new()).is_ok()
        });
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);

//! Benchmarks of reading: a workbook of the usual size, and one of 200,000 × 20 cells read whole.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use gongwen::diag::Sink;
use gongwen::reader;

/// An xlsx of so many rows of a village's name and figures.
fn workbook(rows: u32, columns: u16) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..rows {
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
    let mut group = criterion.benchmark_group("reading");
    group.bench_function("usual", |bencher| bencher.iter(|| read(&usual)));
    group.sample_size(10);
    group.bench_function("large", |bencher| bencher.iter(|| read(&large)));
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);

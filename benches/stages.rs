//! Benchmarks of each stage for one report of twelve pages, and of a whole job of 200 townships.
//!
//! `cargo bench --bench stages`. Quote ratios; absolute times are those of the machine.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the county's modules are shared with the programs in examples/"
)]
#![allow(clippy::expect_used, reason = "a benchmark without its sample cannot go on")]

use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, criterion_group, criterion_main};
use gongwen::config::{self, Config};
use gongwen::diag::Sink;
use gongwen::font::FontBook;
use gongwen::indicator::{self, Indicators, Spellings};
use gongwen::layout::{self, PagedDocument};
use gongwen::pipeline::{self, Options, ReadingWay, Township};
use gongwen::report::{Records, Report};
use gongwen::style::{Stylesheet, gb9704};
use gongwen::template::{JobFacts, Template};
use gongwen::workbook::Workbook;
use gongwen::writer::pdf::JobFonts;
use gongwen::{reader, trace, writer};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[path = "../examples/county/mod.rs"]
mod county;
mod measure;

/// The sample's township with every figure.
const TOWNSHIP: &str = "鼎新镇";
/// Townships of the whole job.
const TOWNSHIPS: usize = 200;

type Fragments = BTreeMap<Arc<str>, Arc<str>>;

/// Everything that one report needs, stage by stage.
struct Sample {
    config: Config,
    fonts: FontBook,
    style: Stylesheet,
    files: Vec<(Arc<str>, Vec<u8>)>,
    workbooks: Vec<Workbook>,
    indicators: Indicators,
    fragments: Fragments,
    facts: JobFacts,
    template: Template,
    report: Report,
}

fn input() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("input")
}

impl Sample {
    fn new() -> Self {
        let config = config::load(&input(), &mut Sink::new()).expect("the sample's configuration");
        let folder = input().join("data").join(TOWNSHIP);
        let files = workbook_files(&folder);
        let workbooks: Vec<Workbook> = files.iter().map(|(file, bytes)| read(file, bytes)).collect();
        let township = Township {
            name: TOWNSHIP.into(),
            folder,
            spellings: Spellings::None,
        };
        let way = ReadingWay::whole(&config);
        let fragments = pipeline::read_township(&config, &way, &township, &mut Sink::new()).fragments;
        let mut all = [indicator::resolve_own(
            &config.mapping,
            &TOWNSHIP.into(),
            &workbooks,
            &mut Sink::new(),
        )];
        indicator::share_facts(&mut all);
        indicator::rank(&config.mapping, &mut all);
        let [indicators] = all;
        let facts = pipeline::job_facts(&config);
        let template = compile(&config, &indicators);
        let report = template
            .render(&indicators, &fragments, &facts, &mut Sink::new())
            .expect("the sample renders");
        let fonts = FontBook::load(&config.fonts, None, &mut Sink::new()).expect("the shipped fonts");
        let style = gb9704::stylesheet(&config.style);
        Self {
            config,
            fonts,
            style,
            files,
            workbooks,
            indicators,
            fragments,
            facts,
            template,
            report,
        }
    }
}

impl Sample {
    fn job_fonts(&self) -> JobFonts {
        let source = std::fs::read_to_string(self.config.root.join(&self.config.job.template)).expect("template");
        JobFonts::cut(&pipeline::of_template(&source, &self.style), &self.fonts).expect("fonts")
    }

    fn pdf(&self, document: &PagedDocument, fonts: &JobFonts) -> Vec<u8> {
        let settings = writer::pdf::Settings::default();
        writer::pdf::write(document, &self.report.metadata, &self.fonts, fonts, &settings).expect("a PDF")
    }
}

fn workbook_files(folder: &Path) -> Vec<(Arc<str>, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("data")
        .map(|entry| entry.expect("entry").path())
        .collect();
    paths.sort();
    let workbooks = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension != "md"));
    workbooks
        .map(|path| {
            (
                path.display().to_string().into(),
                std::fs::read(&path).expect("workbook"),
            )
        })
        .collect()
}

fn read(file: &Arc<str>, bytes: &[u8]) -> Workbook {
    reader::read(file, bytes, &mut Sink::new()).expect("a sound workbook")
}

fn compile(config: &Config, indicators: &Indicators) -> Template {
    let source = std::fs::read_to_string(config.root.join(&config.job.template)).expect("template");
    let known: Vec<Arc<str>> = indicators.values.keys().cloned().collect();
    Template::compile(&"template".into(), &source, &known, &mut Sink::new()).expect("the sample's template")
}

fn stages(criterion: &mut Criterion) {
    let sample = Sample::new();
    let sink = Sink::new;
    let mut group = measure::group(criterion, "report");
    measure::stage(&mut group, "1 read", || {
        let sheets = sample.files.iter().map(|(file, bytes)| read(file, bytes).sheets.len());
        sheets.sum::<usize>()
    });
    measure::stage(&mut group, "2 resolve", || {
        indicator::resolve_own(&sample.config.mapping, &TOWNSHIP.into(), &sample.workbooks, &mut sink())
    });
    let (indicators, fragments, facts) = (&sample.indicators, &sample.fragments, &sample.facts);
    measure::stage(&mut group, "3 render", || {
        sample.template.compose(indicators, fragments, facts, &mut sink())
    });
    measure::stage(&mut group, "3 render and lint", || {
        sample.template.render(indicators, fragments, facts, &mut sink())
    });
    let lay_out = || layout::lay_out(&sample.report, &sample.style, &sample.fonts, &mut sink()).expect("laid out");
    measure::stage(&mut group, "4 layout", lay_out);
    let document = lay_out();
    measure::stage(&mut group, "5 pdf", || {
        sample.pdf(black_box(&document), &JobFonts::default())
    });
    let job_fonts = sample.job_fonts();
    measure::stage(&mut group, "5 pdf in a job", || {
        sample.pdf(black_box(&document), &job_fonts)
    });
    measure::stage(&mut group, "6 docx", || {
        writer::docx::write(black_box(&sample.report), &document.facts, &sample.style)
    });
    let (records, decisions) = (Records::default(), trace::Decisions::default());
    measure::stage(&mut group, "7 trace", || {
        trace::to_json((TOWNSHIP, &records), &sample.report, &document.facts, &decisions)
    });
    group.finish();
}

/// The whole job on one thread, so that the time is CPU time.
fn whole_job(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Only where it is asked for: other benchmarks need not wait for it.
    let made = LazyCell::new(|| county::make(TOWNSHIPS, folder.path()).expect("a county"));
    let mut group = criterion.benchmark_group("job");
    group.sample_size(10);
    let options = Options {
        threads: Some(1),
        force: true,
        ..Options::default()
    };
    group.bench_function(format!("{TOWNSHIPS} townships"), |b| {
        LazyCell::force(&made);
        b.iter(|| {
            let config = config::load(folder.path(), &mut Sink::new()).expect("the county's configuration");
            pipeline::run(config, &options, &|_| (), &AtomicBool::new(false))
        });
    });
    group.finish();
}

criterion_group!(benches, stages, whole_job);
criterion_main!(benches);

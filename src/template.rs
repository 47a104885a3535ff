//! Templates: from indicators to a report's structure, every figure traced.
//!
//! The template is rendered by minijinja with opaque markers in place of values; the result is read as
//! Markdown; only then do the markers become words. A value can therefore never become structure.
//!
//! What the template's Markdown means:
//!
//! | it writes | the report has |
//! |---|---|
//! | `#`, once | the title; a paragraph `（…）` or `——…` right below it is the subtitle, one that names whom it addresses and ends with `：` the 称谓 or 主送机关 |
//! | `##` to `#####` | headings of level 1 to 4, numbered; one that ends with 。 runs into the text below it |
//! | `-` | points that run on as 一是…二是…: in the run-in heading's paragraph, in the paragraph directly above, else in their own; empty ones fall away, and a single one has no 一是 |
//! | `1.` | paragraphs numbered 1. 2. 3. by the program |
//! | a pipe table | a table; `A/B` in its head makes merged cells, a row that begins with 合计, 总计 or 全镇 is the total, a paragraph `表：标题（单位：亩；横排）` above it the caption, its unit, and the wish for a turned page, with lines `名称：…` and `合并：…` |
//! | `{[ … ]}` | falls away when none of its figures has a value, its punctuation put right |
//! | `{{ 引用("标题") }}` | the number of the table or annex of this title |
//! | `![说明](图片.png)` by itself | a picture; a paragraph `图：标题（宽：120毫米）` above it its caption, printed below it, and its width |
//! | `[目录]` by itself | the contents with their pages; `[目录：2]` down to level 2 |
//! | `[^名]`, and `[^名]: 内容` | a footnote |
//! | lines `名称：内容` above the title or after the text | elements of the document: 文号, 签发人, 主送, 署名, 日期, 附注, 抄送, 印发机关, 印发日期 … |
//! | `# 附件：名称` | an annex on pages of its own, named in 附件说明 |
//!
//! Conditions use tests on exact decimals (`is 大于(40000)`, `is 上升`, `is 有值`), because the engine's own
//! operators would compare a value with a number by their types; such operators are refused, as is arithmetic.
//! A name that stands alone in a condition is true when it has a value (是/否: when it is 是).

mod assemble;
mod check;
mod comparators;
mod condition;
mod context;
mod county;
mod document;
mod elements;
mod engine;
pub mod filters;
mod ledger;
mod line_breaks;
mod lint;
mod markdown;
mod occurrences;
mod omission;
mod picture;
mod qualifiers;
mod references;
mod render;
mod rows;
mod said_once;
mod scan;
mod source_map;
mod table;
mod typed_number;
mod value;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use minijinja::{Environment, Value};

use crate::diag::{Location, Sink};
use crate::indicator::{Indicator, Indicators};
use crate::place::{TextPlace, line_and_column};
use check::{Names, Scanned};

pub use check::BUILT_IN as BUILT_IN_NAMES;
pub use condition::TESTS;
pub use document::{DocumentSettings, ElementText, elements_source};
use ledger::{Ledger, clean_source};
pub use lint::LintSettings;
pub use rows::{ROW_FILTERS, RowFilter};

/// What every report of the job shares.
#[derive(Debug, Clone, Default)]
pub struct JobFacts {
    /// The year that the report speaks of: `年` in templates.
    pub year: Option<i16>,
    /// The first and last day of the period: `期初`, `期末`.
    pub period: Option<(Date, Date)>,
    /// The county's name: `县名`.
    pub county: String,
    /// The issuing body, for the document properties; may hold `{township}`.
    pub author: String,
    /// The document's date.
    pub date: Option<Date>,
    /// What is told of the finished text.
    pub lint: LintSettings,
    /// Which of several right words are printed.
    pub wording: filters::WordingSettings,
    /// The document's format.
    pub document: DocumentSettings,
    /// Whether drafts are made: what stands in the way of a figure is told, and marked in its place.
    pub draft: bool,
}

/// The name of the text that includes the elements of `[document]` and then the template; no file has it.
const WHOLE: &str = "\u{1}";

/// The compiled template of a job.
#[derive(Debug)]
pub struct Template {
    text: Scanned,
    /// The project's texts that it includes.
    shared: Vec<Scanned>,
    /// The elements that `[document]` says, and the text that includes them before the template.
    elements: Option<(Scanned, Scanned)>,
    known: BTreeSet<Arc<str>>,
    environment: Environment<'static>,
}

impl Template {
    /// Compiles the template; every mistake in it that can be seen without data (syntax, unknown filters and
    /// tests, arithmetic and comparisons on values) goes into the sink with its line and column. `known` are
    /// the names that the configuration or any township's facts sheet defines: a template may ask whether
    /// they have a value, and they are proposed for misspelt ones. Names are checked by [`Template::render`].
    pub fn compile(file: &Arc<str>, source: &str, known: &[Arc<str>], sink: &mut Sink) -> Option<Self> {
        Self::compile_with((file, source), &BTreeMap::new(), known, sink)
    }

    /// Compiles a template together with the project's texts that it may include, by the names by which it does.
    pub fn compile_with(
        (file, source): (&Arc<str>, &str),
        shared: &BTreeMap<Arc<str>, Arc<str>>,
        known: &[Arc<str>],
        sink: &mut Sink,
    ) -> Option<Self> {
        let mut problems = Sink::new();
        let text = Scanned::new(file, clean_source(source));
        let shared = included(&text.scan.includes, shared, &[file]);
        let mut environment = engine::environment();
        for text in std::iter::once(&text).chain(&shared) {
            text.check_words(&mut problems);
            let added = engine::add(&mut environment, text);
            problems.keep(added);
        }
        let failed = problems.has_errors();
        sink.append(problems);
        (!failed).then(|| Self {
            text,
            shared,
            elements: None,
            known: known.iter().cloned().collect(),
            environment,
        })
    }

    /// The template with the elements of `[document]` before it, as [`elements_source`] words them. `file` is the
    /// configuration's name. Mistakes in them go into the sink.
    pub fn with_elements(mut self, file: &Arc<str>, source: &str, sink: &mut Sink) -> Option<Self> {
        if source.is_empty() {
            return Some(self);
        }
        let mut problems = Sink::new();
        let elements = Scanned::new(file, clean_source(source));
        elements.check_words(&mut problems);
        let parts = [file, &self.text.file].map(|name| format!("{{% include {name:?} %}}"));
        let whole = Scanned::new(&WHOLE.into(), parts.join("\n\n\n"));
        for text in [&elements, &whole] {
            let added = engine::add(&mut self.environment, text);
            problems.keep(added);
        }
        let failed = problems.has_errors();
        sink.append(problems);
        self.elements = Some((elements, whole));
        (!failed).then_some(self)
    }

    /// The names of values that the template uses, each with every place that uses it.
    pub fn names(&self) -> BTreeMap<String, Vec<TextPlace>> {
        let mut names: BTreeMap<String, Vec<TextPlace>> = BTreeMap::new();
        let bound = |name: &String| self.texts(&[]).any(|text| text.scan.bound.contains(name));
        for text in self.texts(&[]) {
            for (name, range) in text.scan.names.iter().filter(|(name, _)| !bound(name)) {
                let (line, column) = line_and_column(&text.source, range.start);
                names.entry(name.clone()).or_default().push(TextPlace {
                    file: Arc::clone(&text.file),
                    line,
                    column,
                });
            }
        }
        names
    }

    /// The names of the county's values that the template sets beside the township's: `全县.粮食播种面积`.
    pub fn county_names(&self) -> BTreeSet<String> {
        let names = self.texts(&[]).flat_map(|text| text.scan.county.iter());
        names.map(|(name, _)| name.clone()).collect()
    }

    /// The fields of rows that the template may use.
    pub fn fields(&self) -> BTreeSet<String> {
        let texts = self.texts(&[]);
        texts.flat_map(|text| text.scan.fields.iter().cloned()).collect()
    }

    /// Where the template first uses a name.
    pub fn first_use(&self, name: &str) -> Option<Location> {
        self.texts(&[]).find_map(|text| {
            let (_, range) = text.scan.names.iter().find(|(used, _)| used == name)?;
            Some(text.location(range))
        })
    }

    /// Checks the template's own names against all that any township can have, so that a misspelt one is told
    /// once for the job and not for every township.
    pub fn check_names(&self, facts: &JobFacts, sink: &mut Sink) {
        let always = context::of(
            &Indicators::default(),
            facts,
            &BTreeSet::new(),
            &Arc::new(Ledger::new(facts, &Indicators::default())),
        );
        self.check(&[], None, &always, sink);
    }

    /// The township's fragments that the template includes; what else lies in its folder is not read.
    fn included(&self, fragments: &BTreeMap<Arc<str>, Arc<str>>) -> Vec<Scanned> {
        let wanted = self.texts(&[]).flat_map(|text| text.scan.includes.iter().cloned());
        included(&wanted.collect(), fragments, &[&self.text.file])
    }

    /// The template, the project's texts, the township's fragments. A township's own text goes before the project's of
    /// the same name.
    fn texts<'a>(&'a self, fragments: &'a [Scanned]) -> impl Iterator<Item = &'a Scanned> {
        let replaced = |text: &&Scanned| fragments.iter().any(|own| own.file == text.file);
        let shared = self.shared.iter().filter(move |text| !replaced(text));
        let elements = self.elements.iter().map(|(elements, _)| elements);
        elements
            .chain(std::iter::once(&self.text))
            .chain(shared)
            .chain(fragments)
    }

    /// Checks the names of all texts against the values of a township and what else is given; without values against
    /// what any township can have.
    fn check(
        &self,
        fragments: &[Scanned],
        values: Option<&BTreeMap<Arc<str>, Indicator>>,
        context: &BTreeMap<String, Value>,
        sink: &mut Sink,
    ) {
        let names = Names {
            texts: self.texts(fragments).collect(),
            values,
            context,
            configured: &self.known,
        };
        for text in &names.texts {
            text.check_names(&names, sink);
            text.check_county_names(&names, sink);
            text.check_calls(&names, sink);
        }
    }
}

/// The names of the texts that a source includes or imports.
pub fn includes(source: &str) -> BTreeSet<String> {
    scan::scan(&clean_source(source)).includes
}

/// The names of the county's values that a source sets beside the township's.
pub fn county_names(source: &str) -> BTreeSet<String> {
    let names = scan::scan(&clean_source(source)).county.into_iter();
    names.map(|(name, _)| name).collect()
}

/// Those of the texts that are included, directly or through one another.
fn included(wanted: &BTreeSet<String>, texts: &BTreeMap<Arc<str>, Arc<str>>, known: &[&Arc<str>]) -> Vec<Scanned> {
    let mut included: Vec<Scanned> = Vec::new();
    let mut wanted: Vec<String> = wanted.iter().rev().cloned().collect();
    while let Some(name) = wanted.pop() {
        let taken = known.iter().any(|file| ***file == *name) || included.iter().any(|text| *text.file == *name);
        let Some((file, source)) = texts.get_key_value(name.as_str()).filter(|_| !taken) else {
            continue;
        };
        // A fragment ends its block: the line break after the tag is trimmed by the engine.
        let text = Scanned::new(file, format!("{}\n\n", clean_source(source).trim_end()));
        wanted.extend(text.scan.includes.iter().rev().cloned());
        included.push(text);
    }
    included
}

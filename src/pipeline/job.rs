//! What all reports of a job share: configuration, templates, fonts; read and checked once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::Options;
use super::characters::{of_names, of_template};
use super::input::{is_fragment, read_template, shown_path};
use super::pictures::Pictures;
use super::roster::Township;
use crate::config::{Audience, Config, FILE_NAME, Format, ReportSettings};
use crate::diag::{Code, Diagnostic, Location, Result, Sink};
use crate::font::FontBook;
use crate::id_number::places;
use crate::indicator::{self, LEFT_OUT_ROWS, TOWNSHIP_ROWS};
use crate::manifest::is_inside;
use crate::style::{Stylesheet, gb9704};
use crate::template::{self, JobFacts, Template};
use crate::writer::docx::{EmbeddedFonts, JobParts};
use crate::writer::pdf::JobFonts;

/// Everything that all reports of a job share.
pub struct Job {
    /// The configuration.
    pub config: Config,
    /// The reports, in the order of the configuration.
    pub reports: Vec<Plan>,
    /// The fonts.
    pub fonts: FontBook,
    /// The faces that its Word files carry.
    pub(super) word_parts: JobParts,
    pub(super) style: Stylesheet,
    pub(super) facts: JobFacts,
    /// The pictures that reports ask for, each read once.
    pub(super) pictures: Pictures,
    /// The townships' names; empty where no report is written.
    names: Vec<Arc<str>>,
    /// Cut when the first PDF is written; nobody else needs them.
    pdf_fonts: OnceLock<Result<JobFonts>>,
}

impl Job {
    /// The job, to be done for these townships.
    pub(super) fn naming(self, townships: &[Township]) -> Self {
        let names = townships.iter().map(|one| Arc::clone(&one.name)).collect();
        Self { names, ..self }
    }

    /// The fonts that all PDF files of the job share; with a stock for the titles, which name the townships.
    pub(super) fn pdf_fonts(&self) -> Result<&JobFonts> {
        let cut = || {
            let shared = self
                .reports
                .iter()
                .flat_map(|plan| plan.shared.values().map(|text| &**text));
            let templates = self.reports.iter().map(|plan| plan.source.as_str());
            let text: Vec<&str> = templates.chain(shared).collect();
            let fonts = JobFonts::cut(&of_template(&text.join("\n"), &self.style), &self.fonts)?;
            let names = of_names(&self.names, &self.style);
            Ok(fonts.with_stock(&names, &self.fonts))
        };
        self.pdf_fonts.get_or_init(cut).as_ref().map_err(Clone::clone)
    }
}

/// One report of the job, before it is made for anybody.
pub struct Plan {
    /// What the configuration says of it.
    pub settings: ReportSettings,
    /// The template's path as the user knows it.
    pub file: Arc<str>,
    /// The template's text.
    pub source: String,
    /// The project's texts that it includes, by their paths in the project.
    pub shared: BTreeMap<Arc<str>, Arc<str>>,
    pub(super) formats: Vec<Format>,
    /// Whether it sets the county's values beside a township's.
    pub(super) beside_county: bool,
}

/// Reads the templates and the fonts and checks what all reports share. Everything that is wrong goes into
/// `sink`; there is a job only when nothing was.
pub fn prepare(mut config: Config, options: &Options, sink: &mut Sink) -> Option<Job> {
    config.job.pdf_standard = options.pdf_standard.unwrap_or(config.job.pdf_standard);
    config.job.date = config.job.date.or(options.source_date);
    config.fonts.embed_fonts |= options.embed_fonts;
    indicator::validate(&config.mapping, sink);
    let reports: Vec<Option<Plan>> = config
        .reports
        .iter()
        .map(|settings| plan(&config, settings, options, sink))
        .collect();
    let fonts = FontBook::load(&config.font_settings(), options.fonts.as_deref(), sink);
    let fonts = sink.keep(fonts)?;
    let reports = reports.into_iter().collect::<Option<Vec<Plan>>>()?;
    let style = gb9704::stylesheet(&config.style);
    let word_fonts = word_fonts((&config, &reports), (&fonts, &style), sink);
    let job = Job {
        word_parts: sink.keep(word_fonts)?.into(),
        reports,
        fonts,
        style,
        facts: JobFacts {
            draft: options.draft,
            ..job_facts(&config)
        },
        names: Vec::new(),
        pdf_fonts: OnceLock::new(),
        pictures: Pictures::default(),
        config,
    };
    (!sink.has_errors()).then_some(job)
}

/// The faces that Word files carry: none unless that is asked for and there are such files.
fn word_fonts(
    (config, reports): (&Config, &[Plan]),
    (fonts, style): (&FontBook, &Stylesheet),
    sink: &mut Sink,
) -> Result<EmbeddedFonts> {
    let for_word = reports.iter().any(|plan| plan.formats.contains(&Format::Docx));
    if config.fonts.embed_fonts && for_word {
        EmbeddedFonts::of(fonts, style, sink)
    } else {
        Ok(EmbeddedFonts::default())
    }
}

fn plan(config: &Config, settings: &ReportSettings, options: &Options, sink: &mut Sink) -> Option<Plan> {
    let path = config.root.join(&settings.template);
    let file: Arc<str> = shown_path(&config.root, &path).into();
    let source = read_template(&path, &file);
    let formats = options.formats.as_ref().or(settings.formats.as_ref());
    let mut formats = formats.unwrap_or(&config.job.formats).clone();
    if options.review && !formats.contains(&Format::Review) {
        formats.push(Format::Review);
    }
    let source = sink.keep(source)?;
    let shared = shared_texts(config, &source, sink);
    for (file, text) in
        std::iter::once((&file, source.as_str())).chain(shared.iter().map(|(file, text)| (file, &**text)))
    {
        tell_personal(file, text, sink);
    }
    let mut texts = std::iter::once(source.as_str()).chain(shared.values().map(|text| &**text));
    let beside_county = texts.any(|text| !template::county_names(text).is_empty());
    Some(Plan {
        beside_county,
        shared,
        source,
        formats,
        settings: settings.clone(),
        file,
    })
}

/// Warns of id numbers that stand in the author's own text: they would be printed as they are, and a title names files.
fn tell_personal(file: &Arc<str>, text: &str, sink: &mut Sink) {
    let found = places(text);
    let place = found.first().map(|first| Location::in_text(file, text, first.clone()));
    if let Some(place) = place {
        sink.push(Diagnostic::new(Code::PersonalText).with("count", found.len()).at(place));
    }
}

/// The project's texts that a template includes, directly or through one another: text files in the project folder,
/// named by their paths in it. What is none of these can only be a township's own.
fn shared_texts(config: &Config, source: &str, sink: &mut Sink) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut texts = BTreeMap::new();
    let mut wanted: Vec<String> = template::includes(source).into_iter().collect();
    while let Some(name) = wanted.pop() {
        let text_file = is_fragment(Path::new(&name));
        let path = config.root.join(&name);
        if !is_inside(&name) || !text_file || texts.contains_key(name.as_str()) || !path.is_file() {
            continue;
        }
        let file: Arc<str> = name.as_str().into();
        if let Some(text) = sink.keep(read_template(&path, &file)) {
            wanted.extend(template::includes(&text));
            texts.insert(file, Arc::from(text));
        }
    }
    texts
}

/// What the configuration says to every report.
pub fn job_facts(config: &Config) -> JobFacts {
    JobFacts {
        year: config.job.year,
        period: config.job.period,
        county: config.job.county.clone(),
        author: config.job.author.clone(),
        date: config.job.date,
        lint: config.lint.clone(),
        wording: config.wording.clone(),
        document: config.document.clone(),
        draft: false,
    }
}

/// A report's template, compiled once; or what is wrong with it, for every report that would be made of it.
pub(super) type Compiled = Result<Template, Sink>;

/// The templates, in the order of the reports. They come after the first pass, because the facts sheets bring names
/// of their own.
pub(super) fn compile(job: &Job, facts: &BTreeSet<Arc<str>>) -> Vec<Compiled> {
    let known = known_names(&job.config, facts);
    let one = |plan: &Plan| {
        let mut sink = Sink::new();
        let mut known = known.clone();
        if plan.settings.audience == Audience::County {
            known.extend([TOWNSHIP_ROWS, LEFT_OUT_ROWS].map(Arc::from));
        }
        let template = Template::compile_with((&plan.file, &plan.source), &plan.shared, &known, &mut sink);
        let file = FILE_NAME.into();
        let whole = template.and_then(|one| one.with_elements(&file, &job.config.elements, &mut sink));
        whole.ok_or(sink)
    };
    job.reports.iter().map(one).collect()
}

/// Refuses a template that speaks of a name which no township can have, once for the job.
pub(super) fn refuse_unknown(job: &Job, templates: Vec<Compiled>) -> Vec<Compiled> {
    let known = |template: Template| {
        let mut sink = Sink::new();
        template.check_names(&job.facts, &mut sink);
        if sink.has_errors() { Err(sink) } else { Ok(template) }
    };
    templates.into_iter().map(|one| one.and_then(known)).collect()
}

/// The names that the configuration or any township's facts sheet defines.
fn known_names(config: &Config, facts: &BTreeSet<Arc<str>>) -> Vec<Arc<str>> {
    let facts = facts.iter().map(Arc::clone);
    let declared = config.mapping.names().map(Arc::from);
    let known: BTreeSet<Arc<str>> = declared.chain(facts).collect();
    known.into_iter().collect()
}

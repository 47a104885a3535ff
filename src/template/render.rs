//! One township's report: the engine's output read as structure, its markers turned into words, the whole checked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::{Environment, Value};

use super::check::{Scanned, find_words};
use super::ledger::{Ledger, marker, markers};
use super::occurrences::occurrences;
use super::source_map::SourceMap;
use super::wording::Words;
use super::{JobFacts, Template, assemble, context, engine, lint, markdown, omission, references};
use crate::diag::{Diagnostic, Result, Sink};
use crate::indicator::Indicators;
use crate::place::TextPlace;
use crate::report::{Block, Figure, FigureId, Inline, Metadata, Report, plain_text};

/// Whether the finished text is held against the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proofreading {
    Whole,
    None,
}

impl Template {
    /// Renders one township's report. `fragments` are the text files of the township's own folder, by file
    /// name, which the template may include. Every problem found goes into the sink; none is returned when
    /// one of them is an error. A draft is returned in spite of errors in its figures, not of those in the template.
    pub fn render(
        &self,
        indicators: &Indicators,
        fragments: &BTreeMap<Arc<str>, Arc<str>>,
        facts: &JobFacts,
        sink: &mut Sink,
    ) -> Option<Report> {
        self.rendered((indicators, fragments), facts, Proofreading::Whole, sink)
    }

    /// The same without the lint on the finished text (spec §8).
    pub fn compose(
        &self,
        indicators: &Indicators,
        fragments: &BTreeMap<Arc<str>, Arc<str>>,
        facts: &JobFacts,
        sink: &mut Sink,
    ) -> Option<Report> {
        self.rendered((indicators, fragments), facts, Proofreading::None, sink)
    }

    fn rendered(
        &self,
        values: (&Indicators, &BTreeMap<Arc<str>, Arc<str>>),
        facts: &JobFacts,
        proofreading: Proofreading,
        sink: &mut Sink,
    ) -> Option<Report> {
        let (mut problems, mut wording) = (Sink::new(), Sink::new());
        let report = self.render_into(values, (facts, proofreading), &mut problems, &mut wording);
        let failed = problems.has_errors() || (wording.has_errors() && !facts.draft);
        for mut found in [wording, problems] {
            found.retain(|problem| facts.lint.tells(problem.code));
            sink.append(found);
        }
        report.filter(|_| !failed)
    }

    fn render_into(
        &self,
        (indicators, fragments): (&Indicators, &BTreeMap<Arc<str>, Arc<str>>),
        (facts, proofreading): (&JobFacts, Proofreading),
        sink: &mut Sink,
        wording: &mut Sink,
    ) -> Option<Report> {
        let fragments = self.included(fragments);
        let environment = self.with_fragments(&fragments, sink);
        let ledger = Arc::new(Ledger::new(facts, indicators));
        let texts: Vec<&Scanned> = self.texts(&fragments).collect();
        let names = texts.iter().flat_map(|text| &text.scan.names);
        let used: BTreeSet<&str> = names.map(|(name, _)| name.as_str()).collect();
        let context = context::of(indicators, facts, &used, &ledger);
        self.check(&fragments, Some(&indicators.values), &context, sink);
        if sink.has_errors() {
            return None;
        }
        let environment = environment.as_ref().unwrap_or(&self.environment);
        let rendered = self.run(environment, Value::from(context), &texts, &ledger);
        let (output, map) = sink.keep(rendered)?;
        for (problem, words) in ledger.take_warnings() {
            wording.push(super::wording::with_first(
                Box::new(problem),
                find_words(&texts, &words),
            ));
        }
        let unjudged = ledger.take_unjudged();
        let mut report = read(output, map, &ledger, facts, (sink, wording));
        report.draft = facts.draft;
        for problem in unjudged {
            self.tell_unjudged(&problem, &mut report);
            wording.push(Box::new(problem));
        }
        if proofreading == Proofreading::Whole {
            lint::check(&report, indicators, (&texts, facts), (sink, wording));
            lint::keep_note_where_needed(&mut report, sink);
        }
        report.metadata = metadata(&report, indicators, facts);
        Some(report)
    }

    /// The engine's output, and where each part of it comes from.
    fn run<'t>(
        &self,
        environment: &Environment<'static>,
        context: Value,
        texts: &[&'t Scanned],
        ledger: &Ledger,
    ) -> Result<(String, SourceMap<'t>)> {
        let sources: BTreeMap<&'t str, &'t Scanned> = texts.iter().map(|text| (&*text.file, *text)).collect();
        let whole = self.elements.as_ref().map_or(&self.text.file, |(_, whole)| &whole.file);
        let rendered = environment
            .get_template(whole)
            .and_then(|template| template.render_with_spans(context));
        let (output, spans) = rendered.map_err(|error| engine::problem(&error, &sources, ledger))?;
        let map = SourceMap {
            sources,
            spans,
            seams: Vec::new(),
        };
        Ok((output, map))
    }

    /// A draft says at the end of its text which conditions nobody could judge: they count as not fulfilled, so that
    /// what the template says then may be wrong.
    fn tell_unjudged(&self, problem: &Diagnostic, report: &mut Report) {
        let name = problem.argument("name").unwrap_or_default();
        let text = format!("【缺：{name}，以它为条件的文字须核对】");
        let used = self.names().remove(name).and_then(|places| places.into_iter().next());
        let figure = FigureId(report.figures.len() as u32);
        report.figures.push(Figure {
            text: text.clone(),
            indicator: name.to_owned(),
            value: "—".to_owned(),
            formula: "is".to_owned(),
            template: used.unwrap_or_else(|| TextPlace {
                file: Arc::clone(&self.text.file),
                line: 1,
                column: 1,
            }),
            sources: Vec::new(),
            doubts: vec![problem.code],
        });
        report.blocks.push(Block::Paragraph(vec![Inline::Figure {
            text,
            figure,
            doubtful: true,
        }]));
    }

    /// The engine with a township's fragments; none when it has none. The clone shares the compiled template
    /// and the filters.
    fn with_fragments(&self, fragments: &[Scanned], sink: &mut Sink) -> Option<Environment<'static>> {
        if fragments.is_empty() {
            return None;
        }
        let mut environment = self.environment.clone();
        for fragment in fragments {
            fragment.check_words(sink);
            let added = engine::add(&mut environment, fragment);
            sink.keep(added);
        }
        Some(environment)
    }
}

/// From the engine's output to the report. What stands in the way of a figure goes into `wording`, what is wrong with the
/// structure into `sink`.
fn read(
    output: String,
    mut map: SourceMap<'_>,
    ledger: &Ledger,
    facts: &JobFacts,
    (sink, wording): (&mut Sink, &mut Sink),
) -> Report {
    let entries = ledger.take_entries();
    let sewn = omission::leave_out(&output, &entries, &map, sink);
    map.seams = sewn.seams;
    let mut output = sewn.text;
    let printed: Vec<(usize, usize)> = markers(&output).collect();
    // From here on a marker numbers the occurrence, because a captured text may be printed more than once.
    for (number, (offset, _)) in printed.iter().enumerate() {
        let renumbered = marker(number);
        output.replace_range(*offset..*offset + renumbered.len(), &renumbered);
    }
    let occurrences = occurrences(&entries, (&output, &printed), &map, wording);
    let mut words = Words {
        entries,
        occurrences,
        map,
        figures: Vec::new(),
        keep_punctuation: facts.lint.keep_punctuation,
        labels: references::Labels::default(),
        notes: Vec::new(),
        sink: Sink::new(),
        told: BTreeMap::new(),
    };
    let nodes = omission::prune(markdown::read(&output, &mut words), &sewn.gaps);
    words.labels = references::number(&nodes, &words);
    let mut report = assemble::assemble(nodes, &facts.document, &mut words);
    words.tell_unused_labels();
    report.notes = words.take_notes();
    report.figures = words.figures;
    report.figures.shrink_to_fit();
    sink.append(words.sink);
    report
}

/// The title; of an order without one, its mark and number: `鼎新镇人民政府令第3号`.
fn title(report: &Report) -> String {
    let head = &report.head;
    let own = plain_text(&report.title);
    if !own.is_empty() {
        return own;
    }
    let bodies = head.letterhead.bodies.iter().map(|body| plain_text(body));
    let number = head.number.iter().map(|number| plain_text(number));
    bodies.chain(number).collect()
}

fn metadata(report: &Report, indicators: &Indicators, facts: &JobFacts) -> Metadata {
    Metadata {
        title: title(report),
        author: facts.author.replace("{township}", &indicators.township),
        subject: facts.year.map_or_else(String::new, |year| format!("{year}年")),
        keywords: Vec::new(),
        date: facts.date,
    }
}

//! The body: a report's elements as docx-rs paragraphs and tables with style ids, in reading order.

use docx_rs::{BreakType, DocumentChild, Docx, LineSpacing, Paragraph, Run, RunFonts, Shading, ShdType, Sym};

use crate::diag::Result;
use crate::font::Role;
use crate::report::{Block, Heading, Inline, LayoutFacts, Report};
use crate::style::{Color, Sheet, Stylesheet};

use super::bookmarks::Bookmarks;
use super::fields::{Sequences, field};
use super::picture::Pictures;
use super::review::Marks;
use super::section::Sections;
use super::{footnotes, order, section, styles, text};

/// A body and what docx-rs cannot say about it.
pub(super) struct Body {
    pub(super) docx: Docx,
    /// How many rows of each table, in reading order, are its head.
    pub(super) head_rows: Vec<usize>,
    /// The rows of each of the report's own tables, in reading order, in the order of the schema.
    pub(super) table_rows: Vec<String>,
    /// The pictures that it shows.
    pub(super) pictures: Pictures,
    /// The footers that docx-rs does not write.
    pub(super) footers: Vec<Vec<u8>>,
}

/// The body of a report.
pub(super) fn build(report: &Report, facts: &LayoutFacts, style: &Stylesheet, marks: Option<Marks>) -> Result<Body> {
    let docx = section::apply(Docx::new(), style, report);
    let mut builder = Builder {
        style,
        facts,
        sections: Sections::new(&docx, style),
        docx,
        head_rows: Vec::new(),
        table_rows: Vec::new(),
        tables: 0,
        blocks: 0,
        annexes: 0,
        contents_lines: 0,
        bookmarks: Bookmarks::of(report),
        marks,
        sequences: Sequences::default(),
        pictures: Pictures::default(),
        pictures_met: 0,
        turn_page: false,
        sheet: Sheet::Upright,
        wanted: Sheet::Upright,
    };
    builder.head(report);
    builder.front(report);
    for block in &report.blocks {
        builder.block(block)?;
    }
    builder.closing(report)?;
    builder.wanted = builder.sheet;
    builder.part_from_table();
    builder.docx.document.section_property = builder.sections.next(builder.sheet);
    Ok(Body {
        docx: builder.docx,
        head_rows: builder.head_rows,
        table_rows: builder.table_rows,
        pictures: builder.pictures,
        footers: builder.sections.further_footers(style),
    })
}

/// A paragraph of one style.
pub(super) fn paragraph(style_id: &str, content: &[Inline]) -> Paragraph {
    with_runs(Paragraph::new().style(style_id), runs(content))
}

pub(super) fn with_runs(paragraph: Paragraph, runs: Vec<Run>) -> Paragraph {
    runs.into_iter().fold(paragraph, Paragraph::add_run)
}

/// The runs of words that lead nowhere.
pub(super) fn runs(content: &[Inline]) -> Vec<Run> {
    leading_runs(content, &Bookmarks::default())
}

/// The runs of a text whose references lead to bookmarks.
pub(super) fn leading_runs(content: &[Inline], bookmarks: &Bookmarks) -> Vec<Run> {
    runs_in(content, bookmarks, |run, doubtful| match doubtful {
        true => run.style(styles::DOUBT),
        false => run,
    })
}

/// Runs in the look of another character style; a run has but one, so that doubt is then shown by its ground.
fn styled_runs(content: &[Inline], bookmarks: &Bookmarks, style_id: &str) -> Vec<Run> {
    runs_in(content, bookmarks, |run, doubtful| match doubtful {
        true => on_ground(run.style(style_id)),
        false => run.style(style_id),
    })
}

/// As few runs as there can be: one for all that stands together, is equally sure and leads nowhere.
fn runs_in(content: &[Inline], bookmarks: &Bookmarks, look: impl Fn(Run, bool) -> Run) -> Vec<Run> {
    let mut all = Vec::new();
    for part in content.chunk_by(alike) {
        let words = text::joined(part);
        if words.is_empty() {
            continue;
        }
        let shown = look(run(&words), part.iter().any(Inline::is_doubtful));
        match part {
            [Inline::Note { note, .. }] => all.push(note_mark(*note)),
            [Inline::Reference(label)] => all.extend(match bookmarks.reference(label) {
                Some(instruction) => field(&instruction, shown),
                None => vec![shown],
            }),
            _ => all.push(shown),
        }
    }
    all
}

/// Whether a text is one run at most, all of which is equally sure and leads nowhere.
pub(super) fn is_one_run(content: &[Inline]) -> bool {
    let led = |inline: &Inline| matches!(inline, Inline::Note { .. } | Inline::Reference(_));
    content.chunk_by(alike).nth(1).is_none() && !content.iter().any(led)
}

/// Whether two neighbours can be one run.
fn alike(a: &Inline, b: &Inline) -> bool {
    let alone = |inline: &Inline| matches!(inline, Inline::Note { .. } | Inline::Reference(_));
    !alone(a) && !alone(b) && a.is_doubtful() == b.is_doubtful()
}

/// The mark of a footnote, from zero, which Word counts itself.
fn note_mark(note: usize) -> Run {
    // docx-rs prints what it takes for a footnote of its own; a symbol of this font becomes the mark in the pass.
    let mark = Sym::new(order::NOTE_MARK, footnotes::id(note).to_string());
    Run::new().style(styles::NOTE_MARK).add_sym(mark)
}

fn on_ground(run: Run) -> Run {
    run.shading(Shading::new().shd_type(ShdType::Clear).fill(Color::DOUBT.hexadecimal()))
}

/// A run whose only formatting is the script of its marks (DX-02).
pub(super) fn run(text: &str) -> Run {
    let run = Run::new().add_text(text);
    if text::needs_east_asian_hint(text) {
        run.fonts(RunFonts::new().hint("eastAsia"))
    } else {
        run
    }
}

/// Adds one element after the other.
pub(super) struct Builder<'a> {
    pub(super) style: &'a Stylesheet,
    pub(super) facts: &'a LayoutFacts,
    pub(super) docx: Docx,
    pub(super) head_rows: Vec<usize>,
    pub(super) table_rows: Vec<String>,
    /// Tables met so far that have columns.
    pub(super) tables: usize,
    /// Blocks of text and annexes met so far, counted as layout counts them.
    pub(super) blocks: usize,
    /// Annexes with pages of their own met so far.
    pub(super) annexes: usize,
    /// Entries of 目录 met so far.
    pub(super) contents_lines: usize,
    /// Where references and 目录 lead.
    pub(super) bookmarks: Bookmarks,
    /// What marks the figures of a review copy.
    marks: Option<Marks>,
    /// The numbers of captions.
    pub(super) sequences: Sequences,
    /// The pictures that the file shows.
    pub(super) pictures: Pictures,
    /// Pictures with a line of their own met so far.
    pub(super) pictures_met: usize,
    /// Whether what comes next begins a page.
    pub(super) turn_page: bool,
    /// How the pages of the section under way are read, and those on which what comes next is to stand.
    pub(super) sheet: Sheet,
    pub(super) wanted: Sheet,
    pub(super) sections: Sections,
}

impl Builder<'_> {
    pub(super) fn add(&mut self, paragraph: Paragraph) {
        let turned = self.end_section_unless(self.wanted);
        let begins_page = std::mem::take(&mut self.turn_page);
        let paragraph = if begins_page && !turned {
            paragraph.page_break_before(true)
        } else {
            paragraph
        };
        self.docx
            .document
            .children
            .push(DocumentChild::Paragraph(Box::new(paragraph)));
    }

    fn front(&mut self, report: &Report) {
        if !report.title.is_empty() {
            let mut title = self.broken(self.style.title.id, &report.title, &self.facts.title_lines);
            if !report.subtitle.is_empty() {
                // The blank line comes after the last line under the title (RPT-03).
                title = title.line_spacing(LineSpacing::new().after(0));
            }
            self.add(title);
        }
        for line in &report.subtitle {
            self.add(paragraph(self.style.subtitle.id, line));
        }
        if let Some(addressee) = &report.addressee {
            self.add(paragraph(self.style.addressee.id, addressee));
        }
    }

    /// BODY-02: the only element with breaks of its own, those that layout found by meaning.
    pub(super) fn broken(&self, style_id: &str, content: &[Inline], lines: &[String]) -> Paragraph {
        let mut doubtful = doubtful_characters(content);
        let whole = [text::joined(content)];
        let lines = if lines.is_empty() { whole.as_slice() } else { lines };
        let mut paragraph = Paragraph::new().style(style_id);
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                paragraph = paragraph.add_run(Run::new().add_break(BreakType::TextWrapping));
            }
            for run in self.title_runs(&text::clean(line), &mut doubtful) {
                paragraph = paragraph.add_run(run);
            }
        }
        paragraph
    }

    /// Digits and Latin letters in runs of their own where they are bold and 小标宋 is not.
    /// `doubtful` says of every character still to come whether it is in doubt.
    fn title_runs(&self, line: &str, doubtful: &mut impl Iterator<Item = bool>) -> Vec<Run> {
        let bold = self.style.title.latin == Role::LatinBold;
        let characters: Vec<(char, bool, bool)> = line
            .chars()
            .map(|c| (c, bold && c.is_ascii_graphic(), doubtful.next().unwrap_or(false)))
            .collect();
        characters
            .chunk_by(|a, b| (a.1, a.2) == (b.1, b.2))
            .map(|part| {
                let (_, latin, doubtful) = part[0];
                let run = run(&part.iter().map(|(character, ..)| *character).collect::<String>());
                match (latin, doubtful) {
                    (false, false) => run,
                    (true, false) => run.style(styles::TITLE_LATIN),
                    (false, true) => run.style(styles::DOUBT),
                    (true, true) => on_ground(run.style(styles::TITLE_LATIN)),
                }
            })
            .collect()
    }

    pub(super) fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => {
                // 正文 is the default and needs no name.
                self.text(Paragraph::new(), content);
            }
            Block::Table(table) => self.table(table)?,
            Block::Picture(picture) => self.picture(picture),
            Block::Contents(depth) => self.contents(*depth),
        }
        self.blocks += 1;
        Ok(())
    }

    /// PG-02: only paragraphs whose last lines went on a page together have Word's 孤行控制, which also forbids what is
    /// allowed elsewhere, a first line at the foot of a page.
    fn kept_together(&self, paragraph: Paragraph) -> Paragraph {
        match self.facts.kept_together.contains(&self.blocks) {
            true => paragraph.widow_control(true),
            false => paragraph,
        }
    }

    /// BODY-07.
    fn heading(&mut self, heading: &Heading) {
        let mut words = vec![Inline::Text(heading.label.clone())];
        words.extend(heading.content.iter().cloned());
        let Some(rest) = &heading.run_in else {
            let id = self.style.heading(heading.level).id;
            let paragraph = with_runs(Paragraph::new().style(id), leading_runs(&words, &self.bookmarks));
            let paragraph = self.bookmarks.heading(paragraph, heading.level);
            return self.add(paragraph);
        };
        let level = usize::from(heading.level.clamp(1, 4)) - 1;
        let head = styled_runs(&words, &self.bookmarks, styles::HEADING_TEXT[level]);
        let paragraph = with_runs(Paragraph::new().style(styles::RUN_IN[level]), head);
        let paragraph = self.bookmarks.heading(paragraph, heading.level);
        self.text(paragraph, rest);
    }

    /// The words of a paragraph of the text. What goes over to the page of the signature, to stand with it, is a paragraph
    /// of its own (BODY-10): Word asks only for a part of what stays with the next, LibreOffice would take all.
    fn text(&mut self, paragraph: Paragraph, content: &[Inline]) {
        let carried = self.facts.carried.get(&self.blocks).map_or("", String::as_str);
        let (content, carried) = text::without_end(content, carried, self.marks);
        let paragraph = with_runs(paragraph, leading_runs(&content, &self.bookmarks));
        self.add(self.kept_together(paragraph));
        if !carried.is_empty() {
            let paragraph = Paragraph::new().style(styles::CONTINUED);
            self.add(with_runs(paragraph, leading_runs(&carried, &self.bookmarks)));
        }
    }

    /// The paragraph of a caption: its label, counted and marked as what references lead to, and its words.
    pub(super) fn caption(&mut self, style_id: &str, label: &str, words: &[Inline]) -> Paragraph {
        let counted = with_runs(Paragraph::new().style(style_id), self.sequences.label(label));
        let paragraph = self.bookmarks.labelled(counted, label);
        with_runs(paragraph, leading_runs(words, &self.bookmarks))
    }

    /// So many 字 of the body grid.
    pub(super) fn characters_in_twips(&self, count: f64) -> i32 {
        let cell = self.style.type_area().width / self.style.characters.max(1) as f64;
        i32::try_from((cell * count.max(0.0)).to_twips()).unwrap_or_default()
    }
}

/// Of every character whether it is in doubt.
fn doubtful_characters(content: &[Inline]) -> impl Iterator<Item = bool> {
    content
        .iter()
        .flat_map(|inline| inline.text().chars().map(|_| inline.is_doubtful()))
}

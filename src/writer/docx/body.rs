//! The body: a report's elements as docx-rs paragraphs and tables with style ids, in reading order.

use docx_rs::{BreakType, DocumentChild, Docx, LineSpacing, Paragraph, Run, RunFonts};

use crate::diag::Result;
use crate::font::Role;
use crate::report::{Block, Heading, Inline, LayoutFacts, Report, Table};
use crate::style::Stylesheet;

use super::{section, styles, table, text};

/// A body and what docx-rs cannot say about it.
pub(super) struct Body {
    pub(super) docx: Docx,
    /// How many rows of each table, in reading order, are its head.
    pub(super) head_rows: Vec<usize>,
}

/// The body of a report.
pub(super) fn build(report: &Report, facts: &LayoutFacts, style: &Stylesheet) -> Result<Body> {
    let mut builder = Builder {
        style,
        facts,
        docx: section::apply(Docx::new(), style),
        head_rows: Vec::new(),
        tables: 0,
        annexes: 0,
    };
    builder.head(report);
    builder.front(report);
    for block in &report.blocks {
        builder.block(block)?;
    }
    builder.closing(report)?;
    builder.part_from_table();
    Ok(Body {
        docx: builder.docx,
        head_rows: builder.head_rows,
    })
}

/// A paragraph of one style and at most one run.
pub(super) fn paragraph(style_id: &str, content: &[Inline]) -> Paragraph {
    let paragraph = Paragraph::new().style(style_id);
    match text::joined(content) {
        text if text.is_empty() => paragraph,
        text => paragraph.add_run(run(&text)),
    }
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
    /// Tables met so far that have columns.
    tables: usize,
    /// Annexes with pages of their own met so far.
    pub(super) annexes: usize,
}

impl Builder<'_> {
    pub(super) fn add(&mut self, paragraph: Paragraph) {
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
        let whole = [text::joined(content)];
        let lines = if lines.is_empty() { whole.as_slice() } else { lines };
        let mut paragraph = Paragraph::new().style(style_id);
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                paragraph = paragraph.add_run(Run::new().add_break(BreakType::TextWrapping));
            }
            for run in self.title_runs(&text::clean(line)) {
                paragraph = paragraph.add_run(run);
            }
        }
        paragraph
    }

    /// Digits and Latin letters in runs of their own where they are bold and 小标宋 is not.
    fn title_runs(&self, line: &str) -> Vec<Run> {
        if self.style.title.latin != Role::LatinBold {
            return vec![run(line)];
        }
        let characters: Vec<char> = line.chars().collect();
        characters
            .chunk_by(|a, b| a.is_ascii_graphic() == b.is_ascii_graphic())
            .map(|part| {
                let latin = part.first().is_some_and(char::is_ascii_graphic);
                let run = run(&part.iter().collect::<String>());
                if latin { run.style(styles::TITLE_LATIN) } else { run }
            })
            .collect()
    }

    pub(super) fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => self.add(body_paragraph(content)),
            Block::Table(table) => self.table(table)?,
        }
        Ok(())
    }

    /// BODY-07.
    fn heading(&mut self, heading: &Heading) {
        let words = text::clean(&heading.label).into_owned() + &text::joined(&heading.content);
        let Some(rest) = &heading.run_in else {
            let id = self.style.heading(heading.level).id;
            return self.add(Paragraph::new().style(id).add_run(run(&words)));
        };
        let level = usize::from(heading.level.clamp(1, 4)) - 1;
        let mut paragraph = Paragraph::new()
            .style(styles::RUN_IN[level])
            .add_run(run(&words).style(styles::HEADING_TEXT[level]));
        let rest = text::joined(rest);
        if !rest.is_empty() {
            paragraph = paragraph.add_run(run(&rest));
        }
        self.add(paragraph);
    }

    /// TB-01: caption, unit line, table.
    fn table(&mut self, table: &Table) -> Result<()> {
        let widths = self.facts.table_columns.get(self.tables).map(Vec::as_slice);
        // Layout counts the tables that it draws.
        self.tables += usize::from(table::column_count(table) > 0);
        let styles = &self.style.table;
        if !(table.label.is_empty() && table.caption.is_empty()) {
            let caption = text::clean(&table.label).into_owned() + "　" + &text::joined(&table.caption);
            self.add(Paragraph::new().style(styles.caption.id).add_run(run(&caption)));
        }
        if let Some(unit) = &table.unit {
            self.add(paragraph(styles.unit.id, unit));
        }
        if let Some(built) = table::build(table, widths, self.style)? {
            self.part_from_table();
            self.head_rows.push(table.header.len());
            self.docx.document.children.push(DocumentChild::Table(Box::new(built)));
        }
        Ok(())
    }

    /// Word makes one table of two that touch, and wants a paragraph after the last: an empty one of a cell's height.
    pub(super) fn part_from_table(&mut self) {
        if let Some(DocumentChild::Table(_)) = self.docx.document.children.last() {
            self.add(Paragraph::new().style(self.style.table.body.id));
        }
    }

    /// So many 字 of the body grid.
    pub(super) fn characters_in_twips(&self, count: f64) -> i32 {
        let cell = self.style.type_area().width / self.style.characters.max(1) as f64;
        i32::try_from((cell * count.max(0.0)).to_twips()).unwrap_or_default()
    }
}

/// A paragraph of the body; 正文 is the default and needs no name.
fn body_paragraph(content: &[Inline]) -> Paragraph {
    match text::joined(content) {
        text if text.is_empty() => Paragraph::new(),
        text => Paragraph::new().add_run(run(&text)),
    }
}

//! The body: a report's elements as docx-rs paragraphs and tables with style ids, in reading order.

use docx_rs::{AlignmentType, BreakType, DocumentChild, Docx, LineSpacing, Paragraph, Run, RunFonts, Shading, ShdType};

use crate::diag::Result;
use crate::font::Role;
use crate::report::{Block, Heading, Inline, LayoutFacts, Report, Signature, Table};
use crate::style::{Color, Stylesheet};

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
        docx: section::apply(Docx::new(), style, report.draft),
        head_rows: Vec::new(),
        tables: 0,
    };
    builder.front(report);
    for block in &report.blocks {
        builder.block(block)?;
    }
    if let Some(signature) = &report.signature {
        builder.signature(signature);
    }
    builder.part_from_table();
    Ok(Body {
        docx: builder.docx,
        head_rows: builder.head_rows,
    })
}

/// A paragraph of one style.
pub(super) fn paragraph(style_id: &str, content: &[Inline]) -> Paragraph {
    with_runs(Paragraph::new().style(style_id), runs(content))
}

fn with_runs(paragraph: Paragraph, runs: Vec<Run>) -> Paragraph {
    runs.into_iter().fold(paragraph, Paragraph::add_run)
}

/// As few runs as there can be: one for all that stands together and is equally sure.
fn runs(content: &[Inline]) -> Vec<Run> {
    let parts = content.chunk_by(|a, b| a.is_doubtful() == b.is_doubtful());
    let texts = parts.map(|part| (text::joined(part), part.iter().any(Inline::is_doubtful)));
    let written = texts.filter(|(text, _)| !text.is_empty());
    written
        .map(|(text, doubtful)| {
            if doubtful {
                run(&text).style(styles::DOUBT)
            } else {
                run(&text)
            }
        })
        .collect()
}

/// Runs in the look of another character style; a run has but one, so that doubt is then shown by its ground.
fn styled_runs(content: &[Inline], style_id: &str) -> Vec<Run> {
    let parts = content.chunk_by(|a, b| a.is_doubtful() == b.is_doubtful());
    parts
        .map(|part| {
            let run = run(&text::joined(part)).style(style_id);
            if part.iter().any(Inline::is_doubtful) {
                on_ground(run)
            } else {
                run
            }
        })
        .collect()
}

fn on_ground(run: Run) -> Run {
    run.shading(
        Shading::new()
            .shd_type(ShdType::Clear)
            .fill(styles::hexadecimal(Color::DOUBT)),
    )
}

/// A run whose only formatting is the script of its marks (DX-02).
fn run(text: &str) -> Run {
    let run = Run::new().add_text(text);
    if text::needs_east_asian_hint(text) {
        run.fonts(RunFonts::new().hint("eastAsia"))
    } else {
        run
    }
}

/// Adds one element after the other.
struct Builder<'a> {
    style: &'a Stylesheet,
    facts: &'a LayoutFacts,
    docx: Docx,
    head_rows: Vec<usize>,
    /// Tables met so far that have columns.
    tables: usize,
}

impl Builder<'_> {
    fn add(&mut self, paragraph: Paragraph) {
        self.docx
            .document
            .children
            .push(DocumentChild::Paragraph(Box::new(paragraph)));
    }

    fn front(&mut self, report: &Report) {
        if !report.title.is_empty() {
            let mut title = self.title(&report.title);
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
    fn title(&self, content: &[Inline]) -> Paragraph {
        let mut doubtful = doubtful_characters(content);
        let whole = [text::joined(content)];
        let lines = match self.facts.title_lines.as_slice() {
            [] => whole.as_slice(),
            lines => lines,
        };
        let mut paragraph = Paragraph::new().style(self.style.title.id);
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

    fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(content) => self.add(body_paragraph(content)),
            Block::Table(table) => self.table(table)?,
        }
        Ok(())
    }

    /// BODY-07.
    fn heading(&mut self, heading: &Heading) {
        let mut words = vec![Inline::Text(heading.label.clone())];
        words.extend(heading.content.iter().cloned());
        let Some(rest) = &heading.run_in else {
            let id = self.style.heading(heading.level).id;
            return self.add(paragraph(id, &words));
        };
        let level = usize::from(heading.level.clamp(1, 4)) - 1;
        let head = styled_runs(&words, styles::HEADING_TEXT[level]);
        let paragraph = with_runs(Paragraph::new().style(styles::RUN_IN[level]), head);
        self.add(with_runs(paragraph, runs(rest)));
    }

    /// TB-01: caption, unit line, table.
    fn table(&mut self, table: &Table) -> Result<()> {
        let widths = self.facts.table_columns.get(self.tables).map(Vec::as_slice);
        // Layout counts the tables that it draws.
        self.tables += usize::from(table::column_count(table) > 0);
        let styles = &self.style.table;
        if !(table.label.is_empty() && table.caption.is_empty()) {
            let mut caption = vec![Inline::Text(format!("{}　", table.label))];
            caption.extend(table.caption.iter().cloned());
            self.add(paragraph(styles.caption.id, &caption));
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
    fn part_from_table(&mut self) {
        if let Some(DocumentChild::Table(_)) = self.docx.document.children.last() {
            self.add(Paragraph::new().style(self.style.table.body.id));
        }
    }

    /// SIGN-07. The date is placed from the left, by the name's width alone: its digits may be of any face.
    fn signature(&mut self, signature: &Signature) {
        if let Some(DocumentChild::Paragraph(last)) = self.docx.document.children.last_mut() {
            // PG-04: never a page with the signature alone.
            last.property.keep_next = Some(true);
        }
        let characters = self.style.characters as f64;
        let [name, date] = [&signature.issuer, &signature.date].map(|part| text::width_in_characters(part));
        // SIGN-03: the name ends two 字 from the right and the date begins two 字 after it begins; a longer date ends
        // two 字 from the right instead, and the name stays two 字 before it.
        let (name_right, date_left) = if date > name {
            (4.0 + date - name, characters - 2.0 - date)
        } else {
            (2.0, characters - name)
        };
        let issuer = paragraph(self.style.signature.id, &signature.issuer);
        let right = self.characters_in_twips(name_right);
        self.add(issuer.indent(None, None, Some(right), None));
        let left = self.characters_in_twips(date_left);
        let date = paragraph(self.style.date.id, &signature.date);
        self.add(date.align(AlignmentType::Left).indent(Some(left), None, None, None));
    }

    /// So many 字 of the body grid.
    fn characters_in_twips(&self, count: f64) -> i32 {
        let cell = self.style.type_area().width / self.style.characters.max(1) as f64;
        i32::try_from((cell * count.max(0.0)).to_twips()).unwrap_or_default()
    }
}

/// A paragraph of the body; 正文 is the default and needs no name.
fn body_paragraph(content: &[Inline]) -> Paragraph {
    with_runs(Paragraph::new(), runs(content))
}

/// Of every character whether it is in doubt.
fn doubtful_characters(content: &[Inline]) -> impl Iterator<Item = bool> {
    content
        .iter()
        .flat_map(|inline| inline.text().chars().map(|_| inline.is_doubtful()))
}

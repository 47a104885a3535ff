//! 版头 as paragraphs: blank space in the paragraph's own spacing, the red rule as a border.

use docx_rs::{
    BorderType, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders,
    Run, SpecialIndentType, Tab, TabValueType,
};

use super::body::{Builder, paragraph, run, runs, with_runs};
use super::text;
use crate::geom::Abs;
use crate::report::{Direction, DocumentFormat, Head, Inline, Report};
use crate::style::{Color, SIGNER_CELLS, SIGNER_LABEL};

impl Builder<'_> {
    /// All that stands above the title.
    pub(super) fn head(&mut self, report: &Report) {
        let head = &report.head;
        let style = self.style;
        match report.format {
            DocumentFormat::Material => {}
            DocumentFormat::Official(_) => {
                let lines = self.markings(head);
                self.letterhead(head, style.head.top.document - style.body.pitch * f64::from(lines));
                self.number(head, report.format);
            }
            DocumentFormat::Letter => self.letter(head),
            DocumentFormat::Order => {
                self.letterhead(head, style.head.top.order);
                self.number(head, report.format);
            }
            DocumentFormat::Minutes => {
                let lines = self.markings(head);
                self.letterhead(head, style.head.top.document - style.body.pitch * f64::from(lines));
                self.number(head, report.format);
            }
        }
    }

    /// HEAD-01 … HEAD-03; returns how many lines they take.
    fn markings(&mut self, head: &Head) -> u8 {
        let lines = self.marking_lines(head);
        let count = u8::try_from(lines.len()).unwrap_or_default();
        lines.into_iter().for_each(|line| self.add(line));
        count
    }

    /// 份号, 密级 and 紧急程度, each on a line.
    pub(super) fn marking_lines(&self, head: &Head) -> Vec<Paragraph> {
        let style = &self.style.head;
        let lines = [
            (&head.copy_number, style.copy_number.id),
            (&head.secrecy, style.marking.id),
            (&head.urgency, style.marking.id),
        ];
        let said = |(content, id): (&Option<Vec<Inline>>, &str)| Some(paragraph(id, content.as_ref()?));
        lines.into_iter().filter_map(said).collect()
    }

    fn letterhead(&mut self, head: &Head, before: Abs) {
        for line in self.mark_lines(head, before) {
            self.add(line);
        }
    }

    /// HEAD-04: one line for each body, in the size that layout fitted; `before` is the blank above. On printed
    /// paper the lines keep their places in white (HEAD-10).
    pub(super) fn mark_lines(&self, head: &Head, before: Abs) -> Vec<Paragraph> {
        let (style, size) = (&self.style.head.letterhead, self.mark_size());
        let bodies = head.letterhead.bodies.iter().map(|body| text::joined(body));
        let line = |(index, line): (usize, String)| {
            let before = if index == 0 { before } else { Abs::ZERO };
            let mut run = run(&line).size(usize::try_from(size.to_half_points()).unwrap_or_default());
            if head.preprinted {
                run = run.color("FFFFFF");
            }
            let spacing = LineSpacing::new()
                .before(u32::try_from(before.to_twips()).unwrap_or_default())
                .line_rule(LineSpacingType::Exact)
                .line(i32::try_from(size.to_twips()).unwrap_or_default());
            Paragraph::new().style(style.id).line_spacing(spacing).add_run(run)
        };
        bodies
            .chain(head.letterhead.word.clone())
            .enumerate()
            .map(line)
            .collect()
    }

    /// The size to which layout fitted the mark.
    pub(super) fn mark_size(&self) -> Abs {
        match self.facts.letterhead_size {
            size if size > 0.0 => Abs::pt(size),
            _ => self.style.head.letterhead.size,
        }
    }

    /// HEAD-06 … HEAD-09: two blank lines, the number, the names of who signs, the red rule, two blank lines. An order has
    /// no rule (ORDR-02).
    fn number(&mut self, head: &Head, format: DocumentFormat) {
        let two_lines = u32::try_from(self.style.head.two_lines.to_twips()).unwrap_or_default();
        let number = head.number.clone().unwrap_or_default();
        let upward = format == DocumentFormat::Official(Direction::Upward);
        let lines = match head.signers.len() {
            _ if !upward => vec![paragraph(self.style.head.number.id, &number)],
            count if count <= self.facts.signer_columns => vec![self.number_and_signers(&number, &head.signers)],
            _ => self.rows_of_signers(&number, &head.signers),
        };
        let count = lines.len();
        for (index, mut line) in (1..).zip(lines) {
            let (first, last) = (index == 1, index == count);
            let spacing = if first {
                LineSpacing::new().before(two_lines)
            } else {
                LineSpacing::new()
            };
            line = line.line_spacing(if last { spacing.after(two_lines) } else { spacing });
            if last && !head.preprinted && format != DocumentFormat::Order {
                line.property.borders = Some(self.red_border());
            }
            self.add(line);
        }
    }

    /// HEAD-07, HEAD-08: one cell blank at either side; the names after a tab that ends there.
    fn number_and_signers(&self, number: &[Inline], signers: &[Vec<Inline>]) -> Paragraph {
        let style = &self.style.head;
        let right = self.characters_in_twips(self.style.characters as f64 - 1.0);
        let left = self.characters_in_twips(1.0);
        let mut line = Paragraph::new()
            .style(style.number.id)
            .align(docx_rs::AlignmentType::Left)
            .indent(None, Some(SpecialIndentType::FirstLine(left)), None, None)
            .add_tab(
                Tab::new()
                    .val(TabValueType::Right)
                    .pos(usize::try_from(right).unwrap_or_default()),
            );
        line = with_runs(line, runs(number))
            .add_run(Run::new().add_tab())
            .add_run(run(SIGNER_LABEL));
        for (index, signer) in signers.iter().enumerate() {
            if index > 0 {
                line = line.add_run(run("　"));
            }
            line = line.add_run(run(&spaced(&text::joined(signer))).style(super::styles::SIGNER));
        }
        line
    }

    /// HEAD-08: as many names on a line as layout has, each line aligned with the first; the number stands on the last.
    fn rows_of_signers(&self, number: &[Inline], signers: &[Vec<Inline>]) -> Vec<Paragraph> {
        let names: Vec<String> = signers.iter().map(|signer| spaced(&text::joined(signer))).collect();
        let lengths = names.iter().map(|name| name.chars().count());
        let longest = lengths.fold(SIGNER_CELLS, usize::max);
        let columns = self.facts.signer_columns.max(1);
        // From the right edge: a blank cell, the last name, a blank cell, the one before it, the label.
        let begin = |left: usize| self.style.characters.saturating_sub((1 + longest) * left);
        let label = begin(columns).saturating_sub(SIGNER_LABEL.chars().count());
        let further = (1..columns).rev().map(begin);
        let mut lines: Vec<Paragraph> = Vec::new();
        let rows = names.chunks(columns);
        let last = rows.len().saturating_sub(1);
        for (index, names) in rows.enumerate() {
            let (at, word) = if index == 0 {
                (label, SIGNER_LABEL)
            } else {
                (begin(columns), "")
            };
            let tabs: Vec<usize> = std::iter::once(at).chain(further.clone()).collect();
            let mut line = self.tabbed(&tabs);
            if index == last {
                line = with_runs(line, runs(number));
            }
            line = line.add_run(Run::new().add_tab());
            if !word.is_empty() {
                line = line.add_run(run(word));
            }
            lines.push(with_runs(line, signers_of_row(names)));
        }
        lines
    }

    /// A line of the number's style, one cell blank at its left, with tabs after so many cells.
    fn tabbed(&self, cells: &[usize]) -> Paragraph {
        let line = Paragraph::new()
            .style(self.style.head.number.id)
            .align(docx_rs::AlignmentType::Left)
            // The red rule begins at the left edge all the same.
            .indent(
                None,
                Some(SpecialIndentType::FirstLine(self.characters_in_twips(1.0))),
                None,
                None,
            );
        cells.iter().fold(line, |line, cells| {
            let at = self.characters_in_twips(*cells as f64);
            line.add_tab(
                Tab::new()
                    .val(TabValueType::Left)
                    .pos(usize::try_from(at).unwrap_or_default()),
            )
        })
    }

    /// HEAD-09: the border stands under the line's box, in which the glyphs stand in the middle.
    fn red_border(&self) -> ParagraphBorders {
        let style = &self.style.head;
        let blank = (style.number.pitch - style.number.size) / 2.0;
        let space = (style.rule_gap - blank).max(Abs::ZERO).to_pt().round() as usize;
        let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
            .val(BorderType::Single)
            .size(usize::try_from(style.rule.to_eighth_points()).unwrap_or_default())
            .space(space)
            .color(Color::RED.hexadecimal());
        ParagraphBorders::with_empty().set(border)
    }
}

/// The names on one line of 签发人, with a tab between them.
fn signers_of_row(names: &[String]) -> Vec<Run> {
    let mut runs = Vec::new();
    for name in names {
        if !runs.is_empty() {
            runs.push(Run::new().add_tab());
        }
        runs.push(run(name).style(super::styles::SIGNER));
    }
    runs
}

/// A name of two characters is as wide as one of three (HEAD-08).
fn spaced(name: &str) -> String {
    let mut characters = name.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some(first), Some(second), None) => format!("{first}　{second}"),
        _ => name.to_owned(),
    }
}

//! 版头 as paragraphs: blank space in the paragraph's own spacing, the red rule as a border.

use docx_rs::{
    AlignmentType, BorderType, BreakType, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, SpecialIndentType, Tab, TabValueType, Table, TableAlignmentType,
    TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::body::{Builder, paragraph, run, runs, with_runs};
use super::section::{LOW_LINE, low};
use super::text;
use crate::geom::Abs;
use crate::report::{Direction, DocumentFormat, Head, Inline, Report};
use crate::style::{Color, JOINT_GAP, JOINT_PITCH, JOINT_WORD, ParagraphStyle, SIGNER_CELLS, SIGNER_LABEL};

/// Where the baseline of a line that is exactly so high stands in it.
const ASCENT: f64 = 0.8;

impl Builder<'_> {
    /// All that stands above the title.
    pub(super) fn head(&mut self, report: &Report) {
        let head = &report.head;
        let style = self.style;
        match report.format {
            DocumentFormat::Material => {}
            DocumentFormat::Letter => self.letter(head),
            DocumentFormat::Official(_) | DocumentFormat::Minutes => {
                let lines = self.markings(head);
                let above = style.body.pitch * f64::from(lines);
                let foot = self.letterhead(head, above, style.head.top.document);
                self.number(report, foot);
            }
            DocumentFormat::Order => {
                let foot = self.letterhead(head, Abs::ZERO, style.head.top.order);
                self.number(report, foot);
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

    /// The mark under what stands `above`, its top as far under that of the type area as the standard says. Returns how
    /// far what follows is from the foot of the mark's glyphs: the lines of Word files are boxes, in which these end higher.
    fn letterhead(&mut self, head: &Head, above: Abs, top: Abs) -> Abs {
        let size = self.mark_size();
        let bodies = head.letterhead.bodies.as_slice();
        let lines = bodies.len().max(self.facts.letterhead_lines.len());
        let pitches = lines.saturating_sub(1) as f64;
        match bodies {
            [_, _, ..] => self.joint_mark(head, top - above),
            _ => self
                .mark_lines(head, top - above - self.over_broken_mark())
                .into_iter()
                .for_each(|line| self.add(line)),
        }
        let height = if bodies.is_empty() {
            Abs::ZERO
        } else {
            size * (1.0 + JOINT_PITCH * pitches) + self.over_broken_mark() * (1.0 / ASCENT - 1.0)
        };
        match self.facts.letterhead_foot {
            foot if foot > 0.0 => Abs::pt(foot) - top - height,
            _ => Abs::ZERO,
        }
    }

    /// How far the glyphs of a name on several lines stand under the top of the first of these, which are higher than the
    /// size: a line that is exactly so high has its baseline at four fifths of it.
    pub(super) fn over_broken_mark(&self) -> Abs {
        if self.facts.letterhead_lines.is_empty() {
            Abs::ZERO
        } else {
            self.mark_size() * (JOINT_PITCH - 1.0) * ASCENT
        }
    }

    /// HEAD-04: one line for each body, in the size that layout fitted; `before` is the blank above. A long name has the
    /// lines that layout found, as a title has (BODY-02).
    pub(super) fn mark_lines(&self, head: &Head, before: Abs) -> Vec<Paragraph> {
        if !self.facts.letterhead_lines.is_empty() {
            return vec![self.mark_line(head, &self.facts.letterhead_lines, self.mark_size(), before)];
        }
        let bodies = head.letterhead.bodies.iter().map(|body| text::joined(body));
        let lines = bodies.chain(head.letterhead.word.clone()).enumerate();
        lines
            .map(|(index, line)| {
                let before = if index == 0 { before } else { Abs::ZERO };
                self.mark_line(head, &[line], self.mark_size(), before)
            })
            .collect()
    }

    /// A line of the mark, or several that are one name. On printed paper they keep their place in white (HEAD-10).
    fn mark_line(&self, head: &Head, lines: &[String], size: Abs, before: Abs) -> Paragraph {
        let mut words = Run::new();
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                words = words.add_break(BreakType::TextWrapping);
            }
            words = words.add_text(text::clean(line));
        }
        words = words.size(usize::try_from(size.to_half_points()).unwrap_or_default());
        if head.preprinted {
            words = words.color("FFFFFF");
        }
        let pitch = if lines.len() > 1 { size * JOINT_PITCH } else { size };
        let spacing = LineSpacing::new()
            .before(u32::try_from(before.to_twips()).unwrap_or_default())
            .line_rule(LineSpacingType::Exact)
            .line(i32::try_from(pitch.to_twips()).unwrap_or_default());
        let style = &self.style.head.letterhead;
        Paragraph::new().style(style.id).line_spacing(spacing).add_run(words)
    }

    /// HEAD-05: the names spread to one width, one under the other, and 文件 beside the middle of them, in a table without
    /// rules. The blank above is a line of its own, since a cell may swallow it.
    fn joint_mark(&mut self, head: &Head, before: Abs) {
        let size = self.mark_size();
        let letterhead = &head.letterhead;
        let widths = letterhead.bodies.iter().map(|body| text::width_in_characters(body));
        // A name as wide as its cell would break.
        let widest = size * widths.fold(0.0, f64::max) + Abs::pt(1.0);
        let blank = LineSpacing::new()
            .line_rule(LineSpacingType::Exact)
            .line(i32::try_from(before.to_twips()).unwrap_or_default());
        self.add(
            Paragraph::new()
                .style(self.style.head.letterhead.id)
                .line_spacing(blank),
        );
        let names = letterhead.bodies.iter().enumerate().map(|(index, body)| {
            let before = size * if index == 0 { 0.0 } else { JOINT_PITCH - 1.0 };
            let name = self.mark_line(head, &[text::joined(body)], size, before);
            name.align(AlignmentType::Distribute)
        });
        let mut columns = vec![(widest, names.collect::<Vec<_>>())];
        if let Some(word) = &letterhead.word {
            let large = (size * JOINT_WORD).whole_half_points();
            let width = size * JOINT_GAP + large * word.chars().count() as f64;
            let word = self.mark_line(head, std::slice::from_ref(word), large, Abs::ZERO);
            columns.push((width, vec![word.align(AlignmentType::Right)]));
        }
        self.push_table(borderless(columns), 0);
    }

    /// The size to which layout fitted the mark.
    pub(super) fn mark_size(&self) -> Abs {
        match self.facts.letterhead_size {
            size if size > 0.0 => Abs::pt(size),
            _ => self.style.head.letterhead.size,
        }
    }

    /// HEAD-06 … HEAD-09: two blank lines, the number, the names of who signs, the red rule, two blank lines. An order has
    /// no rule (ORDR-02). `foot` is how far it is from the place of this to the foot of the mark's glyphs.
    fn number(&mut self, report: &Report, foot: Abs) {
        let (head, format) = (&report.head, report.format);
        if format == DocumentFormat::Minutes && head.number.is_none() {
            return self.blank_below_mark(report, foot);
        }
        // Two lines from glyphs to glyphs (GRID-03), of which the blank in the lines' own boxes is a part.
        let twips = |blank: Abs| u32::try_from(blank.to_twips()).unwrap_or_default();
        let ruled = !head.preprinted && format != DocumentFormat::Order;
        let above = twips(foot + self.style.head.two_lines - blank_of(&self.style.head.number));
        let below = twips(self.blank_below_number(report));
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
                LineSpacing::new().before(above)
            } else {
                LineSpacing::new()
            };
            line = line.line_spacing(if last { spacing.after(below) } else { spacing });
            if last && ruled {
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
            .align(AlignmentType::Left)
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
            .align(AlignmentType::Left)
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

    /// MINU-01: the number is practice; where there is none the title follows the mark.
    fn blank_below_mark(&mut self, report: &Report, foot: Abs) {
        let line = self.low_line();
        let blank = foot + self.style.head.two_lines - blank_of(self.below_head(report)) - LOW_LINE;
        let blank = LineSpacing::new().before(u32::try_from(blank.to_twips()).unwrap_or_default());
        self.add(line.line_spacing(low(blank)));
    }

    /// The style of what follows 版头.
    fn below_head(&self, report: &Report) -> &ParagraphStyle {
        if report.title.is_empty() {
            &self.style.body
        } else {
            &self.style.title
        }
    }

    /// The blank from the line of the number, and the border under it, to the line of what follows.
    fn blank_below_number(&self, report: &Report) -> Abs {
        let style = &self.style.head;
        let glyphs = style.two_lines - blank_of(&style.number) - blank_of(self.below_head(report));
        if report.format == DocumentFormat::Order {
            return glyphs;
        }
        let border = if report.head.preprinted {
            Abs::ZERO
        } else {
            Abs::pt(self.border_space() as f64) + style.rule
        };
        glyphs + style.rule_gap - border
    }

    /// HEAD-09: from the line's box, in which the glyphs stand in the middle, to the border, in whole points.
    fn border_space(&self) -> usize {
        let style = &self.style.head;
        let blank = blank_of(&style.number);
        (style.rule_gap - blank).max(Abs::ZERO).to_pt().round() as usize
    }

    fn red_border(&self) -> ParagraphBorders {
        let style = &self.style.head;
        let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
            .val(BorderType::Single)
            .size(usize::try_from(style.rule.to_eighth_points()).unwrap_or_default())
            .space(self.border_space())
            .color(Color::RED.hexadecimal());
        ParagraphBorders::with_empty().set(border)
    }
}

/// A row of cells of these widths, without rules or blank round their words.
fn borderless(columns: Vec<(Abs, Vec<Paragraph>)>) -> Table {
    let twips = |width: Abs| usize::try_from(width.to_twips()).unwrap_or_default();
    let grid: Vec<usize> = columns.iter().map(|(width, _)| twips(*width)).collect();
    let cells = columns.into_iter().map(|(width, lines)| {
        let cell = TableCell::new()
            .width(twips(width), WidthType::Dxa)
            .vertical_align(VAlignType::Center);
        lines.into_iter().fold(cell, TableCell::add_paragraph)
    });
    Table::without_borders(vec![TableRow::new(cells.collect()).cant_split()])
        .width(grid.iter().sum(), WidthType::Dxa)
        .set_grid(grid)
        .align(TableAlignmentType::Center)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
}

/// How far the glyphs of a line stand under the top of its box, and over its foot.
pub(super) fn blank_of(line: &ParagraphStyle) -> Abs {
    (line.pitch - line.size) / 2.0
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

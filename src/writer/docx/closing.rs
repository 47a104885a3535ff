//! What follows the text: 附件说明, attendance, 附注, annexes, 版记.

use docx_rs::{
    AlignmentType, BorderType, DocumentChild, Paragraph, Run, SpecialIndentType, Tab, TabValueType, TableBorder,
    TableBorderPosition, TableBorders, TableCell, TableCellContent, TableCellMargins, TableChild, TableLayoutType,
    TablePositionProperty, TableRow, TableRowChild, WidthType,
};

use super::body::{Builder, paragraph, run, runs, with_runs};
use super::table::column_count;
use super::{styles, text};
use crate::diag::Result;
use crate::geom::Abs;
use crate::report::{Annex, Block, Colophon, DocumentFormat, Inline, Report, plain_text};
use crate::style::{ParagraphStyle, Sheet};

impl Builder<'_> {
    /// All after the text, in the order of the standard.
    pub(super) fn closing(&mut self, report: &Report) -> Result<()> {
        self.annex_note(report);
        self.attendance(report);
        if let Some(signature) = &report.signature {
            // What stands last is the list of annexes, where there is one.
            let text_last = report.annexes.is_empty() && report.attendance.is_empty();
            self.keep_last_if(!(text_last && self.ends_on_two_pages()));
            self.signature(signature, &report.seal_pictures);
        }
        if let Some(note) = &report.note {
            self.keep_last();
            self.add(between(self.style.note.id, "（", note, "）"));
        }
        for (index, annex) in report.annexes.iter().enumerate() {
            self.annex(&report.annex_first_line(index), annex)?;
        }
        if let Some(colophon) = &report.colophon {
            self.colophon(colophon, report.format);
        }
        Ok(())
    }

    /// PG-04: the paragraph before stays with what follows, or the last row of a table (BODY-10).
    pub(super) fn keep_last(&mut self) {
        match self.docx.document.children.last_mut() {
            Some(DocumentChild::Paragraph(last)) => last.property.keep_next = Some(true),
            Some(DocumentChild::Table(table)) => keep_last_row(table),
            _ => {}
        }
    }

    /// Whether the text ends with a paragraph that goes over to the page of what follows, of its own accord. LibreOffice
    /// would move all of one that is to stay with the next; Word only asks for a part of it there.
    fn ends_on_two_pages(&self) -> bool {
        let last = self.blocks.checked_sub(1);
        last.is_some_and(|last| self.facts.parted.contains(&last))
    }

    /// A blank line of the body; none where a section of upright pages is to begin with it.
    pub(super) fn blank(&mut self) {
        if self.sheet == self.wanted {
            self.add(Paragraph::new());
        }
    }

    /// BODY-09.
    fn annex_note(&mut self, report: &Report) {
        let style = &self.style.annex;
        let kept = report.keeps_annex_list();
        if !report.annexes.is_empty() {
            // BODY-10: the list is no text; some of that goes with it to the page of the signature.
            self.keep_last_if(kept && !self.ends_on_two_pages());
            self.blank();
            self.keep_last_if(kept);
        }
        for (index, annex) in report.annexes.iter().enumerate() {
            let (style, label) = match (report.annexes.len(), index) {
                (1, _) => (&style.single, "附件：".to_owned()),
                (_, 0) => (&style.first, "附件：1.".to_owned()),
                _ => (&style.further, format!("{}.", index + 1)),
            };
            let mut words = vec![Inline::Text(label)];
            words.extend(annex.title.iter().cloned());
            let mut line = self.under_name(paragraph(style.id, &words), style, index);
            if annex.blocks.is_empty() {
                // References to an annex without pages of its own lead here.
                line = self.bookmarks.labelled(line, &report.annex_label(index));
            }
            self.add(line);
            self.keep_last_if(kept);
        }
    }

    fn keep_last_if(&mut self, keep: bool) {
        if keep {
            self.keep_last();
        }
    }

    /// BODY-09: further lines begin under the first character of the name, where layout has it: a label is no whole number
    /// of cells wide in a Latin face.
    fn under_name(&self, line: Paragraph, style: &ParagraphStyle, index: usize) -> Paragraph {
        let Some(name) = self.facts.annex_names.get(index) else {
            return line;
        };
        let cells = Abs::pt(*name) / self.cell();
        let hanging = cells - (style.left + style.first_line).get();
        if (cells - style.left.get()).abs() < 0.005 {
            return line;
        }
        let hundredths = |cells: f64| (cells * 100.0).round() as i32;
        let special = SpecialIndentType::Hanging(self.characters_in_twips(hanging));
        line.indent(
            Some(self.characters_in_twips(cells)),
            Some(special),
            None,
            Some(hundredths(cells)),
        )
        .hanging_chars(hundredths(hanging))
    }

    /// MINU-02. Kept together, the lines go over to the next page with some of the text (PG-04); where no page has room for
    /// all, only the last two stay together.
    fn attendance(&mut self, report: &Report) {
        let kept = self.facts.attendance_kept;
        let count = report.attendance.len();
        if count > 0 {
            let text_last = report.annexes.is_empty();
            self.keep_last_if(kept && !(text_last && self.ends_on_two_pages()));
            self.blank();
            self.keep_last_if(kept);
        }
        for (number, line) in (1..).zip(&report.attendance) {
            let label = run(&format!("{}：", text::clean(&line.label))).style(styles::ATTENDANCE_LABEL);
            let paragraph = Paragraph::new().style(self.style.attendance.id).add_run(label);
            self.add(with_runs(paragraph.keep_lines(kept), runs(&line.names)));
            self.keep_last_if(number < count && (kept || number + 1 == count));
        }
    }

    /// ANNEX-01 … ANNEX-04.
    fn annex(&mut self, first_line: &[Inline], annex: &Annex) -> Result<()> {
        if annex.blocks.is_empty() {
            return Ok(());
        }
        // Label and title stand over a turned table, not on an upright page of their own.
        let drawn = self.facts.tables.get(self.tables);
        let headed = annex
            .blocks
            .first()
            .is_some_and(|block| matches!(block, Block::Table(table) if column_count(table) > 0));
        if headed && drawn.is_some_and(|table| table.turned) {
            self.wanted = Sheet::Turned;
        }
        self.part_from_table();
        let style = &self.style.annex;
        let (number, label) = first_line.split_at(first_line.len().saturating_sub(1));
        let mut line = paragraph(style.label.id, number);
        let label_alone = with_runs(Paragraph::new(), runs(label));
        let label_alone = self.bookmarks.labelled(label_alone, &plain_text(label));
        line.children.extend(label_alone.children);
        self.add(line.page_break_before(true));
        let lines = self.facts.annex_titles.get(self.annexes).map(Vec::as_slice);
        self.annexes += 1;
        let title = self.broken(style.title.id, &annex.title, lines.unwrap_or_default());
        let title = self.bookmarks.heading(title, 1);
        self.add(title);
        for block in &annex.blocks {
            self.block(block)?;
        }
        Ok(())
    }

    /// COLO-01 … COLO-09: a table at the foot of the type area, without rules in a letter (LETT-08).
    fn colophon(&mut self, colophon: &Colophon, format: DocumentFormat) {
        self.turn_to_colophon();
        let mut rows = Vec::new();
        let copies = self.copies(colophon);
        if !copies.is_empty() {
            rows.push(self.colophon_row(copies));
        }
        if colophon.printer.is_some() || colophon.printed.is_some() {
            let printed = self.printed(colophon);
            rows.push(self.colophon_row(vec![printed]));
        }
        if rows.is_empty() {
            return;
        }
        // At the foot whatever a user adds; by lengths too, since LibreOffice does not know `w:tblpYSpec`, and leaves a
        // table in the text that is as wide as the text unless it is placed on the page. Rules take room of their own.
        let left = self.style.corner(self.facts.pages, Sheet::Upright).x;
        let rules = self.colophon_rules(rows.len(), format);
        let top = self.style.type_area().height - Abs::pt(self.facts.colophon_height) - rules;
        let position = TablePositionProperty::new()
            .vertical_anchor("margin")
            .horizontal_anchor("page")
            .position_y_alignment("bottom")
            .position_x(i32::try_from(left.to_twips()).unwrap_or_default())
            .position_y(i32::try_from(top.to_twips()).unwrap_or_default());
        let width = usize::try_from(self.style.type_area().width.to_twips()).unwrap_or_default();
        let table = docx_rs::Table::without_borders(rows)
            .set_grid(vec![width])
            .width(width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(0, 0, 0, 0))
            .position(position)
            .set_borders(self.colophon_borders(format));
        self.push_table(table, 0);
        self.part_from_table();
    }

    /// COLO-07: on to the page of 版记 where it stands alone there. A blank page before it begins a section of its own,
    /// without numbers (PNUM-06).
    fn turn_to_colophon(&mut self) {
        let turned = self.end_section_unless(self.wanted);
        let Some(page) = self.facts.colophon_page else {
            return self.part_from_table();
        };
        let blank = page > 2 && self.facts.unnumbered.contains(&(page - 1));
        if blank && !turned {
            self.end_section(self.sheet);
        }
        if blank {
            self.sections.omit_numbers();
        }
        let begins_section = turned || blank;
        // LibreOffice binds the table to the paragraph before it, which thus stands on its page.
        for number in 0..=usize::from(blank) {
            let low = self.low_line();
            self.add(if number == 0 && begins_section {
                low
            } else {
                low.page_break_before(true)
            });
        }
    }

    /// How much room the rules of 版记 take.
    fn colophon_rules(&self, rows: usize, format: DocumentFormat) -> Abs {
        let style = &self.style.colophon;
        let rules = style.outer_rule * 2.0 + style.inner_rule * rows.saturating_sub(1) as f64;
        if format == DocumentFormat::Letter {
            Abs::ZERO
        } else {
            rules
        }
    }

    /// COLO-01: the outer rules are heavier than the inner one.
    fn colophon_borders(&self, format: DocumentFormat) -> TableBorders {
        let style = &self.style.colophon;
        let mut borders = TableBorders::with_empty();
        if format == DocumentFormat::Letter {
            return borders;
        }
        for (position, weight) in [
            (TableBorderPosition::Top, style.outer_rule),
            (TableBorderPosition::Bottom, style.outer_rule),
            (TableBorderPosition::InsideH, style.inner_rule),
        ] {
            let weight = usize::try_from(weight.to_eighth_points()).unwrap_or_default();
            let border = TableBorder::new(position).border_type(BorderType::Single).size(weight);
            borders = borders.set(border.color("000000"));
        }
        borders
    }

    fn colophon_row(&self, paragraphs: Vec<Paragraph>) -> TableRow {
        let width = usize::try_from(self.style.type_area().width.to_twips()).unwrap_or_default();
        let cell = TableCell::new().width(width, WidthType::Dxa);
        let cell = paragraphs.into_iter().fold(cell, TableCell::add_paragraph);
        TableRow::new(vec![cell]).cant_split()
    }

    /// COLO-03, COLO-04.
    fn copies(&self, colophon: &Colophon) -> Vec<Paragraph> {
        let id = self.style.colophon.copies.id;
        [("主送：", &colophon.addressee), ("抄送：", &colophon.copies)]
            .into_iter()
            .filter_map(|(label, names)| Some(between(id, label, names.as_ref()?, "。")))
            .collect()
    }

    /// COLO-05: the date after a tab that ends one character from the edge.
    fn printed(&self, colophon: &Colophon) -> Paragraph {
        let style = &self.style.colophon.printed;
        let right = self.style.type_area().width - style.cell() * style.right.get();
        let tab = Tab::new()
            .val(TabValueType::Right)
            .pos(usize::try_from(right.to_twips()).unwrap_or_default());
        let mut line = Paragraph::new().style(style.id).align(AlignmentType::Left).add_tab(tab);
        if let Some(printer) = &colophon.printer {
            line = with_runs(line, runs(printer));
        }
        if let Some(printed) = &colophon.printed {
            line = with_runs(line.add_run(Run::new().add_tab()), runs(printed));
            line = line.add_run(run("印发"));
        }
        line
    }
}

/// The last row of a table stays with what follows.
fn keep_last_row(table: &mut docx_rs::Table) {
    let Some(TableChild::TableRow(row)) = table.rows.last_mut() else {
        return;
    };
    for TableRowChild::TableCell(cell) in &mut row.cells {
        for content in &mut cell.children {
            if let TableCellContent::Paragraph(text) = content {
                text.property.keep_next = Some(true);
            }
        }
    }
}

/// A paragraph of words of the form round those of the report.
fn between(style_id: &str, before: &str, content: &[Inline], after: &str) -> Paragraph {
    let mut words = vec![Inline::Text(before.to_owned())];
    words.extend(content.iter().cloned());
    words.push(Inline::Text(after.to_owned()));
    paragraph(style_id, &words)
}

//! What follows the text: 附件说明, attendance, signatures, 附注, annexes, 版记.

use docx_rs::{
    AlignmentType, BorderType, BreakType, DocumentChild, Paragraph, Run, Tab, TabValueType, TableBorder,
    TableBorderPosition, TableBorders, TableCell, TableLayoutType, TablePositionProperty, TableRow, WidthType,
};

use super::body::{Builder, paragraph, run, runs, with_runs};
use super::{styles, text};
use crate::diag::Result;
use crate::geom::{Abs, Point};
use crate::report::{
    Annex, Colophon, DocumentFormat, Inline, PictureFile, Report, Seal, SealKind, SealPlace, Signature, plain_text,
};

impl Builder<'_> {
    /// All after the text, in the order of the standard.
    pub(super) fn closing(&mut self, report: &Report) -> Result<()> {
        self.annex_note(report);
        self.attendance(report);
        if let Some(signature) = &report.signature {
            self.keep_last();
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

    /// PG-04: the paragraph before stays with what follows.
    fn keep_last(&mut self) {
        if let Some(DocumentChild::Paragraph(last)) = self.docx.document.children.last_mut() {
            last.property.keep_next = Some(true);
        }
    }

    /// A blank line of the body; none where a section of upright pages is to begin with it.
    fn blank(&mut self) {
        if self.sheet == self.wanted {
            self.add(Paragraph::new());
        }
    }

    /// BODY-09.
    fn annex_note(&mut self, report: &Report) {
        let style = &self.style.annex;
        if !report.annexes.is_empty() {
            self.blank();
        }
        for (index, annex) in report.annexes.iter().enumerate() {
            let (id, label) = match (report.annexes.len(), index) {
                (1, _) => (style.single.id, "附件：".to_owned()),
                (_, 0) => (style.first.id, "附件：1.".to_owned()),
                _ => (style.further.id, format!("{}.", index + 1)),
            };
            self.add(between(id, &label, &annex.title, ""));
        }
    }

    /// MINU-02.
    fn attendance(&mut self, report: &Report) {
        if !report.attendance.is_empty() {
            self.blank();
        }
        for line in &report.attendance {
            let label = run(&format!("{}：", text::clean(&line.label))).style(styles::ATTENDANCE_LABEL);
            let paragraph = Paragraph::new().style(self.style.attendance.id).add_run(label);
            self.add(with_runs(paragraph, runs(&line.names)));
        }
    }

    fn signature(&mut self, signature: &Signature, pictures: &[PictureFile]) {
        let widths = signature.issuers.iter().map(|name| text::width_in_characters(name));
        let widest = widths.fold(0.0, f64::max);
        let date = text::width_in_characters(&signature.date);
        let (before, places) = match &signature.seal {
            Seal::None => (0, self.unsealed_places(widest, date)),
            Seal::Reserved => (1, self.sealed_places(widest, date)),
            Seal::Stamps(posts) => return self.stamped(posts, signature, pictures),
        };
        for _ in 0..before {
            self.blank();
            self.keep_last();
        }
        let right = self.characters_in_twips(places.0);
        let last = signature.issuers.len().saturating_sub(1);
        for (index, issuer) in signature.issuers.iter().enumerate() {
            let mut name = paragraph(self.style.signature.id, issuer);
            if index < last {
                let middle = self.style.signature.pitch / 2.0;
                name = self.sealed_by(name, pictures.get(index), self.seal_of(index, issuer, middle));
            }
            self.add(name.indent(None, None, Some(right), None));
        }
        let issuer = signature.issuers.last().map_or(&[][..], Vec::as_slice);
        // SIGN-01: the last seal lies on name and date, a little above the middle between them.
        let seal = self.seal_of(last, issuer, -self.style.seal.drop);
        let date = self.date(&signature.date, places.1);
        let date = self.sealed_by(date, pictures.get(last), seal);
        self.add(date);
    }

    /// What is said of a seal, and its place: at the height asked for in its paragraph, and across where layout has it.
    fn seal_of(&self, index: usize, whose: &[Inline], height: Abs) -> (String, Option<SealPlace>) {
        let place = self.facts.seals.get(index).map(|place| SealPlace {
            center: Point::new(place.center.x - self.style.type_area_left(place.page), height),
            ..*place
        });
        let word = match place.map(|place| place.kind) {
            Some(SealKind::Stamp) => "签名章",
            Some(SealKind::Seal) | None => "印章",
        };
        (format!("{}{word}", plain_text(whose)), place)
    }

    /// SIGN-07. The date is placed from the left, by the name's width alone: its digits may be of any face.
    fn date(&self, date: &[Inline], left: f64) -> Paragraph {
        let left = self.characters_in_twips(left);
        let date = paragraph(self.style.date.id, date);
        date.align(AlignmentType::Left).indent(Some(left), None, None, None)
    }

    /// SIGN-03: the name ends two 字 from the right and the date begins two 字 after it begins; a longer date ends
    /// two 字 from the right instead, and the name stays two 字 before it. The blank at the name's right and at the
    /// date's left, in 字.
    fn unsealed_places(&self, name: f64, date: f64) -> (f64, f64) {
        let characters = self.style.characters as f64;
        if date > name {
            (4.0 + date - name, characters - 2.0 - date)
        } else {
            (2.0, characters - name)
        }
    }

    /// SIGN-01: the date ends four 字 from the right, the name stands over its middle.
    fn sealed_places(&self, name: f64, date: f64) -> (f64, f64) {
        let inset = self.style.seal.date_inset;
        let right = (inset + (date - name) / 2.0).max(0.0);
        (right, self.style.characters as f64 - inset - date)
    }

    /// SIGN-05: the post before the place of the stamp.
    fn stamped(&mut self, posts: &[Vec<Inline>], signature: &Signature, pictures: &[PictureFile]) {
        let seal = &self.style.seal;
        let cell = self.style.type_area().width / self.style.characters.max(1) as f64;
        let stamp = seal.stamp.width / cell;
        let right = self.characters_in_twips(seal.date_inset + stamp + seal.stamp_gap);
        self.blank();
        self.keep_last();
        for (index, words) in posts.iter().enumerate() {
            let post = paragraph(self.style.signature.id, words);
            let middle = self.style.signature.pitch / 2.0;
            let post = self.sealed_by(post, pictures.get(index), self.seal_of(index, words, middle));
            self.add(post.indent(None, None, Some(right), None));
        }
        self.blank();
        self.keep_last();
        let inset = self.characters_in_twips(seal.date_inset);
        let date = paragraph(self.style.date.id, &signature.date);
        self.add(date.indent(None, None, Some(inset), None));
    }

    /// ANNEX-01 … ANNEX-04.
    fn annex(&mut self, label: &[Inline], annex: &Annex) -> Result<()> {
        if annex.blocks.is_empty() {
            return Ok(());
        }
        self.part_from_table();
        let style = &self.style.annex;
        self.add(paragraph(style.label.id, label).page_break_before(true));
        let lines = self.facts.annex_titles.get(self.annexes).map(Vec::as_slice);
        self.annexes += 1;
        let title = self.broken(style.title.id, &annex.title, lines.unwrap_or_default());
        self.add(title);
        for block in &annex.blocks {
            self.block(block)?;
        }
        Ok(())
    }

    /// COLO-01 … COLO-09: a table at the foot of the type area, without rules in a letter (LETT-08).
    fn colophon(&mut self, colophon: &Colophon, format: DocumentFormat) {
        let begins_page = self.end_section_unless(self.wanted);
        self.part_from_table();
        if let Some(page) = self.facts.colophon_page {
            let blank = self.facts.unnumbered.contains(&page.saturating_sub(1));
            let breaks = 1 + usize::from(blank && page > 2);
            // The end of turned pages is the first of them.
            for _ in usize::from(begins_page)..breaks {
                self.add(Paragraph::new().add_run(Run::new().add_break(BreakType::Page)));
            }
        }
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
        // By a length, not by `w:tblpYSpec`, which LibreOffice does not know.
        let top = self.style.type_area().height - Abs::pt(self.facts.colophon_height);
        let position = TablePositionProperty::new()
            .vertical_anchor("margin")
            .horizontal_anchor("margin")
            .position_x_alignment("center")
            .position_y(i32::try_from(top.to_twips()).unwrap_or_default());
        let width = usize::try_from(self.style.type_area().width.to_twips()).unwrap_or_default();
        let table = docx_rs::Table::without_borders(rows)
            .set_grid(vec![width])
            .width(width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .position(position)
            .set_borders(self.colophon_borders(format));
        self.push_table(table, 0);
        self.part_from_table();
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

/// A paragraph of words of the form round those of the report.
fn between(style_id: &str, before: &str, content: &[Inline], after: &str) -> Paragraph {
    let mut words = vec![Inline::Text(before.to_owned())];
    words.extend(content.iter().cloned());
    words.push(Inline::Text(after.to_owned()));
    paragraph(style_id, &words)
}

//! 版头 of 信函: the mark and the two double lines in frames that stand where the page has them (LETT-01 … LETT-04).

use docx_rs::{
    AlignmentType, BorderType, FrameProperty, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, Tab, TabValueType,
};

use super::body::{Builder, paragraph, runs, with_runs};
use super::head::blank_of;
use crate::geom::Abs;
use crate::report::{Head, Inline};
use crate::style::{Color, JOINT_PITCH, Sheet};

impl Builder<'_> {
    /// All that stands above the title of a letter. What a frame holds leaves the lines of the type area alone.
    pub(super) fn letter(&mut self, head: &Head) {
        let style = &self.style.head;
        let double = style.double;
        let top = self.style.margins.top + style.top.letter;
        let mark = self.mark_lines(head, Abs::ZERO);
        let pitches = self.facts.letterhead_lines.len().saturating_sub(1) as f64;
        let foot = top + self.mark_size() * (mark.len() as f64 + JOINT_PITCH * pitches);
        for mut line in mark {
            line.property.frame_property = Some(self.frame(top - self.over_broken_mark()));
            self.add(line);
        }
        let height = double.thick + double.gap + double.thin;
        let lower = self.style.page.height - double.foot - height;
        // OOXML names the inner line first: over an empty line the lower one.
        self.double_rule(head, foot + style.rule_gap, BorderType::ThinThickSmallGap);
        self.double_rule(head, lower, BorderType::ThickThinSmallGap);
        // LETT-05: two lines between the glyphs, of which both lines' own blanks are a part.
        let below = style.two_lines - blank_of(&style.number) - blank_of(&self.style.title);
        let below = LineSpacing::new().after(u32::try_from(below.to_twips()).unwrap_or_default());
        let lines = self.letter_markings(head);
        let count = lines.len();
        for (number, line) in (1..).zip(lines) {
            let line = line.snap_to_grid(false);
            self.add(if number == count {
                line.line_spacing(below.clone())
            } else {
                line
            });
        }
    }

    /// A frame as wide as the double lines, at a height on the page.
    fn frame(&self, top: Abs) -> FrameProperty {
        let double = self.style.head.double;
        let area = self.style.type_area();
        let left = self.style.corner(1, Sheet::Upright).x + (area.width - double.length) / 2.0;
        let twips = |length: Abs| i32::try_from(length.to_twips()).unwrap_or_default();
        FrameProperty::new()
            .wrap("notBeside")
            .h_anchor("page")
            .v_anchor("page")
            .x(twips(left))
            .y(twips(top))
            .width(u32::try_from(double.length.to_twips()).unwrap_or_default())
    }

    /// LETT-02: a red double line over an empty line in a frame; its weight is that of the thick one. Printed paper has it
    /// already (HEAD-10).
    fn double_rule(&mut self, head: &Head, top: Abs, lines: BorderType) {
        let thick = self.style.head.double.thick.to_eighth_points();
        let rule = ParagraphBorder::new(ParagraphBorderPosition::Top)
            .val(lines)
            .size(usize::try_from(thick).unwrap_or_default())
            .space(0)
            .color(Color::RED.hexadecimal());
        let mut line = Paragraph::new()
            .style(self.style.head.copy_number.id)
            .line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(20));
        line.property.frame_property = Some(self.frame(top));
        if !head.preprinted {
            line.property.borders = Some(ParagraphBorders::with_empty().set(rule));
        }
        self.add(line);
    }

    /// LETT-03, LETT-04: the markings at the left, the number at the right edge of their first line.
    fn letter_markings(&self, head: &Head) -> Vec<Paragraph> {
        let number: &[Inline] = head.number.as_deref().unwrap_or_default();
        let mut lines = self.marking_lines(head);
        let right = usize::try_from(self.style.type_area().width.to_twips()).unwrap_or_default();
        match lines.first_mut() {
            Some(first) if !number.is_empty() => {
                let tab = Tab::new().val(TabValueType::Right).pos(right);
                let line = std::mem::take(first).add_tab(tab).add_run(Run::new().add_tab());
                *first = with_runs(line, runs(number));
            }
            None if !number.is_empty() => {
                lines.push(paragraph(self.style.head.number.id, number).align(AlignmentType::Right));
            }
            _ => {}
        }
        lines
    }
}

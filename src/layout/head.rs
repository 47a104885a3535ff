//! 版头: 发文机关标志 at its millimetre, what stands above and below it, the red rules.

use std::ops::Range;

use super::flow::{Collector, Fragment, Kind, baseline, line_text};
use super::frame::{Item, RuleItem};
use super::inline::{LineBox, Setter, Shaped, Span};
use super::structure::{ElementId, ElementKind, Structure};
use super::title;
use crate::diag::{Code, Diagnostic};
use crate::geom::{Abs, Point};
use crate::report::{Direction, DocumentFormat, Head, Inline, Letterhead, Report, plain_text};
use crate::style::{
    Color, IDEOGRAPHIC_ASCENT, JOINT_GAP, JOINT_PITCH, JOINT_WORD, ParagraphStyle, SIGNER_CELLS, SIGNER_LABEL,
    SIGNERS_IN_ROW, Stylesheet,
};

/// Names of 签发人 that may stand under each other where they are too long to stand in pairs.
const MOST_ROWS_OF_SIGNERS: usize = 4;

/// Appends 版头, one piece that no page break cuts; what follows begins two lines under it.
pub(super) fn collect(report: &Report, collector: &mut Collector) {
    if report.format == DocumentFormat::Material {
        return;
    }
    let mut setting = HeadSetting {
        head: &report.head,
        style: collector.style,
        setter: collector.setter,
        structure: &mut collector.flow.structure,
        fragment: Fragment::default(),
        size: Abs::ZERO,
        lines: Vec::new(),
        signer_columns: 0,
        foot: Abs::ZERO,
    };
    let bottom = match report.format {
        DocumentFormat::Material => return,
        DocumentFormat::Official(direction) => setting.official(direction),
        DocumentFormat::Letter => setting.letter(),
        DocumentFormat::Order => setting.order(),
        DocumentFormat::Minutes => setting.minutes(),
    };
    let (mut fragment, size, foot) = (setting.fragment, setting.size, setting.foot);
    collector.flow.letterhead_size = size.to_pt();
    collector.flow.letterhead_lines = setting.lines;
    collector.flow.letterhead_foot = foot.to_pt();
    collector.flow.signer_columns = setting.signer_columns;
    let style = collector.style;
    let next = if report.title.is_empty() {
        &style.body
    } else {
        &style.title
    };
    fragment.height = bottom + style.head.two_lines - blank_above(next);
    collector.push(fragment, Kind::Line, true, None);
}

/// How far the glyphs of a line lie under the top of its slot.
fn blank_above(style: &ParagraphStyle) -> Abs {
    (style.pitch - style.size) / 2.0
}

/// 版头 being set; heights are from the top of the type area. The functions for a format return the foot of the
/// last element.
struct HeadSetting<'a, 'b, 'c> {
    head: &'a Head,
    style: &'a Stylesheet,
    setter: &'b mut Setter<'c>,
    structure: &'b mut Structure,
    fragment: Fragment,
    /// The size to which the mark was fitted.
    size: Abs,
    /// Its lines where one name stands on several.
    lines: Vec<String>,
    /// Names of 签发人 on a line.
    signer_columns: usize,
    /// The foot of the mark.
    foot: Abs,
}

impl HeadSetting<'_, '_, '_> {
    /// HEAD-01 … HEAD-10.
    fn official(&mut self, direction: Direction) -> Abs {
        self.markings(Abs::ZERO);
        let below = self.letterhead(self.style.head.top.document) + self.style.head.two_lines;
        let number = match direction {
            Direction::Downward | Direction::Parallel => self.centered_number(below),
            Direction::Upward => self.number_and_signers(below),
        };
        self.red_rule(number)
    }

    /// LETT-01 … LETT-06: the lead body's mark above the type area, the markings and the number under the lines.
    fn letter(&mut self) -> Abs {
        let double = self.style.head.double;
        let mark = self.letterhead(self.style.head.top.letter);
        let page = self.style.page.height - self.style.margins.top;
        let foot = page - double.foot - double.thick - double.gap - double.thin;
        let upper = self.double_rule(mark + self.style.head.rule_gap, [double.thick, double.thin]);
        self.double_rule(foot, [double.thin, double.thick]);
        let glyphs = upper + double.clearance;
        let top = glyphs - blank_above(&self.style.head.number);
        let markings = self.markings(top);
        let mut bottom = glyphs + self.style.head.number.size;
        if let Some(number) = &self.head.number {
            let line = self.set(number, &self.style.head.number);
            let x = self.measure() - line.width;
            self.put(line, &self.style.head.number, Point::new(x, top));
        }
        if markings > 0 {
            bottom += self.style.body.pitch * (markings - 1) as f64;
        }
        bottom
    }

    /// ORDR-01, ORDR-02: mark and 令号; no rule.
    fn order(&mut self) -> Abs {
        let below = self.letterhead(self.style.head.top.order) + self.style.head.two_lines;
        self.centered_number(below)
    }

    /// MINU-01; number and rule are practice, for 纪要 that have a number.
    fn minutes(&mut self) -> Abs {
        self.markings(Abs::ZERO);
        let mark = self.letterhead(self.style.head.top.document);
        if self.head.number.is_none() {
            return mark;
        }
        let number = self.centered_number(mark + self.style.head.two_lines);
        self.red_rule(number)
    }

    fn measure(&self) -> Abs {
        self.style.type_area().width
    }

    /// 份号, 密级, 紧急程度, one a line; those that are missing leave no gap (HEAD-03). Returns how many there are.
    fn markings(&mut self, top: Abs) -> usize {
        let styles = [
            &self.style.head.copy_number,
            &self.style.head.marking,
            &self.style.head.marking,
        ];
        let contents = [&self.head.copy_number, &self.head.secrecy, &self.head.urgency];
        let present = contents.into_iter().zip(styles);
        let present: Vec<_> = present
            .filter_map(|(content, style)| Some((content.as_ref()?, style)))
            .collect();
        for (index, (content, style)) in present.iter().enumerate() {
            let line = self.set(content, style);
            let y = top + self.style.body.pitch * index as f64;
            self.put(line, style, Point::new(Abs::ZERO, y));
        }
        present.len()
    }

    /// The number in the middle, its glyphs beginning at `top`; returns their foot.
    fn centered_number(&mut self, top: Abs) -> Abs {
        let style = &self.style.head.number;
        if let Some(number) = &self.head.number {
            let line = self.set(number, style);
            let x = (self.measure() - line.width) / 2.0;
            self.put(line, style, Point::new(x, top - blank_above(style)));
        }
        top + style.size
    }

    /// HEAD-07, HEAD-08: 签发人 at the right, two names a line, and the number at the left of the last of them.
    fn number_and_signers(&mut self, top: Abs) -> Abs {
        let style = &self.style.head.number;
        let cell = style.cell();
        let slot = top - blank_above(style);
        let words = self.head.number.as_deref().unwrap_or_default();
        let span = Span {
            content: words,
            style,
            element: None,
        };
        let room = cell + self.setter.shape(&[span]).full_width() + cell;
        let last = self.signers(slot, room).max(slot);
        if let Some(number) = &self.head.number {
            let line = self.set(number, style);
            self.put(line, style, Point::new(cell, last));
        }
        last + blank_above(style) + style.size
    }

    /// The lines of names, the first at `top`, that leave so much room at the left of the last; returns its top.
    fn signers(&mut self, top: Abs, room: Abs) -> Abs {
        let head = self.head;
        let (style, cell) = (&self.style.head.signer, self.style.head.signer.cell());
        let names: Vec<Shaped> = head.signers.iter().map(|name| self.shape(name, style)).collect();
        let widest = names
            .iter()
            .map(Shaped::full_width)
            .fold(cell * SIGNER_CELLS as f64, Abs::max);
        if names.is_empty() {
            return top;
        }
        let label = self.set(&[Inline::Text(SIGNER_LABEL.to_owned())], &self.style.head.number);
        let columns = self.columns_of_signers(widest + cell, label.width, room);
        let left = self.measure() - (widest + cell) * columns as f64;
        let x = (left - label.width).max(Abs::ZERO);
        self.put(label, &self.style.head.number, Point::new(x, top));
        let mut y = top;
        for (index, name) in names.iter().enumerate() {
            let column = index % columns;
            y = top + self.style.body.pitch * (index / columns) as f64;
            let width = name.full_width().max(cell * SIGNER_CELLS as f64);
            let line = self.setter.spread(name, width);
            let x = left + (widest + cell) * column as f64;
            self.put(line, style, Point::new(x, y));
        }
        y
    }

    /// How many names of this width stand on a line, so that the number has its room beside the last, where the label
    /// stands too if there is one line only.
    fn columns_of_signers(&mut self, width: Abs, label: Abs, room: Abs) -> usize {
        let count = self.head.signers.len();
        let (measure, most) = (self.measure(), count.min(SIGNERS_IN_ROW));
        let free = |columns: usize| {
            let beside = if count > columns { Abs::ZERO } else { label };
            measure - width * columns as f64 - beside
        };
        // A column of more names would take the text its room on the page.
        let least = count.div_ceil(MOST_ROWS_OF_SIGNERS).max(1);
        let fitting = (least..=most).rev().find(|columns| room.fits(free(*columns)));
        if fitting.is_none() {
            let names = self.head.signers.iter().map(|name| plain_text(name));
            let longest = names.max_by_key(|name| name.chars().count()).unwrap_or_default();
            self.setter
                .tell(Diagnostic::new(Code::SignersWide).with("name", longest));
        }
        self.signer_columns = fitting.unwrap_or(most);
        self.signer_columns
    }

    /// HEAD-09: as wide as the type area, 4 mm under the glyphs above it; returns its middle.
    fn red_rule(&mut self, above: Abs) -> Abs {
        let y = above + self.style.head.rule_gap;
        self.rule(Abs::ZERO, self.measure(), y, self.style.head.rule);
        y
    }

    /// Two rules of these weights, the upper edge at `top`, in the middle of the type area; returns the lower edge.
    fn double_rule(&mut self, top: Abs, [upper, lower]: [Abs; 2]) -> Abs {
        let double = self.style.head.double;
        let left = (self.measure() - double.length) / 2.0;
        self.rule(left, double.length, top + upper / 2.0, upper);
        let second = top + upper + double.gap;
        self.rule(left, double.length, second + lower / 2.0, lower);
        second + lower
    }

    /// A red rule, unless it is on the paper already (HEAD-10).
    fn rule(&mut self, left: Abs, length: Abs, y: Abs, weight: Abs) {
        if self.head.preprinted {
            return;
        }
        self.fragment.items.push(Item::Rule(RuleItem {
            from: Point::new(left, y),
            to: Point::new(left + length, y),
            weight,
            color: Color::RED,
        }));
    }

    /// 发文机关标志 with the top of its ink at `top`; returns its foot.
    fn letterhead(&mut self, top: Abs) -> Abs {
        let letterhead = &self.head.letterhead;
        self.foot = match letterhead.bodies.as_slice() {
            [] => top,
            [body] => self.single_mark(body, top),
            _ => self.joint_mark(letterhead, top),
        };
        self.foot
    }

    /// HEAD-04: as large as the type area allows, in a size that Word has too; a name that would be too small on one line
    /// stands on several, each in the middle.
    fn single_mark(&mut self, body: &[Inline], top: Abs) -> Abs {
        let style = &self.style.head;
        let largest = style.letterhead.size;
        let text = self.unplaced(body, &self.mark(largest));
        let whole = 0..text.clusters.len();
        let mut lines = vec![whole];
        let mut size = self.fitted(&text, &lines);
        if size < style.letterhead_least
            && let Some(broken) = self.broken_mark(body)
        {
            size = self.fitted(&text, &broken);
            lines = broken;
        }
        self.tell_small(body, size);
        self.size = size;
        let text = self.shape(body, &self.mark(size));
        let mut base = top + self.setter.ink_top(&text, &lines[0]).at(size);
        for (index, range) in lines.iter().enumerate() {
            let line = self.setter.line(&text, range, self.measure());
            if lines.len() > 1 {
                self.lines.push(line_text(&line));
            }
            if index > 0 {
                base += size * JOINT_PITCH;
            }
            let x = (self.measure() - line.width) / 2.0;
            self.red(line, Point::new(x, base));
        }
        base + size * (1.0 - IDEOGRAPHIC_ASCENT)
    }

    /// A name so long that even on several lines it is smaller than a mark should be: only its author knows a shorter one.
    fn tell_small(&mut self, body: &[Inline], size: Abs) {
        let least = self.style.head.letterhead_least;
        if size < least && !self.head.preprinted {
            let problem = Diagnostic::new(Code::LetterheadSmall)
                .with("name", plain_text(body))
                .with("size", size.to_pt())
                .with("least", least.to_pt());
            self.setter.tell(problem);
        }
    }

    /// The size in which the widest of these lines of the mark, here in its largest size, fits the type area, and all
    /// together leave the text its room.
    fn fitted(&self, text: &Shaped, lines: &[Range<usize>]) -> Abs {
        let style = &self.style.head;
        let widths = lines.iter().map(|line| text.width(line.clone()));
        let widest = widths.fold(Abs::pt(1.0), Abs::max);
        let by_width = style.letterhead.size * (self.measure() / widest);
        let by_height = style.joint_height / (JOINT_PITCH * lines.len() as f64);
        let size = by_width.min(by_height).min(style.letterhead.size);
        size.whole_half_points()
    }

    /// A long name broken by meaning as titles are: before 人民政府, 委员会, 办公室. Tried in a size in which it is as wide as
    /// most of two lines, so that these may be of different lengths.
    fn broken_mark(&mut self, body: &[Inline]) -> Option<Vec<Range<usize>>> {
        let two_lines = self.measure() * 1.6;
        let unit = Abs::pt(1.0);
        let size = unit * (two_lines / self.unplaced(body, &self.mark(unit)).full_width());
        let text = self.unplaced(body, &self.mark(size));
        title::break_title(&text, self.measure(), &[]).map(|broken| broken.lines)
    }

    /// HEAD-05: the names equally wide, one under the other, and 文件 beside the middle of them.
    fn joint_mark(&mut self, letterhead: &Letterhead, top: Abs) -> Abs {
        let style = &self.style.head;
        let unit = Abs::pt(1.0);
        let count = letterhead.bodies.len() as f64;
        let widths: Vec<Abs> = (letterhead.bodies.iter())
            .map(|body| self.width(body, &self.mark(style.letterhead.size)))
            .collect();
        let widest = widths.into_iter().fold(unit, Abs::max) / (style.letterhead.size / unit);
        let word: Vec<Inline> = letterhead.word.iter().cloned().map(Inline::Text).collect();
        let word_width = self.width(&word, &self.mark(unit)) * JOINT_WORD;
        let gap = if word.is_empty() { Abs::ZERO } else { unit * JOINT_GAP };
        let by_width = self.measure() / (widest + gap + word_width);
        let by_height = style.joint_height / (unit * JOINT_PITCH * count);
        let size = (unit * by_width.min(by_height))
            .min(style.letterhead.size)
            .whole_half_points();
        self.size = size;
        let scale = size / unit;
        let left = (self.measure() - (widest + gap + word_width) * scale) / 2.0;
        let names: Vec<Shaped> = (letterhead.bodies.iter())
            .map(|body| self.shape(body, &self.mark(size)))
            .collect();
        let ink = names.first().map_or(Abs::ZERO, |first| {
            self.setter.ink_top(first, &(0..first.glyphs.len())).at(size)
        });
        let base = top + ink;
        let pitch = size * JOINT_PITCH;
        for (index, text) in names.iter().enumerate() {
            let line = self.setter.spread(text, widest * scale);
            self.red(line, Point::new(left, base + pitch * index as f64));
        }
        let last = base + pitch * (count - 1.0);
        if word.is_empty() {
            return last + size * (1.0 - IDEOGRAPHIC_ASCENT);
        }
        let text = self.shape(&word, &self.mark(size * JOINT_WORD));
        let line = self.setter.spread(&text, Abs::ZERO);
        // The middle of an ideographic box lies this far above its baseline, in parts of its size.
        let middle = IDEOGRAPHIC_ASCENT - 0.5;
        let word_base = (base + last) / 2.0 - size * middle + size * JOINT_WORD * middle;
        self.red(line, Point::new(left + (widest + gap) * scale, word_base));
        last + size * (1.0 - IDEOGRAPHIC_ASCENT)
    }

    /// The style of the mark at a size.
    fn mark(&self, size: Abs) -> ParagraphStyle {
        ParagraphStyle {
            size,
            pitch: size,
            ..self.style.head.letterhead.clone()
        }
    }

    fn red(&mut self, line: LineBox, at: Point) {
        if !self.head.preprinted {
            self.fragment.place(line, at);
        }
    }

    /// The glyphs of an element.
    fn shape(&mut self, content: &[Inline], style: &ParagraphStyle) -> Shaped {
        let element = Some(self.structure.add(ElementKind::Paragraph, ElementId::DOCUMENT));
        self.setter.shape(&[Span {
            content,
            style,
            element,
        }])
    }

    /// The glyphs of a text that is placed elsewhere.
    fn unplaced(&mut self, content: &[Inline], style: &ParagraphStyle) -> Shaped {
        let element = None;
        self.setter.shape(&[Span {
            content,
            style,
            element,
        }])
    }

    fn width(&mut self, content: &[Inline], style: &ParagraphStyle) -> Abs {
        self.unplaced(content, style).full_width()
    }

    fn set(&mut self, content: &[Inline], style: &ParagraphStyle) -> LineBox {
        let text = self.shape(content, style);
        self.setter.spread(&text, Abs::ZERO)
    }

    /// Places a line in a slot of its style.
    fn put(&mut self, line: LineBox, style: &ParagraphStyle, slot: Point) {
        self.fragment.place(line, Point::new(slot.x, slot.y + baseline(style)));
    }
}

//! 版记: its lines and rules as one fragment, which stands at the foot of the last page.

use super::flow::{Collector, Fragment, baseline};
use super::frame::{Item, RuleItem};
use crate::geom::{Abs, Point};
use crate::report::{Colophon, DocumentFormat, Inline, Report};
use crate::style::{Color, ParagraphStyle, Stylesheet};

/// 版记 set, and where it may stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Foot {
    /// From its first rule to its last.
    pub(super) fragment: Fragment,
    /// Whether it stands on an even page (COLO-07).
    pub(super) even_page: bool,
}

impl Foot {
    /// Whether a page has room for it.
    pub(super) fn fits(&self, style: &Stylesheet) -> bool {
        self.fragment.height.fits(style.type_area().height)
    }

    /// How many lines it has.
    pub(super) fn lines(&self, style: &Stylesheet) -> usize {
        (self.fragment.height / style.colophon.copies.pitch).round() as usize
    }
}

/// 版记, if the report has one. In a letter it has no rules and no 印发 (LETT-08).
pub(super) fn set(report: &Report, collector: &mut Collector) -> Option<Foot> {
    let colophon = report.colophon.as_ref()?;
    let style = &collector.style.colophon;
    let mut setting = Setting {
        fragment: Fragment::default(),
        rules: report.format != DocumentFormat::Letter,
        width: collector.measure(),
    };
    setting.rule(style.outer_rule);
    setting.copies(colophon, collector);
    if colophon.printer.is_some() || colophon.printed.is_some() {
        setting.printed(colophon, collector);
    }
    setting.rule(style.outer_rule);
    Some(Foot {
        fragment: setting.fragment,
        even_page: colophon.even_page,
    })
}

struct Setting {
    fragment: Fragment,
    rules: bool,
    width: Abs,
}

impl Setting {
    /// COLO-01, COLO-02: as wide as the type area.
    fn rule(&mut self, weight: Abs) {
        if !self.rules {
            return;
        }
        let y = self.fragment.height;
        self.fragment.items.push(Item::Rule(RuleItem {
            from: Point::new(Abs::ZERO, y),
            to: Point::new(self.width, y),
            weight,
            color: Color::BLACK,
        }));
    }

    /// COLO-03, COLO-04: 主送 over 抄送, no rule between them.
    fn copies(&mut self, colophon: &Colophon, collector: &mut Collector) {
        let style = &collector.style.colophon.copies;
        for (label, names) in [("主送：", &colophon.addressee), ("抄送：", &colophon.copies)] {
            let Some(names) = names else { continue };
            let mut content = vec![Inline::Text(label.to_owned())];
            content.extend(names.iter().cloned());
            content.push(Inline::Text("。".to_owned()));
            self.paragraph(&content, style, collector);
        }
    }

    fn paragraph(&mut self, content: &[Inline], style: &ParagraphStyle, collector: &mut Collector) {
        let text = collector.shape(content, style);
        let cell = style.cell();
        let left = cell * style.left.get();
        let first = cell * style.first_line.get();
        let room = self.width - left - cell * style.right.get();
        for (index, line) in collector.setter.lines(&text, room, first, true).into_iter().enumerate() {
            let x = if index == 0 { left + first } else { left };
            let y = self.fragment.height + baseline(style);
            self.fragment.place(line, Point::new(x, y));
            self.fragment.height += style.pitch;
        }
    }

    /// COLO-05: 印发机关 at the left, 印发日期 at the right, a rule above when anything stands there. A name that
    /// leaves the date no room has a line of its own.
    fn printed(&mut self, colophon: &Colophon, collector: &mut Collector) {
        let style = &collector.style.colophon.printed;
        if self.fragment.height > Abs::ZERO {
            self.rule(collector.style.colophon.inner_rule);
        }
        let inset = style.cell() * style.left.get();
        let room = self.width - inset - style.cell() * style.right.get();
        let printer = colophon.printer.clone().unwrap_or_default();
        let mut printed = colophon.printed.clone().unwrap_or_default();
        if !printed.is_empty() {
            printed.push(Inline::Text("印发".to_owned()));
        }
        let printer = collector.shape(&printer, style);
        let printed = collector.shape(&printed, style);
        let lines = collector.setter.lines(&printer, room, Abs::ZERO, false);
        let last = lines.last().map_or(Abs::ZERO, |line| line.width);
        for line in lines {
            self.fragment
                .place(line, Point::new(inset, self.fragment.height + baseline(style)));
            self.fragment.height += style.pitch;
        }
        let beside = (last + style.cell() + printed.full_width()).fits(room);
        if !beside || self.fragment.height == Abs::ZERO {
            self.fragment.height += style.pitch;
        }
        let line = collector.setter.spread(&printed, Abs::ZERO);
        let x = (inset + room - line.width).max(Abs::ZERO);
        let y = self.fragment.height - style.pitch + baseline(style);
        self.fragment.place(line, Point::new(x, y));
    }
}

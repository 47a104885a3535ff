//! Footnotes: set once, placed at the foot of the page that shows their mark.

use super::flow::{Collector, Fragment, baseline};
use super::frame::{Item, RuleItem};
use super::inline::Span;
use super::structure::{ElementId, ElementKind};
use crate::geom::{Abs, Point};
use crate::report::{Inline, Report, note_mark};
use crate::style::{Color, Stylesheet};

/// Sets all footnotes of a report, each with its mark before it. A note is never split over pages.
pub(super) fn set(report: &Report, collector: &mut Collector) {
    let style = &collector.style.footnote.text;
    for (index, note) in report.notes.iter().enumerate() {
        let mut content = vec![Inline::Text(note_mark(index))];
        content.extend(note.iter().cloned());
        let element = Some(collector.flow.structure.add(ElementKind::Note, ElementId::DOCUMENT));
        let text = collector.setter.shape(&[Span {
            content: &content,
            style,
            element,
        }]);
        let [first, left] = [style.first_line, style.left].map(|indent| style.cell() * indent.get());
        let lines = collector.setter.lines(&text, collector.measure() - left, first, true);
        let mut fragment = Fragment::default();
        for (index, line) in lines.into_iter().enumerate() {
            let x = if index == 0 { left + first } else { left };
            fragment.place(line, Point::new(x, fragment.height + baseline(style)));
            fragment.height += style.pitch;
        }
        collector.flow.notes.push(fragment);
    }
}

/// The height that these notes take at the foot of a page, with the rule above them.
pub(super) fn height(notes: &[Fragment], numbers: &[usize], style: &Stylesheet) -> Abs {
    if numbers.is_empty() {
        return Abs::ZERO;
    }
    let heights = numbers
        .iter()
        .filter_map(|number| notes.get(*number))
        .map(|note| note.height);
    style.footnote.gap + heights.sum()
}

/// The rule over the notes of a page that has some.
pub(super) fn rule(numbers: &[usize], style: &Stylesheet) -> Option<Fragment> {
    let y = style.footnote.gap / 2.0;
    let rule = RuleItem {
        from: Point::new(Abs::ZERO, y),
        to: Point::new(style.footnote.rule_length, y),
        weight: style.footnote.rule,
        color: Color::BLACK,
    };
    (!numbers.is_empty()).then(|| Fragment {
        height: style.footnote.gap,
        items: vec![Item::Rule(rule)],
        ..Fragment::default()
    })
}

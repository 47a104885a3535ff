//! 信函, 命令 and 纪要 (LETT, ORDR, MINU) measured on a PDF.

use super::device::Stroke;
use super::elements::MIDDLE;
use super::head::{is_one_name, mark_width, red_rules};
use super::line::Line;
use super::page::{TOLERANCE, WIDE, is_running, left_edge, right_edge};
use super::{Page, PdfFile};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::style::gb9704;

/// The top of 标志 where the format says, and its middle and width.
fn mark_at(file: &PdfFile, format: Format, top: Abs, measure: &mut Measure) {
    let marks: Vec<(&Page, &Line)> = file
        .all(Element::Mark)
        .filter(|_| file.elements.format == format)
        .collect();
    if let Some((page, line)) = marks.first()
        && let Some(found) = marks.iter().filter_map(|(_, line)| line.ink_top()).reduce(Abs::min)
    {
        measure.length(page.place(&line.text), found, top, WIDE);
        mark_width(file, page, &marks, measure);
    }
}

/// LETT-01: 30 mm below the edge of the paper, without 文件.
pub(in crate::lint) fn letter_mark(file: &PdfFile, measure: &mut Measure) {
    mark_at(file, Format::Letter, gb9704::MARGINS.top + gb9704::LETTER_TOP, measure);
    without_ending(file, Element::Mark, "文件", measure);
}

/// No line of this element of a 信函 ends with these words.
fn without_ending(file: &PdfFile, element: Element, words: &str, measure: &mut Measure) {
    for (page, line) in file.all(element).filter(|_| file.elements.format == Format::Letter) {
        let holds = !line.text.ends_with(words);
        measure.holds(page.place(&line.text), holds, "—", line.text.clone());
    }
}

/// The red lines of a 信函 from top to bottom.
fn letter_lines(file: &PdfFile) -> Vec<(&Page, &Stroke)> {
    let mut lines: Vec<(&Page, &Stroke)> = red_rules(file)
        .filter(|_| file.elements.format == Format::Letter)
        .collect();
    lines.sort_by(|a, b| a.1.line.start.y.to_pt().total_cmp(&b.1.line.start.y.to_pt()));
    lines
}

/// LETT-09: a joint letter has the mark of the lead body alone.
pub(in crate::lint) fn letter_one_mark(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format == Format::Letter {
        let marks: Vec<(&Page, &Line)> = file.all(Element::Mark).collect();
        let first = marks.first().map_or("", |(_, line)| line.text.as_str());
        let holds = marks.len() == 1 || (!marks.is_empty() && is_one_name(file, &marks));
        measure.holds(file.pages[0].place(first), holds, "1", marks.len().to_string());
    }
}

/// LETT-02: two double lines of 170 mm, thick above thin at the head, thin above thick at the foot.
pub(in crate::lint) fn letter_double_lines(file: &PdfFile, measure: &mut Measure) {
    let lines = letter_lines(file);
    let Some((page, _)) = lines.first() else { return };
    measure.holds(page.place("═"), lines.len() == 4, "4", lines.len().to_string());
    for (page, line) in &lines {
        measure.length(page.place("═"), line.length(), gb9704::DOUBLE_RULE.length, Abs::mm(0.5));
        let middle = (line.line.start.x + line.line.end.x) / 2.0;
        // On the paper's middle or on that of 版心: both are read out of the standard.
        let middles = [gb9704::PAPER.width / 2.0, MIDDLE];
        let holds = middles.iter().any(|own| (middle - *own).abs() < WIDE);
        measure.holds(
            page.place("═"),
            holds,
            "105–106 mm",
            format!("{:.2} mm", middle.to_mm()),
        );
    }
    if let [first, second, third, fourth] = lines.as_slice() {
        let order = first.1.weight > second.1.weight && third.1.weight < fourth.1.weight;
        measure.holds(page.place("═"), order, "粗细／细粗", "");
        let outer = fourth.1.line.start.y + fourth.1.weight / 2.0;
        measure.length(
            page.place("═"),
            outer,
            gb9704::PAPER.height - gb9704::DOUBLE_RULE.foot,
            Abs::mm(0.5),
        );
    }
}

/// LETT-02: the first line stands 4 mm below 标志.
pub(in crate::lint) fn letter_line_below_mark(file: &PdfFile, measure: &mut Measure) {
    let lines = letter_lines(file);
    let inks = file
        .all(Element::Mark)
        .flat_map(|(_, line)| &line.glyphs)
        .filter_map(|glyph| glyph.ink);
    let bottom = inks.map(|ink| ink.end.y).reduce(Abs::max);
    if let (Some((page, line)), Some(bottom)) = (lines.first(), bottom) {
        let gap = line.line.start.y - line.weight / 2.0 - bottom;
        measure.length(page.place("═"), gap, gb9704::RULE_GAP, WIDE);
    }
}

/// LETT-03, LETT-04: 文号 flush right under the first line, 份号, 密级 and 紧急程度 flush left, 4.94 mm below it.
pub(in crate::lint) fn letter_number(file: &PdfFile, measure: &mut Measure) {
    let lines = letter_lines(file);
    let Some((_, second)) = lines.get(1) else { return };
    let below = second.line.start.y + second.weight / 2.0;
    let first = |kinds: &[Element]| kinds.iter().find_map(|kind| file.all(*kind).next());
    if let Some((page, line)) = file.all(Element::Number).next() {
        measure.length(
            page.place(&line.text),
            line.right(),
            right_edge(file, page),
            Abs::mm(0.5),
        );
        measure.length(
            page.place(&line.text),
            line.top() - below,
            gb9704::DOUBLE_RULE.clearance,
            Abs::mm(0.8),
        );
    }
    if let Some((page, line)) = first(&[Element::Serial, Element::Secrecy, Element::Urgency]) {
        measure.length(page.place(&line.text), line.left(), left_edge(file, page), TOLERANCE);
        measure.length(
            page.place(&line.text),
            line.top() - below,
            gb9704::DOUBLE_RULE.clearance,
            Abs::mm(0.8),
        );
    }
}

/// LETT-05: the title stands two lines below the lowest element above it.
pub(in crate::lint) fn letter_title(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format != Format::Letter {
        return;
    }
    let above = [Element::Number, Element::Serial, Element::Secrecy, Element::Urgency];
    let lines = above
        .iter()
        .flat_map(|kind| file.all(*kind))
        .map(|(_, line)| line.bottom());
    if let (Some(lowest), Some((page, title))) = (lines.reduce(Abs::max), file.all(Element::Title).next()) {
        // Two lines, give or take how the pitch of either is shared above and below its glyphs.
        let gap = title.top() - lowest;
        measure.points(page.place(&title.text), gap, Abs::pt(65.0), Abs::pt(10.0));
    }
}

/// LETT-06: the text of page 1 keeps 4.94 mm from the lower lines.
pub(in crate::lint) fn letter_foot(file: &PdfFile, measure: &mut Measure) {
    let lines = letter_lines(file);
    let Some((page, third)) = lines.get(2) else { return };
    let most = third.line.start.y - third.weight / 2.0 - gb9704::DOUBLE_RULE.clearance;
    let of_page = file
        .kinds()
        .filter(|(other, _, kind)| other.number == page.number && is_running(*kind));
    if let Some((_, last, _)) = of_page.last() {
        measure.at_most(page.place(&last.text), last.bottom(), most + TOLERANCE);
    }
}

/// LETT-07: page 1 of a 信函 has no number.
pub(in crate::lint) fn letter_first_page(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format == Format::Letter {
        let first = file.all(Element::PageNumber).find(|(page, _)| page.number == 1);
        let found = first.map_or_else(String::new, |(_, line)| line.text.clone());
        measure.holds(file.pages[0].place(""), first.is_none(), "∅", found);
    }
}

/// LETT-08: 版记 of a 信函 has neither rules nor 印发机关.
pub(in crate::lint) fn letter_colophon(file: &PdfFile, measure: &mut Measure) {
    without_ending(file, Element::Colophon, "印发", measure);
}

/// ORDR-01: 20 mm below the top of 版心.
pub(in crate::lint) fn order_mark(file: &PdfFile, measure: &mut Measure) {
    mark_at(file, Format::Order, gb9704::MARGINS.top + gb9704::ORDER_TOP, measure);
}

/// ORDR-02: `第N号` centred, no red rule, no 主送机关.
pub(in crate::lint) fn order_number(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format != Format::Order {
        return;
    }
    for (page, line) in file.all(Element::Number) {
        let middle = (left_edge(file, page) + right_edge(file, page)) / 2.0;
        measure.length(page.place(&line.text), line.center(), middle, Abs::mm(0.5));
    }
    let page = &file.pages[0];
    let rule = red_rules(file).next().is_some();
    measure.holds(page.place("━"), !rule, "∅", "━");
    let addressee = file.all(Element::Addressee).next();
    let found = addressee.map_or_else(String::new, |(_, line)| line.text.clone());
    measure.holds(page.place(&found), addressee.is_none(), "∅", found.clone());
}

/// MINU-01: 35 mm below the top of 版心.
pub(in crate::lint) fn minutes_mark(file: &PdfFile, measure: &mut Measure) {
    mark_at(
        file,
        Format::Minutes,
        gb9704::MARGINS.top + gb9704::LETTERHEAD_TOP,
        measure,
    );
}

/// MINU-02: 出席, 请假, 列席 two cells in, the label 黑体.
pub(in crate::lint) fn attendance(file: &PdfFile, measure: &mut Measure) {
    // Their further lines stand under the first name and have no label.
    let labelled = file
        .all(Element::Attendance)
        .filter(|(_, line)| line.text.contains('：'));
    for (page, line) in labelled {
        let inside = line.left() - left_edge(file, page);
        measure.length(
            page.place(&line.text),
            inside,
            gb9704::CELL * gb9704::INDENT.get(),
            Abs::mm(0.5),
        );
        let first = line.glyphs.first().and_then(|glyph| super::face::role(&glyph.face));
        let found = first.map_or("?", Role::name);
        measure.holds(
            page.place(&line.text),
            first == Some(Role::HeiTi),
            Role::HeiTi.name(),
            found,
        );
    }
}

/// MINU-03: 纪要 has no 主送机关.
pub(in crate::lint) fn minutes_addressee(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format == Format::Minutes {
        let addressee = file.all(Element::Addressee).next();
        let found = addressee.map_or_else(String::new, |(_, line)| line.text.clone());
        measure.holds(file.pages[0].place(&found), addressee.is_none(), "∅", found.clone());
    }
}

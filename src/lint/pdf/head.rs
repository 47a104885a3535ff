//! 版头 (HEAD) measured on a PDF.

use super::device::Stroke;
use super::grid::typeface;
use super::line::{Line, is_red};
use super::page::{TOLERANCE, WIDE, left_edge, right_edge};
use super::{Page, PdfFile};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::lint::text;
use crate::style::gb9704;

/// The red rules of the first page that are as wide as 版心.
pub(super) fn red_rules(file: &PdfFile) -> impl Iterator<Item = (&Page, &Stroke)> {
    file.pages.iter().take(1).flat_map(|page| {
        let red = |stroke: &&Stroke| stroke.is_horizontal() && is_red(stroke.color) && stroke.length() > Abs::mm(100.0);
        page.strokes.iter().filter(red).map(move |stroke| (page, stroke))
    })
}

/// HEAD-01: six digits, flush left on the first line.
pub(in crate::lint) fn serial(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Serial) {
        measure.length(page.place(&line.text), line.left(), left_edge(file, page), TOLERANCE);
        measure.points(page.place(&line.text), line.size, gb9704::SIZE_3, Abs::pt(0.1));
    }
}

/// HEAD-02.
pub(in crate::lint) fn secrecy(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Secrecy) {
        measure.length(page.place(&line.text), line.left(), left_edge(file, page), TOLERANCE);
        typeface(page, line, Role::HeiTi, gb9704::SIZE_3, measure);
    }
}

/// HEAD-03.
pub(in crate::lint) fn urgency(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Urgency) {
        measure.length(page.place(&line.text), line.left(), left_edge(file, page), TOLERANCE);
        typeface(page, line, Role::HeiTi, gb9704::SIZE_3, measure);
    }
}

/// HEAD-04: 标志 35 mm below the top of 版心, centred, no wider than 版心.
pub(in crate::lint) fn mark(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format != Format::Document {
        return;
    }
    let expected = gb9704::MARGINS.top + gb9704::LETTERHEAD_TOP;
    let marks: Vec<(&Page, &Line)> = file.all(Element::Mark).collect();
    if let Some((page, line)) = marks.first()
        && let Some(top) = marks.iter().filter_map(|(_, line)| line.ink_top()).reduce(Abs::min)
    {
        measure.length(page.place(&line.text), top, expected, WIDE);
        mark_width(file, page, &marks, measure);
    }
}

/// The middle and the width of all of 标志.
pub(super) fn mark_width(file: &PdfFile, page: &Page, marks: &[(&Page, &Line)], measure: &mut Measure) {
    let sides = || marks.iter().filter_map(|(_, line)| line.ink_sides());
    let left = sides().map(|(left, _)| left).reduce(Abs::min);
    let right = sides().map(|(_, right)| right).reduce(Abs::max);
    let (Some(left), Some(right)) = (left, right) else {
        return;
    };
    let text: String = marks.iter().map(|(_, line)| line.text.as_str()).collect();
    let (from, to) = (left_edge(file, page), right_edge(file, page));
    measure.length(page.place(&text), (left + right) / 2.0, (from + to) / 2.0, Abs::mm(0.8));
    measure.at_most(page.place(&text), right - left, to - from);
}

/// Whether the lines of 标志 are those of one name that is too long for a line (HEAD-04): each in the middle, 文件 not
/// beside them.
pub(super) fn is_one_name(file: &PdfFile, marks: &[(&Page, &Line)]) -> bool {
    let sides = |(_, line): &(&Page, &Line)| line.ink_sides().unwrap_or_default();
    let least = |mark: &(&Page, &Line)| (sides(mark).1 - sides(mark).0) * (gb9704::LETTERHEAD_LEAST / mark.1.size);
    let on_one_line: Abs = marks.iter().map(least).sum();
    marks.iter().all(|mark| {
        let (left, right) = (left_edge(file, mark.0), right_edge(file, mark.0));
        let off = (sides(mark).0 + sides(mark).1) / 2.0 - (left + right) / 2.0;
        mark.1.text != "文件" && off.abs() < Abs::mm(0.8) && on_one_line > right - left
    })
}

/// HEAD-05: the names of a joint issue are of one width, and 文件 stands at the middle of their height.
pub(in crate::lint) fn joint_marks(file: &PdfFile, measure: &mut Measure) {
    let of_document = file.elements.format == Format::Document;
    let marks = || file.all(Element::Mark).filter(|_| of_document);
    let names: Vec<(&Page, &Line)> = marks().filter(|(_, line)| line.text != "文件").collect();
    let [(_, first), further @ ..] = names.as_slice() else {
        return;
    };
    if is_one_name(file, &marks().collect::<Vec<_>>()) {
        return;
    }
    for (page, line) in further {
        measure.length(page.place(&line.text), line.left(), first.left(), Abs::mm(0.5));
        measure.length(page.place(&line.text), line.right(), first.right(), Abs::mm(0.5));
    }
    if further.is_empty() {
        return;
    }
    if let Some((page, word)) = marks().find(|(_, line)| line.text == "文件") {
        let tops = names.iter().map(|(_, line)| line.top()).reduce(Abs::min);
        let bottoms = names.iter().map(|(_, line)| line.bottom()).reduce(Abs::max);
        let middle = (tops.unwrap_or_default() + bottoms.unwrap_or_default()) / 2.0;
        measure.length(
            page.place(&word.text),
            (word.top() + word.bottom()) / 2.0,
            middle,
            Abs::mm(1.0),
        );
    }
}

/// HEAD-06: `代字〔YYYY〕N号`.
pub(in crate::lint) fn number(file: &PdfFile, measure: &mut Measure) {
    // An order's number is measured by ORDR-02; 纪要 are numbered as their office likes (MINU-03).
    let other = matches!(file.elements.format, Format::Order | Format::Minutes);
    for (page, line) in file.all(Element::Number).filter(|_| !other) {
        let number = line.text.split("签发人").next().unwrap_or_default().trim();
        let holds = text::is_document_number(number);
        measure.holds(page.place(number), holds, "代字〔2023〕1号", number);
        measure.points(page.place(number), line.size, gb9704::SIZE_3, Abs::pt(0.1));
        let upward = file.all(Element::Signer).next().is_some();
        if file.elements.format == Format::Document && !upward {
            let middle = (left_edge(file, page) + right_edge(file, page)) / 2.0;
            measure.length(page.place(number), line.center(), middle, Abs::mm(0.5));
        }
    }
}

/// HEAD-07: in an upward 公文 文号 stands one 字 in from the left, on the line of the last 签发人; the names end one 字
/// in from the right.
pub(in crate::lint) fn upward(file: &PdfFile, measure: &mut Measure) {
    let right = |(_, line): &(&Page, &Line)| line.right().to_pt();
    let rightmost = file.all(Element::Signer).max_by(|a, b| right(a).total_cmp(&right(b)));
    let lowest = file
        .all(Element::Signer)
        .map(|(_, line)| line.baseline)
        .reduce(Abs::max);
    let (Some((page, signer)), Some(lowest)) = (rightmost, lowest) else {
        return;
    };
    let inset = right_edge(file, page) - signer.right();
    measure.length(page.place(&signer.text), inset, gb9704::CELL, Abs::mm(0.5));
    if let Some((page, number)) = file.all(Element::Number).next() {
        let inset = number.left() - left_edge(file, page);
        measure.length(page.place(&number.text), inset, gb9704::CELL, Abs::mm(0.5));
        let step = (number.baseline - lowest).abs();
        measure.at_most(page.place(&number.text), step, TOLERANCE);
    }
}

/// HEAD-08: names 3号楷体, and before the first `签发人：` in 3号仿宋.
pub(in crate::lint) fn signer(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Signer) {
        let mut chinese = line.glyphs.iter().filter(|glyph| super::line::is_han(glyph.text));
        let mut role = |last: bool| {
            let glyph = if last { chinese.next_back() } else { chinese.next() };
            glyph.and_then(|glyph| super::face::role(&glyph.face))
        };
        let (name, label) = (role(true), role(false));
        let shown = |role: Option<Role>| role.map_or("?", Role::name);
        if line.text.starts_with("签发人") {
            let holds = label == Some(Role::FangSong) && name == Some(Role::KaiTi);
            let found = format!("{}＋{}", shown(label), shown(name));
            measure.holds(page.place(&line.text), holds, "仿宋＋楷体", found);
        } else {
            let holds = name == Some(Role::KaiTi);
            measure.holds(page.place(&line.text), holds, Role::KaiTi.name(), shown(name));
        }
    }
}

/// HEAD-09: as wide as 版心, 4 mm below 文号, at least 0.35 mm thick.
pub(in crate::lint) fn rule(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format != Format::Document {
        return;
    }
    for (page, stroke) in red_rules(file) {
        let place = || page.place("━");
        measure.length(place(), stroke.line.start.x, left_edge(file, page), TOLERANCE);
        measure.length(place(), stroke.line.end.x, right_edge(file, page), TOLERANCE);
        let thick = stroke.weight > Abs::mm(0.34);
        measure.holds(place(), thick, "≥ 0.35 mm", format!("{:.2} mm", stroke.weight.to_mm()));
        if let Some((_, number)) = file.all(Element::Number).last() {
            let gap = stroke.line.start.y - stroke.weight / 2.0 - number.bottom();
            measure.length(place(), gap, gb9704::RULE_GAP, Abs::mm(0.5));
        }
    }
}

/// BODY-01: two blank lines between the red rule and the title, give or take their pitch.
pub(in crate::lint) fn title_below_rule(file: &PdfFile, measure: &mut Measure) {
    let rule = red_rules(file)
        .next()
        .filter(|_| file.elements.format == Format::Document);
    if let (Some((_, rule)), Some((page, title))) = (rule, file.all(Element::Title).next()) {
        let gap = title.top() - rule.line.start.y;
        measure.points(page.place(&title.text), gap, Abs::pt(59.0), Abs::pt(3.0));
    }
}

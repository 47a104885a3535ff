//! The grid of 22 lines by 28 characters (GRID), typefaces (FONT), and line breaks (LB) measured on a PDF.

use super::device::Glyph;
use super::line::{Line, is_han};
use super::page::{TOLERANCE, is_running, left_edge, right_edge};
use super::{Page, PdfFile, face};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::Element;
use crate::lint::measure::Measure;
use crate::lint::text;
use crate::style::gb9704;

/// GRID-05: baselines of one page, as multiples of the pitch.
const PITCH_TOLERANCE: Abs = Abs::pt(0.05);

/// GRID-01: no page has more than 22 lines of text, no line more than 28 characters.
pub(in crate::lint) fn lines_and_characters(file: &PdfFile, measure: &mut Measure) {
    for page in &file.pages {
        let running = || {
            file.kinds()
                .filter(|(other, _, kind)| other.number == page.number && is_running(*kind))
        };
        let count = running().count();
        if count > 0 {
            let holds = count <= gb9704::LINES;
            measure.holds(page.place(""), holds, format!("≤ {}", gb9704::LINES), count.to_string());
        }
        for (_, line, _) in running().filter(|(_, line, _)| is_all_full_width(line) && is_full(file, page, line)) {
            let found = line.glyphs.len();
            let expected = gb9704::CHARACTERS;
            measure.holds(
                page.place(&line.text),
                found == expected,
                expected.to_string(),
                found.to_string(),
            );
        }
    }
}

/// A line of Han characters only, from edge to edge.
fn is_all_full_width(line: &Line) -> bool {
    line.glyphs.iter().all(|glyph| is_han(glyph.text))
}

fn is_full(file: &PdfFile, page: &Page, line: &Line) -> bool {
    let flush = (line.left() - left_edge(file, page)).abs() < TOLERANCE;
    flush && right_edge(file, page) - line.right() < Abs::mm(3.0)
}

/// GRID-02: one cell is 15.75 to 15.80 pt wide.
pub(in crate::lint) fn cell_width(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| is_running(*kind)) {
        if !is_all_full_width(line) || !is_full(file, page, line) {
            continue;
        }
        let steps: Vec<Abs> = line.steps().map(|(step, ..)| step).collect();
        let mean = steps.iter().copied().sum::<Abs>() / steps.len().max(1) as f64;
        measure.points(page.place(&line.text), mean, Abs::pt(15.775), Abs::pt(0.035));
    }
}

/// GRID-05: baselines of running text differ by whole pitches; those of a document of two pages may stand closer, all alike,
/// so that its text is not parted from its signature (BODY-10).
pub(in crate::lint) fn pitch(file: &PdfFile, measure: &mut Measure) {
    let closer = gb9704::TIGHTER_PITCHES.into_iter().filter(|_| file.pages.len() <= 2);
    let closer: Vec<Abs> = closer.collect();
    for page in file.pages.iter().filter(|page| page.is_portrait()) {
        let running = file
            .kinds()
            .filter(|(other, _, kind)| other.number == page.number && is_running(*kind));
        let lines: Vec<&Line> = running.map(|(_, line, _)| line).collect();
        for pair in lines.windows(2) {
            let step = pair[1].baseline - pair[0].baseline;
            // Farther apart stands something with a pitch of its own: a table, a picture.
            if step < gb9704::PITCH * 1.5 {
                let near = |pitch: Abs| (step - pitch).abs().fits(PITCH_TOLERANCE);
                let closer = closer.iter().any(|pitch| near(*pitch));
                let holds = near(gb9704::PITCH) || near(gb9704::EDGE_PITCH) || closer;
                let found = format!("{:.2} pt", step.to_pt());
                measure.holds(page.place(&pair[1].text), holds, "28.95 pt ± 0.05", found);
            }
        }
    }
}

/// A line's typeface and size.
pub(super) fn typeface(page: &Page, line: &Line, role: Role, size: Abs, measure: &mut Measure) {
    let found = line.role.map_or("?", Role::name);
    let holds = line.role == Some(role);
    measure.holds(page.place(&line.text), holds, role.name(), found);
    measure.points(page.place(&line.text), line.size, size, Abs::pt(0.1));
}

/// FONT-01: the text is 3号仿宋, and the names that sign it are as large. A line of digits and marks alone tells nothing
/// of its Chinese face.
pub(in crate::lint) fn body_face(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Body) {
        if !continues_a_run_in_heading(line) && line.glyphs.iter().any(|glyph| is_han(glyph.text)) {
            typeface(page, line, Role::FangSong, gb9704::SIZE_3, measure);
        }
    }
    for (page, line, _) in file
        .kinds()
        .filter(|(_, _, kind)| matches!(kind, Element::Issuer | Element::Date))
    {
        measure.points(page.place(&line.text), line.size, gb9704::SIZE_3, Abs::pt(0.1));
    }
}

/// The second line of a long heading has the heading's face.
fn continues_a_run_in_heading(line: &Line) -> bool {
    matches!(line.role, Some(Role::HeiTi | Role::KaiTi)) && line.size == gb9704::SIZE_3
}

/// FONT-02: 标题 is 小标宋.
pub(in crate::lint) fn title_face(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file
        .kinds()
        .filter(|(_, _, kind)| matches!(kind, Element::Title | Element::Mark))
    {
        let found = line.role.map_or("?", Role::name);
        let holds = line.role == Some(Role::XiaoBiaoSong);
        measure.holds(page.place(&line.text), holds, Role::XiaoBiaoSong.name(), found);
    }
}

/// FONT-03: level 1, 密级, 紧急程度 and the label of an 附件 are 黑体.
pub(in crate::lint) fn hei_face(file: &PdfFile, measure: &mut Measure) {
    let wanted = [
        Element::Heading(1),
        Element::Secrecy,
        Element::Urgency,
        Element::AnnexLabel,
    ];
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| wanted.contains(kind)) {
        label_face(page, line, Role::HeiTi, measure);
    }
}

/// FONT-04: level 2 is 楷体.
pub(in crate::lint) fn kai_face(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Heading(2)) {
        label_face(page, line, Role::KaiTi, measure);
    }
}

/// The face of a label's first Chinese character: what runs on after a heading has another.
fn label_face(page: &Page, line: &Line, role: Role, measure: &mut Measure) {
    let first = line.glyphs.iter().find(|glyph| is_han(glyph.text));
    let found = first.and_then(|glyph| face::role(&glyph.face));
    let holds = found == Some(role);
    measure.holds(
        page.place(&line.text),
        holds,
        role.name(),
        found.map_or("?", Role::name),
    );
    measure.points(page.place(&line.text), line.size, gb9704::SIZE_3, Abs::pt(0.1));
}

/// FONT-06: no synthetic bold and no bold variant of 黑体, 楷体 and 仿宋.
pub(in crate::lint) fn no_bold(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| is_running(*kind)) {
        let bold = line
            .glyphs
            .iter()
            .find(|glyph| is_han(glyph.text) && glyph.face.contains("Bold"));
        let found = bold.map_or_else(String::new, |glyph| glyph.face.clone());
        measure.holds(page.place(&line.text), bold.is_none(), "—", found);
    }
}

/// FONT-07: quotes, dashes and ellipses come from the Chinese font and take whole cells.
pub(in crate::lint) fn chinese_marks(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| is_running(*kind)) {
        for (step, glyph, _) in line.steps().filter(|(_, glyph, _)| is_chinese_mark(glyph)) {
            let latin = matches!(face::role(&glyph.face), Some(Role::Latin | Role::LatinBold));
            // Quotes may close up to half a cell beside other marks and at the ends of lines.
            let least = if "“”‘’".contains(glyph.text) { 0.45 } else { 0.9 };
            let whole = step > glyph.size * least;
            let found = format!(
                "{} {} {:.2} em",
                glyph.text,
                glyph.face,
                step.to_pt() / glyph.size.to_pt()
            );
            measure.holds(page.place(&line.text), !latin && whole, "1 em", found);
        }
    }
}

fn is_chinese_mark(glyph: &Glyph) -> bool {
    "“”‘’—…".contains(glyph.text)
}

/// FONT-08: every character is drawn.
pub(in crate::lint) fn no_missing_glyph(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.lines() {
        let missing = line.glyphs.iter().find(|glyph| glyph.missing);
        let found = missing.map_or_else(String::new, |glyph| format!("U+{:04X}", u32::from(glyph.text)));
        measure.holds(page.place(&line.text), missing.is_none(), "—", found);
    }
}

/// LB: no line of running text begins or ends with a mark that may not stand there; a dash begins a paragraph only.
pub(in crate::lint) fn prohibitions(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| is_running(*kind)) {
        let flush = line.left() - left_edge(file, page) < Abs::mm(3.0);
        let first = line
            .text
            .chars()
            .next()
            .filter(|c| flush && (text::NOT_FIRST.contains(*c) || "—…".contains(*c)));
        let last = line.text.chars().next_back().filter(|c| text::NOT_LAST.contains(*c));
        let found = first.or(last);
        let shown = found.map_or_else(String::new, String::from);
        measure.holds(page.place(&line.text), found.is_none(), "—", shown);
    }
}

/// LB-02: a number is never split over two lines.
pub(in crate::lint) fn whole_numbers(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line, Element)> = file.kinds().filter(|(_, _, kind)| is_running(*kind)).collect();
    for pair in lines.windows(2) {
        let ((page, line, _), (_, next, _)) = (pair[0], pair[1]);
        let flush = next.left() - left_edge(file, page) < Abs::mm(3.0);
        let (Some(last), Some(first)) = (line.text.chars().next_back(), next.text.chars().next()) else {
            continue;
        };
        if last.is_ascii_digit() && flush {
            let split = first.is_ascii_digit() || ".,%".contains(first);
            measure.holds(page.place(&line.text), !split, "—", format!("{last}¦{first}"));
        }
    }
}

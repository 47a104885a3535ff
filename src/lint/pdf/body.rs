//! 标题, 主送机关, 正文 and its headings (BODY, RPT) measured on a PDF.

use super::line::Line;
use super::page::{TOLERANCE, left_edge, right_edge};
use super::{Page, PdfFile};
use crate::geom::Abs;
use crate::layout::title;
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::lint::text;
use crate::style::gb9704;

/// BODY-05: 左空二字.
const TWO_CELLS: Abs = Abs::pt(gb9704::CELL.to_pt() * gb9704::INDENT.get());

fn middle(file: &PdfFile, page: &Page) -> Abs {
    (left_edge(file, page) + right_edge(file, page)) / 2.0
}

/// BODY-01: 2号, centred, its lines 33 to 36 pt apart.
pub(in crate::lint) fn title(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line)> = file.all(Element::Title).collect();
    for (page, line) in &lines {
        measure.points(page.place(&line.text), line.size, gb9704::SIZE_2, Abs::pt(0.1));
        measure.length(page.place(&line.text), line.center(), middle(file, page), Abs::mm(0.5));
    }
    for pair in lines.windows(2) {
        let step = pair[1].1.baseline - pair[0].1.baseline;
        measure.points(pair[1].0.place(&pair[1].1.text), step, Abs::pt(34.5), Abs::pt(1.6));
    }
}

/// BODY-02: lines of the title begin and end where its meaning allows; the last is not the bare 文种.
pub(in crate::lint) fn title_breaks(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line)> = file.all(Element::Title).collect();
    for (index, (page, line)) in lines.iter().enumerate() {
        let text = line.text.as_str();
        let first = text.chars().next().unwrap_or_default();
        let bad_start = index > 0 && ("的和与及、》”）".contains(first));
        let last = text.chars().next_back().unwrap_or_default();
        let bad_end = index + 1 < lines.len() && "《“（、".contains(last);
        let alone = index > 0 && index + 1 == lines.len() && text.chars().count() <= 2;
        let holds = !bad_start && !bad_end && !alone;
        measure.holds(page.place(text), holds, "—", text);
    }
    for pair in lines.windows(2) {
        let cut = title::cut_word(&pair[0].1.text, &pair[1].1.text);
        let found = cut.clone().unwrap_or_default();
        measure.holds(pair[1].0.place(&pair[1].1.text), cut.is_none(), "—", found);
    }
    let widths: Vec<usize> = lines.iter().map(|(_, line)| line.text.chars().count()).collect();
    let waist = widths
        .windows(3)
        .any(|three| three[1] < three[0] && three[1] < three[2]);
    if let Some((page, line)) = lines.first().filter(|_| lines.len() > 2) {
        measure.holds(page.place(&line.text), !waist, "梯形／菱形", format!("{widths:?}"));
    }
}

/// BODY-03: the title ends without a mark and does not stutter.
pub(in crate::lint) fn title_words(file: &PdfFile, measure: &mut Measure) {
    let whole: String = file.all(Element::Title).map(|(_, line)| line.text.as_str()).collect();
    let Some((page, _)) = file.all(Element::Title).next() else {
        return;
    };
    let marked = whole.ends_with(['。', '，', '；', '：', '、', '.', ',']);
    let stutters = ["的通知的通知", "关于关于", "的报告的报告"]
        .iter()
        .any(|twice| whole.contains(twice));
    measure.holds(page.place(&whole), !marked && !stutters, "—", whole.clone());
}

/// BODY-04: flush left, ended by a full-width colon.
pub(in crate::lint) fn addressee(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Addressee) {
        measure.length(page.place(&line.text), line.left(), left_edge(file, page), TOLERANCE);
    }
    if let Some((page, last)) = file.all(Element::Addressee).last() {
        let ends = last.text.ends_with('：');
        measure.holds(page.place(&last.text), ends, "：", last.text.clone());
    }
}

/// BODY-05: paragraphs begin two cells in; page 1 shows some of the text, or 目录.
pub(in crate::lint) fn indents(file: &PdfFile, measure: &mut Measure) {
    let mut ended = false;
    for (page, line, kind) in file
        .kinds()
        .filter(|(page, _, kind)| page.is_portrait() && *kind != Element::PageNumber)
    {
        let inside = line.left() - left_edge(file, page);
        // After a line that ends early another paragraph begins, indented or not.
        let begins = matches!(kind, Element::Heading(_)) || (kind == Element::Body && (inside > Abs::mm(2.0) || ended));
        if begins {
            measure.length(page.place(&line.text), inside, TWO_CELLS, Abs::mm(0.5));
        }
        let short = right_edge(file, page) - line.right() > TWO_CELLS;
        ended = short && super::page::is_running(kind) && line.text.ends_with(['。', '！', '？']);
    }
    if let Some(first) = file.pages.first().filter(|_| file.all(Element::Body).next().is_some()) {
        let shown = file
            .kinds()
            .any(|(page, _, kind)| page.number == 1 && (super::page::is_running(kind) || kind == Element::Contents));
        measure.holds(first.place(""), shown, "≥ 1", "0");
    }
}

/// BODY-06: labels written as the standard has them.
pub(in crate::lint) fn labels(file: &PdfFile, measure: &mut Measure) {
    for (page, line, kind) in file.kinds() {
        if matches!(kind, Element::Heading(_)) {
            let holds = text::label_is_right(&line.text);
            measure.holds(page.place(&line.text), holds, "一、（一）1.（1）", line.text.clone());
        }
    }
}

/// BODY-07: a heading that stands alone has no 。 at its end. One is alone when its line ends early and the next
/// begins a paragraph.
pub(in crate::lint) fn heading_ends(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line, Element)> = file.kinds().collect();
    for pair in lines.windows(2) {
        let ((page, line, kind), (_, next, next_kind)) = (pair[0], pair[1]);
        let begins = matches!(next_kind, Element::Heading(_)) || next.left() - left_edge(file, page) > Abs::mm(2.0);
        if matches!(kind, Element::Heading(1 | 2)) && begins && line.text.matches('。').count() <= 1 {
            let holds = !line.text.ends_with('。') || line.role == Some(crate::font::Role::FangSong);
            measure.holds(page.place(&line.text), holds, "—", "。");
        }
    }
}

/// BODY-08: a heading that stands alone never ends a page. One that runs into its text has it on the line (BODY-07).
pub(in crate::lint) fn heading_keeps_next(file: &PdfFile, measure: &mut Measure) {
    for page in &file.pages {
        let of_page = file
            .kinds()
            .filter(|(other, _, kind)| other.number == page.number && *kind != Element::PageNumber);
        let lines: Vec<(&Line, Element)> = of_page.map(|(_, line, kind)| (line, kind)).collect();
        for (index, (line, kind)) in lines.iter().enumerate() {
            let alone = !line.text.trim_end_matches('。').contains('。');
            if alone && matches!(kind, Element::Heading(_)) {
                let last = index + 1 == lines.len() && right_edge(file, page) - line.right() > Abs::mm(6.0);
                measure.holds(page.place(&line.text), !last, "≥ 1", "0");
            }
        }
    }
}

/// BODY-09: 附件说明, two cells in, without a mark at the end; further lines of a name begin under its first character.
pub(in crate::lint) fn annex_note(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::AnnexNote) {
        let inside = line.left() - left_edge(file, page);
        if line.text.starts_with("附件：") {
            measure.length(page.place(&line.text), inside, TWO_CELLS, Abs::mm(0.5));
        }
        let marked = line.text.ends_with(['。', '；', '，']);
        measure.holds(page.place(&line.text), !marked, "—", line.text.clone());
    }
    let mut name = None;
    for (page, line) in file.all(Element::AnnexNote) {
        match text::annex_name(&line.text) {
            Some(at) => name = line.glyphs.get(at).map(|glyph| glyph.origin.x - left_edge(file, page)),
            None => {
                let inside = line.left() - left_edge(file, page);
                measure.length(page.place(&line.text), inside, name.unwrap_or(inside), Abs::mm(1.0));
            }
        }
    }
}

/// BODY-10: no 此页无正文; some of the text, which the list of annexes is not, shares the page of the signature.
pub(in crate::lint) fn no_empty_page_note(file: &PdfFile, measure: &mut Measure) {
    if let Some(page) = file.pages.first() {
        let said = file.lines().find(|(_, line)| line.text.contains("此页无正文"));
        let place = said.map_or_else(|| page.place(""), |(page, line)| page.place(&line.text));
        measure.holds(place, said.is_none(), "—", "此页无正文");
    }
    if let Some((page, date)) = file.all(Element::Date).next().filter(|_| file.pages.len() > 1) {
        let said = |kind: Element| super::page::is_running(kind) || matches!(kind, Element::Table | Element::Caption);
        let beside = file
            .kinds()
            .any(|(other, _, kind)| other.number == page.number && said(kind));
        measure.holds(page.place(&date.text), beside, "≥ 1", "0");
    }
}

/// BODY-11: 附注 two cells in, in full-width brackets.
pub(in crate::lint) fn note(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Note) {
        let inside = line.left() - left_edge(file, page);
        measure.length(page.place(&line.text), inside, TWO_CELLS, Abs::mm(0.5));
    }
}

/// RPT-01: material without a red head begins with its title on the first lines of 版心.
pub(in crate::lint) fn material(file: &PdfFile, measure: &mut Measure) {
    if file.elements.format != Format::Internal {
        return;
    }
    if let Some((page, line)) = file.all(Element::Title).next() {
        let most = gb9704::MARGINS.top + gb9704::PITCH * 2.0 + gb9704::TITLE_PITCH;
        measure.at_most(page.place(&line.text), line.bottom(), most);
    }
}

/// RPT-02: what stands under the title is centred.
pub(in crate::lint) fn subtitle(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Subtitle) {
        measure.length(page.place(&line.text), line.center(), middle(file, page), Abs::mm(1.0));
        measure.points(page.place(&line.text), line.size, gb9704::SIZE_3, Abs::pt(0.1));
    }
}

/// RPT-09: full-width marks between Chinese characters.
pub(in crate::lint) fn full_width_marks(file: &PdfFile, measure: &mut Measure) {
    for (page, line, _) in file.kinds().filter(|(_, _, kind)| super::page::is_running(*kind)) {
        let chars: Vec<char> = line.text.chars().collect();
        let half = |three: &&[char]| {
            ",;:?!\"'".contains(three[1])
                && (super::line::is_han(three[0]) || super::line::is_han(three[2]))
                && !three[0].is_ascii_digit()
        };
        let found = chars.windows(3).find(half);
        let shown = found.map_or_else(String::new, |three| three.iter().collect());
        measure.holds(page.place(&line.text), found.is_none(), "，；：？！“”", shown);
    }
}

//! Typefaces and elements (FONT, COLOR, HEAD, BODY, SIGN, ANNEX, COLO) measured on a Word file.

use super::paragraph::{self, LOOSE, Paragraph, Run, is_han, is_in_cells};
use super::{DocxFile, head, place, signed};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::lint::text;
use crate::style::gb9704;

/// BODY-02: lines of a title.
const TITLE_LINES: (Abs, Abs) = (Abs::pt(33.0), gb9704::TITLE_PITCH);

/// A run's Chinese font should be one of a role's, at a size.
fn typeface(paragraph: &Paragraph, role: Role, size: Abs, measure: &mut Measure) {
    let Some(run) = paragraph.chinese() else { return };
    font(paragraph, run, role, measure);
    half_points(&paragraph.text, run.size(), size, measure);
}

/// A size in half-points.
fn half_points(text: &str, found: i64, size: Abs, measure: &mut Measure) {
    let expected = size.to_half_points();
    measure.holds(place(text), found == expected, expected.to_string(), found.to_string());
}

fn font(paragraph: &Paragraph, run: &Run, role: Role, measure: &mut Measure) {
    let font = run.chinese_font();
    let holds = role.names().iter().any(|name| name.eq_ignore_ascii_case(font));
    measure.holds(place(&paragraph.text), holds, role.names()[0], font);
}

/// An indent in twips, in cells.
fn cells(paragraph: &Paragraph, found: i64, wanted: i64, measure: &mut Measure) {
    let expected = format!("{} ± {}", paragraph::cells(wanted), LOOSE * wanted.max(1));
    let holds = is_in_cells(found, wanted);
    measure.holds(place(&paragraph.text), holds, expected, found.to_string());
}

/// FONT-01.
pub(in crate::lint) fn body_face(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Body).filter(|one| !one.text.is_empty() && !one.boxed) {
        typeface(paragraph, Role::FangSong, gb9704::SIZE_3, measure);
    }
}

/// FONT-02, BODY-01: 2号小标宋, centred, exact lines of 33 to 36 pt.
pub(in crate::lint) fn title(file: &DocxFile, measure: &mut Measure) {
    head::title_below_number(file, measure);
    for paragraph in file.all(Element::Title) {
        half_points(&paragraph.text, paragraph.size(), gb9704::SIZE_2, measure);
        let alignment = paragraph.format.text("jc/val").unwrap_or("left");
        measure.holds(place(&paragraph.text), paragraph.is_centred(), "center", alignment);
        let line = paragraph.format.number("spacing/line").unwrap_or_default();
        let (least, most) = TITLE_LINES;
        let holds = (least.to_twips()..=most.to_twips()).contains(&line);
        let expected = format!("{}–{}", least.to_twips(), most.to_twips());
        measure.holds(place(&paragraph.text), holds, expected, line.to_string());
    }
}

/// FONT-02.
pub(in crate::lint) fn title_face(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Title).chain(file.all(Element::Mark)) {
        if let Some(run) = paragraph.chinese() {
            font(paragraph, run, Role::XiaoBiaoSong, measure);
        }
    }
}

/// FONT-03.
pub(in crate::lint) fn hei_face(file: &DocxFile, measure: &mut Measure) {
    for kind in [
        Element::Heading(1),
        Element::Secrecy,
        Element::Urgency,
        Element::AnnexLabel,
    ] {
        for paragraph in file.all(kind) {
            typeface(paragraph, Role::HeiTi, gb9704::SIZE_3, measure);
        }
    }
}

/// FONT-04.
pub(in crate::lint) fn kai_face(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Heading(2)) {
        typeface(paragraph, Role::KaiTi, gb9704::SIZE_3, measure);
    }
}

/// FONT-06.
pub(in crate::lint) fn no_bold(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file
        .paragraphs
        .iter()
        .filter(|one| !one.text.is_empty() && !one.in_table)
    {
        let is_bold = |run: &&Run| run.format.is_on("b/val") && run.text.chars().any(is_han);
        let bold = paragraph.runs.iter().find(is_bold);
        let found = bold.map_or_else(String::new, |run| run.text.clone());
        measure.holds(place(&paragraph.text), bold.is_none(), "—", found);
    }
}

/// FONT-07, DX-02: runs with quotes, dashes and ellipses take the Chinese font.
pub(in crate::lint) fn chinese_marks(file: &DocxFile, measure: &mut Measure) {
    for paragraph in &file.paragraphs {
        for run in paragraph
            .runs
            .iter()
            .filter(|run| run.text.contains(['“', '”', '‘', '’', '—', '…']))
        {
            let hint = run.format.text("rFonts/hint") == Some("eastAsia");
            measure.holds(
                place(&run.text),
                hint,
                "hint=eastAsia",
                if hint { "eastAsia" } else { "∅" },
            );
        }
    }
}

/// COLOR-01.
pub(in crate::lint) fn black_text(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file
        .paragraphs
        .iter()
        .filter(|one| one.element != Element::Mark && !one.text.is_empty())
    {
        let colour = |run: &&Run| {
            let color = run.format.text("color/val").unwrap_or("auto");
            !matches!(color, "auto" | "000000") && !run.text.trim().is_empty()
        };
        let odd = paragraph.runs.iter().find(colour);
        let found = odd.and_then(|run| run.format.text("color/val")).unwrap_or_default();
        measure.holds(place(&paragraph.text), odd.is_none(), "000000", found);
    }
}

/// COLOR-02.
pub(in crate::lint) fn red_mark(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Mark) {
        let red = paragraph
            .runs
            .iter()
            .all(|run| run.is_red() || run.text.trim().is_empty());
        measure.holds(place(&paragraph.text), red, "FF0000", "");
    }
}

/// HEAD-01 … HEAD-03: flush left, 3号.
pub(in crate::lint) fn head_lines(kind: Element, file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(kind) {
        cells(paragraph, paragraph.first_line(), 0, measure);
        let size = paragraph.runs.first().map_or(0, Run::size);
        half_points(&paragraph.text, size, gb9704::SIZE_3, measure);
    }
}

/// HEAD-01.
pub(in crate::lint) fn serial(file: &DocxFile, measure: &mut Measure) {
    head_lines(Element::Serial, file, measure);
}

/// HEAD-02.
pub(in crate::lint) fn secrecy(file: &DocxFile, measure: &mut Measure) {
    head_lines(Element::Secrecy, file, measure);
}

/// HEAD-03.
pub(in crate::lint) fn urgency(file: &DocxFile, measure: &mut Measure) {
    head_lines(Element::Urgency, file, measure);
}

/// HEAD-06.
pub(in crate::lint) fn number(file: &DocxFile, measure: &mut Measure) {
    head::number_below_mark(file, measure);
    let beside = |paragraph: &Paragraph| {
        let marking = matches!(paragraph.element, Element::Serial | Element::Secrecy | Element::Urgency);
        let number = paragraph.text.split('\t').nth(1).filter(|_| marking);
        number
            .filter(|number| text::is_like_a_document_number(number))
            .map(str::to_owned)
    };
    let own = |paragraph: &Paragraph| {
        let number = paragraph.text.split(['\t', '签']).next().unwrap_or_default().trim();
        (paragraph.element == Element::Number).then(|| number.to_owned())
    };
    let numbers = (file.paragraphs.iter())
        .filter(|_| file.format != Some(Format::Order))
        .filter_map(|paragraph| Some((paragraph, own(paragraph).or_else(|| beside(paragraph))?)));
    for (paragraph, number) in numbers {
        let number = number.as_str();
        measure.holds(
            place(number),
            text::is_document_number(number),
            "代字〔2023〕1号",
            number,
        );
        let size = paragraph.runs.first().map_or(0, Run::size);
        half_points(number, size, gb9704::SIZE_3, measure);
    }
}

/// BODY-03.
pub(in crate::lint) fn title_words(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Title) {
        let marked = paragraph.text.ends_with(['。', '，', '；', '：', '、']);
        let stutters = ["的通知的通知", "关于关于"]
            .iter()
            .any(|twice| paragraph.text.contains(twice));
        measure.holds(
            place(&paragraph.text),
            !marked && !stutters,
            "—",
            paragraph.text.clone(),
        );
    }
}

/// BODY-04.
pub(in crate::lint) fn addressee(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Addressee) {
        cells(paragraph, paragraph.first_line(), 0, measure);
        measure.holds(
            place(&paragraph.text),
            paragraph.text.ends_with('：'),
            "：",
            paragraph.text.clone(),
        );
    }
}

/// BODY-05: 左空二字.
pub(in crate::lint) fn indents(file: &DocxFile, measure: &mut Measure) {
    let mut above: Option<&Paragraph> = None;
    for paragraph in &file.paragraphs {
        let continued = paragraph.first_line() == 0 && above.is_some_and(is_unfinished);
        above = Some(paragraph);
        let text = matches!(paragraph.element, Element::Body | Element::Heading(_)) && !continued;
        let justified = matches!(paragraph.format.text("jc/val"), Some("both" | "left") | None);
        if text && justified && !paragraph.text.is_empty() && !paragraph.boxed && !paragraph.in_table {
            cells(paragraph, paragraph.first_line(), 2, measure);
        }
    }
}

/// Whether a paragraph of the text ends within a sentence: what follows goes on with it on the page of the signature.
fn is_unfinished(paragraph: &Paragraph) -> bool {
    let ended = paragraph
        .text
        .ends_with(['。', '：', '；', '！', '？', '”', '’', '）', '…']);
    let text = matches!(paragraph.element, Element::Body | Element::Heading(_));
    text && !paragraph.text.is_empty() && !ended
}

/// BODY-06: labels as the standard has them, headings navigable (DX-05).
pub(in crate::lint) fn labels(file: &DocxFile, measure: &mut Measure) {
    for paragraph in &file.paragraphs {
        if let Element::Heading(_) = paragraph.element {
            let holds = text::label_is_right(&paragraph.text);
            measure.holds(
                place(&paragraph.text),
                holds,
                "一、（一）1.（1）",
                paragraph.text.clone(),
            );
        }
    }
}

/// BODY-07.
pub(in crate::lint) fn heading_ends(file: &DocxFile, measure: &mut Measure) {
    for paragraph in &file.paragraphs {
        let alone = matches!(paragraph.element, Element::Heading(1 | 2)) && paragraph.text.matches('。').count() <= 1;
        if alone && paragraph.format.is_on("keepNext/val") {
            measure.holds(place(&paragraph.text), !paragraph.text.ends_with('。'), "—", "。");
        }
    }
}

/// BODY-08: stand-alone headings keep with what follows.
pub(in crate::lint) fn heading_keeps_next(file: &DocxFile, measure: &mut Measure) {
    for paragraph in &file.paragraphs {
        let alone = matches!(paragraph.element, Element::Heading(_)) && !paragraph.text.contains('。');
        if alone && paragraph.format.number("outlineLvl/val").is_some() {
            let keeps = paragraph.format.is_on("keepNext/val");
            measure.holds(place(&paragraph.text), keeps, "keepNext", if keeps { "1" } else { "∅" });
        }
    }
}

/// BODY-09.
pub(in crate::lint) fn annex_note(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::AnnexNote) {
        if paragraph.text.starts_with("附件：") {
            cells(paragraph, paragraph.first_line(), 2, measure);
        }
        let marked = paragraph.text.ends_with(['。', '；', '，']);
        measure.holds(place(&paragraph.text), !marked, "—", paragraph.text.clone());
    }
}

/// BODY-10.
pub(in crate::lint) fn no_empty_page_note(file: &DocxFile, measure: &mut Measure) {
    let said = file.paragraphs.iter().find(|one| one.text.contains("此页无正文"));
    let text = said.map_or("", |one| one.text.as_str());
    measure.holds(place(text), said.is_none(), "—", text);
}

/// SIGN-06: whatever face its digits have, a date that begins at a place of its own has room for a quarter 字 more.
pub(in crate::lint) fn date_form(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Date) {
        if paragraph.left() > 0 && matches!(paragraph.format.text("jc/val"), Some("left" | "both") | None) {
            let right = paragraph.format.number("ind/right").unwrap_or_default();
            let room = gb9704::CELL.to_twips() * gb9704::CHARACTERS as i64 - paragraph.left() - right;
            let least = (gb9704::CELL * (signed::width_in_cells(&paragraph.text) + 0.25)).to_twips();
            let holds = room >= least;
            measure.holds(place(&paragraph.text), holds, format!("≥ {least}"), room.to_string());
        }
        measure.holds(
            place(&paragraph.text),
            text::is_date(&paragraph.text),
            "2023年1月2日",
            paragraph.text.clone(),
        );
    }
}

/// SIGN-07, PG-03: 署名 and 成文日期 stay together, placed by indents and not by blanks.
pub(in crate::lint) fn signature(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Issuer) {
        let keeps = paragraph.format.is_on("keepNext/val");
        measure.holds(place(&paragraph.text), keeps, "keepNext", if keeps { "1" } else { "∅" });
    }
    for paragraph in file.all(Element::Issuer).chain(file.all(Element::Date)) {
        let whole: String = paragraph.runs.iter().map(|run| run.text.as_str()).collect();
        let blanks = whole.starts_with([' ', '\u{3000}', '\t']);
        measure.holds(place(&paragraph.text), !blanks, "ind", "␣");
    }
}

/// ANNEX-01, ANNEX-02.
pub(in crate::lint) fn annex_label(file: &DocxFile, measure: &mut Measure) {
    for paragraph in &file.paragraphs {
        if paragraph.element == Element::AnnexLabel || (text::is_annex_label(&paragraph.text) && !paragraph.in_table) {
            measure.holds(place(&paragraph.text), paragraph.begins_page, "pageBreak", "∅");
            cells(paragraph, paragraph.first_line(), 0, measure);
            let colon = paragraph.text.ends_with(['：', ':']);
            measure.holds(place(&paragraph.text), !colon, "附件1", paragraph.text.clone());
        }
    }
}

/// ANNEX-03: the annex's title is the one that 附件说明 names.
pub(in crate::lint) fn annex_title(file: &DocxFile, measure: &mut Measure) {
    let notes: String = file.all(Element::AnnexNote).map(|one| one.text.as_str()).collect();
    for paragraph in file.all(Element::AnnexTitle) {
        measure.holds(place(&paragraph.text), paragraph.is_centred(), "center", "");
        if !notes.is_empty() {
            measure.holds(
                place(&paragraph.text),
                notes.contains(&paragraph.text),
                notes.clone(),
                paragraph.text.clone(),
            );
        }
    }
}

/// COLO-03, COLO-05: 4号仿宋, in cells that are as wide as 版心 and leave nothing blank of their own.
pub(in crate::lint) fn colophon(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Colophon) {
        typeface(paragraph, Role::FangSong, gb9704::SIZE_4, measure);
        if let Some(margin) = paragraph.cell_margin {
            measure.holds(place(&paragraph.text), margin == 0, "tblCellMar 0", margin.to_string());
        }
        if paragraph.text.starts_with("抄送：") {
            measure.holds(
                place(&paragraph.text),
                paragraph.text.ends_with('。'),
                "。",
                paragraph.text.clone(),
            );
        }
    }
}

/// COLO-09: 版记 is anchored at the foot, not pushed there by blank lines.
pub(in crate::lint) fn anchored_colophon(file: &DocxFile, measure: &mut Measure) {
    let first = file.paragraphs.iter().position(|one| one.element == Element::Colophon);
    if let Some(first) = first {
        let blanks = file.paragraphs[..first]
            .iter()
            .rev()
            .take_while(|one| one.text.is_empty() && !one.drawing)
            .count();
        let place = place(&file.paragraphs[first].text);
        measure.holds(place, blanks < 4, "tblpPr bottom", format!("{blanks} ¶"));
    }
}

/// RPT-09.
pub(in crate::lint) fn full_width_marks(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file
        .paragraphs
        .iter()
        .filter(|one| matches!(one.element, Element::Body | Element::Heading(_)))
    {
        let chars: Vec<char> = paragraph.text.chars().collect();
        let is_han = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}');
        let half = |three: &&[char]| ",;:?!".contains(three[1]) && is_han(three[0]) && is_han(three[2]);
        let found = chars.windows(3).find(half);
        let shown = found.map_or_else(String::new, |three| three.iter().collect());
        if !paragraph.text.is_empty() {
            measure.holds(place(&paragraph.text), found.is_none(), "，；：？！", shown);
        }
    }
}

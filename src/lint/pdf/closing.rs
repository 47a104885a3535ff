//! 署名, 成文日期, 附件 and 版记 (SIGN, ANNEX, COLO) measured on a PDF.

use super::device::Stroke;
use super::grid::typeface;
use super::line::{Line, is_red};
use super::page::{TOLERANCE, left_edge, right_edge};
use super::{Page, PdfFile};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::lint::text;
use crate::style::gb9704;

/// SIGN-03: 右空二字; SIGN-01, SIGN-05: 右空四字.
const TWO_CELLS: Abs = Abs::pt(gb9704::CELL.to_pt() * gb9704::SIGNATURE_INSET);
const FOUR_CELLS: Abs = Abs::pt(gb9704::CELL.to_pt() * gb9704::SEALED_DATE_INSET);
/// COLO-03, COLO-05: one 字 of the 版记.
const COLOPHON_CELL: Abs = Abs::pt(gb9704::SIZE_4.to_pt() * gb9704::COLOPHON_INSET.get());
/// A digit may be half a cell or a font's own width.
const LOOSE: Abs = Abs::mm(1.5);

/// 署名 with the date under it.
fn signatures(file: &PdfFile) -> Vec<(&Page, &Line, &Line)> {
    let lines: Vec<(&Page, &Line, Element)> = file.kinds().collect();
    let pair = |two: &[(&'_ Page, &'_ Line, Element)]| two[0].2 == Element::Issuer && two[1].2 == Element::Date;
    lines
        .windows(2)
        .filter(|two| pair(two))
        .map(|two| (two[0].0, two[0].1, two[1].1))
        .collect()
}

/// Whether a seal's picture stands over the date.
fn is_sealed(page: &Page, date: &Line) -> bool {
    page.pictures
        .iter()
        .any(|picture| picture.start.y < date.baseline && date.baseline < picture.end.y && picture.end.x > date.left())
}

/// Names beside each other are those of a joint issue under its seals (SIGN-02).
fn is_joint(file: &PdfFile, page: &Page, name: &Line) -> bool {
    let of_page = || {
        file.all(Element::Issuer)
            .filter(|(other, _)| other.number == page.number)
    };
    let apart = |other: &Line| {
        let step = (other.baseline - name.baseline).abs();
        (!std::ptr::eq(other, name) && step < Abs::pt(1.0)) || step > gb9704::SEAL_DIAMETER / 2.0
    };
    of_page().any(|(_, line)| apart(line))
}

/// SIGN-01: under a seal the date stands four cells from the right, the name centred over it.
pub(in crate::lint) fn sealed(file: &PdfFile, measure: &mut Measure) {
    for (page, name, date) in signatures(file)
        .into_iter()
        .filter(|(page, name, date)| is_sealed(page, date) && !is_joint(file, page, name))
    {
        let blank = right_edge(file, page) - date.right();
        measure.length(page.place(&date.text), blank, FOUR_CELLS, LOOSE);
        measure.length(page.place(&name.text), name.center(), date.center(), LOOSE);
    }
}

/// SIGN-03: without a seal the name stands two cells from the right and the date begins two cells to the right of
/// it; a date longer than the name takes the two cells from the edge.
pub(in crate::lint) fn unsealed(file: &PdfFile, measure: &mut Measure) {
    for (page, name, date) in signatures(file)
        .into_iter()
        .filter(|(page, _, date)| !is_sealed(page, date))
    {
        if is_joint(file, page, name) {
            continue;
        }
        let edge = right_edge(file, page);
        // Room kept for an electronic seal is set as if the seal were there (SIGN-08), and the post of who stamps
        // stands beside the stamp (SIGN-05): both dates keep four cells from the edge.
        let reserved = ((edge - date.right()) - FOUR_CELLS).abs() < LOOSE;
        if reserved {
            measure.holds(page.place(&name.text), true, "", "");
            continue;
        }
        measure.length(page.place(&date.text), date.left() - name.left(), TWO_CELLS, LOOSE);
        let longer = date.right() - date.left() > name.right() - name.left();
        let (what, blank) = if longer {
            (date, edge - date.right())
        } else {
            (name, edge - name.right())
        };
        measure.length(page.place(&what.text), blank, TWO_CELLS, LOOSE);
    }
}

/// SIGN-06: `2023年11月20日`, no padding, one line.
pub(in crate::lint) fn date_form(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::Date) {
        measure.holds(
            page.place(&line.text),
            text::is_date(&line.text),
            "2023年1月2日",
            line.text.clone(),
        );
    }
}

/// PG-04, BODY-10: the page of 署名 and 成文日期 shows some of the text.
pub(in crate::lint) fn not_alone(file: &PdfFile, measure: &mut Measure) {
    for (page, name, _) in signatures(file) {
        let of_page = |wanted: fn(Element) -> bool| {
            file.kinds()
                .any(|(other, _, kind)| other.number == page.number && wanted(kind))
        };
        let company = of_page(|kind| {
            matches!(
                kind,
                Element::Body | Element::Heading(_) | Element::AnnexNote | Element::Table
            )
        });
        measure.holds(page.place(&name.text), company, "≥ 1", "0");
    }
}

/// ANNEX-01: an 附件 begins a page; a label anywhere else would have been read as text.
pub(in crate::lint) fn annex_page(file: &PdfFile, measure: &mut Measure) {
    for (page, line, kind) in file.kinds() {
        let inside = line.left() - left_edge(file, page);
        let label = text::is_annex_label(&line.text) && inside < Abs::mm(2.0);
        if kind == Element::AnnexLabel || label {
            measure.holds(
                page.place(&line.text),
                kind == Element::AnnexLabel,
                "1",
                line.text.clone(),
            );
        }
    }
}

/// ANNEX-02: 3号黑体, flush left, without a colon.
pub(in crate::lint) fn annex_label(file: &PdfFile, measure: &mut Measure) {
    for (page, line) in file.all(Element::AnnexLabel).filter(|(page, _)| page.is_portrait()) {
        measure.length(page.place(&line.text), line.left(), left_edge(file, page), TOLERANCE);
        typeface(page, line, Role::HeiTi, gb9704::SIZE_3, measure);
        measure.holds(
            page.place(&line.text),
            !line.text.ends_with(['：', ':']),
            "附件1",
            line.text.clone(),
        );
    }
}

/// ANNEX-05: an 附件 that is bound apart begins with the 发文字号 of its document and its own number, and nothing else.
pub(in crate::lint) fn annex_apart(file: &PdfFile, measure: &mut Measure) {
    let number = file.all(Element::Number).next().map(|(_, line)| line.text.clone());
    for (page, line) in file.all(Element::AnnexLabel) {
        let Some((before, _)) = line.text.split_once("附件").filter(|(before, _)| !before.is_empty()) else {
            continue;
        };
        let holds = text::is_document_number(before) && number.as_deref().is_none_or(|number| number == before);
        let expected = number.clone().unwrap_or_else(|| "代字〔2023〕1号".to_owned());
        measure.holds(
            page.place(&line.text),
            holds,
            format!("{expected}附件1"),
            line.text.clone(),
        );
    }
}

/// ANNEX-03: the title of an 附件 stands centred on the third line and is the one that 附件说明 names.
pub(in crate::lint) fn annex_title(file: &PdfFile, measure: &mut Measure) {
    let notes: String = file
        .all(Element::AnnexNote)
        .map(|(_, line)| line.text.as_str())
        .collect();
    let labels: Vec<&Page> = file.all(Element::AnnexLabel).map(|(page, _)| page).collect();
    for page in labels.into_iter().filter(|page| page.is_portrait()) {
        let of_page = file
            .all(Element::AnnexTitle)
            .filter(|(other, _)| other.number == page.number);
        let lines: Vec<&Line> = of_page.map(|(_, line)| line).collect();
        let Some(first) = lines.first() else { continue };
        let third = gb9704::MARGINS.top + gb9704::PITCH * 2.0;
        let top = first.top() - (gb9704::PITCH - first.size) / 2.0;
        measure.length(page.place(&first.text), top, third, Abs::mm(2.0));
        let title: String = lines.iter().map(|line| line.text.as_str()).collect();
        if !notes.is_empty() {
            measure.holds(page.place(&title), notes.contains(&title), notes.clone(), title.clone());
        }
    }
}

/// ANNEX-04: page numbers run on; held with PNUM-06, here for the pages of the 附件.
pub(in crate::lint) fn annex_numbers(file: &PdfFile, measure: &mut Measure) {
    let first = file.all(Element::AnnexLabel).map(|(page, _)| page.number).min();
    for (page, line) in file
        .all(Element::PageNumber)
        .filter(|(page, _)| first.is_some_and(|first| page.number >= first))
    {
        let number = text::page_number(&line.text);
        let found = number.map_or_else(|| line.text.clone(), |number| number.to_string());
        measure.holds(
            page.place(&line.text),
            number == Some(page.number),
            page.number.to_string(),
            found,
        );
    }
}

/// The page of 版记 and its rules, from top to bottom.
fn colophon(file: &PdfFile) -> Option<(&Page, Vec<&Stroke>)> {
    let (page, first) = file.all(Element::Colophon).next()?;
    let top = first.top() - Abs::mm(8.0);
    let of_page = page.strokes.iter();
    let mut rules: Vec<&Stroke> = of_page
        .filter(|stroke| stroke.is_horizontal() && stroke.line.start.y > top && stroke.length() > Abs::mm(100.0))
        .collect();
    rules.sort_by(|a, b| a.line.start.y.to_pt().total_cmp(&b.line.start.y.to_pt()));
    Some((page, rules))
}

/// COLO-01: rules as wide as 版心, first and last 0.35 mm, the others 0.25 mm.
pub(in crate::lint) fn colophon_rules(file: &PdfFile, measure: &mut Measure) {
    let Some((page, rules)) = colophon(file).filter(|_| file.elements.format != Format::Letter) else {
        return;
    };
    for (index, rule) in rules.iter().enumerate() {
        let place = || page.place("─");
        measure.length(place(), rule.line.start.x, left_edge(file, page), TOLERANCE);
        measure.length(place(), rule.line.end.x, right_edge(file, page), TOLERANCE);
        let outer = index == 0 || index + 1 == rules.len();
        let weight = if outer { gb9704::OUTER_RULE } else { gb9704::INNER_RULE };
        measure.points(place(), rule.weight, weight, Abs::pt(0.15));
    }
}

/// COLO-02: the last rule stands at the bottom of 版心.
pub(in crate::lint) fn colophon_foot(file: &PdfFile, measure: &mut Measure) {
    let Some((page, rules)) = colophon(file).filter(|_| file.elements.format != Format::Letter) else {
        return;
    };
    if let Some(last) = rules.last() {
        let expected = gb9704::PAPER.height - gb9704::MARGINS.bottom;
        measure.length(page.place("─"), last.line.start.y, expected, Abs::mm(0.5));
    }
}

/// COLO-03: 抄送 in 4号仿宋, one 字 in, ended by 。.
pub(in crate::lint) fn copies(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line)> = file.all(Element::Colophon).collect();
    let mut copies: Vec<(&Page, &Line)> = Vec::new();
    for (page, line) in lines {
        if line.text.starts_with("抄送：")
            || (!copies.is_empty() && !line.text.contains("印发") && copies_go_on(&copies))
        {
            copies.push((page, line));
        }
    }
    for (page, line) in &copies {
        typeface(page, line, Role::FangSong, gb9704::SIZE_4, measure);
    }
    if let Some((page, first)) = copies.first() {
        let inside = first.left() - left_edge(file, page);
        measure.length(page.place(&first.text), inside, COLOPHON_CELL, Abs::mm(0.8));
    }
    if let Some((page, last)) = copies.last() {
        measure.holds(
            page.place(&last.text),
            last.text.ends_with('。'),
            "。",
            last.text.clone(),
        );
    }
}

fn copies_go_on(copies: &[(&Page, &Line)]) -> bool {
    copies.last().is_some_and(|(_, line)| !line.text.ends_with('。'))
}

/// COLO-04: 主送 in 版记 stands above 抄送, without a rule between them.
pub(in crate::lint) fn addressee_below(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line)> = file.all(Element::Colophon).collect();
    let begins = |words: &str| lines.iter().find(|(_, line)| line.text.starts_with(words));
    if let (Some((page, above)), Some((_, below))) = (begins("主送："), begins("抄送：")) {
        measure.holds(
            page.place(&above.text),
            above.baseline < below.baseline,
            "主送 / 抄送",
            "抄送 / 主送",
        );
        let between = |stroke: &&Stroke| {
            stroke.is_horizontal() && stroke.line.start.y > above.baseline && stroke.line.start.y < below.baseline
        };
        let rules = page.strokes.iter().filter(between).count();
        measure.holds(page.place(&below.text), rules == 0, "0", rules.to_string());
    }
}

/// COLO-05: 印发机关 one 字 in from the left, the date of 印发 one 字 in from the right, on one line.
pub(in crate::lint) fn printer(file: &PdfFile, measure: &mut Measure) {
    let lines: Vec<(&Page, &Line)> = file.all(Element::Colophon).collect();
    let Some((page, date)) = lines.iter().find(|(_, line)| line.text.ends_with("印发")) else {
        return;
    };
    let blank = right_edge(file, page) - date.right();
    measure.length(page.place(&date.text), blank, COLOPHON_CELL, Abs::mm(0.8));
    let printed = date.text.trim_end_matches("印发");
    let start = printed.find(|c: char| c.is_ascii_digit()).unwrap_or_default();
    measure.holds(
        page.place(&date.text),
        text::is_date(&printed[start..]),
        "2023年1月2日印发",
        date.text.clone(),
    );
    let first = lines
        .iter()
        .find(|(_, line)| (line.baseline - date.baseline).abs() < Abs::pt(1.0));
    if let Some((page, line)) = first {
        let inside = line.left() - left_edge(file, page);
        measure.length(page.place(&line.text), inside, COLOPHON_CELL, Abs::mm(0.8));
    }
}

/// COLO-07, COLO-08: 版记 stands on the last page.
pub(in crate::lint) fn colophon_last(file: &PdfFile, measure: &mut Measure) {
    if let Some((page, line)) = file.all(Element::Colophon).next() {
        let last = file.pages.len();
        measure.holds(
            page.place(&line.text),
            page.number == last,
            last.to_string(),
            page.number.to_string(),
        );
    }
}

/// COLOR-03: the rules of 版记 are black.
pub(in crate::lint) fn colophon_black(file: &PdfFile, measure: &mut Measure) {
    let Some((page, rules)) = colophon(file).filter(|_| file.elements.format != Format::Letter) else {
        return;
    };
    for rule in rules {
        measure.holds(
            page.place("─"),
            !is_red(rule.color),
            "RGB 0 0 0",
            format!("RGB {:?}", rule.color),
        );
    }
}

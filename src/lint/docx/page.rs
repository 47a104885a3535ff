//! Paper, grid and page numbers (PAGE, GRID, PNUM, TABL) measured on a Word file.

use super::paragraph::Paragraph;
use super::{DocxFile, Section, place};
use crate::font::Role;
use crate::geom::Abs;
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::style::gb9704;

/// A key of a section that should lie in a range of twips.
fn between(section: &Section, key: &str, range: (i64, i64), measure: &mut Measure) {
    let found = section.twips(key);
    let holds = found.is_some_and(|value| (range.0..=range.1).contains(&value));
    let found = found.map_or_else(|| "∅".to_owned(), |value| value.to_string());
    measure.holds(place(key), holds, format!("{}–{}", range.0, range.1), found);
}

/// The least and most twips of a length, give or take.
fn about(length: Abs, tolerance: Abs) -> (i64, i64) {
    ((length - tolerance).to_twips(), (length + tolerance).to_twips())
}

/// A margin of the type area, to a millimetre.
fn margin(section: &Section, side: &str, length: Abs, measure: &mut Measure) {
    between(section, &format!("pgMar/{side}"), about(length, Abs::mm(1.0)), measure);
}

fn upright(file: &DocxFile) -> impl Iterator<Item = &Section> {
    file.sections.iter().filter(|section| {
        section
            .values
            .get("pgSz/orient")
            .is_none_or(|orient| orient != "landscape")
    })
}

/// PAGE-01.
pub(in crate::lint) fn paper(file: &DocxFile, measure: &mut Measure) {
    let tolerance = Abs::pt(0.5);
    for section in upright(file) {
        between(section, "pgSz/w", about(gb9704::PAPER.width, tolerance), measure);
        between(section, "pgSz/h", about(gb9704::PAPER.height, tolerance), measure);
    }
}

/// PAGE-02.
pub(in crate::lint) fn top_margin(file: &DocxFile, measure: &mut Measure) {
    for section in upright(file) {
        margin(section, "top", gb9704::MARGINS.top, measure);
    }
}

/// PAGE-03.
pub(in crate::lint) fn left_margin(file: &DocxFile, measure: &mut Measure) {
    for section in upright(file) {
        margin(section, "left", gb9704::MARGINS.left, measure);
        between(section, "pgMar/gutter", (0, 0), measure);
    }
}

/// PAGE-04: the other two margins make 版心 156 × 225 mm.
pub(in crate::lint) fn right_and_bottom(file: &DocxFile, measure: &mut Measure) {
    for section in upright(file) {
        margin(section, "right", gb9704::MARGINS.right, measure);
        margin(section, "bottom", gb9704::MARGINS.bottom, measure);
    }
}

/// The running text: what has the body's line.
fn running(file: &DocxFile) -> impl Iterator<Item = &Paragraph> {
    file.paragraphs
        .iter()
        .filter(|one| !one.text.is_empty() && !one.boxed && matches!(one.element, Element::Body | Element::Heading(_)))
}

/// GRID-01, GRID-04: 22 lines fill a page: lines of exactly 579 twips; 580 would make 21, 560 leaves the foot empty.
pub(in crate::lint) fn line_pitch(file: &DocxFile, measure: &mut Measure) {
    for paragraph in running(file).filter(|one| !one.drawing) {
        let line = paragraph.format.number("spacing/line");
        let exact = paragraph.format.text("spacing/lineRule") == Some("exact");
        // BODY-10 lets lines stand closer where the text would be parted from its signature.
        let closer = |line: i64| gb9704::TIGHTER_PITCHES.iter().any(|pitch| pitch.to_twips() == line);
        let holds = exact && line.is_some_and(|line| (575..=579).contains(&line) || closer(line));
        let rule = paragraph.format.text("spacing/lineRule").unwrap_or("auto");
        let found = line.map_or_else(|| rule.to_owned(), |line| format!("{line} {rule}"));
        measure.holds(place(&paragraph.text), holds, "579 exact", found);
    }
}

/// GRID-02, GRID-06: 28 characters fit a line, by cells or by tracking.
pub(in crate::lint) fn cells(file: &DocxFile, measure: &mut Measure) {
    let cells = upright(file).any(|section| {
        section
            .values
            .get("docGrid/type")
            .is_some_and(|kind| kind == "linesAndChars")
    });
    for paragraph in running(file) {
        let Some(run) = paragraph.chinese().filter(|run| run.size() == 32) else {
            continue;
        };
        let tracking = run.format.number("spacing/val").unwrap_or_default();
        let holds = cells || (-7..=-5).contains(&tracking);
        measure.holds(place(&paragraph.text), holds, "-5", tracking.to_string());
    }
}

/// GRID-06: the document grid of every section.
pub(in crate::lint) fn document_grid(file: &DocxFile, measure: &mut Measure) {
    for section in upright(file) {
        let kind = section.values.get("docGrid/type").map_or("∅", String::as_str);
        measure.holds(
            place("docGrid/type"),
            matches!(kind, "lines" | "linesAndChars"),
            "lines",
            kind,
        );
        between(section, "docGrid/linePitch", (575, 579), measure);
    }
}

/// GRID-07: the lines of tables are not exactly as high as those of the text.
pub(in crate::lint) fn table_lines(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Table).filter(|one| !one.text.is_empty()) {
        let exact = paragraph.format.text("spacing/lineRule") == Some("exact");
        let line = paragraph.format.number("spacing/line").unwrap_or_default();
        let inflated = exact && line > 500 && paragraph.size() < 28;
        measure.holds(place(&paragraph.text), !inflated, "≥ 1.2 × sz", line.to_string());
    }
}

/// PNUM-01, FONT-05: 4号宋体 between two dashes, a field for the number.
pub(in crate::lint) fn number_form(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.footers.iter().filter(|one| one.page_field) {
        let dashes = paragraph.text.starts_with('—') && paragraph.text.ends_with('—');
        measure.holds(place(&paragraph.text), dashes, "— 1 —", paragraph.text.clone());
        let size = paragraph.runs.first().map_or(0, super::paragraph::Run::size);
        measure.holds(place(&paragraph.text), size == 28, "28", size.to_string());
    }
}

/// FONT-05.
pub(in crate::lint) fn number_face(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.footers.iter().filter(|one| one.page_field) {
        for run in &paragraph.runs {
            let font = run.format.text("rFonts/ascii").unwrap_or_default();
            let holds = Role::Song.names().contains(&font);
            measure.holds(place(&paragraph.text), holds, Role::Song.names()[0], font);
        }
    }
}

/// PNUM-03: with a line of exactly 14 pt the dash stands 7 mm below 版心.
pub(in crate::lint) fn footer_distance(file: &DocxFile, measure: &mut Measure) {
    let numbered = file.footers.iter().any(|one| one.page_field);
    for section in upright(file).filter(|_| numbered) {
        between(section, "pgMar/footer", (1390, 1500), measure);
    }
}

/// PNUM-04: one 字 from the edge, 4号 or 3号.
pub(in crate::lint) fn number_inset(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.footers.iter().filter(|one| one.page_field) {
        let centred = file.format == Some(Format::Internal) && paragraph.is_centred();
        let right = paragraph.format.number("ind/right").unwrap_or_default();
        let left = paragraph.first_line();
        let inset = if paragraph.format.text("jc/val") == Some("right") {
            right
        } else {
            left
        };
        let holds = centred || (275..=325).contains(&inset);
        measure.holds(place(&paragraph.text), holds, "280–320", inset.to_string());
    }
}

/// PNUM-05, DX-07: odd and even footers, switched on.
pub(in crate::lint) fn odd_and_even(file: &DocxFile, measure: &mut Measure) {
    let numbered = file.footers.iter().any(|one| one.page_field);
    let centred = file
        .footers
        .iter()
        .filter(|one| one.page_field)
        .all(Paragraph::is_centred);
    if !numbered || centred {
        return;
    }
    let on = file
        .settings
        .get("evenAndOddHeaders")
        .is_some_and(|value| value != "0" && value != "false");
    measure.holds(place("evenAndOddHeaders"), on, "1", if on { "1" } else { "∅" });
    let footers = file.sections.first().map(|section| &section.footers);
    let kinds: Vec<&str> = footers.into_iter().flatten().map(|(kind, _)| kind.as_str()).collect();
    let both = ["default", "even"].iter().all(|kind| kinds.contains(kind));
    measure.holds(place("footerReference"), both, "default even", kinds.join(" "));
}

/// PNUM-06, LETT-07: page 1 of a 信函 has no number.
pub(in crate::lint) fn letter_first_page(file: &DocxFile, measure: &mut Measure) {
    if file.format == Some(Format::Letter) {
        let first = file.sections.first().is_some_and(|section| section.title_page);
        measure.holds(place("titlePg"), first, "1", if first { "1" } else { "∅" });
    }
}

/// PNUM-06: neither a blank page nor 版记 alone on the page after it has a number.
pub(in crate::lint) fn unnumbered(file: &DocxFile, measure: &mut Measure) {
    letter_first_page(file, measure);
    let Some(colophon) = file.paragraphs.iter().position(|one| one.element == Element::Colophon) else {
        return;
    };
    let empty = file.paragraphs[..colophon].iter().rev();
    let empty = empty.take_while(|one| one.text.is_empty() && !one.drawing);
    // One page begins for 版记, another before it: the first of the two is blank.
    if empty.filter(|one| one.begins_page).count() < 2 {
        return;
    }
    let footers = file.sections.last().map(|section| &section.footers);
    for (kind, id) in footers.into_iter().flatten() {
        let numbers = file.numbers.get(id).map_or(0, Vec::len);
        measure.holds(place(kind), numbers == 0, "∅", "PAGE");
    }
}

/// TABL-03: the paper and margins of landscape sections.
pub(in crate::lint) fn landscape(file: &DocxFile, measure: &mut Measure) {
    let turned = |section: &&Section| {
        section
            .values
            .get("pgSz/orient")
            .is_some_and(|orient| orient == "landscape")
    };
    let tolerance = Abs::mm(1.0);
    for section in file.sections.iter().filter(turned) {
        between(section, "pgSz/w", about(gb9704::PAPER.height, Abs::pt(0.5)), measure);
        between(section, "pgSz/h", about(gb9704::PAPER.width, Abs::pt(0.5)), measure);
        let sides = [
            ("pgMar/top", gb9704::MARGINS.left),
            ("pgMar/bottom", gb9704::MARGINS.right),
            ("pgMar/left", gb9704::MARGINS.bottom),
            ("pgMar/right", gb9704::MARGINS.top),
        ];
        for (key, length) in sides {
            between(section, key, about(length, tolerance), measure);
        }
    }
}

/// TABL-05, TB-02: a table's head is repeated.
pub(in crate::lint) fn repeated_heads(file: &DocxFile, measure: &mut Measure) {
    let cells = file.all(Element::Table).filter(|one| !one.text.is_empty()).count();
    if cells > 0 {
        measure.holds(place("tblHeader"), file.heads > 0, "≥ 1", file.heads.to_string());
    }
}

//! What Word and WPS need of a file (DX) to show it as it was meant.

use super::{DocxFile, place};
use crate::lint::element::Element;
use crate::lint::measure::Measure;

/// DX-01: fonts by name, never by theme.
pub(in crate::lint) fn no_theme_fonts(file: &DocxFile, measure: &mut Measure) {
    measure.holds(
        place("rFonts"),
        file.theme_fonts == 0,
        "0",
        file.theme_fonts.to_string(),
    );
}

/// DX-04: tables tell their widths twice, by grid and by cell.
pub(in crate::lint) fn table_widths(file: &DocxFile, measure: &mut Measure) {
    if file.tables > 0 {
        let found = file.tables_without_widths.to_string();
        measure.holds(place("tblGrid tcW"), file.tables_without_widths == 0, "0", found);
    }
}

/// DX-05: headings can be navigated and their labels are typed.
pub(in crate::lint) fn navigable_headings(file: &DocxFile, measure: &mut Measure) {
    for paragraph in &file.paragraphs {
        if let Element::Heading(level @ 1..=2) = paragraph.element {
            let outline = paragraph.format.number("outlineLvl/val");
            let holds = outline == Some(i64::from(level) - 1);
            let found = outline.map_or_else(|| "∅".to_owned(), |outline| outline.to_string());
            measure.holds(
                place(&paragraph.text),
                holds,
                format!("outlineLvl {}", level - 1),
                found,
            );
        }
    }
}

/// DX-06: exact lines would cut pictures.
pub(in crate::lint) fn pictures_not_cut(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file
        .paragraphs
        .iter()
        .filter(|one| one.drawing && !one.boxed && one.text.is_empty())
    {
        let exact = paragraph.format.text("spacing/lineRule") == Some("exact");
        measure.holds(place("drawing"), !exact, "auto", "exact");
    }
}

/// DX-09: compatibility mode 15.
pub(in crate::lint) fn compatibility(file: &DocxFile, measure: &mut Measure) {
    let mode = file.settings.get("compatibilityMode").map_or("∅", String::as_str);
    measure.holds(place("compatibilityMode"), mode == "15", "15", mode);
}

/// SP-04, §4: no hanging marks and no automatic blanks between Han and digits in the running text; kinsoku on.
pub(in crate::lint) fn asian_typography(file: &DocxFile, measure: &mut Measure) {
    for paragraph in file.all(Element::Body).filter(|one| !one.text.is_empty() && !one.boxed) {
        let off = |key: &str| paragraph.format.text(key) == Some("0");
        let holds = off("overflowPunct/val") && off("autoSpaceDE/val") && off("autoSpaceDN/val");
        let kinsoku = paragraph.format.text("kinsoku/val") != Some("0");
        measure.holds(
            place(&paragraph.text),
            holds && kinsoku,
            "overflowPunct=0 autoSpaceDE=0 autoSpaceDN=0",
            "",
        );
    }
}

//! What is not a paragraph style: defaults, character styles, the table style.

use crate::geom::Abs;
use crate::style::{Color, ParagraphStyle, Stylesheet, TableRules};

use super::super::xml::Xml;
use super::paragraph::{run_fonts, run_properties};
use super::{DOUBT, HEADING_TEXT, HEADING_TEXT_NAMES, NOTE_MARK, TABLE, TITLE_LATIN};

/// What holds where no style says otherwise; no theme, whose fonts would win over ours (DX-01).
pub(super) fn defaults(xml: &mut Xml, style: &Stylesheet) {
    xml.start("w:docDefaults").start("w:rPrDefault").start("w:rPr");
    run_fonts(xml, &style.body);
    let size = style.body.size.to_half_points();
    xml.value("w:sz", size).value("w:szCs", size);
    xml.start("w:lang")
        .attribute("w:val", "en-US")
        .attribute("w:eastAsia", "zh-CN")
        .attribute("w:bidi", "ar-SA")
        .end();
    xml.end().end();
    xml.empty("w:pPrDefault").end();
    // Every other built-in style stays out of the user's sight.
    xml.start("w:latentStyles")
        .attribute("w:defLockedState", 0)
        .attribute("w:defUIPriority", 99)
        .attribute("w:defSemiHidden", 1)
        .attribute("w:defUnhideWhenUsed", 1)
        .attribute("w:defQFormat", 0)
        .attribute("w:count", 376)
        .end();
}

/// The defaults of characters, tables and lists, which Word wants to find.
pub(super) fn built_in(xml: &mut Xml) {
    for (kind, id, name) in [
        ("character", "DefaultParagraphFont", "Default Paragraph Font"),
        ("table", "TableNormal", "Normal Table"),
        ("numbering", "NoList", "No List"),
    ] {
        xml.start("w:style")
            .attribute("w:type", kind)
            .attribute("w:default", 1)
            .attribute("w:styleId", id);
        xml.value("w:name", name).value("w:uiPriority", 99);
        xml.empty("w:semiHidden").empty("w:unhideWhenUsed");
        if kind == "table" {
            xml.start("w:tblPr");
            sides(xml, "w:tblCellMar", Abs::ZERO, Abs::pt(5.4));
            xml.end();
        }
        xml.end();
    }
}

/// The character style linked to a heading's style.
pub(super) fn heading_text(xml: &mut Xml, heading: &ParagraphStyle, body: &ParagraphStyle, level: usize) {
    character(xml, HEADING_TEXT[level], HEADING_TEXT_NAMES[level]);
    xml.value("w:link", heading.id).value("w:uiPriority", 20);
    run_properties(xml, heading, Some(body));
    xml.end();
}

/// The title's digits are bold in the Latin face; 小标宋 itself is never made bold (FONT-06).
pub(super) fn title_latin(xml: &mut Xml) {
    character(xml, TITLE_LATIN, "公文标题西文");
    xml.value("w:uiPriority", 20);
    xml.start("w:rPr").empty("w:b").end().end();
}

/// A character style for words in another look than their paragraph's.
pub(super) fn inline_text(xml: &mut Xml, id: &str, style: &ParagraphStyle, body: &ParagraphStyle) {
    character(xml, id, style.name);
    xml.value("w:uiPriority", 20);
    run_properties(xml, style, Some(body));
    xml.end();
}

/// Figures of a draft that are in doubt stand on a coloured ground.
pub(super) fn doubt(xml: &mut Xml) {
    character(xml, DOUBT, "存疑");
    xml.value("w:uiPriority", 21).empty("w:qFormat");
    xml.start("w:rPr");
    xml.start("w:shd")
        .attribute("w:val", "clear")
        .attribute("w:color", "auto")
        .attribute("w:fill", Color::DOUBT.hexadecimal())
        .end();
    xml.end().end();
}

/// The mark of a footnote is small and high.
pub(super) fn note_mark(xml: &mut Xml) {
    xml.start("w:style")
        .attribute("w:type", "character")
        .attribute("w:styleId", NOTE_MARK);
    xml.value("w:name", "footnote reference")
        .value("w:basedOn", "DefaultParagraphFont")
        .value("w:uiPriority", 22);
    xml.start("w:rPr").value("w:vertAlign", "superscript").end().end();
}

/// Word makes links blue when it brings 目录 up to date, unless their style says otherwise (COLOR-01).
pub(super) fn link(xml: &mut Xml) {
    xml.start("w:style")
        .attribute("w:type", "character")
        .attribute("w:styleId", "Hyperlink");
    xml.value("w:name", "Hyperlink")
        .value("w:basedOn", "DefaultParagraphFont")
        .value("w:uiPriority", 99);
    xml.empty("w:semiHidden").empty("w:unhideWhenUsed").end();
}

/// Begins a character style up to its name and base.
pub(super) fn character(xml: &mut Xml, id: &str, name: &str) {
    xml.start("w:style")
        .attribute("w:type", "character")
        .attribute("w:customStyle", 1)
        .attribute("w:styleId", id);
    xml.value("w:name", name).value("w:basedOn", "DefaultParagraphFont");
}

/// TABL-05: rules all round and the blanks in the cells.
pub(super) fn table(xml: &mut Xml, style: &Stylesheet) {
    let table = &style.table;
    xml.start("w:style")
        .attribute("w:type", "table")
        .attribute("w:customStyle", 1)
        .attribute("w:styleId", TABLE);
    xml.value("w:name", "公文表格").value("w:basedOn", "TableNormal");
    xml.value("w:uiPriority", 40).empty("w:qFormat");
    xml.start("w:tblPr").start("w:tblBorders");
    let borders: &[(&'static str, Abs)] = match table.rules {
        TableRules::Full => {
            &["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"].map(|side| (side, table.rule))
        }
        TableRules::ThreeLine => &["w:top", "w:bottom"].map(|side| (side, table.heavy_rule)),
    };
    for (side, weight) in borders {
        xml.start(side)
            .attribute("w:val", "single")
            .attribute("w:sz", weight.to_eighth_points())
            .attribute("w:space", 0)
            .attribute("w:color", "000000")
            .end();
    }
    xml.end();
    // A rule between rows takes room of its own in Word, half of it from either row.
    let rule = match table.rules {
        TableRules::Full => table.rule,
        TableRules::ThreeLine => Abs::ZERO,
    };
    sides(xml, "w:tblCellMar", table.row_padding - rule / 2.0, table.cell_padding);
    xml.end();
    xml.start("w:tcPr").value("w:vAlign", "center").end();
    xml.end();
}

/// Blanks at the top and bottom, and at the left and right.
pub(super) fn sides(xml: &mut Xml, name: &'static str, vertical: Abs, horizontal: Abs) {
    xml.start(name);
    for (side, length) in [
        ("w:top", vertical),
        ("w:left", horizontal),
        ("w:bottom", vertical),
        ("w:right", horizontal),
    ] {
        xml.start(side)
            .attribute("w:w", length.to_twips())
            .attribute("w:type", "dxa")
            .end();
    }
    xml.end();
}

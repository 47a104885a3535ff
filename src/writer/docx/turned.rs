//! The footers of turned pages: the number of the page in a text box, where it stands on the sheet held upright.

use crate::geom::Abs;
use crate::style::{PageNumberPosition, Stylesheet};

use super::styles;
use super::xml::Xml;

/// The namespaces of a text box, and the kind of drawing that it is.
const NAMESPACES: [(&str, &str); 5] = [
    ("xmlns:w", super::order::WORD),
    (
        "xmlns:mc",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    ),
    ("xmlns:wp", super::order::DRAWING),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:wps", SHAPE),
];
const SHAPE: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape";

/// The footers that [`super::section`] names: that of odd pages or of all, and that of even ones.
pub(super) fn footers(style: &Stylesheet) -> Vec<Vec<u8>> {
    let number = match style.page_number.position {
        PageNumberPosition::Outside => &[styles::PAGE_NUMBER, styles::PAGE_NUMBER_EVEN][..],
        PageNumberPosition::Centered => &[styles::PAGE_NUMBER],
        PageNumberPosition::None => &[],
    };
    number.iter().map(|id| footer(style, id)).collect()
}

/// TABL-04: a footer of the turned page would run along its long edge; the box stands at its left, which is the foot of
/// the upright sheet, and reaches over the width of 版心, so that the number's own style puts it at the right or left.
fn footer(style: &Stylesheet, number_style: &str) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:ftr");
    for (name, namespace) in NAMESPACES {
        xml.attribute(name, namespace);
    }
    paragraph(&mut xml, styles::PAGE_NUMBER);
    xml.start("w:r").start("mc:AlternateContent");
    xml.start("mc:Choice").attribute("Requires", "wps").start("w:drawing");
    let (corner, size) = place(style);
    anchor(&mut xml, corner, size);
    text_box(&mut xml, size, number_style);
    xml.finish()
}

/// The corner of the box on the turned page, and its size: one line of the number, whose middle is as far from the edge
/// as that of the dashes is from the foot of an upright page (PNUM-02).
fn place(style: &Stylesheet) -> ([Abs; 2], [Abs; 2]) {
    let number = &style.page_number;
    let middle = style.margins.bottom - number.below_type_area;
    let corner = [middle - number.size / 2.0, style.margins.left];
    (corner, [number.size, style.type_area().width])
}

fn anchor(xml: &mut Xml, corner: [Abs; 2], size: [Abs; 2]) {
    xml.start("wp:anchor");
    for (name, value) in [
        ("distT", "0"),
        ("distB", "0"),
        ("distL", "0"),
        ("distR", "0"),
        ("simplePos", "0"),
        ("relativeHeight", "251658240"),
        ("behindDoc", "0"),
        ("locked", "0"),
        ("layoutInCell", "1"),
        ("allowOverlap", "1"),
    ] {
        xml.attribute(name, value);
    }
    point(xml, "wp:simplePos", "x", "y", [Abs::ZERO; 2]);
    for (name, offset) in [("wp:positionH", corner[0]), ("wp:positionV", corner[1])] {
        xml.start(name).attribute("relativeFrom", "page");
        xml.text_element("wp:posOffset", &offset.to_emu().to_string()).end();
    }
    point(xml, "wp:extent", "cx", "cy", size);
    xml.start("wp:effectExtent");
    for side in ["l", "t", "r", "b"] {
        xml.attribute(side, 0);
    }
    xml.end().empty("wp:wrapNone");
    xml.start("wp:docPr").attribute("id", 1).attribute("name", "页码").end();
    xml.empty("wp:cNvGraphicFramePr");
}

fn text_box(xml: &mut Xml, size: [Abs; 2], number_style: &str) {
    xml.start("a:graphic").start("a:graphicData").attribute("uri", SHAPE);
    xml.start("wps:wsp").start("wps:cNvSpPr").attribute("txBox", 1).end();
    xml.start("wps:spPr").start("a:xfrm");
    point(xml, "a:off", "x", "y", [Abs::ZERO; 2]);
    point(xml, "a:ext", "cx", "cy", size);
    xml.end();
    xml.start("a:prstGeom").attribute("prst", "rect").empty("a:avLst").end();
    xml.empty("a:noFill").start("a:ln").empty("a:noFill").end().end();
    xml.start("wps:txbx").start("w:txbxContent");
    paragraph(xml, number_style);
    number(xml);
    xml.end().end().end();
    // Turned clockwise whole, Chinese dashes too.
    xml.start("wps:bodyPr")
        .attribute("vert", "vert")
        .attribute("wrap", "square");
    for side in ["lIns", "tIns", "rIns", "bIns"] {
        xml.attribute(side, 0);
    }
    xml.attribute("anchor", "t").empty("a:noAutofit").end();
}

fn point(xml: &mut Xml, name: &'static str, x: &str, y: &str, lengths: [Abs; 2]) {
    let [first, second] = lengths.map(Abs::to_emu);
    xml.start(name).attribute(x, first).attribute(y, second).end();
}

/// Begins a paragraph.
fn paragraph(xml: &mut Xml, style_id: &str) {
    xml.start("w:p").start("w:pPr").value("w:pStyle", style_id).end();
}

/// PNUM-01: `— 1 —` with a field, as in [`super::section`].
fn number(xml: &mut Xml) {
    let field = |xml: &mut Xml, kind: &str| {
        xml.start("w:r");
        xml.start("w:fldChar").attribute("w:fldCharType", kind).end().end();
    };
    dash(xml, "— ");
    field(xml, "begin");
    xml.start("w:r").text_element("w:instrText", "PAGE").end();
    field(xml, "separate");
    xml.start("w:r").text_element("w:t", "1").end();
    field(xml, "end");
    dash(xml, " —");
}

fn dash(xml: &mut Xml, words: &str) {
    xml.start("w:r").start("w:rPr");
    xml.start("w:rFonts").attribute("w:hint", "eastAsia").end().end();
    xml.start("w:t").attribute("xml:space", "preserve").text(words).end();
    xml.end();
}

//! The footers of turned pages: the number of the page in a text box, where it stands on the sheet held upright.

use crate::style::{PageNumberPosition, Stylesheet};

use super::xml::Xml;
use super::{draft, styles};

/// The footers that [`super::section`] names: that of odd pages or of all, and that of even ones.
pub(super) fn footers(style: &Stylesheet) -> Vec<Vec<u8>> {
    let numbers = match style.page_number.position {
        PageNumberPosition::Outside => &[styles::PAGE_NUMBER, styles::PAGE_NUMBER_EVEN][..],
        PageNumberPosition::Centered => &[styles::PAGE_NUMBER],
        PageNumberPosition::None => &[],
    };
    (1..)
        .zip(numbers)
        .map(|(number, id)| footer(style, number, id))
        .collect()
}

/// PNUM-06: the footer of pages without a number.
pub(super) fn empty() -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:ftr").attribute("xmlns:w", super::order::WORD);
    paragraph(&mut xml, styles::PAGE_NUMBER);
    xml.finish()
}

/// TABL-04: a footer of the turned page would run along its long edge. The number stands in a text box instead, in the
/// drawing language of Word's own that LibreOffice keeps in place on odd and even pages alike.
fn footer(style: &Stylesheet, number: usize, number_style: &str) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:ftr")
        .attribute("xmlns:w", super::order::WORD)
        .attribute("xmlns:v", draft::DRAWING);
    paragraph(&mut xml, styles::PAGE_NUMBER);
    xml.start("w:r").start("w:pict");
    // A rectangle of our own: LibreOffice draws a frame round the text of `v:rect`.
    xml.start("v:shapetype").attribute("id", "GwBox");
    xml.attribute("coordsize", "21600,21600")
        .attribute("path", "m,l,21600r21600,l21600,xe")
        .end();
    xml.start("v:shape")
        .attribute("id", format_args!("GwPageNumber{number}"))
        .attribute("type", "#GwBox")
        .attribute("style", place(style))
        .attribute("filled", "f")
        .attribute("stroked", "f");
    // The text runs downwards, Chinese dashes along it.
    xml.start("v:textbox")
        .attribute("style", "layout-flow:vertical")
        .attribute("inset", "0,0,0,0");
    xml.start("w:txbxContent");
    paragraph(&mut xml, number_style);
    folio(&mut xml);
    xml.finish()
}

/// The box is a line of the number at the left of the turned page, the foot of the sheet held upright: its middle is as
/// far from the edge as that of the dashes on upright pages (PNUM-02). It reaches over the width of 版心, so that the
/// number's own style puts it at the right or left (PNUM-04).
fn place(style: &Stylesheet) -> String {
    let number = &style.page_number;
    let middle = style.margins.bottom - number.below_type_area;
    format!(
        "position:absolute;margin-left:{:.2}pt;margin-top:{:.2}pt;width:{:.2}pt;height:{:.2}pt;z-index:251658240;\
         mso-position-horizontal-relative:page;mso-position-vertical-relative:page",
        (middle - number.size / 2.0).to_pt(),
        style.margins.left.to_pt(),
        number.size.to_pt(),
        style.type_area().width.to_pt(),
    )
}

/// Begins a paragraph.
fn paragraph(xml: &mut Xml, style_id: &str) {
    xml.start("w:p").start("w:pPr").value("w:pStyle", style_id).end();
}

/// PNUM-01: `— 1 —` with a field, as in [`super::section`].
fn folio(xml: &mut Xml) {
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

//! The header of a draft: 草稿 behind the text of every page, in the form that Word, WPS and LibreOffice know.

use crate::style::Stylesheet;

use super::xml::Xml;

/// Namespaces of the drawing language of Word's own watermarks.
pub(super) const DRAWING: &str = "urn:schemas-microsoft-com:vml";
const OFFICE: &str = "urn:schemas-microsoft-com:office:office";
/// Office Art's shape of words along a straight line, and its number there.
const WORDS_PATH: &str = "m@7,l@8,m@5,21600l@6,21600e";
const WORDS_SHAPE: &str = "_x0000_t136";

/// The header of this number, from one: the shapes of a document must not share an id.
pub(super) fn header(style: &Stylesheet, number: usize) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:hdr")
        .attribute("xmlns:w", super::order::WORD)
        .attribute("xmlns:v", DRAWING)
        .attribute("xmlns:o", OFFICE);
    xml.start("w:p").start("w:r").start("w:pict");
    words_shape(&mut xml);
    mark(&mut xml, style, number);
    xml.finish()
}

/// The kind of shape that a mark is, as Word writes it before the first of its kind.
fn words_shape(xml: &mut Xml) {
    xml.start("v:shapetype")
        .attribute("id", WORDS_SHAPE)
        .attribute("coordsize", "21600,21600")
        .attribute("o:spt", 136)
        .attribute("adj", 10800)
        .attribute("path", WORDS_PATH);
    xml.start("v:formulas");
    for equation in [
        "sum #0 0 10800",
        "prod #0 2 1",
        "sum 21600 0 @1",
        "sum 0 0 @2",
        "sum 21600 0 @3",
        "if @0 @3 0",
        "if @0 21600 @1",
        "if @0 0 @2",
        "if @0 @4 21600",
    ] {
        xml.start("v:f").attribute("eqn", equation).end();
    }
    xml.end();
    xml.start("v:path").attribute("textpathok", "t").end();
    xml.start("v:textpath")
        .attribute("on", "t")
        .attribute("fitshape", "t")
        .end();
    xml.end();
}

/// The words, as large and as light as in the PDF, in the middle of the type area.
fn mark(xml: &mut Xml, style: &Stylesheet, number: usize) {
    let look = &style.draft;
    let size = look.size.to_pt();
    let width = size * look.mark.chars().count() as f64;
    let place = format!(
        "position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{size}pt;z-index:-251658752;\
         mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
         mso-position-vertical:center;mso-position-vertical-relative:margin"
    );
    xml.start("v:shape")
        .attribute("id", format_args!("PowerPlusWaterMarkObject{number}"))
        .attribute("o:spid", format_args!("_x0000_s{}", 2048 + number))
        .attribute("type", format_args!("#{WORDS_SHAPE}"))
        .attribute("style", place)
        .attribute("o:allowincell", "f")
        .attribute("fillcolor", format_args!("#{}", look.color.hexadecimal()))
        .attribute("stroked", "f");
    let face = look.role.names().first().copied().unwrap_or_default();
    xml.start("v:textpath")
        .attribute("style", format_args!("font-family:\"{face}\";font-size:1pt"))
        .attribute("string", look.mark)
        .end();
    xml.end();
}

//! `word/footnotes.xml`: the footnotes, and the two rules that Word draws above them.

use super::xml::Xml;
use super::{styles, text};
use crate::geom::Abs;
use crate::report::{Inline, LayoutFacts};
use crate::style::Stylesheet;

/// The ids of the rules; the notes follow from one.
const RULES: [(i32, &str, &str); 2] = [
    (-1, "separator", "w:separator"),
    (0, "continuationSeparator", "w:continuationSeparator"),
];

/// The id of a footnote, from zero, in the part and where the text refers to it.
pub(super) const fn id(index: usize) -> usize {
    index + 1
}

/// The part.
pub(super) fn part(notes: &[Vec<Inline>], facts: &LayoutFacts, style: &Stylesheet) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:footnotes").attribute("xmlns:w", super::order::WORD);
    for (id, kind, element) in RULES {
        xml.start("w:footnote").attribute("w:type", kind).attribute("w:id", id);
        xml.start("w:p").start("w:pPr");
        xml.value("w:pStyle", style.footnote.text.id);
        // The rule stands in a line as high as the gap that the page leaves for it, flush left.
        line_height(&mut xml, style.footnote.gap);
        xml.start("w:ind")
            .attribute("w:left", 0)
            .attribute("w:firstLine", 0)
            .end();
        xml.end().start("w:r").empty(element).end().end().end();
    }
    for (index, note) in notes.iter().enumerate() {
        xml.start("w:footnote").attribute("w:id", id(index));
        xml.start("w:p")
            .start("w:pPr")
            .value("w:pStyle", style.footnote.text.id)
            .end();
        xml.start("w:r").empty("w:footnoteRef").end();
        for part in note.chunk_by(|a, b| a.is_doubtful() == b.is_doubtful()) {
            run(&mut xml, &text::joined(part), part.iter().any(Inline::is_doubtful));
        }
        xml.end();
        if facts.notes_over_colophon && index + 1 == notes.len() {
            room(
                &mut xml,
                Abs::pt(facts.colophon_height) + style.colophon.clearance,
                style,
            );
        }
        xml.end();
    }
    xml.finish()
}

/// COLO-02: an empty line under the last note, as high as 版记, which floats there.
fn room(xml: &mut Xml, height: Abs, style: &Stylesheet) {
    xml.start("w:p")
        .start("w:pPr")
        .value("w:pStyle", style.footnote.text.id);
    line_height(xml, height);
    xml.end().end();
}

fn line_height(xml: &mut Xml, height: Abs) {
    xml.start("w:spacing")
        .attribute("w:line", height.to_twips())
        .attribute("w:lineRule", "exact")
        .end();
}

fn run(xml: &mut Xml, words: &str, doubtful: bool) {
    xml.start("w:r").start("w:rPr");
    if doubtful {
        xml.value("w:rStyle", styles::DOUBT);
    }
    if text::needs_east_asian_hint(words) {
        xml.start("w:rFonts").attribute("w:hint", "eastAsia").end();
    }
    xml.end_unless_empty();
    xml.start("w:t").attribute("xml:space", "preserve").text(words).end();
    xml.end();
}

/// The settings that name the rules and count in circles.
pub(super) fn settings(xml: &mut Xml) {
    xml.start("w:footnotePr");
    xml.value("w:numFmt", "decimalEnclosedCircleChinese");
    for (id, ..) in RULES {
        xml.start("w:footnote").attribute("w:id", id).end();
    }
    xml.end();
}

//! The distances of 版头 and the names of several bodies in it (HEAD-05, HEAD-06, BODY-01) measured on a Word file.

use super::paragraph::Paragraph;
use super::{DocxFile, place};
use crate::lint::element::{Element, Format};
use crate::lint::measure::Measure;
use crate::style::gb9704;

/// Two blank lines between glyphs, give or take 2 pt: those of the grid, or those of GRID-03, each 15/8 of 三号.
const TWO_LINES: (f64, f64) = (
    gb9704::PITCH.to_pt() * 2.0 - 2.0,
    gb9704::SIZE_3.to_pt() * 15.0 / 8.0 * 2.0 + 2.0,
);
/// The glyphs of a mark end above the foot of its line by up to so many parts of its size.
const UNDER_MARK: f64 = 0.1;

fn points(paragraph: &Paragraph, key: &str) -> f64 {
    paragraph.format.number(key).unwrap_or_default() as f64 / 20.0
}

/// The blank over and under the glyphs of a line, in points.
fn blank(paragraph: &Paragraph) -> f64 {
    (points(paragraph, "spacing/line") - paragraph.size() as f64 / 2.0) / 2.0
}

/// A distance of two lines, in which `slack` more may be missing.
fn two_lines(paragraph: &Paragraph, found: f64, slack: f64, measure: &mut Measure) {
    let (least, most) = (TWO_LINES.0 - slack, TWO_LINES.1);
    let holds = (least..=most).contains(&found);
    let expected = format!("{least:.1}–{most:.1} pt");
    measure.holds(place(&paragraph.text), holds, expected, format!("{found:.1} pt"));
}

/// HEAD-06, ORDR-02: from the mark to 发文字号, or to the names that stand over it.
pub(in crate::lint) fn number_below_mark(file: &DocxFile, measure: &mut Measure) {
    for pair in file.paragraphs.windows(2) {
        let [mark, number] = pair else { continue };
        let below = matches!(number.element, Element::Number | Element::Signer);
        if mark.element == Element::Mark && !mark.boxed && below {
            let found = points(mark, "spacing/after") + points(number, "spacing/before") + blank(number);
            let slack = mark.size() as f64 / 2.0 * UNDER_MARK;
            two_lines(number, found, slack, measure);
        }
    }
}

/// BODY-01, LETT-05: from the red rule to the title, or from 发文字号 where it has no rule.
pub(in crate::lint) fn title_below_number(file: &DocxFile, measure: &mut Measure) {
    for pair in file.paragraphs.windows(2) {
        let [number, title] = pair else { continue };
        if number.element == Element::Number && title.element == Element::Title {
            let ruled = number.format.is_on("pBdr/val");
            let found = points(number, "spacing/after") + points(title, "spacing/before") + blank(title);
            let found = if ruled { found } else { found + blank(number) };
            // The rule may be on the paper, 4 mm under the number (HEAD-10).
            let on_paper = !ruled && found > TWO_LINES.1 && file.format == Some(Format::Document);
            let found = if on_paper {
                found - gb9704::RULE_GAP.to_pt()
            } else {
                found
            };
            two_lines(title, found, 0.0, measure);
        }
    }
}

/// HEAD-05: the names of several bodies are spread to one width in a cell, 文件 stands in another beside them.
pub(in crate::lint) fn joint_marks(file: &DocxFile, measure: &mut Measure) {
    let marks: Vec<&Paragraph> = file.all(Element::Mark).filter(|one| !one.boxed).collect();
    if file.format == Some(Format::Letter) || marks.len() < 2 {
        return;
    }
    for mark in marks {
        let alignment = mark.format.text("jc/val").unwrap_or("left");
        let is_word = ["文件", "命令", "令", "纪要"].contains(&mark.text.as_str());
        let holds = mark.in_table && (is_word || alignment == "distribute");
        let found = if mark.in_table { alignment } else { "¶" };
        measure.holds(place(&mark.text), holds, "tbl, distribute", found);
    }
}

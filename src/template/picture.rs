//! Pictures of the template: the caption above one, the path and the width that it gives.

use super::table::after;
use super::wording::{Words, is_blank};
use crate::diag::{Code, Diagnostic};
use crate::geom::Abs;
use crate::report::PictureFile;
use crate::style::gb9704;

/// Parts of a caption `图：标题（宽：120毫米）`, with the line `名称：…` below it.
pub(super) struct Caption {
    /// The caption.
    pub(super) title: String,
    /// The width as it is written.
    pub(super) width: Option<String>,
    /// The name by which the text refers to it; the title does too.
    pub(super) name: Option<String>,
    /// A line that is none of these.
    pub(super) stray: Option<String>,
}

/// The caption that a paragraph holds, if it is one.
pub(super) fn caption(text: &str) -> Option<Caption> {
    let (first, lines) = text.trim().split_once('\n').unwrap_or((text.trim(), ""));
    let rest = after(first, "图")?;
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !is_blank(line)).collect();
    let bracket = rest.rfind(['（', '(']).filter(|_| rest.ends_with(['）', ')']));
    let option = bracket.map(|open| rest[open..].trim_matches(['（', '(', '）', ')']));
    let width = option.and_then(|option| after(option, "宽"));
    let title = match (bracket, width) {
        (Some(open), Some(_)) => &rest[..open],
        // Brackets that say anything else belong to the caption.
        _ => rest,
    };
    Some(Caption {
        title: title.trim().to_owned(),
        width: width.map(str::to_owned),
        name: lines.iter().find_map(|line| after(line, "名称")).map(str::to_owned),
        stray: (lines.iter().find(|line| after(line, "名称").is_none())).map(|line| (*line).to_owned()),
    })
}

impl Words<'_> {
    /// A picture's file, not yet read.
    pub(super) fn picture_file(&self, path: &str, at: usize) -> PictureFile {
        PictureFile {
            path: self.plain(path).replace('\\', "/"),
            location: self.map.locate(at..at + 1),
            image: None,
        }
    }

    /// The width that a caption gives; one that cannot be is told.
    pub(super) fn picture_width(&mut self, width: Option<&str>, at: usize) -> Option<Abs> {
        let given = self.plain(width?);
        let width = parsed(&given);
        if width.is_none() {
            let problem = Diagnostic::new(Code::PictureWidth).with("found", given);
            self.report(problem, at..at + 1);
        }
        width
    }
}

/// `120毫米`, `12厘米`: no wider than 版心.
fn parsed(text: &str) -> Option<Abs> {
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let millimetres = match text[number.len()..].trim() {
        "毫米" | "mm" => 1.0,
        "厘米" | "cm" => 10.0,
        _ => return None,
    };
    let width = Abs::mm(number.trim().parse::<f64>().ok()? * millimetres);
    let most = gb9704::PAPER.width - gb9704::MARGINS.left - gb9704::MARGINS.right;
    (width > Abs::ZERO && width.fits(most)).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_read_in_both_units_and_never_guessed() {
        assert_eq!(parsed("120毫米"), Some(Abs::mm(120.0)));
        assert_eq!(parsed("12.5 厘米"), Some(Abs::mm(125.0)));
        for wrong in ["", "120", "0毫米", "157毫米", "-3厘米", "宽", "12尺"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn brackets_that_give_no_width_belong_to_the_caption() {
        let with = caption("图：水库（宽：120毫米）\n名称：大坝").unwrap();
        assert_eq!((with.title.as_str(), with.width.as_deref()), ("水库", Some("120毫米")));
        assert_eq!(with.name.as_deref(), Some("大坝"));
        let without = caption("图：水库（北岸）").unwrap();
        assert_eq!((without.title.as_str(), without.width), ("水库（北岸）", None));
        assert!(caption("图书馆：新建").is_none());
    }
}

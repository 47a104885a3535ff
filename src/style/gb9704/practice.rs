//! Pictures, 目录 and footnotes: the standard is silent on them; they keep to its sizes, its faces and its grid.

use super::{SIZE_5, Styles};
use crate::font::Role;
use crate::geom::{Abs, Em};
use crate::style::{Align, ContentsStyle, NoteStyle, ParagraphStyle, PictureStyle};

/// A picture whose width nobody gave takes at most this part of a page's height.
const TALLEST_PICTURE: f64 = 0.5;
/// Three digits and the blank before them.
const NUMBER_CELLS: f64 = 2.0;
/// GRID-03 for 五号 would be a line of 24.5 pt; they are set closer, as in print.
const NOTE_PITCH: Abs = Abs::pt(15.0);
/// A quarter of 版心, as in books and in Word.
const NOTE_RULE_LENGTH: Abs = Abs::mm(39.0);
const NOTE_RULE: Abs = Abs::pt(0.5);
const NOTE_GAP: Abs = Abs::pt(12.0);

impl Styles {
    pub(super) fn picture(&self) -> PictureStyle {
        let centred = |id, name, role, keep| ParagraphStyle {
            id,
            name,
            role,
            align: Align::Center,
            first_line: Em::ZERO,
            keep_with_next: keep,
            ..self.body()
        };
        PictureStyle {
            // Its own height is next to nothing, so that the picture alone makes the line.
            line: ParagraphStyle {
                size: Abs::pt(1.0),
                tracking: Abs::ZERO,
                pitch: Abs::pt(1.0),
                ..centred("GwPicture", "图片", Role::FangSong, false)
            },
            caption: centred("GwPictureCaption", "图题", Role::HeiTi, false),
            tallest: TALLEST_PICTURE,
        }
    }

    pub(super) fn contents(&self) -> ContentsStyle {
        let entry = |id, name, left: f64| ParagraphStyle {
            id,
            name,
            align: Align::Left,
            first_line: Em::ZERO,
            left: Em::new(left),
            ..self.body()
        };
        ContentsStyle {
            title: ParagraphStyle {
                id: "TOCHeading",
                name: "目录标题",
                ..self.title()
            },
            entries: [
                ParagraphStyle {
                    role: Role::HeiTi,
                    ..entry("TOC1", "目录 1", 0.0)
                },
                entry("TOC2", "目录 2", 1.0),
                entry("TOC3", "目录 3", 2.0),
                entry("TOC4", "目录 4", 3.0),
            ],
            number: NUMBER_CELLS,
        }
    }

    pub(super) fn footnote(&self) -> NoteStyle {
        NoteStyle {
            text: ParagraphStyle {
                id: "FootnoteText",
                name: "脚注文字",
                size: SIZE_5,
                tracking: Abs::ZERO,
                pitch: NOTE_PITCH,
                align: Align::Justify,
                left: Em::ONE,
                first_line: -Em::ONE,
                ..self.body()
            },
            rule_length: NOTE_RULE_LENGTH,
            rule: NOTE_RULE,
            gap: NOTE_GAP,
        }
    }
}

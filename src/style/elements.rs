//! How the elements of GB/T 9704 round the text are set: 版头, signatures, 附件, 版记.

use super::ParagraphStyle;
use crate::geom::{Abs, Size};

/// The cells that a name of 签发人 takes at least: one of two characters is as wide as one of three (HEAD-08).
pub const SIGNER_CELLS: usize = 3;

/// Names on a line of 签发人 (HEAD-08).
pub const SIGNERS_IN_ROW: usize = 2;

/// What stands before the names of 签发人 (HEAD-08).
pub const SIGNER_LABEL: &str = "签发人：";

/// Distance of the baselines of the names of several bodies, in parts of their size (HEAD-05, practice).
pub const JOINT_PITCH: f64 = 1.25;

/// Size of 文件 beside the names of several bodies, in parts of their size (HEAD-05, practice).
pub const JOINT_WORD: f64 = 1.5;

/// Blank between the names and 文件, in parts of the names' size (HEAD-05, practice).
pub const JOINT_GAP: f64 = 0.5;

/// 版头 (HEAD-01 … HEAD-10, LETT-01 … LETT-06, ORDR-01 … 02, MINU-01).
#[derive(Debug, Clone, PartialEq)]
pub struct HeadStyle {
    /// 份号.
    pub copy_number: ParagraphStyle,
    /// 密级和保密期限, 紧急程度.
    pub marking: ParagraphStyle,
    /// 发文机关标志 at its largest; layout fits it to the width of the type area.
    pub letterhead: ParagraphStyle,
    /// The smallest 发文机关标志 that a long name makes of one line.
    pub letterhead_least: Abs,
    /// Most height of the names of several bodies together, so that the text begins on the first page.
    pub joint_height: Abs,
    /// 发文字号 and 令号; also `签发人：`.
    pub number: ParagraphStyle,
    /// The name of who signs.
    pub signer: ParagraphStyle,
    /// From the top of the type area to the ink of 发文机关标志, in each format.
    pub top: LetterheadTop,
    /// Blank between 发文机关标志 and 发文字号, and between the red rule and the title: two lines.
    pub two_lines: Abs,
    /// From the glyphs of 发文字号 to the red rule, and from the mark of a letter to its double line.
    pub rule_gap: Abs,
    /// Weight of the red rule.
    pub rule: Abs,
    /// The double lines of a letter.
    pub double: DoubleRule,
}

/// Where 发文机关标志 begins, from the top of the type area; above it when negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LetterheadTop {
    /// 文件 and 纪要 (HEAD-04, MINU-01).
    pub document: Abs,
    /// 信函 (LETT-01).
    pub letter: Abs,
    /// 命令（令） (ORDR-01).
    pub order: Abs,
}

/// The red double lines of a letter (LETT-02 … LETT-06).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DoubleRule {
    /// Length.
    pub length: Abs,
    /// Weight of the thick line.
    pub thick: Abs,
    /// Weight of the thin line.
    pub thin: Abs,
    /// Blank between them.
    pub gap: Abs,
    /// From the lower edge of the lower line to the foot of the paper.
    pub foot: Abs,
    /// Blank between a line and the elements next to it.
    pub clearance: Abs,
}

/// 署名, 成文日期 and what is put on them (SIGN-01 … SIGN-06).
#[derive(Debug, Clone, PartialEq)]
pub struct SealStyle {
    /// Diameter of a seal.
    pub diameter: Abs,
    /// How far the middle of 署名 and 成文日期 lies under that of the seal.
    pub drop: Abs,
    /// Most seals in one row.
    pub columns: usize,
    /// 签名章.
    pub stamp: Size,
    /// Empty lines before 署名 that will be sealed.
    pub lines_before: u8,
    /// Empty lines before a 签名章.
    pub lines_before_stamp: u8,
    /// Blank at the right of 成文日期 that will be sealed, in cells.
    pub date_inset: f64,
    /// Blank at the right of 署名 without a seal, in cells.
    pub plain_inset: f64,
    /// Blank between the post and the 签名章, in cells.
    pub stamp_gap: f64,
}

/// Where one of the names of a joint issue stands (SIGN-02).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamePlace {
    /// Its row, from zero.
    pub row: usize,
    /// The middle of its column, from the left edge of 版心.
    pub middle: Abs,
    /// The width of its column.
    pub room: Abs,
}

impl SealStyle {
    /// SIGN-02: names in rows of one length as far as may be; a shorter last one ends at the right, where the date
    /// belongs. There are as many columns as the widest name leaves room for.
    pub fn places(&self, count: usize, measure: Abs, widest: Abs) -> Vec<NamePlace> {
        let columns = (1..=self.columns).rev();
        let columns = columns
            .into_iter()
            .find(|columns| widest.fits(measure / *columns as f64));
        let rows = count.div_ceil(columns.unwrap_or(1)).max(1);
        let columns = count.div_ceil(rows).max(1);
        let short = rows * columns - count;
        let room = measure / columns as f64;
        let place = |index: usize| {
            let (row, column) = (index / columns, index % columns);
            let column = if row + 1 == rows { column + short } else { column };
            let middle = room * (column as f64 + 0.5);
            NamePlace { row, middle, room }
        };
        (0..count).map(place).collect()
    }

    /// How many lines a row of seals takes: as many as the seal is high, rounded up, so that the rows do not touch.
    pub fn lines_of_row(&self, pitch: Abs) -> usize {
        (self.diameter / pitch).ceil() as usize
    }
}

/// Pictures.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureStyle {
    /// The line that holds the picture.
    pub line: ParagraphStyle,
    /// The caption under it.
    pub caption: ParagraphStyle,
    /// The most of a page's height that a picture takes whose width nobody gave.
    pub tallest: f64,
}

/// 目录.
#[derive(Debug, Clone, PartialEq)]
pub struct ContentsStyle {
    /// The word 目录 over it.
    pub title: ParagraphStyle,
    /// The lines of the headings of level 1 to 4.
    pub entries: [ParagraphStyle; 4],
    /// The room for a page number, in cells.
    pub number: f64,
}

/// Footnotes.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteStyle {
    /// Their text.
    pub text: ParagraphStyle,
    /// Length of the rule above them.
    pub rule_length: Abs,
    /// Its weight.
    pub rule: Abs,
    /// From the text to the notes; the rule stands in the middle.
    pub gap: Abs,
}

/// 附件说明 and 附件 (BODY-09, ANNEX-01 … ANNEX-04).
#[derive(Debug, Clone, PartialEq)]
pub struct AnnexStyle {
    /// 附件说明 with one name.
    pub single: ParagraphStyle,
    /// The first of several names: `附件：1.名称`.
    pub first: ParagraphStyle,
    /// The further ones: `2.名称`.
    pub further: ParagraphStyle,
    /// `附件1` at the head of the annex.
    pub label: ParagraphStyle,
    /// The annex's title, on the third line.
    pub title: ParagraphStyle,
}

/// 版记 (COLO-01 … COLO-07).
#[derive(Debug, Clone, PartialEq)]
pub struct ColophonStyle {
    /// 抄送 and 主送.
    pub copies: ParagraphStyle,
    /// 印发机关 at the left, 印发日期 at the right.
    pub printed: ParagraphStyle,
    /// First and last rule.
    pub outer_rule: Abs,
    /// Rules between.
    pub inner_rule: Abs,
    /// What must stay free between the text and it.
    pub clearance: Abs,
}

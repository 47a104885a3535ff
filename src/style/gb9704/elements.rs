//! The numbers of the elements round the text: 版头, seals, 附件, 版记.

use super::{PITCH, SIZE_3, SIZE_4, Styles};
use crate::font::Role;
use crate::geom::{Abs, Em, Size};
use crate::style::{
    Align, AnnexStyle, ColophonStyle, Color, DoubleRule, HeadStyle, LetterheadTop, ParagraphStyle, SealStyle,
};

/// HEAD-04, MINU-01: 发文机关标志 begins 35 mm under the top of the type area.
pub const LETTERHEAD_TOP: Abs = Abs::mm(35.0);
/// LETT-01: in a letter 30 mm under the top of the paper, which is above the type area.
pub const LETTER_TOP: Abs = Abs::mm(30.0 - 37.0);
/// ORDR-01: in an order 20 mm under the top of the type area.
pub const ORDER_TOP: Abs = Abs::mm(20.0);
/// HEAD-04: the largest 发文机关标志; longer names are set smaller, until they fit the type area.
pub const LETTERHEAD_SIZE: Abs = Abs::pt(62.0);
/// HEAD-04, practice: a name that would be set smaller than this on one line stands on several. Titles have 22 pt.
pub const LETTERHEAD_LEAST: Abs = Abs::pt(26.0);
/// HEAD-05: the names of several bodies are no higher than six lines, so that the text begins on the first page.
pub const JOINT_LINES: f64 = 6.0;
/// HEAD-09, LETT-02: the red rule stands 4 mm under what is above it.
pub const RULE_GAP: Abs = Abs::mm(4.0);
/// HEAD-09, practice: weight of the red rule.
pub const HEAD_RULE: Abs = Abs::mm(0.5);
/// LETT-02 … LETT-06.
pub const DOUBLE_RULE: DoubleRule = DoubleRule {
    length: Abs::mm(170.0),
    thick: Abs::mm(1.0),
    thin: Abs::mm(0.35),
    gap: Abs::mm(0.7),
    foot: Abs::mm(20.0),
    clearance: Abs::pt(SIZE_3.to_pt() * 7.0 / 8.0),
};
/// SIGN-08: the seal of a town's government.
pub const SEAL_DIAMETER: Abs = Abs::mm(42.0);
/// SIGN-01: name and date lie slightly under the middle of the seal.
pub const SEAL_DROP: Abs = Abs::mm(2.0);
/// SIGN-02: at most three seals in a row.
pub const SEALS_IN_ROW: usize = 3;
/// SIGN-01: with two empty lines, a seal of 42 mm begins less than one line under the text.
pub const LINES_BEFORE_SEAL: u8 = 2;
/// SIGN-05, practice: a stamp as high as two lines.
pub const STAMP: Size = Size::new(Abs::mm(40.0), Abs::mm(20.0));
/// SIGN-05: two blank lines before the stamp.
pub const LINES_BEFORE_STAMP: u8 = 2;
/// SIGN-01, SIGN-05: 右空四字.
pub const SEALED_DATE_INSET: f64 = 4.0;
/// SIGN-03: 右空二字.
pub const SIGNATURE_INSET: f64 = 2.0;
/// SIGN-05: the post stands two cells before the stamp.
pub const STAMP_GAP: f64 = 2.0;
/// COLO-01: first and last rule of 版记.
pub const OUTER_RULE: Abs = Abs::mm(0.35);
/// COLO-01: the rules between.
pub const INNER_RULE: Abs = Abs::mm(0.25);
/// GRID-03: a line of 四号 is its height and 7/8 of 三号.
pub const SMALL_PITCH: Abs = Abs::pt(28.0);
/// COLO-03, COLO-05: 左右各空一字.
pub const COLOPHON_INSET: Em = Em::ONE;

/// SIGN-01 … SIGN-05.
pub const SEAL: SealStyle = SealStyle {
    diameter: SEAL_DIAMETER,
    drop: SEAL_DROP,
    columns: SEALS_IN_ROW,
    stamp: STAMP,
    lines_before: LINES_BEFORE_SEAL,
    lines_before_stamp: LINES_BEFORE_STAMP,
    date_inset: SEALED_DATE_INSET,
    plain_inset: SIGNATURE_INSET,
    stamp_gap: STAMP_GAP,
};

impl Styles {
    /// A paragraph whose first line hangs out to the left.
    pub(super) fn hanging(&self, left: f64, hanging: f64) -> ParagraphStyle {
        ParagraphStyle {
            left: Em::new(left),
            first_line: Em::new(-hanging),
            ..self.body()
        }
    }

    /// A line of 版头 in 3号, flush left.
    fn head_line(&self, id: &'static str, name: &'static str, role: Role) -> ParagraphStyle {
        ParagraphStyle {
            id,
            name,
            role,
            latin: self.latin(role, Role::Latin),
            align: Align::Left,
            first_line: Em::ZERO,
            ..self.body()
        }
    }

    /// HEAD-01 … HEAD-09.
    pub(super) fn head(&self) -> HeadStyle {
        HeadStyle {
            copy_number: self.head_line("GwCopyNumber", "份号", Role::FangSong),
            marking: self.head_line("GwMarking", "密级和紧急程度", Role::HeiTi),
            letterhead: ParagraphStyle {
                id: "GwLetterhead",
                name: "发文机关标志",
                size: LETTERHEAD_SIZE,
                pitch: LETTERHEAD_SIZE,
                color: Color::RED,
                lines_after: 0,
                ..self.title()
            },
            letterhead_least: LETTERHEAD_LEAST,
            joint_height: PITCH * JOINT_LINES,
            number: ParagraphStyle {
                align: Align::Center,
                ..self.head_line("GwDocumentNumber", "发文字号", Role::FangSong)
            },
            signer: self.head_line("GwSigner", "签发人姓名", Role::KaiTi),
            top: LetterheadTop {
                document: LETTERHEAD_TOP,
                letter: LETTER_TOP,
                order: ORDER_TOP,
            },
            two_lines: PITCH * 2.0,
            rule_gap: RULE_GAP,
            rule: HEAD_RULE,
            double: DOUBLE_RULE,
        }
    }

    /// BODY-09, ANNEX-02, ANNEX-03. `1.` is as wide as one cell.
    pub(super) fn annex(&self) -> AnnexStyle {
        AnnexStyle {
            single: ParagraphStyle {
                id: "GwAnnexNote",
                name: "附件说明",
                align: Align::Left,
                ..self.hanging(5.0, 3.0)
            },
            first: ParagraphStyle {
                id: "GwAnnexNoteFirst",
                name: "附件说明（首项）",
                align: Align::Left,
                ..self.hanging(6.0, 4.0)
            },
            further: ParagraphStyle {
                id: "GwAnnexNoteFurther",
                name: "附件说明（续项）",
                align: Align::Left,
                ..self.hanging(6.0, 1.0)
            },
            label: ParagraphStyle {
                keep_with_next: true,
                lines_after: 1,
                ..self.head_line("GwAnnexLabel", "附件序号", Role::HeiTi)
            },
            title: ParagraphStyle {
                id: "GwAnnexTitle",
                name: "附件标题",
                outline: Some(1),
                ..self.title()
            },
        }
    }

    /// COLO-03, COLO-05.
    pub(super) fn colophon(&self) -> ColophonStyle {
        let small = ParagraphStyle {
            size: SIZE_4,
            tracking: Abs::ZERO,
            pitch: SMALL_PITCH,
            right: COLOPHON_INSET,
            ..self.body()
        };
        ColophonStyle {
            copies: ParagraphStyle {
                id: "GwCopies",
                name: "抄送",
                left: COLOPHON_INSET + Em::new(3.0),
                first_line: Em::new(-3.0),
                ..small.clone()
            },
            printed: ParagraphStyle {
                id: "GwPrinted",
                name: "印发机关和日期",
                left: COLOPHON_INSET,
                first_line: Em::ZERO,
                ..small
            },
            outer_rule: OUTER_RULE,
            inner_rule: INNER_RULE,
            clearance: PITCH,
        }
    }
}

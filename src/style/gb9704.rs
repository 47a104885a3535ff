//! GB/T 9704-2012: every number of the standard, once, with its rule id.

mod elements;
mod practice;

use crate::font::Role;
use crate::geom::{Abs, Em, Sides, Size};

pub use elements::*;

use super::{
    Align, Color, DraftStyle, LatinFace, PageNumberPosition, PageNumberStyle, ParagraphStyle, StyleSettings,
    Stylesheet, TableRules, TableStyle,
};

/// 二号 (spec §2: sizes).
pub const SIZE_2: Abs = Abs::pt(22.0);
/// 三号.
pub const SIZE_3: Abs = Abs::pt(16.0);
/// 四号.
pub const SIZE_4: Abs = Abs::pt(14.0);
/// 五号.
pub const SIZE_5: Abs = Abs::pt(10.5);

/// PAGE-01: A4.
pub const PAPER: Size = Size::new(Abs::mm(210.0), Abs::mm(297.0));
/// PAGE-02 … PAGE-04: 天头 37 mm, 订口 28 mm, hence 版心 156 × 225 mm.
pub const MARGINS: Sides = Sides {
    top: Abs::mm(37.0),
    right: Abs::mm(26.0),
    bottom: Abs::mm(35.0),
    left: Abs::mm(28.0),
};
/// GRID-01: lines on a page.
pub const LINES: usize = 22;
/// GRID-01: Han characters on a line.
pub const CHARACTERS: usize = 28;
/// GRID-01: one cell of the body grid, 28 to a line.
pub const CELL: Abs = Abs::mm(156.0 / 28.0);
/// GRID-03: the pitch of the standard's own model, glyph edge to glyph edge, which a print profile may use.
pub const EDGE_PITCH: Abs = Abs::pt(29.609);
/// GRID-04, GRID-05: the one pitch of PDF and Word files; 579 twips, since 580 would make 21 lines in Word.
pub const PITCH: Abs = Abs::pt(28.95);
/// BODY-10: the pitches that text may be set at to stand on one page with what belongs to it, the widest first.
pub const TIGHTER_PITCHES: [Abs; 5] = [
    Abs::pt(28.7),
    Abs::pt(28.45),
    Abs::pt(28.2),
    Abs::pt(27.95),
    Abs::pt(27.7),
];
/// GRID-06 (b): −5 twips a character, so that 28 cells of 15.75 pt fit 156 mm.
pub const TRACKING: Abs = Abs::pt(-0.25);
/// PG-02: 孤行不成页 holds for last lines.
pub const KEEP_LAST_LINE: bool = true;
/// PG-02: a first line may stand at the foot, to keep 22 lines.
pub const KEEP_FIRST_LINE: bool = false;
/// SIGN-03: one blank line before 署名.
pub const LINES_BEFORE_SIGNATURE: u8 = 1;
/// BODY-01, GRID-03: the title's own pitch.
pub const TITLE_PITCH: Abs = Abs::pt(36.0);
/// BODY-05, BODY-06: 左空二字.
pub const INDENT: Em = Em::new(2.0);
/// PNUM-02: the dash stands 7 mm below the type area.
pub const PAGE_NUMBER_DROP: Abs = Abs::mm(7.0);
/// TABL-05, practice: rules of tables.
pub const TABLE_RULE: Abs = Abs::pt(0.5);
/// Practice: first and last rule of a 三线表.
pub const HEAVY_TABLE_RULE: Abs = Abs::pt(1.0);

/// The stylesheet of all formats; internal material (总结, 计划, 公报) has no head and no 版记 (RPT-01).
pub fn stylesheet(settings: &StyleSettings) -> Stylesheet {
    let styles = Styles {
        same_face: settings.latin == LatinFace::Same,
    };
    Stylesheet {
        profile: settings.profile,
        unit_glue: settings.unit_glue,
        page: PAPER,
        margins: MARGINS,
        mirror: settings.mirror,
        lines: LINES,
        characters: CHARACTERS,
        keep_last_line: KEEP_LAST_LINE,
        keep_first_line: KEEP_FIRST_LINE,
        title: styles.title(),
        subtitle: styles.subtitle(),
        addressee: ParagraphStyle {
            id: "GwAddressee",
            name: "主送机关",
            first_line: Em::ZERO,
            ..styles.body()
        },
        body: styles.body(),
        headings: [1, 2, 3, 4].map(|level| styles.heading(level)),
        head: styles.head(),
        attendance: ParagraphStyle {
            id: "GwAttendance",
            name: "出席人员",
            ..styles.hanging(5.0, 3.0)
        },
        attendance_label: ParagraphStyle {
            id: "GwAttendanceLabel",
            name: "出席",
            role: Role::HeiTi,
            latin: styles.latin(Role::HeiTi, Role::Latin),
            ..styles.body()
        },
        seal: SEAL,
        note: ParagraphStyle {
            id: "GwNote",
            name: "附注",
            ..styles.body()
        },
        annex: styles.annex(),
        colophon: styles.colophon(),
        signature: ParagraphStyle {
            keep_with_next: true,
            lines_before: LINES_BEFORE_SIGNATURE,
            ..styles.closing("GwSignature", "署名")
        },
        date: styles.closing("GwDate", "成文日期"),
        table: styles.table(settings.table_rules),
        picture: styles.picture(),
        contents: styles.contents(),
        footnote: styles.footnote(),
        page_number: page_number(settings.page_number),
        draft: draft(),
    }
}

/// PNUM-01 … PNUM-04.
fn page_number(position: PageNumberPosition) -> PageNumberStyle {
    PageNumberStyle {
        position,
        role: Role::Song,
        size: SIZE_4,
        below_type_area: PAGE_NUMBER_DROP,
        inset: SIZE_4,
    }
}

/// 草稿 across two thirds of the type area.
const fn draft() -> DraftStyle {
    DraftStyle {
        mark: "草稿",
        role: Role::XiaoBiaoSong,
        size: Abs::pt(150.0),
        color: Color::LIGHT,
    }
}

/// Makes the styles of one document.
struct Styles {
    /// Whether digits and Latin letters take the element's own face.
    same_face: bool,
}

impl Styles {
    fn latin(&self, own: Role, times: Role) -> Role {
        if self.same_face { own } else { times }
    }

    /// FONT-01, BODY-05: 3号仿宋 on the grid.
    fn body(&self) -> ParagraphStyle {
        ParagraphStyle {
            id: "Normal",
            name: "正文",
            role: Role::FangSong,
            latin: self.latin(Role::FangSong, Role::Latin),
            size: SIZE_3,
            tracking: TRACKING,
            pitch: PITCH,
            align: Align::Justify,
            first_line: INDENT,
            left: Em::ZERO,
            right: Em::ZERO,
            color: Color::BLACK,
            keep_with_next: false,
            outline: None,
            lines_before: 0,
            lines_after: 0,
        }
    }

    /// BODY-01: 2号小标宋, centred, pitch of its own; one blank line after it (RPT-03).
    fn title(&self) -> ParagraphStyle {
        ParagraphStyle {
            id: "GwTitle",
            name: "公文标题",
            role: Role::XiaoBiaoSong,
            latin: self.latin(Role::XiaoBiaoSong, Role::LatinBold),
            size: SIZE_2,
            tracking: Abs::ZERO,
            pitch: TITLE_PITCH,
            align: Align::Center,
            first_line: Em::ZERO,
            keep_with_next: true,
            lines_after: 1,
            ..self.body()
        }
    }

    /// RPT-02: 3号楷体, centred under the title.
    fn subtitle(&self) -> ParagraphStyle {
        ParagraphStyle {
            id: "GwSubtitle",
            name: "标题下日期",
            role: Role::KaiTi,
            latin: self.latin(Role::KaiTi, Role::Latin),
            align: Align::Center,
            first_line: Em::ZERO,
            keep_with_next: true,
            lines_after: 1,
            ..self.body()
        }
    }

    /// BODY-06, FONT-03, FONT-04, BODY-08.
    fn heading(&self, level: u8) -> ParagraphStyle {
        let (id, name, role) = match level {
            1 => ("Heading1", "标题 1", Role::HeiTi),
            2 => ("Heading2", "标题 2", Role::KaiTi),
            3 => ("Heading3", "标题 3", Role::FangSong),
            _ => ("Heading4", "标题 4", Role::FangSong),
        };
        ParagraphStyle {
            id,
            name,
            role,
            latin: self.latin(role, Role::Latin),
            keep_with_next: true,
            outline: Some(level),
            ..self.body()
        }
    }

    /// SIGN-03: 署名 and 成文日期; their places are computed by layout.
    fn closing(&self, id: &'static str, name: &'static str) -> ParagraphStyle {
        ParagraphStyle {
            id,
            name,
            align: Align::Right,
            first_line: Em::ZERO,
            ..self.body()
        }
    }

    /// TABL-05, TB-01, TB-05: caption in 黑体, cells in 五号.
    fn table(&self, rules: TableRules) -> TableStyle {
        let cell = ParagraphStyle {
            id: "GwTableText",
            name: "表文",
            size: SIZE_5,
            tracking: Abs::ZERO,
            pitch: SIZE_5 * 1.4,
            align: Align::Left,
            first_line: Em::ZERO,
            ..self.body()
        };
        let caption = ParagraphStyle {
            id: "GwTableCaption",
            name: "表题",
            role: Role::HeiTi,
            align: Align::Center,
            first_line: Em::ZERO,
            keep_with_next: true,
            ..self.body()
        };
        TableStyle {
            unit: ParagraphStyle {
                id: "GwTableUnit",
                name: "表单位",
                align: Align::Right,
                keep_with_next: true,
                ..cell.clone()
            },
            header: ParagraphStyle {
                id: "GwTableHead",
                name: "表头",
                role: Role::HeiTi,
                align: Align::Center,
                ..cell.clone()
            },
            continued: ParagraphStyle {
                id: "GwTableContinued",
                name: "续表",
                ..caption.clone()
            },
            caption,
            note: ParagraphStyle {
                id: "GwTableNote",
                name: "表注",
                align: Align::Justify,
                ..cell.clone()
            },
            body: cell,
            rules,
            heavy_rule: HEAVY_TABLE_RULE,
            cell_padding: Abs::pt(4.0),
            row_padding: Abs::pt(2.5),
            rule: TABLE_RULE,
        }
    }
}

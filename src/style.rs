//! The stylesheet: every length, face and size of a document, read by layout and by the Word writer alike.

mod elements;
pub mod gb9704;

pub use elements::{
    AnnexStyle, ColophonStyle, ContentsStyle, DoubleRule, HeadStyle, JOINT_GAP, JOINT_PITCH, JOINT_WORD, LetterheadTop,
    NamePlace, NoteStyle, PictureStyle, SIGNER_CELLS, SIGNER_LABEL, SIGNERS_IN_ROW, SealStyle,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::font::Role;
use crate::geom::{Abs, Em, Point, Sides, Size};

/// The two line-breaking profiles (spec: CJK typesetting §0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Every mark keeps its cell; breaks only by push-out, so that PDF and Word break alike.
    #[default]
    Grid,
    /// CLREQ: marks are squeezed, numbers stay with their units, no line of one character.
    Fine,
}

/// Whether a number is always kept with its unit, in the profile `fine` (LB-05).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UnitGlue {
    /// Always.
    #[default]
    Hard,
    /// Unless every gap of the line would have to grow by more than a quarter of an em.
    Soft,
}

/// Which face draws the Latin letters and digits of Chinese text (FONT-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum LatinFace {
    /// Times New Roman or its stand-in; digits are exactly half an em.
    #[default]
    #[serde(rename = "Times New Roman")]
    TimesNewRoman,
    /// The element's own Chinese face, scaled to half-em cells.
    #[serde(rename = "same")]
    Same,
}

/// Where the page number stands (PNUM-04, RPT-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PageNumberPosition {
    /// Outside: right on odd pages, left on even ones.
    #[default]
    Outside,
    /// Centred, as internal material often has it.
    Centered,
    /// No page numbers.
    None,
}

/// Which rules a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TableRules {
    /// Round every cell.
    #[default]
    Full,
    /// 三线表: over and under the head, and under the last row.
    ThreeLine,
}

/// The `[style]` table of gongwen.toml.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StyleSettings {
    /// Line breaking: `grid` (PDF and Word alike) or `fine` (CLREQ).
    pub profile: Profile,
    /// Numbers and their units in the profile `fine`: `hard` (always together) or `soft`.
    pub unit_glue: UnitGlue,
    /// Face of digits and Latin letters: `Times New Roman` or `same`.
    pub latin: LatinFace,
    /// Whether margins are mirrored on even pages, for duplex print (PAGE-08).
    pub mirror: bool,
    /// Where the page number stands: `outside`, `centered` or `none`.
    pub page_number: PageNumberPosition,
    /// Rules of tables: `full` (round every cell) or `three-line` (三线表).
    pub table_rules: TableRules,
}

/// Horizontal alignment of the lines of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Flush left, ragged right.
    Left,
    /// Centred.
    Center,
    /// Flush right.
    Right,
    /// Both edges flush, the last line flush left.
    Justify,
}

/// Colour of text and rules; sRGB, black unless said otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Color {
    /// Red, green and blue.
    pub rgb: [u8; 3],
}

impl Color {
    /// Text and tables (COLOR-01).
    pub const BLACK: Self = Self { rgb: [0, 0, 0] };
    /// 发文机关标志 and the red rule (COLOR-02).
    pub const RED: Self = Self { rgb: [255, 0, 0] };
    /// The mark of a draft, light enough for the text before it.
    pub const LIGHT: Self = Self { rgb: [228, 228, 228] };
    /// The ground of a figure in doubt; it stays visible when printed in black and white.
    pub const DOUBT: Self = Self { rgb: [255, 217, 102] };

    /// Six hexadecimal digits: `FF0000`.
    pub fn hexadecimal(self) -> String {
        let [red, green, blue] = self.rgb;
        format!("{red:02X}{green:02X}{blue:02X}")
    }
}

/// How one kind of paragraph is set.
#[derive(Debug, Clone, PartialEq)]
pub struct ParagraphStyle {
    /// Style id in Word files, ASCII.
    pub id: &'static str,
    /// The style's name in Word files, as a user sees it.
    pub name: &'static str,
    /// Typeface of the Chinese text.
    pub role: Role,
    /// Typeface of digits and Latin letters.
    pub latin: Role,
    /// Font size.
    pub size: Abs,
    /// Added to the advance of every Han character; −0.25 pt at 16 pt gives 28 cells (GRID-02, GRID-06).
    pub tracking: Abs,
    /// Distance of baselines.
    pub pitch: Abs,
    /// Alignment.
    pub align: Align,
    /// Indent of the first line, in ems of this style (cells of the body grid), from [`Self::left`] on: negative
    /// when the further lines are indented deeper.
    pub first_line: Em,
    /// Indent of all lines at the left, in cells.
    pub left: Em,
    /// Indent of all lines at the right, in cells.
    pub right: Em,
    /// Colour of the text.
    pub color: Color,
    /// Whether at least one line of what follows stays on the same page (BODY-08).
    pub keep_with_next: bool,
    /// Outline level from 1; none for running text.
    pub outline: Option<u8>,
    /// Empty lines of the body pitch before it.
    pub lines_before: u8,
    /// Empty lines of the body pitch after it.
    pub lines_after: u8,
}

impl ParagraphStyle {
    /// Advance of one Han character: one cell.
    pub fn cell(&self) -> Abs {
        self.size + self.tracking
    }
}

/// The page number (PNUM-01 … PNUM-05).
#[derive(Debug, Clone, PartialEq)]
pub struct PageNumberStyle {
    /// Where it stands.
    pub position: PageNumberPosition,
    /// Face of digits and dashes.
    pub role: Role,
    /// Font size.
    pub size: Abs,
    /// Distance from the bottom of the type area to the middle of the dashes.
    pub below_type_area: Abs,
    /// Blank between the number and the edge of the type area.
    pub inset: Abs,
}

/// How a draft is marked; no part of the standard, which knows only finished documents.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftStyle {
    /// The words behind the text of every page.
    pub mark: &'static str,
    /// Their face.
    pub role: Role,
    /// Their font size.
    pub size: Abs,
    /// Their colour.
    pub color: Color,
}

/// How tables are set (TABL-05, TB-01 … TB-07).
#[derive(Debug, Clone, PartialEq)]
pub struct TableStyle {
    /// The caption above.
    pub caption: ParagraphStyle,
    /// The unit line under the caption.
    pub unit: ParagraphStyle,
    /// Cells of the head.
    pub header: ParagraphStyle,
    /// Cells of the body.
    pub body: ParagraphStyle,
    /// Blank at the left and right of a cell's text.
    pub cell_padding: Abs,
    /// Blank above and below a cell's text.
    pub row_padding: Abs,
    /// Which rules are drawn.
    pub rules: TableRules,
    /// Weight of the rules.
    pub rule: Abs,
    /// Weight of the first and last rule of a table with three.
    pub heavy_rule: Abs,
    /// 续表 over the repeated head (TB-02).
    pub continued: ParagraphStyle,
    /// What is said under a table that was parted by columns.
    pub note: ParagraphStyle,
}

/// Height of the ideographic box above the baseline, in parts of the font size; the rest of it lies below (design:
/// 0.88 / −0.12 em).
pub const IDEOGRAPHIC_ASCENT: f64 = 0.88;

impl TableStyle {
    /// The weight of the first and the last rule.
    pub fn outer_rule(&self) -> Abs {
        match self.rules {
            TableRules::Full => self.rule,
            TableRules::ThreeLine => self.heavy_rule,
        }
    }
}

/// How a page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    /// As the text is.
    #[default]
    Upright,
    /// Turned by a quarter, for wide tables (TABL-01).
    Turned,
}

/// Everything that layout and the Word writer need to know about looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Stylesheet {
    /// Line-breaking profile.
    pub profile: Profile,
    /// How firmly units hold to their numbers.
    pub unit_glue: UnitGlue,
    /// Paper size (PAGE-01).
    pub page: Size,
    /// Margins of a recto (PAGE-02 … PAGE-04).
    pub margins: Sides,
    /// Whether versos mirror the margins (PAGE-08).
    pub mirror: bool,
    /// Lines on a page (GRID-01).
    pub lines: usize,
    /// Han characters on a line (GRID-01).
    pub characters: usize,
    /// Whether the last line of a paragraph never begins a page alone (PG-02).
    pub keep_last_line: bool,
    /// Whether the first line of a paragraph never ends a page alone (PG-02). Word's `w:widowControl` is both
    /// together or neither.
    pub keep_first_line: bool,
    /// 标题 (BODY-01).
    pub title: ParagraphStyle,
    /// Date or issuer under the title (RPT-02).
    pub subtitle: ParagraphStyle,
    /// 主送机关, 称谓 (BODY-04).
    pub addressee: ParagraphStyle,
    /// 正文 (BODY-05).
    pub body: ParagraphStyle,
    /// Headings of level 1 to 4 (BODY-06).
    pub headings: [ParagraphStyle; 4],
    /// 版头.
    pub head: HeadStyle,
    /// 出席, 请假, 列席 with names (MINU-02).
    pub attendance: ParagraphStyle,
    /// The labels 出席, 请假, 列席.
    pub attendance_label: ParagraphStyle,
    /// 署名.
    pub signature: ParagraphStyle,
    /// 成文日期.
    pub date: ParagraphStyle,
    /// Seals.
    pub seal: SealStyle,
    /// 附注 (BODY-11).
    pub note: ParagraphStyle,
    /// 附件说明 and 附件.
    pub annex: AnnexStyle,
    /// 版记.
    pub colophon: ColophonStyle,
    /// Tables.
    pub table: TableStyle,
    /// Pictures.
    pub picture: PictureStyle,
    /// 目录.
    pub contents: ContentsStyle,
    /// Footnotes.
    pub footnote: NoteStyle,
    /// Page numbers.
    pub page_number: PageNumberStyle,
    /// The marks of a draft.
    pub draft: DraftStyle,
}

impl Stylesheet {
    /// Width and height of the type area (版心).
    pub fn type_area(&self) -> Size {
        Size::new(
            self.page.width - self.margins.left - self.margins.right,
            self.page.height - self.margins.top - self.margins.bottom,
        )
    }

    /// The corner of the type area on a page, counted from one: on a turned page the upright page's margins go
    /// round with it, so that the table's head is at the binding edge (TABL-02, TABL-03).
    pub fn corner(&self, page: usize, sheet: Sheet) -> Point {
        let left = self.type_area_left(page);
        match sheet {
            Sheet::Upright => Point::new(left, self.margins.top),
            Sheet::Turned => Point::new(self.margins.bottom, left),
        }
    }

    /// The type area of a sheet.
    pub fn area_of(&self, sheet: Sheet) -> Size {
        let area = self.type_area();
        match sheet {
            Sheet::Upright => area,
            Sheet::Turned => Size::new(area.height, area.width),
        }
    }

    /// The paper of a sheet as it is read.
    pub fn page_of(&self, sheet: Sheet) -> Size {
        match sheet {
            Sheet::Upright => self.page,
            Sheet::Turned => Size::new(self.page.height, self.page.width),
        }
    }

    /// The left edge of the type area on a page, counted from one.
    pub fn type_area_left(&self, page: usize) -> Abs {
        if self.mirror && page.is_multiple_of(2) {
            self.margins.right
        } else {
            self.margins.left
        }
    }

    /// The same with another distance of lines, for text that would not stand right otherwise (BODY-10).
    pub fn with_pitch(&self, pitch: Abs) -> Self {
        let mut style = self.clone();
        let usual = self.body.pitch;
        for one in style.lines_of_the_grid() {
            if one.pitch == usual {
                one.pitch = pitch;
            }
        }
        style
    }

    /// The paragraph styles whose lines may stand on the grid of the body.
    fn lines_of_the_grid(&mut self) -> Vec<&mut ParagraphStyle> {
        let (head, annex, table) = (&mut self.head, &mut self.annex, &mut self.table);
        let mut styles = vec![&mut self.body, &mut self.subtitle, &mut self.addressee, &mut self.note];
        styles.extend(&mut self.headings);
        styles.extend([
            &mut head.copy_number,
            &mut head.marking,
            &mut head.number,
            &mut head.signer,
        ]);
        styles.extend([
            &mut self.attendance,
            &mut self.attendance_label,
            &mut self.signature,
            &mut self.date,
        ]);
        styles.extend([
            &mut annex.single,
            &mut annex.first,
            &mut annex.further,
            &mut annex.label,
        ]);
        styles.extend([&mut table.caption, &mut self.picture.caption]);
        styles.extend(&mut self.contents.entries);
        styles
    }

    /// The style of a heading of level 1 to 4; deeper levels look like level 4.
    pub fn heading(&self, level: u8) -> &ParagraphStyle {
        &self.headings[usize::from(level.clamp(1, 4)) - 1]
    }

    /// The paragraph styles of the elements that only some formats have.
    pub fn element_styles(&self) -> Vec<&ParagraphStyle> {
        let (head, annex) = (&self.head, &self.annex);
        let mut styles = vec![&head.copy_number, &head.marking, &head.letterhead];
        styles.extend([&head.number, &self.attendance]);
        styles.extend([&annex.single, &annex.first, &annex.further]);
        styles.extend([&annex.label, &annex.title]);
        styles.extend([&self.colophon.copies, &self.colophon.printed]);
        styles
    }

    /// Every paragraph style, for the style part of Word files.
    pub fn paragraph_styles(&self) -> Vec<&ParagraphStyle> {
        let mut styles = vec![&self.body, &self.title, &self.subtitle, &self.addressee];
        styles.extend(&self.headings);
        styles.extend([&self.signature, &self.date, &self.note]);
        styles.extend(self.element_styles());
        styles.extend([
            &self.table.caption,
            &self.table.unit,
            &self.table.header,
            &self.table.body,
            &self.table.note,
            &self.picture.line,
            &self.picture.caption,
            &self.contents.title,
            &self.footnote.text,
        ]);
        styles.extend(&self.contents.entries);
        styles
    }
}

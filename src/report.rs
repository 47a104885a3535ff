//! A report as structure: what is said, never where it stands on a page.

mod document;
mod picture;
mod records;
mod table;

pub use document::{Annex, Attendance, Colophon, Direction, DocumentFormat, Head, Letterhead, Seal, Signature};
pub use picture::{Picture, PictureFile};
pub use records::{RecordField, Records, RecordsSettings};
pub use table::{TableFacts, TablePart};

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use crate::diag::Code;
use crate::geom::{Point, Size};
use crate::place::{CellPlace, TextPlace};

/// A whole report, ready for layout and for reflowable output.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Which of the standard's formats it has.
    pub format: DocumentFormat,
    /// 版头; empty for internal material.
    pub head: Head,
    /// 标题, without breaks: layout breaks it by meaning (BODY-02).
    pub title: Vec<Inline>,
    /// Centred lines under the title: date or issuer (RPT-02).
    pub subtitle: Vec<Vec<Inline>>,
    /// 主送机关 or 称谓, flush left after the title (BODY-04, RPT-03).
    pub addressee: Option<Vec<Inline>>,
    /// The body.
    pub blocks: Vec<Block>,
    /// Who attended, after the text of a 纪要 (MINU-02).
    pub attendance: Vec<Attendance>,
    /// 署名 and 成文日期; none for internal material (RPT-04).
    pub signature: Option<Signature>,
    /// Pictures of the seals or stamps, in the order of those who sign; none when they are put on later (SIGN-08).
    pub seal_pictures: Vec<PictureFile>,
    /// 附注, without its brackets (BODY-11).
    pub note: Option<Vec<Inline>>,
    /// Whether the annexes are not bound together with the text (ANNEX-05).
    pub annexes_apart: bool,
    /// 附件, named in 附件说明 after the text (BODY-09).
    pub annexes: Vec<Annex>,
    /// 版记.
    pub colophon: Option<Colophon>,
    /// The footnotes, in reading order; [`Inline::Note`] points here.
    pub notes: Vec<Vec<Inline>>,
    /// Every figure printed, in reading order; [`Inline::Figure`] points here.
    pub figures: Vec<Figure>,
    /// What goes into the files' document properties.
    pub metadata: Metadata,
    /// Whether it is a draft, which is marked on every page and may hold figures that are in doubt.
    pub draft: bool,
}

/// Document properties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Metadata {
    /// Title as plain text.
    pub title: String,
    /// The issuing body.
    pub author: String,
    /// Subject, such as the period.
    pub subject: String,
    /// Keywords.
    pub keywords: Vec<String>,
    /// The document's date; the files' dates come from it, so that the same inputs give the same bytes.
    pub date: Option<Date>,
}

/// One block of the body.
#[derive(Debug, Clone, Serialize)]
pub enum Block {
    /// A heading, stand-alone or run in.
    Heading(Heading),
    /// A paragraph of the body.
    Paragraph(Vec<Inline>),
    /// A table.
    Table(Table),
    /// A picture with its caption.
    Picture(Picture),
    /// 目录: the headings down to this level, with their pages.
    Contents(u8),
}

/// A heading of level 1 to 4 (BODY-06).
#[derive(Debug, Clone, Serialize)]
pub struct Heading {
    /// Level from 1 (`一、`) to 4 (`（1）`).
    pub level: u8,
    /// The number as printed, its mark included: `一、` `（一）` `1.` `（1）`.
    pub label: String,
    /// The heading's text; ends with 。 when it is run in.
    pub content: Vec<Inline>,
    /// The text that follows in the same paragraph (BODY-07); none for a stand-alone heading.
    pub run_in: Option<Vec<Inline>>,
}

impl Heading {
    /// The heading as contents and bookmarks show it: number and words, without the mark that ends a run-in one and
    /// those of footnotes.
    pub fn outline_text(&self) -> String {
        let words = self
            .content
            .iter()
            .filter(|inline| !matches!(inline, Inline::Note { .. }));
        let words: String = words.map(|inline| inline.text()).collect();
        format!("{}{}", self.label, words.trim_end_matches('。'))
    }
}

/// The mark of a footnote, from zero: ① to ⑳, then plain numbers, as Word counts.
pub fn note_mark(index: usize) -> String {
    let circled = u32::try_from(index).ok().filter(|index| *index < 20);
    let circled = circled.and_then(|index| char::from_u32('①' as u32 + index));
    circled.map_or_else(|| (index + 1).to_string(), String::from)
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Inline {
    /// Text without control characters or line breaks.
    Text(String),
    /// A figure, by its index in [`Report::figures`], with its printed words.
    Figure {
        /// The words as printed: `超9.5亿元`.
        text: String,
        /// Which figure it is.
        figure: FigureId,
        /// Whether a draft highlights it: [`Figure::doubts`] says why.
        doubtful: bool,
    },
    /// The printed number of a table, picture or annex of this report, to which it leads: `表3`.
    Reference(String),
    /// The printed number with which an item of an enumeration begins; the item goes on to the next, or to the end of the
    /// paragraph.
    Item {
        /// Which item it is, from one.
        number: usize,
        /// The number as printed: `一是`, `1.`.
        label: String,
    },
    /// The mark of a footnote.
    Note {
        /// The mark as printed: `①`.
        mark: String,
        /// Which note it is, by its index in [`Report::notes`].
        note: usize,
    },
}

impl Inline {
    /// The printed text.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Figure { text, .. } | Self::Reference(text) => text,
            Self::Item { label, .. } => label,
            Self::Note { mark, .. } => mark,
        }
    }

    /// Whether a draft highlights it.
    pub const fn is_doubtful(&self) -> bool {
        match self {
            Self::Text(_) | Self::Reference(_) | Self::Item { .. } | Self::Note { .. } => false,
            Self::Figure { doubtful, .. } => *doubtful,
        }
    }
}

/// The printed text of a row of inlines, the marks of footnotes left out.
pub fn plain_text(content: &[Inline]) -> String {
    let said = content.iter().filter(|inline| !matches!(inline, Inline::Note { .. }));
    said.map(Inline::text).collect()
}

/// Index into [`Report::figures`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FigureId(pub u32);

/// One printed figure and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// The words as printed.
    pub text: String,
    /// The indicator's name; a row's field is `各村农业[3].粮食播种面积`.
    pub indicator: String,
    /// The exact value behind the words with its unit: `95312万元`.
    pub value: String,
    /// What was done to the value, as the template says it: `超(9.5)`.
    pub formula: String,
    /// Where the template prints it.
    pub template: TextPlace,
    /// The cells that it was taken or computed from.
    pub sources: Vec<CellPlace>,
    /// The problems because of which it must not be relied on, each once; only a draft has such figures.
    pub doubts: Vec<Code>,
}

/// A table with a caption.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// The caption's number as printed: `表1`.
    pub label: String,
    /// The caption.
    pub caption: Vec<Inline>,
    /// The unit line: `单位：亩、吨` (TB-01).
    pub unit: Option<Vec<Inline>>,
    /// How each column is aligned.
    pub columns: Vec<ColumnAlign>,
    /// The rows of the head, repeated on every page.
    pub header: Vec<Row>,
    /// The rows of the body.
    pub body: Vec<Row>,
    /// What is said under it: `注：…`, each a paragraph of the table's small print.
    pub notes: Vec<Vec<Inline>>,
    /// Whether it lies on turned pages (TABL-01 … TABL-03).
    pub turn: Turn,
}

/// Whether a table lies on turned pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Turn {
    /// When it is too wide for an upright page.
    #[default]
    WhenWide,
    /// By request (横排).
    Always,
}

/// How the cells of a column are aligned (TB-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ColumnAlign {
    /// Flush left: names.
    Left,
    /// Centred.
    Center,
    /// Flush right: numbers with the same decimals.
    Right,
}

/// One row of a table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// The cells that begin in this row, by column.
    pub cells: Vec<TableCell>,
    /// Whether it is the 合计 row, which stays with the row before (TB-03).
    pub total: bool,
}

/// One cell of a table.
#[derive(Debug, Clone, Serialize)]
pub struct TableCell {
    /// Column in which it begins, from zero.
    pub column: usize,
    /// How many columns it covers (at least one).
    pub column_span: usize,
    /// How many rows it covers (at least one).
    pub row_span: usize,
    /// Its text.
    pub content: Vec<Inline>,
}

/// What only layout knows and reflowable output needs.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LayoutFacts {
    /// Number of pages.
    pub pages: usize,
    /// The title's lines, broken by meaning (BODY-02).
    pub title_lines: Vec<String>,
    /// Page (from one) on which each figure is printed; where it spans two, the first.
    pub figure_pages: BTreeMap<FigureId, usize>,
    /// The blocks, counted from zero through text and annexes, whose last lines went on a page together (PG-02).
    pub kept_together: BTreeSet<usize>,
    /// The blocks, counted likewise, that go over to their last page because the one before is full.
    pub parted: BTreeSet<usize>,
    /// The words that other blocks have there, so that some of them stand with what follows (BODY-10).
    pub carried: BTreeMap<usize, String>,
    /// How each table that has columns is drawn, in reading order.
    pub tables: Vec<TableFacts>,
    /// The lines of each annex's title that has pages of its own (ANNEX-03), in order.
    pub annex_titles: Vec<Vec<String>>,
    /// Where the name of each annex begins in 附件说明, in points from the left edge (BODY-09).
    pub annex_names: Vec<f64>,
    /// Whether the lines of attendance stay with each other and with the end of the text (MINU-02, PG-04).
    pub attendance_kept: bool,
    /// The font size to which 发文机关标志 was fitted, in points (HEAD-04); zero without one.
    pub letterhead_size: f64,
    /// The lines of 发文机关标志 where one name stands on several (HEAD-04).
    pub letterhead_lines: Vec<String>,
    /// The foot of 发文机关标志, in points under the top of the type area (HEAD-06).
    pub letterhead_foot: f64,
    /// Where seals and stamps are to be put, for signing systems (SIGN-08).
    pub seals: Vec<SealPlace>,
    /// The distance of lines in points, where the text is set closer than the standard has it (BODY-10).
    pub pitch: Option<f64>,
    /// Pages without a number: blank ones, the first of a letter (PNUM-06).
    pub unnumbered: BTreeSet<usize>,
    /// The size of each picture in reading order, seals left out.
    pub picture_sizes: Vec<Size>,
    /// The headings with their pages, as 目录 shows them.
    pub contents: Vec<ContentsEntry>,
    /// The lines of each entry of 目录, in the order in which they stand.
    pub contents_lines: Vec<Vec<String>>,
    /// How high 版记 is, in points (COLO-02).
    pub colophon_height: f64,
    /// Whether 主送 stands in 版记, since it left the text no room on the first page (BODY-04).
    pub addressee_moved: bool,
    /// How many names of 签发人 stand on a line (HEAD-08).
    pub signer_columns: usize,
    /// Whether footnotes stand above 版记 on its page.
    pub notes_over_colophon: bool,
    /// The page of 版记 when it stands alone there.
    pub colophon_page: Option<usize>,
}

/// A heading and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentsEntry {
    /// Level from one.
    pub level: u8,
    /// The heading's text with its number.
    pub text: String,
    /// Page, from one.
    pub page: usize,
}

/// The place of a seal or stamp.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SealPlace {
    /// Page, from one.
    pub page: usize,
    /// Its middle, from the page's top left corner.
    pub center: Point,
    /// Its extent.
    pub size: Size,
    /// Which of the two it is.
    pub kind: SealKind,
}

/// What is put on a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SealKind {
    /// 印章: the body's round seal.
    Seal,
    /// 签名章: the stamp of a person's signature.
    Stamp,
}

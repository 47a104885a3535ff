//! `word/styles.xml`: every look of the document as a named style, made from the stylesheet.
//!
//! Each style says only how it differs from the one it is based on, so that a user who changes 正文 changes the
//! document. Word and WPS show the built-in names `Normal` and `heading 1` as 正文 and 标题 1; written in Chinese they
//! would be taken for styles of the user's own, without a place in the navigation pane or a table of contents.

mod fixed;
mod paragraph;

use crate::geom::{Abs, Em};
use crate::style::{Align, PageNumberPosition, ParagraphStyle, Stylesheet};

use super::xml::Xml;

/// The style of the page number, and of that on even pages.
pub(super) const PAGE_NUMBER: &str = "GwPageNumber";
pub(super) const PAGE_NUMBER_EVEN: &str = "GwPageNumberEven";
/// Paragraphs that begin with a heading of level 1 to 4.
pub(super) const RUN_IN: [&str; 4] = ["GwRunIn1", "GwRunIn2", "GwRunIn3", "GwRunIn4"];
/// What goes over to the page of the signature, of a paragraph begun on the page before.
pub(super) const CONTINUED: &str = "GwContinued";
/// The heading's part of such a paragraph: the character style linked to the heading's style.
pub(super) const HEADING_TEXT: [&str; 4] = ["Heading1Char", "Heading2Char", "Heading3Char", "Heading4Char"];
/// Digits and Latin letters of the title.
pub(super) const TITLE_LATIN: &str = "GwTitleLatin";
/// Names of who signs, in the line of 发文字号.
pub(super) const SIGNER: &str = "GwSignerText";
/// 出席, 请假, 列席 before the names.
pub(super) const ATTENDANCE_LABEL: &str = "GwAttendanceLabelText";
/// The mark of a footnote in the text.
pub(super) const NOTE_MARK: &str = "FootnoteReference";
/// Figures of a draft that are in doubt.
pub(super) const DOUBT: &str = "GwDoubt";
/// Tables.
pub(super) const TABLE: &str = "GwTable";
/// Cells of the body, centred and flush right.
pub(super) const TABLE_TEXT_CENTER: &str = "GwTableTextCenter";
pub(super) const TABLE_TEXT_RIGHT: &str = "GwTableTextRight";

const RUN_IN_NAMES: [&str; 4] = ["标题 1（接排）", "标题 2（接排）", "标题 3（接排）", "标题 4（接排）"];
const HEADING_TEXT_NAMES: [&str; 4] = ["标题 1 字符", "标题 2 字符", "标题 3 字符", "标题 4 字符"];

/// One paragraph style and its place among the others.
struct Entry<'a> {
    style: ParagraphStyle,
    parent: Option<&'a ParagraphStyle>,
    /// The style of the paragraph that a user begins after one of this style.
    next: Option<&'a str>,
    /// The linked character style.
    link: Option<&'a str>,
    /// Blank at the left and the right.
    inset: [Abs; 2],
    /// Whether it is the text of a cell, which grows with what a user puts into it (DX-06).
    cell: bool,
}

impl<'a> Entry<'a> {
    fn new(style: &ParagraphStyle, parent: &'a ParagraphStyle) -> Self {
        Self {
            style: style.clone(),
            parent: Some(parent),
            next: None,
            link: None,
            inset: [Abs::ZERO; 2],
            cell: false,
        }
    }

    fn next(self, id: &'a str) -> Self {
        Self { next: Some(id), ..self }
    }

    fn cell(self) -> Self {
        Self { cell: true, ..self }
    }
}

/// `word/styles.xml`.
pub(super) fn part(style: &Stylesheet, draft: bool, commented: bool) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:styles").attribute("xmlns:w", super::order::WORD);
    fixed::defaults(&mut xml, style);
    let body = &style.body;
    let root = Entry {
        parent: None,
        ..Entry::new(body, body)
    };
    let writer = paragraph::Writer {
        cell: style.type_area().width / style.characters.max(1) as f64,
        body,
        widow_control: style.keep_first_line && style.keep_last_line,
    };
    writer.paragraph(&mut xml, &root, 1);
    fixed::built_in(&mut xml);
    let number = page_number(style);
    for (entry, priority) in entries(style, &number).iter().zip(2..) {
        writer.paragraph(&mut xml, entry, priority);
    }
    for (level, heading) in style.headings.iter().enumerate() {
        fixed::heading_text(&mut xml, heading, body, level);
    }
    fixed::title_latin(&mut xml);
    fixed::inline_text(&mut xml, SIGNER, &style.head.signer, body);
    fixed::inline_text(&mut xml, ATTENDANCE_LABEL, &style.attendance_label, body);
    fixed::note_mark(&mut xml);
    fixed::link(&mut xml);
    if draft {
        fixed::doubt(&mut xml);
    }
    if commented {
        super::review::style(&mut xml);
    }
    fixed::table(&mut xml, style);
    xml.finish()
}

/// All paragraph styles but 正文.
fn entries<'a>(style: &'a Stylesheet, number: &'a ParagraphStyle) -> Vec<Entry<'a>> {
    let body = &style.body;
    let mut entries = vec![
        Entry::new(&style.title, body).next(body.id),
        Entry::new(&style.subtitle, body).next(body.id),
        Entry::new(&style.addressee, body).next(body.id),
    ];
    for (heading, text) in style.headings.iter().zip(HEADING_TEXT) {
        entries.push(Entry {
            link: Some(text),
            ..Entry::new(heading, body).next(body.id)
        });
    }
    entries.extend(
        run_in(style)
            .into_iter()
            .map(|style| Entry::new(&style, body).next(body.id)),
    );
    entries.push(Entry::new(&continued(body), body).next(body.id));
    entries.push(Entry::new(&style.signature, body).next(style.date.id));
    entries.push(Entry::new(&style.date, body).next(body.id));
    entries.push(Entry::new(&style.note, body).next(body.id));
    let elements = style.element_styles();
    entries.extend(
        elements
            .into_iter()
            .map(|element| Entry::new(element, body).next(body.id)),
    );
    entries.extend(table_text(style));
    entries.push(
        Entry::new(&style.picture.line, body)
            .next(style.picture.caption.id)
            .cell(),
    );
    entries.push(Entry::new(&style.picture.caption, body).next(body.id));
    entries.push(Entry::new(&style.contents.title, body).next(body.id));
    let contents = style.contents.entries.iter();
    entries.extend(contents.map(|entry| Entry::new(entry, body).next(body.id)));
    entries.push(Entry::new(&style.footnote.text, body));
    if style.page_number.position != PageNumberPosition::None {
        entries.extend(page_numbers(style, number));
    }
    entries
}

/// Paragraphs that a heading begins look like the body; their outline level puts them into the navigation pane, with
/// the text that follows. Word's style separator would leave only the heading there, but WPS and LibreOffice break
/// the line at it. A table of contents made from headings takes the heading alone, by the linked character style.
fn run_in(style: &Stylesheet) -> Vec<ParagraphStyle> {
    (style.headings.iter().zip(RUN_IN).zip(RUN_IN_NAMES))
        .map(|((heading, id), name)| ParagraphStyle {
            id,
            name,
            outline: heading.outline,
            ..style.body.clone()
        })
        .collect()
}

/// 正文 without 左空二字 (BODY-05).
fn continued(body: &ParagraphStyle) -> ParagraphStyle {
    ParagraphStyle {
        id: CONTINUED,
        name: "正文（续行）",
        first_line: Em::ZERO,
        ..body.clone()
    }
}

/// Caption, unit line and cells. A head never stays alone at the foot of a page.
fn table_text(style: &Stylesheet) -> Vec<Entry<'_>> {
    let table = &style.table;
    let aligned = |id, name, align| ParagraphStyle {
        id,
        name,
        align,
        ..table.body.clone()
    };
    let head = ParagraphStyle {
        keep_with_next: true,
        ..table.header.clone()
    };
    vec![
        Entry::new(&table.caption, &style.body).next(table.unit.id),
        Entry::new(&table.body, &style.body).cell(),
        Entry::new(&aligned(TABLE_TEXT_CENTER, "表文（居中）", Align::Center), &table.body).cell(),
        Entry::new(&aligned(TABLE_TEXT_RIGHT, "表文（右对齐）", Align::Right), &table.body).cell(),
        Entry::new(&head, &style.body).cell(),
        Entry::new(&table.unit, &style.body).next(table.body.id),
        Entry::new(&table.note, &style.body).next(style.body.id),
    ]
}

/// PNUM-01 … PNUM-05.
fn page_number(style: &Stylesheet) -> ParagraphStyle {
    let number = &style.page_number;
    ParagraphStyle {
        id: PAGE_NUMBER,
        name: "页码",
        role: number.role,
        latin: number.role,
        size: number.size,
        tracking: Abs::ZERO,
        pitch: number.size,
        align: if number.position == PageNumberPosition::Centered {
            Align::Center
        } else {
            Align::Right
        },
        first_line: Em::ZERO,
        ..style.body.clone()
    }
}

/// PNUM-04: right on odd pages, left on even ones, each a character from the edge.
fn page_numbers<'a>(style: &'a Stylesheet, number: &'a ParagraphStyle) -> Vec<Entry<'a>> {
    let inset = style.page_number.inset;
    let outside = style.page_number.position == PageNumberPosition::Outside;
    let odd = Entry {
        inset: [Abs::ZERO, if outside { inset } else { Abs::ZERO }],
        ..Entry::new(number, &style.body)
    };
    if !outside {
        return vec![odd];
    }
    let even = ParagraphStyle {
        id: PAGE_NUMBER_EVEN,
        name: "页码（双页）",
        align: Align::Left,
        ..number.clone()
    };
    vec![
        odd,
        Entry {
            inset: [inset, Abs::ZERO],
            ..Entry::new(&even, number)
        },
    ]
}

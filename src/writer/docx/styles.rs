//! `word/styles.xml`: every look of the document as a named style, made from the stylesheet.
//!
//! Each style says only how it differs from the one it is based on, so that a user who changes 正文 changes the
//! document. Word and WPS show the built-in names `Normal` and `heading 1` as 正文 and 标题 1; written in Chinese they
//! would be taken for styles of the user's own, without a place in the navigation pane or a table of contents.

use crate::geom::{Abs, Em};
use crate::style::{Align, PageNumberPosition, ParagraphStyle, Stylesheet};

use super::fonts::official;
use super::xml::Xml;

/// The style of the page number, and of that on even pages.
pub(super) const PAGE_NUMBER: &str = "GwPageNumber";
pub(super) const PAGE_NUMBER_EVEN: &str = "GwPageNumberEven";
/// Paragraphs that begin with a heading of level 1 to 4.
pub(super) const RUN_IN: [&str; 4] = ["GwRunIn1", "GwRunIn2", "GwRunIn3", "GwRunIn4"];
/// The heading's part of such a paragraph: the character style linked to the heading's style.
pub(super) const HEADING_TEXT: [&str; 4] = ["Heading1Char", "Heading2Char", "Heading3Char", "Heading4Char"];
/// Digits and Latin letters of the title.
pub(super) const TITLE_LATIN: &str = "GwTitleLatin";
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
    /// Whether the lines stand off the document grid (GRID-07).
    off_grid: bool,
}

impl<'a> Entry<'a> {
    fn new(style: &ParagraphStyle, parent: &'a ParagraphStyle) -> Self {
        Self {
            style: style.clone(),
            parent: Some(parent),
            next: None,
            link: None,
            inset: [Abs::ZERO; 2],
            off_grid: false,
        }
    }

    fn next(self, id: &'a str) -> Self {
        Self { next: Some(id), ..self }
    }

    fn off_grid(self) -> Self {
        Self { off_grid: true, ..self }
    }
}

/// `word/styles.xml`.
pub(super) fn part(style: &Stylesheet) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("w:styles").attribute("xmlns:w", super::order::WORD);
    defaults(&mut xml, style);
    let body = &style.body;
    let root = Entry {
        parent: None,
        ..Entry::new(body, body)
    };
    let writer = Writer {
        cell: style.type_area().width / style.characters.max(1) as f64,
        body,
    };
    writer.paragraph(&mut xml, &root, 1);
    built_in(&mut xml);
    let number = page_number(style);
    for (entry, priority) in entries(style, &number).iter().zip(2..) {
        writer.paragraph(&mut xml, entry, priority);
    }
    for (level, heading) in style.headings.iter().enumerate() {
        heading_text(&mut xml, heading, level);
    }
    title_latin(&mut xml);
    table(&mut xml, style);
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
    entries.extend(run_in(style).into_iter().map(|style| Entry::new(&style, body).next(body.id)));
    entries.push(Entry::new(&style.signature, body).next(style.date.id));
    entries.push(Entry::new(&style.date, body).next(body.id));
    entries.extend(table_text(style));
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
        Entry::new(&table.body, &style.body).off_grid(),
        Entry::new(&aligned(TABLE_TEXT_CENTER, "表文（居中）", Align::Center), &table.body).off_grid(),
        Entry::new(&aligned(TABLE_TEXT_RIGHT, "表文（右对齐）", Align::Right), &table.body).off_grid(),
        Entry::new(&head, &style.body).off_grid(),
        Entry::new(&table.unit, &style.body).next(table.body.id).off_grid(),
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
        align: if number.position == PageNumberPosition::Centered { Align::Center } else { Align::Right },
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
        ..Entry::new(number, &style.body).off_grid()
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
    vec![odd, Entry { inset: [inset, Abs::ZERO], ..Entry::new(&even, number).off_grid() }]
}

/// What holds where no style says otherwise; no theme, whose fonts would win over ours (DX-01).
fn defaults(xml: &mut Xml, style: &Stylesheet) {
    xml.start("w:docDefaults").start("w:rPrDefault").start("w:rPr");
    run_fonts(xml, &style.body);
    let size = style.body.size.to_half_points();
    xml.value("w:sz", size).value("w:szCs", size);
    xml.start("w:lang")
        .attribute("w:val", "en-US")
        .attribute("w:eastAsia", "zh-CN")
        .attribute("w:bidi", "ar-SA")
        .end();
    xml.end().end();
    xml.empty("w:pPrDefault").end();
    // Every other built-in style stays out of the user's sight.
    xml.start("w:latentStyles")
        .attribute("w:defLockedState", 0)
        .attribute("w:defUIPriority", 99)
        .attribute("w:defSemiHidden", 1)
        .attribute("w:defUnhideWhenUsed", 1)
        .attribute("w:defQFormat", 0)
        .attribute("w:count", 376)
        .end();
}

/// The defaults of characters, tables and lists, which Word wants to find.
fn built_in(xml: &mut Xml) {
    for (kind, id, name) in [
        ("character", "DefaultParagraphFont", "Default Paragraph Font"),
        ("table", "TableNormal", "Normal Table"),
        ("numbering", "NoList", "No List"),
    ] {
        xml.start("w:style")
            .attribute("w:type", kind)
            .attribute("w:default", 1)
            .attribute("w:styleId", id);
        xml.value("w:name", name).value("w:uiPriority", 99);
        xml.empty("w:semiHidden").empty("w:unhideWhenUsed");
        if kind == "table" {
            xml.start("w:tblPr");
            sides(xml, "w:tblCellMar", Abs::ZERO, Abs::pt(5.4));
            xml.end();
        }
        xml.end();
    }
}

/// Writes paragraph styles.
struct Writer<'a> {
    /// One cell of the body grid: 一字.
    cell: Abs,
    body: &'a ParagraphStyle,
}

impl Writer<'_> {
    fn paragraph(&self, xml: &mut Xml, entry: &Entry<'_>, priority: usize) {
        let style = &entry.style;
        xml.start("w:style").attribute("w:type", "paragraph");
        match entry.parent {
            None => xml.attribute("w:default", 1),
            Some(_) if built_in_name(style.id).is_none() => xml.attribute("w:customStyle", 1),
            Some(_) => xml,
        };
        xml.attribute("w:styleId", style.id);
        xml.value("w:name", built_in_name(style.id).unwrap_or(style.name));
        if let Some(parent) = entry.parent {
            xml.value("w:basedOn", parent.id);
        }
        for (name, id) in [("w:next", entry.next), ("w:link", entry.link)] {
            if let Some(id) = id {
                xml.value(name, id);
            }
        }
        xml.value("w:uiPriority", priority).empty("w:qFormat");
        self.paragraph_properties(xml, entry);
        run_properties(xml, style, entry.parent);
        xml.end();
    }

    /// In the order of CT_PPrBase.
    fn paragraph_properties(&self, xml: &mut Xml, entry: &Entry<'_>) {
        let (style, parent) = (&entry.style, entry.parent);
        xml.start("w:pPr");
        if style.keep_with_next != parent.is_some_and(|parent| parent.keep_with_next) {
            xml.value("w:keepNext", u8::from(style.keep_with_next));
        }
        if parent.is_none() {
            line_breaking(xml);
        }
        if entry.off_grid {
            xml.value("w:snapToGrid", 0);
        }
        self.spacing(xml, entry);
        self.indents(xml, entry);
        if style.lines_before + style.lines_after > 0 {
            // The blank lines stand round a group of such paragraphs, not between them.
            xml.empty("w:contextualSpacing");
        }
        if parent.is_none_or(|parent| parent.align != style.align) {
            xml.value("w:jc", justification(style.align));
        }
        if let Some(level) = style.outline {
            xml.value("w:outlineLvl", level.clamp(1, 9) - 1);
        }
        xml.end();
    }

    /// GRID-04, BODY-01. Blank lines are space of whole lines, in the style: an empty paragraph would have to be made
    /// anew by whoever adds a title, and would stay at the top of a page, where Word drops space.
    fn spacing(&self, xml: &mut Xml, entry: &Entry<'_>) {
        let style = &entry.style;
        let blank = |style: &ParagraphStyle| (style.lines_before, style.lines_after);
        if entry
            .parent
            .is_some_and(|parent| parent.pitch == style.pitch && blank(parent) == blank(style))
        {
            return;
        }
        let lines = |count: u8| (self.body.pitch * f64::from(count)).to_twips();
        // DX-06: a cell grows with what a user puts into it.
        let rule = if entry.off_grid && style.id != PAGE_NUMBER { "atLeast" } else { "exact" };
        xml.start("w:spacing")
            .attribute("w:before", lines(style.lines_before))
            .attribute("w:after", lines(style.lines_after))
            .attribute("w:line", style.pitch.to_twips())
            .attribute("w:lineRule", rule)
            .end();
    }

    /// BODY-05: the first line in characters, so that it follows the size, and in twips for who cannot count them.
    fn indents(&self, xml: &mut Xml, entry: &Entry<'_>) {
        let style = &entry.style;
        let inset = entry.inset.map(Abs::to_twips);
        let same = entry
            .parent
            .map_or(style.first_line == Em::ZERO, |parent| parent.first_line == style.first_line);
        if same && inset == [0, 0] {
            return;
        }
        let cell = self.cell * (style.size.to_pt() / self.body.size.to_pt().max(1.0));
        xml.start("w:ind");
        if inset != [0, 0] {
            xml.attribute("w:left", inset[0]).attribute("w:right", inset[1]);
        }
        xml.attribute("w:firstLineChars", (style.first_line.get() * 100.0).round() as i64)
            .attribute("w:firstLine", style.first_line.at(cell).to_twips())
            .end();
    }
}

/// Line breaking as the layout does it: prohibitions on, nothing hangs (SP-04), no gap between Han and digits; and
/// pages are filled to their 22 lines (PG-02).
fn line_breaking(xml: &mut Xml) {
    xml.value("w:widowControl", 0);
    xml.value("w:kinsoku", 1).value("w:wordWrap", 1);
    xml.value("w:overflowPunct", 0).value("w:topLinePunct", 0);
    xml.value("w:autoSpaceDE", 0).value("w:autoSpaceDN", 0);
    xml.value("w:adjustRightInd", 0);
}

/// In the order of EG_RPrBase; nothing where the parent says the same.
fn run_properties(xml: &mut Xml, style: &ParagraphStyle, parent: Option<&ParagraphStyle>) {
    let differs = |same: fn(&ParagraphStyle, &ParagraphStyle) -> bool| parent.is_none_or(|parent| !same(style, parent));
    let fonts = differs(|a, b| official(a.role) == official(b.role) && official(a.latin) == official(b.latin));
    let tracking = differs(|a, b| a.tracking == b.tracking);
    let size = differs(|a, b| a.size == b.size);
    if !(fonts || tracking || size) {
        return;
    }
    xml.start("w:rPr");
    if fonts {
        run_fonts(xml, style);
    }
    if tracking {
        xml.value("w:spacing", style.tracking.to_twips());
    }
    if size {
        let size = style.size.to_half_points();
        xml.value("w:sz", size).value("w:szCs", size);
    }
    xml.end();
}

/// DX-01: all four scripts by name.
fn run_fonts(xml: &mut Xml, style: &ParagraphStyle) {
    let (chinese, latin) = (official(style.role), official(style.latin));
    xml.start("w:rFonts")
        .attribute("w:ascii", latin)
        .attribute("w:eastAsia", chinese)
        .attribute("w:hAnsi", latin)
        .attribute("w:cs", latin)
        .end();
}

/// The character style linked to a heading's style.
fn heading_text(xml: &mut Xml, heading: &ParagraphStyle, level: usize) {
    character(xml, HEADING_TEXT[level], HEADING_TEXT_NAMES[level]);
    xml.value("w:link", heading.id).value("w:uiPriority", 20);
    xml.start("w:rPr");
    run_fonts(xml, heading);
    xml.value("w:spacing", heading.tracking.to_twips());
    let size = heading.size.to_half_points();
    xml.value("w:sz", size).value("w:szCs", size);
    xml.end().end();
}

/// The title's digits are bold in the Latin face; 小标宋 itself is never made bold (FONT-06).
fn title_latin(xml: &mut Xml) {
    character(xml, TITLE_LATIN, "公文标题西文");
    xml.value("w:uiPriority", 20);
    xml.start("w:rPr").empty("w:b").end().end();
}

/// Begins a character style up to its name and base.
fn character(xml: &mut Xml, id: &str, name: &str) {
    xml.start("w:style")
        .attribute("w:type", "character")
        .attribute("w:customStyle", 1)
        .attribute("w:styleId", id);
    xml.value("w:name", name)
        .value("w:basedOn", "DefaultParagraphFont");
}

/// TABL-05: rules all round and the blanks in the cells.
fn table(xml: &mut Xml, style: &Stylesheet) {
    let table = &style.table;
    xml.start("w:style")
        .attribute("w:type", "table")
        .attribute("w:customStyle", 1)
        .attribute("w:styleId", TABLE);
    xml.value("w:name", "公文表格").value("w:basedOn", "TableNormal");
    xml.value("w:uiPriority", 40).empty("w:qFormat");
    xml.start("w:tblPr").start("w:tblBorders");
    for side in ["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"] {
        xml.start(side)
            .attribute("w:val", "single")
            .attribute("w:sz", table.rule.to_eighth_points())
            .attribute("w:space", 0)
            .attribute("w:color", "000000")
            .end();
    }
    xml.end();
    sides(xml, "w:tblCellMar", table.row_padding, table.cell_padding);
    xml.end();
    xml.start("w:tcPr").value("w:vAlign", "center").end();
    xml.end();
}

/// Blanks at the top and bottom, and at the left and right.
fn sides(xml: &mut Xml, name: &'static str, vertical: Abs, horizontal: Abs) {
    xml.start(name);
    for (side, length) in [
        ("w:top", vertical),
        ("w:left", horizontal),
        ("w:bottom", vertical),
        ("w:right", horizontal),
    ] {
        xml.start(side)
            .attribute("w:w", length.to_twips())
            .attribute("w:type", "dxa")
            .end();
    }
    xml.end();
}

/// The name by which Word and WPS know a style of their own.
fn built_in_name(id: &str) -> Option<&'static str> {
    match id {
        "Normal" => Some("Normal"),
        "Heading1" => Some("heading 1"),
        "Heading2" => Some("heading 2"),
        "Heading3" => Some("heading 3"),
        "Heading4" => Some("heading 4"),
        _ => None,
    }
}

/// `w:jc`.
fn justification(align: Align) -> &'static str {
    match align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
        Align::Justify => "both",
    }
}

//! The paragraphs of a Word file and which element of a 公文 each one is.

use roxmltree::Node;

use super::formatting::{Properties, Styles};
use super::signed::Floating;
use super::turned::TextBox;
use super::{attribute, child};
use crate::lint::element::{Element, Format};
use crate::lint::text;
use crate::style::gb9704;

/// A run of one formatting.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) format: Properties,
}

impl Run {
    /// Font size in half-points; Word's own default is 10 pt.
    pub(super) fn size(&self) -> i64 {
        self.format.number("sz/val").unwrap_or(20)
    }

    /// The Chinese font.
    pub(super) fn chinese_font(&self) -> &str {
        self.format.text("rFonts/eastAsia").unwrap_or_default()
    }

    pub(super) fn is_red(&self) -> bool {
        let color = self.format.text("color/val").unwrap_or_default();
        let part = |range: std::ops::Range<usize>| color.get(range).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        matches!(
            (part(0..2), part(2..4), part(4..6)),
            (Some(217..), Some(..=64), Some(..=64))
        )
    }
}

/// A Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}' | '〇')
}

/// How far a cell of a file may be from that of the body grid, in twips.
pub(super) const LOOSE: i64 = 12;

/// So many cells of the body grid, in twips.
pub(super) fn cells(count: i64) -> i64 {
    (gb9704::CELL * count as f64).to_twips()
}

/// Whether an indent in twips is so many cells, each as wide as files have them.
pub(super) fn is_in_cells(found: i64, count: i64) -> bool {
    (found - cells(count)).abs() <= LOOSE * count.max(1)
}

/// One paragraph.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
    pub(super) format: Properties,
    pub(super) in_table: bool,
    /// What the cells of its table leave blank at the left, in twips, where the table itself tells.
    pub(super) cell_margin: Option<i64>,
    /// Whether it stands in a text box or frame of its own.
    pub(super) boxed: bool,
    /// Whether a page begins with it.
    pub(super) begins_page: bool,
    /// Whether a field tells the number of the page in it.
    pub(super) page_field: bool,
    /// Whether it holds a picture or drawing.
    pub(super) drawing: bool,
    /// The text box or frame in which it stands.
    pub(super) text_box: Option<TextBox>,
    /// The pictures that float where it stands.
    pub(super) floating: Vec<Floating>,
    pub(super) element: Element,
}

impl Paragraph {
    /// The first run with a Chinese character.
    pub(super) fn chinese(&self) -> Option<&Run> {
        self.runs.iter().find(|run| run.text.chars().any(is_han))
    }

    /// Font size in half-points of its first Chinese run.
    pub(super) fn size(&self) -> i64 {
        self.chinese().or_else(|| self.runs.first()).map_or(0, Run::size)
    }

    /// Whether its lines are centred.
    pub(super) fn is_centred(&self) -> bool {
        self.format.text("jc/val") == Some("center")
    }

    /// The first line's indent in twips: characters count before lengths, as in Word.
    pub(super) fn first_line(&self) -> i64 {
        let hanging = self.format.number("ind/hanging").unwrap_or_default();
        let by_characters = self.format.number("ind/firstLineChars").unwrap_or_default() * self.size() / 10;
        let by_length = self.format.number("ind/firstLine").unwrap_or_default();
        let first = if by_length == 0 { by_characters } else { by_length };
        // A hanging indent takes the place of one of the first line.
        let first = if hanging > 0 { -hanging } else { first };
        first + self.left()
    }

    /// The left indent in twips.
    pub(super) fn left(&self) -> i64 {
        let either = self
            .format
            .number("ind/left")
            .or_else(|| self.format.number("ind/start"));
        either.unwrap_or_default()
    }
}

/// The paragraphs below a node, in reading order; those without text or drawing are kept too.
pub(super) fn read(root: Node<'_, '_>, styles: &Styles) -> Vec<Paragraph> {
    let is_paragraph = |node: &Node<'_, '_>| {
        node.tag_name().name() == "p"
            && node
                .tag_name()
                .namespace()
                .is_some_and(|one| one.contains("wordprocessingml"))
    };
    let mut paragraphs = Vec::new();
    let mut breaks = false;
    for node in root.descendants().filter(is_paragraph) {
        let mut paragraph = paragraph(node, styles);
        paragraph.begins_page |= breaks;
        breaks = ends_page(node);
        paragraphs.push(paragraph);
    }
    paragraphs
}

/// Whether the next paragraph begins a page: a page break at the end, or the end of a section.
fn ends_page(node: Node<'_, '_>) -> bool {
    let section = child(node, "pPr").and_then(|format| child(format, "sectPr"));
    let continuous = section
        .and_then(|one| child(one, "type"))
        .and_then(|kind| attribute(kind, "val"));
    let broken = node
        .descendants()
        .any(|inner| inner.tag_name().name() == "br" && attribute(inner, "type") == Some("page"));
    (section.is_some() && continuous != Some("continuous")) || broken
}

fn paragraph(node: Node<'_, '_>, styles: &Styles) -> Paragraph {
    let direct = Properties::read(child(node, "pPr"));
    let id = direct.text("pStyle/val").map(str::to_owned);
    let (format, run_format) = styles.paragraph(id.as_deref(), &direct);
    let own = |inner: &Node<'_, '_>| nearest_paragraph(*inner) == Some(node);
    let runs: Vec<Run> = node
        .descendants()
        .filter(|inner| inner.tag_name().name() == "r" && own(inner))
        .map(|run| Run {
            text: words(run),
            format: styles.run(&run_format, &Properties::read(child(run, "rPr"))),
        })
        .collect();
    let within = |names: &[&str]| node.ancestors().any(|outer| names.contains(&outer.tag_name().name()));
    let has = |names: &[&str]| node.descendants().any(|inner| names.contains(&inner.tag_name().name()));
    // PAGEREF tells the number of another page.
    let counts_pages = |text: &str| {
        let name = text.split_whitespace().next();
        name.is_some_and(|name| name.eq_ignore_ascii_case("PAGE"))
    };
    let instruction = |inner: Node<'_, '_>| inner.text().is_some_and(counts_pages);
    Paragraph {
        text: runs
            .iter()
            .map(|run| run.text.as_str())
            .collect::<String>()
            .trim()
            .to_owned(),
        in_table: within(&["tbl"]),
        cell_margin: cell_margin(node),
        boxed: within(&["txbxContent"]) || format.text("framePr/w").is_some(),
        begins_page: format.is_on("pageBreakBefore/val"),
        page_field: node
            .descendants()
            .any(|inner| inner.tag_name().name() == "instrText" && own(&inner) && instruction(inner)),
        drawing: has(&["drawing", "pict"]),
        text_box: TextBox::of(node, &format),
        floating: Floating::all(node),
        runs,
        format,
        element: Element::Body,
    }
}

/// Word leaves 108 twips where neither a table nor its style says anything else.
fn cell_margin(node: Node<'_, '_>) -> Option<i64> {
    let table = node.ancestors().find(|outer| outer.tag_name().name() == "tbl")?;
    let format = child(table, "tblPr")?;
    let own = child(format, "tblCellMar").and_then(|margins| child(margins, "left").or(child(margins, "start")));
    match own {
        Some(left) => attribute(left, "w")?.parse().ok(),
        None => child(format, "tblStyle").is_none().then_some(108),
    }
}

/// The paragraph to which a run belongs: the innermost, since a text box stands inside another paragraph.
fn nearest_paragraph<'a, 'b>(node: Node<'a, 'b>) -> Option<Node<'a, 'b>> {
    node.ancestors().find(|outer| outer.tag_name().name() == "p")
}

fn words(run: Node<'_, '_>) -> String {
    let mut words = String::new();
    for inner in run.children() {
        match inner.tag_name().name() {
            "t" => words.push_str(inner.text().unwrap_or_default()),
            "tab" => words.push('\t'),
            _ => {}
        }
    }
    words
}

/// Tells each paragraph's element by its looks and its words, and the format of the whole.
pub(super) fn classify(paragraphs: &mut [Paragraph]) -> Format {
    let mut mark = String::new();
    let mut titled = false;
    let mut closed = false;
    for paragraph in paragraphs.iter_mut() {
        let kind = kind(paragraph, titled, closed);
        titled |= kind == Element::Title || (kind == Element::Body && !mark.is_empty() && paragraph.first_line() > 300);
        closed |= kind == Element::Date;
        if kind == Element::Mark {
            mark.push_str(&paragraph.text);
        }
        paragraph.element = kind;
    }
    for index in 1..paragraphs.len() {
        let above = &paragraphs[index - 1];
        // The second and further annexes are named under the first, by the same indents.
        let named = above.element == Element::AnnexNote && paragraphs[index].left() > 1500;
        if named && !paragraphs[index].is_centred() {
            paragraphs[index].element = Element::AnnexNote;
        }
        let above = &paragraphs[index - 1];
        let signs = above.element == Element::Body && !is_in_cells(above.first_line(), 2);
        if paragraphs[index].element == Element::Date && signs && !above.text.is_empty() {
            paragraphs[index - 1].element = Element::Issuer;
            let left = paragraphs[index - 1].left();
            names_above(&mut paragraphs[..index - 1], left);
        }
    }
    match mark.chars().next_back() {
        None => Format::Internal,
        Some('令') => Format::Order,
        Some('要') => Format::Minutes,
        Some('件') => Format::Document,
        Some(_) => Format::Letter,
    }
}

/// SIGN-02, SIGN-04: the names above the last one of a joint issue, in rows after tabs with blank lines between, or from
/// the same left edge.
fn names_above(paragraphs: &mut [Paragraph], left: i64) {
    let below = |one: &Paragraph| left > 0 && one.left() == left && one.first_line() == left;
    let names = paragraphs
        .iter_mut()
        .rev()
        .take_while(|one| one.text.is_empty() || one.text.contains('\t') || below(one));
    for name in names.filter(|one| !one.text.is_empty() && one.element == Element::Body) {
        name.element = Element::Issuer;
    }
}

fn kind(paragraph: &Paragraph, titled: bool, closed: bool) -> Element {
    let words = paragraph.text.as_str();
    let size = paragraph.size();
    let red = !paragraph.runs.is_empty()
        && paragraph
            .runs
            .iter()
            .all(|run| run.is_red() || run.text.trim().is_empty());
    // The names of several bodies may be small, in a table (HEAD-05).
    if red && (size > 40 || (paragraph.in_table && !titled)) && !words.is_empty() {
        Element::Mark
    } else if ["抄送：", "主送："].iter().any(|label| words.starts_with(label)) && size < 31
        || words.ends_with("日印发")
    {
        Element::Colophon
    } else if text::is_contents(words) {
        Element::Contents
    } else if !titled && let Some(kind) = head_kind(words) {
        kind
    } else if text::is_annex_label(words) && paragraph.begins_page {
        Element::AnnexLabel
    } else if paragraph.in_table {
        Element::Table
    } else if words.starts_with("表") && paragraph.is_centred() || is_beside_a_table(words, size) {
        Element::Caption
    } else if paragraph.is_centred() && size >= 40 {
        if titled { Element::AnnexTitle } else { Element::Title }
    } else {
        text_kind(paragraph, titled, closed)
    }
}

/// The unit line over a table, and the small print under it.
fn is_beside_a_table(words: &str, half_points: i64) -> bool {
    words.starts_with("单位：") || (words.starts_with("注：") && half_points < 28)
}

fn head_kind(words: &str) -> Option<Element> {
    // The number may stand behind a tab on the line of a marking (LETT-04), and who signs behind the number.
    let words = words.split('\t').next().unwrap_or_default();
    if words.len() == 6 && words.bytes().all(|byte| byte.is_ascii_digit()) {
        Some(Element::Serial)
    } else if text::is_secrecy(words) {
        Some(Element::Secrecy)
    } else if text::is_urgency(words) {
        Some(Element::Urgency)
    } else if text::is_like_a_document_number(words) {
        Some(Element::Number)
    } else if words.starts_with("签发人") {
        Some(Element::Signer)
    } else {
        None
    }
}

fn text_kind(paragraph: &Paragraph, titled: bool, closed: bool) -> Element {
    let words = paragraph.text.as_str();
    if text::is_like_a_date(words) {
        Element::Date
    } else if words.starts_with("附件：") {
        Element::AnnexNote
    } else if closed && words.starts_with('（') && words.ends_with('）') {
        Element::Note
    } else if ["出席：", "请假：", "列席："]
        .iter()
        .any(|label| words.starts_with(label))
    {
        Element::Attendance
    } else if titled && paragraph.is_centred() && !words.is_empty() {
        Element::Subtitle
    } else if titled && words.ends_with('：') && paragraph.first_line() == 0 {
        Element::Addressee
    } else {
        let indented = paragraph.first_line() > 0;
        text::heading_level(words)
            .filter(|_| indented)
            .map_or(Element::Body, Element::Heading)
    }
}

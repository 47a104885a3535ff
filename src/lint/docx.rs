//! A finished Word file as it describes itself: paragraphs with their effective formatting, sections, settings.

mod formatting;
pub(super) mod head;
pub(super) mod page;
mod paragraph;
pub(super) mod signed;
pub(super) mod text;
pub(super) mod turned;
pub(super) mod word;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use roxmltree::{Document, Node, ParsingOptions};

use super::element::{Element, Format};
use super::measure::{Place, shortened};
use crate::diag::{Code, Diagnostic, Result};
use crate::geom::Abs;
use formatting::Styles;
use paragraph::Paragraph;

/// A part longer than this is no 公文's.
const LONGEST_PART: u64 = 64 << 20;

/// The part that tells which part each relationship of the document leads to.
const RELATIONS: &str = "word/_rels/document.xml.rels";

/// More elements than this in one part are refused.
const MOST_NODES: u32 = 4_000_000;

/// A section's page: twips as the file has them.
#[derive(Debug, Default, Clone, PartialEq)]
struct Section {
    /// Attributes of `w:pgSz`, `w:pgMar` and `w:docGrid`, by `element/attribute`.
    values: BTreeMap<String, String>,
    /// The relationships of its footers by their kinds: `default`, `even`, `first`.
    footers: BTreeMap<String, String>,
    /// Whether the first page has running parts of its own.
    title_page: bool,
}

impl Section {
    /// A number of twips.
    fn twips(&self, key: &str) -> Option<i64> {
        self.values.get(key)?.parse().ok()
    }
}

/// A whole file.
#[derive(Debug, Default)]
pub(super) struct DocxFile {
    paragraphs: Vec<Paragraph>,
    sections: Vec<Section>,
    /// Paragraphs of the footers.
    footers: Vec<Paragraph>,
    /// Those with the number of the page, by the relationship of their part.
    numbers: BTreeMap<String, Vec<usize>>,
    /// Elements of settings.xml with their `w:val`.
    settings: BTreeMap<String, String>,
    /// Every attribute of `w:rFonts` that names a theme font, in any part.
    theme_fonts: usize,
    /// `w:tbl` with neither `w:gridCol` nor `w:tcW`.
    tables_without_widths: usize,
    tables: usize,
    /// Rows marked as repeated heads.
    heads: usize,
    format: Option<Format>,
}

impl DocxFile {
    /// Reads a Word file. One that is no package or has no document part is an error.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let parts = parts(bytes)?;
        let document = parts
            .get("word/document.xml")
            .ok_or_else(|| Diagnostic::new(Code::LintKind))?;
        let styles = match parts.get("word/styles.xml") {
            Some(part) => Styles::read(&parse(part)?),
            None => Styles::default(),
        };
        let mut file = Self::default();
        if let Some(part) = parts.get("word/settings.xml") {
            file.settings(&parse(part)?);
        }
        file.body(&parse(document)?, &styles);
        file.footers(&parts, &styles)?;
        for part in parts.values() {
            file.theme_fonts += ["asciiTheme", "eastAsiaTheme", "hAnsiTheme", "cstheme"]
                .iter()
                .map(|name| part.matches(&format!("w:{name}=")).count())
                .sum::<usize>();
        }
        file.format = Some(paragraph::classify(&mut file.paragraphs));
        Ok(file)
    }

    fn footers(&mut self, parts: &BTreeMap<String, String>, styles: &Styles) -> Result<()> {
        let relations = relations(parts)?;
        for (name, part) in parts.iter().filter(|(name, _)| name.starts_with("word/footer")) {
            let begin = self.footers.len();
            self.footers
                .extend(paragraph::read(parse(part)?.root_element(), styles));
            let numbers = (begin..self.footers.len()).filter(|index| self.footers[*index].page_field);
            let id = relations.iter().find(|(_, target)| name.ends_with(target.as_str()));
            self.numbers.extend(id.map(|(id, _)| (id.clone(), numbers.collect())));
        }
        Ok(())
    }

    fn settings(&mut self, part: &Document<'_>) {
        for node in part.root_element().descendants().filter(Node::is_element) {
            let name = attribute(node, "name").unwrap_or_else(|| node.tag_name().name());
            let value = attribute(node, "val").unwrap_or("1");
            self.settings.insert(name.to_owned(), value.to_owned());
        }
    }

    fn body(&mut self, part: &Document<'_>, styles: &Styles) {
        let root = part.root_element();
        self.paragraphs = paragraph::read(root, styles);
        for node in root.descendants() {
            match node.tag_name().name() {
                "sectPr" => self.sections.push(section(node)),
                "tblHeader" => self.heads += 1,
                "tbl" => {
                    self.tables += 1;
                    let has = |name: &str| node.descendants().any(|child| child.tag_name().name() == name);
                    self.tables_without_widths += usize::from(!has("gridCol") || !has("tcW"));
                }
                _ => {}
            }
        }
    }

    /// The paragraphs of one kind.
    fn all(&self, wanted: Element) -> impl Iterator<Item = &Paragraph> {
        self.paragraphs.iter().filter(move |one| one.element == wanted)
    }
}

fn section(node: Node<'_, '_>) -> Section {
    let mut section = Section::default();
    for child in node.children().filter(Node::is_element) {
        let name = child.tag_name().name();
        match name {
            "footerReference" => {
                let pair = attribute(child, "type").zip(attribute(child, "id"));
                section
                    .footers
                    .extend(pair.map(|(kind, id)| (kind.to_owned(), id.to_owned())));
            }
            "titlePg" => section.title_page = attribute(child, "val").is_none_or(|value| value != "0"),
            _ => section.values.extend(
                child
                    .attributes()
                    .map(|one| (format!("{name}/{}", one.name()), one.value().to_owned())),
            ),
        }
    }
    section
}

fn parts(bytes: &[u8]) -> Result<BTreeMap<String, String>> {
    let unreadable = |detail: String| Diagnostic::new(Code::LintUnreadable).with("detail", detail);
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unreadable(error.to_string()))?;
    let mut parts = BTreeMap::new();
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(|error| unreadable(error.to_string()))?;
        let name = file.name().map_err(|error| unreadable(error.to_string()))?.into_owned();
        let of_word = name.starts_with("word/") && name.ends_with(".xml") && name.matches('/').count() == 1;
        if !of_word && name != RELATIONS {
            continue;
        }
        let mut text = String::new();
        let read = file.take(LONGEST_PART + 1).read_to_string(&mut text);
        read.map_err(|error| unreadable(error.to_string()))?;
        if text.len() as u64 > LONGEST_PART {
            return Err(unreadable(format!("{name} > {} MB", LONGEST_PART >> 20)));
        }
        parts.insert(name, text);
    }
    Ok(parts)
}

/// The relationships of the document with their targets, such as `footer1.xml`.
fn relations(parts: &BTreeMap<String, String>) -> Result<Vec<(String, String)>> {
    let Some(part) = parts.get(RELATIONS) else {
        return Ok(Vec::new());
    };
    let part = parse(part)?;
    let pair = |node: Node<'_, '_>| {
        let pair = attribute(node, "Id").zip(attribute(node, "Target"));
        pair.map(|(id, target)| {
            (
                id.to_owned(),
                format!("/{}", target.rsplit('/').next().unwrap_or(target)),
            )
        })
    };
    Ok(part.root_element().children().filter_map(pair).collect())
}

fn parse(part: &str) -> Result<Document<'_>> {
    let options = ParsingOptions {
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(part, options)
        .map_err(|error| Diagnostic::new(Code::LintUnreadable).with("detail", error))
}

/// A length in English Metric Units.
fn emu(text: &str) -> Option<Abs> {
    text.trim().parse().ok().map(Abs::emu)
}

/// An attribute by its local name.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|one| one.name() == name).map(|one| one.value())
}

/// A child element by its local name.
fn child<'a, 'b>(node: Node<'a, 'b>, name: &str) -> Option<Node<'a, 'b>> {
    node.children().find(|child| child.tag_name().name() == name)
}

/// A place told by its text.
fn place(text: &str) -> Place {
    Place {
        page: None,
        text: shortened(text),
    }
}

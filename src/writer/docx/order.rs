//! One streaming pass over what docx-rs wrote: children in the order of the schema, repeated head rows, no ids.

mod schema;

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use schema::order_of;

/// The namespace of WordprocessingML.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The font of a symbol that stands for the mark of a footnote, the footnote's id being its character.
pub(super) const NOTE_MARK: &str = "GwFootnote";
/// The namespace of drawings in a text.
const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing";
/// The namespace of relationship ids.
pub(super) const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Why a part could not be put in order.
#[derive(Debug)]
pub(super) enum OrderError {
    /// The part is no UTF-8.
    Encoding(std::str::Utf8Error),
    /// The part is no XML.
    Syntax(quick_xml::Error),
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding(error) => write!(f, "docx-rs: {error}"),
            Self::Syntax(error) => write!(f, "docx-rs: {error}"),
        }
    }
}

/// What the pass is to know beside the part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Hints<'a> {
    /// How many rows of each table, in reading order, are its head.
    pub(super) head_rows: &'a [usize],
    /// What each drawing shows, in reading order.
    pub(super) alternatives: &'a [String],
}

/// Puts a part in order, or a row or a cell of one.
pub(super) fn put_in_order(part: &[u8], hints: Hints<'_>) -> Result<String, OrderError> {
    let text = std::str::from_utf8(part).map_err(OrderError::Encoding)?;
    let mut reader = Reader::from_str(text);
    let mut pass = Pass::new(text.len(), hints);
    let mut begin = 0;
    loop {
        let event = reader.read_event().map_err(OrderError::Syntax)?;
        let end = reader.buffer_position() as usize;
        let source = text.get(begin..end).unwrap_or_default();
        match event {
            Event::Eof => break,
            Event::Start(tag) => pass.start(&tag, source),
            Event::Empty(tag) => pass.empty(&tag, source),
            Event::End(_) => pass.end(source),
            Event::Text(_) if pass.in_offset => pass.push_offset(source),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => pass.out.push_str(source),
        }
        begin = end;
    }
    Ok(pass.out)
}

/// The state of the pass: what is written, and the open elements whose children have an order.
struct Pass<'a> {
    out: String,
    depth: usize,
    containers: Vec<Container>,
    hints: Hints<'a>,
    /// Drawings met so far.
    drawings: usize,
    /// Inside the place of a drawing.
    in_offset: bool,
    /// Tables begun so far.
    tables: usize,
    /// Rows begun so far in the table begun last. Tables do not nest in a report.
    rows: usize,
}

/// An open element whose children have an order. Its children are written as they come and moved when it ends.
struct Container {
    order: &'static [&'static str],
    depth: usize,
    /// Where its start tag begins and its content begins in the output.
    begin: usize,
    content: usize,
    /// The rank of each child and where it begins in the output.
    children: Vec<(usize, usize)>,
}

impl<'a> Pass<'a> {
    fn new(length: usize, hints: Hints<'a>) -> Self {
        Self {
            out: String::with_capacity(length),
            depth: 0,
            containers: Vec::new(),
            hints,
            drawings: 0,
            in_offset: false,
            tables: 0,
            rows: 0,
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, source: &str) {
        let name = tag.name();
        let name: &str = name.as_ref();
        self.note_child(name);
        let begin = self.out.len();
        self.depth += 1;
        self.count(name);
        match name {
            "w:document" | "w:ftr" => self.push_root(name),
            // Paragraph ids come from a counter of the whole process, and nothing here refers to them.
            "w:p" => self.out.push_str("<w:p>"),
            // The only drawings that are no part of a line are seals: behind the words, over each other if need be.
            "wp:anchor" => {
                let behind = source.replace("behindDoc=\"0\"", "behindDoc=\"1\"");
                self.out
                    .push_str(&behind.replace("allowOverlap=\"0\"", "allowOverlap=\"1\""));
            }
            _ => self.out.push_str(source),
        }
        self.in_offset = name == "wp:posOffset";
        if name == "w:trPr" && self.in_head() {
            self.out.push_str("<w:tblHeader/>");
        }
        if let Some(order) = order_of(name) {
            self.containers.push(Container {
                order,
                depth: self.depth,
                begin,
                content: self.out.len(),
                children: Vec::new(),
            });
        }
    }

    fn empty(&mut self, tag: &BytesStart<'_>, source: &str) {
        let name = tag.name();
        let name: &str = name.as_ref();
        // docx-rs writes containers of properties even where there are none.
        if order_of(name).is_some() {
            return;
        }
        self.note_child(name);
        match name {
            "w:p" => self.out.push_str("<w:p/>"),
            "w:gridCol" => self.push_grid_column(tag),
            "wp:docPr" => self.push_drawing(),
            "w:sym" => self.push_note_mark(tag),
            _ => {
                self.out.push_str(source.trim_end_matches("/>").trim_end());
                self.out.push_str("/>");
            }
        }
    }

    fn end(&mut self, source: &str) {
        self.in_offset = false;
        let ends = self.containers.pop_if(|container| container.depth == self.depth);
        self.depth = self.depth.saturating_sub(1);
        let Some(container) = ends else {
            self.out.push_str(source);
            return;
        };
        if self.out.len() == container.content {
            self.out.truncate(container.begin);
            return;
        }
        container.sort(&mut self.out);
        self.out.push_str(source);
    }

    /// Remembers where a child of an ordered container begins.
    fn note_child(&mut self, name: &str) {
        let (depth, position) = (self.depth, self.out.len());
        if let Some(container) = self.containers.last_mut().filter(|container| container.depth == depth) {
            let rank = container.order.iter().position(|known| *known == name);
            container.children.push((rank.unwrap_or(usize::MAX), position));
        }
    }

    fn count(&mut self, name: &str) {
        match name {
            "w:tbl" => {
                self.tables += 1;
                self.rows = 0;
            }
            "w:tr" => self.rows += 1,
            _ => {}
        }
    }

    /// Whether the row begun last belongs to its table's head. A row by itself is of the first table.
    fn in_head(&self) -> bool {
        let head = self.hints.head_rows.get(self.tables.saturating_sub(1));
        head.is_some_and(|head| self.rows <= *head)
    }

    /// The root with the namespaces that are used.
    fn push_root(&mut self, name: &str) {
        let drawn = if self.hints.alternatives.is_empty() {
            String::new()
        } else {
            format!(" xmlns:wp=\"{DRAWING}\"")
        };
        self.out.push_str(&format!(
            "<{name} xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONSHIP}\"{drawn}>"
        ));
    }

    /// The properties of a drawing: a number of its own, and what it shows for those who do not see it.
    fn push_drawing(&mut self) {
        let said = self.hints.alternatives.get(self.drawings).map_or("", String::as_str);
        let said = super::text::clean(said);
        self.drawings += 1;
        self.out.push_str(&format!(
            "<wp:docPr id=\"{0}\" name=\"图片 {0}\" descr=\"{1}\"/>",
            self.drawings,
            quick_xml::escape::escape(said.as_ref())
        ));
    }

    fn push_note_mark(&mut self, tag: &BytesStart<'_>) {
        let id = tag.try_get_attribute("w:char").ok().flatten();
        let id = id.as_ref().map_or("0", |attribute| attribute.value.as_ref());
        self.out.push_str(&format!("<w:footnoteReference w:id=\"{id}\"/>"));
    }

    /// A distance; docx-rs writes negative ones as if they had no sign.
    fn push_offset(&mut self, source: &str) {
        let signed = source.parse::<u32>().map(u32::cast_signed);
        self.out
            .push_str(&signed.map_or_else(|_| source.to_owned(), |offset| offset.to_string()));
    }

    /// A grid column has a width and, unlike what docx-rs writes, no type.
    fn push_grid_column(&mut self, tag: &BytesStart<'_>) {
        let width = tag.try_get_attribute("w:w").ok().flatten();
        let width = width.as_ref().map_or("0", |attribute| attribute.value.as_ref());
        self.out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
}

impl Container {
    /// Moves the children, which are the end of the output, into their order; equals stay as they came.
    fn sort(&self, out: &mut String) {
        if self.children.is_sorted_by_key(|(rank, _)| *rank) {
            return;
        }
        let content = out.split_off(self.content);
        let ends = self.children.iter().skip(1).map(|(_, begin)| *begin);
        let ends = ends.chain([self.content + content.len()]);
        let mut spans: Vec<_> = self.children.iter().zip(ends).collect();
        spans.sort_by_key(|((rank, _), _)| *rank);
        for ((_, begin), end) in spans {
            out.push_str(
                content
                    .get(begin - self.content..end - self.content)
                    .unwrap_or_default(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(xml: &str, head_rows: &[usize]) -> String {
        let hints = Hints {
            head_rows,
            ..Hints::default()
        };
        put_in_order(xml.as_bytes(), hints).unwrap()
    }

    #[test]
    fn children_are_put_in_order_with_what_they_hold() {
        let found = ordered(
            "<w:p a=\"1\"><w:pPr><w:rPr><w:sz /><w:b /></w:rPr><w:jc /><w:pStyle /><w:ind /></w:pPr>甲&amp;</w:p>",
            &[],
        );
        assert_eq!(
            found,
            "<w:p><w:pPr><w:pStyle/><w:ind/><w:jc/><w:rPr><w:b/><w:sz/></w:rPr></w:pPr>甲&amp;</w:p>"
        );
    }

    #[test]
    fn empty_containers_go() {
        assert_eq!(
            ordered(
                "<w:p><w:pPr><w:rPr /></w:pPr><w:r><w:rPr /><w:t>甲</w:t></w:r></w:p>",
                &[]
            ),
            "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
        );
    }

    #[test]
    fn only_head_rows_are_repeated() {
        let row = "<w:tr><w:trPr><w:cantSplit /></w:trPr></w:tr>";
        let found = ordered(
            &format!("<w:body><w:tbl>{row}{row}</w:tbl><w:tbl>{row}</w:tbl></w:body>"),
            &[1, 0],
        );
        assert_eq!(found.matches("<w:tblHeader/>").count(), 1);
        assert!(found.find("tblHeader").unwrap() < found.find("</w:tr>").unwrap());
    }

    #[test]
    fn broken_xml_is_an_error() {
        assert!(put_in_order(b"<w:p></w:r>", Hints::default()).is_err());
        assert!(put_in_order(b"\xFF", Hints::default()).is_err());
    }
}

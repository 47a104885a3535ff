//! One streaming pass over what docx-rs wrote: children in the order of the schema, repeated head rows, no ids.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The namespace of WordprocessingML.
pub(super) const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The namespace of relationship ids.
const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// ECMA-376 part 1, CT_PPr.
const PARAGRAPH: &[&str] = &[
    "w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr",
    "w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap",
    "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd",
    "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
    "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr",
    "w:sectPr", "w:pPrChange",
];
/// ECMA-376 part 1, EG_RPrBase.
const RUN: &[&str] = &[
    "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:caps", "w:smallCaps", "w:strike", "w:dstrike",
    "w:outline", "w:shadow", "w:emboss", "w:imprint", "w:noProof", "w:snapToGrid", "w:vanish", "w:webHidden",
    "w:color", "w:spacing", "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect",
    "w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang", "w:eastAsianLayout",
    "w:specVanish", "w:oMath",
];
/// ECMA-376 part 1, CT_TblPr.
const TABLE: &[&str] = &[
    "w:tblStyle", "w:tblpPr", "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize",
    "w:tblW", "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar",
    "w:tblLook",
];
/// ECMA-376 part 1, CT_TblBorders.
const TABLE_BORDERS: &[&str] = &[
    "w:top", "w:left", "w:start", "w:bottom", "w:right", "w:end", "w:insideH", "w:insideV",
];
/// ECMA-376 part 1, CT_TcPr.
const CELL: &[&str] = &[
    "w:cnfStyle", "w:tcW", "w:gridSpan", "w:hMerge", "w:vMerge", "w:tcBorders", "w:shd", "w:noWrap", "w:tcMar",
    "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark",
];
/// ECMA-376 part 1, CT_SectPr.
const SECTION: &[&str] = &[
    "w:headerReference", "w:footerReference", "w:footnotePr", "w:endnotePr", "w:type", "w:pgSz", "w:pgMar",
    "w:paperSrc", "w:pgBorders", "w:lnNumType", "w:pgNumType", "w:cols", "w:formProt", "w:vAlign", "w:noEndnote",
    "w:titlePg", "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid",
];

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

/// Puts a part in order. `head_rows` says how many rows of each table, in reading order, are its head.
pub(super) fn put_in_order(part: &[u8], head_rows: &[usize]) -> Result<Vec<u8>, OrderError> {
    let text = std::str::from_utf8(part).map_err(OrderError::Encoding)?;
    let mut reader = Reader::from_str(text);
    let mut pass = Pass::new(text.len(), head_rows);
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
    Ok(pass.out.into_bytes())
}

/// The state of the pass: what is written, and the open elements whose children have an order.
struct Pass<'a> {
    out: String,
    depth: usize,
    containers: Vec<Container>,
    head_rows: &'a [usize],
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
    fn new(length: usize, head_rows: &'a [usize]) -> Self {
        Self {
            out: String::with_capacity(length),
            depth: 0,
            containers: Vec::new(),
            head_rows,
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
            _ => self.out.push_str(source),
        }
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
            _ => {
                self.out.push_str(source.trim_end_matches("/>").trim_end());
                self.out.push_str("/>");
            }
        }
    }

    fn end(&mut self, source: &str) {
        let ends = self
            .containers
            .pop_if(|container| container.depth == self.depth);
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

    /// Whether the row begun last belongs to its table's head.
    fn in_head(&self) -> bool {
        let table = self.tables.checked_sub(1).and_then(|index| self.head_rows.get(index));
        table.is_some_and(|head| self.rows <= *head)
    }

    /// The root with the two namespaces that are used.
    fn push_root(&mut self, name: &str) {
        self.out
            .push_str(&format!("<{name} xmlns:w=\"{WORD}\" xmlns:r=\"{RELATIONSHIP}\">"));
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
            out.push_str(content.get(begin - self.content..end - self.content).unwrap_or_default());
        }
    }
}

/// The order of an element's children, where the schema has one that docx-rs does not keep.
fn order_of(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "w:pPr" => Some(PARAGRAPH),
        "w:rPr" => Some(RUN),
        "w:tblPr" => Some(TABLE),
        "w:tblBorders" => Some(TABLE_BORDERS),
        "w:tcPr" => Some(CELL),
        "w:sectPr" => Some(SECTION),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(xml: &str, head_rows: &[usize]) -> String {
        String::from_utf8(put_in_order(xml.as_bytes(), head_rows).unwrap()).unwrap()
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
            ordered("<w:p><w:pPr><w:rPr /></w:pPr><w:r><w:rPr /><w:t>甲</w:t></w:r></w:p>", &[]),
            "<w:p><w:r><w:t>甲</w:t></w:r></w:p>"
        );
    }

    #[test]
    fn only_head_rows_are_repeated() {
        let row = "<w:tr><w:trPr><w:cantSplit /></w:trPr></w:tr>";
        let found = ordered(&format!("<w:body><w:tbl>{row}{row}</w:tbl><w:tbl>{row}</w:tbl></w:body>"), &[1, 0]);
        assert_eq!(found.matches("<w:tblHeader/>").count(), 1);
        assert!(found.find("tblHeader").unwrap() < found.find("</w:tr>").unwrap());
    }

    #[test]
    fn broken_xml_is_an_error() {
        assert!(put_in_order(b"<w:p></w:r>", &[]).is_err());
        assert!(put_in_order(b"\xFF", &[]).is_err());
    }
}

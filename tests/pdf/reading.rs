//! Reading a PDF back: its fonts, the text and the place of each glyph, the bookmarks.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object};

pub(crate) fn read(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).unwrap()
}

pub(super) fn resolved<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Object {
    let object = dictionary.get(key.as_bytes()).unwrap();
    pdf.dereference(object).unwrap().1
}

pub(super) fn sub<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Dictionary {
    resolved(pdf, dictionary, key).as_dict().unwrap()
}

/// A font of the file as a reader sees it.
pub(super) struct Embedded {
    pub(super) program: Vec<u8>,
    pub(super) widths: BTreeMap<u16, i64>,
    pub(super) texts: BTreeMap<u16, String>,
    pub(super) name: String,
}

pub(super) fn embedded(pdf: &Document) -> BTreeMap<Vec<u8>, Embedded> {
    let first = *pdf.get_pages().values().next().unwrap();
    let page = pdf.get_dictionary(first).unwrap();
    let fonts = sub(pdf, sub(pdf, page, "Resources"), "Font");
    fonts
        .iter()
        .map(|(name, font)| {
            let font = pdf.dereference(font).unwrap().1.as_dict().unwrap();
            (name.clone(), read_font(pdf, font))
        })
        .collect()
}

pub(super) fn read_font(pdf: &Document, font: &Dictionary) -> Embedded {
    let below = resolved(pdf, font, "DescendantFonts").as_array().unwrap();
    let below = pdf.dereference(&below[0]).unwrap().1.as_dict().unwrap();
    let descriptor = sub(pdf, below, "FontDescriptor");
    let file = ["FontFile2", "FontFile3"]
        .iter()
        .find(|key| descriptor.has(key.as_bytes()))
        .unwrap();
    let program = resolved(pdf, descriptor, file).as_stream().unwrap();
    let to_unicode = resolved(pdf, font, "ToUnicode").as_stream().unwrap();
    let to_unicode = String::from_utf8(to_unicode.decompressed_content().unwrap()).unwrap();
    Embedded {
        program: program.decompressed_content().unwrap(),
        widths: widths(resolved(pdf, below, "W").as_array().unwrap()),
        texts: texts(&to_unicode),
        name: String::from_utf8(font.get(b"BaseFont").unwrap().as_name().unwrap().to_vec()).unwrap(),
    }
}

pub(super) fn widths(array: &[Object]) -> BTreeMap<u16, i64> {
    let mut widths = BTreeMap::new();
    for pair in array.chunks(2) {
        let first = pair[0].as_i64().unwrap() as u16;
        for (offset, width) in pair[1].as_array().unwrap().iter().enumerate() {
            widths.insert(first + offset as u16, width.as_i64().unwrap());
        }
    }
    widths
}

pub(super) fn texts(cmap: &str) -> BTreeMap<u16, String> {
    let hex = |text: &str| -> Vec<u16> {
        let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
        let units = digits.chunks(4).map(|unit| unit.iter().collect::<String>());
        units.map(|unit| u16::from_str_radix(&unit, 16).unwrap()).collect()
    };
    let lines = cmap
        .lines()
        .filter(|line| line.starts_with('<') && line.matches('<').count() == 2);
    lines
        .filter(|line| *line != "<0000> <FFFF>")
        .map(|line| {
            let (code, text) = line.split_once(' ').unwrap();
            (hex(code)[0], String::from_utf16(&hex(text)).unwrap())
        })
        .collect()
}

/// The text of each shown string, by the fonts' ToUnicode, and every glyph number shown.
pub(crate) fn shown(pdf: &Document) -> (String, Vec<(Vec<u8>, u16)>) {
    let fonts = embedded(pdf);
    let (mut text, mut codes) = (String::new(), Vec::new());
    for id in pdf.get_pages().values() {
        let content = lopdf::content::Content::decode(&pdf.get_page_content(*id)).unwrap();
        let mut font = Vec::new();
        for operation in content.operations {
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().unwrap().to_vec(),
                "TJ" => {
                    for part in operation.operands[0].as_array().unwrap() {
                        for code in codes_of(part) {
                            text.push_str(&fonts[&font].texts[&code]);
                            codes.push((font.clone(), code));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    (text, codes)
}

/// The glyphs that a string shows, two bytes each; a number in its place shows none.
fn codes_of(part: &Object) -> impl Iterator<Item = u16> {
    let bytes = part.as_str().unwrap_or_default();
    bytes.chunks_exact(2).map(|code| u16::from_be_bytes([code[0], code[1]]))
}

pub(super) fn text_of(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap()
}

/// Where each glyph of a page is drawn, from the file's own numbers.
pub(super) fn places(pdf: &Document, page: u32) -> Vec<(String, f64)> {
    let fonts = embedded(pdf);
    let id = pdf.get_pages()[&page];
    let content = lopdf::content::Content::decode(&pdf.get_page_content(id)).unwrap();
    let (mut font, mut size, mut x, mut spacing) = (Vec::new(), 0.0, 0.0, 0.0);
    // Where the line of text began: moves are counted from there.
    let mut line = 0.0;
    let mut places = Vec::new();
    for operation in content.operations {
        let number = |index: usize| f64::from(operation.operands[index].as_float().unwrap());
        match operation.operator.as_str() {
            "Tf" => {
                font = operation.operands[0].as_name().unwrap().to_vec();
                size = number(1);
            }
            "Tc" => spacing = number(0),
            "BT" | "Tm" | "Td" => {
                line = match operation.operator.as_str() {
                    "BT" => 0.0,
                    "Tm" => number(4),
                    _ => line + number(0),
                };
                x = line;
            }
            "TJ" => {
                for part in operation.operands[0].as_array().unwrap() {
                    for code in codes_of(part) {
                        places.push((fonts[&font].texts[&code].clone(), x));
                        x += fonts[&font].widths[&code] as f64 * size / 1000.0 + spacing;
                    }
                    if let Ok(number) = part.as_float() {
                        x -= f64::from(number) * size / 1000.0;
                    }
                }
            }
            _ => {}
        }
    }
    places
}

/// The bookmarks as an indented list, read along First and Next.
pub(super) fn bookmarks(pdf: &Document, node: &Dictionary, depth: usize, lines: &mut Vec<String>) {
    let mut next = node.get(b"First").ok();
    let mut before = None;
    while let Some(reference) = next {
        let id = reference.as_reference().unwrap();
        let entry = pdf.get_dictionary(id).unwrap();
        assert_eq!(entry.get(b"Prev").ok().map(|prev| prev.as_reference().unwrap()), before);
        let dest = entry.get(b"Dest").unwrap().as_array().unwrap();
        let page = pdf
            .get_pages()
            .iter()
            .find(|(_, id)| **id == dest[0].as_reference().unwrap())
            .map(|(n, _)| *n);
        lines.push(format!(
            "{}{} p{}",
            "  ".repeat(depth),
            text_of(entry.get(b"Title").unwrap()),
            page.unwrap()
        ));
        bookmarks(pdf, entry, depth + 1, lines);
        before = Some(id);
        next = entry.get(b"Next").ok();
    }
    if let Some(before) = before {
        assert_eq!(node.get(b"Last").unwrap().as_reference().unwrap(), before);
    }
}

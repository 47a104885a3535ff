//! Document properties: the Info dictionary and the XMP packet, which say the same.

use jiff::civil::Date;
use lopdf::{Dictionary, Object, Stream, StringFormat};
use quick_xml::escape::escape;

use super::standard::Standard;
use crate::report::{Metadata, RecordField, Records};

/// What made the file.
const GENERATOR: &str = concat!("gongwen ", env!("CARGO_PKG_VERSION"));
/// A document's date is a day of the Chinese calendar office: midnight at UTC+8.
const ZONE_HOURS: &str = "08";

/// Most characters of a text string: its bytes are no more than PDF/A allows a string (ISO 19005-2, 6.1.13), whatever the
/// characters. What is longer stands on the pages whole.
const STRING_CHARACTERS: usize = 8_000;

/// A text string: ASCII as it is, else UTF-16 with its mark (ISO 32000-1, 7.9.2.2); cut with `…` where it is too long for
/// a string.
pub(super) fn text_string(text: &str) -> Object {
    let cut = text.char_indices().nth(STRING_CHARACTERS).map(|(cut, _)| cut);
    let text = match cut.and_then(|cut| text.get(..cut)) {
        Some(short) => &format!("{short}…"),
        None => text,
    };
    if text.is_ascii() {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    Object::String(units.flat_map(u16::to_be_bytes).collect(), StringFormat::Hexadecimal)
}

/// The properties as both places print them: name in Info, text; empty ones are left out.
fn properties(metadata: &Metadata) -> Vec<(&'static str, String)> {
    let all = [
        ("Title", metadata.title.clone()),
        ("Author", metadata.author.clone()),
        ("Subject", metadata.subject.clone()),
        ("Keywords", metadata.keywords.join(", ")),
        ("Creator", GENERATOR.to_owned()),
        ("Producer", GENERATOR.to_owned()),
    ];
    let cleaned = all.map(|(name, text)| (name, printable(&text)));
    cleaned.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// A text without control characters, which XML cannot say.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// The Info dictionary.
pub(super) fn info(metadata: &Metadata) -> Dictionary {
    let mut info = Dictionary::new();
    for (name, text) in properties(metadata) {
        info.set(name, text_string(&text));
    }
    if let Some(date) = metadata.date {
        let stamp = stamp(date);
        info.set("CreationDate", Object::string_literal(stamp.clone()));
        info.set("ModDate", Object::string_literal(stamp));
    }
    info
}

/// A day as PDF writes it.
pub(super) fn stamp(date: Date) -> String {
    format!("D:{}000000+{ZONE_HOURS}'00'", date.strftime("%Y%m%d"))
}

/// The XMP packet, left uncompressed so that any program finds it.
pub(super) fn xmp(metadata: &Metadata, records: &Records, standard: Standard) -> Stream {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Metadata");
    dictionary.set("Subtype", "XML");
    Stream::new(dictionary, packet(metadata, records, standard).into_bytes()).with_compression(false)
}

fn packet(metadata: &Metadata, records: &Records, standard: Standard) -> String {
    let mut body = String::new();
    for (name, text) in properties(metadata) {
        body.push_str(&element(name, &text));
    }
    if let Some(date) = metadata.date {
        body.push_str(&dates(date));
    }
    let filed = filed(records);
    let claims = standard
        .part_and_level()
        .map_or_else(String::new, |claim| claims(claim, records));
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n\
         {body}</rdf:Description>\n{filed}{claims}</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

/// One property of Info as XMP's element for it.
fn element(name: &str, text: &str) -> String {
    let text = escape(text);
    match name {
        "Title" => format!("<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></dc:title>\n"),
        "Author" => format!("<dc:creator><rdf:Seq><rdf:li>{text}</rdf:li></rdf:Seq></dc:creator>\n"),
        "Subject" => format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{text}</rdf:li></rdf:Alt></dc:description>\n"
        ),
        "Creator" => format!("<xmp:CreatorTool>{text}</xmp:CreatorTool>\n"),
        _ => format!("<pdf:{name}>{text}</pdf:{name}>\n"),
    }
}

fn dates(date: Date) -> String {
    let stamp = format!("{}T00:00:00+{ZONE_HOURS}:00", date.strftime("%Y-%m-%d"));
    format!("<xmp:CreateDate>{stamp}</xmp:CreateDate>\n<xmp:ModifyDate>{stamp}</xmp:ModifyDate>\n")
}

/// The records metadata, in a schema of their own; nothing where there are none.
fn filed(records: &Records) -> String {
    let properties: String = records
        .iter()
        .map(|(field, value)| {
            let (property, value) = (field.property(), printable(value));
            format!("<record:{property}>{}</record:{property}>\n", escape(&value))
        })
        .collect();
    if properties.is_empty() {
        return properties;
    }
    format!("<rdf:Description rdf:about=\"\" xmlns:record=\"{RECORDS}\">\n{properties}</rdf:Description>\n")
}

/// The standards that the file keeps. PDF/A knows the schema of its own claim; the others must be described.
fn claims((part, level): (u8, &str), records: &Records) -> String {
    let mut described = pdf_ua().describe();
    if records.iter().next().is_some() {
        described.push_str(&record_schema(records).describe());
    }
    format!(
        "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n\
         <pdfaid:part>{part}</pdfaid:part>\n<pdfaid:conformance>{level}</pdfaid:conformance>\n\
         <pdfuaid:part>1</pdfuaid:part>\n</rdf:Description>\n\
         <rdf:Description rdf:about=\"\" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
         xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n\
         <pdfaExtension:schemas><rdf:Bag>\n{described}</rdf:Bag></pdfaExtension:schemas>\n</rdf:Description>\n"
    )
}

/// A schema of XMP that PDF/A does not know by itself (ISO 19005-2, 6.6.2.3).
struct Schema {
    name: &'static str,
    namespace: &'static str,
    prefix: &'static str,
    /// Name, type and meaning of each property.
    properties: Vec<(&'static str, &'static str, &'static str)>,
}

fn pdf_ua() -> Schema {
    Schema {
        name: "PDF/UA Universal Accessibility Schema",
        namespace: "http://www.aiim.org/pdfua/ns/id/",
        prefix: "pdfuaid",
        properties: vec![("part", "Integer", "Part of ISO 14289 that the file keeps")],
    }
}

/// The namespace of the records metadata: a name, not an address.
const RECORDS: &str = "urn:x-gongwen:records:1.0/";

/// The schema of the records metadata, as far as the file has any.
fn record_schema(records: &Records) -> Schema {
    let property = |(field, _): (RecordField, &str)| (field.property(), "Text", field.meaning());
    Schema {
        name: "Records metadata of Chinese official documents (DA/T 46)",
        namespace: RECORDS,
        prefix: "record",
        properties: records.iter().map(property).collect(),
    }
}

impl Schema {
    fn describe(&self) -> String {
        let property = |(name, kind, meaning): &(&str, &str, &str)| {
            format!(
                "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>{name}</pdfaProperty:name>\
                 <pdfaProperty:valueType>{kind}</pdfaProperty:valueType>\
                 <pdfaProperty:category>external</pdfaProperty:category>\
                 <pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>\n"
            )
        };
        format!(
            "<rdf:li rdf:parseType=\"Resource\">\n<pdfaSchema:schema>{}</pdfaSchema:schema>\n\
             <pdfaSchema:namespaceURI>{}</pdfaSchema:namespaceURI>\n<pdfaSchema:prefix>{}</pdfaSchema:prefix>\n\
             <pdfaSchema:property><rdf:Seq>\n{}</rdf:Seq></pdfaSchema:property>\n</rdf:li>\n",
            self.name,
            self.namespace,
            self.prefix,
            self.properties.iter().map(property).collect::<String>(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_is_longer_than_an_archive_takes() {
        for text in [
            "说".repeat(40_000),
            "𬭚".repeat(8_001),
            "a".repeat(40_000),
            "短".to_owned(),
        ] {
            let Object::String(bytes, _) = text_string(&text) else {
                panic!("a text is a string")
            };
            assert!(bytes.len() <= 32_767, "{}", bytes.len());
        }
    }
}

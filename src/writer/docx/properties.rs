//! Document properties: what the report says of itself, nothing of the machine or the person who ran it.

use crate::report::{LayoutFacts, Metadata};

use super::xml::Xml;

/// `docProps/core.xml`: title, author, subject, keywords; the dates are the document's own.
pub(super) fn core(metadata: &Metadata) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("cp:coreProperties")
        .attribute(
            "xmlns:cp",
            "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        )
        .attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .attribute("xmlns:dcterms", "http://purl.org/dc/terms/")
        .attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    let keywords = metadata.keywords.join("；");
    for (name, content) in [
        ("dc:title", metadata.title.as_str()),
        ("dc:subject", &metadata.subject),
        ("dc:creator", &metadata.author),
        ("cp:keywords", &keywords),
        ("dc:language", "zh-CN"),
    ] {
        if !content.is_empty() {
            xml.text_element(name, content);
        }
    }
    if let Some(date) = metadata.date {
        for name in ["dcterms:created", "dcterms:modified"] {
            xml.start(name)
                .attribute("xsi:type", "dcterms:W3CDTF")
                .text(&format!("{date}T00:00:00Z"))
                .end();
        }
    }
    xml.finish()
}

/// `docProps/app.xml`: the program and the number of pages. A template's path, a company or editing times do not
/// belong in a document that leaves the office.
pub(super) fn extended(facts: &LayoutFacts) -> Vec<u8> {
    let mut xml = Xml::part();
    xml.start("Properties").attribute(
        "xmlns",
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    );
    if facts.pages > 0 {
        xml.text_element("Pages", &facts.pages.to_string());
    }
    xml.text_element("Application", env!("CARGO_PKG_NAME"));
    xml.finish()
}

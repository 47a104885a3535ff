//! The package: content types, relationships, and a zip whose bytes depend on its parts alone.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::embedded::EmbeddedFonts;
use super::picture::Pictures;
use super::ready::ReadyParts;
use super::xml::Xml;
use crate::image::{Effort, Image};

pub(super) const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const CORE: &str = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
const FONT_TYPE: &str = "application/vnd.openxmlformats-officedocument.obfuscatedFont";
const WORD_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";

/// The name of the part of comments.
const COMMENTS: &str = "word/comments.xml";
/// What each document says for itself.
const OWN: [&str; 2] = ["footnotes", "comments"];

/// The parts of one file, in the order in which they are zipped.
#[derive(Default)]
pub(super) struct Package<'f> {
    parts: Vec<Part>,
    embedded: Option<&'f EmbeddedFonts>,
    footers: usize,
    headers: usize,
}

/// One part and how the others find it.
struct Part {
    name: String,
    content_type: String,
    /// Whether the package itself names it; else the document does.
    of_package: bool,
    relationship: String,
    id: String,
    /// Whether many files of a job have it, byte for byte.
    is_common: bool,
    bytes: Vec<u8>,
}

impl<'f> Package<'f> {
    /// `word/document.xml`.
    pub(super) fn add_document(&mut self, bytes: Vec<u8>) {
        self.add_to_package(
            "word/document.xml",
            word("document.main"),
            office("officeDocument"),
            bytes,
        );
    }

    /// `word/styles.xml`.
    pub(super) fn add_styles(&mut self, bytes: Vec<u8>) {
        self.add_to_document("styles", bytes);
    }

    /// `word/settings.xml`.
    pub(super) fn add_settings(&mut self, bytes: Vec<u8>) {
        self.add_to_document("settings", bytes);
    }

    /// `word/fontTable.xml`, and the faces that ride along.
    pub(super) fn add_fonts(&mut self, bytes: Vec<u8>, embedded: &'f EmbeddedFonts) {
        self.add_to_document("fontTable", bytes);
        self.embedded = Some(embedded).filter(|embedded| !embedded.is_empty());
    }

    /// `word/footer1.xml` and so on, under the ids by which docx-rs refers to them.
    pub(super) fn add_footer(&mut self, bytes: Vec<u8>) {
        self.footers += 1;
        let number = self.footers;
        self.parts.push(Part {
            name: format!("word/footer{number}.xml"),
            content_type: word("footer"),
            of_package: false,
            relationship: office("footer"),
            id: format!("rIdFooter{number}"),
            is_common: true,
            bytes,
        });
    }

    /// `word/header1.xml` and so on, under the ids by which docx-rs refers to them.
    pub(super) fn add_header(&mut self, bytes: Vec<u8>) {
        self.headers += 1;
        let number = self.headers;
        self.parts.push(Part {
            name: format!("word/header{number}.xml"),
            content_type: word("header"),
            of_package: false,
            relationship: office("header"),
            id: format!("rIdHeader{number}"),
            is_common: true,
            bytes,
        });
    }

    /// `word/footnotes.xml`.
    pub(super) fn add_footnotes(&mut self, bytes: Vec<u8>) {
        self.add_to_document("footnotes", bytes);
    }

    /// `word/comments.xml`.
    pub(super) fn add_comments(&mut self, bytes: Vec<u8>) {
        self.add_to_document("comments", bytes);
    }

    /// `word/media/image1.png` and so on, under the ids by which drawings refer to them.
    pub(super) fn add_picture(&mut self, index: usize, image: &Image) {
        let extension = image.format.extension();
        self.parts.push(Part {
            name: format!("word/media/image{}.{extension}", index + 1),
            content_type: format!("image/{extension}"),
            of_package: false,
            relationship: office("image"),
            id: Pictures::relationship(index),
            is_common: false,
            bytes: image.bytes.clone(),
        });
    }

    /// `docProps/core.xml`.
    pub(super) fn add_core_properties(&mut self, bytes: Vec<u8>) {
        let content_type = "application/vnd.openxmlformats-package.core-properties+xml";
        self.add_to_package("docProps/core.xml", content_type.into(), CORE.into(), bytes);
    }

    /// `docProps/app.xml`.
    pub(super) fn add_extended_properties(&mut self, bytes: Vec<u8>) {
        let content_type = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
        let relationship = office("extended-properties");
        self.add_to_package("docProps/app.xml", content_type.into(), relationship, bytes);
    }

    /// Whether it has comments.
    pub(super) fn has_comments(&self) -> bool {
        self.parts.iter().any(|part| part.name == COMMENTS)
    }

    /// The zip; what the files of a job have in common comes deflated.
    pub(super) fn zip(&self, ready: &ReadyParts) -> ZipResult<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        // Readers look at the first entry to tell what the file is.
        let parts = [
            ("[Content_Types].xml", &self.content_types()),
            ("_rels/.rels", &self.relationships(true)),
            ("word/_rels/document.xml.rels", &self.relationships(false)),
        ];
        for (name, bytes) in parts {
            add_ready(&mut zip, &ready.archive(name, bytes)?)?;
        }
        for part in &self.parts {
            if part.is_common {
                add_ready(&mut zip, &ready.archive(&part.name, &part.bytes)?)?;
            } else {
                zip.start_file(&part.name, entry_options())?;
                zip.write_all(&part.bytes)?;
            }
        }
        if let Some(embedded) = self.embedded {
            embedded.add_to(&mut zip)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn add_to_package(&mut self, name: &str, content_type: String, relationship: String, bytes: Vec<u8>) {
        self.parts.push(Part {
            name: name.into(),
            content_type,
            of_package: true,
            relationship,
            id: format!("rId{}", self.parts.len() + 1),
            is_common: false,
            bytes,
        });
    }

    fn add_to_document(&mut self, kind: &str, bytes: Vec<u8>) {
        self.parts.push(Part {
            name: format!("word/{kind}.xml"),
            content_type: word(kind),
            of_package: false,
            relationship: office(kind),
            id: format!("rId{}", self.parts.len() + 1),
            is_common: !OWN.contains(&kind),
            bytes,
        });
    }

    fn content_types(&self) -> Vec<u8> {
        let mut xml = Xml::part();
        xml.start("Types").attribute("xmlns", CONTENT_TYPES);
        for (extension, content_type) in [
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
        ]
        .into_iter()
        .chain(self.embedded.map(|_| ("odttf", FONT_TYPE)))
        {
            xml.start("Default")
                .attribute("Extension", extension)
                .attribute("ContentType", content_type)
                .end();
        }
        for part in &self.parts {
            xml.start("Override")
                .attribute("PartName", format_args!("/{}", part.name))
                .attribute("ContentType", &part.content_type)
                .end();
        }
        xml.finish()
    }

    /// Those of the package or those of the document.
    fn relationships(&self, of_package: bool) -> Vec<u8> {
        let mut xml = Xml::part();
        xml.start("Relationships").attribute("xmlns", RELATIONSHIPS);
        for part in self.parts.iter().filter(|part| part.of_package == of_package) {
            let target = if of_package {
                &part.name
            } else {
                part.name.trim_start_matches("word/")
            };
            xml.start("Relationship")
                .attribute("Id", &part.id)
                .attribute("Type", &part.relationship)
                .attribute("Target", target)
                .end();
        }
        xml.finish()
    }
}

fn add_ready(zip: &mut ZipWriter<Cursor<Vec<u8>>>, archive: &[u8]) -> ZipResult<()> {
    zip.merge_archive(ZipArchive::new(Cursor::new(archive))?)
}

/// How parts stand in a zip: its dates are the format's first day, so that the same parts give the same bytes.
pub(super) fn entry_options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(i64::from(Effort::EachDocument.level())))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

/// The content type of a part of WordprocessingML.
fn word(kind: &str) -> String {
    format!("{WORD_TYPE}{kind}+xml")
}

/// The relationship type of an Office part.
pub(super) fn office(kind: &str) -> String {
    format!("{OFFICE}{kind}")
}

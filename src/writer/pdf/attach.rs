//! Files that ride along with a document, associated with it as a whole (ISO 19005-3, 6.8; ISO 32000-2, 14.13).

use jiff::civil::Date;
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use super::metadata::{stamp, text_string};

/// A file that rides along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name; ASCII, so that every reader can save it.
    pub name: String,
    /// Its media type: `application/json`.
    pub media_type: &'static str,
    /// What it is, for readers.
    pub description: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Adds the files; returns what the catalogue names: the associated files and their tree of names.
pub(super) fn add(pdf: &mut Document, files: &[Attachment], date: Option<Date>) -> (Vec<Object>, Object) {
    let specifications: Vec<ObjectId> = files.iter().map(|file| specification(pdf, file, date)).collect();
    let mut named: Vec<(&Attachment, &ObjectId)> = files.iter().zip(&specifications).collect();
    named.sort_by_key(|(file, _)| &file.name);
    let names = named
        .into_iter()
        .flat_map(|(file, id)| [text_string(&file.name), (*id).into()]);
    let tree = dictionary! { "Names" => names.collect::<Vec<Object>>() };
    (specifications.into_iter().map(Object::from).collect(), tree.into())
}

fn specification(pdf: &mut Document, file: &Attachment, date: Option<Date>) -> ObjectId {
    let mut parameters = dictionary! { "Size" => file.bytes.len() as i64 };
    if let Some(date) = date {
        parameters.set("ModDate", Object::string_literal(stamp(date)));
    }
    let content = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => file.media_type,
        "Params" => parameters,
    };
    let content = pdf.add_object(Stream::new(content, file.bytes.clone()));
    pdf.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text_string(&file.name),
        "UF" => text_string(&file.name),
        "Desc" => text_string(&file.description),
        // The data from which the figures of the document come.
        "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => content, "UF" => content },
    })
}

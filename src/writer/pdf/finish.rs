//! What printpdf lacks or gets wrong, put right on its object tree, and the tree as bytes.
//!
//! printpdf 0.12.8 writes `%PDF-1.3`, claims PDF/X in Info (`GTS_PDFXVersion`), takes file identifiers from a
//! process-wide counter, gives every page three empty resource dictionaries and an empty `Annots`, has flat
//! bookmarks, and knows neither language nor page labels nor object streams.

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, StringFormat, dictionary};

use super::{metadata, outline};
use crate::diag::{Code, Diagnostic, Result};
use crate::geom::Abs;
use crate::layout::{Page, PagedDocument};
use crate::report::Metadata;

/// The language of the text.
const LANGUAGE: &str = "zh-CN";
/// Bytes of a file identifier (ISO 32000-1, 14.4: as long as an MD5 digest).
const IDENTIFIER_BYTES: usize = 16;
/// Objects in an object stream.
const OBJECTS_PER_STREAM: usize = 200;

/// Completes the object tree and saves it.
pub(super) fn finish(mut pdf: Document, document: &PagedDocument, properties: &Metadata) -> Result<Vec<u8>> {
    pdf.version = "1.7".to_owned();
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    mend_pages(&mut pdf, &pages, &document.pages)?;
    complete_catalog(&mut pdf, document, &pages, properties)?;
    let info = reference(&pdf.trailer, "Info")?;
    pdf.set_object(info, metadata::info(properties));
    let identifier = Object::String(identifier(&pdf), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![identifier.clone(), identifier]);
    pdf.compress();
    save(&mut pdf)
}

fn save(pdf: &mut Document) -> Result<Vec<u8>> {
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(OBJECTS_PER_STREAM)
        .compression_level(6)
        .build();
    let mut bytes = Vec::new();
    pdf.save_with_options(&mut bytes, options)
        .map_err(|error| internal(&error))?;
    Ok(bytes)
}

/// A fault of the tree that only a change in printpdf can cause.
fn internal(error: &dyn std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::Internal).with("detail", error)
}

fn reference(dictionary: &Dictionary, key: &str) -> Result<ObjectId> {
    let object = dictionary.get(key.as_bytes()).map_err(|error| internal(&error))?;
    object.as_reference().map_err(|error| internal(&error))
}

fn dictionary_at(pdf: &mut Document, id: ObjectId) -> Result<&mut Dictionary> {
    pdf.get_dictionary_mut(id).map_err(|error| internal(&error))
}

/// Gives every page its exact size and one resource dictionary that holds the fonts alone.
fn mend_pages(pdf: &mut Document, ids: &[ObjectId], pages: &[Page]) -> Result<()> {
    let mut shared = None;
    for (id, page) in ids.iter().zip(pages) {
        let resources = reference(dictionary_at(pdf, *id)?, "Resources")?;
        let resources = match shared {
            None => *shared.insert(fonts_only(pdf, resources)?),
            Some(shared) => {
                pdf.objects.remove(&resources);
                shared
            }
        };
        let dictionary = dictionary_at(pdf, *id)?;
        for key in ["TrimBox", "CropBox", "Annots"] {
            dictionary.remove(key.as_bytes());
        }
        dictionary.set("MediaBox", media_box(page));
        dictionary.set("Resources", resources);
    }
    Ok(())
}

/// Takes the empty dictionaries out of a page's resources; all pages refer to the same ones.
fn fonts_only(pdf: &mut Document, resources: ObjectId) -> Result<ObjectId> {
    let mut unused = Vec::new();
    let dictionary = dictionary_at(pdf, resources)?;
    for key in ["XObject", "ExtGState", "Shading"] {
        unused.push(reference(dictionary, key)?);
        dictionary.remove(key.as_bytes());
    }
    for id in unused {
        pdf.objects.remove(&id);
    }
    Ok(resources)
}

fn media_box(page: &Page) -> Vec<Object> {
    let real = |length: Abs| Object::Real(((length.to_pt() * 1000.0).round() / 1000.0) as f32);
    vec![0.into(), 0.into(), real(page.size.width), real(page.size.height)]
}

fn complete_catalog(
    pdf: &mut Document,
    document: &PagedDocument,
    pages: &[ObjectId],
    properties: &Metadata,
) -> Result<()> {
    let outlines = outline::add(pdf, document, pages);
    let xmp = pdf.add_object(metadata::xmp(properties));
    let root = reference(&pdf.trailer, "Root")?;
    let catalog = dictionary_at(pdf, root)?;
    catalog.set("Lang", Object::string_literal(LANGUAGE));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("Metadata", xmp);
    let labels = dictionary! { "Nums" => vec![0.into(), dictionary! { "S" => "D" }.into()] };
    catalog.set("PageLabels", labels);
    catalog.remove(b"PageMode");
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", "UseOutlines");
    }
    Ok(())
}

/// A name for exactly this content: all streams (pages, fonts, properties) in the order of their objects.
fn identifier(pdf: &Document) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new();
    for object in pdf.objects.values() {
        if let Object::Stream(stream) = object {
            hasher.update(&stream.content.len().to_le_bytes());
            hasher.update(&stream.content);
        }
    }
    hasher.finalize().as_bytes()[..IDENTIFIER_BYTES].to_vec()
}

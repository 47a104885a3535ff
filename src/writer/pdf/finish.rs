//! What printpdf lacks or gets wrong, put right on its object tree.
//!
//! printpdf 0.12.8 writes `%PDF-1.3`, claims PDF/X in Info (`GTS_PDFXVersion`), takes file identifiers from a
//! process-wide counter, gives every page three empty resource dictionaries and an empty `Annots`, has flat
//! bookmarks, and knows neither structure nor language nor page labels nor object streams.

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};

use super::fonts::DocumentFonts;
use super::pictures::Pictures;
use super::tags::Tags;
use super::{Settings, attach, color, links, metadata, outline, save};
use crate::diag::{Code, Diagnostic, Result};
use crate::geom::Abs;
use crate::image::{Effort, deflated};
use crate::layout::{ElementId, Page, PagedDocument};
use crate::report::Metadata;

/// The language of the text.
const LANGUAGE: &str = "zh-CN";
/// Bytes of a file identifier (ISO 32000-1, 14.4: as long as an MD5 digest).
const IDENTIFIER_BYTES: usize = 16;

/// What the file says beside its pages.
pub(super) struct Parts<'a> {
    pub(super) document: &'a PagedDocument,
    pub(super) metadata: &'a Metadata,
    pub(super) settings: &'a Settings,
    pub(super) fonts: &'a DocumentFonts<'a>,
    pub(super) pictures: &'a Pictures,
    /// The element of each sequence of marked content of each page.
    pub(super) marked: Vec<Vec<ElementId>>,
}

/// Completes the object tree, the contents of its pages among it, and saves it.
pub(super) fn finish(mut pdf: Document, contents: Vec<Vec<u8>>, parts: &Parts) -> Result<Vec<u8>> {
    pdf.version = "1.7".to_owned();
    let pages: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    fill_pages(&mut pdf, &pages, contents)?;
    add_fonts(&mut pdf, &pages, parts.fonts)?;
    let pictures = parts.pictures.add_to(&mut pdf);
    mend_pages(&mut pdf, &pages, &parts.document.pages, pictures)?;
    let tags = complete_catalog(&mut pdf, &pages, parts)?;
    let info = reference(&pdf.trailer, "Info")?;
    pdf.set_object(info, metadata::info(parts.metadata));
    for object in pdf.objects.values_mut() {
        deflate(object, Effort::EachDocument)?;
    }
    let identifier = Object::String(identifier(&pdf), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![identifier.clone(), identifier]);
    save::save(pdf, &tags)
}

/// Puts the contents into the pages, which printpdf has made without.
fn fill_pages(pdf: &mut Document, pages: &[ObjectId], contents: Vec<Vec<u8>>) -> Result<()> {
    for (page, content) in pages.iter().zip(contents) {
        let stream = reference(dictionary_at(pdf, *page)?, "Contents")?;
        let Some(Object::Stream(stream)) = pdf.objects.get_mut(&stream) else {
            return Err(internal(&"a page without content"));
        };
        stream.set_content(content);
    }
    Ok(())
}

/// Deflates a stream that allows it; lopdf's own way takes twice the time for a hundredth of the size.
pub(super) fn deflate(object: &mut Object, effort: Effort) -> Result<()> {
    let Object::Stream(stream) = object else { return Ok(()) };
    if !stream.allows_compression || stream.dict.has(b"Filter") {
        return Ok(());
    }
    let deflated = deflated(&stream.content, effort);
    stream.dict.set("Filter", "FlateDecode");
    stream.set_content(deflated);
    stream.allows_compression = false;
    Ok(())
}

/// A fault of the tree that only a change in printpdf can cause.
pub(super) fn internal(error: &dyn std::fmt::Display) -> Box<Diagnostic> {
    Diagnostic::new(Code::Internal).with("detail", error)
}

pub(super) fn reference(dictionary: &Dictionary, key: &str) -> Result<ObjectId> {
    let object = dictionary.get(key.as_bytes()).map_err(|error| internal(&error))?;
    object.as_reference().map_err(|error| internal(&error))
}

pub(super) fn dictionary_at(pdf: &mut Document, id: ObjectId) -> Result<&mut Dictionary> {
    pdf.get_dictionary_mut(id).map_err(|error| internal(&error))
}

/// Puts the fonts under the names by which the pages call them; all pages share one dictionary.
fn add_fonts(pdf: &mut Document, pages: &[ObjectId], fonts: &DocumentFonts) -> Result<()> {
    let Some(page) = pages.first() else { return Ok(()) };
    let mut named = Dictionary::new();
    for (index, font) in fonts.used() {
        let id = font.add_to(pdf);
        named.set(DocumentFonts::name(index), id);
    }
    let resources = reference(dictionary_at(pdf, *page)?, "Resources")?;
    let all = reference(dictionary_at(pdf, resources)?, "Font")?;
    pdf.set_object(all, named);
    Ok(())
}

/// Gives every page its exact size, one resource dictionary that holds what is used, and its place among the
/// structure's parents; tabs go by the structure (ISO 14289-1, 7.18.3).
fn mend_pages(pdf: &mut Document, ids: &[ObjectId], pages: &[Page], pictures: Option<Dictionary>) -> Result<()> {
    let mut shared = None;
    for (number, (id, page)) in (0_i64..).zip(ids.iter().zip(pages)) {
        let resources = reference(dictionary_at(pdf, *id)?, "Resources")?;
        let resources = match shared {
            None => *shared.insert(used_only(pdf, resources, pictures.clone())?),
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
        dictionary.set("StructParents", number);
        dictionary.set("Tabs", "S");
    }
    Ok(())
}

/// Takes the empty dictionaries out of a page's resources, and puts the pictures in; all pages refer to the same ones.
fn used_only(pdf: &mut Document, resources: ObjectId, pictures: Option<Dictionary>) -> Result<ObjectId> {
    let mut unused = Vec::new();
    let dictionary = dictionary_at(pdf, resources)?;
    for key in ["XObject", "ExtGState", "Shading"] {
        unused.push(reference(dictionary, key)?);
        dictionary.remove(key.as_bytes());
    }
    if let Some(pictures) = pictures {
        dictionary.set("XObject", pictures);
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

/// What the catalog says; returns the structure's elements, which are made when they are written.
fn complete_catalog<'a>(pdf: &mut Document, pages: &'a [ObjectId], parts: &'a Parts) -> Result<Tags<'a>> {
    let outlines = outline::add(pdf, parts.document, pages);
    let annotations = links::add(pdf, parts.document, pages, parts.marked.len())?;
    let tags = Tags::new(pdf, parts.document, pages, (&parts.marked, annotations));
    let structure = tags.add_root(pdf, &parts.marked);
    let settings = parts.settings;
    let xmp = pdf.add_object(metadata::xmp(parts.metadata, &settings.records, settings.standard));
    let files = settings.attachments.as_slice();
    let attached = settings
        .standard
        .takes_files()
        .then(|| attach::add(pdf, files, parts.metadata.date));
    let intent = color::output_intent(pdf);
    let root = reference(&pdf.trailer, "Root")?;
    let catalog = dictionary_at(pdf, root)?;
    catalog.set("Lang", Object::string_literal(LANGUAGE));
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", structure);
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("Metadata", xmp);
    catalog.set("OutputIntents", vec![intent.into()]);
    let labels = dictionary! { "Nums" => vec![0.into(), dictionary! { "S" => "D" }.into()] };
    catalog.set("PageLabels", labels);
    if let Some((files, names)) = attached {
        catalog.set("AF", files);
        catalog.set("Names", dictionary! { "EmbeddedFiles" => names });
    }
    catalog.remove(b"PageMode");
    if let Some(outlines) = outlines {
        catalog.set("Outlines", outlines);
        catalog.set("PageMode", "UseOutlines");
    }
    Ok(tags)
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

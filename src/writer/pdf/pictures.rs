//! The pictures of a document as image objects, each once however often it is shown.

use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::image::{Image, Samples};
use crate::layout::{Item, PagedDocument};

/// The pictures in the order in which they are first shown.
#[derive(Default)]
pub(super) struct Pictures {
    images: Vec<Arc<Image>>,
}

impl Pictures {
    /// The pictures of a document.
    pub(super) fn of(document: &PagedDocument) -> Self {
        let mut pictures = Self::default();
        for item in document.pages.iter().flat_map(|page| &page.items) {
            if let Item::Image(item) = item
                && pictures.index(&item.image).is_none()
            {
                pictures.images.push(Arc::clone(&item.image));
            }
        }
        pictures
    }

    /// The name by which pages call a picture.
    pub(super) fn name(&self, image: &Arc<Image>) -> Option<String> {
        self.index(image).map(name)
    }

    fn index(&self, image: &Arc<Image>) -> Option<usize> {
        self.images.iter().position(|known| Arc::ptr_eq(known, image))
    }

    /// Puts the pictures into a document; returns their names, when there are any.
    pub(super) fn add_to(&self, pdf: &mut Document) -> Option<Dictionary> {
        let mut names = Dictionary::new();
        for (index, image) in self.images.iter().enumerate() {
            let stream = object(image, pdf);
            names.set(name(index), pdf.add_object(stream));
        }
        (!self.images.is_empty()).then_some(names)
    }
}

fn name(index: usize) -> String {
    format!("P{index}")
}

/// A picture's object (ISO 32000-1, 8.9.5); its opacity is one of its own.
fn object(image: &Image, pdf: &mut Document) -> Stream {
    let mut dictionary = entries(image, image.components);
    match &image.samples {
        Samples::Jpeg => {
            dictionary.set("Filter", "DCTDecode");
            stored(dictionary, image.bytes.clone())
        }
        Samples::Deflated { color, alpha } => {
            dictionary.set("Filter", "FlateDecode");
            if let Some(alpha) = alpha {
                let mut opacity = entries(image, 1);
                opacity.set("Filter", "FlateDecode");
                let opacity = pdf.add_object(stored(opacity, alpha.clone()));
                dictionary.set("SMask", opacity);
            }
            stored(dictionary, color.clone())
        }
    }
}

fn entries(image: &Image, components: u8) -> Dictionary {
    let (width, height) = image.pixels;
    dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(width),
        "Height" => i64::from(height),
        "ColorSpace" => Object::Name(if components == 1 { b"DeviceGray".to_vec() } else { b"DeviceRGB".to_vec() }),
        "BitsPerComponent" => 8,
    }
}

fn stored(dictionary: Dictionary, bytes: Vec<u8>) -> Stream {
    Stream::new(dictionary, bytes).with_compression(false)
}

//! The finished object tree as the bytes of a file: the streams one by one, all else in object streams, then where each
//! object stands (ISO 32000-1, 7.5.7 and 7.5.8). lopdf clones every object and writes it three times to do the same.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::finish::internal;
use super::tags::Tags;
use crate::diag::Result;
use crate::image::{Effort, deflated};

/// Objects in an object stream.
const OBJECTS_PER_STREAM: usize = 200;
/// Room for what each object has around it, so that the file need not move while it grows.
const AROUND_OBJECT: usize = 64;

/// Where an object stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// So many bytes from the beginning.
    At(usize),
    /// In an object stream, so many objects from its first.
    Within(u32, usize),
}

/// A file that is being written.
struct File {
    bytes: Vec<u8>,
    /// The places of all objects so far, by their numbers.
    places: Vec<(u32, Place)>,
}

/// The bytes of a document whose streams are deflated, with the elements of its structure.
pub(super) fn save(pdf: Document, tags: &Tags<'_>) -> Result<Vec<u8>> {
    let mut file = File::begin(&pdf);
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    for ((number, _), object) in pdf.objects {
        if let Object::Stream(stream) = object {
            file.stream(number, stream)?;
        } else if number <= tags.root() {
            before.push((number, object));
        } else {
            behind.push((number, object));
        }
    }
    let written = |(number, object): (u32, Object)| Ok((number, encoded(object)?));
    let (before, behind) = (before.into_iter().map(written), behind.into_iter().map(written));
    let mut others = before.chain(tags.elements()).chain(behind).peekable();
    let mut last = pdf.max_id;
    while others.peek().is_some() {
        last += 1;
        let next = others.by_ref().take(OBJECTS_PER_STREAM);
        file.objects(last, &next.collect::<Result<Vec<_>>>()?)?;
    }
    file.end(last + 1, pdf.trailer)
}

impl File {
    fn begin(pdf: &Document) -> Self {
        let streams = pdf.objects.values().filter_map(|object| object.as_stream().ok());
        let content: usize = streams.map(|stream| stream.content.len()).sum();
        let mut bytes = Vec::with_capacity(content + pdf.max_id as usize * AROUND_OBJECT);
        bytes.extend_from_slice(format!("%PDF-{}\n%", pdf.version).as_bytes());
        bytes.extend_from_slice(&pdf.binary_mark);
        bytes.push(b'\n');
        let places = Vec::with_capacity(pdf.objects.len());
        Self { bytes, places }
    }

    fn stream(&mut self, number: u32, stream: Stream) -> Result<()> {
        self.places.push((number, Place::At(self.bytes.len())));
        self.bytes.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.bytes
            .extend_from_slice(encoded(stream.dict.into())?.trim_ascii_end());
        self.bytes.extend_from_slice(b"stream\n");
        self.bytes.extend_from_slice(&stream.content);
        self.bytes.extend_from_slice(b"\nendstream \nendobj\n");
        Ok(())
    }

    /// Objects by their numbers, together in one stream.
    fn objects(&mut self, stream: u32, objects: &[(u32, Vec<u8>)]) -> Result<()> {
        let mut directory = String::new();
        let mut content = Vec::new();
        for (index, (number, object)) in objects.iter().enumerate() {
            directory.push_str(&format!("{number} {} ", content.len()));
            content.extend_from_slice(object);
            self.places.push((*number, Place::Within(stream, index)));
        }
        let content = [directory.as_bytes(), &content].concat();
        let dictionary = dictionary! {
            "Type" => "ObjStm",
            "N" => objects.len() as i64,
            "First" => directory.len() as i64,
        };
        self.deflated(stream, dictionary, &content)
    }

    fn deflated(&mut self, number: u32, mut dictionary: Dictionary, content: &[u8]) -> Result<()> {
        dictionary.set("Filter", "FlateDecode");
        let content = deflated(content, Effort::EachDocument);
        self.stream(number, Stream::new(dictionary, content))
    }

    /// Adds where each object stands, itself among them, under what the trailer says.
    fn end(mut self, number: u32, mut trailer: Dictionary) -> Result<Vec<u8>> {
        let start = self.bytes.len();
        self.places.push((number, Place::At(start)));
        self.places.sort_unstable_by_key(|(number, _)| *number);
        let follows = |one: &(u32, Place), other: &(u32, Place)| one.0 + 1 == other.0;
        let sections = self.places.chunk_by(follows);
        let index = sections.flat_map(|section| [section[0].0.into(), (section.len() as i64).into()]);
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(number) + 1);
        // The bytes of an entry: its kind, and the two numbers that say the place.
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        trailer.set("Index", index.collect::<Vec<Object>>());
        let entries: Vec<u8> = self.places.iter().flat_map(|(_, place)| place.entry()).collect();
        self.deflated(number, trailer, &entries)?;
        self.bytes
            .extend_from_slice(format!("\nstartxref\n{start}\n%%EOF").as_bytes());
        Ok(self.bytes)
    }
}

impl Place {
    /// As the cross-reference stream says it.
    fn entry(self) -> [u8; 7] {
        let (kind, first, second) = match self {
            Self::At(offset) => (1, offset as u32, 0),
            Self::Within(stream, index) => (2, stream, index as u16),
        };
        let ([a, b, c, d], [e, f]) = (first.to_be_bytes(), second.to_be_bytes());
        [kind, a, b, c, d, e, f]
    }
}

/// An object as a file says it, with a blank behind it: as the operand of no operation.
pub(super) fn encoded(object: Object) -> Result<Vec<u8>> {
    let operation = Operation::new("", vec![object]);
    let content = Content {
        operations: [operation],
    };
    content.encode().map_err(|error| internal(&error))
}

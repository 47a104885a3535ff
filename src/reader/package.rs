//! Parts of a packed file (zip), read one at a time and never beyond a bound.

use std::io::{Cursor, Read, Seek, Write};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Most bytes of a small part (content types, workbook part) that are looked at.
const SMALL_PART: u64 = 8 << 20;

/// A packed file.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Package<'a> {
    /// Opens a packed file; none when it has no directory, or where it is made of nothing but what may be one.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        if has_many_directories(bytes) {
            return None;
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        Some(Self { archive })
    }

    /// Whether a part of this name is there, whatever its case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    fn index(&self, name: &str) -> Option<usize> {
        (0..self.archive.len()).find(|index| {
            self.archive
                .name_for_index(*index)
                .and_then(Result::ok)
                .is_some_and(|found| found.replace('\\', "/").eq_ignore_ascii_case(name))
        })
    }

    /// The text of a small part; none when it is missing, too large or no UTF-8.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.text_within(name, SMALL_PART)
    }

    /// Copies a part as it is packed into another package.
    pub(super) fn copy(&mut self, name: &str, to: &str, package: &mut ZipWriter<impl Write + Seek>) -> Option<()> {
        let index = self.index(name)?;
        let entry = self.archive.by_index_raw(index).ok()?;
        package.raw_copy_file_rename(entry, to).ok()
    }

    /// A part as a stream.
    pub(super) fn part(&mut self, name: &str) -> Option<impl Read> {
        let index = self.index(name)?;
        self.archive.by_index(index).ok()
    }

    /// Calls for every part whose file has this name, in any folder and case, with its size: two may differ in case alone, and
    /// who takes which of them is known to the taker.
    pub(super) fn each_of_name<E>(
        &mut self,
        file: &str,
        mut visit: impl FnMut(u64, &mut dyn Read) -> Result<(), E>,
    ) -> Result<(), E> {
        for index in 0..self.archive.len() {
            let name = self.archive.name_for_index(index).and_then(Result::ok);
            let name = name.unwrap_or_default();
            let own = name.rsplit(['/', '\\']).next().unwrap_or_default();
            if !own.eq_ignore_ascii_case(file) {
                continue;
            }
            if let Ok(mut entry) = self.archive.by_index(index) {
                visit(entry.size(), &mut entry)?;
            }
        }
        Ok(())
    }

    /// The size of a part, unpacked, as the directory says.
    pub(super) fn size(&mut self, name: &str) -> Option<u64> {
        let index = self.index(name)?;
        Some(self.archive.by_index_raw(index).ok()?.size())
    }

    /// The text of a part of at most `limit` bytes.
    pub(super) fn text_within(&mut self, name: &str, limit: u64) -> Option<String> {
        let index = self.index(name)?;
        let entry = self.archive.by_index(index).ok()?;
        let mut text = String::with_capacity(entry.size().min(limit) as usize);
        let read = entry.take(limit + 1).read_to_string(&mut text).ok()?;
        (read as u64 <= limit).then_some(text)
    }

    /// The type and the name of the package's main part, by its content types.
    pub(super) fn main_part(&mut self) -> Option<MainPart> {
        let types = self.text("[Content_Types].xml")?;
        let mut found = None;
        each_element(&types, |element| {
            let content_type = attribute(element, "ContentType").unwrap_or_default();
            let main = content_type.contains(".main") || content_type.ends_with("/vnd.ms-visio.drawing.main+xml");
            if main && found.is_none() {
                let name = attribute(element, "PartName").unwrap_or_default();
                found = Some(MainPart {
                    content_type,
                    name: name.trim_start_matches('/').to_owned(),
                });
            }
        });
        found
    }
}

/// A package with one part written anew, from what it is; none where it cannot be taken apart or written, or where two have the
/// name but for its case: who takes which of them is known to the taker.
pub(super) fn with_part(
    bytes: &[u8],
    name: &str,
    mut write: impl FnMut(&mut dyn Read, &mut dyn Write) -> Option<()>,
) -> Option<Vec<u8>> {
    // Nobody keeps it.
    let options = SimpleFileOptions::default().compression_level(Some(1));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    let mut replaced = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).ok()?;
        let own = entry.name().ok()?.into_owned();
        if own.replace('\\', "/").eq_ignore_ascii_case(name) {
            drop(entry);
            package.start_file(own, options).ok()?;
            write(&mut archive.by_index(index).ok()?, &mut package)?;
            replaced += 1;
        } else {
            package.raw_copy_file(entry).ok()?;
        }
    }
    let package = package.finish().ok()?.into_inner();
    (replaced == 1).then_some(package)
}

/// Whether a large file has thousands of places where its directory (that of zip64) may end: every one is tried when it is
/// opened, and what came of it is kept. A packed file has one, and one for each that is packed in it again.
fn has_many_directories(bytes: &[u8]) -> bool {
    /// Bytes of a file that can do no harm.
    const HARMLESS: usize = 1 << 20;
    const MANY: usize = 10_000;
    const SIGNATURE: &[u8] = b"PK\x06\x06";
    bytes.len() > HARMLESS
        && bytes
            .windows(SIGNATURE.len())
            .filter(|place| *place == SIGNATURE)
            .nth(MANY)
            .is_some()
}

/// The main part of an OOXML package.
pub(super) struct MainPart {
    /// Its content type.
    pub(super) content_type: String,
    /// Its name in the package, such as `xl/workbook.xml`.
    pub(super) name: String,
}

/// Whether two sheets are said to be one part, by the parts of all: then nobody knows whose it is, and a small file could be
/// read a thousand times. Names of parts mean the same in any case (ECMA-376 part 2, 6.2.2).
pub(super) fn is_shared<'p>(parts: impl Iterator<Item = &'p String>, part: &str) -> bool {
    parts.filter(|other| other.eq_ignore_ascii_case(part)).nth(1).is_some()
}

/// Calls for every start tag of a well-formed text; stops at the first fault.
pub(super) fn each_element(text: &str, mut visit: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => visit(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// The value of an attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .ok()
                .map(std::borrow::Cow::into_owned)
        })
}

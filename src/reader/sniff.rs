//! What a file is, by its bytes; its name is never asked.

use super::compound;
use super::package::{MainPart, Package};

/// What a file turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing at all.
    Empty,
    /// Excel 2007 and later: xlsx, xlsm, xltx, xltm.
    Xlsx,
    /// Excel's binary package.
    Xlsb,
    /// Excel 5 to 2003 and WPS: BIFF5 or BIFF8 in a compound file.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// OpenDocument spreadsheet in one file of XML (fods).
    FlatOds,
    /// An OOXML package behind a password.
    Encrypted,
    /// Begins as a zip but has no directory: cut off or overwritten.
    DamagedPackage,
    /// Begins as a compound file but cannot be taken apart.
    DamagedCompound,
    /// Excel 2 to 4, or BIFF without a compound file.
    OldBiff,
    /// A web page, often under the name `.xls`.
    Html,
    /// Excel 2003's XML.
    SpreadsheetMl,
    /// Text with commas or tabs.
    DelimitedText,
    /// Another document; the name of its format.
    Document(&'static str),
    /// An archive; the name of its format.
    Archive(&'static str),
    /// A picture; the name of its format.
    Image(&'static str),
    /// None of these.
    Unknown,
}

/// Bytes at the start of a file that say what it is.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"%PDF", Kind::Document("PDF")),
    (b"{\\rtf", Kind::Document("RTF")),
    (b"Rar!", Kind::Archive("RAR")),
    (b"7z\xBC\xAF\x27\x1C", Kind::Archive("7z")),
    (b"\x1F\x8B", Kind::Archive("gzip")),
    (b"\x89PNG", Kind::Image("PNG")),
    (b"\xFF\xD8\xFF", Kind::Image("JPEG")),
    (b"GIF8", Kind::Image("GIF")),
    (b"BM", Kind::Image("BMP")),
    (b"II*\0", Kind::Image("TIFF")),
    (b"MM\0*", Kind::Image("TIFF")),
    // BOF of BIFF2, 3, 4 and of BIFF5 and 8 without their compound file.
    (b"\x09\x00\x04\x00", Kind::OldBiff),
    (b"\x09\x02\x06\x00", Kind::OldBiff),
    (b"\x09\x04\x06\x00", Kind::OldBiff),
    (b"\x09\x08\x08\x00", Kind::OldBiff),
    (b"\x09\x08\x10\x00", Kind::OldBiff),
];

/// Says what the bytes are.
pub fn sniff(bytes: &[u8]) -> Kind {
    sniffed(bytes).0
}

/// What the bytes are, and the main part of a package.
pub(super) fn sniffed(bytes: &[u8]) -> (Kind, Option<MainPart>) {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return package(bytes);
    }
    (unpacked(bytes), None)
}

/// What is no zip.
fn unpacked(bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Empty;
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return compound(bytes);
    }
    MAGIC
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map_or_else(|| text(bytes), |(_, kind)| *kind)
}

/// A zip: by its `mimetype`, its main part's content type, or the parts that it has.
fn package(bytes: &[u8]) -> (Kind, Option<MainPart>) {
    let Some(mut package) = Package::open(bytes) else {
        return (Kind::DamagedPackage, None);
    };
    if let Some(mime) = package.text("mimetype") {
        let kind = match mime.trim() {
            mime if mime.starts_with("application/vnd.oasis.opendocument.spreadsheet") => Kind::Ods,
            mime if mime.starts_with("application/vnd.oasis.opendocument.text") => Kind::Document("ODT"),
            _ => Kind::Archive("ZIP"),
        };
        return (kind, None);
    }
    let main = package.main_part();
    let content_type = main.as_ref().map_or("", |part| &part.content_type);
    let by_type = [
        ("ms-excel.sheet.binary", Kind::Xlsb),
        ("spreadsheetml", Kind::Xlsx),
        ("ms-excel", Kind::Xlsx),
        ("wordprocessingml", Kind::Document("Word")),
        ("ms-word", Kind::Document("Word")),
        ("presentationml", Kind::Document("PowerPoint")),
        ("ms-powerpoint", Kind::Document("PowerPoint")),
    ];
    let by_part = [
        ("xl/workbook.bin", Kind::Xlsb),
        ("xl/workbook.xml", Kind::Xlsx),
        ("word/document.xml", Kind::Document("Word")),
        ("OFD.xml", Kind::Document("OFD")),
    ];
    let kind = by_type
        .iter()
        .find(|(part, _)| content_type.contains(part))
        .or_else(|| by_part.iter().find(|(name, _)| package.has(name)))
        .map_or(Kind::Archive("ZIP"), |(_, kind)| *kind);
    (kind, main)
}

/// A compound file, by the streams that it holds.
fn compound(bytes: &[u8]) -> Kind {
    let Ok(file) = compound::open(bytes) else {
        return Kind::DamagedCompound;
    };
    let by_stream = [
        ("/EncryptedPackage", Kind::Encrypted),
        ("/Workbook", Kind::Xls),
        ("/Book", Kind::Xls),
        ("/WordDocument", Kind::Document("Word")),
        ("/PowerPoint Document", Kind::Document("PowerPoint")),
    ];
    by_stream
        .iter()
        .find(|(stream, _)| file.is_stream(stream))
        .map_or(Kind::Unknown, |(_, kind)| *kind)
}

/// How much of a text is looked at.
const TEXT_HEAD: usize = 4_096;

/// Text in any encoding that such files come in: a page, Excel's XML, or lines with commas or tabs.
fn text(bytes: &[u8]) -> Kind {
    let head = decode(bytes.get(..TEXT_HEAD).unwrap_or(bytes));
    let lower = head.trim_start_matches('\u{FEFF}').trim_start().to_ascii_lowercase();
    if head
        .chars()
        .any(|c| c == '\0' || c == '\u{FFFD}' && head.len() < TEXT_HEAD / 2)
    {
        return Kind::Unknown;
    }
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if lower.starts_with("<?xml") && has(&["urn:schemas-microsoft-com:office:spreadsheet", "excel.sheet"]) {
        Kind::SpreadsheetMl
    } else if let Some(kind) = flat_document(&lower) {
        kind
    } else if has(&["<html", "<!doctype html", "<table", "<meta ", "mime-version:"]) {
        Kind::Html
    } else if lower.starts_with("<?xml") {
        Kind::Document("XML")
    } else if lower.lines().any(|line| line.contains([',', '\t', ';'])) {
        Kind::DelimitedText
    } else {
        Kind::Unknown
    }
}

/// An OpenDocument file that is not packed, by its root and the type that stands in it; one whose type stands further behind
/// is looked at as a spreadsheet.
fn flat_document(lower: &str) -> Option<Kind> {
    let (_, behind) = lower.split_once("<office:document")?;
    let is_root = behind.starts_with(char::is_whitespace);
    let (_, of_type) = behind
        .split_once("vnd.oasis.opendocument.")
        .unwrap_or(("", "spreadsheet"));
    is_root.then(|| match of_type.starts_with("spreadsheet") {
        true => Kind::FlatOds,
        false => Kind::Document("OpenDocument"),
    })
}

/// The text of a head that may be UTF-16, UTF-8 or GB 18030.
fn decode(head: &[u8]) -> String {
    let encoding = match head {
        [0xFF, 0xFE, ..] => encoding_rs::UTF_16LE,
        [0xFE, 0xFF, ..] => encoding_rs::UTF_16BE,
        _ => {
            // The head may end within a character; that is no reason to call it another encoding.
            let whole = match std::str::from_utf8(head) {
                Ok(_) => true,
                Err(error) => error.error_len().is_none(),
            };
            if whole {
                encoding_rs::UTF_8
            } else {
                encoding_rs::GB18030
            }
        }
    };
    let (text, ..) = encoding.decode(head);
    text.into_owned()
}

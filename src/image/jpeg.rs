//! JPEG: both outputs hold the file itself, without the camera's notes.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::{Image, ImageFormat, Samples, broken, check_size, natural};
use crate::diag::{Code, Diagnostic, Result};

/// The marker before the data of a scan.
const SCAN: u8 = 0xda;

pub(super) fn read(bytes: &[u8]) -> Result<Image> {
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().map_err(broken)?;
    let info = decoder.info().ok_or_else(|| broken("header"))?;
    let pixels = (u32::from(info.width), u32::from(info.height));
    check_size(u64::from(pixels.0), u64::from(pixels.1))?;
    // Printers' colours mean nothing without their profile, and archives refuse them (ISO 19005-2, 6.2.4.3).
    if !matches!(info.components, 1 | 3) {
        return Err(Diagnostic::new(Code::PictureColours));
    }
    // A viewer of photographs turns the picture as the camera says; neither PDF nor every Word does.
    if decoder.exif().is_some_and(|notes| is_turned(notes)) {
        return Err(Diagnostic::new(Code::PictureTurned));
    }
    // A file that ends too early would be printed half grey; the decoder forgives the lack of its last lines.
    let bytes = end(bytes)
        .and_then(|end| bytes.get(..end))
        .ok_or_else(|| broken("FFD9"))?;
    let kept = without_notes(bytes);
    JpegDecoder::new(ZCursor::new(bytes)).decode().map_err(broken)?;
    Ok(Image {
        format: ImageFormat::Jpeg,
        bytes: kept,
        pixels,
        components: info.components,
        natural: natural(pixels, density(bytes)),
        samples: Samples::Jpeg,
        blank: false,
    })
}

/// Where the picture ends, behind the mark that says so. Scans are walked through: between them stand segments that may
/// hold the same bytes, and behind the end some programs write other things, a film or a map.
fn end(bytes: &[u8]) -> Option<usize> {
    const END: u8 = 0xd9;
    let mut at = 2;
    loop {
        // Any number of 0xff may fill the room before a mark (T.81, B.1.1.2).
        while bytes.get(at..at + 2) == Some(&[0xff, 0xff]) {
            at += 1;
        }
        let marker = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        if marker == END {
            return Some(at + 2);
        }
        at += 2 + usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        if marker == SCAN {
            at += next_marker(bytes.get(at..)?)?;
        }
    }
}

/// Where the data of a scan end: at a mark that is neither a stuffed 0xff nor a restart.
fn next_marker(data: &[u8]) -> Option<usize> {
    let is_marker = |pair: &[u8]| matches!(pair, [0xff, second] if !matches!(second, 0x00 | 0xd0..=0xd7 | 0xff));
    data.windows(2).position(is_marker)
}

/// Dots an inch, where the first segment (JFIF) says them: its unit is one of 1 (inch) and 2 (centimetre).
fn density(bytes: &[u8]) -> Option<f64> {
    let header = bytes.get(6..16).filter(|header| header.starts_with(b"JFIF\0"))?;
    let across = f64::from(u16::from_be_bytes([header[8], header[9]]));
    match header[7] {
        1 => Some(across),
        2 => Some(across * 2.54),
        _ => None,
    }
}

/// Whether the camera's notes (TIFF) say that the picture is to be turned or mirrored: tag 0x0112 is not 1.
fn is_turned(notes: &[u8]) -> bool {
    let little = notes.starts_with(b"II");
    let number = |at: usize, length: usize| -> Option<usize> {
        let bytes = notes.get(at..at + length)?;
        let join = |number, byte: &u8| number << 8 | usize::from(*byte);
        Some(if little {
            bytes.iter().rev().fold(0, join)
        } else {
            bytes.iter().fold(0, join)
        })
    };
    let orientation = || {
        let directory = number(4, 4)?;
        let entries = number(directory, 2)?.min(notes.len() / 12);
        let mut entries = (0..entries).map(|index| directory + 2 + index * 12);
        entries.find_map(|entry| (number(entry, 2)? == 0x0112).then(|| number(entry + 8, 2))?)
    };
    orientation().is_some_and(|orientation| orientation > 1)
}

/// The file without the segments in which cameras and programs tell place, time and person (APP1, APP13).
fn without_notes(bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    kept.extend_from_slice(&bytes[..2]);
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        let end = at + 2 + usize::from(u16::from_be_bytes([high, low]));
        let Some(segment) = bytes.get(at..end).filter(|_| marker != SCAN) else {
            break;
        };
        if !matches!(marker, 0xe1 | 0xed) {
            kept.extend_from_slice(segment);
        }
        at = end;
    }
    kept.extend_from_slice(&bytes[at..]);
    kept
}

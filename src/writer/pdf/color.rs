//! The output intent: the colours of a document are those of sRGB, described by an ICC profile made here.

use std::sync::LazyLock;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use crate::image::{Effort, deflated};

/// The name of the colour space (IEC 61966-2-1) as the registry of characterisations knows it.
const CONDITION: &str = "sRGB IEC61966-2.1";
/// D50, to which all colours of a profile are adapted (ICC.1:2004-10, 7.2.16).
const D50: [f64; 3] = [0.9642, 1.0, 0.8249];
/// The primaries of sRGB, adapted to D50 by Bradford's matrix.
const PRIMARIES: [(&[u8; 4], [f64; 3]); 3] = [
    (b"rXYZ", [0.436_07, 0.222_49, 0.013_92]),
    (b"gXYZ", [0.385_15, 0.716_87, 0.097_08]),
    (b"bXYZ", [0.143_07, 0.060_61, 0.714_10]),
];
/// Bradford's matrix from D65 to D50.
const ADAPTATION: [f64; 9] = [
    1.047_88, 0.022_92, -0.050_22, 0.029_59, 0.990_48, -0.017_07, -0.009_25, 0.015_08, 0.751_68,
];
/// The transfer curve of sRGB as the parameters of a parametric curve of type 3: ((X + 0.055) / 1.055) ^ 2.4
/// above 0.04045, X / 12.92 below.
const CURVE: [f64; 5] = [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.040_45];
/// Length of a profile's header.
const HEADER: usize = 128;

static PROFILE: LazyLock<Vec<u8>> = LazyLock::new(|| deflated(&profile(), Effort::OnceAJob));

/// Adds the profile; returns the output intent for the catalog.
pub(super) fn output_intent(pdf: &mut Document) -> Dictionary {
    let profile = add_profile(pdf);
    dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => Object::string_literal(CONDITION),
        "Info" => Object::string_literal(CONDITION),
        "DestOutputProfile" => profile,
    }
}

fn add_profile(pdf: &mut Document) -> ObjectId {
    let dictionary = dictionary! { "N" => 3, "Filter" => "FlateDecode" };
    pdf.add_object(Stream::new(dictionary, PROFILE.clone()).with_compression(false))
}

/// The profile: sRGB as three primaries and a curve (ICC.1:2004-10, version 4.2).
fn profile() -> Vec<u8> {
    let mut tags: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"desc", text("sRGB")),
        (b"cprt", text("No copyright; made from the numbers of IEC 61966-2-1")),
        (b"wtpt", xyz(D50)),
        (b"chad", fixed_array(b"sf32", &ADAPTATION)),
    ];
    tags.extend(PRIMARIES.map(|(name, primary)| (name, xyz(primary))));
    tags.extend([b"rTRC", b"gTRC", b"bTRC"].map(|name| (name, curve())));
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let start = HEADER + 4 + tags.len() * 12;
    for (name, content) in &tags {
        table.extend_from_slice(*name);
        table.extend(((start + data.len()) as u32).to_be_bytes());
        table.extend((content.len() as u32).to_be_bytes());
        data.extend_from_slice(content);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut profile = header(start + data.len());
    profile.extend(table);
    profile.extend(data);
    profile
}

fn header(size: usize) -> Vec<u8> {
    let mut header = vec![0; HEADER];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &(size as u32).to_be_bytes());
    put(8, &[4, 0x20, 0, 0]);
    put(12, b"mntrRGB XYZ ");
    // The day of the specification: a profile has a date, and this one is the same every day.
    for (at, part) in [(24, 2004_u16), (26, 10), (28, 1)] {
        put(at, &part.to_be_bytes());
    }
    put(36, b"acsp");
    for (at, part) in (68..).step_by(4).zip(D50) {
        put(at, &fixed(part));
    }
    header
}

/// A number as s15Fixed16Number.
fn fixed(number: f64) -> [u8; 4] {
    ((number * 65536.0).round() as i32).to_be_bytes()
}

fn fixed_array(kind: &[u8; 4], numbers: &[f64]) -> Vec<u8> {
    let mut bytes = kind.to_vec();
    bytes.extend([0; 4]);
    bytes.extend(numbers.iter().flat_map(|number| fixed(*number)));
    bytes
}

fn xyz(color: [f64; 3]) -> Vec<u8> {
    fixed_array(b"XYZ ", &color)
}

fn curve() -> Vec<u8> {
    let mut bytes = b"para\0\0\0\0\0\x03\0\0".to_vec();
    bytes.extend(CURVE.iter().flat_map(|number| fixed(*number)));
    bytes
}

/// A text as multiLocalizedUnicodeType with one record.
fn text(text: &str) -> Vec<u8> {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut bytes = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS".to_vec();
    bytes.extend((utf16.len() as u32).to_be_bytes());
    bytes.extend(28_u32.to_be_bytes());
    bytes.extend(utf16);
    bytes
}

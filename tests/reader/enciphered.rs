//! xls enciphered by Excel: with the password that every program knows (protected structure), and with a true one.

use std::io::{Cursor, Read as _};

use gongwen::diag::Code;
use gongwen::workbook::CellValue;
use md5::{Digest, Md5};

use super::{biff5, compound, number, read, record, refusal, value, xls_number, xls_with};

const SALT: [u8; 16] = *b"0123456789abcdef";

/// The RC4 cipher over bytes, from its beginning.
fn rc4(key: &[u8], count: usize) -> Vec<u8> {
    let mut state: Vec<usize> = (0..256).collect();
    let mut j = 0;
    for i in 0..256 {
        j = (j + state[i] + usize::from(key[i % key.len()])) % 256;
        state.swap(i, j);
    }
    let (mut i, mut j) = (0, 0);
    let next = |_| {
        i = (i + 1) % 256;
        j = (j + state[i]) % 256;
        state.swap(i, j);
        state[(state[i] + state[j]) % 256] as u8
    };
    (0..count).map(next).collect()
}

/// The pad of a block of 1,024 bytes.
fn pad(password: &str, block: usize) -> Vec<u8> {
    let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let first = Md5::digest(&password)[..5].to_vec();
    let second = Md5::digest([&first[..], &SALT].concat().repeat(16))[..5].to_vec();
    let key = Md5::digest([&second[..], &(block as u32).to_le_bytes()].concat());
    rc4(&key, 1_024)
}

/// The FilePass record of a password.
fn file_pass(password: &str) -> Vec<u8> {
    let verifier = *b"what is verified";
    let plain = [verifier.to_vec(), Md5::digest(verifier).to_vec()].concat();
    let proof: Vec<u8> = plain
        .iter()
        .zip(pad(password, 0))
        .map(|(byte, pad)| byte ^ pad)
        .collect();
    record(0x2F, &[&[1, 0, 1, 0, 1, 0][..], &SALT, &proof].concat())
}

/// The file with all data of its records enciphered but what stays plain.
fn enciphered(file: &[u8], password: &str) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut file = cfb::CompoundFile::open(Cursor::new(file)).unwrap();
    file.open_stream("/Workbook").unwrap().read_to_end(&mut stream).unwrap();
    let pads: Vec<u8> = (0..=stream.len() / 1_024)
        .flat_map(|block| pad(password, block))
        .collect();
    let mut at = 0;
    while at + 4 <= stream.len() {
        let kind = u16::from_le_bytes([stream[at], stream[at + 1]]);
        let end = at + 4 + usize::from(u16::from_le_bytes([stream[at + 2], stream[at + 3]]));
        let plain = match kind {
            0x0809 | 0x002F | 0x00E1 => end,
            0x0085 => at + 8,
            _ => at + 4,
        };
        for place in plain..end {
            stream[place] ^= pads[place];
        }
        at = end;
    }
    compound(&[("/Workbook", &stream)])
}

/// A workbook of more than a block, so that the key changes within it.
fn workbook(password: &str) -> Vec<u8> {
    let numbers: Vec<Vec<u8>> = (0..200).map(|row| xls_number(row, 1, f64::from(row))).collect();
    let plain = record(0x00E1, &[0xB0, 0x04]);
    enciphered(&xls_with(&[file_pass(password), plain].concat(), &numbers), password)
}

#[test]
fn a_workbook_of_protected_structure_opens_without_a_password() {
    let (workbook, sink) = read(&workbook("VelvetSweatshop"));
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(&*workbook.sheets[0].name, "A");
    assert_eq!(value(&workbook, "B1"), number("0"));
    assert_eq!(value(&workbook, "B150"), number("149"));
    assert_eq!(workbook.sheets[0].cells.len(), 200);
}

/// Its cells would look like a sheet of thousands of millions of cells, were they taken for plain.
#[test]
fn a_true_password_is_asked_for() {
    assert_eq!(refusal(&workbook("鼎新镇")), Some(Code::WorkbookPassword));
    // Other ways of enciphering: XOR of BIFF8, CryptoAPI.
    for pass in [
        record(0x2F, &[0, 0, 0x4A, 0x51, 0x1A, 0xCC]),
        record(0x2F, &[[1, 0, 2, 0, 2, 0], [0; 6], [0; 6]].concat()),
        record(0x2F, &[]),
    ] {
        assert_eq!(
            refusal(&xls_with(&pass, &[xls_number(0, 0, 1.0)])),
            Some(Code::WorkbookPassword)
        );
    }
}

#[test]
fn a_plain_workbook_is_left_as_it_is() {
    let (workbook, _) = read(&biff5::sample(Some(936), false));
    assert_eq!(value(&workbook, "A2"), Some(CellValue::Text("鼎新村".into())));
}

/// The content of an OpenDocument with a password is no text; only its manifest says why.
#[test]
fn the_password_of_an_open_document_is_named() {
    let bytes = super::package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"m\"><manifest:file-entry manifest:full-path=\"content.xml\">\
             <manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        ),
        ("content.xml", "\u{1}\u{2}<"),
    ]);
    assert_eq!(refusal(&bytes), Some(Code::WorkbookPassword));
}

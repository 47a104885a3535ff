//! Encrypted xls: what Excel opens without asking. A workbook whose structure is protected is enciphered with a
//! password that every program knows; a true password is left to its owner.

use md5::{Digest, Md5};

use super::biff::{kind, records, word};

/// The password of workbooks that have none: Excel enciphers protected structures with it (MS-OFFCRYPTO 2.4.2.3 calls
/// it well known), and opens them without asking.
const KNOWN_PASSWORD: &str = "VelvetSweatshop";

/// After so many bytes of the stream the key changes (MS-XLS 2.2.10).
const BLOCK: usize = 1_024;

/// Whether a stream was enciphered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cipher {
    /// It can be read: it was plain, or has been deciphered.
    Open,
    /// It needs a password.
    Locked,
}

/// Deciphers a stream in place, where the known password opens it.
pub(super) fn open(stream: &mut [u8]) -> Cipher {
    let mut next = 0;
    let found = records(stream)
        .take_while(|(record, _)| *record != kind::EOF && *record != kind::BOUND_SHEET)
        .map(|(record, data)| {
            let at = next;
            next += 4 + data.len();
            (record, at, data)
        })
        .find(|(record, ..)| *record == kind::FILE_PASS)
        .map(|(_, at, data)| (at, key(data)));
    match found {
        None => Cipher::Open,
        Some((_, None)) => Cipher::Locked,
        Some((at, Some(key))) => {
            decipher(stream, &key);
            super::biff::take_out(stream, at);
            Cipher::Open
        }
    }
}

/// The key of the known password for a FilePass record of the common sort (RC4, version 1.1); none where it does not
/// open the file (MS-OFFCRYPTO 2.3.6).
fn key(pass: &[u8]) -> Option<Key> {
    let fields = [0, 2, 4].map(|at| word(pass, at));
    let (salt, verifier, hash) = (pass.get(6..22)?, pass.get(22..38)?, pass.get(38..54)?);
    if fields != [Some(1), Some(1), Some(1)] {
        return None;
    }
    let password: Vec<u8> = KNOWN_PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let half = Md5::digest(&password);
    let salted = [half.get(..5)?, salt].concat().repeat(16);
    let key = Key(Md5::digest(&salted).get(..5)?.try_into().ok()?);
    let mut proof = [verifier, hash].concat();
    let mut cipher = key.of_block(0);
    proof.iter_mut().for_each(|byte| *byte ^= cipher.next_byte());
    let (verifier, hash) = proof.split_at(verifier.len());
    (Md5::digest(verifier)[..] == *hash).then_some(key)
}

/// What the keys of all blocks are made from.
struct Key([u8; 5]);

impl Key {
    fn of_block(&self, block: u32) -> Rc4 {
        Rc4::new(&Md5::digest([&self.0[..], &block.to_le_bytes()].concat()))
    }
}

/// Deciphers what is enciphered of each record: its data, but for a few kinds and for the places of sheets. The cipher
/// runs on under what is plain.
fn decipher(stream: &mut [u8], key: &Key) {
    let mut at = 0;
    let mut pad = (usize::MAX, [0; BLOCK]);
    while let (Some(record), Some(length)) = (word(stream, at), word(stream, at + 2)) {
        let end = at + 4 + usize::from(length);
        let plain = match record {
            kind::BOUND_SHEET => 4,
            record if kind::NEVER_ENCIPHERED.contains(&record) => usize::from(length),
            _ => 0,
        };
        let start = at + 4 + plain;
        for (place, byte) in (start..).zip(stream.get_mut(start..end).unwrap_or_default()) {
            if pad.0 != place / BLOCK {
                pad = (place / BLOCK, pad_of(key, place / BLOCK));
            }
            *byte ^= pad.1[place % BLOCK];
        }
        at = end;
    }
}

/// The bytes by which a block of the stream differs from its plain text.
fn pad_of(key: &Key, block: usize) -> [u8; BLOCK] {
    let mut cipher = key.of_block(u32::try_from(block).unwrap_or(u32::MAX));
    std::array::from_fn(|_| cipher.next_byte())
}

/// The RC4 cipher.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
        let mut j = 0_u8;
        for (index, part) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[index]).wrapping_add(*part);
            state.swap(index, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    fn next_byte(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
        self.state.swap(usize::from(self.i), usize::from(self.j));
        let sum = self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]);
        self.state[usize::from(sum)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first bytes of RFC 6229's test vector for the key of 40 bits.
    #[test]
    fn the_cipher_is_rc4() {
        let mut cipher = Rc4::new(&[1, 2, 3, 4, 5]);
        let bytes: Vec<u8> = (0..8).map(|_| cipher.next_byte()).collect();
        assert_eq!(bytes, [0xB2, 0x39, 0x63, 0x05, 0xF0, 0x3D, 0xC0, 0x27]);
    }
}

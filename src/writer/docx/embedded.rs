//! Faces that ride along in Word files, so that these look alike where the faces are not installed.

use std::io::{Cursor, Write};

use zip::result::ZipResult;
use zip::{ZipArchive, ZipWriter};

use super::xml::Xml;
use super::{fonts, package};
use crate::diag::{Code, Diagnostic, Result, Sink, term};
use crate::font::{Face, FontBook, Role, Unembeddable};
use crate::style::Stylesheet;

/// How many bytes at the beginning of a font are made unreadable.
const OBFUSCATED: usize = 32;
/// A GUID's bytes.
const KEY: usize = 16;

/// The faces that all Word files of a job carry; none by default.
#[derive(Debug, Default)]
pub struct EmbeddedFonts {
    faces: Vec<EmbeddedFace>,
    /// The parts that hold them, made once for all files.
    archive: Vec<u8>,
}

/// A face that rides along.
#[derive(Debug)]
struct EmbeddedFace {
    /// What it serves.
    roles: Vec<Role>,
    /// The family by which Word knows it.
    family: String,
    /// The GUID that makes its first bytes readable again.
    guid: String,
}

impl EmbeddedFace {
    /// Whether it is the bold face of its family; what else is heavy has a family of its own, which is never made bold
    /// (FONT-06).
    fn is_bold(&self) -> bool {
        self.roles.iter().all(|role| *role == Role::LatinBold)
    }
}

impl EmbeddedFonts {
    /// The faces that give the stylesheet's roles their look, as far as Word can embed them; the others are told.
    ///
    /// # Errors
    /// [`Code::Internal`] when their parts cannot be made.
    pub fn of(book: &FontBook, style: &Stylesheet, sink: &mut Sink) -> Result<Self> {
        let mut chosen: Vec<(&Face, Vec<Role>)> = Vec::new();
        for role in fonts::roles(style) {
            let Some(face) = book.chain(role).first().map(|id| book.face(*id)) else {
                continue;
            };
            match chosen.iter_mut().find(|(known, _)| std::ptr::eq(*known, face)) {
                Some((_, roles)) => roles.push(role),
                None => chosen.push((face, vec![role])),
            }
        }
        let unfit: Vec<Option<Unembeddable>> = chosen.iter().map(|(face, _)| face.unembeddable()).collect();
        tell_left_out(chosen.iter().zip(&unfit), sink);
        let mut fits = unfit.iter().map(Option::is_none);
        chosen.retain(|_| fits.next().unwrap_or(false));
        let faces = chosen.iter().map(|(face, roles)| EmbeddedFace {
            roles: roles.clone(),
            family: face.family.clone(),
            guid: guid(&key(&face.data)),
        });
        Ok(Self {
            faces: faces.collect(),
            archive: parts(chosen.iter().map(|(face, _)| *face)).map_err(super::internal)?,
        })
    }

    /// Whether there are none.
    pub(super) const fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// The families that serve what has this official name.
    pub(super) fn families(&self, official: &str) -> impl Iterator<Item = &str> {
        let serves = move |face: &&EmbeddedFace| face.roles.iter().any(|role| fonts::official(*role) == official);
        self.faces.iter().filter(serves).map(|face| face.family.as_str())
    }

    /// The face of a family, or its bold one: the relationship of its part and its GUID.
    pub(super) fn face(&self, family: &str, bold: bool) -> Option<(String, &str)> {
        let mut faces = self.faces.iter().enumerate();
        let (index, face) = faces.find(|(_, face)| face.family == family && face.is_bold() == bold)?;
        Some((relationship(index), &face.guid))
    }

    /// Adds the parts and `word/_rels/fontTable.xml.rels`.
    pub(super) fn add_to(&self, zip: &mut ZipWriter<Cursor<Vec<u8>>>) -> ZipResult<()> {
        zip.merge_archive(ZipArchive::new(Cursor::new(self.archive.as_slice()))?)
    }
}

/// The relationship of a face's part.
fn relationship(index: usize) -> String {
    format!("rId{}", index + 1)
}

/// Tells which faces cannot ride along, once for each reason.
fn tell_left_out<'c>(
    chosen: impl Iterator<Item = (&'c (&'c Face, Vec<Role>), &'c Option<Unembeddable>)> + Clone,
    sink: &mut Sink,
) {
    for (reason, detail) in [
        (Unembeddable::Outlines, "embed-outlines"),
        (Unembeddable::Collection, "embed-collection"),
        (Unembeddable::Permission, "embed-permission"),
    ] {
        let left_out = chosen
            .clone()
            .filter(|(_, unfit)| **unfit == Some(reason))
            .flat_map(|((face, roles), _)| roles.iter().map(|role| format!("{}（{}）", role.name(), face.family)));
        let left_out: Vec<String> = left_out.collect();
        if !left_out.is_empty() {
            let problem = Diagnostic::new(Code::FontNotEmbedded).with("fonts", left_out.join("、"));
            sink.push(problem.with("detail", term(detail)));
        }
    }
}

/// A zip of the faces' parts and the relationships to them.
fn parts<'f>(faces: impl Iterator<Item = &'f Face>) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut relationships = Xml::part();
    relationships
        .start("Relationships")
        .attribute("xmlns", package::RELATIONSHIPS);
    for (index, face) in faces.enumerate() {
        let target = format!("fonts/font{}.odttf", index + 1);
        zip.start_file(format!("word/{target}"), package::entry_options())?;
        zip.write_all(&obfuscated(&face.data))?;
        relationships
            .start("Relationship")
            .attribute("Id", relationship(index))
            .attribute("Type", package::office("font"))
            .attribute("Target", target)
            .end();
    }
    zip.start_file("word/_rels/fontTable.xml.rels", package::entry_options())?;
    zip.write_all(&relationships.finish())?;
    Ok(zip.finish()?.into_inner())
}

/// ECMA-376 part 4, 14.2.1: the first bytes are XORed with the GUID's digits read from its end.
fn obfuscated(font: &[u8]) -> Vec<u8> {
    let mut bytes = font.to_vec();
    let key = key(font);
    for (byte, mask) in bytes.iter_mut().take(OBFUSCATED).zip(key.iter().rev().cycle()) {
        *byte ^= mask;
    }
    bytes
}

/// The GUID's bytes as its digits show them, made of the font's, so that the same font gives the same part.
fn key(font: &[u8]) -> [u8; KEY] {
    let mut key = [0; KEY];
    key.copy_from_slice(&blake3::hash(font).as_bytes()[..KEY]);
    key
}

fn guid(key: &[u8; KEY]) -> String {
    let digits =
        |range: std::ops::Range<usize>| -> String { key[range].iter().map(|byte| format!("{byte:02X}")).collect() };
    let groups = [0..4, 4..6, 6..8, 8..10, 10..KEY].map(digits);
    format!("{{{}}}", groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_shows_the_key() {
        let key = std::array::from_fn(|index| index as u8 * 17);
        assert_eq!(guid(&key), "{00112233-4455-6677-8899-AABBCCDDEEFF}");
    }

    #[test]
    fn only_the_first_bytes_are_changed() {
        let font = [7; 100];
        let changed = obfuscated(&font);
        assert_eq!(changed[OBFUSCATED..], font[OBFUSCATED..]);
        assert_eq!(changed[..KEY], changed[KEY..OBFUSCATED]);
        assert_eq!(changed[0] ^ 7, key(&font)[KEY - 1]);
    }
}

//! An xlsx sheet, skimmed before it is read: its merged ranges, which stand behind its cells, and whether it has
//! formulas at all. A tenth of the work of a reading.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::package::{Package, attribute, each_element};
use crate::place::CellRef;
use crate::workbook::CellRange;

/// What a sheet holds besides its values.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Skimmed {
    pub(super) merges: Vec<CellRange>,
    pub(super) formulas: bool,
}

/// How far a tag of interest reaches: `<x:mergeCell ref="XFD1048575:XFD1048576"/>` and room.
const TAG: usize = 128;

/// What the tags of interest are found by, with or without a prefix.
const WORDS: [&str; 3] = ["<f", ":f", "mergeCell"];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(WORDS).ok());

/// Bytes that are looked at in one go.
const CHUNK: usize = 1 << 16;

/// The part of each sheet by the sheet's name, as the workbook's own part tells them.
pub(super) fn sheet_parts(package: &mut Package<'_>, main: &str, workbook: &str) -> BTreeMap<String, String> {
    let (folder, name) = main.rsplit_once('/').unwrap_or(("", main));
    let mut targets = BTreeMap::new();
    let relations = package.text(format!("{folder}/_rels/{name}.rels").trim_start_matches('/'));
    each_element(&relations.unwrap_or_default(), |element| {
        if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
            let part = target
                .strip_prefix('/')
                .map_or_else(|| format!("{folder}/{target}"), str::to_owned);
            targets.insert(id, part.trim_start_matches('/').to_owned());
        }
    });
    let mut parts = BTreeMap::new();
    each_element(workbook, |element| {
        if element.local_name().as_ref() != "sheet" {
            return;
        }
        let part = attribute(element, "id").and_then(|id| targets.get(&id));
        if let (Some(name), Some(part)) = (attribute(element, "name"), part) {
            parts.insert(name, part.clone());
        }
    });
    parts
}

/// Skims a sheet; at most so many merged ranges are kept. None where it is not text of one byte a letter.
pub(super) fn skim(mut sheet: impl Read, merges: usize) -> Option<Skimmed> {
    let mut found = Skimmed::default();
    let words = FINDER.as_ref()?;
    let mut buffer = vec![0; CHUNK + TAG];
    let mut filled = 0;
    loop {
        let read = sheet.read(buffer.get_mut(filled..)?).ok()?;
        filled += read;
        let ends = read == 0;
        let text = buffer.get(..filled)?;
        if text.contains(&0) {
            return None;
        }
        // A tag that may go on in the next piece is looked at with that.
        let searched = if ends { filled } else { filled.saturating_sub(TAG) };
        for tag in tags(text, searched, words) {
            match local_name(tag) {
                b"f" => found.formulas = true,
                b"mergeCell" if found.merges.len() < merges => found.merges.extend(merged_range(tag)),
                _ => {}
            }
        }
        if ends {
            return Some(found);
        }
        buffer.copy_within(searched..filled, 0);
        filled -= searched;
    }
}

/// The tags that one of the words stands in and that begin before `searched`, each without its `<`.
fn tags<'t>(text: &'t [u8], searched: usize, words: &'t AhoCorasick) -> impl Iterator<Item = &'t [u8]> {
    words.find_iter(text).filter_map(move |word| {
        let open = text.get(word.start().saturating_sub(TAG)..word.end())?;
        let open = word.end() - open.len() + open.iter().rposition(|byte| *byte == b'<')?;
        (open < searched)
            .then(|| text.get(open + 1..text.len().min(open + TAG)))
            .flatten()
    })
}

/// The name of a start tag, without its prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let end = tag
        .iter()
        .position(|byte| matches!(byte, b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n'))
        .unwrap_or(0);
    let name = tag.get(..end).unwrap_or_default();
    name.iter()
        .position(|byte| *byte == b':')
        .and_then(|colon| name.get(colon + 1..))
        .unwrap_or(name)
}

/// The range of a `mergeCell` tag.
fn merged_range(tag: &[u8]) -> Option<CellRange> {
    let tag = tag.split(|byte| *byte == b'>').next()?;
    let text = std::str::from_utf8(tag).ok()?;
    let (_, behind) = text.split_once("ref=")?;
    let mut pieces = behind.split(['"', '\'']);
    let (start, end) = pieces.nth(1)?.split_once(':')?;
    let (start, end): (CellRef, CellRef) = (start.parse().ok()?, end.parse().ok()?);
    Some(CellRange {
        start: CellRef::new(start.row.min(end.row), start.column.min(end.column)),
        end: CellRef::new(start.row.max(end.row), start.column.max(end.column)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time, as an unpacking stream may.
    struct Slow<'t>(&'t [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(self.0.len()).min(into.len());
            into[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    #[test]
    fn merges_and_formulas_are_found_wherever_the_stream_is_cut() {
        let sheet = "<worksheet><sheetData><row><c r=\"A1\"><f>1+1</f><v>2</v></c></row></sheetData>\
                     <mergeCells><mergeCell ref=\"A1:C3\"/><x:mergeCell ref='E5:D4' /></mergeCells></worksheet>";
        for step in [1, 7, 64, 100_000] {
            let found = skim(Slow(sheet.as_bytes(), step), 10).unwrap();
            let merges: Vec<String> = found
                .merges
                .iter()
                .map(|one| format!("{}:{}", one.start, one.end))
                .collect();
            assert_eq!((found.formulas, merges.join(" ")), (true, "A1:C3 D4:E5".to_owned()));
        }
        assert_eq!(
            skim(&b"<row><c><v>1</v></c></row><font/>"[..], 10),
            Some(Skimmed::default())
        );
        assert_eq!(skim(&b"<\0f\0>\0"[..], 10), None);
    }
}

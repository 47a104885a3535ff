//! An xlsx sheet, skimmed before it is read: its merged ranges, which stand behind its cells, and whether it has
//! formulas at all. A tenth of the work of a reading.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::package::{attribute, each_element};
use crate::place::CellRef;
use crate::workbook::CellRange;

/// What a sheet holds besides its values.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Skimmed {
    pub(super) merges: Vec<CellRange>,
    pub(super) formulas: bool,
    /// A row or cell that no sheet has room for, as it is written.
    pub(super) beyond: Option<String>,
    /// Whether more elements stand inside each other than any sheet has.
    pub(super) deep: bool,
    /// How many values it has that are not blank, where they are counted; those of names with a prefix are not.
    pub(super) values: u64,
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sought {
    /// At most so many merged ranges are kept.
    pub(super) merges: usize,
    /// Whether the values are counted.
    pub(super) values: bool,
}

/// Elements inside each other of which calamine may hold all names at once. A sheet has some ten.
pub(super) const DEEPEST: i64 = 100_000;

/// How far a tag of interest reaches: `<x:mergeCell ref="XFD1048575:XFD1048576"/>` and room.
const TAG: usize = 128;

/// What the tags of interest are found by, with or without a prefix.
const WORDS: [&str; 3] = ["<f", ":f", "mergeCell"];

/// Of this kind of match the search goes by two bytes at once; by one it would stop at every tag.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let kind = MatchKind::LeftmostFirst;
    AhoCorasick::builder().match_kind(kind).build(WORDS).ok()
});

/// Bytes that are looked at in one go.
const CHUNK: usize = 1 << 14;

/// The part that holds the relations of another part.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    format!("{folder}/_rels/{name}.rels").trim_start_matches('/').to_owned()
}

/// The part of each sheet by the sheet's name, as the workbook's own part and its relations tell them.
pub(super) fn sheet_parts((main, workbook): (&str, &str), relations: &str) -> BTreeMap<String, String> {
    let (folder, _) = main.rsplit_once('/').unwrap_or(("", main));
    let mut targets = BTreeMap::new();
    each_element(relations, |element| {
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

/// Skims a sheet. None where it is not text of one byte a letter.
pub(super) fn skim(mut sheet: impl Read, sought: Sought) -> Option<Skimmed> {
    let mut found = Skimmed::default();
    let words = FINDER.as_ref()?;
    let mut buffer = vec![0; CHUNK + TAG];
    let mut filled = 0;
    let mut depth = 0;
    loop {
        let seen = filled;
        // A part that cannot be read on ends there; what stood before is looked at all the same.
        let read = sheet.read(buffer.get_mut(filled..)?).unwrap_or_default();
        filled += read;
        let ends = read == 0;
        let text = buffer.get(..filled)?;
        if text.contains(&0) {
            return None;
        }
        depth += opened(text, seen);
        found.deep |= depth > DEEPEST;
        if sought.values {
            found.values += values(text, seen);
        }
        found.beyond = found.beyond.or_else(|| beyond(text, seen, ends));
        // A tag that may go on in the next piece is looked at with that.
        let searched = if ends { filled } else { filled.saturating_sub(TAG) };
        for tag in tags(text, searched, words) {
            match local_name(tag) {
                b"f" => found.formulas = true,
                b"mergeCell" if found.merges.len() < sought.merges => found.merges.extend(merged_range(tag)),
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

/// How many more elements begin behind `seen` than end there. Every `<` begins one but that of `</`, which ends one, as `/>`
/// does; comments and the like begin as elements do and are few.
fn opened(text: &[u8], seen: usize) -> i64 {
    let fresh = text.get(seen..).unwrap_or_default();
    let begins = fresh.iter().filter(|byte| **byte == b'<').count() as i64;
    // A pair may begin in what was seen.
    let first = text.get(seen.saturating_sub(1)..).unwrap_or_default();
    let pairs = first.iter().zip(first.get(1..).unwrap_or_default());
    let ends = pairs.fold((0_i64, 0_i64), |(close, alone), (one, next)| {
        let closes = (*one, *next) == (b'<', b'/');
        let stands_alone = (*one, *next) == (b'/', b'>');
        (close + i64::from(closes), alone + i64::from(stands_alone))
    });
    begins - 2 * ends.0 - ends.1
}

/// How many values end behind `seen`. `<v></v>` is what a formula without a text leaves.
fn values(text: &[u8], seen: usize) -> u64 {
    const END: usize = 4;
    let fresh = text.get(seen.saturating_sub(END)..).unwrap_or_default();
    let ends = fresh.windows(END + 1);
    ends.filter(|place| matches!(place, [last, b'<', b'/', b'v', b'>'] if *last != b'>'))
        .count() as u64
}

/// The first `r="…"` of a tag that no sheet has room for. calamine counts in 32 bits, and round: row 4294967298 would be
/// row 2. What is too short for that is passed over in steps of its length; what may go on in the next piece is looked at with
/// that, and nothing that ended before `seen` again.
fn beyond(text: &[u8], seen: usize, ends: bool) -> Option<String> {
    /// Seven letters and a digit are the shortest.
    const LEAST: usize = 8;
    let is_other = |byte: &u8| !byte.is_ascii_alphanumeric();
    let mut at = LEAST - 1;
    while let Some((before, behind)) = text.split_at_checked(at).filter(|(_, behind)| !behind.is_empty()) {
        let end = at + behind.iter().position(is_other).unwrap_or(behind.len());
        let start = before.iter().rposition(is_other).map_or(0, |other| other + 1);
        let run = text.get(start..end).filter(|run| run.len() >= LEAST);
        let run = run.filter(|run| end >= seen && (ends || end < text.len() || run.len() >= TAG));
        if let Some(run) = run.filter(|run| end > at && !has_room(run) && names_position(text.get(..start))) {
            return Some(String::from_utf8_lossy(run.get(..run.len().min(TAG))?).into_owned());
        }
        at = end + LEAST;
    }
    None
}

/// Whether a sheet may have a row or cell of this name: at most three letters and seven digits.
fn has_room(name: &[u8]) -> bool {
    let letters = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = name
        .iter()
        .skip(letters)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    letters <= 3 && digits <= 7 && letters + digits == name.len()
}

/// Whether this is the beginning of a tag, or as much of it as is looked at, up to the value of its `r`.
fn names_position(before: Option<&[u8]>) -> bool {
    let attribute = before.and_then(|before| {
        let (quote, before) = before.split_last()?;
        let before = before.trim_ascii_end().strip_suffix(b"=")?.trim_ascii_end();
        let before = before.strip_suffix(b"r")?;
        let apart = before.last()?.is_ascii_whitespace() && matches!(quote, b'"' | b'\'');
        apart.then_some(before)
    });
    let bracket = |byte: &&u8| matches!(byte, b'<' | b'>');
    attribute.is_some_and(|before| before.iter().rev().take(TAG).find(bracket) != Some(&b'>'))
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
pub(super) mod tests {
    use super::*;

    /// Gives a few bytes at a time, as an unpacking stream may.
    pub(crate) struct Slow<'t>(pub(crate) &'t [u8], pub(crate) usize);

    const ALL: Sought = Sought {
        merges: 10,
        values: true,
    };

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
            let found = skim(Slow(sheet.as_bytes(), step), ALL).unwrap();
            let merges: Vec<String> = found
                .merges
                .iter()
                .map(|one| format!("{}:{}", one.start, one.end))
                .collect();
            assert_eq!((found.formulas, merges.join(" ")), (true, "A1:C3 D4:E5".to_owned()));
            assert_eq!(found.values, 1);
        }
        assert_eq!(
            skim(&b"<row><c><v>1</v></c><c><v></v></c></row><font/>"[..], ALL),
            Some(Skimmed {
                values: 1,
                ..Skimmed::default()
            })
        );
        assert_eq!(skim(&b"<\0f\0>\0"[..], ALL), None);
    }

    #[test]
    fn rows_and_cells_without_room_are_found_wherever_the_stream_is_cut() {
        let rows = "<row r=\"1\"><c r=\"XFD1048576\" s=\"1234567890\"><v>12345678901.5</v></c></row>".repeat(3);
        let found = |tag: &str, step: usize| {
            let sheet = format!("<sheetData>{rows}{tag}{rows}</sheetData>");
            skim(Slow(sheet.as_bytes(), step), ALL).unwrap().beyond
        };
        for step in [1, 7, 64, 100_000] {
            for name in [
                "231999999999940",
                "A4294967297",
                "FXSHRXX1",
                "ABCDEFGHIJKLMNOP12",
                "00000012",
            ] {
                for tag in [
                    format!("<row r=\"{name}\">"),
                    format!("<c s=\"1\"\n r = '{name}'/>"),
                    format!("<x:c r=\"{name}\" t=\"n\">"),
                ] {
                    assert_eq!(found(&tag, step).as_deref(), Some(name), "{tag}");
                }
            }
            for tag in [
                "<row r=\"1048576\" customHeight=\"123456789012\">",
                "<t> r=\"231999999999940\"</t>",
                "<c nr=\"231999999999940\">",
                "<f ref=\"AAA1048576:AAB1048576\">",
            ] {
                assert_eq!(found(tag, step), None, "{tag}");
            }
        }
    }
}

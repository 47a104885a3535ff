//! Blank glyphs: found by the length of their outline data, without running every outline at load.

use ttf_parser::{Face, GlyphId, Tag};

/// A charstring of at most so many bytes may paint nothing (a width and `endchar`); such glyphs are looked at
/// one by one, longer ones are taken as painted.
const SHORT_CHARSTRING: usize = 8;

/// Says of a face's glyphs whether they paint nothing.
pub(super) struct Blanks<'a> {
    face: &'a Face<'a>,
    charstrings: Option<Index<'a>>,
}

impl<'a> Blanks<'a> {
    pub(super) fn new(face: &'a Face<'a>) -> Self {
        let charstrings = face.raw_face().table(Tag::from_bytes(b"CFF ")).and_then(charstrings);
        Self { face, charstrings }
    }

    /// TrueType tells it by a look at the glyph's header; of the others only the short ones are outlined.
    pub(super) fn is_blank(&self, glyph: u16) -> bool {
        let length = self.charstrings.as_ref().and_then(|index| index.length(glyph));
        let painted = length.is_some_and(|length| length > SHORT_CHARSTRING);
        !painted && self.face.glyph_bounding_box(GlyphId(glyph)).is_none()
    }
}

/// An INDEX of the Compact Font Format (Adobe Technical Note 5176, §5).
struct Index<'a> {
    data: &'a [u8],
    count: usize,
    offset_size: usize,
}

impl<'a> Index<'a> {
    fn at(table: &'a [u8], start: usize) -> Option<Self> {
        let data = table.get(start..)?;
        let count = usize::from(u16::from_be_bytes([*data.first()?, *data.get(1)?]));
        let offset_size = if count == 0 { 0 } else { usize::from(*data.get(2)?) };
        (offset_size <= 4).then_some(Self {
            data,
            count,
            offset_size,
        })
    }

    fn offset(&self, entry: usize) -> Option<usize> {
        let start = 3 + entry * self.offset_size;
        let bytes = self.data.get(start..start + self.offset_size)?;
        Some(bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
    }

    fn length(&self, entry: u16) -> Option<usize> {
        let entry = usize::from(entry);
        (entry < self.count).then_some(())?;
        self.offset(entry + 1)?.checked_sub(self.offset(entry)?)
    }

    /// Where the entries begin, less the one that offsets count from.
    fn base(&self) -> usize {
        2 + (self.count + 1) * self.offset_size
    }

    fn entry(&self, entry: usize) -> Option<&'a [u8]> {
        let base = self.base();
        self.data
            .get(base + self.offset(entry)?..base + self.offset(entry + 1)?)
    }

    fn end(&self) -> Option<usize> {
        if self.count == 0 {
            return Some(2);
        }
        Some(self.base() + self.offset(self.count)?)
    }
}

/// The INDEX of charstrings, which the Top DICT's operator 17 points to.
fn charstrings(table: &[u8]) -> Option<Index<'_>> {
    let names = usize::from(*table.get(2)?);
    let dictionaries = names + Index::at(table, names)?.end()?;
    let top = Index::at(table, dictionaries)?.entry(0)?;
    Index::at(table, operand_of(top, 17)?)
}

/// The last whole number before an operator in a DICT.
fn operand_of(dictionary: &[u8], wanted: u8) -> Option<usize> {
    let mut position = 0;
    let mut operand = 0_i64;
    while let Some(&first) = dictionary.get(position) {
        let byte = |offset: usize| dictionary.get(position + offset).copied().map(i64::from);
        let value = i64::from(first);
        position += match first {
            0..=21 if first == wanted => return usize::try_from(operand).ok(),
            12 => 2,
            28 => {
                operand = byte(1)? << 8 | byte(2)?;
                3
            }
            29 => {
                operand = byte(1)? << 24 | byte(2)? << 16 | byte(3)? << 8 | byte(4)?;
                5
            }
            30 => 1 + real_length(&dictionary[position + 1..])?,
            247..=250 => {
                operand = (value - 247) * 256 + byte(1)? + 108;
                2
            }
            32..=246 => {
                operand = value - 139;
                1
            }
            251..=254 => 2,
            _ => 1,
        };
    }
    None
}

/// Bytes of a real number: nibbles until 0xf.
fn real_length(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|byte| byte & 0x0f == 0x0f || byte >> 4 == 0x0f)?;
    Some(end + 1)
}

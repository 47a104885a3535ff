//! One face: its bytes, its metrics, and which characters it draws.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::{GlyphId, Permissions, Tag, name_id};

use super::coverage::Coverage;
use super::find::FontOrigin;
use super::marks::Unfit;
use super::outline::Blanks;
use crate::geom::Em;

/// Index of a face in its [`FontBook`](super::FontBook).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u16);

/// How a face describes its outlines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlines {
    /// TrueType (`glyf`).
    Glyf,
    /// Compact Font Format (`CFF `).
    Cff,
}

/// A loaded face.
#[derive(Clone)]
pub struct Face {
    /// PostScript name (name id 6), ASCII.
    pub postscript_name: String,
    /// Family name as a user knows it.
    pub family: String,
    /// The file's name, for `gongwen fonts` and the manifest.
    pub file_name: String,
    /// Where the file was found. A machine path: for the terminal only, never for an output.
    pub path: PathBuf,
    /// How the file was found.
    pub origin: FontOrigin,
    /// The whole font file.
    pub data: Arc<[u8]>,
    /// Index of the face in a collection, 0 for a plain file.
    pub index: u32,
    /// Units in an em.
    pub units_per_em: u16,
    /// Kind of outlines.
    pub outlines: Outlines,
    coverage: Coverage,
    /// Marks that another face draws better.
    pub(super) unfit: Unfit,
    /// The advance of each glyph in the font's units.
    advances: Box<[u16]>,
    bounds: [i16; 4],
    weight: u16,
    hash: OnceLock<String>,
}

/// Names only: the tables are megabytes.
impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face")
            .field("postscript_name", &self.postscript_name)
            .field("file_name", &self.file_name)
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

/// Why a font file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It is no TrueType or OpenType font with outlines.
    Damaged,
    /// OS/2 `fsType` forbids to embed it, or to embed a part of it.
    Forbidden,
}

/// Why Word cannot embed a face in a file that may be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unembeddable {
    /// Its outlines are none of TrueType.
    Outlines,
    /// Its file holds other faces too.
    Collection,
    /// OS/2 `fsType` allows to print and to look only.
    Permission,
}

impl Face {
    /// Reads a face of a font file.
    pub(super) fn read(data: Arc<[u8]>, index: u32, path: &Path, origin: FontOrigin) -> Result<Self, Unusable> {
        let font = ttf_parser::Face::parse(&data, index).map_err(|_| Unusable::Damaged)?;
        let outlines = outlines(&font).ok_or(Unusable::Damaged)?;
        if !may_embed(&font) {
            return Err(Unusable::Forbidden);
        }
        let mut coverage = Coverage::read(&font);
        let blanks = Blanks::new(&font);
        coverage.drop_blank(|glyph| blanks.is_blank(glyph));
        let family = family(&font);
        let postscript_name = postscript_name(&font, &family);
        Ok(Self {
            unfit: Unfit::of(&postscript_name),
            postscript_name,
            family,
            file_name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path: path.to_owned(),
            origin,
            index,
            units_per_em: font.units_per_em(),
            outlines,
            coverage,
            advances: (0..font.number_of_glyphs())
                .map(|glyph| font.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0))
                .collect(),
            bounds: bounds(&font),
            weight: font.weight().to_number(),
            hash: OnceLock::new(),
            data: Arc::clone(&data),
        })
    }

    /// The glyph that draws a character; none when the face lacks it or draws nothing for it.
    pub fn glyph(&self, character: char) -> Option<u16> {
        self.coverage.glyph(character)
    }

    /// The advance of a glyph as the font has it, in the font's units.
    pub fn advance_units(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// The advance of a glyph as the font has it; cells of Chinese text are [`GlyphChoice`](super::GlyphChoice)'s.
    pub fn advance(&self, glyph: u16) -> Em {
        Em::new(f64::from(self.advance_units(glyph)) / f64::from(self.units_per_em))
    }

    /// The box round all glyphs of the font, in thousandths of an em: left, bottom, right, top.
    pub fn bounds_thousandths(&self) -> [i16; 4] {
        self.bounds
    }

    /// The weight from 100 to 900, 400 for regular.
    pub fn weight(&self) -> u16 {
        self.weight
    }

    /// How many characters the face draws.
    pub fn characters(&self) -> usize {
        self.coverage.len()
    }

    /// BLAKE3 of the file in hexadecimal, for the manifest; computed when first asked for.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| blake3::hash(&self.data).to_hex().to_string())
    }

    /// Why Word cannot embed the face in a file that may be edited; none when it can. Reads the font.
    pub fn unembeddable(&self) -> Option<Unembeddable> {
        if self.outlines != Outlines::Glyf {
            Some(Unembeddable::Outlines)
        } else if self.data.starts_with(b"ttcf") {
            Some(Unembeddable::Collection)
        } else {
            let font = ttf_parser::Face::parse(&self.data, self.index).ok();
            let editable = font.is_some_and(|font| may_be_edited(&font));
            (!editable).then_some(Unembeddable::Permission)
        }
    }

    /// Where a glyph's ink begins and ends from left to right; none when it paints nothing. Reads the font:
    /// for the few marks that are looked at once, at load.
    pub(super) fn ink(&self, glyph: u16) -> Option<(Em, Em)> {
        let font = ttf_parser::Face::parse(&self.data, self.index).ok()?;
        let bounds = font.glyph_bounding_box(GlyphId(glyph))?;
        let em = |units: i16| Em::new(f64::from(units) / f64::from(self.units_per_em));
        Some((em(bounds.x_min), em(bounds.x_max)))
    }

    /// How high the ink of a glyph reaches above the baseline; none when it paints nothing. Reads the font: for
    /// the few glyphs of a letterhead.
    pub fn ink_top(&self, glyph: u16) -> Option<Em> {
        let font = ttf_parser::Face::parse(&self.data, self.index).ok()?;
        let bounds = font.glyph_bounding_box(GlyphId(glyph))?;
        Some(Em::new(f64::from(bounds.y_max) / f64::from(self.units_per_em)))
    }

    /// The full-width form of a glyph by the font's `fwid` feature. Reads the font: for load only.
    pub(super) fn full_width_form(&self, glyph: u16) -> Option<u16> {
        let font = ttf_parser::Face::parse(&self.data, self.index).ok()?;
        let table = font.tables().gsub?;
        let tag = Tag::from_bytes(b"fwid");
        let feature = table.features.into_iter().find(|feature| feature.tag == tag)?;
        let lookups = feature
            .lookup_indices
            .into_iter()
            .filter_map(|index| table.lookups.get(index));
        lookups
            .flat_map(|lookup| lookup.subtables.into_iter::<SubstitutionSubtable<'_>>())
            .find_map(|subtable| substitute(&subtable, glyph))
            .filter(|form| usize::from(*form) < self.advances.len())
    }
}

fn substitute(subtable: &SubstitutionSubtable<'_>, glyph: u16) -> Option<u16> {
    let SubstitutionSubtable::Single(single) = subtable else {
        return None;
    };
    let position = single.coverage().get(GlyphId(glyph))?;
    match single {
        SingleSubstitution::Format1 { delta, .. } => Some(glyph.wrapping_add_signed(*delta)),
        SingleSubstitution::Format2 { substitutes, .. } => substitutes.get(position).map(|glyph| glyph.0),
    }
}

fn bounds(font: &ttf_parser::Face<'_>) -> [i16; 4] {
    let bounds = font.global_bounding_box();
    let em = i32::from(font.units_per_em().max(1));
    [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|units| {
        let thousandths = i32::from(units) * 1000 / em;
        thousandths.clamp(i16::MIN.into(), i16::MAX.into()) as i16
    })
}

fn outlines(font: &ttf_parser::Face<'_>) -> Option<Outlines> {
    if font.tables().cff.is_some() {
        Some(Outlines::Cff)
    } else {
        font.tables().glyf.map(|_| Outlines::Glyf)
    }
}

/// OS/2 `fsType`: restricted licences, bitmaps only and whole fonts only are refused, since a PDF carries the
/// outlines of a part. Fonts without the field allow everything.
fn may_embed(font: &ttf_parser::Face<'_>) -> bool {
    let Some(table) = font.tables().os2 else { return true };
    table.permissions() != Some(Permissions::Restricted)
        && table.is_outline_embedding_allowed()
        && table.is_subsetting_allowed()
}

/// OS/2 `fsType`: installable or editable embedding. Fonts without the table allow everything.
fn may_be_edited(font: &ttf_parser::Face<'_>) -> bool {
    let permissions = font.tables().os2.map(|table| table.permissions());
    permissions.is_none_or(|one| matches!(one, Some(Permissions::Installable | Permissions::Editable)))
}

/// The family name in Chinese when there is one, as users know the font.
fn family(font: &ttf_parser::Face<'_>) -> String {
    let of = |wanted: u16| {
        let names = font.names().into_iter().filter(move |name| name.name_id == wanted);
        let texts: Vec<String> = names.filter_map(|name| name.to_string()).collect();
        let chinese = texts.iter().find(|text| !text.is_ascii()).cloned();
        chinese.or_else(|| texts.into_iter().next())
    };
    of(name_id::TYPOGRAPHIC_FAMILY)
        .or_else(|| of(name_id::FAMILY))
        .unwrap_or_default()
}

/// Name id 6, or the family's ASCII letters when a font has none.
fn postscript_name(font: &ttf_parser::Face<'_>, family: &str) -> String {
    let names = font.names().into_iter();
    let name = names
        .filter(|name| name.name_id == name_id::POST_SCRIPT_NAME)
        .find_map(|name| name.to_string());
    let name = name.unwrap_or_else(|| family.to_owned());
    let ascii: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    if ascii.is_empty() { "Font".to_owned() } else { ascii }
}

//! Fonts cut to a document's glyphs, in the form in which printpdf embeds them whole.

use std::collections::BTreeMap;

use printpdf::{FontId, FontMetrics, FontType, ParsedFont, PdfFont, PdfFontMetricsStub};
use subsetter::GlyphRemapper;

use super::glyphs::{GlyphSet, GlyphTable};
use crate::diag::{Code, Diagnostic, Result};
use crate::font::{Face, FontBook, Outlines};

/// The unit of all metrics of a PDF font: thousandths of an em.
const THOUSAND: u16 = 1000;
/// Letters of the tag that tells subsets of one font apart (ISO 32000-1, 9.6.4).
const TAG_LETTERS: usize = 6;

/// A font cut to size.
#[derive(Debug)]
pub(super) struct SubsetFont {
    /// The name under which the pages call it.
    pub(super) id: FontId,
    pub(super) font: PdfFont,
    remapper: GlyphRemapper,
}

impl SubsetFont {
    /// The number that a glyph of the face has in the cut font.
    pub(super) fn glyph(&self, glyph: u16) -> u16 {
        self.remapper.get(glyph).unwrap_or(0)
    }

    /// The width that the file states for a glyph of the cut font, in thousandths of an em.
    pub(super) fn width(&self, glyph: u16) -> u16 {
        self.font.parsed_font.get_glyph_width(glyph).unwrap_or(0)
    }
}

/// Cuts every font of a document.
pub(super) fn cut(glyphs: &GlyphTable, fonts: &FontBook) -> Result<Vec<SubsetFont>> {
    let sets = glyphs.subsets.iter().enumerate();
    sets.map(|(number, set)| cut_one(number, set, fonts.face(set.face)))
        .collect()
}

fn cut_one(number: usize, set: &GlyphSet, face: &Face) -> Result<SubsetFont> {
    let mut remapper = GlyphRemapper::new();
    let mut widths = BTreeMap::new();
    for glyph in set.glyphs.keys() {
        widths.insert(remapper.remap(*glyph), thousandths(face, face.advance_units(*glyph)));
    }
    let program = subsetter::subset(&face.data, face.index, &remapper).map_err(|error| uncuttable(face, &error))?;
    let parsed_font = ParsedFont {
        font_index: 0,
        font_name: Some(format!("{}+{}", tag(set, face), face.postscript_name)),
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: widths,
        units_per_em: THOUSAND,
        font_metrics: box_metrics(),
        font_type: match face.outlines {
            Outlines::Glyf => FontType::TrueType,
            Outlines::Cff => FontType::OpenTypeCFF(()),
        },
        pdf_font_metrics: descriptor(face),
        original_bytes: program,
    };
    Ok(SubsetFont {
        id: FontId(format!("T{number}")),
        font: PdfFont::new(parsed_font),
        remapper,
    })
}

fn uncuttable(face: &Face, error: &subsetter::Error) -> Box<Diagnostic> {
    Diagnostic::new(Code::FontSubset)
        .with("face", &face.family)
        .with("file", &face.file_name)
        .with("detail", error)
}

/// Units of a face as thousandths of an em, rounded: printpdf would cut the fraction off, which is a whole unit
/// off the font's own width in the worst case.
fn thousandths(face: &Face, units: u16) -> u16 {
    let em = u32::from(face.units_per_em.max(1));
    let rounded = (u32::from(units) * 1000 + em / 2) / em;
    u16::try_from(rounded).unwrap_or(u16::MAX)
}

/// The ideographic box, which every role is set in whatever its font's own line metrics say.
fn box_metrics() -> FontMetrics {
    FontMetrics {
        ascent: 880,
        descent: -120,
    }
}

fn descriptor(face: &Face) -> PdfFontMetricsStub {
    let bounds = face.bounds_thousandths();
    PdfFontMetricsStub {
        units_per_em: THOUSAND,
        x_min: bounds[0],
        y_min: bounds[1],
        x_max: bounds[2],
        y_max: bounds[3],
        us_weight_class: face.weight(),
        ..PdfFontMetricsStub::default()
    }
}

/// Six capitals that name the set of glyphs: equal for equal sets, in every run.
fn tag(set: &GlyphSet, face: &Face) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(face.postscript_name.as_bytes());
    hasher.update(&set.layer.to_le_bytes());
    for (glyph, character) in &set.glyphs {
        hasher.update(&glyph.to_le_bytes());
        hasher.update(&u32::from(*character).to_le_bytes());
    }
    let bytes = hasher.finalize();
    let letters = bytes.as_bytes().iter().take(TAG_LETTERS);
    letters.map(|byte| char::from(b'A' + byte % 26)).collect()
}

//! A font cut to some glyphs, as the objects that a PDF file needs of it: made by printpdf, deflated once.

use std::collections::BTreeMap;

use lopdf::{Document, Object, ObjectId};
use printpdf::{
    Codepoint, FontId, FontMetrics, FontType, Mm, Op, ParsedFont, PdfDocument, PdfFont, PdfFontHandle,
    PdfFontMetricsStub, PdfPage, PdfSaveOptions, Pt, TextItem,
};
use subsetter::GlyphRemapper;

use super::finish::{deflate, dictionary_at, internal, reference};
use super::glyphs::GlyphSet;
use super::references::each_reference;
use super::stock::Stock;
use crate::diag::{Code, Diagnostic, Result};
use crate::font::{Face, FaceId, FontBook, Outlines};
use crate::image::Effort;
use crate::style::IDEOGRAPHIC_ASCENT;

/// The unit of all metrics of a PDF font: thousandths of an em.
const THOUSAND: u16 = 1000;
/// The ideographic box above the baseline, in the same.
const ASCENT: i16 = (IDEOGRAPHIC_ASCENT * THOUSAND as f64) as i16;
/// Letters of the tag that tells subsets of one font apart (ISO 32000-1, 9.6.4).
const TAG_LETTERS: usize = 6;
/// The name of the font in the document that only serves to make its objects.
const NAME: &str = "T";

/// A glyph of an embedded font.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// The code that shows it.
    pub(super) code: u16,
    /// The width that the file states, in thousandths of an em.
    pub(super) width: u16,
    /// The character that it stands for.
    character: char,
}

/// Slots by their face's glyphs. Every glyph of every page is looked up, and a face has tens of thousands of them of
/// which few are embedded: a table of rows, most of which are not there.
#[derive(Debug)]
struct SlotTable([Option<Box<[Option<Slot>; ROW]>>; ROW]);

/// Glyphs that share the upper byte of their numbers.
const ROW: usize = 256;

impl SlotTable {
    fn new(slots: &BTreeMap<u16, Slot>) -> Self {
        let mut table = Self([const { None }; ROW]);
        for (glyph, slot) in slots {
            let [row, column] = glyph.to_be_bytes().map(usize::from);
            table.0[row].get_or_insert_with(|| Box::new([None; ROW]))[column] = Some(*slot);
        }
        table
    }

    fn get(&self, glyph: u16) -> Option<Slot> {
        let [row, column] = glyph.to_be_bytes().map(usize::from);
        self.0[row].as_ref()?[column]
    }
}

/// A font cut to size.
#[derive(Debug)]
pub(super) struct EmbeddedFont {
    pub(super) face: FaceId,
    slots: SlotTable,
    /// The font's objects under numbers of their own; streams are deflated.
    objects: BTreeMap<ObjectId, Object>,
    /// Which of them is the font.
    font: ObjectId,
}

impl EmbeddedFont {
    /// Cuts a face to a set of glyphs, out of a stock that has them all if there is one, and deflates what comes of it.
    pub(super) fn cut(set: &GlyphSet, (fonts, stocks): (&FontBook, &[Stock]), effort: Effort) -> Result<Self> {
        let face = fonts.face(set.face);
        let mut remapper = GlyphRemapper::new();
        let slots: BTreeMap<u16, Slot> = set
            .glyphs
            .iter()
            .map(|(glyph, character)| {
                let slot = Slot {
                    code: remapper.remap(*glyph),
                    width: thousandths(face, face.advance_units(*glyph)),
                    character: *character,
                };
                (*glyph, slot)
            })
            .collect();
        let stocked = stocks.iter().find_map(|stock| stock.program(set.face, &remapper));
        let whole = || subsetter::subset(&face.data, face.index, &remapper);
        let program = stocked
            .map_or_else(whole, Ok)
            .map_err(|error| uncuttable(face, &error))?;
        let program = essential(&program);
        let parsed = parsed_font(
            face,
            format!("{}+{}", tag(set, face), face.postscript_name),
            &slots,
            program,
        );
        let (objects, font) = objects(PdfFont::new(parsed), &slots, effort)?;
        Ok(Self {
            face: set.face,
            slots: SlotTable::new(&slots),
            objects,
            font,
        })
    }

    /// The slot that draws a glyph as a character.
    pub(super) fn slot(&self, glyph: u16, character: char) -> Option<Slot> {
        self.slots.get(glyph).filter(|slot| slot.character == character)
    }

    /// Puts the font's objects into a document; returns the font's.
    pub(super) fn add_to(&self, pdf: &mut Document) -> ObjectId {
        let base = pdf.max_id;
        pdf.max_id += self.objects.len() as u32;
        let numbers: BTreeMap<ObjectId, ObjectId> = self
            .objects
            .keys()
            .copied()
            .zip((base + 1..).map(|number| (number, 0)))
            .collect();
        for (id, object) in &self.objects {
            let mut object = object.clone();
            each_reference(&mut object, &mut |reference| renumber(reference, &numbers));
            pdf.objects.insert(numbers[id], object);
        }
        numbers[&self.font]
    }
}

/// The tables of a TrueType program that a PDF reader uses (ISO 32000-1, 9.9); the names of its glyphs, say, are a
/// hundredth of a file. Other programs stay as they are.
fn essential(program: &[u8]) -> Vec<u8> {
    const TABLES: [&[u8; 4]; 9] = [
        b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep",
    ];
    let Some(font) = ttf_parser::RawFace::parse(program, 0)
        .ok()
        .filter(|_| program.starts_with(&[0, 1, 0, 0]))
    else {
        return program.to_vec();
    };
    let tables = TABLES
        .iter()
        .filter_map(|tag| Some((*tag, font.table(ttf_parser::Tag::from_bytes(tag))?)));
    let tables: Vec<(&[u8; 4], &[u8])> = tables.collect();
    let count = tables.len() as u16;
    let power = count.checked_ilog2().unwrap_or(0);
    let mut directory = vec![0, 1, 0, 0];
    for number in [count, 16 << power, power as u16, (count - (1 << power)) * 16] {
        directory.extend(number.to_be_bytes());
    }
    let start = directory.len() + tables.len() * 16;
    let mut data = Vec::with_capacity(program.len());
    for (tag, table) in tables {
        directory.extend_from_slice(tag);
        for number in [checksum(table), (start + data.len()) as u32, table.len() as u32] {
            directory.extend(number.to_be_bytes());
        }
        data.extend_from_slice(table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    directory.extend(data);
    directory
}

/// The sum of a table's words, as its directory holds it.
fn checksum(table: &[u8]) -> u32 {
    let words = table.chunks(4).map(|chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        u32::from_be_bytes(word)
    });
    words.fold(0, u32::wrapping_add)
}

/// Lets a printpdf document of one page that shows every glyph make the font's objects.
fn objects(
    font: PdfFont,
    slots: &BTreeMap<u16, Slot>,
    effort: Effort,
) -> Result<(BTreeMap<ObjectId, Object>, ObjectId)> {
    let id = FontId(NAME.to_owned());
    let shown = slots
        .values()
        .map(|slot| Codepoint::with_cid(slot.code, 0.0, slot.character.to_string()));
    let ops = vec![
        Op::StartTextSection,
        Op::SetFont {
            font: PdfFontHandle::External(id.clone()),
            size: Pt(1.0),
        },
        Op::ShowText {
            items: vec![TextItem::GlyphIds(shown.collect())],
        },
        Op::EndTextSection,
    ];
    let mut carrier = PdfDocument::new("");
    carrier.resources.fonts.map.insert(id, font);
    carrier.pages = vec![PdfPage::new(Mm(1.0), Mm(1.0), ops)];
    let mut pdf = serialize(&carrier)?;
    let page = pdf.get_pages().into_values().next().unwrap_or_default();
    let resources = reference(dictionary_at(&mut pdf, page)?, "Resources")?;
    let fonts = reference(dictionary_at(&mut pdf, resources)?, "Font")?;
    let font = reference(dictionary_at(&mut pdf, fonts)?, NAME)?;
    let mut reached = BTreeMap::new();
    reach(&mut pdf, font, &mut reached);
    for object in reached.values_mut() {
        deflate(object, effort)?;
    }
    Ok((reached, font))
}

/// printpdf's object tree of a document, or what it could not do.
pub(super) fn serialize(document: &PdfDocument) -> Result<Document> {
    let mut warnings = Vec::new();
    let options = PdfSaveOptions {
        // Unknown operations are this program's own.
        secure: false,
        ..PdfSaveOptions::default()
    };
    let raw = document.to_lopdf_document(&options, &mut warnings);
    let error = warnings
        .into_iter()
        .find(|warning| warning.severity == printpdf::PdfParseErrorSeverity::Error);
    error.map_or(Ok(raw), |warning| Err(internal(&warning.msg)))
}

/// The content stream of a page.
pub(super) fn content(page: PdfPage) -> Result<Vec<u8>> {
    let mut carrier = PdfDocument::new("");
    carrier.pages = vec![page];
    let mut pdf = serialize(&carrier)?;
    let page = pdf.get_pages().into_values().next().unwrap_or_default();
    let content = reference(dictionary_at(&mut pdf, page)?, "Contents")?;
    match pdf.objects.remove(&content) {
        Some(Object::Stream(stream)) => Ok(stream.content),
        _ => Err(internal(&"a page without content")),
    }
}

/// Turns a reference to the number that the object has in another document.
fn renumber(reference: &mut Object, numbers: &BTreeMap<ObjectId, ObjectId>) {
    if let Object::Reference(id) = reference {
        *id = numbers.get(id).copied().unwrap_or(*id);
    }
}

/// Takes an object and all that it refers to out of a document.
fn reach(pdf: &mut Document, id: ObjectId, reached: &mut BTreeMap<ObjectId, Object>) {
    let Some(mut object) = pdf.objects.remove(&id) else {
        return;
    };
    let mut referred = Vec::new();
    each_reference(&mut object, &mut |reference| referred.extend(reference.as_reference()));
    reached.insert(id, object);
    for id in referred {
        reach(pdf, id, reached);
    }
}

fn parsed_font(face: &Face, name: String, slots: &BTreeMap<u16, Slot>, program: Vec<u8>) -> ParsedFont {
    ParsedFont {
        font_index: 0,
        font_name: Some(name),
        codepoint_to_glyph: BTreeMap::new(),
        glyph_widths: slots.values().map(|slot| (slot.code, slot.width)).collect(),
        units_per_em: THOUSAND,
        // The ideographic box, which every role is set in whatever its font's own line metrics say.
        font_metrics: FontMetrics {
            ascent: ASCENT,
            descent: ASCENT - THOUSAND as i16,
        },
        font_type: match face.outlines {
            Outlines::Glyf => FontType::TrueType,
            Outlines::Cff => FontType::OpenTypeCFF(()),
        },
        pdf_font_metrics: descriptor(face),
        original_bytes: program,
    }
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
    for (glyph, character) in &set.glyphs {
        hasher.update(&glyph.to_le_bytes());
        hasher.update(&u32::from(*character).to_le_bytes());
    }
    let bytes = hasher.finalize();
    let letters = bytes.as_bytes().iter().take(TAG_LETTERS);
    letters.map(|byte| char::from(b'A' + byte % 26)).collect()
}

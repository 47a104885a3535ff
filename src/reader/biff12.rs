//! The parts of an xlsb, looked through before calamine reads them: it takes on trust what a record claims and to what it
//! refers, passes over two sorts of cells, and tells neither number formats nor merged ranges.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write as _};
use std::sync::Arc;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::biff_format::BUILT_IN;
use super::biff12_guard::{self, Formulas};
use super::biff12_record::{Fault, Listed, kind, number, walk, wide_text, word};
use super::cell;
use super::guard::Limits;
use super::package::{self, Package, attribute, each_element};
use crate::place::CellRef;
use crate::workbook::{Backing, CellRange, CellValue};

/// Longest name of a sheet or a range, in characters (MS-XLSB 2.4.711).
const NAME: usize = 255;

const WORKBOOK: &str = "xl/workbook.bin";
const RELATIONS: &str = "xl/_rels/workbook.bin.rels";
const STYLES: &str = "xl/styles.bin";
const STRINGS: &str = "xl/sharedStrings.bin";

/// What the workbook's own parts say.
#[derive(Default)]
pub(super) struct Book {
    /// The relation, name and part of each sheet that holds cells, and of the others no part.
    sheets: Vec<SheetPart>,
    /// How many shared strings there are.
    strings: usize,
    styles: Styles,
    formulas: Formulas,
}

struct SheetPart {
    relation: String,
    name: String,
    part: Option<String>,
}

/// What calamine does not tell of a sheet.
#[derive(Default)]
pub(super) struct SheetFacts {
    pub(super) merges: Vec<CellRange>,
    /// The cells that calamine passes over: errors that a formula gives, and texts with runs of their own.
    pub(super) passed_over: Vec<(CellRef, CellValue)>,
    /// Whether calamine can take its formulas.
    pub(super) formulas_fit: bool,
    /// The formats of the cells that have one, in the order of the cells.
    formats: Vec<(CellRef, Arc<Backing>)>,
}

impl SheetFacts {
    /// The format of a cell.
    pub(super) fn format(&self, at: CellRef) -> Option<&Arc<Backing>> {
        let index = self.formats.binary_search_by_key(&at, |(place, _)| *place).ok()?;
        self.formats.get(index).map(|(_, format)| format)
    }
}

impl Book {
    /// What the workbook's own parts say, each record of them looked at.
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, Fault> {
        let targets = sheet_targets(&package.text(RELATIONS).unwrap_or_default());
        let mut book = Self::default();
        if let Some(part) = package.part(WORKBOOK) {
            walk(part, |record, data| book.take(record, data, &targets))?;
        }
        if let Some(part) = package.part(STRINGS) {
            book.strings = strings(part)?;
        }
        if let Some(part) = package.part(STYLES) {
            book.styles = Styles::read(part)?;
        }
        Ok(book)
    }

    /// Takes a record of the workbook's part.
    fn take(&mut self, record: u16, data: &[u8], targets: &BTreeMap<String, String>) -> Result<(), Fault> {
        let sound = match record {
            kind::PROPERTIES => !data.is_empty(),
            kind::SHEET => match sheet_names(data) {
                // A sheet without a relation has no part, and calamine leaves it out.
                None => number(data, 8) == Some(u32::MAX),
                Some((relation, name)) => {
                    let sound = is_plain(&relation) && name.chars().count() <= NAME;
                    let part = targets.get(&relation).cloned();
                    self.sheets.push(SheetPart { relation, name, part });
                    sound
                }
            },
            kind::EXTERN_SHEETS => {
                self.formulas.externs = number(data, 0).unwrap_or(u32::MAX) as usize;
                data.len() >= self.formulas.externs.saturating_mul(12).saturating_add(4)
            }
            kind::NAME => data
                .get(9..)
                .and_then(wide_text)
                .is_some_and(|(name, formula)| name.chars().count() <= NAME && self.formulas.fits(formula)),
            _ => true,
        };
        if sound { Ok(()) } else { Err(Fault::Record(record)) }
    }

    /// How many sheets it says it has.
    pub(super) const fn sheets(&self) -> usize {
        self.sheets.len()
    }

    /// Whether another sheet is said to be the part of this one.
    pub(super) fn is_shared(&self, name: &str) -> bool {
        let own = self.sheets.iter().find(|sheet| sheet.name == name);
        let own = own.and_then(|sheet| sheet.part.as_ref());
        own.is_some_and(|own| package::is_shared(self.sheets.iter().filter_map(|sheet| sheet.part.as_ref()), own))
    }

    /// The package as calamine is to see it: the parts that are looked at, and no others, under the names that it takes.
    pub(super) fn alone(&self, package: &mut Package<'_>) -> Option<Vec<u8>> {
        let mut alone = ZipWriter::new(Cursor::new(Vec::new()));
        let mut relations = String::from("<Relationships>");
        for (number, sheet) in self.sheets.iter().enumerate() {
            // Several sheets may have one part.
            let first = self.sheets.iter().position(|other| other.part == sheet.part);
            let target = match &sheet.part {
                Some(_) => format!("worksheets/sheet{}.bin", first.unwrap_or(number)),
                // Sheets of charts and macros hold no cells; calamine knows them by this folder.
                None => "chartsheets/none.bin".to_owned(),
            };
            if let Some(part) = sheet
                .part
                .as_ref()
                .filter(|part| first == Some(number) && package.has(part))
            {
                package.copy(part, &format!("xl/{target}"), &mut alone)?;
            }
            let relation = &sheet.relation;
            relations.push_str(&format!("<Relationship Id=\"{relation}\" Target=\"{target}\"/>"));
        }
        relations.push_str("</Relationships>");
        // Without styles there is no part of them: an empty one is none.
        let written = [(RELATIONS, relations.as_bytes()), (STYLES, &self.styles.records)];
        for (name, content) in written.into_iter().filter(|(_, content)| !content.is_empty()) {
            alone.start_file(name, SimpleFileOptions::default()).ok()?;
            alone.write_all(content).ok()?;
        }
        for name in [WORKBOOK, STRINGS] {
            if package.has(name) {
                package.copy(name, name, &mut alone)?;
            }
        }
        Some(alone.finish().ok()?.into_inner())
    }

    /// What a sheet's part says besides its values, each record of it looked at.
    pub(super) fn sheet(
        &mut self,
        package: &mut Package<'_>,
        name: &str,
        limits: &Limits,
    ) -> Result<SheetFacts, Fault> {
        let sheet = self.sheets.iter().find(|sheet| sheet.name == name);
        let part = sheet.and_then(|sheet| package.part(sheet.part.as_ref()?));
        let mut facts = SheetFacts {
            formulas_fit: true,
            ..SheetFacts::default()
        };
        let (strings, formats, formulas) = (self.strings, &self.styles.formats, &mut self.formulas);
        let mut row = 0;
        walk(part.ok_or(Fault::Absent)?, |record, data| {
            biff12_guard::check(record, data, strings)?;
            match record {
                kind::ROW => row = number(data, 0).unwrap_or(row),
                kind::MERGE if facts.merges.len() < limits.merges => facts.merges.extend(merged_range(data)),
                record if kind::CELLS.contains(&record) || record == kind::RICH_TEXT => {
                    let Some(at) = number(data, 0).map(|column| CellRef::new(row, column)) else {
                        return Ok(());
                    };
                    // The style's number has 24 bits.
                    let style = number(data, 4).map(|word| (word & 0x00FF_FFFF) as usize);
                    let format = style.and_then(|style| formats.get(style)?.clone());
                    facts.formats.extend(format.map(|format| (at, format)));
                    // One more than may be: then the meter says so.
                    if facts.passed_over.len() as u64 <= limits.cells {
                        facts
                            .passed_over
                            .extend(passed_over(record, data).map(|value| (at, value)));
                    }
                    facts.formulas_fit &= formulas.fits_cell(record, data);
                }
                _ => {}
            }
            Ok(())
        })?;
        facts.formats.sort_by_key(|(at, _)| *at);
        facts.passed_over.sort_by_key(|(at, _)| *at);
        Ok(facts)
    }
}

/// The part of each relation to a sheet that holds cells.
fn sheet_targets(relations: &str) -> BTreeMap<String, String> {
    let mut targets = BTreeMap::new();
    each_element(relations, |element| {
        let asked = ["Id", "Type", "Target"].map(|name| attribute(element, name));
        if let [Some(id), Some(of), Some(target)] = asked
            && of.ends_with("/worksheet")
        {
            let part = target
                .strip_prefix('/')
                .map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, part);
        }
    });
    targets
}

/// Whether a relation's name is as programs write it, and the same however its bytes are read.
fn is_plain(relation: &str) -> bool {
    relation.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

/// How many shared strings there are.
fn strings(part: impl Read) -> Result<usize, Fault> {
    let mut count = None;
    walk(part, |record, data| {
        let sound = match record {
            kind::BEGIN_STRINGS => {
                let claimed = number(data, 4);
                count = count.or(claimed);
                claimed.is_some()
            }
            kind::STRING => data.get(1..).and_then(wide_text).is_some(),
            _ => true,
        };
        if sound { Ok(()) } else { Err(Fault::Record(record)) }
    })?;
    Ok(count.unwrap_or_default() as usize)
}

/// The value of a cell that calamine passes over.
fn passed_over(record: u16, data: &[u8]) -> Option<CellValue> {
    match record {
        kind::FORMULA_ERROR => Some(CellValue::Error(error_text(*data.get(8)?).into())),
        kind::RICH_TEXT => {
            let (text, _) = wide_text(data.get(9..)?)?;
            cell::Stored::Text(&text).value(None)
        }
        _ => None,
    }
}

/// An error's words by its number (MS-XLSB 2.5.97.2).
fn error_text(number: u8) -> String {
    let known = match number {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#DATA!",
        _ => return format!("#ERROR{number}"),
    };
    known.to_owned()
}

/// The relation and the name of a sheet, behind its state and number.
fn sheet_names(data: &[u8]) -> Option<(String, String)> {
    let (id, rest) = wide_text(data.get(8..)?)?;
    let (name, _) = wide_text(rest)?;
    Some((id, name))
}

/// First row, last row, first column, last column.
fn merged_range(data: &[u8]) -> Option<CellRange> {
    let [top, bottom, left, right] = [0, 4, 8, 12].map(|at| number(data, at));
    Some(CellRange {
        start: CellRef::new(top?, left?),
        end: CellRef::new(bottom?, right?),
    })
}

/// The styles of cells.
#[derive(Default)]
struct Styles {
    /// The format of each, none where it says nothing.
    formats: Vec<Option<Arc<Backing>>>,
    /// Their records alone: calamine looks for them in all bytes of the part, those of fonts and colours among them.
    records: Vec<u8>,
}

impl Styles {
    fn read(part: impl Read) -> Result<Self, Fault> {
        let mut codes: BTreeMap<u16, String> = BUILT_IN.iter().map(|(id, code)| (*id, (*code).to_owned())).collect();
        let (mut formats, mut styles) = (Listed::new(kind::FORMAT), Listed::new(kind::STYLE));
        let mut ids: Vec<u16> = Vec::new();
        let mut of_cells = false;
        walk(part, |record, data| {
            match record {
                kind::FORMAT => {
                    let (text, _) = data.get(2..).and_then(wide_text).ok_or(Fault::Record(record))?;
                    codes.extend(word(data, 0).map(|id| (id, text)));
                    formats.add(data);
                }
                kind::BEGIN_CELL_STYLES => of_cells = true,
                kind::END_CELL_STYLES => of_cells = false,
                // The format's number stands behind that of the style that this one is made from.
                kind::STYLE if of_cells => {
                    ids.push(word(data, 2).ok_or(Fault::Record(record))?);
                    styles.add(data);
                }
                _ => {}
            }
            Ok(())
        })?;
        let format = |id: &u16| codes.get(id).filter(|code| *code != "General");
        let of_style = |id: &u16| cell::backing(format(id).map(|code| code.as_str().into()), None);
        let begun = [
            formats.begun_by(kind::BEGIN_FORMATS),
            styles.begun_by(kind::BEGIN_CELL_STYLES),
        ];
        Ok(Self {
            formats: ids.iter().map(of_style).collect(),
            records: begun.concat(),
        })
    }
}

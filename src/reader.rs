//! From bytes to a neutral [`Workbook`]: sniffed, guarded, and never trusted.
//!
//! A new format is one more file here: a function from bytes to [`Workbook`], and one more arm in `open`.
//! The order of every reader is the same: bounds first (an allocation that fails ends the process and cannot be
//! caught), then calamine's concrete reader, then one sheet after the other under a `guard::Meter`.

mod ahead;
mod biff;
mod biff12;
mod biff12_guard;
mod biff12_record;
mod biff_cipher;
mod biff_format;
mod biff_guard;
mod biff_pack;
mod budget;
mod cell;
mod compound;
mod csv;
pub mod guard;
mod html;
mod html_token;
mod mend;
mod names;
mod ods;
mod open_document;
mod other_sheets;
mod package;
mod raised;
mod settings;
mod sieve;
mod skim;
mod sniff;
mod spreadsheet_ml;
mod text;
mod thin;
mod xls;
mod xlsb;
mod xlsx;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic, Location, Result, Sink, term};
use crate::workbook::{CellValue, Sheet, Visibility, Workbook};

pub use budget::{Budget, Room};
pub use guard::Limits;
pub use settings::ReadingSettings;
pub use sieve::{Passage, Projection, Row, Spare};
pub use sniff::{Kind, sniff};

/// What every reader needs to know of the file.
struct Source<'a> {
    /// The path as the user knows it.
    file: &'a Arc<str>,
    bytes: &'a [u8],
    limits: &'a Limits,
    projection: Option<&'a dyn Projection>,
}

impl Source<'_> {
    /// A problem of the whole file.
    fn problem(&self, code: Code) -> Box<Diagnostic> {
        Diagnostic::new(code).at_file(Arc::clone(self.file))
    }

    /// The file cannot be taken apart.
    fn damaged(&self, detail: impl ToString) -> Box<Diagnostic> {
        self.problem(Code::WorkbookDamaged).with("detail", detail)
    }

    /// The place of one of its sheets.
    fn sheet(&self, name: &str) -> Location {
        Location::Sheet {
            file: Arc::clone(self.file),
            sheet: name.into(),
        }
    }

    /// A sheet that could not be read; the others stay.
    fn sheet_problem(&self, name: &str, detail: impl ToString) -> Box<Diagnostic> {
        Diagnostic::new(Code::SheetUnreadable)
            .with("sheet", name)
            .with("detail", detail)
            .at(self.sheet(name))
    }
}

/// Reads a workbook. `file` is its path as the user knows it; what the file is, its bytes say, never its name.
/// A sheet that cannot be read goes into `sink`; a file that cannot be read is the error.
pub fn read(file: &Arc<str>, bytes: &[u8], sink: &mut Sink) -> Result<Workbook> {
    read_within(file, bytes, &Limits::default(), sink)
}

/// Reads a workbook under other limits than the usual ones.
pub fn read_within(file: &Arc<str>, bytes: &[u8], limits: &Limits, sink: &mut Sink) -> Result<Workbook> {
    read_source(
        &Source {
            file,
            bytes,
            limits,
            projection: None,
        },
        sink,
    )
}

/// Reads a workbook of which only some columns will be asked for: long sheets are kept without the others.
pub fn read_projected(
    file: &Arc<str>,
    bytes: &[u8],
    limits: &Limits,
    projection: &dyn Projection,
    sink: &mut Sink,
) -> Result<Workbook> {
    read_source(
        &Source {
            file,
            bytes,
            limits,
            projection: Some(projection),
        },
        sink,
    )
}

fn read_source(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    let (workbook, found) = contained(source, || {
        let mut found = Sink::new();
        open(source, &mut found).map(|workbook| (workbook, found))
    })?;
    sink.append(found);
    warn_of_zeros(source, &workbook, sink);
    Ok(workbook)
}

/// Makes a panic inside a problem of one file. The guards leave none that is known; the libraries inside may have others,
/// and one such file must not stop the batch.
fn contained<T>(source: &Source<'_>, read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|payload| {
        let detail = panic_text(payload.as_ref());
        Err(source.problem(Code::ReaderPanic).with("detail", detail))
    })
}

/// Warns of a workbook whose formulas all give 0 beside numbers that are not: a program that does not calculate
/// saves 0, and another that only converts the file takes away every sign of it.
fn warn_of_zeros(source: &Source<'_>, workbook: &Workbook, sink: &mut Sink) {
    let (mut formulas, mut all_zero, mut typed) = (0_usize, true, false);
    for (_, cell) in workbook.sheets.iter().flat_map(|sheet| &sheet.cells) {
        let CellValue::Number(number) = &cell.value else {
            continue;
        };
        if cell.formula().is_some() {
            formulas += 1;
            all_zero &= number.is_zero();
        } else {
            typed |= !number.is_zero();
        }
    }
    if formulas >= 2 && all_zero && typed {
        sink.push(source.problem(Code::FormulasZero).with("count", formulas));
    }
}

/// The words of a panic, where it has any.
fn panic_text(payload: &(dyn std::any::Any + Send)) -> String {
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}

/// Goes by what the bytes are.
fn open(source: &Source<'_>, sink: &mut Sink) -> Result<Workbook> {
    let (kind, main) = sniff::sniffed(source.bytes);
    match kind {
        Kind::Xlsx => xlsx::read(source, main, sink),
        Kind::Xlsb => xlsb::read(source, sink),
        Kind::Xls => xls::read(source, sink),
        Kind::Ods => ods::read(source, sink),
        Kind::FlatOds => ods::read_flat(source, sink),
        Kind::Empty => Err(source.problem(Code::WorkbookEmpty)),
        Kind::Encrypted => Err(source.problem(Code::WorkbookPassword)),
        Kind::DamagedPackage => Err(source.damaged(term("damaged-zip"))),
        Kind::DamagedCompound => Err(source.damaged(term("damaged-ole"))),
        Kind::OldBiff => Err(source.problem(Code::WorkbookOldExcel)),
        Kind::Html => html::read(source, sink),
        Kind::SpreadsheetMl => spreadsheet_ml::read(source),
        Kind::DelimitedText => csv::read(source, sink),
        Kind::Document(format) => Err(source.problem(Code::WorkbookDocument).with("format", format)),
        Kind::Archive(format) => Err(source.problem(Code::WorkbookArchive).with("format", format)),
        Kind::Image(format) => Err(source.problem(Code::WorkbookImage).with("format", format)),
        Kind::Unknown => Err(source.problem(Code::WorkbookUnknown)),
    }
}

/// What a format's reader knows of a sheet before it reads its cells.
struct Tab {
    name: String,
    visibility: Visibility,
}

/// The sheets that hold cells, in the order of their tabs; charts, macros and dialogs are none, which is told. A module of
/// VBA has no tab.
fn tabs(source: &Source<'_>, metadata: &[calamine::Sheet], sink: &mut Sink) -> Vec<Tab> {
    use calamine::SheetType::{Vba, WorkSheet};
    let others = metadata.iter().filter(|sheet| !matches!(sheet.typ, WorkSheet | Vba));
    for other in others {
        let problem = Diagnostic::new(Code::SheetPassedOver).with("sheet", &other.name);
        sink.push(problem.at(source.sheet(&other.name)));
    }
    metadata
        .iter()
        .filter(|sheet| matches!(sheet.typ, WorkSheet))
        .map(|sheet| Tab {
            name: sheet.name.clone(),
            visibility: match sheet.visible {
                calamine::SheetVisible::Visible => Visibility::Visible,
                calamine::SheetVisible::Hidden | calamine::SheetVisible::VeryHidden => Visibility::Hidden,
            },
        })
        .collect()
}

/// Reads one tab after the other; what is wrong with one goes into the sink and the others stay. A sheet is found by its
/// name: of two of one name the first would be read twice and the other never.
fn read_tabs(
    source: &Source<'_>,
    tabs: &[Tab],
    sink: &mut Sink,
    mut read_tab: impl FnMut(&Tab) -> Result<Sheet>,
) -> Result<Vec<Sheet>> {
    source.limits.check_sheets(source, tabs.len())?;
    let named_so = |name: &str| tabs.iter().filter(|tab| tab.name == name).count();
    let mut read = |tab: &Tab| match named_so(&tab.name) {
        0 | 1 => read_tab(tab),
        _ => Err(source.sheet_problem(&tab.name, term("sheet-named-twice"))),
    };
    Ok(tabs.iter().filter_map(|tab| sink.keep(read(tab))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_is_one_files_problem() {
        let limits = Limits::default();
        let source = Source {
            file: &Arc::from("农业.xls"),
            bytes: &[],
            limits: &limits,
            projection: None,
        };
        let problem = contained(&source, || -> Result<()> { panic!("range end index {}", 9) }).unwrap_err();
        assert_eq!(problem.code, Code::ReaderPanic);
        assert!(format!("{problem:?}").contains("range end index 9"), "{problem:?}");
        assert!(contained(&source, || Ok(1)).is_ok());
    }
}

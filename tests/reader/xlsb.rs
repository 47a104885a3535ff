//! xlsb: a zip of BIFF12 records, written here record by record.

use std::io::{Cursor, Write as _};

use gongwen::diag::Code;
use gongwen::reader::{Kind, sniff};
use gongwen::workbook::{CellValue, Visibility};
use jiff::civil::date;
use zip::write::SimpleFileOptions;

use super::mutations::{Random, changed};
use super::{number, read, refusal, tabs, value};

/// A record: type and length in bytes of seven bits, then its data.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if kind < 0x80 {
        bytes.push(kind as u8);
    } else {
        bytes.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut length = data.len();
    loop {
        let low = (length & 0x7F) as u8;
        length >>= 7;
        bytes.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    bytes.extend(data);
    bytes
}

pub(super) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [
        &(units.len() as u32).to_le_bytes()[..],
        &units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(),
    ]
    .concat()
}

fn numbers(all: &[u32]) -> Vec<u8> {
    all.iter().flat_map(|one| one.to_le_bytes()).collect()
}

/// A cell record: column, style, value.
pub(super) fn cell(kind: u16, column: u32, style: u32, data: &[u8]) -> Vec<u8> {
    record(kind, &[&numbers(&[column, style])[..], data].concat())
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of two sheets, the second hidden, both with these records as their cells; some styles of cells.
pub(super) fn xlsb(cells: &[u8], behind: &[u8], epoch_1904: bool) -> Vec<u8> {
    packed(&parts(cells, behind, epoch_1904))
}

/// A part: its name and its bytes.
type Part = (&'static str, Vec<u8>);

fn packed(parts: &[Part]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    zipped(&parts)
}

fn parts(cells: &[u8], behind: &[u8], epoch_1904: bool) -> Vec<Part> {
    let types = "<Types><Override PartName=\"/xl/workbook.bin\" \
                 ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/></Types>";
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.bin\"/>\
                     <Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"worksheets/sheet2.bin\"/></Relationships>";
    let sheet = |state: u32, number: u32, name: &str| {
        let data = [numbers(&[state, number]), wide(&format!("r{number}")), wide(name)].concat();
        record(0x9C, &data)
    };
    let book = [
        record(0x83, &[]),
        record(0x99, &numbers(&[u32::from(epoch_1904), 0, 0])),
        record(0x8F, &[]),
        sheet(0, 1, "汇总"),
        sheet(1, 2, "2022年"),
        record(0x90, &[]),
        record(0x9D, &[0; 26]),
        record(0x84, &[]),
    ]
    .concat();
    let style = |format: u16| record(0x2F, &[&[0, 0][..], &format.to_le_bytes(), &[0; 12]].concat());
    let styles = [
        record(0x0116, &[]),
        record(0x0267, &numbers(&[1])),
        record(0x2C, &[&164_u16.to_le_bytes()[..], &wide("0.00\"万亩\"")].concat()),
        record(0x0268, &[]),
        record(0x0272, &numbers(&[1])),
        style(9),
        record(0x0273, &[]),
        record(0x0269, &numbers(&[4])),
        [style(0), style(10), style(14), style(164)].concat(),
        record(0x026A, &[]),
    ]
    .concat();
    let text = |words: &str| record(0x13, &[&[0][..], &wide(words)].concat());
    let strings = [
        record(0x9F, &numbers(&[2, 2])),
        text("村名"),
        text("鼎新村"),
        record(0xA0, &[]),
    ]
    .concat();
    let part = [
        record(0x81, &[]),
        record(0x94, &numbers(&[0, 3, 0, 9])),
        record(0x91, &[]),
        cells.to_vec(),
        record(0x92, &[]),
        behind.to_vec(),
        record(0x82, &[]),
    ]
    .concat();
    vec![
        ("[Content_Types].xml", types.into()),
        (BOOK, book),
        ("xl/_rels/workbook.bin.rels", relations.into()),
        ("xl/styles.bin", styles),
        ("xl/sharedStrings.bin", strings),
        ("xl/worksheets/sheet1.bin", part.clone()),
        ("xl/worksheets/sheet2.bin", part),
    ]
}

const BOOK: &str = "xl/workbook.bin";

pub(super) fn row(number: u32) -> Vec<u8> {
    record(0x00, &[&numbers(&[number, 0])[..], &[0; 9]].concat())
}

/// A small sheet of every sort of cell.
pub(super) fn sample(epoch_1904: bool) -> Vec<u8> {
    packed(&sample_parts(epoch_1904))
}

fn sample_parts(epoch_1904: bool) -> Vec<Part> {
    let real = |column: u32, style: u32, number: f64| cell(0x05, column, style, &number.to_le_bytes());
    let cells = [
        row(0),
        cell(0x07, 0, 0, &numbers(&[0])),
        row(1),
        cell(0x07, 0, 0, &numbers(&[1])),
        real(1, 1, 0.863),
        real(2, 2, 45_250.0),
        real(3, 3, 4.5),
        cell(0x04, 4, 0, &[1]),
        cell(0x03, 5, 0, &[0x07]),
        cell(0x06, 6, 0, &wide("约三百")),
        // 12.34 as a hundredth of a whole number.
        cell(0x02, 7, 0, &((1234_u32 << 2) | 3).to_le_bytes()),
        cell(0x01, 8, 1, &[]),
    ]
    .concat();
    let merges = [
        record(0xB1, &numbers(&[1])),
        record(0xB0, &numbers(&[0, 0, 0, 3])),
        record(0xB2, &[]),
    ]
    .concat();
    parts(&cells, &merges, epoch_1904)
}

#[test]
fn a_binary_workbook_is_read_with_its_formats_and_merges() {
    let bytes = sample(false);
    assert_eq!(sniff(&bytes), Kind::Xlsb);
    let (workbook, sink) = read(&bytes);
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(
        tabs(&workbook),
        [("汇总", Visibility::Visible), ("2022年", Visibility::Hidden)]
    );
    assert_eq!(value(&workbook, "A2"), Some(CellValue::Text("鼎新村".into())));
    assert_eq!(value(&workbook, "B2"), number("0.863"));
    assert_eq!(
        value(&workbook, "C2"),
        Some(CellValue::Date(date(2023, 11, 20).at(0, 0, 0, 0)))
    );
    assert_eq!(value(&workbook, "D2"), number("4.5"));
    assert_eq!(value(&workbook, "E2"), Some(CellValue::Bool(true)));
    assert_eq!(value(&workbook, "F2"), Some(CellValue::Error("#DIV/0!".into())));
    assert_eq!(value(&workbook, "G2"), Some(CellValue::Text("约三百".into())));
    assert_eq!(value(&workbook, "H2"), number("12.34"));
    assert_eq!(value(&workbook, "I2"), None);
    let sheet = &workbook.sheets[0];
    let format = |at: &str| sheet.cell(at.parse().unwrap()).unwrap().number_format();
    assert_eq!(
        [format("B2"), format("D2"), format("A2")],
        [Some("0.00%"), Some("0.00\"万亩\""), None]
    );
    let merge = sheet.merges[0];
    assert_eq!(
        (merge.start.to_string(), merge.end.to_string()),
        ("A1".to_owned(), "D1".to_owned())
    );
}

#[test]
fn the_other_epoch_is_that_of_the_workbook() {
    let (workbook, _) = read(&sample(true));
    assert_eq!(
        value(&workbook, "C2"),
        Some(CellValue::Date(date(2027, 11, 21).at(0, 0, 0, 0)))
    );
}

/// The reader reserves what a record claims: a few bytes would take a quarter of a gigabyte.
#[test]
fn a_record_that_claims_too_much_is_refused() {
    let claim = [&[0x05, 0xFF, 0xFF, 0xFF, 0x7F][..], &[0; 16]].concat();
    assert_eq!(refusal(&xlsb(&claim, &[], false)), Some(Code::SheetUnreadable));
}

/// The sample with more records in its workbook's part, behind the sheets.
fn with_book(behind: &[u8]) -> Vec<u8> {
    let mut parts = sample_parts(false);
    let (_, book) = parts.iter_mut().find(|(name, _)| *name == BOOK).unwrap();
    let at = book.windows(2).position(|two| two == [0x90, 0x01]).unwrap();
    book.splice(at..at, behind.iter().copied());
    packed(&parts)
}

/// The first xlsb of Excel 2007, before its release, has one more number before a sheet's relation: what then stands
/// there names none. The library panicked.
#[test]
fn a_sheet_whose_relation_is_not_told_is_refused() {
    let sheet = |relation: &str| record(0x9C, &[numbers(&[0, 0, 3]), wide(relation), wide("表")].concat());
    assert_eq!(refusal(&with_book(&sheet("r1"))), Some(Code::WorkbookDamaged));
}

/// Taken for both, the same figures would count twice.
#[test]
fn two_sheets_of_one_part_are_nobodys() {
    let mut parts = parts(&[row(0), cell(0x05, 0, 0, &4.5_f64.to_le_bytes())].concat(), &[], false);
    let relations = parts.iter_mut().find(|(name, _)| name.ends_with(".rels")).unwrap();
    let one = String::from_utf8(relations.1.clone()).unwrap();
    relations.1 = one.replace("worksheets/sheet2", "/xl/Worksheets/Sheet1").into_bytes();
    let (workbook, sink) = read(&packed(&parts));
    assert!(workbook.sheets.is_empty());
    let codes: Vec<Code> = sink.as_slice().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::SheetUnreadable, Code::SheetUnreadable]);
}

#[test]
fn a_workbook_without_styles_and_strings_is_read() {
    let mut parts = parts(&[row(0), cell(0x05, 0, 0, &4.5_f64.to_le_bytes())].concat(), &[], false);
    parts.retain(|(name, _)| !["xl/styles.bin", "xl/sharedStrings.bin"].contains(name));
    assert_eq!(value(&read(&packed(&parts)).0, "A1"), number("4.5"));
}

/// A record shorter than its type has it, a text that the table does not hold, a row beyond the last.
#[test]
fn a_cell_that_refers_to_nothing_costs_its_sheet() {
    let broken = [
        cell(0x07, 0, 0, &numbers(&[2])),
        cell(0x05, 0, 0, &[0; 7]),
        cell(0x06, 0, 0, &numbers(&[9])),
        row(1 << 20),
    ];
    for record in broken {
        let bytes = xlsb(&[row(0), record].concat(), &[], false);
        assert_eq!(refusal(&bytes), Some(Code::SheetUnreadable));
    }
}

/// Their values stand behind records that the library does not know for cells.
#[test]
fn errors_of_formulas_and_texts_with_runs_are_read() {
    let formula = [&[0x2A, 0, 0][..], &numbers(&[3]), &[0x1E, 1, 0], &numbers(&[0])].concat();
    let cells = [
        row(0),
        cell(0x05, 1, 0, &4.5_f64.to_le_bytes()),
        cell(0x0B, 2, 0, &formula),
        row(1),
        cell(0x3E, 0, 0, &[&[1][..], &wide("鼎新村"), &numbers(&[0])].concat()),
    ]
    .concat();
    let (workbook, sink) = read(&xlsb(&cells, &[], false));
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(value(&workbook, "B1"), number("4.5"));
    assert_eq!(value(&workbook, "C1"), Some(CellValue::Error("#N/A".into())));
    assert_eq!(
        workbook.sheets[0].cell("C1".parse().unwrap()).unwrap().formula(),
        Some("1")
    );
    assert_eq!(value(&workbook, "A2"), Some(CellValue::Text("鼎新村".into())));
}

/// A number that a formula gives.
fn of_formula(tokens: &[u8]) -> Vec<u8> {
    let value = 2.0_f64.to_le_bytes();
    let formula = [&[0, 0][..], &numbers(&[tokens.len() as u32]), tokens, &numbers(&[0])];
    [row(0), cell(0x09, 0, 0, &[&value[..], &formula.concat()].concat())].concat()
}

/// Formulas in formulas would have taken all of the stack, which ends the process.
#[test]
fn a_formula_that_cannot_be_taken_costs_only_itself() {
    let nested = (0..4_000_u16).fold(vec![0x1E, 1, 0], |inner, _| {
        [&[0x29][..], &(inner.len() as u16).to_le_bytes(), &inner].concat()
    });
    let unknown_sheet = [0x3A, 7, 0, 0, 0, 0, 0, 0, 0];
    let unknown_function = [0x21, 0xE5, 0x01];
    for tokens in [&nested[..], &unknown_sheet, &unknown_function, &[0x1F, 0]] {
        let (workbook, sink) = read(&xlsb(&of_formula(tokens), &[], false));
        assert!(sink.is_empty(), "{sink:?}");
        assert_eq!(value(&workbook, "A1"), number("2"));
    }
    let (workbook, _) = read(&xlsb(&of_formula(&[0x1E, 1, 0, 0x1E, 1, 0, 0x03]), &[], false));
    assert_eq!(
        workbook.sheets[0].cell("A1".parse().unwrap()).unwrap().formula(),
        Some("1+1")
    );
}

#[test]
fn a_name_of_a_sheet_that_is_not_there_is_refused() {
    let formula = [&numbers(&[9])[..], &[0x3A, 7, 0, 0, 0, 0, 0, 0, 0]].concat();
    let name = record(0x27, &[&[0; 9][..], &wide("总数"), &formula].concat());
    assert_eq!(refusal(&with_book(&name)), Some(Code::WorkbookDamaged));
}

/// What is wrong with a file is found before the library meets it.
#[test]
fn two_thousand_changed_binary_workbooks_never_come_to_a_panic() {
    let mut random = Random(20_231_121);
    let rounds = std::env::var("XLSB_ROUNDS").map_or(2_000, |rounds| rounds.parse().unwrap());
    for round in 0..rounds {
        let mut parts = sample_parts(false);
        parts[5].1.splice(
            9..9,
            of_formula(&[0x1E, 1, 0, 0x24, 1, 0, 0, 0, 1, 0xC0, 0x22, 2, 4, 0]),
        );
        for _ in 0..=round % 3 {
            let at = random.below(parts.len());
            let (_, bytes) = &mut parts[at];
            *bytes = changed(bytes, &mut random);
        }
        assert_ne!(refusal(&packed(&parts)), Some(Code::ReaderPanic), "round {round}");
    }
}

//! xls of Excel 5 and 95: BIFF5 records in the stream `Book`, its texts in a code page, written here record by record.

use gongwen::diag::Code;
use gongwen::reader::{Kind, sniff};
use gongwen::workbook::{CellValue, Visibility};
use jiff::civil::date;

use super::{compound, number, read, record, refusal, tabs, value};

/// The code page of simplified Chinese.
const GBK: u16 = 936;

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

/// A text behind its length in one byte: names of sheets, codes of formats.
fn short(text: &str) -> Vec<u8> {
    let bytes = gbk(text);
    [vec![bytes.len() as u8], bytes].concat()
}

/// A text behind its length in two bytes: cells.
fn long(text: &str) -> Vec<u8> {
    let bytes = gbk(text);
    [(bytes.len() as u16).to_le_bytes().to_vec(), bytes].concat()
}

fn words(all: &[u16]) -> Vec<u8> {
    all.iter().flat_map(|one| one.to_le_bytes()).collect()
}

/// A record of a cell: row, column, style, then its value.
fn cell(kind: u16, (row, column, style): (u16, u16, u16), data: &[u8]) -> Vec<u8> {
    record(kind, &[&words(&[row, column, style])[..], data].concat())
}

pub(super) fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    cell(0x0204, (row, column, 0), &long(text))
}

pub(super) fn real(row: u16, column: u16, style: u16, number: f64) -> Vec<u8> {
    cell(0x0203, (row, column, style), &number.to_le_bytes())
}

/// A whole number, as an RK record holds it.
fn whole(row: u16, column: u16, number: i32) -> Vec<u8> {
    cell(0x027E, (row, column, 0), &((number << 2) | 2).to_le_bytes())
}

/// A formula that adds 1 and 1, with these eight bytes as its saved value.
fn formula(row: u16, column: u16, saved: [u8; 8]) -> Vec<u8> {
    // Options, four bytes that count for nothing, then the length of the formula: 1, 1, add.
    let tokens = [0x1E, 1, 0, 0x1E, 1, 0, 0x03];
    let data = [&saved[..], &[0; 6], &(tokens.len() as u16).to_le_bytes(), &tokens].concat();
    cell(0x0006, (row, column, 0), &data)
}

/// The workbook's own records: its code page, the epoch, formats and styles.
pub(super) fn globals(code_page: Option<u16>, epoch_1904: bool) -> Vec<u8> {
    let format = |id: u16, code: &str| record(0x041E, &[&words(&[id])[..], &short(code)].concat());
    let style = |format: u16| record(0x00E0, &[&words(&[0, format])[..], &[0; 12]].concat());
    [
        code_page.map_or_else(Vec::new, |page| record(0x0042, &words(&[page]))),
        record(0x0022, &words(&[u16::from(epoch_1904)])),
        format(164, "0.00\"万亩\""),
        format(165, "m\"月\""),
        [style(0), style(10), style(14), style(164), style(165)].concat(),
    ]
    .concat()
}

/// A workbook of two sheets, the second hidden, both with these records of cells.
pub(super) fn biff5(globals: &[u8], cells: &[u8]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &words(&[0x0500, kind, 0, 0]));
    let end = || record(0x000A, &[]);
    let sheet = [
        begin(0x10),
        record(0x0200, &words(&[0, 4, 0, 9, 0])),
        cells.to_vec(),
        end(),
    ]
    .concat();
    let bound = |position: usize, hidden: u8, name: &str| {
        let place = (position as u32).to_le_bytes();
        record(0x0085, &[&place[..], &[hidden, 0], &short(name)].concat())
    };
    let bounds = |first: usize| [bound(first, 0, "汇总"), bound(first + sheet.len(), 1, "上年")].concat();
    let head = [begin(5), globals.to_vec()].concat();
    let first = head.len() + bounds(0).len() + end().len();
    let stream = [head, bounds(first), end(), sheet.clone(), sheet.clone()].concat();
    compound(&[("/Book", &stream)])
}

/// A small workbook of every sort of cell.
pub(super) fn sample(code_page: Option<u16>, epoch_1904: bool) -> Vec<u8> {
    let cells = [
        label(0, 0, "村名"),
        label(1, 0, "鼎新村"),
        real(1, 1, 1, 0.863),
        real(1, 2, 2, 45_250.0),
        real(1, 3, 3, 4.5),
        cell(0x0205, (1, 4, 0), &[1, 0]),
        cell(0x0205, (1, 5, 0), &[0x07, 1]),
        whole(1, 6, 45_000),
        formula(1, 7, 2_f64.to_le_bytes()),
        // The value is a text, which the next record holds.
        formula(1, 8, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
        record(0x0207, &long("约三百")),
        // Text of several fonts: the same text, then where the fonts begin.
        cell(0x00D6, (2, 0, 0), &[long("李家村"), vec![1, 0, 0]].concat()),
        // Two whole numbers of one row.
        record(
            0x00BD,
            &[
                words(&[2, 1]),
                words(&[0, (12 << 2) | 2, 0]),
                words(&[0, (13 << 2) | 2, 0]),
                words(&[2]),
            ]
            .concat(),
        ),
        real(2, 3, 4, 45_250.0),
    ]
    .concat();
    biff5(&globals(code_page, epoch_1904), &cells)
}

fn text(words: &str) -> Option<CellValue> {
    Some(CellValue::Text(words.into()))
}

fn day(year: i16, month: i8, day: i8) -> Option<CellValue> {
    Some(CellValue::Date(date(year, month, day).at(0, 0, 0, 0)))
}

#[test]
fn a_workbook_of_excel_5_is_read_with_its_code_page_and_formats() {
    let bytes = sample(Some(GBK), false);
    assert_eq!(sniff(&bytes), Kind::Xls);
    let (workbook, sink) = read(&bytes);
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(
        tabs(&workbook),
        [("汇总", Visibility::Visible), ("上年", Visibility::Hidden)]
    );
    assert_eq!(value(&workbook, "A1"), text("村名"));
    assert_eq!(value(&workbook, "A2"), text("鼎新村"));
    assert_eq!(value(&workbook, "B2"), number("0.863"));
    assert_eq!(value(&workbook, "C2"), day(2023, 11, 20));
    assert_eq!(value(&workbook, "D2"), number("4.5"));
    assert_eq!(value(&workbook, "E2"), Some(CellValue::Bool(true)));
    assert_eq!(value(&workbook, "F2"), Some(CellValue::Error("#DIV/0!".into())));
    assert_eq!(value(&workbook, "G2"), number("45000"));
    assert_eq!(value(&workbook, "H2"), number("2"));
    assert_eq!(value(&workbook, "I2"), text("约三百"));
    assert_eq!(value(&workbook, "A3"), text("李家村"));
    assert_eq!(value(&workbook, "B3"), number("12"));
    assert_eq!(value(&workbook, "C3"), number("13"));
    let cell = |at: &str| workbook.sheets[0].cell(at.parse().unwrap()).unwrap();
    assert_eq!(cell("B2").number_format(), Some("0.00%"));
    assert_eq!(cell("D2").number_format(), Some("0.00\"万亩\""));
    assert_eq!(cell("H2").formula(), Some("1+1"));
}

/// The library loses the first character of a format's code: `m"月"` is then no date any more.
#[test]
fn a_format_of_one_letter_makes_a_date() {
    let (workbook, _) = read(&sample(Some(GBK), false));
    assert_eq!(value(&workbook, "D3"), day(2023, 11, 20));
    let (later, _) = read(&sample(Some(GBK), true));
    assert_eq!(value(&later, "D3"), day(2027, 11, 21));
    assert_eq!(value(&later, "C2"), day(2027, 11, 21));
}

/// Programs of this country leave the record out, or name a page of DOS.
#[test]
fn texts_without_a_known_code_page_are_of_this_country() {
    for page in [None, Some(437), Some(0x8000), Some(1200)] {
        let (workbook, sink) = read(&sample(page, false));
        assert!(sink.is_empty(), "{sink:?}");
        assert_eq!(value(&workbook, "A2"), text("鼎新村"), "{page:?}");
        assert_eq!(&*workbook.sheets[0].name, "汇总");
    }
}

/// A page that is known is kept: Big5 has other bytes for the same characters.
#[test]
fn another_code_page_is_kept() {
    let bytes = encoding_rs::BIG5.encode("鼎新村").0.into_owned();
    let words = [&(bytes.len() as u16).to_le_bytes()[..], &bytes].concat();
    let (workbook, _) = read(&biff5(&globals(Some(950), false), &cell(0x0204, (0, 0, 0), &words)));
    assert_eq!(value(&workbook, "A1"), text("鼎新村"));
}

#[test]
fn a_far_cell_is_refused_and_a_wide_claim_is_not() {
    let plain = globals(Some(GBK), false);
    let far = [whole(0, 0, 1), whole(65_535, 255, 1)].concat();
    assert_eq!(refusal(&biff5(&plain, &far)), Some(Code::LimitBox));
    let claim = record(0x0200, &words(&[0, 65_535, 0, 65_535, 0]));
    assert_eq!(refusal(&biff5(&plain, &claim)), None);
}

/// A password is said to be one.
#[test]
fn a_password_is_named() {
    let locked = record(0x002F, &[0x34, 0x12, 0x78, 0x56]);
    assert_eq!(
        refusal(&biff5(&[locked, globals(Some(GBK), false)].concat(), &[])),
        Some(Code::WorkbookPassword)
    );
}

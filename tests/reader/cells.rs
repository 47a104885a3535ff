//! What cells of every kind become, from the file to the figure.

use gongwen::tables::number::{self, Reading, read_date};
use gongwen::workbook::{Cell, CellValue, Workbook};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format};

use super::formats::replaced;
use super::{read, record, value, workbook_of, xls_with};

fn cell<'w>(workbook: &'w Workbook, at: &str) -> &'w Cell {
    workbook.sheets[0].cell(at.parse().unwrap()).unwrap()
}

/// Excel for the Macintosh counted days from 1904; a serial means another day then.
#[test]
fn serials_of_both_epochs_are_the_days_meant() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = Format::new().set_num_format("yyyy/m/d");
    let when = ExcelDateTime::from_ymd(2023, 11, 20).unwrap();
    book.add_worksheet().write_with_format(0, 0, when, &day).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let at = |bytes: &[u8]| value(&read(bytes).0, "A1");
    assert_eq!(at(&bytes), Some(CellValue::Date(date(2023, 11, 20).at(0, 0, 0, 0))));
    let later = replaced(&bytes, "<workbookPr ", "<workbookPr date1904=\"1\" ");
    assert_eq!(at(&later), Some(CellValue::Date(date(2027, 11, 21).at(0, 0, 0, 0))));
}

#[test]
fn dates_are_read_in_the_forms_that_clerks_write() {
    let text = |words: &str| Cell::plain(CellValue::Text(words.into()));
    for words in [
        "2023.11.20",
        "2023年11月20日",
        "2023 年 11 月 20 日",
        "２０２３年１１月２０日",
        "2023-11-20",
        "2023/11/20",
        "11月20日",
        "11月20号",
        "20231120",
    ] {
        assert_eq!(read_date(&text(words), Some(2023)), Some(date(2023, 11, 20)), "{words}");
    }
    for words in ["11月31日", "2023年13月1日", "11.20", "上旬", "", "约11月20日"] {
        assert_eq!(read_date(&text(words), Some(2023)), None, "{words}");
    }
    // Without a year of the job, a day of the year is no date.
    assert_eq!(read_date(&text("11月20日"), None), None);
}

/// What is not there, what nobody knows and what is wrong are three things, and none of them is 0.
#[test]
fn nothing_becomes_zero() {
    let (workbook, _) = read(&workbook_of(
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>—</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>　</t></is></c>\
         <c r=\"C1\" t=\"e\"><v>#DIV/0!</v></c><c r=\"D1\"><f>1+1</f></c><c r=\"E1\" t=\"b\"><v>0</v></c>\
         <c r=\"F1\" t=\"inlineStr\"><is><t>无</t></is></c><c r=\"G1\" t=\"inlineStr\"><is><t>－</t></is></c></row>",
        "",
    ));
    let reading = |at: &str| number::read(workbook.sheets[0].cell(at.parse().unwrap()));
    assert_eq!(reading("A1"), Reading::NotApplicable);
    assert_eq!(reading("F1"), Reading::NotApplicable);
    assert_eq!(reading("G1"), Reading::NotApplicable);
    assert_eq!(reading("B1"), Reading::Blank);
    assert_eq!(reading("H1"), Reading::Blank);
    assert_eq!(reading("C1"), Reading::Error("#DIV/0!".to_owned()));
    assert_eq!(reading("D1"), Reading::FormulaWithoutValue);
    assert_eq!(reading("E1"), Reading::NotANumber);
}

/// Formats of 万 that only show: what is stored stays as it is.
#[test]
fn formats_that_scale_for_the_eye_do_not_scale_the_figure() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let formats = ["0!.0,\"万\"", "0!.0,\"万亩\"", "0\\.0,\"万元\"", "0.00\"万亩\"", "0.0%"];
    for (row, code) in formats.into_iter().enumerate() {
        let format = Format::new().set_num_format(code);
        sheet.write_with_format(row as u32, 0, 45_000, &format).unwrap();
    }
    let (workbook, _) = read(&book.save_to_buffer().unwrap());
    let shown = |row: usize| match number::read(Some(cell(&workbook, &format!("A{}", row + 1)))) {
        Reading::Number { value, unit, .. } => {
            format!("{value}{}", unit.map_or_else(String::new, |unit| unit.to_string()))
        }
        other @ (Reading::NotApplicable
        | Reading::Blank
        | Reading::NotANumber
        | Reading::Date(_)
        | Reading::Time(_)
        | Reading::Error(_)
        | Reading::FormulaWithoutValue) => format!("{other:?}"),
    };
    let found: Vec<String> = (0..formats.len()).map(shown).collect();
    assert_eq!(found, ["45000", "45000亩", "45000元", "45000万亩", "4500000%"]);
}

/// A fraction is shown and a number stored; a length of time counts days, in which nobody reads it: 1.5 is 36:00.
#[test]
fn fractions_are_numbers_and_times_are_none() {
    let cases = [
        (0.5, "# ?/?", "0.5"),
        (3.25, "# ??/??", "3.25"),
        (1.5, "[h]:mm", "36:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.5, "h:mm", "12:00"),
        (0.02, "mm:ss.0", "28:48"),
        (30.25, "[hh]:mm", "726:00"),
    ];
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (stored, code, _)) in cases.iter().enumerate() {
        let format = Format::new().set_num_format(*code);
        sheet.write_with_format(row as u32, 0, *stored, &format).unwrap();
    }
    let (workbook, _) = read(&book.save_to_buffer().unwrap());
    for (row, (_, code, expected)) in cases.iter().enumerate() {
        assert_eq!(said(cell(&workbook, &format!("A{}", row + 1))), *expected, "{code}");
    }
}

/// What a cell says when a number is wanted; a time as it is shown.
fn said(cell: &Cell) -> String {
    match number::read(Some(cell)) {
        Reading::Number { value, .. } => value.to_string(),
        Reading::Time(time) => {
            assert_eq!(cell.raw(), time);
            time
        }
        other @ (Reading::NotApplicable
        | Reading::Blank
        | Reading::NotANumber
        | Reading::Date(_)
        | Reading::Error(_)
        | Reading::FormulaWithoutValue) => format!("{other:?}"),
    }
}

/// The same in xls, whose built-in formats no file spells out.
#[test]
fn times_of_an_xls_are_no_dates_and_no_numbers() {
    let style = |format: u8| record(0x00E0, &[[0, 0, format, 0], [0; 4], [0; 4], [0; 4], [0; 4]].concat());
    let format = |number: u8, code: &str| {
        record(
            0x041E,
            &[&[number, 0, code.len() as u8, 0, 0][..], code.as_bytes()].concat(),
        )
    };
    let formats = [format(200, "[h]:mm"), format(201, "# ?/?")].concat();
    let styles = [formats, style(0), style(200), style(201), style(46), style(20)].concat();
    let number = |column: u8, style: u8, value: f64| {
        record(
            0x0203,
            &[&[0, 0, column, 0, style, 0][..], &value.to_le_bytes()].concat(),
        )
    };
    let cells = [
        number(0, 1, 1.5),
        number(1, 2, 0.5),
        number(2, 3, 1.5),
        number(3, 4, 0.5),
    ];
    let (workbook, _) = read(&xls_with(&styles, &cells));
    let found = ["A1", "B1", "C1", "D1"].map(|at| said(cell(&workbook, at)));
    assert_eq!(found, ["36:00", "0.5", "36:00:00", "12:00"]);
}

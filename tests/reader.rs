//! Reading workbooks: what comes out of good ones, and that bad ones are refused without harm.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, its helpers too"
)]

mod biff5;
mod cells;
mod corpus;
mod damaged;
mod enciphered;
mod formats;
mod hostile;
mod mutations;
mod projection;
mod xlsb;

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use gongwen::diag::{Catalogue, Code, Lang, Sink};
use gongwen::place::CellRef;
use gongwen::reader::{self, Kind, Limits};
use gongwen::workbook::{CellValue, Visibility, Workbook};
use jiff::civil::date;
use rust_decimal::Decimal;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use zip::write::SimpleFileOptions;

/// Reads bytes that must be a workbook.
fn read(bytes: &[u8]) -> (Workbook, Sink) {
    let mut sink = Sink::new();
    let workbook = reader::read(&Arc::from("数据/农业.xlsx"), bytes, &mut sink);
    (workbook.unwrap_or_else(|problem| panic!("{problem:?}")), sink)
}

/// The code under which bytes are refused, of the file or of a sheet.
fn refusal(bytes: &[u8]) -> Option<Code> {
    refusal_within(bytes, &Limits::default())
}

fn refusal_within(bytes: &[u8], limits: &Limits) -> Option<Code> {
    let mut sink = Sink::new();
    match reader::read_within(&Arc::from("a.xlsx"), bytes, limits, &mut sink) {
        Err(problem) => Some(problem.code),
        Ok(_) => sink.as_slice().first().map(|problem| problem.code),
    }
}

/// The sheets' names, and whether they are shown.
fn tabs(workbook: &Workbook) -> Vec<(&str, Visibility)> {
    let sheets = workbook.sheets.iter();
    sheets.map(|sheet| (&*sheet.name, sheet.visibility)).collect()
}

fn value(workbook: &Workbook, at: &str) -> Option<CellValue> {
    let at: CellRef = at.parse().unwrap();
    workbook.sheets[0].cell(at).map(|cell| cell.value.clone())
}

fn number(text: &str) -> Option<CellValue> {
    Some(CellValue::Number(text.parse::<Decimal>().unwrap()))
}

/// A zip of parts.
fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The smallest workbook around the inside of one sheet's `sheetData`.
fn workbook_of(sheet_data: &str, calculation: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
    let book = format!(
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets>{calculation}</workbook>"
    );
    package(&[
        (
            "[Content_Types].xml",
            "<Types><Override PartName=\"/xl/workbook.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>",
        ),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Type=\"http://x/relationships/worksheet\" \
             Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/workbook.xml", &book),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

#[test]
fn cells_come_out_exact_and_clean() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("汇总").unwrap();
    let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let share = Format::new().set_num_format("0.0%");
    sheet.write(0, 0, 145.200_000_000_000_1).unwrap();
    sheet.write(0, 1, true).unwrap();
    sheet.write(0, 2, "鼎\u{FDD0}新\u{2F2D}\n村").unwrap();
    sheet
        .write_with_format(0, 3, ExcelDateTime::from_ymd(2023, 11, 20).unwrap(), &day)
        .unwrap();
    sheet.write_with_format(0, 4, 0.863, &share).unwrap();
    sheet
        .write(0, 5, Formula::new("SUM(A1:A1)").set_result("145.2"))
        .unwrap();
    sheet.write(0, 6, Formula::new("SUM(A1:A1)")).unwrap();
    let (workbook, sink) = read(&book.save_to_buffer().unwrap());
    assert!(sink.is_empty());
    assert_eq!(value(&workbook, "A1"), number("145.2"));
    assert_eq!(value(&workbook, "B1"), Some(CellValue::Bool(true)));
    assert_eq!(value(&workbook, "C1"), Some(CellValue::Text("鼎新山\n村".into())));
    assert_eq!(
        value(&workbook, "D1"),
        Some(CellValue::Date(date(2023, 11, 20).at(0, 0, 0, 0)))
    );
    assert_eq!(value(&workbook, "E1"), number("0.863"));
    assert_eq!(value(&workbook, "F1"), number("145.2"));
    assert_eq!(value(&workbook, "G1"), Some(CellValue::FormulaWithoutValue));
    let sheet = &workbook.sheets[0];
    let cell = |at: &str| sheet.cell(at.parse().unwrap()).unwrap();
    assert_eq!(cell("E1").number_format(), Some("0.0%"));
    assert_eq!(cell("D1").raw(), "2023-11-20");
    assert_eq!(cell("F1").formula(), Some("SUM(A1:A1)"));
}

#[test]
fn sheets_keep_their_order_visibility_merges_and_names() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet()
        .set_name("汇总")
        .unwrap()
        .merge_range(0, 0, 1, 2, "题", &Format::new())
        .unwrap();
    book.add_worksheet()
        .set_name("2022年")
        .unwrap()
        .set_hidden(true)
        .write(0, 0, 1)
        .unwrap();
    book.define_name("粮食面积", "='汇总'!$A$1:$C$2").unwrap();
    let (workbook, _) = read(&book.save_to_buffer().unwrap());
    assert_eq!(
        tabs(&workbook),
        [("汇总", Visibility::Visible), ("2022年", Visibility::Hidden)]
    );
    let merge = workbook.sheets[0].merges[0];
    assert_eq!(
        (merge.start.to_string(), merge.end.to_string()),
        ("A1".to_owned(), "C2".to_owned())
    );
    let name = &workbook.names[0];
    assert_eq!(
        (name.name.as_str(), name.sheet.as_str(), name.range),
        ("粮食面积", "汇总", merge)
    );
}

/// What the three libraries that cannot calculate leave behind, beside a true zero that Excel saved.
#[test]
fn a_formula_without_a_saved_value_is_told_from_a_zero() {
    let cells = "<row r=\"1\"><c r=\"A1\"><f>1-1</f><v>0</v></c><c r=\"B1\"><f>1+1</f></c>\
                 <c r=\"C1\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"D1\"><f>2</f><v>2</v></c></row>";
    let (saved, _) = read(&workbook_of(cells, ""));
    assert_eq!(value(&saved, "A1"), number("0"));
    assert_eq!(value(&saved, "B1"), Some(CellValue::FormulaWithoutValue));
    assert_eq!(value(&saved, "C1"), None);
    let (unsaved, _) = read(&workbook_of(cells, "<calcPr fullCalcOnLoad=\"1\"/>"));
    assert_eq!(value(&unsaved, "A1"), Some(CellValue::FormulaWithoutValue));
    assert_eq!(value(&unsaved, "D1"), number("2"));
}

#[test]
fn impossible_numbers_are_errors_and_unquoted_metres_are_no_dates() {
    let (workbook, _) = read(&workbook_of(
        "<row r=\"1\"><c r=\"A1\"><v>NaN</v></c><c r=\"B1\"><v>1e308</v></c><c r=\"C1\" t=\"e\"><v>#DIV/0!</v></c></row>",
        "",
    ));
    assert_eq!(value(&workbook, "A1"), Some(CellValue::Error("#NUM!".into())));
    assert_eq!(value(&workbook, "B1"), Some(CellValue::Error("#NUM!".into())));
    assert_eq!(value(&workbook, "C1"), Some(CellValue::Error("#DIV/0!".into())));
}

#[test]
fn one_unreadable_sheet_leaves_the_others() {
    let bytes = workbook_of("<row r=\"1\"><c r=\"A1\"><v>1</v></row>", "");
    let (workbook, sink) = read(&bytes);
    assert!(workbook.sheets.is_empty());
    assert_eq!(sink.as_slice()[0].code, Code::SheetUnreadable);
    let message = Catalogue::of(Lang::ZhCn).message(&sink.as_slice()[0]);
    assert!(message.contains("“表”"), "{message}");
}

/// Error values of newer programs, a string that is not there, a type that nobody knows: each costs its own cell.
#[test]
fn one_bad_cell_leaves_the_others() {
    let bytes = workbook_of(
        "<row r=\"1\"><c r=\"A1\" t=\"e\"><f>1&lt;2</f><v>#SPILL!</v></c><c r=\"B1\"><v>4.5</v></c>\
         <c r=\"C1\" t=\"s\"><v>7</v></c><c r=\"D1\" t=\"x\"><v>a&amp;b</v></c><c r=\"E1\" t=\"n\"><v>4.5万</v></c>\
         <c r=\"F1\" t=\"e\"><v>#N/A</v></c></row>",
        "",
    );
    let (workbook, sink) = read(&bytes);
    assert!(sink.is_empty(), "{sink:?}");
    assert_eq!(value(&workbook, "A1"), Some(CellValue::Error("#SPILL!".into())));
    assert_eq!(value(&workbook, "B1"), number("4.5"));
    assert_eq!(value(&workbook, "C1"), Some(CellValue::Error("#REF!".into())));
    assert_eq!(value(&workbook, "D1"), Some(CellValue::Text("a&b".into())));
    assert_eq!(value(&workbook, "E1"), Some(CellValue::Text("4.5万".into())));
    assert_eq!(value(&workbook, "F1"), Some(CellValue::Error("#N/A".into())));
    let formula = workbook.sheets[0].cell("A1".parse().unwrap()).unwrap().formula();
    assert_eq!(formula, Some("1<2"));
}

/// Two cells at the corners of a sheet: dense, they would need a terabyte.
#[test]
fn two_far_cells_are_read_as_two_cells() {
    let (workbook, sink) = read(&workbook_of(
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>",
        "",
    ));
    assert!(sink.is_empty());
    assert_eq!(workbook.sheets[0].cells.len(), 2);
}

/// A shared formula's index is of the file's choosing; a table as long as it would end the process.
#[test]
fn a_huge_shared_formula_index_is_harmless() {
    let (workbook, _) = read(&workbook_of(
        "<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" si=\"9000000000000000\">1+1</f><v>2</v></c></row>\
         <row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"9000000000000000\"/><v>2</v></c></row>",
        "",
    ));
    assert_eq!(value(&workbook, "A2"), number("2"));
}

#[test]
fn limits_are_kept_while_cells_arrive() {
    let rows: String = (1..=50)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>"))
        .collect();
    let bytes = workbook_of(&rows, "");
    let limits = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    };
    assert_eq!(refusal_within(&bytes, &Limits::default()), None);
    assert_eq!(
        refusal_within(&bytes, &limits(|l| l.cells = 49)),
        Some(Code::LimitCells)
    );
    assert_eq!(refusal_within(&bytes, &limits(|l| l.rows = 49)), Some(Code::LimitRows));
    assert_eq!(
        refusal_within(&bytes, &limits(|l| l.columns = 0)),
        Some(Code::LimitColumns)
    );
    assert_eq!(
        refusal_within(&bytes, &limits(|l| l.entries = 4)),
        Some(Code::LimitEntries)
    );
    assert_eq!(
        refusal_within(&bytes, &limits(|l| l.total_bytes = 1_000)),
        Some(Code::LimitUnpacked)
    );
    assert_eq!(
        refusal_within(&bytes, &limits(|l| l.sheets = 0)),
        Some(Code::LimitSheets)
    );
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let blanks = " ".repeat(20 << 20);
    let bytes = workbook_of(&blanks, "");
    assert!(bytes.len() < 100_000);
    assert_eq!(refusal(&bytes), Some(Code::LimitRatio));
}

/// Parts that are loaded whole at open may hold less than the sheets, which are streamed.
#[test]
fn a_bomb_of_shared_strings_is_refused() {
    let strings = ["<sst>", &"<si/>".repeat(4_000_000), "</sst>"].concat();
    let limits = Limits {
        ratio: u64::MAX,
        ..Limits::default()
    };
    let bytes = package(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &strings)]);
    assert_eq!(refusal_within(&bytes, &limits), Some(Code::LimitUnpacked));
    let bytes = package(&[
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/worksheets/sheet1.xml", &strings),
    ]);
    assert_ne!(refusal_within(&bytes, &limits), Some(Code::LimitUnpacked));
}

/// A text longer than any program writes, in a cell of its own.
#[test]
fn a_cell_of_endless_text_is_refused() {
    let text = "长".repeat(60_000);
    let cell = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    assert_eq!(refusal(&workbook_of(&cell, "")), Some(Code::LimitCellText));
}

/// The central directory says that the part is small; what unpacks says otherwise.
#[test]
fn a_bomb_that_lies_about_its_size_is_refused() {
    let blanks = " ".repeat(20 << 20);
    let mut bytes = workbook_of(&blanks, "");
    let size = (20_u32 << 20) + "<worksheet><sheetData></sheetData></worksheet>".len() as u32;
    let found: Vec<usize> = bytes
        .windows(4)
        .enumerate()
        .filter(|(_, window)| *window == size.to_le_bytes())
        .map(|(at, _)| at)
        .collect();
    assert!(!found.is_empty());
    for at in found {
        bytes[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    let limits = Limits {
        total_bytes: 8 << 20,
        ..Limits::default()
    };
    let code = refusal_within(&bytes, &limits);
    assert!(
        matches!(code, Some(Code::LimitUnpacked | Code::WorkbookDamaged)),
        "{code:?}"
    );
}

#[test]
fn a_truncated_file_is_damaged_wherever_it_is_cut() {
    let bytes = workbook_of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "");
    for length in [4, 30, 100, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(refusal(&bytes[..length]), Some(Code::WorkbookDamaged), "{length}");
    }
}

/// A compound file of streams.
fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A database's export: the names in the directory of the compound file are not in their order, so that nothing is found there.
#[test]
fn a_compound_file_whose_directory_is_out_of_order_is_read() {
    let mut stream = Vec::new();
    let mut sound = cfb::CompoundFile::open(Cursor::new(xls(&[xls_number(0, 0, 7.0)]))).unwrap();
    std::io::Read::read_to_end(&mut sound.open_stream("/Workbook").unwrap(), &mut stream).unwrap();
    let mut bytes = compound(&[("/Workbook", &stream), ("/SummaryInformation", b"x")]);
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let entry = bytes.windows(name.len()).position(|window| window == name).unwrap();
    // The longer name stands left of the shorter.
    bytes[entry + 68..entry + 76].copy_from_slice(&[2, 0, 0, 0, 255, 255, 255, 255]);
    assert!(cfb::CompoundFile::open(Cursor::new(&bytes)).is_err());
    let mut sink = Sink::new();
    let workbook = reader::read(&Arc::from("测试.xls"), &bytes, &mut sink).unwrap();
    assert_eq!(workbook.sheets[0].cell(CellRef::new(0, 0)).unwrap().raw(), "7");
}

#[test]
fn what_is_no_workbook_is_said_to_be_what_it_is() {
    let docx = package(&[(
        "[Content_Types].xml",
        "<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/\
         vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>",
    )]);
    let gb_html = encoding_rs::GB18030
        .encode("<html><body><p>鼎新村</p></body></html>")
        .0
        .into_owned();
    let cases: &[(&[u8], Kind, Code)] = &[
        (b"", Kind::Empty, Code::WorkbookEmpty),
        (&gb_html, Kind::Html, Code::WorkbookHtml),
        (b"%PDF-1.7\n", Kind::Document("PDF"), Code::WorkbookDocument),
        (&docx, Kind::Document("Word"), Code::WorkbookDocument),
        (&package(&[("a.txt", "a")]), Kind::Archive("ZIP"), Code::WorkbookArchive),
        (b"Rar!\x1A\x07", Kind::Archive("RAR"), Code::WorkbookArchive),
        (b"\x89PNG\r\n\x1A\n", Kind::Image("PNG"), Code::WorkbookImage),
        (
            b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>",
            Kind::SpreadsheetMl,
            Code::WorkbookDamaged,
        ),
        (
            b"\x09\x04\x06\x00\x00\x00\x10\x00",
            Kind::OldBiff,
            Code::WorkbookOldExcel,
        ),
        (b"\x00\x01\x02\x03", Kind::Unknown, Code::WorkbookUnknown),
        (
            &compound(&[("/EncryptionInfo", b"x"), ("/EncryptedPackage", b"x")]),
            Kind::Encrypted,
            Code::WorkbookPassword,
        ),
        (
            &compound(&[("/WordDocument", b"x")]),
            Kind::Document("Word"),
            Code::WorkbookDocument,
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            Kind::DamagedCompound,
            Code::WorkbookDamaged,
        ),
    ];
    for (bytes, kind, code) in cases {
        assert_eq!(reader::sniff(bytes), *kind);
        assert_eq!(refusal(bytes), Some(*code), "{kind:?}");
    }
}

/// One BIFF record.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

/// An xls whose one sheet holds these records.
fn xls(records: &[Vec<u8>]) -> Vec<u8> {
    xls_with(&[], records)
}

/// The same, with records of the whole workbook before.
fn xls_with(styles: &[u8], records: &[Vec<u8>]) -> Vec<u8> {
    xls_of(styles, &[("A".to_owned(), records.concat())])
}

/// An xls of several sheets, each with its name and records.
pub(crate) fn xls_book(sheets: &[(String, Vec<u8>)]) -> Vec<u8> {
    xls_of(&[], sheets)
}

fn xls_of(styles: &[u8], sheets: &[(String, Vec<u8>)]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let globals = [begin(5), styles.to_vec()].concat();
    let parts: Vec<Vec<u8>> = sheets
        .iter()
        .map(|(_, records)| [begin(0x10), records.clone(), end.clone()].concat())
        .collect();
    // BoundSheet8: position, visible, worksheet, name in UTF-16.
    let bound = |position: usize, name: &str| {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let head = [(units.len() / 2) as u8, 1];
        record(
            0x0085,
            &[&(position as u32).to_le_bytes()[..], &[0, 0], &head, &units].concat(),
        )
    };
    let bounds = |first: usize| -> Vec<u8> {
        let places = parts.iter().scan(first, |place, part| {
            let here = *place;
            *place += part.len();
            Some(here)
        });
        places
            .zip(sheets)
            .flat_map(|(place, (name, _))| bound(place, name))
            .collect()
    };
    let first = globals.len() + bounds(0).len() + end.len();
    let stream = [globals, bounds(first), end, parts.concat()].concat();
    compound(&[("/Workbook", &stream)])
}

/// A Number record.
fn xls_number(row: u16, column: u16, value: f64) -> Vec<u8> {
    let data = [
        &row.to_le_bytes()[..],
        &column.to_le_bytes(),
        &[0, 0],
        &value.to_le_bytes(),
    ]
    .concat();
    record(0x0203, &data)
}

#[test]
fn an_xls_is_read_and_a_far_cell_in_one_is_refused() {
    let (workbook, _) = read(&xls(&[xls_number(0, 0, 1.5), xls_number(9, 2, 3.0)]));
    assert_eq!(value(&workbook, "A1"), number("1.5"));
    assert_eq!(value(&workbook, "C10"), number("3"));
    assert_eq!(
        refusal(&xls(&[xls_number(0, 0, 1.0), xls_number(65_535, 255, 1.0)])),
        Some(Code::LimitBox)
    );
}

/// Some programs write a Dimensions record of four thousand million cells; the library would reserve them all.
#[test]
fn what_a_sheet_claims_of_its_size_counts_for_nothing() {
    let claim = record(
        0x0200,
        &[[0, 0, 0, 0], [255, 255, 255, 255], [0, 0, 255, 255], [0, 0, 0, 0]].concat()[..14],
    );
    let (workbook, _) = read(&xls(&[claim, xls_number(1, 0, 1.5)]));
    assert_eq!(value(&workbook, "A2"), number("1.5"));
}

/// A percentage is told by the cell's format, built in or spelled out.
#[test]
fn an_xls_tells_its_number_formats() {
    let style = |format: u8| record(0x00E0, &[[0, 0, format, 0], [0; 4], [0; 4], [0; 4], [0; 4]].concat());
    let text = [&[200, 0, 4, 0, 0][..], b"0.0%"].concat();
    let styles = [record(0x041E, &text), style(0), style(9), style(200)].concat();
    let number = |column: u8, style: u8| {
        record(
            0x0203,
            &[&[0, 0, column, 0, style, 0][..], &0.863_f64.to_le_bytes()].concat(),
        )
    };
    let (workbook, _) = read(&xls_with(&styles, &[number(0, 0), number(1, 1), number(2, 2)]));
    let formats: Vec<Option<&str>> = workbook.sheets[0]
        .cells
        .iter()
        .map(|(_, cell)| cell.number_format())
        .collect();
    assert_eq!(formats, [None, Some("0%"), Some("0.0%")]);
}

/// Zeros that another program has carried over from one that cannot calculate.
#[test]
fn formulas_that_all_give_zero_are_warned_of() {
    let cells = |second: &str| {
        format!(
            "<row r=\"1\"><c r=\"A1\"><v>5</v></c><c r=\"B1\"><f>A1</f><v>0</v></c>\
             <c r=\"C1\"><f>A1</f><v>{second}</v></c></row>"
        )
    };
    assert_eq!(refusal(&workbook_of(&cells("0"), "")), Some(Code::FormulasZero));
    assert_eq!(refusal(&workbook_of(&cells("5"), "")), None);
}

/// An OpenDocument spreadsheet around the inside of one table.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body>\
         <office:spreadsheet><table:table table:name=\"汇总\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"m\"/>"),
        ("content.xml", &content),
    ])
}

#[test]
fn an_open_document_is_read_with_its_merges_and_dates() {
    let (workbook, sink) = read(&ods(
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>\
         <table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned=\"2\" \
         table:number-rows-spanned=\"1\" office:value-type=\"string\"><text:p>粮食作物</text:p></table:table-cell>\
         <table:covered-table-cell/><table:table-cell office:value-type=\"date\" office:date-value=\"2023-11-20\">\
         <text:p>x</text:p></table:table-cell><table:table-cell office:value-type=\"float\" office:value=\"4.5\"/>\
         <table:table-cell office:value-type=\"percentage\" office:value=\"0.863\"/></table:table-row>",
    ));
    let share = workbook.sheets[0].cell("F3".parse().unwrap()).unwrap();
    assert_eq!((&*share.raw(), share.number_format()), ("0.863", Some("0%")));
    assert!(sink.is_empty());
    assert_eq!(value(&workbook, "B3"), Some(CellValue::Text("粮食作物".into())));
    assert_eq!(
        value(&workbook, "D3"),
        Some(CellValue::Date(date(2023, 11, 20).at(0, 0, 0, 0)))
    );
    assert_eq!(value(&workbook, "E3"), number("4.5"));
    let merge = workbook.sheets[0].merges[0];
    assert_eq!(
        (merge.start.to_string(), merge.end.to_string()),
        ("B3".to_owned(), "C3".to_owned())
    );
}

#[test]
fn repeats_that_would_fill_the_memory_are_refused() {
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"1\"";
    let many = format!(
        "<table:table-row table:number-rows-repeated=\"1000000\">{cell} table:number-columns-repeated=\"16000\"/>\
         </table:table-row>"
    );
    assert_eq!(refusal(&ods(&many)), Some(Code::LimitBox));
    let blanks = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>\
                  <text:s text:c=\"9000000000\"/></text:p></table:table-cell></table:table-row>";
    assert_eq!(refusal(&ods(blanks)), Some(Code::LimitText));
    let text = "长".repeat(10_000);
    let copies = format!(
        "<table:table-row table:number-rows-repeated=\"100000\"><table:table-cell office:value-type=\"string\">\
         <text:p>{text}</text:p></table:table-cell></table:table-row>"
    );
    assert_eq!(refusal(&ods(&copies)), Some(Code::LimitText));
}

/// Found by fuzzing: a document that breaks off inside a table kept the library reading for ever.
#[test]
fn an_open_document_without_an_end_is_damaged() {
    for content in [
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"a\">",
        "<office:document-content><office:body><office:spreadsheet><table:table><table:table-row>",
        "<office:document-content><office:spreadsheet><table:table><table:table></table:table>",
    ] {
        let bytes = package(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"m\"/>"),
            ("content.xml", content),
        ]);
        assert_eq!(refusal(&bytes), Some(Code::WorkbookDamaged), "{content}");
    }
}

/// The name says nothing; the bytes do.
#[test]
fn a_renamed_workbook_is_read() {
    let bytes = workbook_of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "");
    for name in ["农业.xls", "农业.ods", "农业", "农业.pdf"] {
        let mut sink = Sink::new();
        let workbook = reader::read(&Arc::from(name), &bytes, &mut sink).unwrap();
        assert_eq!(value(&workbook, "A1"), number("1"), "{name}");
    }
}

#[test]
fn nonsense_never_panics() {
    let good = workbook_of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "");
    let old = xls(&[xls_number(0, 0, 1.5)]);
    for base in [good, old] {
        for at in (0..base.len()).step_by(7) {
            let mut bytes = base.clone();
            bytes[at] ^= 0x5A;
            let mut sink = Sink::new();
            let _ = reader::read(&Arc::from("a"), &bytes, &mut sink);
        }
    }
}

/// A stream of many sectors: the library reads it in another way than one of a few.
#[test]
fn a_long_xls_is_read() {
    let numbers: Vec<Vec<u8>> = (0..2_000).map(|row| xls_number(row, 0, f64::from(row))).collect();
    let (workbook, _) = read(&xls(&numbers));
    assert_eq!(workbook.sheets[0].cells.len(), 2_000);
    assert_eq!(value(&workbook, "A2000"), number("1999"));
}

//! Files with a fault in one place: it costs what stands there, it is told, and the rest is read.

use gongwen::diag::{Catalogue, Code, Lang, Sink};
use gongwen::place::CellRef;
use gongwen::workbook::{Cell, CellValue, Workbook};

use super::{number, package, read, record, value, workbook_of, xls, xls_book, xls_number, xls_of};

/// What was told, in English.
fn told(sink: &Sink) -> Vec<String> {
    let catalogue = Catalogue::of(Lang::En);
    let told = |problem: &gongwen::diag::Diagnostic| format!("{} {}", problem.code, catalogue.message(problem));
    sink.as_slice().iter().map(told).collect()
}

fn names(workbook: &Workbook) -> Vec<&str> {
    workbook.sheets.iter().map(|sheet| &*sheet.name).collect()
}

fn error(text: &str) -> Option<CellValue> {
    Some(CellValue::Error(text.into()))
}

/// Number, Rk, MulRk and the others must be as long as they say; calamine gave up the whole file, or panicked.
#[test]
fn an_xls_sheet_with_an_unfit_record_costs_only_itself() {
    let unfit: [(&str, Vec<u8>); 7] = [
        // Its columns from 200 to 3.
        (
            "0x00BD",
            record(0x00BD, &[&[0, 0, 200, 0][..], &[0; 12], &[3, 0]].concat()),
        ),
        ("0x0203", record(0x0203, &[0; 13])),
        ("0x027E", record(0x027E, &[0; 9])),
        // A thousand merged ranges, and none of them there.
        ("0x00E5", record(0x00E5, &[0xE8, 3])),
        // An error value that there is not.
        ("0x0205", record(0x0205, &[0, 0, 0, 0, 0, 0, 99, 1])),
        ("0x0006", record(0x0006, &[0; 21])),
        ("0x0204", record(0x0204, &[0; 7])),
    ];
    for (kind, bad) in unfit {
        let sheets = [
            ("好".to_owned(), xls_number(0, 0, 1.5)),
            ("坏".to_owned(), [xls_number(0, 0, 2.5), bad].concat()),
        ];
        let (workbook, sink) = read(&xls_book(&sheets));
        assert_eq!(names(&workbook), ["好"], "{kind}");
        assert_eq!(value(&workbook, "A1"), number("1.5"));
        let told = told(&sink);
        assert!(
            told.len() == 1 && told[0].contains("坏") && told[0].contains(kind),
            "{told:?}"
        );
    }
}

/// A LabelSst record of the string with this index.
fn shared(row: u8, index: u8) -> Vec<u8> {
    record(0x00FD, &[row, 0, 0, 0, 0, 0, index, 0, 0, 0])
}

/// Two shared strings, the second cut in its middle, where the width of its characters changes, with a run behind it.
fn string_table() -> Vec<u8> {
    let claim = [0xFF; 8];
    let table = record(
        0x00FC,
        &[&claim[..], &[2, 0, 0, b'a', b'b'], &[3, 0, 8, 1, 0, b'c']].concat(),
    );
    let behind = record(0x003C, &[&[1][..], &[0x32, 0x75, 0x59, 0x4E], &[0, 0, 0, 0]].concat());
    [table, behind].concat()
}

#[test]
fn a_cell_whose_shared_string_is_missing_is_an_error_and_not_empty() {
    let cells = [shared(0, 0), shared(1, 1), shared(2, 2), xls_number(3, 0, 4.0)].concat();
    let (workbook, _) = read(&xls_of(&string_table(), &[("表".to_owned(), cells)]));
    assert_eq!(value(&workbook, "A1"), Some(CellValue::Text("ab".into())));
    assert_eq!(value(&workbook, "A2"), Some(CellValue::Text("c甲乙".into())));
    assert_eq!(value(&workbook, "A3"), error("#REF!"));
    assert_eq!(value(&workbook, "A4"), number("4"));
}

#[test]
fn a_text_that_is_shorter_than_it_says_is_an_error() {
    let label = |claim: u8| record(0x0204, &[0, 0, 0, 0, 0, 0, claim, 0, 1, 0x32, 0x75]);
    assert_eq!(
        value(&read(&xls(&[label(1)])).0, "A1"),
        Some(CellValue::Text("甲".into()))
    );
    assert_eq!(value(&read(&xls(&[label(9)])).0, "A1"), error("#REF!"));
}

#[test]
fn a_formula_that_is_cut_off_keeps_its_value() {
    let formula = |tokens: &[u8]| {
        let saved = 7.0_f64.to_le_bytes();
        let length = (tokens.len() as u16).to_le_bytes();
        let data = [&[0; 6][..], &saved, &[0; 6], &length, tokens].concat();
        record(0x0006, &data)
    };
    // B3, whole and without the last byte; a name without a number; row 65536, which calamine cannot say.
    for (tokens, whole) in [
        (&[0x44, 2, 0, 1, 0xC0][..], true),
        (&[0x44, 2, 0, 1], false),
        (&[0x23, 0, 0, 0, 0], false),
        (&[0x44, 0xFF, 0xFF, 1, 0xC0], false),
    ] {
        let (workbook, sink) = read(&xls(&[formula(tokens)]));
        assert_eq!(value(&workbook, "A1"), number("7"), "{tokens:?}");
        let cell = workbook.sheets[0].cell("A1".parse().unwrap()).unwrap();
        assert_eq!(cell.formula() == Some("B3"), whole, "{:?}", cell.formula());
        assert!(sink.is_empty(), "{:?}", told(&sink));
    }
}

/// Records of names, of other workbooks and of sheets that are cut off made calamine panic.
#[test]
fn records_of_the_workbook_that_are_cut_off_are_damage() {
    let name = |formula: &[u8]| {
        let head = [0, 0, 0, 1, formula.len() as u8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'n'];
        record(0x0018, &[&head[..], formula].concat())
    };
    let sheet = [("表".to_owned(), xls_number(0, 0, 1.5))];
    // A name whose range is cut off is a name without a range.
    for formula in [
        &[0x3A, 0, 0, 0, 0, 0, 0][..],
        &[0x3A, 0, 0],
        &[0x3B, 0, 0, 0, 0],
        &[0x5C],
    ] {
        let (workbook, _) = read(&xls_of(&name(formula), &sheet));
        assert_eq!(value(&workbook, "A1"), number("1.5"), "{formula:?}");
    }
    for bad in [
        record(0x0018, &[0; 9]),
        record(0x0017, &[]),
        record(0x0022, &[0]),
        record(0x0085, &[0; 5]),
        record(0x00FC, &[0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, b'a']),
    ] {
        assert_eq!(
            super::refusal(&xls_of(&bad, &sheet)),
            Some(Code::WorkbookDamaged),
            "{bad:?}"
        );
    }
}

/// The workbook says where each sheet begins; here all are said to begin at the workbook, or where the first does.
#[test]
fn two_xls_sheets_of_one_place_are_nobodys() {
    let stream = |first: u32, second: u32| {
        let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let end = || record(0x000A, &[]);
        let bound = |start: u32, name: u8| record(0x0085, &[&start.to_le_bytes()[..], &[0, 0, 1, 0, name]].concat());
        let globals = [begin(5), bound(first, b'A'), bound(second, b'B'), end()].concat();
        let sheets = [begin(0x10), xls_number(0, 0, 1.5), end()].concat();
        (globals.len() as u32, [globals, sheets].concat())
    };
    let (place, _) = stream(0, 0);
    let book = |first, second| super::compound(&[("/Workbook", &stream(first, second).1)]);
    let (workbook, sink) = read(&book(place, place));
    assert!(
        workbook.sheets.is_empty() && told(&sink).len() == 2,
        "{:?}",
        told(&sink)
    );
    assert!(
        told(&sink)[1].contains("the same content as another sheet"),
        "{:?}",
        told(&sink)
    );
    for nowhere in [0, place + 1, u32::MAX] {
        let (workbook, sink) = read(&book(place, nowhere));
        assert_eq!(names(&workbook), ["A"]);
        assert!(
            told(&sink)[0].contains("\"B\"") || told(&sink)[0].contains("B"),
            "{:?}",
            told(&sink)
        );
    }
}

const TYPES: &str = "<Types><Override PartName=\"/xl/workbook.xml\" \
     ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
const ROOT: &str = "<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" \
     Target=\"xl/workbook.xml\"/></Relationships>";
const RELATIONS: &str = "<Relationships>\
     <Relationship Id=\"r1\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
     <Relationship Id=\"r2\" Type=\"http://x/relationships/worksheet\" Target=\"/xl/Worksheets/Sheet1.xml\"/>\
     <Relationship Id=\"r3\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>";

/// An xlsx of two parts and these sheets, each a name and a relation.
fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    let sheets: String = sheets
        .iter()
        .map(|(name, relation)| format!("<sheet name=\"{name}\" sheetId=\"1\" r:id=\"{relation}\"/>"))
        .collect();
    let part = |figure: u8| format!("<worksheet><sheetData><row><c><v>{figure}</v></c></row></sheetData></worksheet>");
    package(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        (
            "xl/workbook.xml",
            &format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/worksheets/sheet1.xml", &part(1)),
        ("xl/worksheets/sheet2.xml", &part(2)),
    ])
}

/// Taken for both, the same figures would count twice.
#[test]
fn two_xlsx_sheets_of_one_part_or_one_name_are_nobodys() {
    let (workbook, sink) = read(&xlsx(&[("汇总", "r1"), ("上年", "r2"), ("各村", "r3")]));
    assert_eq!(names(&workbook), ["各村"], "{:?}", told(&sink));
    assert!(
        told(&sink).len() == 2 && told(&sink)[0].contains("汇总"),
        "{:?}",
        told(&sink)
    );
    let (workbook, sink) = read(&xlsx(&[("汇总", "r1"), ("汇总", "r3")]));
    assert!(workbook.sheets.is_empty(), "{:?}", names(&workbook));
    assert!(
        told(&sink)[0].contains("two sheets of the workbook have this name"),
        "{:?}",
        told(&sink)
    );
    let (workbook, sink) = read(&xlsx(&[("汇总", "r1"), ("各村", "r3")]));
    assert_eq!(names(&workbook), ["汇总", "各村"], "{:?}", told(&sink));
    assert!(read(&workbook_of("", "")).1.is_empty());
}

/// A part whose checksum is wrong was not looked at before calamine read it, which then panicked at a row of 15 digits.
#[test]
fn a_part_with_a_wrong_checksum_is_looked_at_too() {
    let row = "<row r=\"231999999999940\"><c><v>1</v></c></row>";
    let mut bytes = workbook_of(row, "");
    let name = b"xl/worksheets/sheet1.xml";
    let at = bytes.windows(name.len()).rposition(|found| found == name).unwrap();
    // In the directory the checksum stands 30 bytes before the name.
    bytes[at - 30] ^= 1;
    let mut sink = Sink::new();
    let workbook = gongwen::reader::read(&std::sync::Arc::from("a.xlsx"), &bytes, &mut sink).unwrap();
    assert!(workbook.sheets.is_empty());
    assert!(told(&sink)[0].contains("231999999999940"), "{:?}", told(&sink));
}

/// A page that was not downloaded to its end lacks rows, and a sum of them is wrong.
#[test]
fn a_page_that_ends_before_its_table_is_told() {
    let rows = "<html><table><tr><td>甲村<td>1<tr><td>乙村<td>2";
    let cases = [
        ("</table></html>", false),
        ("</table></html>\n<!-- 完 -->", false),
        ("", true),
        ("</table", true),
        ("</table><!-- <table><tr><td>丙村<td>3</table>", true),
        ("<!-- 丙村", true),
        ("</table><script>", true),
    ];
    for (end, cut_off) in cases {
        let (workbook, sink) = read(format!("{rows}{end}").as_bytes());
        assert_eq!(value(&workbook, "B2"), number("2"), "{end}");
        let codes: Vec<Code> = sink.as_slice().iter().map(|problem| problem.code).collect();
        assert_eq!(codes, if cut_off { vec![Code::PageCutOff] } else { vec![] }, "{end}");
    }
}

/// A MulRk record: its row, first column and numbers.
fn several(row: u16, first: u16, numbers: &[i32]) -> Vec<u8> {
    let last = first + numbers.len() as u16 - 1;
    let cells = numbers
        .iter()
        .flat_map(|number| [&[0, 0][..], &(number << 2 | 2).to_le_bytes()].concat());
    let cells: Vec<u8> = cells.collect();
    let head = [row.to_le_bytes(), first.to_le_bytes()].concat();
    record(0x00BD, &[&head[..], &cells, &last.to_le_bytes()].concat())
}

/// The cells of an xls are moved together while it is read: each comes back to its place, in whatever order they stand in
/// the file, and of two in one place the later one stays.
#[test]
fn cells_of_an_xls_come_back_to_their_places() {
    let places = |records: &[Vec<u8>]| {
        let (workbook, sink) = read(&xls(records));
        assert!(sink.is_empty(), "{:?}", told(&sink));
        let cells = workbook.sheets[0].cells.iter();
        cells
            .map(|(at, cell)| format!("{at}={}", cell.raw()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        places(&[
            xls_number(300, 5, 1.0),
            several(2, 3, &[7, 8, 9]),
            xls_number(2, 1, 4.0),
            xls_number(0, 200, 2.0)
        ]),
        "GS1=2 B3=4 D3=7 E3=8 F3=9 F301=1"
    );
    assert_eq!(
        places(&[xls_number(4, 4, 1.0), xls_number(4, 4, 2.0), xls_number(9, 0, 3.0)]),
        "E5=2 A10=3"
    );
    assert_eq!(
        places(&[several(1, 1, &[1, 2, 3]), xls_number(1, 2, 9.0)]),
        "B2=1 C2=9 D2=3"
    );
}

/// 300 with a raised 1 behind it is no 3001: the library joins both.
#[test]
fn raised_digits_are_marks_of_notes() {
    let shared =
        |run: &str| format!("<sst><si><r><t>300</t></r><r><rPr>{run}</rPr><t>1</t></r></si><si><t>5</t></si></sst>");
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"http://x/relationships/worksheet\" \
         Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"s\" Type=\"http://x/relationships/sharedStrings\" \
         Target=\"sharedStrings.xml\"/></Relationships>";
    let first = |run: &str| {
        let book = package(&[
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", ROOT),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r=\"r\"><sheets><sheet name=\"汇总\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
            ),
            ("xl/_rels/workbook.xml.rels", relations),
            ("xl/sharedStrings.xml", &shared(run)),
            (
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>",
            ),
        ]);
        let (workbook, _) = read(&book);
        let cell = workbook.sheets[0].cell(CellRef::new(0, 0));
        cell.and_then(Cell::text).unwrap_or_default().to_owned()
    };
    assert_eq!(first("<vertAlign val=\"superscript\"/>"), "300¹");
    assert_eq!(first("<sz val=\"9\"/><vertAlign val=\"superscript\"/>"), "300¹");
    assert_eq!(first("<vertAlign val=\"subscript\"/>"), "3001");
    assert_eq!(first("<vertAlign val=\"baseline\"/>"), "3001");
    assert_eq!(first("<b/>"), "3001");
}

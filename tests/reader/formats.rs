//! The formats of text, and the other names of the packed ones.

use gongwen::diag::{Code, Sink};
use gongwen::reader::{self, Kind, Limits, sniff};
use gongwen::workbook::{CellValue, Visibility, Workbook};

use super::{number, package, read, refusal, refusal_within, tabs, value, workbook_of, xls, xls_number};

fn text(words: &str) -> Option<CellValue> {
    Some(CellValue::Text(words.into()))
}

fn gb18030(words: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(words).0.into_owned()
}

fn merges(workbook: &Workbook) -> Vec<String> {
    let sheet = &workbook.sheets[0];
    sheet
        .merges
        .iter()
        .map(|merge| format!("{}:{}", merge.start, merge.end))
        .collect()
}

#[test]
fn delimited_text_is_read_in_every_encoding() {
    let words = "村名,面积（亩）,代码\r\n李家村,\"1,234.50\",007\r\n鼎新村,12.5,\"=\"\"8\"\"\"\r\n";
    let marked = ["\u{FEFF}", words].concat().into_bytes();
    let utf16: Vec<u8> = ["\u{FEFF}", words]
        .concat()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [words.as_bytes().to_vec(), marked, gb18030(words), utf16] {
        assert_eq!(sniff(&bytes), Kind::DelimitedText);
        let (workbook, sink) = read(&bytes);
        assert!(sink.is_empty());
        assert_eq!(&*workbook.sheets[0].name, "农业");
        assert_eq!(value(&workbook, "A1"), text("村名"));
        assert_eq!(value(&workbook, "B2"), text("1,234.50"));
        assert_eq!(value(&workbook, "C2"), text("007"));
        assert_eq!(value(&workbook, "B3"), number("12.5"));
        assert_eq!(value(&workbook, "C3"), text("8"));
        assert_eq!(workbook.sheets[0].cells.len(), 9);
    }
}

#[test]
fn the_delimiter_is_found() {
    for delimiter in [",", ";", "\t"] {
        let words = ["村名|面积", "李家村|12", "鼎新村|13"]
            .join("\n")
            .replace('|', delimiter);
        let (workbook, _) = read(words.as_bytes());
        assert_eq!(value(&workbook, "B3"), number("13"), "{delimiter:?}");
    }
    let (workbook, _) = read("sep=;\n村名;面积\n李家村,大村;12\n".as_bytes());
    assert_eq!(value(&workbook, "A2"), text("李家村,大村"));
}

/// A list of users with one comma in it, a letter: no table, and a warning says so.
#[test]
fn text_whose_lines_are_not_parted_is_told() {
    let codes = |words: &str| {
        let (_, sink) = read(words.as_bytes());
        let problems = sink.into_sorted();
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    let users = "root:x:0:0:root:/root:/bin/sh\ngnats:x:41:41:Gnats, admin:/var:/bin/sh\nnobody:x:1:1::/:/bin/sh\n";
    assert_eq!(codes(users), [Code::TextNotSeparated]);
    // A title, its blank line and a note have no comma either, nor have the lines of a cell.
    let table = "鼎新镇农业情况\n\n村名,面积\n李家村,12\n鼎新村,\"一\n二\n三\n四\"\n注：含林场\n";
    assert_eq!(codes(table), []);
}

/// OpenDocument in one file: a spreadsheet is read, a text is said to be one; neither is a web page.
#[test]
fn flat_open_documents_are_known_by_their_type() {
    let flat = |of: &str| {
        format!(
            "<?xml version=\"1.0\"?><office:document xmlns:office=\"o\" office:mimetype=\"application/vnd.oasis.opendocument.{of}\">\
             <table:table table:name=\"表\"/></office:document>"
        )
    };
    assert_eq!(sniff(flat("spreadsheet").as_bytes()), Kind::FlatOds);
    assert_eq!(sniff(flat("text").as_bytes()), Kind::Document("OpenDocument"));
    assert_eq!(refusal(flat("text").as_bytes()), Some(Code::WorkbookDocument));
    let cut_off = flat("spreadsheet").replace("</office:document>", "");
    assert_eq!(refusal(cut_off.as_bytes()), Some(Code::WorkbookDamaged));
}

#[test]
fn delimited_text_keeps_the_limits() {
    let words = "a,b\n".repeat(50);
    let few = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        refusal_within(words.as_bytes(), &limits)
    };
    assert_eq!(few(|limits| limits.cells = 99), Some(Code::LimitCells));
    assert_eq!(few(|limits| limits.rows = 49), Some(Code::LimitRows));
    assert_eq!(few(|limits| limits.columns = 1), Some(Code::LimitColumns));
    assert_eq!(few(|limits| limits.text_bytes = 99), Some(Code::LimitText));
    assert_eq!(few(|limits| limits.cell_characters = 0), Some(Code::LimitCellText));
}

/// As the systems of this country export it.
#[test]
fn a_page_is_read_with_its_merged_cells() {
    let page = "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\">\
        <style>td{mso-number-format:\"\\@\"}</style></head><body><table border=1>\
        <tr><td colspan=4>鼎新镇农业情况</td></tr>\
        <tr><th rowspan=2>村名</th><th colspan=\"2\">粮食作物</th><th rowspan='2'>备注</th></tr>\
        <tr><td>播种面积<br>（亩）</td><td>总产量</td></tr>\
        <tr><td>&nbsp;&nbsp;李家村</td><td x:num>1,234</td><td> 12.5\n </td><td></td></tr>\
        </table><table><tr><td>村名<td>户数<tr><td>鼎新村<td>&#50;0</table></body></html>";
    let (workbook, sink) = read(&gb18030(page));
    assert!(sink.is_empty());
    assert_eq!(value(&workbook, "A1"), text("鼎新镇农业情况"));
    assert_eq!(value(&workbook, "B3"), text("播种面积\n（亩）"));
    assert_eq!(value(&workbook, "C3"), text("总产量"));
    assert_eq!(value(&workbook, "A4"), text("\u{A0}\u{A0}李家村"));
    assert_eq!(value(&workbook, "B4"), text("1,234"));
    assert_eq!(value(&workbook, "C4"), number("12.5"));
    assert_eq!(value(&workbook, "A6"), text("村名"));
    assert_eq!(value(&workbook, "B7"), number("20"));
    assert_eq!(merges(&workbook), ["A1:D1", "A2:A3", "B2:C2", "D2:D3"]);
    let table = gongwen::tables::find(&workbook.sheets[0]).remove(0);
    assert_eq!(table.columns_at("粮食作物/播种面积"), [1]);
}

#[test]
fn encodings_of_pages() {
    let page =
        |charset: &str| format!("<html><meta charset={charset}><table><tr><td>鼎新村</td><td>1</td></tr></table>");
    let cases = [
        page("utf-8").into_bytes(),
        gb18030(&page("gbk")),
        gb18030(&page("utf-8")),
        gb18030("<table><tr><td>鼎新村</td></tr></table>"),
        encoding_rs::BIG5.encode(&page("big5")).0.into_owned(),
    ];
    for bytes in &cases[..4] {
        assert_eq!(value(&read(bytes).0, "A1"), text("鼎新村"));
    }
    // 鼎新村 is the same in both writings.
    assert_eq!(value(&read(&cases[4]).0, "A1"), text("鼎新村"));
}

#[test]
fn tables_inside_tables_stand_below_each_other() {
    let page = "<html><table><tr><td><table><tr><td>甲</td></tr></table></td><td>\
        <table><tr><td>乙</td></tr></table></td></tr></table></html>";
    let (workbook, _) = read(page.as_bytes());
    assert_eq!(value(&workbook, "A1"), text("甲"));
    assert_eq!(value(&workbook, "A3"), text("乙"));
}

#[test]
fn spans_beyond_all_bounds_are_harmless() {
    let wide = "<td colspan=4294967295 rowspan=4294967295>1</td>".repeat(40);
    assert_eq!(
        refusal(format!("<table><tr>{wide}</table>").as_bytes()),
        Some(Code::LimitColumns)
    );
    let cells = "<td rowspan=65000>1</td>".repeat(10_000);
    let tall = format!("<table><tr>{cells}</tr>{}</table>", "<tr><td>1".repeat(100_000));
    assert_eq!(refusal(tall.as_bytes()), Some(Code::LimitCells));
    let deep = "<table><tr><td>".repeat(100_000) + "1";
    // Read all the same; that its tables do not end is told.
    assert_eq!(refusal(deep.as_bytes()), Some(Code::PageCutOff));
}

/// A SpreadsheetML file around the inside of its sheets.
fn spreadsheet_ml(sheets: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"s1\">\
         <NumberFormat ss:Format=\"Percent\"/></Style><Style ss:ID=\"s2\">\
         <NumberFormat ss:Format=\"0.00&quot;万亩&quot;\"/></Style></Styles>{sheets}</Workbook>"
    )
    .into_bytes()
}

#[test]
fn excel_xml_of_2003_is_read() {
    let bytes = spreadsheet_ml(
        "<Worksheet ss:Name=\"汇总\"><Table><Row ss:Index=\"2\"><Cell ss:MergeAcross=\"1\" ss:MergeDown=\"1\">\
         <Data ss:Type=\"String\">粮食&amp;蔬菜&#10;（亩）</Data></Cell><Cell><Data ss:Type=\"Number\">145.200000000001</Data>\
         </Cell></Row><Row><Cell ss:Index=\"3\" ss:StyleID=\"s1\"><Data ss:Type=\"Number\">0.863</Data></Cell>\
         <Cell ss:StyleID=\"s2\" ss:Formula=\"=R[-1]C\"><Data ss:Type=\"Number\">4.5</Data></Cell>\
         <Cell><Data ss:Type=\"DateTime\">2023-11-20T00:00:00.000</Data></Cell><Cell><Data ss:Type=\"Boolean\">1</Data></Cell>\
         <Cell><Data ss:Type=\"Error\">#DIV/0!</Data></Cell><Cell ss:Formula=\"=1+1\"/></Row></Table></Worksheet>\
         <Worksheet ss:Name=\"2022年\"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>",
    );
    assert_eq!(sniff(&bytes), Kind::SpreadsheetMl);
    let (workbook, sink) = read(&bytes);
    assert!(sink.is_empty());
    assert_eq!(value(&workbook, "A2"), text("粮食&蔬菜\n（亩）"));
    assert_eq!(merges(&workbook), ["A2:B3"]);
    assert_eq!(value(&workbook, "C2"), number("145.2"));
    let cell = |at: &str| workbook.sheets[0].cell(at.parse().unwrap()).unwrap();
    assert_eq!(cell("C3").number_format(), Some("0.00%"));
    assert_eq!(cell("D3").number_format(), Some("0.00\"万亩\""));
    assert_eq!(cell("D3").formula(), Some("R[-1]C"));
    assert_eq!(cell("E3").raw(), "2023-11-20");
    assert_eq!(value(&workbook, "F3"), Some(CellValue::Bool(true)));
    assert_eq!(value(&workbook, "G3"), Some(CellValue::Error("#DIV/0!".into())));
    assert_eq!(value(&workbook, "H3"), Some(CellValue::FormulaWithoutValue));
    assert_eq!(workbook.sheets[1].visibility, Visibility::Hidden);
}

#[test]
fn excel_xml_keeps_the_limits() {
    let far = "<Worksheet><Table><Row ss:Index=\"4294967295\"><Cell ss:Index=\"4294967295\" ss:MergeDown=\"4294967295\">\
        <Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet>";
    assert_eq!(refusal(&spreadsheet_ml(far)), Some(Code::LimitRows));
    assert_eq!(
        refusal(&spreadsheet_ml(&"<Worksheet/>".repeat(1_025))),
        Some(Code::LimitSheets)
    );
    assert_eq!(
        refusal(&spreadsheet_ml("<Worksheet><Table></Row>")),
        Some(Code::WorkbookDamaged)
    );
}

/// Templates, workbooks with macros and those of WPS differ in a content type, or in nothing but their names.
#[test]
fn other_names_of_the_same_formats_are_read() {
    let plain = workbook_of("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "");
    for kind in [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.template.macroEnabled.main+xml",
    ] {
        let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        let bytes = replaced(&plain, sheet, kind);
        assert_eq!(sniff(&bytes), Kind::Xlsx, "{kind}");
        assert_eq!(value(&read(&bytes).0, "A1"), number("1"), "{kind}");
    }
    for bytes in [plain, xls(&[xls_number(0, 0, 1.0)])] {
        let mut sink = Sink::new();
        let workbook = reader::read(&"农业.et".into(), &bytes, &mut sink).unwrap();
        assert_eq!(value(&workbook, "A1"), number("1"));
    }
}

/// The workbook with a text in all its parts replaced.
pub(super) fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let parts: Vec<(String, String)> = (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut words = String::new();
            entry.read_to_string(&mut words).unwrap();
            (entry.name().unwrap().into_owned(), words.replace(from, to))
        })
        .collect();
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, words)| (name.as_str(), words.as_str()))
        .collect();
    package(&parts)
}

/// Amounts of 16 and 17 digits are numbers, exactly; an id number has 18 and stays a text.
#[test]
fn a_long_amount_in_a_csv_is_a_number_and_an_id_number_none() {
    let (workbook, _) =
        read("村名,金额\n甲村,12345678901234567\n乙村,510300197001011234\n丙村,6222021234567890123\n".as_bytes());
    assert_eq!(value(&workbook, "B2"), number("12345678901234567"));
    assert_eq!(value(&workbook, "B3"), text("510300197001011234"));
    assert_eq!(value(&workbook, "B4"), text("6222021234567890123"));
}

/// A workbook of a worksheet, a sheet of Excel 4 macros and a chart sheet.
fn with_macro_sheet() -> Vec<u8> {
    let sheet = |number: u8| format!("<sheet name=\"表{number}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
    let sheets: String = (1..=3).map(sheet).collect();
    let relation = |number: u8, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{number}\" Type=\"http://x/relationships/{kind}\" Target=\"{target}\"/>")
    };
    let relations = [
        relation(1, "xlMacrosheet", "macrosheets/sheet1.xml"),
        relation(2, "worksheet", "worksheets/sheet1.xml"),
        relation(3, "chartsheet", "chartsheets/sheet1.xml"),
    ];
    let main = "<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" \
                Target=\"xl/workbook.xml\"/></Relationships>";
    let types = "<Types><Override PartName=\"/xl/workbook.xml\" \
                 ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/></Types>";
    let cells = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row></sheetData></worksheet>";
    package(&[
        ("[Content_Types].xml", types),
        ("_rels/.rels", main),
        (
            "xl/workbook.xml",
            &format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!("<Relationships>{}</Relationships>", relations.concat()),
        ),
        ("xl/worksheets/sheet1.xml", cells),
        (
            "xl/macrosheets/sheet1.xml",
            "<xm:macrosheet xmlns:xm=\"m\"><sheetData/></xm:macrosheet>",
        ),
        ("xl/chartsheets/sheet1.xml", "<chartsheet/>"),
    ])
}

#[test]
fn sheets_of_macros_and_charts_are_passed_over_with_a_note() {
    let (workbook, sink) = read(&with_macro_sheet());
    assert_eq!(tabs(&workbook), [("表2", Visibility::Visible)]);
    assert_eq!(value(&workbook, "A1"), number("7"));
    let told: Vec<String> = sink
        .into_sorted()
        .iter()
        .map(|problem| format!("{} {:?}", problem.code, problem.argument("sheet")))
        .collect();
    assert_eq!(told, ["N-SHEET-PASSED Some(\"表1\")", "N-SHEET-PASSED Some(\"表3\")"]);
}

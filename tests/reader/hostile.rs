//! Hostile files: small ones that ask for much, bombs, lies, and what goes round for ever.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use gongwen::diag::Code;
use zip::write::SimpleFileOptions;

use super::{biff5, compound, ods, package, record, workbook_of, xls, xls_number, xlsb};

/// A workbook of parts that are written again and again: what takes a megabyte here unpacks to as much as is said.
fn packed(parts: &[(&str, &str, &str, usize, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, before, piece, times, after) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(before.as_bytes()).unwrap();
        let block = piece.repeat((1 << 16) / piece.len().max(1) + 1);
        let per_block = (block.len() / piece.len().max(1)).max(1);
        for _ in 0..times / per_block {
            zip.write_all(block.as_bytes()).unwrap();
        }
        zip.write_all(piece.repeat(times % per_block).as_bytes()).unwrap();
        zip.write_all(after.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const TYPES: &str = "<Types><Override PartName=\"/xl/workbook.xml\" \
     ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";
const ROOT: &str = "<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" \
     Target=\"xl/workbook.xml\"/></Relationships>";
const BOOK: &str = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
const RELATIONS: &str = "<Relationships>\
     <Relationship Id=\"r1\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
     <Relationship Id=\"r2\" Type=\"http://x/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/>\
     <Relationship Id=\"r3\" Type=\"http://x/relationships/styles\" Target=\"styles.xml\"/></Relationships>";
const SHEET: &str = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData></worksheet>";

/// An xlsx with one part that is a bomb.
fn bomb(part: &str, before: &str, piece: &str, times: usize, after: &str) -> Vec<u8> {
    let plain = [
        ("[Content_Types].xml", TYPES, ""),
        ("_rels/.rels", ROOT, ""),
        ("xl/workbook.xml", BOOK, "</workbook>"),
        ("xl/_rels/workbook.xml.rels", RELATIONS, ""),
        ("xl/worksheets/sheet1.xml", SHEET, ""),
    ];
    let mut parts: Vec<(&str, &str, &str, usize, &str)> = plain
        .into_iter()
        .filter(|(name, ..)| *name != part)
        .map(|(name, text, end)| (name, text, "", 0, end))
        .collect();
    parts.push((part, before, piece, times, after));
    packed(&parts)
}

/// A sheet around the same piece many times.
fn sheet_bomb(before: &str, piece: &str, times: usize, after: &str) -> Vec<u8> {
    bomb("xl/worksheets/sheet1.xml", before, piece, times, after)
}

fn merge_bomb() -> Vec<u8> {
    let overlapping = "<mergeCell ref=\"A1:XFD1048576\"/><mergeCell ref=\"B2:XFC1048575\"/>";
    let data = "<worksheet><sheetData><row r=\"5\"><c r=\"A5\"><v>1</v></c></row></sheetData><mergeCells>";
    sheet_bomb(data, overlapping, 100_000, "</mergeCells></worksheet>")
}

fn page(inside: &str) -> Vec<u8> {
    format!("<html><table>{inside}</table></html>").into_bytes()
}

pub(super) fn excel_2003(inside: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">{inside}</Workbook>"
    )
    .into_bytes()
}

/// A cell far out on each of several sheets that are all the same substream.
fn xls_of_many_boxes() -> Vec<u8> {
    let claim = |rows: u32| {
        let data = [&0_u32.to_le_bytes()[..], &rows.to_le_bytes(), &[0, 0, 60, 0, 0, 0]].concat();
        record(0x0200, &data)
    };
    xls(&[claim(65_000), xls_number(65_000, 200, 1.0), xls_number(0, 0, 1.0)])
}

/// Laughs by a thousand million, if entities were expanded.
fn laughs() -> String {
    let mut text = String::from("<!DOCTYPE x [<!ENTITY a0 \"哈\">");
    for level in 1..10 {
        let inside = format!("&a{};", level - 1).repeat(10);
        write!(text, "<!ENTITY a{level} \"{inside}\">").unwrap();
    }
    text + "]>"
}

/// A file with its name and the code under which it is refused, none where it is read.
pub(super) type Hostile = (&'static str, Vec<u8>, Option<Code>);

/// Every hostile kind.
pub(super) fn files() -> Vec<Hostile> {
    [
        small_files(),
        compounds(),
        lies(),
        endless(),
        bombs(),
        styles(),
        texts(),
        wide_texts(),
    ]
    .concat()
}

/// Small files that ask for much.
fn small_files() -> Vec<Hostile> {
    let repeated = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
         table:number-columns-repeated=\"1000\" office:value-type=\"float\" office:value=\"1\"/></table:table-row>";
    vec![
        (
            "far-corners.xlsx",
            workbook_of(
                "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>",
                "",
            ),
            None,
        ),
        (
            "beyond-rows.xlsx",
            workbook_of("<row r=\"231999999999940\"><c><v>1</v></c></row>", ""),
            Some(Code::SheetUnreadable),
        ),
        (
            "beyond-columns.xlsx",
            workbook_of("<row r=\"1\"><c r=\"FXSHRXX1\"><v>1</v></c></row>", ""),
            Some(Code::SheetUnreadable),
        ),
        ("boxes.xls", xls_of_many_boxes(), Some(Code::LimitBox)),
        ("repeats.ods", ods(repeated), Some(Code::LimitBox)),
        (
            "repeats-on-many-sheets.ods",
            ods(&vec![repeated.replace("1000000", "4000"); 90].join("</table:table><table:table table:name=\"表\">")),
            Some(Code::LimitBox),
        ),
        ("merges.xlsx", merge_bomb(), None),
        (
            "laughs.xlsx",
            package(&[
                ("[Content_Types].xml", TYPES),
                ("_rels/.rels", ROOT),
                ("xl/workbook.xml", &format!("{BOOK}</workbook>")),
                ("xl/_rels/workbook.xml.rels", RELATIONS),
                (
                    "xl/worksheets/sheet1.xml",
                    &format!(
                        "{}<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>&a9;</t></is></c>\
                         </row></sheetData></worksheet>",
                        laughs()
                    ),
                ),
            ]),
            Some(Code::SheetUnreadable),
        ),
    ]
}

/// Where a compound file's 32-bit number at a place is put instead.
fn patched(bytes: &[u8], at: usize, number: u32) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    bytes
}

/// Compound files that claim too much, or whose chains go round.
fn compounds() -> Vec<Hostile> {
    const SECTOR: usize = 4_096;
    let small = xls(&[xls_number(0, 0, 1.0)]);
    let word = |at: usize| u32::from_le_bytes(small[at..at + 4].try_into().unwrap());
    // The header says where the first sector of the table of sectors and of the directory is.
    let table = (word(76) as usize + 1) * SECTOR;
    let directory = word(48);
    let far = [biff5::label(0, 0, "甲"), biff5::label(65_000, 250, "乙")].concat();
    let inner = xls(&[xls_number(0, 0, 1.0), xls_number(65_000, 250, 1.0)]);
    vec![
        (
            "boxes-5.xls",
            biff5::biff5(&biff5::globals(Some(936), false), &far),
            Some(Code::LimitBox),
        ),
        (
            "directory-goes-round.xls",
            patched(&small, table + directory as usize * 4, directory),
            Some(Code::WorkbookDamaged),
        ),
        (
            "short-streams-go-round.xls",
            short_stream_goes_round(&small),
            Some(Code::WorkbookDamaged),
        ),
        ("two-workbooks.xls", two_workbooks(&inner), None),
        (
            "columns-backwards.xls",
            xls(&[record(0x00BD, &[&[0, 0, 200, 0][..], &[0; 12], &[3, 0]].concat())]),
            Some(Code::SheetUnreadable),
        ),
    ]
}

/// The table of the short sectors, whose chain is made to lead from its first entry to itself.
fn short_stream_goes_round(small: &[u8]) -> Vec<u8> {
    let word = |at: usize| u32::from_le_bytes(small[at..at + 4].try_into().unwrap());
    let short_table = (word(60) as usize + 1) * 4_096;
    patched(small, short_table, 0)
}

/// A harmless workbook beside another in a storage of its own, which only a careless reader takes for the first.
fn two_workbooks(inner: &[u8]) -> Vec<u8> {
    let stream = |bytes: &[u8]| {
        let mut stream = Vec::new();
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).unwrap();
        std::io::Read::read_to_end(&mut file.open_stream("/Workbook").unwrap(), &mut stream).unwrap();
        stream
    };
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("/a").unwrap();
    file.create_stream("/a/Workbook")
        .unwrap()
        .write_all(&stream(inner))
        .unwrap();
    let harmless = stream(&xls(&[xls_number(0, 0, 1.0)]));
    file.create_stream("/Workbook").unwrap().write_all(&harmless).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// One text, or one nesting, without an end.
fn endless() -> Vec<Hostile> {
    vec![
        (
            "one-long-string.xlsx",
            bomb(
                "xl/sharedStrings.xml",
                "<sst><si><t>",
                "一二三四五",
                1_000_000,
                "</t></si></sst>",
            ),
            Some(Code::LimitCellText),
        ),
        (
            "deep-inline-string.xlsx",
            sheet_bomb(
                "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is>",
                "<r>",
                2_000_000,
                "</is></c></row></sheetData></worksheet>",
            ),
            Some(Code::SheetUnreadable),
        ),
    ]
}

/// Files that say one thing and are another, or claim what no program writes.
fn lies() -> Vec<Hostile> {
    let many: Vec<(String, &str)> = (0..10_001).map(|number| (format!("xl/{number}.xml"), "")).collect();
    let mut many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    many.insert(0, ("[Content_Types].xml", TYPES));
    let claim = [&[0x05, 0xFF, 0xFF, 0xFF, 0x7F][..], &[0; 16]].concat();
    let bound = record(0x0085, &[255, 255, 255, 0, 0, 0, 1, 0, b'A']);
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let beyond = compound(&[("/Workbook", &[begin, bound, record(0x000A, &[])].concat())]);
    let at_root = package(&[
        ("[Content_Types].xml", TYPES),
        ("xl/workbook.xml", "<workbook/>"),
        ("sheet1.xml", SHEET),
    ]);
    vec![
        ("many-parts.xlsx", package(&many), Some(Code::LimitEntries)),
        (
            "claim.xlsb",
            xlsb::xlsb(&claim, &[], false),
            Some(Code::SheetUnreadable),
        ),
        ("beyond-the-end.xls", beyond, Some(Code::SheetUnreadable)),
        ("parts-at-the-root.xlsx", at_root, Some(Code::WorkbookDamaged)),
        (
            "strings-that-say-many.xlsx",
            bomb(
                "xl/sharedStrings.xml",
                "<sst uniqueCount=\"4294967295\">",
                "<si/>",
                10,
                "</sst>",
            ),
            Some(Code::WorkbookDamaged),
        ),
        (
            "strings-that-say-many-behind-a-wrong-end.xlsx",
            bomb(
                "xl/sharedStrings.xml",
                "<a></b><sst uniqueCount=\"4294967295\">",
                "<si/>",
                10,
                "</sst>",
            ),
            Some(Code::WorkbookDamaged),
        ),
        (
            "many-directories.xlsx",
            [
                &b"PK\x03\x04"[..],
                &b"PK\x06\x06".repeat(2_000_000),
                b"PK\x06\x07",
                &[0; 38],
            ]
            .concat(),
            Some(Code::WorkbookDamaged),
        ),
        (
            "strange-cells.xlsx",
            workbook_of(
                "<row r=\"1\"><c r=\"A1\"><v>NaN</v></c><c r=\"B1\" t=\"e\"><v>#SPILL!</v></c>\
                 <c r=\"C1\" t=\"s\"><v>99</v></c><c r=\"D1\"><f>1+1</f></c></row>",
                "",
            ),
            None,
        ),
        (
            "cut-off.xlsx",
            workbook_of("", "")[..200].to_vec(),
            Some(Code::WorkbookDamaged),
        ),
    ]
}

/// A sheet of many cells that every sheet of the workbook is said to be.
fn one_part_of_many_sheets() -> Vec<u8> {
    let sheets: String = (1..200)
        .map(|number| format!("<sheet name=\"表{number}\" sheetId=\"{number}\" r:id=\"r1\"/>"))
        .collect();
    packed(&[
        ("[Content_Types].xml", TYPES, "", 0, ""),
        ("_rels/.rels", ROOT, "", 0, ""),
        (
            "xl/workbook.xml",
            &format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>"),
            "",
            0,
            "",
        ),
        ("xl/_rels/workbook.xml.rels", RELATIONS, "", 0, ""),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData>",
            "<row><c><v>1</v></c><c><v>2</v></c></row>",
            100_000,
            "</sheetData></worksheet>",
        ),
    ])
}

/// Files that unpack to much.
fn bombs() -> Vec<Hostile> {
    let unpacked = Some(Code::LimitUnpacked);
    let text = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>";
    vec![
        (
            "shared-strings.xlsx",
            bomb("xl/sharedStrings.xml", "<sst>", "<si/>", 4_000_000, "</sst>"),
            unpacked,
        ),
        (
            "inline-text.xlsx",
            sheet_bomb(text, "长", 100_000_000, "</t></is></c></row></sheetData></worksheet>"),
            unpacked,
        ),
        (
            "blanks.xlsx",
            sheet_bomb("<worksheet><sheetData>", " ", 200 << 20, "</sheetData></worksheet>"),
            Some(Code::LimitRatio),
        ),
        (
            "names.xlsx",
            bomb(
                "xl/workbook.xml",
                &format!("{BOOK}<definedNames>"),
                "<definedName name=\"甲\">表!$A$1:$B$2</definedName>",
                1_000_000,
                "</definedNames></workbook>",
            ),
            unpacked,
        ),
        (
            "styles.xlsx",
            bomb(
                "xl/styles.xml",
                "<styleSheet><cellXfs>",
                "<xf numFmtId=\"9\"/>",
                2_000_000,
                "</cellXfs></styleSheet>",
            ),
            unpacked,
        ),
        ("many-values.xlsx", many_values(), Some(Code::LimitCells)),
        (
            "one-part-many-sheets.xlsx",
            one_part_of_many_sheets(),
            Some(Code::SheetUnreadable),
        ),
        (
            "open-cells.xlsx",
            sheet_bomb("<worksheet><sheetData><row>", "<c>", 1_900_000, ""),
            Some(Code::SheetUnreadable),
        ),
        (
            "nested.xlsx",
            sheet_bomb("<worksheet><sheetData><row r=\"1\">", "<a>", 3_000_000, ""),
            Some(Code::SheetUnreadable),
        ),
    ]
}

/// Sheets that are each within bounds and together have more values than can be held.
fn many_values() -> Vec<u8> {
    const SHEETS: usize = 6;
    let of_all = |piece: &dyn Fn(usize) -> String| (0..SHEETS).map(piece).collect::<String>();
    let sheets = of_all(&|one| format!("<sheet name=\"表{one}\" sheetId=\"{}\" r:id=\"r{one}\"/>", one + 1));
    let relations = of_all(&|one| {
        format!(
            "<Relationship Id=\"r{one}\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/s{one}.xml\"/>"
        )
    });
    let book = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    let names: Vec<String> = (0..SHEETS).map(|one| format!("xl/worksheets/s{one}.xml")).collect();
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(100));
    let mut parts: Vec<(&str, &str, &str, usize, &str)> = vec![
        ("[Content_Types].xml", TYPES, "", 0, ""),
        ("_rels/.rels", ROOT, "", 0, ""),
        ("xl/workbook.xml", &book, "", 0, ""),
        ("xl/_rels/workbook.xml.rels", &relations, "", 0, ""),
    ];
    for name in &names {
        parts.push((name, "<worksheet><sheetData>", &row, 10_000, "</sheetData></worksheet>"));
    }
    packed(&parts)
}

/// Styles that are many, or of which each would have a copy of a long text.
fn styles() -> Vec<Hostile> {
    let many = Some(Code::LimitStyles);
    let of = |before: &str, piece: &str, times: usize, after: &str| {
        let (before, after) = (format!("<styleSheet>{before}"), format!("{after}</styleSheet>"));
        bomb("xl/styles.xml", &before, piece, times, &after)
    };
    let format = format!(
        "<numFmts><numFmt numFmtId=\"200\" formatCode=\"{}\"/></numFmts><cellXfs>",
        "0".repeat(4_000_000)
    );
    vec![
        (
            "cell-formats.xlsx",
            of("<cellXfs>", "<xf/>", 3_000_000, "</cellXfs>"),
            many,
        ),
        ("fonts.xlsx", of("<fonts>", "<font/>", 2_000_000, "</fonts>"), many),
        (
            "long-format.xlsx",
            of(&format, "<xf numFmtId=\"200\"/>", 60_000, "</cellXfs>"),
            Some(Code::LimitText),
        ),
    ]
}

/// Texts that take long where every column is looked at for every row, or every bracket for every other.
fn wide_texts() -> Vec<Hostile> {
    let wide = |cell: &str| format!("<tr>{}</tr>", format!("<td colspan=1000>{cell}</td>").repeat(16));
    let format = format!(
        "<Styles><Style ss:ID=\"a\"><NumberFormat ss:Format=\"{}\"/></Style></Styles><Worksheet ss:Name=\"表\"><Table>{}\
         </Table></Worksheet>",
        "0".repeat(8_000_000),
        "<Row><Cell ss:StyleID=\"a\"><Data ss:Type=\"Number\">1</Data></Cell></Row>".repeat(1_000)
    );
    let brackets = format!("{}1{}", "（".repeat(16_000), "）".repeat(16_000));
    vec![
        ("rows.csv", b"1,2,3\n".repeat(1_100_000), Some(Code::LimitRows)),
        ("wide-heads.xls", page(&(wide("甲") + &wide("1").repeat(10_000))), None),
        ("long-format.xml", excel_2003(&format), None),
        (
            "brackets.csv",
            format!("指标,{brackets}\n{brackets},1\n").into_bytes(),
            None,
        ),
    ]
}

/// Texts that go on and on.
fn texts() -> Vec<Hostile> {
    vec![
        (
            "nested.ods",
            ods(&"<text:p>".repeat(1_000_000)),
            Some(Code::WorkbookDamaged),
        ),
        (
            "nested.xml",
            excel_2003(&"<Row>".repeat(2_000_000)),
            Some(Code::WorkbookDamaged),
        ),
        (
            "nested.xls",
            page(&"<table><tr><td>".repeat(400_000)),
            Some(Code::WorkbookHtml),
        ),
        (
            "open-cells.xls",
            page(&format!("<tr>{}", "<td>".repeat(3_700_000))),
            Some(Code::LimitColumns),
        ),
        (
            "spans.xls",
            page(&"<tr><td rowspan=65534 colspan=16384>甲</td></tr>".repeat(20_000)),
            Some(Code::LimitColumns),
        ),
        (
            "opening-signs.htm",
            page(&format!("<tr><td>{}", "<".repeat(20 << 20))),
            Some(Code::LimitCellText),
        ),
        ("endless-line.csv", vec![b','; 60 << 20], Some(Code::LimitColumns)),
        (
            "endless-quote.csv",
            [&b"a,\""[..], &vec![b'x'; 30 << 20]].concat(),
            Some(Code::LimitCellText),
        ),
        (
            "quotes.csv",
            [&b"a,b\n"[..], &b"\"x,".repeat(500_000)].concat(),
            Some(Code::LimitColumns),
        ),
    ]
}

//! Hostile files: each is refused, or read within the limits, and takes no more memory than a reading may.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::process::Command;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use gongwen::diag::{Catalogue, Code, Lang, Sink};
use gongwen::reader;
use zip::write::SimpleFileOptions;

use super::{ods, package, record, workbook_of, xls, xls_number};

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

fn excel_2003(inside: &str) -> Vec<u8> {
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

/// Packing these takes a while; both tests use them.
static FILES: LazyLock<Vec<Hostile>> = LazyLock::new(|| [small_files(), bombs(), texts()].concat());

type Hostile = (&'static str, Vec<u8>, Option<Code>);

/// Small files that ask for much; each with its name and the code under which it is refused, none where it is read.
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
        ("boxes.xls", xls_of_many_boxes(), Some(Code::LimitBox)),
        ("repeats.ods", ods(repeated), Some(Code::LimitBox)),
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
        (
            "nested.xlsx",
            sheet_bomb("<worksheet><sheetData><row r=\"1\">", "<a>", 3_000_000, ""),
            Some(Code::SheetUnreadable),
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
            "spans.xls",
            page(&"<tr><td rowspan=65534 colspan=16384>甲</td></tr>".repeat(20_000)),
            Some(Code::LimitColumns),
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

/// Each is refused, with the limit that it broke and the key that moves it, or read.
#[test]
fn every_hostile_file_is_refused_or_read_within_the_limits() {
    let mut wrong = Vec::new();
    for (name, bytes, expected) in &*FILES {
        let begun = Instant::now();
        let mut sink = Sink::new();
        let refused = reader::read(&Arc::from(*name), bytes, &mut sink)
            .err()
            .map(|problem| *problem);
        let problem = refused.or_else(|| sink.into_sorted().into_iter().next());
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{name} took {:?}",
            begun.elapsed()
        );
        let found = problem.as_ref().map(|problem| problem.code);
        if found != *expected {
            wrong.push(format!("{name}: {found:?}, not {expected:?}"));
        }
        let Some(key) = problem.as_ref().and_then(|problem| problem.argument("key")) else {
            continue;
        };
        let help = problem
            .as_ref()
            .map(|problem| Catalogue::of(Lang::ZhCn).help(problem))
            .unwrap();
        assert!(help.contains(&format!("[reading] 中调大 {key}")), "{help}");
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// The most memory that this process has held so far, in KiB; none where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

const FILE: &str = "GONGWEN_TEST_FILE";

/// What the child process does: reads one file and tells its peak.
#[test]
fn child_that_reads_one_file() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let bytes = std::fs::read(file).unwrap();
    let _ = reader::read(&Arc::from("a"), &bytes, &mut Sink::new());
    println!("peak={}", peak().unwrap_or_default());
}

/// Peak memory of a process of its own that reads these bytes, in KiB.
fn peak_of_child(folder: &std::path::Path, bytes: &[u8]) -> u64 {
    let file = folder.join("file");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "reader::hostile::child_that_reads_one_file",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FILE, &file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split("peak=").nth(1).unwrap();
    number.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn a_refused_file_takes_little_memory() {
    if peak().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let baseline = peak_of_child(folder.path(), b"a,b\n1,2\n");
    let mut large = Vec::new();
    for (name, bytes, _) in FILES.iter().filter(|(.., expected)| expected.is_some()) {
        // The file itself must be held to be read.
        let own = bytes.len() as u64 / 1_024;
        let found = peak_of_child(folder.path(), bytes).saturating_sub(baseline + own);
        if found > 64 << 10 {
            large.push(format!("{name}: {found} KiB above {baseline} KiB"));
        }
    }
    assert_eq!(large, Vec::<String>::new());
}

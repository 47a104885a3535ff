//! One table in every format, and every hostile kind: each file in a process of its own, which must go on.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use gongwen::diag::{Catalogue, Code, Diagnostic, Lang, Sink};
use gongwen::reader;
use gongwen::tables::{self, number};
use gongwen::workbook::Workbook;
use rust_xlsxwriter::Format;

use super::formats::replaced;
use super::hostile::{self, Hostile};
use super::{biff5, ods, record, xls, xls_number, xlsb};

/// The table: a title, the head, two villages and their total.
const TITLE: &str = "鼎新镇粮食生产情况";
const HEAD: [&str; 3] = ["村名", "播种面积（亩）", "总产量（吨）"];
const ROWS: [(&str, [f64; 2]); 3] = [
    ("李家村", [1_200.0, 480.5]),
    ("鼎新村", [800.0, 320.25]),
    ("合计", [2_000.0, 800.75]),
];

/// What the finder must see of it, whatever the format.
const SEEN: &str = "鼎新镇粮食生产情况\n村名 | 播种面积 亩 | 总产量 吨\n李家村 | 1200 | 480.5\n鼎新村 | 800 | 320.25\n合计 | 2000 | 800.75\n";

/// A cell of the table: its row and column, and words or a number.
enum Written<'t> {
    Words(&'t str),
    Number(f64),
}

fn cells() -> Vec<(u16, u16, Written<'static>)> {
    let head = HEAD
        .iter()
        .zip(0..)
        .map(|(words, column)| (1, column, Written::Words(words)));
    let rows = ROWS.iter().zip(2..).flat_map(|((name, figures), row)| {
        let figures = figures.iter().zip(1..);
        let figures = figures.map(move |(figure, column)| (row, column, Written::Number(*figure)));
        std::iter::once((row, 0, Written::Words(name))).chain(figures)
    });
    std::iter::once((0, 0, Written::Words(TITLE)))
        .chain(head)
        .chain(rows)
        .collect()
}

fn as_xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 2, TITLE, &Format::new()).unwrap();
    for (row, column, written) in cells().into_iter().skip(1) {
        match written {
            Written::Words(words) => sheet.write(u32::from(row), column, words),
            Written::Number(number) => sheet.write(u32::from(row), column, number),
        }
        .unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The xlsx under another content type: with macros, a template.
fn as_package_of(kind: &str) -> Vec<u8> {
    let plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    replaced(&as_xlsx(), plain, kind)
}

fn as_xlsb() -> Vec<u8> {
    let mut records = Vec::new();
    let mut last = None;
    for (row, column, written) in cells() {
        if last != Some(row) {
            records.extend(xlsb::row(u32::from(row)));
            last = Some(row);
        }
        records.extend(match written {
            Written::Words(words) => xlsb::cell(0x06, u32::from(column), 0, &xlsb::wide(words)),
            Written::Number(number) => xlsb::cell(0x05, u32::from(column), 0, &number.to_le_bytes()),
        });
    }
    xlsb::xlsb(&records, &[], false)
}

fn as_biff8() -> Vec<u8> {
    let label = |row: u16, column: u16, words: &str| {
        let units: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let head = [row, column, 0, (units.len() / 2) as u16]
            .map(u16::to_le_bytes)
            .concat();
        record(0x0204, &[&head[..], &[1], &units].concat())
    };
    let records = cells().into_iter().map(|(row, column, written)| match written {
        Written::Words(words) => label(row, column, words),
        Written::Number(number) => xls_number(row, column, number),
    });
    xls(&records.collect::<Vec<_>>())
}

fn as_biff5() -> Vec<u8> {
    let records = cells().into_iter().map(|(row, column, written)| match written {
        Written::Words(words) => biff5::label(row, column, words),
        Written::Number(number) => biff5::real(row, column, 0, number),
    });
    biff5::biff5(&biff5::globals(Some(936), false), &records.collect::<Vec<_>>().concat())
}

/// The table as rows of texts around and between its cells.
fn as_rows(row: [&str; 2], cell: impl Fn(&Written<'_>) -> String) -> String {
    let mut text = String::new();
    let mut last = None;
    for (number, _, written) in cells() {
        if last != Some(number) {
            text += if last.is_some() { row[1] } else { "" };
            text += row[0];
            last = Some(number);
        }
        text += &cell(&written);
    }
    text + row[1]
}

/// The table as rows of an OpenDocument sheet.
fn open_document_rows() -> String {
    as_rows(["<table:table-row>", "</table:table-row>"], |written| match written {
        Written::Words(words) => {
            format!("<table:table-cell office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>")
        }
        Written::Number(number) => {
            format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\"/>")
        }
    })
}

fn as_ods() -> Vec<u8> {
    ods(&open_document_rows())
}

/// The same in one file of XML.
fn as_flat_ods() -> String {
    let rows = open_document_rows();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" \
         office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\">\n <office:body>\n  <office:spreadsheet>\n   \
         <table:table table:name=\"汇总\">{rows}</table:table>\n  </office:spreadsheet>\n </office:body>\n</office:document>"
    )
    .replace("><table:table-", ">\n    <table:table-")
    .replace("><text:p", ">\n      <text:p")
    .replace("</text:p><", "</text:p>\n     <")
}

fn plain(written: &Written<'_>) -> String {
    match written {
        Written::Words(words) => (*words).to_owned(),
        Written::Number(number) => number.to_string(),
    }
}

fn as_csv() -> String {
    as_rows(["", "\r\n"], |written| plain(written) + ",")
}

fn as_page() -> String {
    let rows = as_rows(["<tr>", "</tr>"], |written| format!("<td>{}</td>", plain(written)));
    format!("<html><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><table>{rows}</table></html>")
}

fn as_spreadsheet_ml() -> Vec<u8> {
    hostile::excel_2003(&format!(
        "<Worksheet ss:Name=\"汇总\"><Table>{}</Table></Worksheet>",
        as_rows(["<Row>", "</Row>"], |written| {
            let kind = match written {
                Written::Words(_) => "String",
                Written::Number(_) => "Number",
            };
            format!("<Cell><Data ss:Type=\"{kind}\">{}</Data></Cell>", plain(written))
        })
    ))
}

/// The table in every format, each file with its name.
fn sound() -> Vec<(&'static str, Vec<u8>)> {
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    vec![
        ("表.xlsx", as_xlsx()),
        (
            "表.xlsm",
            as_package_of("application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ),
        (
            "表.xltx",
            as_package_of("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
        ),
        ("表.xlsb", as_xlsb()),
        ("表.xls", as_biff8()),
        ("表五.xls", as_biff5()),
        ("表.ods", as_ods()),
        ("表.fods", as_flat_ods().into_bytes()),
        ("表.et", as_biff8()),
        ("新表.et", as_xlsx()),
        ("表.csv", as_csv().into_bytes()),
        ("带标记.csv", ["\u{FEFF}", &as_csv()].concat().into_bytes()),
        ("国标.csv", gb18030(&as_csv())),
        ("网页.xls", gb18030(&as_page())),
        ("二〇〇三.xml", as_spreadsheet_ml()),
    ]
}

/// The first sheet's tables as a person would read them.
fn seen(workbook: &Workbook) -> String {
    let Some(sheet) = workbook.sheets.first() else {
        return String::new();
    };
    let mut text = String::new();
    for table in tables::find(sheet) {
        let heads = table.columns.iter().map(|column| {
            let unit = column.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
            column.path.join("/") + &unit
        });
        text += &format!(
            "{}\n{}\n",
            table.title.as_deref().unwrap_or("—"),
            heads.collect::<Vec<_>>().join(" | ")
        );
        for (index, row) in table.rows.iter().enumerate() {
            let figures = (1..table.columns.len()).map(|column| match number::read(table.cell(sheet, index, column)) {
                number::Reading::Number { value, .. } => value.to_string(),
                other @ (number::Reading::NotApplicable
                | number::Reading::Blank
                | number::Reading::NotANumber
                | number::Reading::Date(_)
                | number::Reading::Error(_)
                | number::Reading::Time(_)
                | number::Reading::FormulaWithoutValue) => format!("{other:?}"),
            });
            let cells: Vec<String> = std::iter::once(row.label.to_string()).chain(figures).collect();
            text += &format!("{}\n", cells.join(" | "));
        }
    }
    text
}

/// The most memory that this process has held so far, in KiB; none where the system does not tell.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

const FILE: &str = "GONGWEN_TEST_FILE";

/// What the child process does: reads one file as a command would, and tells what came of it and its peak.
#[test]
fn child_that_reads_one_file() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let bytes = std::fs::read(file).unwrap();
    let mut sink = Sink::new();
    let outcome = reader::read(&Arc::from("a"), &bytes, &mut sink);
    let seen = outcome.as_ref().map(seen).unwrap_or_default();
    let refused = outcome.err().map(|problem| *problem);
    let problem = refused.or_else(|| sink.into_sorted().into_iter().next());
    println!("code={:?}", problem.as_ref().map(|problem| problem.code));
    println!("help={}", problem.as_ref().is_none_or(help_names_the_key));
    println!("peak={}", peak().unwrap_or_default());
    println!("seen={seen}=end");
}

/// Whether the help of a refusal by a limit says which key moves it.
fn help_names_the_key(problem: &Diagnostic) -> bool {
    problem.argument("key").is_none_or(|key| {
        Catalogue::of(Lang::ZhCn)
            .help(problem)
            .contains(&format!("[reading] 中调大 {key}"))
    })
}

/// What a process of its own said of a file.
struct Answer {
    code: String,
    help: bool,
    /// In KiB.
    peak: u64,
    seen: String,
}

/// Longest that one file may take, in a slow build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Reads bytes in a process of its own; the error says how it ended.
fn ask(folder: &std::path::Path, bytes: &[u8]) -> Result<Answer, String> {
    let file = folder.join("file");
    std::fs::write(&file, bytes).unwrap();
    let said = folder.join("said");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "reader::corpus::child_that_reads_one_file",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FILE, &file)
        // The words of a panic alone: to find the lines of its calls takes more memory than the reading.
        .env("RUST_BACKTRACE", "0")
        .stdout(std::fs::File::create(&said).unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return Err("hangs".to_owned());
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if !status.success() {
        return Err(format!("ends with {status}"));
    }
    let text = std::fs::read_to_string(said).unwrap();
    let answer = |key: &str, end: &str| {
        let rest = text.split_once(&format!("{key}=")).unwrap().1;
        rest.split_once(end).unwrap().0.to_owned()
    };
    Ok(Answer {
        code: answer("code", "\n"),
        help: answer("help", "\n") == "true",
        peak: answer("peak", "\n").parse().unwrap(),
        seen: answer("seen", "=end"),
    })
}

/// The same table comes out of every format.
#[test]
fn one_table_is_read_alike_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in sound() {
        let answer = ask(folder.path(), &bytes).unwrap_or_else(|end| panic!("{name} {end}"));
        assert_eq!(answer.code, "None", "{name}");
        assert_eq!(answer.seen, SEEN, "{name}");
    }
}

/// What is wrong with how a hostile file was met; none when all is right.
fn wrong(folder: &std::path::Path, baseline: u64, (name, bytes, expected): &Hostile) -> Option<String> {
    /// How much above the baseline a refused file may take, in KiB.
    const MOST: u64 = 64 << 10;
    let answer = match ask(folder, bytes) {
        Ok(answer) => answer,
        Err(end) => return Some(format!("{name} {end}")),
    };
    if answer.code != format!("{expected:?}") {
        return Some(format!("{name}: {}, not {expected:?}", answer.code));
    }
    if !answer.help {
        return Some(format!("{name}: the help does not name the key"));
    }
    // The file itself must be held to be read.
    let own = bytes.len() as u64 / 1_024;
    let above = answer.peak.saturating_sub(baseline + own);
    (expected.is_some() && above > MOST).then(|| format!("{name}: {above} KiB above {baseline} KiB"))
}

/// Each is refused, with the limit that it broke and the key that moves it, or read; no process ends of itself, none
/// goes on for ever, and a refused file takes little memory.
#[test]
fn every_hostile_file_is_met_in_a_process_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let baseline = ask(folder.path(), b"a,b\n1,2\n").map_or(0, |answer| answer.peak);
    let files = hostile::files();
    assert!(files.iter().any(|(.., code)| *code == Some(Code::LimitBox)));
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|file| wrong(folder.path(), baseline, file))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

/// A sheet whose box is nearly as large as may be, with two cells in each corner of it and some between.
fn sparse() -> Vec<u8> {
    let far: Vec<Vec<u8>> = [(0, 0), (0, 129), (17, 3), (16_000, 7), (32_769, 0), (32_769, 129)]
        .into_iter()
        .map(|(row, column)| xls_number(row, column, f64::from(row) + f64::from(column) / 1_000.0))
        .collect();
    xls(&far)
}

/// A small xls whose few cells stand far apart takes as much memory as its cells, not as its box (apache/poi,
/// SharedFormulaTest.xls: 64 cells, 31 KB, 385 MiB).
#[test]
fn an_xls_whose_cells_stand_far_apart_takes_little_memory() {
    const MOST: u64 = 32 << 10;
    let folder = tempfile::tempdir().unwrap();
    let baseline = ask(folder.path(), b"a,b\n1,2\n").map_or(0, |answer| answer.peak);
    let answer = ask(folder.path(), &sparse()).unwrap();
    assert_eq!(answer.code, "None");
    let above = answer.peak.saturating_sub(baseline);
    assert!(above <= MOST, "{above} KiB above {baseline} KiB");
    let mut sink = Sink::new();
    let workbook = reader::read(&Arc::from("a"), &sparse(), &mut sink).unwrap();
    let cells = workbook.sheets[0].cells.iter();
    let cells: Vec<String> = cells.map(|(at, cell)| format!("{at}={}", cell.raw())).collect();
    assert_eq!(
        cells,
        [
            "A1=0",
            "DZ1=0.129",
            "D18=17.003",
            "H16001=16000.007",
            "A32770=32769",
            "DZ32770=32769.129"
        ]
    );
}

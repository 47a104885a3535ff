//! Files changed at random: whatever comes of them, the program goes on.

use std::io::Read as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gongwen::diag::Sink;
use gongwen::reader::{self, Limits};

use super::{ods, package, workbook_of, xls, xls_number};

/// Numbers that look random and are the same on every run (a 64-bit linear congruence).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Bytes with one to four changes: a bit, a byte, a cut, a doubled or a lost stretch, a large number.
pub(super) fn changed(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + random.below(64)).min(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 => bytes.extend_from_within(at..end),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.splice(at..at, *b"99999999").for_each(drop),
            4 if at + 4 <= bytes.len() => bytes[at..at + 4].copy_from_slice(&[0xFF; 4]),
            5 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            _ if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
    bytes
}

/// A package of which one part's text is changed: changes of packed bytes never come that far.
fn changed_inside(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let chosen = random.below(archive.len());
    let mut parts: Vec<(String, String)> = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if index == chosen {
            content = changed(&content, random);
        }
        let name = entry.name().unwrap().into_owned();
        parts.push((name, String::from_utf8_lossy(&content).into_owned()));
    }
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    package(&parts)
}

/// A small file of every format.
fn seeds() -> Vec<Vec<u8>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet
        .merge_range(0, 0, 0, 2, "鼎新镇", &rust_xlsxwriter::Format::new())
        .unwrap();
    sheet.write(1, 0, "村名").unwrap();
    sheet.write(1, 1, "面积（亩）").unwrap();
    sheet
        .write(2, 1, rust_xlsxwriter::Formula::new("1+1").set_result("2"))
        .unwrap();
    vec![
        book.save_to_buffer().unwrap(),
        workbook_of(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>村名</t></is></c><c r=\"B1\"><f>1+1</f><v>2</v></c>\
             <c r=\"C1\" t=\"e\"><v>#SPILL!</v></c></row>",
            "<calcPr fullCalcOnLoad=\"1\"/>",
        ),
        ods(
            "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"float\" \
             office:value=\"4.5\" table:number-columns-repeated=\"3\"/></table:table-row>",
        ),
        xls(&[xls_number(0, 0, 1.5), xls_number(3, 2, 45_000.0)]),
        "村名,面积\n李家村,\"1,234\"\n".as_bytes().to_vec(),
        "<html><table><tr><td rowspan=2 colspan=3>村名</td><td>面积</td></tr><tr><td>&#49;2</td></tr></table></html>"
            .as_bytes()
            .to_vec(),
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook><Worksheet ss:Name=\"表\"><Table>\
         <Row ss:Index=\"2\"><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"Number\">4.5</Data></Cell></Row></Table>\
         </Worksheet></Workbook>"
            .as_bytes()
            .to_vec(),
    ]
}

#[test]
fn two_thousand_changed_files_do_no_harm() {
    let seeds = seeds();
    for seed in &seeds {
        reader::read(&Arc::from("a"), seed, &mut Sink::new()).unwrap();
    }
    let mut random = Random(20_231_120);
    let begun = Instant::now();
    for round in 0..2_000 {
        let seed = &seeds[round % seeds.len()];
        let inside = seed.starts_with(b"PK") && round % 4 != 0;
        let bytes = if inside {
            changed_inside(seed, &mut random)
        } else {
            changed(seed, &mut random)
        };
        let mut sink = Sink::new();
        if let Ok(workbook) = reader::read_within(&Arc::from("a"), &bytes, &Limits::default(), &mut sink) {
            for sheet in &workbook.sheets {
                let _ = gongwen::tables::find(sheet);
            }
        }
    }
    // Some seconds; a file that hangs the reader would take for ever.
    assert!(begun.elapsed() < Duration::from_secs(300));
}

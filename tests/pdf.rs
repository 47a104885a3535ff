//! PDF files, read back with lopdf: exact text and widths, honest metadata, bookmarks, the same bytes always.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use gongwen::font::{FontBook, Role};
use gongwen::geom::{Abs, Em, Point, Size};
use gongwen::layout::{Glyph, Item, OutlineEntry, Page, PagedDocument, RuleItem, TextRun};
use gongwen::report::Metadata;
use gongwen::style::Color;
use gongwen::writer::pdf::write;
use lopdf::{Dictionary, Document, Object};

const A4: Size = Size::new(Abs::mm(210.0), Abs::mm(297.0));

/// The runs of a line of text set in a role, each cell narrowed by `tracking`.
fn line(book: &FontBook, role: Role, text: &str, origin: Point, size: f64, tracking: f64) -> Vec<Item> {
    let mut runs: Vec<TextRun> = Vec::new();
    let mut x = origin.x;
    for character in text.chars() {
        let role = if character.is_ascii() { Role::Latin } else { role };
        let choice = book.glyph(role, character).unwrap();
        if runs.last().is_none_or(|run| run.face != choice.face) {
            runs.push(TextRun {
                origin: Point::new(x, origin.y),
                face: choice.face,
                size: Abs::pt(size),
                color: Color::BLACK,
                glyphs: Vec::new(),
                artifact: false,
            });
        }
        let advance = choice.advance + Em::new(tracking / size);
        runs.last_mut().unwrap().glyphs.push(Glyph {
            id: choice.glyph,
            advance,
            offset: choice.offset,
            text: character,
        });
        x += advance.at(Abs::pt(size));
    }
    runs.into_iter().map(Item::Text).collect()
}

fn at(x: f64, y: f64) -> Point {
    Point::new(Abs::pt(x), Abs::pt(y))
}

fn page(items: Vec<Item>) -> Page {
    Page { size: A4, items }
}

fn metadata() -> Metadata {
    Metadata {
        title: "鼎新镇2023年工作总结 <&>".to_owned(),
        author: "鼎新镇人民政府".to_owned(),
        subject: "2023年1月至11月".to_owned(),
        keywords: vec!["工作总结".to_owned(), "鼎新镇".to_owned()],
        date: Some(jiff::civil::date(2023, 11, 30)),
    }
}

const BODY: &str =
    "全镇实现农业总产值9.53亿元，比上年增长5.2%（可比价）；“十四五”规划——产业·人才·文化……㙦䶮𬭚𫖯堃喆犇×①㎡";

/// A page with every role, a rule and a page number.
fn sample(book: &FontBook) -> PagedDocument {
    let mut items = Vec::new();
    let roles = [Role::XiaoBiaoSong, Role::FangSong, Role::KaiTi, Role::HeiTi, Role::Song];
    for (number, role) in roles.into_iter().enumerate() {
        let y = 120.0 + 90.0 * number as f64;
        let (first, second) = BODY.split_at(BODY.char_indices().nth(28).unwrap().0);
        items.extend(line(book, role, first, at(79.37, y), 16.0, -0.25));
        items.extend(line(book, role, second, at(79.37, y + 28.95), 16.0, -0.25));
    }
    items.push(Item::Rule(RuleItem {
        from: at(79.37, 600.0),
        to: at(521.575, 600.0),
        weight: Abs::pt(1.0),
        color: Color::RED,
    }));
    for item in line(book, Role::Song, "—1—", at(280.0, 760.0), 14.0, 0.0) {
        if let Item::Text(mut run) = item {
            run.artifact = true;
            items.push(Item::Text(run));
        }
    }
    let entry = |level, text: &str, page| OutlineEntry {
        level,
        text: text.to_owned(),
        page,
        y: Abs::pt(120.0),
    };
    PagedDocument {
        pages: vec![
            page(items),
            page(line(book, Role::FangSong, "第二页。", at(79.37, 120.0), 16.0, -0.25)),
        ],
        outline: vec![
            entry(1, "一、2023年工作推进情况", 0),
            entry(2, "（一）产业发展", 0),
            entry(2, "（二）乡村建设", 0),
            entry(1, "二、2024年工作谋划", 1),
            entry(3, "1.产业", 1),
        ],
        ..PagedDocument::default()
    }
}

fn read(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).unwrap()
}

fn resolved<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Object {
    let object = dictionary.get(key.as_bytes()).unwrap();
    pdf.dereference(object).unwrap().1
}

fn sub<'a>(pdf: &'a Document, dictionary: &'a Dictionary, key: &str) -> &'a Dictionary {
    resolved(pdf, dictionary, key).as_dict().unwrap()
}

/// A font of the file as a reader sees it.
struct Embedded {
    program: Vec<u8>,
    widths: BTreeMap<u16, i64>,
    texts: BTreeMap<u16, String>,
    name: String,
}

fn embedded(pdf: &Document) -> BTreeMap<Vec<u8>, Embedded> {
    let first = *pdf.get_pages().values().next().unwrap();
    let page = pdf.get_dictionary(first).unwrap();
    let fonts = sub(pdf, sub(pdf, page, "Resources"), "Font");
    fonts
        .iter()
        .map(|(name, font)| {
            let font = pdf.dereference(font).unwrap().1.as_dict().unwrap();
            (name.clone(), read_font(pdf, font))
        })
        .collect()
}

fn read_font(pdf: &Document, font: &Dictionary) -> Embedded {
    let below = resolved(pdf, font, "DescendantFonts").as_array().unwrap();
    let below = pdf.dereference(&below[0]).unwrap().1.as_dict().unwrap();
    let descriptor = sub(pdf, below, "FontDescriptor");
    let file = ["FontFile2", "FontFile3"]
        .iter()
        .find(|key| descriptor.has(key.as_bytes()))
        .unwrap();
    let program = resolved(pdf, descriptor, file).as_stream().unwrap();
    let to_unicode = resolved(pdf, font, "ToUnicode").as_stream().unwrap();
    let to_unicode = String::from_utf8(to_unicode.decompressed_content().unwrap()).unwrap();
    Embedded {
        program: program.decompressed_content().unwrap(),
        widths: widths(resolved(pdf, below, "W").as_array().unwrap()),
        texts: texts(&to_unicode),
        name: String::from_utf8(font.get(b"BaseFont").unwrap().as_name().unwrap().to_vec()).unwrap(),
    }
}

fn widths(array: &[Object]) -> BTreeMap<u16, i64> {
    let mut widths = BTreeMap::new();
    for pair in array.chunks(2) {
        let first = pair[0].as_i64().unwrap() as u16;
        for (offset, width) in pair[1].as_array().unwrap().iter().enumerate() {
            widths.insert(first + offset as u16, width.as_i64().unwrap());
        }
    }
    widths
}

fn texts(cmap: &str) -> BTreeMap<u16, String> {
    let hex = |text: &str| -> Vec<u16> {
        let digits: Vec<char> = text.chars().filter(char::is_ascii_hexdigit).collect();
        let units = digits.chunks(4).map(|unit| unit.iter().collect::<String>());
        units.map(|unit| u16::from_str_radix(&unit, 16).unwrap()).collect()
    };
    let lines = cmap
        .lines()
        .filter(|line| line.starts_with('<') && line.matches('<').count() == 2);
    lines
        .filter(|line| *line != "<0000> <FFFF>")
        .map(|line| {
            let (code, text) = line.split_once(' ').unwrap();
            (hex(code)[0], String::from_utf16(&hex(text)).unwrap())
        })
        .collect()
}

/// The text of each shown string, by the fonts' ToUnicode, and every glyph number shown.
fn shown(pdf: &Document) -> (String, Vec<(Vec<u8>, u16)>) {
    let fonts = embedded(pdf);
    let (mut text, mut codes) = (String::new(), Vec::new());
    for id in pdf.get_pages().values() {
        let content = lopdf::content::Content::decode(&pdf.get_page_content(*id)).unwrap();
        let mut font = Vec::new();
        for operation in content.operations {
            match operation.operator.as_str() {
                "Tf" => font = operation.operands[0].as_name().unwrap().to_vec(),
                "TJ" => {
                    for part in operation.operands[0].as_array().unwrap() {
                        if let Ok(code) = part.as_str() {
                            let code = u16::from_be_bytes([code[0], code[1]]);
                            text.push_str(&fonts[&font].texts[&code]);
                            codes.push((font.clone(), code));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    (text, codes)
}

fn text_of(object: &Object) -> String {
    lopdf::decode_text_string(object).unwrap()
}

#[test]
fn text_reads_back_exactly_and_no_glyph_is_missing() {
    let book = super::font::shipped();
    let bytes = write(&sample(&book), &metadata(), &book).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let pdf = read(&bytes);
    let (text, codes) = shown(&pdf);
    assert_eq!(text, BODY.repeat(5) + "—1—第二页。");
    assert!(codes.iter().all(|(_, code)| *code != 0));
}

#[test]
fn widths_are_those_of_the_embedded_fonts() {
    let book = super::font::shipped();
    let pdf = read(&write(&sample(&book), &metadata(), &book).unwrap());
    let fonts = embedded(&pdf);
    for font in fonts.values() {
        let (tag, _) = font.name.split_once('+').unwrap();
        assert!(
            tag.len() == 6 && tag.bytes().all(|byte| byte.is_ascii_uppercase()),
            "{}",
            font.name
        );
        assert!(
            font.program.len() < 200_000,
            "{} is not cut: {}",
            font.name,
            font.program.len()
        );
        assert_eq!(
            font.widths.keys().collect::<Vec<_>>(),
            font.texts.keys().collect::<Vec<_>>()
        );
        let Ok(program) = ttf_parser::Face::parse(&font.program, 0) else {
            let cff = ttf_parser::cff::Table::parse(&font.program).unwrap();
            for (code, width) in &font.widths {
                let own = cff.glyph_width(ttf_parser::GlyphId(*code)).map(i64::from);
                assert!(
                    own.is_none_or(|own| own == *width),
                    "{} {code}: {own:?} {width}",
                    font.name
                );
            }
            continue;
        };
        for (code, width) in &font.widths {
            let own = f64::from(program.glyph_hor_advance(ttf_parser::GlyphId(*code)).unwrap());
            let own = own * 1000.0 / f64::from(program.units_per_em());
            assert!(
                (own - *width as f64).abs() <= 0.5,
                "{} {code}: {own} {width}",
                font.name
            );
        }
    }
}

/// Where each glyph of a page is drawn, from the file's own numbers.
fn places(pdf: &Document, page: u32) -> Vec<(String, f64)> {
    let fonts = embedded(pdf);
    let id = pdf.get_pages()[&page];
    let content = lopdf::content::Content::decode(&pdf.get_page_content(id)).unwrap();
    let (mut font, mut size, mut x) = (Vec::new(), 0.0, 0.0);
    let mut places = Vec::new();
    for operation in content.operations {
        let number = |index: usize| f64::from(operation.operands[index].as_float().unwrap());
        match operation.operator.as_str() {
            "Tf" => {
                font = operation.operands[0].as_name().unwrap().to_vec();
                size = number(1);
            }
            "Tm" => x = number(4),
            "TJ" => {
                for part in operation.operands[0].as_array().unwrap() {
                    if let Ok(code) = part.as_str() {
                        let code = u16::from_be_bytes([code[0], code[1]]);
                        places.push((fonts[&font].texts[&code].clone(), x));
                        x += fonts[&font].widths[&code] as f64 * size / 1000.0;
                    } else {
                        x -= f64::from(part.as_float().unwrap()) * size / 1000.0;
                    }
                }
            }
            _ => {}
        }
    }
    places
}

#[test]
fn every_glyph_stands_where_layout_put_it() {
    let book = super::font::shipped();
    let document = sample(&book);
    let pdf = read(&write(&document, &metadata(), &book).unwrap());
    let mut expected = Vec::new();
    for item in &document.pages[0].items {
        if let Item::Text(run) = item {
            let mut x = run.origin.x;
            for glyph in &run.glyphs {
                expected.push((glyph.text, (x + glyph.offset.at(run.size)).to_pt()));
                x += glyph.advance.at(run.size);
            }
        }
    }
    let found = places(&pdf, 1);
    assert_eq!(found.len(), expected.len());
    for ((text, place), (character, expected)) in found.iter().zip(&expected) {
        assert_eq!(*text, character.to_string());
        assert!((place - expected).abs() < 0.02, "{text} at {place}, not {expected}");
    }
}

#[test]
fn two_characters_of_one_glyph_each_copy_out_as_themselves() {
    let book = super::font::shipped();
    let text = "甲…乙⋯丙…";
    let (first, second) = (
        book.glyph(Role::FangSong, '…').unwrap(),
        book.glyph(Role::FangSong, '⋯').unwrap(),
    );
    assert_eq!(
        (first.face, first.glyph),
        (second.face, second.glyph),
        "the case this test is about"
    );
    let document = PagedDocument {
        pages: vec![page(line(&book, Role::FangSong, text, at(80.0, 100.0), 16.0, 0.0))],
        ..PagedDocument::default()
    };
    let pdf = read(&write(&document, &metadata(), &book).unwrap());
    assert_eq!(shown(&pdf).0, text);
}

#[test]
fn the_same_document_gives_the_same_bytes_on_every_thread() {
    let book = super::font::shipped();
    let document = sample(&book);
    let first = write(&document, &metadata(), &book).unwrap();
    let others: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| write(&document, &metadata(), &book).unwrap()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(others.iter().all(|other| *other == first));
    let mut changed = metadata();
    changed.author = "另一镇人民政府".to_owned();
    let other = write(&document, &changed, &book).unwrap();
    let id = |bytes: &[u8]| format!("{:?}", read(bytes).trailer.get(b"ID").unwrap());
    assert_ne!(id(&first), id(&other));
}

#[test]
fn properties_are_honest_and_equal_in_both_places() {
    let book = super::font::shipped();
    let pdf = read(&write(&sample(&book), &metadata(), &book).unwrap());
    let info = sub(&pdf, &pdf.trailer, "Info");
    let names: Vec<_> = info
        .iter()
        .map(|(name, _)| String::from_utf8_lossy(name).into_owned())
        .collect();
    assert!(!names.iter().any(|name| name.starts_with("GTS_")), "{names:?}");
    assert_eq!(text_of(info.get(b"Title").unwrap()), metadata().title);
    assert_eq!(text_of(info.get(b"Author").unwrap()), metadata().author);
    assert_eq!(text_of(info.get(b"Keywords").unwrap()), "工作总结, 鼎新镇");
    assert_eq!(text_of(info.get(b"CreationDate").unwrap()), "D:20231130000000+08'00'");
    let generator = concat!("gongwen ", env!("CARGO_PKG_VERSION"));
    assert_eq!(text_of(info.get(b"Producer").unwrap()), generator);
    let catalog = pdf.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"zh-CN");
    assert_eq!(catalog.get(b"PageMode").unwrap().as_name().unwrap(), b"UseOutlines");
    assert!(
        sub(&pdf, catalog, "ViewerPreferences")
            .get(b"DisplayDocTitle")
            .unwrap()
            .as_bool()
            .unwrap()
    );
    let packet = resolved(&pdf, catalog, "Metadata").as_stream().unwrap();
    let packet = String::from_utf8(packet.content.clone()).unwrap();
    for part in [
        "鼎新镇2023年工作总结 &lt;&amp;&gt;",
        "<rdf:li>鼎新镇人民政府</rdf:li>",
        "<pdf:Keywords>工作总结, 鼎新镇</pdf:Keywords>",
        "<xmp:CreateDate>2023-11-30T00:00:00+08:00</xmp:CreateDate>",
    ] {
        assert!(packet.contains(part), "{part} is not in {packet}");
    }
}

/// The bookmarks as an indented list, read along First and Next.
fn bookmarks(pdf: &Document, node: &Dictionary, depth: usize, lines: &mut Vec<String>) {
    let mut next = node.get(b"First").ok();
    let mut before = None;
    while let Some(reference) = next {
        let id = reference.as_reference().unwrap();
        let entry = pdf.get_dictionary(id).unwrap();
        assert_eq!(entry.get(b"Prev").ok().map(|prev| prev.as_reference().unwrap()), before);
        let dest = entry.get(b"Dest").unwrap().as_array().unwrap();
        let page = pdf
            .get_pages()
            .iter()
            .find(|(_, id)| **id == dest[0].as_reference().unwrap())
            .map(|(n, _)| *n);
        lines.push(format!(
            "{}{} p{}",
            "  ".repeat(depth),
            text_of(entry.get(b"Title").unwrap()),
            page.unwrap()
        ));
        bookmarks(pdf, entry, depth + 1, lines);
        before = Some(id);
        next = entry.get(b"Next").ok();
    }
    if let Some(before) = before {
        assert_eq!(node.get(b"Last").unwrap().as_reference().unwrap(), before);
    }
}

#[test]
fn bookmarks_nest_like_the_headings() {
    let book = super::font::shipped();
    let pdf = read(&write(&sample(&book), &metadata(), &book).unwrap());
    let root = sub(&pdf, pdf.catalog().unwrap(), "Outlines");
    let mut lines = Vec::new();
    bookmarks(&pdf, root, 0, &mut lines);
    let expected = [
        "一、2023年工作推进情况 p1",
        "  （一）产业发展 p1",
        "  （二）乡村建设 p1",
        "二、2024年工作谋划 p2",
        "  1.产业 p2",
    ];
    assert_eq!(lines, expected);
    assert_eq!(root.get(b"Count").unwrap().as_i64().unwrap(), 5);
}

#[test]
fn rules_and_page_numbers_are_artifacts_and_colours_are_exact() {
    let book = super::font::shipped();
    let pdf = read(&write(&sample(&book), &metadata(), &book).unwrap());
    let id = pdf.get_pages()[&1];
    let content = lopdf::content::Content::decode(&pdf.get_page_content(id)).unwrap();
    let (mut depth, mut artifacts, mut texts) = (0, 0, 0);
    for operation in &content.operations {
        match operation.operator.as_str() {
            "BMC" => depth += 1,
            "EMC" => depth -= 1,
            "S" => assert_eq!(depth, 1),
            "TJ" if depth == 1 => artifacts += 1,
            "TJ" => texts += 1,
            "g" => assert_eq!(operation.operands[0].as_float().unwrap(), 0.0),
            "RG" => assert_eq!(operation.operands[0].as_float().unwrap(), 1.0),
            "rg" => panic!("black text is set in device grey"),
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(artifacts > 0 && texts > 0);
}

#[test]
fn a_document_without_headings_or_text_is_still_a_file() {
    let book = super::font::shipped();
    let document = PagedDocument {
        pages: vec![page(Vec::new())],
        ..PagedDocument::default()
    };
    let pdf = read(&write(&document, &Metadata::default(), &book).unwrap());
    assert_eq!(pdf.get_pages().len(), 1);
    assert!(!pdf.catalog().unwrap().has(b"Outlines"));
    assert!(!pdf.catalog().unwrap().has(b"PageMode"));
}

/// Twelve pages of 22 lines of 28 characters with some hundreds of different ones.
pub(crate) fn twelve_pages(book: &FontBook) -> PagedDocument {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/tongyong8105.txt");
    let table = std::fs::read_to_string(path).unwrap();
    let codes = table
        .split_whitespace()
        .filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
    let common: Vec<char> = codes.filter(|c| *c as u32 % 9 == 0).take(850).collect();
    let mut number = 0_usize;
    let mut pages = Vec::new();
    for _ in 0..12 {
        let mut items = Vec::new();
        for row in 0..22 {
            let text: String = (0..28)
                .map(|_| {
                    number = (number * 31 + 7) % 9973;
                    common[number % common.len()]
                })
                .collect();
            let role = if row % 10 == 0 { Role::KaiTi } else { Role::FangSong };
            items.extend(line(
                book,
                role,
                &text,
                at(79.37, 120.0 + 28.95 * f64::from(row)),
                16.0,
                -0.25,
            ));
        }
        pages.push(page(items));
    }
    PagedDocument {
        pages,
        ..PagedDocument::default()
    }
}

#[test]
fn a_report_of_twelve_pages_stays_under_700_kilobytes() {
    let book = super::font::shipped();
    let bytes = write(&twelve_pages(&book), &metadata(), &book).unwrap();
    assert!(bytes.len() < 700_000, "{} bytes", bytes.len());
}

/// Another program's reading, where poppler is installed; the tests above need nothing but Cargo.
#[test]
fn poppler_copies_the_text_out_without_spaces() {
    let book = super::font::shipped();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample.pdf");
    std::fs::write(&file, write(&sample(&book), &metadata(), &book).unwrap()).unwrap();
    for mode in ["-layout", "-raw"] {
        let Ok(output) = Command::new("pdftotext")
            .args([mode, "-enc", "UTF-8"])
            .arg(&file)
            .arg("-")
            .output()
        else {
            return;
        };
        let text = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines.concat().replace('\u{c}', ""),
            BODY.repeat(5) + "—1—第二页。",
            "{mode}"
        );
    }
}

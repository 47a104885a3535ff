//! PDF files, read back with lopdf: exact text and widths, honest metadata, bookmarks, the same bytes always.

pub(crate) mod reading;
mod samples;

use std::process::Command;

use gongwen::diag::Result;
use gongwen::font::{FontBook, Role};
use gongwen::layout::{Item, PagedDocument};
use gongwen::report::Metadata;
use gongwen::writer::pdf::{JobFonts, Settings, Standard};
use reading::{bookmarks, embedded, places, read, resolved, shown, sub, text_of};
use samples::{BODY, at, line, metadata, page, sample, twelve_pages};

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
    let (mut open, mut artifacts, mut texts) = (Vec::new(), 0, 0);
    for operation in &content.operations {
        match operation.operator.as_str() {
            "BMC" | "BDC" => open.push(operation.operands[0].as_name().unwrap()),
            "EMC" => drop(open.pop().unwrap()),
            "S" => assert_eq!(open, [b"Artifact"]),
            "TJ" if open == [b"Artifact"] => artifacts += 1,
            "TJ" => texts += 1,
            "g" => assert_eq!(operation.operands[0].as_float().unwrap(), 0.0),
            "RG" => assert_eq!(operation.operands[0].as_float().unwrap(), 1.0),
            "rg" => panic!("black text is set in device grey"),
            _ => {}
        }
    }
    assert!(open.is_empty());
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

#[test]
fn a_report_of_twelve_pages_stays_under_700_kilobytes() {
    let book = super::font::shipped();
    let bytes = write(&twelve_pages(&book), &metadata(), &book).unwrap();
    assert!(bytes.len() < 700_000, "{} bytes", bytes.len());
}

#[test]
fn a_stretched_line_says_its_text_itself() {
    let book = super::font::shipped();
    for (stretch, spans) in [(0.0, 0), (1.0, 0), (1.6, 1)] {
        let items = line(
            &book,
            Role::FangSong,
            "增长5.2%（可比价）。",
            at(80.0, 100.0),
            16.0,
            stretch,
        );
        let document = PagedDocument {
            pages: vec![page(items)],
            ..PagedDocument::default()
        };
        let pdf = read(&write(&document, &metadata(), &book).unwrap());
        let id = pdf.get_pages()[&1];
        let content = lopdf::content::Content::decode(&pdf.get_page_content(id)).unwrap();
        let said = content
            .operations
            .iter()
            .filter(|operation| operation.operator == "BDC")
            .filter_map(|operation| operation.operands[1].as_dict().unwrap().get(b"ActualText").ok());
        let said: Vec<String> = said.map(text_of).collect();
        assert_eq!(said, vec!["增长5.2%（可比价）。"; spans]);
    }
}

/// ISO 32000-1, 14.7.4.4: each sequence of marked content leads to its element, and that leads back.
#[test]
fn every_mark_is_an_artifact_or_has_its_place_in_the_structure() {
    let book = super::font::shipped();
    let pdf = read(&write(&sample(&book), &metadata(), &book).unwrap());
    let catalog = pdf.catalog().unwrap();
    assert!(
        sub(&pdf, catalog, "MarkInfo")
            .get(b"Marked")
            .unwrap()
            .as_bool()
            .unwrap()
    );
    let root = sub(&pdf, catalog, "StructTreeRoot");
    let numbers = resolved(&pdf, sub(&pdf, root, "ParentTree"), "Nums")
        .as_array()
        .unwrap();
    let mut sequences = 0;
    for (page, id) in pdf.get_pages() {
        let parents = numbers[page as usize * 2 - 1].as_array().unwrap();
        let content = lopdf::content::Content::decode(&pdf.get_page_content(id)).unwrap();
        let (mut depth, mut marks) = (0, Vec::new());
        for operation in &content.operations {
            match operation.operator.as_str() {
                "BMC" => depth += 1,
                "BDC" => {
                    depth += 1;
                    let properties = operation.operands[1].as_dict().unwrap();
                    marks.extend(properties.get(b"MCID").ok().map(|number| number.as_i64().unwrap()));
                }
                "EMC" => depth -= 1,
                "TJ" | "S" | "f" => assert!(depth > 0, "{operation:?} of page {page} is not marked"),
                _ => {}
            }
        }
        assert_eq!(marks, (0..parents.len() as i64).collect::<Vec<_>>());
        for number in marks {
            let parent = parents[number as usize].as_reference().unwrap();
            let element = pdf.get_dictionary(parent).unwrap();
            assert!(refers(element.get(b"K").unwrap(), number), "{element:?}");
        }
        sequences += parents.len();
    }
    assert!(sequences >= 2);
}

/// Whether an element's kids hold a sequence of marked content.
fn refers(kids: &lopdf::Object, number: i64) -> bool {
    let own = |kid: &lopdf::Object| {
        let referred = kid.as_dict().and_then(|kid| kid.get(b"MCID")).unwrap_or(kid);
        referred.as_i64().is_ok_and(|found| found == number)
    };
    kids.as_array().map_or_else(|_| own(kids), |kids| kids.iter().any(own))
}

#[test]
fn archival_files_claim_their_standard_and_have_a_title() {
    let book = super::font::shipped();
    for (standard, claim) in [
        (Standard::A2a, Some("A")),
        (Standard::A2b, Some("B")),
        (Standard::A2u, Some("U")),
        (Standard::None, None),
    ] {
        let settings = Settings {
            standard,
            ..Settings::default()
        };
        let bytes =
            gongwen::writer::pdf::write(&sample(&book), &metadata(), &book, &JobFonts::default(), &settings).unwrap();
        let pdf = read(&bytes);
        let packet = resolved(&pdf, pdf.catalog().unwrap(), "Metadata").as_stream().unwrap();
        let packet = String::from_utf8(packet.content.clone()).unwrap();
        let claimed = packet.split("<pdfaid:conformance>").nth(1).map(|rest| &rest[..1]);
        assert_eq!(claimed, claim);
        assert_eq!(packet.contains("<pdfuaid:part>1<"), claim.is_some());
        assert_eq!(standard.check(&Metadata::default()).is_err(), claim.is_some());
        let intents = resolved(&pdf, pdf.catalog().unwrap(), "OutputIntents")
            .as_array()
            .unwrap();
        assert_eq!(intents.len(), 1);
    }
}

/// A document by itself, to the default standard.
fn write(document: &PagedDocument, metadata: &Metadata, book: &FontBook) -> Result<Vec<u8>> {
    gongwen::writer::pdf::write(document, metadata, book, &JobFonts::default(), &Settings::default())
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

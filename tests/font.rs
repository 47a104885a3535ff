//! The fonts: every role's cells and faces, the marks that fonts draw badly, rare characters.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests may panic as tests do"
)]

use std::path::{Path, PathBuf};

use gongwen::diag::{Severity, Sink};
use gongwen::font::{FontBook, FontSettings, FontSource, GlyphChoice, Role};

pub(crate) fn shipped() -> FontBook {
    let settings = FontSettings {
        source: FontSource::Shipped,
        folder: None,
        ..FontSettings::default()
    };
    let mut sink = Sink::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts");
    let book = FontBook::load(&settings, Some(&folder), &mut sink).unwrap();
    assert!(sink.is_empty(), "{sink:?}");
    book
}

const CHINESE: [Role; 5] = [Role::XiaoBiaoSong, Role::FangSong, Role::KaiTi, Role::HeiTi, Role::Song];

fn drawn(book: &FontBook, role: Role, character: char) -> (GlyphChoice, String) {
    let choice = book
        .glyph(role, character)
        .unwrap_or_else(|| panic!("{} lacks {character}", role.name()));
    (choice, book.face(choice.face).postscript_name.clone())
}

/// Where the ink of a character begins and ends in its cell, in em.
fn ink(book: &FontBook, role: Role, character: char) -> (f64, f64) {
    let (choice, _) = drawn(book, role, character);
    let face = book.face(choice.face);
    let font = ttf_parser::Face::parse(&face.data, face.index).unwrap();
    let bounds = font.glyph_bounding_box(ttf_parser::GlyphId(choice.glyph)).unwrap();
    let em = |units: i16| f64::from(units) / f64::from(face.units_per_em) + choice.offset.get();
    (em(bounds.x_min), em(bounds.x_max))
}

#[test]
fn every_role_has_its_shipped_face() {
    let book = shipped();
    let faces: Vec<_> = book
        .report()
        .iter()
        .map(|report| (report.role.name(), book.face(report.chain[0]).postscript_name.clone()))
        .collect();
    let expected = [
        ("小标宋", "NotoSerifCJKsc-Bold"),
        ("仿宋", "ZhuqueFangsong-Regular"),
        ("楷体", "GBZenKai-Medium"),
        ("黑体", "NotoSansCJKsc-Medium"),
        ("宋体", "NotoSerifCJKsc-Regular"),
        ("西文", "LiberationSerif"),
        ("西文粗体", "LiberationSerif-Bold"),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(role, face)| (*role, (*face).to_owned()))
        .collect();
    assert_eq!(faces, expected);
    assert_eq!(book.faces().len(), 8);
}

#[test]
fn han_and_full_width_marks_take_one_em() {
    let book = shipped();
    for role in CHINESE {
        for character in "公文年，。、；：？！（）《》〔〕“”‘’—…×÷±℃‰①⑩㎡Ⅲ★○●△▲□■→≥＋＝％　".chars()
        {
            let (choice, face) = drawn(&book, role, character);
            assert_eq!(choice.advance.get(), 1.0, "{} {character} of {face}", role.name());
        }
        assert_eq!(drawn(&book, role, '·').0.advance.get(), 0.5);
    }
}

#[test]
fn dashes_fill_their_cells_and_dots_stand_in_the_middle() {
    let book = shipped();
    for role in CHINESE {
        let (left, right) = ink(&book, role, '—');
        assert!(left <= 0.01 && right >= 0.99, "{}: {left}..{right}", role.name());
        assert_ne!(drawn(&book, role, '—').1, "LiberationSerif", "its dash lies low");
        let (left, right) = ink(&book, role, '·');
        assert!((left + right - 0.5).abs() < 0.001, "{}: {left}..{right}", role.name());
    }
}

#[test]
fn quotes_lean_on_what_they_enclose() {
    let book = shipped();
    for role in CHINESE {
        for (open, close) in [('“', '”'), ('‘', '’'), ('（', '）')] {
            assert!(ink(&book, role, open).0 > 0.5, "{} {open}", role.name());
            assert!(ink(&book, role, close).1 < 0.5, "{} {close}", role.name());
        }
    }
}

#[test]
fn marks_that_a_face_draws_badly_come_from_the_next() {
    let book = shipped();
    assert_eq!(drawn(&book, Role::FangSong, '（').1, "NotoSerifCJKsc-Regular");
    assert_eq!(drawn(&book, Role::FangSong, '×').1, "NotoSerifCJKsc-Regular");
    assert_eq!(drawn(&book, Role::FangSong, '①').1, "NotoSerifCJKsc-Regular");
    assert_eq!(drawn(&book, Role::FangSong, '，').1, "ZhuqueFangsong-Regular");
    assert_eq!(drawn(&book, Role::KaiTi, '，').1, "ZhuqueFangsong-Regular");
    assert_eq!(drawn(&book, Role::KaiTi, '“').1, "ZhuqueFangsong-Regular");
    assert_eq!(drawn(&book, Role::KaiTi, '（').1, "GBZenKai-Medium");
}

#[test]
fn western_digits_are_half_an_em_and_letters_as_wide_as_drawn() {
    let book = shipped();
    for digit in '0'..='9' {
        for role in Role::ALL {
            assert_eq!(drawn(&book, role, digit).0.advance.get(), 0.5, "{}", role.name());
        }
    }
    assert_eq!(drawn(&book, Role::Latin, '.').0.advance.get(), 0.25);
    let (choice, face) = drawn(&book, Role::Latin, 'A');
    assert_eq!(
        (choice.advance.get(), face.as_str()),
        (1479.0 / 2048.0, "LiberationSerif")
    );
}

#[test]
fn rare_characters_of_names_are_drawn_in_every_chinese_role() {
    let book = shipped();
    for role in CHINESE {
        for character in "㙦䶮㛃𬭚𫖯堃喆犇昇旻玥𬍛".chars() {
            assert_eq!(drawn(&book, role, character).0.advance.get(), 1.0);
        }
    }
    assert_eq!(drawn(&book, Role::KaiTi, '堃').1, "GongwenUKaiSupplement");
    for role in CHINESE {
        assert!(drawn(&book, role, '€').0.advance.get() < 1.0, "{}", role.name());
    }
    assert_eq!(book.glyph(Role::FangSong, '\u{e000}'), None);
    assert_eq!(book.glyph(Role::FangSong, '\u{10ffff}'), None);
}

#[test]
fn the_whole_table_of_common_standard_characters_is_drawn_in_every_chinese_role() {
    let book = shipped();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/tongyong8105.txt");
    let table = std::fs::read_to_string(path).unwrap();
    let characters: Vec<char> = table
        .split_whitespace()
        .map(|code| char::from_u32(u32::from_str_radix(code.trim_start_matches("U+"), 16).unwrap()).unwrap())
        .collect();
    assert_eq!(characters.len(), 8105);
    for role in CHINESE {
        let missing: String = characters.iter().filter(|c| book.glyph(role, **c).is_none()).collect();
        assert_eq!(missing, "", "{}", role.name());
    }
}

#[test]
fn a_character_with_a_blank_glyph_is_a_missing_character() {
    let book = shipped();
    let face = book.face(book.chain(Role::KaiTi)[0]);
    let font = ttf_parser::Face::parse(&face.data, face.index).unwrap();
    assert!(font.glyph_index('ⅰ').is_some(), "the case this test is about");
    assert_eq!(face.glyph('ⅰ'), None);
    assert_eq!(drawn(&book, Role::KaiTi, 'ⅰ').1, "NotoSerifCJKsc-Regular");
    assert!(face.glyph(' ').is_some());
}

#[test]
fn hashes_are_those_of_the_files() {
    let book = shipped();
    for face in book.faces() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fonts")
            .join(&face.file_name);
        let hash = blake3::hash(&std::fs::read(path).unwrap()).to_hex().to_string();
        assert_eq!(face.hash(), hash);
    }
}

#[test]
fn the_user_s_own_font_is_found_by_its_name_and_stand_ins_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let renamed = with_family("Liberation Serif", "Times New Roman ");
    std::fs::write(folder.path().join("times.ttf"), renamed).unwrap();
    let settings = FontSettings {
        source: FontSource::PreferSystem,
        folder: Some(folder.path().to_owned()),
        ..FontSettings::default()
    };
    let mut sink = Sink::new();
    let book = FontBook::load(&settings, None, &mut sink).unwrap();
    let latin = book
        .report()
        .into_iter()
        .find(|report| report.role == Role::Latin)
        .unwrap();
    assert!(!latin.substitute);
    assert_eq!(book.face(latin.chain[0]).file_name, "times.ttf");
    assert!(!sink.has_errors());
    let notes: Vec<_> = sink
        .as_slice()
        .iter()
        .filter(|found| found.severity() == Severity::Note)
        .collect();
    assert_eq!(notes.len(), 1, "the stand-ins are told once");
    for report in book.report().iter().filter(|report| report.substitute) {
        assert!(notes[0].argument("fonts").unwrap().contains(report.role.names()[0]));
    }
}

#[test]
fn a_font_that_forbids_embedding_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut data = with_family("Liberation Serif", "Times New Roman ");
    let table = table_offset(&data, b"OS/2");
    data[table + 8..table + 10].copy_from_slice(&[0, 2]);
    std::fs::write(folder.path().join("times.ttf"), data).unwrap();
    std::fs::write(folder.path().join("NotoSerifCJKsc-Regular-subset.otf"), b"broken").unwrap();
    let settings = FontSettings {
        source: FontSource::PreferSystem,
        folder: None,
        ..FontSettings::default()
    };
    let mut sink = Sink::new();
    let result = FontBook::load(&settings, Some(folder.path()), &mut sink);
    let codes: Vec<_> = sink.as_slice().iter().map(|found| found.code.as_str()).collect();
    assert!(codes.contains(&"W-FONT-EMBEDDING"), "{codes:?}");
    assert!(codes.contains(&"W-FONT-FILE"), "{codes:?}");
    assert_eq!(result.unwrap_err().code.as_str(), "E-FONT-MISSING");
}

fn font_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(name)
}

fn table_offset(data: &[u8], tag: &[u8; 4]) -> usize {
    let record = data[12..].chunks(16).find(|record| record.starts_with(tag)).unwrap();
    u32::from_be_bytes(record[8..12].try_into().unwrap()) as usize
}

/// Liberation Serif under another family name of the same length.
fn with_family(old: &str, new: &str) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let mut data = std::fs::read(font_file("LiberationSerif-Regular.ttf")).unwrap();
    let (old, new) = (utf16(old), utf16(new));
    let places: Vec<usize> = (0..data.len() - old.len())
        .filter(|at| data[*at..].starts_with(&old))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        data[at..at + new.len()].copy_from_slice(&new);
    }
    data
}

//! Faces that ride along in Word files.

use std::io::{Cursor, Read};

use gongwen::diag::{Catalogue, Lang, Sink};
use gongwen::font::{FontBook, Role};
use gongwen::writer::docx::{EmbeddedFonts, JobParts};

use super::samples::report;
use super::*;
use crate::font::shipped;
use crate::project::Project;

/// What the faces of a book come to, and what was told.
fn embedded(book: &FontBook) -> (JobParts, Sink) {
    let mut sink = Sink::new();
    let style = gb9704::stylesheet(&StyleSettings::default());
    (EmbeddedFonts::of(book, &style, &mut sink).unwrap().into(), sink)
}

fn written(fonts: &JobParts) -> Vec<u8> {
    let style = gb9704::stylesheet(&StyleSettings::default());
    docx::write_in_job(&report(1), &facts(), &style, fonts).unwrap()
}

fn part(file: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut bytes = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// As a reader of the standard undoes it: the digits of the GUID from its end, one pair a byte, twice.
fn readable(mut bytes: Vec<u8>, guid: &str) -> Vec<u8> {
    let digits: Vec<u32> = guid.chars().filter_map(|c| c.to_digit(16)).collect();
    let key: Vec<u8> = digits.rchunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect();
    assert_eq!((key.len(), guid.len()), (16, 38), "{guid}");
    for index in 0..32 {
        bytes[index] ^= key[index % 16];
    }
    bytes
}

#[test]
fn the_parts_are_the_fonts() {
    let book = shipped();
    let (fonts, _) = embedded(&book);
    let file = written(&fonts);
    let parts = parts(&file);
    let table = &parts["word/fontTable.xml"];
    let relations = &parts["word/_rels/fontTable.xml.rels"];
    let entries: Vec<&str> = table.split("<w:font ").skip(1).collect();
    for (role, element, official) in [
        (Role::FangSong, "<w:embedRegular ", "仿宋_GB2312"),
        (Role::Latin, "<w:embedRegular ", "Times New Roman"),
        (Role::LatinBold, "<w:embedBold ", "Times New Roman"),
    ] {
        let face = book.face(book.chain(role)[0]);
        let named = |name: &str| {
            let entry = entries.iter().find(|entry| values(entry, "w:name")[0] == name);
            *entry.unwrap_or_else(|| panic!("{name}: {table}"))
        };
        let reference = named(&face.family).split(element).nth(1).unwrap();
        let id = format!("Id=\"{}\"", values(reference, "r:id")[0]);
        let (_, relation) = relations.split_once(&id).unwrap();
        let target = format!("word/{}", values(relation, "Target")[0]);
        let bytes = readable(part(&file, &target), values(reference, "w:fontKey")[0]);
        assert!(bytes == *face.data, "{role:?}");
        // Word finds the face for the official name.
        let others = values(named(official), "<w:altName w:val")[0];
        assert!(others.split(',').any(|name| name == face.family), "{others}");
    }
    assert_eq!(values(relations, "Target").len(), 3);
    assert!(
        parts["[Content_Types].xml"].contains(
            "Extension=\"odttf\" ContentType=\"application/vnd.openxmlformats-officedocument.obfuscatedFont\""
        )
    );
    assert!(parts["word/settings.xml"].contains("<w:zoom w:percent=\"100\"/><w:embedTrueTypeFonts/>"));
}

#[test]
fn a_font_table_with_faces_is_in_the_order_of_the_schema() {
    let (fonts, _) = embedded(&shipped());
    let table = parts(&written(&fonts))["word/fontTable.xml"].clone();
    let order = [
        "w:altName",
        "w:charset",
        "w:family",
        "w:pitch",
        "w:embedRegular",
        "w:embedBold",
    ];
    for (parent, children) in children(&table).iter().filter(|(parent, _)| parent == "w:font") {
        let ranks: Vec<_> = children
            .iter()
            .map(|child| order.iter().position(|known| known == child))
            .collect();
        assert!(
            ranks.iter().all(Option::is_some) && ranks.is_sorted(),
            "{parent} {children:?}"
        );
    }
    let names = values(&table, "w:name");
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len());
}

#[test]
fn the_same_faces_give_the_same_bytes_and_none_change_nothing() {
    let (first, _) = embedded(&shipped());
    let (second, _) = embedded(&shipped());
    assert!(written(&first) == written(&second));
    let style = gb9704::stylesheet(&StyleSettings::default());
    let plain = docx::write(&report(1), &facts(), &style).unwrap();
    assert!(written(&JobParts::default()) == plain);
    assert!(
        !parts(&plain)
            .keys()
            .any(|name| name.contains("font") && name != "word/fontTable.xml")
    );
}

#[test]
fn faces_that_word_cannot_embed_are_told_with_the_reason() {
    let (_, sink) = embedded(&shipped());
    let told = sink.as_slice();
    assert!(told.iter().all(|one| one.code.as_str() == "N-FONT-WORD"));
    let messages: Vec<String> = told.iter().map(|one| Catalogue::of(Lang::En).message(one)).collect();
    let [outlines, permission] = messages.as_slice() else {
        panic!("one note a reason: {messages:?}")
    };
    for name in [
        "小标宋（Noto Serif CJK SC",
        "黑体（Noto Sans CJK SC",
        "宋体（Noto Serif CJK SC",
    ] {
        assert!(outlines.contains(name) && outlines.contains("CFF"), "{outlines}");
    }
    assert!(
        permission.contains("楷体（文鼎ＰＬ简中楷") && permission.contains("fsType"),
        "{permission}"
    );
}

#[test]
fn the_flag_and_the_setting_do_the_same_and_are_told_once_a_job() {
    let project = Project::new();
    let word = |project: &Project| {
        let outputs = project.outputs();
        let (_, bytes) = outputs.into_iter().find(|(name, _)| name.ends_with(".docx")).unwrap();
        bytes
    };
    assert_eq!(project.run(&["build"]).code, 0);
    let plain = word(&project);
    // A file that was made without them is made again.
    let run = project.run(&["build", "--embed-fonts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // Once for each of two reasons, not for each of three reports.
    assert_eq!(run.stderr.matches("N-FONT-WORD").count(), 2, "{}", run.stderr);
    let flagged = word(&project);
    assert!(flagged.len() > plain.len() + (1 << 20));
    let without_word = project.run(&["build", "--embed-fonts", "--formats", "pdf"]);
    assert!(!without_word.stderr.contains("N-FONT-WORD"), "{}", without_word.stderr);
    let configuration = crate::project::CONFIG.replace("[fonts]\n", "[fonts]\nembed_fonts = true\n");
    project.write("gongwen.toml", configuration.as_bytes());
    assert_eq!(project.run(&["build"]).code, 0);
    assert!(word(&project) == flagged);
}

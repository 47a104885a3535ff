//! The order of the rooms: a room uses only rooms of earlier rows, siblings never use each other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rows, as `src/lib.rs` tells them.
const ROWS: &[&[&str]] = &[
    &["geom", "file", "id_number"],
    &["place"],
    &["diag"],
    &["image"],
    &["workbook", "unit", "report", "font"],
    &["style"],
    &["reader"],
    &["tables"],
    &["indicator", "layout"],
    &["template", "writer", "lint", "preview"],
    &["trace"],
    &["manifest"],
    &["config"],
    &["pipeline"],
    &["delivery"],
];

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// `src/writer/pdf/text.rs` belongs to the room `writer`.
fn room(source: &Path, file: &Path) -> String {
    let first = file.strip_prefix(source).unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

fn row(room: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&room))
}

/// The rooms that a text names as `crate::room`, comments left out.
fn used_rooms(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut rooms = BTreeSet::new();
    for part in code.split("crate::").skip(1) {
        let names = match part.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap().split(',').collect(),
            None => vec![part],
        };
        for name in names {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            rooms.insert(name.trim().chars().take_while(|c| word(*c)).collect());
        }
    }
    rooms
}

#[test]
fn rooms_use_only_earlier_rows() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for file in source_files(&source) {
        let own = room(&source, &file);
        if ["lib", "main", "cli"].contains(&own.as_str()) {
            continue;
        }
        let own_row = row(&own).unwrap_or_else(|| panic!("{own} is in no row of the table"));
        seen.insert(own.clone());
        for used in used_rooms(&std::fs::read_to_string(&file).unwrap()) {
            if used != own && row(&used).is_some_and(|used_row| used_row >= own_row) {
                broken.push(format!("{} uses {used}", file.strip_prefix(&source).unwrap().display()));
            }
        }
    }
    assert_eq!(seen.len(), ROWS.concat().len(), "every room of the table has a file");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_writers_do_not_use_each_other() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/writer");
    for (folder, other) in [("pdf", "docx"), ("docx", "pdf")] {
        for file in source_files(&source)
            .iter()
            .filter(|file| file.to_str().unwrap().contains(folder))
        {
            let text = std::fs::read_to_string(file).unwrap();
            assert!(
                !text.contains(&format!("writer::{other}")),
                "{} uses {other}",
                file.display()
            );
        }
    }
}

#[test]
fn every_file_says_what_it_is() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["src", "tests", "examples", "benches"] {
        for file in source_files(&root.join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(
                text.starts_with("//! "),
                "{} opens without a line of //!",
                file.display()
            );
        }
    }
}

//! Diagnostics: the catalogue is whole in both languages, and what is shown can be read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gongwen::diag::{Catalogue, Code, Diagnostic, Lang, Location, nearest, render, term};
use gongwen::place::{CellPlace, CellRef};

const LANGUAGES: [Lang; 2] = [Lang::ZhCn, Lang::En];

fn placeholders(text: &str) -> BTreeSet<String> {
    let name = |part: &str| part.split_once('}').map(|(name, _)| name.to_owned());
    // `{% if %}` and the like are the template's own braces.
    let plain = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    text.split('{').skip(1).filter_map(name).filter(plain).collect()
}

#[test]
fn every_code_has_words_in_both_languages() {
    for code in Code::ALL {
        for lang in LANGUAGES {
            let words = Catalogue::of(lang).templates(*code);
            let (message, help) = words.unwrap_or_else(|| panic!("{code} has no words in {lang:?}"));
            assert!(!message.is_empty() && !help.is_empty(), "{code} in {lang:?}");
        }
        let [chinese, english] = LANGUAGES.map(|lang| Catalogue::of(lang).templates(*code).unwrap());
        assert_eq!(placeholders(chinese.0), placeholders(english.0), "message of {code}");
        assert_eq!(placeholders(chinese.1), placeholders(english.1), "help of {code}");
    }
}

#[test]
fn the_catalogue_has_no_words_for_codes_that_do_not_exist() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len(), "no code is used twice");
    for lang in LANGUAGES {
        for code in Catalogue::of(lang).codes() {
            assert!(codes.contains(code), "{code} in {lang:?}");
        }
    }
}

#[test]
fn the_user_interface_speaks_both_languages() {
    let texts = LANGUAGES.map(|lang| {
        let texts = Catalogue::of(lang).ui_texts();
        texts
            .map(|(key, text)| (key.to_owned(), placeholders(text)))
            .collect::<BTreeSet<_>>()
    });
    assert_eq!(texts[0], texts[1]);
}

/// A key without words would be shown to the user as it is.
#[test]
fn every_key_that_the_program_asks_for_has_words() {
    let known: BTreeSet<&str> = Catalogue::of(Lang::En).ui_texts().map(|(key, _)| key).collect();
    let mut asked: Vec<String> = gongwen::template::TESTS
        .iter()
        .map(|(_, english)| format!("test-{english}"))
        .collect();
    for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let source = std::fs::read_to_string(&file).unwrap();
        // Elsewhere `text` is another function.
        let terminal = file.components().any(|part| part.as_os_str() == "cli");
        let calls = [Some("term(\""), terminal.then_some(".text(\"")];
        for call in calls.into_iter().flatten() {
            let keys = source.split(call).skip(1).filter_map(|rest| rest.split('"').next());
            asked.extend(
                keys.filter(|key| !key.is_empty() && !key.contains('{'))
                    .map(str::to_owned),
            );
        }
    }
    assert!(asked.len() > 50, "{asked:?}");
    let wordless: Vec<&String> = asked.iter().filter(|key| !known.contains(key.as_str())).collect();
    assert!(wordless.is_empty(), "{wordless:?}");
}

pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "rs"))
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .collect()
}

fn sample() -> Diagnostic {
    let source = "第一行\n全镇{{ 粮食面积 }}亩\n";
    let at = source.find("粮食面积").unwrap();
    let file: Arc<str> = "模板.md".into();
    let cell = CellPlace::new("data/甲镇/农业.xlsx", "汇总", CellRef::new(15, 6));
    *Diagnostic::new(Code::ConfigUnknownKey)
        .with("key", "粮食面积")
        .with("nearest", "粮食播种面积")
        .at(Location::in_text(&file, source, at..at + "粮食面积".len()))
        .at_cell(&cell)
}

#[test]
fn a_diagnostic_shows_the_line_with_carets_under_the_wide_characters() {
    let shown = render(&sample(), Catalogue::of(Lang::En));
    let expected = "error E-CONFIG-KEY: the configuration has no key “粮食面积”
  → 模板.md:2:6
    2 │ 全镇{{ 粮食面积 }}亩
      │        ^^^^^^^^
  → data/甲镇/农业.xlsx › 汇总 › G16
  help: check the spelling; known names: 粮食播种面积
";
    assert_eq!(shown, expected);
}

#[test]
fn arguments_cannot_bring_in_placeholders() {
    let problem = Diagnostic::new(Code::ConfigUnknownKey)
        .with("key", "{nearest}")
        .with("nearest", "甲");
    assert!(Catalogue::of(Lang::En).message(&problem).contains("“{nearest}”"));
}

#[test]
fn terms_are_said_in_the_language_of_the_user() {
    let problem = Diagnostic::new(Code::ConfigType)
        .with("found", "1")
        .with("expected", term("type-boolean"));
    assert!(Catalogue::of(Lang::ZhCn).message(&problem).contains("true 或 false"));
    assert!(Catalogue::of(Lang::En).message(&problem).contains("true or false"));
}

#[test]
fn the_nearest_names_come_first() {
    let known = ["粮食播种面积", "蔬菜种植面积", "农业总产值"];
    assert_eq!(nearest("粮食面积", known), "粮食播种面积");
    assert_eq!(nearest("乙", known), "粮食播种面积、蔬菜种植面积、农业总产值");
}

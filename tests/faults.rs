//! Every fault of one township's data leaves the others' files as they were, and is told so that it can be mended.

use std::io::Write;

use crate::project::{Flaw, Project, TOWNSHIPS};

/// The outputs of the two sound townships, and what the third one's are called.
fn sound_outputs(project: &Project) -> Vec<(String, Vec<u8>)> {
    let of_sound = |path: &str| TOWNSHIPS[1..].iter().any(|township| path.starts_with(township));
    project
        .outputs()
        .into_iter()
        .filter(|(path, _)| of_sound(path))
        .collect()
}

/// Builds a project whose first township is broken, holds the message against its golden file in both languages,
/// and the sound townships' files against those of an undisturbed run.
fn broken(name: &str, code: &str, spoil: impl Fn(&Project)) {
    let whole = Project::new();
    assert_eq!(whole.run(&["build"]).code, 0);
    let project = Project::new();
    spoil(&project);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(code), "{}", run.stderr);
    assert_eq!(
        sound_outputs(&project),
        sound_outputs(&whole),
        "the sound townships are as ever"
    );
    let failed = project
        .outputs()
        .iter()
        .filter(|(path, _)| path.starts_with(TOWNSHIPS[0]))
        .count();
    assert_eq!(failed, 0, "nothing is written for the broken township");
    let manifest = String::from_utf8(project.read("output/manifest.json")).unwrap();
    assert!(manifest.contains("\"failed\"") && manifest.contains(code), "{manifest}");
    golden(name, &run.stderr, &project.run(&["build", "--lang", "en"]).stderr);
}

fn golden(name: &str, chinese: &str, english: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/faults");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, format!("{chinese}\n{english}")));
}

fn flawed(name: &str, code: &str, flaw: Flaw) {
    broken(name, code, |project| project.write_workbook(TOWNSHIPS[0], 0, flaw));
}

fn replaced(name: &str, code: &str, bytes: impl Fn(Vec<u8>) -> Vec<u8>) {
    broken(name, code, |project| {
        let path = Project::workbook(TOWNSHIPS[0]);
        project.write(&path, &bytes(project.read(&path)));
    });
}

#[test]
fn missing_folder() {
    broken("missing_folder", "E-FOLDER", |project| {
        std::fs::remove_dir_all(project.path("data").join(TOWNSHIPS[0])).unwrap();
    });
}

#[test]
fn missing_workbook() {
    broken("missing_workbook", "E-NO-WORKBOOK", |project| {
        let path = project.path(&Project::workbook(TOWNSHIPS[0]));
        std::fs::rename(&path, path.with_file_name("附件9：林业情况.xlsx")).unwrap();
    });
}

#[test]
fn missing_sheet() {
    flawed("missing_sheet", "E-NO-SHEET", Flaw::SheetName);
}

#[test]
fn missing_row_label() {
    flawed("missing_row_label", "E-NO-ROW", Flaw::RowLabel);
}

#[test]
fn missing_column_label() {
    flawed("missing_column_label", "E-NO-COLUMN", Flaw::ColumnLabel);
}

#[test]
fn two_matches() {
    flawed("two_matches", "E-AMBIGUOUS", Flaw::TwoColumns);
}

#[test]
fn text_where_a_number_is_expected() {
    flawed("text_for_number", "E-NUMBER", Flaw::TextForNumber);
}

#[test]
fn error_value() {
    flawed("error_value", "#REF!", Flaw::ErrorValue);
}

#[test]
fn formula_without_saved_value() {
    flawed("formula_without_value", "E-UNSAVED", Flaw::FormulaWithoutValue);
}

#[test]
fn contradicting_unit() {
    flawed("contradicting_unit", "E-UNIT", Flaw::Unit);
}

#[test]
fn character_that_no_font_has() {
    flawed("character_without_glyph", "U+F8FF", Flaw::Character);
}

#[test]
fn empty_file() {
    replaced("empty_file", "E-WORKBOOK-EMPTY", |_| Vec::new());
}

#[test]
fn truncated_file() {
    replaced("truncated_file", "E-WORKBOOK-DAMAGED", |bytes| {
        bytes[..bytes.len() / 2].to_vec()
    });
}

#[test]
fn renamed_file() {
    replaced("renamed_file", "E-WORKBOOK", |_| {
        b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n".to_vec()
    });
}

#[test]
fn password_protected_file() {
    replaced("password_protected_file", "E-WORKBOOK-PASSWORD", |_| {
        let mut package = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        for stream in ["/EncryptionInfo", "/EncryptedPackage"] {
            package.create_stream(stream).unwrap().write_all(&[4; 5_000]).unwrap();
        }
        package.flush().unwrap();
        package.into_inner().into_inner()
    });
}

#[test]
fn false_qualifier() {
    let project = Project::new();
    project.edit(
        "模板.md",
        "农业总产值{{ 农业总产值|数额 }}",
        "农业总产值{{ 农业总产值|超(7503) }}",
    );
    let run = project.run(&["build", "--lang", "zh-CN"]);
    // 7500, 7503 and 7506: only the last is more than 7503.
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-APPROX") && run.stderr.contains("› 汇总 › E8"),
        "{}",
        run.stderr
    );
    let outputs = project.outputs();
    let made = outputs.iter().filter(|(path, _)| path.ends_with(".pdf")).count();
    assert_eq!(made, 1);
    golden(
        "false_qualifier",
        &run.stderr,
        &project.run(&["build", "--lang", "en"]).stderr,
    );
}

/// Mistakes that concern the whole job: nothing is written, exit code 2, the line is shown.
fn unusable(name: &str, code: &str, spoil: impl Fn(&Project)) {
    let project = Project::new();
    spoil(&project);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(code), "{}", run.stderr);
    assert!(project.outputs().is_empty());
    golden(name, &run.stderr, &project.run(&["build", "--lang", "en"]).stderr);
}

#[test]
fn unknown_key_in_the_configuration() {
    unusable("unknown_key", "gongwen.toml:8:1", |project| {
        project.edit("gongwen.toml", "author =", "autor =")
    });
}

#[test]
fn wrong_type_in_the_configuration() {
    unusable("wrong_type", "gongwen.toml:6:8", |project| {
        project.edit("gongwen.toml", "year = 2023", "year = \"2023\"")
    });
}

#[test]
fn syntax_error_in_the_configuration() {
    unusable("config_syntax", "gongwen.toml:", |project| {
        project.edit("gongwen.toml", "year = 2023", "year = ")
    });
}

#[test]
fn missing_configuration() {
    unusable("missing_configuration", "E-CONFIG-MISSING", |project| {
        std::fs::remove_file(project.path("gongwen.toml")).unwrap();
    });
}

#[test]
fn unknown_name_in_the_template() {
    unusable("unknown_name", "粮食播种面积", |project| {
        project.edit("模板.md", "粮食播种面积|数额", "粮食面积|数额")
    });
}

#[test]
fn unknown_filter_in_the_template() {
    unusable("unknown_filter", "比上年", |project| {
        project.edit("模板.md", "|比上年", "|比去年")
    });
}

#[test]
fn template_syntax() {
    unusable("template_syntax", "模板.md:", |project| {
        project.edit("模板.md", "粮食播种面积|数额 }}", "粮食播种面积|数额 }")
    });
}

#[test]
fn unknown_township() {
    let project = Project::new();
    let run = project.run(&["build", "--only", "甲子", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("甲子镇"), "{}", run.stderr);
}

#[test]
fn values_that_no_job_can_have() {
    unusable("nonsense_values", "gongwen.toml:5:13", |project| {
        let spoilt = "townships = [\"..\"]\nformats = []\nperiod = [\"2023-11-30\", \"2023-01-01\"]";
        project.edit(
            "gongwen.toml",
            "townships = [\"甲子镇\", \"乙丑镇\", \"丙寅镇\"]",
            spoilt,
        );
        project.edit("gongwen.toml", "year = 2023", "year = 23");
    });
}

/// The template would say 2024年 of figures of 2023.
#[test]
fn a_year_that_is_none_of_the_period() {
    unusable("year_not_of_period", "gongwen.toml:6:8", |project| {
        project.edit(
            "gongwen.toml",
            "year = 2023",
            "year = 2024\nperiod = [\"2023-01-01\", \"2023-09-30\"]",
        );
    });
    // A period of two years may be called by either.
    let project = Project::new();
    project.edit(
        "gongwen.toml",
        "year = 2023",
        "year = 2023\nperiod = [\"2022-12-01\", \"2023-11-30\"]",
    );
    assert_eq!(project.run(&["check"]).code, 0);
}

#[test]
fn a_template_that_is_not_there() {
    unusable("missing_template", "E-TEMPLATE-READ", |project| {
        std::fs::remove_file(project.path("模板.md")).unwrap()
    });
}

/// One mistake of the template that every township's data show is told once.
#[test]
fn a_mistake_that_all_townships_show_is_told_once() {
    let project = Project::new();
    project.edit("模板.md", "{{ 农业总产值|", "{{ 农业总产值|完成 }}{{ 农业总产值|");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr.matches("E-NO-TARGET").count(), 1, "{}", run.stderr);
    golden(
        "template_in_all",
        &run.stderr,
        &project.run(&["build", "--lang", "en"]).stderr,
    );
}

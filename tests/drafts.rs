//! Drafts: written in spite of errors, marked, and never in the place of the report.

use std::io::{Cursor, Read};

use crate::project::{Flaw, Project, TOWNSHIPS};

fn name(township: &str, draft: bool, extension: &str) -> String {
    let mark = if draft { "（草稿）" } else { "" };
    format!("{township}/{township}2023年农业工作总结{mark}.{extension}")
}

fn output(project: &Project, path: &str) -> Vec<u8> {
    project.read(&format!("output/{path}"))
}

fn json(project: &Project, path: &str) -> serde_json::Value {
    serde_json::from_slice(&output(project, path)).unwrap()
}

fn part(docx: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The figures of a draft that are in doubt: their words and problem codes.
fn doubtful(project: &Project, township: &str) -> Vec<(String, String)> {
    let trace = json(project, &name(township, true, "trace.json"));
    assert_eq!(trace["draft"], true);
    let figures = trace["figures"].as_array().unwrap();
    figures
        .iter()
        .filter(|figure| figure.get("doubts").is_some())
        .map(|figure| {
            (
                figure["text"].as_str().unwrap().to_owned(),
                figure["doubts"].to_string(),
            )
        })
        .collect()
}

fn status(project: &Project, township: usize) -> String {
    json(project, "manifest.json")["reports"][township]["status"].to_string()
}

#[test]
fn a_missing_value_is_named_where_it_would_be_printed() {
    let project = Project::new();
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::TextForNumber);
    let run = project.run(&["build", "--draft", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("E-NUMBER"), "{}", run.stderr);
    assert!(!run.stderr.contains("E-TPL-MISSING"), "told once: {}", run.stderr);
    assert!(run.stdout.contains("草稿 3 份，失败 0 份"), "{}", run.stdout);
    let found = doubtful(&project, TOWNSHIPS[0]);
    assert!(!found.is_empty());
    assert!(
        found
            .iter()
            .all(|(text, codes)| text.starts_with("【缺：") && codes.contains("E-NUMBER")),
        "{found:?}"
    );
    assert!(doubtful(&project, TOWNSHIPS[1]).is_empty());
    assert_eq!(status(&project, 0), "\"draft\"");
    assert_eq!(status(&project, 1), "\"draft\"", "asked for drafts, drafts are made");
}

#[test]
fn both_files_are_marked_on_every_page_and_highlighted() {
    let project = Project::new();
    project.edit("模板.md", "农业总产值|数额", "农业总产值|超(99999999)");
    let run = project.run(&["build", "--draft", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let docx = output(&project, &name(TOWNSHIPS[0], true, "docx"));
    let document = part(&docx, "word/document.xml");
    assert_eq!(
        document.matches("<w:rStyle w:val=\"GwDoubt\"/>").count(),
        1,
        "{document}"
    );
    assert!(!document.contains('超'), "a false word is never printed");
    for header in ["word/header1.xml", "word/header2.xml"] {
        assert!(part(&docx, header).contains("string=\"草稿\""));
    }
    assert!(part(&docx, "word/styles.xml").contains("w:val=\"存疑\""));
    let (text, codes) = doubtful(&project, TOWNSHIPS[0]).remove(0);
    assert!(text.ends_with("万元") && codes.contains("E-APPROX"), "{text} {codes}");
    let pdf = output(&project, &name(TOWNSHIPS[0], true, "pdf"));
    let pdf = lopdf::Document::load_mem(&pdf).unwrap();
    for page in pdf.get_pages().into_values() {
        let content = pdf.get_page_content(page);
        assert!(
            String::from_utf8_lossy(&content).contains(" 150 Tf"),
            "the mark on every page"
        );
    }
}

#[test]
fn a_failed_check_highlights_the_values_that_it_judges() {
    let project = Project::new();
    project.edit("gongwen.toml", "unit = \"万元\"", "unit = \"万元\"\nmax = 1");
    assert_eq!(project.run(&["build", "--draft"]).code, 1);
    let found = doubtful(&project, TOWNSHIPS[0]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].0.ends_with("万元") && found[0].1 == "[\"E-RANGE\"]",
        "{found:?}"
    );
}

#[test]
fn a_draft_leaves_the_report_as_it_is_and_is_told_to_be_out_of_date_later() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let finished = project.outputs();
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::ErrorValue);
    assert_eq!(project.run(&["build", "--draft"]).code, 1);
    let after = project.outputs();
    for (path, bytes) in finished.iter().filter(|(path, _)| path.contains('/')) {
        assert!(
            after.iter().any(|(other, now)| other == path && now == bytes),
            "{path} is as it was"
        );
    }
    let draft = name(TOWNSHIPS[0], true, "docx");
    project.write(&format!("output/{draft}"), b"changed by a person");
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::None);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("以前的草稿"), "{}", run.stdout);
    assert!(
        !run.stderr.contains("W-OUTPUT-CHANGED"),
        "the report is still known: {}",
        run.stderr
    );
    assert_eq!(output(&project, &draft), b"changed by a person");
    assert_eq!(status(&project, 0), "\"ok\"");
}

#[test]
fn what_even_a_draft_cannot_do_is_told() {
    let project = Project::new();
    project.edit("模板.md", "{{ 联系村 }}", "{{ 联系村");
    assert_eq!(project.run(&["build", "--draft"]).code, 2);
    let project = Project::new();
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::Character);
    let run = project.run(&["build", "--draft"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("E-FONT-GLYPH"), "{}", run.stderr);
    assert_eq!(status(&project, 0), "\"failed\"");
}

#[test]
fn a_condition_that_nobody_can_judge_is_told_in_the_draft() {
    let project = Project::new();
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::TextForNumber);
    let condition = "{% if 粮食播种面积 is 上升 %}面积扩大。{% else %}面积缩小。{% endif %}";
    project.edit("模板.md", "## 生产情况", &format!("{condition}\n\n## 生产情况"));
    assert_eq!(project.run(&["build", "--draft"]).code, 1);
    let found = doubtful(&project, TOWNSHIPS[0]);
    assert!(found.iter().any(|(text, _)| text.contains("以它为条件")), "{found:?}");
}

#[test]
fn who_has_errors_is_told_of_drafts() {
    let project = Project::new();
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::ErrorValue);
    for command in ["check", "build"] {
        let run = project.run(&[command, "--lang", "zh-CN"]);
        assert!(run.stdout.contains("--draft"), "{}", run.stdout);
    }
}

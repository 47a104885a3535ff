//! Only what changed is made again, and the run says why.

use crate::project::{Flaw, Project, TOWNSHIPS};

/// A project that has been built once, and its outputs.
fn built() -> (Project, Vec<(String, Vec<u8>)>) {
    let project = Project::new();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let outputs = project.outputs();
    (project, outputs)
}

fn again(project: &Project, arguments: &[&str]) -> String {
    let run = project.run(&[&["build", "--lang", "zh-CN"], arguments].concat());
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    run.stdout
}

/// What a run from nothing makes of the project as it now is.
fn from_nothing(project: &Project) -> Vec<(String, Vec<u8>)> {
    std::fs::remove_dir_all(project.path("output")).unwrap();
    assert_eq!(project.run(&["build"]).code, 0);
    project.outputs()
}

#[test]
fn without_a_change_everything_is_kept() {
    let (project, first) = built();
    for arguments in [&[][..], &["--verify"], &["-j", "1"]] {
        let said = again(&project, arguments);
        assert!(said.contains("新做 0 份，未变保留 3 份"), "{said}");
        assert_eq!(project.outputs(), first);
    }
    assert!(again(&project, &["--force"]).contains("完成 3 份"));
    assert_eq!(project.outputs(), first);
}

#[test]
fn a_changed_workbook_makes_its_own_report_again_and_says_so() {
    let (project, _) = built();
    project.sow(TOWNSHIPS[1], 77.0);
    let dry = again(&project, &["--dry-run"]);
    assert!(dry.contains("要做 1 份，未变 2 份"), "{dry}");
    let said = again(&project, &[]);
    assert!(said.contains("新做 1 份，未变保留 2 份"), "{said}");
    assert!(said.contains(&format!("数据变了：data/{}", TOWNSHIPS[1])), "{said}");
    let made = project.outputs();
    assert_eq!(made, from_nothing(&project), "as from nothing");
}

#[test]
fn a_new_file_that_says_nothing_new_leaves_the_report_as_it_is() {
    let (project, first) = built();
    project.write(&format!("data/{}/别的.csv", TOWNSHIPS[0]), "甲,乙\n1,2\n".as_bytes());
    let said = again(&project, &[]);
    assert!(said.contains("新做 0 份，未变保留 3 份"), "{said}");
    assert_eq!(project.outputs(), first);
    // Only its time has changed.
    let path = project.path(&Project::workbook(TOWNSHIPS[2]));
    let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    let time = std::time::SystemTime::now() - std::time::Duration::from_secs(3_600);
    file.set_modified(time).unwrap();
    assert!(again(&project, &[]).contains("未变保留 3 份"));
}

#[test]
fn configuration_template_and_missing_outputs_are_reasons() {
    let (project, _) = built();
    project.edit("模板.md", "再获丰收", "喜获丰收");
    let said = again(&project, &[]);
    assert!(said.contains("模板变了") && said.contains("完成 3 份"), "{said}");
    project.edit("gongwen.toml", "year = 2023", "year = 2024");
    assert!(again(&project, &[]).contains("gongwen.toml 或命令行选项变了"));
    let pdf = format!("output/{0}/{0}2024年农业工作总结.pdf", TOWNSHIPS[0]);
    let bytes = project.read(&pdf);
    std::fs::remove_file(project.path(&pdf)).unwrap();
    let said = again(&project, &[]);
    assert!(said.contains("文件不见了") && said.contains("未变保留 2 份"), "{said}");
    assert_eq!(project.read(&pdf), bytes);
}

#[test]
fn a_rank_that_another_township_changes_is_a_reason() {
    let project = Project::new();
    project.edit("gongwen.toml", "unit = \"万元\"", "unit = \"万元\"\nrank = \"high\"");
    project.edit(
        "模板.md",
        "{{ 农业总产值|数额 }}，",
        "{{ 农业总产值|数额 }}，{{ 农业总产值|位次 }}，",
    );
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    // The first was last and becomes first.
    project.sow(TOWNSHIPS[0], 5_000.0);
    let said = again(&project, &[]);
    assert!(
        said.contains("完成 3 份") && said.contains("与其他乡镇的比较变了"),
        "{said}"
    );
    let made = project.outputs();
    assert_eq!(made, from_nothing(&project));
}

#[test]
fn failures_and_warnings_are_told_again() {
    let project = Project::new();
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::TextForNumber);
    let first = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(first.code, 1);
    let outputs = project.outputs();
    let second = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!((second.code, &second.stderr), (1, &first.stderr));
    assert_eq!(project.outputs(), outputs);
    project.write_workbook(TOWNSHIPS[0], 0, Flaw::None);
    assert!(again(&project, &[]).contains("新做 1 份，未变保留 2 份"));
}

#[test]
fn another_choice_of_formats_or_townships_does_not_confuse() {
    let (project, first) = built();
    again(&project, &["--only", TOWNSHIPS[1]]);
    assert_eq!(project.outputs(), first);
    assert!(again(&project, &["--limit", "2"]).contains("未变保留 2 份"));
    assert_eq!(project.outputs(), first);
    again(&project, &["--formats", "pdf"]);
    again(&project, &[]);
    assert_eq!(project.outputs(), first);
}

#[test]
fn a_draft_is_never_taken_for_the_report() {
    let (project, first) = built();
    again(&project, &["--draft"]);
    again(&project, &[]);
    let now = project.outputs();
    for (path, bytes) in first.iter().filter(|(path, _)| path != "manifest.json") {
        assert_eq!(
            now.iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes),
            Some(bytes)
        );
    }
}

fn svg(width: u32) -> Vec<u8> {
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"40\">";
    format!("{head}<rect width=\"{width}\" height=\"20\" fill=\"#c00\"/></svg>").into_bytes()
}

#[test]
fn a_changed_picture_makes_the_reports_that_show_it_again() {
    let project = Project::new();
    let template = format!("{}\n\n![示意图](图.svg)\n", crate::project::TEMPLATE.trim_end());
    project.write("模板.md", template.as_bytes());
    project.write("图.svg", &svg(30));
    project.write(&format!("data/{}/图.svg", TOWNSHIPS[0]), &svg(40));
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let first = project.outputs();
    assert!(again(&project, &[]).contains("未变保留 3 份"));
    project.write("图.svg", &svg(50));
    let said = again(&project, &[]);
    assert!(
        said.contains("新做 2 份，未变保留 1 份") && said.contains("数据变了：图.svg"),
        "{said}"
    );
    assert_ne!(project.outputs(), first);
    // A township's own picture of that name goes before the project's.
    project.write(&format!("data/{}/图.svg", TOWNSHIPS[1]), &svg(60));
    assert!(again(&project, &[]).contains("新做 1 份，未变保留 2 份"));
    let made = project.outputs();
    assert_eq!(made, from_nothing(&project));
}

#[test]
fn records_metadata_are_no_words_and_still_a_reason() {
    let (project, whole) = built();
    let toml = String::from_utf8(project.read("gongwen.toml")).unwrap();
    project.write(
        "gongwen.toml",
        format!("{toml}\n[records]\nfonds = \"J012\"\n").as_bytes(),
    );
    again(&project, &[]);
    let now = project.outputs();
    let traces = |files: &[(String, Vec<u8>)]| {
        let traces = files.iter().filter(|(path, _)| path.ends_with(".trace.json"));
        traces.cloned().collect::<Vec<_>>()
    };
    assert_ne!(traces(&now), traces(&whole));
    assert_eq!(now, from_nothing(&project));
}

#[test]
fn a_format_left_out_for_a_while_is_not_taken_for_a_person_s_file() {
    let (project, whole) = built();
    project.sow("甲子镇", 3.0);
    again(&project, &["--formats", "pdf"]);
    // The Word file is of the earlier values, and the program still knows it for its own.
    let manifest = String::from_utf8(project.read("output/manifest.json")).unwrap();
    assert!(manifest.contains("\"outdated\""), "{manifest}");
    let said = again(&project, &[]);
    assert!(!said.contains("W-OUTPUT-CHANGED"), "{said}");
    assert_eq!(project.outputs().len(), whole.len());
    assert_eq!(project.outputs(), from_nothing(&project));
}

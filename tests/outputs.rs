//! What is written: the same bytes every time, whole or not at all, and never over what a person changed.

use crate::project::{Project, TOWNSHIPS};

fn title(township: &str, extension: &str) -> String {
    format!("{township}/{township}2023年农业工作总结.{extension}")
}

#[test]
fn a_run_writes_every_file_and_a_second_one_the_same_bytes() {
    let project = Project::new();
    let run = project.run(&["build", "-j", "1"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let first = project.outputs();
    let names: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    for township in TOWNSHIPS {
        for extension in ["pdf", "docx", "trace.json"] {
            assert!(names.contains(&title(township, extension).as_str()), "{names:?}");
        }
    }
    assert!(names.contains(&"manifest.json"));
    std::fs::remove_dir_all(project.path("output")).unwrap();
    assert_eq!(project.run(&["build", "-j", "2"]).code, 0);
    assert_eq!(project.outputs(), first);
}

#[test]
fn one_township_alone_gives_the_same_files_and_leaves_the_others_recorded() {
    let project = Project::new();
    project.run(&["build"]);
    let all = project.outputs();
    assert_eq!(project.run(&["build", "--only", TOWNSHIPS[1]]).code, 0);
    assert_eq!(project.outputs(), all);
}

#[test]
fn what_a_person_changed_is_kept_and_the_new_file_goes_beside() {
    let project = Project::new();
    project.run(&["build"]);
    let docx = title(TOWNSHIPS[0], "docx");
    let path = format!("output/{docx}");
    let made = project.read(&path);
    project.write(&path, b"changed by hand");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("W-OUTPUT-CHANGED"), "{}", run.stderr);
    assert_eq!(project.read(&path), b"changed by hand");
    let beside = path.replace(".docx", "（新）.docx");
    assert_eq!(project.read(&beside), made);
    // Again: the one beside is the program's own and is renewed in place.
    project.run(&["build"]);
    assert_eq!(project.read(&path), b"changed by hand");
    assert_eq!(
        project
            .outputs()
            .iter()
            .filter(|(name, _)| name.contains("（新"))
            .count(),
        1
    );
    assert_eq!(project.run(&["build", "--force"]).code, 0);
    assert_eq!(project.read(&path), made);
}

#[test]
fn an_output_that_is_open_elsewhere_is_named() {
    let project = Project::new();
    let pdf = title(TOWNSHIPS[0], "pdf");
    let lock = format!(
        "output/{}/.~lock.{}#",
        TOWNSHIPS[0],
        pdf.split('/').next_back().unwrap()
    );
    project.write(&lock, b"");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-OUTPUT-HELD") && run.stderr.contains(&pdf),
        "{}",
        run.stderr
    );
    assert!(!project.path("output").join(&pdf).exists());
}

/// The files of a township.
fn files_of(project: &Project, township: &str) -> Vec<(String, Vec<u8>)> {
    let outputs = project.outputs().into_iter();
    outputs.filter(|(path, _)| path.starts_with(township)).collect()
}

/// What stands in the way of one file, or ends the writing, leaves all files of the report as they were: none of
/// another run beside those of this one.
#[cfg(unix)]
#[test]
fn a_report_that_cannot_be_written_whole_keeps_all_its_files() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let before = files_of(&project, TOWNSHIPS[0]);
    project.sow(TOWNSHIPS[0], 90.0);
    let pdf = project.path("output").join(title(TOWNSHIPS[0], "pdf"));
    let lock = pdf.with_file_name(format!(".~lock.{}#", pdf.file_name().unwrap().to_str().unwrap()));
    std::fs::write(&lock, b"").unwrap();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("E-OUTPUT-HELD"), "{}", run.stderr);
    std::fs::remove_file(lock).unwrap();
    assert_eq!(files_of(&project, TOWNSHIPS[0]), before);
    // No file may grow as large as the PDF file, as on a disk that has room for the others only.
    let program = env!("CARGO_BIN_EXE_gongwen");
    let blocks = std::fs::metadata(&pdf).unwrap().len() / 512 - 1;
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} build -j 1 --lang zh-CN");
    let mut command = std::process::Command::new("sh");
    let ended = command
        .current_dir(project.root())
        .args(["-c", &limited])
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("E-OUTPUT") && said.contains(".pdf"), "{said}");
    assert_eq!(files_of(&project, TOWNSHIPS[0]), before);
    assert_eq!(project.run(&["build"]).code, 0);
    let after = files_of(&project, TOWNSHIPS[0]);
    assert_eq!(after.len(), before.len());
    assert!(
        after.iter().zip(&before).all(|(now, then)| now != then),
        "all are renewed"
    );
}

#[test]
fn an_output_folder_that_cannot_be_written_is_named() {
    let project = Project::new();
    project.write("output", b"a file where the folder should be");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("E-OUTPUT"), "{}", run.stderr);
    assert_eq!(project.read("output"), b"a file where the folder should be");
}

#[test]
fn a_manifest_that_no_run_wrote_is_kept_under_another_name() {
    let project = Project::new();
    let foreign = b"{\"name\": \"webapp\"}";
    project.write("output/manifest.json", foreign);
    let run = project.run(&["build", "--dry-run", "--lang", "zh-CN"]);
    assert!(run.stderr.contains("W-MANIFEST"), "{}", run.stderr);
    assert_eq!(project.read("output/manifest.json"), foreign);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = run.stderr.contains("W-MANIFEST") && run.stderr.contains("manifest（旧）.json");
    assert!(told, "{}", run.stderr);
    assert_eq!(project.read("output/manifest（旧）.json"), foreign);
    let made = project.read("output/manifest.json");
    project.write("output/manifest.json", &made[..made.len() / 2]);
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.read("output/manifest.json"), made);
    assert_eq!(project.read("output/manifest（旧2）.json"), made[..made.len() / 2]);
}

#[test]
fn check_and_a_dry_run_write_nothing() {
    let project = Project::new();
    for arguments in [&["check"][..], &["build", "--dry-run"]] {
        assert_eq!(project.run(arguments).code, 0);
        assert!(!project.path("output").exists());
    }
}

#[test]
fn files_of_an_earlier_run_are_told_when_a_report_fails() {
    let project = Project::new();
    project.run(&["build"]);
    std::fs::remove_dir_all(project.path("data").join(TOWNSHIPS[0])).unwrap();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("过时"), "{}", run.stdout);
    let manifest = String::from_utf8(project.read("output/manifest.json")).unwrap();
    assert!(manifest.contains("outdated"));
    // Mended: the program still knows these files for its own and renews them in place.
    project.write_workbook(TOWNSHIPS[0], 0, crate::project::Flaw::None);
    assert_eq!(project.run(&["build"]).code, 0);
    assert!(project.outputs().iter().all(|(name, _)| !name.contains("（新）")));
}

#[test]
fn files_of_a_township_that_is_gone_are_told_and_known() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let before = project.outputs();
    let (all, less) = ("\"甲子镇\", \"乙丑镇\", \"丙寅镇\"", "\"甲子镇\", \"乙丑镇\"");
    project.edit("gongwen.toml", all, less);
    for arguments in [
        &["build", "--lang", "zh-CN"][..],
        &["build", "--only", TOWNSHIPS[0], "--lang", "zh-CN"],
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let told = run.stderr.matches("W-OUTPUT-LEFT").count() == 1 && run.stderr.contains("3 个");
        assert!(
            told && run.stderr.contains(&title(TOWNSHIPS[2], "pdf")),
            "{}",
            run.stderr
        );
    }
    // It is back, with other data: its files are the program's own.
    project.edit("gongwen.toml", less, all);
    project.sow(TOWNSHIPS[2], 90.0);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert!(!run.stderr.contains("W-OUTPUT"), "{}", run.stderr);
    let after = project.outputs();
    assert!(
        after
            .iter()
            .map(|(path, _)| path)
            .eq(before.iter().map(|(path, _)| path))
    );
    // Once they are deleted, nothing is told any more.
    project.edit("gongwen.toml", all, less);
    std::fs::remove_dir_all(project.path("output").join(TOWNSHIPS[2])).unwrap();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert!(!run.stderr.contains("W-OUTPUT"), "{}", run.stderr);
}

/// A table of checks that is open in a spreadsheet program is still the program's own.
#[test]
fn a_table_of_checks_that_was_held_open_is_renewed_later() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let lock = project.path("output/.~lock.checks.xlsx#");
    std::fs::write(&lock, b"").unwrap();
    project.edit(
        "gongwen.toml",
        "[fonts]",
        "[[check]]\nname = \"产值\"\nrule = \"农业总产值 > 0\"\n[fonts]",
    );
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert!(run.code == 1 && run.stderr.contains("E-OUTPUT-HELD"), "{}", run.stderr);
    std::fs::remove_file(lock).unwrap();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert!(run.code == 0 && !run.stderr.contains("W-OUTPUT"), "{}", run.stderr);
}

#[test]
fn answers_for_programs_are_json() {
    let project = Project::new();
    let run = project.run(&["build", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(value["manifest"]["reports"].as_array().unwrap().len(), 3);
}

#[test]
fn the_project_that_init_writes_builds_without_an_error() {
    let project = Project::new();
    let run = project.run(&["init", "新项目"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = project.run(&["build", "新项目"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("W-"), "{}", run.stderr);
    let trace = project.read("新项目/output/青山镇/青山镇2023年农业农村工作总结.trace.json");
    assert!(String::from_utf8(trace).unwrap().contains("居全县第2位"));
    // A second time: the project is left alone.
    assert_eq!(project.run(&["init", "新项目"]).code, 2);
}

#[test]
fn two_reports_for_one_file_are_both_refused() {
    let project = Project::new();
    project.edit("gongwen.toml", "year = 2023", "year = 2023\nname = \"总结\"");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("E-OUTPUT-NAME"), "{}", run.stderr);
    let names: Vec<String> = project.outputs().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["checks.xlsx", "manifest.json"]);
}

/// A draft, a review copy or a file beside a person's own of one report is never the file of another.
#[test]
fn names_that_differ_by_a_mark_only_are_refused_for_files_and_not_for_folders() {
    for mark in ["（草稿）", "（核对稿）", "（新）", "（新2）（草稿）"] {
        let project = Project::new();
        let other = format!("{}{mark}", TOWNSHIPS[0]);
        project.edit("gongwen.toml", "\"丙寅镇\"]", &format!("\"丙寅镇\", \"{other}\"]"));
        project.write_workbook(&other, 3, crate::project::Flaw::None);
        let run = project.run(&["build", "--lang", "zh-CN"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        project.edit("gongwen.toml", "year = 2023", "year = 2023\nname = \"{township}\"");
        let run = project.run(&["build", "--lang", "zh-CN"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert_eq!(run.stderr.matches("E-OUTPUT-NAME").count(), 2, "{}", run.stderr);
        assert!(project.path(&format!("output/{}.pdf", TOWNSHIPS[1])).exists());
        assert!(!project.path(&format!("output/{}.pdf", TOWNSHIPS[0])).exists());
    }
}

#[test]
fn titles_alone_may_name_the_files_while_they_differ() {
    let project = Project::new();
    project.edit("gongwen.toml", "year = 2023", "year = 2023\nname = \"../{title}\"");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(project.path("output/_/甲子镇2023年农业工作总结.pdf").exists());
}

#[test]
fn townships_named_alike_but_for_case_are_refused() {
    let project = Project::new();
    project.edit("gongwen.toml", "\"丙寅镇\"]", "\"丙寅镇\", \"a镇\", \"A镇\"]");
    project.write_workbook("a镇", 3, crate::project::Flaw::None);
    project.write_workbook("A镇", 4, crate::project::Flaw::None);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stderr.matches("E-OUTPUT-NAME").count(), 2, "{}", run.stderr);
    assert!(
        project
            .outputs()
            .iter()
            .all(|(name, _)| !name.to_lowercase().starts_with("a镇"))
    );
}

#[test]
fn a_file_whose_name_is_no_text_and_one_too_large_are_told() {
    let project = Project::new();
    project.write(&format!("data/{}/长文.md", TOWNSHIPS[0]), &vec![b'a'; (1 << 20) + 1]);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("E-FILE-LARGE") && run.stderr.contains("长文.md"),
        "{}",
        run.stderr
    );
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"\xb8\xbd.xlsx");
        std::fs::write(project.path("data").join(TOWNSHIPS[1]).join(name), b"").unwrap();
        let run = project.run(&["build", "--lang", "zh-CN"]);
        assert!(run.stderr.contains("E-FILE-NAME"), "{}", run.stderr);
    }
}

/// What a township's trace and Word file say.
fn said(project: &Project, township: &str) -> (String, String) {
    let trace = String::from_utf8(project.read(&format!("output/{}", title(township, "trace.json")))).unwrap();
    let docx = project.read(&format!("output/{}", title(township, "docx")));
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let document = std::io::read_to_string(package.by_name("word/document.xml").unwrap()).unwrap();
    (trace, document)
}

#[test]
fn a_changed_cell_changes_the_sentence_in_every_file_and_the_trace() {
    let project = Project::new();
    let township = TOWNSHIPS[0];
    assert_eq!(project.run(&["build"]).code, 0);
    let pdf = project.read(&format!("output/{}", title(township, "pdf")));
    let (trace, document) = said(&project, township);
    for words in ["4.5万亩", "比上年增长3.4%"] {
        assert!(trace.contains(words) && document.contains(words), "{words}");
    }
    // Less in every village: another amount, another scale, another direction.
    project.sow(township, -12_500.0);
    assert_eq!(project.run(&["build"]).code, 0);
    assert_ne!(project.read(&format!("output/{}", title(township, "pdf"))), pdf);
    let (trace, document) = said(&project, township);
    for words in ["7500亩", "比上年下降82.8%"] {
        assert!(trace.contains(words) && document.contains(words), "{words}");
    }
    assert!(!trace.contains("4.5万亩") && !document.contains("4.5万亩"));
}

#[test]
fn a_qualifier_follows_the_cell() {
    let project = Project::new();
    project.edit("模板.md", "{{ 农业总产值|数额 }}", "{{ 农业总产值|超 }}");
    let township = TOWNSHIPS[0];
    let says = |words: &str| {
        let (trace, document) = said(&project, township);
        trace.contains(words) && document.contains(words)
    };
    project.sow(township, 12.0);
    assert_eq!(project.run(&["build", "--only", township]).code, 0);
    assert!(says("超7500万元"));
    project.sow(township, 300.0);
    assert_eq!(project.run(&["build", "--only", township]).code, 0);
    assert!(says("超8000万元"));
    // Exactly 7500: nothing that is over.
    project.sow(township, 0.0);
    let run = project.run(&["build", "--only", township, "--lang", "zh-CN"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("E-APPROX"), "{}", run.stderr);
}

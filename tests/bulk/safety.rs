//! Whatever ends a run, it leaves whole files and a manifest that is true.

use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

#[cfg(target_os = "linux")]
use super::disk::Mounted;
use crate::project::{Project, TOWNSHIPS};

fn begin(project: &Project) -> Child {
    let program = env!("CARGO_BIN_EXE_gongwen");
    let mut command = Command::new(program);
    command.current_dir(project.root()).args(["build", "--lang", "zh-CN"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Every file that the manifest tells of is there with these bytes, and no half file anywhere.
fn assert_true(project: &Project, whole: &[(String, Vec<u8>)], when: &str) {
    let outputs = project.outputs();
    for (path, bytes) in outputs.iter().filter(|(path, _)| path != "manifest.json") {
        let known = whole.iter().any(|(known, content)| known == path && content == bytes);
        assert!(known, "{path} of {} bytes is not whole, {when}", bytes.len());
    }
    let Some((_, manifest)) = outputs.iter().find(|(path, _)| path == "manifest.json") else {
        return;
    };
    let manifest: gongwen::manifest::Manifest = serde_json::from_slice(manifest).unwrap();
    for file in manifest.files() {
        let found = outputs.iter().find(|(path, _)| *path == file.path);
        let hash = found.map(|(_, bytes)| gongwen::manifest::hash(bytes));
        assert_eq!(hash.as_ref(), Some(&file.blake3), "{}, {when}", file.path);
    }
}

/// Kills runs at moments spread over a run's time; `scripts/kill.py` does it fifty times on many townships.
#[test]
fn a_killed_run_leaves_whole_files_and_the_next_one_finishes() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let before = project.outputs();
    for (index, township) in TOWNSHIPS.iter().enumerate() {
        project.sow(township, 40.0 + index as f64);
    }
    let start = std::time::Instant::now();
    assert_eq!(project.run(&["build"]).code, 0);
    let took = start.elapsed();
    let whole = project.outputs();
    std::fs::remove_dir_all(project.path("output")).unwrap();
    let either: Vec<_> = before.iter().chain(&whole).cloned().collect();
    for moment in 1..=6 {
        let mut child = begin(&project);
        std::thread::sleep(took * moment / 7);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_true(&project, &either, &format!("killed at {moment}/7"));
    }
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.outputs(), whole);
}

#[test]
fn two_runs_on_one_output_folder_exclude_each_other() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .open(project.path("output/.gongwen/lock"))
        .unwrap();
    lock.try_lock().unwrap();
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("E-OUTPUT-TAKEN"), "{}", run.stderr);
    // A run that writes nothing disturbs nobody.
    assert_eq!(project.run(&["build", "--dry-run"]).code, 0);
    lock.unlock().unwrap();
    assert_eq!(project.run(&["build"]).code, 0);
}

#[test]
fn what_a_killed_run_left_half_written_is_swept() {
    let project = Project::new();
    project.write("output/.gongwen/tmp/.gongwen-abc", b"half");
    assert_eq!(project.run(&["build"]).code, 0);
    assert!(!project.path("output/.gongwen/tmp/.gongwen-abc").exists());
}

#[test]
fn a_file_that_a_killed_run_wrote_is_not_taken_for_a_persons() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    project.sow(TOWNSHIPS[0], 90.0);
    assert_eq!(project.run(&["build"]).code, 0);
    let whole = project.outputs();
    // As if killed before the manifest and the report's record were written: files of other data lie there.
    let mut manifest: serde_json::Value = serde_json::from_slice(&project.read("output/manifest.json")).unwrap();
    manifest["reports"].as_array_mut().unwrap().remove(0);
    manifest["unfinished"] = true.into();
    project.write("output/manifest.json", manifest.to_string().as_bytes());
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("W-OUTPUT-CHANGED"), "{}", run.stderr);
    assert_eq!(project.outputs(), whole);
}

/// On a disk with room for less than the reports; made with the tools of the system, where those may be used.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_run_and_the_next_one_goes_on() {
    let project = Project::new();
    assert_eq!(project.run(&["build", "--out", "whole"]).code, 0);
    let small = project.path("small");
    let Some(disk) = Mounted::disk(small.clone(), "160k") else {
        return;
    };
    let full = project.run(&["build", "--out", "small", "--lang", "zh-CN", "-j", "1"]);
    disk.resize("64m");
    let rest = project.run(&["build", "--out", "small", "--lang", "zh-CN"]);
    let same =
        std::fs::read(small.join("manifest.json")).ok() == std::fs::read(project.path("whole/manifest.json")).ok();
    assert!(full.code == 1 || full.code == 2, "{}", full.stderr);
    assert!(full.stderr.contains("E-DISK-FULL"), "{}", full.stderr);
    assert_eq!(rest.code, 0, "{}", rest.stderr);
    assert!(same, "what was finished later is what is made at once");
}

/// The table of checks is made row by row by a library that panics where it cannot write: wherever the disk ends, that is
/// what is told.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_anywhere_is_told_as_full() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let needed: u64 = project.outputs().iter().map(|(_, bytes)| bytes.len() as u64).sum();
    for left in 0..12 {
        let size = format!("{}k", needed / 1024 + 8 + left * 8);
        let Some(_disk) = Mounted::disk(project.path("small"), &size) else {
            return;
        };
        let run = project.run(&["build", "--out", "small", "--lang", "zh-CN", "-j", "1"]);
        assert!(
            run.code == 0 || run.stderr.contains("E-DISK-FULL"),
            "{size} {}: {}",
            run.code,
            run.stderr
        );
    }
}

/// Runs the program where no file may grow beyond so many bytes: each that should is cut, as on a disk that is full, and
/// nothing needs to be mounted.
#[cfg(target_os = "linux")]
fn run_with_files_up_to(bytes: u64, project: &Project, arguments: &[&str]) -> Output {
    let mut shell = Command::new("bash");
    let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", bytes / 1024);
    shell
        .current_dir(project.root())
        .args(["-c", &limit, "bash", env!("CARGO_BIN_EXE_gongwen")]);
    shell.args(arguments).output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_cut_while_it_is_written_is_told_and_never_left() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let whole = project.outputs();
    let largest = whole.iter().map(|(_, bytes)| bytes.len() as u64).max().unwrap();
    for part in 0..8 {
        std::fs::remove_dir_all(project.path("output")).unwrap();
        let run = run_with_files_up_to(largest * part / 8, &project, &["build", "--lang", "zh-CN"]);
        let told = String::from_utf8(run.stderr).unwrap();
        let code = run.status.code();
        assert!(
            matches!(code, Some(1 | 2)) && told.contains("E-OUTPUT"),
            "{part}/8: {code:?} {told}"
        );
        assert!(!told.contains("E-INTERNAL"), "{part}/8: {told}");
        assert_true(&project, &whole, &format!("files cut at {part}/8"));
    }
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.outputs(), whole);
}

/// A file held open is one that cannot be renamed onto, as on Windows; made by mounting it onto itself, where that may be.
#[cfg(target_os = "linux")]
#[test]
fn a_report_of_which_some_files_were_renamed_is_made_whole_by_the_next_run() {
    let project = Project::new();
    assert_eq!(project.run(&["build"]).code, 0);
    let held = project.path(&format!("output/{0}/{0}2023年农业工作总结.docx", TOWNSHIPS[0]));
    let before = project.outputs();
    project.sow(TOWNSHIPS[0], 90.0);
    let Some(mounted) = Mounted::held(held) else { return };
    let run = project.run(&["build", "--lang", "zh-CN"]);
    let between = project.outputs();
    drop(mounted);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("E-OUTPUT-HELD"), "{}", run.stderr);
    let changed = before
        .iter()
        .filter(|file| !between.contains(file) && file.0.starts_with(TOWNSHIPS[0]));
    assert_eq!(
        changed.count(),
        1,
        "the PDF is new, the Word file and its trace are as they were"
    );
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("W-OUTPUT"), "{}", run.stderr);
    let repaired = project.outputs();
    std::fs::remove_dir_all(project.path("output")).unwrap();
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.outputs(), repaired);
}

#[test]
fn no_output_goes_into_the_data_folder() {
    let project = Project::new();
    let before = std::fs::read_dir(project.path("data")).unwrap().count();
    let inside = format!("data/{}", TOWNSHIPS[0]);
    for output in ["data", "./output/../data/", inside.as_str(), "data/新"] {
        let run = project.run(&["build", "--out", output, "--lang", "zh-CN"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("E-OUTPUT-DATA"), "{}", run.stderr);
    }
    assert_eq!(project.run(&["build"]).code, 0);
    let run = project.run(&["deliver", "--out", "data", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("E-OUTPUT-DATA"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(project.path("data")).unwrap().count(), before);
    // The project's own folder holds workbooks in others, and is no data for that.
    assert_eq!(project.run(&["deliver", "--out", "."]).code, 0);
}

#[test]
fn no_output_goes_into_the_folder_of_the_county() {
    let project = Project::new();
    std::fs::create_dir(project.path("全县报表")).unwrap();
    project.edit(
        "gongwen.toml",
        "[job]\n",
        "[folders]\n\"全县\" = \"全县报表\"\n\"上年\" = \"2022年/{township}\"\n\n[job]\n",
    );
    for output in ["全县报表", "2022年", "2022年/新"] {
        let run = project.run(&["build", "--out", output, "--lang", "zh-CN"]);
        assert!(
            run.code == 2 && run.stderr.contains("E-OUTPUT-DATA"),
            "{output}: {}",
            run.stderr
        );
    }
}

#[test]
fn townships_beside_the_configuration_leave_room_for_the_output() {
    let project = Project::new();
    for township in TOWNSHIPS {
        std::fs::rename(project.path(&format!("data/{township}")), project.path(township)).unwrap();
    }
    project.edit("gongwen.toml", "data = \"data\"\n", "data = \".\"\n");
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = project.run(&["build", "--out", TOWNSHIPS[0], "--lang", "zh-CN"]);
    assert!(run.code == 2 && run.stderr.contains("E-OUTPUT-DATA"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_what_it_did_not_begin() {
    let project = Project::new();
    for index in 0..40 {
        let name = format!("第{index}镇");
        project.write_workbook(&name, index, crate::project::Flaw::None);
    }
    project.edit("gongwen.toml", "townships = [\"甲子镇\", \"乙丑镇\", \"丙寅镇\"]\n", "");
    let program = env!("CARGO_BIN_EXE_gongwen");
    let mut command = Command::new(program);
    command
        .current_dir(project.root())
        .args(["build", "-j", "1", "--lang", "zh-CN"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let seen = |project: &Project| project.outputs().iter().any(|(path, _)| path.ends_with(".pdf"));
    while !seen(&project) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("E-INTERRUPTED") && said.contains("份报告没有开始"),
        "{said}"
    );
    let manifest: gongwen::manifest::Manifest = serde_json::from_slice(&project.read("output/manifest.json")).unwrap();
    assert!(manifest.unfinished && !manifest.reports.is_empty() && manifest.reports.len() < 43);
    assert_eq!(project.run(&["build"]).code, 0);
    let finished = project.outputs();
    std::fs::remove_dir_all(project.path("output")).unwrap();
    assert_eq!(project.run(&["build"]).code, 0);
    assert_eq!(project.outputs(), finished);
}

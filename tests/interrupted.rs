//! Ctrl-C while reports are written: the ones in hand are finished, every file is whole, and the next run goes on.
#![cfg(unix)]

use std::io::Cursor;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::project::{Flaw, Project, TOWNSHIPS};

/// So many townships that the run cannot end before it is interrupted.
const COUNT: usize = 60;

/// Longest that anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

fn many_townships() -> Project {
    let project = Project::new();
    let names: Vec<String> = (0..COUNT).map(|number| format!("第{number}镇")).collect();
    let list = |names: &[String]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        format!("townships = [{}]", quoted.join(", "))
    };
    project.edit("gongwen.toml", &list(&TOWNSHIPS.map(str::to_owned)), &list(&names));
    for (index, name) in names.iter().enumerate() {
        project.write_workbook(name, index, Flaw::None);
    }
    project
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "no {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// How a child ends.
fn code(child: &mut Child) -> Option<i32> {
    let mut status = None;
    wait_until("end", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap().code()
}

fn count(files: &[(String, Vec<u8>)], extension: &str) -> usize {
    files.iter().filter(|(name, _)| name.ends_with(extension)).count()
}

/// Whether a file is all there, by what stands at the end of its kind.
fn is_whole(name: &str, bytes: &[u8]) -> bool {
    match name.rsplit('.').next() {
        Some("pdf") => bytes.starts_with(b"%PDF") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
        Some("docx" | "xlsx") => zip::ZipArchive::new(Cursor::new(bytes)).is_ok(),
        Some("json") => serde_json::from_slice::<serde_json::Value>(bytes).is_ok(),
        _ => false,
    }
}

#[test]
fn an_interrupted_run_leaves_whole_files_and_the_next_one_goes_on() {
    let project = many_townships();
    let program = assert_cmd::cargo::cargo_bin("gongwen");
    let mut child = Command::new(&program)
        .args(["build", "-j", "1"])
        .current_dir(project.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_until("report", || count(&project.outputs(), ".pdf") > 0);
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.unwrap().success());
    assert_eq!(code(&mut child), Some(130));
    let files = project.outputs();
    assert!(count(&files, ".pdf") < COUNT, "the run ended before it was interrupted");
    let broken: Vec<&String> = files
        .iter()
        .filter(|(name, bytes)| !is_whole(name, bytes))
        .map(|(name, _)| name)
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
    assert_eq!(
        count(&files, ".pdf"),
        count(&files, ".docx"),
        "both files of a report or none"
    );
    // What is there stays as it is, and the rest is made.
    assert_eq!(project.run(&["build"]).code, 0);
    let all = project.outputs();
    assert_eq!(count(&all, ".pdf"), COUNT);
    for (name, bytes) in files.iter().filter(|(name, _)| name.contains('/')) {
        assert!(
            all.iter().any(|(other, found)| other == name && found == bytes),
            "{name}"
        );
    }
}

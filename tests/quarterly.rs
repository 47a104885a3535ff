//! The sample project of examples/quarterly: workbooks of one row a township, reports for each and for the county. What is
//! printed is held as text, and nothing is told of it.

use std::fmt::Write as _;
use std::path::Path;

use assert_cmd::Command;

#[test]
fn one_table_of_all_townships_makes_a_report_for_each_and_for_the_county() {
    let out = tempfile::tempdir().unwrap();
    let run = Command::cargo_bin("gongwen")
        .unwrap()
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quarterly"))
        .args(["build", "--lang", "en", "--out"])
        .arg(out.path())
        .output()
        .unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.success(), "{told}");
    assert!(["E-", "W-", "N-"].iter().all(|code| !told.contains(code)), "{told}");
    let manifest = std::fs::read_to_string(out.path().join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let mut printed = String::new();
    for report in manifest["reports"].as_array().unwrap() {
        let files = report["files"].as_array().unwrap().iter();
        let mut paths = files.map(|file| file["path"].as_str().unwrap());
        let trace = paths.find(|path| path.ends_with(".trace.json")).unwrap();
        let trace = std::fs::read_to_string(out.path().join(trace)).unwrap();
        let trace: serde_json::Value = serde_json::from_str(&trace).unwrap();
        let figures = trace["figures"].as_array().unwrap().iter();
        let texts: Vec<&str> = figures.map(|figure| figure["text"].as_str().unwrap()).collect();
        let title = report["title"].as_str().unwrap();
        writeln!(printed, "{title}\n  {}", texts.join(" · ")).unwrap();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/template");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("quarterly", printed));
}

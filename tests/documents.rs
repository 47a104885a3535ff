//! The sample projects of examples/documents, one for each format: each is made without an error or a warning, and breaks no rule
//! of the standard in the PDF or the Word file.

use std::path::Path;

use assert_cmd::Command;
use gongwen::lint::{Verdict, lint};

/// The rules that a file breaks, each with the first place.
fn broken(file: &Path) -> Vec<String> {
    let findings = lint(&std::fs::read(file).unwrap()).unwrap();
    let breach = |verdict: &Verdict| match verdict {
        Verdict::Broken { breaches, .. } => Some(format!("{:?}", breaches[0])),
        Verdict::Held { .. } | Verdict::NotApplicable | Verdict::NotMeasured => None,
    };
    let told = findings
        .iter()
        .filter_map(|finding| Some((finding.rule, breach(&finding.verdict)?)));
    told.map(|(rule, breach)| format!("{rule}: {breach}")).collect()
}

#[test]
fn every_format_has_a_sample_that_is_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/documents");
    let mut samples: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    samples.retain(|path| path.join("gongwen.toml").exists());
    samples.sort();
    let names: Vec<_> = samples
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["上行文", "信函", "命令", "文件", "材料", "纪要"]);
    for (sample, pages) in samples.iter().zip([2, 1, 1, 4, 3, 2]) {
        let out = tempfile::tempdir().unwrap();
        let run = Command::cargo_bin("gongwen")
            .unwrap()
            .current_dir(sample)
            .args(["build", "--lang", "en", "--out"])
            .arg(out.path())
            .output()
            .unwrap();
        let told = String::from_utf8(run.stderr).unwrap();
        assert!(run.status.success(), "{}: {told}", sample.display());
        let manifest = std::fs::read_to_string(out.path().join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let report = &manifest["reports"][0];
        assert_eq!(report["pages"], pages, "{}", sample.display());
        let files = report["files"].as_array().unwrap();
        assert_eq!(files.len(), 3);
        for path in files.iter().map(|file| file["path"].as_str().unwrap()) {
            if !path.ends_with(".json") {
                assert_eq!(broken(&out.path().join(path)), [""; 0], "{path}");
            }
        }
        assert!(!told.contains("E-") && !told.contains("W-"), "{told}");
    }
}

/// ORDR-02: an order has no red rule, in its Word file either.
#[test]
fn an_order_has_no_red_rule_in_word() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/documents/命令");
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("gongwen").unwrap();
    let run = command
        .current_dir(sample)
        .args(["build", "--formats", "docx", "--out"]);
    run.arg(out.path()).assert().success();
    let manifest = std::fs::read_to_string(out.path().join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let path = manifest["reports"][0]["files"][0]["path"].as_str().unwrap();
    let mut package = zip::ZipArchive::new(std::fs::File::open(out.path().join(path)).unwrap()).unwrap();
    let mut document = String::new();
    std::io::Read::read_to_string(&mut package.by_name("word/document.xml").unwrap(), &mut document).unwrap();
    assert!(document.contains("第3号") && !document.contains("w:pBdr"), "{document}");
}

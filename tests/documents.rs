//! The sample projects of examples/documents, one for each format: each is made without an error or a warning.

use std::path::Path;

use assert_cmd::Command;

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
    assert_eq!(names, ["上行文", "信函", "命令", "文件", "纪要"]);
    for (sample, pages) in samples.iter().zip([2, 1, 1, 4, 2]) {
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
        assert_eq!(report["files"].as_array().unwrap().len(), 3);
        assert!(!told.contains("E-") && !told.contains("W-"), "{told}");
    }
}

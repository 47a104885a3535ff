//! What changed between two runs.

use crate::project::{Flaw, Project, TOWNSHIPS};

#[test]
fn changed_figures_are_listed_by_township_with_their_cells() {
    let project = Project::new();
    assert_eq!(project.run(&["build", "--out", "old"]).code, 0);
    let same = project.run(&["diff", "old", "old", "--lang", "zh-CN"]);
    assert_eq!((same.code, same.stdout.as_str()), (0, "0 份报告有变化，共 0 处数字\n"));
    project.sow(TOWNSHIPS[0], -12_500.0);
    project.write_workbook(TOWNSHIPS[2], 2, Flaw::TextForNumber);
    assert_eq!(project.run(&["build", "--out", "new"]).code, 1);
    let run = project.run(&["diff", "old", "new", "--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for words in [
        "甲子镇：",
        "粮食播种面积：4.5万亩 → 7500亩  （第 1 页，data/甲子镇/附件1：甲子镇农业生产情况统计表.xlsx › 汇总 › B8）",
        "丙寅镇：原来做好了，现在失败",
    ] {
        assert!(run.stdout.contains(words), "{}", run.stdout);
    }
    assert!(!run.stdout.contains("乙丑镇"), "{}", run.stdout);
    let json = project.run(&["diff", "old", "new", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(value[0]["township"], "甲子镇");
    assert_eq!(value[1]["fate"], "failed");
}

#[test]
fn a_trace_that_was_changed_or_is_missing_is_told() {
    let project = Project::new();
    for folder in ["old", "new"] {
        assert_eq!(project.run(&["build", "--out", folder]).code, 0);
    }
    let trace = |folder: &str, township: &str| format!("{folder}/{township}/{township}2023年农业工作总结.trace.json");
    // The manifests agree, what lies there does not.
    project.edit(&trace("old", TOWNSHIPS[0]), "4.5万亩", "4.6万亩");
    std::fs::remove_file(project.path(&trace("new", TOWNSHIPS[1]))).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_slice(&project.read("new/manifest.json")).unwrap();
    manifest["reports"][2]["files"].as_array_mut().unwrap().pop();
    project.write("new/manifest.json", manifest.to_string().as_bytes());
    let run = project.run(&["diff", "old", "new", "--lang", "zh-CN"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    for words in [
        "E-TRACE-CHANGED",
        &trace("old", TOWNSHIPS[0]),
        "E-TRACE：",
        &trace("new", TOWNSHIPS[1]),
    ] {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    assert!(
        run.stderr.contains("E-TRACE-UNLISTED") && run.stderr.contains(TOWNSHIPS[2]),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("0 份报告有变化"), "{}", run.stdout);
}

#[test]
fn a_folder_without_a_manifest_is_named() {
    let project = Project::new();
    let run = project.run(&["diff", "data", "data", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("E-NO-MANIFEST"), "{}", run.stderr);
}

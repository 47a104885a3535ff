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
fn a_folder_without_a_manifest_is_named() {
    let project = Project::new();
    let run = project.run(&["diff", "data", "data", "--lang", "zh-CN"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("E-NO-MANIFEST"), "{}", run.stderr);
}

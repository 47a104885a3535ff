//! Shards: four machines' work joined is one machine's, byte for byte; what does not fit does not join.

use crate::project::Project;

/// A project of a dozen townships, and what one run makes of it.
fn project() -> (Project, Vec<(String, Vec<u8>)>) {
    let project = Project::new();
    project.edit("gongwen.toml", "townships = [\"甲子镇\", \"乙丑镇\", \"丙寅镇\"]\n", "");
    project.edit("gongwen.toml", "unit = \"万元\"", "unit = \"万元\"\nrank = \"high\"");
    project.edit(
        "模板.md",
        "{{ 农业总产值|数额 }}，",
        "{{ 农业总产值|数额 }}，{{ 农业总产值|位次 }}，",
    );
    for index in 3..12 {
        project.write_workbook(&format!("第{index}镇"), index, crate::project::Flaw::None);
    }
    let run = project.run(&["build"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let whole = project.outputs();
    std::fs::remove_dir_all(project.path("output")).unwrap();
    (project, whole)
}

fn build(project: &Project, shard: &str) {
    let run = project.run(&["build", "--shard", shard]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

fn merge(project: &Project, code: i32) -> String {
    let run = project.run(&["merge", "output", "--lang", "zh-CN"]);
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    run.stdout + &run.stderr
}

/// The outputs without the shards themselves.
fn joined(project: &Project) -> Vec<(String, Vec<u8>)> {
    let outputs = project.outputs().into_iter();
    outputs.filter(|(path, _)| !path.starts_with("shards/")).collect()
}

#[test]
fn four_shards_joined_are_one_run() {
    let (project, whole) = project();
    for shard in ["3/4", "1/4", "2/4"] {
        build(&project, shard);
    }
    let said = merge(&project, 2);
    assert!(
        said.contains("E-SHARD-MISSING") && said.contains("gongwen build --shard 4/4"),
        "{said}"
    );
    assert_eq!(joined(&project), [], "nothing is written while one is missing");
    build(&project, "4/4");
    assert!(merge(&project, 0).contains("已合成 12 份报告"));
    assert_eq!(joined(&project), whole);
    // Again: the same.
    merge(&project, 0);
    assert_eq!(joined(&project), whole);
}

#[test]
fn shards_of_other_data_templates_or_counts_do_not_join() {
    let (project, _) = project();
    build(&project, "1/2");
    project.sow("第5镇", 900.0);
    build(&project, "2/2");
    let said = merge(&project, 2);
    assert!(
        said.contains("E-SHARDS-DIFFER") && said.contains("所用的数据不同"),
        "{said}"
    );
    build(&project, "1/2");
    project.edit("模板.md", "再获丰收", "喜获丰收");
    build(&project, "2/2");
    assert!(merge(&project, 2).contains("所用的模板不同"));
    build(&project, "1/2");
    merge(&project, 0);
    build(&project, "1/3");
    assert!(merge(&project, 2).contains("份数或报告的数目"));
}

#[test]
fn a_shard_whose_file_was_lost_is_run_again() {
    let (project, whole) = project();
    build(&project, "1/2");
    build(&project, "2/2");
    let outputs = project.outputs();
    let (lost, _) = outputs
        .iter()
        .find(|(path, _)| path.starts_with("shards/2-of-2") && path.ends_with(".pdf"))
        .unwrap();
    std::fs::write(project.path("output").join(lost), b"%PDF").unwrap();
    let said = merge(&project, 2);
    assert!(
        said.contains("E-SHARD-BROKEN") && said.contains("--shard 2/2"),
        "{said}"
    );
    std::fs::remove_file(project.path("output").join(lost)).unwrap();
    build(&project, "2/2");
    merge(&project, 0);
    assert_eq!(joined(&project), whole);
}

fn manifest(project: &Project) -> gongwen::manifest::Manifest {
    serde_json::from_slice(&project.read("output/manifest.json")).unwrap()
}

fn paths(files: &[gongwen::manifest::FileRecord]) -> Vec<&str> {
    files.iter().map(|file| file.path.as_str()).collect()
}

/// What earlier runs left in the folder that is joined into is known as one run knows it, and is never taken for a
/// person's later.
#[test]
fn joined_shards_know_what_earlier_runs_left() {
    let (project, _) = project();
    let (title, other) = (
        "# {{ 镇名 }}{{ 年 }}年农业工作总结",
        "# {{ 镇名 }}{{ 年 }}年农业工作报告",
    );
    let gone = "townships = [\"甲子镇\", \"乙丑镇\", \"第3镇\", \"第4镇\", \"第5镇\"]\nyear = 2023";
    // The same steps in one run each, then with shards.
    let steps = |sharded: bool| {
        assert_eq!(project.run(&["build"]).code, 0);
        project.edit("模板.md", title, other);
        project.edit("gongwen.toml", "year = 2023", gone);
        if sharded {
            build(&project, "1/2");
            build(&project, "2/2");
            let said = merge(&project, 0);
            assert!(said.contains("W-OUTPUT-LEFT") && said.contains("21 个"), "{said}");
        } else {
            assert_eq!(project.run(&["build"]).code, 0);
        }
        project.edit("模板.md", other, title);
        project.edit("gongwen.toml", gone, "year = 2023");
    };
    steps(false);
    let whole = joined(&project);
    std::fs::remove_dir_all(project.path("output")).unwrap();
    steps(true);
    assert_eq!(joined(&project), whole);
    let known = manifest(&project);
    assert_eq!(known.left.len(), 7 * 3);
    assert_eq!(
        paths(&known.reports.get(0).unwrap().outdated)[0],
        "甲子镇/甲子镇2023年农业工作总结.pdf"
    );
    project.sow("甲子镇", 70.0);
    project.sow("第7镇", 70.0);
    let run = project.run(&["build", "--lang", "zh-CN"]);
    assert!(!run.stderr.contains("W-OUTPUT"), "{}", run.stderr);
    assert_eq!(manifest(&project).left, []);
}

#[test]
fn what_is_out_of_date_in_a_shard_may_be_changed_or_gone() {
    let (project, _) = project();
    build(&project, "1/1");
    project.edit("模板.md", "农业工作总结", "农业工作报告");
    build(&project, "1/1");
    let old = |township: &str, extension: &str| format!("{township}/{township}2023年农业工作总结.{extension}");
    let shard = project.path("output/shards/1-of-1");
    std::fs::write(shard.join(old("甲子镇", "docx")), b"changed").unwrap();
    std::fs::remove_file(shard.join(old("甲子镇", "pdf"))).unwrap();
    merge(&project, 0);
    let outputs: Vec<String> = joined(&project).into_iter().map(|(path, _)| path).collect();
    let there = |extension| outputs.contains(&old("甲子镇", extension));
    assert!(there("trace.json") && !there("docx") && !there("pdf"), "{outputs:?}");
    let known = manifest(&project);
    let record = known.report("", "甲子镇").unwrap();
    assert_eq!(paths(&record.outdated), [old("甲子镇", "trace.json")]);
}

#[test]
fn a_cluster_tells_the_share() {
    let (project, _) = project();
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_gongwen"));
    command.current_dir(project.root()).env("JOB_COMPLETION_INDEX", "2");
    command.args(["build", "--shard", "auto/4"]).assert().success();
    assert!(project.path("output/shards/3-of-4/manifest.json").exists());
    let run = project.run(&["build", "--shard", "5/4"]);
    assert_eq!(run.code, 2);
}

#[test]
fn shards_whose_files_look_different_are_not_joined() {
    let (project, _) = project();
    build(&project, "1/2");
    let run = project.run(&["build", "--shard", "2/2", "--pdf-standard", "a-2b"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let said = merge(&project, 2);
    assert!(said.contains("E-SHARDS-DIFFER"), "{said}");
}

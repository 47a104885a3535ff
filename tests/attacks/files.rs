//! What is no ordinary file, and fonts that are none: told or passed over, never waited for.

use std::path::Path;
use std::process::Command;

use crate::project::{ONE_TOWNSHIP, Project};

/// A named pipe that nobody writes into: whoever opens it waits for ever.
fn pipe(project: &Project, path: &str) {
    let path = project.path(path);
    std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn project(template: &str) -> Project {
    Project::of(&[
        ("gongwen.toml", ONE_TOWNSHIP),
        ("模板.md", template),
        ("data/甲子镇/农业.csv", "项目,面积（亩）\n小麦,10\n"),
    ])
}

#[test]
fn a_named_pipe_is_never_opened_wherever_it_lies() {
    let fine = project("# 题\n\n正文。\n");
    for path in [
        "字体/甲.ttf",
        "data/甲子镇/管道.xlsx",
        "data/甲子镇/管道.md",
        "管道.pdf",
    ] {
        pipe(&fine, path);
    }
    let run = fine.run(&["build", "--fonts", "字体"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("W-FONT-FILE"), "{}", run.stderr);
    assert!(run.stderr.contains("不是普通文件"), "{}", run.stderr);
    for command in ["lint", "preview", "inspect"] {
        let run = fine.run(&[command, "管道.pdf"]);
        assert_ne!(run.code, 0, "{command}: {}{}", run.stdout, run.stderr);
    }

    let template = project("");
    std::fs::remove_file(template.path("模板.md")).unwrap();
    pipe(&template, "模板.md");
    assert_ne!(template.run(&["build"]).code, 0);
    std::fs::remove_file(template.path("gongwen.toml")).unwrap();
    pipe(&template, "gongwen.toml");
    assert_eq!(template.run(&["build"]).code, 2);
}

#[test]
fn a_font_file_that_is_none_is_told_even_when_no_role_asks_for_it() {
    let project = project("# 题\n\n正文。\n");
    project.write("字体/坏.ttf", b"broken");
    project.write("字体/空.otf", b"");
    let run = project.run(&["build", "--fonts", "字体"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    for name in ["“坏.ttf”", "“空.otf”"] {
        let lines = run.stderr.lines().filter(|line| line.contains(name));
        assert_eq!(lines.count(), 1, "{name}: {}", run.stderr);
    }
}

#[test]
fn an_error_of_the_system_is_told_in_the_user_s_words() {
    let project = project("# 题\n\n正文。\n");
    let run = project.run(&["lint", "没有.pdf"]);
    assert!(run.stderr.contains("没有这个文件"), "{}", run.stderr);
    assert!(!run.stderr.contains("os error"), "{}", run.stderr);
    let run = project.run(&["lint", "data", "--lang", "en"]);
    assert!(run.stderr.contains("it is a folder"), "{}", run.stderr);
}

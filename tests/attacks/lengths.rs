//! However long a text is, the run ends: it is printed, or its report fails and says so.

use std::time::{Duration, Instant};

use crate::project::{ONE_TOWNSHIP, Project, Run};

/// Characters of the texts.
const LENGTH: usize = 50_000;
/// Characters of each of many texts in one template, which has a bound of its own.
const EACH: usize = 8_000;

fn build(template: &str) -> Run {
    let files = [
        ("gongwen.toml", ONE_TOWNSHIP),
        ("模板.md", template),
        ("data/甲子镇/数.csv", "村名,面积\n甲村,1\n"),
    ];
    Project::of(&files).run(&["build"])
}

fn long(length: usize) -> String {
    let words = "鼎新镇2023年关于（一）加强“粮食”生产做好5%的工作";
    words.chars().cycle().take(length).collect()
}

/// The name of the files was cut one character at a time, each time counted anew: a minute for this title.
#[test]
fn a_title_of_fifty_thousand_characters_is_set_at_once() {
    let started = Instant::now();
    let run = build(&format!("# {}\n\n正文。\n", long(LENGTH)));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn every_element_may_be_long() {
    let text = long(EACH);
    let table = |caption: &str, name: &str| format!("表：{caption}\n\n| 村名 | 面积 |\n|:--|--:|\n| {name} | 5 |\n\n");
    let whole = format!(
        "# 题\n\n[目录]\n\n## {text}\n\n### {text}\n\n#### {text}\n\n##### {text}。\n- {text}\n- 乙\n\n1. {text}\n\n{}{}注：{text}\n\n{text}\n\n# 附件：{text}\n\n话。\n",
        table(&text, "甲村"),
        table("各村", &text),
    );
    let run = build(&whole);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let run = build(&format!("# 题\n\n正文[^甲]。\n\n[^甲]: {text}\n"));
    assert!(run.code == 1 && run.stderr.contains("E-NOTES-LONG"), "{}", run.stderr);
}

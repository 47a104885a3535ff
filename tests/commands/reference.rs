//! The pages of docs/ that are made from the program, and the two READMEs.

use std::collections::BTreeSet;
use std::path::Path;

use super::{answer, keep};

/// The commands, as the help lists them.
pub(super) fn commands() -> Vec<String> {
    let help = answer(&["--help", "--lang", "en"]);
    let listed = help.split("Commands:\n").nth(1).unwrap();
    let listed = listed.split("\n\n").next().unwrap().lines();
    listed
        // A text that goes on stands further in.
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_page_of_filters_is_what_the_program_says() {
    let page = format!(
        "# 过滤器 · Filters\n\n本页由 `gongwen filters` 生成。This page is the output of `gongwen filters`.\n\n## 中文\n\n{}\n## English\n\n{}",
        answer(&["filters", "--lang", "zh-CN"]),
        answer(&["filters", "--lang", "en"]),
    );
    keep("docs/filters.md", &page);
}

#[test]
fn the_page_of_rules_is_what_the_program_says() {
    let page = format!(
        "# 规则 · Rules\n\n本页由 `gongwen lint` 生成。This page is the output of `gongwen lint`.\n\n## 中文\n\n{}\n## English\n\n{}",
        answer(&["lint", "--lang", "zh-CN"]),
        answer(&["lint", "--lang", "en"]),
    );
    keep("docs/lint.md", &page);
}

fn named_commands(readme: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(readme);
    let text = std::fs::read_to_string(path).unwrap();
    let calls = text.split("gongwen ").skip(1).chain(text.split("-- ").skip(1));
    let words = calls.map(|rest| rest.chars().take_while(char::is_ascii_lowercase).collect::<String>());
    let known = commands();
    words.filter(|word| known.contains(word)).collect()
}

#[test]
fn both_readmes_name_the_same_commands_and_every_one() {
    let english = named_commands("README.md");
    assert_eq!(english, named_commands("README.zh-CN.md"));
    assert_eq!(english, commands().into_iter().collect());
}

/// A page without its examples.
fn without_code(page: &str) -> String {
    let mut fenced = false;
    let mut text = String::new();
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            line.split('`').step_by(2).for_each(|part| text.push_str(part));
        }
    }
    text
}

#[test]
fn the_links_of_the_readmes_and_pages_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in [
        "README.md",
        "README.zh-CN.md",
        "docs/filters.md",
        "docs/lint.md",
        "docs/messages.md",
        "docs/bulk.md",
        "docs/mapping.md",
        "docs/configuration.md",
        "docs/template.md",
        "docs/模板.md",
    ] {
        let text = without_code(&std::fs::read_to_string(root.join(page)).unwrap());
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => root.join(page),
                file => root.join(page).parent().unwrap().join(file),
            };
            // The picture is made from the sample's pages after the rest.
            assert!(target.exists() || file == "docs/page.png", "{page}: {link}");
            if !anchor.is_empty() {
                let target = std::fs::read_to_string(target).unwrap();
                assert!(
                    target.lines().any(|line| line == format!("## {anchor}")),
                    "{page}: {link}"
                );
            }
        }
    }
}

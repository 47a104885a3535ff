//! The pages of docs/ that are made from the program, and the two READMEs.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

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

#[test]
fn the_page_of_the_configuration_is_made_from_the_schema() {
    let schema: Value = serde_json::from_str(&answer(&["schema"])).unwrap();
    let mut page = String::from(
        "# gongwen.toml\n\nThis page is made from the output of `gongwen schema`, with which editors complete and check the file. \
         The sample's [gongwen.toml](../input/gongwen.toml) shows every part in use, with comments in Chinese.\n",
    );
    for (key, section) in schema["properties"].as_object().unwrap() {
        let list = if section["type"] == "array" {
            format!("[[{key}]]")
        } else {
            format!("[{key}]")
        };
        page += &format!("\n## `{list}`\n\n{}\n", text(section));
        if let Some(name) = definition(section) {
            page += &describe(&schema, &name);
        }
    }
    for name in ["FieldSettings", "Selector"] {
        let title = if name == "Selector" {
            "`base`, `target`"
        } else {
            "`fields` of `[[rows]]`"
        };
        page += &format!("\n## {title}\n{}", describe(&schema, name));
    }
    keep("docs/configuration.md", &page);
}

/// The definition that a schema points to: itself, as a list's items, or as what may also be left out.
fn definition(schema: &Value) -> Option<String> {
    let variants = schema["anyOf"].as_array().into_iter().flatten();
    [schema, &schema["items"]]
        .into_iter()
        .chain(variants)
        .find_map(|one| one["$ref"].as_str())
        .map(|path| path.rsplit('/').next().unwrap().to_owned())
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// A definition's words and a table of its keys.
fn describe(schema: &Value, name: &str) -> String {
    let definition = &schema["$defs"][name];
    let mut page = format!(
        "\n{}\n\n| key | value | default | meaning |\n|---|---|---|---|\n",
        text(definition)
    );
    for (key, property) in definition["properties"].as_object().unwrap() {
        let default = property.get("default").filter(|value| !value.is_null());
        let default = default.map(|value| format!("`{value}`")).unwrap_or_default();
        let meaning = text(property).replace('|', "\\|");
        page += &format!("| `{key}` | {} | {default} | {meaning} |\n", value_of(schema, property));
    }
    page
}

/// What stands behind a key: a type, or the words that may stand there.
fn value_of(schema: &Value, property: &Value) -> String {
    if let Some(name) = definition(property) {
        let target = &schema["$defs"][&name];
        let choices = target["oneOf"].as_array().into_iter().flatten();
        let words: Vec<String> = choices
            .filter_map(|one| Some(format!("`\"{}\"`", one["const"].as_str()?)))
            .collect();
        let choice = if words.is_empty() {
            "a table, see below".to_owned()
        } else {
            words.join(", ")
        };
        let list = [&property["type"], &property["type"][0]].contains(&&Value::from("array"));
        return if list { format!("a list of {choice}") } else { choice };
    }
    let kind = property["type"].get(0).unwrap_or(&property["type"]);
    let kind = kind.as_str().unwrap_or_default();
    match kind {
        "string" => "a text",
        "integer" => "a whole number",
        "boolean" => "`true` or `false`",
        "array" => "a list of texts",
        "object" => "a table of lists of texts",
        other => other,
    }
    .to_owned()
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
        "docs/configuration.md",
        "docs/template.md",
        "docs/模板.md",
    ] {
        let text = without_code(&std::fs::read_to_string(root.join(page)).unwrap());
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            // The picture is made from the sample's pages after the rest.
            if link != "docs/page.png" {
                let target = root.join(page).parent().unwrap().join(link);
                assert!(target.exists(), "{page}: {link}");
            }
        }
    }
}

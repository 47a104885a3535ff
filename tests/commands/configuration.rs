//! `docs/configuration.md`: made from the JSON Schema, so that every key and word that the reader takes stands on it.

use std::path::Path;

use serde_json::Value;

use super::{answer, keep};

/// A table of gongwen.toml: what it is called wherever it may stand, what is said of it there, and the definition of its
/// keys; none where any name may be a key.
struct Table {
    titles: Vec<String>,
    words: String,
    definition: Option<String>,
}

#[test]
fn the_page_of_the_configuration_is_made_from_the_schema() {
    let schema = schema();
    let mut page = String::from(
        "# gongwen.toml\n\nThis page is made from the output of `gongwen schema`, with which editors complete and check the file. \
         The sample's [gongwen.toml](../input/gongwen.toml) shows every part in use, with comments in Chinese; what comes of \
         each way to find a figure: [mapping.md](mapping.md).\n",
    );
    for table in tables(&schema) {
        page += &format!("\n## `{}`\n", table.titles.join("`, `"));
        if !table.words.is_empty() {
            page += &format!("\n{}\n", table.words);
        }
        if let Some(name) = table.definition {
            page += &describe(&schema, &name);
        }
    }
    page += &words(&schema);
    keep("docs/configuration.md", &page);
}

#[test]
fn every_key_that_the_reader_takes_stands_on_the_page() {
    let schema = schema();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = std::fs::read_to_string(page).unwrap().replace("\r\n", "\n");
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        for (key, _) in keys(&schema, name) {
            let mut sections = page.split("\n## ");
            let section = sections.find(|section| section.contains(&format!("\n{}\n", text(definition))));
            let section = section.unwrap_or_else(|| panic!("{name} stands nowhere"));
            assert!(section.contains(&format!("\n| `{key}` | ")), "{key} of {name}");
        }
    }
    let reader = include_str!("../../src/config/sections.rs")
        .split("const SECTIONS")
        .nth(1);
    let sections: Vec<&str> = reader.unwrap().split("];").next().unwrap().split('"').collect();
    let heads = |key: &str| [format!("\n## `[{key}]`\n"), format!("\n## `[[{key}]]`\n")];
    let sections = sections.into_iter().skip(1).step_by(2);
    let missing: Vec<&str> = sections
        .filter(|key| !heads(key).iter().any(|head| page.contains(head)))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn schema() -> Value {
    serde_json::from_str(&answer(&["schema"])).unwrap()
}

/// The sections of the file, then the tables that stand in them, each once.
fn tables(schema: &Value) -> Vec<Table> {
    let sections = schema["properties"].as_object().unwrap().iter();
    let mut tables: Vec<Table> = sections
        .map(|(key, section)| Table {
            titles: vec![if is_list(section) {
                format!("[[{key}]]")
            } else {
                format!("[{key}]")
            }],
            words: text(section),
            definition: definition(section),
        })
        .collect();
    let mut next = 0;
    while let Some(table) = tables.get(next) {
        let (parent, own) = (table.titles[0].clone(), table.definition.clone());
        for (key, property) in own.iter().flat_map(|name| keys(schema, name)) {
            let Some(name) = definition(property).filter(|name| !keys(schema, name).is_empty()) else {
                continue;
            };
            let title = if is_list(property) {
                parent.replace("]]", &format!(".{key}]]"))
            } else {
                format!("{key}` of `{parent}")
            };
            match tables.iter_mut().find(|table| table.definition.as_ref() == Some(&name)) {
                Some(known) => known.titles.push(title),
                None => tables.push(Table {
                    titles: vec![title],
                    words: String::new(),
                    definition: Some(name),
                }),
            }
        }
        next += 1;
    }
    tables
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

fn keys<'s>(schema: &'s Value, name: &str) -> Vec<(&'s String, &'s Value)> {
    let properties = schema["$defs"][name]["properties"].as_object();
    properties.into_iter().flatten().collect()
}

fn is_list(schema: &Value) -> bool {
    kind(schema) == "array"
}

fn kind(schema: &Value) -> &str {
    let kind = schema["type"].get(0).unwrap_or(&schema["type"]);
    kind.as_str().unwrap_or_default()
}

fn text(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// A definition's words and a table of its keys.
fn describe(schema: &Value, name: &str) -> String {
    let mut page = format!(
        "\n{}\n\n| key | value | default | meaning |\n|---|---|---|---|\n",
        text(&schema["$defs"][name])
    );
    for (key, property) in keys(schema, name) {
        let default = property.get("default").filter(|value| !value.is_null());
        let default = default.map(|value| format!("`{value}`")).unwrap_or_default();
        let meaning = text(property).replace('|', "\\|");
        page += &format!("| `{key}` | {} | {default} | {meaning} |\n", value_of(schema, property));
    }
    page
}

/// What stands behind a key: a type, or the words that may stand there.
fn value_of(schema: &Value, property: &Value) -> String {
    let one = definition(property).map_or_else(|| plain(property).to_owned(), |name| defined(schema, &name));
    if is_list(property) && definition(property).is_some() {
        format!("a list of {one}")
    } else {
        one
    }
}

fn defined(schema: &Value, name: &str) -> String {
    let choices = choices(&schema["$defs"][name]);
    if !keys(schema, name).is_empty() {
        "a table, see below".to_owned()
    } else if choices.is_empty() {
        plain(&schema["$defs"][name]).to_owned()
    } else {
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`\"{word}\"`")).collect();
        words.join(", ")
    }
}

fn plain(schema: &Value) -> &str {
    match kind(schema) {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" if schema["prefixItems"][0]["type"] == "string" => "two texts",
        "array" if schema["prefixItems"].is_array() => "two numbers",
        "array" => "a list of texts",
        other => panic!("{other} is not known to this page"),
    }
}

fn choices(definition: &Value) -> Vec<(&str, String)> {
    let choices = definition["oneOf"].as_array().into_iter().flatten();
    choices
        .filter_map(|one| Some((one["const"].as_str()?, text(one))))
        .collect()
}

/// What each word means, by the keys behind which it may stand.
fn words(schema: &Value) -> String {
    let mut page = String::from("\n## What the words mean\n\n| key | word | meaning |\n|---|---|---|\n");
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, one) in definitions {
        let all = definitions.keys().flat_map(|owner| keys(schema, owner));
        let takes = all.filter(|(_, property)| definition(property).as_ref() == Some(name));
        let mut takes: Vec<String> = takes.map(|(key, _)| format!("`{key}`")).collect();
        takes.sort();
        takes.dedup();
        for (word, meaning) in choices(one) {
            page += &format!("| {} | `\"{word}\"` | {meaning} |\n", takes.join(", "));
        }
    }
    page
}

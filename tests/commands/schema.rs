//! The JSON Schema: it accepts the projects that are shipped and refuses what the program refuses.

use serde_json::{Value, json};

use super::answer;

/// What a value breaks of a schema; only the words that our schema uses are known, any other fails.
fn broken(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, rule) in schema.as_object().unwrap() {
        found.extend(match word.as_str() {
            "$ref" => {
                let name = rule.as_str().unwrap().trim_start_matches("#/$defs/");
                broken(root, &root["$defs"][name], value, at)
            }
            "type" => wrong_type(rule, value, at),
            "const" if rule != value => vec![format!("{at}: {value} is not {rule}")],
            "enum" if !rule.as_array().unwrap().contains(value) => vec![format!("{at}: {value} is none of {rule}")],
            "anyOf" | "oneOf" => {
                let variants = rule.as_array().unwrap().iter().map(|one| broken(root, one, value, at));
                variants.min_by_key(Vec::len).unwrap_or_default()
            }
            "properties" => object(root, schema, value, at),
            "additionalProperties" if schema.get("properties").is_none() => values(root, rule, value, at),
            "items" => items(root, rule, value, at),
            "required" => {
                let missing = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|key| value.get(key.as_str().unwrap()).is_none());
                missing.map(|key| format!("{at}: {key} is missing")).collect()
            }
            "minimum" if value.as_f64() < rule.as_f64() => vec![format!("{at}: {value} is below {rule}")],
            "maximum" if value.as_f64() > rule.as_f64() => vec![format!("{at}: {value} is above {rule}")],
            "const"
            | "enum"
            | "additionalProperties"
            | "minimum"
            | "maximum"
            | "prefixItems"
            | "minItems"
            | "maxItems"
            | "default"
            | "description"
            | "title"
            | "format"
            | "$schema"
            | "$defs" => Vec::new(),
            other => panic!("{at}: {other} is not known to this test"),
        });
    }
    found
}

fn wrong_type(rule: &Value, value: &Value, at: &str) -> Vec<String> {
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = rule == own
        || rule
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind == own));
    if fits {
        Vec::new()
    } else {
        vec![format!("{at}: {own} instead of {rule}")]
    }
}

fn object(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (key, part) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(key) {
            Some(property) => found.extend(broken(root, property, part, &format!("{at}.{key}"))),
            None if schema["additionalProperties"] == false => found.push(format!("{at}: {key} is unknown")),
            None => {}
        }
    }
    found
}

fn values(root: &Value, rule: &Value, value: &Value, at: &str) -> Vec<String> {
    let parts = value.as_object().into_iter().flatten();
    parts
        .flat_map(|(key, part)| broken(root, rule, part, &format!("{at}.{key}")))
        .collect()
}

fn items(root: &Value, rule: &Value, value: &Value, at: &str) -> Vec<String> {
    let parts = value.as_array().into_iter().flatten().enumerate();
    parts
        .flat_map(|(index, part)| broken(root, rule, part, &format!("{at}[{index}]")))
        .collect()
}

fn problems(config: &str) -> Vec<String> {
    let schema: Value = serde_json::from_str(&answer(&["schema"])).unwrap();
    let value: Value = toml::from_str(config).unwrap();
    broken(&schema, &schema, &value, "gongwen.toml")
}

#[test]
fn the_schema_accepts_the_shipped_projects() {
    for config in [
        include_str!("../../input/gongwen.toml"),
        include_str!("../../src/cli/init/gongwen.toml"),
        crate::project::CONFIG,
    ] {
        assert_eq!(problems(config), Vec::<String>::new());
    }
}

#[test]
fn the_schema_refuses_unknown_keys_and_wrong_types() {
    let wrong = "[job]\nyaer = 2023\nyear = \"2023\"\n[style]\nprofile = \"tight\"\n[[indicator]]\nname = 5\n[other]\n";
    let found = problems(wrong).join("\n");
    for part in [
        "yaer is unknown",
        ".year: string",
        "profile",
        "indicator[0].name: integer",
        "other is unknown",
    ] {
        assert!(found.contains(part), "{part} in {found}");
    }
    assert_eq!(wrong_type(&json!("string"), &json!("x"), ""), Vec::<String>::new());
}

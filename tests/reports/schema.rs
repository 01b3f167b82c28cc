//! The report fits its published schema; a small reader of JSON Schema is enough for that.

use std::process::Command;

use serde_json::Value;
use suite::report;

use crate::made_up::report as made_up;

fn schema() -> Value {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/report.schema.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Every way in which a value does not fit; a keyword that this does not know is one, and an unnamed member too.
fn misfits(value: &Value, schema: &Value, root: &Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                found.extend(misfits(value, root.pointer(pointer).unwrap(), root, place));
            }
            "const" if value != rule => found.push(format!("{place} is not {rule}")),
            "enum" if !rule.as_array().unwrap().contains(value) => {
                found.push(format!("{place} is {value}, none of {rule}"));
            }
            "minimum" if value.as_i64() < rule.as_i64() => found.push(format!("{place} < {rule}")),
            "$schema" | "$defs" | "title" | "description" | "const" | "enum" | "minimum" => {}
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_u64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    _ => false,
                };
                let fits = rule
                    .as_array()
                    .map_or_else(|| is(rule), |names| names.iter().any(is));
                if !fits {
                    found.push(format!("{place} is no {rule}"));
                }
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        found.push(format!("{place} has no {name}"));
                    }
                }
            }
            "properties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    match rule.get(name) {
                        Some(rule) => {
                            found.extend(misfits(member, rule, root, &format!("{place}.{name}")));
                        }
                        None => found.push(format!("the schema does not tell of {place}.{name}")),
                    }
                }
            }
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    found.extend(misfits(item, rule, root, &format!("{place}[{at}]")));
                }
            }
            other => found.push(format!("the keyword {other} is not read")),
        }
    }
    found
}

#[test]
fn a_report_with_every_outcome_fits_the_schema() {
    let report: Value = serde_json::from_str(&report::json(&made_up("it")).unwrap()).unwrap();

    let schema = schema();

    assert_eq!(
        misfits(&report, &schema, &schema, "report"),
        Vec::<String>::new()
    );
}

#[test]
fn a_report_of_the_program_fits_the_schema() {
    let output = Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .args(["run", "--report", "json=-", "07_3_acknowledgement"])
        .output()
        .unwrap();

    let report: Value = serde_json::from_slice(&output.stdout).unwrap();

    let schema = schema();
    assert_eq!(
        misfits(&report, &schema, &schema, "report"),
        Vec::<String>::new()
    );
}

#[test]
fn a_renamed_member_does_not_fit() {
    let text = report::json(&made_up("it")).unwrap();
    let renamed = text.replace("\"duration_ms\"", "\"milliseconds\"");
    let report: Value = serde_json::from_str(&renamed).unwrap();

    let schema = schema();

    assert!(!misfits(&report, &schema, &schema, "report").is_empty());
}

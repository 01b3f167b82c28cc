//! Compares the shape of what the tenant answered with that of what the fake answers, by the reviewed snapshots.
//!
//! Both are redacted by the same redactor, so that the file can be shown to anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use regex::Regex;
use serde_json::Value;
use suite::report::RunReport;

const SNAPSHOTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/exchanges");
const FILE: &str = "authlete-drift.md";

/// One kind of answer: how many there were, and the members with their types.
#[derive(Default)]
struct Shape {
    answers: usize,
    members: BTreeMap<String, Member>,
}

#[derive(Default)]
struct Member {
    types: BTreeSet<&'static str>,
    times: usize,
}

/// By API, status and action.
type Shapes = BTreeMap<String, Shape>;

/// Where a tenant and the fake differ.
pub(crate) struct Drift {
    lines: Vec<String>,
    file: PathBuf,
}

impl Drift {
    pub(crate) fn summary(&self) -> String {
        if self.lines.is_empty() {
            return "no drift: the tenant's answers have the shape of the fake's".to_owned();
        }
        let count = match self.lines.len() {
            1 => "1 difference".to_owned(),
            several => format!("{several} differences"),
        };
        format!(
            "{count} in shape between the tenant and the fake, in {}: please send us that file",
            self.file.display()
        )
    }
}

/// Compares a run with the snapshots, and writes the differences to a file if there are any.
pub(crate) fn report(report: &RunReport) -> anyhow::Result<Drift> {
    let mut fake = Shapes::new();
    collect(Path::new(SNAPSHOTS), &mut fake)?;
    let mut live = Shapes::new();
    for scenario in &report.scenarios {
        add(&scenario.transcript, &mut live);
    }
    let lines = differences(&fake, &live);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(FILE);
    if !lines.is_empty() {
        let text = format!(
            "# Where Authlete and its fake differ\n\nShapes only: names and types of members, no values.\n\n{}\n",
            lines.join("\n")
        );
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    } else if file.exists() {
        // What an earlier run found is not so any more.
        std::fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    Ok(Drift { lines, file })
}

fn collect(folder: &Path, shapes: &mut Shapes) -> anyhow::Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, shapes)?;
        } else {
            add(&std::fs::read_to_string(&path)?, shapes);
        }
    }
    Ok(())
}

/// Adds the answers of Authlete in a transcript.
fn add(transcript: &str, shapes: &mut Shapes) {
    let blocks = transcript.split("OP -> Authlete\n").skip(1);
    for block in blocks {
        let lines = block.lines().map(str::trim_start);
        let mut request = lines.clone().filter_map(|line| line.strip_prefix("> "));
        let answer: Vec<_> = lines
            .take_while(|line| line.starts_with('>') || line.starts_with('<'))
            .filter_map(|line| line.strip_prefix('<'))
            .collect();
        let Some(call) = request.next() else { continue };
        let status = answer.first().copied().unwrap_or_default().trim();
        let body = answer.iter().skip_while(|line| !line.trim().is_empty());
        let body = body.copied().collect::<Vec<_>>().join("\n");
        if body.trim().is_empty() {
            continue;
        }
        let body = parsed(&body);
        let action = match &body {
            Some(body) => body["action"].as_str().unwrap_or("no action"),
            None => "no JSON",
        };
        let key = format!("{}, {status}, {action}", without_service(call));
        let shape = shapes.entry(key).or_default();
        shape.answers += 1;
        members("", &body.unwrap_or_default(), shape);
    }
}

/// `POST /api/123/auth/token` and `POST /api/auth/token` are the same call.
fn without_service(call: &str) -> String {
    let call = call.split('?').next().unwrap_or_default();
    call.split('/')
        .filter(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()))
        .collect::<Vec<_>>()
        .join("/")
}

/// The redactor leaves placeholders where numbers were.
fn parsed(body: &str) -> Option<Value> {
    let placeholder = Regex::new(r"(:\s*)\[[a-z_]+( #\d+)?\]").ok()?;
    serde_json::from_str(&placeholder.replace_all(body, "${1}0")).ok()
}

fn members(place: &str, value: &Value, shape: &mut Shape) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "flag",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    if !place.is_empty() {
        let member = shape.members.entry(place.to_owned()).or_default();
        member.types.insert(kind);
        member.times += 1;
    }
    match value {
        Value::Object(members_of) => {
            for (name, value) in members_of {
                members(&format!("{place}.{name}"), value, shape);
            }
        }
        Value::Array(items) => {
            for item in items {
                members(&format!("{place}[]"), item, shape);
            }
        }
        // What the client gets is JSON inside a text.
        Value::String(text) if place == ".responseContent" => {
            if let Some(content @ Value::Object(_)) = parsed(text) {
                members(place, &content, shape);
            }
        }
        _ => (),
    }
}

fn differences(fake: &Shapes, live: &Shapes) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, theirs) in live {
        let Some(ours) = fake.get(key) else {
            lines.push(format!("- {key}: the fake never answers so"));
            continue;
        };
        for (name, theirs) in &theirs.members {
            let types = &theirs.types;
            match ours.members.get(name) {
                None => lines.push(format!(
                    "- {key}: `{name}` ({types:?}) is not in the fake's answer"
                )),
                Some(ours) if !types.is_subset(&ours.types) => lines.push(format!(
                    "- {key}: `{name}` is {types:?}, the fake's is {:?}",
                    ours.types
                )),
                Some(_) => (),
            }
        }
        for (name, member) in &ours.members {
            // What the fake's answer always has, and is no part of a list.
            let always = member.times >= ours.answers && !name.contains("[]");
            if always && !theirs.members.contains_key(name) {
                lines.push(format!(
                    "- {key}: `{name}` is in every answer of the fake, and in none here"
                ));
            }
        }
    }
    lines
}

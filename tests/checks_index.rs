//! `fixtures/checks.toml` says in which functions checks and steps name a requirement or an oracle rule, for `explain`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use regex::Regex;

const FILE: &str = "fixtures/checks.toml";
const FOLDERS: [&str; 2] = ["suite/src/checks", "suite/src/op_under_test/steps"];

type Index = BTreeMap<String, Vec<String>>;

#[test]
fn the_index_of_checks_is_what_the_sources_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut index = Index::new();
    for folder in FOLDERS {
        let mut files: Vec<_> = std::fs::read_dir(root.join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| Path::new(name).extension().is_some_and(|end| end == "rs"))
            .collect();
        files.sort();
        for name in files {
            let text = std::fs::read_to_string(root.join(folder).join(&name)).unwrap();
            read(&format!("{folder}/{name}"), &text, &mut index);
        }
    }

    let wanted = written(&index);
    let found = std::fs::read_to_string(root.join(FILE)).unwrap_or_default();
    if found != wanted {
        std::fs::write(root.join(format!("{FILE}.new")), &wanted).unwrap();
        panic!("{FILE} is stale: look at {FILE}.new, and put it in its place");
    }
}

#[test]
fn a_name_belongs_to_the_function_around_it_and_to_the_constant_below_its_comment() {
    let mut index = Index::new();
    let source = "/// See O7.\nconst A: &str = \"CIBA-1-01\";\n\nfn f() {\n    g(\"CIBA-1-01\");\n}\n\
                  #[cfg(test)]\nmod tests {\n    fn t() { g(\"CIBA-1-02\"); }\n}\n";

    read("a.rs", source, &mut index);

    let places = vec!["a.rs, A".to_owned(), "a.rs, f".to_owned()];
    let expected = [
        ("CIBA-1-01".to_owned(), places),
        ("O7".to_owned(), vec!["a.rs, A".to_owned()]),
    ];
    assert_eq!(index, Index::from(expected));
}

/// Adds what a file names, but for its tests.
fn read(file: &str, text: &str, index: &mut Index) {
    let item = Regex::new(
        r"^(?:pub(?:\([a-z]+\))? )?(?:const |async )*(?:fn|const|static|struct|enum) (\w+)",
    )
    .unwrap();
    let item_of_const = Regex::new(r"^(?:pub(?:\([a-z]+\))? )?(?:const|static) (\w+):").unwrap();
    let name = Regex::new(r#""((?:CIBA|C)-[A-Za-z0-9.]+-[0-9]+)"|\b(O[0-9]{1,2})\b"#).unwrap();
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut around = None;
    let mut before_an_item: Vec<String> = Vec::new();
    for line in text.lines() {
        let found = item_of_const.captures(line).or_else(|| item.captures(line));
        let names = name.captures_iter(line);
        let names = names.map(|found| found.get(1).or(found.get(2)).unwrap().as_str().to_owned());
        if let Some(found) = found {
            around = Some(found[1].to_owned());
            before_an_item.extend(names);
            for id in before_an_item.drain(..) {
                add(index, id, file, around.as_deref());
            }
        } else if line.starts_with("//") || line.starts_with("#[") {
            before_an_item.extend(names);
        } else {
            names.for_each(|id| add(index, id, file, around.as_deref()));
        }
    }
}

fn add(index: &mut Index, id: String, file: &str, around: Option<&str>) {
    let place = around.map_or_else(|| file.to_owned(), |around| format!("{file}, {around}"));
    let places = index.entry(id).or_default();
    if !places.contains(&place) {
        places.push(place);
    }
}

fn written(index: &Index) -> String {
    let mut text = "# Where checks and steps name a requirement or an oracle rule; generated, and held against the \
                    sources by\n# tests/checks_index.rs.\n\n"
        .to_owned();
    for (id, places) in index {
        let _ = writeln!(text, "\"{id}\" = [");
        for place in places {
            let _ = writeln!(text, "    \"{place}\",");
        }
        text.push_str("]\n");
    }
    text
}

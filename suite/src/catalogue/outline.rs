use gherkin::{Scenario, Step};

/// One runnable example of a scenario.
pub(super) struct Example {
    /// The last part of the id.
    pub(super) slug: String,
    /// The title, placeholders filled in.
    pub(super) title: String,
    /// The steps, placeholders filled in.
    pub(super) steps: Vec<Step>,
}

/// The examples of an outline, or the scenario itself.
pub(super) fn expand(scenario: &Scenario) -> Vec<Example> {
    let tables: Vec<_> = scenario
        .examples
        .iter()
        .filter_map(|examples| examples.table.as_ref())
        .collect();
    if tables.is_empty() {
        return vec![Example {
            slug: kebab(&scenario.name),
            title: scenario.name.clone(),
            steps: scenario.steps.clone(),
        }];
    }
    let mut expanded = Vec::new();
    for table in tables {
        let Some((header, rows)) = table.rows.split_first() else {
            continue;
        };
        for row in rows {
            expanded.push(example(scenario, header, row));
        }
    }
    expanded
}

fn example(scenario: &Scenario, header: &[String], row: &[String]) -> Example {
    let fill = |text: &str| {
        header
            .iter()
            .zip(row)
            .fold(text.to_owned(), |text, (name, value)| {
                text.replace(&format!("<{name}>"), value)
            })
    };
    let steps = scenario
        .steps
        .iter()
        .map(|step| {
            let mut step = step.clone();
            step.value = fill(&step.value);
            step.docstring = step.docstring.as_deref().map(fill);
            step
        })
        .collect();
    let bare = header.iter().fold(scenario.name.clone(), |title, name| {
        title.replace(&format!("<{name}>"), "")
    });
    Example {
        slug: format!(
            "{}/{}",
            kebab(&bare),
            kebab(row.first().map_or("", String::as_str))
        ),
        title: fill(&scenario.name),
        steps,
    }
}

/// Lower case, words joined by hyphens: `Two hints are refused` becomes `two-hints-are-refused`.
fn kebab(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            slug.extend(c.to_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn a_title_becomes_a_slug() {
        assert_eq!(kebab("Two hints are refused"), "two-hints-are-refused");
        assert_eq!(kebab("A `login_hint`, and more."), "a-login_hint-and-more");
    }
}

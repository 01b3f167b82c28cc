use std::collections::BTreeMap;

/// What stands before the path of a key that a variable replaces: `CIBA_TARGET__LIMITS__CONCURRENCY`.
const OVERRIDE: &str = "CIBA_TARGET__";
const LEVEL: &str = "__";

/// The environment variables, read once.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

/// A variable that sets a key of the target file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Override<'a> {
    pub(super) variable: &'a str,
    /// The key, from the top of the file.
    pub(super) path: Vec<&'a str>,
    pub(super) value: &'a str,
}

impl Environment {
    /// The variables of this process; what is not text is left out.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// The value of a variable.
    pub fn get(&self, variable: &str) -> Option<&str> {
        self.variables.get(variable).map(String::as_str)
    }

    /// Whether the user wants no colours from any program (<https://no-color.org>).
    pub fn wants_no_colours(&self) -> bool {
        self.get("NO_COLOR").is_some_and(|value| !value.is_empty())
    }

    /// The keys of the target file that the environment sets.
    pub(super) fn overrides(&self) -> impl Iterator<Item = Override<'_>> {
        self.variables.iter().filter_map(|(variable, value)| {
            let path = variable.strip_prefix(OVERRIDE)?;
            Some(Override {
                variable,
                path: path.split(LEVEL).collect(),
                value,
            })
        })
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self {
            variables: variables.into_iter().collect(),
        }
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        variables
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }
}

/// The values may be secrets: only the names are shown.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.variables.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn only_variables_with_the_prefix_set_keys() {
        let environment = Environment::from([
            ("CIBA_TARGET", "op.toml"),
            ("CIBA_TARGET__CLIENTS__POLL_BASIC__SCOPE", "openid"),
            ("HOME", "/"),
        ]);

        let paths: Vec<_> = environment.overrides().map(|one| one.path).collect();

        assert_eq!(paths, [["CLIENTS", "POLL_BASIC", "SCOPE"]]);
    }

    #[test]
    fn values_do_not_show_themselves() {
        let environment = Environment::from([("SECRET", "s3cr3t")]);

        assert_eq!(format!("{environment:?}"), "{\"SECRET\"}");
    }
}

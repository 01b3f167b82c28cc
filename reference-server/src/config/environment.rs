//! The environment variables that the server knows.

use std::collections::HashMap;

use crate::secret::Secret;

/// Environment variables by name. One that is set to nothing counts as unset.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: HashMap<String, Secret>,
}

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("CIBA_") || name.starts_with("AUTHLETE_"))
            .collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        let value = self.variables.get(name)?.expose();
        (!value.is_empty()).then(|| value.to_owned())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables = variables.into_iter();
        Self {
            variables: variables
                .map(|(name, value)| (name.into(), Secret::from(value.into())))
                .collect(),
        }
    }
}

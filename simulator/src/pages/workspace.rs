//! The workspace that a page belongs to.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;

use super::error::PageError;
use super::links;
use crate::question::check_workspace;

/// Names that the simulator needs itself.
const TAKEN: &[&str] = &["api", "assets"];

/// A plain name or `namespace/project`, from the path.
pub(super) struct Workspace {
    pub(super) name: String,
}

impl Workspace {
    /// From what somebody typed.
    pub(super) fn typed(namespace: &str, project: &str) -> Option<Self> {
        let parts = [namespace.trim(), project.trim()];
        parts.iter().all(|part| is_name(part)).then(|| Self {
            name: parts.join("/"),
        })
    }

    /// The address of a page of this workspace.
    pub(super) fn link(&self, rest: &[&str]) -> String {
        links::path(self.name.split('/').chain(rest.iter().copied()))
    }
}

/// Short, and the same in an address as on paper.
fn is_name(text: &str) -> bool {
    let fits = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    (1..=40).contains(&text.len()) && text.chars().all(fits) && !TAKEN.contains(&text)
}

impl<S: Send + Sync> FromRequestParts<S> for Workspace {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let parameters = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| PageError::UnknownPage)?;
        let value = |wanted: &str| {
            let mut all = parameters.iter();
            all.find_map(|(name, value)| (name == wanted).then_some(value))
        };
        let namespace = value("namespace").ok_or(PageError::UnknownPage)?;
        if TAKEN.contains(&namespace) {
            return Err(PageError::UnknownPage);
        }
        let name = match value("project") {
            Some(project) => format!("{namespace}/{project}"),
            None => namespace.to_owned(),
        };
        check_workspace(&name).map_err(|_| PageError::UnknownPage)?;
        Ok(Self { name })
    }
}

/// The user of the path.
pub(super) struct User(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for User {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let parameters = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| PageError::UnknownPage)?;
        let mut all = parameters.iter();
        all.find_map(|(name, value)| (name == "user").then(|| Self(value.to_owned())))
            .ok_or(PageError::UnknownPage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_types_is_a_name_or_nothing() {
        let typed =
            |namespace, project| Workspace::typed(namespace, project).map(|typed| typed.name);

        assert_eq!(typed(" demo", "shop-1 "), Some("demo/shop-1".to_owned()));
        for wrong in ["", " ", "a b", "a/b", "..", "é", "<b>", "api", "assets"] {
            assert_eq!(typed(wrong, "shop"), None, "{wrong}");
        }
        assert_eq!(typed("demo", &"x".repeat(41)), None);
    }
}

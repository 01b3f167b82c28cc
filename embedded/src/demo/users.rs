//! The users of `fixtures/`, and nobody.

use serde::Deserialize;

use crate::known::NOBODY_HINT;
use suite::config::UserConfig;
use suite::protocol::SubjectIdentifier;

/// The users of the embedded server.
pub(crate) const USERS: &str = include_str!("../../../fixtures/users.toml");

#[derive(Deserialize)]
pub(super) struct Users {
    pub(super) users: Vec<Person>,
}

/// What the suite needs of a user; the server reads the rest.
#[derive(Deserialize, Clone)]
pub(super) struct Person {
    pub(super) subject: String,
    pub(super) email: String,
    pub(super) user_code: Option<String>,
}

/// Nobody whom the server knows, by hints such as it takes.
pub(super) fn unknown() -> UserConfig {
    UserConfig {
        login_hint: NOBODY_HINT.to_owned(),
        subject_identifier: Some(SubjectIdentifier::email(NOBODY_HINT)),
        ..UserConfig::default()
    }
}

//! Who the users are.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::secret::UserCode;
use crate::toml_text::{self, TomlError};

/// A user.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The `sub` of the user's ID Tokens: ASCII, at most 100 characters.
    pub subject: String,
    /// The full name.
    #[serde(default)]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The telephone number; blanks, brackets, dots and dashes in it do not count.
    #[serde(default)]
    pub phone_number: Option<String>,
    /// The user code that the user has chosen, if any (section 7.1.2).
    #[serde(default)]
    pub user_code: Option<UserCode>,
    /// The authentication context classes that the user's device can satisfy.
    #[serde(default)]
    pub acrs: Vec<String>,
    /// Whether the account is locked from the start.
    #[serde(default)]
    pub locked: bool,
}

impl User {
    /// The named claims about this user; claims that we know nothing about are left out.
    pub(crate) fn claims(&self, names: &[String]) -> Map<String, Value> {
        let known = [
            ("name", &self.name),
            ("email", &self.email),
            ("phone_number", &self.phone_number),
        ];
        known
            .into_iter()
            .filter(|(name, _)| names.iter().any(|wanted| wanted == name))
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value.as_deref()?))))
            .collect()
    }
}

/// Why a user directory could not be read.
#[derive(Debug, thiserror::Error)]
pub enum UserDirectoryError {
    /// Not TOML, or not the members that a user has; the text names the line.
    #[error("cannot read the users: {0}")]
    Syntax(TomlError),
    /// Two users that a hint could not tell apart.
    #[error(
        "the users {first} and {second} have the same {what}: a hint could not tell them apart"
    )]
    Ambiguous {
        /// The subject of one of them.
        first: String,
        /// The subject of the other.
        second: String,
        /// What they have in common.
        what: &'static str,
    },
    /// A subject that Authlete does not take.
    #[error("expected a subject of 1 to 100 ASCII characters, got {0:?}")]
    Subject(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsersFile {
    #[serde(default)]
    users: Vec<User>,
}

/// All users. Clones share the users and their locks.
#[derive(Clone, Debug, Default)]
pub struct UserDirectory {
    users: Arc<[User]>,
    locked: Arc<RwLock<HashSet<String>>>,
}

impl UserDirectory {
    /// Reads `[[users]]` tables, as in `fixtures/users.toml`.
    pub fn from_toml(text: &str) -> Result<Self, UserDirectoryError> {
        let file: UsersFile = toml_text::read(text).map_err(UserDirectoryError::Syntax)?;
        Self::new(file.users)
    }

    /// A directory of these users.
    pub fn new(users: Vec<User>) -> Result<Self, UserDirectoryError> {
        check(&users)?;
        let locked = users
            .iter()
            .filter(|user| user.locked)
            .map(|user| user.subject.clone())
            .collect();
        Ok(Self {
            users: users.into(),
            locked: Arc::new(RwLock::new(locked)),
        })
    }

    /// Locks an account from now on: new authentication requests are refused, and what the user still approves is
    /// denied. Says whether there is such a user.
    pub fn lock(&self, subject: &str) -> bool {
        let exists = self.by_subject(subject).is_some();
        if exists {
            let mut locked = self.locked.write().unwrap_or_else(PoisonError::into_inner);
            locked.insert(subject.to_owned());
        }
        exists
    }

    /// Unlocks an account. Says whether it was locked.
    pub fn unlock(&self, subject: &str) -> bool {
        let mut locked = self.locked.write().unwrap_or_else(PoisonError::into_inner);
        locked.remove(subject)
    }

    /// Whether an account is locked.
    pub fn is_locked(&self, subject: &str) -> bool {
        let locked = self.locked.read().unwrap_or_else(PoisonError::into_inner);
        locked.contains(subject)
    }

    /// The user with this subject.
    pub fn by_subject(&self, subject: &str) -> Option<&User> {
        self.users.iter().find(|user| user.subject == subject)
    }

    /// The user with this e-mail address.
    pub fn by_email(&self, email: &str) -> Option<&User> {
        self.users
            .iter()
            .find(|user| user.email.as_deref() == Some(email))
    }

    /// The user with this telephone number, however it is punctuated.
    pub fn by_phone_number(&self, number: &str) -> Option<&User> {
        let wanted = without_punctuation(number);
        let has_it = |user: &&User| {
            let number = user.phone_number.as_deref();
            number.is_some_and(|number| without_punctuation(number) == wanted)
        };
        self.users.iter().find(has_it)
    }

    /// The user whom a login_hint names: by subject, by e-mail address or by telephone number.
    pub fn by_login_hint(&self, hint: &str) -> Option<&User> {
        self.by_subject(hint)
            .or_else(|| self.by_email(hint))
            .or_else(|| self.by_phone_number(hint))
    }
}

fn without_punctuation(number: &str) -> String {
    let is_punctuation = |char| matches!(char, ' ' | '(' | ')' | '-' | '.');
    number
        .chars()
        .filter(|char| !is_punctuation(*char))
        .collect()
}

fn check(users: &[User]) -> Result<(), UserDirectoryError> {
    for (index, user) in users.iter().enumerate() {
        let subject = &user.subject;
        if subject.is_empty() || subject.len() > 100 || !subject.is_ascii() {
            return Err(UserDirectoryError::Subject(subject.clone()));
        }
        for other in users.iter().take(index) {
            if let Some(what) = common_identifier(user, other) {
                return Err(UserDirectoryError::Ambiguous {
                    first: other.subject.clone(),
                    second: subject.clone(),
                    what,
                });
            }
        }
    }
    Ok(())
}

fn common_identifier(one: &User, other: &User) -> Option<&'static str> {
    let same = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    let phone = |user: &User| user.phone_number.as_deref().map(without_punctuation);
    if one.subject == other.subject {
        Some("subject")
    } else if same(one.email.clone(), other.email.clone()) {
        Some("email")
    } else if same(phone(one), phone(other)) {
        Some("phone_number")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use rstest::rstest;

    use super::*;

    const DEMO_USERS: &str = include_str!("../../../fixtures/users.toml");

    #[rstest]
    #[case::subject("1001", Some("1001"))]
    #[case::email("jane@example.com", Some("1002"))]
    #[case::phone_number("+1 (425) 555-1212", Some("1001"))]
    #[case::phone_number_without_punctuation("+14255551212", Some("1001"))]
    #[case::part_of_a_phone_number("555-1212", None)]
    #[case::nobody("nobody@example.com", None)]
    #[case::empty("", None)]
    #[case::name_is_no_hint("Jane Smith", None)]
    #[case::punctuation_only("()", None)]
    fn a_login_hint_names_a_user(#[case] hint: &str, #[case] subject: Option<&str>) {
        let users = UserDirectory::from_toml(DEMO_USERS).unwrap();

        let found = users.by_login_hint(hint).map(|user| user.subject.as_str());

        assert_eq!(found, subject);
    }

    #[test]
    fn an_account_can_be_locked_while_the_server_runs() {
        let users = UserDirectory::from_toml(DEMO_USERS).unwrap();
        let elsewhere = users.clone();

        assert!(!users.is_locked("1001"));
        assert!(elsewhere.lock("1001"));

        assert!(users.is_locked("1001"));
        assert!(!users.lock("no such user"));
    }

    #[test]
    fn a_locked_account_can_be_unlocked() {
        let users = UserDirectory::from_toml(DEMO_USERS).unwrap();
        users.lock("1001");

        assert!(users.unlock("1001"));

        assert!(!users.is_locked("1001"));
        assert!(!users.unlock("1001"));
    }

    #[test]
    fn an_account_can_be_locked_from_the_start() {
        let users = UserDirectory::from_toml(DEMO_USERS).unwrap();

        assert!(users.is_locked("1005"));
    }

    #[test]
    fn only_claims_that_are_asked_for_and_known_are_told() {
        let users = UserDirectory::from_toml(DEMO_USERS).unwrap();
        let names = ["email", "phone_number", "birthdate"].map(str::to_owned);

        let claims = users.by_subject("1004").unwrap().claims(&names);

        assert_eq!(
            Value::from(claims),
            serde_json::json!({"email": "inga@example.com"})
        );
    }

    #[rstest]
    #[case::unknown_member("[[users]]\nsubject = \"1\"\nnick = \"x\"", "line 3")]
    #[case::no_subject("[[users]]\nname = \"x\"", "subject")]
    #[case::empty_subject("[[users]]\nsubject = \"\"", "1 to 100 ASCII")]
    #[case::same_subject(
        "[[users]]\nsubject = \"1\"\n[[users]]\nsubject = \"1\"",
        "same subject"
    )]
    #[case::same_email(
        "[[users]]\nsubject = \"1\"\nemail = \"a@b\"\n[[users]]\nsubject = \"2\"\nemail = \"a@b\"",
        "users 1 and 2 have the same email"
    )]
    #[case::same_phone_number(
        "[[users]]\nsubject = \"1\"\nphone_number = \"+1 2\"\n[[users]]\nsubject = \"2\"\nphone_number = \"+1-2\"",
        "same phone_number"
    )]
    fn a_wrong_users_file_is_refused_with_the_reason(#[case] text: &str, #[case] reason: &str) {
        let error = UserDirectory::from_toml(text).unwrap_err().to_string();

        assert!(error.contains(reason), "{error}");
    }
}

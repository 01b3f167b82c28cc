//! Who of `fixtures/` is known by name: users by their subjects, clients by their aliases. What the suite's target, the
//! stand-ins and the wrong servers of the zoo say of them stands here alone, and a test holds it against the files.

/// The user who approves.
pub const APPROVER: &str = "1001";
/// What the user who approves is called in a login_hint.
pub const APPROVER_HINT: &str = "john@example.com";
/// The user_code of the user who approves.
pub const APPROVER_CODE: &str = "675325";
/// The user who denies.
pub const DENIER: &str = "1002";
/// The user who never answers.
pub const ABSENT: &str = "1003";
/// What the user who never answers is called in a login_hint.
pub const ABSENT_HINT: &str = "max@example.com";
/// A user with whom the target file names no role.
pub const BYSTANDER: &str = "1004";
/// The user who is always locked out.
pub const LOCKED: &str = "1005";
/// The user whose device is not reached.
pub const UNREACHABLE: &str = "1006";
/// The user who can be locked out for a while.
pub const LOCKABLE: &str = "1007";
/// Nobody, by a login_hint such as the server takes.
pub const NOBODY_HINT: &str = "nobody-of-that-name@example.com";

/// A client that is pushed the tokens.
pub const PUSH_BASIC: &str = "push-basic";
/// Another one.
pub const PUSH_POST: &str = "push-post";
/// A client that is pinged.
pub const PING_POST: &str = "ping-post";
/// The client that is not registered for CIBA.
pub const WITHOUT_CIBA: &str = "without-ciba";
/// The client at whose notification endpoint nobody listens.
pub const UNREACHABLE_ENDPOINT: &str = "ping-unreachable";

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::demo::{CLIENTS, USERS};

    /// The member of the table with that value for another member.
    fn member<'a>(
        file: &'a toml::Table,
        list: &str,
        (key, value): (&str, &str),
        name: &str,
    ) -> Option<&'a str> {
        let entries = file[list].as_array().unwrap();
        let entry = entries
            .iter()
            .find(|entry| entry.get(key).and_then(toml::Value::as_str) == Some(value))?;
        entry.get(name)?.as_str()
    }

    #[test]
    fn every_user_is_in_the_file_by_that_name() {
        let users: toml::Table = toml::from_str(USERS).unwrap();
        let told = |subject, name| member(&users, "users", ("subject", subject), name);

        assert_eq!(told(APPROVER, "email"), Some(APPROVER_HINT));
        assert_eq!(told(APPROVER, "user_code"), Some(APPROVER_CODE));
        assert_eq!(told(ABSENT, "email"), Some(ABSENT_HINT));
        assert_eq!(
            member(&users, "users", ("email", NOBODY_HINT), "subject"),
            None
        );
        for subject in [DENIER, BYSTANDER, LOCKED, UNREACHABLE, LOCKABLE] {
            assert!(told(subject, "email").is_some(), "{subject}");
        }
    }

    #[test]
    fn every_client_is_in_the_file_by_that_name() {
        let clients: toml::Table = toml::from_str(CLIENTS).unwrap();
        let told = |alias, name| member(&clients, "clients", ("client_id_alias", alias), name);
        let mode = "backchannel_token_delivery_mode";

        assert_eq!(told(PUSH_BASIC, mode), Some("push"));
        assert_eq!(told(PUSH_POST, mode), Some("push"));
        assert_eq!(told(PING_POST, mode), Some("ping"));
        assert_eq!(told(UNREACHABLE_ENDPOINT, mode), Some("ping"));
        assert!(told(WITHOUT_CIBA, "client_name").is_some());
        assert_eq!(told(WITHOUT_CIBA, mode), None);
    }
}

//! How the users of a target are named, and how nobody is.

use crate::config::{Secret, TargetConfig, UserConfig};
use crate::jose::SigningError;
use crate::protocol::{Hint, HintType, SubjectIdentifier};

/// Nobody has this name.
const NOBODY: &str = "nobody-of-that-name";

/// A hint that names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nobody<T> {
    /// The name.
    pub name: T,
    /// Whether it certainly has the form of the OP's hints: the target file names it, or users by the like.
    pub has_the_form: bool,
}

/// The hint by which a valid request names this user.
pub fn hint_of(config: &TargetConfig, user: &UserConfig, now: u64) -> Result<Hint, SigningError> {
    let hint_type = config.usual_hint(user).unwrap_or(HintType::LoginHint);
    let value = match hint_type {
        HintType::LoginHint => user.login_hint.clone(),
        HintType::LoginHintToken => login_hint_token(config, user, now)?.unwrap_or_default(),
        HintType::IdTokenHint => {
            let token = user.id_token_hint.as_ref().map(Secret::expose);
            token.unwrap_or_default().to_owned()
        }
    };
    Ok(Hint { hint_type, value })
}

/// A login_hint_token for this user: the target file's, or one that the suite signs, if it can.
pub fn login_hint_token(
    config: &TargetConfig,
    user: &UserConfig,
    now: u64,
) -> Result<Option<String>, SigningError> {
    if let Some(token) = &user.login_hint_token {
        return Ok(Some(token.expose().to_owned()));
    }
    let (Some(issuer), Some(identifier)) =
        (&config.login_hint_token_issuer, &user.subject_identifier)
    else {
        return Ok(None);
    };
    let token = issuer.issue(&config.issuer, identifier, now, true)?;
    Ok(Some(token))
}

/// A login_hint that names nobody: that of `users.unknown`, or one like those of the others, which are e-mail addresses
/// mostly.
pub fn unknown_login_hint(config: &TargetConfig) -> Nobody<String> {
    let unknown = config.users.unknown.as_ref();
    if let Some(unknown) = unknown.filter(|unknown| !unknown.login_hint.is_empty()) {
        return Nobody {
            name: unknown.login_hint.clone(),
            has_the_form: true,
        };
    }
    let mut users = config.users.known();
    let domain = domain_of(&config.users.approver.login_hint);
    Nobody {
        name: format!("{NOBODY}@{}", domain.unwrap_or("example.com")),
        has_the_form: users
            .all(|(_, user)| user.login_hint.is_empty() || domain_of(&user.login_hint).is_some()),
    }
}

/// How a login_hint_token names nobody, in the same way.
pub fn unknown_identifier(config: &TargetConfig) -> Nobody<SubjectIdentifier> {
    let unknown = config.users.unknown.as_ref();
    if let Some(identifier) = unknown.and_then(|unknown| unknown.subject_identifier.clone()) {
        return Nobody {
            name: identifier,
            has_the_form: true,
        };
    }
    let address = |user: &UserConfig| {
        let claim = user.subject_identifier.as_ref()?.claim();
        claim.get("email")?.as_str().map(str::to_owned)
    };
    let address = address(&config.users.approver);
    let domain = address.as_deref().and_then(domain_of);
    Nobody {
        name: SubjectIdentifier::email(&format!("{NOBODY}@{}", domain.unwrap_or("example.com"))),
        has_the_form: domain.is_some(),
    }
}

/// What follows the `@` of an e-mail address; nothing where it is none.
fn domain_of(hint: &str) -> Option<&str> {
    let (local, domain) = hint.split_once('@')?;
    let is_part = |part: &str| {
        let mut letters = part.chars();
        !part.is_empty() && letters.all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c))
    };
    (is_part(local) && is_part(domain)).then_some(domain)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::path::Path;

    use rstest::rstest;
    use serde_json::{Value, json};

    use super::*;
    use crate::config::Environment;
    use crate::jose::{DecodedJwt, SigningKey};

    /// A target with these users, and a key for login_hint_tokens.
    fn target(users: &str) -> TargetConfig {
        let text = format!(
            "name = \"op\"\nissuer = \"https://op.example\"\n[[clients]]\nid = \"a\"\nclient_id = \"a\"\n\
             token_delivery_mode = \"poll\"\ntoken_endpoint_auth_method = \"client_secret_basic\"\n\
             client_secret = \"plain\"\n{users}"
        );
        let environment = Environment::default();
        let mut target = TargetConfig::parse(&text, Path::new("op.toml"), &environment).unwrap();
        target.login_hint_token_issuer = Some(crate::config::LoginHintTokenIssuer {
            issuer: "https://hints.example".to_owned(),
            key: SigningKey::generate("h").unwrap(),
        });
        target
    }

    #[rstest]
    #[case::addresses(
        "[users.approver]\nlogin_hint = \"al@corp.example\"",
        "nobody-of-that-name@corp.example",
        true
    )]
    #[case::something_else(
        "[users.approver]\nlogin_hint = \"tel:+4930\"",
        "nobody-of-that-name@example.com",
        false
    )]
    #[case::one_of_several(
        "[users.approver]\nlogin_hint = \"a@b.c\"\n[users.denier]\nlogin_hint = \"bob\"",
        "nobody-of-that-name@b.c",
        false
    )]
    #[case::named(
        "[users.approver]\nlogin_hint = \"tel:+4930\"\n[users.unknown]\nlogin_hint = \"tel:+999\"",
        "tel:+999",
        true
    )]
    fn nobody_is_named_as_the_users_are(
        #[case] users: &str,
        #[case] name: &str,
        #[case] has_the_form: bool,
    ) {
        let nobody = unknown_login_hint(&target(users));

        assert_eq!(
            (nobody.name.as_str(), nobody.has_the_form),
            (name, has_the_form)
        );
    }

    #[rstest]
    #[case::an_address(json!({"format": "email", "email": "al@corp.example"}), true)]
    #[case::a_number(json!({"format": "phone_number", "phone_number": "+4930"}), false)]
    fn a_token_names_nobody_as_it_names_the_users(#[case] own: Value, #[case] has_the_form: bool) {
        let mut target = target("[users.approver]\nlogin_hint = \"al\"");
        target.users.approver.subject_identifier = Some(SubjectIdentifier::new(own));

        let nobody = unknown_identifier(&target);

        assert_eq!(nobody.has_the_form, has_the_form);
        assert_eq!(nobody.name.claim()["format"], "email");
    }

    #[test]
    fn a_user_is_named_by_the_plainest_hint_that_the_op_takes() {
        let mut target = target(
            "[users.approver]\nlogin_hint = \"al\"\nid_token_hint = \"a.b.c\"\n\
             [users.approver.sub_id]\nformat = \"opaque\"\nid = \"1\"",
        );
        let user = target.users.approver.clone();

        let plain = hint_of(&target, &user, 1).unwrap();
        target.hint_types = Some(vec![HintType::IdTokenHint, HintType::LoginHintToken]);
        let token = hint_of(&target, &user, 1).unwrap();
        target.hint_types = Some(vec![HintType::IdTokenHint]);
        let id_token = hint_of(&target, &user, 1).unwrap();

        assert_eq!(
            (plain.hint_type, plain.value.as_str()),
            (HintType::LoginHint, "al")
        );
        assert_eq!(token.hint_type, HintType::LoginHintToken);
        let claims = DecodedJwt::parse(&token.value).unwrap().claims;
        assert_eq!(claims["sub_id"], json!({"format": "opaque", "id": "1"}));
        assert_eq!(
            (id_token.hint_type, id_token.value.as_str()),
            (HintType::IdTokenHint, "a.b.c")
        );
    }
}

//! Refreshing an Access Token (RFC 6749, section 6; OpenID Connect Core 1.0, section 12).

use serde_json::Value;

use super::acknowledgement::is_success;
use super::authentication_error::refused_with;
use super::error_form::{TOKEN, token_error_form};
use super::message::{Members, describe, describe_member, json_object};
use super::oauth_response;
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::jose::DecodedJwt;
use crate::protocol::{Level, RequirementId};

const REQUIREMENT: &str = "C-6749-17";

/// What a refresh gives; only the access token is certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refreshed {
    /// `id_token`, which an OP may leave out (OpenID Connect Core 1.0, section 12.2).
    pub id_token: Option<String>,
}

/// 200 with an access token.
pub fn success(exchange: &Exchange) -> Result<Refreshed, Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let text = |name: &str| {
        members
            .get(name)
            .and_then(Value::as_str)
            .filter(|value| !value.is_empty())
    };
    let mut judge = Judge::new();
    judge.must(
        is_success(exchange) && text("access_token").is_some() && text("token_type").is_some(),
        REQUIREMENT,
        "HTTP 200 with access_token and token_type: the refresh token is the client's",
        &describe(response),
    );
    // An answer as described in section 5.1, its status included.
    judge.include(oauth_response::token_response(exchange));
    judge.must(
        text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer")),
        REQUIREMENT,
        "token_type Bearer, in any letter case: no other type was negotiated",
        &describe_member(&members, "token_type"),
    );
    judge.must(
        !members.contains_key("id_token") || text("id_token").is_some(),
        "C-IDT-12",
        "no id_token, or a string that is not empty",
        &describe_member(&members, "id_token"),
    );
    judge.verdict(Refreshed {
        id_token: text("id_token").map(str::to_owned),
    })
}

/// The access token is for nothing beyond the scope that was granted at first.
pub fn within_grant(exchange: &Exchange, granted: &str) -> Result<(), Violations> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let mut now = members
        .get("scope")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .split(' ')
        .filter(|word| !word.is_empty());
    let mut judge = Judge::new();
    judge.must(
        now.all(|word| granted.split(' ').any(|known| known == word)),
        REQUIREMENT,
        &format!("no scope beyond \"{granted}\", which was granted at first"),
        &describe_member(&members, "scope"),
    );
    judge.verdict(())
}

/// Another client is refused; one that may not refresh at all may be told that instead.
pub fn refused_for_another(
    exchange: &Exchange,
    other_may_refresh: bool,
    requirement: &RequirementId,
    level: Level,
) -> Result<(), Violations> {
    let mut codes = vec![("invalid_grant", 400)];
    if !other_may_refresh {
        codes.push(("unauthorized_client", 400));
    }
    refused_with(&exchange.response, &TOKEN, &codes, &[], requirement, level)
}

/// A scope that was not granted is refused, or left out and the scope that remains is named.
pub fn not_widened(exchange: &Exchange, extra: &str) -> Result<(), Violations> {
    let response = &exchange.response;
    let members = json_object(&response.body).unwrap_or_default();
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let refused = response.status == 400 && text("error") == Some("invalid_scope");
    let codes = [("invalid_scope", 400)];
    if let Some(found) = TOKEN.status_alone(response, &codes, Level::Must) {
        return Err(found.into());
    }
    let left_out = is_success(exchange)
        && text("scope").is_some_and(|scope| scope.split(' ').all(|word| word != extra));
    let mut judge = Judge::new();
    judge.must(
        refused || left_out,
        REQUIREMENT,
        &format!("HTTP 400 with error = \"invalid_scope\", or a scope without {extra}"),
        &describe(response),
    );
    if refused {
        judge.include(token_error_form(exchange));
    }
    judge.verdict(())
}

/// The refreshed ID Token has the issuer, the subject, the audience and the auth_time of the first one.
pub fn id_token(first: &str, refreshed: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = "C-IDT-12";
    let claims = |token: &str| -> Result<Members, Violations> {
        let decoded = DecodedJwt::parse(token)
            .map_err(|error| Violation::must(REQUIREMENT, "an ID Token", error.to_string()))?;
        Ok(decoded.claims.as_object().cloned().unwrap_or_default())
    };
    let (first, refreshed) = (claims(first)?, claims(refreshed)?);
    let mut judge = Judge::new();
    let mut same = |name: &str, holds: bool| {
        judge.must(
            holds,
            REQUIREMENT,
            &format!(
                "{}, as in the first ID Token",
                describe_member(&first, name)
            ),
            &describe_member(&refreshed, name),
        );
    };
    for name in ["iss", "sub"] {
        same(name, first.get(name) == refreshed.get(name));
    }
    same(
        "aud",
        audience(&refreshed).is_some() && audience(&first) == audience(&refreshed),
    );
    same("azp", first.get("azp") == refreshed.get("azp"));
    // Where one of the two has no auth_time, there is nothing to compare.
    let times = [&first, &refreshed].map(|claims| claims.get("auth_time"));
    same("auth_time", times.contains(&None) || times[0] == times[1]);
    let issued = |claims: &Members| claims.get("iat").and_then(Value::as_f64);
    judge.must(
        issued(&refreshed).is_some_and(|iat| issued(&first).is_none_or(|first| iat >= first)),
        REQUIREMENT,
        &format!(
            "iat of its own time, not before {}",
            describe_member(&first, "iat")
        ),
        &describe_member(&refreshed, "iat"),
    );
    judge.should(
        !refreshed.contains_key("nonce") || first.get("nonce") == refreshed.get("nonce"),
        REQUIREMENT,
        "no nonce that the first ID Token had not",
        &describe_member(&refreshed, "nonce"),
    );
    judge.verdict(())
}

/// One audience may stand as a text or as an array (RFC 7519, section 4.1.3).
fn audience(claims: &Members) -> Option<Vec<String>> {
    let mut named: Vec<String> = match claims.get("aud")? {
        Value::String(audience) => vec![audience.clone()],
        Value::Array(audiences) => audiences
            .iter()
            .map(|audience| audience.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        _ => return None,
    };
    named.sort();
    Some(named)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use serde_json::{Value, json};

    use super::id_token;
    use crate::jose::SigningKey;

    fn judge(change: impl FnOnce(&mut Value)) -> bool {
        let key = SigningKey::generate("k").unwrap();
        let mut claims =
            json!({"iss": "https://op", "sub": "1", "aud": "c", "auth_time": 1, "iat": 5});
        let first = key.sign(&claims).unwrap();
        change(&mut claims);
        id_token(&first, &key.sign(&claims).unwrap()).is_ok()
    }

    #[test]
    fn a_refreshed_id_token_may_be_newer_and_write_its_audience_as_an_array() {
        assert!(judge(|claims| {
            claims["iat"] = json!(9);
            claims["aud"] = json!(["c"]);
        }));
    }

    #[test]
    fn a_refreshed_id_token_keeps_what_it_says_of_the_user() {
        for (name, value) in [
            ("iss", json!("https://other")),
            ("sub", json!("2")),
            ("aud", json!("d")),
            ("auth_time", json!(2)),
            ("iat", json!(4)),
            ("iat", json!("9")),
            ("nonce", json!("n")),
        ] {
            assert!(!judge(|claims| claims[name] = value), "{name}");
        }
    }
}

//! What is granted, measured by what was asked for (CIBA Core 1.0, sections 7.1 and 10.1.1; RFC 6749, sections 3.3
//! and 5.1; OpenID Connect Core 1.0, section 5.4).

use super::message::{describe, describe_member, json_object};
use super::{Judge, Members, Violation, Violations};
use crate::http::Exchange;
use crate::protocol::Level;

/// A token response to a request with this scope, one of whose values nobody knows, tells the narrower scope.
pub fn narrowed(body: &[u8], unknown: &str) -> Result<(), Violations> {
    let members = json_object(body).unwrap_or_default();
    let granted = members.get("scope").and_then(|scope| scope.as_str());
    let mut judge = Judge::new();
    judge.must(
        granted.is_some(),
        "CIBA-10.1.1-09",
        "scope in the token response: the grant is narrower than the request",
        &describe_member(&members, "scope"),
    );
    // An OP may take any word for a scope, so that nobody can say from outside which of them it knows.
    judge.should(
        granted.is_none_or(|scope| scope.split(' ').all(|value| value != unknown)),
        "CIBA-7.1-11",
        &format!("a grant without the scope {unknown}, which nobody knows"),
        &describe_member(&members, "scope"),
    );
    judge.verdict(())
}

/// Recorded: the claims of a scope that was granted are nowhere to be found.
pub fn claim_told(
    id_token: &Members,
    user_info: Option<&Exchange>,
    claim: &str,
) -> Result<(), Violations> {
    let told_there = user_info.is_some_and(|exchange| {
        json_object(&exchange.response.body).is_ok_and(|members| members.contains_key(claim))
    });
    if id_token.contains_key(claim) || told_there {
        return Ok(());
    }
    Err(Violation::of(
        Level::Info,
        "CIBA-7.1-12",
        format!("the claim {claim} in the ID Token or at the UserInfo endpoint"),
        user_info.map_or_else(
            || "neither the claim nor a UserInfo endpoint".to_owned(),
            |exchange| format!("UserInfo answered {}", describe(&exchange.response)),
        ),
    )
    .into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_narrower_grant_names_its_scope_without_the_unknown_one() {
        let right = br#"{"scope":"openid"}"#;
        let silent = b"{}";
        let wide = br#"{"scope":"openid nobody-knows"}"#;

        assert!(narrowed(right, "nobody-knows").is_ok());
        let silent = narrowed(silent, "nobody-knows").unwrap_err().into_vec();
        assert_eq!(silent[0].requirement.as_str(), "CIBA-10.1.1-09");
        let wide = narrowed(wide, "nobody-knows").unwrap_err().into_vec();
        assert_eq!(wide[0].requirement.as_str(), "CIBA-7.1-11");
        assert_eq!(wide[0].level, Level::Should);
    }
}

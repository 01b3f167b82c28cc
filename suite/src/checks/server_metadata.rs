//! Metadata that every authorization server has (RFC 8414, section 2; OpenID Connect Discovery 1.0, section 3).

use serde_json::Value;
use url::Url;

use super::message::{Members, describe_member};
use super::{Judge, Violations};
use crate::protocol::{CIBA_GRANT_TYPE, is_http_url};

/// Every endpoint is a URL; where the issuer is served over TLS, so is the endpoint. Somebody answers at the token
/// endpoint: `unreachable` says why not.
pub fn endpoints(
    members: &Members,
    issuer: &str,
    unreachable: Option<&str>,
) -> Result<(), Violations> {
    let over_tls = issuer.starts_with("https:");
    let mut judge = Judge::new();
    let names = members
        .keys()
        .filter(|name| name.ends_with("_endpoint") || name.as_str() == "jwks_uri");
    for name in names {
        let url = members
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| is_http_url(text))
            .and_then(|text| Url::parse(text).ok());
        judge.must(
            url.is_some_and(|url| url.scheme() == "https" || !over_tls),
            "C-8414-02",
            &format!("{name}, an absolute URL with https if the issuer has it"),
            &describe_member(members, name),
        );
    }
    judge.must(
        members
            .get("token_endpoint")
            .and_then(Value::as_str)
            .is_none_or(|url| !url.contains('#')),
        "C-8414-02",
        "token_endpoint, a URL without fragment (RFC 6749, section 3.2)",
        &describe_member(members, "token_endpoint"),
    );
    if let Some(reason) = unreachable {
        judge.must(
            false,
            "C-8414-02",
            "token_endpoint, a URL that answers",
            &format!("{}: {reason}", describe_member(members, "token_endpoint")),
        );
    }
    judge.verdict(())
}

/// Members whose names end so are lists of texts.
fn lists(members: &Members) -> impl Iterator<Item = (&String, &Value)> {
    members.iter().filter(|(name, _)| {
        name.ends_with("_values_supported")
            || name.ends_with("_methods_supported")
            || name.ends_with("_types_supported")
            || name.ends_with("_modes_supported")
            || matches!(name.as_str(), "scopes_supported" | "claims_supported")
    })
}

/// Lists are arrays of texts.
pub fn lists_are_arrays(members: &Members) -> Result<(), Violations> {
    let mut judge = Judge::new();
    for (name, value) in lists(members) {
        judge.must(
            value
                .as_array()
                .is_some_and(|items| items.iter().all(Value::is_string)),
            "C-8414-02",
            &format!("{name}, an array of strings"),
            &describe_member(members, name),
        );
    }
    judge.verdict(())
}

/// A list without elements is left out (section 3.2).
pub fn no_list_is_empty(members: &Members) -> Result<(), Violations> {
    let mut judge = Judge::new();
    for (name, value) in members {
        judge.must(
            value.as_array().is_none_or(|items| !items.is_empty()),
            "C-8414-02",
            &format!("no {name}, or one with elements"),
            &describe_member(members, name),
        );
    }
    judge.verdict(())
}

/// Members that are true or false wherever they are defined.
fn is_flag(name: &str) -> bool {
    (name.ends_with("_parameter_supported") || name.ends_with("_logout_supported"))
        || (name.starts_with("require_") || name.starts_with("tls_client_certificate_bound_"))
}

/// What says yes or no is a boolean.
pub fn flags_are_booleans(members: &Members) -> Result<(), Violations> {
    let mut judge = Judge::new();
    for (name, value) in members.iter().filter(|(name, _)| is_flag(name)) {
        judge.must(
            value.is_boolean(),
            "C-8414-02",
            &format!("{name}, true or false"),
            &describe_member(members, name),
        );
    }
    judge.verdict(())
}

/// Clients authenticate by assertions that somebody signed (both documents: "none" MUST NOT be used).
pub fn assertions_are_signed(members: &Members) -> Result<(), Violations> {
    const NAME: &str = "token_endpoint_auth_signing_alg_values_supported";
    let mut judge = Judge::new();
    judge.must(
        members
            .get(NAME)
            .and_then(Value::as_array)
            .is_none_or(|algs| algs.iter().all(|alg| alg.as_str() != Some("none"))),
        "C-8414-02",
        &format!("no {NAME}, or one without none"),
        &describe_member(members, NAME),
    );
    judge.verdict(())
}

/// What both documents call REQUIRED of an OP without an authorization endpoint too.
const REQUIRED_LISTS: [&str; 3] = ["response_types_supported", "subject_types_supported", ALGS];

/// What ID Tokens are signed with.
const ALGS: &str = "id_token_signing_alg_values_supported";

/// The members that are REQUIRED whether or not the server does CIBA.
pub fn required(members: &Members) -> Result<(), Violations> {
    let mut judge = Judge::new();
    for name in REQUIRED_LISTS {
        judge.must(
            members.get(name).is_some_and(Value::is_array),
            "C-8414-04",
            &format!("{name}, an array"),
            &describe_member(members, name),
        );
    }
    // OpenID Connect Discovery 1.0, section 3, where RFC 8414 has no such member, and profiles drop the algorithm.
    judge.should(
        members
            .get(ALGS)
            .and_then(Value::as_array)
            .is_none_or(|algs| algs.iter().any(|alg| alg.as_str() == Some("RS256"))),
        "C-8414-04",
        &format!("{ALGS} with RS256, which every client can verify"),
        &describe_member(members, ALGS),
    );
    for name in ["issuer", "token_endpoint", "jwks_uri"] {
        judge.must(
            members.get(name).is_some_and(Value::is_string),
            "C-8414-04",
            &format!("{name}, a string"),
            &describe_member(members, name),
        );
    }
    judge.verdict(())
}

/// Where clients request tokens with the CIBA grant, the list of grants says so; absent, it means two other grants.
pub fn ciba_grant(members: &Members) -> Result<(), Violations> {
    let lists = |name: &str, wanted: &[&str]| {
        let values = members.get(name).and_then(Value::as_array);
        values.is_some_and(|values| {
            values
                .iter()
                .any(|value| value.as_str().is_some_and(|value| wanted.contains(&value)))
        })
    };
    let polled = lists(
        "backchannel_token_delivery_modes_supported",
        &["poll", "ping"],
    );
    let mut judge = Judge::new();
    judge.must(
        !polled || lists("grant_types_supported", &[CIBA_GRANT_TYPE]),
        "C-8414-04",
        &format!("grant_types_supported with {CIBA_GRANT_TYPE}"),
        &describe_member(members, "grant_types_supported"),
    );
    judge.verdict(())
}

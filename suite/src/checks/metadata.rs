//! The OP's metadata (CIBA Core 1.0, section 4; OpenID Connect Discovery 1.0, sections 3 and 4).

use serde_json::{Map, Value};
use url::Url;

use super::message::{describe, describe_member, response_object};
use super::{Judge, Violation, Violations};
use crate::http::Exchange;
use crate::jose::repeated_member;
use crate::protocol::{CIBA_GRANT_TYPE, DeliveryMode, Level, is_http_url};

const DOCUMENT: &str = "C-8414-01";

/// The members of the document, as far as any client can read it.
pub fn members(exchange: &Exchange) -> Result<Map<String, Value>, Violations> {
    let response = &exchange.response;
    if !(200..300).contains(&response.status) {
        return Err(Violation::must(DOCUMENT, "HTTP 200", describe(response)).into());
    }
    let members = response_object(response);
    Ok(members.map_err(|actual| Violation::must(DOCUMENT, "a JSON object", actual))?)
}

/// The document is served as JSON, and its issuer is the one that was asked.
pub fn document(exchange: &Exchange, issuer: &str) -> Result<(), Violations> {
    const REQUIREMENT: &str = DOCUMENT;
    let response = &exchange.response;
    let members = members(exchange)?;
    let mut judge = Judge::new();
    judge.must(
        response.status == 200,
        REQUIREMENT,
        "HTTP 200",
        &format!("HTTP {}", response.status),
    );
    judge.must_be_json(response, REQUIREMENT);
    judge.must(
        members.get("issuer").and_then(Value::as_str) == Some(issuer),
        REQUIREMENT,
        &format!("issuer = \"{issuer}\""),
        &describe_member(&members, "issuer"),
    );
    let repeated = repeated_member(&response.body);
    judge.should(
        repeated.is_none(),
        REQUIREMENT,
        "a JSON object whose members have different names (RFC 8259, section 4)",
        &format!("{} twice", repeated.as_deref().unwrap_or_default()),
    );
    judge.verdict(())
}

/// backchannel_token_delivery_modes_supported is an array of modes, with at least one. That one stands twice is recorded:
/// no clause forbids it.
pub fn delivery_modes(members: &Map<String, Value>) -> Result<(), Violations> {
    const NAME: &str = "backchannel_token_delivery_modes_supported";
    const REQUIREMENT: &str = "CIBA-4-02";
    let known = DeliveryMode::ALL.map(DeliveryMode::as_str);
    let right = members
        .get(NAME)
        .and_then(Value::as_array)
        .is_some_and(|modes| {
            !modes.is_empty()
                && modes
                    .iter()
                    .all(|mode| mode.as_str().is_some_and(|mode| known.contains(&mode)))
        });
    let mut judge = Judge::new();
    judge.must(
        right,
        REQUIREMENT,
        &format!("{NAME}, an array of poll, ping and push, not empty"),
        &describe_member(members, NAME),
    );
    judge.verdict(())?;
    let listed = members.get(NAME).and_then(Value::as_array);
    let mut modes = listed.into_iter().flatten().enumerate();
    if modes.any(|(at, mode)| listed.is_some_and(|all| all[..at].contains(mode))) {
        let expected = format!("{NAME} with no mode twice");
        let actual = describe_member(members, NAME);
        return Err(Violation::of(Level::Info, REQUIREMENT, expected, actual).into());
    }
    Ok(())
}

/// backchannel_authentication_endpoint is an absolute URL with https; on this machine http will do. Somebody answers
/// there: `unreachable` says why not.
pub fn authentication_endpoint(
    members: &Map<String, Value>,
    unreachable: Option<&str>,
) -> Result<(), Violations> {
    const NAME: &str = "backchannel_authentication_endpoint";
    const REQUIREMENT: &str = "CIBA-4-03";
    let url = members
        .get(NAME)
        .and_then(Value::as_str)
        .filter(|text| is_http_url(text))
        .and_then(|text| Url::parse(text).ok());
    let mut judge = Judge::new();
    judge.must(
        url.is_some_and(|url| url.scheme() == "https" || is_loopback(&url)),
        REQUIREMENT,
        &format!("{NAME}, an https URL (http on a loopback address passes, for tests)"),
        &describe_member(members, NAME),
    );
    if let Some(reason) = unreachable {
        let actual = format!("{}: {reason}", describe_member(members, NAME));
        let expected = format!("{NAME}, a URL that answers");
        judge.must(false, REQUIREMENT, &expected, &actual);
    }
    judge.verdict(())
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// backchannel_user_code_parameter_supported, if there, is a boolean.
pub fn user_code_flag(members: &Map<String, Value>) -> Result<(), Violations> {
    const NAME: &str = "backchannel_user_code_parameter_supported";
    let mut judge = Judge::new();
    judge.must(
        members.get(NAME).is_none_or(Value::is_boolean),
        "CIBA-4-06",
        &format!("no {NAME}, or true or false"),
        &describe_member(members, NAME),
    );
    judge.verdict(())
}

/// A name of RFC 7518 in other letters is another name, and nobody's.
fn is_misspelt(alg: &str) -> bool {
    let registered = alg.to_ascii_uppercase();
    let is_known = ["RS", "PS", "ES", "HS"]
        .iter()
        .any(|family| matches!(registered.strip_prefix(family), Some("256" | "384" | "512")));
    is_known && registered != alg
}

/// Names of RFC 7518, section 4.1: what encrypts keys signs nothing.
fn encrypts(alg: &str) -> bool {
    alg == "dir"
        || [
            "RSA-OAEP", "RSA1_5", "ECDH-ES", "PBES2-", "A128", "A192", "A256",
        ]
        .iter()
        .any(|beginning| alg.starts_with(beginning))
}

/// The signing algorithms for requests, if there, are asymmetric JWS algorithms.
pub fn request_signing_algs(members: &Map<String, Value>) -> Result<(), Violations> {
    const NAME: &str = "backchannel_authentication_request_signing_alg_values_supported";
    let right = members.get(NAME).is_none_or(|value| {
        value.as_array().is_some_and(|algs| {
            algs.iter().all(|alg| {
                alg.as_str().is_some_and(|alg| {
                    let symmetric = alg.eq_ignore_ascii_case("none") || alg.starts_with("HS");
                    !symmetric && !is_misspelt(alg) && !encrypts(alg)
                })
            })
        })
    });
    let mut judge = Judge::new();
    judge.must(
        right,
        "CIBA-4-04",
        &format!("no {NAME}, or an array of asymmetric algorithms"),
        &describe_member(members, NAME),
    );
    judge.verdict(())
}

/// An OP with poll or ping lists the CIBA grant.
pub fn grant_type(members: &Map<String, Value>) -> Result<(), Violations> {
    const NAME: &str = "grant_types_supported";
    let lists = |name: &str, wanted: &[&str]| {
        members
            .get(name)
            .and_then(Value::as_array)
            .is_some_and(|values| {
                values
                    .iter()
                    .any(|value| value.as_str().is_some_and(|value| wanted.contains(&value)))
            })
    };
    let mut judge = Judge::new();
    judge.must(
        lists(NAME, &[CIBA_GRANT_TYPE])
            || !lists(
                "backchannel_token_delivery_modes_supported",
                &["poll", "ping"],
            ),
        "CIBA-4-07",
        &format!("{NAME} with {CIBA_GRANT_TYPE}"),
        &describe_member(members, NAME),
    );
    judge.verdict(())
}

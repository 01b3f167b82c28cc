use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::errors::crash;
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::jose::DecodedJwt;

/// Request parameters that a wrong server takes for something of its own (CIBA Core 1.0, sections 7.2 and 10.1.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-sub-in-the-request-decides-whose-tokens-come",
        "CIBA-10.1.1-07",
        &["ciba-core/07_2_claim_names/parameters-named-like-change-nothing/the-subject"],
        Change::Request(AUTHENTICATION, |request, _| ask_instead(request, "sub")),
    ),
    Fault::of(
        "a-username-in-the-request-decides-whose-tokens-come",
        "CIBA-10.1.1-07",
        &["ciba-core/07_2_claim_names/parameters-named-like-change-nothing/a-user-in-the-store"],
        Change::Request(AUTHENTICATION, |request, _| {
            ask_instead(request, "username");
        }),
    ),
    Fault::of(
        "a-sub-in-the-signed-request-decides-whose-tokens-come",
        "CIBA-10.1.1-07",
        &["ciba-core/07_2_claim_names/\
           claims-of-a-signed-request-named-like-change-nothing/the-subject"],
        Change::Authlete(AUTHENTICATION, |answer, request| {
            if let Some(user) = signed_subject(request) {
                answer.set("hint", user);
            }
        }),
    ),
    Fault::of(
        "an-iss-in-the-form-is-refused",
        "CIBA-7.3-01",
        &["ciba-core/07_2_claim_names/parameters-named-like-claims-of-a-token-change-nothing"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("iss").is_some() && answer.is_success() {
                answer.status = 400;
                answer.body = json!({"error": "invalid_request"});
            }
        }),
    ),
    Fault::of(
        "an-acr-in-the-form-is-refused",
        "CIBA-7.3-01",
        &[
            "ciba-core/07_2_claim_names/parameters-named-like-change-nothing/claims-of-an-authentication",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("acr").is_some() && answer.is_success() {
                answer.status = 400;
                answer.body = json!({"error": "invalid_request"});
            }
        }),
    ),
    Fault::of(
        "a-parameter-that-is-a-column-of-the-store-crashes-the-server",
        "CIBA-7.3-01",
        &["ciba-core/07_2_claim_names/parameters-named-like-change-nothing/a-token-in-the-store"],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.form.get("status").is_some() {
                crash(answer);
            }
        }),
    ),
];

/// The subject that a signed request names, in what Authlete is asked.
fn signed_subject(request: &SeenRequest) -> Option<String> {
    let call: serde_json::Value = serde_json::from_slice(&request.body).ok()?;
    let parameters = call.get("parameters")?.as_str()?;
    let (_, jwt) =
        form_urlencoded::parse(parameters.as_bytes()).find(|(name, _)| name == "request")?;
    let claims = DecodedJwt::parse(&jwt).ok()?.claims;
    Some(claims.get("sub")?.as_str()?.to_owned())
}

fn ask_instead(request: &mut SeenRequest, name: &str) {
    if let Some(user) = request.form.get(name).map(str::to_owned) {
        request.form.set("login_hint", user);
    }
}

//! What a right server says in its ID Tokens.

use axum::Router;
use serde_json::{Map, Value, json};

use super::right_server::RightServer;
use crate::change::Change;
use crate::wire::{AUTHENTICATION, COMPLETE, TOKEN, after, on_json};
use embedded::{ServiceSettings, Wrap};
use suite::config::TargetConfig;
use suite::jose::DecodedJwt;
use suite::op_under_test::scenario_context::now;

const ABOUT_ID_TOKENS: &[&str] = &[
    "ciba-core/10_1_1_token_response/*",
    "ciba-core/10_3_1_push_callback/*",
    "oauth-oidc/oidc_core_2_id_token/*",
    "oauth-oidc/rfc6749_6_refreshing/*",
];
/// In front of every subject; the whole has fewer than 256 characters (OpenID Connect Core 1.0, section 2).
const BEFORE_SUBJECTS: &str = "https://op.example.com/people?of=all&kind=~person~#";

fn claims(members: &mut Map<String, Value>, claims: &Value) {
    if members.get("result") == Some(&json!("AUTHORIZED")) {
        members.insert("claims".to_owned(), json!(claims.to_string()));
    }
}

/// Subjects are long, and those of ID Tokens that come back as hints are understood.
fn long_subjects() -> Wrap {
    let completed = on_json(COMPLETE, |members| {
        if let Some(subject) = members.get("subject").and_then(Value::as_str) {
            let subject = format!("{BEFORE_SUBJECTS}{subject}");
            members.insert("sub".to_owned(), json!(subject));
        }
    });
    let hinted = after([AUTHENTICATION], |_, answer| {
        let subject = answer
            .text("sub")
            .and_then(|sub| sub.strip_prefix(BEFORE_SUBJECTS));
        if let Some(subject) = subject.map(str::to_owned) {
            answer.set("sub", subject);
        }
    });
    Wrap::everywhere(move |router: Router| completed.around(hinted.around(router)))
}

fn without_subjects(config: &mut TargetConfig) {
    let users = &mut config.users;
    users.approver.subject = None;
    for user in [&mut users.denier, &mut users.absent, &mut users.lockable]
        .into_iter()
        .flatten()
    {
        user.subject = None;
    }
}

fn lives(token: Option<&str>, seconds: u64) -> bool {
    let decoded = token.and_then(|token| DecodedJwt::parse(token).ok());
    decoded.is_some_and(|decoded| {
        let time = |claim: &str| {
            decoded
                .claims
                .get(claim)
                .and_then(Value::as_u64)
                .unwrap_or_default()
        };
        time("exp") - time("iat") == seconds
    })
}

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "id-tokens-with-much-in-them",
        "OpenID Connect Core 1.0, section 2: other claims",
        Change::Completion(|members| {
            claims(
                members,
                &json!({
                    "amr": ["hwk", "face"],
                    "nbf": now() - 1,
                    "sid": "s-1",
                    "name": "Jos\u{e9} \u{1f600}",
                    "address": {"country": "DE", "region": null},
                    "urn:openid:params:jwt:claim:txn": "17",
                    "updated_at": 1.5,
                    "roles": [],
                }),
            );
        }),
        ABOUT_ID_TOKENS,
    ),
    RightServer::of(
        "users-authenticated-hours-ago",
        "OpenID Connect Core 1.0, section 2: auth_time is when it happened",
        Change::Completion(|members| {
            members.insert("authTime".to_owned(), json!(now() - 7200));
            members.insert("acr".to_owned(), json!("0"));
        }),
        ABOUT_ID_TOKENS,
    ),
    RightServer::of(
        "id-tokens-with-more-in-the-header",
        "RFC 7515, section 4; RFC 7519, section 5.1",
        Change::Completion(|members| {
            let header =
                json!({"typ": "JWT", "x5t#S256": "AA", "jku": "https://op.example.com/jwks"});
            members.insert("idtHeaderParams".to_owned(), json!(header.to_string()));
        }),
        ABOUT_ID_TOKENS,
    ),
    RightServer::of(
        "id-tokens-for-a-single-audience",
        "OpenID Connect Core 1.0, section 2: aud may be a string",
        Change::Completion(|members| {
            members.insert("idTokenAudType".to_owned(), json!("string"));
        }),
        ABOUT_ID_TOKENS,
    ),
    RightServer::of(
        "subjects-with-many-characters",
        "OpenID Connect Core 1.0, section 2: up to 255 ASCII characters",
        Change::AuthleteLayer(|_| long_subjects()),
        &[
            "ciba-core/07_1_hint_by_client/*",
            "ciba-core/08_authorization_decision/*",
            "ciba-core/10_1_1_token_response/*",
            "ciba-core/10_3_1_push_callback/*",
            "oauth-oidc/oidc_core_2_id_token/*",
        ],
    )
    .described_by(without_subjects),
    RightServer::of(
        "id-tokens-of-a-minute",
        "OpenID Connect Core 1.0, section 2",
        Change::Service(
            |service: &mut ServiceSettings| service.id_token_duration = 60,
            TOKEN,
            |answer| lives(answer.text("id_token"), 60),
        ),
        ABOUT_TOKENS,
    ),
    RightServer::of(
        "id-tokens-of-a-year",
        "OpenID Connect Core 1.0, section 2",
        Change::Service(
            |service: &mut ServiceSettings| service.id_token_duration = 31_536_000,
            TOKEN,
            |answer| lives(answer.text("id_token"), 31_536_000),
        ),
        ABOUT_TOKENS,
    ),
];

const ABOUT_TOKENS: &[&str] = &[
    "ciba-core/07_2_hints/*",
    "ciba-core/10_1_1_token_response/*",
    "oauth-oidc/oidc_core_2_id_token/*",
];

//! What Authlete's OpenAPI description says about the members of answers: which there are, and of which type.
//!
//! Every answer that the tests of this folder get is held against it: a member that is not in the table, has another
//! type, is null or is missing fails the test.

use serde_json::Value;

use super::always::needed;
use Type::{Flag, Number, Object, Objects, OneOf, Text, Texts, TextsOf};

/// The type of a member.
pub(crate) enum Type {
    Text,
    /// An integer.
    Number,
    Flag,
    Texts,
    /// A text out of these.
    OneOf(&'static [&'static str]),
    TextsOf(&'static [&'static str]),
    Object(Members),
    Objects(Members),
}

type Members = &'static [(&'static str, Type)];

const MODES: &[&str] = &["POLL", "PING", "PUSH"];
const METHODS: &[&str] = &[
    "NONE",
    "CLIENT_SECRET_BASIC",
    "CLIENT_SECRET_POST",
    "CLIENT_SECRET_JWT",
    "PRIVATE_KEY_JWT",
    "TLS_CLIENT_AUTH",
    "SELF_SIGNED_TLS_CLIENT_AUTH",
    "ATTEST_JWT_CLIENT_AUTH",
];
const GRANTS: &[&str] = &[
    "AUTHORIZATION_CODE",
    "IMPLICIT",
    "PASSWORD",
    "CLIENT_CREDENTIALS",
    "REFRESH_TOKEN",
    "CIBA",
    "DEVICE_CODE",
    "TOKEN_EXCHANGE",
    "JWT_BEARER",
    "PRE_AUTHORIZED_CODE",
];
const ALGS: &[&str] = &[
    "NONE", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512",
    "PS256", "PS384", "PS512", "ES256K", "EdDSA",
];
const SCOPE: Members = &[
    ("name", Text),
    ("defaultEntry", Flag),
    ("description", Text),
];
const PROPERTY: Members = &[("key", Text), ("value", Text), ("hidden", Flag)];
const PAIR: Members = &[("key", Text), ("value", Text)];

const RESULT: Members = &[("resultCode", Text), ("resultMessage", Text)];

const AUTHENTICATION: Members = &[
    (
        "action",
        OneOf(&[
            "INTERNAL_SERVER_ERROR",
            "BAD_REQUEST",
            "UNAUTHORIZED",
            "USER_IDENTIFICATION",
        ]),
    ),
    ("responseContent", Text),
    ("clientId", Number),
    ("clientIdAlias", Text),
    ("clientIdAliasUsed", Flag),
    ("clientName", Text),
    ("clientAuthMethod", OneOf(METHODS)),
    ("deliveryMode", OneOf(MODES)),
    ("scopes", Objects(SCOPE)),
    ("claimNames", Texts),
    ("clientNotificationToken", Text),
    ("acrs", Texts),
    (
        "hintType",
        OneOf(&["ID_TOKEN_HINT", "LOGIN_HINT", "LOGIN_HINT_TOKEN"]),
    ),
    ("hint", Text),
    ("sub", Text),
    ("bindingMessage", Text),
    ("userCode", Text),
    ("userCodeRequired", Flag),
    ("requestedExpiry", Number),
    ("ticket", Text),
];

const ISSUE: Members = &[
    (
        "action",
        OneOf(&["OK", "INTERNAL_SERVER_ERROR", "INVALID_TICKET"]),
    ),
    ("responseContent", Text),
    ("authReqId", Text),
    ("expiresIn", Number),
    ("interval", Number),
];

const FAIL: Members = &[
    (
        "action",
        OneOf(&["BAD_REQUEST", "FORBIDDEN", "INTERNAL_SERVER_ERROR"]),
    ),
    ("responseContent", Text),
];

const COMPLETE: Members = &[
    (
        "action",
        OneOf(&["NOTIFICATION", "NO_ACTION", "SERVER_ERROR"]),
    ),
    ("responseContent", Text),
    ("clientId", Number),
    ("clientIdAlias", Text),
    ("clientIdAliasUsed", Flag),
    ("clientName", Text),
    ("deliveryMode", OneOf(MODES)),
    ("clientNotificationEndpoint", Text),
    ("clientNotificationToken", Text),
    ("authReqId", Text),
    ("accessToken", Text),
    ("refreshToken", Text),
    ("idToken", Text),
    ("accessTokenDuration", Number),
    ("refreshTokenDuration", Number),
    ("idTokenDuration", Number),
    ("jwtAccessToken", Text),
];

const TOKEN: Members = &[
    (
        "action",
        OneOf(&[
            "INVALID_CLIENT",
            "INTERNAL_SERVER_ERROR",
            "BAD_REQUEST",
            "OK",
        ]),
    ),
    ("responseContent", Text),
    ("accessToken", Text),
    ("accessTokenExpiresAt", Number),
    ("accessTokenDuration", Number),
    ("refreshToken", Text),
    ("refreshTokenExpiresAt", Number),
    ("refreshTokenDuration", Number),
    ("idToken", Text),
    ("jwtAccessToken", Text),
    ("grantType", OneOf(GRANTS)),
    ("clientId", Number),
    ("clientIdAlias", Text),
    ("clientIdAliasUsed", Flag),
    ("clientAuthMethod", OneOf(METHODS)),
    ("subject", Text),
    ("scopes", Texts),
    ("properties", Objects(PROPERTY)),
];

const USERINFO: Members = &[
    (
        "action",
        OneOf(&[
            "INTERNAL_SERVER_ERROR",
            "BAD_REQUEST",
            "UNAUTHORIZED",
            "FORBIDDEN",
            "OK",
        ]),
    ),
    ("responseContent", Text),
    ("claims", Texts),
    ("clientId", Number),
    ("clientIdAlias", Text),
    ("clientIdAliasUsed", Flag),
    ("scopes", Texts),
    ("subject", Text),
    ("token", Text),
    ("properties", Objects(PROPERTY)),
];

const USERINFO_ISSUE: Members = &[
    (
        "action",
        OneOf(&[
            "INTERNAL_SERVER_ERROR",
            "BAD_REQUEST",
            "UNAUTHORIZED",
            "FORBIDDEN",
            "JSON",
            "JWT",
        ]),
    ),
    ("responseContent", Text),
];

const INTROSPECTION: Members = &[
    (
        "action",
        OneOf(&[
            "INTERNAL_SERVER_ERROR",
            "BAD_REQUEST",
            "UNAUTHORIZED",
            "FORBIDDEN",
            "OK",
        ]),
    ),
    ("responseContent", Text),
    ("clientId", Number),
    ("clientIdAlias", Text),
    ("clientIdAliasUsed", Flag),
    ("expiresAt", Number),
    ("subject", Text),
    ("scopes", Texts),
    ("scopeDetails", Objects(SCOPE)),
    ("existent", Flag),
    ("usable", Flag),
    ("sufficient", Flag),
    ("refreshable", Flag),
    ("properties", Objects(PROPERTY)),
    ("grantType", OneOf(GRANTS)),
    ("acr", Text),
    ("authTime", Number),
];

const CLIENT: Members = &[
    ("number", Number),
    ("serviceNumber", Number),
    ("developer", Text),
    ("clientName", Text),
    ("clientId", Number),
    ("clientSecret", Text),
    ("clientIdAlias", Text),
    ("clientIdAliasEnabled", Flag),
    ("clientType", OneOf(&["PUBLIC", "CONFIDENTIAL"])),
    ("grantTypes", TextsOf(GRANTS)),
    ("redirectUris", Texts),
    ("description", Text),
    ("tokenAuthMethod", OneOf(METHODS)),
    ("idTokenSignAlg", OneOf(ALGS)),
    ("bcDeliveryMode", OneOf(MODES)),
    ("bcNotificationEndpoint", Text),
    ("bcRequestSignAlg", OneOf(ALGS)),
    ("bcUserCodeRequired", Flag),
    ("parRequired", Flag),
    ("jwks", Text),
    ("locked", Flag),
    ("createdAt", Number),
    ("modifiedAt", Number),
    ("attributes", Objects(PAIR)),
    (
        "extension",
        Object(&[
            ("requestableScopesEnabled", Flag),
            ("requestableScopes", Texts),
        ]),
    ),
];

const CLIENT_LIST: Members = &[
    ("start", Number),
    ("end", Number),
    ("totalCount", Number),
    ("clients", Objects(CLIENT)),
];

const SERVICE: Members = &[
    ("number", Number),
    ("apiKey", Number),
    ("serviceName", Text),
    ("description", Text),
    ("issuer", Text),
    ("tokenEndpoint", Text),
    ("jwksUri", Text),
    ("userInfoEndpoint", Text),
    ("backchannelAuthenticationEndpoint", Text),
    ("supportedBackchannelTokenDeliveryModes", TextsOf(MODES)),
    ("backchannelAuthReqIdDuration", Number),
    ("backchannelPollingInterval", Number),
    ("backchannelUserCodeParameterSupported", Flag),
    ("backchannelBindingMessageRequiredInFapi", Flag),
    ("supportedGrantTypes", TextsOf(GRANTS)),
    ("supportedScopes", Objects(SCOPE)),
    ("supportedAcrs", Texts),
    ("supportedTokenAuthMethods", TextsOf(METHODS)),
    ("accessTokenType", Text),
    ("accessTokenSignAlg", OneOf(ALGS)),
    ("accessTokenDuration", Number),
    ("refreshTokenDuration", Number),
    ("idTokenDuration", Number),
    ("allowableClockSkew", Number),
    ("errorDescriptionOmitted", Flag),
    ("errorUriOmitted", Flag),
    ("clientIdAliasEnabled", Flag),
];

/// The members of the discovery document that a CIBA server has (OpenID Connect Discovery 1.0, section 3; RFC 8414,
/// section 2; CIBA Core 1.0, section 4).
const CONFIGURATION: Members = &[
    ("issuer", Text),
    ("token_endpoint", Text),
    ("jwks_uri", Text),
    ("userinfo_endpoint", Text),
    ("scopes_supported", Texts),
    ("response_types_supported", Texts),
    ("grant_types_supported", Texts),
    ("acr_values_supported", Texts),
    ("subject_types_supported", Texts),
    ("id_token_signing_alg_values_supported", Texts),
    ("token_endpoint_auth_methods_supported", Texts),
    ("token_endpoint_auth_signing_alg_values_supported", Texts),
    ("claim_types_supported", Texts),
    ("claims_parameter_supported", Flag),
    ("request_parameter_supported", Flag),
    ("request_uri_parameter_supported", Flag),
    ("backchannel_authentication_endpoint", Text),
    ("backchannel_token_delivery_modes_supported", Texts),
    (
        "backchannel_authentication_request_signing_alg_values_supported",
        Texts,
    ),
    ("backchannel_user_code_parameter_supported", Flag),
];

/// Public keys (RFC 7517, section 4; RFC 7518, section 6).
const JWKS: Members = &[(
    "keys",
    Objects(&[
        ("kty", Text),
        ("use", Text),
        ("alg", Text),
        ("kid", Text),
        ("crv", Text),
        ("x", Text),
        ("y", Text),
        ("n", Text),
        ("e", Text),
    ]),
)];

/// What is for the client is JSON inside a text. It may have more members: properties of an access token, claims.
const CONTENT: Members = &[
    ("auth_req_id", Text),
    ("expires_in", Number),
    ("interval", Number),
    ("access_token", Text),
    ("token_type", Text),
    ("scope", Text),
    ("id_token", Text),
    ("refresh_token", Text),
    ("error", Text),
    ("error_description", Text),
    ("error_uri", Text),
    ("sub", Text),
];

/// The members of an API's answers; the first part of a path decides.
const APIS: [(&str, Members); 16] = [
    ("service/configuration", CONFIGURATION),
    ("service/jwks/get", JWKS),
    ("backchannel/authentication/issue", ISSUE),
    ("backchannel/authentication/fail", FAIL),
    ("backchannel/authentication/complete", COMPLETE),
    ("backchannel/authentication", AUTHENTICATION),
    ("auth/token", TOKEN),
    ("auth/userinfo/issue", USERINFO_ISSUE),
    ("auth/userinfo", USERINFO),
    ("auth/introspection", INTROSPECTION),
    ("client/get/list", CLIENT_LIST),
    ("client/lock_flag", RESULT),
    ("client/", CLIENT),
    ("service/get", SERVICE),
    ("service/update", SERVICE),
    ("/", RESULT),
];

/// What is wrong with an answer, member by member.
pub(crate) fn violations(api: &str, status: u16, body: &Value) -> Vec<String> {
    let members = if status == 200 {
        APIS.iter().find(|(path, _)| api.starts_with(path))
    } else {
        APIS.last()
    };
    let mut found = Vec::new();
    if let (Some((_, members)), false) = (members, body.is_null()) {
        object(api, members, body, &mut found);
        let needed = if status == 200 {
            needed(api, body)
        } else {
            Vec::new()
        };
        let missing = needed.iter().filter(|name| body.get(name).is_none());
        found.extend(missing.map(|name| format!("{api}: {name} is missing")));
        content(api, &body["responseContent"], &mut found);
    }
    found
}

/// Looks into what is for the client. Two APIs put the value of a header there.
fn content(api: &str, text: &Value, found: &mut Vec<String>) {
    let Some(text) = text.as_str() else { return };
    let is_header = ["auth/userinfo", "auth/introspection"].contains(&api);
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(content)) => {
            for (name, value) in &content {
                if let Some((_, expected)) = CONTENT.iter().find(|(member, _)| member == name) {
                    check(
                        &format!("{api}: responseContent.{name}"),
                        expected,
                        value,
                        found,
                    );
                }
            }
        }
        _ if is_header || (api == "auth/userinfo/issue" && text.starts_with("Bearer ")) => (),
        _ => found.push(format!("{api}: responseContent is {text}")),
    }
}

fn object(place: &str, members: Members, value: &Value, found: &mut Vec<String>) {
    let Some(value) = value.as_object() else {
        found.push(format!("{place} is no object"));
        return;
    };
    for (name, value) in value {
        let place = format!("{place}: {name}");
        let known = members
            .iter()
            .chain(RESULT)
            .find(|(member, _)| member == name);
        match known {
            None => found.push(format!("{place} does not exist")),
            Some((_, expected)) => check(&place, expected, value, found),
        }
    }
}

fn check(place: &str, expected: &Type, value: &Value, found: &mut Vec<String>) {
    let is_text = |value: &Value| value.is_string();
    let is_one = |value: &Value, of: &[&str]| value.as_str().is_some_and(|text| of.contains(&text));
    let all = |right: &dyn Fn(&Value) -> bool| {
        value
            .as_array()
            .is_some_and(|items| items.iter().all(right))
    };
    let right = match expected {
        Text => is_text(value),
        Number => value.is_i64() || value.is_u64(),
        Flag => value.is_boolean(),
        Texts => all(&is_text),
        OneOf(of) => is_one(value, of),
        TextsOf(of) => all(&|value| is_one(value, of)),
        Object(members) => {
            object(place, members, value, found);
            true
        }
        Objects(members) => {
            for item in value.as_array().into_iter().flatten() {
                object(place, members, item, found);
            }
            value.is_array()
        }
    };
    if !right {
        found.push(format!("{place} is {value}"));
    }
}

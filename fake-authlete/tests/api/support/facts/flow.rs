//! The answers about requests of clients and decisions of users.

use super::types::Type::{Flag, Number, Objects, OneOf, Text, Texts};
use super::types::{GRANTS, METHODS, MODES, Members, PROPERTY, SCOPE};

pub(super) const AUTHENTICATION: Members = &[
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

pub(super) const ISSUE: Members = &[
    (
        "action",
        OneOf(&["OK", "INTERNAL_SERVER_ERROR", "INVALID_TICKET"]),
    ),
    ("responseContent", Text),
    ("authReqId", Text),
    ("expiresIn", Number),
    ("interval", Number),
];

pub(super) const FAIL: Members = &[
    (
        "action",
        OneOf(&["BAD_REQUEST", "FORBIDDEN", "INTERNAL_SERVER_ERROR"]),
    ),
    ("responseContent", Text),
];

pub(super) const COMPLETE: Members = &[
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

pub(super) const TOKEN: Members = &[
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

pub(super) const USERINFO: Members = &[
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

pub(super) const USERINFO_ISSUE: Members = &[
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

pub(super) const INTROSPECTION: Members = &[
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

/// What is for the client is JSON inside a text. It may have more members: properties of an access token, claims.
pub(super) const CONTENT: Members = &[
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

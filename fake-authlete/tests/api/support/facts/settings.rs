//! The answers about clients, the service, and what it publishes.

use super::types::Type::{Flag, Number, Object, Objects, OneOf, Text, Texts, TextsOf};
use super::types::{ALGS, GRANTS, METHODS, MODES, Members, PAIR, SCOPE};

pub(super) const CLIENT: Members = &[
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

pub(super) const CLIENT_LIST: Members = &[
    ("start", Number),
    ("end", Number),
    ("totalCount", Number),
    ("clients", Objects(CLIENT)),
];

pub(super) const SERVICE: Members = &[
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
pub(super) const CONFIGURATION: Members = &[
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
pub(super) const JWKS: Members = &[(
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

//! The types that a member may have, and the words that Authlete has for what stands in many answers.

use Type::{Flag, Text};

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

pub(super) type Members = &'static [(&'static str, Type)];

pub(super) const MODES: &[&str] = &["POLL", "PING", "PUSH"];
pub(super) const METHODS: &[&str] = &[
    "NONE",
    "CLIENT_SECRET_BASIC",
    "CLIENT_SECRET_POST",
    "CLIENT_SECRET_JWT",
    "PRIVATE_KEY_JWT",
    "TLS_CLIENT_AUTH",
    "SELF_SIGNED_TLS_CLIENT_AUTH",
    "ATTEST_JWT_CLIENT_AUTH",
];
pub(super) const GRANTS: &[&str] = &[
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
pub(super) const ALGS: &[&str] = &[
    "NONE", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512",
    "PS256", "PS384", "PS512", "ES256K", "EdDSA",
];
pub(super) const SCOPE: Members = &[
    ("name", Text),
    ("defaultEntry", Flag),
    ("description", Text),
];
pub(super) const PROPERTY: Members = &[("key", Text), ("value", Text), ("hidden", Flag)];
pub(super) const PAIR: Members = &[("key", Text), ("value", Text)];

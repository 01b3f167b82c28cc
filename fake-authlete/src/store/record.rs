//! One authentication request, from its verification to the redemption of its `auth_req_id`.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::clients::{DeliveryMode, IdentifiedClient};

/// A verified authentication request (CIBA Core 1.0, section 7.1).
#[derive(Clone, Debug)]
pub(crate) struct AuthenticationRequest {
    pub(crate) client: IdentifiedClient,
    pub(crate) mode: DeliveryMode,
    pub(crate) scopes: Vec<String>,
    pub(crate) acrs: Vec<String>,
    pub(crate) client_notification_token: Option<String>,
    pub(crate) hint_type: HintType,
    pub(crate) hint: String,
    /// The `sub` of the id_token_hint.
    pub(crate) hinted_subject: Option<String>,
    pub(crate) binding_message: Option<String>,
    pub(crate) user_code: Option<String>,
    /// Seconds, if the client asked for any.
    pub(crate) requested_expiry: Option<u32>,
}

/// Which hint a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HintType {
    LoginHint,
    LoginHintToken,
    IdTokenHint,
}

impl HintType {
    /// The name of the request parameter.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::LoginHint => "login_hint",
            Self::LoginHintToken => "login_hint_token",
            Self::IdTokenHint => "id_token_hint",
        }
    }

    /// Authlete's name for it.
    pub(crate) fn authlete_name(self) -> &'static str {
        match self {
            Self::LoginHint => "LOGIN_HINT",
            Self::LoginHintToken => "LOGIN_HINT_TOKEN",
            Self::IdTokenHint => "ID_TOKEN_HINT",
        }
    }
}

/// What the authorization server said about an authorised request, for the tokens that follow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Authorization {
    pub(crate) subject: String,
    /// The `sub` of the ID Token, when it differs.
    pub(crate) id_token_subject: Option<String>,
    pub(crate) auth_time: Option<u64>,
    pub(crate) acr: Option<String>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) id_token_header: Map<String, Value>,
    /// Whether `aud` of the ID Token is a string instead of an array.
    pub(crate) single_audience: bool,
    pub(crate) scopes: Vec<String>,
    pub(crate) properties: Vec<Map<String, Value>>,
    /// More claims of access tokens that are JWTs.
    pub(crate) access_token_claims: Map<String, Value>,
}

/// Why a request came to nothing: the OAuth error that the client gets.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) error: &'static str,
    pub(crate) description: Option<String>,
    pub(crate) uri: Option<String>,
}

impl Refusal {
    /// A refusal with that error and no words of the authorization server's.
    pub(crate) fn because(error: &'static str) -> Self {
        Self {
            error,
            description: None,
            uri: None,
        }
    }
}

/// How the user decided.
#[derive(Clone, Debug)]
pub(crate) enum Decision {
    Authorized(Arc<Authorization>),
    Refused(Refusal),
}

/// What a ticket stands for at the moment.
pub(crate) struct TicketState {
    pub(crate) request: Arc<AuthenticationRequest>,
    /// Set once `issue` was called.
    pub(crate) auth_req_id: Option<String>,
    pub(crate) expired: bool,
}

/// The answer to one poll of the token endpoint.
#[derive(Debug)]
pub(crate) enum Poll {
    /// Unknown, another client's, or redeemed.
    Unknown,
    Expired,
    Pending,
    TooFast,
    Refused(Refusal),
    /// This poll redeems the `auth_req_id`; no other will.
    Redeemed(Arc<AuthenticationRequest>, Arc<Authorization>),
}

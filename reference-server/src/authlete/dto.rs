//! The members of Authlete's requests and answers that this server uses. Unknown members are ignored; null counts as
//! absent.

use serde::{Deserialize, Deserializer, Serialize};

use super::ResultCode;
use super::action::{AuthenticationAction, CompleteAction, FailAction, IssueAction, TokenAction};
use crate::secret::{
    AuthReqId, ClientNotificationToken, ClientSecret, Content, Parameters, Ticket, UserCode,
};

/// Client credentials from the `Authorization` header, decoded.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// The client_id.
    pub client_id: String,
    /// The client_secret.
    pub client_secret: ClientSecret,
}

/// What a client sent to an endpoint: the request of `backchannel/authentication` and of `auth/token`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientRequest {
    /// The request body, verbatim.
    pub parameters: Parameters,
    /// From the `Authorization` header only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// From the `Authorization` header only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<ClientSecret>,
}

impl ClientRequest {
    /// A request body and what came with it in the `Authorization` header.
    pub fn new(parameters: impl Into<Parameters>, credentials: Option<ClientCredentials>) -> Self {
        let (client_id, client_secret) = credentials
            .map(|credentials| (credentials.client_id, credentials.client_secret))
            .unzip();
        Self {
            parameters: parameters.into(),
            client_id,
            client_secret,
        }
    }
}

/// How the client names the user (section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HintType {
    /// By an ID Token of this OP; Authlete has verified it and tells its `sub`.
    IdTokenHint,
    /// By a name, address or number.
    LoginHint,
    /// By a token that somebody whom we trust has signed.
    LoginHintToken,
}

/// How the client learns the outcome (section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeliveryMode {
    /// It asks at the token endpoint.
    Poll,
    /// It is told when to ask.
    Ping,
    /// It is sent the tokens.
    Push,
    /// None of the above.
    #[serde(other)]
    Unknown,
}

/// A scope that the client asks for.
#[derive(Clone, Debug, Deserialize)]
pub struct Scope {
    /// Its name.
    pub name: String,
}

/// The answer of `backchannel/authentication`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthenticationResponse {
    /// What to do.
    pub action: AuthenticationAction,
    /// What Authlete calls what came of the call.
    #[serde(default, deserialize_with = "ResultCode::lenient")]
    pub result_code: Option<ResultCode>,
    /// The body for the client, on errors.
    pub response_content: Option<String>,
    /// Names this authentication request in the calls that follow.
    pub ticket: Option<Ticket>,
    /// Authlete's number for the client.
    pub client_id: Option<u64>,
    /// How the client learns the outcome.
    pub delivery_mode: Option<DeliveryMode>,
    /// The bearer token that the client wants to be notified with.
    pub client_notification_token: Option<ClientNotificationToken>,
    /// For the user to read.
    pub client_name: Option<String>,
    /// The scopes asked for, but for those that the service does not have.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub scopes: Vec<Scope>,
    /// The claims that the scopes stand for.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub claim_names: Vec<String>,
    /// The ACRs asked for, the most wanted first.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub acrs: Vec<String>,
    /// Which hint the client sent.
    pub hint_type: Option<HintType>,
    /// The hint itself.
    pub hint: Option<String>,
    /// The `sub` of the id_token_hint.
    pub sub: Option<String>,
    /// What the user shall compare on both devices.
    pub binding_message: Option<String>,
    /// The user_code that came with the request.
    pub user_code: Option<UserCode>,
    /// Whether both the service and the client use user codes.
    #[serde(default, deserialize_with = "null_is_empty")]
    pub user_code_required: bool,
}

/// The request of `backchannel/authentication/issue`.
#[derive(Clone, Debug, Serialize)]
pub struct IssueRequest {
    /// The ticket of the authentication request.
    pub ticket: Ticket,
}

/// The answer of `backchannel/authentication/issue`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueResponse {
    /// What to do.
    pub action: IssueAction,
    /// What Authlete calls what came of the call.
    #[serde(default, deserialize_with = "ResultCode::lenient")]
    pub result_code: Option<ResultCode>,
    /// The acknowledgement for the client, or the error.
    pub response_content: Option<String>,
    /// The auth_req_id that the acknowledgement holds.
    pub auth_req_id: Option<AuthReqId>,
    /// How long it is valid, in seconds.
    pub expires_in: Option<u64>,
}

/// Why an authentication request is refused; Authlete turns it into an error code (section 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FailReason {
    /// `expired_login_hint_token`
    ExpiredLoginHintToken,
    /// `unknown_user_id`
    UnknownUserId,
    /// `missing_user_code`
    MissingUserCode,
    /// `invalid_user_code`
    InvalidUserCode,
    /// `invalid_binding_message`
    InvalidBindingMessage,
    /// `access_denied`
    AccessDenied,
}

/// The request of `backchannel/authentication/fail`.
#[derive(Clone, Debug, Serialize)]
pub struct FailRequest {
    /// The ticket of the authentication request; it is gone afterwards.
    pub ticket: Ticket,
    /// Why.
    pub reason: FailReason,
}

/// The answer of `backchannel/authentication/fail`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailResponse {
    /// What to do.
    pub action: FailAction,
    /// What Authlete calls what came of the call.
    #[serde(default, deserialize_with = "ResultCode::lenient")]
    pub result_code: Option<ResultCode>,
    /// The error for the client.
    pub response_content: Option<String>,
}

/// How the authentication ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CompleteResult {
    /// The user said yes.
    Authorized,
    /// The user said no, or may not.
    AccessDenied,
    /// The user could not be asked, or did not answer.
    TransactionFailed,
}

/// The request of `backchannel/authentication/complete`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteRequest {
    /// The ticket of the authentication request.
    pub ticket: Ticket,
    /// How it ended.
    pub result: CompleteResult,
    /// The user.
    pub subject: String,
    /// When the user was authenticated, in seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<u64>,
    /// The authentication context class that was satisfied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<String>,
    /// Claims for the ID Token: a JSON object, as a string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claims: Option<String>,
    /// For the client's developer; only without success, and only %x20-21 / %x23-5B / %x5D-7E.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_description: Option<&'static str>,
}

/// The answer of `backchannel/authentication/complete`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CompleteResponse {
    /// What to do.
    pub action: CompleteAction,
    /// What Authlete calls what came of the call.
    #[serde(default, deserialize_with = "ResultCode::lenient")]
    pub result_code: Option<ResultCode>,
    /// The body of the notification.
    pub response_content: Option<Content>,
    /// Where to send it.
    pub client_notification_endpoint: Option<String>,
    /// The bearer token to send it with.
    pub client_notification_token: Option<ClientNotificationToken>,
}

/// The answer of `auth/token`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenResponse {
    /// What to do.
    pub action: TokenAction,
    /// What Authlete calls what came of the call.
    #[serde(default, deserialize_with = "ResultCode::lenient")]
    pub result_code: Option<ResultCode>,
    /// The user for whom tokens were issued.
    pub subject: Option<String>,
    /// The body for the client.
    pub response_content: Option<Content>,
}

/// The answer of `client/get`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientResponse {
    /// Where pings and pushes go.
    pub bc_notification_endpoint: Option<String>,
}

fn null_is_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests;

//! Authlete, as a CIBA server sees it.

mod action;
mod client;
mod credentials;
mod document;
mod dto;
mod error;
mod result_code;

use std::pin::Pin;

pub use action::{AuthenticationAction, CompleteAction, FailAction, IssueAction, TokenAction};
pub use client::AuthleteClient;
pub use credentials::{AuthleteSettings, Credentials};
pub use document::{JsonDocument, ServiceJwks};
pub use dto::{
    AuthenticationResponse, ClientCredentials, ClientRequest, ClientResponse, CompleteRequest,
    CompleteResponse, CompleteResult, DeliveryMode, FailReason, FailRequest, FailResponse,
    HintType, IssueRequest, IssueResponse, Scope, TokenResponse,
};
pub use error::AuthleteError;
pub use result_code::ResultCode;

/// The answer of an API, some time later.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T, AuthleteError>> + Send + 'a>>;

/// The Authlete APIs that this server calls. One method an API; the tests of the routes have their own.
pub trait AuthleteApi: Send + Sync {
    /// `backchannel/authentication`: judges an authentication request.
    fn backchannel_authentication(
        &self,
        request: ClientRequest,
    ) -> Reply<'_, AuthenticationResponse>;

    /// `backchannel/authentication/issue`: issues an auth_req_id.
    fn issue(&self, request: IssueRequest) -> Reply<'_, IssueResponse>;

    /// `backchannel/authentication/fail`: words the refusal of an authentication request.
    fn fail(&self, request: FailRequest) -> Reply<'_, FailResponse>;

    /// `backchannel/authentication/complete`: records how the authentication ended.
    fn complete(&self, request: CompleteRequest) -> Reply<'_, CompleteResponse>;

    /// `auth/token`: judges a token request.
    fn token(&self, request: ClientRequest) -> Reply<'_, TokenResponse>;

    /// `client/get`: what a client has registered.
    fn client(&self, client_id: u64) -> Reply<'_, ClientResponse>;

    /// `service/configuration`: the discovery document.
    fn service_configuration(&self) -> Reply<'_, JsonDocument>;

    /// `service/jwks/get`: the public keys of the service.
    fn service_jwks(&self) -> Reply<'_, ServiceJwks>;
}

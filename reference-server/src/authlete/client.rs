//! Authlete over HTTP.
//!
//! | call | repeated after a failure |
//! |---|---|
//! | `backchannel/authentication`, `issue`, `token` | never: each one that arrives counts |
//! | `fail`, `service/configuration`, `service/jwks/get`, `client/get` | a few times, within the time limit of one call |
//! | `complete` | by whoever calls it, who knows when the authentication request expires |

mod refusal;

use std::sync::Arc;
use std::time::Duration;

use backon::Retryable as _;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::{
    AuthenticationResponse, AuthleteApi, AuthleteError, AuthleteSettings, ClientRequest,
    ClientResponse, CompleteRequest, CompleteResponse, Credentials, FailRequest, FailResponse,
    IssueRequest, IssueResponse, JsonDocument, Reply, ServiceJwks, TokenResponse,
};
use crate::http_client::{self, BaseUrl, BodyError, HttpClientError};
use crate::repetition::Repetition;
use crate::trace;
use refusal::refusal;

const AUTHENTICATION: &str = "backchannel/authentication";
const ISSUE: &str = "backchannel/authentication/issue";
const FAIL: &str = "backchannel/authentication/fail";
const COMPLETE: &str = "backchannel/authentication/complete";
const TOKEN: &str = "auth/token";
const CONFIGURATION: &str = "service/configuration";
const JWKS: &str = "service/jwks/get";
const CLIENT: &str = "client/get";

/// Longer than any answer that Authlete gives: discovery documents are the longest, at some 10 KB.
const ANSWER_LIMIT: usize = 1024 * 1024;

/// The APIs of one Authlete, called as one service.
#[derive(Clone, Debug)]
pub struct AuthleteClient {
    http: Client,
    base_url: BaseUrl,
    credentials: Credentials,
    /// The proof that goes with each call. One that cannot stand in a header is not sent; Authlete then says that it is
    /// missing.
    authorization: Option<HeaderValue>,
    timeout: Duration,
    repetition: Repetition,
    /// How many more calls may be under way.
    calls: Arc<Semaphore>,
    /// The same for `complete`: a user's decision does not queue behind requests that are new.
    completions: Arc<Semaphore>,
}

impl AuthleteClient {
    /// Makes a client; nothing is sent yet. `timeout` is the limit for a whole call, its repetitions and its wait for a
    /// turn included; no more than `max_calls` are under way at a time.
    pub fn new(
        settings: &AuthleteSettings,
        timeout: Duration,
        max_calls: usize,
        repetition: Repetition,
    ) -> Result<Self, HttpClientError> {
        let mut authorization =
            HeaderValue::try_from(settings.credentials.authorization().expose()).ok();
        if let Some(value) = &mut authorization {
            value.set_sensitive(true);
        }
        Ok(Self {
            http: http_client::for_base_url(&settings.base_url, timeout)?,
            base_url: BaseUrl::new(&settings.base_url)?,
            credentials: settings.credentials.clone(),
            authorization,
            timeout,
            repetition,
            calls: Arc::new(Semaphore::new(max_calls)),
            completions: Arc::new(Semaphore::new(max_calls)),
        })
    }

    fn url(&self, api: &str) -> Url {
        self.base_url.join(&self.credentials.path(api))
    }

    async fn post<T: DeserializeOwned>(
        &self,
        api: &'static str,
        request: &impl Serialize,
    ) -> Result<T, AuthleteError> {
        let body =
            serde_json::to_vec(request).map_err(|error| AuthleteError::malformed(api, &error))?;
        let request = self
            .http
            .post(self.url(api))
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        let response = self.send(api, request).await?;
        let body = self.read(api, response).await?;
        serde_json::from_slice(&body).map_err(|error| AuthleteError::malformed(api, &error))
    }

    async fn send(
        &self,
        api: &'static str,
        request: RequestBuilder,
    ) -> Result<Response, AuthleteError> {
        let mut request = request.timeout(self.timeout);
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if let Some(traceparent) = trace::current() {
            request = request.header(trace::TRACEPARENT, traceparent);
        }
        request
            .send()
            .await
            .map_err(|source| self.broken(api, source))
    }

    /// Makes a call when it is its turn, within the time limit.
    async fn in_turn<T>(
        &self,
        api: &'static str,
        turns: &Semaphore,
        call: impl Future<Output = Result<T, AuthleteError>>,
    ) -> Result<T, AuthleteError> {
        let limit = self.timeout;
        let late = AuthleteError::Timeout { api, limit };
        let call = async {
            // Nobody closes it.
            let _turn = turns.acquire().await.ok();
            call.await
        };
        tokio::time::timeout(limit, call).await.unwrap_or(Err(late))
    }

    /// Repeats a call that may be repeated, as long as somebody waits for it: a pause that would take longer is not made,
    /// and the failure stands.
    async fn repeat<T, F>(
        &self,
        api: &'static str,
        call: impl FnMut() -> F,
    ) -> Result<T, AuthleteError>
    where
        F: Future<Output = Result<T, AuthleteError>>,
    {
        let (started, limit) = (Instant::now(), self.timeout);
        let in_time = move |pause: &Duration| started.elapsed().saturating_add(*pause) < limit;
        let calls = call
            .retry(self.repetition.in_a_hurry())
            .when(AuthleteError::is_worth_repeating)
            .adjust(move |error, planned| error.pause(planned).filter(in_time))
            .notify(|error, pause| tracing::warn!(error = %error, ?pause, "a call is repeated"));
        self.in_turn(api, &self.calls, calls).await
    }

    /// Makes a call once.
    async fn once<T: DeserializeOwned>(
        &self,
        api: &'static str,
        request: impl Serialize,
    ) -> Result<T, AuthleteError> {
        self.in_turn(api, &self.calls, self.post(api, &request))
            .await
    }

    async fn read(&self, api: &'static str, response: Response) -> Result<Vec<u8>, AuthleteError> {
        if response.status() != StatusCode::OK {
            return Err(refusal(api, response, self.timeout / 4).await);
        }
        http_client::read_body(response, ANSWER_LIMIT)
            .await
            .map_err(|error| match error {
                BodyError::Broken(source) => self.broken(api, source),
                BodyError::TooLong(limit) => AuthleteError::TooLong { api, limit },
            })
    }

    fn broken(&self, api: &'static str, source: reqwest::Error) -> AuthleteError {
        if source.is_timeout() {
            let limit = self.timeout;
            AuthleteError::Timeout { api, limit }
        } else {
            AuthleteError::Unreachable { api, source }
        }
    }

    async fn document(
        &self,
        api: &'static str,
        response: Response,
    ) -> Result<JsonDocument, AuthleteError> {
        let body = self.read(api, response).await?;
        JsonDocument::parse(&body).map_err(|error| AuthleteError::malformed(api, &error))
    }

    async fn registration(&self, client_id: u64) -> Result<ClientResponse, AuthleteError> {
        let url = self.url(&format!("{CLIENT}/{client_id}"));
        let response = self.send(CLIENT, self.http.get(url)).await?;
        let body = self.read(CLIENT, response).await?;
        serde_json::from_slice(&body).map_err(|error| AuthleteError::malformed(CLIENT, &error))
    }

    async fn configuration(&self) -> Result<JsonDocument, AuthleteError> {
        let response = self
            .send(CONFIGURATION, self.http.get(self.url(CONFIGURATION)))
            .await?;
        self.document(CONFIGURATION, response).await
    }

    async fn jwks(&self) -> Result<ServiceJwks, AuthleteError> {
        let response = self.send(JWKS, self.http.get(self.url(JWKS))).await?;
        match response.status().as_u16() {
            204 => Ok(ServiceJwks::None),
            302 => location(&response)
                .map(ServiceJwks::Elsewhere)
                .ok_or(AuthleteError::NoLocation { api: JWKS }),
            _ => Ok(ServiceJwks::Keys(self.document(JWKS, response).await?)),
        }
    }
}

fn location(response: &Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    Some(location.to_owned())
}

impl AuthleteApi for AuthleteClient {
    fn backchannel_authentication(
        &self,
        request: ClientRequest,
    ) -> Reply<'_, AuthenticationResponse> {
        Box::pin(self.once(AUTHENTICATION, request))
    }

    fn issue(&self, request: IssueRequest) -> Reply<'_, IssueResponse> {
        Box::pin(self.once(ISSUE, request))
    }

    fn fail(&self, request: FailRequest) -> Reply<'_, FailResponse> {
        Box::pin(async move { self.repeat(FAIL, || self.post(FAIL, &request)).await })
    }

    fn complete(&self, request: CompleteRequest) -> Reply<'_, CompleteResponse> {
        Box::pin(async move {
            let call = self.post(COMPLETE, &request);
            self.in_turn(COMPLETE, &self.completions, call).await
        })
    }

    fn token(&self, request: ClientRequest) -> Reply<'_, TokenResponse> {
        Box::pin(self.once(TOKEN, request))
    }

    fn client(&self, client_id: u64) -> Reply<'_, ClientResponse> {
        Box::pin(self.repeat(CLIENT, move || self.registration(client_id)))
    }

    fn service_configuration(&self) -> Reply<'_, JsonDocument> {
        Box::pin(self.repeat(CONFIGURATION, || self.configuration()))
    }

    fn service_jwks(&self) -> Reply<'_, ServiceJwks> {
        Box::pin(self.repeat(JWKS, || self.jwks()))
    }
}

#[cfg(test)]
mod tests;

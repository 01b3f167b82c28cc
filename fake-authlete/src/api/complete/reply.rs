//! Words the answers of `complete`, and the notification inside them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::answer::{Answer, Reply};
use crate::api::with_client;
use crate::clients::DeliveryMode;
use crate::oauth_error::described;
use crate::result_codes::ResultCode;
use crate::service::Service;
use crate::store::{AuthenticationRequest, Refusal};
use crate::tokens::TokenSet;

/// A request whose ticket was found, about to be answered for.
pub(super) struct Completion<'a> {
    service: &'a Service,
    request: Arc<AuthenticationRequest>,
    auth_req_id: String,
}

impl<'a> Completion<'a> {
    pub(super) fn new(
        service: &'a Service,
        request: Arc<AuthenticationRequest>,
        auth_req_id: String,
    ) -> Self {
        Self {
            service,
            request,
            auth_req_id,
        }
    }

    pub(super) fn service(&self) -> &'a Service {
        self.service
    }

    pub(super) fn request(&self) -> &Arc<AuthenticationRequest> {
        &self.request
    }

    pub(super) fn auth_req_id(&self) -> &str {
        &self.auth_req_id
    }

    pub(super) fn mode(&self) -> DeliveryMode {
        self.request.mode
    }

    /// The call was wrong; nothing has changed and nobody is notified.
    pub(super) fn server_error(&self, code: &ResultCode) -> Answer {
        self.without_tokens(code, "SERVER_ERROR").into_answer()
    }

    /// A poll client finds out by itself.
    pub(super) fn no_action(&self, code: &ResultCode) -> Answer {
        self.without_tokens(code, "NO_ACTION").into_answer()
    }

    /// The Ping Callback, the same whatever the decision was (CIBA Core 1.0, section 10.2).
    pub(super) fn ping(&self, code: &ResultCode) -> Answer {
        self.notification(
            self.without_tokens(code, "NOTIFICATION"),
            &json!({"auth_req_id": self.auth_req_id}),
        )
    }

    /// The Push Error Payload (CIBA Core 1.0, section 12).
    pub(super) fn push_refusal(&self, code: &ResultCode, refusal: &Refusal) -> Answer {
        let mut content = self.content();
        content.extend(described(
            &self.service.configured().settings,
            refusal.error,
            refusal.description.as_deref(),
            refusal.uri.as_deref(),
        ));
        let reply = self.without_tokens(code, "NOTIFICATION");
        self.notification(reply, &Value::Object(content))
    }

    /// The Push Callback with its tokens (CIBA Core 1.0, section 10.3.1).
    pub(super) fn push_tokens(&self, code: &ResultCode, tokens: &TokenSet) -> Answer {
        let mut content = self.content();
        content.extend(tokens.response());
        let refresh_token_duration = match tokens.refresh_token {
            Some(_) => tokens.refresh_token_duration,
            None => 0,
        };
        let reply = self
            .reply(code, "NOTIFICATION")
            .with("accessToken", tokens.access_token.clone())
            .with_some("jwtAccessToken", tokens.jwt_access_token.clone())
            .with("accessTokenDuration", tokens.access_token_duration)
            .with_some("refreshToken", tokens.refresh_token.clone())
            .with("refreshTokenDuration", refresh_token_duration)
            .with("idToken", tokens.id_token.clone())
            .with("idTokenDuration", tokens.id_token_duration);
        self.notification(reply, &Value::Object(content))
    }

    fn content(&self) -> Map<String, Value> {
        let mut content = Map::new();
        content.insert("auth_req_id".to_owned(), json!(self.auth_req_id));
        content
    }

    fn notification(&self, reply: Reply, content: &Value) -> Answer {
        let client = &self.request.client.client;
        reply
            .with_some(
                "clientNotificationEndpoint",
                client.backchannel_client_notification_endpoint.clone(),
            )
            .with_some(
                "clientNotificationToken",
                self.request.client_notification_token.clone(),
            )
            .with_content(content)
            .into_answer()
    }

    fn without_tokens(&self, code: &ResultCode, action: &str) -> Reply {
        self.reply(code, action)
            .with("accessTokenDuration", 0)
            .with("refreshTokenDuration", 0)
            .with("idTokenDuration", 0)
    }

    fn reply(&self, code: &ResultCode, action: &str) -> Reply {
        with_client(Reply::new(code, action), &self.request.client)
            .with("authReqId", self.auth_req_id.clone())
            .with("deliveryMode", self.mode().authlete_name())
    }
}

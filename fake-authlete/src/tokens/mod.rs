//! The tokens that end a CIBA transaction.

mod access_token;
mod id_token;
mod properties;

pub(crate) use access_token::{Presented, find};

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::clients::REFRESH_TOKEN_GRANT_TYPE;
use crate::random::random_text;
use crate::service::Service;
use crate::store::{AccessGrant, AuthenticationRequest, Authorization, RefreshGrant};
use properties::shown;

/// What one API call says differently about the tokens.
#[derive(Default)]
pub(crate) struct TokenOverrides {
    pub(crate) access_token: Option<String>,
    pub(crate) access_token_duration: Option<u64>,
    pub(crate) refresh_token_duration: Option<u64>,
    /// The scopes of the access token, when they are fewer than were granted.
    pub(crate) scopes: Option<Vec<String>>,
}

/// The tokens of one response, with their lifetimes in seconds.
pub(crate) struct TokenSet {
    pub(crate) access_token: String,
    /// The access token as the client gets it, when it is a JWT.
    pub(crate) jwt_access_token: Option<String>,
    pub(crate) access_token_duration: u64,
    pub(crate) access_token_expires_at_millis: u64,
    pub(crate) refresh_token: Option<String>,
    pub(crate) refresh_token_duration: u64,
    pub(crate) refresh_token_expires_at_millis: u64,
    pub(crate) id_token: String,
    pub(crate) id_token_duration: u64,
    pub(crate) scopes: Vec<String>,
    properties: Vec<Map<String, Value>>,
}

/// Issues tokens for an authorised request. With `pushed`, the ID Token carries what CIBA Core 1.0, section 10.3.1
/// asks for: that `auth_req_id` and the hashes of the tokens beside it.
pub(crate) fn issue(
    service: &Service,
    request: &Arc<AuthenticationRequest>,
    authorization: &Arc<Authorization>,
    overrides: TokenOverrides,
    pushed: Option<&str>,
) -> Result<TokenSet, jsonwebtoken::errors::Error> {
    let configured = service.configured();
    let settings = &configured.settings;
    let now = service.now_millis();
    let access_token = overrides.access_token.unwrap_or_else(random_text);
    let access_token_duration = overrides
        .access_token_duration
        .unwrap_or(settings.access_token_duration);
    let refreshable = request.client.client.has_grant(REFRESH_TOKEN_GRANT_TYPE)
        && settings.has_grant(REFRESH_TOKEN_GRANT_TYPE);
    let refresh_token = refreshable.then(random_text);
    let refresh_token_duration = overrides
        .refresh_token_duration
        .unwrap_or(settings.refresh_token_duration);
    let scopes = overrides
        .scopes
        .unwrap_or_else(|| authorization.scopes.clone());
    let access_grant = AccessGrant {
        request: Arc::clone(request),
        authorization: Arc::clone(authorization),
        scopes: scopes.clone(),
        expires_at_millis: after(now, access_token_duration),
        refreshable,
    };
    let jwt_access_token = access_token::sign(service, &access_token, &access_grant)?;
    let push_members = pushed.map(|auth_req_id| id_token::PushMembers {
        auth_req_id,
        access_token: jwt_access_token.as_deref().unwrap_or(&access_token),
        refresh_token: refresh_token.as_deref(),
    });
    let id_token = id_token::sign(service, request, authorization, push_members.as_ref())?;
    let tokens = TokenSet {
        access_token_duration,
        access_token_expires_at_millis: access_grant.expires_at_millis,
        refresh_token,
        refresh_token_duration,
        refresh_token_expires_at_millis: after(now, refresh_token_duration),
        id_token,
        id_token_duration: settings.id_token_duration,
        scopes,
        properties: authorization.properties.clone(),
        jwt_access_token,
        access_token,
    };
    let store = &service.store;
    store.keep_access_token(tokens.access_token.clone(), access_grant, now);
    tokens.keep_refresh_token(service, request, authorization, now);
    Ok(tokens)
}

fn after(now_millis: u64, seconds: u64) -> u64 {
    now_millis.saturating_add(seconds.saturating_mul(1000))
}

impl TokenSet {
    fn keep_refresh_token(
        &self,
        service: &Service,
        request: &Arc<AuthenticationRequest>,
        authorization: &Arc<Authorization>,
        now_millis: u64,
    ) {
        if let Some(token) = &self.refresh_token {
            let grant = RefreshGrant {
                request: Arc::clone(request),
                authorization: Arc::clone(authorization),
                expires_at_millis: self.refresh_token_expires_at_millis,
            };
            let store = &service.store;
            store.keep_refresh_token(token.clone(), grant, now_millis);
        }
    }

    /// The members of a token response (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3), and the
    /// properties that the authorization server did not hide.
    pub(crate) fn response(&self) -> Map<String, Value> {
        let mut body = Map::new();
        let access_token = self.jwt_access_token.as_ref();
        body.insert(
            "access_token".to_owned(),
            json!(access_token.unwrap_or(&self.access_token)),
        );
        body.insert("token_type".to_owned(), json!("Bearer"));
        body.insert("expires_in".to_owned(), json!(self.access_token_duration));
        body.insert("scope".to_owned(), json!(self.scopes.join(" ")));
        if let Some(refresh_token) = &self.refresh_token {
            body.insert("refresh_token".to_owned(), json!(refresh_token));
        }
        body.insert("id_token".to_owned(), json!(self.id_token));
        for (key, value) in shown(&self.properties) {
            body.entry(key).or_insert_with(|| value.clone());
        }
        body
    }

    /// The properties as the API returns them.
    pub(crate) fn properties(&self) -> Vec<Value> {
        self.properties.iter().cloned().map(Value::Object).collect()
    }
}

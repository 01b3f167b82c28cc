//! Reads what the authorization server says about the user's decision.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::clients::DeliveryMode;
use crate::fields::{FieldError, Fields};
use crate::oauth_error::{is_description, is_uri};
use crate::result_codes::{
    COMPLETE_CLAIMS_WRONG, COMPLETE_DESCRIPTION_MALFORMED, COMPLETE_RESULT_WRONG,
    COMPLETE_SUBJECT_WRONG, ResultCode,
};
use crate::service::Service;
use crate::store::{AuthenticationRequest, Authorization, Decision, Refusal};
use crate::tokens::TokenOverrides;

/// The longest subject, in characters.
const MAX_SUBJECT: usize = 100;

/// The parameters of the call.
pub(super) struct CompleteCall {
    pub(super) ticket: Option<String>,
    result: Option<String>,
    subject: Option<String>,
    id_token_subject: Option<String>,
    auth_time: Option<u64>,
    acr: Option<String>,
    claims: Option<String>,
    id_token_header: Option<String>,
    access_token_claims: Option<String>,
    single_audience: bool,
    scopes: Option<Vec<String>>,
    properties: Vec<Map<String, Value>>,
    access_token: Option<String>,
    access_token_duration: Option<u64>,
    refresh_token_duration: Option<u64>,
    error_description: Option<String>,
    error_uri: Option<String>,
}

/// What the call comes to.
pub(super) enum Outcome {
    Decided(Decision),
    /// The call was wrong after its ticket was found; a client that is notified is told this error.
    Failed {
        code: ResultCode,
        error: &'static str,
    },
}

impl CompleteCall {
    pub(super) fn read(fields: &Fields) -> Result<Self, FieldError> {
        Ok(Self {
            ticket: fields.text("ticket")?,
            result: fields.text("result")?,
            subject: fields.text("subject")?,
            id_token_subject: fields.text("sub")?,
            auth_time: fields.number("authTime")?,
            acr: fields.text("acr")?,
            claims: fields.text("claims")?,
            id_token_header: fields.text("idtHeaderParams")?,
            access_token_claims: fields.text("jwtAtClaims")?,
            single_audience: fields.text("idTokenAudType")?.as_deref() == Some("string"),
            scopes: fields.texts("scopes")?,
            properties: fields.objects("properties")?,
            access_token: fields.text("accessToken")?,
            access_token_duration: fields.number("accessTokenDuration")?,
            refresh_token_duration: fields.number("refreshTokenDuration")?,
            error_description: fields.text("errorDescription")?,
            error_uri: fields.text("errorUri")?,
        })
    }

    /// The decision on a request that is still waiting for one.
    pub(super) fn outcome(&self, service: &Service, request: &AuthenticationRequest) -> Outcome {
        let decision = match self.result.as_deref() {
            Some("AUTHORIZED") => self.authorization(request),
            Some("ACCESS_DENIED") => self.refusal("access_denied"),
            Some("TRANSACTION_FAILED") => self.refusal(transaction_error(service, request.mode)),
            _ => Err(COMPLETE_RESULT_WRONG),
        };
        match decision {
            Ok(decision) => Outcome::Decided(decision),
            Err(code) => Outcome::Failed {
                code,
                error: "server_error",
            },
        }
    }

    /// What the call says about tokens that are issued right away.
    pub(super) fn token_overrides(&self) -> TokenOverrides {
        TokenOverrides {
            access_token: self.access_token.clone(),
            access_token_duration: self.access_token_duration,
            refresh_token_duration: self.refresh_token_duration,
            scopes: None,
        }
    }

    fn authorization(&self, request: &AuthenticationRequest) -> Result<Decision, ResultCode> {
        let is_subject = |text: &&String| text.is_ascii() && text.len() <= MAX_SUBJECT;
        let subject = self.subject.as_ref().filter(is_subject);
        let scopes = self.scopes.as_ref().unwrap_or(&request.scopes);
        Ok(Decision::Authorized(Arc::new(Authorization {
            subject: subject.ok_or(COMPLETE_SUBJECT_WRONG)?.clone(),
            id_token_subject: self.id_token_subject.clone(),
            auth_time: self.auth_time,
            acr: self.acr.clone(),
            claims: json_object(self.claims.as_deref())?,
            id_token_header: json_object(self.id_token_header.as_deref())?,
            single_audience: self.single_audience,
            scopes: scopes.clone(),
            properties: self.properties.clone(),
            access_token_claims: json_object(self.access_token_claims.as_deref())?,
        })))
    }

    fn refusal(&self, error: &'static str) -> Result<Decision, ResultCode> {
        let description = self.error_description.clone();
        let uri = self.error_uri.clone();
        let well_formed =
            description.as_deref().is_none_or(is_description) && uri.as_deref().is_none_or(is_uri);
        if !well_formed {
            return Err(COMPLETE_DESCRIPTION_MALFORMED);
        }
        Ok(Decision::Refused(Refusal {
            error,
            description,
            uri,
        }))
    }
}

/// Authlete documents `expired_token`; the spec has a word of its own, but for push alone.
fn transaction_error(service: &Service, mode: DeliveryMode) -> &'static str {
    match mode {
        DeliveryMode::Push => service
            .configured()
            .settings
            .push_error_on_transaction_failed
            .code(),
        DeliveryMode::Poll | DeliveryMode::Ping => "expired_token",
    }
}

fn json_object(text: Option<&str>) -> Result<Map<String, Value>, ResultCode> {
    match text {
        None => Ok(Map::new()),
        Some(text) => serde_json::from_str(text).map_err(|_| COMPLETE_CLAIMS_WRONG),
    }
}

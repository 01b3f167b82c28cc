//! `/backchannel/authentication/issue`: turns a ticket into an `auth_req_id`.

use serde_json::{Map, Value, json};

use super::{current, locked};
use crate::answer::{Answer, Reply};
use crate::clients::DeliveryMode;
use crate::fields::{FieldError, Fields};
use crate::oauth_error::explained;
use crate::result_codes::{
    ISSUE_OK, ISSUE_TICKET_MISSING, ISSUE_TICKET_UNKNOWN, ISSUE_TICKET_USED, ResultCode,
};
use crate::service::Service;
use crate::service_settings::ServiceSettings;
use crate::store::{AuthenticationRequest, IssueError};

pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let configured = service.configured();
    let settings = &configured.settings;
    let Some(ticket) = fields.text("ticket")? else {
        return Ok(refusal(
            service,
            "INTERNAL_SERVER_ERROR",
            &ISSUE_TICKET_MISSING,
        ));
    };
    let now = service.now_millis();
    let open = service.store.requests().look_up(&ticket, now);
    if let Some(open) = open {
        match current(service, &open.request) {
            None => return Ok(refusal(service, "INVALID_TICKET", &ISSUE_TICKET_UNKNOWN)),
            Some(client) if client.locked => {
                return Ok(locked("/backchannel/authentication/issue", &client));
            }
            Some(_) => (),
        }
    }
    let interval = u64::from(settings.polling_interval) * 1000;
    let issued = service.store.requests().issue(
        &ticket,
        now,
        interval,
        &settings.auth_req_id_ending,
        |request| u64::from(lifetime(settings, request)) * 1000,
    );
    Ok(match issued {
        Ok(issuance) => {
            let expires_in = lifetime(settings, &issuance.request);
            let content = acknowledgement(settings, &issuance.auth_req_id, &issuance.request);
            Reply::new(&ISSUE_OK, "OK")
                .with("authReqId", issuance.auth_req_id)
                .with("expiresIn", expires_in)
                .with("interval", settings.polling_interval)
                .with_content(&content)
                .into_answer()
        }
        Err(IssueError::UnknownTicket) => refusal(service, "INVALID_TICKET", &ISSUE_TICKET_UNKNOWN),
        Err(IssueError::AlreadyIssued) => refusal(service, "INVALID_TICKET", &ISSUE_TICKET_USED),
    })
}

fn refusal(service: &Service, action: &str, code: &ResultCode) -> Answer {
    let content = explained(&service.configured().settings, "server_error", code);
    Reply::new(code, action)
        .with_content(&content)
        .into_answer()
}

/// Seconds. A requested_expiry shortens or lengthens the lifetime up to the service's maximum: a choice made here,
/// because what Authlete does with it is not published.
fn lifetime(settings: &ServiceSettings, request: &AuthenticationRequest) -> u32 {
    match request.requested_expiry {
        Some(seconds) => seconds.min(settings.max_auth_req_id_duration),
        None => settings.auth_req_id_duration,
    }
}

/// The acknowledgement (CIBA Core 1.0, section 7.3); push clients do not poll and so get no interval.
fn acknowledgement(
    settings: &ServiceSettings,
    auth_req_id: &str,
    request: &AuthenticationRequest,
) -> Value {
    let mut body = Map::new();
    body.insert("auth_req_id".to_owned(), json!(auth_req_id));
    if request.mode != DeliveryMode::Push {
        let interval = settings.polling_interval;
        body.insert("interval".to_owned(), json!(interval));
    }
    let expires_in = lifetime(settings, request);
    body.insert("expires_in".to_owned(), json!(expires_in));
    Value::Object(body)
}

//! `/backchannel/authentication/complete`: takes the user's decision.

mod decision;
mod reply;

use std::sync::Arc;

use self::decision::{CompleteCall, Outcome};
use self::reply::Completion;
use super::{current, locked};
use crate::answer::{Answer, Reply};
use crate::clients::DeliveryMode;
use crate::fields::{FieldError, Fields};
use crate::result_codes::{
    COMPLETE_EXPIRED, COMPLETE_NOT_ISSUED, COMPLETE_PING_AUTHORIZED, COMPLETE_PING_REFUSED,
    COMPLETE_POLL_AUTHORIZED, COMPLETE_POLL_REFUSED, COMPLETE_PUSH_AUTHORIZED,
    COMPLETE_PUSH_REFUSED, COMPLETE_TICKET_MISSING, COMPLETE_TICKET_UNKNOWN, ResultCode,
    SERVER_FAULT,
};
use crate::service::Service;
use crate::store::{Authorization, Decision, Refusal};
use crate::tokens;

pub(super) fn answer(service: &Service, fields: &Fields) -> Result<Answer, FieldError> {
    let call = CompleteCall::read(fields)?;
    let Some(ticket) = &call.ticket else {
        return Ok(server_error(&COMPLETE_TICKET_MISSING));
    };
    let state = service
        .store
        .requests()
        .look_up(ticket, service.now_millis());
    let Some(state) = state else {
        return Ok(server_error(&COMPLETE_TICKET_UNKNOWN));
    };
    match current(service, &state.request) {
        None => return Ok(server_error(&COMPLETE_TICKET_UNKNOWN)),
        Some(client) if client.locked => {
            return Ok(locked("/backchannel/authentication/complete", &client));
        }
        Some(_) => (),
    }
    let Some(auth_req_id) = state.auth_req_id else {
        return Ok(server_error(&COMPLETE_NOT_ISSUED));
    };
    let completion = Completion::new(service, state.request, auth_req_id);
    let outcome = if state.expired {
        Outcome::expired()
    } else {
        call.outcome(service, completion.request())
    };
    Ok(match outcome {
        Outcome::Failed { code, .. } if completion.mode() == DeliveryMode::Poll => {
            completion.server_error(&code)
        }
        Outcome::Failed { code, error } => {
            let decision = Decision::Refused(Refusal::because(error));
            finish(&completion, ticket, &call, decision, code)
        }
        Outcome::Decided(decision) => {
            let code = success_code(completion.mode(), &decision);
            finish(&completion, ticket, &call, decision, code)
        }
    })
}

/// Uses up the ticket and answers; the token endpoint finds what is left for it from here on.
fn finish(
    completion: &Completion<'_>,
    ticket: &str,
    call: &CompleteCall,
    decision: Decision,
    code: ResultCode,
) -> Answer {
    let mode = completion.mode();
    let pushed = mode == DeliveryMode::Push;
    let first =
        completion
            .service()
            .store
            .requests()
            .decide(ticket, left_for_polls(&decision), pushed);
    if !first {
        return server_error(&COMPLETE_TICKET_UNKNOWN);
    }
    match (mode, decision) {
        (DeliveryMode::Poll, _) => completion.no_action(&code),
        (DeliveryMode::Ping, _) => completion.ping(&code),
        (DeliveryMode::Push, Decision::Refused(refusal)) => {
            completion.push_refusal(&code, &refusal)
        }
        (DeliveryMode::Push, Decision::Authorized(authorization)) => {
            push_tokens(completion, call, &authorization, code)
        }
    }
}

/// The token endpoint has no server_error: a request that failed that way ends there as a failed transaction does.
fn left_for_polls(decision: &Decision) -> Decision {
    match decision {
        Decision::Refused(refusal) if refusal.error == "server_error" => {
            Decision::Refused(Refusal::because("expired_token"))
        }
        other => other.clone(),
    }
}

fn push_tokens(
    completion: &Completion<'_>,
    call: &CompleteCall,
    authorization: &Arc<Authorization>,
    code: ResultCode,
) -> Answer {
    let tokens = tokens::issue(
        completion.service(),
        completion.request(),
        authorization,
        call.token_overrides(),
        Some(completion.auth_req_id()),
    );
    match tokens {
        Ok(tokens) => completion.push_tokens(&code, &tokens),
        Err(_) => completion.push_refusal(&SERVER_FAULT, &Refusal::because("server_error")),
    }
}

fn success_code(mode: DeliveryMode, decision: &Decision) -> ResultCode {
    match (mode, decision) {
        (DeliveryMode::Poll, Decision::Authorized(_)) => COMPLETE_POLL_AUTHORIZED,
        (DeliveryMode::Poll, Decision::Refused(_)) => COMPLETE_POLL_REFUSED,
        (DeliveryMode::Ping, Decision::Authorized(_)) => COMPLETE_PING_AUTHORIZED,
        (DeliveryMode::Ping, Decision::Refused(_)) => COMPLETE_PING_REFUSED,
        (DeliveryMode::Push, Decision::Authorized(_)) => COMPLETE_PUSH_AUTHORIZED,
        (DeliveryMode::Push, Decision::Refused(_)) => COMPLETE_PUSH_REFUSED,
    }
}

/// The answer when there is no record, and so nothing to tell about it.
fn server_error(code: &ResultCode) -> Answer {
    Reply::new(code, "SERVER_ERROR").into_answer()
}

impl Outcome {
    fn expired() -> Self {
        Self::Failed {
            code: COMPLETE_EXPIRED,
            error: "expired_token",
        }
    }
}

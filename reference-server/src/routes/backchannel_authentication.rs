//! `POST /backchannel/authentication`: the authentication request (section 7).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::authentication_device::{Question, messages};
use crate::authlete::{
    AuthenticationAction, AuthenticationResponse, DeliveryMode, FailReason, FailRequest, HintType,
    IssueAction, IssueRequest,
};
use crate::completion;
use crate::deadline::Deadline;
use crate::error::RouteError;
use crate::form_request::FormRequest;
use crate::respond;
use crate::secret::{AuthReqId, Ticket};
use crate::state::{AppState, Shared};
use crate::transaction::{Delivery, PingCallback, Transaction};
use crate::users::{self, User};

pub(super) async fn post(
    State(state): State<Shared>,
    form: FormRequest,
) -> Result<Response, RouteError> {
    let deadline = Deadline::after(state.settings.authlete_timeout);
    let judged = state
        .authlete
        .backchannel_authentication(form.into_client_request());
    let request = deadline.keep(respond::AUTHENTICATION, judged).await?;
    if request.action != AuthenticationAction::UserIdentification {
        return respond::to_authentication(&request);
    }
    let ticket = request.ticket.clone().ok_or(RouteError::Incomplete {
        api: respond::AUTHENTICATION,
        member: "ticket",
        result_code: request.result_code.clone(),
    })?;
    let (request, verdict) = verify(&state, deadline, request).await?;
    match verdict {
        Ok(user) => acknowledge(&state, deadline, request, ticket, &user).await,
        Err(reason) => refuse(&state, deadline, ticket, reason).await,
    }
}

/// Finds the user. A signature takes its time, more with every key of its issuer: it is verified on a thread where
/// nothing else waits, when it is its turn.
async fn verify(
    state: &AppState,
    deadline: Deadline,
    request: AuthenticationResponse,
) -> Result<(AuthenticationResponse, Result<User, FailReason>), RouteError> {
    let (settings, now) = (Arc::clone(&state.settings), state.clock.now());
    if request.hint_type != Some(HintType::LoginHintToken) {
        let verdict = settings.verification(now).verify(&request);
        return Ok((request, verdict));
    }
    let verified = async {
        // Nobody closes it.
        let turn = state.verifications.clone().acquire_owned().await.ok();
        tokio::task::spawn_blocking(move || {
            let verdict = settings.verification(now).verify(&request);
            drop(turn);
            (request, verdict)
        })
        .await
    };
    match deadline.wait_for(verified).await {
        None => Err(RouteError::TooMany),
        Some(verified) => verified.map_err(|_| RouteError::Unverified),
    }
}

async fn refuse(
    state: &AppState,
    deadline: Deadline,
    ticket: Ticket,
    reason: FailReason,
) -> Result<Response, RouteError> {
    tracing::info!(?reason, "refusing an authentication request");
    let worded = state.authlete.fail(FailRequest { ticket, reason });
    let response = deadline.keep(respond::FAIL, worded).await?;
    respond::to_fail(&response)
}

/// Issues an auth_req_id and asks the user in the background, if there is room for one more.
async fn acknowledge(
    state: &Shared,
    deadline: Deadline,
    request: AuthenticationResponse,
    ticket: Ticket,
    user: &User,
) -> Result<Response, RouteError> {
    let room = state
        .capacity
        .clone()
        .try_acquire_owned()
        .map_err(|_| RouteError::TooMany)?;
    let issued = state.authlete.issue(IssueRequest {
        ticket: ticket.clone(),
    });
    let issued = deadline.keep(respond::ISSUE, issued).await?;
    let response = respond::to_issue(&issued)?;
    if issued.action == IssueAction::Ok {
        let incomplete = |member| RouteError::Incomplete {
            api: respond::ISSUE,
            member,
            result_code: issued.result_code.clone(),
        };
        let question = Question {
            auth_req_id: issued.auth_req_id.ok_or(incomplete("authReqId"))?,
            expires_in: issued.expires_in.ok_or(incomplete("expiresIn"))?,
            message: messages::consent(&request),
        };
        let transaction = Transaction {
            ticket,
            subject: user.subject.clone(),
            acr: users::choose_acr(user, &request.acrs),
            expires_at: state.clock.now().saturating_add(question.expires_in),
            delivery: delivery(&request, &question.auth_req_id),
            claim_names: request.claim_names,
        };
        let task = completion::ask_and_complete(state.clone(), transaction, question);
        state.background.spawn(async move {
            task.await;
            drop(room);
        });
    }
    Ok(response)
}

/// What the client is to be told in the end.
fn delivery(request: &AuthenticationResponse, auth_req_id: &AuthReqId) -> Delivery {
    match (
        request.delivery_mode,
        request.client_id,
        &request.client_notification_token,
    ) {
        (Some(DeliveryMode::Push), _, _) => Delivery::Push,
        (Some(DeliveryMode::Ping), Some(client_id), Some(token)) => Delivery::Ping(PingCallback {
            client_id,
            client_notification_token: token.clone(),
            auth_req_id: auth_req_id.clone(),
        }),
        _ => Delivery::Poll,
    }
}

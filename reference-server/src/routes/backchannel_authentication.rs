//! `POST /backchannel/authentication`: the authentication request (section 7).

use axum::extract::State;
use axum::response::Response;

use crate::authentication_device::{Question, messages};
use crate::authlete::{
    AuthenticationAction, AuthenticationResponse, FailReason, FailRequest, IssueAction,
    IssueRequest,
};
use crate::completion;
use crate::error::RouteError;
use crate::form_request::FormRequest;
use crate::respond;
use crate::secret::Secret;
use crate::state::AppState;
use crate::transaction::Transaction;
use crate::users::{self, User};

pub(super) async fn post(
    State(state): State<AppState>,
    form: FormRequest,
) -> Result<Response, RouteError> {
    let request = state
        .authlete
        .backchannel_authentication(form.into_client_request())
        .await?;
    if request.action != AuthenticationAction::UserIdentification {
        return respond::to_authentication(&request);
    }
    let ticket = request.ticket.clone().ok_or(RouteError::Incomplete {
        api: respond::AUTHENTICATION,
        member: "ticket",
    })?;
    match state
        .settings
        .verification(state.clock.now())
        .verify(&request)
    {
        Ok(user) => acknowledge(&state, request, ticket, &user).await,
        Err(reason) => refuse(&state, ticket, reason).await,
    }
}

async fn refuse(
    state: &AppState,
    ticket: Secret,
    reason: FailReason,
) -> Result<Response, RouteError> {
    tracing::info!(?reason, "refusing an authentication request");
    let response = state.authlete.fail(FailRequest { ticket, reason }).await?;
    respond::to_fail(&response)
}

/// Issues an auth_req_id and asks the user in the background.
async fn acknowledge(
    state: &AppState,
    request: AuthenticationResponse,
    ticket: Secret,
    user: &User,
) -> Result<Response, RouteError> {
    let issued = state
        .authlete
        .issue(IssueRequest {
            ticket: ticket.clone(),
        })
        .await?;
    let response = respond::to_issue(&issued)?;
    if issued.action == IssueAction::Ok {
        let incomplete = |member| RouteError::Incomplete {
            api: respond::ISSUE,
            member,
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
            claim_names: request.claim_names,
        };
        let task = completion::ask_and_complete(state.clone(), transaction, question);
        state.background.spawn(task);
    }
    Ok(response)
}

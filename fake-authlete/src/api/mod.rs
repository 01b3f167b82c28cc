//! The APIs that a CIBA server calls.

mod authentication;
mod client;
mod complete;
mod fail;
mod introspection;
mod issue;
mod service;
mod token;
mod userinfo;

use serde_json::json;

use crate::answer::{Answer, Reply};
use crate::clients::{Client, IdentifiedClient};
use crate::fields::{FieldError, Fields};
use crate::oauth_error::{ClientError, explained};
use crate::request::Request;
use crate::result_codes::CLIENT_LOCKED;
use crate::route::{Api, Route};
use crate::service::Service;
use crate::store::AuthenticationRequest;

pub(crate) use service::configure;

/// Handles a call whose route and credentials are right.
pub(crate) fn handle(service: &Service, route: &Route<'_>, request: &Request) -> Answer {
    match route.api {
        Api::BackchannelAuthentication => posted(request, |it| authentication::answer(service, it)),
        Api::BackchannelAuthenticationIssue => posted(request, |it| issue::answer(service, it)),
        Api::BackchannelAuthenticationFail => posted(request, |it| fail::answer(service, it)),
        Api::BackchannelAuthenticationComplete => {
            posted(request, |it| complete::answer(service, it))
        }
        Api::AuthToken => posted(request, |it| token::answer(service, it)),
        Api::ServiceConfiguration => service::configuration(service, request),
        Api::ServiceJwks => service::jwks(service, request),
        Api::ServiceGet => service::get(service, request, route.argument),
        Api::ServiceUpdate => service::update(service, request, route.argument),
        Api::ClientCreate => client::create(service, request),
        Api::ClientGetList => client::list(service, request),
        Api::ClientGet => client::get(service, route.argument),
        Api::ClientUpdate => client::update(service, request, route.argument),
        Api::ClientDelete => client::delete(service, route.argument),
        Api::ClientLockFlagUpdate => client::lock(service, request, route.argument),
        Api::AuthUserinfo => posted(request, |it| userinfo::answer(service, it)),
        Api::AuthUserinfoIssue => posted(request, |it| userinfo::issue(service, it)),
        Api::AuthIntrospection => posted(request, |it| introspection::answer(service, it)),
    }
}

fn posted(request: &Request, api: impl FnOnce(&Fields) -> Result<Answer, FieldError>) -> Answer {
    Fields::read(request)
        .and_then(|fields| api(&fields))
        .unwrap_or_else(FieldError::into_answer)
}

/// The answer to a call about a locked client. It comes once the client is authenticated: a choice made here.
fn locked(path: &str, identified: &IdentifiedClient) -> Answer {
    let id = identified.client.client_id;
    let code = CLIENT_LOCKED;
    let message = format!("[{}] {path}, The client (ID = {id}) is locked.", code.code);
    Answer::json(
        403,
        &json!({"resultCode": code.code, "resultMessage": message}),
    )
}

/// The reply to a client's request that is refused; the action is this one where nobody knows who the client is.
fn refusal(service: &Service, error: ClientError, unauthenticated: &'static str) -> Reply {
    let action = if error.error == "invalid_client" {
        unauthenticated
    } else {
        "BAD_REQUEST"
    };
    let content = explained(&service.configured().settings, error.error, &error.code);
    Reply::new(&error.code, action).with_content(&content)
}

/// The client of a request as it is registered now; it may have been locked or removed meanwhile.
fn current(service: &Service, request: &AuthenticationRequest) -> Option<IdentifiedClient> {
    let client_id = request.client.client.client_id;
    service.clients.find(&client_id.to_string())
}

/// The members that say which client a reply is about.
fn with_client_id(reply: Reply, identified: &IdentifiedClient) -> Reply {
    let client: &Client = &identified.client;
    reply
        .with("clientId", client.client_id)
        .with_some("clientIdAlias", client.client_id_alias.clone())
        .with("clientIdAliasUsed", identified.alias_used)
}

/// The same with the name that users see, which the token endpoint has no use for.
fn with_client(reply: Reply, identified: &IdentifiedClient) -> Reply {
    let name = &identified.client.client_name;
    with_client_id(reply, identified).with_some(
        "clientName",
        Some(name).filter(|it| !it.is_empty()).cloned(),
    )
}

//! The APIs that a CIBA server calls.

mod authentication;
mod client;
mod complete;
mod fail;
mod issue;
mod refresh;
mod service;
mod token;

use crate::answer::{Answer, Reply};
use crate::clients::{Client, IdentifiedClient};
use crate::fields::{FieldError, Fields};
use crate::request::Request;
use crate::route::{Api, Route};
use crate::service::Service;

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
        Api::ClientGet => client::get(service, route.argument),
    }
}

fn posted(request: &Request, api: impl FnOnce(&Fields) -> Result<Answer, FieldError>) -> Answer {
    Fields::read(request)
        .and_then(|fields| api(&fields))
        .unwrap_or_else(FieldError::into_answer)
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
    with_client_id(reply, identified).with("clientName", identified.client.client_name.clone())
}

//! The APIs that a CIBA server calls.

mod authentication;
mod client;
mod complete;
mod fail;
mod introspection;
mod issue;
mod replies;
mod service;
mod token;
mod userinfo;

use crate::answer::Answer;
use crate::fields::{FieldError, Fields};
use crate::request::Request;
use crate::route::{Api, Route};
use crate::service::Service;

use replies::{current, locked, refusal, with_client, with_client_id};
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

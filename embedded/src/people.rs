//! What only an embedded target can do with its users: lock accounts, lose a device, fail.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use fake_authlete::{Api, Core, Forced};
use futures::future::BoxFuture;
use memchr::memmem;
use reference_server::UserDirectory;

use super::demo::FAILING;
use crate::known::UNREACHABLE;
use suite::config::UserConfig;
use suite::error::SuiteError;
use suite::op_under_test::target::AccountLock;

/// Far more than any question to a user.
const LIMIT: usize = 64 * 1024;

/// Locks accounts in the server's own directory.
pub(super) struct Accounts(pub(super) UserDirectory);

impl AccountLock for Accounts {
    fn set_locked<'a>(
        &'a self,
        user: &'a UserConfig,
        locked: bool,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let subject = self
                .0
                .by_login_hint(&user.login_hint)
                .map(|user| user.subject.clone())
                .ok_or_else(|| SuiteError::AccountLock("there is no such user".to_owned()))?;
            if locked {
                self.0.lock(&subject);
            } else {
                self.0.unlock(&subject);
            }
            Ok(())
        })
    }
}

/// The simulator's routes, where one user's device never answers as it should.
pub(super) fn losing_a_device(router: Router) -> Router {
    let asks = format!("\"user\":\"{UNREACHABLE}\"");
    let asks = Arc::new(memmem::Finder::new(&asks).into_owned());
    router.layer(from_fn(move |request: Request, next: Next| {
        lose(Arc::clone(&asks), request, next)
    }))
}

async fn lose(asks: Arc<memmem::Finder<'static>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LIMIT).await.unwrap_or_default();
    if asks.find(&body).is_some() {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// Makes Authlete fail whenever it is asked for one user.
pub(super) fn fail_for_one(core: &Core) {
    let encoded: String = form_urlencoded::byte_serialize(FAILING.as_bytes()).collect();
    core.force(Forced {
        body_contains: Some(encoded),
        status: Some(500),
        times: u32::MAX,
        ..Forced::next(Api::BackchannelAuthentication)
    });
}

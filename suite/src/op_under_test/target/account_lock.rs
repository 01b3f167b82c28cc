use futures::future::BoxFuture;

use crate::config::{AccountLockConfig, UserConfig};
use crate::error::SuiteError;
use crate::http::{HttpClient, OutgoingRequest, Party};

/// Locks and unlocks a user's account, as an administrator of the OP would.
pub trait AccountLock: Send + Sync {
    /// Locks the account, or unlocks it; returns when that has been done.
    fn set_locked<'a>(
        &'a self,
        user: &'a UserConfig,
        locked: bool,
    ) -> BoxFuture<'a, Result<(), SuiteError>>;
}

/// Locks accounts by URLs with `{login_hint}`: POST, empty body, answered by 2xx.
#[derive(Debug, Clone)]
pub struct UrlAccountLock {
    urls: AccountLockConfig,
    http: HttpClient,
}

impl UrlAccountLock {
    /// Locks by these URLs.
    pub fn new(urls: AccountLockConfig, http: HttpClient) -> Self {
        Self { urls, http }
    }
}

impl AccountLock for UrlAccountLock {
    fn set_locked<'a>(
        &'a self,
        user: &'a UserConfig,
        locked: bool,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let template = if locked {
                &self.urls.lock_url
            } else {
                &self.urls.unlock_url
            };
            let hint: String =
                form_urlencoded::byte_serialize(user.login_hint.as_bytes()).collect();
            let mut request = OutgoingRequest::get(template.replace("{login_hint}", &hint));
            "POST".clone_into(&mut request.method);
            let exchange = self
                .http
                .send_patiently(Party::Client, Party::AuthenticationDevice, request)
                .await?;
            match exchange.response.status {
                200..=299 => Ok(()),
                status => Err(SuiteError::AccountLock(format!(
                    "{template} answered HTTP {status}, expected 2xx"
                ))),
            }
        })
    }
}

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

/// Locks accounts by requests that the target file describes, answered by 2xx.
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

    fn request(&self, template: &str, body: &str, user: &UserConfig) -> OutgoingRequest {
        let is_json = self.urls.headers.iter().any(|(name, value)| {
            name.eq_ignore_ascii_case("content-type") && value.expose().contains("json")
        });
        let mut request = OutgoingRequest::get(filled_in(template, user, encoded));
        request.method.clone_from(&self.urls.method);
        let headers = self.urls.headers.iter();
        let headers = headers.map(|(name, value)| (name.clone(), value.expose().to_owned()));
        request.headers.extend(headers);
        let escaped = if is_json { in_json } else { encoded };
        request.body = filled_in(body, user, escaped).into_bytes();
        request
    }
}

fn filled_in(template: &str, user: &UserConfig, escaped: fn(&str) -> String) -> String {
    let subject = user.subject.as_deref().unwrap_or_default();
    template
        .replace("{login_hint}", &escaped(&user.login_hint))
        .replace("{subject}", &escaped(subject))
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Between the quotation marks of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.trim_matches('"').to_owned()
}

impl AccountLock for UrlAccountLock {
    fn set_locked<'a>(
        &'a self,
        user: &'a UserConfig,
        locked: bool,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let (template, body) = if locked {
                (&self.urls.lock_url, &self.urls.lock_body)
            } else {
                (&self.urls.unlock_url, &self.urls.unlock_body)
            };
            let request = self.request(template, body, user);
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::config::{ConnectionConfig, Secret};

    #[rstest]
    #[case::plain("user={login_hint}", None, "user=al%22%2B1")]
    #[case::json(
        r#"{"user":"{login_hint}","id":"{subject}"}"#,
        Some("application/json"),
        r#"{"user":"al\"+1","id":"7"}"#
    )]
    fn what_is_filled_in_does_not_break_the_body(
        #[case] lock_body: &str,
        #[case] media_type: Option<&str>,
        #[case] expected: &str,
    ) {
        let headers = media_type.map(|value| ("Content-Type".to_owned(), Secret::new(value)));
        let urls = AccountLockConfig {
            lock_url: "https://op.example/users/{subject}?hint={login_hint}".to_owned(),
            unlock_url: String::new(),
            method: "PUT".to_owned(),
            headers: headers.into_iter().collect(),
            lock_body: lock_body.to_owned(),
            unlock_body: String::new(),
            kind: None,
        };
        let http = HttpClient::new(&ConnectionConfig::default()).unwrap();
        let user = UserConfig {
            login_hint: "al\"+1".to_owned(),
            subject: Some("7".to_owned()),
            ..UserConfig::default()
        };
        let lock = UrlAccountLock::new(urls.clone(), http);

        let request = lock.request(&urls.lock_url, &urls.lock_body, &user);

        assert_eq!(request.method, "PUT");
        assert_eq!(request.url, "https://op.example/users/7?hint=al%22%2B1");
        assert_eq!(String::from_utf8(request.body).unwrap(), expected);
    }
}

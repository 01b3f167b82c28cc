use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest, ShownRequest, inbox};
use crate::error::SuiteError;
use crate::http::{Exchange, HttpClient, OutgoingRequest, Party};

// An OP asks its device in the background: the request may reach the device after the client's acknowledgement.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// A device that takes decisions by a URL with `{auth_req_id}` and `{action}`: POST, empty body.
#[derive(Debug, Clone)]
pub struct UrlTemplateDevice {
    template: String,
    inbox_url: Option<String>,
    other_user_template: Option<String>,
    http: HttpClient,
    patience: Duration,
}

impl UrlTemplateDevice {
    /// A device behind this URL. It may take as long as `patience` until it knows of an authentication request.
    pub fn new(template: impl Into<String>, http: HttpClient, patience: Duration) -> Self {
        Self {
            template: template.into(),
            inbox_url: None,
            other_user_template: None,
            http,
            patience,
        }
    }

    /// Reads what users see at this URL, if there is one.
    #[must_use]
    pub fn with_inbox(mut self, url: Option<String>) -> Self {
        self.inbox_url = url;
        self
    }

    /// Lets another user approve by this URL, if there is one.
    #[must_use]
    pub fn with_other_user(mut self, template: Option<String>) -> Self {
        self.other_user_template = template;
        self
    }

    fn request(&self, pending: PendingRequest<'_>, decision: Decision) -> OutgoingRequest {
        filled_in(&self.template, pending, decision)
    }

    /// Waits for the device to show a request; whether it ever does is for others to judge.
    async fn wait_until_shown(&self, auth_req_id: &str) -> Result<(), SuiteError> {
        let started = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let shown = self.inbox().await?;
            let is_there = shown.iter().any(|shown| shown.auth_req_id == auth_req_id);
            if is_there || started.elapsed() > self.patience {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn ask(&self, request: OutgoingRequest) -> Result<Exchange, SuiteError> {
        self.http
            .send_patiently(Party::Client, Party::AuthenticationDevice, request)
            .await
            .map_err(|error| SuiteError::AuthenticationDevice(error.to_string()))
    }
}

fn filled_in(template: &str, pending: PendingRequest<'_>, decision: Decision) -> OutgoingRequest {
    let auth_req_id: String =
        form_urlencoded::byte_serialize(pending.auth_req_id.as_bytes()).collect();
    let url = template
        .replace("{auth_req_id}", &auth_req_id)
        .replace("{action}", decision.action());
    let mut request = OutgoingRequest::get(url);
    "POST".clone_into(&mut request.method);
    request
        .headers
        .push(("traceparent".to_owned(), pending.traceparent.to_owned()));
    request
}

impl AuthenticationDevice for UrlTemplateDevice {
    fn abilities(&self) -> Abilities {
        Abilities {
            inbox: self.inbox_url.is_some(),
            other_user: self.other_user_template.is_some(),
            ..Abilities::DECIDES
        }
    }

    fn inbox(&self) -> BoxFuture<'_, Result<Vec<ShownRequest>, SuiteError>> {
        Box::pin(async move {
            let url = self.inbox_url.clone().unwrap_or_default();
            let exchange = self.ask(OutgoingRequest::get(url)).await?;
            inbox::read(&exchange.response)
        })
    }

    /// The device may well refuse: then nobody has approved, as it should be. Before the hinted user sees the request,
    /// nobody could, so that it is waited for where it can be seen.
    fn approve_as_another<'a>(
        &'a self,
        pending: PendingRequest<'a>,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            if self.inbox_url.is_some() {
                self.wait_until_shown(pending.auth_req_id).await?;
            }
            let template = self.other_user_template.clone().unwrap_or_default();
            let request = filled_in(&template, pending, Decision::Approve);
            self.ask(request).await.map(drop)
        })
    }

    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let started = Instant::now();
            let mut pause = FIRST_PAUSE;
            loop {
                let exchange = self.ask(self.request(pending, decision)).await?;
                let status = exchange.response.status;
                if (200..300).contains(&status) {
                    return Ok(());
                }
                if status != 404 || started.elapsed() > self.patience {
                    return Err(SuiteError::DecisionAnswered(format!(
                        "{} answered HTTP {status}, expected 2xx",
                        self.template
                    )));
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        })
    }
}

//! The fake without a transport.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::answer::Answer;
use crate::config::{Config, Credentials};
use crate::rate_limit::{self, RateLimit};
use crate::request::Request;
use crate::result_codes::{API_UNKNOWN, BODY_TOO_LARGE, METHOD_WRONG};
use crate::route::Route;
use crate::service::Service;
use crate::switch_calls;
use crate::switches::Forced;
use crate::{api, authorization};

/// The largest body of a call, in bytes: four times what an authorization server should let through, because the
/// largest part of a call is what a client sent, and JSON may make it longer.
pub(crate) const MAX_BODY: usize = 1 << 18;

/// Authlete without a transport: a call in, an answer out, and memory in between. Clones share that memory.
#[derive(Clone)]
pub struct Core {
    service: Arc<Service>,
}

impl Core {
    /// A service with those clients, which has seen nothing yet.
    pub fn new(config: Config) -> Self {
        Self {
            service: Arc::new(Service::new(config)),
        }
    }

    /// Answers a call. Whatever comes in, something comes out: this neither fails nor panics.
    pub fn handle(&self, request: &Request) -> Answer {
        let path = request.path_without_query();
        if let Some(switch) = path.strip_prefix("/__fake/") {
            return switch_calls::handle(&self.service, switch, request);
        }
        let mut answer = self.answer(request);
        let latency = self.service.switches.latency();
        if !latency.is_zero() {
            answer.delay = Some(answer.delay.unwrap_or_default() + latency);
        }
        tracing::debug!(
            method = request.method,
            path,
            status = answer.status,
            "handled"
        );
        if let Some(observer) = &self.service.observer {
            observer(request, &answer);
        }
        answer
    }

    /// Makes an authentication request older by that many seconds, for expiry and for the polling interval alike.
    /// Returns whether there is such an `auth_req_id`.
    pub fn age(&self, auth_req_id: &str, seconds: u64) -> bool {
        let millis = seconds.saturating_mul(1000);
        self.service.store.requests().age(auth_req_id, millis)
    }

    /// Makes the next call or calls of an API answer as told.
    pub fn force(&self, forced: Forced) {
        self.service.switches.add(forced);
    }

    /// Holds back every answer for so long, as a network and a busy Authlete would; zero for not at all.
    pub fn slow_down(&self, latency: Duration) {
        self.service.switches.set_latency(latency);
    }

    /// Answers what exceeds the limit with 429 and the time of the limit's reset; `None` lifts the limit.
    pub fn limit_rate(&self, limit: Option<RateLimit>) {
        self.service.switches.set_rate_limit(limit);
    }

    /// Sets the service as `/service/update` would, but keeps what the properties, in Authlete's words, do not name:
    /// a null takes a property away. Fails with words about what is wrong.
    pub fn configure(&self, properties: &Value) -> Result<(), String> {
        api::configure(&self.service, properties)
    }

    /// What an authorization server needs to reach this fake at that base URL.
    pub fn credentials(&self, base_url: impl Into<String>) -> Credentials {
        Credentials::of(&self.service.configured().settings, base_url.into())
    }

    /// Whether the answer to that call, were it handled now, would be a dropped connection.
    #[cfg(feature = "wiremock")]
    pub(crate) fn would_drop(&self, request: &Request) -> bool {
        self.admit(request)
            .is_ok_and(|route| self.service.switches.would_drop(route.api, request))
    }

    fn answer(&self, request: &Request) -> Answer {
        let route = match self.admit(request) {
            Ok(route) => route,
            Err(refusal) => return *refusal,
        };
        let now = self.service.now_millis();
        if let Err(reset_in) = self.service.switches.admit(now) {
            return rate_limit::refusal(reset_in);
        }
        match self.service.switches.take(route.api, request) {
            Some(forced) => forced.answer(|| api::handle(&self.service, &route, request)),
            None => api::handle(&self.service, &route, request),
        }
    }

    /// The route of a call that may be made.
    fn admit<'a>(&self, request: &'a Request) -> Result<Route<'a>, Box<Answer>> {
        let Some(route) = Route::find(request.path_without_query()) else {
            return Err(Box::new(Answer::refused(404, &API_UNKNOWN)));
        };
        if !route.methods.contains(&request.method.as_str()) {
            let answer =
                Answer::refused(405, &METHOD_WRONG).with_header("allow", &route.methods.join(", "));
            return Err(Box::new(answer));
        }
        authorization::check(&self.service, &route, request).map_err(Box::new)?;
        if request.body.len() > MAX_BODY {
            return Err(Box::new(Answer::refused(413, &BODY_TOO_LARGE)));
        }
        Ok(route)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Core")
            .field("issuer", &self.service.configured().endpoints.issuer)
            .finish_non_exhaustive()
    }
}

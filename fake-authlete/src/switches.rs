//! How answers are changed, held back or refused, for tests.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Reply};
use crate::rate_limit::{self, RateLimit, RateLimiter};
use crate::request::Request;
use crate::result_codes::FORCED;
use crate::route::Api;
use crate::store::locked;

/// How many forced answers can wait.
const MAX_FORCED: usize = 1000;

/// The longest that a forced answer is held back.
const MAX_DELAY: Duration = Duration::from_secs(300);

/// How the next call or calls of an API are answered.
///
/// With `action`, `status`, `body` or `drop_connection` the call is not handled: nothing changes in the fake. With
/// `delay_ms`, `headers` or `members` alone it is handled, and its answer is held back or changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forced {
    /// Whose next call it is about.
    pub api: Api,
    /// Only calls whose body contains this text: keeps tests that share a fake apart.
    #[serde(default)]
    pub body_contains: Option<String>,
    /// The `action` of the answer; any text, known to Authlete or not.
    #[serde(default)]
    pub action: Option<String>,
    /// The HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// The body: a text as it is, well-formed JSON or not; anything else as JSON.
    #[serde(default)]
    pub body: Option<Value>,
    /// How long the answer is held back, in milliseconds; five minutes at most.
    #[serde(default)]
    pub delay_ms: u64,
    /// Headers to be added. A status of 429 brings those of a rate limit along unless there are others.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Members of the JSON answer to be replaced, or taken away with null: this is how an answer gets a wrong type.
    #[serde(default)]
    pub members: Map<String, Value>,
    /// Whether the connection is closed without an answer.
    #[serde(default)]
    pub drop_connection: bool,
    /// For how many calls.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

impl Forced {
    /// One normal answer of that API; set what shall be different.
    pub fn next(api: Api) -> Self {
        Self {
            api,
            body_contains: None,
            action: None,
            status: None,
            body: None,
            delay_ms: 0,
            headers: BTreeMap::new(),
            members: Map::new(),
            drop_connection: false,
            times: once(),
        }
    }

    /// The answer to a call, which `handled` would give otherwise.
    pub(crate) fn answer(self, handled: impl FnOnce() -> Answer) -> Answer {
        let status = self.status.unwrap_or(200);
        let mut answer = match (&self.body, &self.action) {
            (Some(Value::String(text)), _) => Answer::raw(status, text.clone().into_bytes()),
            (Some(body), _) => Answer::json(status, body),
            (None, Some(action)) => Answer {
                status,
                ..forced_action(action)
            },
            (None, None) if status == 429 && self.headers.is_empty() => {
                rate_limit::refusal(Duration::from_secs(1))
            }
            (None, None) if self.status.is_some() => Answer::refused(status, &FORCED),
            (None, None) if self.drop_connection => Answer::empty(status),
            (None, None) => handled(),
        };
        self.change_members(&mut answer);
        answer.headers.extend(self.headers);
        let delay = Duration::from_millis(self.delay_ms).min(MAX_DELAY);
        answer.delay = (!delay.is_zero()).then_some(delay);
        answer.drop_connection = self.drop_connection;
        answer
    }

    fn change_members(&self, answer: &mut Answer) {
        if self.members.is_empty() {
            return;
        }
        let Ok(mut body) = serde_json::from_slice::<Map<String, Value>>(&answer.body) else {
            return;
        };
        for (name, value) in &self.members {
            if value.is_null() {
                body.remove(name);
            } else {
                body.insert(name.clone(), value.clone());
            }
        }
        answer.body = Value::Object(body).to_string().into_bytes();
    }

    fn is_about(&self, api: Api, request: &Request) -> bool {
        self.api == api
            && self
                .body_contains
                .as_ref()
                .is_none_or(|text| String::from_utf8_lossy(&request.body).contains(text))
    }
}

fn forced_action(action: &str) -> Answer {
    Reply::new(&FORCED, action)
        .with_content(&json!({"error": "server_error"}))
        .into_answer()
}

/// The forced answers that wait for their call.
#[derive(Default)]
pub(crate) struct Switches {
    forced: Mutex<VecDeque<Forced>>,
    latency_ms: AtomicU64,
    rate_limiter: Mutex<Option<RateLimiter>>,
}

impl Switches {
    pub(crate) fn add(&self, forced: Forced) {
        let mut waiting = locked(&self.forced);
        if forced.times > 0 {
            waiting.push_back(forced);
        }
        while waiting.len() > MAX_FORCED {
            waiting.pop_front();
        }
    }

    pub(crate) fn set_latency(&self, latency: Duration) {
        let millis = latency.min(MAX_DELAY).as_millis();
        self.latency_ms
            .store(u64::try_from(millis).unwrap_or_default(), Ordering::Relaxed);
    }

    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms.load(Ordering::Relaxed))
    }

    pub(crate) fn set_rate_limit(&self, limit: Option<RateLimit>) {
        *locked(&self.rate_limiter) = limit.map(RateLimiter::new);
    }

    /// Counts a call; one too many is told when the limit is reset.
    pub(crate) fn admit(&self, now_millis: u64) -> Result<(), Duration> {
        match locked(&self.rate_limiter).as_mut() {
            Some(limiter) => limiter.admit(now_millis),
            None => Ok(()),
        }
    }

    /// The first forced answer that is about this call; one of its times is used up.
    pub(crate) fn take(&self, api: Api, request: &Request) -> Option<Forced> {
        let mut waiting = locked(&self.forced);
        let index = waiting
            .iter()
            .position(|forced| forced.is_about(api, request))?;
        let forced = waiting.get_mut(index)?;
        forced.times -= 1;
        let taken = forced.clone();
        if forced.times == 0 {
            waiting.remove(index);
        }
        Some(taken)
    }

    #[cfg(feature = "wiremock")]
    pub(crate) fn would_drop(&self, api: Api, request: &Request) -> bool {
        locked(&self.forced)
            .iter()
            .find(|forced| forced.is_about(api, request))
            .is_some_and(|forced| forced.drop_connection)
    }
}

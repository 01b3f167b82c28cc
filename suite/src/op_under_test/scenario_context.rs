//! One scenario's typed slots, and the log of what happened in it.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use thiserror::Error;

use crate::checks::acknowledgement::Acknowledgement;
use crate::checks::token_response::Tokens;
use crate::concurrency::Turn;
use crate::config::{ClientConfig, UserConfig};
use crate::error::SuiteError;
use crate::http::{Exchange, Request};
use crate::jose::{self, random_identifier};
use crate::op_under_test::authentication_device::Decision;
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, Callback, ClientAssertion, NotificationEndpoint,
};
use crate::op_under_test::target::Target;
use crate::op_under_test::user_queue::Claim;
use crate::protocol::{DEFAULT_INTERVAL, Level, RequirementId};
use crate::violation::{Actual, Violation, Violations};

/// The most seconds that an OP is believed, a hundred years: what is added to them afterwards stays a number.
const LONGEST: u64 = 100 * 366 * 24 * 3600;

/// Ends a scenario: the reason is in its log.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Stop(String);

/// What a scenario is run with.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The OP under test.
    pub target: Arc<Target>,
    /// The client to play.
    pub client: ClientConfig,
    /// The requirement that the scenario is about.
    pub requirement: RequirementId,
    /// What breaking it means.
    pub level: Level,
    /// The user whom the hint names.
    pub user: UserConfig,
}

/// An authentication request that the OP acknowledged.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// Its identifier.
    pub auth_req_id: String,
    /// The token that a callback for it must carry.
    pub client_notification_token: String,
    /// Its lifetime in seconds, as the OP says, if it says so as it should.
    pub expires_in: Option<u64>,
    /// The seconds between polls that the OP asks for now.
    pub interval: u64,
    /// What the user decided, if the device took a decision.
    pub decision: Option<Decision>,
    /// When the device had taken it.
    pub decided_at: Option<SystemTime>,
    /// How many of its callbacks are in the log.
    pub logged_callbacks: usize,
    /// The client that sent it.
    pub client: ClientConfig,
    /// The user whom it asks.
    pub user: UserConfig,
    /// What the user reads with it.
    pub binding_message: Option<String>,
    /// When the OP acknowledged it.
    pub acknowledged_at: Instant,
    /// How long the acknowledgement took: so much earlier the OP may count from.
    pub took: Duration,
    /// How many seconds it was aged beside.
    pub aged: u64,
    /// When its client last sent a poll.
    pub polled_at: Option<Instant>,
    /// Whether the device has taken a decision about it, or it was ended otherwise.
    pub is_over: bool,
}

impl Transaction {
    /// A request of this client for this user that was acknowledged just now.
    pub fn new(
        acknowledgement: &Acknowledgement,
        client: &ClientConfig,
        user: &UserConfig,
        client_notification_token: String,
    ) -> Self {
        Self {
            auth_req_id: acknowledgement.auth_req_id.clone(),
            client_notification_token,
            expires_in: acknowledgement
                .expires_in
                .map(|seconds| seconds.min(LONGEST)),
            interval: acknowledgement
                .interval
                .map_or(DEFAULT_INTERVAL, |seconds| seconds.min(LONGEST)),
            decision: None,
            decided_at: None,
            logged_callbacks: 0,
            client: client.clone(),
            user: user.clone(),
            binding_message: None,
            acknowledged_at: Instant::now(),
            took: Duration::ZERO,
            aged: 0,
            polled_at: None,
            is_over: false,
        }
    }

    /// Whether it may still wait for its user.
    pub fn is_open(&self) -> bool {
        !self.is_over && self.decision.is_none() && self.end() > Instant::now()
    }

    /// Whether it has surely not run out at the OP, and will not so soon, by a clock that nobody ages.
    pub fn lives_on(&self, so_long: Duration) -> bool {
        let lifetime = Duration::from_secs(self.expires_in.unwrap_or_default());
        self.acknowledged_at.elapsed() + self.took + so_long < lifetime
    }

    /// When it runs out; one of which the OP did not say so lives as long as it likes.
    pub fn end(&self) -> Instant {
        const UNTOLD: u64 = 3600;
        let lifetime = self.expires_in.unwrap_or(UNTOLD).saturating_sub(self.aged);
        let lifetime = Duration::from_secs(lifetime);
        let end = self.acknowledged_at.checked_add(lifetime);
        end.unwrap_or(self.acknowledged_at)
    }
}

/// A request of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// How many things happened before.
    pub number: usize,
    /// Where it went.
    pub url: String,
}

/// What happened, in order.
#[derive(Debug, Clone)]
pub enum Event {
    /// A request of the suite, with the span that names it to others.
    Exchange {
        /// The span.
        span: u64,
        /// The exchange.
        exchange: Box<Exchange>,
    },
    /// A call of the OP.
    Callback(Box<Exchange>),
    /// Something that is no HTTP exchange of the suite, such as a decision of the user; others may see what it causes.
    Act {
        /// The span.
        span: u64,
        /// What happened.
        text: String,
    },
}

/// What happened, in order, each with the time at which it was over.
#[derive(Debug, Clone, Default)]
pub struct Events(Vec<(SystemTime, Event)>);

impl Events {
    /// Adds what is over now.
    pub fn push(&mut self, event: Event) {
        self.push_at(SystemTime::now(), event);
    }

    /// Adds what was over then.
    pub fn push_at(&mut self, over: SystemTime, event: Event) {
        self.0.push((over, event));
    }

    /// The last event.
    pub fn last_mut(&mut self) -> Option<&mut Event> {
        self.0.last_mut().map(|(_, event)| event)
    }

    /// Every event, with the time at which it was over.
    pub fn iter(&self) -> std::slice::Iter<'_, (SystemTime, Event)> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Events {
    type Item = &'a (SystemTime, Event);
    type IntoIter = std::slice::Iter<'a, (SystemTime, Event)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What a scenario leaves behind.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// What happened, in order.
    pub events: Events,
    /// A request that got no answer.
    pub unanswered: Option<Box<Request>>,
    /// What the OP did wrong.
    pub violations: Vec<Violation>,
    /// What went wrong on our side.
    pub suite_error: Option<String>,
    /// Why the target cannot show what the scenario is about, where that came out on the way.
    pub not_applicable: Option<String>,
}

/// One scenario's typed slots.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each tells something else of what has happened so far"
)]
#[derive(Default, cucumber::World)]
#[world(init = Self::default)]
pub struct CibaWorld {
    stage: Option<Stage>,
    trace: String,
    spans: u64,
    /// How the decision was answered, where that was no success.
    pub decision_answer: Option<String>,
    /// Whether what is done now only leads to what the scenario is about.
    on_the_way: bool,
    /// The leave to act, given away where the scenario waits.
    pub turn: Turn,
    /// The leave to ask the users of the scenario, where the OP allows each few pending requests.
    pub claim: Claim,
    /// The leave to ask a person, where one decides.
    pub person: Turn,
    /// The leave to lock the account that is there for it.
    pub account: Option<tokio::sync::OwnedMutexGuard<()>>,
    /// What happened.
    pub log: Log,
    /// The request that the scenario prepares.
    pub request: Option<AuthenticationRequest>,
    /// The client assertion that the scenario prepares.
    pub assertion: ClientAssertion,
    /// The client_notification_token of that request.
    pub client_notification_token: String,
    /// The binding_message of the request that was sent last.
    pub binding_message: Option<String>,
    /// The last answer of the Backchannel Authentication Endpoint.
    pub answer: Option<Exchange>,
    /// The acknowledged requests, in order.
    pub transactions: Vec<Transaction>,
    /// The last answer of the token endpoint.
    pub token_answer: Option<Exchange>,
    /// The last call of the OP.
    pub callback: Option<Callback>,
    /// The tokens that the client got last.
    pub tokens: Option<Tokens>,
    /// The identifiers that the scenario collects.
    pub samples: Vec<String>,
    /// The refresh tokens that the scenario collects.
    pub refresh_tokens: Vec<String>,
    /// Whether the hint that names nobody may not have the form of the OP's hints.
    pub is_form_unsure: bool,
    /// Whether the scenario waited for the end of its request, and asks about it then.
    pub is_end_awaited: bool,
    /// Whether the request asks for a scope that no clause makes an OP know.
    pub is_scope_optional: bool,
    /// Whether the suite came too late to what the scenario is about.
    pub is_late: bool,
    /// Where a connection broke before an answer came.
    pub broken: Option<Place>,
    /// The same in earlier plays of the scenario.
    pub broken_before: Vec<Place>,
    /// Whether the last poll came sooner than the OP allows.
    pub hasty: bool,
    /// Whether the scenario asks too much on purpose: that it is told to come back later is the answer then.
    pub pressing: bool,
    /// Answers that the scenario collects.
    pub exchanges: Vec<Exchange>,
}

/// Nearly everything in it is a secret of somebody.
impl std::fmt::Debug for CibaWorld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CibaWorld").finish_non_exhaustive()
    }
}

impl CibaWorld {
    /// Sets the stage; the runner does so before the first step.
    pub fn set(&mut self, stage: Stage) {
        self.trace = trace_id();
        self.client_notification_token = random_identifier();
        self.stage = Some(stage);
    }

    /// The stage.
    pub fn stage(&self) -> Result<&Stage, Stop> {
        self.stage
            .as_ref()
            .ok_or_else(|| Stop("the runner set no stage".to_owned()))
    }

    /// The OP under test.
    pub fn target(&self) -> Result<Arc<Target>, Stop> {
        Ok(Arc::clone(&self.stage()?.target))
    }

    /// The client to play.
    pub fn client(&self) -> Result<ClientConfig, Stop> {
        Ok(self.stage()?.client.clone())
    }

    /// Goes on as another client.
    pub fn play(&mut self, client: ClientConfig) {
        if let Some(stage) = &mut self.stage {
            stage.client = client;
        }
    }

    /// Goes on with another user; gives the one before.
    pub fn ask_instead(&mut self, user: UserConfig) -> Option<UserConfig> {
        let stage = self.stage.as_mut()?;
        Some(std::mem::replace(&mut stage.user, user))
    }

    /// Where callbacks come in.
    pub fn notification_endpoint(&mut self) -> Result<NotificationEndpoint, Stop> {
        let target = self.target()?;
        self.need(
            target.notification_endpoint.clone(),
            "a scenario about callbacks runs without notification endpoint",
        )
    }

    /// Tells whether what is done from now on only leads to what the scenario is about; gives what was said before.
    pub const fn set_on_the_way(&mut self, on_the_way: bool) -> bool {
        std::mem::replace(&mut self.on_the_way, on_the_way)
    }

    /// Whether what is done now only leads to what the scenario is about: what breaks here is not its subject.
    pub const fn is_on_the_way(&self) -> bool {
        self.on_the_way
    }

    /// The trace that all requests of the scenario carry.
    pub fn trace_id(&self) -> &str {
        &self.trace
    }

    /// A new span, and the `traceparent` header (W3C Trace Context) that names it.
    pub fn next_span(&mut self) -> (u64, String) {
        self.spans += 1;
        (
            self.spans,
            format!("00-{}-{:016x}-01", self.trace, self.spans),
        )
    }

    /// The acknowledged request that the scenario is about: the last one.
    pub fn transaction(&mut self) -> Result<Transaction, Stop> {
        let last = self.transactions.last().cloned();
        self.need(last, "a step needs an acknowledged authentication request")
    }

    /// The transaction with this identifier, to change it.
    pub fn transaction_mut(&mut self, auth_req_id: &str) -> Option<&mut Transaction> {
        self.transactions
            .iter_mut()
            .find(|transaction| transaction.auth_req_id == auth_req_id)
    }

    /// Takes an acknowledgement over.
    pub fn acknowledge(&mut self, acknowledgement: &Acknowledgement) {
        let endpoint = self
            .stage
            .as_ref()
            .and_then(|stage| stage.target.notification_endpoint.as_ref());
        if let Some(endpoint) = endpoint {
            endpoint.know(&acknowledgement.auth_req_id);
        }
        let Some(stage) = &self.stage else {
            return;
        };
        let token = self.client_notification_token.clone();
        self.transactions.push(Transaction {
            binding_message: self.binding_message.clone(),
            took: self
                .answer
                .as_ref()
                .map_or(Duration::ZERO, |answer| answer.duration),
            ..Transaction::new(acknowledgement, &stage.client, &stage.user, token)
        });
    }

    /// Keeps what the client got. An ID Token that is encrypted to it is kept as it was signed, where the client can read
    /// it: so it is verified, and so it is used as a hint (CIBA Core 1.0, section 7.1).
    pub fn keep(&mut self, mut tokens: Tokens) -> Tokens {
        if let Ok(stage) = self.stage()
            && jose::is_encrypted(&tokens.id_token)
            && let Ok(signed) = jose::decrypt(&tokens.id_token, &stage.client.decryption_keys)
        {
            tokens.id_token = signed;
        }
        self.tokens = Some(tokens.clone());
        tokens
    }

    /// Puts those callbacks of a transaction into the log that are not there yet.
    pub fn log_callbacks(&mut self, auth_req_id: &str, callbacks: &[Callback]) {
        let Some(transaction) = self.transaction_mut(auth_req_id) else {
            return;
        };
        let logged = transaction.logged_callbacks;
        transaction.logged_callbacks = logged.max(callbacks.len());
        for callback in callbacks.iter().skip(logged) {
            let exchange = Box::new(callback.exchange.clone());
            self.log
                .events
                .push_at(callback.received_at, Event::Callback(exchange));
        }
    }

    /// Takes a check's verdict: what it found goes into the log and ends the scenario.
    ///
    /// The scenario's own level is the ceiling: where the scenario asks for what no clause demands, nothing fails. On the
    /// way to that, and where a message is malformed, the clauses are what they are.
    pub fn judge<T>(&mut self, checked: Result<T, Violations>) -> Result<T, Stop> {
        let ceiling = if self.on_the_way {
            Level::Must
        } else {
            self.stage()?.level
        };
        checked.map_err(|violations| {
            let stop = Stop(violations.to_string());
            let found = violations
                .into_vec()
                .into_iter()
                .map(|violation| Violation {
                    level: if violation.is_of_form {
                        violation.level
                    } else {
                        violation.level.min(ceiling)
                    },
                    ..violation
                });
            self.log.violations.extend(found);
            stop
        })
    }

    /// Like [`Self::judge`], where the scenario is about more than the check says: its own requirement is broken.
    pub fn judge_as_own<T>(&mut self, checked: Result<T, Violations>) -> Result<T, Stop> {
        match checked {
            Ok(value) => Ok(value),
            Err(violations) => match violations.into_vec().into_iter().next() {
                Some(violation) => {
                    let own = Violation {
                        requirement: self.stage()?.requirement.clone(),
                        level: self.stage()?.level,
                        ..violation
                    };
                    self.judge(Err(own.into()))
                }
                None => self.violated("what the clause asks for", "something else"),
            },
        }
    }

    /// Ends the scenario with a violation of its own requirement.
    pub fn violated<T>(
        &mut self,
        expected: impl Into<String>,
        actual: impl Into<Actual>,
    ) -> Result<T, Stop> {
        let (requirement, level) = {
            let stage = self.stage()?;
            (stage.requirement.clone(), stage.level)
        };
        let violation = Violation::of(level, requirement, expected, actual);
        self.judge(Err(violation.into()))
    }

    /// Takes something that only a fault of ours can spoil.
    pub fn own<T>(&mut self, result: Result<T, impl Into<SuiteError>>) -> Result<T, Stop> {
        result.map_err(|error| {
            let text = error.into().to_string();
            self.log.suite_error = Some(text.clone());
            Stop(text)
        })
    }

    /// Ends the scenario: the target cannot show what it is about.
    pub fn not_applicable<T>(&mut self, reason: String) -> Result<T, Stop> {
        self.log.not_applicable = Some(reason.clone());
        Err(Stop(reason))
    }

    /// Takes a slot that an earlier step must have filled.
    pub fn need<T>(&mut self, slot: Option<T>, otherwise: &str) -> Result<T, Stop> {
        let missing = || SuiteError::Internal(otherwise.to_owned());
        self.own(slot.ok_or_else(missing))
    }
}

/// The time now, in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}

fn trace_id() -> String {
    format!("{:032x}", rand::random::<u128>() | 1)
}

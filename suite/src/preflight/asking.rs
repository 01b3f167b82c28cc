//! The requests of the preflight: each is answered once, and no answer is waited for longer than a person waits for a run to
//! begin.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use super::answer::Answer;
use crate::config::{ClientConfig, UserConfig};
use crate::error::SuiteError;
use crate::http::{Exchange, HttpClient, HttpError, OutgoingRequest, Party, retry_after};
use crate::jose::random_identifier;
use crate::op_under_test::consumption_device::{Credentials, TokenRequest, authenticate};
use crate::op_under_test::room;
use crate::op_under_test::scenario_context::now;
use crate::op_under_test::target::Target;
use crate::op_under_test::valid_request::valid_request;
use crate::protocol::{Hint, HintType};

/// How long the first answer is waited for, and every other one where they come.
const PATIENT: Duration = Duration::from_secs(9);

/// The same where an answer was waited for in vain.
const IMPATIENT: Duration = Duration::from_secs(2);

/// So many requests without an answer prove that there will be none.
const PROOF: u32 = 2;

/// How long the preflight as a whole comes back later because the OP, or a gateway before it, says so.
const COMES_BACK: Duration = Duration::from_secs(10);

/// How often a request is made again where the connection broke before an answer came.
const AGAIN: usize = 2;

/// What became of a request that was sent once.
enum Sent {
    /// It was answered, or nobody is there to answer.
    Answer(Answer),
    /// The connection broke.
    Broken(String),
}

/// Asks an OP, and remembers whether it answers.
pub(super) struct Asking<'a> {
    pub(super) target: &'a Target,
    http: HttpClient,
    watch: Watch<'a>,
    until: Instant,
    unanswered: AtomicU32,
}

/// Is told what takes its time.
pub type Watch<'a> = &'a (dyn Fn(&str) + Sync);

impl Asked {
    /// The user, as far as that is no secret.
    pub fn shown(&self) -> String {
        match self.hint_type {
            HintType::LoginHint => format!("{:?}", self.login_hint),
            HintType::LoginHintToken | HintType::IdTokenHint => {
                format!("the user of the {}", self.hint_type)
            }
        }
    }
}

/// A request to have a user asked, with its answer.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What came back.
    pub answer: Answer,
    /// What a callback has to carry.
    pub client_notification_token: String,
    /// What the user reads.
    pub binding_message: Option<String>,
    /// The user.
    pub login_hint: String,
    /// How the user was named.
    pub hint_type: HintType,
}

impl<'a> Asking<'a> {
    pub(super) fn new(target: &'a Target, watch: Watch<'a>) -> Self {
        Self {
            target,
            http: target.http.clone(),
            watch,
            until: Instant::now() + COMES_BACK,
            unanswered: AtomicU32::new(0),
        }
    }

    /// The same by a client that shows a certificate, where the request that was refused went over TLS.
    pub(super) fn showing_a_certificate(
        &self,
        refusal: &Exchange,
    ) -> Option<Result<Self, SuiteError>> {
        refusal.request.url.starts_with("https:").then(|| {
            Ok(Self {
                http: self.http.showing_a_certificate()?,
                ..Self::new(self.target, self.watch)
            })
        })
    }

    /// Tells what takes its time.
    pub(super) fn say(&self, text: &str) {
        (self.watch)(text);
    }

    /// Whether a user can be asked more than once: where the OP allows few pending requests, the suite has to decide them.
    pub(super) fn has_room(&self) -> bool {
        let limit = self.target.config.limits.pending_per_user;
        limit.is_none() || self.target.device.abilities().choice
    }

    /// Makes room for the next request of the user, where there is room for few.
    pub(super) async fn make_room(&self, client: &ClientConfig, user: &UserConfig, asked: &Asked) {
        if let Some(answer) = asked.answer.exchange() {
            let token = &asked.client_notification_token;
            room::after_asking(self.target, client, user, answer, token).await;
        }
    }

    /// Has a user asked, by this hint.
    pub(super) async fn ask(
        &self,
        client: &ClientConfig,
        user: &UserConfig,
        hint: &Hint,
    ) -> Result<Asked, SuiteError> {
        let target = self.target;
        let token = random_identifier();
        let request = valid_request(target, client, user, hint, &token);
        let issuer = &target.config.issuer;
        let url = target.authentication_endpoint();
        let answer = self
            .send(|| {
                let form = request.form(client, issuer, now())?;
                let registered = Credentials::Registered;
                let sent = authenticate(client, registered, issuer, now(), url, form);
                Ok(sent?)
            })
            .await?;
        let binding_message = request.parameters.get("binding_message");
        Ok(Asked {
            answer,
            binding_message: binding_message.map(str::to_owned),
            client_notification_token: token,
            login_hint: user.login_hint.clone(),
            hint_type: hint.hint_type,
        })
    }

    /// Asks for the tokens of an authentication request.
    pub(super) async fn token(
        &self,
        client: &ClientConfig,
        auth_req_id: &str,
    ) -> Result<Answer, SuiteError> {
        let audience = self.target.audience(client, self.target.token_endpoint());
        self.token_for(client, auth_req_id, audience).await
    }

    /// The same, with an assertion that is made out to this audience.
    pub(super) async fn token_for(
        &self,
        client: &ClientConfig,
        auth_req_id: &str,
        audience: &str,
    ) -> Result<Answer, SuiteError> {
        let url = self.target.token_endpoint();
        self.send(|| {
            let form = TokenRequest::valid(auth_req_id).parameters;
            let registered = Credentials::Registered;
            let sent = authenticate(client, registered, audience, now(), url, form);
            Ok(sent?)
        })
        .await
    }

    /// Sends a request, and again where it is told to come back: it is made anew each time.
    async fn send(
        &self,
        make: impl Fn() -> Result<OutgoingRequest, SuiteError>,
    ) -> Result<Answer, SuiteError> {
        let mut more = AGAIN;
        loop {
            let answer = match self.once(make()?).await? {
                Sent::Broken(_) if more > 0 => {
                    more -= 1;
                    continue;
                }
                Sent::Broken(reason) => Answer::Unanswered(reason),
                Sent::Answer(answer) => answer,
            };
            let pause = answer
                .exchange()
                .and_then(|exchange| retry_after(&exchange.response, SystemTime::now()));
            let is_in_time = |pause: &Duration| {
                let back = Instant::now().checked_add(*pause);
                back.is_some_and(|back| back <= self.until)
            };
            match pause.filter(is_in_time) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Ok(answer),
            }
        }
    }

    async fn once(&self, request: OutgoingRequest) -> Result<Sent, SuiteError> {
        let in_vain = self.unanswered.load(Ordering::Relaxed);
        if in_vain >= PROOF {
            let reason = format!("not asked: nobody answered {in_vain} requests before");
            return Ok(Sent::Answer(Answer::Unanswered(reason)));
        }
        let patience = if in_vain == 0 { PATIENT } else { IMPATIENT };
        let sending = self.http.send(Party::Client, Party::Op, request);
        match tokio::time::timeout(patience, sending).await {
            Ok(Ok(exchange)) => {
                self.unanswered.store(0, Ordering::Relaxed);
                Ok(Sent::Answer(Answer::Answered(Box::new(exchange))))
            }
            Ok(Err(error)) => {
                let is_broken = error.is_broken();
                match error {
                    HttpError::NoAnswer { reason, .. } if is_broken => Ok(Sent::Broken(reason)),
                    HttpError::NoAnswer { reason, .. } => {
                        Ok(Sent::Answer(Answer::Unanswered(reason)))
                    }
                    error @ HttpError::Unsendable { .. } => Err(error.into()),
                }
            }
            Err(_) => {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
                let reason = format!("nothing within {} s", patience.as_secs());
                Ok(Sent::Answer(Answer::Unanswered(reason)))
            }
        }
    }
}

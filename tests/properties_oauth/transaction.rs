//! Random histories of a few authentication requests against a model of what the specification makes of them.
//!
//! The model ([`Histories`]) says what may happen next and what the server must answer; the machine ([`Server`]) does it
//! to a server and compares.

mod histories;
mod model;

use std::marker::PhantomData;
use std::sync::LazyLock;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};
use suite::checks::{callback, push, token_error, token_response};
use suite::config::ClientConfig;
use suite::http::Exchange;
use suite::op_under_test::authentication_device::{Decision, PendingRequest};
use suite::protocol::{DeliveryMode, RequirementId};

use crate::stage::Stage;
use crate::{accepted, config};
use histories::{Histories, History, LIFETIME, Scene, Transition};
use model::{Answer, Model};

use Transition as T;

/// An authentication request that the server acknowledged.
struct Begun {
    auth_req_id: String,
    client_notification_token: String,
}

/// A server, seen by one client.
struct Server<S> {
    stage: &'static Stage,
    client: ClientConfig,
    begun: Vec<Begun>,
    scene: PhantomData<S>,
}

impl<S: Scene> StateMachineTest for Server<S> {
    type SystemUnderTest = Self;
    type Reference = Histories<S>;

    fn init_test(_: &History) -> Self {
        Self {
            stage: S::stage(),
            client: S::stage().client(S::CLIENT),
            begun: Vec::new(),
            scene: PhantomData,
        }
    }

    fn apply(mut server: Self, history: &History, transition: Transition) -> Self {
        let answer = server.stage.block_on(server.act(history, transition));
        assert_eq!(answer, history.expected);
        server
    }

    /// The client is never told more than there is to tell.
    fn check_invariants(server: &Self, history: &History) {
        let endpoint = server.stage.target().notification_endpoint.clone();
        for (begun, model) in server.begun.iter().zip(&history.requests) {
            let (id, token) = (&begun.auth_req_id, &begun.client_notification_token);
            let received = endpoint.as_ref().unwrap().callbacks(id, token).len();
            assert!(model.callbacks().is_none_or(|most| received <= most));
        }
    }

    /// And in the end it has been told all, each in its form.
    fn teardown(server: Self, history: History) {
        server.stage.block_on(async {
            for (begun, model) in server.begun.iter().zip(&history.requests) {
                server.judge_callbacks(begun, model).await;
            }
        });
    }
}

impl<S: Scene> Server<S> {
    /// Does it; gives the answer of the token endpoint, if it was asked.
    async fn act(&mut self, history: &History, transition: Transition) -> Option<Answer> {
        match transition {
            T::Request => self.begin().await,
            T::Approve(at) => self.decide(at, Decision::Approve).await,
            T::Deny(at) => self.decide(at, Decision::Deny).await,
            T::Wait(at) => self.pass(at, history.requests[at].interval()).await,
            T::Expire(at) => self.pass(at, LIFETIME).await,
            T::RequestToken(at) => return Some(self.request_token(at, &self.client).await),
            T::RequestTokenAsAnother(at) => {
                let other = self.stage.client("poll-user-code");
                return Some(self.request_token(at, &other).await);
            }
        }
        None
    }

    async fn begin(&mut self) {
        let (exchange, client_notification_token) = self.stage.request(&self.client).await;
        let acknowledged = accepted(&exchange).expect("a valid request");
        assert_eq!(acknowledged.expires_in, Some(LIFETIME));
        self.begun.push(Begun {
            auth_req_id: acknowledged.auth_req_id,
            client_notification_token,
        });
    }

    async fn decide(&self, at: usize, decision: Decision) {
        let pending = PendingRequest {
            auth_req_id: &self.begun[at].auth_req_id,
            login_hint: "",
            binding_message: None,
            traceparent: "00-00000000000000000000000000000000-0000000000000000-00",
        };
        // A second decision is refused by the device, or by the OP: either way the model does not change.
        drop(self.stage.target().device.decide(pending, decision).await);
    }

    async fn pass(&self, at: usize, seconds: u64) {
        let id = &self.begun[at].auth_req_id;
        self.stage.target().time.pass(id, seconds).await.unwrap();
    }

    async fn request_token(&self, at: usize, client: &ClientConfig) -> Answer {
        let id = &self.begun[at].auth_req_id;
        answer_of(&self.stage.request_token(client, id).await)
    }

    /// Exactly the callbacks that the model expects have come, each in its form.
    async fn judge_callbacks(&self, begun: &Begun, model: &Model) {
        let target = self.stage.target();
        let endpoint = target.notification_endpoint.clone().unwrap();
        let (id, token) = (&begun.auth_req_id, &begun.client_notification_token);
        let Some(expected) = model.callbacks() else {
            return;
        };
        let patience = target.patience.expected;
        let callbacks = endpoint.wait_for(expected, id, token, patience).await;
        assert_eq!(callbacks.len(), expected);
        for received in &callbacks {
            let request = &received.exchange.request;
            let bearer = callback::bearer_token(request, token, &RequirementId::from("CIBA-9-03"));
            assert!(bearer.is_ok());
            let right = match model.pushed() {
                None => callback::ping_body(request, id).is_ok(),
                Some(Decision::Approve) => push::tokens(request, id).is_ok(),
                Some(Decision::Deny) => push::error_auth_req_id(request, id).is_ok(),
            };
            assert!(right, "{}", String::from_utf8_lossy(&request.body));
        }
    }
}

fn answer_of(exchange: &Exchange) -> Answer {
    if token_response::success(exchange).is_ok() {
        return Answer::Tokens;
    }
    Answer::Error(token_error::code(exchange).map_or("no known error", |code| code.as_str()))
}

/// A client of the right server, or of one with a fault.
macro_rules! scene {
    ($name:ident, $client:literal, $mode:ident) => {
        struct $name;
        impl Scene for $name {
            const CLIENT: &'static str = $client;
            const MODE: DeliveryMode = DeliveryMode::$mode;
        }
    };
    ($name:ident, $client:literal, $mode:ident, on a server with $fault:literal) => {
        struct $name;
        impl Scene for $name {
            const CLIENT: &'static str = $client;
            const MODE: DeliveryMode = DeliveryMode::$mode;
            fn stage() -> &'static Stage {
                static WRONG: LazyLock<Stage> = LazyLock::new(|| Stage::start(Some($fault)));
                &WRONG
            }
        }
    };
}

scene!(Poll, "poll-basic", Poll);
scene!(Ping, "ping-basic", Ping);
scene!(Push, "push-basic", Push);

prop_state_machine! {
    #![proptest_config(config(60))]

    #[test]
    fn any_history_of_a_poll_client_is_that_of_the_model(sequential 1..14 => Server<Poll>);

    #[test]
    fn any_history_of_a_ping_client_is_that_of_the_model(sequential 1..14 => Server<Ping>);

    #[test]
    fn any_history_of_a_push_client_is_that_of_the_model(sequential 1..14 => Server<Push>);
}

/// Whether some history shows that the server of a scene is wrong.
fn is_found_out<S: Scene>() -> bool {
    let config = Config {
        cases: 200,
        // The crate wants a failing history to be shortened once at least.
        max_shrink_iters: 8,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::default());
    let mut runner = TestRunner::new_with_rng(config.clone(), rng);
    let histories = Histories::<S>::sequential_strategy(1..14);
    let found = runner.run(&histories, |(start, transitions, seen)| {
        Server::<S>::test_sequential(config.clone(), start, transitions, seen);
        Ok(())
    });
    found.is_err()
}

scene!(PollTwice, "poll-basic", Poll, on a server with "redeemable-twice");
scene!(Forgotten, "ping-basic", Ping, on a server with "pinged-denial-forgotten");
scene!(Early, "push-basic", Push, on a server with "pushed-before-the-decision");

#[test]
fn some_history_shows_that_an_auth_req_id_is_redeemable_twice() {
    assert!(is_found_out::<PollTwice>());
}

#[test]
fn some_history_shows_that_a_pinged_denial_was_forgotten() {
    assert!(is_found_out::<Forgotten>());
}

#[test]
fn some_history_shows_that_tokens_are_pushed_before_the_decision() {
    assert!(is_found_out::<Early>());
}

//! The histories that the specification allows a client, and what the token endpoint must answer in each.

use std::marker::PhantomData;

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;
use suite::op_under_test::authentication_device::Decision;
use suite::protocol::DeliveryMode;

use super::model::{Answer, Model};
use crate::stage::{self, Stage};

use Transition as T;

/// So many requests may wait beside each other.
const REQUESTS: usize = 3;
/// What the embedded server lets a request live.
pub(super) const LIFETIME: u64 = 600;

/// A client of a server.
pub(super) trait Scene: 'static {
    const CLIENT: &'static str;
    const MODE: DeliveryMode;
    fn stage() -> &'static Stage {
        stage::right()
    }
}

/// What client, user or time do; the number is that of the request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Transition {
    Request,
    Approve(usize),
    Deny(usize),
    RequestToken(usize),
    RequestTokenAsAnother(usize),
    Wait(usize),
    Expire(usize),
}

#[derive(Debug, Clone, Default)]
pub(super) struct History {
    pub(super) requests: Vec<Model>,
    /// What the last token request must be answered.
    pub(super) expected: Option<Answer>,
}

/// All histories that a client may have.
pub(super) struct Histories<S>(PhantomData<S>);

impl<S: Scene> ReferenceStateMachine for Histories<S> {
    type State = History;
    type Transition = Transition;

    fn init_state() -> BoxedStrategy<History> {
        Just(History::default()).boxed()
    }

    fn transitions(history: &History) -> BoxedStrategy<Transition> {
        let begun = history.requests.len();
        if begun == 0 {
            return Just(T::Request).boxed();
        }
        let one = 0..begun;
        prop_oneof![
            1 => Just(T::Request),
            2 => one.clone().prop_map(T::Approve),
            2 => one.clone().prop_map(T::Deny),
            6 => one.clone().prop_map(T::RequestToken),
            1 => one.clone().prop_map(T::RequestTokenAsAnother),
            3 => one.clone().prop_map(T::Wait),
            1 => one.prop_map(T::Expire),
        ]
        .boxed()
    }

    /// Where a history is shortened, what is left must still be about requests that were made.
    fn preconditions(history: &History, transition: &Transition) -> bool {
        let begun = history.requests.len();
        match transition {
            T::Request => begun < REQUESTS,
            T::Approve(at)
            | T::Deny(at)
            | T::RequestToken(at)
            | T::RequestTokenAsAnother(at)
            | T::Wait(at)
            | T::Expire(at) => *at < begun,
        }
    }

    fn apply(mut history: History, transition: &Transition) -> History {
        let requests = &mut history.requests;
        history.expected = None;
        match *transition {
            T::Request => requests.push(Model::new(S::MODE, LIFETIME)),
            T::Approve(at) => requests[at].decide(Decision::Approve),
            T::Deny(at) => requests[at].decide(Decision::Deny),
            T::RequestToken(at) => history.expected = Some(requests[at].request_token()),
            T::RequestTokenAsAnother(_) => history.expected = Some(Answer::Error("invalid_grant")),
            T::Wait(at) => {
                let interval = requests[at].interval();
                requests[at].wait(interval);
            }
            T::Expire(at) => requests[at].wait(LIFETIME),
        }
        history
    }
}

//! Random histories of a few authentication requests against a model of what the specification makes of them.

mod model;

use ciba_conformance::authentication_device::{Decision, PendingRequest};
use ciba_conformance::checks::{callback, push, token_error, token_response};
use ciba_conformance::config::ClientConfig;
use ciba_conformance::http::Exchange;
use ciba_conformance::spec::RequirementId;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use crate::{accepted, config, stage};
use model::{Answer, Model};

/// Something that client, user or time do to one of the requests.
#[derive(Debug, Clone, Copy)]
enum Act {
    Approve,
    Deny,
    RequestToken,
    RequestTokenAsAnother,
    Wait,
    Expire,
}

/// Each act is about one of so many requests.
const REQUESTS: usize = 2;

fn history() -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        2 => Just(Act::Approve),
        2 => Just(Act::Deny),
        6 => Just(Act::RequestToken),
        1 => Just(Act::RequestTokenAsAnother),
        3 => Just(Act::Wait),
        1 => Just(Act::Expire),
    ];
    prop::collection::vec((0..REQUESTS, act), 1..12)
}

struct Transaction {
    auth_req_id: String,
    client_notification_token: String,
    model: Model,
}

async fn start(client: &ClientConfig) -> Transaction {
    let (form, client_notification_token) = stage::valid(client);
    let exchange = stage::post(client, &stage::authentication_endpoint(), form).await;
    let acknowledged = accepted(&exchange).expect("a valid request");
    Transaction {
        auth_req_id: acknowledged.auth_req_id,
        client_notification_token,
        model: Model::new(client.mode, acknowledged.expires_in.unwrap()),
    }
}

async fn decide(transaction: &mut Transaction, decision: Decision) {
    let pending = PendingRequest {
        auth_req_id: &transaction.auth_req_id,
        login_hint: "",
        binding_message: None,
        traceparent: "00-00000000000000000000000000000000-0000000000000000-00",
    };
    // A second decision is refused by the device, or by the OP: either way the model does not change.
    drop(stage::target().device.decide(pending, decision).await);
    transaction.model.decide(decision);
}

async fn act(client: &ClientConfig, transaction: &mut Transaction, act: Act) -> TestCaseResult {
    let target = stage::target();
    match act {
        Act::Approve => decide(transaction, Decision::Approve).await,
        Act::Deny => decide(transaction, Decision::Deny).await,
        Act::RequestToken => {
            let expected = transaction.model.request_token();
            let exchange = stage::request_token(client, &transaction.auth_req_id).await;
            prop_assert_eq!(answer_of(&exchange), expected);
        }
        Act::RequestTokenAsAnother => {
            let other = stage::client("poll-user-code");
            let exchange = stage::request_token(&other, &transaction.auth_req_id).await;
            prop_assert_eq!(answer_of(&exchange), Answer::Error("invalid_grant"));
        }
        Act::Wait | Act::Expire => {
            let seconds = match act {
                Act::Wait => transaction.model.interval(),
                _ => transaction.model.lifetime(),
            };
            let id = &transaction.auth_req_id;
            target.time.pass(id, seconds).await.unwrap();
            transaction.model.wait(seconds);
        }
    }
    Ok(())
}

fn answer_of(exchange: &Exchange) -> Answer {
    if token_response::success(exchange).is_ok() {
        return Answer::Tokens;
    }
    Answer::Error(token_error::code(exchange).map_or("no known error", |code| code.as_str()))
}

/// Exactly the callbacks that the model expects have come, each in its form.
async fn judge_callbacks(transaction: &Transaction) -> TestCaseResult {
    let target = stage::target();
    let endpoint = target.notification_endpoint.clone().unwrap();
    let (id, token) = (
        &transaction.auth_req_id,
        &transaction.client_notification_token,
    );
    let Some(expected) = transaction.model.callbacks() else {
        return Ok(());
    };
    let patience = target.patience.expected;
    let callbacks = endpoint.wait_for(expected, id, token, patience).await;
    prop_assert_eq!(callbacks.len(), expected);
    for received in &callbacks {
        let request = &received.exchange.request;
        prop_assert!(
            callback::bearer_token(request, token, &RequirementId::from("CIBA-9-03")).is_ok()
        );
        let right = match transaction.model.pushed() {
            None => callback::ping_body(request, id).is_ok(),
            Some(Decision::Approve) => push::tokens(request, id).is_ok(),
            Some(Decision::Deny) => push::error_auth_req_id(request, id).is_ok(),
        };
        prop_assert!(right, "{}", String::from_utf8_lossy(&request.body));
    }
    Ok(())
}

fn replay(client: &str, history: &[(usize, Act)]) -> TestCaseResult {
    let client = stage::client(client);
    stage::block_on(async {
        let mut transactions = Vec::new();
        for _ in 0..REQUESTS {
            transactions.push(start(&client).await);
        }
        for (at, next) in history {
            act(&client, &mut transactions[*at], *next).await?;
        }
        for transaction in &transactions {
            judge_callbacks(transaction).await?;
        }
        Ok(())
    })
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn any_history_of_a_poll_client_is_that_of_the_model(history in history()) {
        replay("poll-basic", &history)?;
    }

    #[test]
    fn any_history_of_a_ping_client_is_that_of_the_model(history in history()) {
        replay("ping-basic", &history)?;
    }

    #[test]
    fn any_history_of_a_push_client_is_that_of_the_model(history in history()) {
        replay("push-basic", &history)?;
    }
}

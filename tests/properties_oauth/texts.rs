//! binding_message and user_code of any Unicode (CIBA Core 1.0, sections 7.1 and 7.1.2).

use proptest::prelude::*;
use suite::checks::token_error;
use suite::checks::{authentication_error, oauth_error};
use suite::http::Exchange;
use suite::op_under_test::consumption_device::{Credentials, authenticate};
use suite::op_under_test::scenario_context::now;
use suite::protocol::{AuthenticationErrorCode, Level, RequirementId, TokenErrorCode};

use crate::{accepted, config, stage};

/// Any text, with those characters often that are easily lost on the way.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,64}",
        "[ \u{a0}é語🙂שלום\u{202e}\u{200b}\u{301}%&=+\"\\\\<>]{0,12}",
        "\\PC{0,70}",
    ]
}

/// The answer, and what the authentication device was asked to show, if it was asked.
fn request_with(client: &str, name: &str, value: &str) -> (Exchange, Option<String>) {
    let client = stage::client(client);
    let (mut form, _) = stage::valid(&client);
    form.set(name, value);
    let trace = format!("{:032x}", rand::random::<u128>() | 1);
    let target = stage::target();
    let mut request = authenticate(
        &client,
        Credentials::Registered,
        &target.config.issuer,
        now(),
        target.authentication_endpoint(),
        form,
    )
    .unwrap();
    let traceparent = format!("00-{trace}-0000000000000001-01");
    request
        .headers
        .push(("traceparent".to_owned(), traceparent));
    stage::block_on(async {
        let exchange = stage::send(request).await;
        let witness = target.witness.clone().unwrap();
        if let Ok(acknowledged) = accepted(&exchange) {
            witness.settle(&[acknowledged.auth_req_id]).await;
        }
        let shown = witness.seen(&trace).into_iter().find_map(|seen| {
            let body: serde_json::Value =
                serde_json::from_slice(&seen.exchange.request.body).ok()?;
            body["actionize_token"].as_str()?;
            Some(body["message"].as_str()?.to_owned())
        });
        (exchange, shown)
    })
}

fn refused(exchange: &Exchange, code: AuthenticationErrorCode) -> bool {
    let requirement = RequirementId::from("CIBA-13-02");
    authentication_error::refused(exchange, code, &requirement, Level::Must).is_ok()
        && oauth_error::form(exchange, oauth_error::Endpoint::Authentication).is_ok()
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn a_binding_message_is_shown_unaltered_or_refused(message in text()) {
        let (exchange, shown) = request_with("poll-basic", "binding_message", &message);

        if accepted(&exchange).is_ok() {
            let shown = shown.expect("the device is asked");
            prop_assert!(shown.ends_with(&message), "{shown:?}");
            prop_assert!(message.chars().count() <= 64);
        } else {
            prop_assert!(refused(&exchange, AuthenticationErrorCode::InvalidBindingMessage));
            prop_assert!(shown.is_none(), "nobody is asked about a refused request");
        }
    }

    #[test]
    fn a_user_code_is_the_users_own_or_refused(code in text()) {
        let right = stage::target().config.users.approver.user_code.clone().unwrap();
        prop_assume!(code != right.expose());

        let (exchange, shown) = request_with("poll-user-code", "user_code", &code);

        let expected = if code.is_empty() {
            AuthenticationErrorCode::MissingUserCode
        } else {
            AuthenticationErrorCode::InvalidUserCode
        };
        prop_assert!(refused(&exchange, expected), "{:?}", exchange.response);
        prop_assert!(shown.is_none(), "nobody is asked with a wrong code");
    }

    #[test]
    fn an_auth_req_id_of_any_text_is_refused(auth_req_id in text()) {
        let client = stage::client("poll-basic");

        let exchange = stage::block_on(stage::right().request_token(&client, &auth_req_id));

        let expected = if auth_req_id.is_empty() { "invalid_request" } else { "invalid_grant" };
        prop_assert_eq!(token_error::code(&exchange).map(TokenErrorCode::as_str), Some(expected));
        prop_assert!(oauth_error::form(&exchange, oauth_error::Endpoint::Token).is_ok());
    }
}

//! A signed authentication request is taken as it was signed, or not at all (CIBA Core 1.0, section 7.1.1).

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::LazyLock;

use embedded::{self, Embedded};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use suite::config::{ClientConfig, UserConfig};
use suite::http::{Exchange, Party};
use suite::op_under_test::consumption_device::{AuthenticationRequest, Credentials, authenticate};
use suite::op_under_test::scenario_context::now;
use suite::protocol::{AuthenticationErrorCode, Hint, HintType};

/// One server for all cases; made before any case runs, for a failure to start is no failure of the property.
struct Stage {
    runtime: tokio::runtime::Runtime,
    embedded: Embedded,
}

static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let embedded = runtime.block_on(embedded::start()).unwrap();
    Stage { runtime, embedded }
});

impl Stage {
    fn client(&self) -> &ClientConfig {
        let config = &self.embedded.target.config;
        config.client("poll-signed").unwrap()
    }

    fn user(&self) -> &UserConfig {
        &self.embedded.target.config.users.approver
    }

    fn signed_request(&self) -> String {
        let hint = Hint {
            hint_type: HintType::LoginHint,
            value: self.user().login_hint.clone(),
        };
        let request = AuthenticationRequest::valid(self.client(), self.user(), &hint, "");
        let issuer = &self.embedded.target.config.issuer;
        let form = request.form(self.client(), issuer, now()).unwrap();
        form.get("request").unwrap().to_owned()
    }

    /// Sends these bytes as the value of `request`, from a client that authenticates as it should.
    fn send(&self, jwt: &[u8]) -> Exchange {
        let target = &self.embedded.target;
        let mut request = authenticate(
            self.client(),
            Credentials::Registered,
            &target.config.issuer,
            now(),
            target.authentication_endpoint(),
            suite::op_under_test::consumption_device::Parameters::new(),
        )
        .unwrap();
        let encoded: String = form_urlencoded::byte_serialize(jwt).collect();
        request.body.extend(format!("&request={encoded}").bytes());
        self.runtime
            .block_on(target.http.send(Party::Client, Party::Op, request))
            .unwrap()
    }
}

/// Why an answer is no refusal of section 13.
fn objection(exchange: &Exchange) -> Option<String> {
    let response = &exchange.response;
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let code = body["error"]
        .as_str()
        .and_then(AuthenticationErrorCode::parse);
    let is_refusal = code.is_some_and(|code| code.status() == response.status);
    (!is_refusal).then(|| format!("HTTP {} with {body}", response.status))
}

#[test]
fn a_signed_request_that_nobody_touched_is_accepted() {
    let stage = LazyLock::force(&STAGE);

    let exchange = stage.send(stage.signed_request().as_bytes());

    assert_eq!(exchange.response.status, 200);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn a_signed_request_with_one_wrong_byte_is_refused(at: Index, other: u8) {
        let stage = LazyLock::force(&STAGE);
        let mut bytes = stage.signed_request().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != other);

        bytes[at] = other;

        prop_assert_eq!(objection(&stage.send(&bytes)), None);
    }

    #[test]
    fn a_signed_request_that_was_cut_or_continued_is_refused(at: Index, more in ".{0,8}") {
        let stage = LazyLock::force(&STAGE);
        let whole = stage.signed_request();
        // Without its last character, or more; an empty parameter is an absent one.
        let kept = 1 + at.index(whole.len() - 1);
        let bytes = format!("{}{more}", &whole[..kept]);
        prop_assume!(bytes != whole);

        prop_assert_eq!(objection(&stage.send(bytes.as_bytes())), None);
    }
}

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rstest::rstest;

use super::*;
use crate::config::UserConfig;
use crate::http::OutgoingRequest;
use crate::jose::SigningKey;
use crate::op_under_test::consumption_device::{
    AuthenticationRequest, Credentials, Parameters, TokenRequest, authenticate,
};
use crate::protocol::{ClientAuthenticationMethod, Hint, HintType};
use crate::testing;
use crate::violation::Violation;

const ISSUER: &str = "https://op.example";
const AUTHENTICATION: &str = "https://op.example/bc";
const TOKEN: &str = "https://op.example/token";

fn client() -> ClientConfig {
    ClientConfig {
        key: Some(SigningKey::generate("k").unwrap()),
        ..testing::client(ClientAuthenticationMethod::ClientSecretBasic)
    }
}

fn user(login_hint: &str) -> UserConfig {
    UserConfig {
        login_hint: login_hint.to_owned(),
        login_hint_token: Some(Secret::new("a.login.token")),
        id_token_hint: None,
        expired_id_token_hint: None,
        user_code: None,
        subject: None,
        subject_identifier: None,
    }
}

fn users() -> UsersConfig {
    UsersConfig {
        approver: user("alice"),
        denier: Some(user("bob")),
        absent: None,
        locked: None,
        lockable: None,
        unreachable: None,
        failing: None,
        account_lock: None,
        unknown: None,
    }
}

struct Made {
    log: Log,
    began: SystemTime,
}

impl Made {
    fn new() -> Self {
        Self {
            log: Log::default(),
            began: SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000),
        }
    }

    /// An exchange that began so many seconds after the first one.
    fn at(mut self, seconds: u64, sent: OutgoingRequest, status: u16, body: &str) -> Self {
        let duration = Duration::from_millis(400);
        let exchange = Box::new(Exchange {
            request: sent.into(),
            duration,
            ..testing::answer(status, body)
        });
        let over = self.began + Duration::from_secs(seconds) + duration;
        let event = Event::Exchange { span: 1, exchange };
        self.log.events.push_at(over, event);
        self
    }

    fn facts_about(
        mut self,
        status: u16,
        error: &str,
        gateway: &[&str],
        real_time: bool,
    ) -> Vec<Sent> {
        let came = Came::Answer {
            status,
            error: Some(error.to_owned()),
        };
        self.log.violations.push(Violation {
            came,
            ..Violation::must("CIBA-7.3-01", "something", "something else")
        });
        let (client, users) = (client(), users());
        let registered = Registered {
            clients: vec![&client],
            users: &users,
            issuer: ISSUER,
            authentication_endpoint: AUTHENTICATION,
            token_endpoint: TOKEN,
            gateway: gateway.to_vec(),
            real_time,
        };
        sent(&self.log, &registered)
    }
}

fn error(code: &str) -> String {
    format!(r#"{{"error":"{code}"}}"#)
}

fn request(hint_type: HintType, hint: &str, credentials: Credentials) -> OutgoingRequest {
    let (client, users) = (client(), users());
    let hint = Hint {
        hint_type,
        value: hint.to_owned(),
    };
    let request = AuthenticationRequest::valid(&client, &users.approver, &hint, "token");
    let form = request.form(&client, ISSUER, 1_000).unwrap();
    authenticate(&client, credentials, ISSUER, 1_000, AUTHENTICATION, form).unwrap()
}

fn poll() -> OutgoingRequest {
    let form: Parameters = TokenRequest::valid("r1").parameters;
    authenticate(
        &client(),
        Credentials::Registered,
        ISSUER,
        1_000,
        TOKEN,
        form,
    )
    .unwrap()
}

#[rstest]
#[case::all_right(HintType::LoginHint, "alice", Credentials::Registered, &[Sent::ToAnEndpoint, Sent::OwnCredentials, Sent::KnownUser])]
#[case::another_user_of_the_file(HintType::LoginHint, "bob", Credentials::Registered, &[Sent::ToAnEndpoint, Sent::OwnCredentials, Sent::KnownUser])]
#[case::by_a_token(HintType::LoginHintToken, "a.login.token", Credentials::Registered, &[Sent::ToAnEndpoint, Sent::OwnCredentials, Sent::KnownUser])]
#[case::nobody(HintType::LoginHint, "alice2", Credentials::Registered, &[Sent::ToAnEndpoint, Sent::OwnCredentials])]
#[case::wrong_credentials(HintType::LoginHint, "alice", Credentials::Wrong, &[Sent::ToAnEndpoint, Sent::OtherCredentials, Sent::KnownUser])]
#[case::no_credentials(HintType::LoginHint, "alice", Credentials::Missing, &[Sent::ToAnEndpoint, Sent::OtherCredentials, Sent::KnownUser])]
fn an_authentication_request_is_held_against_the_target_file(
    #[case] hint_type: HintType,
    #[case] hint: &str,
    #[case] credentials: Credentials,
    #[case] expected: &[Sent],
) {
    let made = Made::new().at(0, request(hint_type, hint, credentials), 400, &error("e"));

    assert_eq!(made.facts_about(400, "e", &[], true), expected);
}

#[test]
fn the_hint_of_a_signed_request_is_read() {
    let client = ClientConfig {
        request_signing_alg: Some("ES256".to_owned()),
        ..client()
    };
    let hint = Hint {
        hint_type: HintType::LoginHint,
        value: "bob".to_owned(),
    };
    let request = AuthenticationRequest::valid(&client, &users().approver, &hint, "token");
    let form = request.form(&client, ISSUER, 1_000).unwrap();
    assert_eq!(form.get("login_hint"), None);
    let own = Credentials::Registered;
    let sent = authenticate(&client, own, ISSUER, 1_000, AUTHENTICATION, form).unwrap();

    let facts = Made::new()
        .at(0, sent, 400, &error("e"))
        .facts_about(400, "e", &[], true);

    assert!(facts.contains(&Sent::KnownUser), "{facts:?}");
}

#[test]
fn the_exchange_is_the_one_that_was_answered_so() {
    let right = request(HintType::LoginHint, "alice", Credentials::Registered);
    let wrong = request(HintType::LoginHint, "alice", Credentials::Wrong);
    let made = Made::new()
        .at(0, wrong, 400, &error("unauthorized_client"))
        .at(1, right, 400, &error("access_denied"));

    let facts = made.facts_about(400, "unauthorized_client", &[], true);

    assert!(facts.contains(&Sent::OtherCredentials), "{facts:?}");
}

#[test]
fn a_header_for_the_gateway_is_none_of_the_clients() {
    let mut sent = request(HintType::LoginHint, "alice", Credentials::Registered);
    let gateway = ("authorization".to_owned(), "Basic Z2F0ZTp3YXk=".to_owned());
    sent.headers.insert(0, gateway);
    let made = Made::new().at(0, sent, 400, &error("e"));

    let facts = made.facts_about(400, "e", &["Basic Z2F0ZTp3YXk="], true);

    assert!(facts.contains(&Sent::OwnCredentials), "{facts:?}");
}

#[test]
fn nothing_is_said_of_requests_elsewhere() {
    let get = OutgoingRequest::get(AUTHENTICATION);
    let elsewhere = OutgoingRequest::post_form("https://op.example/userinfo", "");

    for sent in [get, elsewhere] {
        let made = Made::new().at(0, sent, 400, &error("e"));
        assert_eq!(made.facts_about(400, "e", &[], true), []);
    }
}

/// The OP asked for 7 seconds, and for 5 more in its answer to the first poll.
#[rstest]
#[case::the_first_poll(&[], true, true)]
#[case::after_the_interval(&[(0, "authorization_pending"), (7, "e")], true, true)]
#[case::before_the_interval_is_over(&[(0, "authorization_pending"), (6, "e")], true, false)]
#[case::after_the_longer_interval(&[(0, "slow_down"), (12, "e")], true, true)]
#[case::before_the_longer_interval_is_over(&[(0, "slow_down"), (11, "e")], true, false)]
#[case::where_time_is_aged(&[(0, "authorization_pending"), (7, "e")], false, false)]
fn a_poll_is_patient_or_hasty(
    #[case] polls: &[(u64, &str)],
    #[case] real_time: bool,
    #[case] expected: bool,
) {
    let acknowledgement = r#"{"auth_req_id":"r1","expires_in":600,"interval":7}"#;
    let asked = request(HintType::LoginHint, "alice", Credentials::Registered);
    let mut made = Made::new().at(0, asked, 200, acknowledgement);
    let first: &[(u64, &str)] = &[(0, "e")];
    for (seconds, code) in if polls.is_empty() { first } else { polls } {
        made = made.at(10 + seconds, poll(), 400, &error(code));
    }

    let facts = made.facts_about(400, "e", &[], real_time);

    assert!(facts.contains(&Sent::CibaGrant), "{facts:?}");
    assert_eq!(facts.contains(&Sent::PatientPoll), expected, "{facts:?}");
}

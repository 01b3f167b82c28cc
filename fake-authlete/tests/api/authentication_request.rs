//! What `/backchannel/authentication` makes of request parameters (CIBA Core 1.0, sections 7.1 and 7.2).

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, basic, change_client, content, good_request, refusal};

/// The good request with one parameter set, or removed with `None`.
fn changed<'a>(name: &'a str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut parameters: Vec<(&str, &str)> = good_request()
        .into_iter()
        .filter(|(parameter, _)| *parameter != name)
        .collect();
    parameters.extend(value.map(|value| (name, value)));
    parameters
}

#[rstest]
#[case::scope_missing("poll", "scope", None, "invalid_request")]
#[case::scope_empty("poll", "scope", Some(""), "invalid_request")]
#[case::scope_without_openid("poll", "scope", Some("profile"), "invalid_scope")]
#[case::scope_with_quotes("poll", "scope", Some("openid \"x\""), "invalid_scope")]
#[case::scope_with_a_backslash("poll", "scope", Some("openid a\\b"), "invalid_scope")]
#[case::scope_beyond_ascii("poll", "scope", Some("openid caf\u{e9}"), "invalid_scope")]
#[case::no_hint("poll", "login_hint", None, "invalid_request")]
#[case::empty_hint("poll", "login_hint", Some(""), "invalid_request")]
#[case::two_hints("poll", "login_hint_token", Some("token"), "invalid_request")]
#[case::no_token_for_ping("ping", "client_notification_token", None, "invalid_request")]
#[case::no_token_for_push("push", "client_notification_token", None, "invalid_request")]
#[case::token_with_a_space("ping", "client_notification_token", Some("a b"), "invalid_request")]
#[case::token_with_a_quote("ping", "client_notification_token", Some("a\""), "invalid_request")]
#[case::token_beyond_ascii(
    "push",
    "client_notification_token",
    Some("caf\u{e9}"),
    "invalid_request"
)]
#[case::token_with_equals_sign_inside(
    "ping",
    "client_notification_token",
    Some("a=b"),
    "invalid_request"
)]
#[case::token_of_equals_signs("ping", "client_notification_token", Some("=="), "invalid_request")]
#[case::no_user_code("user-code", "user_code", None, "missing_user_code")]
#[case::empty_user_code("user-code", "user_code", Some(""), "missing_user_code")]
#[case::expiry_zero("poll", "requested_expiry", Some("0"), "invalid_request")]
#[case::expiry_negative("poll", "requested_expiry", Some("-5"), "invalid_request")]
#[case::expiry_no_number("poll", "requested_expiry", Some("abc"), "invalid_request")]
#[case::expiry_fraction("poll", "requested_expiry", Some("1.5"), "invalid_request")]
#[case::expiry_exponent("poll", "requested_expiry", Some("1e400"), "invalid_request")]
#[case::expiry_with_sign("poll", "requested_expiry", Some("+5"), "invalid_request")]
#[case::expiry_zeros("poll", "requested_expiry", Some("000"), "invalid_request")]
#[case::request_uri("poll", "request_uri", Some("https://a.example"), "invalid_request")]
#[case::no_delivery_mode("no-mode", "foo", None, "unauthorized_client")]
fn a_bad_parameter_is_refused(
    #[case] client: &str,
    #[case] name: &str,
    #[case] value: Option<&str>,
    #[case] error: &str,
) {
    let fake = Fake::new();

    let answer = fake.authentication(client, &changed(name, value));

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), error.to_owned())
    );
    assert!(answer["clientId"].is_u64(), "{answer}");
    assert_eq!(answer.get("ticket"), None);
}

#[rstest]
#[case::unknown_parameter("poll", "foo", Some("bar"))]
#[case::unknown_scope("poll", "scope", Some("openid no-such-scope"))]
#[case::unknown_acr("poll", "acr_values", Some("urn:x:unknown"))]
#[case::more_spaces("poll", "scope", Some("  profile   openid "))]
#[case::empty_second_hint("poll", "id_token_hint", Some(""))]
#[case::poll_without_token("poll", "client_notification_token", None)]
#[case::poll_with_an_odd_token("poll", "client_notification_token", Some("a b"))]
#[case::token_with_padding("ping", "client_notification_token", Some("-._~+/aZ09=="))]
#[case::right_user_code("user-code", "user_code", Some("12344"))]
#[case::expiry("poll", "requested_expiry", Some("120"))]
#[case::expiry_empty("poll", "requested_expiry", Some(""))]
#[case::expiry_larger_than_any_number("poll", "requested_expiry", Some("99999999999999999999999"))]
#[case::text_beyond_ascii("poll", "binding_message", Some("caf\u{e9} + 1"))]
fn a_good_parameter_is_accepted(
    #[case] client: &str,
    #[case] name: &str,
    #[case] value: Option<&str>,
) {
    let fake = Fake::new();

    let answer = fake.authentication(client, &changed(name, value));

    assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
}

#[rstest]
#[case::at_the_limit(1024, "USER_IDENTIFICATION")]
#[case::over_it(1025, "BAD_REQUEST")]
fn a_notification_token_has_at_most_1024_characters(#[case] length: usize, #[case] action: &str) {
    let fake = Fake::new();
    let token = "a".repeat(length);

    let answer = fake.authentication("ping", &changed("client_notification_token", Some(&token)));

    assert_eq!(answer["action"], action);
}

#[rstest]
#[case("login_hint", "login_hint_token")]
#[case("login_hint", "id_token_hint")]
#[case("login_hint_token", "id_token_hint")]
fn two_hints_are_refused(#[case] first: &str, #[case] second: &str) {
    let fake = Fake::new();

    let answer = fake.authentication("poll", &[("scope", "openid"), (first, "a"), (second, "b")]);

    assert_eq!(content(&answer)["error"], "invalid_request");
}

#[rstest]
#[case::login_hint("login_hint", "LOGIN_HINT")]
#[case::login_hint_token("login_hint_token", "LOGIN_HINT_TOKEN")]
fn a_hint_is_handed_on_as_it_came(#[case] parameter: &str, #[case] hint_type: &str) {
    let fake = Fake::new();

    let answer = fake.authentication("poll", &[("scope", "openid"), (parameter, "x y+z")]);

    assert_eq!(answer["hintType"], hint_type);
    assert_eq!(answer["hint"], "x y+z");
    assert_eq!(answer.get("sub"), None);
}

#[rstest]
#[case::equal("login_hint=1001&login_hint=1001")]
#[case::different("login_hint=1001&login_hint=1002")]
#[case::one_empty("login_hint=1001&login_hint=")]
#[case::unknown("login_hint=1001&foo=1&foo=2")]
fn a_parameter_that_comes_twice_is_refused(#[case] more: &str) {
    let fake = Fake::new();

    let answer = with_body(&fake, &json!(format!("scope=openid&{more}")));

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), "invalid_request".to_owned())
    );
}

#[rstest]
#[case::cut_escape("scope=openid&login_hint=%4")]
#[case::not_utf8("scope=openid&login_hint=%ff")]
#[case::empty("")]
fn a_malformed_or_empty_body_is_an_invalid_request(#[case] body: &str) {
    let fake = Fake::new();

    let answer = with_body(&fake, &json!(body));

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), "invalid_request".to_owned())
    );
}

#[rstest]
#[case::absent(None)]
#[case::null(Some(Value::Null))]
fn a_call_without_parameters_is_the_servers_fault(#[case] parameters: Option<Value>) {
    let fake = Fake::new();
    let mut body = basic("poll");
    if let Some(parameters) = parameters {
        body.insert("parameters".to_owned(), parameters);
    }

    let answer = fake.call("backchannel/authentication", &Value::Object(body));

    assert_eq!(
        refusal(&answer),
        (
            "INTERNAL_SERVER_ERROR".to_owned(),
            "server_error".to_owned()
        )
    );
}

#[test]
fn a_client_without_delivery_mode_gets_the_published_answer() {
    let fake = Fake::new();

    let answer = fake.authentication("no-mode", &good_request());

    let message =
        "[A169301] The backchannel token delivery mode of the client application is not set.";
    assert_eq!(answer["resultCode"], "A169301");
    assert_eq!(answer["resultMessage"], message);
    assert_eq!(
        content(&answer),
        json!({
            "error": "unauthorized_client",
            "error_description": message,
            "error_uri": "https://docs.authlete.com/#A169301",
        })
    );
}

#[test]
fn descriptions_and_uris_are_left_out_when_the_service_says_so() {
    let fake = Fake::with(|config| {
        config.service.error_description_omitted = true;
        config.service.error_uri_omitted = true;
    });

    let answer = fake.authentication("no-mode", &good_request());

    assert_eq!(content(&answer), json!({"error": "unauthorized_client"}));
}

#[rstest]
#[case::poll_without_the_grant("poll")]
#[case::ping_without_the_grant("ping")]
fn a_client_that_is_not_registered_for_the_grant_is_refused(#[case] client: &str) {
    let fake = Fake::with(|config| {
        change_client(config, client, |client| client.grant_types.clear());
    });

    let answer = fake.authentication(client, &good_request());

    assert_eq!(content(&answer)["error"], "unauthorized_client");
}

#[test]
fn a_client_that_cannot_be_notified_is_refused() {
    let fake = Fake::with(|config| {
        change_client(config, "push", |client| {
            client.backchannel_client_notification_endpoint = None;
        });
    });

    let answer = fake.authentication("push", &good_request());

    assert_eq!(content(&answer)["error"], "unauthorized_client");
}

#[test]
fn scopes_that_the_client_may_not_have_are_dropped() {
    let fake = Fake::new();

    let answer = fake.authentication("narrow", &changed("scope", Some("openid phone email")));

    let scopes = json!([
        {"defaultEntry": false, "name": "openid"},
        {"defaultEntry": false, "name": "email"},
    ]);
    assert_eq!(answer["scopes"], scopes);
    assert_eq!(answer["claimNames"], json!(["email", "email_verified"]));
}

#[test]
fn a_user_code_is_asked_for_only_if_the_service_supports_it() {
    let supported = Fake::new();
    let unsupported = Fake::with(|config| config.service.user_code_supported = false);

    let asked = supported.authentication("user-code", &changed("user_code", Some("1")));
    let not_asked = unsupported.authentication("user-code", &good_request());

    assert_eq!(asked["userCodeRequired"], true);
    assert_eq!(asked["userCode"], "1");
    assert_eq!(not_asked["action"], "USER_IDENTIFICATION");
    assert_eq!(not_asked["userCodeRequired"], false);
}

#[rstest]
#[case::shorter("120", 120)]
#[case::longer("1200", 1200)]
#[case::more_than_the_service_allows("86400", 3600)]
fn a_requested_expiry_shapes_the_lifetime(#[case] requested: &str, #[case] expires_in: u64) {
    let fake = Fake::new();
    let ticket = fake.ticket_for("poll", &[("requested_expiry", requested)]);

    let issued = fake.issue(&ticket);

    assert_eq!(issued["expiresIn"], expires_in);
    assert_eq!(content(&issued)["expires_in"], expires_in);
}

fn with_body(fake: &Fake, parameters: &Value) -> Value {
    let mut body = basic("poll");
    body.insert("parameters".to_owned(), parameters.clone());
    fake.call("backchannel/authentication", &Value::Object(body))
}

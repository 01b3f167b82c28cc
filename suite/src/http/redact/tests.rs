use rstest::rstest;

use super::*;
use crate::testing::{answer, owned};

fn exchange(headers: &[(&str, &str)], request: &str, response: &str) -> Exchange {
    let answered = answer(200, response);
    Exchange {
        request: Request {
            headers: owned(headers),
            body: request.as_bytes().to_vec(),
            ..answered.request
        },
        ..answered
    }
}

#[test]
fn the_same_value_keeps_its_number_wherever_it_stands() {
    let mut redactor = Redactor::new();

    redactor.learn_exchange(&exchange(
        &[],
        "auth_req_id=first-auth-req-id&grant_type=x",
        r#"{"auth_req_id":"second-auth-req-id"}"#,
    ));

    assert_eq!(
        redactor.redact("first-auth-req-id second-auth-req-id first-auth-req-id"),
        "[auth_req_id #1] [auth_req_id #2] [auth_req_id #1]"
    );
}

#[test]
fn credentials_vanish_from_the_header_and_from_the_body() {
    let mut redactor = Redactor::new();

    redactor.learn_exchange(&exchange(
        &[("Authorization", "Basic YTpzM2NyM3QtJTJG")],
        "",
        "",
    ));

    assert_eq!(
        redactor.redact("Basic YTpzM2NyM3QtJTJG client_secret=s3cr3t-%2F s3cr3t-/"),
        "Basic [credentials #1] client_secret=[client_secret #1] [client_secret #1]"
    );
}

#[test]
fn a_secret_that_was_cut_off_is_hidden_too() {
    let mut redactor = Redactor::new();

    redactor.learn(
        SecretKind::IdToken,
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwIn0.c2ln",
    );

    assert_eq!(
        redactor.redact("HTTP 200 with {\"id_token\":\"eyJhbGciOiJFUzI1NiJ9.eyJpc3M…"),
        "HTTP 200 with {\"id_token\":\"[id_token #1]…"
    );
}

#[test]
fn the_pieces_of_a_message_name_its_secrets() {
    let mut redactor = Redactor::new();
    redactor.learn(SecretKind::ClientSecret, "s3cr3t-/-s3cr3t");
    redactor.learn(SecretKind::ClientSecret, "another-secret");
    redactor.name("http://op.example", "{issuer}");

    let pieces = redactor.pieces(b"http://op.example?a=s3cr3t-%2F-s3cr3t&b=another-secret");

    assert_eq!(
        pieces,
        [
            Piece::Text(b"http://op.example?a="),
            Piece::Hidden("CLIENT_SECRET_FORM_ENCODED"),
            Piece::Text(b"&b="),
            Piece::Hidden("CLIENT_SECRET_2"),
        ]
    );
}

#[test]
fn who_asks_for_the_secrets_sees_them() {
    let mut redactor = Redactor::revealing();

    redactor.learn(SecretKind::ClientSecret, "s3cr3t-s3cr3t");
    redactor.name("http://op.example", "{issuer}");

    assert_eq!(
        redactor.redact("s3cr3t-s3cr3t http://op.example"),
        "s3cr3t-s3cr3t http://op.example"
    );
}

#[test]
fn a_short_user_code_is_hidden_as_a_value_and_left_alone_elsewhere() {
    let mut redactor = Redactor::new();

    redactor.learn_exchange(&exchange(&[], "user_code=12&login_hint=a12b", ""));

    assert_eq!(
        redactor.redact("login_hint=a12b&user_code=12"),
        "login_hint=a12b&user_code=[user_code #1]"
    );
}

#[test]
fn secrets_inside_authletes_strings_are_found() {
    let mut redactor = Redactor::new();

    redactor.learn_exchange(&exchange(
        &[],
        r#"{"parameters":"user_code=675325&scope=openid","ticket":"ticket-ticket"}"#,
        r#"{"responseContent":"{\"access_token\":\"token-token\"}"}"#,
    ));

    assert_eq!(
        redactor.redact(r#""user_code=675325&" ticket-ticket {\"access_token\":\"token-token\"}"#),
        r#""user_code=[user_code #1]&" [ticket #1] {\"access_token\":\"[access_token #1]\"}"#
    );
}

/// However a token is sent, it is in no text about the exchange.
#[rstest]
#[case::a_comma_too_many(r#"{"access_token":"CANARY",}"#)]
#[case::an_array(r#"{"access_token":["CANARY"]}"#)]
#[case::deep_below(r#"{"access_token":{"a":[{"b":"CANARY"}]}}"#)]
#[case::another_name(r#"{"accessToken ":"CANARY"}"#)]
#[case::escaped_as_php_does(r#"{"access_token":"CA\/NARY"}"#)]
#[case::escaped_as_dotnet_does(r#"{"access_token":"CA\u002BNARY"}"#)]
#[case::escaped_and_broken(r#"{"access_token":"CA\/NARY",}"#)]
#[case::cut_off(r#"{"access_token":"CANARY"#)]
#[case::after_a_byte_order_mark("\u{feff}{\"access_token\":\"CANARY\"}")]
#[case::in_a_text(r#""{\"access_token\":\"CANARY\"}""#)]
#[case::in_xml("<access_token>CANARY</access_token>")]
#[case::in_a_script("cb({'access_token':'CANARY'})")]
#[case::a_jwt_of_another_name(r#"{"jwt":"eyJhbGciOiJub25l.CANARY.x"}"#)]
fn a_token_in_a_broken_answer_is_hidden(#[case] body: &str) {
    let canary = "Yx7kQ2mZ9pL4vN8t";
    let half = canary.len() / 2;
    let (first, last) = canary.split_at(half);
    let body = body
        .replace("CANARY", canary)
        .replace("CA\\", &format!("{first}\\"))
        .replace("NARY", last);
    let mut redactor = Redactor::new();

    redactor.learn_exchange(&crate::testing::json_answer(200, &body));

    let shown = redactor.redact(&body) + &redactor.without_secrets(&body);
    assert!(!shown.contains(canary), "{shown}");
    assert!(!shown.contains(first) || !shown.contains(last), "{shown}");
}

#[test]
fn a_token_in_utf_16_is_hidden() {
    let text = r#"{"access_token":"Yx7kQ2mZ9pL4vN8t"}"#;
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut redactor = Redactor::new();
    let mut exchange = crate::testing::json_answer(200, "");
    exchange.response.body = wide;

    redactor.learn_exchange(&exchange);

    let shown = redactor.redact(&String::from_utf8_lossy(&exchange.response.body));
    assert!(
        !shown.replace('\0', "").contains("Yx7kQ2mZ9pL4vN8t"),
        "{shown}"
    );
}

#[test]
fn a_token_in_a_header_is_hidden() {
    let location = "https://c.example/#access_token=Yx7kQ2mZ9pL4vN8t&x=1";
    let mut redactor = Redactor::new();
    let mut exchange = crate::testing::json_answer(302, "");
    exchange
        .response
        .headers
        .push(("location".to_owned(), location.to_owned()));

    redactor.learn_exchange(&exchange);

    assert_eq!(
        redactor.redact(location),
        "https://c.example/#access_token=[access_token #1]&x=1"
    );
}

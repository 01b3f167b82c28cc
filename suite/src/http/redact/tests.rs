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

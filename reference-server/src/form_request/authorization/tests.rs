#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use rstest::rstest;

use super::*;

fn headers(value: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, value.parse().unwrap());
    headers
}

fn basic(pair: &str) -> HeaderMap {
    headers(&format!("Basic {}", STANDARD.encode(pair)))
}

#[rstest]
#[case::plain("app:secret", "app", "secret")]
#[case::colon_in_the_secret("app:a:b", "app", "a:b")]
#[case::encoded_colon_in_the_name("my%3Aapp:secret", "my:app", "secret")]
#[case::plus_is_a_blank("app:a+b", "app", "a b")]
#[case::encoded_characters("app:%2B%2f%25%3A%20%C3%A9", "app", "+/%: é")]
#[case::percent_that_encodes_nothing("app:100%", "app", "100%")]
#[case::percent_without_digits("app:%zz", "app", "%zz")]
#[case::empty_secret("app:", "app", "")]
#[case::not_ascii("app:é", "app", "é")]
fn credentials_are_decoded(#[case] pair: &str, #[case] client_id: &str, #[case] secret: &str) {
    let credentials = client_credentials(&basic(pair)).unwrap().unwrap();

    assert_eq!(credentials.client_id, client_id);
    assert_eq!(credentials.client_secret.expose(), secret);
}

#[rstest]
#[case::lower_case("basic YTpi")]
#[case::upper_case("BASIC YTpi")]
#[case::more_blanks("Basic   YTpi ")]
fn the_scheme_is_recognized_however_it_is_written(#[case] value: &str) {
    let credentials = client_credentials(&headers(value)).unwrap().unwrap();

    assert_eq!(credentials.client_id, "a");
    assert_eq!(credentials.client_secret.expose(), "b");
}

#[rstest]
#[case::bearer("Bearer token")]
#[case::longer_name("Basically YTpi")]
#[case::empty("")]
fn other_schemes_hold_no_client_credentials(#[case] value: &str) {
    assert!(client_credentials(&headers(value)).unwrap().is_none());
}

#[rstest]
#[case::nothing("Basic")]
#[case::bad_base64("Basic !!!")]
#[case::url_safe_base64("Basic w6nDqcOp_w==")]
#[case::no_colon("Basic YWFh")]
#[case::not_utf_8("Basic /zpi")]
#[case::encoded_bytes_not_utf_8("Basic YTolZmY=")]
#[case::no_name("Basic OmI=")]
fn unreadable_credentials_are_a_failed_authentication(#[case] value: &str) {
    let error = client_credentials(&headers(value)).unwrap_err();

    assert_eq!(
        (error.status, error.error),
        (StatusCode::UNAUTHORIZED, "invalid_client")
    );
}

#[test]
fn a_header_without_credentials_is_no_credentials() {
    assert!(client_credentials(&HeaderMap::new()).unwrap().is_none());
}

proptest! {
    #[test]
    fn what_a_client_encodes_comes_out_again(client_id in "\\PC{1,20}", secret in "\\PC{0,20}") {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encode(&client_id), encode(&secret));

        let credentials = client_credentials(&basic(&pair)).unwrap().unwrap();

        prop_assert_eq!(credentials.client_id, client_id);
        prop_assert_eq!(credentials.client_secret.expose(), secret);
    }
}

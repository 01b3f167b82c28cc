//! The backchannel authentication endpoint without TLS (CIBA Core 1.0, section 7).

use super::message::{describe, json_object};
use super::{Judge, Violations};
use crate::http::Exchange;

const REQUIREMENT: &str = "CIBA-7-01";

/// The endpoint that the metadata names is an https one.
pub fn is_https(url: &str) -> Result<(), Violations> {
    let mut judge = Judge::new();
    judge.must(
        url.starts_with("https://"),
        REQUIREMENT,
        "an https backchannel_authentication_endpoint",
        url,
    );
    judge.verdict(())
}

/// Whoever answered a request over plain HTTP did not process it. It had no credentials: to miss them is to have
/// read it.
pub fn not_processed(exchange: &Exchange) -> Result<(), Violations> {
    let members = json_object(&exchange.response.body).unwrap_or_default();
    let read = members.contains_key("auth_req_id")
        || members.get("error").and_then(|error| error.as_str()) == Some("invalid_client");
    let mut judge = Judge::new();
    judge.must(
        !read,
        REQUIREMENT,
        "no answer over plain HTTP, or one that sends the client away",
        &describe(&exchange.response),
    );
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::answer;

    #[test]
    fn a_redirect_is_no_answer_and_an_error_about_credentials_is_one() {
        assert!(not_processed(&answer(301, "")).is_ok());
        assert!(not_processed(&answer(400, "<html>use https</html>")).is_ok());
        assert!(not_processed(&answer(401, r#"{"error":"invalid_client"}"#)).is_err());
        assert!(is_https("https://op/bc").is_ok());
        assert!(is_https("http://op/bc").is_err());
    }
}

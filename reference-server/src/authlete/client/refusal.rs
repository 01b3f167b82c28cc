//! Answers of Authlete that refuse a call.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::authlete::{AuthleteError, ResultCode};
use crate::http_client;

/// Longer than any answer that says what is wrong.
const ERROR_LIMIT: usize = 16 * 1024;

/// What an answer with another status says. Its status is what counts: for its body, which names the fault, we wait no
/// longer than `patience`.
pub(super) async fn refusal(
    api: &'static str,
    response: Response,
    patience: Duration,
) -> AuthleteError {
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers());
    let body = http_client::read_body(response, ERROR_LIMIT);
    let body = tokio::time::timeout(patience, body).await;
    let body = body.ok().and_then(Result::ok);
    AuthleteError::Status {
        api,
        status,
        result_code: body.and_then(|body| ResultCode::of_body(&body)),
        retry_after,
    }
}

/// How long Authlete asks us to wait: a number of seconds, or a time by the clock that the answer tells (RFC 9110,
/// section 10.2.3).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let wanted = text(RETRY_AFTER)?;
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let time = httpdate::parse_http_date(wanted).ok()?;
    let now = httpdate::parse_http_date(text(DATE)?).ok()?;
    Some(time.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use rstest::rstest;

    use super::*;

    const DATE_HEADER: &str = "Thu, 26 Nov 2026 08:00:00 GMT";

    #[rstest]
    #[case::seconds("7", Some(DATE_HEADER), Some(7))]
    #[case::spaces(" 7 ", None, Some(7))]
    #[case::none("0", None, Some(0))]
    #[case::a_time("Thu, 26 Nov 2026 08:00:09 GMT", Some(DATE_HEADER), Some(9))]
    #[case::a_time_gone_by("Thu, 26 Nov 2026 07:00:00 GMT", Some(DATE_HEADER), Some(0))]
    #[case::a_time_by_no_clock("Thu, 26 Nov 2026 08:00:09 GMT", None, None)]
    #[case::more_than_a_number("1000000000000000000000000", Some(DATE_HEADER), None)]
    #[case::negative("-1", Some(DATE_HEADER), None)]
    #[case::words("later", Some(DATE_HEADER), None)]
    #[case::nothing("", Some(DATE_HEADER), None)]
    fn retry_after_is_a_number_of_seconds_or_a_time(
        #[case] value: &'static str,
        #[case] date: Option<&'static str>,
        #[case] seconds: Option<u64>,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_static(date));
        }

        assert_eq!(retry_after(&headers), seconds.map(Duration::from_secs));
    }
}

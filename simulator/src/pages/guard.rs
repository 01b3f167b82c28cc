//! Keeps other people's pages out: they can neither read ours nor press a button on them.

use std::net::IpAddr;

use super::error::PageError;
use super::state::Pages;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// No inline script or style, nothing from elsewhere, and nobody else's frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                      frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

static HEADERS: [(HeaderName, HeaderValue); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    ),
    (
        header::X_FRAME_OPTIONS,
        HeaderValue::from_static("SAMEORIGIN"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    // Not "no-referrer": a form would then be sent with the origin "null".
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Refuses hosts and forms that are not ours, and tells the browser what a page may do.
pub(super) async fn guard(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let hosts = &pages.simulator.config().hosts;
    let mut response = if !is_our_host(request.headers(), hosts) {
        PageError::ForeignHost.into_response()
    } else if request.method().is_safe() || is_from_our_page(request.headers()) {
        next.run(request).await
    } else {
        PageError::ForeignForm.into_response()
    };
    for (name, value) in &HEADERS {
        response.headers_mut().insert(name, value.clone());
    }
    response
}

/// Whether a request is for this machine by a name that nobody else can have pointed to it: an IP address, localhost or
/// a name that was configured.
pub(crate) fn is_our_host(headers: &HeaderMap, configured: &[String]) -> bool {
    let Some(host) = only(headers, &header::HOST) else {
        return false;
    };
    let name = without_port(host);
    let is_address = name
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>()
        .is_ok();
    is_address
        || name.eq_ignore_ascii_case("localhost")
        || configured
            .iter()
            .any(|configured| name.eq_ignore_ascii_case(configured))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Browsers say where a form comes from; what is no browser says nothing, and has no user to be misled.
fn is_from_our_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match headers.get(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let origin = origin.to_str().unwrap_or_default();
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == only(headers, &header::HOST)
        }
    }
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

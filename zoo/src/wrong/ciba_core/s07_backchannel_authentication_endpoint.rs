use crate::change::Change;
use crate::fault::Fault;
use crate::parts::parameters::{
    read_multipart, read_one_of_query, read_plain_text, read_query, read_xml, take_method,
};
use crate::wire::{AUTHENTICATION, SeenRequest};
use suite::config::TargetConfig;

/// Delivery modes that a request may choose (CIBA Core 1.0, section 7).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "authentication-request-by-get-taken",
        "CIBA-7-02",
        &["ciba-core/07_backchannel_authentication_endpoint/\
       a-get-is-not-an-authentication-request"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.method == "GET" {
                read_query(request);
            }
        }),
    )
    .may(&[
        "oauth-oidc/http/a-get-is-answered-as-at-the-endpoint-for-pushed-requests",
        "oauth-oidc/http/\
     the-backchannel-authentication-endpoint-answers-by-405-with-allow/get",
    ]),
    taken(
        "a-scope-in-the-query-read",
        "CIBA-7-03",
        &["ciba-core/07_backchannel_authentication_endpoint/a-in-the-query-is-not-read-though-the-rest-is-in-the-body/scope"],
        |request, _| read_one_of_query(request, "scope"),
    ),
    taken(
        "a-login-hint-in-the-query-read",
        "CIBA-7-03",
        &["ciba-core/07_backchannel_authentication_endpoint/a-in-the-query-is-not-read-though-the-rest-is-in-the-body/login_hint"],
        |request, _| read_one_of_query(request, "login_hint"),
    ),
    taken(
        "a-notification-token-in-the-query-read",
        "CIBA-7-03",
        &["ciba-core/07_backchannel_authentication_endpoint/a-client_notification_token-in-the-query-is-not-read"],
        |request, _| read_one_of_query(request, "client_notification_token"),
    ),
    taken(
        "multipart-authentication-request-taken",
        "CIBA-7.1-37",
        &["ciba-core/07_backchannel_authentication_endpoint/\
           a-body-that-is-is-not-an-authentication-request/multipart-parts"],
        |request, _| read_multipart(request),
    )
    .may(&["oauth-oidc/http/*"]),
    taken(
        "plain-text-authentication-request-taken",
        "CIBA-7.1-37",
        &["ciba-core/07_backchannel_authentication_endpoint/\
           a-body-that-is-is-not-an-authentication-request/plain-text"],
        |request, _| read_plain_text(request),
    )
    .may(&["oauth-oidc/http/*"]),
    taken(
        "xml-authentication-request-taken",
        "CIBA-7.1-37",
        &["ciba-core/07_backchannel_authentication_endpoint/\
           a-body-that-is-is-not-an-authentication-request/xml"],
        |request, _| read_xml(request),
    ),
    taken(
        "authentication-request-by-put-taken",
        "CIBA-7-02",
        &["ciba-core/07_backchannel_authentication_endpoint/a-is-no-authentication-request/put"],
        |request, _| take_method(request, "PUT"),
    )
    .may(&["oauth-oidc/http/*"]),
    taken(
        "authentication-request-by-patch-taken",
        "CIBA-7-02",
        &["ciba-core/07_backchannel_authentication_endpoint/a-is-no-authentication-request/patch"],
        |request, _| take_method(request, "PATCH"),
    ),
    taken(
        "authentication-request-by-delete-taken",
        "CIBA-7-02",
        &["ciba-core/07_backchannel_authentication_endpoint/a-is-no-authentication-request/delete"],
        |request, _| take_method(request, "DELETE"),
    )
    .may(&["oauth-oidc/http/*"]),
    Fault::of(
        "nothing-at-the-backchannel-authentication-endpoint",
        "CIBA-4-03",
        &[
            "ciba-core/07_backchannel_authentication_endpoint/the-endpoint-is-where-the-metadata-says",
        ],
        Change::Answer(AUTHENTICATION, |answer, request| {
            if request.body.is_empty() && request.method == "POST" && !request.target.contains('?')
            {
                answer.status = 404;
                answer.raw = Some(b"404 page not found".to_vec());
            }
        }),
    )
    .may(&["ciba-core/07_2_validation/*"]),
];

const fn taken(
    name: &'static str,
    requirement: &'static str,
    scenarios: &'static [&'static str],
    change: fn(&mut SeenRequest, &TargetConfig),
) -> Fault {
    Fault::of(
        name,
        requirement,
        scenarios,
        Change::Request(AUTHENTICATION, change),
    )
}

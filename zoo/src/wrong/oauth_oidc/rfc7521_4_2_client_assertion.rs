use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::{assertion, believe_if, refuse_if};
use crate::wire::AUTHENTICATION;
use suite::protocol::JWT_BEARER_ASSERTION_TYPE;

/// Client assertions of another type, or beside another client (RFC 7521, section 4.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "assertion-of-any-type-believed",
        "C-7523-09",
        &[
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-without-its-type-is-refused",
            "oauth-oidc/rfc7523_3_client_assertion/an-assertion-of-another-type-is-refused",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let kind = request.form.get("client_assertion_type");
            if kind != Some(JWT_BEARER_ASSERTION_TYPE) {
                believe_if(request, target, |_, _| true);
            }
        }),
    ),
    Fault::of(
        "client-id-beside-an-assertion-refused",
        "C-7523-10",
        &["oauth-oidc/rfc7523_3_client_assertion/\
           the-client-s-own-client_id-beside-an-assertion-does-no-harm"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("client_id").is_some() {
                refuse_if(request, |_| true);
            }
        }),
    ),
    Fault::of(
        "client-id-beside-an-assertion-ignored",
        "C-7523-10",
        &["oauth-oidc/rfc7523_3_client_assertion/\
           another-client-s-client_id-beside-an-assertion-is-refused"],
        Change::Request(AUTHENTICATION, |request, _| {
            let stranger = assertion(request).is_some_and(|jwt| {
                let beside = request.form.get("client_id");
                beside.is_some_and(|beside| jwt.claims["sub"] != beside)
            });
            if stranger {
                request.form.remove("client_id");
            }
        }),
    ),
];

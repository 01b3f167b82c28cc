use crate::change::Change;
use crate::fault::Fault;
use crate::parts::client_assertion::{
    audience_ends_with, believe_if, for_anybody, is_for_us, refuse_if,
};
use crate::wire::{AUTHENTICATION, TOKEN};

/// Audiences of client assertions that a wrong server refuses, or believes (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "assertion-for-the-issuer-refused",
        "CIBA-7.1-03",
        &["ciba-core/07_1_client_assertion/an-assertion-for-the-issuer-authenticates-the-client"],
        Change::Request(AUTHENTICATION, |request, target| {
            refuse_if(request, |jwt| jwt.claims["aud"] == target.issuer.as_str());
        }),
    )
    .may(&[
        "ciba-core/04_client_authentication/*",
        "ciba-core/07_1_1_*",
        "ciba-core/07_1_hint_by_client/*",
    ]),
    Fault::of(
        "assertion-for-a-list-refused",
        "CIBA-7.1-03",
        &["ciba-core/07_1_client_assertion/\
           an-assertion-for-a-list-of-the-issuer-alone-authenticates-the-client"],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |jwt| jwt.claims["aud"].is_array());
        }),
    ),
    Fault::of(
        "assertion-for-the-token-endpoint-refused",
        "CIBA-7.1-04",
        &["ciba-core/07_1_client_assertion/\
           an-assertion-for-the-token-endpoint-authenticates-the-client"],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |jwt| audience_ends_with(jwt, TOKEN));
        }),
    ),
    Fault::of(
        "assertion-for-the-backchannel-endpoint-refused",
        "CIBA-7.1-05",
        &["ciba-core/07_1_client_assertion/\
           an-assertion-for-the-backchannel-authentication-endpoint-authenticates-the-\
           client"],
        Change::Request(AUTHENTICATION, |request, _| {
            refuse_if(request, |jwt| audience_ends_with(jwt, AUTHENTICATION));
        }),
    ),
    Fault::of(
        "assertion-for-anybody-believed",
        "CIBA-7.1-06",
        &["ciba-core/07_1_client_assertion/an-assertion-for-is-refused/*"],
        Change::Request(AUTHENTICATION, for_anybody),
    ),
    Fault::of(
        "audience-compared-by-its-beginning",
        "CIBA-7.1-06",
        &[
            "ciba-core/07_1_client_assertion/an-assertion-for-is-refused/\
             a-url-that-begins-like-the-issuer",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let issuer = target.issuer.as_str();
            believe_if(request, target, |jwt, _| {
                let audience = jwt.claims["aud"].as_str().unwrap_or_default();
                audience.starts_with(issuer) && !is_for_us(jwt, issuer)
            });
        }),
    ),
];

use serde_json::json;

use super::refresh::{counted, with_claim};
use super::{AUTHENTICATION, Fault, METADATA, SeenRequest, TOKEN};

fn has_content_type(request: &SeenRequest, is_so: impl Fn(&str) -> bool) -> bool {
    request.header("content-type").is_some_and(is_so)
}

fn is_shouted(media_type: &str) -> bool {
    media_type.contains(char::is_uppercase) && !media_type.contains("UTF-8")
}

/// Faults of methods, media types and letter case (RFC 9110), and in the lists of the metadata (RFC 8414).
pub(super) const FAULTS: &[Fault] = &[
    Fault::answer("a-405-without-allow", AUTHENTICATION, |answer, _| {
        answer.remove_header("allow");
    }),
    Fault::answer("a-token-405-without-allow", TOKEN, |answer, _| {
        answer.remove_header("allow");
    }),
    Fault::answer(
        "another-media-type-with-400",
        AUTHENTICATION,
        |answer, _| {
            if answer.status == 415 {
                answer.status = 400;
            }
        },
    ),
    Fault::answer(
        "another-media-type-of-a-token-request-with-400",
        TOKEN,
        |answer, _| {
            if answer.status == 415 {
                answer.status = 400;
            }
        },
    ),
    Fault::answer("a-large-body-with-500", AUTHENTICATION, |answer, _| {
        if answer.status == 413 {
            answer.status = 500;
        }
    }),
    Fault::request(
        "media-types-in-one-letter-case",
        AUTHENTICATION,
        |request, _| {
            if has_content_type(request, is_shouted) {
                request.set_header("content-type", "text/plain");
            }
        },
    ),
    Fault::request(
        "media-types-without-charset",
        AUTHENTICATION,
        |request, _| {
            if has_content_type(request, |media_type| media_type.contains("charset")) {
                request.set_header("content-type", "text/plain");
            }
        },
    ),
    Fault::request(
        "token-media-types-in-one-letter-case",
        TOKEN,
        |request, _| {
            if has_content_type(request, is_shouted) {
                request.set_header("content-type", "text/plain");
            }
        },
    ),
    Fault::request("token-media-types-without-charset", TOKEN, |request, _| {
        if has_content_type(request, |media_type| media_type.contains("charset")) {
            request.set_header("content-type", "text/plain");
        }
    }),
    Fault::request(
        "schemes-in-one-letter-case",
        AUTHENTICATION,
        |request, _| {
            if request
                .header("authorization")
                .is_some_and(|value| value.starts_with("bASIC"))
            {
                request.remove_header("authorization");
            }
        },
    ),
    Fault::answer(
        "credentials-for-other-origins",
        AUTHENTICATION,
        |answer, request| {
            if request.method == "OPTIONS" {
                answer.set_header("access-control-allow-credentials", "true");
            }
        },
    ),
    Fault::answer("a-cookie", AUTHENTICATION, |answer, _| {
        answer.set_header("set-cookie", "session=1");
    }),
    Fault::answer("an-endpoint-that-is-no-url", METADATA, |answer, _| {
        answer.set("token_endpoint", "/token");
    }),
    Fault::answer("a-list-that-is-a-string", METADATA, |answer, _| {
        answer.set("scopes_supported", "openid email");
    }),
    Fault::answer("a-list-without-elements", METADATA, |answer, _| {
        answer.set("claims_supported", json!([]));
    }),
    Fault::answer("id-tokens-under-macs-alone", METADATA, |answer, _| {
        answer.set("id_token_signing_alg_values_supported", json!(["HS256"]));
    }),
    Fault::answer("no-response-types", METADATA, |answer, _| {
        answer.remove("response_types_supported");
    }),
    Fault::answer("no-grant-types", METADATA, |answer, _| {
        answer.remove("grant_types_supported");
    }),
];

/// Faults of bearer tokens in callbacks (RFC 6750), and of what is pushed.
pub(super) const IN_CALLBACKS: &[Fault] = &[
    Fault::callback("a-callback-with-two-authorization-headers", |callback| {
        let again = callback
            .headers
            .iter()
            .find(|(name, _)| name == "authorization");
        if let Some(again) = again.cloned() {
            callback.headers.push(again);
        }
    }),
    Fault::callback("a-bearer-token-that-loses-its-padding", |callback| {
        for (name, value) in &mut callback.headers {
            if name == "authorization" {
                *value = value.trim_end_matches('=').to_owned();
            }
        }
    }),
    Fault::callback("a-notification-token-in-the-url", |callback| {
        let token = callback
            .headers
            .iter()
            .find_map(|(name, value)| (name == "authorization").then(|| value.split_once(' '))?)
            .map(|(_, token)| token.to_owned());
        if let Some(token) = token {
            callback.url = format!("{}?access_token={token}", callback.url);
        }
    }),
    Fault::callback("a-pushed-scope-that-is-an-array", |callback| {
        callback.change_body(|members| {
            if members.contains_key("scope") {
                members.insert("scope".to_owned(), json!(["openid"]));
            }
        });
    }),
    Fault::callback("pushed-access-tokens-that-count", |callback| {
        callback.change_body(|members| {
            if members.contains_key("access_token") {
                members.insert("access_token".to_owned(), json!(counted()));
            }
        });
    }),
    Fault::callback("a-pushed-sub-of-300-characters", |callback| {
        callback.change_body(|members| {
            let token = members.get("id_token").and_then(|token| token.as_str());
            let changed = token.and_then(|token| with_claim(token, "sub", json!("1".repeat(300))));
            if let Some(changed) = changed {
                members.insert("id_token".to_owned(), json!(changed));
            }
        });
    }),
];

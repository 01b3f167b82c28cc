use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::known::APPROVER_HINT;

/// Hints that name nobody, and that a wrong server finds somebody for (CIBA Core 1.0, sections 7.1 and 7.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "hints-are-patterns-of-sql",
        "CIBA-7.2-05",
        &[
            "ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/a-percent-sign",
            "ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/the-hint-with-a-percent-sign-for-its-end",
            "ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/the-hint-with-an-underscore-in-it",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            find(request, |hint| hint.contains('%') || hint.ends_with('_'));
        }),
    )
    .may(&["ciba-core/07_2_validation/*"]),
    Fault::of(
        "hints-are-patterns-with-asterisks",
        "CIBA-7.2-05",
        &[
            "ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/an-asterisk",
            "ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/the-hint-with-an-asterisk-for-its-end",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            find(request, |hint| hint.ends_with('*') && !hint.contains('('));
        }),
    ),
    Fault::of(
        "hints-are-regular-expressions",
        "CIBA-7.2-05",
        &["ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/a-regular-expression"],
        Change::Request(AUTHENTICATION, |request, _| {
            find(request, |hint| hint == ".*");
        }),
    ),
    Fault::of(
        "hints-are-written-into-a-query",
        "CIBA-7.2-05",
        &["ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/a-condition-that-is-always-true"],
        Change::Request(AUTHENTICATION, |request, _| {
            find(request, |hint| hint.contains("' OR '"));
        }),
    ),
    Fault::of(
        "hints-are-written-into-a-filter",
        "CIBA-7.2-05",
        &["ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/a-filter-of-a-directory"],
        Change::Request(AUTHENTICATION, |request, _| {
            find(request, |hint| hint.contains(")("));
        }),
    ),
    Fault::of(
        "the-first-of-two-hints-is-taken",
        "CIBA-7.2-05",
        &["ciba-core/07_2_hints/a-login_hint-that-is-names-nobody/the-hint-and-another-one"],
        Change::Request(AUTHENTICATION, |request, _| {
            find(request, |hint| hint.contains("com,"));
        }),
    ),
    Fault::of(
        "any-token-of-the-user-is-an-id-token-hint",
        "CIBA-7.1-41",
        &[
            "ciba-core/07_2_hints/an-id_token_hint-that-is-is-refused/the-user-s-access-token",
            "ciba-core/07_2_hints/an-id_token_hint-that-is-is-refused/the-auth_req_id-of-the-flow",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            take_hint(request, |hint| hint.len() > 20 && !hint.contains('.'));
        }),
    ),
    Fault::of(
        "a-login-hint-serves-as-id-token-hint",
        "CIBA-7.1-41",
        &["ciba-core/07_2_hints/an-id_token_hint-that-is-is-refused/the-user-s-login_hint"],
        Change::Request(AUTHENTICATION, |request, _| {
            take_hint(request, |hint| hint.contains('@'));
        }),
    ),
];

fn find(request: &mut SeenRequest, is_found: fn(&str) -> bool) {
    if request.form.get("login_hint").is_some_and(is_found) {
        request.form.set("login_hint", APPROVER_HINT);
    }
}

fn take_hint(request: &mut SeenRequest, is_taken: fn(&str) -> bool) {
    if request.form.get("id_token_hint").is_some_and(is_taken) {
        request.form.remove("id_token_hint");
        request.form.set("login_hint", APPROVER_HINT);
    }
}

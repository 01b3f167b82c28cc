use crate::change::Change;
use crate::fault::Fault;
use crate::parts::authentication_device::asked_first;
use crate::parts::credentials::client_of;
use crate::parts::errors::{recode, restatus};
use crate::quoted;
use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::known::{APPROVER_CODE, APPROVER_HINT};
use suite::config::{Secret, TargetConfig};
use suite::op_under_test::made_up::WRONG_USER_CODE;
use suite::protocol::DeliveryMode;

/// The scenarios about other things in which the user_code is missing.
const OTHERS_WITHOUT_A_CODE: &[&str] = &[
    "ciba-core/07_1_2_user_code/an-empty-user_code-counts-as-missing",
    "ciba-core/07_1_2_user_code/the-device-stays-silent-when-the-user_code-is-missing",
];

/// User codes that a wrong server accepts, or refuses (CIBA Core 1.0, section 7.1.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "missing-user-code-as-invalid-request",
        "CIBA-7.1.2-01",
        &["ciba-core/07_1_2_user_code/a-missing-user_code-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            recode(answer, "missing_user_code", "invalid_request", 400);
        }),
    )
    .may(OTHERS_WITHOUT_A_CODE),
    Fault::of(
        "missing-user-code-accepted",
        "CIBA-7.1.2-01",
        &[
            "ciba-core/07_1_2_user_code/a-missing-user_code-is-refused",
            "ciba-core/07_1_hint_by_client/no-client-gets-the-user-asked-without-their-user_code",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("user_code").is_none_or(str::is_empty)
                && request.form.get("login_hint") == Some(APPROVER_HINT)
            {
                request.form.set("user_code", APPROVER_CODE);
            }
        }),
    )
    .may(OTHERS_WITHOUT_A_CODE),
    Fault::of(
        "invalid-user-code-with-401",
        "CIBA-13-16",
        &["ciba-core/07_1_2_user_code/a-wrong-user_code-is-refused"],
        Change::Answer(AUTHENTICATION, |answer, _| {
            restatus(answer, "invalid_user_code", 401);
        }),
    ),
    Fault::of(
        "wrong-user-code-accepted",
        "CIBA-7.1.2-02",
        &[
            "ciba-core/07_1_2_user_code/a-wrong-user_code-is-refused",
            "ciba-core/07_1_hint_by_client/a-wrong-user_code-beside-a-login_hint-is-refused",
            "ciba-core/07_1_hint_by_client/a-wrong-user_code-beside-a-login_hint_token-is-refused",
            "ciba-core/07_1_hint_by_client/a-wrong-user_code-beside-an-id_token_hint-is-refused",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            if request
                .form
                .get("user_code")
                .is_some_and(|code| code.starts_with(WRONG_USER_CODE))
            {
                request.form.set("user_code", APPROVER_CODE);
            }
        }),
    )
    .quoting(&[WRONG_USER_CODE])
    .may(&["ciba-core/07_1_2_user_code/the-device-stays-silent-when-the-user_code-is-wrong"]),
    Fault::of(
        "user-code-compared-by-its-beginning",
        "CIBA-7.1.2-02",
        &["ciba-core/07_1_2_user_code/a-user_code-that-is-nearly-right-is-refused/too-long"],
        Change::Request(AUTHENTICATION, |request, _| {
            let given = request.form.get("user_code");
            if given.is_some_and(|code| code != APPROVER_CODE && code.starts_with(APPROVER_CODE)) {
                request.form.set("user_code", APPROVER_CODE);
            }
        }),
    ),
    Fault::of(
        "user-code-compared-as-far-as-it-goes",
        "CIBA-7.1.2-02",
        &["ciba-core/07_1_2_user_code/a-user_code-that-is-nearly-right-is-refused/too-short"],
        Change::Request(AUTHENTICATION, |request, _| {
            let given = request.form.get("user_code");
            if given.is_some_and(|code| {
                !code.is_empty() && code != APPROVER_CODE && APPROVER_CODE.starts_with(code)
            }) {
                request.form.set("user_code", APPROVER_CODE);
            }
        }),
    ),
    Fault::of(
        "user-code-of-any-user-accepted",
        "CIBA-7.1.2-02",
        &["ciba-core/07_1_2_user_code/the-user_code-of-another-user-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            let given = request.form.get("user_code").map(str::to_owned);
            let others = target.users.code_of_another().map(Secret::expose);
            if given.is_some() && given.as_deref() == others {
                request.form.set("user_code", APPROVER_CODE);
            }
        }),
    ),
    Fault::of(
        "user-code-of-any-user-accepted-of-ping-clients",
        "CIBA-7.1.2-02",
        &["ciba-core/07_1_2_user_code/the-user_code-of-another-user-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            take_code_of_another(request, target, DeliveryMode::Ping);
        }),
    ),
    Fault::of(
        "user-code-of-any-user-accepted-of-push-clients",
        "CIBA-7.1.2-02",
        &["ciba-core/07_1_2_user_code/the-user_code-of-another-user-is-refused"],
        Change::Request(AUTHENTICATION, |request, target| {
            take_code_of_another(request, target, DeliveryMode::Push);
        }),
    ),
    Fault::of(
        "user-code-compared-as-a-number",
        "CIBA-7.1.2-02",
        &[
            "ciba-core/07_1_2_user_code/a-user_code-that-is-nearly-right-is-refused/with-a-zero-more",
            "ciba-core/07_1_2_user_code/a-user_code-that-is-nearly-right-is-refused/with-a-fraction",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            let number = |code: &str| code.parse::<f64>().ok().map(f64::to_bits);
            take_code_if(request, |code| {
                !code.starts_with('+') && number(code) == number(APPROVER_CODE)
            });
        }),
    ),
    Fault::of(
        "a-sign-before-a-user-code-skipped",
        "CIBA-7.1.2-02",
        &[
            "ciba-core/07_1_2_user_code/a-user_code-that-is-nearly-right-is-refused/with-a-plus-sign",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            take_code_if(request, |code| {
                code.strip_prefix('+') == Some(APPROVER_CODE)
            });
        }),
    ),
    Fault::of(
        "leading-zeros-of-a-user-code-skipped-for-push-clients",
        "CIBA-7.1.2-02",
        &[
            "ciba-core/07_1_2_user_code/a-user_code-that-is-nearly-right-is-refused/with-a-zero-more",
        ],
        Change::Request(AUTHENTICATION, |request, target| {
            let pushes =
                client_of(request, target).is_some_and(|client| client.mode == DeliveryMode::Push);
            if pushes {
                take_code_if(request, |code| {
                    code.trim_start_matches('0') == APPROVER_CODE
                });
            }
        }),
    ),
    Fault::of(
        "an-empty-user-code-taken-for-the-right-one",
        "CIBA-7.1.2-02",
        &["ciba-core/07_1_2_user_code/an-empty-user_code-counts-as-missing"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("user_code") == Some("") {
                request.form.set("user_code", APPROVER_CODE);
            }
        }),
    ),
    Fault::of(
        "right-user-code-refused",
        "CIBA-7.1.2-03",
        &["ciba-core/07_1_2_user_code/the-right-user_code-is-accepted"],
        Change::Request(AUTHENTICATION, |request, _| {
            if request.form.get("user_code") == Some(APPROVER_CODE) {
                request.form.set("user_code", "another");
            }
        }),
    )
    .may(&["ciba-core/07_1_hint_by_client/a-client-asks-for-the-user-by-a-login_hint_token"]),
    Fault::of(
        "user-asked-before-the-user-code-is-checked",
        "CIBA-7.1.2-06",
        &[
            "ciba-core/07_1_2_user_code/the-device-stays-silent-when-the-user_code-is-missing",
            "ciba-core/07_1_2_user_code/the-device-stays-silent-when-the-user_code-is-wrong",
        ],
        Change::Layer(|| asked_first(&[quoted::NO_CODE, quoted::BAD_CODE])),
    )
    .quoting(&[quoted::NO_CODE, quoted::BAD_CODE]),
];

fn take_code_if(request: &mut SeenRequest, is_taken: impl Fn(&str) -> bool) {
    if request.form.get("user_code").is_some_and(is_taken) {
        request.form.set("user_code", APPROVER_CODE);
    }
}

fn take_code_of_another(request: &mut SeenRequest, target: &TargetConfig, mode: DeliveryMode) {
    let other = target.users.code_of_another().map(Secret::expose);
    if client_of(request, target).is_some_and(|client| client.mode == mode) {
        take_code_if(request, |code| Some(code) == other);
    }
}

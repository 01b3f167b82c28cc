use super::{AUTHENTICATION, Fault};
use suite::config::Secret;

/// The code of the user who approves.
const RIGHT: &str = "675325";

/// User codes that a wrong server accepts, or refuses (CIBA Core 1.0, section 7.1.2).
pub(super) const FAULTS: &[Fault] = &[
    Fault::request(
        "missing-user-code-accepted",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("user_code").is_none_or(str::is_empty)
                && request.form.get("login_hint") == Some("john@example.com")
            {
                request.form.set("user_code", RIGHT);
            }
        },
    ),
    Fault::request(
        "an-empty-user-code-taken-for-the-right-one",
        AUTHENTICATION,
        |request, _| {
            if request.form.get("user_code") == Some("") {
                request.form.set("user_code", RIGHT);
            }
        },
    ),
    Fault::request("wrong-user-code-accepted", AUTHENTICATION, |request, _| {
        if request
            .form
            .get("user_code")
            .is_some_and(|code| code.starts_with("not"))
        {
            request.form.set("user_code", RIGHT);
        }
    }),
    Fault::request(
        "user-code-of-any-user-accepted",
        AUTHENTICATION,
        |request, target| {
            let given = request.form.get("user_code").map(str::to_owned);
            let others = target.users.code_of_another().map(Secret::expose);
            if given.is_some() && given.as_deref() == others {
                request.form.set("user_code", RIGHT);
            }
        },
    ),
    Fault::request("right-user-code-refused", AUTHENTICATION, |request, _| {
        if request.form.get("user_code") == Some(RIGHT) {
            request.form.set("user_code", "another");
        }
    }),
    Fault::request(
        "user-code-compared-by-its-beginning",
        AUTHENTICATION,
        |request, _| {
            let given = request.form.get("user_code");
            if given.is_some_and(|code| code != RIGHT && code.starts_with(RIGHT)) {
                request.form.set("user_code", RIGHT);
            }
        },
    ),
    Fault::request(
        "user-code-compared-as-far-as-it-goes",
        AUTHENTICATION,
        |request, _| {
            let given = request.form.get("user_code");
            if given
                .is_some_and(|code| !code.is_empty() && code != RIGHT && RIGHT.starts_with(code))
            {
                request.form.set("user_code", RIGHT);
            }
        },
    ),
];

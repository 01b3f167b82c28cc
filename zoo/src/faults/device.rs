use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use super::changes::{recode, restatus};
use super::message::SeenRequest;
use super::{AUTHENTICATION, Fault, Kind};
use embedded::Wrap;

/// Changes the binding_message of a request.
fn rewrite(request: &mut SeenRequest, change: impl FnOnce(&str) -> String) {
    if let Some(message) = request.form.get("binding_message").map(str::to_owned) {
        request.form.set("binding_message", change(&message));
    }
}

/// Faults in what the authentication device shows (CIBA Core 1.0, sections 7.1, 7.1.2 and 13).
pub(super) const FAULTS: &[Fault] = &[
    Fault::authlete(
        "binding-message-cut-on-the-device",
        AUTHENTICATION,
        |answer, _| {
            if let Some(message) = answer.text("bindingMessage") {
                let cut: String = message.chars().take(4).collect();
                answer.set("bindingMessage", cut);
            }
        },
    ),
    Fault::request(
        "control-characters-dropped",
        AUTHENTICATION,
        |request, _| {
            rewrite(request, |message| {
                let hidden = ['\u{202e}', '\u{200b}', '\u{feff}', '\u{200d}'];
                message
                    .chars()
                    .filter(|c| !c.is_control() && !hidden.contains(c))
                    .collect()
            });
        },
    ),
    Fault::request(
        "other-scripts-shown-as-question-marks",
        AUTHENTICATION,
        |request, _| {
            rewrite(request, |message| {
                message
                    .chars()
                    .map(|c| if c.is_ascii() { c } else { '?' })
                    .collect()
            });
        },
    ),
    Fault::request(
        "binding-message-escaped-and-unescaped",
        AUTHENTICATION,
        |request, _| {
            rewrite(request, |message| {
                message
                    .replace('<', "&lt;")
                    .replace('"', "&quot;")
                    .replace('+', " ")
            });
        },
    ),
    Fault::request(
        "blanks-dropped-from-the-binding-message",
        AUTHENTICATION,
        |request, _| rewrite(request, |message| message.replace(' ', "")),
    ),
    Fault::request("long-binding-message-cut", AUTHENTICATION, |request, _| {
        rewrite(request, |message| message.chars().take(64).collect());
    }),
    Fault {
        name: "user-asked-before-the-user-code-is-checked",
        path: AUTHENTICATION,
        kind: Kind::Layer(|| asked_first(&["N0CDE", "B4DCD"])),
    },
    Fault {
        name: "user-asked-before-the-request-is-checked",
        path: AUTHENTICATION,
        kind: Kind::Layer(|| asked_first(&["R7FSD"])),
    },
    Fault::answer("standing-denial-with-400", AUTHENTICATION, |answer, _| {
        restatus(answer, "access_denied", 400);
    }),
    Fault::answer(
        "client-without-ciba-as-invalid-client",
        AUTHENTICATION,
        |answer, _| recode(answer, "unauthorized_client", "invalid_client", 401),
    ),
];

/// Asks the user about a request that will be refused, known by its binding_message: first with what it lacks, then as it is.
fn asked_first(marks: &'static [&'static str]) -> Wrap {
    Wrap::everywhere(move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if !request.uri().path().ends_with(AUTHENTICATION) {
                return next.run(request).await;
            }
            let (seen, request) = SeenRequest::read(request).await;
            let marked = seen
                .form
                .get("binding_message")
                .is_some_and(|message| marks.contains(&message));
            if marked {
                let mut complete = seen.clone();
                complete.form.set("scope", "openid");
                complete.form.set("user_code", "675325");
                drop(next.clone().run(complete.rebuild(&seen.form)).await);
            }
            next.run(request).await
        }))
    })
}

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, SeenRequest};

/// Binding messages that the authentication device shows otherwise (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "binding-message-cut-on-the-device",
        "CIBA-7.1-29",
        &[
            "ciba-core/07_1_binding_message/the-device-shows-the-binding_message-unaltered",
            "ciba-core/07_1_binding_message/\
             the-device-shows-the-longest-binding_message-unaltered",
        ],
        Change::Authlete(AUTHENTICATION, |answer, _| {
            if let Some(message) = answer.text("bindingMessage") {
                let cut: String = message.chars().take(4).collect();
                answer.set("bindingMessage", cut);
            }
        }),
    )
    .may(&[
        "ciba-core/07_1_binding_message/*",
        "ciba-core/13_authentication_error_response/\
         a-binding_message-over-the-limit-is-refused",
    ]),
    Fault::of(
        "control-characters-dropped",
        "CIBA-7.1-30",
        &[
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-line-break",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-carriage-return",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/a-tab",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-null-character",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             an-escape-sequence",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-delete-character",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-right-to-left-override",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-zero-width-space",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-byte-order-mark",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-joined-emoji",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            rewrite(request, |message| {
                let hidden = ['\u{202e}', '\u{200b}', '\u{feff}', '\u{200d}'];
                message
                    .chars()
                    .filter(|c| !c.is_control() && !hidden.contains(c))
                    .collect()
            });
        }),
    ),
    Fault::of(
        "other-scripts-shown-as-question-marks",
        "CIBA-7.1-30",
        &[
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/an-accent",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             a-combining-accent",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             chinese-characters",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             hebrew-letters",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             arabic-letters",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/an-emoji",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            rewrite(request, |message| {
                message
                    .chars()
                    .map(|c| if c.is_ascii() { c } else { '?' })
                    .collect()
            });
        }),
    ),
    Fault::of(
        "binding-message-escaped-and-unescaped",
        "CIBA-7.1-30",
        &[
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/markup",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             quotation-marks",
            "ciba-core/07_1_binding_message/\
             a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
             plus-and-percent-signs",
        ],
        Change::Request(AUTHENTICATION, |request, _| {
            rewrite(request, |message| {
                message
                    .replace('<', "&lt;")
                    .replace('"', "&quot;")
                    .replace('+', " ")
            });
        }),
    ),
    Fault::of(
        "blanks-dropped-from-the-binding-message",
        "CIBA-7.1-30",
        &["ciba-core/07_1_binding_message/\
           a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/blanks"],
        Change::Request(AUTHENTICATION, |request, _| {
            rewrite(request, |message| message.replace(' ', ""));
        }),
    ),
    Fault::of(
        "long-binding-message-cut",
        "CIBA-7.1-30",
        &["ciba-core/07_1_binding_message/\
           a-binding_message-with-is-refused-by-its-own-code-or-shown-unaltered/\
           2000-characters"],
        Change::Request(AUTHENTICATION, |request, _| {
            rewrite(request, |message| message.chars().take(64).collect());
        }),
    )
    .may(&["ciba-core/13_authentication_error_response/\
            a-binding_message-over-the-limit-is-refused"]),
];

/// Changes the binding_message of a request.
fn rewrite(request: &mut SeenRequest, change: impl FnOnce(&str) -> String) {
    if let Some(message) = request.form.get("binding_message").map(str::to_owned) {
        request.form.set("binding_message", change(&message));
    }
}

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{AUTHENTICATION, Answer, TOKEN};

const MARK: &str = "\u{feff}";

fn mark(answer: &mut Answer) {
    if answer.body.is_object() {
        answer.raw = Some(format!("{MARK}{}", answer.body).into_bytes());
    }
}

/// A byte order mark before JSON (RFC 8259, section 8.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "a-byte-order-mark-at-the-backchannel-endpoint",
        "C-8259-01",
        &[
            "oauth-oidc/rfc8259_8_1_byte_order_mark/\
             no-byte-order-mark-stands-before-an-acknowledgement",
            "oauth-oidc/rfc8259_8_1_byte_order_mark/no-byte-order-mark-stands-before-a-refusal",
        ],
        Change::Answer(AUTHENTICATION, |answer, _| mark(answer)),
    ),
    Fault::of(
        "a-byte-order-mark-at-the-token-endpoint",
        "C-8259-01",
        &[
            "oauth-oidc/rfc8259_8_1_byte_order_mark/no-byte-order-mark-stands-before-a-token-error",
            "oauth-oidc/rfc8259_8_1_byte_order_mark/no-byte-order-mark-stands-before-the-tokens",
        ],
        Change::Answer(TOKEN, |answer, _| mark(answer)),
    ),
    Fault::of(
        "a-byte-order-mark-in-callbacks",
        "C-8259-01",
        &["oauth-oidc/rfc8259_8_1_byte_order_mark/\
           no-byte-order-mark-stands-before-what-a-callback-says"],
        Change::Callback(|callback| {
            let mut body = MARK.as_bytes().to_vec();
            body.append(&mut callback.body);
            callback.body = body;
        }),
    ),
];

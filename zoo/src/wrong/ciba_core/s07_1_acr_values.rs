use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::quoted;

/// Authentication contexts that nobody reached, or that are not told (CIBA Core 1.0, section 7.1).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "no-acr-told",
        "CIBA-7.1-20",
        &["ciba-core/07_1_acr_values/the-id-token-tells-the-class-that-was-reached"],
        Change::Completion(|members| {
            members.remove("acr");
        }),
    ),
    Fault::of(
        "an-acr-that-nobody-reached",
        "CIBA-7.1-21",
        &["ciba-core/07_1_acr_values/the-id-token-does-not-echo-the-wish"],
        Change::Completion(|members| {
            members.insert("acr".to_owned(), json!(quoted::UNKNOWN_ACR));
        }),
    )
    .quoting(&[quoted::UNKNOWN_ACR]),
];

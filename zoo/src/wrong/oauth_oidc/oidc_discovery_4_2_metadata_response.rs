use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::metadata::page;
use crate::wire::METADATA;

/// The scenarios that read the metadata.
const ALL_METADATA: &[&str] = &[
    "ciba-core/04_metadata/*",
    "oauth-oidc/metadata/the-metadata-belongs-to-the-issuer",
    "oauth-oidc/rfc8414_metadata/*",
];

/// Faults that leave nothing of the metadata to read (OpenID Connect Discovery 1.0, section 4.2).
pub(crate) const FAULTS: &[Fault] = &[
    Fault::of(
        "metadata-of-another-issuer",
        "C-8414-01",
        &["oauth-oidc/metadata/the-metadata-belongs-to-the-issuer"],
        Change::Answer(METADATA, |answer, _| {
            answer.set("issuer", "https://another.example.com");
        }),
    ),
    Fault::of(
        "metadata-of-nobody",
        "C-8414-01",
        &["oauth-oidc/metadata/the-metadata-belongs-to-the-issuer"],
        Change::Answer(METADATA, |answer, _| {
            answer.remove("issuer");
        }),
    )
    .may(&["oauth-oidc/rfc8414_metadata/\
            the-ciba-grant-stands-beside-the-members-that-every-server-has"]),
    Fault::of(
        "metadata-with-201",
        "C-8414-01",
        &["oauth-oidc/metadata/the-metadata-belongs-to-the-issuer"],
        Change::Answer(METADATA, |answer, _| {
            answer.status = 201;
        }),
    ),
    Fault::of(
        "metadata-as-text",
        "C-8414-01",
        &["oauth-oidc/metadata/the-metadata-belongs-to-the-issuer"],
        Change::Answer(METADATA, |answer, _| {
            answer.set_header("content-type", "text/plain");
        }),
    ),
    Fault::of(
        "metadata-not-found",
        "C-8414-01",
        ALL_METADATA,
        Change::Answer(METADATA, |answer, _| {
            *answer = page(404);
        }),
    ),
    Fault::of(
        "metadata-elsewhere",
        "C-8414-01",
        ALL_METADATA,
        Change::Answer(METADATA, |answer, _| {
            *answer = page(302);
            answer.set_header("location", "/metadata");
        }),
    ),
    Fault::of(
        "metadata-that-is-no-json",
        "C-8414-01",
        ALL_METADATA,
        Change::Answer(METADATA, |answer, _| {
            *answer = page(200);
        }),
    ),
    Fault::of(
        "metadata-in-a-list",
        "C-8414-01",
        ALL_METADATA,
        Change::Answer(METADATA, |answer, _| {
            answer.body = json!([answer.body]);
        }),
    ),
    Fault::of(
        "metadata-with-two-token-endpoints",
        "C-8414-01",
        &["oauth-oidc/metadata/the-metadata-belongs-to-the-issuer"],
        Change::Answer(METADATA, |answer, _| {
            answer.repeat("token_endpoint");
        }),
    ),
];

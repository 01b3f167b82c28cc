//! Refusals of who shows no key: an OP may bind access tokens to a client certificate (RFC 8705, section 3) or to a DPoP key
//! (RFC 9449, section 5), and then has to refuse a client that shows none.

use super::json_object;
use super::message::describe;
use crate::http::{Exchange, Response};
use crate::protocol::KeyProof;
use crate::violation::{Actual, Came, Violation};

/// What the OP misses, as the answer says.
pub fn named(response: &Response) -> Option<KeyProof> {
    if !(400..404).contains(&response.status) {
        return None;
    }
    let members = json_object(&response.body).unwrap_or_default();
    let said = |name: &str| {
        let text = members.get(name).and_then(serde_json::Value::as_str);
        text.unwrap_or_default().to_ascii_lowercase()
    };
    let error = said("error");
    // Section 5 of RFC 9449, and section 8.
    if matches!(error.as_str(), "invalid_dpop_proof" | "use_dpop_nonce") {
        return Some(KeyProof::Dpop);
    }
    let challenge = response.header("www-authenticate").unwrap_or_default();
    let words = format!(
        "{error} {} {}",
        said("error_description"),
        challenge.to_ascii_lowercase()
    );
    let speaks_of = |names: &[&str]| names.iter().any(|name| words.contains(name));
    if speaks_of(&[
        "certificate",
        "mtls",
        "mutual tls",
        "mutual-tls",
        "x5t#s256",
    ]) {
        Some(KeyProof::ClientCertificate)
    } else {
        speaks_of(&["dpop"]).then_some(KeyProof::Dpop)
    }
}

/// How it is known what the OP misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The same request goes through with it.
    Tried,
    /// The answer names it.
    Named,
}

/// The suite shows no key, and so comes no further: that is no fault of the OP.
pub fn not_shown(proof: KeyProof, evidence: Evidence, answer: &Exchange) -> Violation {
    let (requirement, kind) = match proof {
        KeyProof::ClientCertificate => {
            ("C-8705-05", "a refusal of who shows no client certificate")
        }
        KeyProof::Dpop => ("C-9449-01", "a refusal of who shows no DPoP proof"),
    };
    let known = match evidence {
        Evidence::Tried => "one that was made for this has the same request accepted",
        Evidence::Named => "the answer names what it misses",
    };
    let (words, clause) = (proof.words(), proof.clause());
    let expected = format!(
        "{words} in the request, because the OP binds access tokens to it, as it may ({clause})"
    );
    let refusal = describe(&answer.response);
    let actual = format!(
        "none: the suite shows none, which is no fault of the OP. It answers {refusal}; {known}"
    );
    Violation::must(
        requirement,
        expected,
        Actual::new(actual, Came::OfOurs(kind)),
    )
}

/// A refusal that the metadata may explain, where nothing else does.
#[must_use]
pub fn explained_by_metadata(refusal: Violation) -> Violation {
    let proof = KeyProof::ClientCertificate;
    let actual = format!(
        "{}; the metadata says {}: if the OP misses {}, it is right ({}), and the suite shows none",
        refusal.actual,
        proof.registration(),
        proof.words(),
        proof.clause(),
    );
    Violation { actual, ..refusal }
}

/// Whether an answer is the same refusal once more: then it says nothing of what else is wrong with a request.
pub fn is_same_refusal(one: &Response, other: &Response) -> bool {
    let said = |response: &Response| {
        let members = json_object(&response.body).unwrap_or_default();
        ["error", "error_description"].map(|name| members.get(name).cloned())
    };
    one.status == other.status && said(one) == said(other)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::testing::{answer, answer_with};

    #[rstest]
    #[case::certificate(
        400,
        r#"{"error":"invalid_request","error_description":"Client Certificate missing"}"#,
        Some(KeyProof::ClientCertificate)
    )]
    #[case::mutual_tls(
        401,
        r#"{"error":"invalid_client","error_description":"mTLS is required"}"#,
        Some(KeyProof::ClientCertificate)
    )]
    #[case::dpop(400, r#"{"error":"invalid_dpop_proof"}"#, Some(KeyProof::Dpop))]
    #[case::nonce(400, r#"{"error":"use_dpop_nonce"}"#, Some(KeyProof::Dpop))]
    #[case::dpop_in_words(
        400,
        r#"{"error":"invalid_request","error_description":"DPoP proof required"}"#,
        Some(KeyProof::Dpop)
    )]
    #[case::either(
        400,
        r#"{"error":"invalid_request","error_description":"a certificate or DPoP"}"#,
        Some(KeyProof::ClientCertificate)
    )]
    #[case::another_refusal(
        400,
        r#"{"error":"invalid_request","error_description":"invalid request"}"#,
        None
    )]
    #[case::success(200, r#"{"access_token":"a certificate"}"#, None)]
    #[case::crash(500, r#"{"error":"certificate"}"#, None)]
    fn an_answer_names_what_it_misses(
        #[case] status: u16,
        #[case] body: &str,
        #[case] expected: Option<KeyProof>,
    ) {
        assert_eq!(named(&answer(status, body).response), expected);
    }

    #[test]
    fn a_challenge_names_it_as_well() {
        let challenged = answer_with(401, &[("www-authenticate", "DPoP algs=\"ES256\"")], "");

        assert_eq!(named(&challenged.response), Some(KeyProof::Dpop));
    }

    #[test]
    fn a_refusal_is_the_same_by_status_code_and_words() {
        let refusal = answer(400, r#"{"error":"a","error_description":"b","at":1}"#).response;
        let is_same = |status, body| is_same_refusal(&refusal, &answer(status, body).response);

        assert!(is_same(
            400,
            r#"{"error":"a","error_description":"b","at":2}"#
        ));
        assert!(!is_same(401, r#"{"error":"a","error_description":"b"}"#));
        assert!(!is_same(400, r#"{"error":"c","error_description":"b"}"#));
        assert!(!is_same(400, r#"{"error":"a"}"#));
    }
}

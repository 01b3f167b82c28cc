use serde::Deserialize;

use crate::error::SuiteError;
use crate::http::Response;

/// A request as its user sees it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ShownRequest {
    /// What names the request towards the device: the auth_req_id, as a rule.
    #[serde(rename = "actionize_token", default)]
    pub auth_req_id: String,
    /// What the user reads.
    pub message: String,
}

#[derive(Deserialize)]
struct Listing {
    requests: Vec<ShownRequest>,
}

/// Reads a listing of the form of Authlete's CIBA simulator: `{"requests": [{"actionize_token", "message"}]}`.
pub(super) fn read(response: &Response) -> Result<Vec<ShownRequest>, SuiteError> {
    if response.status != 200 {
        return Err(SuiteError::AuthenticationDevice(format!(
            "its inbox answered HTTP {}, expected 200",
            response.status
        )));
    }
    serde_json::from_slice(&response.body)
        .map(|listing: Listing| listing.requests)
        .map_err(|error| {
            SuiteError::AuthenticationDevice(format!(
                "its inbox is no list of requests with actionize_token and message: {error}"
            ))
        })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response {
            status,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_listing_is_read_and_unknown_members_are_ignored() {
        let body = r#"{"requests":[{"actionize_token":"a1","message":"Pay?","user":"1001"}]}"#;

        let shown = read(&response(200, body)).unwrap();

        assert_eq!(
            shown,
            [ShownRequest {
                auth_req_id: "a1".to_owned(),
                message: "Pay?".to_owned(),
            }]
        );
    }

    #[test]
    fn an_inbox_that_cannot_be_read_is_our_trouble_and_says_what_is_wrong() {
        let missing = read(&response(404, "")).unwrap_err().to_string();
        let strange = read(&response(200, "[]")).unwrap_err().to_string();

        assert!(missing.contains("HTTP 404"), "{missing}");
        assert!(strange.contains("actionize_token"), "{strange}");
    }
}

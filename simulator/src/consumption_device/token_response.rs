//! Reads the answer to a token request (section 10.1.1 and section 11).

use reqwest::StatusCode;

use super::error::FlowError;
use super::http::Incoming;
use super::tokens::RawTokens;

/// Where an overloaded server names no time.
const PAUSE: u32 = 10;

/// What the server said.
pub(super) enum Answer {
    Tokens(RawTokens),
    /// The user has not decided.
    Pending,
    /// The user has not decided, and the client asks too often.
    SlowDown,
    /// Later, in so many seconds.
    Unavailable(u32),
    /// There will be no tokens.
    Refused {
        error: String,
        description: Option<String>,
    },
}

pub(super) fn read(answer: &Incoming) -> Result<Answer, FlowError> {
    let status = answer.status;
    if status.is_redirection() {
        return Err(FlowError::Redirect(status.as_u16()));
    }
    if status == StatusCode::OK {
        return answer
            .json()
            .and_then(|body| RawTokens::from_json(&body))
            .map(Answer::Tokens)
            .ok_or(FlowError::Unusable(
                "it lacks access_token, token_type or id_token",
            ));
    }
    if matches!(status.as_u16(), 429 | 503) {
        return Ok(Answer::Unavailable(answer.retry_after.unwrap_or(PAUSE)));
    }
    // The code counts, not the status.
    match answer.error().as_deref() {
        Some("authorization_pending") => Ok(Answer::Pending),
        Some("slow_down") => Ok(Answer::SlowDown),
        Some(error) => Ok(Answer::Refused {
            error: error.to_owned(),
            description: answer
                .json()
                .and_then(|body| Some(body.get("error_description")?.as_str()?.to_owned())),
        }),
        None => Err(FlowError::Unexpected(status.as_u16())),
    }
}

//! Reads the answer to an authentication request (section 7.3, 7.4 and 13).

use reqwest::StatusCode;
use serde_json::Value;

use super::check::Check;
use super::error::FlowError;
use super::http::Incoming;
use super::settings::DeliveryMode;

/// What the server promised.
#[derive(Clone, Debug)]
pub(super) struct Acknowledgement {
    pub(super) auth_req_id: String,
    pub(super) expires_in: u32,
    pub(super) interval: Option<u32>,
}

/// What the server said.
pub(super) enum Answer {
    Acknowledged(Acknowledgement),
    Refused {
        error: String,
        description: Option<String>,
    },
}

/// Reads an answer, and gives the checks that were made.
pub(super) fn read(
    answer: &Incoming,
    mode: DeliveryMode,
) -> (Vec<Check>, Result<Answer, FlowError>) {
    let status = answer.status.as_u16();
    if answer.status.is_redirection() {
        return (Vec::new(), Err(FlowError::Redirect(status)));
    }
    let body = answer.json().unwrap_or(Value::Null);
    if answer.status != StatusCode::OK {
        let refused = answer.error().map(|error| Answer::Refused {
            error,
            description: body["error_description"].as_str().map(str::to_owned),
        });
        return (Vec::new(), refused.ok_or(FlowError::Unexpected(status)));
    }
    acknowledged(&body, mode)
}

fn acknowledged(body: &Value, mode: DeliveryMode) -> (Vec<Check>, Result<Answer, FlowError>) {
    let positive = |name: &str| {
        let number = body[name]
            .as_u64()
            .and_then(|number| u32::try_from(number).ok());
        number.filter(|number| *number > 0)
    };
    let auth_req_id = body["auth_req_id"].as_str().filter(|id| !id.is_empty());
    let expires_in = positive("expires_in");
    let mut checks = vec![
        Check::of(
            "auth_req_id",
            "7.4",
            auth_req_id.is_some(),
            "it is kept, to tell callbacks by",
        ),
        Check::of(
            "expires_in",
            "7.4",
            expires_in.is_some(),
            expires_in.map_or_else(
                || "it must be a whole number, at least 1".to_owned(),
                |seconds| format!("{seconds} s"),
            ),
        ),
    ];
    let named = body.get("interval").is_some();
    let interval = positive("interval");
    if mode != DeliveryMode::Push {
        let detail = match (named, interval) {
            (false, _) => "none is named: 5 s".to_owned(),
            (true, Some(seconds)) => format!("{seconds} s between two token requests"),
            (true, None) => "it must be a whole number, at least 1".to_owned(),
        };
        checks.push(Check::of(
            "interval",
            "7.3",
            !named || interval.is_some(),
            detail,
        ));
    }
    if checks.iter().any(Check::has_failed) {
        return (
            checks,
            Err(FlowError::Unusable("it lacks what it must have")),
        );
    }
    let answer = match (auth_req_id, expires_in) {
        (Some(auth_req_id), Some(expires_in)) => Ok(Answer::Acknowledged(Acknowledgement {
            auth_req_id: auth_req_id.to_owned(),
            expires_in,
            interval,
        })),
        _ => Err(FlowError::Unusable("it lacks what it must have")),
    };
    (checks, answer)
}

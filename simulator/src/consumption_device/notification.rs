//! The client notification endpoint: pings and pushes (sections 9, 10.2, 10.3 and 12).

use std::time::Duration;

use serde_json::Value;

use super::check::Check;
use super::driver::accept;
use super::flow::{Ending, Flow};
use super::log::{Message, Party};
use super::redaction;
use super::settings::DeliveryMode;
use super::tokens::RawTokens;

/// A callback may overtake the acknowledgement.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the server is answered. Never a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// 204
    Taken,
    /// 400
    Malformed,
    /// 401
    Unauthorized,
}

impl Reply {
    fn words(self) -> &'static str {
        match self {
            Self::Taken => "204 No Content",
            Self::Malformed => "400 Bad Request",
            Self::Unauthorized => "401 Unauthorized",
        }
    }
}

/// The bearer token of a callback.
pub(super) fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A callback whose bearer token is this flow's.
pub(super) async fn take(flow: &Flow, body: &[u8]) -> Reply {
    let what = match flow.settings.delivery_mode {
        DeliveryMode::Push => "Push callback",
        _ => "Ping callback",
    };
    flow.say(Message {
        from: Party::Op,
        to: Party::Client,
        title: what.to_owned(),
        text: format!(
            "POST to the client notification endpoint\nAuthorization: Bearer [hidden]\n\n{}",
            redaction::body(body)
        ),
    });
    let reply = judge(flow, body).await;
    flow.say(Message {
        from: Party::Client,
        to: Party::Op,
        title: reply.words().to_owned(),
        text: format!("HTTP {}", reply.words()),
    });
    reply
}

async fn judge(flow: &Flow, body: &[u8]) -> Reply {
    let clause = match flow.settings.delivery_mode {
        DeliveryMode::Push => "10.3.1",
        _ => "10.2",
    };
    let bearer = Check::of("bearer token", clause, true, "the one of this request");
    let body: Option<Value> = serde_json::from_slice(body).ok().filter(Value::is_object);
    let named = body
        .as_ref()
        .and_then(|body| body.get("auth_req_id")?.as_str());
    let Some((body, named)) = body.as_ref().zip(named) else {
        let detail = "the body must be a JSON object with an auth_req_id";
        let shape = Check::of("auth_req_id", clause, false, detail);
        let _ = flow.checked(vec![bearer, shape]);
        return Reply::Malformed;
    };
    let Some(known) = auth_req_id(flow).await else {
        let detail = "no authentication request has been acknowledged";
        let _ = flow.checked(vec![
            bearer,
            Check::of("auth_req_id", clause, false, detail),
        ]);
        return Reply::Unauthorized;
    };
    let fits = known == named;
    let detail = if fits {
        "the one that goes with the bearer token"
    } else {
        "another one"
    };
    let checks = vec![bearer, Check::of("auth_req_id", clause, fits, detail)];
    if flow.checked(checks).is_err() {
        return Reply::Unauthorized;
    }
    if flow.has_ended() {
        flow.note("The flow has ended before: this changes nothing");
        return Reply::Taken;
    }
    match flow.settings.delivery_mode {
        DeliveryMode::Push => pushed(flow, body, &known).await,
        _ => pinged(flow),
    }
}

async fn auth_req_id(flow: &Flow) -> Option<String> {
    let mut acknowledged = flow.acknowledged.subscribe();
    let known = acknowledged.wait_for(Option::is_some);
    let known = tokio::time::timeout(PATIENCE, known).await.ok()?.ok()?;
    known.clone()
}

fn pinged(flow: &Flow) -> Reply {
    if flow.pinged.send_replace(true) {
        flow.note("It was pinged before: one token request is enough");
    }
    Reply::Taken
}

async fn pushed(flow: &Flow, body: &Value, auth_req_id: &str) -> Reply {
    if let Some(error) = body.get("error").and_then(Value::as_str) {
        let description = body.get("error_description").and_then(Value::as_str);
        flow.end(Ending::Refused {
            error: error.to_owned(),
            description: description.map(str::to_owned),
        });
        return Reply::Taken;
    }
    let Some(tokens) = RawTokens::from_json(body) else {
        let detail = "access_token, token_type and id_token must be there";
        let _ = flow.checked(vec![Check::of("tokens", "10.3.1", false, detail)]);
        flow.end(Ending::Broken(detail.to_owned()));
        return Reply::Malformed;
    };
    match accept(flow, &tokens, auth_req_id).await {
        Ok(tokens) => {
            flow.end(Ending::Tokens(tokens));
            Reply::Taken
        }
        Err(error) => {
            flow.end(Ending::Broken(error.to_string()));
            Reply::Malformed
        }
    }
}

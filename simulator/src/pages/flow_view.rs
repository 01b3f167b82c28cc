//! A flow in words.

use minijinja::{Value, context};

use crate::consumption_device::{
    Check, DeliveryMode, Ending, Entry, FlowView, Item, Message, Party, Phase, Verdict,
};

/// Changes when something is to be seen.
pub(super) fn version(flow: Option<&FlowView>) -> String {
    flow.map_or_else(String::new, |flow| {
        let (number, entries) = (flow.number, flow.entries.len());
        format!("{number}-{entries}-{:?}", flow.phase)
    })
}

pub(super) fn view(flow: &FlowView) -> Value {
    let entries: Vec<_> = flow
        .entries
        .iter()
        .map(|entry| entry_view(flow, entry))
        .collect();
    let seconds = |left: std::time::Duration| left.as_secs();
    let (headline, detail, tone) = headline(flow);
    context! {
        version => version(Some(flow)),
        number => &flow.number,
        mode => flow.mode.word(),
        binding_message => &flow.binding_message,
        is_running => flow.ending.is_none(),
        headline,
        detail,
        tone,
        left => flow.left.map(seconds),
        next_request => flow.next_request.map(seconds),
        tokens => match &flow.ending {
            Some(Ending::Tokens(tokens)) => context! {
                access_token => &tokens.access_token,
                token_type => &tokens.token_type,
                refresh => &tokens.has_refresh_token,
                expires_in => &tokens.expires_in,
                claims => &tokens.claims,
            },
            _ => Value::from(()),
        },
        is_wide => has_others(flow),
        entries,
    }
}

/// Whether more than client and server talk.
fn has_others(flow: &FlowView) -> bool {
    let is_other = |party| matches!(party, Party::Authlete | Party::AuthenticationDevice);
    flow.entries.iter().any(|entry| match &entry.item {
        Item::Message(message) => is_other(message.from) || is_other(message.to),
        _ => false,
    })
}

fn headline(flow: &FlowView) -> (String, String, &'static str) {
    let said = |headline: &str, detail: &str, tone| (headline.to_owned(), detail.to_owned(), tone);
    match &flow.ending {
        None => {
            let (headline, detail) = waiting(&flow.phase);
            said(headline, detail, "busy")
        }
        Some(Ending::Tokens(_)) => {
            let detail = match flow.mode {
                DeliveryMode::Poll => "The client asked until the tokens were there.",
                DeliveryMode::Ping => "The client was pinged, and asked once.",
                DeliveryMode::Push => {
                    "The server sent the tokens. The client made no token request."
                }
            };
            said("Allowed: the tokens are here", detail, "good")
        }
        Some(Ending::Refused { error, description }) => {
            let meaning = meaning(error);
            let detail = match description {
                Some(description) => format!("{error}: {meaning} The server says: {description}"),
                None => format!("{error}: {meaning}"),
            };
            let headline = if error == "access_denied" {
                "Denied: there are no tokens"
            } else {
                "There are no tokens"
            };
            (headline.to_owned(), detail, "bad")
        }
        Some(Ending::Expired) => said(
            "Nobody answered in time",
            "The auth_req_id has expired. A new authentication request starts anew.",
            "late",
        ),
        Some(Ending::Stopped) => said("Stopped", "The client has given up waiting.", "late"),
        Some(Ending::Broken(error)) => ("This went wrong".to_owned(), format!("{error}."), "bad"),
    }
}

fn waiting(phase: &Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Requesting | Phase::Ended => (
            "Asking the server",
            "An authentication request is under way.",
        ),
        Phase::Polling => (
            "Waiting for the user",
            "Poll mode: the client asks for tokens again and again, never faster than the interval.",
        ),
        Phase::AwaitingPing => (
            "Waiting for the user",
            "Ping mode: the server will tell the client when to ask for the tokens.",
        ),
        Phase::AwaitingPush => (
            "Waiting for the user",
            "Push mode: the server will send the tokens to the client.",
        ),
    }
}

/// The errors of sections 11, 12 and 13, for somebody who meets them for the first time.
fn meaning(error: &str) -> &'static str {
    match error {
        "access_denied" => "the user, or the server on their behalf, said no.",
        "expired_token" => "nobody decided before the auth_req_id expired.",
        "transaction_failed" => "the server could not bring it to an end.",
        "invalid_request" => "the request lacks something, or has too much of it.",
        "invalid_scope" => "a scope is unknown, or not for this client.",
        "invalid_client" => "the client did not prove who it is.",
        "invalid_grant" => "the auth_req_id is not valid, or another client's.",
        "unauthorized_client" => "this client may not do this.",
        "unknown_user_id" => "the hint names no user that the server knows.",
        "expired_login_hint_token" => "the login_hint_token is too old.",
        "missing_user_code" => "the user has a user code, and none was sent.",
        "invalid_user_code" => "the user code is not the user's.",
        "invalid_binding_message" => "the server takes no such binding message.",
        _ => "an error that CIBA Core does not name.",
    }
}

fn entry_view(flow: &FlowView, entry: &Entry) -> Value {
    let id = format!("e-{}-{}", flow.number, entry.number);
    let at = humantime::format_rfc3339_seconds(entry.at).to_string();
    match &entry.item {
        Item::Message(message) => message_view(&id, &at, message),
        Item::Check(check) => check_view(&id, &at, check),
        Item::Note(text) => context! { kind => "note", id, at, text },
    }
}

fn message_view(id: &str, at: &str, message: &Message) -> Value {
    let (from, to) = (lane(message.from), lane(message.to));
    let (left, right) = (from.min(to), from.max(to));
    context! {
        kind => "message",
        id,
        at,
        from => name(message.from),
        to => name(message.to),
        span => format!("lane{left}{right}"),
        way => if from < to { "right" } else { "left" },
        title => &message.title,
        text => &message.text,
    }
}

fn check_view(id: &str, at: &str, check: &Check) -> Value {
    let (words, tone) = match check.verdict {
        Verdict::Passed => ("right", "good"),
        Verdict::Failed => ("WRONG", "bad"),
        Verdict::Skipped => ("not checked", "late"),
    };
    context! {
        kind => "check",
        id,
        at,
        words,
        tone,
        name => check.name,
        clause => check.clause,
        detail => &check.detail,
    }
}

fn lane(party: Party) -> usize {
    match party {
        Party::Client => 1,
        Party::Op => 2,
        Party::Authlete => 3,
        Party::AuthenticationDevice => 4,
    }
}

fn name(party: Party) -> &'static str {
    match party {
        Party::Client => "Client",
        Party::Op => "Server",
        Party::Authlete => "Authlete",
        Party::AuthenticationDevice => "Phone",
    }
}

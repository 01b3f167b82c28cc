use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use crate::wire::{AUTHENTICATION, Answer, SeenRequest};

/// What Authlete said of an authentication request when it took it.
pub(crate) struct Taken {
    pub(crate) trace: Option<String>,
    pub(crate) hint: Option<String>,
    pub(crate) is_ping: bool,
    pub(crate) is_push: bool,
    pub(crate) client_notification_token: Option<String>,
}

/// The authentication requests, by Authlete's ticket.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<HashMap<String, Taken>>>);

impl Memory {
    pub(crate) fn lock(&self) -> MutexGuard<'_, HashMap<String, Taken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token by which the client wants to be notified.
    pub(crate) fn notification_token_of(&self, ticket: &str) -> Option<String> {
        self.lock().get(ticket)?.client_notification_token.clone()
    }

    pub(crate) fn is_of_ping(&self, ticket: &str) -> bool {
        self.lock().get(ticket).is_some_and(|taken| taken.is_ping)
    }

    pub(crate) fn keep(&self, request: &SeenRequest, answer: &Answer) {
        let Some(ticket) = answer.text("ticket").filter(|_| is_new(request)) else {
            return;
        };
        let taken = Taken {
            trace: request.trace().map(str::to_owned),
            hint: answer.text("hint").map(str::to_owned),
            is_ping: answer.text("deliveryMode") == Some("PING"),
            is_push: answer.text("deliveryMode") == Some("PUSH"),
            client_notification_token: answer.text("clientNotificationToken").map(str::to_owned),
        };
        self.lock().insert(ticket.to_owned(), taken);
    }
}

pub(crate) fn is_new(request: &SeenRequest) -> bool {
    request.is_to(AUTHENTICATION)
}

pub(crate) fn call(request: &SeenRequest) -> Map<String, Value> {
    serde_json::from_slice(&request.body).unwrap_or_default()
}

pub(crate) fn ticket_of(request: &SeenRequest) -> Option<String> {
    Some(call(request).get("ticket")?.as_str()?.to_owned())
}

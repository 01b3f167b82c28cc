use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use serde_json::json;

use crate::lock::lock;
use crate::wire::{Answer, SeenRequest, TOKEN, after};
use embedded::Wrap;

/// Gives everybody tokens who asks for the same auth_req_id.
pub(crate) fn given_again() -> Wrap {
    let given: Mutex<HashMap<String, Answer>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        if answer.is_success() {
            lock(&given).insert(id.to_owned(), answer.clone());
        } else if answer.is_error("invalid_grant")
            && let Some(tokens) = lock(&given).get(id)
        {
            *answer = tokens.clone();
        }
    })
}

/// Calls the poll of this number too fast, however long the client waited.
pub(crate) fn too_fast(number: usize) -> Wrap {
    let polls = Polls::default();
    after([TOKEN], move |request, answer| {
        if polls.count(request) == number && answer.is_error("authorization_pending") {
            answer.set("error", "slow_down");
        }
    })
}

/// How often each auth_req_id was polled.
#[derive(Default)]
pub(crate) struct Polls(Mutex<HashMap<String, usize>>);

impl Polls {
    /// Counts a poll; gives its number.
    pub(crate) fn count(&self, request: &SeenRequest) -> usize {
        let Some(id) = request.form.get("auth_req_id") else {
            return 0;
        };
        let mut polls = lock(&self.0);
        let count = polls.entry(id.to_owned()).or_default();
        *count += 1;
        *count
    }
}

pub(crate) fn is_denial(answer: &Answer) -> bool {
    answer.is_error("access_denied")
}

pub(crate) fn refuse(answer: &mut Answer, code: &str) {
    answer.status = 400;
    answer.body = json!({ "error": code });
}

/// Changes what is answered for an auth_req_id from the second answer on, once there was one of a kind.
pub(crate) fn once(is_first: fn(&Answer) -> bool, change: fn(&mut Answer)) -> Wrap {
    let marked: Mutex<HashSet<String>> = Mutex::default();
    after([TOKEN], move |request, answer| {
        let Some(id) = request.form.get("auth_req_id") else {
            return;
        };
        let mut marked = lock(&marked);
        if marked.contains(id) {
            change(answer);
        } else if is_first(answer) {
            marked.insert(id.to_owned());
        }
    })
}

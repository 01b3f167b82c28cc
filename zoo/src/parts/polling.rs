use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use crate::wire::{Answer, TOKEN, answering};
use embedded::Wrap;

/// Gives everybody tokens who asks for the same auth_req_id.
pub(crate) fn race() -> Wrap {
    let given: Mutex<HashMap<String, Answer>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut given = given.lock().unwrap_or_else(PoisonError::into_inner);
        if answer.is_success() {
            given.insert(id, answer.clone());
            return None;
        }
        answer
            .is_error("invalid_grant")
            .then(|| given.get(&id).cloned())?
    })
}

/// Calls the poll of this number too fast, however long the client waited.
pub(crate) fn too_fast(number: usize) -> Wrap {
    let polls: Mutex<HashMap<String, usize>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut polls = polls.lock().unwrap_or_else(PoisonError::into_inner);
        let count = polls.entry(id).or_default();
        *count += 1;
        (*count == number && answer.is_error("authorization_pending")).then(|| {
            let mut refused = answer.clone();
            refused.set("error", "slow_down");
            refused
        })
    })
}

pub(crate) fn is_denial(answer: &Answer) -> bool {
    answer.is_error("access_denied")
}

pub(crate) fn refuse(answer: &mut Answer, code: &str) {
    answer.status = 400;
    answer.body = json!({ "error": code });
}

/// Changes what is answered for an auth_req_id from the second answer on, once there was one of a kind.
pub(crate) fn after(is_first: fn(&Answer) -> bool, change: fn(&mut Answer)) -> Wrap {
    let marked: Mutex<HashSet<String>> = Mutex::default();
    answering(TOKEN, move |request, answer| {
        let id = request.form.get("auth_req_id")?.to_owned();
        let answer = answer?;
        let mut marked = marked.lock().unwrap_or_else(PoisonError::into_inner);
        if marked.contains(&id) {
            change(answer);
        } else if is_first(answer) {
            marked.insert(id);
        }
        None
    })
}

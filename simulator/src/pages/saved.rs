//! What was last entered on the consumption device of a workspace. In memory only.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::entered::Entered;

/// How many workspaces are remembered; the oldest is forgotten first.
const REMEMBERED: usize = 1024;

/// Clones share it.
#[derive(Clone, Default)]
pub(super) struct Saved(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    by_workspace: HashMap<String, Entered>,
    order: VecDeque<String>,
}

impl Saved {
    pub(super) fn of(&self, workspace: &str) -> Option<Entered> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.by_workspace.get(workspace).cloned()
    }

    pub(super) fn keep(&self, workspace: &str, entered: Entered) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = inner.by_workspace.insert(workspace.to_owned(), entered);
        if known.is_some() {
            return;
        }
        inner.order.push_back(workspace.to_owned());
        if inner.order.len() > REMEMBERED
            && let Some(oldest) = inner.order.pop_front()
        {
            inner.by_workspace.remove(&oldest);
        }
    }
}

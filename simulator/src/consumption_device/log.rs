//! What happened in a flow, in order, without secrets.

use std::time::SystemTime;

use super::check::Check;

/// Who sends and who gets a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The consumption device.
    Client,
    /// The server.
    Op,
    /// What a server may be built on.
    Authlete,
    /// The user's phone.
    AuthenticationDevice,
}

/// A request or an answer.
#[derive(Clone, Debug)]
pub struct Message {
    /// Who sends it.
    pub from: Party,
    /// Who gets it.
    pub to: Party,
    /// What it is, in a few words.
    pub title: String,
    /// What is in it.
    pub text: String,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Item {
    /// A message went over the wire.
    Message(Message),
    /// The client looked at something.
    Check(Check),
    /// The client did something, or did not.
    Note(String),
}

/// Something that happened, and when.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the log, from 0.
    pub number: usize,
    /// When.
    pub at: SystemTime,
    /// What.
    pub item: Item,
}

/// A server that pings for ever does not fill the memory.
const LIMIT: usize = 500;

/// The log of a flow.
#[derive(Default)]
pub(super) struct Log {
    entries: Vec<Entry>,
}

impl Log {
    pub(super) fn add(&mut self, item: Item) {
        let number = self.entries.len();
        if number < LIMIT {
            let at = SystemTime::now();
            self.entries.push(Entry { number, at, item });
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

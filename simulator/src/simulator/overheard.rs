//! What server and phone say to each other, for the log of a client in the same workspace.

use crate::consumption_device::{Message, Party};
use crate::question::Question;
use crate::words::Outcome;

/// The question.
pub(super) fn asked(question: &Question) -> Message {
    Message {
        from: Party::Op,
        to: Party::AuthenticationDevice,
        title: "Asks the user".to_owned(),
        text: format!("User {}\n\n{}", question.user, question.message),
    }
}

/// How it was decided.
pub(super) fn told(outcome: Outcome) -> Message {
    let title = match outcome {
        Outcome::Allow => "The user allows it",
        Outcome::Deny => "The user denies it",
        Outcome::Timeout => "Nobody decided",
    };
    Message {
        from: Party::AuthenticationDevice,
        to: Party::Op,
        title: title.to_owned(),
        text: title.to_owned(),
    }
}

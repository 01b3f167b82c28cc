use std::fmt::Write as _;

use super::message::{request_text, response_text};
use crate::http::{Exchange, Redactor};

/// A line of a transcript.
#[derive(Debug, Clone)]
pub enum Line {
    /// An exchange; the depth says whether another exchange caused it.
    Exchange {
        /// 0 for the suite's own, 1 for what they caused.
        depth: usize,
        /// The exchange.
        exchange: Exchange,
    },
    /// Something that is no exchange, such as a decision of the user.
    Act(String),
}

/// All parties' exchanges, in the order of cause and effect, with arrows.
pub fn transcript(lines: &[Line], redactor: &Redactor) -> String {
    let mut text = String::new();
    for line in lines {
        match line {
            Line::Act(act) => {
                let _ = write!(text, "== {act}\n\n");
            }
            Line::Exchange { depth, exchange } => {
                let indent = "    ".repeat(*depth);
                let request = request_text(&exchange.request, redactor);
                let response = response_text(&exchange.response, redactor);
                let _ = writeln!(text, "{indent}{} -> {}", exchange.from, exchange.to);
                push_indented(&mut text, &indent, "> ", &request);
                push_indented(&mut text, &indent, "< ", &response);
                text.push('\n');
            }
        }
    }
    text
}

fn push_indented(text: &mut String, indent: &str, mark: &str, message: &str) {
    for line in message.lines() {
        let line = format!("{indent}{mark}{line}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

use super::byte_order_mark::unmarked;
use super::message::{describe_header, is_json, is_no_store};
use super::oracle::Ruling;
use crate::http::{Exchange, Response};
use crate::violation::{Actual, Violation, Violations};

/// Collects violations, so that one run shows every mismatch.
#[derive(Debug, Default)]
pub struct Judge {
    found: Vec<Violation>,
}

impl Judge {
    /// A judge who has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records a broken MUST unless the condition holds.
    pub fn must<'a, A: ?Sized>(
        &mut self,
        holds: bool,
        requirement: &str,
        expected: &str,
        actual: &'a A,
    ) where
        Actual: From<&'a A>,
    {
        if !holds {
            self.found
                .push(Violation::must(requirement, expected, actual));
        }
    }

    /// Records a broken SHOULD unless the condition holds.
    pub fn should<'a, A: ?Sized>(
        &mut self,
        holds: bool,
        requirement: &str,
        expected: &str,
        actual: &'a A,
    ) where
        Actual: From<&'a A>,
    {
        if !holds {
            self.found
                .push(Violation::should(requirement, expected, actual));
        }
    }

    /// Records what an oracle rule is about unless the condition holds.
    pub(super) fn ruled<'a, A: ?Sized>(
        &mut self,
        holds: bool,
        ruling: Ruling,
        requirement: &str,
        expected: &str,
        actual: &'a A,
    ) where
        Actual: From<&'a A>,
    {
        if !holds {
            self.found
                .push(ruling.finding(requirement, expected, actual));
        }
    }

    /// Records a broken MUST unless an answer calls itself JSON.
    pub(super) fn must_be_json(&mut self, response: &Response, requirement: &str) {
        let content_type = response.header("content-type");
        self.must(
            is_json(content_type),
            requirement,
            "Content-Type: application/json",
            &describe_header("Content-Type", content_type),
        );
        self.include(unmarked(&response.body));
    }

    /// Whether nothing was found so far.
    pub(super) const fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// Takes over what another check found.
    pub fn include<T>(&mut self, checked: Result<T, Violations>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(violations) => {
                self.found.extend(violations.into_vec());
                None
            }
        }
    }

    /// The value if nothing was found.
    pub fn verdict<T>(self, value: T) -> Result<T, Violations> {
        if self.found.is_empty() {
            Ok(value)
        } else {
            Err(Violations::from_found(self.found))
        }
    }
}

/// Nothing on the way may store the answer; the ruling says how much that binds.
pub(super) fn not_stored(
    exchange: &Exchange,
    ruling: Ruling,
    requirement: &str,
) -> Result<(), Violations> {
    let response = &exchange.response;
    let mut judge = Judge::new();
    judge.ruled(
        is_no_store(response.header_values("cache-control")),
        ruling,
        requirement,
        "Cache-Control: no-store",
        &describe_header("Cache-Control", response.header("cache-control")),
    );
    judge.verdict(())
}

use super::oracle::Ruling;
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

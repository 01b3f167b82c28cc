//! What follows from the answers to valid authentication requests, before any scenario is run.

use super::answer::Answer;

/// The kinds of answers that tell whether an OP can be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nobody took the request, or nobody answered it.
    Unanswered,
    /// 5xx: what is behind the OP is broken.
    Broken,
    /// 404 or 410: there is no such endpoint.
    Missing,
    /// 400, 401 or 403: the OP does not want this request.
    Refused,
    /// Anything else, a success above all, however malformed.
    Judged,
}

/// What a run makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// The scenarios judge it.
    GoesOn,
    /// Who was refused is left out, with the reason; the others are judged.
    LeftOut,
    /// The run ends with exit code 2, and names the key of the target file.
    Configuration,
    /// The row that the endpoint is there (CIBA-4-03) has failed, and everything else is blocked by it: exit code 1.
    NoEndpoint,
    /// The run ends with exit code 3, and names the URL to compare.
    NotServed,
}

impl Kind {
    /// The kind of an answer.
    pub fn of(answer: &Answer) -> Self {
        match answer.status() {
            None => Self::Unanswered,
            Some(500..=599) => Self::Broken,
            Some(404 | 410) => Self::Missing,
            Some(400 | 401 | 403) => Self::Refused,
            Some(_) => Self::Judged,
        }
    }

    /// What follows where one is answered so, and where all are.
    const fn consequences(self) -> (Consequence, Consequence) {
        match self {
            Self::Unanswered | Self::Broken => (Consequence::GoesOn, Consequence::NotServed),
            Self::Missing => (Consequence::GoesOn, Consequence::NoEndpoint),
            Self::Refused => (Consequence::LeftOut, Consequence::Configuration),
            Self::Judged => (Consequence::GoesOn, Consequence::GoesOn),
        }
    }

    /// What follows for one who is answered so, where others are answered otherwise.
    pub const fn for_one(self) -> Consequence {
        self.consequences().0
    }
}

/// What follows for the run. Who is left out does not count, unless nobody else is there.
pub fn for_all(kinds: &[Kind]) -> Consequence {
    let left = |kind: &&Kind| kind.for_one() != Consequence::LeftOut;
    let mut others = kinds.iter().filter(left).peekable();
    if others.peek().is_none() {
        let first = kinds.first().map(|kind| kind.consequences().1);
        return first.unwrap_or(Consequence::GoesOn);
    }
    let mut together = others.map(|kind| kind.consequences().1);
    let first = together.next().unwrap_or(Consequence::GoesOn);
    if together.all(|other| other == first) {
        first
    } else {
        Consequence::GoesOn
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Consequence, Kind, for_all};

    #[rstest]
    #[case::nobody_is_asked(&[], Consequence::GoesOn)]
    #[case::nobody_answers(&[Kind::Unanswered, Kind::Unanswered], Consequence::NotServed)]
    #[case::all_is_broken(&[Kind::Broken, Kind::Broken], Consequence::NotServed)]
    #[case::it_breaks_down(&[Kind::Broken, Kind::Unanswered], Consequence::NotServed)]
    #[case::broken_for_one(&[Kind::Broken, Kind::Judged], Consequence::GoesOn)]
    #[case::nothing_is_there(&[Kind::Missing, Kind::Missing], Consequence::NoEndpoint)]
    #[case::missing_for_one(&[Kind::Missing, Kind::Judged], Consequence::GoesOn)]
    #[case::missing_and_broken(&[Kind::Missing, Kind::Broken], Consequence::GoesOn)]
    #[case::all_are_refused(&[Kind::Refused, Kind::Refused], Consequence::Configuration)]
    #[case::one_is_refused(&[Kind::Refused, Kind::Judged], Consequence::GoesOn)]
    #[case::who_is_not_refused_is_not_served(&[Kind::Refused, Kind::Broken], Consequence::NotServed)]
    #[case::who_is_not_refused_finds_nothing(&[Kind::Missing, Kind::Refused], Consequence::NoEndpoint)]
    #[case::all_are_served(&[Kind::Judged], Consequence::GoesOn)]
    fn what_follows_from_all_answers(#[case] kinds: &[Kind], #[case] expected: Consequence) {
        assert_eq!(for_all(kinds), expected);
    }

    #[rstest]
    #[case(Kind::Unanswered, Consequence::GoesOn)]
    #[case(Kind::Broken, Consequence::GoesOn)]
    #[case(Kind::Missing, Consequence::GoesOn)]
    #[case(Kind::Refused, Consequence::LeftOut)]
    #[case(Kind::Judged, Consequence::GoesOn)]
    fn what_follows_for_one(#[case] kind: Kind, #[case] expected: Consequence) {
        assert_eq!(kind.for_one(), expected);
    }
}

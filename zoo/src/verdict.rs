use suite::protocol::RequirementId;
use suite::report::Outcome;
use suite::runner::Verdict;

pub(super) const fn passes(verdict: &Verdict) -> bool {
    match verdict.outcome {
        Outcome::Passed | Outcome::NotApplicable => true,
        Outcome::Failed
        | Outcome::UnexpectedPass
        | Outcome::SuiteError
        | Outcome::Blocked
        | Outcome::Warning
        | Outcome::ExpectedFailure
        | Outcome::Info => false,
    }
}

pub(super) fn describe(verdict: &Verdict) -> String {
    let requirements: Vec<&str> = verdict
        .requirements
        .iter()
        .map(RequirementId::as_str)
        .collect();
    format!("{} {} {requirements:?}", verdict.run, verdict.outcome)
}

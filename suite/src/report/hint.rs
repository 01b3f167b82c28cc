use super::{Outcome, ScenarioReport};

const GATEWAY: &str = "the OP, or a gateway before it, could not answer at that moment: see that it is well, and repeat; lower \
     limits.concurrency in the target file if the suite is too much for it";

/// What an answer looks like, and what to do about it.
const BY_ANSWER: [(&str, &str); 13] = [
    (
        "HTTP 429",
        "the OP, or a gateway before it, limits the rate, so that nothing else was judged here: raise the limit for \
         the test, or lower limits.concurrency in the target file",
    ),
    (
        "none: nothing within",
        "the OP took the request and did not answer: its log at the time of the request says what it waited for",
    ),
    ("HTTP 502", GATEWAY),
    ("HTTP 503", GATEWAY),
    ("HTTP 504", GATEWAY),
    (
        "HTTP 5",
        "the OP broke: its log at the time of the request says why",
    ),
    (
        "invalid_client",
        "the OP did not accept the client's credentials: compare client_id, secret or key, and \
         token_endpoint_auth_method in the target file with the registration",
    ),
    (
        "unauthorized_client",
        "the OP does not let this client do that: look at its grant types and its delivery mode",
    ),
    (
        "unknown_user_id",
        "the OP does not know the user: compare the target file's users with the OP's",
    ),
    (
        "unsupported_grant_type",
        "the token endpoint does not know the CIBA grant type: switch CIBA on at the OP",
    ),
    (
        "HTTP 404",
        "nothing is at that URL: compare the metadata's endpoints with the routes of the OP",
    ),
    (
        "no callback",
        "see that the OP reaches the notification endpoint of the target file",
    ),
    (
        "slow_down",
        "the OP asks for more patience than its interval says: look at how it counts polls",
    ),
];

/// What to do where the metadata itself is not what a client asks for.
const DISCOVERY: &str = "compare the target file's issuer with what the OP publishes at its well-known place, and \
     correct the one that is wrong: `ciba-conformance doctor` looks at both";

fn is_about_the_document(scenario: &ScenarioReport) -> bool {
    let mut violations = scenario.violations.iter();
    violations.any(|violation| violation.requirement.as_str() == "C-8414-01")
}

/// One line on what to do next.
pub(super) fn hint(scenario: &ScenarioReport) -> Option<String> {
    let run = format!("ciba-conformance run '{}'", scenario.run_id());
    match scenario.outcome {
        Outcome::Failed if is_about_the_document(scenario) => Some(DISCOVERY.to_owned()),
        Outcome::Failed | Outcome::Warning | Outcome::Info => {
            let known = scenario.violations.iter().find_map(|violation| {
                BY_ANSWER
                    .iter()
                    .find(|(mark, _)| {
                        violation.actual.contains(mark) && !violation.expected.contains(mark)
                    })
                    .map(|(_, advice)| (*advice).to_owned())
            });
            Some(known.unwrap_or_else(|| {
                let explain = scenario.violations.first().map(|violation| {
                    format!(
                        "read the rule with `ciba-conformance explain {}`, then ",
                        violation.requirement
                    )
                });
                format!(
                    "{}repeat this alone with `{run}` and the same target",
                    explain.unwrap_or_default()
                )
            }))
        }
        Outcome::SuiteError => Some(format!(
            "the OP was not judged here: mend what the reason says, then repeat with `{run}`"
        )),
        Outcome::UnexpectedPass => Some("take it off the known-failing list".to_owned()),
        Outcome::Passed | Outcome::NotApplicable | Outcome::ExpectedFailure => None,
    }
}

use serde_json::json;

use crate::change::Change;
use crate::fault::Fault;
use crate::wire::{Answer, METADATA, SeenRequest, before_and_after};
use embedded::Wrap;
use embedded::known::ABSENT;

const USERINFO: &str = "/userinfo";

/// Faults at a UserInfo Endpoint, which the reference server has none of (OpenID Connect Core 1.0, section 5.3.2).
pub(crate) const FAULTS: &[Fault] = &[Fault::of(
    "userinfo-of-somebody-else",
    "C-IDT-13",
    &["oauth-oidc/oidc_core_2_id_token/userinfo-is-about-the-user-of-the-id-token"],
    Change::Layer(|| about(ABSENT)),
)];

/// A UserInfo Endpoint that knows one user, whoever asks.
fn about(subject: &'static str) -> Wrap {
    let before = move |request: &SeenRequest| {
        request.is_to(USERINFO).then(|| Answer {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: json!({ "sub": subject }),
            raw: None,
        })
    };
    before_and_after([METADATA, USERINFO], before, |request, answer| {
        if request.is_to(METADATA) {
            let issuer = answer.text("issuer").unwrap_or_default().to_owned();
            answer.set("userinfo_endpoint", format!("{issuer}{USERINFO}"));
        }
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::start_with;
    use embedded::known::APPROVER;
    use suite::catalogue::Catalogue;
    use suite::plan::{Capabilities, Plan};
    use suite::report::Outcome;
    use suite::runner::{self, Scripts};

    /// The embedded server leaves the scenario out: here it has the endpoint, and right answers.
    #[tokio::test]
    async fn userinfo_about_the_user_of_the_id_token_passes() {
        let right = Fault {
            change: Change::Layer(|| about(APPROVER)),
            ..FAULTS[0]
        };
        let catalogue = Catalogue::embedded().unwrap();
        let embedded = start_with(&right, None).await.unwrap();
        let target = &embedded.target;

        let plan = Plan::new(&catalogue, Capabilities::of(target))
            .only(|run| run.contains("userinfo-is-about-the-user-of-the-id-token"));
        let verdicts = runner::verdicts(&plan, target, &Scripts::of(&catalogue)).await;

        let outcomes: Vec<Outcome> = verdicts.iter().map(|verdict| verdict.outcome).collect();
        assert_eq!(outcomes, [Outcome::Passed; 3]);
    }
}

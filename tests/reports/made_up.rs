//! A run that never happened: one scenario for each outcome, the words of a target chosen by each test.

use std::time::Duration;

use suite::catalogue::Catalogue;
use suite::http::{Exchange, Party, Redactor, Request, Response};
use suite::protocol::{DeliveryMode, Level};
use suite::report::{
    ExchangeReport, KnownFailingReport, KnownFailingStatus, Outcome, RunReport, ScenarioReport,
    TargetReport, Wire, request_text, response_text,
};
use suite::violation::Violation;

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// A report whose target says `said` wherever a target can say something.
pub(crate) fn report(said: &str) -> RunReport {
    let mut scenarios = vec![scenario(
        "passes",
        Outcome::Passed,
        DeliveryMode::Poll,
        said,
    )];
    let broken = [
        ("fails", Outcome::Failed, DeliveryMode::Poll, "CIBA-7.3-08"),
        ("warns", Outcome::Warning, DeliveryMode::Ping, "CIBA-7.3-05"),
        ("tells", Outcome::Info, DeliveryMode::Ping, "CIBA-7.3-10"),
        (
            "is-known",
            Outcome::ExpectedFailure,
            DeliveryMode::Push,
            "CIBA-7.3-12",
        ),
    ];
    for (title, outcome, mode, row) in broken {
        let mut broken = scenario(title, outcome, mode, said);
        let level = match outcome {
            Outcome::Warning => Level::Should,
            Outcome::Info => Level::Info,
            _ => Level::Must,
        };
        broken.violations = vec![Violation::of(
            level,
            row,
            "expires_in, a JSON number, a positive integer",
            format!("expires_in = {said}"),
        )];
        broken.curl =
            Some("curl -sS -i -u poll:\"$CLIENT_SECRET\" -- https://op.example/a".to_owned());
        scenarios.push(broken);
    }
    scenarios[4].reason = Some(format!("the vendor knows: {said}"));
    let mut blocked = scenario("is-blocked", Outcome::Blocked, DeliveryMode::Poll, said);
    blocked.requirements = vec!["CIBA-7.3-09".into()];
    blocked.violations.clone_from(&scenarios[1].violations);
    blocked.blocked_by = Some("CIBA-7.3-08".into());
    blocked.reason = Some(format!("it came no further than to CIBA-7.3-08: {said}"));
    scenarios.push(blocked);
    for (title, outcome) in [
        ("passes-unexpectedly", Outcome::UnexpectedPass),
        ("breaks", Outcome::SuiteError),
        ("cannot-run", Outcome::NotApplicable),
    ] {
        let mut other = scenario(title, outcome, DeliveryMode::Push, said);
        other.reason = Some(format!("the reason is {said}"));
        scenarios.push(other);
    }
    let catalogue = catalogue();
    let mut report = RunReport::new(
        TargetReport {
            name: format!("op {said}"),
            issuer: "https://op.example".to_owned(),
            profile: "ciba-core".to_owned(),
        },
        "2026-11-22T22:00:00Z".to_owned(),
        61_234,
        scenarios,
        |id| catalogue.requirement(id).map(|row| row.level),
    );
    report.hold_against(vec![KnownFailingReport {
        scenario: "ciba-core/07_3_acknowledgement/gone".to_owned(),
        requirement: None,
        answer: None,
        reason: "it was broken once".to_owned(),
        status: KnownFailingStatus::Stale,
        runs: 0,
        detail: Some("no scenario is named so".to_owned()),
    }]);
    report
}

pub(crate) fn scenario(
    title: &str,
    outcome: Outcome,
    mode: DeliveryMode,
    said: &str,
) -> ScenarioReport {
    let ran = outcome != Outcome::NotApplicable;
    ScenarioReport {
        id: format!("ciba-core/07_3_acknowledgement/a-scenario-that-{title}"),
        title: format!("A scenario that {title}"),
        requirements: vec!["CIBA-7.3-08".into()],
        level: Level::Must,
        client: format!("{mode}-basic"),
        mode,
        outcome,
        reason: None,
        blocked_by: None,
        duration_ms: 12,
        violations: Vec::new(),
        sent: Vec::new(),
        exchanges: if ran {
            vec![exchange(said)]
        } else {
            Vec::new()
        },
        curl: None,
        transcript: String::new(),
    }
}

fn exchange(said: &str) -> ExchangeReport {
    let body = serde_json::json!({ "auth_req_id": "1c266114-a1be-4252", "expires_in": said });
    let exchange = Exchange {
        from: Party::Client,
        to: Party::Op,
        request: Request {
            method: "POST".to_owned(),
            url: "https://op.example/bc?ui_locales=en".to_owned(),
            headers: vec![(
                "content-type".to_owned(),
                "application/x-www-form-urlencoded".to_owned(),
            )],
            body: b"scope=openid&login_hint=alice".to_vec(),
        },
        response: Response {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        },
        duration: Duration::from_millis(3),
    };
    let mut redactor = Redactor::new();
    redactor.learn_exchange(&exchange);
    ExchangeReport {
        from: "client".to_owned(),
        to: "op".to_owned(),
        request: request_text(&exchange.request, &redactor),
        response: response_text(&exchange.response, &redactor),
        status: exchange.response.status,
        duration_ms: 3,
        before: Vec::new(),
        after: Vec::new(),
        started_at: "2026-11-22T22:00:01.250Z".to_owned(),
        wire: Some(Wire::of(&exchange, &redactor)),
    }
}

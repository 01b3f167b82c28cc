//! What a scenario says is wrong with a signed request is wrong with it on the wire: inside the JWT, where the client signs.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use embedded::{Embedded, Middlewares, Preparation, Wrap};
use gherkin::StepType;
use regex::Regex;
use serde_json::Value;
use suite::catalogue::Catalogue;
use suite::config::ClientConfig;
use suite::op_under_test::scenario_context::now;
use suite::plan::{Capabilities, Plan};
use suite::runner::{self, Scripts};

/// The bodies that came to the endpoint, by the trace that they carried.
type Seen = Arc<Mutex<HashMap<String, Vec<Vec<u8>>>>>;

/// Clocks of one machine, and the time that a scenario takes.
const SLACK: i64 = 60;

async fn start(seen: Seen) -> Embedded {
    let watch = Wrap::at(["/backchannel/authentication"], move |router| {
        router.layer(from_fn(move |request: Request, next: Next| {
            see(Arc::clone(&seen), request, next)
        }))
    });
    let middlewares = Middlewares {
        server: Some(watch),
        ..Middlewares::default()
    };
    let preparation = Preparation::new(None).await.unwrap();
    let started = preparation.among_many(middlewares).start_on_axum();
    let mut embedded = Box::pin(started).await.unwrap();
    let target = Arc::get_mut(&mut embedded.target).unwrap();
    let clients = &mut target.config.clients;
    clients.retain(|client| client.request_signing_alg.is_some());
    embedded
}

async fn see(seen: Seen, request: Request, next: Next) -> axum::response::Response {
    let is_it = request
        .uri()
        .path()
        .ends_with("/backchannel/authentication");
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let trace = parts
        .headers
        .get("traceparent")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split('-').nth(1));
    if let Some(trace) = trace.filter(|_| is_it) {
        let mut seen = seen.lock().unwrap();
        seen.entry(trace.to_owned())
            .or_default()
            .push(body.to_vec());
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

/// A request as it came.
struct Sent {
    form: Vec<(String, String)>,
    /// The parts of the JWT between its dots.
    parts: Vec<String>,
    header: Value,
    claims: Value,
}

impl Sent {
    fn of(body: &[u8]) -> Self {
        let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let jwt = form.iter().find(|(name, _)| name == "request");
        let jwt = jwt.map(|(_, jwt)| jwt.clone()).unwrap_or_default();
        let parts: Vec<String> = jwt.split('.').map(str::to_owned).collect();
        let json = |at: usize| {
            let bytes = parts.get(at).map(|part| URL_SAFE_NO_PAD.decode(part));
            let bytes = bytes.and_then(Result::ok).unwrap_or_default();
            serde_json::from_slice(&bytes).unwrap_or_default()
        };
        Self {
            header: json(0),
            claims: json(1),
            form,
            parts,
        }
    }

    fn beside(&self, name: &str) -> Option<&str> {
        let found = self.form.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    fn is_genuine(&self, client: &ClientConfig) -> bool {
        let [header, claims, signature] = self.parts.as_slice() else {
            return false;
        };
        let key = client.key.as_ref().unwrap();
        key.is_signer_of(&format!("{header}.{claims}"), signature)
    }

    fn payload(&self) -> String {
        let bytes = self.parts.get(1).map(|part| URL_SAFE_NO_PAD.decode(part));
        let bytes = bytes.and_then(Result::ok).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// How far a time in the JWT lies ahead.
    fn ahead(&self, claim: &str) -> i64 {
        let time = self.claims[claim].as_i64().unwrap_or_default();
        time - i64::try_from(now()).unwrap()
    }
}

/// What a sentence promises: the words that it captures, the request, the client.
type Promise = fn(&[&str], &Sent, &ClientConfig) -> bool;

/// Every sentence about a request that is signed.
const PROMISES: &[(&str, Promise)] = &[
    (r#"the JWT has no "(\w+)""#, |words, sent, _| {
        sent.claims.get(words[0]).is_none() && sent.claims.is_object()
    }),
    (r#"the request has no "(\w+)""#, |words, sent, _| {
        sent.claims.get(words[0]).is_none()
            && sent.claims.is_object()
            && sent.beside(words[0]).is_none()
    }),
    (
        r#"the "(\w+)" in the JWT is the JSON value (.+)"#,
        |words, sent, _| {
            let expected: Value = serde_json::from_str(words[1]).unwrap();
            sent.claims.get(words[0]) == Some(&expected)
        },
    ),
    (
        r#"the "(\w+)" in the JWT lies (\d+) seconds ahead"#,
        |words, sent, _| (sent.ahead(words[0]) - words[1].parse::<i64>().unwrap()).abs() < SLACK,
    ),
    (
        r#"the "(\w+)" in the JWT lies (\d+) seconds back"#,
        |words, sent, _| (sent.ahead(words[0]) + words[1].parse::<i64>().unwrap()).abs() < SLACK,
    ),
    (
        r#"the request has "(\w+)" set to "(.*)""#,
        |words, sent, _| sent.claims[words[0]] == words[1] && sent.beside(words[0]).is_none(),
    ),
    (
        r#"the request has "(\w+)" set to text that no error may repeat"#,
        |words, sent, _| sent.claims[words[0]].is_string() && sent.beside(words[0]).is_none(),
    ),
    (
        r#"the request has a "(\w+)" of (\d+) characters"#,
        |words, sent, _| {
            let length = sent.claims[words[0]].as_str().map(str::len);
            length == words[1].parse().ok()
        },
    ),
    (
        r"the request has an? (login_hint|login_hint_token|id_token_hint) .+",
        |words, sent, _| sent.claims[words[0]].is_string() && sent.beside(words[0]).is_none(),
    ),
    (
        r"the request has a second hint, a (\w+) that is no token",
        |words, sent, _| {
            sent.claims[words[0]] == "no.such.token" && sent.claims["login_hint"].is_string()
        },
    ),
    (
        r#""(\w+)" stands beside the JWT, set to "(.*)""#,
        |words, sent, _| sent.beside(words[0]) == Some(words[1]),
    ),
    (
        r#"the "(\w+)" stands beside the JWT too"#,
        |words, sent, _| {
            sent.claims.get(words[0]).and_then(Value::as_str) == sent.beside(words[0])
                && sent.beside(words[0]).is_some()
        },
    ),
    (
        r#"the "(\w+)" stands beside the JWT instead"#,
        |words, sent, _| sent.claims.get(words[0]).is_none() && sent.beside(words[0]).is_some(),
    ),
    (
        r"the login_hint of another user stands beside the JWT",
        |_, sent, _| {
            let beside = sent.beside("login_hint");
            beside.is_some() && beside != sent.claims["login_hint"].as_str()
        },
    ),
    (
        r"another client_notification_token stands beside the JWT",
        |_, sent, _| {
            let beside = sent.beside("client_notification_token");
            beside.is_some() && beside != sent.claims["client_notification_token"].as_str()
        },
    ),
    (
        r"the client's assertion stands inside the JWT",
        |_, sent, _| {
            sent.claims["client_assertion"].is_string() && sent.beside("client_assertion").is_none()
        },
    ),
    (
        r"the JWT names the user by an encrypted ID Token",
        |_, sent, _| {
            let hint = sent.claims["id_token_hint"].as_str().unwrap_or_default();
            hint.split('.').count() == 5
        },
    ),
    (
        r#"the JWT is not signed and its alg is "(.*)""#,
        |words, sent, _| {
            sent.header["alg"].as_str().unwrap_or_default() == words[0]
                && sent.parts.get(2).is_some_and(String::is_empty)
        },
    ),
    (
        r"the JWT carries a MAC by (\w+) with the client's (secret|public key)",
        |words, sent, client| {
            sent.header["alg"] == words[0] && !sent.is_genuine(client) && !sent.parts[2].is_empty()
        },
    ),
    (r"the JWT is signed with .+", |_, sent, client| {
        sent.parts.len() == 3 && !sent.is_genuine(client)
    }),
    (r"after signing, .+", |_, sent, client| {
        !sent.is_genuine(client)
    }),
    (
        r"another user is named after the JWT was signed",
        |_, sent, client| sent.claims["login_hint"].is_string() && !sent.is_genuine(client),
    ),
    (
        r"the exp of the JWT is put off after it was signed",
        |_, sent, client| sent.ahead("exp") > 3600 - SLACK && !sent.is_genuine(client),
    ),
    (r"the payload of the JWT is (.+)", |words, sent, client| {
        sent.payload() == words[0] && sent.is_genuine(client)
    }),
    (
        r#"the header of the JWT has no "(\w+)""#,
        |words, sent, client| sent.header.get(words[0]).is_none() && sent.is_genuine(client),
    ),
    (
        r#"the header of the JWT has the "(\w+)" "(.+)""#,
        |words, sent, client| sent.header[words[0]] == words[1] && sent.is_genuine(client),
    ),
    (
        r"the header of the JWT names an extension that must be understood",
        |_, sent, client| sent.header["crit"].is_array() && sent.is_genuine(client),
    ),
    (
        r"the JWT is made out to the issuer and to another server",
        |_, sent, client| {
            sent.claims["aud"]
                .as_array()
                .is_some_and(|all| all.len() == 2)
                && sent.is_genuine(client)
        },
    ),
    (
        r"the JWT is made out to a list of the issuer alone",
        |_, sent, client| {
            sent.claims["aud"]
                .as_array()
                .is_some_and(|all| all.len() == 1)
                && sent.is_genuine(client)
        },
    ),
    (
        r"the JWT is made out to the (token endpoint|backchannel authentication endpoint) alone",
        |words, sent, client| {
            let end = words[0].split(' ').next().unwrap();
            let audience = sent.claims["aud"].as_str().unwrap_or_default();
            audience.contains(end) && sent.is_genuine(client)
        },
    ),
    (
        r"the JWT is made out to an address that (begins like the issuer|ends like the issuer|is the issuer cut short)",
        |words, sent, client| {
            let audience = sent.claims["aud"].as_str().unwrap_or_default();
            let is_so = match words[0] {
                "begins like the issuer" => audience.ends_with(".example.com"),
                "ends like the issuer" => audience.contains("?for=http"),
                _ => audience.starts_with("http") && !audience.contains("example.com"),
            };
            is_so && sent.is_genuine(client)
        },
    ),
    (r"the JWT is issued by .+", |_, sent, client| {
        sent.claims["iss"].is_string()
            && sent.claims["iss"] != client.client_id.as_str()
            && sent.is_genuine(client)
    }),
];

/// What says something about a request, or its JWT, so that it must be kept.
fn is_a_promise(step: &str) -> bool {
    let beginnings = [
        "the JWT ",
        "the header of the JWT",
        "the payload of the JWT",
        "after signing",
        "the exp of the JWT",
        "another user is named",
        "the request has ",
        "the client's assertion stands inside",
    ];
    let mut beginnings = beginnings.into_iter();
    beginnings.any(|beginning| step.starts_with(beginning))
        || step.contains(" in the JWT ")
        || step.contains(" beside the JWT")
}

/// What stands elsewhere, and is proven elsewhere.
const ELSEWHERE: &[&str] = &[
    "the request has the user_code",
    "the request has the right user_code",
    "the request has a client_notification_token of every character",
    "the request has a binding_message",
    "the request has an empty hint",
    "the request has a usable",
    "the request has parameters named like",
];

fn broken_promises(
    steps: &[&str],
    sent: &Sent,
    client: &ClientConfig,
    kept: &mut BTreeSet<&'static str>,
) -> Vec<String> {
    let mut broken = Vec::new();
    for step in steps.iter().filter(|step| is_a_promise(step)) {
        if ELSEWHERE
            .iter()
            .any(|beginning| step.starts_with(beginning))
        {
            continue;
        }
        let found = PROMISES.iter().find_map(|(pattern, promise)| {
            let pattern_of_all = Regex::new(&format!("^{pattern}$")).unwrap();
            let captures = pattern_of_all.captures(step)?;
            let words: Vec<String> = captures
                .iter()
                .skip(1)
                .flatten()
                .map(|word| word.as_str().to_owned())
                .collect();
            Some((*pattern, *promise, words))
        });
        let Some((pattern, promise, words)) = found else {
            broken.push(format!("nobody proves {step:?}"));
            continue;
        };
        kept.insert(pattern);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if !promise(&words, sent, client) {
            broken.push(format!(
                "{step:?} is not what was sent: {} {}",
                sent.header,
                sent.payload()
            ));
        }
    }
    broken
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_signed_request_is_wrong_inside_the_jwt() {
    let seen = Seen::default();
    let embedded = start(Arc::clone(&seen)).await;
    let catalogue = Catalogue::embedded().unwrap();
    let target = Arc::clone(&embedded.target);
    let steps_of: HashMap<&str, Vec<&str>> = catalogue
        .scenarios()
        .iter()
        .map(|scenario| {
            let given = scenario
                .steps
                .iter()
                .filter(|step| step.ty == StepType::Given);
            let given = given.map(|step| step.value.as_str());
            (scenario.id.as_str(), given.collect())
        })
        .collect();
    let says_something = |id: &str| steps_of[id].iter().any(|step| is_a_promise(step));
    let plan = Plan::among(&catalogue, Capabilities::of(&target), says_something);
    let verdicts = runner::verdicts(&plan, &target, &Scripts::of(&catalogue)).await;
    let seen = seen.lock().unwrap().clone();

    let mut kept = BTreeSet::new();
    let mut broken = Vec::new();
    for verdict in verdicts.iter().filter(|verdict| verdict.outcome.ran()) {
        let id = verdict.run.split('@').nth(1).unwrap();
        let client = target.config.client(id).unwrap();
        let sent = Sent::of(seen[verdict.traces.last().unwrap()].last().unwrap());
        let steps = &steps_of[verdict.scenario.as_str()];
        let broken_here = broken_promises(steps, &sent, client, &mut kept);
        broken.extend(
            broken_here
                .iter()
                .map(|broken| format!("{}: {broken}", verdict.run)),
        );
    }

    assert_eq!(broken, Vec::<String>::new());
    let all: BTreeSet<&str> = PROMISES.iter().map(|(pattern, _)| *pattern).collect();
    let idle: Vec<&&str> = all.difference(&kept).collect();
    assert!(
        idle.is_empty(),
        "no scenario makes these promises: {idle:?}"
    );
    drop(target);
    embedded.shutdown().await.unwrap();
}

//! The table of Authlete's types is able to say no; the answers of all tests are held against it in `support`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::always::needed;
use crate::support::facts::violations;
use crate::support::{Fake, good_request};

#[rstest]
#[case::number_as_text("expiresIn", json!("600"))]
#[case::null("authReqId", json!(null))]
#[case::unknown_action("action", json!("MAGIC"))]
#[case::unknown_member("expires_in", json!(600))]
#[case::fraction("interval", json!(0.5))]
fn a_member_of_a_wrong_type_is_a_violation(#[case] member: &str, #[case] value: Value) {
    let fake = Fake::new();
    let mut answer = fake.issue(&fake.ticket("poll"));
    let api = "backchannel/authentication/issue";
    assert_eq!(violations(api, 200, &answer), [""; 0]);

    answer[member] = value;

    let found = violations(api, 200, &answer);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(member), "{found:?}");
}

#[test]
fn a_member_inside_a_list_is_looked_at_too() {
    let fake = Fake::new();
    let mut answer = fake.authentication("poll", &good_request());

    answer["scopes"][0]["defaultEntry"] = json!("false");

    let found = violations("backchannel/authentication", 200, &answer);
    assert!(found[0].contains("defaultEntry"), "{found:?}");
}

/// Every call with an answer that has all that it can have.
fn answers() -> Vec<(&'static str, Value)> {
    let fake = Fake::new();
    let authentication = "backchannel/authentication";
    let more = [
        ("user_code", "1"),
        ("binding_message", "W4SCT"),
        ("acr_values", "urn:example:acr:device"),
    ];
    let parameters: Vec<_> = good_request().into_iter().chain(more).collect();
    let asked = fake.authentication("user-code", &parameters);
    let refused = fake.authentication("poll", &[]);
    let (ticket, _) = fake.acknowledged("refresh-push");
    let pushed = fake.complete(&ticket, "AUTHORIZED");
    let (ticket, _) = fake.acknowledged("ping");
    let pinged = fake.complete(&ticket, "ACCESS_DENIED");
    let (ticket, auth_req_id) = fake.acknowledged("refresh-poll");
    let pending = fake.poll("refresh-poll", &auth_req_id);
    fake.wait(6);
    fake.complete_with(
        &ticket,
        &json!({
            "result": "AUTHORIZED", "subject": "1001", "acr": "urn:example:acr:device", "authTime": 1_700_000_000,
            "properties": [{"key": "tenant", "value": "a", "hidden": true}],
        }),
    );
    let tokens = fake.poll("refresh-poll", &auth_req_id);
    let token = json!({"token": tokens["accessToken"]});
    let document = |api: &str| {
        let answer = fake.core.handle(&fake.get(api));
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    vec![
        (authentication, asked),
        (authentication, refused),
        (
            "backchannel/authentication/issue",
            fake.issue(&fake.ticket("poll")),
        ),
        (
            "backchannel/authentication/fail",
            fake.call(
                "backchannel/authentication/fail",
                &json!({"errorDescription": "No."}),
            ),
        ),
        ("backchannel/authentication/complete", pushed),
        ("backchannel/authentication/complete", pinged),
        ("auth/token", pending),
        ("auth/token", tokens),
        ("auth/userinfo", fake.call("auth/userinfo", &token)),
        (
            "auth/userinfo/issue",
            fake.call("auth/userinfo/issue", &token),
        ),
        (
            "auth/introspection",
            fake.call("auth/introspection", &token),
        ),
        ("service/configuration", document("service/configuration")),
        ("service/jwks/get", document("service/jwks/get")),
        ("service/get", document("service/get")),
        ("client/get/list", document("client/get/list")),
        ("client/get/1007", document("client/get/1007")),
    ]
}

/// Another type, null, a fraction, and a word that no list of words has.
fn broken(name: &str, value: &Value) -> Vec<Value> {
    let other = match value {
        Value::String(_) => json!(7),
        Value::Number(number) => json!(number.to_string()),
        Value::Bool(flag) => json!(flag.to_string()),
        _ => json!("text"),
    };
    let mut ways = vec![other, Value::Null];
    if value.is_number() {
        ways.push(json!(0.5));
    }
    if WORDS.contains(&name) {
        ways.push(json!("MAGIC"));
    }
    ways
}

/// The members that are one of several words.
const WORDS: [&str; 10] = [
    "action",
    "deliveryMode",
    "hintType",
    "clientAuthMethod",
    "grantType",
    "clientType",
    "tokenAuthMethod",
    "idTokenSignAlg",
    "bcDeliveryMode",
    "bcRequestSignAlg",
];

/// The same answer with one member broken, for each member and each way to break it, in objects in lists and in what is
/// for the client too.
fn mutants(value: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let mut put = |place: String, member: Value| {
                    let mut mutant = value.clone();
                    mutant[name] = member;
                    all.push((place, mutant));
                };
                for other in broken(name, member) {
                    put(format!(".{name}"), other);
                }
                for (place, mutant) in mutants(member) {
                    put(format!(".{name}{place}"), mutant);
                }
                let text = member.as_str().filter(|_| name == "responseContent");
                let content = text.and_then(|text| serde_json::from_str(text).ok());
                for (place, mutant) in content.iter().flat_map(mutants) {
                    put(format!(".{name}!{place}"), json!(mutant.to_string()));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                for (place, mutant) in mutants(item) {
                    let mut list = items.clone();
                    list[at] = mutant;
                    all.push((format!("[{at}]{place}"), Value::Array(list)));
                }
            }
        }
        _ => (),
    }
    all
}

#[test]
fn one_broken_member_is_a_violation_in_every_call_s_answer_and_so_is_one_that_is_missing() {
    let answers = answers();
    let mut tried = 0;
    for (api, answer) in &answers {
        assert_eq!(violations(api, 200, answer), [""; 0], "{api}");
        for (place, mutant) in mutants(answer) {
            tried += 1;
            let found = violations(api, 200, &mutant);
            assert!(!found.is_empty(), "{api}: {place} may be {mutant}");
        }
        for name in needed(api, answer) {
            let mut mutant = answer.clone();
            mutant.as_object_mut().unwrap().remove(name);
            let found = violations(api, 200, &mutant);
            assert!(!found.is_empty(), "{api}: {name} may be missing");
        }
    }
    assert!(tried > 700, "{tried} broken answers");
}

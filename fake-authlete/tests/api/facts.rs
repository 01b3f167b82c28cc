//! The table of Authlete's types is able to say no; the answers of all tests are held against it in `support`.

use rstest::rstest;
use serde_json::{Value, json};

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

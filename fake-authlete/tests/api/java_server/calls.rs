//! The calls of its other endpoints: metadata, keys, UserInfo.

use rstest::rstest;
use serde_json::{Value, json};

use super::{Java, USERINFO_ISSUE_MEMBERS, USERINFO_MEMBERS, Unset};
use crate::support::{Fake, ISSUER, content};

#[test]
fn it_asks_for_metadata_and_keys_in_its_own_way() {
    let fake = Fake::new();

    for api in [
        "service/configuration?pretty=true",
        "service/jwks/get?pretty=true&includePrivateKeys=false",
    ] {
        let answer = fake.core.handle(&fake.get(api));

        assert_eq!(answer.status, 200, "{api}");
        assert!(answer.body.starts_with(b"{\n"), "{api}");
    }
}

/// Where its own discovery endpoint is asked with `pretty`, it asks by POST.
#[rstest]
#[case(json!({"pretty": true, "patch": null}), true)]
#[case(json!({"pretty": false}), false)]
#[case(json!({"pretty": false, "patch": ""}), false)]
fn metadata_can_be_posted_for(#[case] body: Value, #[case] pretty: bool) {
    let (java, fake) = (Java::AS_IT_COMES, Fake::new());

    let (status, document) = java.send(&fake, "service/configuration", &body);

    let answer = fake
        .core
        .handle(&fake.request("service/configuration", &body));
    assert_eq!(status, 200);
    assert_eq!(document["issuer"], ISSUER);
    assert_eq!(answer.body.starts_with(b"{\n"), pretty);
}

#[rstest]
fn userinfo_takes_two_calls(
    #[values(Unset::Null, Unset::Absent, Unset::Empty)] unset: Unset,
    #[values(2, 3)] version: u8,
) {
    let (java, fake) = (Java { unset, version }, Fake::new());
    let token = fake.access_token("poll", &[]);

    let judged = java.call(
        &fake,
        "auth/userinfo",
        &java.write(
            USERINFO_MEMBERS,
            &json!({
                "token": token, "htm": "GET",
                "headers": [{"key": "Host", "value": "127.0.0.1:8080"}, {"key": "Accept", "value": "*/*"}],
            }),
        ),
    );
    let issued = java.call(
        &fake,
        "auth/userinfo/issue",
        &java.write(
            USERINFO_ISSUE_MEMBERS,
            &json!({"token": token, "claims": "{\"email\":\"john@example.com\"}"}),
        ),
    );

    assert_eq!(judged["action"], "OK");
    assert_eq!(judged["subject"], "1001");
    assert_eq!(issued["action"], "JSON");
    assert_eq!(
        content(&issued),
        json!({"sub": "1001", "email": "john@example.com"})
    );
}

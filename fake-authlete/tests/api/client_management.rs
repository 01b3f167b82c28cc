//! Creating, reading, changing, locking and removing clients.

use base64::Engine;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, basic, form, good_request, refusal};

fn new_client() -> Value {
    json!({
        "clientName": "New client",
        "clientIdAlias": "new",
        "clientType": "CONFIDENTIAL",
        "grantTypes": ["CIBA", "REFRESH_TOKEN", "AUTHORIZATION_CODE"],
        "tokenAuthMethod": "CLIENT_SECRET_POST",
        "bcDeliveryMode": "PING",
        "bcNotificationEndpoint": "https://client.example.com/new",
        "bcUserCodeRequired": true,
        "idTokenSignAlg": "ES256",
        "redirectUris": ["https://client.example.com/cb"],
        "developer": "john",
    })
}

fn created(fake: &Fake, client: &Value) -> Value {
    let (status, body) = fake.send("POST", "client/create", client);
    assert_eq!(status, 200, "{body}");
    body
}

/// What a request with the client's secret in the body comes to.
fn request_of(fake: &Fake, name: &str, secret: &str) -> Value {
    let mut parameters = good_request().to_vec();
    parameters.extend([
        ("client_id", name),
        ("client_secret", secret),
        ("user_code", "1234"),
    ]);
    fake.call(
        "backchannel/authentication",
        &json!({"parameters": form(&parameters)}),
    )
}

#[test]
fn a_new_client_gets_a_number_and_a_secret_and_can_use_ciba_by_either_name() {
    let fake = Fake::new();

    let client = created(&fake, &new_client());

    let number = client["clientId"].as_u64().unwrap();
    let secret = client["clientSecret"].as_str().unwrap();
    assert_eq!(number.to_string().len(), 14);
    assert_eq!(secret.len(), 86);
    assert_eq!(client["createdAt"], json!(1_767_225_600_000_u64));
    assert_eq!(client["locked"], false);
    assert_eq!(client["redirectUris"], new_client()["redirectUris"]);
    assert_eq!(client["grantTypes"], new_client()["grantTypes"]);
    for name in ["new", &number.to_string()] {
        let answer = request_of(&fake, name, secret);
        assert_eq!(answer["action"], "USER_IDENTIFICATION", "{answer}");
        assert_eq!(answer["deliveryMode"], "PING");
        assert_eq!(answer["userCodeRequired"], true);
    }
    assert_eq!(fake.send("GET", "client/get/new", &Value::Null).1, client);
}

#[test]
fn a_number_and_a_secret_cannot_be_chosen() {
    let fake = Fake::new();
    let mut wished = new_client();
    wished["clientId"] = json!(1001);
    wished["clientSecret"] = json!("chosen");

    let client = created(&fake, &wished);

    assert_ne!(client["clientId"], 1001);
    assert_ne!(client["clientSecret"], "chosen");
}

#[test]
fn nulls_and_zeros_of_a_library_are_no_wishes() {
    let fake = Fake::new();

    let client = created(
        &fake,
        &json!({"clientName": "Bare", "clientId": 0, "number": 0, "clientIdAlias": null, "bcDeliveryMode": null,
                "grantTypes": null, "jwks": null, "extension": null, "clientIdAliasEnabled": false,
                "attributes": [{"key": "a", "value": null}], "contacts": null}),
    );

    assert!(client["clientId"].as_u64().unwrap() > 0);
    assert_eq!(client["clientIdAliasEnabled"], true);
    assert_eq!(client["tokenAuthMethod"], "CLIENT_SECRET_BASIC");
    assert_eq!(client["attributes"], json!([{"key": "a"}]));
    assert!(!client.to_string().contains("null"), "{client}");
}

#[rstest]
#[case::alias_taken(json!({"clientIdAlias": "poll"}), "clientIdAlias")]
#[case::alias_is_a_number_of_another(json!({"clientIdAlias": "1001"}), "digit")]
#[case::unknown_mode(json!({"bcDeliveryMode": "poll"}), "bcDeliveryMode")]
#[case::unknown_method(json!({"tokenAuthMethod": "TLS_CLIENT_AUTH"}), "tokenAuthMethod")]
#[case::unknown_grant(json!({"grantTypes": ["MAGIC"]}), "grantTypes")]
#[case::unknown_type(json!({"clientType": "SECRET"}), "clientType")]
#[case::unknown_alg(json!({"idTokenSignAlg": "HS256"}), "idTokenSignAlg")]
#[case::symmetric_request_alg(json!({"bcRequestSignAlg": "HS256"}), "signing_alg")]
#[case::no_endpoint(json!({"bcNotificationEndpoint": null}), "notification_endpoint")]
#[case::plain_http(json!({"bcNotificationEndpoint": "http://client.example.com"}), "https")]
#[case::no_ciba(json!({"grantTypes": ["REFRESH_TOKEN"]}), "grant")]
#[case::no_jwks(json!({"jwks": "{}"}), "jwks")]
#[case::too_large(json!({"description": "a".repeat(70_000)}), "larger")]
fn a_client_that_could_do_nothing_is_refused_with_the_reason(
    #[case] change: Value,
    #[case] word: &str,
) {
    let fake = Fake::new();
    let mut client = new_client();
    for (name, value) in change.as_object().unwrap() {
        client[name] = value.clone();
    }

    let (status, body) = fake.send("POST", "client/create", &client);

    assert_eq!(status, 400);
    let message = body["resultMessage"].as_str().unwrap();
    assert!(message.contains(word), "{message}");
}

#[test]
fn a_member_of_a_wrong_type_is_a_bad_request() {
    let fake = Fake::new();

    let (status, _) = fake.send("POST", "client/create", &json!({"clientName": ["a"]}));

    assert_eq!(status, 400);
}

#[test]
fn an_update_replaces_everything_but_number_secret_and_lock() {
    let fake = Fake::new();
    let before = created(&fake, &new_client());
    let id = before["clientId"].as_u64().unwrap();
    fake.wait(60);

    let (status, after) = fake.send(
        "POST",
        &format!("client/update/{id}"),
        &json!({"clientName": "Renamed", "clientIdAlias": "renamed", "grantTypes": ["CIBA"],
                "bcDeliveryMode": "POLL", "tokenAuthMethod": "CLIENT_SECRET_POST"}),
    );

    assert_eq!(status, 200, "{after}");
    assert_eq!(after["clientId"], before["clientId"]);
    assert_eq!(after["clientSecret"], before["clientSecret"]);
    assert_eq!(after["number"], before["number"]);
    assert_eq!(after["createdAt"], before["createdAt"]);
    assert_eq!(
        after["modifiedAt"].as_u64().unwrap(),
        before["modifiedAt"].as_u64().unwrap() + 60_000
    );
    assert_eq!(after.get("redirectUris"), None);
    assert_eq!(after.get("bcNotificationEndpoint"), None);
    let secret = before["clientSecret"].as_str().unwrap();
    let answer = request_of(&fake, "renamed", secret);
    assert_eq!(answer["deliveryMode"], "POLL", "{answer}");
    assert_eq!(
        refusal(&request_of(&fake, "new", secret)).1,
        "invalid_client"
    );
}

#[test]
fn an_update_may_not_take_the_alias_of_another() {
    let fake = Fake::new();
    created(&fake, &new_client());
    let mut change = new_client();
    change["clientIdAlias"] = json!("poll");

    let (status, _) = fake.send("POST", "client/update/new", &change);

    assert_eq!(status, 400);
    assert_eq!(fake.send("GET", "client/get/new", &Value::Null).0, 200);
}

#[test]
fn a_client_that_is_gone_is_not_found_and_not_authenticated() {
    let fake = Fake::new();
    let client = created(&fake, &new_client());

    let deleted = fake.send("DELETE", "client/delete/new", &Value::Null);

    assert_eq!(deleted, (204, Value::Null));
    for (method, api) in [
        ("GET", "client/get/new"),
        ("POST", "client/update/new"),
        ("DELETE", "client/delete/new"),
        ("POST", "client/lock_flag/update/new"),
    ] {
        assert_eq!(fake.send(method, api, &json!({})).0, 404, "{api}");
    }
    let secret = client["clientSecret"].as_str().unwrap();
    assert_eq!(
        refusal(&request_of(&fake, "new", secret)),
        ("UNAUTHORIZED".to_owned(), "invalid_client".to_owned())
    );
}

#[test]
fn the_tickets_of_a_client_that_is_gone_are_gone_too() {
    let fake = Fake::new();
    let fresh = fake.ticket("ping");
    let (issued, _) = fake.acknowledged("ping");

    fake.send("DELETE", "client/delete/ping", &Value::Null);

    assert_eq!(fake.issue(&fresh)["action"], "INVALID_TICKET");
    assert_eq!(
        fake.complete(&issued, "AUTHORIZED")["action"],
        "SERVER_ERROR"
    );
}

#[rstest]
#[case::the_first_five("", 0, 5, 5)]
#[case::a_part("?start=2&end=4", 2, 4, 2)]
#[case::beyond_the_last("?start=10&end=100", 10, 100, 4)]
#[case::nothing("?start=3&end=3", 3, 3, 0)]
fn clients_are_listed_in_the_order_of_their_creation(
    #[case] query: &str,
    #[case] start: u64,
    #[case] end: u64,
    #[case] count: usize,
) {
    let fake = Fake::new();
    created(&fake, &new_client());

    let (status, list) = fake.send("GET", &format!("client/get/list{query}"), &Value::Null);

    assert_eq!(status, 200);
    assert_eq!(list["start"], start);
    assert_eq!(list["end"], end);
    assert_eq!(list["totalCount"], 14);
    let clients = list["clients"].as_array().unwrap();
    assert_eq!(clients.len(), count);
    if let Some(first) = clients.first() {
        assert_eq!(first["number"], start + 1);
    }
}

#[test]
fn clients_are_listed_by_their_developer() {
    let fake = Fake::new();
    created(&fake, &new_client());

    let (_, list) = fake.send("GET", "client/get/list?developer=john", &Value::Null);

    assert_eq!(list["totalCount"], 1);
    assert_eq!(list["clients"][0]["clientIdAlias"], "new");
}

#[test]
fn an_index_that_is_no_number_is_a_bad_request() {
    let fake = Fake::new();

    assert_eq!(
        fake.send("GET", "client/get/list?start=-1", &Value::Null).0,
        400
    );
}

#[test]
fn a_locked_client_is_refused_with_403_until_it_is_unlocked() {
    let fake = Fake::new();
    let token = fake.access_token("poll", &[]);
    let (_, auth_req_id) = fake.acknowledged("poll");
    let mut request = basic("poll");
    request.insert("parameters".to_owned(), json!(form(&good_request())));
    let mut poll = basic("poll");
    let parameters = form(&[
        ("grant_type", fake_authlete::CIBA_GRANT_TYPE),
        ("auth_req_id", &auth_req_id),
    ]);
    poll.insert("parameters".to_owned(), json!(parameters));
    let (ticket, _) = fake.acknowledged("poll");
    let calls = [
        (
            "backchannel/authentication/issue",
            json!({"ticket": fake.ticket("poll")}),
        ),
        (
            "backchannel/authentication/complete",
            json!({"ticket": ticket, "result": "AUTHORIZED", "subject": "1001"}),
        ),
        ("auth/userinfo/issue", json!({"token": token})),
        ("backchannel/authentication", Value::Object(request)),
        ("auth/token", Value::Object(poll)),
        ("auth/introspection", json!({"token": token})),
        ("auth/userinfo", json!({"token": token})),
    ];

    for (locked, status) in [(true, 403), (false, 200)] {
        let (flagged, _) = fake.send(
            "POST",
            "client/lock_flag/update/poll",
            &json!({"clientLocked": locked}),
        );
        assert_eq!(flagged, 200);
        let (_, client) = fake.send("GET", "client/get/poll", &Value::Null);
        assert_eq!(client["locked"], locked);
        for (api, body) in &calls {
            let (came, body) = fake.send("POST", api, body);
            assert_eq!(came, status, "{api}: {body}");
            if locked {
                assert_eq!(body["resultCode"], "A001215");
            }
        }
    }
}

#[test]
fn a_public_client_may_exist_but_not_use_ciba() {
    let fake = Fake::new();
    let mut client = new_client();
    client["clientType"] = json!("PUBLIC");
    let client = created(&fake, &client);

    let answer = request_of(&fake, "new", client["clientSecret"].as_str().unwrap());

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), "unauthorized_client".to_owned())
    );
}

#[test]
fn requestable_scopes_narrow_a_client() {
    let fake = Fake::new();
    let mut client = new_client();
    client["extension"] =
        json!({"requestableScopesEnabled": true, "requestableScopes": ["openid", "email"]});
    let client = created(&fake, &client);
    let secret = client["clientSecret"].as_str().unwrap();
    let parameters = form(&[
        ("scope", "openid profile email"),
        ("login_hint", "1001"),
        ("client_notification_token", "0123456789abcdefghijkl"),
        ("client_id", "new"),
        ("client_secret", secret),
        ("user_code", "1"),
    ]);

    let answer = fake.call(
        "backchannel/authentication",
        &json!({"parameters": parameters}),
    );

    let names: Vec<_> = answer["scopes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|scope| &scope["name"])
        .collect();
    assert_eq!(names, ["openid", "email"]);
}

#[test]
fn a_service_holds_so_many_clients_and_no_more() {
    let fake = Fake::new();
    for _ in 0..1000 - 13 {
        created(&fake, &json!({"clientName": "One of many"}));
    }

    let (status, _) = fake.send("POST", "client/create", &json!({"clientName": "Too many"}));

    assert_eq!(status, 400);
}

#[test]
fn clients_are_managed_with_the_service_s_own_credentials_in_version_2() {
    let fake = Fake::new();
    let credentials = &fake.credentials;
    let pair = format!(
        "{}:{}",
        credentials.api_key,
        credentials.api_secret.expose()
    );
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut request = fake.request("client/create", &new_client());
    request.path = "/api/client/create".to_owned();
    request.headers[0].1 = format!("Basic {encoded}");

    assert_eq!(fake.core.handle(&request).status, 200);

    request.method = "DELETE".to_owned();
    request.path = "/api/client/delete/new".to_owned();
    assert_eq!(fake.core.handle(&request).status, 204);
}

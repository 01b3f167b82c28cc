//! What `service/update` sets, and what that changes.

use base64::Engine;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Fake, claims_of, content, form, header_of, refusal, text};

#[test]
fn what_was_read_can_be_written_and_changes_nothing() {
    let fake = Fake::new();
    let (_, before) = fake.send("GET", "service/get", &Value::Null);

    let (status, answer) = fake.send("POST", "service/update", &before);

    assert_eq!(status, 200);
    assert_eq!(answer, before);
    assert_eq!(fake.send("GET", "service/get", &Value::Null).1, before);
}

#[test]
fn what_the_fake_does_not_use_is_kept() {
    let fake = Fake::new();

    let (_, service) = fake.update_service(&json!({
        "description": "Ours",
        "supportedScopes": [{"name": "openid", "description": "identity", "defaultEntry": true}],
        "supportedTokenAuthMethods": ["CLIENT_SECRET_BASIC", "TLS_CLIENT_AUTH"],
        "metadata": null,
    }));

    assert_eq!(service["description"], "Ours");
    assert_eq!(service["supportedScopes"][0]["description"], "identity");
    assert_eq!(service["supportedTokenAuthMethods"][1], "TLS_CLIENT_AUTH");
    assert_eq!(service.get("metadata"), None);
}

#[rstest]
#[case::alg(json!({"accessTokenSignAlg": "HS256"}))]
#[case::mode(json!({"supportedBackchannelTokenDeliveryModes": ["poll"]}))]
#[case::grant(json!({"supportedGrantTypes": ["MAGIC"]}))]
#[case::interval(json!({"backchannelPollingInterval": 65_536}))]
#[case::wrong_type(json!({"backchannelAuthReqIdDuration": "soon"}))]
#[case::negative_interval(json!({"backchannelPollingInterval": -1}))]
#[case::negative_lifetime(json!({"accessTokenDuration": -1}))]
#[case::negative_skew(json!({"allowableClockSkew": -1}))]
#[case::method(json!({"supportedTokenAuthMethods": ["CLIENT_SECRET_BASIC", "MAGIC"]}))]
#[case::scope_without_a_name(json!({"supportedScopes": [{"description": "identity"}]}))]
#[case::scope_with_a_number(json!({"supportedScopes": [{"name": 5}]}))]
fn an_impossible_setting_is_refused_and_nothing_changes(#[case] change: Value) {
    let fake = Fake::new();
    let (_, before) = fake.send("GET", "service/get", &Value::Null);

    let (status, _) = fake.update_service(&change);

    assert_eq!(status, 400);
    assert_eq!(fake.send("GET", "service/get", &Value::Null).1, before);
}

#[test]
fn durations_and_interval_are_those_of_the_next_acknowledgement() {
    let fake = Fake::new();
    fake.update_service(
        &json!({"backchannelAuthReqIdDuration": 77, "backchannelPollingInterval": 3}),
    );

    let (_, auth_req_id) = fake.acknowledged("poll");
    let ticket = fake.ticket("poll");
    let issued = fake.issue(&ticket);

    assert_eq!(issued["expiresIn"], 77);
    assert_eq!(issued["interval"], 3);
    fake.poll("poll", &auth_req_id);
    fake.wait(3);
    let pending = refusal(&fake.poll("poll", &auth_req_id)).1;
    assert_eq!(pending, "authorization_pending");
    fake.wait(74);
    assert_eq!(refusal(&fake.poll("poll", &auth_req_id)).1, "expired_token");
}

#[test]
fn a_running_request_keeps_the_lifetime_that_it_was_issued_with() {
    let fake = Fake::new();
    let (_, auth_req_id) = fake.acknowledged("poll");

    fake.update_service(&json!({"backchannelAuthReqIdDuration": 1}));
    fake.wait(10);

    assert_eq!(
        refusal(&fake.poll("poll", &auth_req_id)).1,
        "authorization_pending"
    );
}

#[rstest]
#[case::no_modes(json!({"supportedBackchannelTokenDeliveryModes": ["PING", "PUSH"]}))]
#[case::none_at_all(json!({"supportedBackchannelTokenDeliveryModes": null}))]
#[case::no_ciba(json!({"supportedGrantTypes": ["REFRESH_TOKEN"]}))]
fn what_the_service_does_not_support_no_client_may_use(#[case] change: Value) {
    let fake = Fake::new();
    fake.update_service(&change);

    let answer = fake.authentication("poll", &crate::support::good_request());

    assert_eq!(
        refusal(&answer),
        ("BAD_REQUEST".to_owned(), "unauthorized_client".to_owned())
    );
}

#[test]
fn an_authentication_method_that_the_service_does_not_support_authenticates_nobody() {
    let fake = Fake::new();
    fake.update_service(&json!({"supportedTokenAuthMethods": ["CLIENT_SECRET_POST"]}));

    let answer = fake.authentication("poll", &crate::support::good_request());

    assert_eq!(refusal(&answer).1, "invalid_client");
}

#[test]
fn user_codes_are_required_only_while_the_service_supports_them() {
    let fake = Fake::new();
    fake.update_service(&json!({"backchannelUserCodeParameterSupported": false}));

    let answer = fake.authentication("user-code", &crate::support::good_request());

    assert_eq!(answer["userCodeRequired"], false, "{answer}");
    let (_, metadata) = fake.send("GET", "service/configuration", &Value::Null);
    assert_eq!(metadata["backchannel_user_code_parameter_supported"], false);
}

#[test]
fn errors_go_without_description_and_uri_where_they_are_omitted() {
    let fake = Fake::new();
    fake.update_service(&json!({"errorDescriptionOmitted": true, "errorUriOmitted": true}));

    let answer = fake.token("poll", &[("grant_type", "nonsense")]);

    assert_eq!(content(&answer), json!({"error": "unsupported_grant_type"}));
}

#[rstest]
#[case::description("errorDescriptionOmitted", "error_description")]
#[case::uri("errorUriOmitted", "error_uri")]
fn what_the_server_says_about_an_error_is_omitted_too(#[case] flag: &str, #[case] member: &str) {
    let fake = Fake::new();
    fake.update_service(&json!({flag: true}));
    let said = json!({
        "result": "ACCESS_DENIED", "errorDescription": "No.", "errorUri": "https://op.example.com/no",
    });
    let mut failed = said.clone();
    failed["ticket"] = json!(fake.ticket("poll"));
    failed["reason"] = json!("ACCESS_DENIED");
    let (pushed, _) = fake.acknowledged("push");
    let (polled, auth_req_id) = fake.acknowledged("poll");

    let answers = [
        fake.call("backchannel/authentication/fail", &failed),
        fake.complete_with(&pushed, &said),
        {
            fake.complete_with(&polled, &said);
            fake.poll("poll", &auth_req_id)
        },
    ];

    for answer in answers {
        let content = content(&answer);
        assert_eq!(content["error"], "access_denied");
        for name in ["error_description", "error_uri"] {
            assert_eq!(content.get(name).is_none(), name == member, "{content}");
        }
    }
}

#[test]
fn token_lifetimes_are_the_service_s() {
    let fake = Fake::new();
    fake.update_service(
        &json!({"accessTokenDuration": 60, "refreshTokenDuration": 120, "idTokenDuration": 30}),
    );
    let (ticket, auth_req_id) = fake.acknowledged("refresh-poll");
    fake.complete(&ticket, "AUTHORIZED");

    let answer = fake.poll("refresh-poll", &auth_req_id);

    assert_eq!(answer["accessTokenDuration"], 60);
    assert_eq!(answer["refreshTokenDuration"], 120);
    let claims = claims_of(&text(&answer, "idToken"));
    assert_eq!(claims["exp"], fake.now() + 30);
}

#[test]
fn a_service_without_the_refresh_token_grant_issues_no_refresh_tokens() {
    let fake = Fake::new();
    fake.update_service(&json!({"supportedGrantTypes": ["CIBA"]}));
    let (ticket, auth_req_id) = fake.acknowledged("refresh-poll");
    fake.complete(&ticket, "AUTHORIZED");

    let answer = fake.poll("refresh-poll", &auth_req_id);

    assert_eq!(answer["action"], "OK");
    assert_eq!(answer.get("refreshToken"), None);
}

#[rstest]
#[case("RS256")]
#[case("ES256")]
fn signed_access_tokens_carry_the_random_one_and_are_known_by_both(#[case] alg: &str) {
    let fake = Fake::new();
    fake.update_service(&json!({"accessTokenSignAlg": alg}));
    let (ticket, auth_req_id) = fake.acknowledged("poll");
    fake.complete_with(
        &ticket,
        &json!({"result": "AUTHORIZED", "subject": "1001", "acr": "urn:example:acr:device",
                "jwtAtClaims": "{\"tenant\":\"a\",\"sub\":\"mallory\"}"}),
    );

    let answer = fake.poll("poll", &auth_req_id);

    let jwt = text(&answer, "jwtAccessToken");
    assert_eq!(content(&answer)["access_token"], jwt.as_str());
    assert_eq!(header_of(&jwt)["alg"], alg);
    let claims = claims_of(&jwt);
    assert_eq!(claims["jti"], answer["accessToken"]);
    assert_eq!(claims["sub"], "1001");
    assert_eq!(claims["tenant"], "a");
    assert_eq!(claims["scope"], "openid");
    for token in [&jwt, &text(&answer, "accessToken")] {
        let judged = fake.call("auth/introspection", &json!({"token": token}));
        assert_eq!(judged["action"], "OK");
    }
    let forged = format!("{}x", &jwt[..jwt.len() - 1]);
    let judged = fake.call("auth/introspection", &json!({"token": forged}));
    assert_eq!(judged["action"], "UNAUTHORIZED");
}

#[rstest]
#[case::absent(json!(null), 2)]
#[case::given(json!(["urn:example:acr:device"]), 1)]
fn acrs_that_an_update_does_not_name_stay(#[case] acrs: Value, #[case] count: usize) {
    let fake = Fake::new();

    let (_, service) = fake.update_service(&json!({"supportedAcrs": acrs, "apiSecret": "chosen"}));

    assert_eq!(service["supportedAcrs"].as_array().unwrap().len(), count);
    assert_eq!(service.get("apiSecret"), None);
}

#[test]
fn issuer_and_endpoints_are_the_service_s() {
    let fake = Fake::new();
    fake.update_service(&json!({"issuer": "https://java.example.com",
                                "tokenEndpoint": "https://java.example.com/api/token",
                                "userInfoEndpoint": "https://java.example.com/api/userinfo"}));

    let (_, metadata) = fake.send("GET", "service/configuration", &Value::Null);

    assert_eq!(metadata["issuer"], "https://java.example.com");
    assert_eq!(
        metadata["token_endpoint"],
        "https://java.example.com/api/token"
    );
    assert_eq!(
        metadata["userinfo_endpoint"],
        "https://java.example.com/api/userinfo"
    );
}

#[test]
fn some_properties_can_be_set_and_the_others_kept() {
    let fake = Fake::new();
    let (_, mut expected) = fake.send("GET", "service/get", &Value::Null);
    expected["backchannelPollingInterval"] = json!(1);
    expected.as_object_mut().unwrap().remove("supportedAcrs");

    let set = fake
        .core
        .configure(&json!({"backchannelPollingInterval": 1, "supportedAcrs": null}));

    assert_eq!(set, Ok(()));
    assert_eq!(fake.send("GET", "service/get", &Value::Null).1, expected);
    assert!(fake.core.configure(&json!([])).is_err());
    assert!(
        fake.core
            .configure(&json!({"accessTokenSignAlg": "HS256"}))
            .is_err()
    );
}

#[test]
fn the_service_is_its_owner_s_business_in_version_2() {
    let fake = Fake::new();
    let credentials = &fake.credentials;
    let basic = |user: &str, password: &str| {
        let pair = format!("{user}:{password}");
        let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
        format!("Basic {encoded}")
    };
    let owner = basic(
        &credentials.owner_api_key,
        credentials.owner_api_secret.expose(),
    );
    let service = basic(&credentials.api_key, credentials.api_secret.expose());
    let (_, properties) = fake.send("GET", "service/get", &Value::Null);
    let status = |method: &str, path: &str, authorization: &str| {
        let mut request = fake.request("service/update", &properties);
        method.clone_into(&mut request.method);
        request.path = format!("/api/{path}");
        authorization.clone_into(&mut request.headers[0].1);
        fake.core.handle(&request).status
    };

    for (method, path) in [
        ("GET", format!("service/get/{}", credentials.api_key)),
        ("POST", format!("service/update/{}", credentials.api_key)),
    ] {
        assert_eq!(status(method, &path, &owner), 200, "{path}");
        assert_eq!(status(method, &path, &service), 401, "{path}");
    }
    assert_eq!(status("POST", "service/update/4711", &owner), 404);
    assert_eq!(status("GET", "service/configuration", &owner), 401);
    assert_eq!(status("GET", "service/configuration", &service), 200);
}

#[test]
fn an_update_may_be_a_form() {
    let fake = Fake::new();
    let mut request = fake.request("client/update/poll", &Value::Null);
    request.headers[1].1 = "application/x-www-form-urlencoded".to_owned();
    request.body = form(&[
        ("clientName", "By a form"),
        ("bcDeliveryMode", "POLL"),
        ("grantTypes", "CIBA REFRESH_TOKEN"),
    ])
    .into_bytes();

    let answer = fake.core.handle(&request);

    let client: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(client["clientName"], "By a form");
    assert_eq!(client["grantTypes"], json!(["CIBA", "REFRESH_TOKEN"]));
}

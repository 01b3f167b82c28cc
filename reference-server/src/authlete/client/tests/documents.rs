//! Documents of the service.

use rstest::rstest;
use wiremock::ResponseTemplate;

use super::*;

#[tokio::test]
async fn the_discovery_document_comes_as_it_is() {
    let text = r#"{ "issuer" : "https://op.example.com", "x":1.0 }"#;
    let (server, client) = authlete(ResponseTemplate::new(200).set_body_string(text)).await;

    let document = client.service_configuration().await.unwrap();

    assert_eq!(
        document.string_member("issuer").as_deref(),
        Some("https://op.example.com")
    );
    assert_eq!(document.into_text(), text);
    let requests = received(&server).await;
    assert_eq!(requests[0].method.as_str(), "GET");
    assert_eq!(requests[0].url.path(), "/api/4711/service/configuration");
}

#[rstest]
#[case::keys(200, Some(r#"{"keys":[]}"#), None)]
#[case::none(204, None, None)]
#[case::elsewhere(302, None, Some("https://keys.example.com/"))]
#[tokio::test]
async fn the_keys_come_in_three_ways(
    #[case] status: u16,
    #[case] body: Option<&str>,
    #[case] location: Option<&str>,
) {
    let mut template = ResponseTemplate::new(status);
    if let Some(body) = body {
        template = template.set_body_string(body);
    }
    if let Some(location) = location {
        template = template.insert_header("location", location);
    }
    let (_server, client) = authlete(template).await;

    let keys = client.service_jwks().await.unwrap();

    let expected = match (body, location) {
        (Some(body), _) => ServiceJwks::Keys(JsonDocument::parse(body.as_bytes()).unwrap()),
        (None, Some(location)) => ServiceJwks::Elsewhere(location.to_owned()),
        (None, None) => ServiceJwks::None,
    };
    assert_eq!(keys, expected);
}

#[tokio::test]
async fn a_redirect_to_the_keys_without_a_place_is_an_error() {
    let (_server, client) = authlete(ResponseTemplate::new(302)).await;

    let error = client.service_jwks().await.unwrap_err();

    assert!(
        matches!(error, AuthleteError::NoLocation { .. }),
        "{error:?}"
    );
}

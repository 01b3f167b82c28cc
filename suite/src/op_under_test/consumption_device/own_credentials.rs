use serde_json::{Value, json};

use super::basic_credentials;
use super::client_authentication::ASSERTION_LIFETIME;
use crate::config::{ClientConfig, Secret};
use crate::http::Request;
use crate::jose::verify;
use crate::protocol::{ClientAuthenticationMethod, JWT_BEARER_ASSERTION_TYPE};

/// Whether a request presents the client's own credentials, and nothing else, by the registered method.
///
/// What [`super::authenticate`] makes with [`super::Credentials::Registered`] does; a scenario may change it until it
/// does not. `authorization` are the request's headers of that name that are meant for the OP.
pub fn authenticates_as_registered(
    request: &Request,
    authorization: &[&str],
    client: &ClientConfig,
    audience: &str,
) -> bool {
    let form: Vec<(String, String)> = form_urlencoded::parse(&request.body).into_owned().collect();
    let values = |name: &str| -> Vec<&str> {
        form.iter()
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .collect()
    };
    let is = |name: &str, value: &str| values(name) == [value];
    let lacks = |name: &str| values(name).is_empty();
    let secret = client.secret.as_ref().map(Secret::expose);
    if request.url.contains("client_secret=")
        || values("client_id").iter().any(|id| *id != client.client_id)
    {
        return false;
    }
    match client.authentication_method {
        ClientAuthenticationMethod::ClientSecretBasic => {
            let own = basic_credentials(client, &client.client_id, secret.unwrap_or_default());
            authorization == [own] && lacks("client_secret") && lacks("client_assertion")
        }
        ClientAuthenticationMethod::ClientSecretPost => {
            authorization.is_empty()
                && is("client_id", &client.client_id)
                && is("client_secret", secret.unwrap_or_default())
                && lacks("client_assertion")
        }
        ClientAuthenticationMethod::ClientSecretJwt | ClientAuthenticationMethod::PrivateKeyJwt => {
            authorization.is_empty()
                && lacks("client_secret")
                && is("client_assertion_type", JWT_BEARER_ASSERTION_TYPE)
                && matches!(values("client_assertion")[..], [one] if is_own(one, client, audience))
        }
    }
}

/// Whether an assertion is one that the client makes: signed by the registered method, with the usual claims alone.
fn is_own(assertion: &str, client: &ClientConfig, audience: &str) -> bool {
    let key = client.key.as_ref().map(|key| key.public_jwk().clone());
    let keys = json!({ "keys": Vec::from_iter(key) });
    let secret = client.secret.as_ref().map(Secret::expose);
    let by_secret = client.authentication_method == ClientAuthenticationMethod::ClientSecretJwt;
    let Ok(decoded) = verify(assertion, &keys, secret.filter(|_| by_secret)) else {
        return false;
    };
    let text = |name: &str| decoded.claims.get(name).and_then(Value::as_str);
    let time = |name: &str| decoded.claims.get(name).and_then(Value::as_u64);
    let lives = time("exp").zip(time("iat"));
    let has_only = |part: &Value, names: &[&str]| {
        part.as_object()
            .is_some_and(|part| part.keys().all(|name| names.contains(&name.as_str())))
    };
    decoded.is_mac() == by_secret
        && has_only(&decoded.header, &["alg", "kid", "typ"])
        && has_only(&decoded.claims, &["iss", "sub", "aud", "iat", "exp", "jti"])
        && decoded.repeated_claim.is_none()
        && decoded.repeated_header.is_none()
        && text("iss") == Some(&client.client_id)
        && text("sub") == Some(&client.client_id)
        && text("aud") == Some(audience)
        && text("jti").is_some()
        && lives.is_some_and(|(exp, iat)| exp == iat + ASSERTION_LIFETIME)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::super::{
        Claim, ClientAssertion, Credentials, Damage, Parameters, Signer, authenticate,
    };
    use super::*;
    use crate::http::OutgoingRequest;
    use crate::jose::SigningKey;
    use crate::protocol::ClientAuthenticationMethod as Method;
    use crate::testing;

    const ISSUER: &str = "https://op.example";
    const URL: &str = "https://op.example/bc";

    fn is_own_request(outgoing: OutgoingRequest, client: &ClientConfig) -> bool {
        let request = Request::from(outgoing);
        let authorization: Vec<&str> = request.header_values("authorization").collect();
        authenticates_as_registered(&request, &authorization, client, ISSUER)
    }

    fn form() -> Parameters {
        let mut form = Parameters::new();
        form.set("scope", "openid");
        form
    }

    #[rstest]
    fn only_the_registered_credentials_are_the_clients_own(
        #[values(
            Method::ClientSecretBasic,
            Method::ClientSecretPost,
            Method::ClientSecretJwt,
            Method::PrivateKeyJwt
        )]
        method: Method,
        #[values(
            Credentials::Registered,
            Credentials::Missing,
            Credentials::Anonymous,
            Credentials::Wrong,
            Credentials::UnknownClient
        )]
        credentials: Credentials,
    ) {
        let client = client(method);

        let sent = authenticate(&client, credentials, ISSUER, 1_000, URL, form()).unwrap();

        let own = is_own_request(sent, &client);
        assert_eq!(own, credentials == Credentials::Registered);
    }

    #[rstest]
    #[case::a_second_method(|sent: &mut OutgoingRequest| sent.body.extend_from_slice(b"&client_secret=secret"))]
    #[case::another_client_beside_it(|sent: &mut OutgoingRequest| sent.body.extend_from_slice(b"&client_id=other"))]
    #[case::the_secret_in_the_query(|sent: &mut OutgoingRequest| sent.url.push_str("?client_secret=secret"))]
    #[case::a_second_header(|sent: &mut OutgoingRequest| sent.headers.push(("authorization".to_owned(), "Basic eDp5".to_owned())))]
    fn what_stands_beside_them_is_seen(
        #[values(Method::ClientSecretBasic, Method::PrivateKeyJwt)] method: Method,
        #[case] change: fn(&mut OutgoingRequest),
    ) {
        let client = client(method);
        let mut sent =
            authenticate(&client, Credentials::Registered, ISSUER, 1_000, URL, form()).unwrap();

        change(&mut sent);

        assert!(!is_own_request(sent, &client));
    }

    #[rstest]
    #[case::unchanged(ClientAssertion::default(), true)]
    #[case::another_audience(with_claim("aud", Claim::Text("https://other.example.com".to_owned())), false)]
    #[case::no_jti(with_claim("jti", Claim::Absent), false)]
    #[case::run_out(with_claim("exp", Claim::FromNow(-3600)), false)]
    #[case::a_claim_more(with_claim("nbf", Claim::FromNow(3600)), false)]
    #[case::damaged(ClientAssertion { damage: Damage::Signature, ..Default::default() }, false)]
    #[case::signed_by_nobody(ClientAssertion { signer: Some(Signer::Nobody("none".to_owned())), ..Default::default() }, false)]
    #[case::no_type(ClientAssertion { beside: vec![("client_assertion_type".to_owned(), None)], ..Default::default() }, false)]
    fn a_changed_assertion_is_not_the_clients_own(
        #[values(Method::ClientSecretJwt, Method::PrivateKeyJwt)] method: Method,
        #[case] assertion: ClientAssertion,
        #[case] expected: bool,
    ) {
        let client = client(method);

        let form = assertion.present(&client, ISSUER, 1_000, form()).unwrap();

        let sent = OutgoingRequest::post_form(URL, form.encode());
        assert_eq!(is_own_request(sent, &client), expected);
    }

    fn with_claim(name: &str, claim: Claim) -> ClientAssertion {
        ClientAssertion {
            claims: vec![(name.to_owned(), claim)],
            ..ClientAssertion::default()
        }
    }

    fn client(method: Method) -> ClientConfig {
        ClientConfig {
            key: Some(SigningKey::generate("k").unwrap()),
            ..testing::client(method)
        }
    }
}

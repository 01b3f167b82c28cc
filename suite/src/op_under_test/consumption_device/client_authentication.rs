use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Parameters;
use crate::config::ClientConfig;
use crate::http::OutgoingRequest;
use crate::jose::{SigningError, SigningKey, random_identifier, sign_with_secret};
use crate::op_under_test::made_up::unregistered;
use crate::protocol::{ClientAuthenticationMethod, JWT_BEARER_ASSERTION_TYPE};

/// The lifetime of a client assertion, in seconds.
pub(super) const ASSERTION_LIFETIME: u64 = 60;

/// What the client presents to authenticate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credentials {
    /// Its own, by the registered method.
    Registered,
    /// None; the client_id alone, as a parameter.
    Missing,
    /// None, and no client_id either.
    Anonymous,
    /// Another secret or key, by the registered method.
    Wrong,
    /// A client_id that was never registered, with the registered client's secret.
    UnknownClient,
}

/// Puts the client's credentials on a request (OpenID Connect Core 1.0, section 9), and encodes the form.
///
/// `audience` is the Issuer Identifier, which every client assertion should name (CIBA Core 1.0, section 7.1).
pub fn authenticate(
    client: &ClientConfig,
    credentials: Credentials,
    audience: &str,
    now: u64,
    url: &str,
    mut form: Parameters,
) -> Result<OutgoingRequest, SigningError> {
    let client_id = match credentials {
        Credentials::UnknownClient => unregistered(&client.client_id),
        _ => client.client_id.clone(),
    };
    let secret = presented_secret(client, credentials);
    let mut header = None;
    match client.authentication_method {
        _ if credentials == Credentials::Missing => form.set("client_id", &client_id),
        _ if credentials == Credentials::Anonymous => {}
        ClientAuthenticationMethod::ClientSecretBasic => {
            header = Some(basic_credentials(client, &client_id, &secret));
        }
        ClientAuthenticationMethod::ClientSecretPost => {
            form.set("client_id", &client_id);
            form.set("client_secret", &secret);
        }
        ClientAuthenticationMethod::ClientSecretJwt => {
            let claims = assertion_claims(&client_id, audience, now);
            set_assertion(&mut form, sign_with_secret(&secret, &claims)?);
        }
        ClientAuthenticationMethod::PrivateKeyJwt => {
            let claims = assertion_claims(&client_id, audience, now);
            set_assertion(
                &mut form,
                presented_key(client, credentials)?.sign(&claims)?,
            );
        }
    }
    let mut request = OutgoingRequest::post_form(url, form.encode());
    if let Some(value) = header {
        request.headers.push(("authorization".to_owned(), value));
    }
    Ok(request)
}

/// A client assertion that authenticates this client, alone; nothing for a client that does not authenticate by JWT.
pub fn client_assertion(
    client: &ClientConfig,
    audience: &str,
    now: u64,
) -> Result<Option<String>, SigningError> {
    let request = authenticate(
        client,
        Credentials::Registered,
        audience,
        now,
        audience,
        Parameters::new(),
    )?;
    Ok(form_urlencoded::parse(&request.body)
        .find(|(name, _)| name == "client_assertion")
        .map(|(_, assertion)| assertion.into_owned()))
}

fn presented_secret(client: &ClientConfig, credentials: Credentials) -> String {
    let registered = client
        .secret
        .as_ref()
        .map(|secret| secret.expose().to_owned())
        .unwrap_or_default();
    match credentials {
        Credentials::Wrong => format!("{registered}-wrong"),
        _ => registered,
    }
}

fn presented_key(
    client: &ClientConfig,
    credentials: Credentials,
) -> Result<SigningKey, SigningError> {
    match (&client.key, credentials) {
        (Some(key), Credentials::Registered | Credentials::UnknownClient) => Ok(key.clone()),
        (Some(key), _) => {
            let kid = key.public_jwk().get("kid").and_then(Value::as_str);
            SigningKey::generate(kid.unwrap_or("client"))
        }
        (None, _) => Err(SigningError::Key(format!(
            "client {:?} has none; give it jwks in the target file",
            client.id
        ))),
    }
}

/// The value of an `Authorization` header: id and secret form-encoded, joined, in base64 (RFC 6749, section 2.3.1). Where the
/// OP is known not to decode them, they stand in it as they are.
pub fn basic_credentials(client: &ClientConfig, client_id: &str, secret: &str) -> String {
    let encode = |text: &str| -> String {
        if client.undecoded {
            return text.to_owned();
        }
        form_urlencoded::byte_serialize(text.as_bytes()).collect()
    };
    let credentials = format!("{}:{}", encode(client_id), encode(secret));
    format!("Basic {}", STANDARD.encode(credentials))
}

/// The claims of a valid assertion (OpenID Connect Core 1.0, section 9).
pub(super) fn assertion_claims(client_id: &str, audience: &str, now: u64) -> Value {
    json!({
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + ASSERTION_LIFETIME,
        "jti": random_identifier(),
    })
}

fn set_assertion(form: &mut Parameters, assertion: String) {
    form.set("client_assertion_type", JWT_BEARER_ASSERTION_TYPE);
    form.set("client_assertion", assertion);
}

//! Proves that the client is the client, at both endpoints alike (OpenID Connect Core 1.0, section 9).

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use super::error::FlowError;
use super::http::Outgoing;
use super::settings::{ClientAuthentication, ClientSettings};
use crate::random::random_token;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Seconds.
const ASSERTION_LIFE: u64 = 60;

/// Adds to a request what proves who sends it.
pub(super) fn authenticate(
    mut request: Outgoing,
    settings: &ClientSettings,
) -> Result<Outgoing, FlowError> {
    let form = request.form.get_or_insert_default();
    let secret = settings.client_secret.expose();
    match settings.authentication {
        ClientAuthentication::ClientSecretBasic => {
            // Encoded twice: RFC 6749, section 2.3.1.
            let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let credentials = format!("{}:{}", encode(&settings.client_id), encode(secret));
            request.authorization = Some(format!("Basic {}", BASE64_STANDARD.encode(credentials)));
        }
        ClientAuthentication::ClientSecretPost => {
            form.push(("client_id", settings.client_id.clone()));
            form.push(("client_secret", secret.to_owned()));
        }
        ClientAuthentication::ClientSecretJwt => {
            form.push(("client_assertion_type", ASSERTION_TYPE.to_owned()));
            let audience = audience(settings, &request.url);
            let form = request.form.get_or_insert_default();
            form.push(("client_assertion", assertion(settings, &audience)?));
        }
    }
    Ok(request)
}

/// The issuer, as CIBA Core recommends in section 7.1; where nobody knows it, the endpoint.
fn audience(settings: &ClientSettings, endpoint: &url::Url) -> String {
    if settings.issuer.is_empty() {
        endpoint.to_string()
    } else {
        settings.issuer.clone()
    }
}

fn assertion(settings: &ClientSettings, audience: &str) -> Result<String, FlowError> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_err(|_| FlowError::Assertion)?
        .as_secs();
    let claims = json!({
        "iss": settings.client_id,
        "sub": settings.client_id,
        "aud": audience,
        "jti": random_token(),
        "iat": now,
        "exp": now + ASSERTION_LIFE,
    });
    let key = EncodingKey::from_secret(settings.client_secret.expose().as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|_| FlowError::Assertion)
}

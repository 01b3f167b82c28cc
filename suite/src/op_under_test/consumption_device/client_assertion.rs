use serde_json::{Map, Value};

use super::client_authentication::assertion_claims;
use super::signed_request::Changes;
use super::{Claim, Damage, Parameters, Signer};
use crate::config::ClientConfig;
use crate::jose::SigningError;
use crate::protocol::{ClientAuthenticationMethod, JWT_BEARER_ASSERTION_TYPE};

/// A client assertion that is valid, but for what a scenario changes (RFC 7523, section 3).
///
/// Every sending makes a fresh one, unless it was made once and for all.
#[derive(Debug, Clone, Default)]
pub struct ClientAssertion {
    /// Claims that differ, in order.
    pub claims: Vec<(String, Claim)>,
    /// Header members that differ, in order.
    pub header: Vec<(String, Claim)>,
    /// Who signs, where it is not the client by its registered method.
    pub signer: Option<Signer>,
    /// What happens to it after it was signed.
    pub damage: Damage,
    /// Parameters beside it that are set, or left out.
    pub beside: Vec<(String, Option<String>)>,
    /// The assertion itself, if it is there already.
    pub made: Option<String>,
}

impl ClientAssertion {
    /// The form with the assertion in it.
    pub fn present(
        &self,
        client: &ClientConfig,
        issuer: &str,
        now: u64,
        mut form: Parameters,
    ) -> Result<Parameters, SigningError> {
        let assertion = match &self.made {
            Some(assertion) => assertion.clone(),
            None => self.jwt(client, issuer, now)?,
        };
        form.set("client_assertion_type", JWT_BEARER_ASSERTION_TYPE);
        form.set("client_assertion", assertion);
        for (name, value) in &self.beside {
            match value {
                Some(value) => form.set(name, value),
                None => form.remove(name),
            }
        }
        Ok(form)
    }

    /// The assertion, made now.
    pub fn jwt(
        &self,
        client: &ClientConfig,
        issuer: &str,
        now: u64,
    ) -> Result<String, SigningError> {
        let registered = registered_signer(client);
        let changes = Changes {
            claims: &self.claims,
            header: &self.header,
            payload: None,
            signer: self.signer.as_ref().unwrap_or(&registered),
            damage: &self.damage,
        };
        let claims = match assertion_claims(&client.client_id, issuer, now) {
            Value::Object(claims) => claims,
            _ => Map::new(),
        };
        changes.made_to(claims, client, now)
    }
}

/// How the client signs its assertions: with its key, or by HS256 with its secret.
fn registered_signer(client: &ClientConfig) -> Signer {
    let secret = client
        .secret
        .as_ref()
        .filter(|_| client.authentication_method != ClientAuthenticationMethod::PrivateKeyJwt);
    secret.map_or(Signer::Client, |secret| Signer::Mac {
        alg: "HS256".to_owned(),
        secret: secret.expose().as_bytes().to_vec(),
    })
}

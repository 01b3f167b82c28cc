mod claim;

use serde_json::{Value, json};

pub use claim::Claim;
pub(super) use claim::Members;

use super::{Parameters, encrypted_id_token};
use crate::config::ClientConfig;
use crate::jose::{SigningError, SigningKey, encode_part, mac, random_identifier, zero_signature};

/// The lifetime of a signed authentication request, in seconds.
const LIFETIME: u64 = 300;

/// What is wrong, or merely unusual, with a Signed Authentication Request (CIBA Core 1.0, section 7.1.1).
///
/// The default is nothing: the parameters as claims, the six registered claims, the client's key.
#[derive(Debug, Clone, Default)]
pub struct SignedRequest {
    /// Whether there is a JWT at all.
    pub form: RequestForm,
    /// Claims that differ, in the order in which they are changed.
    pub claims: Vec<(String, Claim)>,
    /// Members of the JOSE header that differ.
    pub header: Vec<(String, Claim)>,
    /// The bytes that stand in place of the claims.
    pub payload: Option<String>,
    /// Who signs, and how.
    pub signer: Signer,
    /// What happens to the JWT after it was signed.
    pub damage: Damage,
    /// Parameters that stand beside the JWT.
    pub beside: Parameters,
}

/// Whether a request is sent as a JWT.
#[derive(Debug, Clone, Default)]
pub enum RequestForm {
    /// As the client has registered it.
    #[default]
    AsRegistered,
    /// As a JWT, whatever the client has registered.
    Signed,
    /// As plain parameters, whatever the client has registered.
    Plain,
    /// As this JWT, made before.
    Made(String),
}

/// Who signs a request, and how.
#[derive(Debug, Clone, Default)]
pub enum Signer {
    /// The client with its own key, under the algorithm that it registered.
    #[default]
    Client,
    /// Another key, under its own name.
    Key(SigningKey),
    /// Another key, under the name of the client's.
    KeyInDisguise(SigningKey),
    /// Another key that the header carries itself.
    KeyInHeader(SigningKey),
    /// Nobody: this `alg`, and an empty signature.
    Nobody(String),
    /// A MAC with this secret.
    Mac {
        /// HS256, HS384 or HS512.
        alg: String,
        /// The key of the MAC.
        secret: Vec<u8>,
    },
}

/// What happens to a JWT after it was signed.
#[derive(Debug, Clone, Default)]
pub enum Damage {
    /// Nothing.
    #[default]
    None,
    /// A claim is changed and the signature kept.
    Claim(String, Claim),
    /// A header member is added and the signature kept.
    Header,
    /// One character in the middle of the signature is another.
    Signature,
    /// The signature is cut to half its length.
    HalfSignature,
    /// The signature is removed.
    NoSignature,
    /// The signature is that of zeros.
    ZeroSignature,
    /// The signature is removed with its dot.
    TwoParts,
    /// A fourth part follows.
    FourParts,
    /// The text is another.
    Text(String),
    /// The JWT is wrapped in what looks like a JWE: five parts, the content unreadable to all.
    Encrypted,
}

impl SignedRequest {
    /// Whether the client sends a JWT.
    pub(super) const fn is_signed_by(&self, client: &ClientConfig) -> bool {
        match self.form {
            RequestForm::AsRegistered => {
                client.request_signing_alg.is_some() && client.key.is_some()
            }
            RequestForm::Plain => false,
            RequestForm::Signed | RequestForm::Made(_) => true,
        }
    }

    /// The JWT over these parameters.
    pub fn jwt(
        &self,
        parameters: &Parameters,
        client: &ClientConfig,
        issuer: &str,
        now: u64,
    ) -> Result<String, SigningError> {
        if let RequestForm::Made(jwt) = &self.form {
            return Ok(jwt.clone());
        }
        let changes = Changes {
            claims: &self.claims,
            header: &self.header,
            payload: self.payload.as_deref(),
            signer: &self.signer,
            damage: &self.damage,
        };
        changes.made_to(valid_claims(parameters, client, issuer, now), client, now)
    }
}

/// What a scenario changes about a JWT that would be valid.
pub(super) struct Changes<'a> {
    pub(super) claims: &'a [(String, Claim)],
    pub(super) header: &'a [(String, Claim)],
    pub(super) payload: Option<&'a str>,
    pub(super) signer: &'a Signer,
    pub(super) damage: &'a Damage,
}

impl Changes<'_> {
    /// The JWT of the client with these claims, but for the changes.
    pub(super) fn made_to(
        &self,
        mut claims: Members,
        client: &ClientConfig,
        now: u64,
    ) -> Result<String, SigningError> {
        for (name, claim) in self.claims {
            claim.apply(name, &mut claims, now)?;
        }
        let payload = self
            .payload
            .map_or_else(|| Value::Object(claims.clone()).to_string(), str::to_owned);
        let mut header = self.signer.header(client)?;
        for (name, member) in self.header {
            member.apply(name, &mut header, now)?;
        }
        let input = signing_input(&header, &payload);
        let signature = self.signer.signature(client, &input)?;
        self.damage.inflict(&input, &signature, header, claims, now)
    }
}

fn valid_claims(parameters: &Parameters, client: &ClientConfig, issuer: &str, now: u64) -> Members {
    let registered = json!({
        "iss": client.client_id,
        "aud": issuer,
        "iat": now,
        "nbf": now,
        "exp": now + LIFETIME,
        "jti": random_identifier(),
    });
    let mut claims = match registered {
        Value::Object(members) => members,
        _ => Members::new(),
    };
    if client.client_id_with_request {
        claims.insert("client_id".to_owned(), json!(client.client_id));
    }
    for (name, value) in parameters.iter() {
        claims.insert(name.to_owned(), Value::from(value));
    }
    claims
}

fn signing_input(header: &Members, payload: &str) -> String {
    let header = Value::Object(header.clone()).to_string();
    format!("{}.{}", encode_part(header), encode_part(payload))
}

/// The client's own key; one that nobody knows for a client that signs although it has none.
fn key_of(client: &ClientConfig) -> Result<SigningKey, SigningError> {
    client
        .key
        .clone()
        .map_or_else(|| SigningKey::generate("unregistered"), Ok)
}

impl Signer {
    fn header(&self, client: &ClientConfig) -> Result<Members, SigningError> {
        let named = |alg: &str, kid: &str| {
            [("typ", "JWT"), ("alg", alg), ("kid", kid)]
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), json!(value)))
                .collect::<Members>()
        };
        Ok(match self {
            Self::Client => {
                let key = key_of(client)?;
                named(key.alg(), key.kid())
            }
            Self::Key(key) => named(key.alg(), key.kid()),
            Self::KeyInDisguise(key) => named(key.alg(), key_of(client)?.kid()),
            Self::KeyInHeader(key) => {
                let mut header = named(key.alg(), "");
                header.insert("jwk".to_owned(), key.public_jwk().clone());
                header
            }
            Self::Nobody(alg) | Self::Mac { alg, .. } => named(alg, ""),
        })
    }

    fn signature(&self, client: &ClientConfig, input: &str) -> Result<String, SigningError> {
        match self {
            Self::Client => key_of(client)?.signature(input),
            Self::Key(key) | Self::KeyInDisguise(key) | Self::KeyInHeader(key) => {
                key.signature(input)
            }
            Self::Nobody(_) => Ok(String::new()),
            Self::Mac { alg, secret } => mac(alg, secret, input),
        }
    }
}

impl Damage {
    fn inflict(
        &self,
        input: &str,
        signature: &str,
        mut header: Members,
        mut claims: Members,
        now: u64,
    ) -> Result<String, SigningError> {
        let half = signature.len() / 2;
        Ok(match self {
            Self::None => format!("{input}.{signature}"),
            Self::Claim(name, claim) => {
                claim.apply(name, &mut claims, now)?;
                let payload = Value::Object(claims).to_string();
                format!("{}.{signature}", signing_input(&header, &payload))
            }
            Self::Header => {
                header.insert("x_added".to_owned(), json!(true));
                let payload = Value::Object(claims).to_string();
                format!("{}.{signature}", signing_input(&header, &payload))
            }
            Self::Signature => {
                let other = if signature.as_bytes().get(half) == Some(&b'A') {
                    'B'
                } else {
                    'A'
                };
                let (start, end) = signature.split_at(half);
                format!("{input}.{start}{other}{}", end.get(1..).unwrap_or_default())
            }
            Self::HalfSignature => format!("{input}.{}", signature.split_at(half).0),
            Self::NoSignature => format!("{input}."),
            Self::ZeroSignature => format!("{input}.{}", zero_signature()),
            Self::TwoParts => input.to_owned(),
            Self::FourParts => format!("{input}.{signature}.{signature}"),
            Self::Text(text) => text.clone(),
            Self::Encrypted => encrypted_id_token(),
        })
    }
}

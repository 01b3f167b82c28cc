//! Right servers that sign their ID Tokens otherwise.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::right_server::RightServer;
use crate::change::Change;
use crate::parts::id_token::first;
use crate::wire::{COMPLETE, JWKS_CALL, TOKEN_CALL, after};
use embedded::Wrap;
use suite::config::TargetConfig;
use suite::jose::{DecodedJwt, SigningKey, encode_part, half_hash};
use suite::protocol::HintType;

const ABOUT_ID_TOKENS: &[&str] = &[
    "ciba-core/10_1_1_token_response/*",
    "ciba-core/10_3_1_push_callback/*",
    "oauth-oidc/oidc_core_2_id_token/*",
    "oauth-oidc/rfc6749_6_refreshing/*",
];
const RT_HASH: &str = "urn:openid:params:jwt:claim:rt_hash";
const CONFIGURATION: &str = "/service/configuration";
const ALGS: &str = "id_token_signing_alg_values_supported";

static ED25519: LazyLock<Option<SigningKey>> =
    LazyLock::new(|| SigningKey::generate_ed25519("op-eddsa").ok());
static P256: LazyLock<Option<SigningKey>> = LazyLock::new(|| SigningKey::generate("op-p256").ok());

/// Who signs, and what else is unlike in what is signed.
#[derive(Clone, Copy)]
struct Signer {
    key: fn() -> Option<&'static SigningKey>,
    has_kid: bool,
    change: fn(&mut Map<String, Value>),
}

impl Signer {
    /// The public key, as the only one.
    fn published(self) -> Option<Value> {
        let mut public = (self.key)()?.public_jwk().clone();
        let members = public.as_object_mut()?;
        if !self.has_kid {
            members.retain(|name, _| !matches!(name.as_str(), "kid" | "alg" | "use"));
        }
        Some(json!([public]))
    }

    /// Signs what came with an ID Token once more; all hashes are there, in whichever mode.
    fn sign(self, members: &mut Map<String, Value>) -> Option<()> {
        let key = (self.key)()?;
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut claims = DecodedJwt::parse(&text("id_token")?)
            .ok()?
            .claims
            .as_object()?
            .clone();
        for (token, claim) in [("access_token", "at_hash"), ("refresh_token", RT_HASH)] {
            if let Some(hash) = text(token).and_then(|token| half_hash(key.alg(), &token)) {
                claims.insert(claim.to_owned(), json!(hash));
            }
        }
        (self.change)(&mut claims);
        let mut header = json!({"alg": key.alg()});
        if self.has_kid {
            header["kid"] = json!(key.kid());
        }
        let input = format!(
            "{}.{}",
            encode_part(header.to_string()),
            encode_part(Value::Object(claims).to_string())
        );
        let signature = key.signature(&input).ok()?;
        members.insert("id_token".to_owned(), json!(format!("{input}.{signature}")));
        Some(())
    }
}

/// The fake verifies hints with its own keys alone: these servers take none.
fn signing(signer: Signer) -> Wrap {
    after(
        [JWKS_CALL, CONFIGURATION, TOKEN_CALL, COMPLETE],
        move |request, answer| {
            if request.is_to(CONFIGURATION) {
                let algs = (signer.key)().map(SigningKey::alg);
                answer.set(ALGS, json!([algs, "RS256"]));
                return;
            }
            if request.is_to(JWKS_CALL) {
                if let Some(keys) = signer.published() {
                    answer.set("keys", keys);
                }
                return;
            }
            answer.change_content(|members| {
                signer.sign(members);
            });
        },
    )
}

fn described(config: &mut TargetConfig, alg: &str) {
    config.hint_types = Some(vec![HintType::LoginHint, HintType::LoginHintToken]);
    config.users.approver.expired_id_token_hint = None;
    for client in &mut config.clients {
        client.id_token_signing_alg = Some(alg.to_owned());
    }
}

pub(super) const SERVERS: &[RightServer] = &[
    RightServer::of(
        "id-tokens-signed-with-ed25519",
        "RFC 8037, section 3.1; OpenID Connect Core 1.0, section 2",
        Change::AuthleteLayer(|_| {
            signing(Signer {
                key: || ED25519.as_ref(),
                has_kid: true,
                change: |_| {},
            })
        }),
        ABOUT_ID_TOKENS,
    )
    .described_by(|config| described(config, "EdDSA")),
    RightServer::of(
        "one-key-without-a-name",
        "OpenID Connect Core 1.0, section 10.1: kid is needed where there are several keys",
        Change::AuthleteLayer(|_| {
            signing(Signer {
                key: || P256.as_ref(),
                has_kid: false,
                change: |_| {},
            })
        }),
        ABOUT_ID_TOKENS,
    )
    .described_by(|config| described(config, "ES256")),
    RightServer::of(
        "times-with-fractions",
        "RFC 7519, section 2: a NumericDate may have a fraction",
        Change::AuthleteLayer(|_| {
            signing(Signer {
                key: || P256.as_ref(),
                has_kid: true,
                change: |claims| {
                    for name in ["iat", "exp", "auth_time"] {
                        let time = claims.get(name).and_then(Value::as_f64);
                        if let Some(time) = time {
                            claims.insert(name.to_owned(), json!(time + 0.25));
                        }
                    }
                },
            })
        }),
        ABOUT_ID_TOKENS,
    )
    .described_by(|config| described(config, "ES256")),
    RightServer::of(
        "id-tokens-for-an-authorized-party",
        "OpenID Connect Core 1.0, section 2: azp may stand beside one audience",
        Change::AuthleteLayer(|_| {
            signing(Signer {
                key: || P256.as_ref(),
                has_kid: true,
                change: |claims| {
                    let audience = claims.get("aud").cloned().unwrap_or_default();
                    claims.insert("azp".to_owned(), first(audience));
                    claims.insert("amr".to_owned(), json!(["pin"]));
                    claims.insert("acr".to_owned(), json!("0"));
                },
            })
        }),
        ABOUT_ID_TOKENS,
    )
    .described_by(|config| described(config, "ES256")),
];

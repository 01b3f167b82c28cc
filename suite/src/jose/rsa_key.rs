use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use rsa::BigUint;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use serde_json::{Value, json};

use super::private::Private;
use super::{SigningError, SigningKey};

/// What an RSA key can sign with; the first is for a JWK that names no `alg`.
const ALGS: [Algorithm; 6] = [
    Algorithm::RS256,
    Algorithm::PS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS384,
    Algorithm::PS512,
];

impl SigningKey {
    pub(super) fn rsa_from_jwk(jwk: &Value) -> Result<Self, SigningError> {
        let member = |name: &str| jwk.get(name).and_then(Value::as_str);
        let key = private_rsa_key(jwk)?;
        let der = key
            .to_pkcs1_der()
            .map_err(|error| SigningError::Key(error.to_string()))?;
        let alg = match member("alg") {
            None => ALGS[0],
            Some(alg) => supported(alg)
                .ok_or_else(|| SigningError::Key(format!("alg {alg:?} is none for an RSA key")))?,
        };
        let kid = member("kid").unwrap_or("client");
        Ok(Self {
            kid: kid.to_owned(),
            alg,
            private: Private::Other(EncodingKey::from_rsa_der(der.as_bytes())),
            public: json!({
                "kty": "RSA",
                "n": member("n"),
                "e": member("e"),
                "kid": kid,
                "use": "sig",
                "alg": format!("{alg:?}"),
            }),
        })
    }

    /// The same key, for another algorithm if need be; nothing where its type has no such algorithm.
    pub fn for_alg(&self, alg: &str) -> Option<Self> {
        if self.alg() == alg {
            return Some(self.clone());
        }
        let mut key = self.clone();
        key.alg = supported(alg).filter(|_| ALGS.contains(&self.alg))?;
        if let Some(members) = key.public.as_object_mut() {
            members.insert("alg".to_owned(), json!(alg));
        }
        Some(key)
    }
}

/// The key of a private JWK.
pub(super) fn private_rsa_key(jwk: &Value) -> Result<rsa::RsaPrivateKey, SigningError> {
    let number = |name: &str| {
        let text = jwk.get(name).and_then(Value::as_str)?;
        Some(BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(text).ok()?))
    };
    let (Some(n), Some(e), Some(d)) = (number("n"), number("e"), number("d")) else {
        return Err(SigningError::Key(
            "not a private RSA JWK: n, e and d are needed".to_owned(),
        ));
    };
    let primes = [number("p"), number("q")].into_iter().flatten().collect();
    rsa::RsaPrivateKey::from_components(n, e, d, primes)
        .map_err(|error| SigningError::Key(error.to_string()))
}

fn supported(alg: &str) -> Option<Algorithm> {
    ALGS.into_iter().find(|known| format!("{known:?}") == alg)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};

    use super::super::verify;
    use super::*;

    fn jwk() -> Value {
        let key = rsa::RsaPrivateKey::new(&mut rand::thread_rng(), 2048).unwrap();
        let encode = |number: &BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        json!({
            "kty": "RSA", "kid": "r1", "n": encode(key.n()), "e": encode(key.e()), "d": encode(key.d()),
            "p": encode(&key.primes()[0]), "q": encode(&key.primes()[1]),
        })
    }

    #[test]
    fn an_rsa_key_signs_with_either_padding() {
        let key = SigningKey::from_jwk(&jwk()).unwrap();

        for alg in ["RS256", "PS256"] {
            let key = key.for_alg(alg).unwrap();
            let token = key.sign(&json!({"sub": "1001"})).unwrap();
            let jwks = json!({"keys": [key.public_jwk()]});
            assert_eq!(verify(&token, &jwks, None).unwrap().header["alg"], alg);
        }
        assert!(key.for_alg("ES256").is_none());
        assert!(
            SigningKey::generate("k1")
                .unwrap()
                .for_alg("RS256")
                .is_none()
        );
    }

    #[test]
    fn a_public_rsa_key_signs_nothing() {
        let mut jwk = jwk();
        jwk.as_object_mut().unwrap().remove("d");

        let error = SigningKey::from_jwk(&jwk).unwrap_err();

        assert!(error.to_string().contains("n, e and d"), "{error}");
    }
}

//! What Authlete's Java server sends, in the order of its handlers: members that are null, absent or empty,
//! certificates, forms that it wrote anew, and calls that it repeats.

mod calls;
mod forms;
mod repeated;
mod transactions;
mod wire;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fake_authlete::Credentials;
use serde_json::{Map, Value, json};

use crate::support::{Fake, facts, form, secret_of};

const AUTHENTICATION: &str = "backchannel/authentication";
const ISSUE: &str = "backchannel/authentication/issue";
const FAIL: &str = "backchannel/authentication/fail";
const COMPLETE: &str = "backchannel/authentication/complete";
const TOKEN: &str = "auth/token";

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

/// What stands for a member that the caller did not set: it depends on the library that writes the JSON.
#[derive(Clone, Copy, Debug)]
enum Unset {
    Null,
    Absent,
    Empty,
}

/// How a library writes a call and where it sends it.
#[derive(Clone, Copy, Debug)]
struct Java {
    unset: Unset,
    version: u8,
}

/// A member of a request class, of the type that its unset value shows.
type Member = (&'static str, Type);

#[derive(Clone, Copy)]
enum Type {
    Text,
    List,
    /// A primitive of Java's: there is no null for it.
    Number,
    Flag,
    Object,
}

use Type::{Flag, List, Number, Object, Text};

const AUTHENTICATION_MEMBERS: &[Member] = &[
    ("parameters", Text),
    ("clientId", Text),
    ("clientSecret", Text),
    ("clientCertificate", Text),
    ("clientCertificatePath", List),
    ("oauthClientAttestation", Text),
    ("oauthClientAttestationPop", Text),
    ("cimdOptions", Object),
];

const FAIL_MEMBERS: &[Member] = &[
    ("ticket", Text),
    ("reason", Text),
    ("errorDescription", Text),
    ("errorUri", Text),
];

const COMPLETE_MEMBERS: &[Member] = &[
    ("ticket", Text),
    ("result", Text),
    ("subject", Text),
    ("sub", Text),
    ("authTime", Number),
    ("acr", Text),
    ("claims", Text),
    ("properties", List),
    ("scopes", List),
    ("idtHeaderParams", Text),
    ("consentedClaims", List),
    ("jwtAtClaims", Text),
    ("accessToken", Text),
    ("accessTokenDuration", Number),
    ("refreshTokenDuration", Number),
    ("idTokenAudType", Text),
    ("errorDescription", Text),
    ("errorUri", Text),
];

const TOKEN_MEMBERS: &[Member] = &[
    ("parameters", Text),
    ("clientId", Text),
    ("clientSecret", Text),
    ("clientCertificate", Text),
    ("clientCertificatePath", List),
    ("properties", List),
    ("dpop", Text),
    ("htm", Text),
    ("htu", Text),
    ("accessToken", Text),
    ("jwtAtClaims", Text),
    ("accessTokenDuration", Number),
    ("refreshTokenDuration", Number),
    ("dpopNonceRequired", Flag),
    ("oauthClientAttestation", Text),
    ("oauthClientAttestationPop", Text),
    ("cimdOptions", Object),
];

const USERINFO_MEMBERS: &[Member] = &[
    ("token", Text),
    ("clientCertificate", Text),
    ("dpop", Text),
    ("htm", Text),
    ("htu", Text),
    ("targetUri", Text),
    ("uri", Text),
    ("message", Text),
    ("headers", List),
    ("requestBodyContained", Flag),
    ("dpopNonceRequired", Flag),
];

const USERINFO_ISSUE_MEMBERS: &[Member] = &[
    ("token", Text),
    ("claims", Text),
    ("sub", Text),
    ("claimsForTx", List),
    ("verifiedClaimsForTx", List),
    ("requestSignature", Text),
    ("headers", List),
];

impl Java {
    /// Version 3, and no word about what is not set: java-oauth-server as it comes.
    const AS_IT_COMES: Self = Self {
        unset: Unset::Absent,
        version: 3,
    };

    /// A request object with these members set; a null is one that its handler sets to nothing.
    fn write(self, members: &[Member], set: &Value) -> Value {
        let mut body = Map::new();
        for (name, kind) in members {
            let value = set.get(*name).filter(|value| !value.is_null()).cloned();
            if let Some(value) = value.or_else(|| self.unset(*kind)) {
                body.insert((*name).to_owned(), value);
            }
        }
        Value::Object(body)
    }

    fn unset(self, kind: Type) -> Option<Value> {
        match (self.unset, kind) {
            (_, Number) => Some(json!(0)),
            (_, Flag) => Some(json!(false)),
            (Unset::Absent, _) => None,
            (Unset::Empty, Text) => Some(json!("")),
            (Unset::Empty, List) => Some(json!([])),
            (Unset::Null, _) | (Unset::Empty, Object) => Some(Value::Null),
        }
    }

    /// Makes a call with the library's headers and the credentials of its version.
    fn call(self, fake: &Fake, api: &str, body: &Value) -> Value {
        let (status, answer) = self.send(fake, api, body);
        assert_eq!(status, 200, "{api}: {answer}");
        let wrong = facts::violations(api, 200, &answer);
        assert!(wrong.is_empty(), "{wrong:#?}");
        answer
    }

    fn send(self, fake: &Fake, api: &str, body: &Value) -> (u16, Value) {
        let mut request = fake.request(api, body);
        if self.version == 2 {
            request.path = format!("/api/{api}");
        }
        request.headers = vec![
            ("Accept".to_owned(), "application/json".to_owned()),
            (
                "Authorization".to_owned(),
                self.authorization_for(&fake.credentials),
            ),
            (
                "Content-Type".to_owned(),
                "application/json;charset=UTF-8".to_owned(),
            ),
        ];
        let answer = fake.core.handle(&request);
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    fn authorization_for(self, credentials: &Credentials) -> String {
        match self.version {
            2 => {
                let secret = credentials.api_secret.expose();
                let pair = format!("{}:{secret}", credentials.api_key);
                format!("Basic {}", STANDARD.encode(pair))
            }
            _ => format!("Bearer {}", credentials.access_token.expose()),
        }
    }

    /// `/backchannel/authentication`, for a client that came with Basic and a certificate.
    fn authentication(self, fake: &Fake, client: &str, parameters: &[(&str, &str)]) -> Value {
        let set = json!({
            "parameters": form(parameters),
            "clientId": client,
            "clientSecret": secret_of(client),
            "clientCertificate": PEM,
            "clientCertificatePath": [PEM, PEM],
        });
        let body = self.write(AUTHENTICATION_MEMBERS, &set);
        self.call(fake, AUTHENTICATION, &body)
    }

    fn issue(self, fake: &Fake, ticket: &str) -> Value {
        let body = json!({"ticket": ticket});
        self.call(fake, ISSUE, &body)
    }

    fn complete(self, fake: &Fake, set: &Value) -> Value {
        self.call(fake, COMPLETE, &self.write(COMPLETE_MEMBERS, set))
    }

    fn token(self, fake: &Fake, client: &str, parameters: &[(&str, &str)]) -> Value {
        let set = json!({
            "parameters": form(parameters),
            "clientId": client,
            "clientSecret": secret_of(client),
            "htm": "POST",
        });
        self.call(fake, TOKEN, &self.write(TOKEN_MEMBERS, &set))
    }

    fn poll(self, fake: &Fake, client: &str, auth_req_id: &str) -> Value {
        let parameters = [
            ("grant_type", fake_authlete::CIBA_GRANT_TYPE),
            ("auth_req_id", auth_req_id),
        ];
        self.token(fake, client, &parameters)
    }
}

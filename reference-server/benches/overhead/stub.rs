//! Authlete and the authentication device: one good answer for each call, made beforehand.

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::wire::{Connection, post};

pub(crate) struct Stub {
    pub(crate) address: String,
}

/// What a path ends with, and the answer to it.
type Answers = Vec<(&'static str, Vec<u8>)>;

impl Stub {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(connection) = Connection::new(stream) {
                    tokio::spawn(serve(connection));
                }
            }
        });
        Ok(Self { address })
    }

    /// The call that the server makes for a token request.
    pub(crate) fn token_call(&self) -> Vec<u8> {
        let body = json!({
            "parameters": "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=_mzc-ZQdAhSPuMxTlO-MC_oqaOqYCrdNQ39PVxisaiE",
            "clientId": "app", "clientSecret": "secret",
        });
        let headers = [
            ("Content-Type", "application/json"),
            ("Authorization", "Bearer token"),
        ];
        post(
            &self.address,
            "/api/1/auth/token",
            &headers,
            &body.to_string(),
        )
    }
}

async fn serve(mut connection: Connection) -> anyhow::Result<()> {
    let answers = answers();
    while connection.receive().await?.is_some() {
        let mut words = connection.received().split(|byte| *byte == b' ');
        let path = words.nth(1).unwrap_or_default();
        let answer = answers
            .iter()
            .find_map(|(end, answer)| path.ends_with(end.as_bytes()).then_some(answer));
        if let Some(answer) = answer {
            connection.send(answer).await?;
        }
    }
    Ok(())
}

fn answers() -> Answers {
    let answer = |end, body: Value| {
        let body = body.to_string();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\n";
        let length = body.len();
        let text = format!("{head}Content-Length: {length}\r\n\r\n{body}");
        (end, text.into_bytes())
    };
    vec![
        answer("/auth/token", pending()),
        answer("/backchannel/authentication", authentication()),
        answer("/issue", issued()),
        answer("/api/authenticate/async", json!({"request_id": "ad3a6de3"})),
        answer(
            "/service/configuration",
            json!({"issuer": "https://op.example.com"}),
        ),
    ]
}

/// `auth/token`, while the user has not decided.
pub(crate) fn pending() -> Value {
    let content = r#"{"error":"authorization_pending","error_description":"[A200308] The end-user has not been authenticated yet."}"#;
    json!({
        "type": "tokenResponse", "resultCode": "A200308",
        "resultMessage": "[A200308] The end-user has not been authenticated yet.", "action": "BAD_REQUEST",
        "responseContent": content,
    })
}

/// `backchannel/authentication`, of a good request.
pub(crate) fn authentication() -> Value {
    json!({
        "type": "backchannelAuthenticationResponse", "resultCode": "A179001",
        "resultMessage": "[A179001] The backchannel authentication request was processed successfully.",
        "action": "USER_IDENTIFICATION", "ticket": "Y1qeCf0A-JUz6caceaBfd2AaBYNZ-X-WGTP5Qv47cQI",
        "clientId": 26_862_190_133_482_u64, "clientName": "Shop", "deliveryMode": "POLL",
        "hintType": "LOGIN_HINT", "hint": "1001", "scopes": [{"name": "openid", "defaultEntry": false}],
        "bindingMessage": "W4SCT", "userCodeRequired": false, "requestedExpiry": 0,
    })
}

/// `backchannel/authentication/issue`.
pub(crate) fn issued() -> Value {
    let content = r#"{"auth_req_id":"_mzc-ZQdAhSPuMxTlO-MC_oqaOqYCrdNQ39PVxisaiE","interval":5,"expires_in":600}"#;
    json!({
        "type": "backchannelAuthenticationIssueResponse", "resultCode": "A183001",
        "resultMessage": "[A183001] The auth_req_id was issued successfully.", "action": "OK",
        "authReqId": "_mzc-ZQdAhSPuMxTlO-MC_oqaOqYCrdNQ39PVxisaiE", "expiresIn": 600, "interval": 5,
        "responseContent": content,
    })
}

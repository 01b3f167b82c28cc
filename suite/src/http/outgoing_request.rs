use super::exchange::Request;

/// A request to send, exactly as it stands here.
#[derive(Debug, Clone)]
pub struct OutgoingRequest {
    /// The method.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// The headers, in order, repeated ones repeated.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl OutgoingRequest {
    /// A GET that asks for JSON.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET".to_owned(),
            url: url.into(),
            headers: vec![("accept".to_owned(), "application/json".to_owned())],
            body: Vec::new(),
        }
    }

    /// A POST of a form, as CIBA's endpoints take it.
    pub fn post_form(url: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self {
            method: "POST".to_owned(),
            url: url.into(),
            headers: vec![
                (
                    "content-type".to_owned(),
                    "application/x-www-form-urlencoded".to_owned(),
                ),
                ("accept".to_owned(), "application/json".to_owned()),
            ],
            body: body.into(),
        }
    }
}

impl From<OutgoingRequest> for Request {
    fn from(outgoing: OutgoingRequest) -> Self {
        Self {
            method: outgoing.method,
            url: outgoing.url,
            headers: outgoing.headers,
            body: outgoing.body,
        }
    }
}

use std::borrow::Cow;

use super::message::shortened;
use crate::http::{Exchange, Redactor, Request, Response};

/// The two messages of an exchange with every header, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wire {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub response: Response,
}

impl Wire {
    /// Takes an exchange over; what is no UTF-8 in it is replaced, unless everything is to be shown.
    pub fn of(exchange: &Exchange, redactor: &Redactor) -> Self {
        let text = |text: &str| redactor.without_secrets(&shortened(text));
        let bytes = |bytes: &[u8]| {
            let lossy = String::from_utf8_lossy(bytes);
            match shortened(&lossy) {
                Cow::Borrowed(_) if redactor.is_revealing() => bytes.to_vec(),
                short => redactor.without_secrets(&short).into_bytes(),
            }
        };
        let headers = |headers: &[(String, String)]| {
            headers
                .iter()
                .map(|(name, value)| (name.clone(), text(value)))
                .collect()
        };
        Self {
            request: Request {
                method: exchange.request.method.clone(),
                url: text(&exchange.request.url),
                headers: headers(&exchange.request.headers),
                body: bytes(&exchange.request.body),
            },
            response: Response {
                status: exchange.response.status,
                headers: headers(&exchange.response.headers),
                body: bytes(&exchange.response.body),
            },
        }
    }
}

use std::cell::OnceCell;
use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::exchange::Exchange;

/// Values shorter than this are replaced only where they stand as a whole value: `12344` occurs by chance.
const SHORT: usize = 8;

/// What a hidden value is: its placeholder says so, numbered by first appearance, so that equality stays visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretKind {
    /// `auth_req_id`
    AuthReqId,
    /// An access token.
    AccessToken,
    /// A refresh token.
    RefreshToken,
    /// An ID Token, also as a hint.
    IdToken,
    /// A client secret.
    ClientSecret,
    /// The user and password of `Authorization: Basic`, encoded.
    Credentials,
    /// A JWT that authenticates a client.
    ClientAssertion,
    /// A signed authentication request.
    RequestObject,
    /// `client_notification_token`
    ClientNotificationToken,
    /// `user_code`
    UserCode,
    /// `login_hint_token`
    LoginHintToken,
    /// A bearer token that is none of the above.
    BearerToken,
    /// Authlete's ticket.
    Ticket,
    /// What ties an answer of the authentication device to its question.
    DeviceReference,
    /// A header that the target file adds.
    Header,
}

/// Members that are no secret but differ from run to run; they are shown without a number, since equal values mean
/// nothing.
const TIMES: [&str; 8] = [
    "accessTokenExpiresAt",
    "authTime",
    "auth_time",
    "createdAt",
    "exp",
    "iat",
    "nbf",
    "refreshTokenExpiresAt",
];
const JWK_VALUES: [&str; 4] = ["kid", "n", "x", "y"];

impl SecretKind {
    const fn label(self) -> &'static str {
        match self {
            Self::AuthReqId => "auth_req_id",
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
            Self::IdToken => "id_token",
            Self::ClientSecret => "client_secret",
            Self::Credentials => "credentials",
            Self::ClientAssertion => "client_assertion",
            Self::RequestObject => "request",
            Self::ClientNotificationToken => "client_notification_token",
            Self::UserCode => "user_code",
            Self::LoginHintToken => "login_hint_token",
            Self::BearerToken => "bearer_token",
            Self::Ticket => "ticket",
            Self::DeviceReference => "device_reference",
            Self::Header => "header",
        }
    }

    /// The kind of value that a parameter or member of this name holds.
    fn of_member(name: &str) -> Option<Self> {
        Some(match name {
            "auth_req_id" | "authReqId" | "actionize_token" => Self::AuthReqId,
            "access_token" | "accessToken" => Self::AccessToken,
            "refresh_token" | "refreshToken" => Self::RefreshToken,
            "id_token" | "idToken" | "id_token_hint" => Self::IdToken,
            "client_secret" | "clientSecret" => Self::ClientSecret,
            "client_assertion" => Self::ClientAssertion,
            "request" => Self::RequestObject,
            "client_notification_token" | "clientNotificationToken" => {
                Self::ClientNotificationToken
            }
            "user_code" | "userCode" => Self::UserCode,
            "login_hint_token" => Self::LoginHintToken,
            "ticket" => Self::Ticket,
            "state" | "request_id" => Self::DeviceReference,
            _ => return None,
        })
    }
}

/// Hides secrets: the one place that snapshots, reports and logs go through.
///
/// It learns the secrets of an exchange by the names of parameters, members and headers, and then hides each of
/// them wherever it stands, also inside other strings.
#[derive(Debug, Default, Clone)]
pub struct Redactor {
    /// Value to placeholder.
    known: BTreeMap<String, String>,
    counts: BTreeMap<SecretKind, usize>,
    /// Made of `known` when first needed, and anew after something was learned.
    compiled: OnceCell<Option<Known>>,
}

impl Redactor {
    /// A redactor that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides this value from now on; the same value keeps its number.
    pub fn learn(&mut self, kind: SecretKind, value: &str) {
        if value.is_empty() || self.known.contains_key(value) {
            return;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        self.compiled.take();
        let placeholder = format!("[{} #{count}]", kind.label());
        for writing in writings(value) {
            self.known.insert(writing, placeholder.clone());
        }
    }

    /// Shows this text in place of a value that is no secret but differs from run to run, such as a port.
    pub fn name(&mut self, value: &str, shown: &str) {
        self.compiled.take();
        for writing in writings(value) {
            self.known.insert(writing, shown.to_owned());
        }
    }

    /// Learns every secret of an exchange.
    pub fn learn_exchange(&mut self, exchange: &Exchange) {
        for (name, value) in &exchange.request.headers {
            self.learn_header(name, value);
        }
        if let Some((_, query)) = exchange.request.url.split_once('?') {
            self.learn_form(query);
        }
        self.learn_body(&exchange.request.body);
        self.learn_body(&exchange.response.body);
    }

    fn learn_header(&mut self, name: &str, value: &str) {
        if !name.eq_ignore_ascii_case("authorization") {
            return;
        }
        match value.split_once(' ') {
            Some((scheme, credentials)) if scheme.eq_ignore_ascii_case("basic") => {
                self.learn_basic(credentials);
            }
            Some((_, token)) => self.learn(SecretKind::BearerToken, token.trim()),
            None => self.learn(SecretKind::BearerToken, value.trim()),
        }
    }

    fn learn_basic(&mut self, credentials: &str) {
        let decoded = STANDARD.decode(credentials.trim()).unwrap_or_default();
        if let Some((_, secret)) = String::from_utf8_lossy(&decoded).split_once(':') {
            let plain = form_urlencoded::parse(secret.as_bytes())
                .next()
                .map_or_else(|| secret.to_owned(), |(name, _)| name.into_owned());
            self.learn(SecretKind::ClientSecret, &plain);
        }
        self.learn(SecretKind::Credentials, credentials.trim());
    }

    fn learn_body(&mut self, body: &[u8]) {
        let text = String::from_utf8_lossy(body);
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => self.learn_json(&value),
            Err(_) => self.learn_form(&text),
        }
    }

    fn learn_form(&mut self, text: &str) {
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if let Some(kind) = SecretKind::of_member(&name) {
                self.learn(kind, &value);
            }
        }
    }

    fn learn_json(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let is_jwk = members.contains_key("kty");
                for (name, value) in members {
                    match value {
                        Value::String(text) if is_jwk && JWK_VALUES.contains(&name.as_str()) => {
                            self.name(text, "[key]");
                        }
                        Value::Number(number) if TIMES.contains(&name.as_str()) => {
                            self.name(&number.to_string(), "[time]");
                        }
                        value => self.learn_member(name, value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn_json(item)),
            _ => {}
        }
    }

    fn learn_member(&mut self, name: &str, value: &Value) {
        let Value::String(text) = value else {
            return self.learn_json(value);
        };
        match SecretKind::of_member(name) {
            Some(kind) => self.learn(kind, text),
            // A hint is a name, or a token that says more.
            None if name == "hint" && text.matches('.').count() == 2 && text.len() > 64 => {
                self.learn(SecretKind::LoginHintToken, text);
            }
            // Authlete passes whole messages around as strings.
            None if matches!(name, "parameters" | "responseContent") => {
                self.learn_body(text.as_bytes());
            }
            None => {}
        }
    }

    /// The text without the secrets learned so far.
    pub fn redact(&self, text: &str) -> String {
        let Some(known) = self.compiled.get_or_init(|| Known::compile(&self.known)) else {
            return text.to_owned();
        };
        known.redact(text)
    }
}

/// Everything known, ready to be found in one pass over a text; the longest value wins.
#[derive(Debug, Clone)]
struct Known {
    finder: AhoCorasick,
    placeholders: Vec<(usize, String)>,
}

impl Known {
    fn compile(known: &BTreeMap<String, String>) -> Option<Self> {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(known.keys())
            .ok()?;
        Some(Self {
            finder,
            placeholders: known
                .iter()
                .map(|(value, placeholder)| (value.len(), placeholder.clone()))
                .collect(),
        })
    }

    fn redact(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        self.finder
            .replace_all_with(text, &mut shown, |found, value, shown| {
                match self.placeholders.get(found.pattern().as_usize()) {
                    Some((length, placeholder))
                        if *length >= SHORT || is_whole(text, found.start(), found.end()) =>
                    {
                        shown.push_str(placeholder);
                    }
                    _ => shown.push_str(value),
                }
                true
            });
        shown
    }
}

/// The ways in which a value may stand in a message: as it is, in a form, in JSON, and in JSON within JSON.
fn writings(value: &str) -> [String; 4] {
    let in_json = |text: &str| {
        let quoted = Value::from(text).to_string();
        quoted[1..quoted.len() - 1].to_owned()
    };
    [
        value.to_owned(),
        form_urlencoded::byte_serialize(value.as_bytes()).collect(),
        in_json(value),
        in_json(&in_json(value)),
    ]
}

/// Whether a part of a text stands there as a whole form or JSON value.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().last());
    let after = text.get(end..).and_then(|text| text.chars().next());
    matches!(before, Some('=' | '"')) && matches!(after, None | Some('&' | '"' | '\\' | '\n'))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::{Party, Request, Response};

    fn exchange(headers: &[(&str, &str)], request: &str, response: &str) -> Exchange {
        Exchange {
            from: Party::Client,
            to: Party::Op,
            request: Request {
                method: "POST".to_owned(),
                url: "http://op.example/token".to_owned(),
                headers: headers
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                body: request.as_bytes().to_vec(),
            },
            response: Response {
                status: 200,
                headers: Vec::new(),
                body: response.as_bytes().to_vec(),
            },
            duration: Duration::ZERO,
        }
    }

    #[test]
    fn the_same_value_keeps_its_number_wherever_it_stands() {
        let mut redactor = Redactor::new();

        redactor.learn_exchange(&exchange(
            &[],
            "auth_req_id=first-auth-req-id&grant_type=x",
            r#"{"auth_req_id":"second-auth-req-id"}"#,
        ));

        assert_eq!(
            redactor.redact("first-auth-req-id second-auth-req-id first-auth-req-id"),
            "[auth_req_id #1] [auth_req_id #2] [auth_req_id #1]"
        );
    }

    #[test]
    fn credentials_vanish_from_the_header_and_from_the_body() {
        let mut redactor = Redactor::new();

        redactor.learn_exchange(&exchange(
            &[("Authorization", "Basic YTpzM2NyM3QtJTJG")],
            "",
            "",
        ));

        assert_eq!(
            redactor.redact("Basic YTpzM2NyM3QtJTJG client_secret=s3cr3t-%2F s3cr3t-/"),
            "Basic [credentials #1] client_secret=[client_secret #1] [client_secret #1]"
        );
    }

    #[test]
    fn a_short_user_code_is_hidden_as_a_value_and_left_alone_elsewhere() {
        let mut redactor = Redactor::new();

        redactor.learn_exchange(&exchange(&[], "user_code=12&login_hint=a12b", ""));

        assert_eq!(
            redactor.redact("login_hint=a12b&user_code=12"),
            "login_hint=a12b&user_code=[user_code #1]"
        );
    }

    #[test]
    fn secrets_inside_authletes_strings_are_found() {
        let mut redactor = Redactor::new();

        redactor.learn_exchange(&exchange(
            &[],
            r#"{"parameters":"user_code=675325&scope=openid","ticket":"ticket-ticket"}"#,
            r#"{"responseContent":"{\"access_token\":\"token-token\"}"}"#,
        ));

        assert_eq!(
            redactor
                .redact(r#""user_code=675325&" ticket-ticket {\"access_token\":\"token-token\"}"#),
            r#""user_code=[user_code #1]&" [ticket #1] {\"access_token\":\"[access_token #1]\"}"#
        );
    }
}

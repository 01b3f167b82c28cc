use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::exchange::{Exchange, Request};

/// Where a quotation ends before its end.
const CUT: char = '…';

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

/// What stands for a value.
#[derive(Debug, Clone)]
struct Shown {
    placeholder: String,
    /// The shell variable for it; none where the value is no secret.
    variable: Option<String>,
}

/// A part of a message: as it is, or the name of the shell variable for a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What is no secret.
    Text(&'a [u8]),
    /// A secret, named by a variable.
    Hidden(&'a str),
}

/// How the writings of a value are told apart in names of variables.
const WRITINGS: [&str; 4] = ["", "_FORM_ENCODED", "_IN_JSON", "_IN_JSON_STRING"];

/// Hides secrets: the one place that snapshots, reports and logs go through.
///
/// It learns the secrets of an exchange by the names of parameters, members and headers, and then hides each of
/// them wherever it stands, also inside other strings.
#[derive(Debug, Default, Clone)]
pub struct Redactor {
    /// Hides nothing.
    revealing: bool,
    /// Value to what is shown for it.
    known: BTreeMap<String, Shown>,
    counts: BTreeMap<SecretKind, usize>,
    /// Made of `known` when first needed, and anew after something was learned.
    compiled: OnceCell<Option<Known>>,
}

impl Redactor {
    /// A redactor that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A redactor that hides nothing: the user asked for the secrets.
    pub fn revealing() -> Self {
        Self {
            revealing: true,
            ..Self::default()
        }
    }

    /// Whether it hides nothing.
    pub const fn is_revealing(&self) -> bool {
        self.revealing
    }

    /// Hides this value from now on; the same value keeps its number.
    pub fn learn(&mut self, kind: SecretKind, value: &str) {
        if self.revealing || value.is_empty() || self.known.contains_key(value) {
            return;
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        self.compiled.take();
        let placeholder = format!("[{} #{count}]", kind.label());
        let number = if *count == 1 {
            String::new()
        } else {
            format!("_{count}")
        };
        let variable = format!("{}{number}", kind.label().to_uppercase());
        // The plain writing last: where others are the same, it names the variable.
        for (writing, suffix) in writings(value).into_iter().zip(WRITINGS).rev() {
            let shown = Shown {
                placeholder: placeholder.clone(),
                variable: Some(format!("{variable}{suffix}")),
            };
            self.known.insert(writing, shown);
        }
    }

    /// Shows this text in place of a value that is no secret but differs from run to run, such as a port.
    pub fn name(&mut self, value: &str, shown: &str) {
        if self.revealing {
            return;
        }
        self.compiled.take();
        for writing in writings(value) {
            let shown = Shown {
                placeholder: shown.to_owned(),
                variable: None,
            };
            self.known.insert(writing, shown);
        }
    }

    /// Learns every secret of an exchange.
    pub fn learn_exchange(&mut self, exchange: &Exchange) {
        self.learn_request(&exchange.request);
        self.learn_body(&exchange.response.body);
    }

    /// Learns every secret of a request.
    pub fn learn_request(&mut self, request: &Request) {
        for (name, value) in &request.headers {
            self.learn_header(name, value);
        }
        if let Some((_, query)) = request.url.split_once('?') {
            self.learn_form(query);
        }
        self.learn_body(&request.body);
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
        known.redact(&self.without_beginnings(text))
    }

    /// A text that was cut off at an ellipsis may end with the beginning of a secret.
    fn without_beginnings<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        if !text.contains(CUT) {
            return text;
        }
        for (value, shown) in &self.known {
            let Some(start) = value.get(..SHORT).filter(|_| shown.variable.is_some()) else {
                continue;
            };
            let ends: Vec<usize> = text.rmatch_indices(CUT).map(|(end, _)| end).collect();
            // From the last: a replacement moves only what stands behind it.
            for end in ends {
                if let Some(begin) = text[..end].rfind(start)
                    && value.starts_with(&text[begin..end])
                {
                    text.to_mut().replace_range(begin..end, &shown.placeholder);
                }
            }
        }
        text
    }

    /// The bytes in pieces, with every secret by the name of its shell variable.
    pub fn pieces<'a>(&'a self, bytes: &'a [u8]) -> Vec<Piece<'a>> {
        let known = self.compiled.get_or_init(|| Known::compile(&self.known));
        match known {
            _ if bytes.is_empty() => Vec::new(),
            Some(known) => known.pieces(bytes),
            None => vec![Piece::Text(bytes)],
        }
    }

    /// The text without secrets, and with everything else as it was: no other placeholder.
    pub fn without_secrets(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for piece in self.pieces(text.as_bytes()) {
            match piece {
                Piece::Text(text) => shown.push_str(&String::from_utf8_lossy(text)),
                Piece::Hidden(variable) => {
                    shown.push('[');
                    shown.push_str(variable);
                    shown.push(']');
                }
            }
        }
        shown
    }
}

/// Everything known, ready to be found in one pass over a text; the longest value wins.
#[derive(Debug, Clone)]
struct Known {
    finder: AhoCorasick,
    /// The length of each value, and what is shown for it.
    placeholders: Vec<(usize, Shown)>,
}

impl Known {
    fn compile(known: &BTreeMap<String, Shown>) -> Option<Self> {
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            // Made for one scenario's few kilobytes: a faster automaton takes longer to build than it saves.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(known.keys())
            .ok()?;
        Some(Self {
            finder,
            placeholders: known
                .iter()
                .map(|(value, shown)| (value.len(), shown.clone()))
                .collect(),
        })
    }

    fn redact(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        self.finder
            .replace_all_with(text, &mut shown, |found, value, shown| {
                match self.placeholders.get(found.pattern().as_usize()) {
                    Some((length, known))
                        if *length >= SHORT
                            || is_whole(text.as_bytes(), found.start(), found.end()) =>
                    {
                        shown.push_str(&known.placeholder);
                    }
                    _ => shown.push_str(value),
                }
                true
            });
        shown
    }

    fn pieces<'a>(&'a self, bytes: &'a [u8]) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for found in self.finder.find_iter(bytes) {
            let hidden = self
                .placeholders
                .get(found.pattern().as_usize())
                .filter(|(length, _)| {
                    *length >= SHORT || is_whole(bytes, found.start(), found.end())
                })
                .and_then(|(_, shown)| shown.variable.as_deref());
            if let Some(variable) = hidden {
                if at < found.start() {
                    pieces.push(Piece::Text(&bytes[at..found.start()]));
                }
                pieces.push(Piece::Hidden(variable));
                at = found.end();
            }
        }
        if at < bytes.len() {
            pieces.push(Piece::Text(&bytes[at..]));
        }
        pieces
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

/// Whether a part of a message stands there as a whole form or JSON value.
fn is_whole(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    matches!(before, Some(b'=' | b'"'))
        && matches!(bytes.get(end), None | Some(b'&' | b'"' | b'\\' | b'\n'))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::{Party, Response};

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
    fn a_secret_that_was_cut_off_is_hidden_too() {
        let mut redactor = Redactor::new();

        redactor.learn(
            SecretKind::IdToken,
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJodHRwIn0.c2ln",
        );

        assert_eq!(
            redactor.redact("HTTP 200 with {\"id_token\":\"eyJhbGciOiJFUzI1NiJ9.eyJpc3M…"),
            "HTTP 200 with {\"id_token\":\"[id_token #1]…"
        );
    }

    #[test]
    fn the_pieces_of_a_message_name_its_secrets() {
        let mut redactor = Redactor::new();
        redactor.learn(SecretKind::ClientSecret, "s3cr3t-/-s3cr3t");
        redactor.learn(SecretKind::ClientSecret, "another-secret");
        redactor.name("http://op.example", "{issuer}");

        let pieces = redactor.pieces(b"http://op.example?a=s3cr3t-%2F-s3cr3t&b=another-secret");

        assert_eq!(
            pieces,
            [
                Piece::Text(b"http://op.example?a="),
                Piece::Hidden("CLIENT_SECRET_FORM_ENCODED"),
                Piece::Text(b"&b="),
                Piece::Hidden("CLIENT_SECRET_2"),
            ]
        );
    }

    #[test]
    fn who_asks_for_the_secrets_sees_them() {
        let mut redactor = Redactor::revealing();

        redactor.learn(SecretKind::ClientSecret, "s3cr3t-s3cr3t");
        redactor.name("http://op.example", "{issuer}");

        assert_eq!(
            redactor.redact("s3cr3t-s3cr3t http://op.example"),
            "s3cr3t-s3cr3t http://op.example"
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

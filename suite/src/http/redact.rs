mod known;
mod other_bodies;
mod secret_kind;
mod spelled;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use regex::Regex;
use serde_json::Value;

use super::byte_order_mark::without_mark;
use super::exchange::{Exchange, Party, Request};
pub use known::Piece;
use known::{Known, SHORT, Shown};
pub use secret_kind::SecretKind;
use spelled::{messages_in, spelled, unescaped};

/// Where a quotation ends before its end.
const CUT: char = '…';

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

/// Three parts in base64url, of which the first is an object, or the five of an encrypted one.
static JWT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+){2}(?:\.[A-Za-z0-9_-]+){0,2}").ok()
});

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
        for (_, value) in &exchange.response.headers {
            self.learn_text(value);
        }
        self.learn_broken(&exchange.response.body);
        if exchange.to == Party::Client {
            self.learn_broken(&exchange.request.body);
        }
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
            Some((_, token)) => self.learn(SecretKind::BearerToken, token_alone(token)),
            None => self.learn(SecretKind::BearerToken, token_alone(value)),
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
        let text = String::from_utf8_lossy(without_mark(body));
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            self.learn_json(&value);
            return;
        }
        self.learn_form(&text);
        for (name, value) in other_bodies::pairs(&text) {
            if let Some(kind) = SecretKind::of_member(name) {
                self.learn(kind, value);
            }
        }
    }

    /// Learns the secrets of a body of the OP's, which may be broken.
    fn learn_broken(&mut self, body: &[u8]) {
        let text = String::from_utf8_lossy(body);
        self.learn_text(&text);
        if text.contains('\0') {
            self.learn_wide(&text);
        }
        self.learn_jwts(&text);
    }

    /// Learns what members with a secret's name hold, however broken the text is, in the spelling that it has.
    fn learn_text(&mut self, text: &str) {
        for found in spelled(text) {
            let value = unescaped(found.raw);
            self.learn(found.kind, &value);
            self.spell(found.raw, &value);
        }
        // A message may stand in a message, as a text.
        for message in messages_in(text) {
            self.learn_text(&message);
        }
    }

    /// The same for text in which every other byte is nought: UTF-16.
    fn learn_wide(&mut self, text: &str) {
        let narrow = text.replace('\0', "");
        for found in spelled(&narrow) {
            let value = unescaped(found.raw);
            self.learn(found.kind, &value);
            let mut wide = String::new();
            for character in found.raw.chars() {
                wide.push(character);
                wide.push('\0');
            }
            self.spell(wide.trim_end_matches('\0'), &value);
        }
    }

    /// Learns every JWT that an OP sends, whatever the name of its member.
    fn learn_jwts(&mut self, text: &str) {
        let Some(jwt) = &*JWT else { return };
        for found in jwt.find_iter(text) {
            self.learn(SecretKind::Jwt, found.as_str());
        }
    }

    /// Hides a value in one more spelling.
    fn spell(&mut self, raw: &str, value: &str) {
        if self.known.contains_key(raw) {
            return;
        }
        if let Some(shown) = self.known.get(value).cloned() {
            self.compiled.take();
            self.known.insert(raw.to_owned(), shown);
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
            if let Some(kind) = SecretKind::of_member(name) {
                self.learn_below(kind, value);
            }
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

    /// Learns what stands where a secret should be a text.
    fn learn_below(&mut self, kind: SecretKind, value: &Value) {
        match value {
            Value::String(text) => self.learn(kind, text),
            Value::Array(items) => items.iter().for_each(|item| self.learn_below(kind, item)),
            Value::Object(members) => {
                members
                    .values()
                    .for_each(|item| self.learn_below(kind, item));
            }
            Value::Number(number) if number.to_string().len() >= SHORT => {
                self.learn(kind, &number.to_string());
            }
            Value::Number(_) | Value::Bool(_) | Value::Null => {}
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
        for piece in self.pieces(self.without_beginnings(text).as_bytes()) {
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

/// A bearer token without what somebody put around it, such as quotation marks: that is no secret, and should be seen.
fn token_alone(text: &str) -> &str {
    let alone = text.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !"-._~+/=".contains(c));
    if alone.is_empty() { text.trim() } else { alone }
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

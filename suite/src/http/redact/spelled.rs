//! Finds what members with a secret's name hold in text that need not be the JSON, or the form, that it should be: a broken
//! answer is what a report is about, and it must not give the secret away.

use super::SecretKind;

/// A value that is worth hiding where nothing but its place tells that it is one.
const VALUE: usize = 8;

/// A value, as it is spelled in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spelled<'a> {
    pub(super) kind: SecretKind,
    pub(super) raw: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// What stands between quotation marks, escapes as they are.
    Text(&'a str),
    Word(&'a str),
    Mark(char),
}

/// The values of all members with a secret's name, in whatever writing: JSON with a comma too many, XML, a form, a script.
pub(super) fn spelled(text: &str) -> Vec<Spelled<'_>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let name = match token {
            Token::Text(name) => unescaped(name),
            Token::Word(name) if !in_prose(name) => (*name).to_owned(),
            Token::Word(_) | Token::Mark(_) => continue,
        };
        let follows = tokens.get(at + 1..).unwrap_or_default();
        if let (Some(kind), [Token::Mark(':' | '=' | '>'), rest @ ..]) =
            (SecretKind::of_member(&name), follows)
        {
            found.extend(values(rest).into_iter().map(|raw| Spelled { kind, raw }));
        }
    }
    found
}

/// The texts that hold quotation marks of their own, and so perhaps another message.
pub(super) fn messages_in(text: &str) -> Vec<String> {
    if !text.contains("\\\"") {
        return Vec::new();
    }
    let texts = tokens(text).into_iter().filter_map(|token| match token {
        Token::Text(text) if text.contains("\\\"") => Some(text),
        Token::Text(_) | Token::Word(_) | Token::Mark(_) => None,
    });
    texts
        .map(|text| text.replace("\\\"", "\"").replace("\\\\", "\\"))
        .collect()
}

/// The value that comes first, or all that stand between the bracket that comes first and its end.
fn values<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    match tokens.first() {
        Some(Token::Text(text)) if !text.is_empty() => vec![text],
        Some(Token::Word(word)) if is_value(word) => vec![word],
        Some(Token::Mark('[' | '{')) => inner(tokens),
        // A tag, or a name that was written twice, stands between.
        Some(Token::Mark('<' | ':' | '=' | '>')) => values(&tokens[1..]),
        _ => Vec::new(),
    }
}

fn inner<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark('[' | '{') => depth += 1,
            Token::Mark(']' | '}') => depth -= 1,
            Token::Text(value) if value.len() >= VALUE && !is_name(tokens, at) => {
                found.push(*value);
            }
            Token::Word(value) if is_value(value) && !is_name(tokens, at) => found.push(*value),
            Token::Text(_) | Token::Word(_) | Token::Mark(_) => {}
        }
        if depth == 0 {
            break;
        }
    }
    found
}

fn is_name(tokens: &[Token<'_>], at: usize) -> bool {
    matches!(tokens.get(at + 1), Some(Token::Mark(':' | '=')))
}

/// Names of members that are plain words too: without quotation marks they are no names.
fn in_prose(word: &str) -> bool {
    matches!(word, "request" | "state" | "ticket")
}

/// Whether a word without quotation marks may be a secret: it is long, and no word of a language.
fn is_value(word: &str) -> bool {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    let is_mixed = has(u8::is_ascii_lowercase)
        && word
            .get(1..)
            .is_some_and(|rest| rest.bytes().any(|byte| byte.is_ascii_uppercase()));
    word.len() >= VALUE && (is_mixed || has(u8::is_ascii_digit))
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let is_quoted =
            first == '"' || (first == '\'' && !matches!(tokens.last(), Some(Token::Word(_))));
        let token = if is_quoted {
            let end = end_of_text(after, first);
            rest = after.get(end + 1..).unwrap_or_default();
            Token::Text(&after[..end])
        } else if is_mark(first) {
            rest = after;
            Token::Mark(first)
        } else if first.is_whitespace() {
            rest = after;
            continue;
        } else {
            let is_end = |c: char| c.is_whitespace() || is_mark(c) || c == '"' || c == '\'';
            // What fills base64 up is no mark.
            let end = rest.find(is_end).unwrap_or(rest.len());
            let end = end + padding(&rest[end..]);
            let word = &rest[..end];
            rest = &rest[end..];
            Token::Word(word)
        };
        tokens.push(token);
    }
    tokens
}

/// How many signs of equality fill a value up, where nothing of it follows.
fn padding(rest: &str) -> usize {
    let signs = rest.len() - rest.trim_start_matches('=').len();
    let is_end = rest[signs..]
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || is_mark(c));
    if is_end { signs } else { 0 }
}

/// Where the quotation ends: at its mark, unless a backslash stands before it, or where the text ends.
fn end_of_text(text: &str, mark: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            found if found == mark => return at,
            _ => {}
        }
    }
    text.len()
}

const fn is_mark(character: char) -> bool {
    matches!(
        character,
        '{' | '}' | '[' | ']' | '(' | ')' | ':' | ',' | ';' | '=' | '<' | '>' | '&' | '?' | '#'
    )
}

/// What a text of JSON says, or the text as it is where it is none.
pub(super) fn unescaped(raw: &str) -> String {
    if !raw.contains('\\') {
        return raw.to_owned();
    }
    serde_json::from_str(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::spelled;

    const TOKEN: &str = "nW7W4JtZSGylabcd";

    #[rstest]
    #[case::json(r#"{"access_token":"nW7W4JtZSGylabcd"}"#)]
    #[case::a_comma_too_many(r#"{"access_token":"nW7W4JtZSGylabcd",}"#)]
    #[case::no_end(r#"{"access_token":"nW7W4JtZSGylabcd"#)]
    #[case::an_array(r#"{"access_token":["nW7W4JtZSGylabcd"]}"#)]
    #[case::an_object(r#"{"access_token":{"value":"nW7W4JtZSGylabcd"}}"#)]
    #[case::another_name(r#"{"accesstoken":"nW7W4JtZSGylabcd"}"#)]
    #[case::in_capitals(r#"{"ACCESS_TOKEN":"nW7W4JtZSGylabcd"}"#)]
    #[case::an_escaped_name(r#"{"\u0061ccess_token":"nW7W4JtZSGylabcd"}"#)]
    #[case::in_single_quotes("{'access_token': 'nW7W4JtZSGylabcd'}")]
    #[case::without_quotes("{access_token: nW7W4JtZSGylabcd}")]
    #[case::xml("<r><access_token>nW7W4JtZSGylabcd</access_token></r>")]
    #[case::a_form("token_type=Bearer&access_token=nW7W4JtZSGylabcd&x=1")]
    #[case::an_address("https://c.example/cb#access_token=nW7W4JtZSGylabcd&x=1")]
    #[case::a_script("callback({\"access_token\" : \"nW7W4JtZSGylabcd\"});")]
    #[case::php("array('access_token' => 'nW7W4JtZSGylabcd')")]
    #[case::two_documents(r#"{"a":1}{"access_token":"nW7W4JtZSGylabcd"}"#)]
    fn a_value_is_found_in_every_writing(#[case] text: &str) {
        let found: Vec<&str> = spelled(text).iter().map(|found| found.raw).collect();

        assert_eq!(found, [TOKEN]);
    }

    #[rstest]
    #[case::a_sentence("the access_token is missing")]
    #[case::a_sentence_with_a_colon("invalid access_token: malformed, or revoked")]
    #[case::a_plain_word("bad request: https2example")]
    #[case::a_word_that_is_no_value(r#"{"access_token": null, "id_token": true}"#)]
    #[case::an_empty_text(r#"{"access_token": ""}"#)]
    #[case::the_name_as_a_value(r#"{"error": "access_token"}"#)]
    fn nothing_else_is_taken_for_one(#[case] text: &str) {
        assert_eq!(spelled(text), []);
    }

    #[test]
    fn what_fills_base64_up_belongs_to_the_value() {
        let found: Vec<&str> = spelled("access_token=nW7W4JtZSGyl==&x=1")
            .iter()
            .map(|found| found.raw)
            .collect();

        assert_eq!(found, ["nW7W4JtZSGyl=="]);
    }
}

//! Rust source as words: no comments, no literals.

/// An identifier, a `::` or a single other character, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Token {
    pub(crate) fn is_word(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Reads a source file.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader {
        rest: source.chars().collect(),
        position: 0,
        line: 1,
        tokens: Vec::new(),
    };
    while reader.position < reader.rest.len() {
        reader.read();
    }
    reader.tokens
}

struct Reader {
    rest: Vec<char>,
    position: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Reader {
    fn peek(&self, ahead: usize) -> char {
        self.rest
            .get(self.position + ahead)
            .copied()
            .unwrap_or('\0')
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            if self.peek(0) == '\n' {
                self.line += 1;
            }
            self.position += 1;
        }
    }

    fn push(&mut self, text: String) {
        let line = self.line;
        self.skip(text.chars().count());
        self.tokens.push(Token { text, line });
    }

    fn read(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.skip_while(|c| c != '\n'),
            ('/', '*') => self.skip_block_comment(),
            ('"', _) => self.skip_string(),
            ('\'', _) => self.skip_quote(),
            (':', ':') => self.push("::".to_owned()),
            (c, _) if c.is_alphanumeric() || c == '_' => self.read_word(),
            (c, _) if c.is_whitespace() => self.skip(1),
            (c, _) => self.push(c.to_string()),
        }
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.position < self.rest.len() && wanted(self.peek(0)) {
            self.skip(1);
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        while self.position < self.rest.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => {
                    depth += 1;
                    self.skip(2);
                }
                ('*', '/') => {
                    depth -= 1;
                    self.skip(2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.skip(1),
            }
        }
    }

    fn skip_string(&mut self) {
        self.skip(1);
        while self.position < self.rest.len() && self.peek(0) != '"' {
            self.skip(if self.peek(0) == '\\' { 2 } else { 1 });
        }
        self.skip(1);
    }

    /// `r"..."`, `r#"..."#` and so on, from the first `#` or quote.
    fn skip_raw_string(&mut self, hashes: usize) {
        self.skip(hashes + 1);
        while self.position < self.rest.len() {
            if self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#') {
                self.skip(hashes + 1);
                return;
            }
            self.skip(1);
        }
    }

    /// A character, or the name of a lifetime.
    fn skip_quote(&mut self) {
        if self.peek(1) == '\\' {
            self.skip(3);
            self.skip_while(|c| c != '\'');
            self.skip(1);
        } else if self.peek(2) == '\'' {
            self.skip(3);
        } else {
            self.skip(1);
            self.skip_while(|c| c.is_alphanumeric() || c == '_');
        }
    }

    fn read_word(&mut self) {
        let rest = &self.rest[self.position..];
        let length = rest
            .iter()
            .take_while(|c| c.is_alphanumeric() || **c == '_')
            .count();
        let word: String = rest[..length].iter().collect();
        let hashes = rest[length..].iter().take_while(|c| **c == '#').count();
        let opens_string = self.peek(length + hashes) == '"';
        match word.as_str() {
            "r" | "br" | "cr" if opens_string => {
                self.skip(length);
                self.skip_raw_string(hashes);
            }
            "b" | "c" if hashes == 0 && opens_string => {
                self.skip(length);
                self.skip_string();
            }
            "b" if self.peek(length) == '\'' => {
                self.skip(length);
                self.skip_quote();
            }
            // A raw identifier: the word itself comes next.
            "r" if hashes == 1 => self.skip(2),
            _ => self.push(word),
        }
    }
}

#[test]
fn comments_and_literals_are_dropped() {
    let source = r##"
        // use a::b;
        /* use c::d; /* nested */ use e::f; */
        let s = "use g::h; \" use i::j"; let r = r#"k::l " m::n"#; let b = b"o::p"; let q = '"'; let t = '\'';
        fn real<'a>(x: &'a str) -> r#type::Name {}
    "##;

    let words: Vec<String> = tokens(source)
        .into_iter()
        .filter(Token::is_word)
        .map(|token| token.text)
        .collect();

    let expected = "let s let r let b let q let t fn real x str type Name";
    assert_eq!(words.join(" "), expected);
}

#[test]
fn a_token_knows_its_line() {
    let read = tokens("/* one\n two */ use\n\"three\nfour\" a::b");

    let lines: Vec<(&str, usize)> = read
        .iter()
        .map(|token| (token.text.as_str(), token.line))
        .collect();

    assert_eq!(lines, [("use", 2), ("a", 4), ("::", 4), ("b", 4)]);
}

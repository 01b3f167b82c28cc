use std::fmt::Write as _;

use crate::http::Piece;

/// One argument of a shell command: text is quoted where it must be, a secret is a variable.
///
/// Control characters and bytes that are no UTF-8 are written as `$'\ooo'`, which bash, zsh, ksh and POSIX 2024 read.
/// A zero byte can be no part of an argument and is left out.
pub(super) fn word(pieces: &[Piece<'_>]) -> String {
    let mut shown = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => push_text(&mut shown, text),
            Piece::Hidden(variable) => {
                let _ = write!(shown, "\"${variable}\"");
            }
        }
    }
    if shown.is_empty() {
        "''".to_owned()
    } else {
        shown
    }
}

fn push_text(shown: &mut String, text: &[u8]) {
    match std::str::from_utf8(text) {
        Ok("") => {}
        Ok(plain) if plain.chars().all(is_plain) => shown.push_str(plain),
        Ok(quotable) if !quotable.chars().any(needs_escape) => {
            let _ = write!(shown, "'{}'", quotable.replace('\'', r"'\''"));
        }
        _ => push_escaped(shown, text),
    }
}

const fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(
            character,
            '_' | '.' | '/' | ':' | '=' | '@' | '%' | '+' | ',' | '-'
        )
}

/// What would break the line or could not be seen.
fn needs_escape(character: char) -> bool {
    character.is_control() || super::visible::is_deceptive(character)
}

fn push_escaped(shown: &mut String, text: &[u8]) {
    shown.push_str("$'");
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\'' => shown.push_str(r"\'"),
                '\\' => shown.push_str(r"\\"),
                '\n' => shown.push_str(r"\n"),
                '\r' => shown.push_str(r"\r"),
                '\t' => shown.push_str(r"\t"),
                '\0' => {}
                character if needs_escape(character) => {
                    let mut bytes = [0; 4];
                    push_octal(shown, character.encode_utf8(&mut bytes).as_bytes());
                }
                character => shown.push(character),
            }
        }
        push_octal(shown, chunk.invalid());
    }
    shown.push('\'');
}

fn push_octal(shown: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(shown, "\\{byte:03o}");
    }
}

/// A command that prints the bytes, zero bytes too; a secret is an argument.
pub(super) fn printf(pieces: &[Piece<'_>]) -> String {
    let mut format = String::new();
    let mut arguments = String::new();
    for piece in pieces {
        match piece {
            Piece::Hidden(variable) => {
                format.push_str("%s");
                let _ = write!(arguments, " \"${variable}\"");
            }
            Piece::Text(text) => {
                for byte in *text {
                    match byte {
                        b'%' => format.push_str("%%"),
                        b' '..=b'~' if !matches!(byte, b'\\' | b'\'') => {
                            format.push(char::from(*byte));
                        }
                        byte => push_octal(&mut format, &[*byte]),
                    }
                }
            }
        }
    }
    format!("printf '{format}'{arguments}")
}

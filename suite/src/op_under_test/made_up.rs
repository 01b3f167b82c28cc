//! What the suite makes up and sends, where a wrong server of the zoo knows it again. Each value stands here alone: who
//! changes one changes it for both, and the wrong server still acts where it did.

/// A lifetime in seconds: long enough to be looked at twice, short enough to be waited for; an OP may choose another. The
/// last look, a margin before the end, comes at no round share of it: an OP that gives up then, as some do at four fifths
/// of the lifetime, would be told by chance.
pub const SHORT_LIFETIME: &str = "23";

/// A hint that should be a token and is none.
pub const NO_TOKEN: &str = "no.such.token";

/// A scope value that nobody knows.
pub const UNKNOWN_SCOPE: &str = "nobody-knows-this-scope";

/// How a user_code begins that is not the user's; a number follows.
pub const WRONG_USER_CODE: &str = "not-the-code-";

/// The name of a key that nobody has registered.
pub const UNREGISTERED_KEY: &str = "never-registered";

/// The scheme `Basic`, in other letters.
pub const BASIC_IN_OTHER_LETTERS: &str = "bASIC";

/// Quotes, a backslash, a line break, markup, letters beyond ASCII: no error may repeat it as it is.
pub const UNREPEATABLE: &str = "\"a\\b\"\r\n<i>é\u{202e}語</i>";

/// Hints that no server can make sense of, as they stand in the body.
pub const HINT_THAT_IS_NOT_UTF_8: &str = "%ff%fe%fd";
/// One with a null character.
pub const HINT_WITH_A_NULL_CHARACTER: &str = "nobody%00here";
/// One with a broken percent escape.
pub const HINT_WITH_A_BROKEN_ESCAPE: &str = "nobody%zz%";
/// One that is JSON.
pub const HINT_THAT_IS_JSON: &str = "%7B%22nobody%22%3A%5B1%5D%7D";
/// The letter and the length of one that is too long.
pub const HINT_OF_MANY_LETTERS: (&str, usize) = ("n", 2000);

/// What follows the client_id of a client where it becomes one that nobody has registered.
pub const UNREGISTERED: &str = "-unknown";

/// A client_id that nobody has registered.
pub fn unregistered(client_id: &str) -> String {
    format!("{client_id}{UNREGISTERED}")
}

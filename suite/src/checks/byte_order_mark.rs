//! The byte order mark (RFC 8259, section 8.1).

use crate::http::has_mark;
use crate::violation::{Actual, Came, Violation, Violations};

/// None stands before the JSON of a body.
pub fn unmarked(body: &[u8]) -> Result<(), Violations> {
    if !has_mark(body) {
        return Ok(());
    }
    let expected = "JSON that begins with its first character";
    let kind = Came::Kind("a byte order mark before JSON");
    let actual = Actual::new("a byte order mark (EF BB BF) before it", kind);
    Err(Violation::must("C-8259-01", expected, actual)
        .of_form()
        .into())
}

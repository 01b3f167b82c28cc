//! The byte order mark, which some put before a text.

/// U+FEFF in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether one stands before a body.
pub fn has_mark(body: &[u8]) -> bool {
    body.starts_with(BYTE_ORDER_MARK)
}

/// The body behind it, where there is one: who reads JSON may ignore it (RFC 8259, section 8.1).
pub fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)
}

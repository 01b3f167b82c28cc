//! An API call as it reached the fake, whatever carried it.

/// An HTTP request to the fake.
#[derive(Clone, Default)]
pub struct Request {
    /// The method, in upper case.
    pub method: String,
    /// The path with its query, as it stands in the request line.
    pub path: String,
    /// Header names and values, in order; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body, untouched.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The path up to the query.
    pub fn path_without_query(&self) -> &str {
        self.path
            .split_once('?')
            .map_or(self.path.as_str(), |(path, _)| path)
    }

    /// The query, empty when there is none.
    pub(crate) fn query(&self) -> &str {
        self.path.split_once('?').map_or("", |(_, query)| query)
    }
}

impl std::fmt::Debug for Request {
    /// Headers and body carry credentials: only method and path are shown.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &self.headers.len())
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[test]
    fn debug_output_shows_neither_headers_nor_body() {
        let request = Request {
            method: "POST".to_owned(),
            path: "/api/auth/token".to_owned(),
            headers: vec![("Authorization".to_owned(), "Bearer hush".to_owned())],
            body: b"hush".to_vec(),
        };

        let printed = format!("{request:?}");

        assert!(!printed.contains("hush"), "{printed}");
    }
}

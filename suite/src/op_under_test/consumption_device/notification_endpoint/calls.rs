use std::collections::{BTreeSet, HashMap};

use super::Callback;
use super::belonging::{belongs, continues};
use crate::http::Request;

/// So many bytes of calls are kept; of what comes then, the addresses are.
const KEPT: usize = 64 << 20;
/// So many bytes of a call that brings no token; of a longer one, the address is kept.
const OF_A_STRANGER: usize = 16 << 10;
/// So many calls are kept at all.
const MOST: usize = 100_000;

/// The calls of the OP in the order in which they came.
///
/// Every scenario looks for its own among those of a whole run, and again whenever one comes: what is written in a call
/// leads to it.
#[derive(Default)]
pub(super) struct Calls {
    all: Vec<Callback>,
    /// How many bytes of them are kept.
    size: usize,
    by_word: HashMap<Vec<u8>, Vec<usize>>,
}

impl Calls {
    /// Anybody may call: what a stranger sends fills no memory.
    pub(super) fn push(&mut self, mut callback: Callback) {
        let at = self.all.len();
        if at >= MOST {
            return;
        }
        let request = &mut callback.exchange.request;
        let is_from_a_stranger = request.header("authorization").is_none();
        let size = size(request);
        if self.size + size > KEPT || (is_from_a_stranger && size > OF_A_STRANGER) {
            request.body = Vec::new();
            request.headers = Vec::new();
        } else {
            self.size += size;
        }
        for word in words(&callback.exchange.request) {
            self.by_word.entry(word.to_vec()).or_default().push(at);
        }
        self.all.push(callback);
    }

    /// Whether there are none.
    pub(super) const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Those that belong to an authentication request, and those that followed a redirect of such a call.
    pub(super) fn of(
        &self,
        known: &[String],
        auth_req_id: &str,
        client_notification_token: &str,
    ) -> Vec<Callback> {
        let mut found: BTreeSet<usize> = self
            .candidates(&[auth_req_id, client_notification_token])
            .into_iter()
            .filter(|at| {
                let request = &self.all[*at].exchange.request;
                belongs(request, known, auth_req_id, client_notification_token)
            })
            .collect();
        let redirects: Vec<&str> = found
            .iter()
            .filter_map(|at| self.all[*at].exchange.response.header("location"))
            .collect();
        if !redirects.is_empty() {
            let leads_to =
                |callback: &Callback| redirects.contains(&callback.exchange.request.url.as_str());
            let followed: Vec<usize> = (0..self.all.len())
                .filter(|at| leads_to(&self.all[*at]))
                .collect();
            found.extend(followed);
        }
        found.into_iter().map(|at| self.all[at].clone()).collect()
    }

    /// How many came to a URL.
    pub(super) fn to(&self, url: &str) -> usize {
        let came = |callback: &&Callback| callback.exchange.request.url == url;
        self.all.iter().filter(came).count()
    }

    /// Where one of these values may stand: all calls, where a value is not one word.
    fn candidates(&self, values: &[&str]) -> BTreeSet<usize> {
        if values.iter().any(|value| !value.bytes().all(continues)) {
            return (0..self.all.len()).collect();
        }
        let places = values
            .iter()
            .filter_map(|value| self.by_word.get(value.as_bytes()));
        places.flatten().copied().collect()
    }
}

fn size(request: &Request) -> usize {
    let headers = request
        .headers
        .iter()
        .map(|(name, value)| name.len() + value.len());
    request.body.len() + headers.sum::<usize>()
}

/// What may be an identifier or a token in a call, each once.
fn words(request: &Request) -> BTreeSet<&[u8]> {
    let headers = request.header_values("authorization").map(str::as_bytes);
    let texts = headers.chain([request.body.as_slice()]);
    texts
        .flat_map(|text| text.split(|byte| !continues(*byte)))
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::http::{Exchange, Party};
    use crate::testing::answer_with;

    fn call(url: &str, token: &str, body: &str, location: Option<&str>) -> Callback {
        let location: Vec<(&str, &str)> =
            location.map(|url| ("location", url)).into_iter().collect();
        Callback {
            exchange: Exchange {
                from: Party::Op,
                to: Party::Client,
                request: Request {
                    method: "POST".to_owned(),
                    url: url.to_owned(),
                    headers: vec![("authorization".to_owned(), format!("Bearer {token}"))],
                    body: body.as_bytes().to_vec(),
                },
                ..answer_with(204, &location, "")
            },
            redirected: false,
            received_at: SystemTime::UNIX_EPOCH,
        }
    }

    fn urls(callbacks: &[Callback]) -> Vec<&str> {
        let urls = callbacks
            .iter()
            .map(|call| call.exchange.request.url.as_str());
        urls.collect()
    }

    #[test]
    fn calls_are_found_by_what_is_written_in_them_in_the_order_in_which_they_came() {
        let mut calls = Calls::default();
        calls.push(call("/1", "token", r#"{"auth_req_id":"made-up"}"#, None));
        calls.push(call("/2", "other", r#"{"auth_req_id":"other"}"#, None));
        calls.push(call("/3", "other", r#"{"auth_req_id": "own.id"}"#, None));

        assert_eq!(urls(&calls.of(&[], "own.id", "token")), ["/1", "/3"]);
        assert_eq!(urls(&calls.of(&[], "nobody", "nothing")), [""; 0]);
        assert_eq!(calls.to("/2"), 1);
    }

    #[test]
    fn a_long_call_without_a_token_is_counted_and_not_kept() {
        let long = "x".repeat(OF_A_STRANGER + 1);
        let mut calls = Calls::default();
        let mut stranger = call("/1", "", &long, None);
        stranger.exchange.request.headers.clear();
        calls.push(stranger);
        calls.push(call("/2", "token", &long, None));

        assert_eq!(calls.to("/1"), 1);
        assert!(calls.all[0].exchange.request.body.is_empty());
        assert_eq!(urls(&calls.of(&[], "nobody", "token")), ["/2"]);
        assert!(calls.size < 2 * OF_A_STRANGER, "{}", calls.size);
    }

    #[test]
    fn an_identifier_of_more_than_one_word_is_found_too() {
        let mut calls = Calls::default();
        calls.push(call("/1", "t", r#"{"auth_req_id":"not allowed"}"#, None));

        assert_eq!(urls(&calls.of(&[], "not allowed", "")), ["/1"]);
    }

    #[test]
    fn a_call_that_followed_a_redirect_is_found_with_nothing_in_it() {
        let mut calls = Calls::default();
        calls.push(call("/1", "token", "{}", Some("/elsewhere")));
        calls.push(call("/elsewhere", "", "", None));
        calls.push(call("/2", "", "", None));

        assert_eq!(urls(&calls.of(&[], "id", "token")), ["/1", "/elsewhere"]);
    }
}

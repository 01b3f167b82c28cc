//! Tickets and `auth_req_id`s: who may do what with them, and when.

use std::collections::HashMap;
use std::sync::Arc;

use super::bounded::Bounded;
use super::record::{AuthenticationRequest, Decision, Poll, TicketState};
use crate::random::random_text;

/// How long a ticket waits for `issue`. Authlete's own limit is not published.
const TICKET_LIFETIME_MILLIS: u64 = 600_000;

/// How long an expired `auth_req_id` is still known, so that the client is told `expired_token`.
const RETENTION_MILLIS: u64 = 600_000;

/// How much the interval grows with each slow_down (RFC 8628, section 3.5; CIBA Core 1.0, section 11).
const SLOW_DOWN_MILLIS: u64 = 5_000;

/// How much too early a poll may arrive: clients measure from sending, and the network is not even.
const POLL_TOLERANCE_MILLIS: u64 = 100;

/// The authentication requests, by ticket and by `auth_req_id`.
pub(crate) struct RequestStore {
    records: Bounded<Record>,
    tickets_by_auth_req_id: HashMap<String, String>,
}

struct Record {
    request: Arc<AuthenticationRequest>,
    issued: Option<Issued>,
    /// Whether `complete` and `fail` still find the ticket.
    ticket_open: bool,
}

struct Issued {
    auth_req_id: String,
    expires_at: u64,
    interval: u64,
    last_poll: Option<u64>,
    outcome: Outcome,
}

enum Outcome {
    Pending,
    Decided(Decision),
    Redeemed,
}

/// What `issue` hands out.
pub(crate) struct Issuance {
    pub(crate) auth_req_id: String,
    pub(crate) request: Arc<AuthenticationRequest>,
}

/// Why `issue` refuses a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IssueError {
    UnknownTicket,
    AlreadyIssued,
}

impl RequestStore {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            records: Bounded::new(capacity),
            tickets_by_auth_req_id: HashMap::new(),
        }
    }

    /// Keeps a verified request and returns its ticket. Times are milliseconds, here and below.
    pub(crate) fn insert(&mut self, request: AuthenticationRequest, now: u64) -> String {
        self.forget(now);
        let ticket = random_text();
        let record = Record {
            request: Arc::new(request),
            issued: None,
            ticket_open: true,
        };
        let evicted = self
            .records
            .insert(ticket.clone(), record, now + TICKET_LIFETIME_MILLIS);
        self.drop_index(evicted);
        ticket
    }

    /// Issues the `auth_req_id` of a ticket, once, with `ending` as its last characters. `lifetime` says how long it
    /// lives.
    pub(crate) fn issue(
        &mut self,
        ticket: &str,
        now: u64,
        interval: u64,
        ending: &str,
        lifetime: impl FnOnce(&AuthenticationRequest) -> u64,
    ) -> Result<Issuance, IssueError> {
        self.forget(now);
        let record = self.records.get_mut(ticket).filter(|it| it.ticket_open);
        let record = record.ok_or(IssueError::UnknownTicket)?;
        if record.issued.is_some() {
            return Err(IssueError::AlreadyIssued);
        }
        let auth_req_id = format!("{}{ending}", random_text());
        let request = Arc::clone(&record.request);
        let expires_at = now + lifetime(&request);
        record.issued = Some(Issued {
            auth_req_id: auth_req_id.clone(),
            expires_at,
            interval,
            last_poll: None,
            outcome: Outcome::Pending,
        });
        self.records
            .keep_until(ticket, expires_at + RETENTION_MILLIS);
        self.tickets_by_auth_req_id
            .insert(auth_req_id.clone(), ticket.to_owned());
        Ok(Issuance {
            auth_req_id,
            request,
        })
    }

    /// Deletes a ticket and everything it stands for.
    pub(crate) fn delete(&mut self, ticket: &str, now: u64) {
        self.forget(now);
        if self.records.get(ticket).is_some_and(|it| it.ticket_open) {
            let removed = self.records.remove(ticket);
            self.drop_index(removed);
        }
    }

    /// What an open ticket stands for.
    pub(crate) fn look_up(&mut self, ticket: &str, now: u64) -> Option<TicketState> {
        self.forget(now);
        let record = self.records.get(ticket).filter(|it| it.ticket_open)?;
        let issued = record.issued.as_ref();
        Some(TicketState {
            request: Arc::clone(&record.request),
            auth_req_id: issued.map(|issued| issued.auth_req_id.clone()),
            expired: issued.is_some_and(|issued| issued.expires_at <= now),
        })
    }

    /// Uses up a ticket for a decision; whether this call was the one that did.
    ///
    /// With `delivered`, nothing is left for the token endpoint, because the client gets its answer by push.
    pub(crate) fn decide(&mut self, ticket: &str, decision: Decision, delivered: bool) -> bool {
        let record = self.records.get_mut(ticket).filter(|it| it.ticket_open);
        let Some(record) = record else {
            return false;
        };
        let Some(issued) = &mut record.issued else {
            return false;
        };
        issued.outcome = if delivered {
            Outcome::Redeemed
        } else {
            Outcome::Decided(decision)
        };
        record.ticket_open = false;
        true
    }

    /// Answers a poll by that client, and redeems the `auth_req_id` if the user has agreed.
    pub(crate) fn poll(&mut self, auth_req_id: &str, client_id: u64, now: u64) -> Poll {
        self.forget(now);
        let Some(record) = self.issued_record(auth_req_id) else {
            return Poll::Unknown;
        };
        if record.request.client.client.client_id != client_id {
            return Poll::Unknown;
        }
        let request = Arc::clone(&record.request);
        let Some(issued) = &mut record.issued else {
            return Poll::Unknown;
        };
        match &issued.outcome {
            Outcome::Redeemed => Poll::Unknown,
            _ if issued.expires_at <= now => Poll::Expired,
            Outcome::Pending => issued.poll_while_pending(now),
            Outcome::Decided(Decision::Refused(refusal)) => Poll::Refused(refusal.clone()),
            Outcome::Decided(Decision::Authorized(authorization)) => {
                let authorization = Arc::clone(authorization);
                issued.outcome = Outcome::Redeemed;
                Poll::Redeemed(request, authorization)
            }
        }
    }

    /// Makes an `auth_req_id` older, as if that time had passed for it alone; whether there is such an id.
    pub(crate) fn age(&mut self, auth_req_id: &str, millis: u64) -> bool {
        let Some(issued) = self
            .issued_record(auth_req_id)
            .and_then(|record| record.issued.as_mut())
        else {
            return false;
        };
        issued.expires_at = issued.expires_at.saturating_sub(millis);
        issued.last_poll = issued.last_poll.map(|at| at.saturating_sub(millis));
        true
    }

    fn issued_record(&mut self, auth_req_id: &str) -> Option<&mut Record> {
        let ticket = self.tickets_by_auth_req_id.get(auth_req_id)?;
        self.records.get_mut(ticket)
    }

    fn forget(&mut self, now: u64) {
        for record in self.records.forget_until(now) {
            self.drop_index(Some(record));
        }
    }

    fn drop_index(&mut self, record: Option<Record>) {
        if let Some(issued) = record.and_then(|record| record.issued) {
            self.tickets_by_auth_req_id.remove(&issued.auth_req_id);
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.records.len().max(self.tickets_by_auth_req_id.len())
    }
}

impl Issued {
    fn poll_while_pending(&mut self, now: u64) -> Poll {
        let previous = self.last_poll.replace(now);
        let too_fast =
            previous.is_some_and(|previous| now + POLL_TOLERANCE_MILLIS < previous + self.interval);
        if too_fast {
            self.interval += SLOW_DOWN_MILLIS;
            return Poll::TooFast;
        }
        Poll::Pending
    }
}

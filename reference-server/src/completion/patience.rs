use std::time::Duration;

use tokio::time::Instant;

use crate::authlete::AuthleteError;
use crate::state::AppState;
use crate::transaction::Transaction;

/// How long a completion may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) until: Instant,
    pub(super) shortest_pause: Duration,
}

impl Patience {
    pub(super) fn new(state: &AppState, transaction: &Transaction) -> Self {
        let now = Instant::now();
        let left = time_left(state, transaction);
        Self {
            // A time that no clock can tell is as good as a day.
            until: now
                .checked_add(left)
                .unwrap_or(now + Duration::from_secs(86_400)),
            shortest_pause: state.settings.repetition.first_pause,
        }
    }

    /// The pause before Authlete is called again: as long as it asks for, but never so long that the request would
    /// expire meanwhile.
    pub(super) fn pause(
        &self,
        error: &AuthleteError,
        planned: Option<Duration>,
    ) -> Option<Duration> {
        let left = self.until.saturating_duration_since(Instant::now());
        let longest = (left / 2).max(self.shortest_pause);
        error.pause(planned).map(|pause| pause.min(longest))
    }
}

/// Until the request expires, but always long enough for one attempt.
fn time_left(state: &AppState, transaction: &Transaction) -> Duration {
    let left = transaction.expires_at.saturating_sub(state.clock.now());
    let settings = &state.settings;
    Duration::from_secs(left).max(settings.authlete_timeout + settings.notification_timeout)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use rstest::rstest;

    use super::*;

    fn refusal(retry_after: u64) -> AuthleteError {
        AuthleteError::Status {
            api: "backchannel/authentication/complete",
            status: 429,
            result_code: None,
            retry_after: Some(Duration::from_secs(retry_after)),
        }
    }

    #[rstest]
    #[case::respected(600, 20, 20)]
    #[case::longer_than_the_request_lives(600, 1_000_000_000, 300)]
    #[case::no_number_is_too_long(600, u64::MAX, 300)]
    #[case::hardly_any_time_is_left(1, 20, 2)]
    #[test]
    fn a_pause_never_outlasts_the_request(
        #[case] left: u64,
        #[case] wanted: u64,
        #[case] expected: u64,
    ) {
        let patience = Patience {
            until: Instant::now() + Duration::from_secs(left),
            shortest_pause: Duration::from_secs(2),
        };

        let pause = patience.pause(&refusal(wanted), Some(Duration::from_secs(1)));

        let missing = Duration::from_secs(expected).checked_sub(pause.unwrap());
        assert!(missing.unwrap() < Duration::from_millis(500), "{pause:?}");
    }
}

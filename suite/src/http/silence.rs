//! How long an answer is waited for, by place.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// No answer of a token endpoint should take longer (CIBA Core 1.0, section 10.1); a little more tells slow from dead.
const PATIENT: Duration = Duration::from_secs(35);

/// For a place that only hangs: hundreds of requests go there, and the first ones have proven it.
const IMPATIENT: Duration = Duration::from_secs(2);

/// So many requests in a row without an answer prove it.
const PROOF: u32 = 5;

/// The places that hang, each with the number of requests since its last answer that waited in vain.
#[derive(Debug, Default)]
pub(super) struct Silences(Mutex<HashMap<String, u32>>);

impl Silences {
    /// How long an answer from there is waited for.
    pub(super) fn patience(&self, url: &str) -> Duration {
        match self.lock().get(place(url)) {
            Some(PROOF..) => IMPATIENT,
            _ => PATIENT,
        }
    }

    /// Something came from there: it is waited for as at first.
    pub(super) fn answered(&self, url: &str) {
        self.lock().remove(place(url));
    }

    /// Nothing came from there for as long as it was waited for. Says so.
    pub(super) fn unanswered(&self, url: &str, waited: Duration) -> String {
        let mut silences = self.lock();
        let in_vain = silences.entry(place(url).to_owned()).or_default();
        *in_vain += 1;
        let seconds = waited.as_secs();
        if waited < PATIENT {
            format!(
                "nothing within {seconds} s, after {PROOF} requests and more that nothing came back to"
            )
        } else {
            format!("nothing within {seconds} s")
        }
    }

    /// A poisoned lock only means that another task panicked; numbers are whole.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "https://op.example.com/token";

    #[test]
    fn a_place_that_only_hangs_is_waited_for_less_until_it_answers() {
        let silences = Silences::default();

        for _ in 0..PROOF {
            assert_eq!(silences.patience(TOKEN), PATIENT);
            silences.unanswered(TOKEN, PATIENT);
        }

        assert_eq!(silences.patience(TOKEN), IMPATIENT);
        assert_eq!(
            silences.patience("https://op.example.com/token?x=1"),
            IMPATIENT
        );
        assert_eq!(silences.patience("https://op.example.com/other"), PATIENT);
        silences.answered(TOKEN);
        assert_eq!(silences.patience(TOKEN), PATIENT);
    }

    #[test]
    fn the_silence_says_how_long_it_was_listened_to() {
        let silences = Silences::default();

        assert_eq!(silences.unanswered(TOKEN, PATIENT), "nothing within 35 s");
        assert_eq!(
            silences.unanswered(TOKEN, IMPATIENT),
            "nothing within 2 s, after 5 requests and more that nothing came back to"
        );
    }
}

//! Whether tokens can be guessed (RFC 6749, section 10.10).

use super::acknowledgement::{is_random_uuid, varying_bits};
use super::{Judge, Violations};

/// At least 128 bits that nobody can guess; 160 are recommended.
///
/// Counted are the positions that vary over the samples, as for an auth_req_id. A random UUID has 122 bits: a warning.
pub fn tokens(samples: &[String]) -> Result<(), Violations> {
    const REQUIREMENT: &str = "C-6749-18";
    let bits = varying_bits(samples);
    let actual = format!("about {bits} bits that vary over {} samples", samples.len());
    let mut judge = Judge::new();
    if bits < 128 && !samples.iter().all(|sample| is_random_uuid(sample)) {
        judge.must(
            false,
            REQUIREMENT,
            "tokens of at least 128 random bits",
            &actual,
        );
    } else {
        judge.should(
            bits >= 160,
            REQUIREMENT,
            "tokens of 160 random bits",
            &actual,
        );
    }
    judge.verdict(())
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn tokens_that_differ_in_a_counter_alone_are_guessed() {
        let counted: Vec<String> = (0..4)
            .map(|number| format!("a-long-token-that-never-changes-but-for-{number}"))
            .collect();

        assert!(tokens(&counted).is_err());
    }
}

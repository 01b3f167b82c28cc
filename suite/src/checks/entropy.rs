//! Whether tokens can be guessed (RFC 6749, section 10.10).

use std::collections::HashSet;

use super::{Judge, Violations};

/// At least 128 bits that nobody can guess; 160 are recommended.
///
/// Counted are the positions that vary over the samples, as for an auth_req_id. A random UUID has 122 bits: a warning.
pub fn tokens(samples: &[String]) -> Result<(), Violations> {
    const REQUIREMENT: &str = "C-6749-18";
    if let [first, others @ ..] = samples
        && !others.is_empty()
        && others.iter().all(|other| other == first)
    {
        return always_the_same(first, REQUIREMENT);
    }
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

/// No clause wants another token each time; how much of this one is random does not show.
fn always_the_same(token: &str, requirement: &str) -> Result<(), Violations> {
    let actual = format!("one token of {} characters, each time", token.len());
    let mut judge = Judge::new();
    if token.len() * WHOLE / 100 < 128 {
        judge.must(
            false,
            requirement,
            "tokens of at least 128 random bits",
            &actual,
        );
    } else {
        judge.should(
            false,
            requirement,
            "tokens that show how much of them is random",
            &actual,
        );
    }
    judge.verdict(())
}

/// The symbols of an alphabet.
type Alphabet = fn(u8) -> bool;

/// The alphabets in which identifiers are written, the smaller ones first, with what a symbol is worth at most, in
/// hundredths of a bit.
const ALPHABETS: [(Alphabet, usize); 6] = [
    (|byte| byte.is_ascii_digit(), 333),
    (|byte| byte.is_ascii_hexdigit(), 400),
    (
        |byte| byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
        500,
    ),
    (
        |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit(),
        517,
    ),
    (
        |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        517,
    ),
    (|_| true, WHOLE),
];

/// Of the 65 symbols that an auth_req_id may have, as many as base64url has.
const WHOLE: usize = 600;

/// So few symbols in so many samples are all that there are.
const FEW_SYMBOLS: [(usize, usize); 3] = [(2, 100), (4, 200), (8, 300)];

/// With so many samples no two positions are alike by accident.
const ENOUGH_SAMPLES: usize = 8;

/// The most bits that can vary: what never changes adds nothing, nor does what repeats another position.
pub(super) fn varying_bits(samples: &[String]) -> usize {
    let longest = samples.iter().map(String::len).max().unwrap_or_default();
    // A number without leading zeros is shorter now and then.
    let columns = (0..longest).map(|at| {
        let symbols = samples.iter().map(|sample| sample.as_bytes().get(at));
        symbols.map(Option::<&u8>::copied).collect::<Vec<_>>()
    });
    let varying: Vec<Vec<Option<u8>>> = columns
        .filter(|column| column.iter().collect::<HashSet<_>>().len() > 1)
        .collect();
    let symbols: HashSet<u8> = varying.iter().flatten().flatten().copied().collect();
    let different: HashSet<&Vec<Option<u8>>> = varying.iter().collect();
    let few = FEW_SYMBOLS.iter().find(|(most, _)| symbols.len() <= *most);
    let (positions, worth) = match few {
        Some((_, worth)) if samples.len() >= ENOUGH_SAMPLES => (varying.len(), *worth),
        _ if samples.len() >= ENOUGH_SAMPLES => (different.len(), worth_of(&symbols)),
        _ => (varying.len(), worth_of(&symbols)),
    };
    positions * worth / 100
}

fn worth_of(symbols: &HashSet<u8>) -> usize {
    ALPHABETS
        .iter()
        .find(|(holds, _)| symbols.iter().all(|symbol| holds(*symbol)))
        .map_or(WHOLE, |(_, worth)| *worth)
}

/// A UUID of version 4: the other versions are made of the time, a counter or a name.
pub(super) fn is_random_uuid(text: &str) -> bool {
    text.len() == 36
        && text.as_bytes().get(14) == Some(&b'4')
        && text.bytes().enumerate().all(|(at, byte)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

#[cfg(test)]
mod tests {
    use super::{tokens, varying_bits};
    use crate::protocol::Level;

    const BASE64URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// Ten random texts.
    fn random(length: usize, alphabet: &str) -> Vec<String> {
        let symbols = alphabet.as_bytes();
        let symbol = || char::from(symbols[usize::from(rand::random::<u16>()) % symbols.len()]);
        (0..10)
            .map(|_| (0..length).map(|_| symbol()).collect())
            .collect()
    }

    #[test]
    fn a_symbol_is_worth_what_its_alphabet_makes_it() {
        let bits = |length, alphabet: &str| varying_bits(&random(length, alphabet));

        assert!(bits(36, "0123456789") < 128);
        assert!(bits(39, "0123456789") >= 128);
        assert!(bits(32, "0123456789abcdef") >= 128);
        assert!(bits(31, "0123456789abcdef") < 128);
        assert!(bits(25, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") < 128);
        assert!(bits(26, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") >= 128);
        assert!(bits(25, "0123456789abcdefghijklmnopqrstuvwxyz") >= 128);
        assert!(bits(24, "abcdefghijklmnopqrstuvwxyz") < 128);
        assert!(bits(22, BASE64URL) >= 128);
        assert!(bits(21, BASE64URL) < 128);
        assert!(bits(60, "abAB") < 128);
        assert!(bits(120, "01") < 128);
        // One position in 512 is the same in all samples by accident.
        assert!(bits(144, "01") >= 128);
    }

    #[test]
    fn one_token_each_time_proves_nothing_unless_it_is_short() {
        let level = |token: &str| {
            let found = tokens(&vec![token.to_owned(); 4]).err()?.into_vec();
            Some(found.first()?.level)
        };

        assert_eq!(level(BASE64URL), Some(Level::Should));
        assert_eq!(level("token-of-the-server"), Some(Level::Must));
    }

    #[test]
    fn what_is_written_twice_counts_once() {
        let twice: Vec<String> = random(16, BASE64URL)
            .iter()
            .map(|half| format!("{half}{half}"))
            .collect();

        assert!(varying_bits(&twice) < 128);
    }

    #[test]
    fn a_number_without_leading_zeros_counts_in_full() {
        let mut numbers = random(32, "123456789abcdef");
        numbers[3].remove(0);

        assert!(varying_bits(&numbers) >= 128);
    }

    #[test]
    fn tokens_that_differ_in_a_counter_alone_are_guessed() {
        let counted: Vec<String> = (0..4)
            .map(|number| format!("a-long-token-that-never-changes-but-for-{number}"))
            .collect();

        assert!(tokens(&counted).is_err());
    }
}

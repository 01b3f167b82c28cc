//! How long the user is given.

use rstest::rstest;

use super::*;

#[rstest]
#[case::the_whole_lifetime(50, 60, 50)]
#[case::at_most_a_minute(600, 60, 60)]
#[case::at_most_what_is_configured(600, 30, 30)]
#[case::at_least_five_seconds(3, 60, 5)]
#[case::a_cap_below_five_seconds_holds(600, 1, 1)]
#[case::overlong(u64::MAX, 60, 60)]
fn the_user_gets_the_time_that_the_client_was_told(
    #[case] expires_in: u64,
    #[case] cap: u64,
    #[case] expected: u64,
) {
    let question = Question {
        expires_in,
        ..question()
    };

    assert_eq!(question.user_timeout(cap), expected);
}

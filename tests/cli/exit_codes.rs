//! What went wrong before anything was judged.

use rstest::rstest;

use crate::{program, scratch, stderr};

#[rstest]
#[case::an_unknown_command(&["judge"], "unrecognized subcommand")]
#[case::a_filter_that_fits_nothing(&["run", "no-such-scenario"], "no scenario to run")]
#[case::an_unknown_report(&["run", "--report", "xml=r.xml"], "there are: har, html, json, junit, markdown")]
#[case::a_report_without_a_file(&["run", "--report", "json"], "json=report.json")]
#[case::a_target_file_that_is_not_there(&["run", "--target", "no-such-file.toml"], "no-such-file.toml")]
#[case::an_unknown_requirement(&["explain", "CIBA-99-1"], "no such requirement")]
fn a_wrong_use_is_exit_code_2(#[case] arguments: &[&str], #[case] expected: &str) {
    let output = program(arguments);

    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
}

#[test]
fn a_target_that_is_not_there_is_exit_code_3() {
    // A port that was free a moment ago: nobody listens.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let file = scratch("nobody.toml");
    let text = format!(
        r#"
name = "nobody"
issuer = "http://{address}"
[[clients]]
id = "poll"
client_id = "poll"
token_delivery_mode = "poll"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "not-a-real-secret"
[users.approver]
login_hint = "alice"
"#
    );
    std::fs::write(&file, text).unwrap();

    let output = program(&["run", "--target", &file.display().to_string()]);

    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("cannot start at http://"),
        "{}",
        stderr(&output)
    );
}

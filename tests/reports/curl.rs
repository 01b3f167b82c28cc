use std::process::Command;

use rstest::rstest;
use suite::http::{Redactor, Request, SecretKind};
use suite::report::curl;

const SECRET: &str = "a secret with 'quotes' & $IGNORED";

fn redactor() -> Redactor {
    let mut redactor = Redactor::new();
    redactor.learn(SecretKind::ClientSecret, SECRET);
    redactor
}

fn request(method: &str, headers: &[(&str, &str)], body: &[u8]) -> Request {
    Request {
        method: method.to_owned(),
        url: "https://op.example/token?a=b&c='d'".to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: body.to_vec(),
    }
}

/// What bash hands to curl: every argument, then what comes by the pipe.
fn handed_to_curl(line: &str) -> (Vec<Vec<u8>>, Vec<u8>) {
    let script =
        format!("curl() {{ printf '%s\\0' \"$@\"; printf 'stdin\\0'; [ -t 0 ] || cat; }}\n{line}");
    let output = Command::new("bash")
        .args(["-c", &script])
        .env("CLIENT_SECRET", SECRET)
        .env("LC_ALL", "C.UTF-8")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}");
    assert!(output.stderr.is_empty(), "{line}");
    let marker = b"stdin\0";
    let at = output
        .stdout
        .windows(marker.len())
        .rposition(|window| window == marker)
        .unwrap();
    let mut arguments: Vec<Vec<u8>> = output.stdout[..at]
        .split(|byte| *byte == 0)
        .map(<[u8]>::to_vec)
        .collect();
    arguments.pop();
    (arguments, output.stdout[at + marker.len()..].to_vec())
}

fn value_of<'a>(arguments: &'a [Vec<u8>], flag: &str) -> &'a [u8] {
    let at = arguments
        .iter()
        .position(|argument| argument == flag.as_bytes())
        .unwrap();
    &arguments[at + 1]
}

#[rstest]
#[case::a_form(b"scope=openid&login_hint=max%40example.com")]
#[case::quotes(b"a='b'&c=\"d\"&e=`f`&g=$(h)&i=$J&k=!l")]
#[case::two_spaces(b"{\"a\":  \"b  c\"}")]
#[case::spaces_at_both_ends(b"  a   b  ")]
#[case::a_backslash(b"a\\b\\\\c")]
#[case::a_file_name(b"@/etc/passwd")]
#[case::a_flag(b"--output=x")]
#[case::line_breaks(b"a\r\nb\tc")]
#[case::every_byte_that_is_no_text(b"\x01\x7f\x80\xff\xc3\x28 '\\x41'")]
#[case::letters_of_the_world("日本語 é \u{202e}".as_bytes())]
#[case::nothing(b"")]
fn bash_hands_the_body_over_byte_for_byte(#[case] body: &[u8]) {
    let form = [("content-type", "application/x-www-form-urlencoded")];

    let line = curl(&request("POST", &form, body), &redactor());

    let (arguments, _) = handed_to_curl(&line);
    assert_eq!(value_of(&arguments, "--data-raw"), body, "{line}");
    assert_eq!(
        arguments.last().unwrap(),
        b"https://op.example/token?a=b&c='d'"
    );
    assert_eq!(line.lines().count(), 1, "{line}");
}

#[test]
fn a_zero_byte_goes_through_a_pipe() {
    let body = [b"a\0b'%s\\n\xff".as_slice(), SECRET.as_bytes(), b"\0"].concat();

    let line = curl(&request("POST", &[], &body), &redactor());

    let (arguments, piped) = handed_to_curl(&line);
    assert_eq!(value_of(&arguments, "--data-binary"), b"@-", "{line}");
    assert_eq!(piped, body, "{line}");
    assert!(!line.contains("quotes"), "{line}");
}

#[test]
fn a_secret_is_a_variable_wherever_it_stands() {
    let credentials = "Basic Y2xpZW50OmEgc2VjcmV0IHdpdGggJ3F1b3RlcycgJiAkSUdOT1JFRA==";
    let body = format!("client_secret={SECRET}&x=y");

    let line = curl(
        &request(
            "POST",
            &[("authorization", credentials), ("x-key", SECRET)],
            body.as_bytes(),
        ),
        &redactor(),
    );

    assert!(!line.contains("IGNORED"), "{line}");
    assert!(!line.contains("Y2xp"), "{line}");
    let (arguments, _) = handed_to_curl(&line);
    assert_eq!(
        value_of(&arguments, "-u"),
        format!("client:{SECRET}").as_bytes()
    );
    assert_eq!(value_of(&arguments, "--data-raw"), body.as_bytes());
    let header = format!("x-key: {SECRET}");
    assert!(arguments.contains(&header.into_bytes()), "{line}");
}

#[rstest]
#[case::a_get("GET", b"", "curl -sS -i -- ")]
#[case::a_head("HEAD", b"", "curl -sS -i -I -- ")]
#[case::a_put_with_a_body("PUT", b"x", "curl -sS -i -X PUT -H content-type: --data-raw x -- ")]
#[case::a_get_with_a_body("GET", b"x", "curl -sS -i -X GET -H content-type: --data-raw x -- ")]
#[case::a_post_without_a_body("POST", b"", "curl -sS -i -H content-type: --data-raw '' -- ")]
fn the_method_is_repeated(#[case] method: &str, #[case] body: &[u8], #[case] expected: &str) {
    let line = curl(&request(method, &[], body), &redactor());

    assert!(line.starts_with(expected), "{line}");
}

#[test]
fn a_header_without_value_is_sent_as_such() {
    let line = curl(&request("GET", &[("accept", "")], b""), &redactor());

    assert!(line.contains(" -H 'accept;' "), "{line}");
}

//! What a hostile server says, on the way to a verdict: nothing of it is obeyed by a terminal or a CI job, and no secret that
//! it repeats is told.

use serde_json::json;

use crate::bad_input::{careless, ended, program, target_file, written};
use crate::server::{Answer, Server};

const SAID: &str = "\u{1b}[2J\u{1b}]0;OWNED\u{7}\r\n::error::OWNED\n##[error]OWNED\nop is conformant: 999 scenarios\n";

/// Refuses every request, and says something about it; the secret of the client too.
fn refusing(path: &str, issuer: &str) -> Answer {
    match path {
        "/ciba" | "/token" => {
            let said = format!("{SAID} not-a-real-secret");
            Answer::json(
                401,
                &json!({"error": "invalid_client", "error_description": said}),
            )
        }
        _ => careless(path, issuer),
    }
}

#[test]
fn nothing_that_a_server_says_is_obeyed_or_gives_a_secret_away() {
    let server = Server::start(refusing);
    let file = written("hostile.toml", &target_file(server.url()));
    let file = file.display().to_string();

    for command in ["run", "doctor", "plan"] {
        let output = program(&[command, "--target", &file]);

        let (_, said) = ended(&output);
        let text = String::from_utf8(output.stdout).unwrap() + &said;
        let is_forged = |line: &&str| {
            line.trim_start().starts_with("::") || line.starts_with("op is conformant")
        };
        assert_eq!(
            text.lines().filter(is_forged).count(),
            0,
            "{command}: {text}"
        );
        assert!(
            !text.contains(['\u{1b}', '\u{7}', '\r']),
            "{command}: {text:?}"
        );
        assert!(!text.contains("##["), "{command}: {text}");
        assert!(!text.contains("not-a-real-secret"), "{command}: {text}");
    }
}

//! Where server, fake and simulator listen, and what is said where they cannot.

use std::net::TcpListener;

use rstest::rstest;

use crate::process::{Program, command};

const FLAGS: [&str; 3] = ["--listen", "--fake-authlete-listen", "--simulator-listen"];

#[test]
fn without_a_word_the_ports_are_those_of_the_guides() {
    let help = command().arg("--help").output().unwrap();

    let help = String::from_utf8(help.stdout).unwrap();
    for (flag, port) in FLAGS.into_iter().zip(["8080", "8090", "8070"]) {
        let described = help.split(&format!("{flag} <")).nth(1).unwrap();
        let default = format!("[default: 127.0.0.1:{port}]");
        let end = described.find("\n      --").unwrap_or(described.len());
        assert!(described[..end].contains(&default), "{help}");
    }
    for flag in ["--config", "--issuer", "--log <", "--authentication-device"] {
        assert!(help.contains(flag), "{help}");
    }
}

/// An address that only one of them can have.
fn taken() -> (TcpListener, String) {
    let occupied = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = occupied.local_addr().unwrap().to_string();
    (occupied, address)
}

#[rstest]
#[case::server("--listen", "CIBA_LISTEN")]
#[case::fake("--fake-authlete-listen", "CIBA_FAKE_AUTHLETE_LISTEN")]
#[case::simulator("--simulator-listen", "CIBA_SIMULATOR_LISTEN")]
fn a_port_in_use_is_told_with_what_changes_it(#[case] flag: &str, #[case] variable: &str) {
    let (_occupied, address) = taken();

    let (code, said) = Program::start(&[flag, &address], &[]).wait_until_it_ends();

    assert_eq!(code, Some(2), "{said}");
    for expected in [&*address, flag, variable, "in use"] {
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn flags_beat_variables_and_port_0_is_any_that_is_free() {
    let (_occupied, taken) = taken();
    let arguments = FLAGS.map(|flag| [flag, "127.0.0.1:0"]).concat();
    let variables = [
        ("CIBA_LISTEN", &*taken),
        ("CIBA_FAKE_AUTHLETE_LISTEN", &taken),
        ("CIBA_SIMULATOR_LISTEN", &taken),
    ];

    let mut program = Program::start(&arguments, &variables);
    let started = program.wait_until_it_listens();

    let listening = started.value("listening");
    assert_eq!(started.value("issuer"), listening);
    let authlete = started.value("authlete");
    let authlete = authlete.strip_prefix("embedded fake at ").unwrap();
    for url in [&listening, authlete, &started.value("simulator")] {
        let port = url.strip_prefix("http://127.0.0.1:").unwrap();
        assert_ne!(port.parse::<u16>().unwrap(), 0);
    }
    program.terminate();
}

#[test]
fn a_configuration_file_says_where_all_of_them_listen() {
    let (_occupied, taken) = taken();
    let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/serve-addresses.toml");
    let text = "listen = \"127.0.0.1:0\"\nfake_authlete_listen = \"127.0.0.1:0\"\n";
    std::fs::write(file, format!("{text}simulator_listen = \"{taken}\"\n")).unwrap();
    // Set to nothing is not set.
    let variables = [
        ("CIBA_LISTEN", ""),
        ("CIBA_FAKE_AUTHLETE_LISTEN", ""),
        ("CIBA_SIMULATOR_LISTEN", ""),
    ];

    let (code, said) = Program::start(&["--config", file], &variables).wait_until_it_ends();

    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(&taken), "{said}");
}

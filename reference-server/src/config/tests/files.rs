//! The configuration file and the files that it names.

use std::time::Duration;

use rstest::rstest;

use super::*;
use crate::authentication_device::Mode;

const EVERYTHING: &str = r#"
listen = "127.0.0.1:4000"
issuer = "https://op.example.com"
log = "debug"
users_file = "people.toml"
clients_file = "apps.toml"
fake_authlete_listen = "127.0.0.1:4001"
simulator_listen = "127.0.0.1:4002"
binding_message_max_length = 20
body_limit = 1000
max_requests = 11
max_connections = 13
idle_timeout = 14
notification_timeout = 3
shutdown_timeout = 0
state_keys = ["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=", "//ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8="]

[authlete]
timeout = 4
max_calls = 12

[authentication_device]
base_url = "https://device.example.com"
workspace = "team/project"
mode = "poll"
connect_timeout = 5
answer_timeout = 6
max_user_timeout = 7
poll_interval = 8
max_pending = 9

[[login_hint_token_issuers]]
issuer = "https://hints.example.com"
jwks_file = "hints.jwks.json"
"#;

fn load_file(path: PathBuf) -> Result<Configuration, ConfigError> {
    let flags = Flags {
        config: Some(path),
        ..Flags::default()
    };
    load(&flags, &Environment::default())
}

#[test]
fn every_key_of_the_file_counts_and_paths_start_at_its_folder() {
    let folder = Folder::new("everything");
    folder.write("people.toml", "[[users]]\nsubject = \"somebody\"");
    folder.write("hints.jwks.json", r#"{"keys":[]}"#);
    let path = folder.write("config.toml", EVERYTHING);

    let configuration = load_file(path).unwrap();
    let settings = configuration.settings(
        "127.0.0.1:1".parse().unwrap(),
        Peers {
            authlete: Settings::default().authlete,
            authentication_device: configuration.authentication_device.clone().unwrap(),
        },
    );

    assert_eq!(configuration.listen, "127.0.0.1:4000");
    assert_eq!(configuration.log, "debug");
    let stand_ins = &configuration.stand_ins;
    assert_eq!(stand_ins.clients_file, Some(folder.0.join("apps.toml")));
    assert_eq!(
        stand_ins.keys_of_authlete(),
        ["clients_file", "fake_authlete_listen"]
    );
    assert_eq!(
        stand_ins.fake_authlete_listen.as_deref(),
        Some("127.0.0.1:4001")
    );
    assert_eq!(
        stand_ins.simulator_listen.as_deref(),
        Some("127.0.0.1:4002")
    );
    assert_eq!(settings.issuer, "https://op.example.com");
    assert!(settings.users.by_subject("somebody").is_some());
    assert_eq!(
        settings.login_hint_token_issuers[0].issuer,
        "https://hints.example.com"
    );
    assert_eq!(settings.binding_message_max_length, 20);
    assert_eq!(settings.body_limit, 1000);
    assert_eq!(settings.notification_timeout, Duration::from_secs(3));
    assert_eq!(settings.shutdown_timeout, Duration::ZERO);
    assert_eq!(settings.authlete_timeout, Duration::from_secs(4));
    assert_eq!(settings.state_keys.len(), 2);
    assert_eq!(settings.max_requests, 11);
    assert_eq!(settings.max_connections, 13);
    assert_eq!(settings.idle_timeout, Duration::from_secs(14));
    assert_eq!(settings.authlete_max_calls, 12);
    let device = settings.authentication_device;
    assert_eq!(device.base_url, "https://device.example.com");
    assert_eq!(device.workspace, "team/project");
    assert_eq!(device.mode, Mode::Poll);
    assert_eq!(device.connect_timeout, Duration::from_secs(5));
    assert_eq!(device.answer_timeout, Duration::from_secs(6));
    assert_eq!(device.max_user_timeout, 7);
    assert_eq!(device.poll_interval, Duration::from_secs(8));
    assert_eq!(device.max_pending, 9);
}

#[test]
fn the_example_shows_the_defaults() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("example.toml");

    let example = load_file(path).unwrap();

    assert_eq!(format!("{example:?}"), format!("{:?}", defaults()));
}

#[test]
fn the_example_names_every_key() {
    let example = include_str!("../../../example.toml");
    let shown = |line: &str| {
        line.trim_start_matches("# ")
            .split(" = ")
            .next()
            .map(str::to_owned)
    };
    let keys: Vec<String> = example.lines().filter_map(shown).collect();

    for line in EVERYTHING.lines().filter(|line| line.contains(" = ")) {
        let key = line.split(" = ").next().unwrap();
        assert!(
            keys.iter().any(|shown| shown == key),
            "{key} is not in example.toml"
        );
    }
}

#[test]
fn the_file_can_be_named_by_a_variable() {
    let folder = Folder::new("variable");
    let path = folder.write("config.toml", "listen = \"127.0.0.1:0\"");
    let environment = environment(&[("CIBA_CONFIG", path.to_str().unwrap())]);

    let configuration = load(&Flags::default(), &environment).unwrap();

    assert_eq!(configuration.listen, "127.0.0.1:0");
}

#[rstest]
#[case::unknown_key(
    "listen = \"127.0.0.1:1\"\nlisten_on = 1",
    "line 2: unknown field `listen_on`"
)]
#[case::unknown_table("\n\n[authelte]\nbase_url = 1", "line 3: unknown field `authelte`")]
#[case::unknown_key_in_a_table(
    "[authlete]\nsecret = \"hunter2\"",
    "line 2: unknown field `secret`"
)]
#[case::wrong_type("binding_message_max_length = \"many\"", "line 1: invalid type")]
#[case::unknown_mode(
    "[authentication_device]\nmode = \"push\"",
    "line 2: unknown variant `push`"
)]
#[case::no_time("notification_timeout = 0", "line 1: invalid value")]
#[case::more_time_than_there_is("shutdown_timeout = 9223372036854775807", "line 1: invalid value")]
#[case::no_toml("listen", "line 1:")]
#[case::no_key(
    "state_keys = [\"hunter2\"]",
    "state_keys: expected keys of 32 random bytes"
)]
#[case::bad_device_url(
    "[authentication_device]\nbase_url = \"device\"",
    "authentication_device.base_url: expected"
)]
fn a_wrong_file_is_refused_with_the_place(#[case] text: &str, #[case] expected: &str) {
    let digest = expected
        .bytes()
        .fold(0_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
    let folder = Folder::new(&format!("wrong-{digest}"));
    let path = folder.write("config.toml", text);

    let error = load_file(path).unwrap_err().to_string();

    assert!(error.contains(expected), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let folder = Folder::new("absent");
    let path = folder.write("config.toml", "users_file = \"absent.toml\"");

    let error = load_file(path).unwrap_err().to_string();

    assert!(
        error.contains("cannot read") && error.contains("absent.toml"),
        "{error}"
    );
}

#[test]
fn a_configuration_file_that_is_not_there_is_an_error() {
    let error = load_file(PathBuf::from("/no/such/config.toml"))
        .unwrap_err()
        .to_string();

    assert!(error.contains("/no/such/config.toml"), "{error}");
}

#[rstest]
#[case::no_json("keys")]
#[case::no_keys("{}")]
fn a_key_set_that_is_none_is_refused(#[case] text: &str) {
    let folder = Folder::new(&format!("jwks-{}", text.len()));
    folder.write("keys.json", text);
    let issuers = "[[login_hint_token_issuers]]\nissuer = \"x\"\njwks_file = \"keys.json\"";
    let path = folder.write("config.toml", issuers);

    let error = load_file(path).unwrap_err().to_string();

    assert!(error.contains("keys.json: expected a JWK Set"), "{error}");
}

#[test]
fn the_keys_for_states_come_from_a_variable_first() {
    let folder = Folder::new("state-keys");
    let text = "state_keys = [\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=\"]";
    let config = Some(folder.write("config.toml", text));
    let flags = Flags {
        config,
        ..Flags::default()
    };
    let two = "//ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=, \
               AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=";

    let from_variable = load(&flags, &environment(&[("CIBA_STATE_KEYS", two)])).unwrap();
    let wrong = load(&flags, &environment(&[("CIBA_STATE_KEYS", "hunter2")])).unwrap_err();

    assert_eq!(settings_of(&from_variable).state_keys.len(), 2);
    assert!(wrong.to_string().contains("CIBA_STATE_KEYS"), "{wrong}");
    assert!(!format!("{wrong:?}").contains("hunter2"), "{wrong:?}");
}

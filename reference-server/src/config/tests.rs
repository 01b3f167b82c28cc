#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod authlete;
mod files;

use rstest::rstest;

use super::*;

/// A folder for the files of one test; it is removed with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = format!("reference-server-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(folder);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn environment(variables: &[(&str, &str)]) -> Environment {
    variables.iter().copied().collect()
}

fn defaults() -> Configuration {
    load(&Flags::default(), &Environment::default()).unwrap()
}

fn settings_of(configuration: &Configuration) -> Settings {
    let peers = Peers {
        authlete: Settings::default().authlete,
        authentication_device: "https://device.example.com".to_owned(),
    };
    configuration.settings("127.0.0.1:8080".parse().unwrap(), peers)
}

#[test]
fn nothing_configured_leaves_authlete_and_the_device_open() {
    let configuration = defaults();

    assert_eq!(configuration.listen, "127.0.0.1:8080");
    assert_eq!(configuration.log, "info");
    assert!(configuration.authlete.is_none());
    assert!(configuration.authentication_device.is_none());
    let settings = settings_of(&configuration);
    assert_eq!(settings.issuer, "http://127.0.0.1:8080");
    assert!(settings.users.by_subject("1001").is_some());
}

const AUTHLETE: [(&str, &str); 3] = [
    ("AUTHLETE_BASE_URL", "https://us.authlete.com"),
    ("AUTHLETE_SERVICE_APIKEY", "4711"),
    ("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3"),
];
const DEVICE: [(&str, &str); 1] = [("CIBA_AUTHENTICATION_DEVICE", "https://device.example.com")];

#[rstest]
#[case::both(&[], true, true)]
#[case::authlete(&DEVICE, true, false)]
#[case::the_device(&AUTHLETE, false, true)]
fn who_is_missing_is_told_with_what_to_set_and_who_stands_in(
    #[case] variables: &[(&str, &str)],
    #[case] is_authlete_missing: bool,
    #[case] is_device_missing: bool,
) {
    let configuration = load(&Flags::default(), &environment(variables)).unwrap();

    let error = configuration.peers().unwrap_err().to_string();

    let names = |variable| error.contains(variable);
    assert_eq!(names("AUTHLETE_BASE_URL"), is_authlete_missing, "{error}");
    assert_eq!(
        names("CIBA_AUTHENTICATION_DEVICE"),
        is_device_missing,
        "{error}"
    );
    assert!(names("`ciba-conformance serve`"), "{error}");
    assert!(names("`cargo run -- serve`"), "{error}");
}

#[test]
fn with_authlete_and_a_device_nobody_is_missing() {
    let variables = environment(&[AUTHLETE.as_slice(), &DEVICE].concat());

    let peers = load(&Flags::default(), &variables)
        .unwrap()
        .peers()
        .unwrap();

    assert_eq!(peers.authlete.base_url, "https://us.authlete.com");
    assert_eq!(peers.authentication_device, "https://device.example.com");
}

#[test]
fn what_concerns_stand_ins_alone_can_be_told_apart() {
    let variables = environment(&[("CIBA_SIMULATOR_LISTEN", "127.0.0.1:0")]);

    let of_variables = load(&Flags::default(), &variables).unwrap().stand_ins;

    assert!(defaults().stand_ins.keys_of_authlete().is_empty());
    assert!(defaults().stand_ins.keys_of_device().is_empty());
    assert!(of_variables.keys_of_authlete().is_empty());
    assert_eq!(of_variables.keys_of_device(), ["simulator_listen"]);
}

#[rstest]
#[case::as_it_is("127.0.0.1:41357", "http://127.0.0.1:41357")]
#[case::any_address("0.0.0.0:8080", "http://127.0.0.1:8080")]
#[case::any_address_v6("[::]:8080", "http://[::1]:8080")]
fn the_issuer_follows_the_address_unless_it_is_set(#[case] address: &str, #[case] issuer: &str) {
    let ours = defaults().issuer_at(address.parse().unwrap());

    assert_eq!(ours, issuer);
}

#[rstest]
#[case::listen("listen", "CIBA_LISTEN", ["127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3"])]
#[case::issuer("issuer", "CIBA_ISSUER", ["https://a.example", "https://b.example", "https://c.example"])]
#[case::log("log", "CIBA_LOG", ["warn", "error", "debug"])]
#[case::device(
    "authentication_device.base_url",
    "CIBA_AUTHENTICATION_DEVICE",
    ["https://a.example", "https://b.example", "https://c.example"]
)]
fn a_flag_beats_the_environment_which_beats_the_file(
    #[case] key: &str,
    #[case] variable: &str,
    #[case] values: [&str; 3],
) {
    let [flag, env, file] = values;
    let folder = Folder::new(&format!("precedence-{key}"));
    let path = folder.write("config.toml", &format!("{key} = \"{file}\""));
    let environment = environment(&[(variable, env)]);
    let with_file = Flags {
        config: Some(path),
        ..Flags::default()
    };
    let mut with_flag = with_file.clone();
    match key {
        "listen" => with_flag.listen = Some(flag.to_owned()),
        "issuer" => with_flag.issuer = Some(flag.to_owned()),
        "authentication_device.base_url" => with_flag.authentication_device = Some(flag.to_owned()),
        _ => with_flag.log = Some(flag.to_owned()),
    }
    let value = |flags: &Flags, environment: &Environment| {
        let configuration = load(flags, environment).unwrap();
        match key {
            "listen" => configuration.listen,
            "issuer" => configuration.issuer.unwrap(),
            "authentication_device.base_url" => configuration.authentication_device.unwrap(),
            _ => configuration.log,
        }
    };

    assert_eq!(value(&with_flag, &environment), flag);
    assert_eq!(value(&with_file, &environment), env);
    assert_eq!(value(&with_file, &Environment::default()), file);
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let environment = environment(&[("CIBA_LISTEN", ""), ("AUTHLETE_BASE_URL", "")]);

    let configuration = load(&Flags::default(), &environment).unwrap();

    assert_eq!(configuration.listen, DEFAULT_LISTEN);
    assert!(configuration.authlete.is_none());
}

#[rstest]
#[case::no_url("op.example.com")]
#[case::other_scheme("ftp://op.example.com")]
#[case::query("https://op.example.com?a=b")]
#[case::fragment("https://op.example.com#a")]
#[case::user_info("https://user@op.example.com")]
fn an_issuer_that_cannot_be_one_is_refused(#[case] issuer: &str) {
    let flags = Flags {
        issuer: Some(issuer.to_owned()),
        ..Flags::default()
    };

    let error = load(&flags, &Environment::default())
        .unwrap_err()
        .to_string();

    assert!(
        error.contains("issuer") && error.contains(issuer),
        "{error}"
    );
}

#[test]
fn debug_output_of_the_environment_hides_the_values() {
    let environment = environment(&[("AUTHLETE_SERVICE_APISECRET", "hunter2")]);

    assert!(!format!("{environment:?}").contains("hunter2"));
}

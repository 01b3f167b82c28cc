//! Which Authlete, from which variables.

use rstest::rstest;

use super::*;
use crate::authlete::{AuthleteSettings, Credentials};

const URL: (&str, &str) = ("AUTHLETE_BASE_URL", "https://us.authlete.com");
const KEY: (&str, &str) = ("AUTHLETE_SERVICE_APIKEY", "4711");
const SECRET: (&str, &str) = ("AUTHLETE_SERVICE_APISECRET", "hunter2");
const TOKEN: (&str, &str) = ("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter3");
const V2: (&str, &str) = ("AUTHLETE_API_VERSION", "V2");
const V3: (&str, &str) = ("AUTHLETE_API_VERSION", "V3");

fn remote(flags: &Flags, variables: &[(&str, &str)]) -> AuthleteSettings {
    let configuration = load(flags, &environment(variables)).unwrap();
    configuration.authlete.unwrap()
}

#[rstest]
#[case::secret(&[URL, KEY, SECRET], "V2 4711 hunter2")]
#[case::token(&[URL, KEY, TOKEN], "V3 4711 hunter3")]
#[case::both_mean_version_3(&[URL, KEY, SECRET, TOKEN], "V3 4711 hunter3")]
#[case::both_and_version_2(&[URL, KEY, SECRET, TOKEN, V2], "V2 4711 hunter2")]
#[case::both_and_version_3(&[URL, KEY, SECRET, TOKEN, V3], "V3 4711 hunter3")]
#[case::lower_case(&[URL, KEY, TOKEN, ("AUTHLETE_API_VERSION", "v3")], "V3 4711 hunter3")]
fn the_variables_choose_the_version(#[case] variables: &[(&str, &str)], #[case] expected: &str) {
    let settings = remote(&Flags::default(), variables);

    let credentials = match &settings.credentials {
        Credentials::V2 {
            api_key,
            api_secret,
        } => format!("V2 {api_key} {}", api_secret.expose()),
        Credentials::V3 {
            service_id,
            access_token,
        } => {
            format!("V3 {service_id} {}", access_token.expose())
        }
    };
    assert_eq!(credentials, expected);
    assert_eq!(settings.base_url, "https://us.authlete.com");
}

#[rstest]
#[case::url_alone(&[URL], "AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_APISECRET for API version V2")]
#[case::key_alone(&[KEY], "AUTHLETE_BASE_URL and AUTHLETE_SERVICE_APISECRET for API version V2")]
#[case::no_url(&[KEY, TOKEN], "AUTHLETE_BASE_URL for API version V3")]
#[case::no_key(&[URL, TOKEN], "AUTHLETE_SERVICE_APIKEY for API version V3")]
#[case::no_token(&[URL, KEY, V3], "AUTHLETE_SERVICE_ACCESSTOKEN for API version V3")]
#[case::secret_is_no_token(&[URL, KEY, SECRET, V3], "AUTHLETE_SERVICE_ACCESSTOKEN for API version V3")]
#[case::token_is_no_secret(&[URL, KEY, TOKEN, V2], "AUTHLETE_SERVICE_APISECRET for API version V2")]
#[case::version_alone(
    &[V3],
    "AUTHLETE_BASE_URL and AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_ACCESSTOKEN for API version V3"
)]
fn what_is_missing_is_named(#[case] variables: &[(&str, &str)], #[case] expected: &str) {
    let error = load(&Flags::default(), &environment(variables))
        .unwrap_err()
        .to_string();

    assert!(
        error.contains(&format!("expected {expected}, which")),
        "{error}"
    );
    assert!(!error.contains("hunter"), "{error}");
}

#[rstest]
#[case::a_guess(&[URL, KEY], true)]
#[case::no_guess(&[URL, KEY, V2], false)]
#[case::version_3(&[URL, KEY, V3], false)]
fn where_the_version_is_a_guess_the_other_one_is_offered(
    #[case] variables: &[(&str, &str)],
    #[case] is_offered: bool,
) {
    let error = load(&Flags::default(), &environment(variables)).unwrap_err();

    assert_eq!(error.to_string().contains("for version V3)"), is_offered);
}

#[rstest]
#[case::version(&[URL, KEY, TOKEN, ("AUTHLETE_API_VERSION", "4")], "AUTHLETE_API_VERSION: expected V2 or V3")]
#[case::url(&[("AUTHLETE_BASE_URL", "authlete"), KEY, TOKEN], "AUTHLETE_BASE_URL: expected an http or https URL")]
#[case::service(&[URL, ("AUTHLETE_SERVICE_APIKEY", "../x"), TOKEN], "AUTHLETE_SERVICE_APIKEY: expected the number")]
#[case::token(
    &[URL, KEY, ("AUTHLETE_SERVICE_ACCESSTOKEN", "hunter 3\n")],
    "AUTHLETE_SERVICE_ACCESSTOKEN: expected a token without blanks"
)]
fn a_value_that_makes_no_sense_is_named(
    #[case] variables: &[(&str, &str)],
    #[case] expected: &str,
) {
    let error = load(&Flags::default(), &environment(variables))
        .unwrap_err()
        .to_string();

    assert!(error.contains(expected), "{error}");
    assert!(!error.contains("hunter"), "{error}");
}

#[test]
fn a_variable_beats_its_key_in_the_file() {
    let folder = Folder::new("authlete-file");
    let text = "[authlete]\nbase_url = \"https://jp.authlete.com\"\nservice_api_key = \"1\"\n\
                service_access_token = \"from-file\"";
    let config = Some(folder.write("config.toml", text));
    let flags = Flags {
        config,
        ..Flags::default()
    };

    let from_file = remote(&flags, &[]);
    let from_both = remote(&flags, &[URL, TOKEN]);

    assert_eq!(from_file.base_url, "https://jp.authlete.com");
    assert_eq!(
        from_file.credentials.authorization().expose(),
        "Bearer from-file"
    );
    assert_eq!(from_both.base_url, "https://us.authlete.com");
    assert_eq!(
        from_both.credentials.authorization().expose(),
        "Bearer hunter3"
    );
    assert_eq!(from_both.credentials.path("x"), "/api/1/x");
}

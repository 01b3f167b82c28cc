//! What is verified before the server takes its first request.

use crate::authentication_device::Mode;
use crate::authlete::{AuthleteApi, AuthleteError, Credentials};
use crate::settings::Settings;

/// Why the server does not start. Each text says which variable to look at.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    /// Authlete does not accept the credentials.
    #[error("authlete at {base_url} refused the credentials (status {status}): check {variables}")]
    Credentials {
        /// Where.
        base_url: String,
        /// 401 or 403.
        status: u16,
        /// The names of the variables.
        variables: &'static str,
    },
    /// There is no such API, or no such service.
    #[error(
        "authlete at {base_url} does not know the service (status {status}): check {variables}"
    )]
    NoSuchService {
        /// Where.
        base_url: String,
        /// 400 or 404.
        status: u16,
        /// The names of the variables.
        variables: &'static str,
    },
    /// Nobody answers.
    #[error("authlete at {base_url} cannot be reached: check AUTHLETE_BASE_URL")]
    Unreachable {
        /// Where.
        base_url: String,
        /// What the network said.
        #[source]
        source: AuthleteError,
    },
    /// What answers is not Authlete, or not well.
    #[error("what answers at {base_url} does not behave like authlete: check AUTHLETE_BASE_URL")]
    NotAuthlete {
        /// Where.
        base_url: String,
        /// What is wrong with it.
        #[source]
        source: AuthleteError,
    },
    /// Our issuer and that of the service are not the same.
    #[error(
        "the issuer of this server is {ours}, that of the authlete service is {theirs}: they must be the same; set \
         CIBA_ISSUER (or --issuer), or change the service"
    )]
    Issuer {
        /// What this server was told.
        ours: String,
        /// What the service says.
        theirs: String,
    },
}

/// Asks Authlete for the discovery document: that shows whether it can be reached, whether the credentials are good,
/// and whether the service goes by the same Issuer as this server.
pub async fn verify(settings: &Settings, authlete: &dyn AuthleteApi) -> Result<(), StartupError> {
    let configuration = authlete
        .service_configuration()
        .await
        .map_err(|error| explain(settings, error))?;
    let theirs = configuration.string_member("issuer").unwrap_or_default();
    if theirs == settings.issuer {
        return Ok(());
    }
    Err(StartupError::Issuer {
        ours: settings.issuer.clone(),
        theirs,
    })
}

/// Says in the log what it costs that no keys are configured, where it costs something.
pub fn tell_about_state_keys(settings: &Settings) {
    if settings.authentication_device.mode == Mode::Async && settings.state_keys.is_empty() {
        tracing::warn!(
            "no state_keys are configured, so one was made for this process: what a user decides after a restart, or \
             through another copy of this server, will be lost; set CIBA_STATE_KEYS (openssl rand -base64 32)"
        );
    }
}

/// Says in the log that keys are set which concern a fake or a simulator that this process does not start.
pub fn tell_about_unused_keys(keys: &[&str]) {
    if !keys.is_empty() {
        tracing::warn!(
            "not used here: {}; they are for what `ciba-conformance serve` starts where no authlete or no authentication \
             device is configured",
            keys.join(", ")
        );
    }
}

fn explain(settings: &Settings, error: AuthleteError) -> StartupError {
    let base_url = settings.authlete.base_url.clone();
    match error {
        AuthleteError::Status {
            status: status @ (401 | 403),
            ..
        } => StartupError::Credentials {
            base_url,
            status,
            variables: match settings.authlete.credentials {
                Credentials::V2 { .. } => "AUTHLETE_SERVICE_APIKEY and AUTHLETE_SERVICE_APISECRET",
                Credentials::V3 { .. } => {
                    "AUTHLETE_SERVICE_ACCESSTOKEN and AUTHLETE_SERVICE_APIKEY"
                }
            },
        },
        AuthleteError::Status {
            status: status @ (400 | 404),
            ..
        } => StartupError::NoSuchService {
            base_url,
            status,
            variables: "AUTHLETE_SERVICE_APIKEY, AUTHLETE_API_VERSION and AUTHLETE_BASE_URL",
        },
        source @ (AuthleteError::Unreachable { .. } | AuthleteError::Timeout { .. }) => {
            StartupError::Unreachable { base_url, source }
        }
        source => StartupError::NotAuthlete { base_url, source },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use rstest::rstest;
    use wiremock::matchers::any;
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::authlete::AuthleteClient;

    fn settings(base_url: &str, is_v2: bool) -> Settings {
        let mut settings = Settings::default();
        settings.authlete.base_url = base_url.to_owned();
        if is_v2 {
            settings.authlete.credentials = Credentials::V2 {
                api_key: "4711".to_owned(),
                api_secret: "hunter2".into(),
            };
        }
        settings
    }

    async fn verdict(settings: &Settings) -> Result<(), String> {
        let client = AuthleteClient::new(
            &settings.authlete,
            settings.authlete_timeout,
            1,
            settings.repetition,
        )
        .unwrap();
        let verdict = verify(settings, &client).await;
        verdict.map_err(|error| error.to_string())
    }

    async fn authlete(response: ResponseTemplate) -> MockServer {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        server
    }

    #[tokio::test]
    async fn an_authlete_with_our_issuer_is_the_right_one() {
        let configuration = serde_json::json!({"issuer": "http://127.0.0.1:8080"});
        let server = authlete(ResponseTemplate::new(200).set_body_json(configuration)).await;

        assert_eq!(verdict(&settings(&server.uri(), false)).await, Ok(()));
    }

    #[rstest]
    #[case::v2_wrong_secret(true, 401, "AUTHLETE_SERVICE_APISECRET")]
    #[case::v2_wrong_key(true, 403, "AUTHLETE_SERVICE_APIKEY")]
    #[case::v3_wrong_token(false, 401, "AUTHLETE_SERVICE_ACCESSTOKEN")]
    #[case::v3_wrong_service(false, 403, "AUTHLETE_SERVICE_APIKEY")]
    #[case::v3_no_such_service(false, 404, "AUTHLETE_SERVICE_APIKEY")]
    #[case::v2_no_such_path(true, 404, "AUTHLETE_API_VERSION")]
    #[case::server_error(false, 500, "AUTHLETE_BASE_URL")]
    #[tokio::test]
    async fn an_authlete_that_refuses_us_is_told_by_the_variable(
        #[case] is_v2: bool,
        #[case] status: u16,
        #[case] variable: &str,
    ) {
        let server = authlete(ResponseTemplate::new(status)).await;

        let error = verdict(&settings(&server.uri(), is_v2)).await.unwrap_err();

        assert!(error.contains(variable), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }

    #[tokio::test]
    async fn an_authlete_that_does_not_listen_is_told_by_the_variable() {
        let error = verdict(&settings("http://127.0.0.1:9", false))
            .await
            .unwrap_err();

        assert!(error.contains("AUTHLETE_BASE_URL"), "{error}");
    }

    #[tokio::test]
    async fn another_issuer_stops_the_server_and_both_are_named() {
        let configuration = serde_json::json!({"issuer": "https://op.example.com"});
        let server = authlete(ResponseTemplate::new(200).set_body_json(configuration)).await;

        let error = verdict(&settings(&server.uri(), false)).await.unwrap_err();

        assert!(error.contains("https://op.example.com"), "{error}");
        assert!(error.contains("http://127.0.0.1:8080"), "{error}");
    }
}

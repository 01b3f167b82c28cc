//! Which API a path means, in either version.

use serde::Deserialize;

/// An API of Authlete's that a CIBA server calls. Its serialised name is its path without version and service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Api {
    /// Judges an authentication request.
    #[serde(rename = "backchannel/authentication")]
    BackchannelAuthentication,
    /// Turns a ticket into an `auth_req_id`.
    #[serde(rename = "backchannel/authentication/issue")]
    BackchannelAuthenticationIssue,
    /// Words a refusal.
    #[serde(rename = "backchannel/authentication/fail")]
    BackchannelAuthenticationFail,
    /// Takes the user's decision.
    #[serde(rename = "backchannel/authentication/complete")]
    BackchannelAuthenticationComplete,
    /// Judges a token request.
    #[serde(rename = "auth/token")]
    AuthToken,
    /// The discovery document.
    #[serde(rename = "service/configuration")]
    ServiceConfiguration,
    /// The public keys.
    #[serde(rename = "service/jwks/get")]
    ServiceJwks,
    /// The service's properties.
    #[serde(rename = "service/get")]
    ServiceGet,
    /// A client's properties.
    #[serde(rename = "client/get")]
    ClientGet,
}

/// Each API with its path and methods, and whether one more segment follows in version 2 and in version 3.
const APIS: [(Api, &str, &[&str], bool, bool); 9] = [
    (
        Api::BackchannelAuthentication,
        "backchannel/authentication",
        &["POST"],
        false,
        false,
    ),
    (
        Api::BackchannelAuthenticationIssue,
        "backchannel/authentication/issue",
        &["POST"],
        false,
        false,
    ),
    (
        Api::BackchannelAuthenticationFail,
        "backchannel/authentication/fail",
        &["POST"],
        false,
        false,
    ),
    (
        Api::BackchannelAuthenticationComplete,
        "backchannel/authentication/complete",
        &["POST"],
        false,
        false,
    ),
    (Api::AuthToken, "auth/token", &["POST"], false, false),
    (
        Api::ServiceConfiguration,
        "service/configuration",
        &["GET", "POST"],
        false,
        false,
    ),
    (Api::ServiceJwks, "service/jwks/get", &["GET"], false, false),
    (Api::ServiceGet, "service/get", &["GET"], true, false),
    (Api::ClientGet, "client/get", &["GET"], true, true),
];

/// A path, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route<'a> {
    pub(crate) api: Api,
    /// The service ID in the path, which version 3 has and version 2 has not.
    pub(crate) service_id: Option<&'a str>,
    /// What follows the API's path.
    pub(crate) argument: Option<&'a str>,
    pub(crate) methods: &'static [&'static str],
}

impl<'a> Route<'a> {
    /// Understands `/api/...` and `/api/{serviceId}/...`.
    pub(crate) fn find(path: &'a str) -> Option<Self> {
        let rest = path.strip_prefix("/api/")?;
        let (service_id, rest) = match rest.split_once('/') {
            Some((first, rest)) if is_number(first) => (Some(first), rest),
            _ => (None, rest),
        };
        APIS.iter()
            .find_map(|(api, api_path, methods, argument_in_v2, argument_in_v3)| {
                let takes_argument = match service_id {
                    Some(_) => *argument_in_v3,
                    None => *argument_in_v2,
                };
                let tail = rest.strip_prefix(api_path)?;
                let argument = match tail.strip_prefix('/') {
                    None if tail.is_empty() && !takes_argument => None,
                    Some(argument)
                        if takes_argument && !argument.is_empty() && !argument.contains('/') =>
                    {
                        Some(argument)
                    }
                    _ => return None,
                };
                Some(Self {
                    api: *api,
                    service_id,
                    argument,
                    methods,
                })
            })
    }
}

fn is_number(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Api, Route};

    #[rstest]
    #[case(
        "/api/backchannel/authentication",
        Api::BackchannelAuthentication,
        None,
        None
    )]
    #[case(
        "/api/12/backchannel/authentication/issue",
        Api::BackchannelAuthenticationIssue,
        Some("12"),
        None
    )]
    #[case("/api/12/client/get/34", Api::ClientGet, Some("12"), Some("34"))]
    #[case("/api/client/get/poll-basic", Api::ClientGet, None, Some("poll-basic"))]
    #[case("/api/service/get/12", Api::ServiceGet, None, Some("12"))]
    #[case("/api/12/service/get", Api::ServiceGet, Some("12"), None)]
    fn a_path_means_an_api(
        #[case] path: &str,
        #[case] api: Api,
        #[case] service_id: Option<&str>,
        #[case] argument: Option<&str>,
    ) {
        let route = Route::find(path).map(|it| (it.api, it.service_id, it.argument));

        assert_eq!(route, Some((api, service_id, argument)));
    }

    #[rstest]
    #[case("/")]
    #[case("/api/")]
    #[case("/api/12")]
    #[case("/api/12/auth/token/")]
    #[case("/api/12/auth/tokens")]
    #[case("/api/client/get/")]
    #[case("/api/client/get/1/2")]
    #[case("/api/12/service/get/12")]
    #[case("/v2/auth/token")]
    fn other_paths_mean_nothing(#[case] path: &str) {
        assert_eq!(Route::find(path), None);
    }
}

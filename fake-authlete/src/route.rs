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
    /// Changes the service's properties.
    #[serde(rename = "service/update")]
    ServiceUpdate,
    /// Registers a client.
    #[serde(rename = "client/create")]
    ClientCreate,
    /// Some of the clients.
    #[serde(rename = "client/get/list")]
    ClientGetList,
    /// A client's properties.
    #[serde(rename = "client/get")]
    ClientGet,
    /// Changes a client's properties.
    #[serde(rename = "client/update")]
    ClientUpdate,
    /// Removes a client.
    #[serde(rename = "client/delete")]
    ClientDelete,
    /// Locks a client or unlocks it.
    #[serde(rename = "client/lock_flag/update")]
    ClientLockFlagUpdate,
    /// Judges an access token that came to the UserInfo endpoint.
    #[serde(rename = "auth/userinfo")]
    AuthUserinfo,
    /// Words the answer of the UserInfo endpoint.
    #[serde(rename = "auth/userinfo/issue")]
    AuthUserinfoIssue,
    /// Judges an access token that came to a protected resource.
    #[serde(rename = "auth/introspection")]
    AuthIntrospection,
}

/// Who may call an API in version 2; in version 3 the service's access token opens all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Service,
    Owner,
}

/// Where a path goes on after the API's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Argument {
    Nowhere,
    /// With the service's key, in version 2 alone.
    InVersion2,
    Always,
}

/// What the table says about an API.
struct Row(Api, &'static str, &'static [&'static str], Argument, Caller);

/// Each API with its path and methods. A path that another one continues stands behind it.
const APIS: [Row; 18] = {
    use Argument::{Always, InVersion2, Nowhere};
    use Caller::{Owner, Service};
    const GET: &[&str] = &["GET"];
    const POST: &[&str] = &["POST"];
    [
        Row(
            Api::BackchannelAuthentication,
            "backchannel/authentication",
            POST,
            Nowhere,
            Service,
        ),
        Row(
            Api::BackchannelAuthenticationIssue,
            "backchannel/authentication/issue",
            POST,
            Nowhere,
            Service,
        ),
        Row(
            Api::BackchannelAuthenticationFail,
            "backchannel/authentication/fail",
            POST,
            Nowhere,
            Service,
        ),
        Row(
            Api::BackchannelAuthenticationComplete,
            "backchannel/authentication/complete",
            POST,
            Nowhere,
            Service,
        ),
        Row(Api::AuthToken, "auth/token", POST, Nowhere, Service),
        Row(Api::AuthUserinfo, "auth/userinfo", POST, Nowhere, Service),
        Row(
            Api::AuthUserinfoIssue,
            "auth/userinfo/issue",
            POST,
            Nowhere,
            Service,
        ),
        Row(
            Api::AuthIntrospection,
            "auth/introspection",
            POST,
            Nowhere,
            Service,
        ),
        Row(
            Api::ServiceConfiguration,
            "service/configuration",
            &["GET", "POST"],
            Nowhere,
            Service,
        ),
        Row(Api::ServiceJwks, "service/jwks/get", GET, Nowhere, Service),
        Row(Api::ServiceGet, "service/get", GET, InVersion2, Owner),
        Row(
            Api::ServiceUpdate,
            "service/update",
            POST,
            InVersion2,
            Owner,
        ),
        Row(Api::ClientCreate, "client/create", POST, Nowhere, Service),
        Row(Api::ClientGetList, "client/get/list", GET, Nowhere, Service),
        Row(Api::ClientGet, "client/get", GET, Always, Service),
        Row(Api::ClientUpdate, "client/update", POST, Always, Service),
        Row(
            Api::ClientDelete,
            "client/delete",
            &["DELETE"],
            Always,
            Service,
        ),
        Row(
            Api::ClientLockFlagUpdate,
            "client/lock_flag/update",
            POST,
            Always,
            Service,
        ),
    ]
};

/// A path, understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Route<'a> {
    pub(crate) api: Api,
    /// The service ID in the path, which version 3 has and version 2 has not.
    pub(crate) service_id: Option<&'a str>,
    /// What follows the API's path.
    pub(crate) argument: Option<&'a str>,
    pub(crate) methods: &'static [&'static str],
    pub(crate) caller: Caller,
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
            .find_map(|Row(api, path, methods, argument, caller)| {
                let argument = match argument {
                    Argument::Nowhere => false,
                    Argument::InVersion2 => service_id.is_none(),
                    Argument::Always => true,
                };
                Some(Self {
                    api: *api,
                    service_id,
                    argument: after(rest.strip_prefix(path)?, argument).ok()?,
                    methods,
                    caller: *caller,
                })
            })
    }
}

/// What follows an API's path, nothing or one segment; an error if that is not as it should be.
fn after(tail: &str, takes_argument: bool) -> Result<Option<&str>, ()> {
    match tail.strip_prefix('/') {
        None if tail.is_empty() && !takes_argument => Ok(None),
        Some(argument) if takes_argument && !argument.is_empty() && !argument.contains('/') => {
            Ok(Some(argument))
        }
        _ => Err(()),
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
    #[case("/api/12/client/get/list", Api::ClientGetList, Some("12"), None)]
    #[case("/api/client/get/list", Api::ClientGetList, None, None)]
    #[case("/api/client/delete/34", Api::ClientDelete, None, Some("34"))]
    #[case(
        "/api/12/client/lock_flag/update/34",
        Api::ClientLockFlagUpdate,
        Some("12"),
        Some("34")
    )]
    #[case("/api/service/update/12", Api::ServiceUpdate, None, Some("12"))]
    #[case("/api/12/service/update", Api::ServiceUpdate, Some("12"), None)]
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

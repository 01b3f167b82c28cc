//! How the server proves to Authlete which service it acts for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::secret::{ApiSecret, Authorization, ServiceAccessToken};

/// Which Authlete to use, and as whom.
#[derive(Clone, Debug)]
pub struct AuthleteSettings {
    /// Without the `/api` of the paths, for example `https://us.authlete.com`.
    pub base_url: String,
    /// The service, and the proof that we may act for it. They also choose the version of the API.
    pub credentials: Credentials,
}

/// Credentials of a service; the kind chooses the version of the API.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// Authlete 2.x: HTTP Basic with the API key and the API secret of the service.
    V2 {
        /// `AUTHLETE_SERVICE_APIKEY`
        api_key: String,
        /// `AUTHLETE_SERVICE_APISECRET`
        api_secret: ApiSecret,
    },
    /// Authlete 3.0: a service access token as a Bearer token; the service id is part of each path.
    V3 {
        /// `AUTHLETE_SERVICE_APIKEY`
        service_id: String,
        /// `AUTHLETE_SERVICE_ACCESSTOKEN`
        access_token: ServiceAccessToken,
    },
}

impl Credentials {
    /// The path of an API: `/api/<api>`, or `/api/{serviceId}/<api>`.
    pub(crate) fn path(&self, api: &str) -> String {
        match self {
            Self::V2 { .. } => format!("/api/{api}"),
            Self::V3 { service_id, .. } => format!("/api/{service_id}/{api}"),
        }
    }

    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> Authorization {
        match self {
            Self::V2 {
                api_key,
                api_secret,
            } => {
                let pair = format!("{api_key}:{}", api_secret.expose());
                format!("Basic {}", STANDARD.encode(pair)).into()
            }
            Self::V3 { access_token, .. } => format!("Bearer {}", access_token.expose()).into(),
        }
    }
}

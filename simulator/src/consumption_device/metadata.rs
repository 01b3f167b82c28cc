//! Where the server is (OpenID Connect Discovery 1.0).

use url::Url;

use super::error::FlowError;
use super::http::{Incoming, Outgoing};
use super::settings::ClientSettings;

/// The addresses of a server.
#[derive(Clone)]
pub(super) struct Endpoints {
    pub(super) authentication: Url,
    /// A client in push mode needs none.
    pub(super) token: Option<Url>,
    pub(super) jwks: Option<Url>,
}

/// The request for the metadata, where there is an issuer.
pub(super) fn request(settings: &ClientSettings) -> Result<Option<Outgoing>, FlowError> {
    if settings.issuer.is_empty() {
        return Ok(None);
    }
    let issuer = settings.issuer.trim_end_matches('/');
    let url = http_url(&format!("{issuer}/.well-known/openid-configuration"))
        .ok_or(FlowError::Endpoint("the issuer"))?;
    Ok(Some(Outgoing::get("Metadata request", url)))
}

/// What is set goes before what the metadata say.
pub(super) fn endpoints(
    settings: &ClientSettings,
    metadata: Option<&Incoming>,
) -> Result<Endpoints, FlowError> {
    let wrong = |text: &str| FlowError::Metadata(text.to_owned());
    let metadata = match metadata {
        None => None,
        Some(answer) if answer.status.is_success() => {
            Some(answer.json().ok_or_else(|| wrong("they are no JSON"))?)
        }
        Some(answer) => return Err(wrong(&format!("status {}", answer.status.as_u16()))),
    };
    let member = |name: &str| Some(metadata.as_ref()?.get(name)?.as_str()?.to_owned());
    // The issuer must be exactly the one that was asked (section 4.3 of Discovery).
    if metadata.is_some() && member("issuer").as_deref() != Some(settings.issuer.as_str()) {
        return Err(wrong("they are another issuer's"));
    }
    let endpoint = |set: &str, name: &str| {
        if set.is_empty() {
            http_url(&member(name)?)
        } else {
            http_url(set)
        }
    };
    Ok(Endpoints {
        authentication: endpoint(
            &settings.backchannel_authentication_endpoint,
            "backchannel_authentication_endpoint",
        )
        .ok_or(FlowError::Endpoint(
            "the backchannel authentication endpoint",
        ))?,
        token: endpoint(&settings.token_endpoint, "token_endpoint"),
        jwks: endpoint("", "jwks_uri"),
    })
}

fn http_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then_some(url)
}

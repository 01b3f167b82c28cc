//! Whether a call may be made: the service's credentials, in the way of its version.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::answer::Answer;
use crate::request::Request;
use crate::result_codes::{AUTHORIZATION_MISSING, CREDENTIALS_WRONG, SERVICE_UNKNOWN};
use crate::route::{Caller, Route};
use crate::secret::Secret;
use crate::service::Service;
use crate::service_settings::ServiceSettings;

/// Refuses a call without the right credentials: Basic in version 2, Bearer in version 3, never the other's. In
/// version 2 the service itself is its owner's business.
pub(crate) fn check(service: &Service, route: &Route<'_>, request: &Request) -> Result<(), Answer> {
    let Some(header) = request.header("authorization") else {
        return Err(Answer::refused(401, &AUTHORIZATION_MISSING));
    };
    let configured = service.configured();
    let settings = &configured.settings;
    let right = match route.service_id {
        Some(_) => is_bearer(header, settings),
        None => match route.caller {
            Caller::Service => is_basic(header, &settings.api_key, &settings.api_secret),
            Caller::Owner => is_basic(header, &settings.owner_api_key, &settings.owner_api_secret),
        },
    };
    if !right {
        return Err(Answer::refused(401, &CREDENTIALS_WRONG));
    }
    let other_service = route
        .service_id
        .is_some_and(|service_id| service_id.parse() != Ok(settings.service_id));
    if other_service {
        return Err(Answer::refused(404, &SERVICE_UNKNOWN));
    }
    Ok(())
}

fn is_bearer(header: &str, settings: &ServiceSettings) -> bool {
    credentials(header, "bearer").is_some_and(|token| settings.access_token.is(token))
}

fn is_basic(header: &str, user: &str, secret: &Secret) -> bool {
    credentials(header, "basic")
        .and_then(|encoded| STANDARD.decode(encoded).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|pair| {
            let (api_key, api_secret) = pair.split_once(':')?;
            Some(api_key == user && secret.is(api_secret))
        })
        .unwrap_or(false)
}

fn credentials<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, rest) = header.split_once(' ')?;
    given
        .eq_ignore_ascii_case(scheme)
        .then_some(rest.trim_start())
}

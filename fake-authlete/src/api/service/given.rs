//! The service as a call of `/service/update`, or a file, gives it.

use serde_json::{Value, json};

use crate::clients::{
    alg_named, auth_method_named, delivery_mode_named, grant_type_named, is_auth_method,
};
use crate::fields::{FieldError, Fields};
use crate::service::Configured;
use crate::service_settings::ServiceSettings;

/// The longest polling interval that Authlete can be set to, in seconds.
const MAX_INTERVAL: u64 = 65_535;

/// What Authlete assigns.
const READ_ONLY: [&str; 6] = [
    "apiKey",
    "apiSecret",
    "number",
    "serviceOwnerNumber",
    "createdAt",
    "modifiedAt",
];

/// Why given properties cannot be used.
pub(super) enum PropertyError {
    /// A member of a wrong type.
    Field(FieldError),
    /// What was expected and what came.
    Wrong(String),
}

impl From<FieldError> for PropertyError {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

/// What the service is set to by these properties. They replace all that it was set to: what is absent, null or zero
/// is unset, as a new service has it. That an update replaces and does not merge is a choice made here.
pub(super) fn read(fields: &Fields, before: &Configured) -> Result<Configured, PropertyError> {
    let mut after = before.clone();
    let endpoints = &mut after.endpoints;
    let text = |name: &str| fields.text(name);
    endpoints.issuer = text("issuer")?.unwrap_or_default();
    endpoints.token = text("tokenEndpoint")?.unwrap_or_default();
    endpoints.jwks = text("jwksUri")?.unwrap_or_default();
    endpoints.userinfo = text("userInfoEndpoint")?;
    endpoints.backchannel_authentication =
        text("backchannelAuthenticationEndpoint")?.unwrap_or_default();
    read_lists(fields, &mut after.settings)?;
    read_numbers(fields, &mut after.settings)?;
    let settings = &mut after.settings;
    settings.user_code_supported = fields.flag("backchannelUserCodeParameterSupported")?;
    settings.error_description_omitted = fields.flag("errorDescriptionOmitted")?;
    settings.error_uri_omitted = fields.flag("errorUriOmitted")?;
    settings.access_token_sign_alg = match text("accessTokenSignAlg")? {
        None => None,
        Some(name) => Some(alg_named(&name).ok_or_else(|| wrong("accessTokenSignAlg", &name))?),
    };
    after.given = fields.others(&READ_ONLY);
    Ok(after)
}

fn read_lists(fields: &Fields, settings: &mut ServiceSettings) -> Result<(), PropertyError> {
    settings.delivery_modes = named(
        fields,
        "supportedBackchannelTokenDeliveryModes",
        delivery_mode_named,
    )?;
    settings.grant_types = named(fields, "supportedGrantTypes", |name| {
        grant_type_named(name).map(ToOwned::to_owned)
    })?;
    // Authlete 3.0 describes this one as read-only: without it, it stays.
    if let Some(acrs) = fields.texts("supportedAcrs")? {
        settings.acrs = acrs;
    }
    // A service may support methods that the fake has not; clients cannot be registered for them here.
    let methods = named(fields, "supportedTokenAuthMethods", |name| {
        is_auth_method(name).then(|| auth_method_named(name))
    })?;
    settings.auth_methods = methods.into_iter().flatten().collect();
    settings.scopes = fields
        .objects("supportedScopes")?
        .iter()
        .map(|scope| match scope.get("name") {
            Some(Value::String(name)) => Ok(name.clone()),
            other => Err(wrong(
                "supportedScopes",
                &json!({"name": other}).to_string(),
            )),
        })
        .collect::<Result<_, _>>()?;
    Ok(())
}

fn read_numbers(fields: &Fields, settings: &mut ServiceSettings) -> Result<(), PropertyError> {
    let number = |name: &str| {
        let value = fields.integer(name)?;
        u64::try_from(value).map_err(|_| wrong(name, &value.to_string()))
    };
    let small = |name: &str, most: u64| {
        let value = number(name)?;
        u32::try_from(value)
            .ok()
            .filter(|_| value <= most)
            .ok_or_else(|| wrong(name, &value.to_string()))
    };
    settings.auth_req_id_duration = small(
        "backchannelAuthReqIdDuration",
        i32::MAX.unsigned_abs().into(),
    )?;
    settings.polling_interval = small("backchannelPollingInterval", MAX_INTERVAL)?;
    settings.access_token_duration = number("accessTokenDuration")?;
    settings.refresh_token_duration = number("refreshTokenDuration")?;
    settings.id_token_duration = number("idTokenDuration")?;
    settings.allowable_clock_skew = number("allowableClockSkew")?;
    Ok(())
}

fn named<T>(
    fields: &Fields,
    property: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, PropertyError> {
    fields
        .texts(property)?
        .unwrap_or_default()
        .iter()
        .map(|name| find(name).ok_or_else(|| wrong(property, name)))
        .collect()
}

fn wrong(property: &str, value: &str) -> PropertyError {
    PropertyError::Wrong(format!(
        "{property} is \"{value}\", which does not exist or is not supported here"
    ))
}

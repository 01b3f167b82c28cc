//! Authlete's words for what client registration has other words for.

use super::{
    CIBA_GRANT_TYPE, ClientAuthMethod, DeliveryMode, IdTokenAlg, REFRESH_TOKEN_GRANT_TYPE,
};

/// Each grant type as it is registered and as Authlete calls it. The fake itself does CIBA and refreshing alone.
const GRANT_TYPES: [(&str, &str); 10] = [
    ("authorization_code", "AUTHORIZATION_CODE"),
    ("implicit", "IMPLICIT"),
    ("password", "PASSWORD"),
    ("client_credentials", "CLIENT_CREDENTIALS"),
    (REFRESH_TOKEN_GRANT_TYPE, "REFRESH_TOKEN"),
    (CIBA_GRANT_TYPE, "CIBA"),
    (
        "urn:ietf:params:oauth:grant-type:device_code",
        "DEVICE_CODE",
    ),
    (
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "TOKEN_EXCHANGE",
    ),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", "JWT_BEARER"),
    (
        "urn:ietf:params:oauth:grant-type:pre-authorized_code",
        "PRE_AUTHORIZED_CODE",
    ),
];

/// Authlete's name of a registered grant type.
pub(crate) fn grant_type_name(registered: &str) -> Option<&'static str> {
    let row = GRANT_TYPES.iter().find(|(ours, _)| *ours == registered)?;
    Some(row.1)
}

/// The registered grant type that Authlete calls by that name.
pub(crate) fn grant_type_named(name: &str) -> Option<&'static str> {
    let row = GRANT_TYPES.iter().find(|(_, theirs)| *theirs == name)?;
    Some(row.0)
}

/// The delivery mode that Authlete calls by that name.
pub(crate) fn delivery_mode_named(name: &str) -> Option<DeliveryMode> {
    [DeliveryMode::Poll, DeliveryMode::Ping, DeliveryMode::Push]
        .into_iter()
        .find(|mode| mode.authlete_name() == name)
}

/// The client authentication method that Authlete calls by that name.
pub(crate) fn auth_method_named(name: &str) -> Option<ClientAuthMethod> {
    ClientAuthMethod::ALL
        .into_iter()
        .find(|method| method.authlete_name() == name)
}

/// Whether Authlete has a client authentication method of that name; the fake itself does four of them.
pub(crate) fn is_auth_method(name: &str) -> bool {
    const OTHERS: [&str; 4] = [
        "NONE",
        "TLS_CLIENT_AUTH",
        "SELF_SIGNED_TLS_CLIENT_AUTH",
        "ATTEST_JWT_CLIENT_AUTH",
    ];
    auth_method_named(name).is_some() || OTHERS.contains(&name)
}

/// The signature algorithm of that name, if it is one that the fake signs with.
pub(crate) fn alg_named(name: &str) -> Option<IdTokenAlg> {
    [IdTokenAlg::RS256, IdTokenAlg::PS256, IdTokenAlg::ES256]
        .into_iter()
        .find(|alg| alg.name() == name)
}

#[cfg(test)]
mod tests {
    use super::{GRANT_TYPES, grant_type_name, grant_type_named};

    #[test]
    fn a_grant_type_is_found_by_either_name() {
        for (registered, name) in GRANT_TYPES {
            assert_eq!(grant_type_name(registered), Some(name));
            assert_eq!(grant_type_named(name), Some(registered));
        }
        assert_eq!(grant_type_name("CIBA"), None);
    }
}

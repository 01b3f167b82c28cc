//! What the metadata must offer before anything can be asked of the OP.

use serde_json::Value;

use super::Capabilities;
use super::needs::answer;
use crate::catalogue::{Need, Scenario};
use crate::config::ClientConfig;
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode, Metadata};

/// Why the scenario cannot be tried with this client. The metadata itself can always be read and judged.
pub(super) fn missing(
    scenario: &Scenario,
    client: &ClientConfig,
    capabilities: Capabilities<'_>,
) -> Option<String> {
    let metadata = capabilities.metadata;
    if scenario.needs.contains(&Need::Discovery) {
        return None;
    }
    for endpoint in ["backchannel_authentication_endpoint", "token_endpoint"] {
        if !metadata.is_there() {
            return Some(
                "the OP published no metadata that can be read, and so no endpoint to send requests to"
                    .to_owned(),
            );
        }
        if let Err(reason) = metadata.endpoint(endpoint) {
            return Some(reason);
        }
    }
    unlisted(client, metadata)
}

/// Why no client whatsoever can meet a need of the scenario.
pub(super) fn unoffered(scenario: &Scenario, metadata: &Metadata) -> Option<String> {
    let mut needs = scenario.needs.iter();
    needs
        .find_map(|need| answer(*need).unoffered(metadata))
        .map(str::to_owned)
}

/// What the metadata does not list of what the client is registered for. A list that is missing or makes no sense says
/// nothing: whether it must be there is for the metadata scenarios to say.
pub fn unlisted(client: &ClientConfig, metadata: &Metadata) -> Option<String> {
    const MODES: &str = "backchannel_token_delivery_modes_supported";
    const METHODS: &str = "token_endpoint_auth_methods_supported";
    let modes = DeliveryMode::ALL.map(DeliveryMode::as_str);
    let lists = [
        (
            MODES,
            "token_delivery_mode",
            client.mode.as_str(),
            modes.as_slice(),
        ),
        (
            METHODS,
            "token_endpoint_auth_method",
            client.authentication_method.as_str(),
            &[],
        ),
    ];
    lists.into_iter().find_map(|(member, key, value, known)| {
        let is_list = metadata.document().get(member).is_some_and(Value::is_array);
        let listed = metadata.strings(member);
        let makes_sense = known.is_empty() || listed.iter().all(|one| known.contains(one));
        (is_list && makes_sense && !listed.contains(&value)).then(|| {
            let by_certificate = by_certificate(&listed);
            format!(
                "the metadata's {member} does not list the client's {key} {value}{by_certificate}"
            )
        })
    })
}

/// What to say where clients authenticate by nothing but certificates.
fn by_certificate(listed: &[&str]) -> &'static str {
    let mut others = listed
        .iter()
        .filter(|method| !ClientAuthenticationMethod::BY_CERTIFICATE.contains(method));
    if !listed.is_empty() && others.next().is_none() {
        ", but client certificates alone (RFC 8705, section 2), and the suite shows none"
    } else {
        ""
    }
}

/// What the metadata says that may keep a run from much of what is planned.
pub fn remarks(metadata: &Metadata) -> Option<&'static str> {
    metadata.knows_certificate_bound_tokens().then_some(
        "the metadata says tls_client_certificate_bound_access_tokens: where the OP binds every access token to a client \
         certificate, it refuses a client that shows none, as it may (RFC 8705, section 3), and the suite shows none. \
         `doctor` says whether it does so; a run blocks by C-8705-05 then what needs tokens",
    )
}

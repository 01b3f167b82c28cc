#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use serde_json::json;

use super::needs::answer;
use super::{Capabilities, Plan};
use crate::catalogue::{Catalogue, Need};
use crate::config::{ClientConfig, Environment, TargetConfig};
use crate::op_under_test::authentication_device::Abilities;
use crate::protocol::{ClientAuthenticationMethod, DeliveryMode, Metadata};

/// A target that has next to nothing: an issuer on this machine, one client for pushes, one user.
const POOR: &str = r#"
name = "poor"
issuer = "http://127.0.0.1:1"
hint_types = []
[[clients]]
id = "push"
client_id = "push"
token_delivery_mode = "push"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "plain"
[users.approver]
login_hint = "alice"
[limits]
pending_per_user = 1
"#;

/// Nobody decides anything.
const NO_ABILITIES: Abilities = Abilities {
    approve: false,
    deny: false,
    inbox: false,
    other_user: false,
    choice: false,
    own_binding_message: false,
    takes_time: false,
    is_a_person: false,
};

fn poor_target() -> TargetConfig {
    let environment = Environment::default();
    let mut target = TargetConfig::parse(POOR, Path::new("poor.toml"), &environment).unwrap();
    target.metadata = Some(json!({}));
    target
}

/// The target's client without credentials, registered for one method or another: it has to have one.
fn poor_clients(target: &TargetConfig) -> [ClientConfig; 2] {
    let registered_for = |authentication_method| ClientConfig {
        authentication_method,
        secret: None,
        ..target.clients[0].clone()
    };
    [
        registered_for(ClientAuthenticationMethod::ClientSecretBasic),
        ClientConfig {
            request_signing_alg: Some("ES256".to_owned()),
            ..registered_for(ClientAuthenticationMethod::PrivateKeyJwt)
        },
    ]
}

/// What offers nothing, and what offers what asks for more: there is a need for either.
fn poor_metadata() -> [Metadata; 2] {
    let algs = "backchannel_authentication_request_signing_alg_values_supported";
    let signed = json!({algs: ["ES256"], "backchannel_user_code_parameter_supported": true});
    [Metadata::new(json!({})), Metadata::new(signed)]
}

/// A need that was met by saying nothing would let scenarios run that the target cannot show.
#[test]
fn a_target_that_has_nothing_meets_no_need() {
    let config = poor_target();

    let met: Vec<&str> = Need::ALL
        .iter()
        .filter(|(_, need)| {
            let clients = poor_clients(&config);
            let mut cases = clients.iter().flat_map(|client| {
                poor_metadata().map(|metadata| {
                    let capabilities = Capabilities {
                        config: &config,
                        metadata: &metadata,
                        examined: None,
                        abilities: NO_ABILITIES,
                        callback: false,
                        account_lock: false,
                    };
                    answer(*need).missing(client, capabilities)
                })
            });
            !cases.any(|missing| missing.is_some_and(|reason| !reason.is_empty()))
        })
        .map(|(tag, _)| *tag)
        .collect();

    assert_eq!(met, Vec::<&str>::new());
}

#[test]
fn an_offer_that_is_not_made_is_the_first_reason() {
    let config = poor_target();
    let [metadata, _] = poor_metadata();
    let capabilities = Capabilities {
        config: &config,
        metadata: &metadata,
        examined: None,
        abilities: NO_ABILITIES,
        callback: false,
        account_lock: false,
    };

    for need in [
        Need::SignedRequest,
        Need::UnregisteredSigner,
        Need::UnregisteredSecret,
    ] {
        let reason = answer(need).missing(&config.clients[0], capabilities);

        let expected =
            "the metadata has no backchannel_authentication_request_signing_alg_values_supported";
        assert_eq!(reason.as_deref(), Some(expected));
        assert_eq!(answer(need).unoffered(&metadata), Some(expected));
    }
    assert_eq!(answer(Need::Approve).unoffered(&metadata), None);
}

#[test]
fn a_scenario_about_sectors_takes_a_client_that_has_a_partner() {
    let mut config = poor_target();
    let client = |id: &str, sector: Option<&str>| ClientConfig {
        id: id.to_owned(),
        sector: sector.map(str::to_owned),
        ..config.clients[0].clone()
    };
    config.clients = vec![
        client("plain", None),
        client("alone", Some("two.example.com")),
        client("first", Some("one.example.com")),
        client("second", Some("one.example.com")),
    ];
    let metadata = Metadata::new(json!({"backchannel_token_delivery_modes_supported": ["push"]}));
    let capabilities = Capabilities {
        config: &config,
        metadata: &metadata,
        abilities: NO_ABILITIES,
        callback: true,
        account_lock: false,
        examined: None,
    };
    let catalogue = Catalogue::embedded().unwrap();

    let title = "clients-of-one-sector-know-the-user-by-one-subject";
    let plan = Plan::among(&catalogue, capabilities, |id| id.ends_with(title));

    let mut clients = plan
        .runs
        .iter()
        .filter(|run| run.mode == DeliveryMode::Push);
    assert_eq!(clients.next().unwrap().client, "first");
}

/// What needs no certain client needs one of a mode that it is about, whoever stands first in the file.
#[test]
fn what_runs_once_runs_for_a_client_of_its_modes() {
    let mut config = poor_target();
    let polling = ClientConfig {
        id: "poll".to_owned(),
        mode: DeliveryMode::Poll,
        ..config.clients[0].clone()
    };
    let metadata = Metadata::new(json!({"backchannel_token_delivery_modes_supported": ["push"]}));
    let catalogue = Catalogue::embedded().unwrap();
    let clients_of = |config: &TargetConfig| -> Vec<String> {
        let capabilities = Capabilities {
            config,
            metadata: &metadata,
            abilities: NO_ABILITIES,
            callback: true,
            account_lock: false,
            examined: None,
        };
        let about_polls = |id: &str| id.contains("of-a-token-request-crashes-nothing/scope");
        let plan = Plan::among(&catalogue, capabilities, about_polls);
        plan.runs.iter().map(|run| run.client.clone()).collect()
    };

    assert_eq!(clients_of(&config), ["poll"], "no client: the mode");
    config.clients.push(ClientConfig {
        id: "the-one-that-polls".to_owned(),
        ..polling
    });
    assert_eq!(clients_of(&config), ["the-one-that-polls"]);
}

//! The plan says the same of the same target, and something of every scenario.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use suite::catalogue::{Catalogue, Repetition};
use suite::config::{Environment, TargetConfig};
use suite::op_under_test::authentication_device::Abilities;
use suite::plan::{Capabilities, Plan, PlannedRun, Selection};
use suite::protocol::Metadata;

use crate::config;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());

/// One client of a target file, but for its names.
fn client() -> impl Strategy<Value = String> {
    let mode = select(&["poll", "ping", "push"][..]);
    let method = select(
        &[
            "client_secret_basic",
            "client_secret_post",
            "client_secret_jwt",
        ][..],
    );
    let extra = select(
        &[
            "",
            "refresh_token = true\n",
            "require_pushed_authorization_requests = true\n",
        ][..],
    );
    (mode, method, any::<bool>(), extra).prop_map(|(mode, method, user_code, extra)| {
        format!(
            "token_delivery_mode = \"{mode}\"\ntoken_endpoint_auth_method = \"{method}\"\n\
             client_secret = \"not-a-secret\"\nuser_code = {user_code}\n{extra}"
        )
    })
}

fn target() -> impl Strategy<Value = TargetConfig> {
    let clients = prop::collection::vec(client(), 0..5);
    let limit = prop::option::of(1..100_usize);
    let user_code = any::<bool>();
    (clients, limit, user_code).prop_map(|(clients, limit, user_code)| {
        let mut text = "name = \"any\"\nissuer = \"https://op.example\"\n".to_owned();
        let plain = "token_delivery_mode = \"poll\"\nclient_secret = \"not-a-secret\"\n\
                     token_endpoint_auth_method = \"client_secret_basic\"\n";
        for (at, client) in [plain.to_owned()].iter().chain(&clients).enumerate() {
            let names = format!("[[clients]]\nid = \"client-{at}\"\nclient_id = \"{at}\"\n");
            text.push_str(&names);
            text.push_str(client);
        }
        text += "[users.approver]\nlogin_hint = \"alice\"\n";
        if user_code {
            text += "user_code = \"1234\"\n";
        }
        if let Some(limit) = limit {
            text += "[limits]\nbinding_message_max_length = ";
            text += &limit.to_string();
        }
        TargetConfig::parse(&text, Path::new("any.toml"), &Environment::default()).unwrap()
    })
}

fn metadata() -> impl Strategy<Value = Metadata> {
    let flags = prop::collection::vec(any::<bool>(), 4);
    flags.prop_map(|flags| {
        let mut document = json!({"issuer": "https://op.example"});
        let members: [(&str, Value); 4] = [
            (
                "backchannel_authentication_endpoint",
                json!("https://op.example/ciba"),
            ),
            ("token_endpoint", json!("https://op.example/token")),
            ("backchannel_user_code_parameter_supported", json!(true)),
            ("userinfo_endpoint", json!("https://op.example/userinfo")),
        ];
        for ((name, value), there) in members.into_iter().zip(flags) {
            if there {
                document[name] = value;
            }
        }
        Metadata::new(document)
    })
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn the_plan_of_any_target_is_whole_and_always_the_same(
        config in target(),
        metadata in metadata(),
        (approve, deny, callback) in any::<(bool, bool, bool)>(),
        (inbox, other_user, account_lock) in any::<(bool, bool, bool)>(),
    ) {
        let capabilities = Capabilities {
            config: &config,
            metadata: &metadata,
            examined: None,
            abilities: Abilities { approve, deny, inbox, other_user, choice: approve, ..Abilities::NONE },
            callback,
            account_lock,
        };

        let plan = Plan::new(&CATALOGUE, capabilities);
        let again = Plan::new(&CATALOGUE, capabilities);

        let said = |plan: &Plan| -> Vec<(String, Selection)> {
            plan.runs.iter().map(|run| (run.id(), run.selection.clone())).collect()
        };
        prop_assert_eq!(said(&plan), said(&again));
        let ids: BTreeSet<String> = plan.runs.iter().map(PlannedRun::id).collect();
        prop_assert_eq!(ids.len(), plan.runs.len(), "no run stands twice");
        for run in &plan.runs {
            if let Selection::NotApplicable(reason) = &run.selection {
                prop_assert!(!reason.is_empty());
            } else {
                let client = config.client(&run.client);
                prop_assert!(client.is_some_and(|client| client.mode == run.mode));
                let once = run.scenario.repetition == Repetition::Once;
                prop_assert!(once || run.scenario.modes.contains(&run.mode));
            }
        }
        let planned: BTreeSet<&str> =
            plan.runs.iter().map(|run| run.scenario.id.as_str()).collect();
        for scenario in CATALOGUE.scenarios() {
            let each_client = scenario.repetition == Repetition::EachClient;
            prop_assert!(each_client || planned.contains(scenario.id.as_str()));
        }
    }
}

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::json;

use crate::config::{ConfigError, Environment, TargetConfig};
use crate::jose::SigningKey;

const FILE: &str = r#"
name = "my-op"
issuer = "https://op.example.com"
[[clients]]
id = "poll-basic"
client_id = "client-1"
token_delivery_mode = "poll"
token_endpoint_auth_method = "client_secret_basic"
client_secret = "env:POLL_SECRET"
[users.approver]
login_hint = "alice"
[authentication_device]
type = "url_template"
url = "https://op.example.com/sim?token={auth_req_id}&action={action}"
"#;

fn parse(text: &str) -> Result<TargetConfig, ConfigError> {
    parse_with(text, [])
}

fn parse_with<const N: usize>(
    text: &str,
    variables: [(&str, &str); N],
) -> Result<TargetConfig, ConfigError> {
    let environment: Environment = [("POLL_SECRET", "s3cr3t")]
        .into_iter()
        .chain(variables)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    TargetConfig::parse(text, Path::new("op.toml"), &environment)
}

fn problem(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

/// A file for the target file under test to point to, by an absolute path.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ciba-conformance-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_client_is_called_at_its_id_unless_the_file_says_otherwise() {
    let shared = FILE.replace(
        "client_id = ",
        "notification_path = \"shared\"\nclient_id = ",
    );

    assert_eq!(
        parse(FILE).unwrap().clients[0].notification_path,
        "poll-basic"
    );
    assert_eq!(
        parse(&shared).unwrap().clients[0].notification_path,
        "shared"
    );
}

#[test]
fn a_secret_comes_from_the_environment() {
    let target = parse(FILE).unwrap();

    let secret = target.clients[0].secret.as_ref().unwrap();
    assert_eq!(secret.expose(), "s3cr3t");
}

#[rstest]
#[case::without("s3cr3t", "s3cr3t")]
#[case::one("s3cr3t\n", "s3cr3t")]
#[case::two("s3cr3t\n\n", "s3cr3t\n")]
#[case::of_another_system("s3cr3t\r\n", "s3cr3t")]
#[case::after_a_space(" s3cr3t \n", " s3cr3t ")]
fn one_line_end_of_a_secret_file_is_no_part_of_the_secret(
    #[case] written: &str,
    #[case] secret: &str,
) {
    let name = format!("secret-{}", written.len() * 100 + secret.len());
    let path = file(&name, written);

    let target = parse(&FILE.replace("env:POLL_SECRET", &format!("file:{}", path.display())));

    let target = target.unwrap();
    assert_eq!(target.clients[0].secret.as_ref().unwrap().expose(), secret);
}

#[test]
fn an_unset_variable_is_named_with_its_place() {
    assert_eq!(
        problem(&FILE.replace("POLL_SECRET", "OTHER")),
        "clients, id \"poll-basic\", client_secret names the environment variable OTHER, which is not set: \
         set it, or use `file:PATH`"
    );
}

#[test]
fn a_secret_file_that_is_not_there_is_named_with_its_place() {
    let problem = problem(&FILE.replace("env:POLL_SECRET", "file:no/such/file"));

    assert!(
        problem.starts_with("clients, id \"poll-basic\", client_secret: cannot read no/such/file"),
        "{problem}"
    );
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_the_key_that_was_meant() {
    assert_eq!(
        problem(&FILE.replace("issuer =", "isuer =")),
        "2 problems:\n  op.toml, line 1: the key `issuer` is missing\n  \
         op.toml, line 3: unknown key `isuer`; did you mean `issuer`?"
    );
}

#[test]
fn all_unknown_keys_are_told_at_once() {
    let text = FILE
        .replace("client_id =", "clientid = \"x\"\nclient_id =")
        .replace("url = ", "uri = \"x\"\nurl = ");

    assert_eq!(
        problem(&text),
        "2 problems:\n  op.toml, line 6: unknown key `clientid`; did you mean `client_id`?\n  \
         op.toml, line 15: unknown key `uri`; did you mean `url`?"
    );
}

#[test]
fn every_problem_of_the_values_is_told() {
    let text = FILE
        .replace(
            "https://op.example.com\"\n",
            "op.example.com\"\nprofile = \"fapi\"\n",
        )
        .replace("POLL_SECRET", "OTHER");

    let problem = problem(&text);

    assert!(problem.starts_with("3 problems:"), "{problem}");
    assert!(
        problem.contains("profile: \"fapi\" is unknown; there is: `ciba-core`"),
        "{problem}"
    );
    assert!(
        problem.contains("issuer: \"op.example.com\" is no URL"),
        "{problem}"
    );
    assert!(problem.contains("OTHER"), "{problem}");
}

#[rstest]
#[case::a_missing_key(
    "client_id = \"client-1\"\n",
    "",
    "line 4: the key `client_id` is missing"
)]
#[case::an_unknown_value(
    "\"poll\"",
    "\"pull\"",
    "line 7: unknown value `pull`; did you mean `poll`?"
)]
#[case::a_wrong_type(
    "\"client-1\"",
    "12345",
    "line 6: expected a string, found a value of type integer"
)]
#[case::no_toml("issuer = ", "issuer ", "op.toml, line 3: ")]
#[case::an_unknown_device("url_template", "telephone", "unknown value `telephone`")]
#[case::no_secret(
    "client_secret = \"env:POLL_SECRET\"\n",
    "",
    "client_secret_basic needs client_secret"
)]
#[case::no_key("client_secret_basic", "private_key_jwt", "needs jwks")]
#[case::an_issuer_with_a_query("example.com\"\n", "example.com?x=1\"\n", "has a query")]
#[case::another_scheme(
    "https://op.example.com\"\n",
    "ftp://op.example.com\"\n",
    "neither an https nor an http URL"
)]
#[case::an_empty_secret("env:POLL_SECRET", "", "client_secret: it is empty")]
fn a_mistake_is_told(#[case] right: &str, #[case] wrong: &str, #[case] expected: &str) {
    let text = FILE.replacen(right, wrong, 1);
    assert_ne!(text, FILE);

    let problem = problem(&text);

    assert!(problem.contains(expected), "{problem}");
}

#[test]
fn a_mistake_does_not_show_a_value_that_may_be_secret() {
    let problem = problem(&FILE.replace("\"env:POLL_SECRET\"", "918273645"));

    assert!(!problem.contains("918273645"), "{problem}");
}

#[test]
fn the_environment_sets_keys() {
    let target = parse_with(
        FILE,
        [
            ("CIBA_TARGET__ISSUER", "https://other.example.com"),
            ("CIBA_TARGET__LIMITS__CONCURRENCY", "16"),
            ("CIBA_TARGET__LIMITS__UNTHROTTLED", "true"),
            ("CIBA_TARGET__CLIENTS__POLL_BASIC__CLIENT_ID", "12345"),
            ("CIBA_TARGET__USERS__APPROVER__USER_CODE", "0987"),
        ],
    )
    .unwrap();

    assert_eq!(target.issuer, "https://other.example.com");
    assert_eq!(target.limits.concurrency, 16);
    assert!(target.limits.unthrottled);
    assert_eq!(target.clients[0].client_id, "12345");
    let code = target.users.approver.user_code.unwrap();
    assert_eq!(code.expose(), "0987");
}

#[rstest]
#[case::an_unknown_key(
    "CIBA_TARGET__ISUER",
    "x",
    "unknown key `isuer`; did you mean `issuer`?"
)]
#[case::a_wrong_type("CIBA_TARGET__LIMITS__CONCURRENCY", "many", "expected usize")]
#[case::an_unknown_client(
    "CIBA_TARGET__CLIENTS__PUSH__SCOPE",
    "x",
    "none among its clients whose id is PUSH"
)]
#[case::no_key("CIBA_TARGET__", "x", "expected CIBA_TARGET__KEY")]
#[case::below_a_value("CIBA_TARGET__ISSUER__X", "x", "`issuer` is no table")]
fn a_mistake_in_the_environment_names_the_variable(
    #[case] variable: &str,
    #[case] value: &str,
    #[case] expected: &str,
) {
    let problem = parse_with(FILE, [(variable, value)])
        .unwrap_err()
        .to_string();

    assert!(problem.contains(expected), "{problem}");
    assert!(
        problem.contains(&format!("the environment variable {variable}")),
        "{problem}"
    );
}

#[test]
fn a_client_signs_with_the_key_for_its_alg() {
    let private = |kid: &str| {
        let secret = p256::SecretKey::random(&mut rand::thread_rng());
        let mut jwk: serde_json::Value = serde_json::from_str(&secret.to_jwk_string()).unwrap();
        jwk["kid"] = json!(kid);
        jwk
    };
    let ed25519 = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "ed", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    });
    let jwks = json!({"keys": [{"kty": "oct", "k": "AAAA"}, ed25519, private("ec")]});
    let path = file("client.jwks.json", &jwks.to_string());
    let signing = format!(
        "request_signing_alg = \"ES256\"\njwks = \"file:{}\"\nclient_id =",
        path.display()
    );

    let target = parse(&FILE.replace("client_id =", &signing)).unwrap();
    let wrong = problem(&FILE.replace("client_id =", &signing.replace("ES256", "PS256")));

    let client = &target.clients[0];
    assert_eq!(client.key.as_ref().map(SigningKey::kid), Some("ec"));
    assert_eq!(client.other_key.as_ref().map(SigningKey::kid), Some("ed"));
    assert!(
        wrong.contains("has no key for PS256; it has keys for EdDSA, ES256"),
        "{wrong}"
    );
}

#[test]
fn headers_and_parameters_are_those_of_the_file_and_of_the_client() {
    let text = FILE
        .replace(
            "[[clients]]",
            "headers = { x-api-key = \"env:POLL_SECRET\" }\n\
             parameters = { acr_values = \"loa2\", audience = \"all\" }\n[[clients]]",
        )
        .replace(
            "client_id =",
            "parameters = { audience = \"mine\" }\nclient_id =",
        );

    let target = parse(&text).unwrap();

    let (name, value) = &target.connection.headers[0];
    assert_eq!((name.as_str(), value.expose()), ("x-api-key", "s3cr3t"));
    let parameters: Vec<(&str, &str)> = target.clients[0]
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(parameters, [("acr_values", "loa2"), ("audience", "mine")]);
}

#[test]
fn a_file_without_a_certificate_is_no_authority() {
    let path = file("ca.pem", "no certificate");
    let text = FILE.replace(
        "[[clients]]",
        &format!(
            "tls.ca_certificate = \"file:{}\"\n[[clients]]",
            path.display()
        ),
    );

    let problem = problem(&text);

    assert!(problem.contains("tls.ca_certificate"), "{problem}");
    assert!(problem.contains("holds no certificate in PEM"), "{problem}");
}

#[test]
fn a_proxy_is_that_of_the_file_or_of_the_environment_or_none() {
    let with = |line: &str| FILE.replace("[[clients]]", &format!("{line}\n[[clients]]"));
    let environment = [("HTTPS_PROXY", "http://proxy:3128")];
    let place = |text: &str| {
        let target = parse_with(text, environment).unwrap();
        let proxies = target.connection.proxies;
        proxies.place("https://op.example.com").map(str::to_owned)
    };

    assert_eq!(place(FILE).as_deref(), Some("HTTPS_PROXY"));
    let own = with("connection.proxy = \"http://other:3128\"");
    assert_eq!(place(&own).as_deref(), Some("connection.proxy"));
    assert_eq!(place(&with("connection.proxy = \"none\"")), None);
    let problem = problem(&with("connection.proxy = \"proxy:3128\""));
    assert!(problem.contains("connection.proxy"), "{problem}");
}

#[test]
fn the_keys_of_the_op_may_stand_in_a_file() {
    let keys = file("op.jwks.json", &json!({"keys": []}).to_string());
    let none = file("op.jwk.json", "{}");
    let with = |path: &Path| {
        FILE.replace(
            "[[clients]]",
            &format!("jwks = \"{}\"\n[[clients]]", path.display()),
        )
    };

    assert_eq!(parse(&with(&keys)).unwrap().jwks, Some(json!({"keys": []})));
    let problem = problem(&with(&none));
    assert!(problem.contains("no JWK Set"), "{problem}");
}

#[test]
fn a_key_to_decrypt_with_needs_no_key_to_sign_with_beside_it() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../jose/encrypted/vectors.json")).unwrap();
    let mut key = vectors["ec"].clone();
    key["use"] = json!("enc");
    let jwks = file("enc.jwks.json", &json!({"keys": [key]}).to_string());
    let client = format!("client_id = \"client-1\"\njwks = \"{}\"", jwks.display());
    let text = FILE.replace("client_id = \"client-1\"", &client);

    let target = parse(&text).unwrap();

    assert!(target.clients[0].key.is_none());
    assert_eq!(target.clients[0].decryption_keys.len(), 1);
    let signing = text.replace("client_secret_basic", "private_key_jwt");
    let problem = problem(&signing);
    assert!(problem.contains("no private key to sign with"), "{problem}");
}

#[test]
fn a_client_may_say_whom_its_assertions_are_made_out_to() {
    let audience = "client_id = \"client-1\"\ntoken_endpoint_audience = \"token_endpoint\"";
    let text = FILE.replace("client_id = \"client-1\"", audience);

    let target = parse(&text).unwrap();

    let said = target.clients[0].token_endpoint_audience;
    assert_eq!(said, Some(crate::config::Audience::TokenEndpoint));
}

#[rstest]
#[case::none("", "names nobody by a hint;")]
#[case::of_another_type(
    "login_hint = \"alice\"",
    "names nobody by a hint of a type that hint_types lists (login_hint_token)"
)]
fn a_user_needs_a_hint_that_the_op_takes(#[case] hint: &str, #[case] expected: &str) {
    let types = if hint.is_empty() {
        ""
    } else {
        "hint_types = [\"login_hint_token\"]\n"
    };
    let text = format!(
        "{types}{}",
        FILE.trim_start().replace("login_hint = \"alice\"", hint)
    );

    let problem = problem(&text);

    assert!(problem.contains("users.approver"), "{problem}");
    assert!(problem.contains(expected), "{problem}");
}

#[test]
fn any_hint_alone_will_do() {
    let token = FILE.replace("login_hint = \"alice\"", "login_hint_token = \"a.b.c\"");
    let typed = format!(
        "hint_types = [\"login_hint_token\"]\n{}",
        token.trim_start()
    );

    for text in [token, typed] {
        assert_eq!(parse(&text).unwrap().users.approver.login_hint, "");
    }
}

#[test]
fn a_device_takes_all_decisions_unless_the_file_says_otherwise() {
    let all = parse(FILE).unwrap().decisions;
    let approvals = parse(&format!("{FILE}deny = false\n")).unwrap().decisions;

    assert!(all.approve && all.deny);
    assert!(approvals.approve && !approvals.deny);
    assert!(problem(&format!("{FILE}denny = false\n")).contains("did you mean `deny`?"));
}

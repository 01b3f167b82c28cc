//! What a scenario changes about the client's assertion (RFC 7521, section 4.2; RFC 7523, section 3).

use cucumber::{given, when};

use super::acts;
use super::client_authentication::{request_token, send};
use super::words::{AssertionClaim, Json, Text, words};
use crate::jose::SigningKey;
use crate::op_under_test::consumption_device::{Claim, Damage, Signer};
use crate::op_under_test::made_up::{UNREGISTERED_KEY, unregistered};
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};

/// An audience that is nobody here; RFC 6761 keeps the name from ever being anybody.
const ANOTHER_SERVER: &str = "https://other.example.com";

fn set_claim(world: &mut CibaWorld, name: &str, claim: Claim) {
    world.assertion.claims.push((name.to_owned(), claim));
}

fn set_beside(world: &mut CibaWorld, name: &str, value: Option<String>) {
    world.assertion.beside.push((name.to_owned(), value));
}

words! {
    /// For whom an assertion can be made.
    Audience as "audience":
    Issuer = "the issuer",
    TokenEndpoint = "the token endpoint",
    AuthenticationEndpoint = "the backchannel authentication endpoint",
    IssuerInList = "a list of the issuer alone",
    OtherServer = "another server",
    LongerIssuer = "a URL that begins like the issuer",
    OtherServers = "a list of other servers",
    EmptyList = "an empty list",
    Nobody = "nobody",
}

#[given(expr = "the client assertion is made out to {audience}")]
fn made_out_to(world: &mut CibaWorld, audience: Audience) -> Result<(), Stop> {
    let target = world.target()?;
    let issuer = target.config.issuer.clone();
    let audience = match audience {
        Audience::Issuer => Claim::Text(issuer),
        Audience::TokenEndpoint => Claim::Text(target.token_endpoint().to_owned()),
        Audience::AuthenticationEndpoint => {
            Claim::Text(target.authentication_endpoint().to_owned())
        }
        Audience::IssuerInList => Claim::Texts(vec![issuer]),
        Audience::OtherServer => Claim::Text(ANOTHER_SERVER.to_owned()),
        Audience::LongerIssuer => Claim::Text(format!("{issuer}.example.com")),
        Audience::OtherServers => Claim::Texts(vec![
            ANOTHER_SERVER.to_owned(),
            "https://another.example.com".to_owned(),
        ]),
        Audience::EmptyList => Claim::Texts(Vec::new()),
        Audience::Nobody => Claim::Absent,
    };
    set_claim(world, "aud", audience);
    Ok(())
}

#[given(expr = r#"the client assertion has no "{assertion_claim}""#)]
fn without(world: &mut CibaWorld, name: AssertionClaim) {
    set_claim(world, &name, Claim::Absent);
}

#[given(expr = r#"the "{assertion_claim}" of the client assertion lies {int} seconds ahead"#)]
fn ahead(world: &mut CibaWorld, name: AssertionClaim, seconds: i64) {
    set_claim(world, &name, Claim::FromNow(seconds));
}

#[given(expr = r#"the "{assertion_claim}" of the client assertion lies {int} seconds back"#)]
fn back(world: &mut CibaWorld, name: AssertionClaim, seconds: i64) {
    set_claim(world, &name, Claim::FromNow(-seconds));
}

#[given(expr = r#"the "{assertion_claim}" of the client assertion is the JSON value {json}"#)]
fn json_value(world: &mut CibaWorld, name: AssertionClaim, value: Json) {
    set_claim(world, &name, Claim::Json(value.0));
}

#[given(expr = r#"the "{assertion_claim}" of the client assertion names another client"#)]
fn another_client(world: &mut CibaWorld, name: AssertionClaim) -> Result<(), Stop> {
    let other = acts::other_client(world)?;
    set_claim(world, &name, Claim::Text(other.client_id));
    Ok(())
}

#[given(expr = r#"the "{assertion_claim}" of the client assertion names nobody"#)]
fn nobody(world: &mut CibaWorld, name: AssertionClaim) -> Result<(), Stop> {
    let unknown = unregistered(&world.client()?.client_id);
    set_claim(world, &name, Claim::Text(unknown));
    Ok(())
}

words! {
    /// Who else could have made an assertion.
    Forger as "forger":
    Nobody = "by nobody",
    NobodyInOtherLetters = "by nobody, in other letters",
    Stranger = "with a key that nobody has registered",
    StrangerInDisguise = "with a key that nobody has registered under the name of the own one",
    StrangerInHeader = "with a key that only its header presents",
    OtherClientInDisguise = "with another client's key under the name of the own one",
    MacWithPublicKey = "by a MAC with the client's public key",
    MacWithSecret = "by a MAC with the client's secret",
    MacWithEmptySecret = "by a MAC with an empty secret",
}

#[given(expr = "the client assertion is signed {forger}")]
fn signed(world: &mut CibaWorld, forger: Forger) -> Result<(), Stop> {
    let signer = match forger {
        Forger::Nobody => Signer::Nobody("none".to_owned()),
        Forger::NobodyInOtherLetters => Signer::Nobody("nOnE".to_owned()),
        Forger::Stranger => Signer::Key(stranger(world)?),
        Forger::StrangerInDisguise => Signer::KeyInDisguise(stranger(world)?),
        Forger::StrangerInHeader => Signer::KeyInHeader(stranger(world)?),
        Forger::OtherClientInDisguise => Signer::KeyInDisguise(key_of_another(world)?),
        Forger::MacWithPublicKey => {
            let key = world.client()?.key;
            let key = world.need(key, "the client has no key")?;
            mac(key.public_jwk().to_string().into_bytes())
        }
        Forger::MacWithSecret => {
            let secret = world.client()?.secret;
            let secret = world.need(secret, "the client has no secret")?;
            mac(secret.expose().as_bytes().to_vec())
        }
        Forger::MacWithEmptySecret => mac(Vec::new()),
    };
    world.assertion.signer = Some(signer);
    Ok(())
}

fn mac(secret: Vec<u8>) -> Signer {
    Signer::Mac {
        alg: "HS256".to_owned(),
        secret,
    }
}

fn stranger(world: &mut CibaWorld) -> Result<SigningKey, Stop> {
    world.own(SigningKey::generate(UNREGISTERED_KEY))
}

fn key_of_another(world: &mut CibaWorld) -> Result<SigningKey, Stop> {
    let target = world.target()?;
    let client = world.client()?;
    let key = client.foreign_key(&target.config.clients).cloned();
    world.need(key, "no other client has a key of its own")
}

words! {
    /// What can befall an assertion on its way.
    Mischief as "mischief":
    LaterExpiry = "somebody puts off the exp",
    OtherSignature = "somebody changes the signature",
    NoSignature = "somebody removes the signature",
    NoJwt = "somebody puts a text in the place",
}

#[given(expr = "after it was signed, {mischief} of the client assertion")]
fn damaged(world: &mut CibaWorld, mischief: Mischief) {
    world.assertion.damage = match mischief {
        Mischief::LaterExpiry => Damage::Claim("exp".to_owned(), Claim::FromNow(3600)),
        Mischief::OtherSignature => Damage::Signature,
        Mischief::NoSignature => Damage::NoSignature,
        Mischief::NoJwt => Damage::Text("this-is-no-jwt".to_owned()),
    };
}

/// An extension that must be understood, and that nobody has ever defined (RFC 7515, section 4.1.11).
#[given("the header of the client assertion names an extension that must be understood")]
fn critical(world: &mut CibaWorld) {
    let crit = Claim::Json(r#"["x-undefined"]"#.to_owned());
    let header = &mut world.assertion.header;
    header.push(("crit".to_owned(), crit));
    header.push(("x-undefined".to_owned(), Claim::Json("true".to_owned())));
}

#[given("no client_assertion_type comes with the assertion")]
fn no_type(world: &mut CibaWorld) {
    set_beside(world, "client_assertion_type", None);
}

#[given(expr = r#"the client_assertion_type is "{text}""#)]
fn of_type(world: &mut CibaWorld, kind: Text) {
    set_beside(world, "client_assertion_type", Some(kind.0));
}

#[given("the client's own client_id stands beside the assertion")]
fn own_client_id(world: &mut CibaWorld) -> Result<(), Stop> {
    let own = world.client()?.client_id;
    set_beside(world, "client_id", Some(own));
    Ok(())
}

#[given("another client's client_id stands beside the assertion")]
fn foreign_client_id(world: &mut CibaWorld) -> Result<(), Stop> {
    let other = acts::other_client(world)?;
    set_beside(world, "client_id", Some(other.client_id));
    Ok(())
}

/// From here on the client shows the same assertion again and again: at the token endpoint, where a request is acknowledged.
#[given("the client assertion is made once and for all")]
fn made_once(world: &mut CibaWorld) -> Result<(), Stop> {
    let (client, target) = (world.client()?, world.target()?);
    let url = if world.transactions.is_empty() {
        target.authentication_endpoint()
    } else {
        target.token_endpoint()
    };
    let audience = target.audience(&client, url);
    let assertion = world.assertion.jwt(&client, audience, now());
    world.assertion.made = Some(world.own(assertion)?);
    Ok(())
}

#[when("the client sends the authentication request with the assertion")]
#[when("the client sends the authentication request with the assertion again")]
async fn send_with_assertion(world: &mut CibaWorld) -> Result<(), Stop> {
    send(world, present).await
}

#[when("the client requests the token with the assertion")]
#[when("the client requests the token with the assertion again")]
async fn request_token_with_assertion(world: &mut CibaWorld) -> Result<(), Stop> {
    request_token(world, present).await
}

/// The assertion is the only thing that tells who the client is.
fn present(
    world: &mut CibaWorld,
    url: &str,
    form: crate::op_under_test::consumption_device::Parameters,
) -> Result<crate::http::OutgoingRequest, Stop> {
    let (client, target) = (world.client()?, world.target()?);
    let audience = target.audience(&client, url);
    let form = world.assertion.present(&client, audience, now(), form);
    let form = world.own(form)?;
    Ok(crate::http::OutgoingRequest::post_form(url, form.encode()))
}

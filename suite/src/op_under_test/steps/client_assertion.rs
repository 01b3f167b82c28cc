//! What a scenario changes about the client's assertion (RFC 7521, section 4.2; RFC 7523, section 3).

use cucumber::{given, when};

use super::acts;
use super::client_authentication::{request_token, send};
use crate::jose::SigningKey;
use crate::op_under_test::consumption_device::{Claim, Damage, Signer};
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};

/// An audience that is nobody here; RFC 6761 keeps the name from ever being anybody.
const ANOTHER_SERVER: &str = "https://other.example.com";

fn set_claim(world: &mut CibaWorld, name: &str, claim: Claim) {
    world.assertion.claims.push((name.to_owned(), claim));
}

fn set_beside(world: &mut CibaWorld, name: &str, value: Option<String>) {
    world.assertion.beside.push((name.to_owned(), value));
}

#[given(regex = r"^the client assertion is made out to (.+)$")]
fn made_out_to(world: &mut CibaWorld, whom: String) -> Result<(), Stop> {
    let target = world.target()?;
    let issuer = target.config.issuer.clone();
    let audience = match whom.as_str() {
        "the issuer" => Claim::Text(issuer),
        "the token endpoint" => Claim::Text(target.token_endpoint().to_owned()),
        "the backchannel authentication endpoint" => {
            Claim::Text(target.authentication_endpoint().to_owned())
        }
        "a list of the issuer alone" => Claim::Texts(vec![issuer]),
        "another server" => Claim::Text(ANOTHER_SERVER.to_owned()),
        "a URL that begins like the issuer" => Claim::Text(format!("{issuer}.example.com")),
        "a list of other servers" => Claim::Texts(vec![
            ANOTHER_SERVER.to_owned(),
            "https://another.example.com".to_owned(),
        ]),
        "an empty list" => Claim::Texts(Vec::new()),
        _ => Claim::Absent,
    };
    set_claim(world, "aud", audience);
    Ok(())
}

#[given(regex = r#"^the client assertion has no "([^"]*)"$"#)]
fn without(world: &mut CibaWorld, name: String) {
    set_claim(world, &name, Claim::Absent);
}

#[given(regex = r#"^the "([^"]*)" of the client assertion lies (\d+) seconds ahead$"#)]
fn ahead(world: &mut CibaWorld, name: String, seconds: i64) {
    set_claim(world, &name, Claim::FromNow(seconds));
}

#[given(regex = r#"^the "([^"]*)" of the client assertion lies (\d+) seconds back$"#)]
fn back(world: &mut CibaWorld, name: String, seconds: i64) {
    set_claim(world, &name, Claim::FromNow(-seconds));
}

#[given(regex = r#"^the "(\w+)" of the client assertion is the JSON value (.+)$"#)]
fn json_value(world: &mut CibaWorld, name: String, value: String) {
    set_claim(world, &name, Claim::Json(value));
}

#[given(regex = r#"^the "([^"]*)" of the client assertion names another client$"#)]
fn another_client(world: &mut CibaWorld, name: String) -> Result<(), Stop> {
    let other = acts::other_client(world)?;
    set_claim(world, &name, Claim::Text(other.client_id));
    Ok(())
}

#[given(regex = r#"^the "([^"]*)" of the client assertion names nobody$"#)]
fn nobody(world: &mut CibaWorld, name: String) -> Result<(), Stop> {
    let unknown = format!("{}-unknown", world.client()?.client_id);
    set_claim(world, &name, Claim::Text(unknown));
    Ok(())
}

/// Who else could have made the assertion.
#[given(regex = r"^the client assertion is signed (.+)$")]
fn signed(world: &mut CibaWorld, how: String) -> Result<(), Stop> {
    let signer = match how.as_str() {
        "by nobody" => Signer::Nobody("none".to_owned()),
        "by nobody, in other letters" => Signer::Nobody("nOnE".to_owned()),
        "with a key that nobody has registered" => Signer::Key(stranger(world)?),
        "with a key that nobody has registered under the name of the own one" => {
            Signer::KeyInDisguise(stranger(world)?)
        }
        "with a key that only its header presents" => Signer::KeyInHeader(stranger(world)?),
        "with another client's key under the name of the own one" => {
            Signer::KeyInDisguise(key_of_another(world)?)
        }
        "by a MAC with the client's public key" => {
            let key = world.client()?.key;
            let key = world.need(key, "the client has no key")?;
            mac(key.public_jwk().to_string().into_bytes())
        }
        "by a MAC with the client's secret" => {
            let secret = world.client()?.secret;
            let secret = world.need(secret, "the client has no secret")?;
            mac(secret.expose().as_bytes().to_vec())
        }
        _ => mac(Vec::new()),
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
    world.own(SigningKey::generate("never-registered"))
}

fn key_of_another(world: &mut CibaWorld) -> Result<SigningKey, Stop> {
    let target = world.target()?;
    let own = world.client()?.id;
    let others = target.config.clients.iter();
    let key = others
        .filter(|client| client.id != own)
        .find_map(|client| client.key.clone());
    world.need(key, "no other client has a key")
}

#[given(regex = r"^after it was signed, (.+) of the client assertion$")]
fn damaged(world: &mut CibaWorld, what: String) {
    world.assertion.damage = match what.as_str() {
        "somebody puts off the exp" => Damage::Claim("exp".to_owned(), Claim::FromNow(3600)),
        "somebody changes the signature" => Damage::Signature,
        "somebody removes the signature" => Damage::NoSignature,
        _ => Damage::Text("this-is-no-jwt".to_owned()),
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

#[given(regex = r#"^the client_assertion_type is "([^"]*)"$"#)]
fn of_type(world: &mut CibaWorld, kind: String) {
    set_beside(world, "client_assertion_type", Some(kind));
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

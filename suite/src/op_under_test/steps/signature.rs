use cucumber::given;

use super::signed_request::edit;
use crate::jose::SigningKey;
use crate::op_under_test::consumption_device::{Claim, Damage, Signer};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};
use crate::protocol::HintType;

fn sign(world: &mut CibaWorld, signer: Signer) -> Result<(), Stop> {
    edit(world, |request| request.signed.signer = signer)
}

fn damage(world: &mut CibaWorld, damage: Damage) -> Result<(), Stop> {
    edit(world, |request| request.signed.damage = damage)
}

fn set_header(world: &mut CibaWorld, name: &str, member: Claim) -> Result<(), Stop> {
    edit(world, |request| {
        request.signed.header.push((name.to_owned(), member));
    })
}

/// A key that the OP has never seen.
fn unregistered_key(world: &mut CibaWorld) -> Result<SigningKey, Stop> {
    world.own(SigningKey::generate("never-registered"))
}

#[given(regex = r#"^the JWT is not signed and its alg is "([^"]*)"$"#)]
fn not_signed(world: &mut CibaWorld, alg: String) -> Result<(), Stop> {
    sign(world, Signer::Nobody(alg))
}

#[given(regex = r"^the JWT carries a MAC by (\S+) with the client's secret$")]
fn mac_with_secret(world: &mut CibaWorld, alg: String) -> Result<(), Stop> {
    let secret = world.client()?.secret;
    let secret = world.need(secret, "the client has no secret")?;
    let secret = secret.expose().as_bytes().to_vec();
    sign(world, Signer::Mac { alg, secret })
}

/// The confusion of algorithms: whoever verifies with the key, whatever the header says, takes the MAC for right.
#[given(regex = r"^the JWT carries a MAC by (\S+) with the client's public key$")]
fn mac_with_public_key(world: &mut CibaWorld, alg: String) -> Result<(), Stop> {
    let key = world.client()?.key;
    let key = world.need(key, "the client has no key")?;
    let secret = key.public_jwk().to_string().into_bytes();
    sign(world, Signer::Mac { alg, secret })
}

#[given("the JWT is signed with another client's key")]
fn foreign_key(world: &mut CibaWorld) -> Result<(), Stop> {
    let key = key_of_another(world)?;
    sign(world, Signer::Key(key))
}

#[given("the JWT is signed with another client's key under the name of the own one")]
fn foreign_key_in_disguise(world: &mut CibaWorld) -> Result<(), Stop> {
    let key = key_of_another(world)?;
    sign(world, Signer::KeyInDisguise(key))
}

fn key_of_another(world: &mut CibaWorld) -> Result<SigningKey, Stop> {
    let target = world.target()?;
    let own = world.client()?.id;
    let key = target
        .config
        .clients
        .iter()
        .filter(|client| client.id != own)
        .find_map(|client| client.key.clone());
    world.need(key, "no other client has a key")
}

#[given("the JWT is signed with a key that nobody has registered")]
fn unknown_key(world: &mut CibaWorld) -> Result<(), Stop> {
    let key = unregistered_key(world)?;
    sign(world, Signer::Key(key))
}

#[given("the JWT is signed with a key that nobody has registered under the name of the own one")]
fn unknown_key_in_disguise(world: &mut CibaWorld) -> Result<(), Stop> {
    let key = unregistered_key(world)?;
    sign(world, Signer::KeyInDisguise(key))
}

#[given("the JWT is signed with a key that only its header presents")]
fn key_in_header(world: &mut CibaWorld) -> Result<(), Stop> {
    let key = unregistered_key(world)?;
    sign(world, Signer::KeyInHeader(key))
}

#[given("the JWT is signed with the client's key for another algorithm")]
fn key_for_another_algorithm(world: &mut CibaWorld) -> Result<(), Stop> {
    let key = world.client()?.other_key;
    let key = world.need(key, "the client has one key alone")?;
    sign(world, Signer::Key(key))
}

#[given("another user is named after the JWT was signed")]
fn another_user(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let other = target.config.users.denier.as_ref();
    let hint = other.map_or("somebody-else@example.com", |user| &user.login_hint);
    let name = HintType::LoginHint.parameter().to_owned();
    damage(world, Damage::Claim(name, Claim::Text(hint.to_owned())))
}

#[given(regex = r"^after signing, (.+)$")]
fn after_signing(world: &mut CibaWorld, change: String) -> Result<(), Stop> {
    let known = [
        ("a header member is added", Damage::Header),
        ("one character of the signature changes", Damage::Signature),
        ("half of the signature is lost", Damage::HalfSignature),
        ("the signature is removed", Damage::NoSignature),
        ("the signature is replaced by zeros", Damage::ZeroSignature),
        ("the third part is removed with its dot", Damage::TwoParts),
        ("a fourth part is added", Damage::FourParts),
        ("the JWT is encrypted", Damage::Encrypted),
        (
            "the JWT is replaced by a text",
            Damage::Text("this-is-no-jwt".to_owned()),
        ),
    ];
    let found = known.into_iter().find(|(name, _)| *name == change);
    let (_, found) = world.need(found, &format!("no such change: {change}"))?;
    damage(world, found)
}

#[given(regex = r"^the exp of the JWT is put off after it was signed$")]
fn later_expiry(world: &mut CibaWorld) -> Result<(), Stop> {
    damage(world, Damage::Claim("exp".to_owned(), Claim::FromNow(3600)))
}

#[given(regex = r"^the payload of the JWT is (.+)$")]
fn payload(world: &mut CibaWorld, bytes: String) -> Result<(), Stop> {
    edit(world, |request| request.signed.payload = Some(bytes))
}

#[given(regex = r#"^the header of the JWT has no "([^"]*)"$"#)]
fn no_header(world: &mut CibaWorld, name: String) -> Result<(), Stop> {
    set_header(world, &name, Claim::Absent)
}

#[given(regex = r#"^the header of the JWT has the "([^"]*)" "([^"]*)"$"#)]
fn header(world: &mut CibaWorld, name: String, value: String) -> Result<(), Stop> {
    set_header(world, &name, Claim::Text(value))
}

/// An extension that must be understood, and that nobody has ever defined (RFC 7515, section 4.1.11).
#[given("the header of the JWT names an extension that must be understood")]
fn critical(world: &mut CibaWorld) -> Result<(), Stop> {
    set_header(world, "crit", Claim::Json(r#"["x-undefined"]"#.to_owned()))?;
    set_header(world, "x-undefined", Claim::Json("true".to_owned()))
}

use cucumber::given;

use super::signed_request::edit;
use super::words::{HeaderMember, Json, MacAlg, Text, words};
use crate::jose::SigningKey;
use crate::op_under_test::consumption_device::{Claim, Damage, Signer, hint_of};
use crate::op_under_test::made_up::UNREGISTERED_KEY;
use crate::op_under_test::scenario_context::{CibaWorld, Stop, now};
use crate::protocol::{Hint, HintType};

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
    world.own(SigningKey::generate(UNREGISTERED_KEY))
}

#[given(expr = r#"the JWT is not signed and its alg is "{text}""#)]
fn not_signed(world: &mut CibaWorld, alg: Text) -> Result<(), Stop> {
    sign(world, Signer::Nobody(alg.0))
}

#[given(expr = "the JWT carries a MAC by {mac_alg} with the client's secret")]
fn mac_with_secret(world: &mut CibaWorld, alg: MacAlg) -> Result<(), Stop> {
    let secret = world.client()?.secret;
    let secret = world.need(secret, "the client has no secret")?;
    let secret = secret.expose().as_bytes().to_vec();
    sign(world, mac(alg, secret))
}

fn mac(alg: MacAlg, secret: Vec<u8>) -> Signer {
    Signer::Mac {
        alg: alg.to_string(),
        secret,
    }
}

/// The confusion of algorithms: whoever verifies with the key, whatever the header says, takes the MAC for right.
#[given(expr = "the JWT carries a MAC by {mac_alg} with the client's public key")]
fn mac_with_public_key(world: &mut CibaWorld, alg: MacAlg) -> Result<(), Stop> {
    let key = world.client()?.key;
    let key = world.need(key, "the client has no key")?;
    let secret = key.public_jwk().to_string().into_bytes();
    sign(world, mac(alg, secret))
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
    let client = world.client()?;
    let key = client.foreign_key(&target.config.clients).cloned();
    world.need(key, "no other client has a key of its own")
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
    let hint = match target.config.users.denier.as_ref() {
        Some(other) => {
            let hint = hint_of(&target.config, other, now());
            world.own(hint)?
        }
        None => Hint {
            hint_type: HintType::LoginHint,
            value: "somebody-else@example.com".to_owned(),
        },
    };
    let name = hint.hint_type.parameter().to_owned();
    damage(world, Damage::Claim(name, Claim::Text(hint.value)))
}

words! {
    /// What can become of a signed request on its way.
    Tampering as "tampering":
    Header = "a header member is added",
    Signature = "one character of the signature changes",
    HalfSignature = "half of the signature is lost",
    NoSignature = "the signature is removed",
    ZeroSignature = "the signature is replaced by zeros",
    TwoParts = "the third part is removed with its dot",
    FourParts = "a fourth part is added",
    Encrypted = "the JWT is encrypted",
    NoJwt = "the JWT is replaced by a text",
}

#[given(expr = "after signing, {tampering}")]
fn after_signing(world: &mut CibaWorld, tampering: Tampering) -> Result<(), Stop> {
    let done = match tampering {
        Tampering::Header => Damage::Header,
        Tampering::Signature => Damage::Signature,
        Tampering::HalfSignature => Damage::HalfSignature,
        Tampering::NoSignature => Damage::NoSignature,
        Tampering::ZeroSignature => Damage::ZeroSignature,
        Tampering::TwoParts => Damage::TwoParts,
        Tampering::FourParts => Damage::FourParts,
        Tampering::Encrypted => Damage::Encrypted,
        Tampering::NoJwt => Damage::Text("this-is-no-jwt".to_owned()),
    };
    damage(world, done)
}

#[given("the exp of the JWT is put off after it was signed")]
fn later_expiry(world: &mut CibaWorld) -> Result<(), Stop> {
    damage(world, Damage::Claim("exp".to_owned(), Claim::FromNow(3600)))
}

#[given(expr = "the payload of the JWT is {json}")]
fn payload(world: &mut CibaWorld, bytes: Json) -> Result<(), Stop> {
    edit(world, |request| request.signed.payload = Some(bytes.0))
}

#[given(expr = r#"the header of the JWT has no "{header_member}""#)]
fn no_header(world: &mut CibaWorld, name: HeaderMember) -> Result<(), Stop> {
    set_header(world, &name, Claim::Absent)
}

#[given(expr = r#"the header of the JWT has the "{header_member}" "{text}""#)]
fn header(world: &mut CibaWorld, name: HeaderMember, value: Text) -> Result<(), Stop> {
    set_header(world, &name, Claim::Text(value.0))
}

/// An extension that must be understood, and that nobody has ever defined (RFC 7515, section 4.1.11).
#[given("the header of the JWT names an extension that must be understood")]
fn critical(world: &mut CibaWorld) -> Result<(), Stop> {
    set_header(world, "crit", Claim::Json(r#"["x-undefined"]"#.to_owned()))?;
    set_header(world, "x-undefined", Claim::Json("true".to_owned()))
}

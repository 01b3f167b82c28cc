//! Signed requests that are made out to an address which is nearly the issuer's (CIBA Core 1.0, section 7.1.1).

use cucumber::given;

use super::signed_request::set_claim;
use super::words::words;
use crate::op_under_test::consumption_device::Claim;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What a comparison that is no comparison takes for the issuer.
    Nearly as "nearly_the_issuer":
    Begins = "begins like the issuer",
    Ends = "ends like the issuer",
    Short = "is the issuer cut short",
}

#[given(expr = "the JWT is made out to an address that {nearly_the_issuer}")]
fn made_out_to(world: &mut CibaWorld, nearly: Nearly) -> Result<(), Stop> {
    let issuer = world.target()?.config.issuer.clone();
    let audience = match nearly {
        Nearly::Begins => format!("{issuer}.example.com"),
        Nearly::Ends => format!("https://example.com/?for={issuer}"),
        Nearly::Short => {
            let letters = issuer.chars().count().saturating_sub(1);
            issuer.chars().take(letters).collect()
        }
    };
    set_claim(world, "aud", Claim::Text(audience))
}

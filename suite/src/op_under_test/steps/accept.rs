//! What a client says it wants to read (RFC 9110, section 12.5.1): the OP's answers are JSON all the same.

use cucumber::when;

use super::http::set_header;
use super::words::words;
use super::{acts, sending};
use crate::op_under_test::consumption_device::{Credentials, TokenRequest};
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

words! {
    /// What is asked for. JSON is among it each time.
    Wanted as "wanted":
    Browser = "what browsers ask for",
    Anything = "anything at all",
}

impl Wanted {
    const fn value(self) -> &'static str {
        match self {
            Self::Browser => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            Self::Anything => "*/*",
        }
    }
}

#[when(expr = "the client sends the authentication request and asks for {wanted}")]
async fn send(world: &mut CibaWorld, wanted: Wanted) -> Result<(), Stop> {
    let mut request = acts::outgoing_prepared(world)?;
    set_header(&mut request, "accept", wanted.value());
    acts::send_and_keep(world, request).await
}

#[when(expr = "the client requests the token and asks for {wanted}")]
async fn request_token(world: &mut CibaWorld, wanted: Wanted) -> Result<(), Stop> {
    let (target, client) = (world.target()?, world.client()?);
    let form = TokenRequest::valid(&world.transaction()?.auth_req_id).parameters;
    let url = target.token_endpoint();
    let exchange = sending::send(world, |world| {
        let form = form.clone();
        let mut request = acts::authenticated(world, &client, Credentials::Registered, url, form)?;
        set_header(&mut request, "accept", wanted.value());
        Ok(request)
    })
    .await?;
    world.token_answer = Some(exchange);
    Ok(())
}

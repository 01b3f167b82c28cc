use cucumber::{then, when};

use super::words::{RequestParameter, words};
use super::{acts, wrong_place};
use crate::checks::http as check;
use crate::http::OutgoingRequest;
use crate::op_under_test::consumption_device::Credentials;
use crate::op_under_test::scenario_context::{CibaWorld, Stop};

/// The valid request as it would be sent, to be sent otherwise.
fn valid(world: &mut CibaWorld) -> Result<OutgoingRequest, Stop> {
    let request = acts::valid_request(world)?;
    acts::outgoing_authentication_request(world, &request, Credentials::Registered)
}

#[when("the client sends the parameters by GET")]
async fn by_get(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::by_get(&mut request);
    acts::send_and_keep(world, request).await
}

#[when("the client sends the parameters in the query of a POST")]
async fn by_query(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::into_query(&mut request);
    acts::send_and_keep(world, request).await
}

#[when("the client sends the parameters as JSON")]
async fn as_json(world: &mut CibaWorld) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::as_json(&mut request);
    acts::send_and_keep(world, request).await
}

#[when(
    expr = r#"the client sends its "{request_parameter}" in the query, and the rest in the body"#
)]
async fn one_by_query(world: &mut CibaWorld, name: RequestParameter) -> Result<(), Stop> {
    let mut request = valid(world)?;
    wrong_place::one_into_query(&mut request, &name);
    acts::send_and_keep(world, request).await
}

words! {
    /// In what other shapes the parameters can come.
    Shape as "shape":
    Multipart = "multipart parts",
    PlainText = "plain text",
    Xml = "XML",
}

#[when(expr = "the client sends the parameters as {shape}")]
async fn in_shape(world: &mut CibaWorld, shape: Shape) -> Result<(), Stop> {
    let mut request = valid(world)?;
    match shape {
        Shape::Multipart => wrong_place::as_multipart(&mut request),
        Shape::PlainText => wrong_place::as_plain_text(&mut request),
        Shape::Xml => wrong_place::as_xml(&mut request),
    }
    acts::send_and_keep(world, request).await
}

words! {
    /// Methods that may carry a form, and are not the endpoint's.
    FormMethod as "form_method":
    Put = "PUT",
    Patch = "PATCH",
    Delete = "DELETE",
}

#[when(expr = "the client sends the form by {form_method}")]
async fn by_form_method(world: &mut CibaWorld, method: FormMethod) -> Result<(), Stop> {
    let mut request = valid(world)?;
    let method = match method {
        FormMethod::Put => "PUT",
        FormMethod::Patch => "PATCH",
        FormMethod::Delete => "DELETE",
    };
    method.clone_into(&mut request.method);
    acts::send_and_keep(world, request).await
}

#[when("somebody sends nothing to the backchannel authentication endpoint")]
async fn nothing(world: &mut CibaWorld) -> Result<(), Stop> {
    let target = world.target()?;
    let request = OutgoingRequest::post_form(target.authentication_endpoint(), "");
    acts::send_and_keep(world, request).await
}

#[then("the endpoint is there")]
fn is_there(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    world.judge(check::is_there(&answer))
}

#[then("the request is not processed")]
fn not_processed(world: &mut CibaWorld) -> Result<(), Stop> {
    let answer = acts::answer(world)?;
    let stage = world.stage()?;
    let (requirement, level) = (&stage.requirement, stage.level);
    let checked = check::authentication_request_not_processed(&answer, requirement, level);
    world.judge(checked)
}

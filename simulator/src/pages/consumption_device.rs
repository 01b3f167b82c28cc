//! The page of the consumption device.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use rand::Rng as _;

use super::entered::{Entered, Raw};
use super::error::PageError;
use super::events::{self, Part};
use super::flow_view;
use super::render::render;
use super::state::Pages;
use super::workspace::Workspace;

/// Letters and digits that nobody takes for others.
const CODE: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

pub(super) async fn show(
    State(pages): State<Pages>,
    workspace: Workspace,
) -> Result<Html<String>, PageError> {
    let entered = entered(&pages, &workspace);
    let binding_message = code();
    page(&pages, &workspace, &entered, &binding_message, None)
}

/// Tells the page how far the flow is.
pub(super) async fn events(State(pages): State<Pages>, workspace: Workspace) -> impl IntoResponse {
    let changes = pages.simulator.consumption_device().changes();
    events::stream(changes, move || {
        let flow = pages.simulator.consumption_device().flow(&workspace.name);
        let version = flow_view::version(flow.as_ref());
        let html = render("flow.html", live(&pages, &workspace)).ok()?;
        Some(Part {
            version,
            html: html.0,
        })
    })
}

/// Sends a request, keeps what was entered, or stops the flow.
pub(super) async fn press(
    State(pages): State<Pages>,
    workspace: Workspace,
    form: Result<Form<Raw>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(raw) = form.map_err(|_| PageError::Input("The form is not complete."))?;
    pages.check_form(&raw.form_token)?;
    let device = pages.simulator.consumption_device();
    let action = raw.action.clone();
    if action == "stop" {
        device.stop(&workspace.name);
        return Ok(Redirect::to(&workspace.link(&["cd"])).into_response());
    }
    let entered = Entered::from_raw(raw, &entered(&pages, &workspace))?;
    let mut kept = entered.clone();
    // Only the user knows it: it is not kept.
    kept.request.user_code = pages.simulator.config().example.user_code.clone();
    pages.saved.keep(&workspace.name, kept);
    if action == "send" {
        let settings = entered.settings(&pages.simulator.config().clients);
        if let Err(error) = device.send(&workspace.name, settings, entered.request.clone()) {
            let message = entered.request.binding_message.clone();
            let wrong = error.to_string();
            let page = page(&pages, &workspace, &entered, &message, Some(&wrong))?;
            return Ok((StatusCode::BAD_REQUEST, page).into_response());
        }
    }
    Ok(Redirect::to(&workspace.link(&["cd"])).into_response())
}

fn entered(pages: &Pages, workspace: &Workspace) -> Entered {
    let saved = pages.saved.of(&workspace.name);
    saved.unwrap_or_else(|| Entered::first(pages.simulator.config()))
}

fn page(
    pages: &Pages,
    workspace: &Workspace,
    entered: &Entered,
    binding_message: &str,
    wrong: Option<&str>,
) -> Result<Html<String>, PageError> {
    let config = pages.simulator.config();
    let view = context! {
        form => entered.view(config),
        binding_message,
        user_code => config.example.user_code.expose(),
        wrong,
        home => workspace.link(&[]),
        events => workspace.link(&["cd", "events"]),
        ..live(pages, workspace)
    };
    Ok(render("till.html", view)?)
}

fn live(pages: &Pages, workspace: &Workspace) -> Value {
    let flow = pages.simulator.consumption_device().flow(&workspace.name);
    context! {
        workspace => &workspace.name,
        action => workspace.link(&["cd"]),
        form_token => &*pages.form_token,
        flow => flow.as_ref().map(flow_view::view),
    }
}

/// Something that a user compares on both devices.
fn code() -> String {
    let mut random = rand::thread_rng();
    let one = |_| char::from(CODE[random.gen_range(0..CODE.len())]);
    (0..5).map(one).collect()
}

//! The page of a user's authentication device.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use minijinja::{Value, context};
use serde::Deserialize;

use super::error::PageError;
use super::events::{self, Part};
use super::render::render;
use super::state::Pages;
use super::workspace::{User, Workspace};
use crate::question::parameter;
use crate::store::{Asking, Done, Shown};
use crate::words::{Action, Outcome};

/// Goes to the device of the user that was asked for.
pub(super) async fn choose(
    workspace: Workspace,
    RawQuery(query): RawQuery,
) -> Result<Redirect, PageError> {
    let user = parameter(&query.unwrap_or_default(), "user")?
        .ok_or(PageError::Input("Name the user whose device you want."))?;
    Ok(Redirect::to(&workspace.link(&["ad", &user])))
}

pub(super) async fn show(
    State(pages): State<Pages>,
    workspace: Workspace,
    User(user): User,
) -> Result<Html<String>, PageError> {
    Ok(render("device.html", view(&pages, &workspace, &user))?)
}

/// Tells the page what is asked and what was decided.
pub(super) async fn events(
    State(pages): State<Pages>,
    workspace: Workspace,
    User(user): User,
) -> impl IntoResponse {
    let changes = pages.simulator.changes();
    events::stream(changes, move || {
        let shown = pages.simulator.device(&workspace.name, &user);
        let html = render("questions.html", view(&pages, &workspace, &user)).ok()?;
        Some(Part {
            version: version(&shown),
            html: html.0,
        })
    })
}

#[derive(Deserialize)]
pub(super) struct Pressed {
    form_token: String,
    request: String,
    action: String,
}

/// Takes a decision, and shows the device again.
pub(super) async fn press(
    State(pages): State<Pages>,
    workspace: Workspace,
    User(user): User,
    form: Result<Form<Pressed>, FormRejection>,
) -> Result<Response, PageError> {
    let Form(pressed) = form.map_err(|_| PageError::Input("The form is not complete."))?;
    pages.check_form(&pressed.form_token)?;
    let action = match pressed.action.as_str() {
        "allow" => Action::Allow,
        "deny" => Action::Deny,
        _ => return Err(PageError::Input("The action must be allow or deny.")),
    };
    pages
        .simulator
        .press(&workspace.name, &user, &pressed.request, action)
        .await?;
    Ok(Redirect::to(&workspace.link(&["ad", &user])).into_response())
}

/// What is on the device, by name: how much time is left changes by itself.
fn version(shown: &Shown) -> String {
    let asking = shown.asking.iter().map(|asking| asking.request_id.as_str());
    let done = shown.done.iter().map(|done| done.request_id.as_str());
    asking
        .chain(["|"])
        .chain(done)
        .collect::<Vec<_>>()
        .join(" ")
}

fn view(pages: &Pages, workspace: &Workspace, user: &str) -> Value {
    let shown = pages.simulator.device(&workspace.name, user);
    context! {
        user,
        workspace => &workspace.name,
        home => workspace.link(&[]),
        action => workspace.link(&["ad", user]),
        events => workspace.link(&["ad", user, "events"]),
        form_token => &*pages.form_token,
        asking => shown.asking.iter().map(asking).collect::<Vec<_>>(),
        done => shown.done.iter().map(done).collect::<Vec<_>>(),
    }
}

fn asking(asking: &Asking) -> Value {
    let details = &asking.details;
    context! {
        id => &asking.request_id,
        message => &asking.message,
        client => &details.client_name,
        scopes => &details.scopes,
        binding_message => &details.binding_message,
        // A request that is shown has some time left.
        left => asking.left.as_secs().max(1),
    }
}

fn done(done: &Done) -> Value {
    let (words, tone) = match done.outcome {
        Outcome::Allow => ("Allowed", "good"),
        Outcome::Deny => ("Denied", "bad"),
        Outcome::Timeout => ("Timed out: nobody decided", "late"),
    };
    let end = std::time::SystemTime::now().checked_sub(done.ago);
    let at = end.map(|end| humantime::format_rfc3339_seconds(end).to_string());
    context! { id => &done.request_id, words, tone, at }
}

//! The start page and the page of a workspace.

use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use minijinja::context;

use super::error::PageError;
use super::render::render;
use super::state::Pages;
use super::workspace::Workspace;
use crate::question::parameter;

/// Asks for a workspace, or opens the one that was asked for.
pub(super) async fn start(RawQuery(query): RawQuery) -> Result<Response, PageError> {
    let query = query.unwrap_or_default();
    let typed = |name| parameter(&query, name).map(Option::unwrap_or_default);
    let (namespace, project) = (typed("namespace")?, typed("project")?);
    if let Some(workspace) = Workspace::typed(&namespace, &project) {
        return Ok(Redirect::to(&workspace.link(&[])).into_response());
    }
    let is_wrong = !query.is_empty();
    let view = context! { namespace, project, is_wrong };
    Ok(render("start.html", view)?.into_response())
}

/// Shows both devices side by side.
pub(super) async fn both(
    State(pages): State<Pages>,
    workspace: Workspace,
) -> Result<Html<String>, PageError> {
    let config = pages.simulator.config();
    let user = Some(config.example.hint.as_str()).filter(|user| !user.is_empty());
    let view = context! {
        name => &workspace.name,
        home => workspace.link(&[]),
        till => workspace.link(&["cd"]),
        phone => workspace.link(&["ad", user.unwrap_or("1001")]),
        about => config.about.clone(),
    };
    Ok(render("both.html", view)?)
}

/// Shows what a workspace has.
pub(super) async fn show(
    State(pages): State<Pages>,
    workspace: Workspace,
) -> Result<Html<String>, PageError> {
    let users: Vec<_> = pages
        .simulator
        .users(&workspace.name)
        .into_iter()
        .map(|user| context! { link => workspace.link(&["ad", &user]), name => user })
        .collect();
    let view = context! {
        name => &workspace.name,
        home => workspace.link(&[]),
        till => workspace.link(&["cd"]),
        both => workspace.link(&["both"]),
        choose => workspace.link(&["ad"]),
        callback => pages.simulator.config().callback_url.is_some(),
        users,
    };
    Ok(render("project.html", view)?)
}

//! The pages for people: rendered here, usable without scripts, told by server-sent events where there are some.

mod authentication_device;
mod consumption_device;
mod entered;
mod error;
mod events;
mod flow_view;
mod guard;
mod links;
mod project;
mod render;
mod saved;
mod state;
mod workspace;

use axum::Router;
use axum::http::header;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;

use crate::simulator::Simulator;
use error::PageError;
pub(crate) use guard::is_our_host;
use state::Pages;

/// The pages of a simulator, and an answer to every path that is none.
pub(crate) fn router(simulator: Simulator) -> Router {
    let pages = Pages::new(simulator);
    let mut router = Router::new()
        .route("/", get(project::start))
        .route("/assets/simulator.css", get(style))
        .route("/assets/simulator.js", get(script));
    // A workspace is a plain name, or namespace/project.
    for workspace in ["/{namespace}", "/{namespace}/{project}"] {
        router = router
            .route(workspace, get(project::show))
            .route(&format!("{workspace}/both"), get(project::both))
            .route(
                &format!("{workspace}/cd"),
                get(consumption_device::show).post(consumption_device::press),
            )
            .route(
                &format!("{workspace}/cd/events"),
                get(consumption_device::events),
            )
            .route(
                &format!("{workspace}/ad"),
                get(authentication_device::choose),
            )
            .route(
                &format!("{workspace}/ad/{{user}}"),
                get(authentication_device::show).post(authentication_device::press),
            )
            .route(
                &format!("{workspace}/ad/{{user}}/events"),
                get(authentication_device::events),
            );
    }
    router
        .fallback(async || PageError::UnknownPage)
        .method_not_allowed_fallback(async || PageError::MethodNotAllowed)
        .layer(from_fn_with_state(pages.clone(), guard::guard))
        .with_state(pages)
}

async fn style() -> impl IntoResponse {
    asset("text/css; charset=utf-8", include_str!("html/style.css"))
}

async fn script() -> impl IntoResponse {
    asset(
        "text/javascript; charset=utf-8",
        include_str!("html/script.js"),
    )
}

fn asset(media_type: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, media_type)], text)
}

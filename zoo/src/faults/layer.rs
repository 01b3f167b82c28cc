//! Layers around a router that change what goes through.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use serde_json::Value;

use super::message::{Answer, SeenRequest};
use embedded::Wrap;
use suite::config::TargetConfig;

/// A router whose layers come before the choice of a route: they see every method, and what the router itself adds.
pub(super) fn outside(router: Router) -> Router {
    Router::new().fallback_service(router)
}

/// A layer that changes the answers to one path.
pub(super) fn on_answers<F>(path: &'static str, change: F) -> Wrap
where
    F: Fn(&mut Answer, &SeenRequest) + Send + Sync + 'static,
{
    answering(path, move |seen, given| {
        if let Some(given) = given {
            change(given, seen);
        }
        None
    })
}

/// A layer that changes the requests to one path.
pub(super) fn on_requests(
    path: &'static str,
    change: fn(&mut SeenRequest, &TargetConfig),
    target: Arc<TargetConfig>,
) -> Wrap {
    Wrap::at([path], move |router: Router| {
        outside(router).layer(from_fn(move |request: Request, next: Next| {
            let target = Arc::clone(&target);
            async move {
                if !request.uri().path().ends_with(path) {
                    return next.run(request).await;
                }
                let (mut seen, _) = SeenRequest::read(request).await;
                let before = seen.form.clone();
                change(&mut seen, &target);
                next.run(seen.rebuild(&before)).await
            }
        }))
    })
}

/// The same for a change that needs no more than the request.
pub(super) fn on_requests_alone(path: &'static str, change: fn(&mut SeenRequest)) -> Wrap {
    changing(path, change)
}

/// A layer that changes the JSON of the requests to one path.
pub(super) fn on_json(path: &'static str, change: fn(&mut serde_json::Map<String, Value>)) -> Wrap {
    changing(path, move |seen| {
        if let Ok(Value::Object(mut members)) = serde_json::from_slice(&seen.body) {
            change(&mut members);
            seen.body = Value::Object(members).to_string().into_bytes();
        }
    })
}

fn changing<F>(path: &'static str, change: F) -> Wrap
where
    F: Fn(&mut SeenRequest) + Copy + Send + Sync + 'static,
{
    Wrap::at([path], move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if !request.uri().path().ends_with(path) {
                return next.run(request).await;
            }
            let (mut seen, _) = SeenRequest::read(request).await;
            let before = seen.form.clone();
            change(&mut seen);
            next.run(seen.rebuild(&before)).await
        }))
    })
}

/// A layer that sees each request to one path, or to every one if it is empty, and may answer in the server's place.
pub(crate) fn answering<F>(path: &'static str, answer: F) -> Wrap
where
    F: Fn(&SeenRequest, Option<&mut Answer>) -> Option<Answer> + Send + Sync + 'static,
{
    answering_at([path], answer)
}

/// The same for several paths. What goes elsewhere is not looked into.
pub(crate) fn answering_at<F, const N: usize>(paths: [&'static str; N], answer: F) -> Wrap
where
    F: Fn(&SeenRequest, Option<&mut Answer>) -> Option<Answer> + Send + Sync + 'static,
{
    let answer = Arc::new(answer);
    Wrap::at(paths, move |router: Router| {
        outside(router).layer(from_fn(move |request: Request, next: Next| {
            let answer = Arc::clone(&answer);
            async move {
                let own = request.uri().path();
                if !paths.iter().any(|path| own.ends_with(path)) {
                    return next.run(request).await;
                }
                let (seen, request) = SeenRequest::read(request).await;
                if let Some(instead) = answer(&seen, None) {
                    return instead.rebuild();
                }
                let mut given = Answer::read(next.run(request).await).await;
                let instead = answer(&seen, Some(&mut given));
                instead.unwrap_or(given).rebuild()
            }
        }))
    })
}

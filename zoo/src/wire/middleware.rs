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
pub(crate) fn outside(router: Router) -> Router {
    Router::new().fallback_service(router)
}

/// A layer that changes the answers to one path.
pub(crate) fn on_answers<F>(path: &'static str, change: F) -> Wrap
where
    F: Fn(&mut Answer, &SeenRequest) + Send + Sync + 'static,
{
    after([path], move |request, answer| change(answer, request))
}

/// A layer that changes the requests to one path.
pub(crate) fn on_requests(
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
pub(crate) fn on_requests_alone(path: &'static str, change: fn(&mut SeenRequest)) -> Wrap {
    changing(path, change)
}

/// A layer that changes the JSON of the requests to one path.
pub(crate) fn on_json(path: &'static str, change: fn(&mut serde_json::Map<String, Value>)) -> Wrap {
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

/// A layer with a memory, around what goes to these paths, or everywhere if one is empty: sees each request with its
/// answer, and may change the answer.
pub(crate) fn after<F, const N: usize>(paths: [&'static str; N], after: F) -> Wrap
where
    F: Fn(&SeenRequest, &mut Answer) + Send + Sync + 'static,
{
    before_and_after(paths, |_| None, after)
}

/// The same for a layer that may also answer before the server does; what it answers is not changed.
pub(crate) fn before_and_after<B, A, const N: usize>(
    paths: [&'static str; N],
    before: B,
    after: A,
) -> Wrap
where
    B: Fn(&SeenRequest) -> Option<Answer> + Send + Sync + 'static,
    A: Fn(&SeenRequest, &mut Answer) + Send + Sync + 'static,
{
    let layer = Arc::new((before, after));
    Wrap::at(paths, move |router: Router| {
        outside(router).layer(from_fn(move |request: Request, next: Next| {
            let layer = Arc::clone(&layer);
            async move {
                let (before, after) = &*layer;
                let own = request.uri().path();
                if !paths.iter().any(|path| own.ends_with(path)) {
                    return next.run(request).await;
                }
                let (seen, request) = SeenRequest::read(request).await;
                if let Some(answer) = before(&seen) {
                    return answer.rebuild();
                }
                let mut answer = Answer::read(next.run(request).await).await;
                after(&seen, &mut answer);
                answer.rebuild()
            }
        }))
    })
}

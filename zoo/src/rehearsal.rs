//! A layer's rehearsal: what it would do to an exchange with a right server.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::middleware::Next;
use futures::FutureExt as _;
use tower::ServiceExt as _;

use crate::lock::lock;
use crate::wire::{Answer, RawAnswer, RawRequest, SeenRequest};
use embedded::Wrap;

/// An exchange with the right server, as it was and as faults see it.
pub(crate) struct Watched {
    request: RawRequest,
    pub(crate) answer: RawAnswer,
    pub(crate) seen: SeenRequest,
    pub(crate) given: Answer,
}

impl Watched {
    pub(crate) async fn play(request: Request, next: Next) -> Self {
        let (raw, request) = RawRequest::read(request).await;
        let answer = RawAnswer::read(next.run(request).await).await;
        Self {
            seen: SeenRequest::from(&raw),
            given: Answer::from(&answer),
            request: raw,
            answer,
        }
    }

    /// Whether this answer says the same as the one that was given, if its JSON is written in another way.
    fn is_answered_by(&self, answer: &RawAnswer) -> bool {
        *answer == self.answer || Answer::from(answer) == self.given
    }
}

/// A layer around a stage on which the right server's answers are played.
pub(crate) struct Rehearsal {
    paths: Vec<&'static str>,
    router: Router,
    scene: Arc<Mutex<Scene>>,
    /// One message at a time.
    turn: Mutex<()>,
}

#[derive(Default)]
struct Scene {
    answer: Option<RawAnswer>,
    seen: Vec<RawRequest>,
}

impl Rehearsal {
    pub(crate) fn of(layer: Wrap) -> Self {
        let scene: Arc<Mutex<Scene>> = Arc::default();
        let played = Arc::clone(&scene);
        let stage = Router::new().fallback(move |request: Request| {
            let played = Arc::clone(&played);
            async move {
                let (seen, _) = RawRequest::read(request).await;
                let mut scene = lock(&played);
                scene.seen.push(seen);
                let answer = scene.answer.as_ref();
                answer.map(RawAnswer::again).unwrap_or_default()
            }
        });
        Self {
            paths: layer.paths(),
            router: layer.around(stage),
            scene,
            turn: Mutex::default(),
        }
    }

    /// Whether the layer changes the request, or the answer, or asks more than once, or makes somebody wait.
    pub(crate) fn changes(&self, exchange: &Watched) -> bool {
        let path = exchange.request.uri.path();
        if !self.paths.iter().any(|end| path.ends_with(end)) {
            return false;
        }
        let _turn = lock(&self.turn);
        *lock(&self.scene) = Scene {
            answer: Some(exchange.answer.clone()),
            seen: Vec::new(),
        };
        let playing = async {
            let sent = exchange.request.again();
            let given = self.router.clone().oneshot(sent).await.unwrap_or_default();
            RawAnswer::read(given).await
        };
        let given = playing.now_or_never();
        let scene = lock(&self.scene);
        let same_request = matches!(scene.seen.as_slice(), [seen] if seen.is_as(&exchange.request));
        let same_answer = given.is_some_and(|given| exchange.is_answered_by(&given));
        !(same_request && same_answer)
    }
}

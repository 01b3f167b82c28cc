//! Tells a page what has changed, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{Stream, unfold};
use tokio::sync::watch;

/// What ends without anybody doing anything is seen after this time.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// A busy simulator does not keep a page busy.
const REST: Duration = Duration::from_millis(40);

/// A part of a page as it is now.
pub(super) struct Part {
    /// Changes when the part does.
    pub(super) version: String,
    pub(super) html: String,
}

/// Sends a part of a page now, and again whenever it has changed.
pub(super) fn stream(
    changes: watch::Receiver<u64>,
    part: impl Fn() -> Option<Part> + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let state = (changes, None::<String>, part);
    let events = unfold(state, |(mut changes, mut sent, part)| async move {
        loop {
            let now = part()?;
            if sent.as_ref() != Some(&now.version) {
                sent = Some(now.version);
                let event = Event::default().data(now.html.replace('\r', ""));
                return Some((Ok(event), (changes, sent, part)));
            }
            tokio::select! {
                news = changes.changed() => news.ok()?,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
            }
            tokio::time::sleep(REST).await;
        }
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

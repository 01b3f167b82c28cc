//! Reads request bodies, up to a limit.

use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// It is longer than the limit.
    TooLong,
    /// The client stopped in the middle of it.
    Broken,
    /// It did not come to its end in time.
    Slow,
}

/// How much of a body that is too long is taken in and thrown away, in bytes, and for how long. Hanging up at once
/// would make a client that is still sending miss the answer.
const PATIENCE: (usize, Duration) = (16 * 1024 * 1024, Duration::from_secs(1));

/// How long a client may take to send a body.
const TIME: Duration = Duration::from_secs(10);

/// Reads a body of at most `limit` bytes.
pub(super) async fn read(body: Body, limit: usize) -> Result<Vec<u8>, BodyFault> {
    tokio::time::timeout(TIME, read_slowly(body, limit))
        .await
        .unwrap_or(Err(BodyFault::Slow))
}

async fn read_slowly(mut body: Body, limit: usize) -> Result<Vec<u8>, BodyFault> {
    let mut content = Vec::new();
    while let Some(data) = next(&mut body).await? {
        if content.len() + data.len() > limit {
            let (length, time) = PATIENCE;
            // Whichever comes first: its end, too much of it, or the end of our patience.
            let _ = tokio::time::timeout(time, discard(&mut body, length)).await;
            return Err(BodyFault::TooLong);
        }
        content.extend_from_slice(&data);
    }
    Ok(content)
}

async fn discard(body: &mut Body, length: usize) -> Result<(), BodyFault> {
    let mut discarded = 0;
    while discarded < length {
        match next(body).await? {
            Some(data) => discarded += data.len(),
            None => break,
        }
    }
    Ok(())
}

/// The next piece of data; trailers hold none.
async fn next(body: &mut Body) -> Result<Option<Bytes>, BodyFault> {
    let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
    match frame {
        None => Ok(None),
        Some(Ok(frame)) => Ok(Some(frame.into_data().unwrap_or_default())),
        Some(Err(_)) => Err(BodyFault::Broken),
    }
}

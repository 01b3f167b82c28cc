//! Work that outlives the request that started it: asking the user, completing, notifying the client.

use tokio::sync::{oneshot, watch};

use crate::trace;

/// Runs background tasks and knows when all of them have finished. Clones share the tasks.
#[derive(Clone, Debug)]
pub struct Background {
    running: watch::Sender<usize>,
    abandoned: watch::Sender<bool>,
}

/// Counts one task for as long as it lives, however it ends.
struct Running(watch::Sender<usize>);

impl Running {
    fn count(running: &watch::Sender<usize>) -> Self {
        running.send_modify(|count| *count += 1);
        Self(running.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}

impl Default for Background {
    fn default() -> Self {
        Self {
            running: watch::Sender::new(0),
            abandoned: watch::Sender::new(false),
        }
    }
}

impl Background {
    /// Starts a task; it keeps the `traceparent` of the request that started it.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let running = Running::count(&self.running);
        let mut abandoned = self.abandoned.subscribe();
        // Tasks are large, and would be copied from hand to hand.
        let task = Box::pin(task);
        let task = trace::scope(trace::current(), async move {
            let _running = running;
            tokio::select! {
                () = task => {}
                _ = abandoned.wait_for(|abandoned| *abandoned) => {
                    tracing::warn!("a background task was abandoned at shutdown");
                }
            }
        });
        tokio::spawn(task);
    }

    /// Runs a task to its end even if the caller goes away, and hands back what it returned; `None` if it was
    /// abandoned at shutdown.
    pub async fn run<F, T>(&self, task: F) -> Option<T>
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        self.spawn(async move {
            // Nobody listens any more when the caller has gone: the work is done all the same.
            let _ = sender.send(task.await);
        });
        receiver.await.ok()
    }

    /// Waits until no task runs.
    pub async fn idle(&self) {
        let mut running = self.running.subscribe();
        // The sender lives as long as `self`, so there is always an answer.
        let _ = running.wait_for(|count| *count == 0).await;
    }

    /// Drops every task that still runs, and every one that is started later.
    pub fn abandon(&self) {
        self.abandoned.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn idle_waits_for_a_task_that_needs_a_moment() {
        let background = Background::default();
        let done = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&done);
        background.spawn(async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            flag.store(true, Ordering::SeqCst);
        });

        background.idle().await;

        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_task_that_never_ends_can_be_abandoned() {
        let background = Background::default();
        let (alive, dropped) = oneshot::channel::<()>();
        background.spawn(async move {
            let _alive = alive;
            std::future::pending::<()>().await;
        });

        background.abandon();
        background.idle().await;

        assert!(dropped.await.is_err(), "the task was not dropped");
    }

    #[tokio::test]
    async fn a_task_is_not_cancelled_with_its_caller() {
        let background = Background::default();
        let done = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&done);
        let task = async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            flag.store(true, Ordering::SeqCst);
        };

        let caller = tokio::time::timeout(Duration::from_millis(1), background.run(task)).await;
        background.idle().await;

        assert!(caller.is_err(), "the caller should have gone first");
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_task_keeps_the_traceparent_of_its_request() {
        let background = Background::default();
        let parent = axum::http::HeaderValue::from_static("00-aa-bb-01");

        let seen = trace::scope(
            Some(parent.clone()),
            background.run(async { trace::current() }),
        )
        .await;

        assert_eq!(seen, Some(Some(parent)));
    }
}

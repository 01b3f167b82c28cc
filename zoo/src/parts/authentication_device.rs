use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};

use crate::wire::{AUTHENTICATION, SeenRequest};
use embedded::Wrap;
use embedded::known::APPROVER_CODE;

/// Asks the user about a request that will be refused, known by its binding_message: first with what it lacks, then as it is.
pub(crate) fn asked_first(marks: &'static [&'static str]) -> Wrap {
    Wrap::everywhere(move |router: Router| {
        router.layer(from_fn(move |request: Request, next: Next| async move {
            if !request.uri().path().ends_with(AUTHENTICATION) {
                return next.run(request).await;
            }
            let (seen, request) = SeenRequest::read(request).await;
            let marked = seen
                .form
                .get("binding_message")
                .is_some_and(|message| marks.contains(&message));
            if marked {
                let mut complete = seen.clone();
                complete.form.set("scope", "openid");
                complete.form.set("user_code", APPROVER_CODE);
                drop(next.clone().run(complete.rebuild(&seen.form)).await);
            }
            next.run(request).await
        }))
    })
}

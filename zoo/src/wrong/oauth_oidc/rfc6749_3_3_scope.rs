use crate::change::Change;
use crate::fault::Fault;
use crate::wire::AUTHENTICATION;

/// Scopes that are not told (RFC 6749, section 3.3).
pub(crate) const FAULTS: &[Fault] = &[Fault::of(
    "scope-values-in-one-order",
    "C-6749-15",
    &["oauth-oidc/rfc6749_3_3_scope/the-order-of-scope-values-makes-no-difference"],
    Change::Request(AUTHENTICATION, |request, _| {
        let scope = request.form.get("scope").unwrap_or_default();
        if scope.ends_with(" openid") {
            request.form.remove("scope");
        }
    }),
)];

use crate::change::Change;
use crate::fault::Fault;
use crate::parts::parameters::read_query;
use crate::wire::AUTHENTICATION;

/// Delivery modes that a request may choose (CIBA Core 1.0, section 7).
pub(crate) const FAULTS: &[Fault] = &[Fault::of(
    "authentication-request-by-get-taken",
    "CIBA-7-02",
    &["ciba-core/07_backchannel_authentication_endpoint/\
       a-get-is-not-an-authentication-request"],
    Change::Request(AUTHENTICATION, |request, _| {
        if request.method == "GET" {
            read_query(request);
        }
    }),
)
.may(&[
    "oauth-oidc/http/a-get-is-answered-as-at-the-endpoint-for-pushed-requests",
    "oauth-oidc/http/\
     the-backchannel-authentication-endpoint-answers-by-405-with-allow/get",
])];

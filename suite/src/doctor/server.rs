use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::Finding;
use crate::config::TargetConfig;
use crate::http::{Exchange, HttpClient};
use crate::op_under_test::discovery;
use crate::protocol::{ENDPOINTS, Metadata};

/// Clocks may differ by so much before tokens that were just issued look wrong.
const CLOCK_SKEW: Duration = Duration::from_secs(30);

/// How long a name may take to resolve.
const RESOLUTION: Duration = Duration::from_secs(10);

/// The members that a CIBA server publishes (CIBA Core 1.0, section 4; RFC 8414, section 2).
const REQUIRED: [&str; 4] = [
    "backchannel_authentication_endpoint",
    "backchannel_token_delivery_modes_supported",
    "token_endpoint",
    "jwks_uri",
];

/// Name, connection, discovery and clock; whether the OP can be talked to.
pub(super) async fn examine(config: &TargetConfig, findings: &mut Vec<Finding>) -> bool {
    let resolved = match config.connection.proxies.place(&config.issuer) {
        None => resolution(config).await,
        Some(place) => Finding::note(
            "name",
            format!("{place} names a proxy, which looks for hosts that are elsewhere"),
        ),
    };
    let goes_on = resolved.remedy.is_none();
    findings.push(resolved);
    if !goes_on {
        return false;
    }
    let client = match HttpClient::new(&config.connection) {
        Ok(client) => client,
        Err(error) => {
            findings.push(Finding::problem(
                "connection",
                error.to_string(),
                "check tls",
            ));
            return false;
        }
    };
    let exchange = match discovery::find(&client, &config.issuer).await {
        Ok(exchange) => exchange,
        Err(error) => {
            let remedy = discovery::advice(&error.to_string());
            findings.push(Finding::problem("connection", error.to_string(), remedy));
            return false;
        }
    };
    findings.push(connection(config));
    findings.push(clock(&exchange, SystemTime::now()));
    let document = match &config.metadata {
        Some(document) => {
            findings.push(Finding::note(
                "discovery",
                "the target file names the metadata",
            ));
            document.clone()
        }
        None => match discovery::read(&exchange, &config.issuer) {
            Ok(document) => {
                findings.push(Finding::well(
                    "discovery",
                    format!("{} is the issuer's metadata", exchange.request.url),
                ));
                document
            }
            Err(reason) => {
                findings.push(Finding::problem(
                    "discovery",
                    reason,
                    "correct the issuer in the target file, or the OP's metadata",
                ));
                return false;
            }
        },
    };
    findings.extend(missing(&document));
    findings.extend(unusable(&document));
    true
}

async fn resolution(config: &TargetConfig) -> Finding {
    const SUBJECT: &str = "name";
    let url = url::Url::parse(&config.issuer).ok();
    let Some((host, port)) = url
        .as_ref()
        .and_then(|url| Some((url.host_str()?, url.port_or_known_default()?)))
    else {
        return Finding::problem(
            SUBJECT,
            "the issuer names no host",
            "write a URL with a host",
        );
    };
    // The brackets of an IPv6 address belong to the URL alone.
    let name = host.trim_matches(['[', ']']);
    let lookup = tokio::time::timeout(RESOLUTION, tokio::net::lookup_host((name, port))).await;
    let failed = |reason: String| {
        Finding::problem(
            SUBJECT,
            format!("{host} cannot be resolved: {reason}"),
            "check the issuer's host name, the name server, or /etc/hosts",
        )
    };
    match lookup {
        Ok(Ok(addresses)) => {
            let addresses: Vec<String> = addresses.map(|one| one.ip().to_string()).collect();
            if addresses.is_empty() {
                return failed("it has no address".to_owned());
            }
            Finding::well(SUBJECT, format!("{host} is {}", addresses.join(", ")))
        }
        Ok(Err(error)) => failed(error.to_string()),
        Err(_) => failed(format!("no answer in {} s", RESOLUTION.as_secs())),
    }
}

fn connection(config: &TargetConfig) -> Finding {
    const SUBJECT: &str = "connection";
    if !config.issuer.starts_with("https:") {
        return Finding::note(SUBJECT, "plain HTTP: there is no TLS to look at");
    }
    if config.connection.accept_invalid_certificates {
        return Finding::note(
            SUBJECT,
            "TLS, with any certificate taken: tls.accept_invalid_certificates is for tests",
        );
    }
    Finding::well(SUBJECT, "TLS, and the certificate verifies")
}

fn clock(exchange: &Exchange, now: SystemTime) -> Finding {
    const SUBJECT: &str = "clock";
    let date = exchange
        .response
        .header("date")
        .and_then(|date| httpdate::parse_http_date(date).ok());
    let Some(date) = date else {
        return Finding::note(SUBJECT, "the OP sends no Date header to compare with");
    };
    let skew = now
        .duration_since(date)
        .unwrap_or_else(|error| error.duration());
    let seconds = skew.as_secs();
    if skew <= CLOCK_SKEW {
        return Finding::well(SUBJECT, format!("{seconds} s apart"));
    }
    Finding::problem(
        SUBJECT,
        format!("the OP's clock and this machine's are {seconds} s apart"),
        "set both by NTP: tokens would look expired, or issued in the future",
    )
}

/// Required members that are missing: the metadata scenarios will say so too.
fn missing(document: &Value) -> Option<Finding> {
    let metadata = Metadata::new(document.clone());
    let missing: Vec<&str> = REQUIRED
        .into_iter()
        .filter(|member| metadata.document().get(member).is_none())
        .collect();
    (!missing.is_empty()).then(|| {
        Finding::problem(
            "metadata",
            format!("it has no {}", missing.join(", no ")),
            "the OP has to publish it; the metadata scenarios will fail",
        )
    })
}

/// Endpoints that are there and cannot be used.
fn unusable(document: &Value) -> impl Iterator<Item = Finding> {
    let metadata = Metadata::new(document.clone());
    ENDPOINTS
        .into_iter()
        .filter(|member| metadata.document().get(member).is_some())
        .filter_map(|member| metadata.endpoint(member).err())
        .map(|reason| {
            Finding::problem(
                "metadata",
                reason,
                "the OP has to publish an absolute URL; the metadata scenarios will fail",
            )
        })
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::testing::answer_with;

    fn answer(date: Option<&str>) -> Exchange {
        let headers: Vec<(&str, &str)> = date.map(|date| ("date", date)).into_iter().collect();
        answer_with(200, &headers, "")
    }

    #[test]
    fn a_clock_that_goes_wrong_is_a_problem_either_way() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let date = |seconds: u64| {
            httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        };

        let state = |seconds| clock(&answer(Some(&date(seconds))), noon).state;

        assert_eq!(state(1_700_000_000), State::Well);
        assert_eq!(state(1_700_000_029), State::Well);
        assert_eq!(state(1_700_000_031), State::Problem);
        assert_eq!(state(1_699_999_900), State::Problem);
        assert_eq!(clock(&answer(None), noon).state, State::Note);
    }
}

use serde_json::{Value, json};

use super::{ExchangeReport, RunReport, ScenarioReport};
use crate::http::{Request, Response};

/// The exchanges as an HTTP Archive 1.2: a page for each scenario, an entry for each exchange, by time.
pub fn har(report: &RunReport) -> Result<String, serde_json::Error> {
    let with_exchanges = || {
        report
            .scenarios
            .iter()
            .filter(|scenario| !scenario.exchanges.is_empty())
    };
    let pages: Vec<Value> = with_exchanges().map(page).collect();
    let mut entries: Vec<Value> = with_exchanges()
        .flat_map(|scenario| {
            let page = scenario.run_id();
            scenario
                .exchanges
                .iter()
                .filter_map(move |exchange| entry(&page, exchange))
        })
        .collect();
    entries.sort_by(|one, other| started(one).cmp(started(other)));
    let archive = json!({
        "log": {
            "version": "1.2",
            "creator": { "name": report.suite.name, "version": report.suite.version },
            "pages": pages,
            "entries": entries,
            "comment": format!("{} ({})", report.target.name, report.target.issuer),
        }
    });
    serde_json::to_string_pretty(&archive).map(|text| text + "\n")
}

fn started(entry: &Value) -> &str {
    entry["startedDateTime"].as_str().unwrap_or_default()
}

fn page(scenario: &ScenarioReport) -> Value {
    let started = scenario.exchanges.first().map(|first| &first.started_at);
    json!({
        "startedDateTime": started,
        "id": scenario.run_id(),
        "title": format!("{}: {}", scenario.outcome, scenario.title),
        "pageTimings": { "onContentLoad": -1, "onLoad": -1 },
    })
}

fn entry(page: &str, exchange: &ExchangeReport) -> Option<Value> {
    let wire = exchange.wire.as_ref()?;
    Some(json!({
        "pageref": page,
        "startedDateTime": exchange.started_at,
        "time": exchange.duration_ms,
        "request": request(&wire.request),
        "response": response(&wire.response),
        "cache": {},
        // Only the whole is measured.
        "timings": { "blocked": -1, "dns": -1, "connect": -1, "send": 0, "wait": exchange.duration_ms, "receive": 0, "ssl": -1 },
        "comment": format!("{} to {}", exchange.from, exchange.to),
    }))
}

fn request(request: &Request) -> Value {
    let query: Vec<Value> = request
        .url
        .split_once('?')
        .map(|(_, query)| query.split('#').next().unwrap_or_default())
        .into_iter()
        .flat_map(|query| form_urlencoded::parse(query.as_bytes()))
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    let mut shown = json!({
        "method": request.method,
        "url": request.url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&request.headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": request.body.len(),
    });
    if !request.body.is_empty() {
        shown["postData"] = json!({
            "mimeType": request.header("content-type").unwrap_or_default(),
            "text": String::from_utf8_lossy(&request.body),
        });
    }
    shown
}

fn response(response: &Response) -> Value {
    json!({
        "status": response.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(&response.headers),
        "content": {
            "size": response.body.len(),
            "mimeType": response.header("content-type").unwrap_or_default(),
            "text": String::from_utf8_lossy(&response.body),
        },
        "redirectURL": response.header("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": response.body.len(),
    })
}

fn headers(headers: &[(String, String)]) -> Vec<Value> {
    headers
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

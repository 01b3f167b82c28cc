use std::time::Duration;

use super::UrlTemplateDevice;
use crate::http::HttpClient;

/// A device on a CIBA simulator at this URL, in this workspace: its API is the same wherever it runs.
pub fn on_simulator(
    url: &str,
    workspace: &str,
    http: HttpClient,
    patience: Duration,
) -> UrlTemplateDevice {
    let url = url.trim_end_matches('/');
    let encoded: String = form_urlencoded::byte_serialize(workspace.as_bytes()).collect();
    let template = format!(
        "{url}/api/authenticate/actionize?workspace={encoded}&token={{auth_req_id}}&action={{action}}"
    );
    let inbox = format!("{url}/api/workspaces/{workspace}/requests");
    UrlTemplateDevice::new(template, http, patience).with_inbox(Some(inbox))
}

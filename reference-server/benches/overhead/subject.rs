//! The servers that are measured, each on core 0, and the requests that load them.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::rounds::Round;
use super::wire::{Connection, post};

/// The argument that makes this program the server with Authlete in its process.
pub(crate) const IN_PROCESS: &str = "--in-process";

/// A process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server under measurement.
pub(crate) struct Subject {
    process: Process,
    pub(crate) address: String,
    pub(crate) authentication: Vec<u8>,
    pub(crate) poll: Vec<u8>,
}

/// A client of this server.
const OURS: Flow<'static> = Flow {
    path: "/backchannel/authentication",
    client_id: "app",
    client_secret: "secret",
    login_hint: "1001",
};

/// A client of a server, and a user who does not decide.
struct Flow<'a> {
    path: &'a str,
    client_id: &'a str,
    client_secret: &'a str,
    login_hint: &'a str,
}

impl Subject {
    /// This server, from the same build, with `stub` for Authlete and for the authentication device.
    pub(crate) async fn reference_server(stub: &str) -> anyhow::Result<Self> {
        let config = std::env::temp_dir().join(format!("overhead-{}.toml", std::process::id()));
        let text = format!("[authentication_device]\nbase_url = \"http://{stub}\"\n");
        std::fs::write(&config, text)?;
        let mut command = Command::new("taskset");
        command
            .args(["-c", "0", env!("CARGO_BIN_EXE_reference-server")])
            .args(["--listen", "127.0.0.1:0", "--config"])
            .arg(&config)
            .env("AUTHLETE_BASE_URL", format!("http://{stub}"))
            .env("AUTHLETE_API_VERSION", "V3")
            .env("AUTHLETE_SERVICE_APIKEY", "1")
            .env("AUTHLETE_SERVICE_ACCESSTOKEN", "token")
            .env("CIBA_ISSUER", "https://op.example.com");
        let started = start(command, "listening:").await;
        let _ = std::fs::remove_file(config);
        let (process, url) = started?;
        let address = url.trim_start_matches("http://").to_owned();
        Self::new(process, address, &OURS).await
    }

    /// The same server with Authlete in its process, by this program in another role.
    pub(crate) async fn in_process(stub: &str) -> anyhow::Result<Self> {
        let mut command = Command::new("taskset");
        command
            .args(["-c", "0"])
            .arg(std::env::current_exe()?)
            .args([IN_PROCESS, stub]);
        let (process, url) = start(command, "listening:").await?;
        let address = url.trim_start_matches("http://").to_owned();
        Self::new(process, address, &OURS).await
    }

    /// The certified server of `tests/interop/oidc-provider`; `None` if it is not installed.
    pub(crate) async fn oidc_provider() -> anyhow::Result<Option<Self>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/interop/oidc-provider");
        if !folder.join("node_modules/oidc-provider").exists() {
            return Ok(None);
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new("taskset");
        command
            .args(["-c", "0", "node", "server.mjs", "--poll-only"])
            .args(["--folder", "overhead", "--port", &free.port().to_string()])
            .current_dir(folder)
            .env("NODE_ENV", "production");
        let (process, url) = start(command, "ready:").await?;
        let address = url.trim_start_matches("http://").to_owned();
        let flow = Flow {
            path: "/backchannel",
            client_id: "poll-basic",
            client_secret: "the-word-that-poll-basic-knows-is-for-tests",
            login_hint: "carol",
        };
        Self::new(process, address, &flow).await.map(Some)
    }

    /// Makes the requests, and sees that they are answered as they should be.
    async fn new(process: Process, address: String, flow: &Flow<'_>) -> anyhow::Result<Self> {
        let pair = format!("{}:{}", flow.client_id, flow.client_secret);
        let authorization = format!("Basic {}", STANDARD.encode(pair));
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Authorization", authorization.as_str()),
        ];
        let hint = flow.login_hint;
        let body = format!("scope=openid&login_hint={hint}&binding_message=W4SCT");
        let authentication = post(&address, flow.path, &headers, &body);
        let acknowledgement = answer(&address, &authentication).await?;
        let auth_req_id = acknowledgement["auth_req_id"].as_str();
        let auth_req_id = auth_req_id.context("the authentication request was refused")?;
        let grant = "urn%3Aopenid%3Aparams%3Agrant-type%3Aciba";
        let body = format!("grant_type={grant}&auth_req_id={auth_req_id}");
        let poll = post(&address, "/token", &headers, &body);
        let pending = answer(&address, &poll).await?;
        ensure!(pending["error"] == "authorization_pending", "{pending}");
        Ok(Self {
            process,
            address,
            authentication,
            poll,
        })
    }

    /// Loads the server with a request.
    pub(crate) async fn round(&self, request: &[u8]) -> anyhow::Result<Round> {
        Round::run(&self.address, request, Some(self.process.0.id())).await
    }
}

async fn answer(address: &str, request: &[u8]) -> anyhow::Result<Value> {
    let mut connection = Connection::open(address).await?;
    let (answer, body) = connection.exchange(request).await?;
    Ok(serde_json::from_slice(&answer[body..])?)
}

/// Starts a program and waits for the line of its output that begins so. The stub goes on answering meanwhile.
async fn start(mut command: Command, line: &'static str) -> anyhow::Result<(Process, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // The server logs as it always does, to nowhere.
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start taskset")?;
    let output = child.stdout.take();
    let process = Process(child);
    let lines = BufReader::new(output.context("no output")?).lines();
    let search = move || {
        lines.map_while(Result::ok).find_map(|printed| {
            let rest = printed.strip_prefix(line)?;
            Some(rest.trim().to_owned())
        })
    };
    let found = tokio::task::spawn_blocking(search).await?;
    let url = found.with_context(|| format!("the server ended before it printed {line:?}"))?;
    Ok((process, url))
}

/// Keeps a process on one core.
pub(crate) fn core_of(process: u32, core: usize) -> anyhow::Result<()> {
    let status = Command::new("taskset")
        .args(["-a", "-p", "-c", &core.to_string(), &process.to_string()])
        .stdout(Stdio::null())
        .status()?;
    ensure!(status.success(), "taskset failed");
    Ok(())
}

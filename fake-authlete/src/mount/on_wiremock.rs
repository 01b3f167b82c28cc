//! The core on wiremock: for everything that runs in a test process.

use std::io;
use std::thread;

use wiremock::{Mock, MockServer, Request as WiremockRequest, ResponseTemplate};

use crate::config::{Config, Credentials};
use crate::core::Core;
use crate::request::Request;

/// A running fake on a port of its own.
///
/// wiremock keeps every request that it matched, so this is for test processes; a process that lives long mounts
/// [`crate::router`] instead.
#[derive(Debug)]
pub struct FakeAuthlete {
    core: Core,
    /// Taken out when the fake is dropped, and never before.
    server: Option<MockServer>,
    base_url: String,
}

impl FakeAuthlete {
    /// Starts a fake on a free port of the loopback interface.
    pub async fn start(config: Config) -> Self {
        let core = Core::new(config);
        let server = MockServer::builder()
            .disable_request_recording()
            .start()
            .await;
        mount_dropped_connections(&server, core.clone()).await;
        mount_answers(&server, core.clone()).await;
        Self {
            core,
            base_url: server.uri(),
            server: Some(server),
        }
    }

    /// How to reach the fake.
    pub fn credentials(&self) -> Credentials {
        self.core.credentials(self.base_url.clone())
    }

    /// The core, for its switches.
    pub fn core(&self) -> &Core {
        &self.core
    }
}

impl Drop for FakeAuthlete {
    /// Lets go of the server on a thread of its own: `MockServer` blocks while it is dropped, and inside a task whose
    /// budget is used up it blocks for ever.
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            // When no thread can be made, the closure and the server in it are dropped right here.
            drop(thread::Builder::new().spawn(move || drop(server)));
        }
    }
}

/// A mock either answers or breaks the connection, so there are two, and the breaking one is asked first.
/// It breaks at once: wiremock can hold back an answer, but no break.
async fn mount_dropped_connections(server: &MockServer, core: Core) {
    let matching = core.clone();
    Mock::given(move |request: &WiremockRequest| matching.would_drop(&converted(request)))
        .respond_with_err(move |request: &WiremockRequest| {
            core.handle(&converted(request));
            io::Error::other("dropped as told")
        })
        .with_priority(1)
        .mount(server)
        .await;
}

async fn mount_answers(server: &MockServer, core: Core) {
    Mock::given(wiremock::matchers::any())
        .respond_with(move |request: &WiremockRequest| {
            let answer = core.handle(&converted(request));
            let mut response = ResponseTemplate::new(answer.status).set_body_bytes(answer.body);
            for (name, value) in answer.headers {
                response = response.append_header(name, value);
            }
            match answer.delay {
                Some(delay) => response.set_delay(delay),
                None => response,
            }
        })
        .mount(server)
        .await;
}

fn converted(request: &WiremockRequest) -> Request {
    let url = &request.url;
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    Request {
        method: request.method.to_string(),
        path,
        headers: request
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), value)
            })
            .collect(),
        body: request.body.clone(),
    }
}

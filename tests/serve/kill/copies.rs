//! Two copies of the server, as processes, behind one address.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use super::authlete::Authlete;
use super::parties::{Device, USER_TIMEOUT};

/// Hands each connection to the next copy that takes it.
#[derive(Clone)]
pub(crate) struct Balancer {
    url: String,
    copies: Arc<[Mutex<Option<SocketAddr>>; 2]>,
}

impl Balancer {
    pub(crate) async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let balancer = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            copies: Arc::default(),
        };
        let serving = balancer.clone();
        tokio::spawn(async move {
            let next = AtomicUsize::new(0);
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                let first = next.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(serving.clone().hand_over(connection, first));
            }
        });
        balancer
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    async fn hand_over(self, mut connection: TcpStream, first: usize) {
        for number in [first, first + 1] {
            let address = *self.copies[number % 2].lock().unwrap();
            let Some(address) = address else { continue };
            if let Ok(mut copy) = TcpStream::connect(address).await {
                // Whoever breaks off, breaks off.
                let _ = copy_bidirectional(&mut connection, &mut copy).await;
                return;
            }
        }
    }
}

/// A running copy; killed with the value.
struct Copy(Child);

impl Drop for Copy {
    fn drop(&mut self) {
        // SIGKILL, on Unix.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

pub(crate) struct Copies {
    running: [Option<Copy>; 2],
    balancer: Balancer,
    start: Start,
}

/// What every copy is started with.
#[derive(Clone)]
struct Start {
    config: std::path::PathBuf,
    environment: Vec<(&'static str, String)>,
}

impl Copies {
    pub(crate) async fn start(balancer: &Balancer, authlete: &Authlete, device: &Device) -> Self {
        let config = std::env::temp_dir().join(format!("kill-{}.toml", std::process::id()));
        let text = format!(
            "notification_timeout = 2\n[authlete]\ntimeout = 1\n[authentication_device]\nbase_url = \"{}\"\n\
             max_user_timeout = {USER_TIMEOUT}\n",
            device.url
        );
        std::fs::write(&config, text).unwrap();
        let credentials = &authlete.credentials;
        let environment = vec![
            ("AUTHLETE_BASE_URL", credentials.base_url.clone()),
            (
                "AUTHLETE_SERVICE_APIKEY",
                credentials.service_id.to_string(),
            ),
            (
                "AUTHLETE_SERVICE_ACCESSTOKEN",
                credentials.access_token.expose().to_owned(),
            ),
            ("CIBA_ISSUER", balancer.url().to_owned()),
            (
                "CIBA_STATE_KEYS",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=".to_owned(),
            ),
        ];
        let mut copies = Self {
            running: [None, None],
            balancer: balancer.clone(),
            start: Start {
                config,
                environment,
            },
        };
        for number in 0..2 {
            copies.restart(number).await;
        }
        copies
    }

    /// Kills one copy, or both at once, and restarts what is down.
    pub(crate) async fn kill_and_restart(&mut self, numbers: &[usize]) {
        for number in numbers {
            self.running[*number] = None;
            // Somebody else may get its port.
            *self.balancer.copies[*number].lock().unwrap() = None;
        }
        for number in numbers {
            self.restart(*number).await;
        }
    }

    /// Starts a copy, as a service manager would: again and again, for it ends at once while Authlete is away.
    async fn restart(&mut self, number: usize) {
        for _ in 0..200 {
            let start = self.start.clone();
            let started = tokio::task::spawn_blocking(move || start.once());
            if let Some((copy, address)) = started.await.unwrap() {
                self.running[number] = Some(copy);
                *self.balancer.copies[number].lock().unwrap() = Some(address);
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        unreachable!("the server did not start");
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.start.config);
    }
}

impl Start {
    fn once(&self) -> Option<(Copy, SocketAddr)> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
            .arg("serve")
            .env_clear()
            .envs(self.environment.iter().cloned())
            .args(["--listen", "127.0.0.1:0", "--log", "off", "--config"])
            .arg(&self.config)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let copy = Copy(child);
        for line in lines {
            let line = line.unwrap();
            if let Some(url) = line.strip_prefix("listening:") {
                let address = url.trim().strip_prefix("http://").unwrap();
                return Some((copy, address.parse().unwrap()));
            }
        }
        None
    }
}

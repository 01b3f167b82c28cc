//! Runs the program in a process of its own, on ports that the system chooses.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

/// A running program. It is killed with the value.
pub(crate) struct Program {
    child: Child,
    log: Option<JoinHandle<String>>,
    config: std::path::PathBuf,
}

/// What the program printed at start: names and values.
pub(crate) struct Started(HashMap<String, String>);

impl Started {
    pub(crate) fn value(&self, name: &str) -> String {
        self.0[name].clone()
    }
}

impl Program {
    /// As many as it lets clients have.
    pub(crate) const CONNECTIONS: usize = 100;

    /// Starts it with these arguments and variables, and a device that no test asks; what they leave open is set so that
    /// tests do not collide.
    pub(crate) fn start(arguments: &[&str], variables: &[(&str, String)]) -> Self {
        Self::start_unread(arguments, variables).reading()
    }

    /// The same, and no device is configured.
    pub(crate) fn start_without_device(variables: &[(&str, String)]) -> Self {
        Self::spawn(&[], variables, "").reading()
    }

    /// The same, and nobody reads what it logs.
    pub(crate) fn start_unread(arguments: &[&str], variables: &[(&str, String)]) -> Self {
        let device = "[authentication_device]\nbase_url = \"http://127.0.0.1:9\"\n";
        Self::spawn(arguments, variables, device)
    }

    fn reading(mut self) -> Self {
        let mut stderr = self.child.stderr.take().unwrap();
        self.log = Some(std::thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        }));
        self
    }

    fn spawn(arguments: &[&str], variables: &[(&str, String)], device: &str) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("reference-server-{}-{number}.toml", std::process::id());
        let config = std::env::temp_dir().join(name);
        let text = format!(
            "listen = \"127.0.0.1:0\"\nmax_connections = {}\n{device}",
            Self::CONNECTIONS
        );
        std::fs::write(&config, text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_reference-server"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("CIBA_") || name.starts_with("AUTHLETE_") {
                command.env_remove(name);
            }
        }
        let child = command
            .env("CIBA_CONFIG", &config)
            .envs(variables.iter().cloned())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            child,
            log: None,
            config,
        }
    }

    /// Reads what it prints, up to the address that it listens on.
    pub(crate) fn wait_until_it_listens(&mut self) -> Started {
        let mut printed = HashMap::new();
        for line in BufReader::new(self.child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let (name, value) = line.split_once(':').unwrap();
            printed.insert(name.to_owned(), value.trim().to_owned());
            if name == "listening" {
                return Started(printed);
            }
        }
        unreachable!("the program ended: {}", self.read_log())
    }

    /// Waits until it ends without success; what it said.
    pub(crate) fn wait_until_it_fails(mut self) -> String {
        let status = self.child.wait().unwrap();
        let log = self.read_log();
        assert!(!status.success(), "{log}");
        log
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn send_signal(&self) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Ends it as a service manager does, and expects that it ends in order; what it logged.
    pub(crate) fn terminate(mut self) -> String {
        self.send_signal();
        let status = self.child.wait().unwrap();
        let log = self.read_log();
        assert!(status.success(), "{log}");
        log
    }

    fn read_log(&mut self) -> String {
        self.log
            .take()
            .map_or_else(String::new, |log| log.join().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.config);
    }
}

//! Runs the program in a process of its own, on ports that the system chooses.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::running::{Running, Started, unconfigured};

/// One that no test asks.
const DEVICE: &str = "[authentication_device]\nbase_url = \"http://127.0.0.1:9\"\n";

/// A running program. It is killed with the value.
pub(crate) struct Program {
    running: Running,
    config: std::path::PathBuf,
}

impl Program {
    /// As many as it lets clients have.
    pub(crate) const CONNECTIONS: usize = 100;

    /// Starts it with these arguments and variables, and a device that no test asks; what they leave open is set so that
    /// tests do not collide.
    pub(crate) fn start(arguments: &[&str], variables: &[(&str, String)]) -> Self {
        Self::spawn(arguments, variables, DEVICE, Running::reading)
    }

    /// The same, and no device is configured.
    pub(crate) fn start_without_device(variables: &[(&str, String)]) -> Self {
        Self::spawn(&[], variables, "", Running::reading)
    }

    /// The same, and nobody reads what it logs.
    pub(crate) fn start_unread(arguments: &[&str], variables: &[(&str, String)]) -> Self {
        Self::spawn(arguments, variables, DEVICE, |running| running)
    }

    fn spawn(
        arguments: &[&str],
        variables: &[(&str, String)],
        device: &str,
        reader: fn(Running) -> Running,
    ) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("reference-server-{}-{number}.toml", std::process::id());
        let config = std::env::temp_dir().join(name);
        let text = format!(
            "listen = \"127.0.0.1:0\"\nmax_connections = {}\n{device}",
            Self::CONNECTIONS
        );
        std::fs::write(&config, text).unwrap();
        let mut command = unconfigured(env!("CARGO_BIN_EXE_reference-server"));
        command
            .env("CIBA_CONFIG", &config)
            .envs(variables.iter().cloned())
            .args(arguments);
        Self {
            running: reader(Running::start_unread(&mut command)),
            config,
        }
    }

    /// Reads what it prints, up to the address that it listens on.
    pub(crate) fn wait_until_it_listens(&mut self) -> Started {
        self.running.wait_until_it_listens()
    }

    /// Waits until it ends without success; what it said.
    pub(crate) fn wait_until_it_fails(mut self) -> String {
        let (status, log) = self.running.wait_until_it_ends();
        assert!(!status.success(), "{log}");
        log
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn send_signal(&self) {
        self.running.send_signal();
    }

    /// Ends it as a service manager does, and expects that it ends in order; what it logged.
    pub(crate) fn terminate(mut self) -> String {
        self.running.terminate()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.config);
    }
}

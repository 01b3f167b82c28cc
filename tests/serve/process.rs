//! Runs `serve` in a process of its own, on ports that the system chooses.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// A running program. It is killed with the value.
pub(crate) struct Program {
    child: Child,
    log: Option<JoinHandle<String>>,
}

/// What the program printed at start: names and values.
pub(crate) struct Started(HashMap<String, String>);

impl Started {
    pub(crate) fn value(&self, name: &str) -> String {
        self.0[name].clone()
    }

    pub(crate) fn names(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// `serve` as nobody has configured it.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ciba-conformance"));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CIBA_") || name.starts_with("AUTHLETE_") {
            command.env_remove(name);
        }
    }
    command.arg("serve");
    command
}

impl Program {
    /// Starts it with these arguments and variables; the ports that they leave open are any that are free.
    pub(crate) fn start(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let ports = [
            "CIBA_LISTEN",
            "CIBA_FAKE_AUTHLETE_LISTEN",
            "CIBA_SIMULATOR_LISTEN",
        ];
        let mut child = command()
            .envs(ports.map(|name| (name, "127.0.0.1:0")))
            .envs(variables.iter().copied())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        });
        Self {
            child,
            log: Some(log),
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

    /// Waits until it ends; its exit code, and what it said.
    pub(crate) fn wait_until_it_ends(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap();
        (status.code(), self.read_log())
    }

    /// Ends it as a service manager does, and expects that it ends in order; what it logged.
    pub(crate) fn terminate(self) -> String {
        let pid = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(kill.unwrap().success());
        let (code, log) = self.wait_until_it_ends();
        assert_eq!(code, Some(0), "{log}");
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
    }
}

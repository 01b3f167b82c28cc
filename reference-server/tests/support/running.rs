//! A program in a process of its own, as the tests of `reference-server` and of `serve` run it.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

/// A running program. It is killed with the value.
pub(crate) struct Running {
    child: Child,
    log: Option<JoinHandle<String>>,
}

/// What the program printed at start: names and values.
pub(crate) struct Started(pub(crate) HashMap<String, String>);

impl Started {
    pub(crate) fn value(&self, name: &str) -> String {
        self.0[name].clone()
    }
}

/// The program as nobody has configured it.
pub(crate) fn unconfigured(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CIBA_") || name.starts_with("AUTHLETE_") {
            command.env_remove(name);
        }
    }
    command
}

impl Running {
    /// Starts it; nobody reads what it logs.
    pub(crate) fn start_unread(command: &mut Command) -> Self {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { child, log: None }
    }

    /// Reads what it logs, from now on.
    pub(crate) fn reading(mut self) -> Self {
        let mut stderr = self.child.stderr.take().unwrap();
        self.log = Some(std::thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).unwrap();
            log
        }));
        self
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

    /// Waits until it ends: how it did, and what it said.
    pub(crate) fn wait_until_it_ends(&mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        (status, self.read_log())
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn send_signal(&self) {
        let pid = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(kill.unwrap().success());
    }

    /// The same, and expects that it ends in order; what it logged.
    pub(crate) fn terminate(&mut self) -> String {
        self.send_signal();
        let (status, log) = self.wait_until_it_ends();
        assert!(status.success(), "{log}");
        log
    }

    fn read_log(&mut self) -> String {
        self.log
            .take()
            .map_or_else(String::new, |log| log.join().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

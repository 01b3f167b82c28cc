//! Runs `serve` in a process of its own, on ports that the system chooses.

use std::process::Command;

use crate::running::{Running, Started, unconfigured};

/// A running `serve`. It is killed with the value.
pub(crate) struct Program(Running);

/// `serve` as nobody has configured it.
pub(crate) fn command() -> Command {
    let mut command = unconfigured(env!("CARGO_BIN_EXE_ciba-conformance"));
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
        let mut command = command();
        command
            .envs(ports.map(|name| (name, "127.0.0.1:0")))
            .envs(variables.iter().copied())
            .args(arguments);
        Self(Running::start_unread(&mut command).reading())
    }

    /// Reads what it prints, up to the address that it listens on.
    pub(crate) fn wait_until_it_listens(&mut self) -> Started {
        self.0.wait_until_it_listens()
    }

    /// Waits until it ends; its exit code, and what it said.
    pub(crate) fn wait_until_it_ends(mut self) -> (Option<i32>, String) {
        let (status, log) = self.0.wait_until_it_ends();
        (status.code(), log)
    }

    /// Ends it as a service manager does, and expects that it ends in order; what it logged.
    pub(crate) fn terminate(mut self) -> String {
        self.0.terminate()
    }
}

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest};
use crate::error::SuiteError;

/// How often a running program is looked at.
const PAUSE: Duration = Duration::from_millis(10);
/// How much of what a program says about its trouble is kept.
const TOLD: usize = 500;
/// How long the last words of a program may take that has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A program that takes the decision: `approve` or `deny` is its last argument, the request is in its environment.
#[derive(Debug, Clone)]
pub struct CommandDevice {
    program: PathBuf,
    arguments: Vec<String>,
    time_out: Duration,
}

impl CommandDevice {
    /// Runs this program with these arguments before the decision, for at most so long.
    pub fn new(
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = String>,
        time_out: Duration,
    ) -> Self {
        Self {
            program: program.into(),
            arguments: arguments.into_iter().collect(),
            time_out,
        }
    }

    fn command(&self, pending: &PendingRequest<'_>, decision: Decision) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .arg(decision.to_string())
            .env("CIBA_AUTH_REQ_ID", pending.auth_req_id)
            .env("CIBA_LOGIN_HINT", pending.login_hint)
            .env(
                "CIBA_BINDING_MESSAGE",
                pending.binding_message.unwrap_or_default(),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, mut command: Command) -> Result<(), String> {
        let program = self.program.display();
        let mut child = command
            .spawn()
            .map_err(|error| format!("{program} cannot be started: {error}"))?;
        let words = listen(&mut child);
        let status = wait(&mut child, self.time_out)
            .map_err(|error| format!("{program} cannot be waited for: {error}"))?;
        let told = words.recv_timeout(LAST_WORDS).unwrap_or_default();
        let told = if told.is_empty() {
            "it said nothing on standard error".to_owned()
        } else {
            format!("on standard error: {told}")
        };
        match status {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("{program} ended with {status}; {told}")),
            None => Err(format!(
                "{program} was stopped after {} s without an end; {told}",
                self.time_out.as_secs()
            )),
        }
    }
}

/// Reads what the program says, in the background: whoever it leaves running may keep the pipe open.
fn listen(child: &mut Child) -> mpsc::Receiver<String> {
    let (sender, words) = mpsc::channel();
    if let Some(mut stderr) = child.stderr.take() {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut part = [0; 4096];
            // All is read, so that the program never stands still, and the end of it is kept.
            while let Ok(count @ 1..) = stderr.read(&mut part) {
                bytes.extend_from_slice(&part[..count]);
                let excess = bytes.len().saturating_sub(TOLD);
                bytes.drain(..excess);
            }
            // Nobody may be there any more.
            drop(sender.send(String::from_utf8_lossy(&bytes).trim().to_owned()));
        });
    }
    words
}

/// Nothing, where the time is over: then the program is stopped.
fn wait(child: &mut Child, time_out: Duration) -> std::io::Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() >= time_out {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(PAUSE);
    }
}

impl AuthenticationDevice for CommandDevice {
    fn abilities(&self) -> Abilities {
        Abilities::DECIDES
    }

    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        let command = self.command(&pending, decision);
        let device = self.clone();
        Box::pin(async move {
            tokio::task::spawn_blocking(move || device.run(command))
                .await
                .map_err(|error| SuiteError::Internal(error.to_string()))?
                .map_err(SuiteError::AuthenticationDevice)
        })
    }
}

#[cfg(all(test, unix))]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const PENDING: PendingRequest<'_> = PendingRequest {
        auth_req_id: "an-id",
        login_hint: "alice",
        binding_message: Some("W4SCT"),
        traceparent: "",
    };

    fn shell(script: &str, time_out: Duration) -> CommandDevice {
        let arguments = ["-c", script, "device"].map(str::to_owned);
        CommandDevice::new("sh", arguments, time_out)
    }

    async fn trouble(device: &CommandDevice) -> String {
        let error = device.decide(PENDING, Decision::Approve).await;
        error.unwrap_err().to_string()
    }

    #[tokio::test]
    async fn the_program_gets_the_request_and_the_decision() {
        let script = r#"[ "$1 $CIBA_AUTH_REQ_ID $CIBA_LOGIN_HINT $CIBA_BINDING_MESSAGE" = "deny an-id alice W4SCT" ]"#;
        let device = shell(script, Duration::from_secs(20));

        assert!(device.decide(PENDING, Decision::Deny).await.is_ok());
        assert!(device.decide(PENDING, Decision::Approve).await.is_err());
    }

    #[tokio::test]
    async fn a_program_that_fails_is_quoted_with_its_exit_code() {
        let device = shell("echo no such phone >&2; exit 7", Duration::from_secs(20));

        let trouble = trouble(&device).await;

        assert!(trouble.contains("exit status: 7"), "{trouble}");
        assert!(trouble.contains("no such phone"), "{trouble}");
    }

    #[tokio::test]
    async fn a_program_that_does_not_end_is_stopped() {
        let device = shell("exec sleep 600", Duration::from_millis(50));

        let trouble = trouble(&device).await;

        assert!(trouble.contains("stopped after"), "{trouble}");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_named() {
        let device = CommandDevice::new("./no-such-program", [], Duration::from_secs(20));

        let trouble = trouble(&device).await;

        assert!(
            trouble.contains("no-such-program cannot be started"),
            "{trouble}"
        );
    }
}

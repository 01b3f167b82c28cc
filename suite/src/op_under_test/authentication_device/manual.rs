use std::io::{BufRead as _, IsTerminal as _, Write};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use tokio::sync::{Mutex, mpsc};

use super::{Abilities, AuthenticationDevice, Decision, PendingRequest};
use crate::error::SuiteError;

/// How often the countdown is told: on a terminal every second, elsewhere seldom.
const TICK: Duration = Duration::from_secs(1);
const TICK_IN_A_LOG: Duration = Duration::from_secs(15);

/// Where a person reads and types.
struct Console {
    lines: mpsc::UnboundedReceiver<String>,
    output: Box<dyn Write + Send>,
    on_a_terminal: bool,
}

/// Asks the person at the terminal to decide on a real phone, and to say so by Enter; one request at a time.
#[derive(Clone)]
pub struct ManualDevice {
    deadline: Duration,
    console: Arc<OnceLock<Mutex<Console>>>,
}

impl ManualDevice {
    /// Asks on standard error and reads standard input. The person has so long for each request.
    pub fn new(deadline: Duration) -> Self {
        Self {
            deadline,
            console: Arc::default(),
        }
    }

    /// Asks and reads elsewhere.
    pub fn with(
        deadline: Duration,
        lines: mpsc::UnboundedReceiver<String>,
        output: Box<dyn Write + Send>,
    ) -> Self {
        Self {
            deadline,
            console: Arc::new(OnceLock::from(Mutex::new(Console {
                lines,
                output,
                on_a_terminal: false,
            }))),
        }
    }

    fn console(&self) -> &Mutex<Console> {
        self.console.get_or_init(|| {
            Mutex::new(Console {
                lines: standard_input(),
                output: Box::new(std::io::stderr()),
                on_a_terminal: std::io::stderr().is_terminal(),
            })
        })
    }
}

/// A thread of its own: a read from a terminal cannot be given up.
fn standard_input() -> mpsc::UnboundedReceiver<String> {
    let (sender, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

impl Console {
    /// What was typed before the question is no answer to it.
    fn forget_earlier_lines(&mut self) {
        while self.lines.try_recv().is_ok() {}
    }

    fn say(&mut self, text: &str) {
        // A person who cannot read it lets the deadline pass.
        let _ = write!(self.output, "{text}");
        let _ = self.output.flush();
    }

    fn count_down(&mut self, left: Duration) {
        let seconds = left.as_secs();
        if self.on_a_terminal {
            self.say(&format!("\r\x1b[K  {seconds} s left. Done? Press Enter. Not possible? Type no and press Enter: "));
        } else {
            self.say(&format!("  {seconds} s left\n"));
        }
    }

    async fn ask(
        &mut self,
        pending: &PendingRequest<'_>,
        decision: Decision,
        deadline: Duration,
    ) -> Result<(), String> {
        self.forget_earlier_lines();
        self.say(&question(pending, decision, deadline));
        let until = Instant::now() + deadline;
        let tick = if self.on_a_terminal {
            TICK
        } else {
            TICK_IN_A_LOG
        };
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(format!(
                    "nobody pressed Enter within {} s; authentication_device.deadline gives more time",
                    deadline.as_secs()
                ));
            }
            self.count_down(left);
            match tokio::time::timeout(tick.min(left), self.lines.recv()).await {
                Err(_) => {}
                Ok(None) => {
                    return Err(
                        "standard input is closed, so that nobody can say that it is done"
                            .to_owned(),
                    );
                }
                Ok(Some(line)) if line.trim().is_empty() => return Ok(()),
                Ok(Some(line)) => {
                    return Err(format!("the person at the terminal said: {}", line.trim()));
                }
            }
        }
    }
}

fn question(pending: &PendingRequest<'_>, decision: Decision, deadline: Duration) -> String {
    let message = match pending.binding_message {
        Some(message) => format!("the request that shows {message:?}"),
        None => "the request that shows no binding message".to_owned(),
    };
    format!(
        "\nPlease {} as {}: {message}. You have {} s; press Enter when it is done.\n",
        decision.to_string().to_uppercase(),
        pending.login_hint,
        deadline.as_secs()
    )
}

impl AuthenticationDevice for ManualDevice {
    fn abilities(&self) -> Abilities {
        Abilities {
            own_binding_message: true,
            is_a_person: true,
            takes_time: true,
            ..Abilities::DECIDES
        }
    }

    fn decide<'a>(
        &'a self,
        pending: PendingRequest<'a>,
        decision: Decision,
    ) -> BoxFuture<'a, Result<(), SuiteError>> {
        Box::pin(async move {
            let mut console = self.console().lock().await;
            console
                .ask(&pending, decision, self.deadline)
                .await
                .map_err(SuiteError::AuthenticationDevice)
        })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::sync::PoisonError;

    use super::*;

    /// What the device says, for the test to read.
    #[derive(Clone, Default)]
    struct Paper(Arc<std::sync::Mutex<Vec<u8>>>);

    impl Paper {
        fn text(&self) -> String {
            let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8(bytes.clone()).unwrap()
        }
    }

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let mut paper = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            paper.write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn pending<'a>(auth_req_id: &'a str, message: &'a str) -> PendingRequest<'a> {
        PendingRequest {
            auth_req_id,
            login_hint: "alice",
            binding_message: Some(message),
            traceparent: "",
        }
    }

    fn device(deadline: Duration) -> (ManualDevice, mpsc::UnboundedSender<String>, Paper) {
        let (keyboard, lines) = mpsc::unbounded_channel();
        let paper = Paper::default();
        let device = ManualDevice::with(deadline, lines, Box::new(paper.clone()));
        (device, keyboard, paper)
    }

    #[tokio::test]
    async fn the_person_reads_who_what_and_how_long_and_presses_enter() {
        let (device, keyboard, paper) = device(Duration::from_secs(60));
        let mut asked = device.decide(pending("an-id", "W4SCT"), Decision::Approve);
        assert!(futures::poll!(&mut asked).is_pending());

        keyboard.send(String::new()).unwrap();

        asked.await.unwrap();
        let text = paper.text();
        assert!(
            text.contains("Please APPROVE as alice: the request that shows \"W4SCT\""),
            "{text}"
        );
        assert!(text.contains("s left"), "{text}");
        assert!(!text.contains("an-id"), "the person has no use for it");
    }

    #[tokio::test]
    async fn one_request_is_asked_about_at_a_time() {
        let (device, keyboard, paper) = device(Duration::from_secs(60));
        let mut first = device.decide(pending("1", "FIRST"), Decision::Approve);
        let mut second = device.decide(pending("2", "SECOND"), Decision::Deny);
        assert!(futures::poll!(&mut first).is_pending());
        assert!(futures::poll!(&mut second).is_pending());
        assert!(!paper.text().contains("SECOND"));

        keyboard.send(String::new()).unwrap();
        first.await.unwrap();
        assert!(futures::poll!(&mut second).is_pending());

        assert!(paper.text().contains("SECOND"));
    }

    #[tokio::test]
    async fn what_was_typed_before_is_no_answer() {
        let (device, keyboard, _) = device(Duration::from_millis(50));
        keyboard.send(String::new()).unwrap();

        let error = device.decide(pending("1", "W"), Decision::Approve).await;

        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("nobody pressed Enter")
        );
    }

    #[tokio::test]
    async fn a_person_who_cannot_is_quoted_and_a_closed_input_is_named() {
        let (device, keyboard, _) = device(Duration::from_secs(60));
        let mut asked = device.decide(pending("1", "W"), Decision::Approve);
        assert!(futures::poll!(&mut asked).is_pending());
        keyboard.send("no, the phone is dead".to_owned()).unwrap();
        let error = asked.await.unwrap_err().to_string();
        assert!(error.contains("the phone is dead"), "{error}");

        drop(keyboard);

        let error = device.decide(pending("1", "W"), Decision::Approve).await;
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("standard input is closed")
        );
    }
}

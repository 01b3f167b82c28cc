//! The log of a program that serves.

use std::io::{self, IsTerminal as _};
use std::str::FromStr as _;

use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

/// How many lines may wait to be written.
const LINES: usize = 10_000;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text {
        /// Whether with colours.
        colours: bool,
    },
    /// For programs: one object a line.
    Json,
}

impl Format {
    /// For people, with colours on a terminal.
    pub fn for_people() -> Self {
        Self::Text {
            colours: io::stderr().is_terminal(),
        }
    }
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is none.
    #[error(
        "--log or CIBA_LOG: expected a level such as info, or target=level pairs, got {filter:?}"
    )]
    Filter {
        /// What was given.
        filter: String,
        /// What is wrong with it.
        #[source]
        source: ParseError,
    },
    /// There is one already.
    #[error("the log cannot be started")]
    Start(#[from] TryInitError),
}

/// A log that goes on as long as the value lives: what has been logged is written before it is gone.
#[derive(Debug)]
#[must_use = "without it, nothing is written"]
pub struct Log(#[expect(dead_code, reason = "it is there to be dropped")] WorkerGuard);

/// Logs to standard error; standard output says where everything is. A thread of its own writes: where nobody reads,
/// lines are lost and no request waits.
pub fn start(filter: &str, format: Format) -> Result<Log, LogError> {
    let targets = Targets::from_str(filter).map_err(|source| LogError::Filter {
        filter: filter.to_owned(),
        source,
    })?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(LINES)
        .lossy(true)
        .thread_name("log")
        .finish(io::stderr());
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    let layer = match format {
        Format::Text { colours } => layer.with_ansi(colours).boxed(),
        Format::Json => layer.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(layer)
        .with(targets)
        .try_init()?;
    Ok(Log(guard))
}

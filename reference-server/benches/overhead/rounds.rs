//! Measuring: a load over a while, and how long single requests take.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::Context as _;

use super::wire::Connection;

pub(crate) const CONNECTIONS: usize = 16;
pub(crate) const ROUND: Duration = Duration::from_secs(1);

/// What came of a load.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    /// Answers per second.
    pub(crate) rate: f64,
    /// How much of its core the server used, in percent.
    busy: f64,
}

impl Round {
    /// Loads a server with one request, over and over; `process` is the server's.
    pub(crate) async fn run(
        address: &str,
        request: &[u8],
        process: Option<u32>,
    ) -> anyhow::Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            connections.push(Connection::open(address).await?);
        }
        let spent = || process.map_or(Ok(Duration::ZERO), cpu_time);
        let (before, started) = (spent()?, Instant::now());
        let clients: Vec<_> = connections
            .into_iter()
            .map(|connection| tokio::spawn(client(connection, request.to_vec(), started)))
            .collect();
        let mut answered = 0.0;
        for client in clients {
            answered += f64::from(client.await??);
        }
        let (spent, seconds) = (
            spent()?.saturating_sub(before),
            started.elapsed().as_secs_f64(),
        );
        Ok(Self {
            rate: answered / seconds,
            busy: 100.0 * spent.as_secs_f64() / seconds,
        })
    }

    pub(crate) fn median(rounds: &[Self]) -> Self {
        let of = |value: fn(&Self) -> f64| median(rounds.iter().map(value).collect());
        Self {
            rate: of(|round| round.rate),
            busy: of(|round| round.busy),
        }
    }
}

impl fmt::Display for Round {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:>7.0} ({:.0} %)", self.rate, self.busy)
    }
}

async fn client(
    mut connection: Connection,
    request: Vec<u8>,
    started: Instant,
) -> anyhow::Result<u32> {
    let mut answered = 0;
    while started.elapsed() < ROUND {
        connection.exchange(&request).await?;
        answered += 1;
    }
    Ok(answered)
}

/// The median of so many requests, one after the other, in microseconds.
pub(crate) async fn latency(address: &str, request: &[u8], requests: usize) -> anyhow::Result<f64> {
    let mut connection = Connection::open(address).await?;
    let mut times = Vec::new();
    for _ in 0..requests {
        let started = Instant::now();
        connection.exchange(request).await?;
        times.push(started.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(times))
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What a process has used of its cores since it was started, all its threads together (proc(5), `stat`).
fn cpu_time(process: u32) -> anyhow::Result<Duration> {
    /// Of a second: what Linux shows to programs on every architecture.
    const TICKS: u64 = 100;
    let path = format!("/proc/{process}/stat");
    let stat = std::fs::read_to_string(&path).with_context(|| path.clone())?;
    // The name of the program stands in brackets and may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>)
        .sum::<Result<u64, _>>()
        .context(path)?;
    Ok(Duration::from_millis(ticks * 1000 / TICKS))
}

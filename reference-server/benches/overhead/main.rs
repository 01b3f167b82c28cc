//! What the server costs: the latency that it adds to a call of Authlete, and how many requests per second one core of
//! it answers, over 16 connections, with Authlete and the authentication device stubbed. Beside it, in turns, stands
//! `oidc-provider` with its store in memory, if npm has installed it in `tests/interop/oidc-provider`.
//!
//! ```console
//! $ (cd tests/interop/oidc-provider && npm ci)
//! $ cargo bench -p reference-server --bench overhead
//! ```
//!
//! The server under measurement has core 0 for itself; this process, which is the clients and the stub in one thread,
//! has core 1. It tells how busy the server's core was: a rate is the server's own as long as that core was the limit.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod in_process;
mod rounds;
mod stub;
mod subject;
mod wire;

use anyhow::{Context as _, ensure};
use tokio::runtime::Builder;

use rounds::{CONNECTIONS, ROUND, Round, median};
use stub::Stub;
use subject::{IN_PROCESS, Subject, core_of};

const ROUNDS: usize = 7;
/// Requests in a round that measures latency.
const LATENCIES: usize = 2_000;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args();
    if arguments.any(|argument| argument == IN_PROCESS) {
        let device = arguments.next().context("where is the device?")?;
        // As the program itself is run.
        let runtime = Builder::new_multi_thread().enable_all().build()?;
        return runtime.block_on(in_process::serve(&device));
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism()?.get();
    ensure!(
        cores > 1,
        "the server and its clients need a core each: 2, not {cores}"
    );
    core_of(std::process::id(), 1).context("this benchmark needs Linux with taskset")?;
    let stub = Stub::start().await?;
    // Waking a core that sleeps would be paid for by the server.
    tokio::spawn(async {
        loop {
            tokio::task::yield_now().await;
        }
    });
    let ours = Subject::reference_server(&stub.address).await?;
    let in_process = Subject::in_process(&stub.address).await?;
    let theirs = Subject::oidc_provider().await?;
    latency(&stub, &ours).await?;
    ceiling(&stub).await?;
    println!(
        "requests per second, {CONNECTIONS} connections, one core, medians of {ROUNDS} rounds of {ROUND:?}; in brackets \
         how busy that core was"
    );
    let mut subjects = vec![
        ("reference-server, Authlete over HTTP", ours),
        ("reference-server, Authlete in process", in_process),
    ];
    if let Some(theirs) = theirs {
        subjects.push(("oidc-provider, store in process", theirs));
    } else {
        println!("for oidc-provider beside it: (cd tests/interop/oidc-provider && npm ci)");
    }
    println!("  authentication requests");
    rates(&subjects, |subject| &subject.authentication).await?;
    println!("  pending polls");
    rates(&subjects, |subject| &subject.poll).await
}

/// The same call of Authlete, made by a client itself and by the server on a client's behalf.
async fn latency(stub: &Stub, ours: &Subject) -> anyhow::Result<()> {
    let (mut direct, mut through) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        direct.push(rounds::latency(&stub.address, &stub.token_call(), LATENCIES).await?);
        through.push(rounds::latency(&ours.address, &ours.poll, LATENCIES).await?);
    }
    let (direct, through) = (median(direct), median(through));
    println!(
        "latency of a pending poll, one connection, medians of {ROUNDS} rounds of {LATENCIES}"
    );
    println!("  Authlete (stub) alone                 {direct:>7.0} µs");
    println!("  through reference-server              {through:>7.0} µs");
    println!(
        "  added                                 {:>7.0} µs",
        through - direct
    );
    Ok(())
}

/// What the clients and the stub can do without any server.
async fn ceiling(stub: &Stub) -> anyhow::Result<()> {
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let round = Round::run(&stub.address, &stub.token_call(), None).await?;
        rates.push(round.rate);
    }
    println!(
        "the clients and the stub alone, on their one core: {:.0} exchanges per second; with Authlete over HTTP a poll \
         takes 2, an authentication request 4",
        median(rates)
    );
    Ok(())
}

/// Loads each with its request, in turns; the last one is what the others are compared with.
async fn rates(
    subjects: &[(&str, Subject)],
    request: fn(&Subject) -> &Vec<u8>,
) -> anyhow::Result<()> {
    let mut rounds = vec![Vec::new(); subjects.len()];
    for _ in 0..ROUNDS {
        for ((_, subject), rounds) in subjects.iter().zip(&mut rounds) {
            rounds.push(subject.round(request(subject)).await?);
        }
    }
    let medians: Vec<Round> = rounds.iter().map(|rounds| Round::median(rounds)).collect();
    let theirs = (subjects.len() > 2).then(|| medians[medians.len() - 1].rate);
    for ((name, _), median) in subjects.iter().zip(&medians) {
        let factor = theirs.map_or_else(String::new, |theirs| {
            format!("   {:.1} times", median.rate / theirs)
        });
        println!("    {name:<37} {median}{factor}");
    }
    Ok(())
}

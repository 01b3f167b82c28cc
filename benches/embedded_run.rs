//! How many scenarios per second the embedded run judges: `cargo bench`.
//!
//! Each round is a whole run on one embedded server, in the profile that it is built with. The first number is what a
//! user waits for; start-up (keys, listeners, discovery) is measured apart.

use std::sync::Arc;
use std::time::{Duration, Instant};

use suite::catalogue::Catalogue;
use suite::plan::{Capabilities, Plan};
use suite::runner::{self, Keep};

const ROUNDS: usize = 7;

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let catalogue = Catalogue::embedded()?;
    let mut starts = Vec::new();
    let mut runs = Vec::new();
    let mut scenarios = 0;
    for _ in 0..ROUNDS {
        let (start, run, ran) = runtime.block_on(round(&catalogue))?;
        starts.push(start);
        runs.push(run);
        scenarios = ran;
    }
    starts.sort();
    runs.sort();
    let median = runs[ROUNDS / 2];
    println!("scenarios             {scenarios}");
    println!("scenarios per second  {:.0}", per_second(scenarios, median));
    println!(
        "45 scenarios in       {:.3} s",
        45.0 / per_second(scenarios, median)
    );
    for (name, times) in [("run", &runs), ("start-up", &starts)] {
        println!(
            "{name:<21} min {:.3} s, median {:.3} s, max {:.3} s over {ROUNDS} rounds",
            times[0].as_secs_f64(),
            times[ROUNDS / 2].as_secs_f64(),
            times[ROUNDS - 1].as_secs_f64(),
        );
    }
    Ok(())
}

async fn round(catalogue: &Catalogue) -> anyhow::Result<(Duration, Duration, usize)> {
    let started = Instant::now();
    let embedded = embedded::start().await?;
    let start = started.elapsed();
    let target = Arc::clone(&embedded.target);
    let plan = Plan::new(catalogue, Capabilities::of(&target));
    let started = Instant::now();
    let report = runner::run(plan, target, catalogue, Keep::Trouble).await;
    let run = started.elapsed();
    drop(embedded.shutdown().await);
    let ran = report.summary.ran();
    anyhow::ensure!(
        report.summary.passed == ran,
        "the embedded run failed; `cargo run` shows where"
    );
    Ok((start, run, ran))
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred scenarios")]
fn per_second(scenarios: usize, time: Duration) -> f64 {
    scenarios as f64 / time.as_secs_f64()
}

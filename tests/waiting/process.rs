//! The program itself, and Ctrl-C.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::op::Op;

fn scratch(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name)
}

#[cfg(unix)]
#[tokio::test]
async fn ctrl_c_writes_the_partial_report_and_gives_exit_code_130() {
    let op = Op::start(600).await;
    let (file, report) = (scratch("interrupted.toml"), scratch("interrupted.json"));
    std::fs::write(&file, op.target_file()).unwrap();
    let program = Command::new(env!("CARGO_BIN_EXE_ciba-conformance"))
        .arg("run")
        .args(["--target", &file.display().to_string()])
        .args(["--report", &format!("json={}", report.display())])
        .arg(super::EXPIRIES[0])
        .arg(super::PENDING)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = program.id().to_string();
    // The client was asked for once; both have begun, and the one that waits for nothing has had its answer.
    while op.seen().len() < 4 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;

    Command::new("kill").args(["-INT", &id]).status().unwrap();
    let output = tokio::task::spawn_blocking(|| program.wait_with_output().unwrap())
        .await
        .unwrap();

    assert_eq!(
        output.status.code(),
        Some(130),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    assert_eq!(report["verdict"], "inconclusive");
    assert_eq!(report["ended_early"], "interrupted");
    assert_eq!(report["summary"]["passed"], 1);
    assert_eq!(report["summary"]["suite_error"], 1);
}

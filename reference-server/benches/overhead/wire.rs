//! HTTP/1.1 with little ado, so that what is measured is the server: one message after the other over a connection
//! that stays, bodies with a `Content-Length`.

use std::io::ErrorKind;

use anyhow::{Context as _, ensure};
use tokio::net::TcpStream;

/// One end of a connection.
pub(crate) struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
}

/// Where a message ends, and where its body begins.
struct Extent {
    body: usize,
    end: usize,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: Vec::with_capacity(8 * 1024),
        })
    }

    pub(crate) async fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await;
        let stream = stream.with_context(|| format!("cannot connect to {address}"))?;
        Ok(Self::new(stream)?)
    }

    /// Sends a request and reads its answer: the whole of it, and where its body begins.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> anyhow::Result<(&[u8], usize)> {
        self.send(request).await?;
        let body = self.receive().await?.context("the server hung up")?;
        let is_expected = self.received.starts_with(b"HTTP/1.1 200 ")
            || self.received.starts_with(b"HTTP/1.1 400 ");
        ensure!(
            is_expected,
            "expected 200 or 400, got {}",
            String::from_utf8_lossy(&self.received)
        );
        Ok((&self.received, body))
    }

    pub(crate) async fn send(&mut self, message: &[u8]) -> anyhow::Result<()> {
        let mut rest = message;
        while !rest.is_empty() {
            match self.stream.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.stream.writable().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Reads one message and returns where its body begins; `None` if there is no more. One message at a time: whoever
    /// sends waits for what comes back.
    pub(crate) async fn receive(&mut self) -> anyhow::Result<Option<usize>> {
        self.received.clear();
        loop {
            self.stream.readable().await?;
            match self.stream.try_read_buf(&mut self.received) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            }
            if let Some(extent) = extent(&self.received) {
                ensure!(self.received.len() <= extent.end, "two messages at a time");
                if self.received.len() == extent.end {
                    return Ok(Some(extent.body));
                }
            }
        }
    }

    pub(crate) fn received(&self) -> &[u8] {
        &self.received
    }
}

/// `None` while the head is not complete.
fn extent(message: &[u8]) -> Option<Extent> {
    const NAME: &[u8] = b"content-length:";
    let head = message
        .windows(4)
        .position(|window| window == b"\r\n\r\n")?;
    let length = message[..head]
        .split(|byte| *byte == b'\n')
        .find_map(|line| {
            let (name, value) = line.split_at_checked(NAME.len())?;
            name.eq_ignore_ascii_case(NAME).then(|| {
                std::str::from_utf8(value)
                    .ok()?
                    .trim()
                    .parse::<usize>()
                    .ok()
            })?
        });
    let body = head + 4;
    // Without a length there is no body: a GET.
    let end = body + length.unwrap_or_default();
    Some(Extent { body, end })
}

/// A POST request.
pub(crate) fn post(address: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let length = body.len();
    let mut head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\n");
    for (name, value) in headers {
        head += &[name, ": ", value, "\r\n"].concat();
    }
    format!("{head}Content-Length: {length}\r\n\r\n{body}").into_bytes()
}

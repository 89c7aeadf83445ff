//! A small HTTP/1.1 client: one request, one connection.
//!
//! Enough for signing in and reading transcripts, and small enough to lie with: the crash tests
//! write half a request with it and stop.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Somebody who asks the gateway over HTTP.
#[derive(Clone, Debug)]
pub struct Http {
    addr: SocketAddr,
    cookie: Option<String>,
}

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as JSON; an error when the status is not a success.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        if !(200..300).contains(&self.status) {
            bail!("status {}: {}", self.status, self.body);
        }
        serde_json::from_str(&self.body).with_context(|| format!("reading {}", self.body))
    }
}

impl Http {
    /// A client without a session.
    pub fn new(addr: SocketAddr) -> Self {
        Self { addr, cookie: None }
    }

    #[must_use]
    /// The same client with a session cookie.
    pub fn with_cookie(&self, cookie: &str) -> Self {
        Self {
            addr: self.addr,
            cookie: Some(cookie.to_owned()),
        }
    }

    /// The gateway's own origin.
    pub fn origin(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Result<Answer> {
        self.send("GET", path, None).await
    }

    /// Makes a call as it stands: an address or a path, headers, and a body of bytes.
    pub async fn raw(
        &self,
        method: &str,
        url: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Answer> {
        let path = url.strip_prefix(&self.origin()).unwrap_or(url);
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\ncontent-length: {length}\r\n",
            addr = self.addr,
            length = body.len(),
        );
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        request += "\r\n";
        let mut stream = TcpStream::connect(self.addr).await.context("connecting")?;
        stream.write_all(request.as_bytes()).await?;
        stream.write_all(body).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        read_answer(&answer).with_context(|| format!("the answer to {method} {path}"))
    }

    /// Sends a body with any method.
    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\norigin: {origin}\r\n",
            addr = self.addr,
            origin = self.origin(),
        );
        if let Some(cookie) = &self.cookie {
            request.extend(["cookie: ", cookie, "\r\n"]);
        }
        if method != "GET" {
            let length = body.len().to_string();
            request.extend([
                "content-type: application/json\r\ncontent-length: ",
                &length,
                "\r\n",
            ]);
        }
        request += "\r\n";
        request += &body;
        let mut stream = TcpStream::connect(self.addr).await.context("connecting")?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        read_answer(&answer).with_context(|| format!("the answer to {method} {path}"))
    }

    /// Signs in by a one-time link and returns the session cookie.
    pub async fn sign_in(&self, link: &str) -> Result<String> {
        let body = serde_json::json!({ "kind": "link", "token": link });
        let answer = self.send("POST", "/api/v1/session", Some(&body)).await?;
        if !(200..300).contains(&answer.status) {
            bail!("signing in: status {}: {}", answer.status, answer.body);
        }
        let cookie = answer
            .header("set-cookie")
            .context("signed in without a cookie")?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}

fn read_answer(bytes: &[u8]) -> Result<Answer> {
    let end = bytes
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .context("no end of head")?;
    let (head, rest) = bytes.split_at(end);
    let body = rest.get(4..).unwrap_or_default();
    let head = std::str::from_utf8(head).context("the head is not text")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let status = status
        .and_then(|code| code.parse().ok())
        .context("no status")?;
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers
        .iter()
        .any(|(n, v)| n == "transfer-encoding" && v == "chunked");
    let body = if chunked {
        join_chunks(body)?
    } else {
        body.to_vec()
    };
    Ok(Answer {
        status,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn join_chunks(mut rest: &[u8]) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = rest
            .windows(2)
            .position(|pair| pair == b"\r\n")
            .context("no chunk size")?;
        let (size, after) = rest.split_at(line);
        let size = usize::from_str_radix(std::str::from_utf8(size)?.trim(), 16)?;
        let after = after.get(2..).unwrap_or_default();
        if size == 0 {
            return Ok(whole);
        }
        let (chunk, left) = after.split_at_checked(size).context("a chunk is cut off")?;
        whole.extend_from_slice(chunk);
        rest = left.get(2..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_in_chunks_is_put_together() {
        let text = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let answer = read_answer(text).unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "abcde"));
    }

    #[test]
    fn an_answer_that_breaks_off_is_an_error() {
        assert!(read_answer(b"HTTP/1.1 200 OK\r\n").is_err());
        let cut = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nabc";
        assert!(read_answer(cut).is_err());
    }
}

//! The smallest HTTP client that can ask: one request, one connection, the answer as it came.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// An answer as it came.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Said {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// All of the body that was promised came.
    pub fn is_whole(&self) -> bool {
        self.header("content-length").and_then(|text| text.parse().ok()) == Some(self.body.len())
    }
}

/// Asks, and reads at most `MOST` bytes.
pub fn ask(to: SocketAddr, target: &str, headers: &[(&str, &str)]) -> io::Result<Said> {
    send(to, "GET", target, headers, "")
}

const MOST: u64 = 2 * 1024 * 1024;

pub fn send(to: SocketAddr, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> io::Result<Said> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut head = format!("{method} {target} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
    let mut bytes = Vec::new();
    match stream.take(MOST).read_to_end(&mut bytes) {
        Ok(_) => {}
        // What came before the connection broke is the answer; nothing at all is none.
        Err(error) if bytes.is_empty() => return Err(error),
        Err(_) => {}
    }
    parsed(&bytes).ok_or_else(|| io::Error::new(io::ErrorKind::UnexpectedEof, "no answer"))
}

fn parsed(bytes: &[u8]) -> Option<Said> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let pairs = lines.filter_map(|line| line.split_once(':'));
    let headers = pairs.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    Some(Said { status, headers, body: bytes[end + 4..].to_vec() })
}

//! HTTP as old clients speak it: bytes written to a socket, bytes read until the hub closes.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Sends the bytes and reads to the end of the connection.
pub(crate) fn exchange(hub: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut socket = TcpStream::connect(hub).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(70)))
        .unwrap();
    socket.write_all(request).ok()?;
    let mut raw = Vec::new();
    drop(socket.read_to_end(&mut raw));
    parse(&raw)
}

/// The same, ending the sending side before reading, as some clients do.
pub(crate) fn exchange_half_closed(hub: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut socket = TcpStream::connect(hub).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(70)))
        .unwrap();
    socket.write_all(request).ok()?;
    socket.shutdown(Shutdown::Write).unwrap();
    let mut raw = Vec::new();
    drop(socket.read_to_end(&mut raw));
    parse(&raw)
}

/// The last answer in what was read; an interim `100 Continue` before it is skipped.
pub(crate) fn parse(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let body = raw[end + 4..].to_vec();
    let status: u16 = head.split(' ').nth(1)?.parse().ok()?;
    if status == 100 {
        return parse(&body);
    }
    Some(Answer { status, head, body })
}

/// A plain POST of a form.
pub(crate) fn post(path: &str, form: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    [head.as_bytes(), form].concat()
}

/// `inputmessage=` with everything but letters and digits percent-encoded.
pub(crate) fn form(document: &[u8]) -> Vec<u8> {
    let mut out = b"inputmessage=".to_vec();
    for byte in document {
        if byte.is_ascii_alphanumeric() {
            out.push(*byte);
        } else {
            out.extend(format!("%{byte:02X}").bytes());
        }
    }
    out
}

/// Sends the bytes and closes the connection without waiting for an answer.
pub(crate) fn send_and_leave(hub: SocketAddr, request: &[u8]) {
    let mut socket = TcpStream::connect(hub).unwrap();
    socket.write_all(request).unwrap();
    drop(socket);
}

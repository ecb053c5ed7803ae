//! As much of HTTP as a line must know: where a message ends, and what its form says.

use std::io::{self, ErrorKind, Read};

const MOST_HEAD: usize = 64 * 1024;
const MOST_BODY: usize = 1024 * 1024;
const MOST_REPLY: u64 = 4 * 1024 * 1024;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A whole request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Request {
    /// Request line and headers, without the ones that say how long the body is and what becomes of the connection.
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Reads one request with a known length.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Self> {
        let head = read_head(from)?;
        let text = String::from_utf8_lossy(&head).into_owned();
        let mut length = 0;
        let mut kept = String::new();
        for line in text.split_inclusive("\r\n").filter(|line| line.len() > 2) {
            let low = line.to_ascii_lowercase();
            if let Some(value) = low.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(|_| ErrorKind::InvalidData)?;
            } else if !low.starts_with("connection:") {
                kept.push_str(line);
            }
        }
        if length > MOST_BODY {
            return Err(ErrorKind::InvalidData.into());
        }
        let mut body = vec![0; length];
        from.read_exact(&mut body)?;
        Ok(Self { head: kept, body })
    }

    /// Its bytes, for a connection of its own.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let length = self.body.len();
        let head = format!(
            "{}content-length: {length}\r\nconnection: close\r\n\r\n",
            self.head
        );
        [head.as_bytes(), &self.body].concat()
    }

    /// The page it asks for.
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// SESSION in its form, where there is one.
    pub(crate) fn session(&self) -> String {
        session_of(&decode(&self.body))
    }

    /// The same with one bit of its body turned over.
    pub(crate) fn with_flipped(&self, bit: usize) -> Self {
        Self {
            head: self.head.clone(),
            body: flipped(&self.body, bit),
        }
    }

    /// The same with one field of its form left out.
    pub(crate) fn without_field(&self, n: usize) -> Self {
        Self {
            head: self.head.clone(),
            body: encode(&without_line(&decode(&self.body), n)),
        }
    }
}

/// A whole reply, as it came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reply {
    pub(crate) raw: Vec<u8>,
}

impl Reply {
    /// Reads to the end of the connection.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Self> {
        let mut raw = Vec::new();
        from.take(MOST_REPLY).read_to_end(&mut raw)?;
        if raw.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(Self { raw })
    }

    /// Whether it is a document of the hub.
    pub(crate) fn is_ok(&self) -> bool {
        self.raw.starts_with(b"HTTP/1.1 200 ") && !self.body().is_empty()
    }

    /// What stands behind its head.
    pub(crate) fn body(&self) -> &[u8] {
        let end = position(&self.raw, END_OF_HEAD);
        end.and_then(|at| self.raw.get(at.saturating_add(END_OF_HEAD.len())..))
            .unwrap_or_default()
    }

    /// A well-formed reply with another body.
    pub(crate) fn with_body(body: &[u8]) -> Vec<u8> {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=windows-1251\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    }

    /// Its bytes with its body turned into something else, under a head that fits.
    pub(crate) fn changed(&self, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        Self::with_body(&change(self.body()))
    }
}

/// One bit turned over.
pub(crate) fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    let bits = bytes.len().saturating_mul(8).max(1);
    let bit = bit % bits;
    if let Some(byte) = flipped.get_mut(bit / 8) {
        *byte ^= 1 << (bit % 8);
    }
    flipped
}

/// What stands in front of a byte.
pub(crate) fn cut(bytes: &[u8], at: usize) -> &[u8] {
    let at = if at > bytes.len() {
        at % bytes.len().max(1)
    } else {
        at
    };
    bytes.get(..at).unwrap_or_default()
}

/// A document without one of its `NAME=value` lines.
pub(crate) fn without_line(document: &[u8], n: usize) -> Vec<u8> {
    let lines: Vec<&[u8]> = document.split_inclusive(|byte| *byte == b'\n').collect();
    let fields: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_field(line))
        .map(|(at, _)| at)
        .collect();
    let gone = fields.get(n % fields.len().max(1));
    let kept = lines.iter().enumerate().filter(|(at, _)| gone != Some(at));
    kept.flat_map(|(_, line)| line.iter().copied()).collect()
}

fn is_field(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b'=').next().unwrap_or_default();
    name.len() < line.len()
        && !name.is_empty()
        && name
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
}

fn session_of(document: &[u8]) -> String {
    let mut lines = document.split(|byte| matches!(byte, b'\r' | b'\n'));
    let found = lines.find_map(|line| line.strip_prefix(b"SESSION="));
    String::from_utf8_lossy(found.unwrap_or_default()).into_owned()
}

const FORM: &[u8] = b"inputmessage=";

/// The document in a form.
fn decode(form: &[u8]) -> Vec<u8> {
    let mut bytes = form.strip_prefix(FORM).unwrap_or(form).iter().copied();
    let mut document = Vec::new();
    while let Some(byte) = bytes.next() {
        document.push(match byte {
            b'+' => b' ',
            b'%' => hex(bytes.next(), bytes.next()).unwrap_or(b'%'),
            other => other,
        });
    }
    document
}

fn hex(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

fn encode(document: &[u8]) -> Vec<u8> {
    let mut form = FORM.to_vec();
    for byte in document {
        if byte.is_ascii_alphanumeric() {
            form.push(*byte);
        } else {
            form.extend(format!("%{byte:02X}").bytes());
        }
    }
    form
}

fn position(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|found| found == mark)
}

fn read_head(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(END_OF_HEAD) {
        from.read_exact(&mut byte)?;
        head.extend_from_slice(&byte);
        if head.len() > MOST_HEAD {
            return Err(ErrorKind::InvalidData.into());
        }
    }
    Ok(head)
}

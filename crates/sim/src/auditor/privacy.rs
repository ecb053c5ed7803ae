//! O7: no customer's number in a log or on the line outside a signed message, and no secret anywhere.
//!
//! Numbers do stand in the till's own rows, on papers and in signed bodies: that is what they are for. A private key
//! stands nowhere but in its own file, in no spelling.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::finding::{AuditError, Oracle, Verdict};
use super::reply;
use super::signature::Framed;
use crate::evidence::{Evidence, Left};

/// Beginnings of private keys as files hold them, whoever made them.
const KEY_FILES: [&[u8]; 2] = [b"PRIVATE KEY", b"01NM0000"];
/// A spelling that is shorter says nothing.
const SHORTEST: usize = 8;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Number(usize),
    Secret(usize),
    KeyFile,
}

/// Texts in all the spellings in which they could slip out.
#[derive(Debug, Default)]
pub(super) struct Hunt {
    /// By their first bytes, in the order in which they were learnt: hundreds of spellings of numbers begin alike, and
    /// every byte of every log line is looked at.
    spellings: HashMap<[u8; SHORTEST], Vec<(What, Vec<u8>)>>,
    /// By the first two bytes: whether a spelling begins so.
    begins: Vec<bool>,
    numbers: usize,
    secrets: usize,
}

impl Hunt {
    /// Takes up what the evidence names and this does not know yet.
    pub(super) fn learn(&mut self, evidence: &Evidence) {
        if self.begins.is_empty() {
            self.begins = vec![false; 1 << 16];
            for text in KEY_FILES {
                self.spelling(What::KeyFile, text.to_vec());
            }
        }
        for (index, number) in evidence.canaries.iter().enumerate().skip(self.numbers) {
            self.text(What::Number(index), number.as_bytes());
        }
        for (index, secret) in evidence.secrets.iter().enumerate().skip(self.secrets) {
            self.text(What::Secret(index), secret);
        }
        self.numbers = evidence.canaries.len();
        self.secrets = evidence.secrets.len();
    }

    /// As it is, in hexadecimal, and in base64 wherever in a longer text it begins.
    fn text(&mut self, what: What, bytes: &[u8]) {
        self.spelling(what, bytes.to_vec());
        let hex = |upper: bool| -> String {
            let digits = bytes.iter().map(|byte| match upper {
                true => format!("{byte:02X}"),
                false => format!("{byte:02x}"),
            });
            digits.collect()
        };
        let (lower, upper) = (hex(false), hex(true));
        if lower != upper {
            self.spelling(what, upper.into_bytes());
        }
        self.spelling(what, lower.into_bytes());
        for skipped in 0..3 {
            let whole = bytes.get(skipped..).unwrap_or_default();
            // The last characters hang on what follows.
            let whole = whole.get(..whole.len() / 3 * 3).unwrap_or_default();
            self.spelling(what, STANDARD.encode(whole).into_bytes());
        }
    }

    fn spelling(&mut self, what: What, spelling: Vec<u8>) {
        if let Some(start) = spelling.first_chunk::<SHORTEST>() {
            let [first, second, ..] = *start;
            if let Some(begins) = self.begins.get_mut(pair(first, second)) {
                *begins = true;
            }
            let alike = self.spellings.entry(*start).or_default();
            alike.push((what, spelling));
        }
    }

    /// The first of them in some bytes: what it is, and where it stands.
    fn find(&self, bytes: &[u8], is_wanted: impl Fn(What) -> bool) -> Option<(What, usize, usize)> {
        let begins =
            |two: &[u8]| matches!(two, [a, b] if self.begins.get(pair(*a, *b)) == Some(&true));
        for (at, _) in bytes.windows(2).enumerate().filter(|(_, two)| begins(two)) {
            let rest = bytes.get(at..).unwrap_or_default();
            let start = rest.first_chunk::<SHORTEST>();
            let alike = start.and_then(|start| self.spellings.get(start));
            let found = alike.and_then(|alike| {
                let mut alike = alike.iter();
                alike.find(|(what, text)| rest.starts_with(text) && is_wanted(*what))
            });
            if let Some((what, text)) = found {
                return Some((*what, at, text.len()));
            }
        }
        None
    }

    /// Judges bytes in which nothing of it may stand, or nothing but numbers.
    fn judge(&self, bytes: &[u8], (place, may_number): (&str, bool), verdict: &mut Verdict) {
        let is_wanted = |what: What| !(may_number && matches!(what, What::Number(_)));
        let found = self.find(bytes, is_wanted);
        // Armour breaks its lines.
        let unbroken = || {
            bytes
                .iter()
                .copied()
                .filter(|byte| !byte.is_ascii_whitespace())
        };
        let found = found.or_else(|| self.find(&unbroken().collect::<Vec<_>>(), is_wanted));
        let Some((what, ..)) = found else { return };
        let what = match what {
            What::Number(index) => format!("canary {index}"),
            What::Secret(index) => format!("secret {index}"),
            What::KeyFile => "a private key".to_owned(),
        };
        verdict.whole(Oracle::O7, format!("{place} holds {what}"));
    }

    /// Judges one line of a log; `number` counts from 1. Shows the line without what was found.
    pub(super) fn judge_line(&self, line: &str, number: usize, verdict: &mut Verdict) {
        verdict.saw(Oracle::O7);
        let bytes = line.as_bytes();
        let around = self.find(bytes, |_| true).map(|(_, at, length)| {
            let end = at.saturating_add(length);
            let part = |part: Option<&[u8]>| {
                String::from_utf8_lossy(part.unwrap_or_default()).into_owned()
            };
            format!("{}[...]{}", part(bytes.get(..at)), part(bytes.get(end..)))
        });
        let place = match around {
            Some(masked) if self.find(masked.as_bytes(), |_| true).is_none() => {
                format!("line {number} of the log ({masked})")
            }
            _ => format!("line {number} of the log"),
        };
        self.judge(bytes, (&place, false), verdict);
    }

    /// Judges the bytes of a paper: the customer's own number is what it is about.
    pub(super) fn judge_paper(&self, bytes: &[u8], payment: i64, verdict: &mut Verdict) {
        verdict.saw(Oracle::O7);
        self.judge(
            bytes,
            (&format!("a paper of payment {payment}"), true),
            verdict,
        );
    }

    /// Judges what left for the server: numbers stand in the signed body and nowhere else.
    pub(super) fn judge_left(&self, left: &Left, verdict: &mut Verdict) {
        verdict.saw(Oracle::O7);
        let place = |part: &str| format!("{part} of a request about payment {}", left.payment);
        self.judge(
            left.path.as_bytes(),
            (&place("the address"), false),
            verdict,
        );
        let document = decoded(&left.form);
        self.judge(&document, (&place("the form"), true), verdict);
        let name = document.iter().position(|byte| *byte == b'=');
        let document = name.and_then(|at| document.get(at.checked_add(1)?..));
        match document.and_then(|document| Framed::read(document, b"SM")) {
            Some(framed) => {
                let outside = [framed.head, framed.signature].concat();
                self.judge(&outside, (&place("what is not signed"), false), verdict);
            }
            None => verdict.whole(Oracle::O7, format!("{} is not signed", place("the form"))),
        }
    }

    /// Judges every value in a database: no secret lies there.
    pub(super) fn judge_database(
        &self,
        (name, database): (&str, &Connection),
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        verdict.saw(Oracle::O7);
        let mut tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
        let tables = tables.query_map([], |row| row.get::<_, String>(0))?;
        for table in tables.collect::<Result<Vec<_>, _>>()? {
            let quoted = table.replace('"', "\"\"");
            let mut rows = database.prepare(&format!("SELECT * FROM \"{quoted}\""))?;
            let columns = rows.column_count();
            let mut rows = rows.query([])?;
            let place = format!("table {table} of the {name}'s database");
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    let (ValueRef::Text(bytes) | ValueRef::Blob(bytes)) = row.get_ref(column)?
                    else {
                        continue;
                    };
                    self.judge(bytes, (&place, true), verdict);
                    if let Some(document) = reply::unpack(bytes) {
                        self.judge(&document, (&place, true), verdict);
                    }
                }
            }
        }
        Ok(())
    }
}

fn pair(first: u8, second: u8) -> usize {
    usize::from(u16::from_be_bytes([first, second]))
}

/// A form with its percent signs undone.
fn decoded(form: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(form.len());
    let mut rest = form;
    while let Some((byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok());
        (rest, _) = match (byte, code) {
            (b'%', Some(code)) => (after.get(2..).unwrap_or_default(), bytes.push(code)),
            _ => (after, bytes.push(*byte)),
        };
    }
    bytes
}

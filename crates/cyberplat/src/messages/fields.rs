//! `NAME=value` lines in windows-1251: the strict reader of the till, the tolerant reader of the
//! hub, and the writer for both.
//!
//! The till reads replies that were made for it and refuses whatever looks odd. The hub reads what
//! programs written years ago send. Neither knows what a field means.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::WINDOWS_1251;

use super::MAX_BODY;

/// More fields than any known message has.
pub const MAX_FIELDS: usize = 256;
/// Longer than any known name.
pub const MAX_NAME: usize = 40;

/// Where bytes of no meaning may stand: old clients sign past the end of their buffer.
///
/// Source: dealer clients in the field, list 1, item 11.
pub const STRAY_ALLOWED: [&str; 3] = ["NO_ROUTE", "ACCEPT_KEYS", "COMMENT"];

/// Why a body is not a list of fields. No value is repeated in it: values are personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FieldsError {
    /// The body is larger than the cap.
    #[error("the body has {0} bytes")]
    TooLarge(usize),
    /// More lines than any message has.
    #[error("more than {MAX_FIELDS} fields")]
    TooMany,
    /// A line that is not `NAME=value`; counted from 1.
    #[error("line {0} is not NAME=value")]
    BadLine(usize),
    /// A line that does not end in CR LF; counted from 1.
    #[error("line {0} does not end in CR LF")]
    BadLineEnd(usize),
    /// A control character in the value of this field.
    #[error("field {0} holds a control character")]
    ControlCharacter(String),
    /// A field stands twice.
    #[error("field {0} stands twice")]
    Twice(String),
}

/// The fields of one message in their order.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Fields(Vec<(String, String)>);

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Fields {
    /// The value of a field; an empty one is like an absent one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// The value of a field as it stands, empty or not.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The name and value on a line, counted from 0.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<(&str, &str)> {
        self.0
            .get(index)
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The names in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Names and values in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Reads a reply at the till: every line ends in CR LF (the last one may lack it), no name twice,
/// no control characters, names of word characters, split at the first `=`.
///
/// # Errors
/// [`FieldsError`] for anything else.
pub fn read_strict(body: &[u8]) -> Result<Fields, FieldsError> {
    if body.len() > MAX_BODY {
        return Err(FieldsError::TooLarge(body.len()));
    }
    let body = body.strip_suffix(b"\r\n").unwrap_or(body);
    let mut fields = Vec::new();
    let mut seen = BTreeSet::new();
    let mut rest = Some(body);
    while let Some(text) = rest {
        let number = fields.len().saturating_add(1);
        if number > MAX_FIELDS {
            return Err(FieldsError::TooMany);
        }
        let (line, after) = match text.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
            None => (text, None),
            Some(end) => {
                let (line, tail) = text.split_at(end);
                let after = tail
                    .strip_prefix(b"\r\n")
                    .ok_or(FieldsError::BadLineEnd(number))?;
                (line, Some(after))
            }
        };
        let (name, value) = split(line).ok_or(FieldsError::BadLine(number))?;
        let value = decode(value);
        if value.chars().any(is_forbidden) {
            return Err(FieldsError::ControlCharacter(name));
        }
        if !seen.insert(name.clone()) {
            return Err(FieldsError::Twice(name));
        }
        fields.push((name, value));
        rest = after;
    }
    Ok(Fields(fields))
}

/// Reads a request at the hub: any mixture of CR and LF separates lines, empty lines count for
/// nothing, and in [`STRAY_ALLOWED`] control characters are dropped, together with broken lines
/// that follow such a field. A field twice is refused, but for DATE and those three outside the
/// `paydesk` profile, where the first stands.
///
/// # Errors
/// [`FieldsError`] for anything else.
pub fn read_tolerant(body: &[u8]) -> Result<Fields, FieldsError> {
    if body.len() > MAX_BODY {
        return Err(FieldsError::TooLarge(body.len()));
    }
    let lines = body
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|line| !line.is_empty());
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut after_stray = false;
    for (index, line) in lines.enumerate() {
        let number = index.saturating_add(1);
        if number > MAX_FIELDS {
            return Err(FieldsError::TooMany);
        }
        let Some((name, value)) = split(line) else {
            if after_stray {
                continue;
            }
            return Err(FieldsError::BadLine(number));
        };
        after_stray = STRAY_ALLOWED.contains(&name.as_str());
        let mut value = decode(value);
        if after_stray {
            value.retain(|letter| !is_forbidden(letter));
        } else if value.chars().any(is_forbidden) {
            return Err(FieldsError::ControlCharacter(name));
        }
        if seen.contains(&name) {
            let may_repeat = (after_stray || name == "DATE") && !seen.contains("PROFILE");
            if may_repeat {
                continue;
            }
            return Err(FieldsError::Twice(name));
        }
        seen.insert(name.clone());
        fields.push((name, value));
    }
    Ok(Fields(fields))
}

/// What can be read of a request that is refused, for the answer to name its SESSION and key: sound
/// lines, and of those only the names that stand once.
pub(crate) fn salvage(body: &[u8]) -> Fields {
    let start = body.get(..MAX_BODY).unwrap_or(body);
    let mut counts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let lines = start.split(|byte| matches!(byte, b'\r' | b'\n'));
    for (name, value) in lines.filter_map(split).take(MAX_FIELDS) {
        let entry = counts.entry(name).or_insert_with(|| (0, decode(value)));
        entry.0 = entry.0.saturating_add(1);
    }
    let once = counts.into_iter().filter(|(_, (count, _))| *count == 1);
    Fields(once.map(|(name, (_, value))| (name, value)).collect())
}

fn split(line: &[u8]) -> Option<(String, &[u8])> {
    let at = line.iter().position(|byte| *byte == b'=')?;
    let (name, value) = line.split_at(at);
    let is_word = name
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if name.is_empty() || name.len() > MAX_NAME || !is_word {
        return None;
    }
    Some((String::from_utf8_lossy(name).into_owned(), value.get(1..)?))
}

/// A tab occurs in texts; every other control character is damage or an attack.
fn is_forbidden(letter: char) -> bool {
    letter.is_control() && letter != '\t'
}

fn decode(value: &[u8]) -> String {
    WINDOWS_1251
        .decode_without_bom_handling(value)
        .0
        .into_owned()
}

/// Text from windows-1251.
#[must_use]
pub fn from_windows_1251(bytes: &[u8]) -> String {
    decode(bytes)
}

/// Text as windows-1251, or nothing when a letter has no place in it.
#[must_use]
pub fn to_windows_1251(text: &str) -> Option<Vec<u8>> {
    let (bytes, _, has_gaps) = WINDOWS_1251.encode(text);
    (!has_gaps).then(|| bytes.into_owned())
}

/// Text as windows-1251 with a question mark for each letter that has no place in it.
#[must_use]
pub fn to_windows_1251_or_marks(text: &str) -> Vec<u8> {
    let mut buffer = [0; 4];
    text.chars()
        .flat_map(|letter| {
            to_windows_1251(letter.encode_utf8(&mut buffer)).unwrap_or_else(|| b"?".to_vec())
        })
        .collect()
}

/// Puts a body together. Values are written as they are given; whoever gives them has looked at
/// them.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    body: Vec<u8>,
}

impl Writer {
    /// Adds one line, closed by CR LF.
    pub(crate) fn line(&mut self, name: &str, value: &[u8]) {
        self.body.extend_from_slice(name.as_bytes());
        self.body.push(b'=');
        self.body.extend_from_slice(value);
        self.body.extend_from_slice(b"\r\n");
    }

    /// A reply: every line ends in CR LF.
    pub(crate) fn closed(self) -> Vec<u8> {
        self.body
    }

    /// A request: lines joined by CR LF.
    pub(crate) fn joined(mut self) -> Vec<u8> {
        self.body.truncate(self.body.len().saturating_sub(2));
        self.body
    }
}

#[cfg(test)]
mod tests;

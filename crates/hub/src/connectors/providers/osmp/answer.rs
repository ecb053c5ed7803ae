//! Reads the provider's XML. Document types and entities other than the five of XML itself are refused.

use quick_xml::events::{BytesRef, Event};
use quick_xml::reader::Reader;

use super::dialect::AnswerNames;

/// Deeper nesting than any known dialect has.
const MAX_DEPTH: usize = 8;
/// What may be shown before paying.
const MAX_INFO_CHARS: usize = 200;

/// The fields of an answer that decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OsmpAnswer {
    /// `osmp_txn_id`: our number, echoed; none in a dialect that does not echo it.
    pub(super) txn_id: Option<i64>,
    /// `prv_txn`: the provider's number.
    pub(super) provider_ref: Option<String>,
    /// `sum`, in hundredths.
    pub(super) sum_minor: Option<i64>,
    /// `result`.
    pub(super) result: String,
    /// The values of `fields`, joined.
    pub(super) info: String,
}

struct Collector<'a> {
    names: &'a AnswerNames,
    path: Vec<String>,
    text: String,
    txn_id: Option<String>,
    provider_ref: Option<String>,
    sum: Option<String>,
    result: Option<String>,
    info: Vec<String>,
}

impl OsmpAnswer {
    /// `None` for anything that is not one complete answer.
    pub(super) fn parse(bytes: &[u8], names: &AnswerNames) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut found = Collector::new(names);
        let mut closed = false;
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) if !closed => found.open(tag.name().as_ref())?,
                Event::Empty(tag) if !closed && !found.path.is_empty() => {
                    found.open(tag.name().as_ref())?;
                    found.close()?;
                }
                Event::End(_) => closed = found.close()?,
                Event::Text(part) => found.push(&part)?,
                Event::CData(part) => found.push(&part)?,
                Event::GeneralRef(part) => {
                    let character = plain_entity(&part)?;
                    found.push(character.encode_utf8(&mut [0; 4]))?;
                }
                Event::Eof => break,
                Event::Decl(_) | Event::Comment(_) => {}
                Event::Start(_) | Event::Empty(_) | Event::PI(_) | Event::DocType(_) => {
                    return None;
                }
            }
        }
        if closed { found.finish() } else { None }
    }
}

fn plain_entity(part: &BytesRef<'_>) -> Option<char> {
    if part.is_char_ref() {
        return part.resolve_char_ref().ok().flatten();
    }
    match &**part {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// A result is a number or a short word.
const MAX_RESULT_BYTES: usize = 20;

/// What an element is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    TxnId,
    ProviderRef,
    Sum,
    Result,
    Shown,
    Other,
}

impl<'a> Collector<'a> {
    fn new(names: &'a AnswerNames) -> Self {
        Self {
            names,
            path: Vec::new(),
            text: String::new(),
            txn_id: None,
            provider_ref: None,
            sum: None,
            result: None,
            info: Vec::new(),
        }
    }

    /// What the open element is for.
    fn place(&self) -> Place {
        let names = self.names;
        let is = |name: &str, found: &str| !name.is_empty() && name == found;
        match self.path.as_slice() {
            [_, name] if is(&names.txn_id, name) => Place::TxnId,
            [_, name] if is(&names.provider_ref, name) => Place::ProviderRef,
            [_, name] if is(&names.sum, name) => Place::Sum,
            [_, name] if is(&names.result, name) => Place::Result,
            [_, name] | [_, name, _] if is(&names.fields, name) => Place::Shown,
            _ => Place::Other,
        }
    }

    fn open(&mut self, name: impl AsRef<[u8]>) -> Option<()> {
        let name = std::str::from_utf8(name.as_ref()).ok()?.to_owned();
        let at_root = self.path.is_empty();
        if self.path.len() >= MAX_DEPTH || (at_root && name != self.names.root) {
            return None;
        }
        // Of a text with an element inside, one half would be read: `5<x/>0` is no 0.
        if self.decides() {
            return None;
        }
        self.text.clear();
        self.path.push(name);
        Some(())
    }

    /// Whether the open element is a field that decides.
    fn decides(&self) -> bool {
        match self.place() {
            Place::TxnId | Place::ProviderRef | Place::Sum | Place::Result => true,
            Place::Shown | Place::Other => false,
        }
    }

    fn push(&mut self, part: &str) -> Option<()> {
        if self.path.is_empty() && !part.trim().is_empty() {
            return None;
        }
        self.text.push_str(part);
        Some(())
    }

    /// Ends an element; true when it was the root.
    fn close(&mut self) -> Option<bool> {
        let value = self.text.trim().to_owned();
        self.text.clear();
        let slot = match self.place() {
            Place::TxnId => Some(&mut self.txn_id),
            Place::ProviderRef => Some(&mut self.provider_ref),
            Place::Sum => Some(&mut self.sum),
            Place::Result => Some(&mut self.result),
            Place::Shown => {
                if !value.is_empty() {
                    self.info.push(value.clone());
                }
                None
            }
            Place::Other => None,
        };
        if let Some(slot) = slot {
            // Said twice is not said for certain.
            if slot.replace(value).is_some() {
                return None;
            }
        }
        self.path.pop()?;
        Some(self.path.is_empty())
    }

    fn finish(self) -> Option<OsmpAnswer> {
        let sum_minor = match self.sum.filter(|text| !text.is_empty()) {
            Some(text) => Some(hundredths(&text)?),
            None => None,
        };
        let txn_id = match self.txn_id {
            Some(text) => Some(text.parse().ok()?),
            None if self.names.txn_id.is_empty() => None,
            None => return None,
        };
        let result = self.result?;
        if result.is_empty() || result.len() > MAX_RESULT_BYTES {
            return None;
        }
        Some(OsmpAnswer {
            txn_id,
            provider_ref: self.provider_ref.filter(|text| !text.is_empty()),
            sum_minor,
            result,
            info: self.info.join("; ").chars().take(MAX_INFO_CHARS).collect(),
        })
    }
}

/// `10`, `10.4` or `10.45` in hundredths.
pub(crate) fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(cents)
}

#[cfg(test)]
mod tests;

//! Lines written and read in a fixed order.

use paydesk_cyberplat::messages::fields::{Fields, read_strict};
use paydesk_domain::ids::AttemptId;
use paydesk_domain::time::Timestamp;

use super::{BadMessage, PROFILE, Word};

/// Puts a body together.
#[derive(Debug, Default)]
pub(super) struct Writer {
    body: String,
}

impl Writer {
    pub(super) fn begin(word: Word) -> Self {
        let mut writer = Self::default();
        writer.line("PROFILE", PROFILE);
        writer.line("MSG", word.as_wire());
        writer
    }

    pub(super) fn line(&mut self, name: &str, value: &str) {
        for part in [name, "=", value, "\r\n"] {
            self.body.push_str(part);
        }
    }

    pub(super) fn number(&mut self, name: &str, value: i64) {
        self.line(name, &value.to_string());
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.body.into_bytes()
    }
}

/// Takes a body apart, one field after the other.
pub(super) struct Reader {
    fields: Fields,
    next: usize,
}

impl Reader {
    /// Reads the lines and the two that every message begins with.
    pub(super) fn begin(body: &[u8]) -> Result<(Self, Word), BadMessage> {
        // Only what this writer writes: other bytes would have two readings.
        if !body.is_ascii() || !body.ends_with(b"\r\n") {
            return Err(BadMessage("PROFILE"));
        }
        let fields = read_strict(body).map_err(|_| BadMessage("PROFILE"))?;
        let mut reader = Self { fields, next: 0 };
        if reader.text("PROFILE")? != PROFILE {
            return Err(BadMessage("PROFILE"));
        }
        let word = Word::from_wire(&reader.text("MSG")?).ok_or(BadMessage("MSG"))?;
        Ok((reader, word))
    }

    /// The value of the next field, which must have that name.
    pub(super) fn text(&mut self, name: &'static str) -> Result<String, BadMessage> {
        self.named(name, name)
    }

    /// The same for a name that is counted; `label` stands in the error.
    pub(super) fn named(&mut self, name: &str, label: &'static str) -> Result<String, BadMessage> {
        match self.fields.at(self.next) {
            Some((found, value)) if found == name => {
                self.next = self.next.saturating_add(1);
                Ok(value.to_owned())
            }
            Some(_) | None => Err(BadMessage(label)),
        }
    }

    pub(super) fn fitting(
        &mut self,
        name: &'static str,
        fits: impl FnOnce(&str) -> bool,
    ) -> Result<String, BadMessage> {
        let value = self.text(name)?;
        if fits(&value) {
            Ok(value)
        } else {
            Err(BadMessage(name))
        }
    }

    pub(super) fn nonce(&mut self) -> Result<AttemptId, BadMessage> {
        AttemptId::parse(&self.text("NONCE")?).map_err(|_| BadMessage("NONCE"))
    }

    pub(super) fn time(&mut self, name: &'static str) -> Result<Timestamp, BadMessage> {
        Timestamp::parse_iso(&self.text(name)?).map_err(|_| BadMessage(name))
    }

    /// A whole number that is not below zero, without sign and leading zeros.
    pub(super) fn number(&mut self, name: &'static str) -> Result<i64, BadMessage> {
        number(&self.text(name)?).ok_or(BadMessage(name))
    }

    pub(super) fn serial(&mut self, name: &'static str) -> Result<u32, BadMessage> {
        u32::try_from(self.number(name)?).map_err(|_| BadMessage(name))
    }

    /// Nothing may follow.
    pub(super) fn end(self) -> Result<(), BadMessage> {
        match self.fields.at(self.next) {
            None => Ok(()),
            Some(_) => Err(BadMessage("the last")),
        }
    }
}

/// Digits of a number that is not below zero, in the one form it has.
pub(super) fn number(text: &str) -> Option<i64> {
    let value: i64 = text.parse().ok()?;
    (value >= 0 && value.to_string() == text).then_some(value)
}

//! The text frame around messages and keys, with fixed columns and CRLF.
//!
//! The vendor's reader drops every CR of a frame line (so bare LF passes), and compares neither the
//! total nor the stripped length nor the version. Ours demands all of them: whatever a writer puts
//! into the frame has one right value. As in the field, white space before the header and anything
//! on further lines after `END SIGNATURE` is let through.
//!
//! Source: dealer protocol, part 1.2.

use super::error::{ArgumentFault, FrameFault, IprivError};

const USER_COLUMNS: usize = 20;
const NUMBER: usize = 8;
const LARGEST_NUMBER: usize = 99_999_999;
/// Everything the total counts besides body and signature.
const FIXED_LENGTH: usize = 136;
const BEGIN: &[u8] = b"BEGIN\r\n";
const AFTER_BODY: &[u8] = b"\r\nEND\r\nBEGIN SIGNATURE\r\n";
const AFTER_SIGNATURE: &[u8] = b"\r\nEND SIGNATURE";

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `SM`
    Message,
    /// `NM`
    SecretKey,
    /// `NS`
    PublicKey,
}

impl Kind {
    fn letters(self) -> &'static [u8; 2] {
        match self {
            Self::Message => b"SM",
            Self::SecretKey => b"NM",
            Self::PublicKey => b"NS",
        }
    }
}

/// A key as lines 2 and 3 name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Party<'a> {
    pub(super) user_id: &'a [u8],
    pub(super) serial: u32,
}

impl Party<'_> {
    /// Refuses what would break the columns or could be read in two ways.
    pub(super) fn check(self) -> Result<(), ArgumentFault> {
        let blank_end = self.user_id.first() == Some(&b' ') || self.user_id.last() == Some(&b' ');
        let control = self
            .user_id
            .iter()
            .any(|byte| *byte < b' ' || *byte == 0x7F);
        if self.user_id.is_empty() || self.user_id.len() > USER_COLUMNS || blank_end || control {
            return Err(ArgumentFault::UserId);
        }
        match usize::try_from(self.serial) {
            Ok(1..=LARGEST_NUMBER) => Ok(()),
            Ok(_) | Err(_) => Err(ArgumentFault::Serial),
        }
    }
}

/// A frame taken apart; nothing in it is verified.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) kind: Kind,
    pub(super) owner: Party<'a>,
    pub(super) certifier: Option<Party<'a>>,
    pub(super) body: &'a [u8],
    pub(super) stripped: usize,
    pub(super) signature: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Reads the first document in `bytes`; also returns what stands after it.
    pub(super) fn read(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), IprivError> {
        let mut text = Text {
            rest: without_leading_blanks(bytes),
        };
        if text.rest.is_empty() {
            return Err(FrameFault::Nothing.into());
        }
        let total = text.number()?;
        if text.take(2)? != b"01" {
            return Err(FrameFault::Version.into());
        }
        let kind = match text.take(2)? {
            b"SM" => Kind::Message,
            b"NM" => Kind::SecretKey,
            b"NS" => Kind::PublicKey,
            _ => return Err(IprivError::DocumentType),
        };
        let (body, stripped, signature) = (text.number()?, text.number()?, text.number()?);
        text.word(b"\r\n")?;
        if total != total_length(body, signature) {
            return Err(FrameFault::TotalLength.into());
        }
        if body == 0 {
            return Err(FrameFault::EmptyBody.into());
        }
        let owner = text.party()?;
        if owner.check().is_err() {
            return Err(FrameFault::Owner.into());
        }
        let certifier = match (kind, text.party()?) {
            (Kind::PublicKey, named) if named.check().is_ok() => Some(named),
            (
                Kind::Message | Kind::SecretKey,
                Party {
                    user_id: b"",
                    serial: 0,
                },
            ) => None,
            (Kind::PublicKey | Kind::Message | Kind::SecretKey, _) => {
                return Err(FrameFault::Certifier.into());
            }
        };
        text.word(BEGIN)?;
        let body = text.take(body)?;
        text.word(AFTER_BODY)?;
        let signature = text.take(signature)?;
        text.word(AFTER_SIGNATURE)?;
        if text.rest.first().is_some_and(|byte| !is_blank(*byte)) {
            return Err(FrameFault::Line.into());
        }
        Ok((
            Self {
                kind,
                owner,
                certifier,
                body,
                stripped,
                signature,
            },
            text.rest,
        ))
    }

    /// The text of the frame, nothing after `END SIGNATURE`.
    pub(super) fn write(&self) -> Result<Vec<u8>, IprivError> {
        self.owner.check()?;
        let total = total_length(self.body.len(), self.signature.len());
        if total > LARGEST_NUMBER || self.stripped > LARGEST_NUMBER {
            return Err(ArgumentFault::BodyLength.into());
        }
        let mut text = Vec::with_capacity(total.saturating_add(16));
        push_number(&mut text, total);
        text.extend_from_slice(b"01");
        text.extend_from_slice(self.kind.letters());
        push_number(&mut text, self.body.len());
        push_number(&mut text, self.stripped);
        push_number(&mut text, self.signature.len());
        text.extend_from_slice(b"\r\n");
        push_party(&mut text, self.owner);
        push_party(
            &mut text,
            self.certifier.unwrap_or(Party {
                user_id: b"",
                serial: 0,
            }),
        );
        text.extend_from_slice(BEGIN);
        text.extend_from_slice(self.body);
        text.extend_from_slice(AFTER_BODY);
        text.extend_from_slice(self.signature);
        text.extend_from_slice(AFTER_SIGNATURE);
        Ok(text)
    }
}

/// Space, tab, CR and LF, as in the field; nothing else counts as white space.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// `bytes` from the first byte that is not blank.
pub(super) fn without_leading_blanks(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|byte| is_blank(**byte)).count();
    bytes.get(blanks..).unwrap_or_default()
}

fn total_length(body: usize, signature: usize) -> usize {
    FIXED_LENGTH.saturating_add(body).saturating_add(signature)
}

fn push_number(text: &mut Vec<u8>, number: usize) {
    let mut digits = [b'0'; NUMBER];
    let mut left = number;
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789".get(left % 10).copied().unwrap_or(b'0');
        left /= 10;
    }
    text.extend_from_slice(&digits);
}

fn push_party(text: &mut Vec<u8>, party: Party<'_>) {
    text.extend_from_slice(party.user_id);
    let blanks = USER_COLUMNS.saturating_sub(party.user_id.len());
    text.extend(std::iter::repeat_n(b' ', blanks));
    push_number(
        text,
        usize::try_from(party.serial).unwrap_or(LARGEST_NUMBER),
    );
    text.extend_from_slice(b"\r\n");
}

/// Takes columns and words off the front.
struct Text<'a> {
    rest: &'a [u8],
}

impl<'a> Text<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], FrameFault> {
        let (head, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(FrameFault::CutShort)?;
        self.rest = rest;
        Ok(head)
    }

    fn word(&mut self, word: &[u8]) -> Result<(), FrameFault> {
        if self.take(word.len())? == word {
            Ok(())
        } else {
            Err(FrameFault::Line)
        }
    }

    fn number(&mut self) -> Result<usize, FrameFault> {
        self.take(NUMBER)?.iter().try_fold(0_usize, |number, byte| {
            if !byte.is_ascii_digit() {
                return Err(FrameFault::Digits);
            }
            let digit = usize::from(byte.saturating_sub(b'0'));
            Ok(number.saturating_mul(10).saturating_add(digit))
        })
    }

    fn party(&mut self) -> Result<Party<'a>, FrameFault> {
        let user_id = self.take(USER_COLUMNS)?;
        let blanks = user_id
            .iter()
            .rev()
            .take_while(|byte| **byte == b' ')
            .count();
        let length = USER_COLUMNS.saturating_sub(blanks);
        let user_id = user_id.get(..length).unwrap_or_default();
        let serial = u32::try_from(self.number()?).map_err(|_| FrameFault::Digits)?;
        self.word(b"\r\n")?;
        Ok(Party { user_id, serial })
    }
}

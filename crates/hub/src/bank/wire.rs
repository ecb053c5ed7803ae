//! The words between hub and settlement bank: `NAME=value` lines inside a signed document.
//!
//! Both sides write and read them here. The reader is strict: the fields of each message in their order, nothing
//! missing and nothing more. Every answer names the request it belongs to, so that no other answer can stand for it.
//! Nothing here signs, sends or keeps.

mod answer;
mod lines;
mod request;
#[cfg(test)]
mod tests;

pub use answer::{Account, Answer, Movement, NotRead, Page, Refusal, Row, Said};
pub use request::{Ask, Period, Request};

use paydesk_domain::ids::AttemptId;
use sha2::{Digest, Sha256};

use crate::connectors::bank::BankOrder;

/// The first line of every message: the version of these rules.
pub const PROFILE: &str = "PAYDESK-BANK1";
/// The bank's one address.
pub const PATH: &str = "/bank/1";
/// Longest signed request.
pub const MAX_REQUEST_BYTES: usize = 16 * 1024;
/// Longest signed answer.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// How far the clocks of hub and bank may be apart.
pub const CLOCKS_APART_MS: i64 = 5 * 60 * 1000;
/// Rows of one answer to a statement.
pub const PAGE_ROWS: usize = 200;
/// Longest reference.
const REFERENCE_LENGTH: usize = 40;

/// What a message is about. Answers repeat the word of their request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// Set a sum aside.
    Reserve,
    /// Take what was set aside.
    Capture,
    /// Give back what was set aside.
    Void,
    /// What does a dealer have?
    Balance,
    /// What moved in a period?
    Statement,
}

impl Word {
    /// Every word.
    pub const ALL: [Self; 5] = [
        Self::Reserve,
        Self::Capture,
        Self::Void,
        Self::Balance,
        Self::Statement,
    ];

    /// As it stands in MSG.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Reserve => "RESERVE",
            Self::Capture => "CAPTURE",
            Self::Void => "VOID",
            Self::Balance => "BALANCE",
            Self::Statement => "STATEMENT",
        }
    }

    fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_wire() == text)
    }
}

/// A body that is not one message of this profile. No value is repeated in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("field {0} is missing, out of place or has the wrong form")]
pub struct BadMessage(pub &'static str);

/// What REQ_HASH holds: SHA-256 of the signed bytes of the request.
#[must_use]
pub fn request_hash(body: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(body).into();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Which request an answer belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Echo {
    /// MSG of the request.
    pub word: Word,
    /// NONCE of the request.
    pub nonce: AttemptId,
    /// [`request_hash`] of the request.
    pub request_hash: String,
    /// Serial of the key that signed the request.
    pub hub: u32,
}

/// Whether a reference, dealer and currency can travel: what the reader would take.
#[must_use]
pub fn is_sendable(order: &BankOrder) -> bool {
    is_reference(&order.reference)
        && is_dealer(&order.dealer)
        && is_currency(&order.currency)
        && order.amount.get() > 0
}

fn is_reference(text: &str) -> bool {
    (1..=REFERENCE_LENGTH).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_dealer(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

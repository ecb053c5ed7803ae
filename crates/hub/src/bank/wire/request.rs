//! What the hub asks.

use paydesk_domain::ids::AttemptId;
use paydesk_domain::time::Timestamp;

use super::lines::{Reader, Writer};
use super::{BadMessage, Word, is_currency, is_dealer, is_reference};
use crate::connectors::bank::BankOrder;
use crate::core::minor::Minor;

/// A part of the bank's entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Entries from here.
    pub from: Timestamp,
    /// Up to, but not including, here.
    pub until: Timestamp,
    /// Only those after this number; 0 from the beginning.
    pub after: i64,
}

/// One question or order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// Set a sum aside.
    Reserve(BankOrder),
    /// Take it.
    Capture(BankOrder),
    /// Give it back.
    Void(BankOrder),
    /// What a dealer has.
    Balance {
        /// SD.
        dealer: String,
        /// ISO 4217.
        currency: String,
    },
    /// What moved.
    Statement(Period),
}

impl Ask {
    /// Its word.
    #[must_use]
    pub const fn word(&self) -> Word {
        match self {
            Self::Reserve(_) => Word::Reserve,
            Self::Capture(_) => Word::Capture,
            Self::Void(_) => Word::Void,
            Self::Balance { .. } => Word::Balance,
            Self::Statement(_) => Word::Statement,
        }
    }

    /// The reference of an order.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Reserve(order) | Self::Capture(order) | Self::Void(order) => {
                Some(&order.reference)
            }
            Self::Balance { .. } | Self::Statement(_) => None,
        }
    }
}

/// A request before it is signed, or after its signature held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// New for every request that is sent.
    pub nonce: AttemptId,
    /// By the hub's clock.
    pub sent_at: Timestamp,
    /// Serial of the bank's key that must sign the answer: a request for one bank is none for another.
    pub bank: u32,
    /// What is asked.
    pub ask: Ask,
}

impl Request {
    /// The bytes to sign.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut writer = Writer::begin(self.ask.word());
        writer.line("NONCE", &self.nonce.to_string());
        writer.line("SENT_AT", &self.sent_at.iso());
        writer.number("BANK", self.bank.into());
        match &self.ask {
            Ask::Reserve(order) | Ask::Capture(order) | Ask::Void(order) => {
                writer.line("REFERENCE", &order.reference);
                writer.line("DEALER", &order.dealer);
                writer.line("CURRENCY", &order.currency);
                writer.number("MINOR", order.amount.get());
            }
            Ask::Balance { dealer, currency } => {
                writer.line("DEALER", dealer);
                writer.line("CURRENCY", currency);
            }
            Ask::Statement(period) => {
                writer.line("FROM", &period.from.iso());
                writer.line("UNTIL", &period.until.iso());
                writer.number("AFTER", period.after);
            }
        }
        writer.finish()
    }

    /// Reads the signed bytes.
    ///
    /// # Errors
    /// [`BadMessage`] for anything but one whole request.
    pub fn read(body: &[u8]) -> Result<Self, BadMessage> {
        let (mut reader, word) = Reader::begin(body)?;
        let (nonce, sent_at) = (reader.nonce()?, reader.time("SENT_AT")?);
        let bank = reader.serial("BANK")?;
        let ask = match word {
            Word::Reserve => Ask::Reserve(order(&mut reader)?),
            Word::Capture => Ask::Capture(order(&mut reader)?),
            Word::Void => Ask::Void(order(&mut reader)?),
            Word::Balance => Ask::Balance {
                dealer: reader.fitting("DEALER", is_dealer)?,
                currency: reader.fitting("CURRENCY", is_currency)?,
            },
            Word::Statement => Ask::Statement(Period {
                from: reader.time("FROM")?,
                until: reader.time("UNTIL")?,
                after: reader.number("AFTER")?,
            }),
        };
        reader.end()?;
        Ok(Self {
            nonce,
            sent_at,
            bank,
            ask,
        })
    }
}

fn order(reader: &mut Reader) -> Result<BankOrder, BadMessage> {
    let order = BankOrder {
        reference: reader.fitting("REFERENCE", is_reference)?,
        dealer: reader.fitting("DEALER", is_dealer)?,
        currency: reader.fitting("CURRENCY", is_currency)?,
        amount: Minor::new(reader.number("MINOR")?),
    };
    if order.amount > Minor::ZERO {
        Ok(order)
    } else {
        Err(BadMessage("MINOR"))
    }
}

//! The settlement bank: reserve before the provider is asked, capture or void afterwards.
//!
//! Orders are repeat-safe by their reference: the second order with one reference gets the first one's
//! answer. A bank that does not answer is [`ReserveAnswer::Silent`]: the check then ends in a temporary
//! refusal and the reservation is voided by the outbox, because it may exist at the bank.

mod demo;
pub mod signed;
#[cfg(test)]
mod tests;

pub use demo::{DEMO_OPENING, DemoBank};

use crate::bank::wire::{Refusal, Said};
use crate::connectors::Answer;
use crate::core::minor::Minor;

/// One order to the bank. The bank sees dealer, amount and reference, nothing about the subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankOrder {
    /// The hub's reference, the same in reserve, capture, void and all repeats.
    pub reference: String,
    /// The dealer's code (SD).
    pub dealer: String,
    /// ISO 4217, three capitals.
    pub currency: String,
    /// Above zero.
    pub amount: Minor,
}

/// What the bank said to a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReserveAnswer {
    /// The sum is set aside under the reference.
    Reserved,
    /// The bank said no; nothing is set aside.
    Refused(BankRefusal),
    /// No certain answer: the reservation may or may not exist.
    Silent,
}

/// Why a bank refuses a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BankRefusal {
    /// The dealer's money there does not cover the sum.
    NotEnoughMoney,
    /// The reference is known with another dealer, currency or sum, or is closed already.
    ReferenceTaken,
    /// The dealer has no account there in that currency.
    NoAccount,
}

/// What the bank said to a capture or a void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettleAnswer {
    /// Done now or by an earlier order with this reference.
    Done,
    /// The bank says no: a person must look.
    Refused,
    /// No certain answer: to be repeated.
    Silent,
}

impl ReserveAnswer {
    /// The bank's word about a reservation; what is no such word is silence.
    fn of(said: Option<Said>) -> Self {
        match said {
            Some(Said::Done) => Self::Reserved,
            Some(Said::Refused(why)) => Self::Refused(match why {
                Refusal::Funds => BankRefusal::NotEnoughMoney,
                Refusal::Account => BankRefusal::NoAccount,
                Refusal::OtherContent | Refusal::Closed | Refusal::Captured | Refusal::Unknown => {
                    BankRefusal::ReferenceTaken
                }
            }),
            Some(Said::NotRead(_) | Said::Balance(_) | Said::Statement(_)) | None => Self::Silent,
        }
    }
}

impl SettleAnswer {
    /// The bank's word about a capture or a void; what is no such word is silence.
    fn of(said: Option<Said>) -> Self {
        match said {
            Some(Said::Done) => Self::Done,
            Some(Said::Refused(_)) => Self::Refused,
            Some(Said::NotRead(_) | Said::Balance(_) | Said::Statement(_)) | None => Self::Silent,
        }
    }
}

/// A settlement bank.
pub trait Bank: Send + Sync {
    /// Sets the sum aside.
    fn reserve<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, ReserveAnswer>;
    /// Takes what was set aside.
    fn capture<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer>;
    /// Gives back what was set aside. An unknown reference is done: a later reserve under it is refused.
    fn void<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer>;
    /// What the dealer may still spend there; `None` when the bank keeps no account or does not answer.
    fn balance<'a>(&'a self, dealer: &'a str, currency: &'a str) -> Answer<'a, Option<Minor>>;
}

/// No bank of its own: the deposit is kept in the hub's ledger, and the ledger's hold **is** the reservation.
#[derive(Debug, Clone, Copy, Default)]
pub struct LedgerBank;

impl Bank for LedgerBank {
    fn reserve<'a>(&'a self, _order: &'a BankOrder) -> Answer<'a, ReserveAnswer> {
        Box::pin(async { ReserveAnswer::Reserved })
    }

    fn capture<'a>(&'a self, _order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async { SettleAnswer::Done })
    }

    fn void<'a>(&'a self, _order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async { SettleAnswer::Done })
    }

    fn balance<'a>(&'a self, _dealer: &'a str, _currency: &'a str) -> Answer<'a, Option<Minor>> {
        Box::pin(async { None })
    }
}

//! Providers' billing systems: may this account be paid, and pay it exactly once.
//!
//! A gate is asked with our own number of the payment, which never changes on a repeat. What a gate cannot
//! say for certain is [`PayOutcome::Unknown`]; only the provider's own fatal word ends a payment.

pub(crate) mod gateway;
pub mod osmp;
pub mod osmp_server;
pub(crate) mod places;
pub mod registry;

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::pii::Pii;
use paydesk_domain::time::Timestamp;

use crate::connectors::Answer;
use crate::core::minor::Minor;
use crate::core::payment::TransId;

/// One order to a provider. It sees account, sum and our number, nothing about the dealer. The account is masked
/// where an order is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderCall {
    /// The hub's number of the payment; the same in check, pay and every repeat.
    pub txn_id: TransId,
    /// The accounting date: the day in whose register the payment stands. Never changes on a repeat.
    pub accounting: Timestamp,
    /// The subscriber's number or account.
    pub account: String,
    /// Credited sum; the protocol's unit has hundredths.
    pub amount: Minor,
    /// An earlier pay with this number may have reached the provider.
    pub repeat: bool,
}

impl Debug for ProviderCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderCall")
            .field("txn_id", &self.txn_id)
            .field("account", &Pii::new(self.account.as_str()))
            .field("amount", &self.amount)
            .field("repeat", &self.repeat)
            .finish_non_exhaustive()
    }
}

/// What the provider said to a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckOutcome {
    /// The account may be paid.
    Accepted {
        /// Text to show before paying, for instance a masked name; may be empty.
        info: String,
    },
    /// The provider will not take a payment for this account and sum.
    Refused(ProviderRefusal),
    /// Not now.
    Temporary,
    /// No certain answer.
    Unknown,
}

/// What the provider said to a pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayOutcome {
    /// Credited, now or by an earlier order with this number.
    Done {
        /// The provider's own number of the payment.
        provider_ref: String,
    },
    /// Refused for good.
    Fatal(ProviderRefusal),
    /// In work at the provider, or not possible just now: to be repeated under the same number.
    Temporary,
    /// No certain answer: the account may have been credited.
    Unknown,
}

/// Why a provider refuses for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderRefusal {
    /// The account has the wrong form, does not exist or is not active.
    Account,
    /// The sum is too small or too large.
    Sum,
    /// The provider refuses for reasons of its own.
    Technical,
}

impl ProviderRefusal {
    /// The dealer protocol's number for it. Each is a definite refusal for a till that paid.
    ///
    /// Source: dealer protocol, error codes 7 (amount out of range), 23 (provider refused the details) and 25
    /// (gateway stopped).
    #[must_use]
    pub const fn dealer_code(self) -> u16 {
        match self {
            Self::Sum => 7,
            Self::Account => 23,
            Self::Technical => 25,
        }
    }
}

/// The way to one provider.
pub trait ProviderGate: Send + Sync {
    /// Asks whether the account may be paid. Moves nothing.
    fn check<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, CheckOutcome>;
    /// Pays; repeat-safe by [`ProviderCall::txn_id`].
    fn pay<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, PayOutcome>;
}

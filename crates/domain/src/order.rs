//! What the customer wants paid.

use crate::details::Details;
use crate::money::{Money, MoneyError};
use crate::provider::{ProviderId, ProviderNumber};

/// One order: whom to pay, for which number or account, and how much. It never changes once a SESSION exists
/// for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The provider in our catalogue.
    pub provider: ProviderId,
    /// The provider's number on the wire.
    pub provider_number: ProviderNumber,
    /// Number, account and the provider's own fields, as they are sent.
    pub details: Details,
    /// What the provider receives (AMOUNT).
    pub credited: Money,
    /// What the payer gives (AMOUNT_ALL).
    pub taken: Money,
}

impl Order {
    /// What the payer pays on top.
    ///
    /// # Errors
    /// [`MoneyError`] when the two sums are of different currencies.
    pub fn fee(&self) -> Result<Money, MoneyError> {
        self.taken.checked_sub(self.credited)
    }
}

//! What the customer wants paid.

use sha2::{Digest, Sha256};

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

    /// SHA-256 over provider, details and credited sum: equal for orders that a customer would call the same.
    /// It is kept in memory only; a telephone number has too few digits to hide in a hash.
    #[must_use]
    pub fn likeness(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        // A line feed parts the values; none of them can hold one.
        let mut part = |text: &str| {
            hash.update(text);
            hash.update("\n");
        };
        part(self.provider.as_str());
        part(self.details.number.expose());
        part(self.details.account.expose());
        for (name, value) in &self.details.extra {
            part(name);
            part(value.expose());
        }
        part(&self.credited.to_string());
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::details::Details;
    use crate::money::{Currency, Money};
    use crate::provider::{ProviderId, ProviderNumber};

    fn order(number: &str, account: &str, credited: i64) -> Order {
        let details = Details::new(number.to_owned(), account.to_owned(), Default::default());
        Order {
            provider: ProviderId::parse("demo-mobile").expect("an id"),
            provider_number: ProviderNumber::new(227).expect("a number"),
            details: details.expect("details"),
            credited: Money::new(credited, Currency::RUB),
            taken: Money::new(90_000, Currency::RUB),
        }
    }

    #[test]
    fn orders_are_alike_when_provider_details_and_credited_sum_are_the_same() {
        let one = order("9161234567", "", 50_000);
        let dearer = Order {
            taken: Money::new(95_000, Currency::RUB),
            ..one.clone()
        };
        assert_eq!(one.likeness(), dearer.likeness(), "the fee is no matter");
        let elsewhere = Order {
            provider: ProviderId::parse("demo-final").expect("an id"),
            ..one.clone()
        };
        let others = [
            order("9161234568", "", 50_000),
            order("", "9161234567", 50_000),
            order("9161234567", "", 50_001),
            elsewhere,
        ];
        for other in others {
            assert_ne!(one.likeness(), other.likeness());
        }
    }
}

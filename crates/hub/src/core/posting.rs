//! How the credited sum is shared out.
//!
//! The fee (taken minus credited) is cash in the dealer's drawer and never appears here.

use serde::{Deserialize, Serialize};

use super::minor::{Minor, SumTooLarge};

/// Shares of the credited sum in parts per million; the provider gets the rest. Copied into each payment at
/// its check, so that a new contract never changes an old payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// The dealer's commission; 30 000 (3 %) unless the catalogue says otherwise.
    pub commission_ppm: u32,
    /// The hub's share.
    pub hub_ppm: u32,
    /// The settlement bank's share.
    pub bank_ppm: u32,
    /// Whose point it is within the dealer's network, and what that sub-dealer has of the commission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<SubShare>,
}

/// A sub-dealer's part of the credited sum; never more than the commission it is taken out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubShare {
    /// The sub-dealer.
    pub party: i64,
    /// Parts per million of the credited sum.
    pub ppm: u32,
}

/// A tariff's shares are more than the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the shares of the tariff add up to {total_ppm} parts per million, more than the whole")]
pub struct TariffTooLarge {
    /// Sum of the shares.
    pub total_ppm: u64,
}

const MILLION: u32 = 1_000_000;

/// Whom a share is credited to; the deposit is debited for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Share {
    /// The provider of the service.
    Provider,
    /// The dealer's commission, less what the sub-dealer has of it.
    Commission,
    /// The sub-dealer's part of the commission.
    SubCommission,
    /// The hub.
    Hub,
    /// The settlement bank.
    Bank,
    /// What rounding down left over.
    Rounding,
}

impl Share {
    /// Every share, in the order of posting.
    pub const ALL: [Self; 6] = [
        Self::Provider,
        Self::Commission,
        Self::SubCommission,
        Self::Hub,
        Self::Bank,
        Self::Rounding,
    ];

    /// The kind of account that receives it.
    #[must_use]
    pub const fn account_kind(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Commission | Self::SubCommission => "commission",
            Self::Hub => "hub",
            Self::Bank => "bank",
            Self::Rounding => "rounding",
        }
    }
}

/// Why a sum cannot be shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SharingError {
    /// The tariff takes more than there is.
    #[error(transparent)]
    Tariff(#[from] TariffTooLarge),
    /// The sum does not fit the books.
    #[error(transparent)]
    Sum(#[from] SumTooLarge),
}

impl Tariff {
    /// The provider's share in parts per million.
    ///
    /// # Errors
    /// [`TariffTooLarge`] when the other shares exceed the whole.
    pub fn provider_ppm(self) -> Result<u32, TariffTooLarge> {
        let total_ppm = u64::from(self.commission_ppm)
            .saturating_add(u64::from(self.hub_ppm))
            .saturating_add(u64::from(self.bank_ppm));
        let total = u32::try_from(total_ppm).unwrap_or(u32::MAX);
        MILLION
            .checked_sub(total)
            .ok_or(TariffTooLarge { total_ppm })
    }

    /// The postings for a credited sum: each share rounded down, the remainder to rounding, shares of nothing
    /// left out. They always add up to `amount`.
    ///
    /// # Errors
    /// [`SharingError`] when the tariff takes more than the whole or the sum is out of range.
    pub fn postings(self, amount: Minor) -> Result<Vec<(Share, Minor)>, SharingError> {
        let mut left = amount;
        let mut postings = Vec::with_capacity(Share::ALL.len());
        let sub = self.sub.map_or(0, |sub| sub.ppm.min(self.commission_ppm));
        let shares = [
            (Share::Provider, self.provider_ppm()?),
            (Share::Commission, self.commission_ppm.saturating_sub(sub)),
            (Share::SubCommission, sub),
            (Share::Hub, self.hub_ppm),
            (Share::Bank, self.bank_ppm),
        ];
        for (share, ppm) in shares {
            let part = part_of(amount, ppm)?;
            left = left.minus(part)?;
            postings.push((share, part));
        }
        postings.push((Share::Rounding, left));
        postings.retain(|(_, sum)| *sum > Minor::ZERO);
        Ok(postings)
    }
}

fn part_of(amount: Minor, ppm: u32) -> Result<Minor, SumTooLarge> {
    let part = i128::from(amount.get())
        .checked_mul(i128::from(ppm))
        .and_then(|product| product.checked_div(i128::from(MILLION)))
        .and_then(|part| i64::try_from(part).ok());
    part.map(Minor::new).ok_or(SumTooLarge)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Minor, Share, SharingError, SubShare, Tariff};

    const USUAL: Tariff = Tariff {
        commission_ppm: 30_000,
        hub_ppm: 7_000,
        bank_ppm: 3_000,
        sub: None,
    };

    #[test]
    fn a_thousand_roubles_go_to_four_parties() {
        assert_eq!(
            USUAL.postings(Minor::new(100_000)),
            Ok(vec![
                (Share::Provider, Minor::new(96_000)),
                (Share::Commission, Minor::new(3_000)),
                (Share::Hub, Minor::new(700)),
                (Share::Bank, Minor::new(300)),
            ])
        );
    }

    #[test]
    fn a_sub_dealers_part_comes_out_of_its_dealers_commission() {
        let shared = |ppm| Tariff {
            sub: Some(SubShare { party: 7, ppm }),
            ..USUAL
        };
        let commissions = |tariff: Tariff| {
            let all = tariff.postings(Minor::new(100_000)).unwrap();
            let of = |share| {
                all.iter()
                    .find(|(s, _)| *s == share)
                    .map_or(0, |(_, m)| m.get())
            };
            (
                of(Share::Provider),
                of(Share::Commission),
                of(Share::SubCommission),
            )
        };
        assert_eq!(commissions(shared(20_000)), (96_000, 1_000, 2_000));
        assert_eq!(commissions(shared(50_000)), (96_000, 0, 3_000));
        assert_eq!(commissions(USUAL), (96_000, 3_000, 0));
    }

    #[test]
    fn what_rounding_leaves_goes_to_its_own_account() {
        let postings = USUAL.postings(Minor::new(101)).unwrap();
        assert_eq!(postings[0], (Share::Provider, Minor::new(96)));
        assert_eq!(postings.last(), Some(&(Share::Rounding, Minor::new(2))));
    }

    #[test]
    fn a_tariff_above_the_whole_is_refused() {
        let greedy = Tariff {
            commission_ppm: 990_000,
            hub_ppm: 7_000,
            bank_ppm: 3_001,
            sub: None,
        };
        assert!(matches!(
            greedy.postings(Minor::new(1)),
            Err(SharingError::Tariff(_))
        ));
    }

    proptest! {
        #[test]
        fn shares_always_add_up_to_the_sum(
            amount in 1..=i64::MAX,
            commission in 0..400_000_u32,
            hub in 0..300_000_u32,
            bank in 0..300_000_u32,
            sub in 0..500_000_u32,
        ) {
            let sub = (sub > 0).then_some(SubShare { party: 7, ppm: sub });
            let tariff = Tariff { commission_ppm: commission, hub_ppm: hub, bank_ppm: bank, sub };
            let postings = tariff.postings(Minor::new(amount)).unwrap();
            assert_eq!(postings.iter().map(|(_, sum)| sum.get()).sum::<i64>(), amount);
            assert!(postings.iter().all(|(_, sum)| *sum > Minor::ZERO));
        }
    }
}

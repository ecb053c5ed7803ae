//! One payment as the books hold it.
//!
//! A payment sits in the slot (point, SESSION), which is kept for ever: whatever first filled it, a check, a
//! pay or a tombstone, decides what every later request with that SESSION meets.

use std::fmt::{self, Debug, Formatter};

use paydesk_domain::ids::{Fingerprint, SessionId};
use paydesk_domain::pii::Pii;
use paydesk_domain::time::Timestamp;

use super::minor::Minor;
use super::posting::Tariff;

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The row with this number.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }
    };
}

row_id!(
    /// A dealer, point, provider, bank or the hub itself.
    PartyId
);
row_id!(
    /// A signing key as the hub keeps it; not its serial, which may come again after a revocation.
    KeyId
);
row_id!(
    /// One account of the books.
    AccountId
);
row_id!(
    /// One stored message: a signed text, byte for byte.
    MessageId
);
row_id!(
    /// The hub's number of a payment: TRANSID towards the dealer, the transaction id towards bank and
    /// provider, the same in every repetition. 13 digits: the millisecond of its arrival or the next free
    /// number, so that books restored from a backup do not hand out numbers that were used after it.
    TransId
);

/// Where a payment stands. The names are those of stored rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The slot is taken and the sum is held on the deposit; the bank has not answered yet.
    Checked,
    /// The bank has reserved the sum; the provider has not answered yet.
    Reserved,
    /// The dealer has the hub's consent.
    Consented,
    /// The pay is taken; the provider is at work. Never left by the clock.
    Capturing,
    /// The provider has the money and all shares are posted. Never left.
    Captured,
    /// Refused, expired or closed by a tombstone. Never left.
    Void,
}

impl State {
    /// Every state, in the order of a payment's life.
    pub const ALL: [Self; 6] = [
        Self::Checked,
        Self::Reserved,
        Self::Consented,
        Self::Capturing,
        Self::Captured,
        Self::Void,
    ];

    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Checked => "CHECKED",
            Self::Reserved => "RESERVED",
            Self::Consented => "CONSENTED",
            Self::Capturing => "CAPTURING",
            Self::Captured => "CAPTURED",
            Self::Void => "VOID",
        }
    }

    /// Reads [`State::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_key() == key)
    }

    /// Whether the sum is held on the deposit in this state.
    #[must_use]
    pub const fn holds(self) -> bool {
        match self {
            Self::Checked | Self::Reserved | Self::Consented | Self::Capturing => true,
            Self::Captured | Self::Void => false,
        }
    }

    /// Whether the payment may go from here to `next`; the database repeats this table in a trigger.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Checked => matches!(next, Self::Reserved | Self::Void),
            Self::Reserved => matches!(next, Self::Consented | Self::Void),
            Self::Consented => matches!(next, Self::Capturing | Self::Void),
            Self::Capturing => matches!(next, Self::Captured | Self::Void),
            Self::Captured | Self::Void => false,
        }
    }
}

/// What the payment is about, as the dealer's request said. Number and account are masked where it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Terms {
    /// The provider's number on the wire.
    pub provider: u32,
    /// NUMBER; empty where the provider has none.
    pub number: String,
    /// ACCOUNT; empty where the provider has none.
    pub account: String,
    /// Credited to the subscriber (AMOUNT).
    pub amount: Minor,
    /// Taken from the payer (AMOUNT_ALL); equal to `amount` where the request did not say.
    pub taken: Minor,
}

impl Debug for Terms {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terms")
            .field("provider", &self.provider)
            .field("number", &Pii::new(self.number.as_str()))
            .field("account", &Pii::new(self.account.as_str()))
            .field("amount", &self.amount)
            .field("taken", &self.taken)
            .finish()
    }
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// TRANSID.
    pub id: TransId,
    /// The point whose slot this is.
    pub point: PartyId,
    /// The other half of the slot.
    pub session: SessionId,
    /// The key whose request filled the slot.
    pub opened_by: KeyId,
    /// What the filling request was about.
    pub fingerprint: Fingerprint,
    /// What is paid; a tombstone in an empty slot has none.
    pub terms: Option<Terms>,
    /// The shares valid at the check, never recalculated.
    pub tariff: Tariff,
    /// Where it stands.
    pub state: State,
    /// Whether a CANCEL made it [`State::Void`].
    pub tombstone: bool,
    /// The error number under which it was refused; with [`State::Void`] only.
    pub void_code: Option<u16>,
    /// Whether a pay for it has ever been received.
    pub pay_seen: bool,
    /// Count of durable changes, from 1.
    pub version: u32,
    /// Arrival of the first request.
    pub created_at: Timestamp,
    /// When the hub consented.
    pub consented_at: Option<Timestamp>,
    /// When the hold ends by the clock.
    pub hold_until: Timestamp,
    /// The bank's number of the reservation.
    pub bank_ref: Option<String>,
    /// The provider's number of the payment.
    pub provider_ref: Option<String>,
    /// What the provider said at the check, in the words of the HTTP edge (JSON); never read here.
    pub facts: Option<String>,
    /// `YYYY-MM-DD` in the dealer's time zone, set at capture.
    pub business_date: Option<String>,
}

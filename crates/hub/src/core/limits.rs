//! What a dealer and a point may do, and whether an order is within it.
//!
//! Asked once, when a sum is about to be held: an order that was consented to is paid, whatever has changed since,
//! because the cashier has the customer's money by then.

use paydesk_domain::time::Timestamp;

use super::minor::Minor;

/// Point not registered with the provider.
pub const NOT_REGISTERED: u16 = 13;
/// Payments of this dealer blocked for now.
pub const DEALER_BLOCKED: u16 = 26;
/// Account operations suspended.
pub const ACCOUNT_SUSPENDED: u16 = 27;
/// Same details already taken in the last hour.
pub const REPEATED: u16 = 32;
/// No permission for this provider.
pub const NOT_PERMITTED: u16 = 45;
/// Outside the point's timetable.
pub const OUTSIDE_HOURS: u16 = 47;
/// Point blocked.
pub const POINT_BLOCKED: u16 = 53;
/// Dealer: maximum of one payment exceeded.
pub const DEALER_MAXIMUM: u16 = 81;
/// Dealer: daily total exceeded.
pub const DEALER_DAILY: u16 = 82;
/// Point: maximum of one payment exceeded.
pub const POINT_MAXIMUM: u16 = 83;
/// Point: daily total exceeded.
pub const POINT_DAILY: u16 = 84;
/// Payment details black-listed.
pub const BLACK_LISTED: u16 = 87;
/// Too many payments to these details today.
pub const TOO_MANY_TODAY: u16 = 135;
/// Point and provider: maximum of one payment exceeded.
pub const PROVIDER_MAXIMUM: u16 = 136;
/// Point and provider: daily total exceeded.
pub const PROVIDER_DAILY: u16 = 137;

/// Whether a party may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It may.
    Active,
    /// It sells nothing for now.
    Blocked,
    /// A dealer whose account is suspended.
    Suspended,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Active, Self::Blocked, Self::Suspended];

    /// The name in stored rows and on the command line.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Suspended => "suspended",
        }
    }

    /// Reads [`Standing::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_key() == key)
    }
}

/// When a point works, in minutes of its local day; up to, but not including, `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hours {
    /// From this minute on.
    pub opens: u16,
    /// Before `opens` for a point that works over midnight; equal to it, it never closes.
    pub closes: u16,
}

impl Hours {
    /// Whether the point works at that minute of its day.
    #[must_use]
    pub const fn cover(self, minute: u16) -> bool {
        if self.opens < self.closes {
            self.opens <= minute && minute < self.closes
        } else {
            self.opens <= minute || minute < self.closes
        }
    }
}

/// Minutes since the local midnight.
#[must_use]
pub fn minute_of_day(at: Timestamp, utc_offset_min: i16) -> u16 {
    let local = at.civil(utc_offset_min);
    u16::from(local.hour)
        .saturating_mul(60)
        .saturating_add(u16::from(local.minute))
}

/// The most that may be paid; nothing set limits nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cap {
    /// In one payment.
    pub per_payment: Option<Minor>,
    /// In one day, what is held counted.
    pub per_day: Option<Minor>,
}

/// A cap and how much of its day is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// The cap.
    pub cap: Cap,
    /// Held or paid today.
    pub spent: Minor,
}

impl Room {
    fn is_too_much(&self, amount: Minor) -> bool {
        self.cap.per_payment.is_some_and(|most| amount > most)
    }

    fn is_day_over(&self, amount: Minor) -> bool {
        self.cap
            .per_day
            .is_some_and(|most| self.spent.plus(amount).map_or(true, |sum| sum > most))
    }
}

/// Who wants to pay whom, as far as it is not about the sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rights {
    /// The dealer's standing.
    pub dealer: Standing,
    /// The point's standing.
    pub point: Standing,
    /// The point's timetable.
    pub hours: Option<Hours>,
    /// Minute of the dealer's day.
    pub minute: u16,
    /// Dealer or point may not sell for this provider.
    pub is_denied: bool,
    /// The provider wants to know its points, and does not know this one.
    pub is_unregistered: bool,
    /// Nobody may pay to these details.
    pub is_black_listed: bool,
}

impl Rights {
    /// The error number of what stands against any order of this kind.
    #[must_use]
    pub fn refusal(&self) -> Option<u16> {
        let is_closed = self.hours.is_some_and(|hours| !hours.cover(self.minute));
        let found = [
            (self.dealer == Standing::Suspended, ACCOUNT_SUSPENDED),
            (self.dealer == Standing::Blocked, DEALER_BLOCKED),
            (self.point != Standing::Active, POINT_BLOCKED),
            (is_closed, OUTSIDE_HOURS),
            (self.is_denied, NOT_PERMITTED),
            (self.is_unregistered, NOT_REGISTERED),
            (self.is_black_listed, BLACK_LISTED),
        ];
        first(&found)
    }
}

/// Everything that may stand against one order but the money on the deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Who and whom.
    pub rights: Rights,
    /// The credited sum.
    pub amount: Minor,
    /// The same sum went to the same details within the time of the repeat rule.
    pub is_repeated: bool,
    /// These details had as many payments today as they may have.
    pub is_often: bool,
    /// The dealer's limits.
    pub dealer: Room,
    /// The point's limits.
    pub point: Room,
    /// The point's limits for this provider.
    pub provider: Room,
}

impl Order {
    /// The error number under which the order is refused.
    #[must_use]
    pub fn refusal(&self) -> Option<u16> {
        let sum = self.amount;
        let found = [
            (self.is_repeated, REPEATED),
            (self.is_often, TOO_MANY_TODAY),
            (self.dealer.is_too_much(sum), DEALER_MAXIMUM),
            (self.point.is_too_much(sum), POINT_MAXIMUM),
            (self.provider.is_too_much(sum), PROVIDER_MAXIMUM),
            (self.dealer.is_day_over(sum), DEALER_DAILY),
            (self.point.is_day_over(sum), POINT_DAILY),
            (self.provider.is_day_over(sum), PROVIDER_DAILY),
        ];
        self.rights.refusal().or_else(|| first(&found))
    }
}

fn first(found: &[(bool, u16)]) -> Option<u16> {
    let against = found.iter().find(|(stands_against, _)| *stands_against);
    against.map(|(_, code)| *code)
}

/// Rules of the whole hub about payments to the same details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repeats {
    /// For so long the same sum is not taken for the same details again; 0 switches the rule off.
    pub within_ms: i64,
    /// Payments that the same details may have in one day; 0 switches the rule off.
    pub per_day: u32,
}

#[cfg(test)]
mod tests;

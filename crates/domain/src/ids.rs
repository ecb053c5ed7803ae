//! The names by which a payment and its messages are known.
//!
//! None of these ids is a counter that a restored backup could hand out again, but for [`PaymentId`], which
//! never leaves the till as a key.

use std::fmt::{self, Display, Formatter};

use crate::time::Timestamp;

/// Why a text is not the id it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}: {found:?} does not fit, expected {expected}")]
pub struct BadId {
    /// Which id was read.
    pub what: &'static str,
    /// The text that was found.
    pub found: String,
    /// The form it should have.
    pub expected: &'static str,
}

/// The till's own number of a payment, from 1, stable through every SESSION of it. Sent as RRN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaymentId(i64);

impl PaymentId {
    /// The payment with this number.
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

impl Display for PaymentId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// SESSION: the key of one check-pay-status conversation, 1 to 20 Latin letters and digits, case matters.
///
/// Ours are 20 characters of Crockford base32: 10 of Unix milliseconds, which only sort, and 10 of randomness,
/// on which alone uniqueness rests. Source: dealer protocol, field SESSION.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl SessionId {
    /// Makes a new id from the time and 64 random bits, of which 50 are used.
    #[must_use]
    pub fn make(now: Timestamp, random: u64) -> Self {
        let mut text = String::with_capacity(20);
        let time = now.unix_ms().unsigned_abs();
        for (value, shift) in (0..10)
            .rev()
            .map(|n| (time, n))
            .chain((0..10).rev().map(|n| (random, n)))
        {
            let index = value.unbounded_shr(5_u32.saturating_mul(shift)) & 31;
            text.push(char::from(CROCKFORD[usize::try_from(index).unwrap_or(0)]));
        }
        Self(text)
    }

    /// Reads an id as it stands on the wire.
    ///
    /// # Errors
    /// [`BadId`] unless it has 1 to 20 Latin letters and digits.
    pub fn parse(text: &str) -> Result<Self, BadId> {
        let fits =
            (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits {
            return Ok(Self(text.to_owned()));
        }
        Err(BadId {
            what: "SESSION",
            found: text.to_owned(),
            expected: "1 to 20 Latin letters and digits",
        })
    }

    /// Whether it is one of ours, made at that very millisecond.
    #[must_use]
    pub fn is_made_at(&self, moment: Timestamp) -> bool {
        let made = Self::make(moment, 0);
        self.0.len() == made.0.len() && self.0.get(..10) == made.0.get(..10)
    }

    /// The id as it is sent.
    #[must_use]
    pub fn as_wire(&self) -> &str {
        &self.0
    }
}

impl Display for SessionId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! random_128 {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// Takes 128 random bits.
            #[must_use]
            pub const fn new(random: u128) -> Self {
                Self(random)
            }

            /// The 128 bits.
            #[must_use]
            pub const fn get(self) -> u128 {
                self.0
            }

            /// Reads 32 lower-case hex digits.
            ///
            /// # Errors
            /// [`BadId`] for anything else.
            pub fn parse(text: &str) -> Result<Self, BadId> {
                let is_hex = text.len() == 32
                    && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
                match u128::from_str_radix(text, 16) {
                    Ok(value) if is_hex => Ok(Self(value)),
                    Ok(_) | Err(_) => Err(BadId {
                        what: $what,
                        found: text.to_owned(),
                        expected: "32 lower-case hex digits",
                    }),
                }
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }
    };
}

random_128!(
    /// One HTTP attempt, stored before sending and never used again. The NONCE of the `paydesk` profile.
    AttemptId,
    "NONCE"
);
random_128!(
    /// One intent of a cashier, made when the form opens: a double click or fifty Enters are one payment.
    IntentKey,
    "intent key"
);
random_128!(
    /// One start of the till's process: an attempt of another start is not in flight any more.
    BootId,
    "boot id"
);

/// What a payment is about: SHA-256 over its business fields. The same SESSION with another fingerprint is
/// never executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Takes a finished digest.
    #[must_use]
    pub const fn new(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// The digest.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Display for Fingerprint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

macro_rules! digits_code {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads 1 to 10 digits.
            ///
            /// # Errors
            /// [`BadId`] for anything else.
            pub fn parse(text: &str) -> Result<Self, BadId> {
                if (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
                    return Ok(Self(text.to_owned()));
                }
                Err(BadId { what: $what, found: text.to_owned(), expected: "1 to 10 digits" })
            }

            /// The code as it is sent.
            #[must_use]
            pub fn as_wire(&self) -> &str {
                &self.0
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

digits_code!(
    /// The dealer's code, wire field SD.
    DealerCode,
    "SD"
);
digits_code!(
    /// The point's code, wire field AP.
    PointCode,
    "AP"
);
digits_code!(
    /// The cashier's code, wire field OP.
    CashierCode,
    "OP"
);

/// What a customer quotes: the point's code and the payment's number. Stands on slip and cheque.
#[must_use]
pub fn claim_number(point: &PointCode, payment: PaymentId) -> String {
    format!("{}-{}", point, payment)
}

#[cfg(test)]
mod tests {
    use super::{AttemptId, DealerCode, SessionId};
    use crate::time::Timestamp;

    #[test]
    fn a_session_has_ten_characters_of_time_and_ten_of_chance() {
        let made = SessionId::make(Timestamp::from_unix_ms(1_755_000_000_123), u64::MAX);
        assert_eq!(made.as_wire().len(), 20);
        assert!(made.as_wire().ends_with("ZZZZZZZZZZ"));
        let later = SessionId::make(Timestamp::from_unix_ms(1_755_000_000_124), 0);
        assert!(made < later, "the time part sorts");
        assert_eq!(SessionId::parse(made.as_wire()), Ok(made));
    }

    #[test]
    fn ids_are_refused_when_they_do_not_fit() {
        for bad in ["", "123456789012345678901", "12-3", "абв", "1 2"] {
            assert!(SessionId::parse(bad).is_err(), "{bad:?}");
        }
        for bad in [
            "",
            "0123",
            "0123456789ABCDEF0123456789ABCDEF",
            "+123456789abcdef0123456789abcdef",
        ] {
            assert!(AttemptId::parse(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "1a", "12345678901", "-1"] {
            assert!(DealerCode::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(
            AttemptId::new(10).to_string(),
            "0000000000000000000000000000000a"
        );
    }
}

//! PINs and the price of wrong ones.

use std::fmt::{self, Debug, Formatter};

use zeroize::Zeroizing;

use crate::time::Timestamp;

/// Fewest and most digits of a PIN.
const LENGTH: std::ops::RangeInclusive<usize> = 6..=12;

/// PINs that people choose first and thieves try first, beside the repeated and running ones.
const COMMON: [&str; 22] = [
    "112233",
    "223344",
    "445566",
    "778899",
    "123321",
    "321123",
    "654321",
    "159753",
    "147258",
    "147852",
    "258456",
    "147258369",
    "789456",
    "789456123",
    "159357",
    "131313",
    "696969",
    "142536",
    "102030",
    "101010",
    "100000",
    "200000",
];

/// Why a PIN is not good enough. Never holds the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum BadPin {
    /// Something else than the digits 0 to 9.
    #[error("a PIN consists of the digits 0 to 9")]
    NotDigits,
    /// Fewer than 6 digits.
    #[error("a PIN has at least 6 digits")]
    TooShort,
    /// More than 12 digits.
    #[error("a PIN has at most 12 digits")]
    TooLong,
    /// One group of digits over and over: `111111`, `121212`, `123123`.
    #[error("a PIN does not repeat itself")]
    Repeated,
    /// Digits that run up or down: `123456`, `098765`.
    #[error("the digits of a PIN do not run up or down")]
    Running,
    /// One that many people choose.
    #[error("this PIN is chosen too often")]
    Common,
}

/// A PIN that is good enough. Shows nothing of itself and is wiped when it goes.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes 6 to 12 digits 0 to 9 that are not repeated, running or common.
    ///
    /// # Errors
    /// [`BadPin`].
    pub fn parse(text: &str) -> Result<Self, BadPin> {
        if text.len() > LENGTH.end().saturating_mul(4) {
            return Err(BadPin::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BadPin::NotDigits);
        }
        if text.len() < *LENGTH.start() {
            return Err(BadPin::TooShort);
        }
        if text.len() > *LENGTH.end() {
            return Err(BadPin::TooLong);
        }
        if is_repeated(text.as_bytes()) {
            return Err(BadPin::Repeated);
        }
        if is_running(text.as_bytes()) {
            return Err(BadPin::Running);
        }
        if COMMON.contains(&text) {
            return Err(BadPin::Common);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// The digits, for the function that hashes them and nobody else.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Debug for Pin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(***)")
    }
}

/// Whether the whole is one group of at most half its length, over and over.
fn is_repeated(digits: &[u8]) -> bool {
    (1..=digits.len().div_euclid(2)).any(|size| {
        digits
            .iter()
            .zip(digits.iter().skip(size))
            .all(|(a, b)| a == b)
    })
}

/// Whether each digit is one more, or each one less, than the one before; 0 follows 9.
fn is_running(digits: &[u8]) -> bool {
    let step = |by: u8| {
        digits.iter().zip(digits.iter().skip(1)).all(|(a, b)| {
            a.saturating_sub(b'0').saturating_add(by).rem_euclid(10) == b.saturating_sub(b'0')
        })
    };
    step(1) || step(9)
}

/// What follows from wrong PINs in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lockout {
    /// May try; so many wrong PINs are left before the first waiting time.
    Open {
        /// At least 1.
        left: u32,
    },
    /// Must wait until then.
    Until(Timestamp),
    /// Somebody else must unlock.
    Supervisor,
}

/// Wrong PINs in a row after which there is a waiting time.
const FREE: u32 = 5;
/// Wrong PINs in a row after which somebody else must unlock.
const MOST: u32 = 10;
/// Waiting times in minutes after the fifth, sixth, seventh wrong PIN; the last one holds for all further ones.
const MINUTES: [i64; 4] = [1, 5, 15, 60];

/// What holds after so many wrong PINs in a row, the last of them at `failed_at`: from the fifth on 1 minute, then
/// 5, 15 and 60; after ten only somebody else can unlock.
#[must_use]
pub fn lockout(failures: u32, failed_at: Timestamp) -> Lockout {
    if failures < FREE {
        return Lockout::Open {
            left: FREE.saturating_sub(failures),
        };
    }
    if failures >= MOST {
        return Lockout::Supervisor;
    }
    let step = usize::try_from(failures.saturating_sub(FREE)).unwrap_or(usize::MAX);
    let [.., last] = MINUTES;
    let minutes = MINUTES.get(step).copied().unwrap_or(last);
    Lockout::Until(failed_at.plus_ms(minutes.saturating_mul(60_000)))
}

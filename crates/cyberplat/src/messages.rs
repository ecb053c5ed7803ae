//! The bodies of dealer messages: requests and replies as `NAME=value` lines, and the table of
//! error codes.
//!
//! Bodies in, bodies out: nothing here signs, verifies or sends. The till writes requests
//! ([`request`], [`account`]) and reads replies ([`answer`]); the hub reads requests ([`incoming`])
//! and writes replies ([`outgoing`]). Wire names and wire numbers end here: the till knows the
//! words of `paydesk_domain` only.
//!
//! Source: dealer protocol, parts 3 to 6 and 9; payment safety, parts 7 and 9; dealer clients in
//! the field.

pub mod account;
pub mod answer;
pub mod codes;
pub mod fields;
pub mod fingerprint;
pub mod form;
pub mod incoming;
mod meaning;
pub mod outgoing;
pub mod registry;
pub mod request;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod samples;
pub mod state;

/// Which request it is. At the hub the address decides, never a field of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// May this payment be made?
    Check,
    /// Make it.
    Pay,
    /// What became of it?
    Status,
    /// Close the SESSION for ever if nothing was paid (`paydesk` profile).
    Cancel,
    /// What is left of the deposit?
    Rest,
    /// Which top-ups of the deposit came in on a day?
    Refill,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Check,
        Self::Pay,
        Self::Status,
        Self::Cancel,
        Self::Rest,
        Self::Refill,
    ];

    /// The word in field MSG of the `paydesk` profile, which ties a signature to one kind of
    /// request.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Check => "CHECK",
            Self::Pay => "PAY",
            Self::Status => "STATUS",
            Self::Cancel => "CANCEL",
            Self::Rest => "REST",
            Self::Refill => "REFILL",
        }
    }

    /// Whether it is about one payment and therefore needs a SESSION.
    #[must_use]
    pub const fn is_about_a_payment(self) -> bool {
        match self {
            Self::Check | Self::Pay | Self::Status | Self::Cancel => true,
            Self::Rest | Self::Refill => false,
        }
    }

    /// Whether it carries number, account and sums.
    #[must_use]
    pub const fn carries_an_order(self) -> bool {
        match self {
            Self::Check | Self::Pay => true,
            Self::Status | Self::Cancel | Self::Rest | Self::Refill => false,
        }
    }
}

/// A sum as the wire has it, in minor units (two decimals), without a currency: the plain protocol
/// names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireAmount(i64);

impl WireAmount {
    /// So many minor units.
    #[must_use]
    pub const fn new(minor: i64) -> Self {
        Self(minor)
    }

    /// Minor units.
    #[must_use]
    pub const fn minor(self) -> i64 {
        self.0
    }

    /// Reads digits with no, one or two decimals after a point. Signs, commas and blanks are
    /// refused.
    ///
    /// Source: dealer clients in the field, list 1, item 9.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, decimals) = match text.split_once('.') {
            None => (text, ""),
            Some((_, "")) => return None,
            Some(parts) => parts,
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || decimals.len() > 2 || !digits(whole) || !digits(decimals) {
            return None;
        }
        let minor: i64 = format!("{decimals:0<2}").parse().ok()?;
        whole
            .parse::<i64>()
            .ok()?
            .checked_mul(100)?
            .checked_add(minor)
            .map(Self)
    }
}

impl std::fmt::Display for WireAmount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let minor = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", minor / 100, minor % 100)
    }
}

/// The word with which the `paydesk` profile begins every message: the version of its rules.
pub(crate) const PROFILE_WORD: &str = "PAYDESK1";

/// Bodies above this size are refused on both sides. Source: payment safety, gate step G1.
pub const MAX_BODY: usize = 64 * 1024;

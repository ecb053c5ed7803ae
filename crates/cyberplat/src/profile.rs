//! What may be used with a server: the plain dealer protocol or our additions to it.
//!
//! The catalogue or the configuration names the profile of a server. Nobody guesses it from a reply
//! and nobody falls back to the weaker one: stripping the additions from a message must never be an
//! attack.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use crate::ipriv::Hash;

/// The two profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Any CyberPlat-compatible server: plain fields only.
    Cyberplat,
    /// Our hub: echoes, states, tombstones.
    Paydesk,
}

/// Rules of a profile as data; durations in minutes.
///
/// Source: payment safety, parts 8 and 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// For how long a check may be followed by its pay.
    pub check_valid_minutes: u32,
    /// How long after the check a plain server can still execute a late pay: its own hour and a
    /// margin.
    pub quarantine_minutes: u32,
    /// Whether a pay may be sent again under the same SESSION.
    pub repeat_pay: bool,
    /// Whether a SESSION can be closed by a signed tombstone.
    pub cancel: bool,
    /// Whether requests and replies carry NONCE, EPOCH, VERSION and the other additions.
    pub additions: bool,
    /// The only hash that is accepted, where the profile demands one.
    pub only_hash: Option<Hash>,
}

/// A word in the configuration that names no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no server profile, expected \"cyberplat\" or \"paydesk\"")]
pub struct UnknownProfile(pub String);

const CYBERPLAT: Terms = Terms {
    check_valid_minutes: 55,
    quarantine_minutes: 70,
    repeat_pay: false,
    cancel: false,
    additions: false,
    only_hash: None,
};

const PAYDESK: Terms = Terms {
    check_valid_minutes: 55,
    quarantine_minutes: 70,
    repeat_pay: true,
    cancel: true,
    additions: true,
    only_hash: Some(Hash::Sha256),
};

impl Profile {
    /// Both profiles.
    pub const ALL: [Self; 2] = [Self::Cyberplat, Self::Paydesk];

    /// Its rules.
    #[must_use]
    pub const fn terms(self) -> Terms {
        match self {
            Self::Cyberplat => CYBERPLAT,
            Self::Paydesk => PAYDESK,
        }
    }

    /// The word in configuration and stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Cyberplat => "cyberplat",
            Self::Paydesk => "paydesk",
        }
    }
}

impl Display for Profile {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_key())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|profile| profile.as_key() == word)
            .ok_or_else(|| UnknownProfile(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Profile, UnknownProfile};

    #[test]
    fn a_profile_is_read_from_its_word_and_from_nothing_else() {
        for profile in Profile::ALL {
            assert_eq!(profile.as_key().parse(), Ok(profile));
        }
        for word in ["", "Paydesk", "plain", "cyberplat "] {
            assert_eq!(
                word.parse::<Profile>(),
                Err(UnknownProfile(word.to_owned()))
            );
        }
    }

    #[test]
    fn a_plain_server_is_never_paid_twice_under_one_session() {
        let plain = Profile::Cyberplat.terms();
        assert!(!plain.repeat_pay && !plain.cancel && !plain.additions);
        assert!(
            plain.quarantine_minutes >= 65,
            "the server's hour and a margin; may be longer, never shorter"
        );
        assert!(plain.check_valid_minutes < 60);
    }
}

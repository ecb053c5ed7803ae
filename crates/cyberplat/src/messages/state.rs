//! STATE: the word by which the hub says where a payment stands. Source: payment safety, 9.4.

/// STATE of the `paydesk` profile: where the hub says that the payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Nothing stored under this SESSION.
    None,
    /// Consent and hold; no pay taken.
    Checked,
    /// Pay taken, the provider's outcome open.
    InWork,
    /// Final success.
    Done,
    /// Final refusal.
    Refused,
    /// Tombstone.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Checked,
        Self::InWork,
        Self::Done,
        Self::Refused,
        Self::Cancelled,
    ];

    /// The word on the wire.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Checked => "CHECKED",
            Self::InWork => "INWORK",
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Reads the word on the wire.
    #[must_use]
    pub fn from_wire(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_wire() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn a_state_is_read_from_its_word_only() {
        for state in State::ALL {
            assert_eq!(State::from_wire(state.as_wire()), Some(state));
        }
        for word in ["", "done", "DONE ", "PAID"] {
            assert_eq!(State::from_wire(word), None);
        }
    }
}

//! The stages of a payment and what may follow what, typed from the design and not from the program.
//!
//! Source: payment safety, 3; the ways into REVIEW also from its invariant 8.

/// Where a payment of the till stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    Draft,
    Checking,
    Checked,
    Queued,
    Sending,
    Unknown,
    InProgress,
    Paid,
    Failed,
    Cancelled,
    Review,
}

use Stage::{
    Cancelled, Checked, Checking, Draft, Failed, InProgress, Paid, Queued, Review, Sending, Unknown,
};

const WORDS: [(Stage, &str); 11] = [
    (Draft, "draft"),
    (Checking, "checking"),
    (Checked, "checked"),
    (Queued, "queued"),
    (Sending, "sending"),
    (Unknown, "unknown"),
    (InProgress, "in_progress"),
    (Paid, "paid"),
    (Failed, "failed"),
    (Cancelled, "cancelled"),
    (Review, "review"),
];

impl Stage {
    pub(super) fn read(word: &str) -> Option<Self> {
        let found = WORDS.iter().find(|(_, known)| *known == word);
        found.map(|(stage, _)| *stage)
    }

    pub(super) fn word(self) -> &'static str {
        let found = WORDS.iter().find(|(stage, _)| *stage == self);
        found.map_or("", |(_, word)| word)
    }

    const fn next(self) -> &'static [Self] {
        match self {
            Draft => &[Checking, Queued],
            Checking => &[Checked, Draft],
            Checked => &[Queued, Draft],
            Queued => &[Sending, Cancelled, Failed, Review],
            Sending => &[Paid, Failed, InProgress, Unknown, Review],
            Unknown => &[Sending, Paid, Failed, InProgress, Review],
            InProgress => &[Paid, Failed, Review],
            Review => &[Paid, Failed, Queued, Cancelled],
            Paid | Failed | Cancelled => &[],
        }
    }

    /// Whether a payment seen here may be seen at `later` next: several steps may lie between two looks. A person
    /// stands behind every way out of a review, so such a way is taken between two looks only after a restart.
    pub(super) fn may_lead_to(self, later: Self, through_review: bool) -> bool {
        let mut reached: Vec<Self> = vec![self];
        let mut at = 0;
        while let Some(stage) = reached.get(at).copied() {
            at = at.saturating_add(1);
            if stage == later {
                return true;
            }
            if stage == Review && self != Review && !through_review {
                continue;
            }
            for next in stage.next() {
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
        }
        false
    }

    /// Cash was taken for it.
    pub(super) const fn is_tendered(self) -> bool {
        !matches!(self, Draft | Checking | Checked)
    }

    /// Cash was taken and the outcome is open.
    pub(super) const fn is_open(self) -> bool {
        matches!(self, Queued | Sending | Unknown | InProgress | Review)
    }

    /// Never left.
    pub(super) const fn is_end(self) -> bool {
        matches!(self, Paid | Failed | Cancelled)
    }
}

/// Where a payment of the hub stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HubState {
    Checked,
    Reserved,
    Consented,
    Capturing,
    Captured,
    Void,
}

impl HubState {
    pub(super) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "CHECKED" => Self::Checked,
            "RESERVED" => Self::Reserved,
            "CONSENTED" => Self::Consented,
            "CAPTURING" => Self::Capturing,
            "CAPTURED" => Self::Captured,
            "VOID" => Self::Void,
            _ => return None,
        })
    }

    /// Whether a payment seen here may be seen at `later` next. Source: payment safety, 9.4, and the hub's ledger.
    pub(super) fn may_lead_to(self, later: Self) -> bool {
        match self {
            Self::Captured | Self::Void => later == self,
            Self::Checked | Self::Reserved | Self::Consented | Self::Capturing => later >= self,
        }
    }

    /// The provider is being paid, or has been.
    pub(super) const fn is_paying(self) -> bool {
        matches!(self, Self::Capturing | Self::Captured)
    }

    /// Never left.
    pub(super) const fn is_end(self) -> bool {
        matches!(self, Self::Captured | Self::Void)
    }
}

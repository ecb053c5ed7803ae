//! Mistakes made on purpose, one rule switched off by each: the checker must find every one of them.

use super::Profile;

/// One rule switched off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// A status "absent" opens a new SESSION at once.
    NewSessionOnAbsent,
    /// The hub answers a cancel but stores nothing.
    NoTombstone,
    /// A pay leaves before its attempt row is durable.
    PostBeforePersist,
    /// "Accepted" is shown before the payment is durable.
    AcceptBeforePersist,
    /// After silence the pay is sent again without asking first.
    PayBeforeStatus,
    /// A pay is sent again although a cancel was.
    PayAfterCancel,
    /// The till waits less than the server's hour.
    ShortQuarantine,
    /// An "absent" counts from when it came, not from when it was signed.
    AbsentByArrival,
    /// A server error, garbage or silence is taken for a refusal.
    ServerErrorIsFailed,
    /// What is not final after a day is given up.
    GiveUp,
    /// "In work" is taken for success.
    InWorkIsPaid,
    /// A late refusal takes a paid payment back.
    LateRefusalUndoesPaid,
    /// Cash may be withdrawn while a pay is travelling.
    WithdrawWhileSending,
    /// The cheque is printed when the payment is accepted for sending.
    PrintWhenQueued,
    /// The cheque is printed before its start is durable.
    PrintBeforePersist,
    /// A second print does not say COPY.
    UnmarkedReprint,
    /// After a crash the hub calls the provider again without asking it first.
    BlindSecondCall,
    /// The hub reads a slot and writes it in two transactions.
    TwoTransactions,
    /// The hub executes a pay later than its NOT_AFTER or the hour after its check.
    LateCapture,
}

impl Mistake {
    /// Every mistake.
    pub const ALL: [Self; 19] = [
        Self::NewSessionOnAbsent,
        Self::NoTombstone,
        Self::PostBeforePersist,
        Self::AcceptBeforePersist,
        Self::PayBeforeStatus,
        Self::PayAfterCancel,
        Self::ShortQuarantine,
        Self::AbsentByArrival,
        Self::ServerErrorIsFailed,
        Self::GiveUp,
        Self::InWorkIsPaid,
        Self::LateRefusalUndoesPaid,
        Self::WithdrawWhileSending,
        Self::PrintWhenQueued,
        Self::PrintBeforePersist,
        Self::UnmarkedReprint,
        Self::BlindSecondCall,
        Self::TwoTransactions,
        Self::LateCapture,
    ];

    /// The profiles in which the rule matters.
    #[must_use]
    pub const fn profiles(self) -> &'static [Profile] {
        match self {
            // Only our hub has tombstones and takes a pay twice.
            Self::NoTombstone
            | Self::PayBeforeStatus
            | Self::PayAfterCancel
            | Self::InWorkIsPaid
            | Self::TwoTransactions => &[Profile::Paydesk],
            // Only a plain server is waited out, and may refuse what it had accepted.
            Self::ShortQuarantine | Self::AbsentByArrival | Self::LateRefusalUndoesPaid => {
                &[Profile::Cyberplat]
            }
            Self::NewSessionOnAbsent
            | Self::PostBeforePersist
            | Self::AcceptBeforePersist
            | Self::ServerErrorIsFailed
            | Self::GiveUp
            | Self::WithdrawWhileSending
            | Self::PrintWhenQueued
            | Self::PrintBeforePersist
            | Self::UnmarkedReprint
            | Self::BlindSecondCall
            | Self::LateCapture => &[Profile::Paydesk, Profile::Cyberplat],
        }
    }

    /// The property that cannot hold with this mistake. Where the damage to a customer can be named, it is that, not
    /// the rule which was there to prevent it.
    #[must_use]
    pub const fn breaks(self) -> &'static str {
        match self {
            Self::NewSessionOnAbsent | Self::BlindSecondCall => "executed at most once per payment",
            Self::NoTombstone
            | Self::PostBeforePersist
            | Self::ShortQuarantine
            | Self::AbsentByArrival
            | Self::ServerErrorIsFailed
            | Self::GiveUp
            | Self::WithdrawWhileSending
            | Self::TwoTransactions
            | Self::LateCapture => "failed, withdrawn or handed back is never executed",
            Self::AcceptBeforePersist => "cash is taken only for a durable payment",
            Self::PayBeforeStatus => "status comes before pay again",
            Self::PayAfterCancel => "no pay follows a cancel",
            Self::InWorkIsPaid => "PAID rests on what the hub took",
            Self::LateRefusalUndoesPaid => "payments move by the table, PAID and FAILED never",
            Self::PrintWhenQueued => "a cheque comes only from PAID",
            Self::PrintBeforePersist | Self::UnmarkedReprint => "at most one cheque is unmarked",
        }
    }

    /// It shows only when a payment gets a second SESSION.
    pub(super) const fn needs_second_session(self) -> bool {
        matches!(self, Self::NewSessionOnAbsent)
    }
}

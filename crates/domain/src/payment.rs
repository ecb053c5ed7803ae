//! The states of a payment and which may follow which.
//!
//! *When* a transition is tried is the till's business; *whether* it may happen is decided here, once, and the
//! till's database repeats the same table in a trigger.

use crate::exchange::Why;
use crate::refusal::Refusal;

/// Where a payment stands. The names are those of stored rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The form is open or the check was refused or given up; no money is involved.
    Draft,
    /// A check may be on the wire.
    Checking,
    /// The server consents.
    Checked,
    /// The cash is in the drawer: the point of no return.
    Queued,
    /// A pay or cancel may be on the wire.
    Sending,
    /// The outcome is not known.
    Unknown,
    /// The server says that the provider is at work.
    InProgress,
    /// Signed success. Never left.
    Paid,
    /// Signed final refusal, tombstone, or the quarantine has passed. Never left.
    Failed,
    /// Withdrawn before any pay was sent. Never left.
    Cancelled,
    /// A person must decide.
    Review,
}

impl Stage {
    /// Every stage, in the order of a payment's life.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Checking,
        Self::Checked,
        Self::Queued,
        Self::Sending,
        Self::Unknown,
        Self::InProgress,
        Self::Paid,
        Self::Failed,
        Self::Cancelled,
        Self::Review,
    ];

    /// The name in stored rows and JSON output.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::InProgress => "in_progress",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Review => "review",
        }
    }

    /// Reads [`Stage::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_key() == key)
    }

    /// Whether a payment may go from here to `next`. Staying where it is counts as no transition.
    ///
    /// Leaving [`Stage::Review`] for `Queued` or `Cancelled` further needs that no pay was ever attempted;
    /// the till checks that, because a stage alone does not know it.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::Draft => matches!(next, Self::Checking | Self::Queued),
            Self::Checking => matches!(next, Self::Checked | Self::Draft),
            Self::Checked => matches!(next, Self::Queued | Self::Draft),
            Self::Queued => {
                matches!(
                    next,
                    Self::Sending | Self::Cancelled | Self::Failed | Self::Review
                )
            }
            Self::Sending => matches!(
                next,
                Self::Paid | Self::Failed | Self::InProgress | Self::Unknown | Self::Review
            ),
            Self::Unknown => matches!(
                next,
                Self::Sending | Self::Paid | Self::Failed | Self::InProgress | Self::Review
            ),
            Self::InProgress => matches!(next, Self::Paid | Self::Failed | Self::Review),
            Self::Review => {
                matches!(
                    next,
                    Self::Paid | Self::Failed | Self::Queued | Self::Cancelled
                )
            }
            Self::Paid | Self::Failed | Self::Cancelled => false,
        }
    }

    /// Whether the cash is in the drawer and the outcome still open: what the outbox shows.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Queued | Self::Sending | Self::Unknown | Self::InProgress | Self::Review => true,
            Self::Draft
            | Self::Checking
            | Self::Checked
            | Self::Paid
            | Self::Failed
            | Self::Cancelled => false,
        }
    }

    /// Whether cash was ever taken for a payment at this stage.
    #[must_use]
    pub const fn is_tendered(self) -> bool {
        match self {
            Self::Draft | Self::Checking | Self::Checked => false,
            Self::Queued
            | Self::Sending
            | Self::Unknown
            | Self::InProgress
            | Self::Paid
            | Self::Failed
            | Self::Cancelled
            | Self::Review => true,
        }
    }
}

/// Where a payment stands, with exactly what is true there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No money yet; with the reason when a check came back without consent.
    Draft(Option<NoConsent>),
    /// A check may be on the wire.
    Checking,
    /// The server consents.
    Checked,
    /// In the outbox.
    Queued,
    /// A pay or cancel may be on the wire.
    Sending,
    /// Nobody knows yet, for this reason.
    Unknown(Unsure),
    /// The server is at work.
    InProgress,
    /// Paid.
    Paid(Finality),
    /// Not paid under this SESSION, and never will be.
    Failed(FailGround),
    /// Withdrawn before any pay was sent.
    Cancelled,
    /// A person must decide, for this reason.
    Review(ReviewGround),
}

impl State {
    /// The bare name of the state.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self {
            Self::Draft(_) => Stage::Draft,
            Self::Checking => Stage::Checking,
            Self::Checked => Stage::Checked,
            Self::Queued => Stage::Queued,
            Self::Sending => Stage::Sending,
            Self::Unknown(_) => Stage::Unknown,
            Self::InProgress => Stage::InProgress,
            Self::Paid(_) => Stage::Paid,
            Self::Failed(_) => Stage::Failed,
            Self::Cancelled => Stage::Cancelled,
            Self::Review(_) => Stage::Review,
        }
    }
}

/// Why there was no consent to a check. Harmless: nothing was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoConsent {
    /// The server refused.
    Refused(Refusal),
    /// No answer came.
    NoAnswer(Why),
    /// The customer or the cashier gave up, or the consent grew too old.
    GivenUp,
}

/// Why the outcome of a payment is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsure {
    /// No answer that can be trusted.
    NoAnswer(Why),
    /// An answer that decides nothing.
    Answered(Refusal),
}

/// How firm a success is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finality {
    /// The server accepted the pay; status is still asked.
    Accepted,
    /// Nothing can change any more.
    Final,
}

/// On what ground a payment failed for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailGround {
    /// A signed final refusal.
    Refused(Refusal),
    /// A signed tombstone.
    Tombstone(Refusal),
    /// Two signed "unknown" replies and the quarantine behind them.
    Quarantine(Refusal),
    /// A supervisor's recorded decision.
    Decided,
}

/// Why a person must look at a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewGround {
    /// Signed replies contradict each other, or one contradicts what we stored.
    Contradiction,
    /// Not final for 24 hours.
    TooOld,
    /// The late check of an offline payment names another price or provider.
    TermsChanged,
    /// The server knows a SESSION that we thought new: our data may be older than the server's.
    SessionKnown,
}

impl ReviewGround {
    /// The name in stored rows and text keys.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Contradiction => "contradiction",
            Self::TooOld => "too-old",
            Self::TermsChanged => "terms-changed",
            Self::SessionKnown => "session-known",
        }
    }

    /// Reads [`ReviewGround::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [
            Self::Contradiction,
            Self::TooOld,
            Self::TermsChanged,
            Self::SessionKnown,
        ]
        .into_iter()
        .find(|ground| ground.as_key() == key)
    }
}

/// Cash that is owed to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReturnStage {
    /// To be handed back.
    Due,
    /// Handed over.
    Returned,
    /// Moved into a new payment with a new SESSION.
    Reissued,
}

impl ReturnStage {
    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Returned => "returned",
            Self::Reissued => "reissued",
        }
    }

    /// Reads [`ReturnStage::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Due, Self::Returned, Self::Reissued]
            .into_iter()
            .find(|stage| stage.as_key() == key)
    }
}

/// Where the one print job of a paid payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintStage {
    /// To be printed; nothing has been sent.
    Due,
    /// Bytes may be on their way; 0 is the only unmarked print, `n` above it says COPY n.
    Printing(u32),
    /// The printer confirmed a complete cheque.
    Printed,
    /// Handed over to something that cannot confirm.
    Sent,
    /// Nobody knows whether a complete cheque came out: a person is asked.
    Uncertain,
}

impl PrintStage {
    /// The name in stored rows, without the copy number.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Printing(_) => "printing",
            Self::Printed => "printed",
            Self::Sent => "sent",
            Self::Uncertain => "uncertain",
        }
    }

    /// Whether the till itself still has to print or to hear from the printer.
    #[must_use]
    pub const fn is_on_its_way(self) -> bool {
        match self {
            Self::Due | Self::Printing(_) => true,
            Self::Printed | Self::Sent | Self::Uncertain => false,
        }
    }

    /// Whether it is not sure that the customer has a cheque.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        match self {
            Self::Due | Self::Printing(_) | Self::Uncertain => true,
            Self::Printed | Self::Sent => false,
        }
    }

    /// Reads a stored row back.
    #[must_use]
    pub fn from_key(key: &str, copy: u32) -> Option<Self> {
        [
            Self::Due,
            Self::Printing(copy),
            Self::Printed,
            Self::Sent,
            Self::Uncertain,
        ]
        .into_iter()
        .find(|stage| stage.as_key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::Stage;

    fn assert_leads_only_to(from: Stage, allowed: &[Stage]) {
        for to in Stage::ALL {
            assert_eq!(
                from.may_become(to),
                allowed.contains(&to),
                "{from:?} -> {to:?}"
            );
        }
    }

    #[test]
    fn paid_failed_and_cancelled_are_never_left() {
        for end in [Stage::Paid, Stage::Failed, Stage::Cancelled] {
            assert_leads_only_to(end, &[]);
        }
    }

    #[test]
    fn nothing_is_sent_before_it_is_queued() {
        for from in Stage::ALL {
            let may_send = from.may_become(Stage::Sending);
            assert_eq!(
                may_send,
                matches!(from, Stage::Queued | Stage::Unknown),
                "{from:?}"
            );
        }
    }

    #[test]
    fn silence_after_a_pay_never_leads_back_before_the_pay() {
        let unknown = [
            Stage::Sending,
            Stage::Paid,
            Stage::Failed,
            Stage::InProgress,
            Stage::Review,
        ];
        assert_leads_only_to(Stage::Unknown, &unknown);
        let in_progress = [Stage::Paid, Stage::Failed, Stage::Review];
        assert_leads_only_to(Stage::InProgress, &in_progress);
    }

    #[test]
    fn money_in_the_drawer_is_never_back_in_a_form() {
        for from in Stage::ALL.into_iter().filter(|stage| stage.is_tendered()) {
            for to in Stage::ALL.into_iter().filter(|stage| !stage.is_tendered()) {
                assert!(!from.may_become(to), "{from:?} -> {to:?}");
            }
        }
    }

    #[test]
    fn stored_names_are_read_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_key(stage.as_key()), Some(stage));
        }
        assert_eq!(Stage::from_key("PAID"), None);
    }
}

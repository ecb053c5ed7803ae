//! The till's journal: what happened, in order, each entry chained to the one before it.
//!
//! The head of the chain travels with every request of the `paydesk` profile, so that a server witnesses it; an
//! edited, shortened or forked journal shows.

use sha2::{Digest, Sha256};

use crate::exchange::AuditHead;
use crate::ids::PaymentId;
use crate::time::Timestamp;

/// Text of the alarm that these data and the server's do not agree. New payments stop with it, also after a restart.
pub const RECONCILE: &str = "reconcile";
/// Text of the entry that a person has compared them: new payments may be taken again.
pub const RECONCILED: &str = "reconciled";

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JournalKind {
    /// Cash was taken; the payment stands in the outbox.
    Tendered,
    /// A payment reached another state; the text is its name.
    Became,
    /// A print was started; the text is the copy number.
    PrintStarted,
    /// A print ended; the text says how.
    PrintEnded,
    /// Cash is owed to the customer.
    ReturnDue,
    /// Cash was handed back.
    Returned,
    /// Something that a person must see; the text names it.
    Alarm,
}

impl JournalKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Tendered,
        Self::Became,
        Self::PrintStarted,
        Self::PrintEnded,
        Self::ReturnDue,
        Self::Returned,
        Self::Alarm,
    ];

    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Tendered => "tendered",
            Self::Became => "became",
            Self::PrintStarted => "print-started",
            Self::PrintEnded => "print-ended",
            Self::ReturnDue => "return-due",
            Self::Returned => "returned",
            Self::Alarm => "alarm",
        }
    }
}

/// One entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// Position in the chain, from 1 without gaps.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What it is about.
    pub kind: JournalKind,
    /// The payment it belongs to.
    pub payment: Option<PaymentId>,
    /// A word from our own vocabulary; never a number, account or name.
    pub text: &'static str,
}

impl JournalEntry {
    /// The head of the chain after this entry: SHA-256 over the head before it and the entry's fields.
    #[must_use]
    pub fn chained(&self, before: &AuditHead) -> AuditHead {
        let payment = self.payment.map_or(0, PaymentId::get);
        AuditHead {
            seq: self.seq,
            hash: chain_hash(
                &before.hash,
                self.seq,
                self.at,
                self.kind.as_key(),
                payment,
                self.text,
            ),
        }
    }
}

/// The hash of one entry, from its stored columns; `payment` is 0 where there is none.
#[must_use]
#[expect(
    clippy::too_many_arguments,
    reason = "the columns of one stored row, in their order"
)]
pub fn chain_hash(
    before: &[u8; 32],
    seq: u64,
    at: Timestamp,
    kind: &str,
    payment: i64,
    text: &str,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(format!(
        "{seq}\n{}\n{kind}\n{payment}\n{text}\n",
        at.unix_ms()
    ));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::{JournalEntry, JournalKind};
    use crate::exchange::AuditHead;
    use crate::ids::PaymentId;
    use crate::time::Timestamp;

    #[test]
    fn every_field_of_an_entry_changes_the_head() {
        let before = AuditHead {
            seq: 1,
            hash: [7; 32],
        };
        let entry = JournalEntry {
            seq: 2,
            at: Timestamp::from_unix_ms(5),
            kind: JournalKind::Tendered,
            payment: Some(PaymentId::new(1)),
            text: "",
        };
        let head = entry.chained(&before);
        let others = [
            JournalEntry {
                seq: 3,
                ..entry.clone()
            },
            JournalEntry {
                at: Timestamp::from_unix_ms(6),
                ..entry.clone()
            },
            JournalEntry {
                kind: JournalKind::Became,
                ..entry.clone()
            },
            JournalEntry {
                payment: None,
                ..entry.clone()
            },
            JournalEntry {
                text: "paid",
                ..entry.clone()
            },
        ];
        for other in others {
            assert_ne!(other.chained(&before).hash, head.hash, "{other:?}");
        }
        assert_ne!(
            entry
                .chained(&AuditHead {
                    seq: 1,
                    hash: [8; 32]
                })
                .hash,
            head.hash
        );
    }
}

//! The till's journal: what happened, in order, each entry chained to the one before it.
//!
//! The head of the chain travels with every request of the `paydesk` profile, so that a server witnesses it; an
//! edited, shortened or forked journal shows.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::exchange::AuditHead;
use crate::ids::{PaymentId, SessionId};
use crate::time::Timestamp;

/// Text of the alarm that these data and the server's do not agree. New payments stop with it, also after a restart.
pub const RECONCILE: &str = "reconcile";
/// Text of the alarm that the server has admitted a newer copy of these data. New payments stop with it, and only an
/// enrolment of this copy lets them in again.
pub const OTHER_COPY: &str = "other-copy";
/// Text of the entry that these data and the server's were compared: new payments may be taken again.
pub const RECONCILED: &str = "reconciled";
/// How the text of an enrolment begins; the epoch follows.
pub const ENROLLED: &str = "enrolled-";
/// How the text of an entry about a SESSION begins that another copy of these data has opened; the SESSION follows.
pub const FOREIGN: &str = "session-";

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
    /// A shift began; the text names its float.
    ShiftOpened,
    /// A shift ended; the text says what was counted.
    ShiftClosed,
    /// Cash was put into the drawer without a payment; the text is the sum.
    CashIn,
    /// Cash was taken out of the drawer without a payment; the text is the sum.
    CashOut,
    /// The drawer was told to open; the text says for what.
    DrawerOpened,
    /// Somebody began to work at this till.
    SignedIn,
    /// Somebody stopped working at this till.
    SignedOut,
    /// A wrong PIN.
    PinRefused,
    /// A payment like a recent one was opened on purpose.
    Again,
    /// A further cheque was asked for.
    Reprinted,
    /// A correction was opened; the text says of what.
    Correction,
    /// A setting was changed.
    Setting,
    /// The cash of an open payment was asked back.
    Withdrawn,
}

impl JournalKind {
    /// Every kind.
    pub const ALL: [Self; 20] = [
        Self::Tendered,
        Self::Became,
        Self::PrintStarted,
        Self::PrintEnded,
        Self::ReturnDue,
        Self::Returned,
        Self::Alarm,
        Self::ShiftOpened,
        Self::ShiftClosed,
        Self::CashIn,
        Self::CashOut,
        Self::DrawerOpened,
        Self::SignedIn,
        Self::SignedOut,
        Self::PinRefused,
        Self::Again,
        Self::Reprinted,
        Self::Correction,
        Self::Setting,
        Self::Withdrawn,
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
            Self::ShiftOpened => "shift-opened",
            Self::ShiftClosed => "shift-closed",
            Self::CashIn => "cash-in",
            Self::CashOut => "cash-out",
            Self::DrawerOpened => "drawer-opened",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::PinRefused => "pin-refused",
            Self::Again => "again",
            Self::Reprinted => "reprinted",
            Self::Correction => "correction",
            Self::Setting => "setting",
            Self::Withdrawn => "withdrawn",
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
    /// A word from our own vocabulary; never a number, account or name. Where a person stands behind the entry,
    /// it ends with the mark that [`deed_text`] gives it.
    pub text: Cow<'static, str>,
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
                &self.text,
            ),
        }
    }
}

/// Text of an entry that a person stands behind: the word, `#`, and the first 16 hexadecimal digits of SHA-256 over
/// person, line feed, reason. Who and why are stored beside the journal; by this mark the chain covers them.
#[must_use]
pub fn deed_text(word: &str, person: &str, reason: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{person}\n{reason}"));
    let hash: [u8; 32] = hash.finalize().into();
    let (first, _) = hash.split_at(8);
    let mark: String = first.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{word}#{mark}")
}

/// The word of the entry that this copy of the data was enrolled under an epoch.
#[must_use]
pub fn enrolled_word(epoch: u32) -> String {
    format!("{ENROLLED}{epoch}")
}

/// The epoch in the text of an enrolment; none for any other text.
#[must_use]
pub fn enrolled_epoch(text: &str) -> Option<u32> {
    let word = text.split_once('#').map_or(text, |(word, _)| word);
    word.strip_prefix(ENROLLED)?.parse().ok()
}

/// The text of the entry about a SESSION that another copy of these data has opened.
#[must_use]
pub fn foreign_text(session: &SessionId) -> String {
    format!("{FOREIGN}{session}")
}

/// Whether a stored text and the stored deed beside it (person, reason) belong together: neither is missing, and
/// the mark fits.
#[must_use]
pub fn deed_fits(text: &str, deed: Option<(&str, &str)>) -> bool {
    match (text.rsplit_once('#'), deed) {
        (None, None) => true,
        (Some((word, _)), Some((person, reason))) => deed_text(word, person, reason) == text,
        (None, Some(_)) | (Some(_), None) => false,
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
    use super::{JournalEntry, JournalKind, deed_fits, deed_text, enrolled_epoch, enrolled_word};
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
            text: "".into(),
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
                text: "paid".into(),
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

    #[test]
    fn the_epoch_of_an_enrolment_is_read_back_from_its_text() {
        for epoch in [1, 2, u32::MAX] {
            let text = deed_text(&enrolled_word(epoch), "Anna", "");
            assert_eq!(enrolled_epoch(&text), Some(epoch));
        }
        for other in [
            "reconciled",
            "enrolled-",
            "enrolled-4294967296",
            "enrolled-two#1",
        ] {
            assert_eq!(enrolled_epoch(other), None, "{other}");
        }
    }

    #[test]
    fn no_two_kinds_share_a_name() {
        let names: std::collections::BTreeSet<_> =
            JournalKind::ALL.iter().map(|kind| kind.as_key()).collect();
        assert_eq!(names.len(), JournalKind::ALL.len());
    }

    #[test]
    fn the_text_of_an_entry_covers_who_and_why() {
        // printf 'Anna\nfloat' | sha256sum
        let text = deed_text("word", "Anna", "float");
        assert_eq!(text, "word#6811e5c869833766");
        assert!(deed_fits(&text, Some(("Anna", "float"))));
        for other in [("Anna", "Float"), ("Inna", "float"), ("Anna\nfloat", "")] {
            assert!(!deed_fits(&text, Some(other)), "{other:?}");
        }
        assert!(!deed_fits(&text, None), "a deed is missing");
        assert!(deed_fits("paid", None));
        assert!(
            !deed_fits("paid", Some(("Anna", "float"))),
            "a deed too many"
        );
    }
}

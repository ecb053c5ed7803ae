//! The journal, and who stands behind its entries.

use std::borrow::Cow;

use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::{JournalEntry, JournalKind, OTHER_COPY, RECONCILE, deed_text};

use super::{Till, Turn};
use crate::world::{Alarm, Change};

/// What a person did.
pub(super) struct Deed<'a> {
    pub(super) kind: JournalKind,
    /// A word of our own vocabulary, or a sum; may be empty.
    pub(super) word: &'a str,
    /// Full name.
    pub(super) person: &'a str,
    /// In that person's words; may be empty.
    pub(super) reason: &'a str,
}

impl Till {
    pub(super) fn note(
        &mut self,
        turn: &mut Turn<'_>,
        (kind, text): (JournalKind, &'static str),
        payment: Option<PaymentId>,
    ) {
        self.enter(turn, (kind, text.into()), payment);
    }

    /// Puts what a person did into the journal, with name and reason beside it in the same transaction; gives the
    /// position of the entry.
    pub(super) fn deed(
        &mut self,
        turn: &mut Turn<'_>,
        deed: &Deed<'_>,
        payment: Option<PaymentId>,
    ) -> u64 {
        let text = deed_text(deed.word, deed.person, deed.reason);
        let seq = self.enter(turn, (deed.kind, text.into()), payment);
        turn.changes.push(Change::Deed {
            seq,
            person: deed.person.to_owned(),
            reason: deed.reason.to_owned(),
        });
        seq
    }

    pub(super) fn enter(
        &mut self,
        turn: &mut Turn<'_>,
        (kind, text): (JournalKind, Cow<'static, str>),
        payment: Option<PaymentId>,
    ) -> u64 {
        let seq = self.head.seq.saturating_add(1);
        let entry = JournalEntry {
            seq,
            at: turn.now,
            kind,
            payment,
            text,
        };
        self.head = entry.chained(&self.head);
        turn.changes.push(Change::Journal(entry));
        seq
    }

    pub(super) fn alarm(&mut self, turn: &mut Turn<'_>, alarm: Alarm) {
        let (payment, text) = match alarm {
            Alarm::StrangeReply(why) => (None, why.as_key()),
            Alarm::Contradiction(id) => (Some(id), "contradiction"),
            Alarm::LateRefusal(id) => (Some(id), "late-refusal"),
            Alarm::Reconcile => (None, RECONCILE),
            Alarm::OtherCopy => (None, OTHER_COPY),
            Alarm::Clock { .. } => (None, "clock"),
        };
        self.note(turn, (JournalKind::Alarm, text), payment);
        turn.alarms.push(alarm);
    }
}

//! The guard against paying the same thing twice by mistake.
//!
//! It looks at what cash was taken for, not at what was asked about: a question costs nothing.

use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::order::Order;
use paydesk_domain::time::Timestamp;

use super::books::Deed;
use super::{Till, Turn};
use crate::payment::Payment;
use crate::world::{Recent, Rejection};

impl Till {
    /// Whether an order is like one for which cash was taken a short time ago, and why it is wanted nevertheless.
    ///
    /// # Errors
    /// [`Rejection::Repeat`] when it is and no reason is given.
    pub(super) fn repeat_is_wanted<'a>(
        &mut self,
        now: Timestamp,
        order: &Order,
        again: Option<&'a str>,
    ) -> Result<Option<&'a str>, Rejection> {
        let within = self.settings.policy.repeat_within_ms.unsigned_abs();
        // Either way: a clock that was wrong and is right again leaves payments of the future behind.
        self.recent
            .retain(|recent| now.ms_since(recent.at).unsigned_abs() < within);
        let likeness = order.likeness();
        let alike = self.recent.iter().filter(|one| one.likeness == likeness);
        let Some(newest) = alike.map(|one| one.payment).max() else {
            return Ok(None);
        };
        let reason = again.filter(|reason| !reason.trim().is_empty());
        reason.map(Some).ok_or(Rejection::Repeat(newest))
    }

    /// A payment was opened though one like it is recent: who wanted it, and why.
    pub(super) fn note_repeat(&mut self, turn: &mut Turn<'_>, payment: &Payment, reason: &str) {
        let deed = Deed {
            kind: JournalKind::Again,
            word: "",
            person: &payment.cashier,
            reason,
        };
        self.deed(turn, &deed, Some(payment.id));
    }

    /// Cash was taken for this payment.
    pub(super) fn remember(&mut self, now: Timestamp, id: PaymentId) {
        if let Some(payment) = self.payments.get(&id) {
            self.recent.push(Recent {
                payment: id,
                at: now,
                likeness: payment.order.likeness(),
            });
        }
    }

    /// Its cash goes back: making it once more is no repeat.
    pub(super) fn forget_recent(&mut self, id: PaymentId) {
        self.recent.retain(|recent| recent.payment != id);
    }
}

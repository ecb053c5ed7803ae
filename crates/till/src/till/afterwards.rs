//! What people want of payments that are settled: another cheque, a correction.
//!
//! Settled payments are not in memory; the runner reads the one that a command names and gives it back here.

use paydesk_domain::correction::{CorrectionRecord, CorrectionWish};
use paydesk_domain::details::MAX_NUMBER;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::{PrintStage, Stage};

use super::books::Deed;
use super::{Till, Turn};
use crate::payment::Payment;
use crate::world::{Change, Outcome, Rejection};

impl Till {
    /// Takes a settled payment into memory again, as it is stored; the command that needs it follows. One that is here
    /// already, or for which no cash was ever taken, is not taken.
    pub fn recall(&mut self, payment: Payment) {
        if payment.tender.is_some() {
            self.payments.entry(payment.id).or_insert(payment);
        }
    }

    pub(super) fn reprint(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        (by, reason): (&str, &str),
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get_mut(&id).ok_or(Rejection::NoSuchPayment)?;
        // A copy of a cheque whose cash is owed back would be another wrong paper.
        if payment.return_stage.is_some() {
            return Err(Rejection::WrongState);
        }
        let job = payment.print.as_mut().ok_or(Rejection::WrongState)?;
        match job.stage {
            PrintStage::Printed | PrintStage::Sent | PrintStage::Uncertain => {}
            // One is on its way already.
            PrintStage::Due | PrintStage::Printing(_) => return Err(Rejection::WrongState),
        }
        if reason.trim().is_empty() {
            return Err(Rejection::NoReason);
        }
        debug_assert!(job.started > 0, "a print that ended was started");
        job.stage = PrintStage::Due;
        job.started = job.started.max(1);
        let deed = Deed {
            kind: JournalKind::Reprinted,
            word: "",
            person: by,
            reason,
        };
        self.deed(turn, &deed, Some(id));
        self.record(turn, id, Stage::Paid);
        self.look_again_at = self.look_again_at.min(turn.now);
        Ok(Some(Outcome::Done))
    }

    pub(super) fn open_correction(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        (by, wish): (String, CorrectionWish),
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get(&id).ok_or(Rejection::NoSuchPayment)?;
        // Where cash is owed, nothing is left to be put right.
        if payment.stage() != Stage::Paid || payment.return_stage.is_some() {
            return Err(Rejection::WrongState);
        }
        if self.corrections.contains(&id) {
            return Err(Rejection::CorrectionOpen);
        }
        can_be_wanted(&wish, payment)?;
        let number = self
            .last_correction
            .checked_add(1)
            .ok_or(Rejection::Storage)?;
        let deed = Deed {
            kind: JournalKind::Correction,
            word: wish.as_key(),
            person: &by,
            reason: wish.reason(),
        };
        let seq = self.deed(turn, &deed, Some(id));
        let record = Box::new(CorrectionRecord {
            number,
            payment: id,
            at: turn.now,
            by,
            wish,
        });
        turn.changes.push(Change::CorrectionOpened {
            seq,
            record: record.clone(),
        });
        self.last_correction = number;
        self.corrections.insert(id);
        Ok(Some(Outcome::Correction(record)))
    }
}

/// Whether a wish says what is right, and that it is not what is there.
fn can_be_wanted(wish: &CorrectionWish, payment: &Payment) -> Result<(), Rejection> {
    if wish.reason().trim().is_empty() {
        return Err(Rejection::NoReason);
    }
    let order = &payment.order;
    match wish {
        CorrectionWish::Number { right, .. } => {
            let right = right.expose();
            let is_known = [&order.details.number, &order.details.account]
                .iter()
                .any(|present| present.expose() == right);
            let fits = !right.trim().is_empty() && right.chars().count() <= MAX_NUMBER;
            if is_known || !fits {
                return Err(Rejection::BadOrder);
            }
        }
        CorrectionWish::Sum { right, .. } => {
            let present = order.credited;
            let is_other = right.currency() == present.currency() && *right != present;
            if !right.is_positive() || !is_other {
                return Err(Rejection::BadSum);
            }
        }
        CorrectionWish::Return { .. } => {}
    }
    Ok(())
}

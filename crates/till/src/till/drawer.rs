//! Shifts, cash that moves without a payment, and what else people do at a till.
//!
//! None of it moves the money of a payment, so none of it waits for one: a shift is closed with payments open, and
//! they pass on by name.

use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::money::Money;
use paydesk_domain::shift::{CashDirection, CashMove, DrawerCause, Shift};

use super::books::Deed;
use super::{Till, Turn};
use crate::world::{Change, Effect, Event, NoteKind, Outcome, Rejection};

/// A wish to move cash.
pub(super) struct Wish {
    pub(super) cashier: String,
    pub(super) direction: CashDirection,
    pub(super) sum: Money,
    pub(super) reason: String,
}

impl Till {
    pub(super) fn open_shift(
        &mut self,
        turn: &mut Turn<'_>,
        cashier: String,
        float: Money,
    ) -> Result<Option<Outcome>, Rejection> {
        if self.shift.is_some() {
            return Err(Rejection::ShiftOpen);
        }
        if float.minor() < 0 {
            return Err(Rejection::BadSum);
        }
        let number = self.last_shift.checked_add(1).ok_or(Rejection::Storage)?;
        let deed = Deed {
            kind: JournalKind::ShiftOpened,
            word: &float.to_string(),
            person: &cashier,
            reason: "",
        };
        let seq = self.deed(turn, &deed, None);
        let shift = Shift {
            number,
            opened_at: turn.now,
            opened_by: cashier,
            float,
        };
        turn.changes.push(Change::ShiftOpened {
            seq,
            shift: shift.clone(),
        });
        self.last_shift = number;
        self.shift = Some(shift);
        self.open_for(turn, DrawerCause::Float, None);
        Ok(Some(self.tell_shift(turn)))
    }

    pub(super) fn close_shift(
        &mut self,
        turn: &mut Turn<'_>,
        by: String,
        counted: Option<Money>,
    ) -> Result<Option<Outcome>, Rejection> {
        let shift = self.shift.as_ref().ok_or(Rejection::NoShift)?;
        let (number, currency) = (shift.number, shift.float.currency());
        if counted.is_some_and(|sum| sum.minor() < 0 || sum.currency() != currency) {
            return Err(Rejection::BadSum);
        }
        let word = counted.map_or_else(|| "not counted".to_owned(), |sum| sum.to_string());
        let deed = Deed {
            kind: JournalKind::ShiftClosed,
            word: &word,
            person: &by,
            reason: "",
        };
        let seq = self.deed(turn, &deed, None);
        turn.changes.push(Change::ShiftClosed {
            seq,
            number,
            at: turn.now,
            by,
            counted,
        });
        self.shift = None;
        Ok(Some(self.tell_shift(turn)))
    }

    pub(super) fn move_cash(
        &mut self,
        turn: &mut Turn<'_>,
        wish: Wish,
    ) -> Result<Option<Outcome>, Rejection> {
        let shift = self.shift.clone().ok_or(Rejection::NoShift)?;
        if !wish.sum.is_positive() || wish.sum.currency() != shift.float.currency() {
            return Err(Rejection::BadSum);
        }
        if wish.reason.trim().is_empty() {
            return Err(Rejection::NoReason);
        }
        let deed = Deed {
            kind: match wish.direction {
                CashDirection::In => JournalKind::CashIn,
                CashDirection::Out => JournalKind::CashOut,
            },
            word: &wish.sum.to_string(),
            person: &wish.cashier,
            reason: &wish.reason,
        };
        let seq = self.deed(turn, &deed, None);
        turn.changes.push(Change::CashMoved {
            seq,
            moved: CashMove {
                shift: shift.number,
                at: turn.now,
                by: wish.cashier,
                direction: wish.direction,
                sum: wish.sum,
                reason: wish.reason,
            },
        });
        self.open_for(turn, DrawerCause::CashMove, None);
        Ok(Some(Outcome::Shift(Some(shift))))
    }

    /// The drawer opens for cash that is put in or taken out. Its entry stands in the transaction of the cash, and the
    /// pulse follows that: a start after a crash never sends one.
    pub(super) fn open_for(
        &mut self,
        turn: &mut Turn<'_>,
        cause: DrawerCause,
        payment: Option<PaymentId>,
    ) {
        if self.may_open_drawer(turn) {
            self.note(turn, (JournalKind::DrawerOpened, cause.as_key()), payment);
            turn.opens_drawer = true;
        }
    }

    /// Somebody wants the drawer open though nothing is sold.
    pub(super) fn open_drawer(
        &mut self,
        turn: &mut Turn<'_>,
        (person, reason): (&str, &str),
    ) -> Result<Option<Outcome>, Rejection> {
        if reason.trim().is_empty() {
            return Err(Rejection::NoReason);
        }
        if !self.may_open_drawer(turn) {
            return Err(Rejection::NoDrawer);
        }
        let deed = Deed {
            kind: JournalKind::DrawerOpened,
            word: DrawerCause::Asked.as_key(),
            person,
            reason,
        };
        self.deed(turn, &deed, None);
        turn.opens_drawer = true;
        Ok(Some(Outcome::DrawerOpened))
    }

    /// In training no cash changes hands, and the drawer stays shut.
    const fn may_open_drawer(&self, turn: &Turn<'_>) -> bool {
        turn.has_drawer && !self.settings.shop.training
    }

    pub(super) fn put_on_record(
        &mut self,
        turn: &mut Turn<'_>,
        kind: NoteKind,
        (person, reason): (&str, &str),
    ) -> Outcome {
        let deed = Deed {
            kind: kind.journal_kind(),
            word: "",
            person,
            reason,
        };
        self.deed(turn, &deed, None);
        Outcome::Done
    }

    fn tell_shift(&self, turn: &mut Turn<'_>) -> Outcome {
        turn.then(Effect::Tell(Event::Shift(self.shift.clone())));
        Outcome::Shift(self.shift.clone())
    }
}

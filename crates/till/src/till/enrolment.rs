//! When these data and the server's do not agree: how new payments are let in again.
//!
//! A server that keeps epochs admits one copy of the data. Enrolling names the epoch that the server gave to this copy;
//! other servers know no copies, and a person compares the data instead.

use std::collections::BTreeSet;

use paydesk_domain::exchange::{Answer, Meaning};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::journal::{JournalKind, RECONCILED, enrolled_word, foreign_text};

use super::books::Deed;
use super::{Till, Turn};
use crate::payment::Plan;
use crate::world::{Alarm, Effect, Outcome, Rejection, Ticket};

/// This copy was enrolled, and not every open payment has been heard of since.
#[derive(Debug)]
pub(super) struct Enrolment {
    /// Who waits for the end of it.
    pub(super) ticket: Ticket,
    left: BTreeSet<PaymentId>,
}

impl Till {
    /// Whether these data are known to be other than the server's: a payment may have been made under a SESSION that
    /// they do not hold.
    pub(super) fn is_out_of_step(&self) -> bool {
        matches!(
            self.blocked,
            Some(Rejection::Reconcile | Rejection::OtherCopy)
        )
    }

    /// A person has compared the data. Where the server has admitted another copy there is nothing to compare.
    pub(super) fn reconciled(&mut self, turn: &mut Turn<'_>) -> Result<Option<Outcome>, Rejection> {
        if self.blocked == Some(Rejection::OtherCopy) {
            return Err(Rejection::OtherCopy);
        }
        if self.blocked == Some(Rejection::Reconcile) {
            self.let_in(turn);
        }
        Ok(Some(Outcome::Done))
    }

    /// The new epoch is durable before anything is asked under it, and new payments stay stopped until every open one
    /// was heard of: a start in between finds them stopped.
    pub(super) fn enrol(
        &mut self,
        turn: &mut Turn<'_>,
        ticket: Ticket,
        (epoch, by, newest): (u32, &str, Option<&SessionId>),
    ) -> Result<Option<Outcome>, Rejection> {
        if self.stopping {
            return Err(Rejection::Stopping);
        }
        if self.enrolment.is_some() {
            return Err(Rejection::WrongState);
        }
        if epoch < self.epoch {
            return Err(Rejection::OldEpoch);
        }
        if !self.is_out_of_step() {
            if let Some(reason) = self.blocked {
                return Err(reason);
            }
            self.block(turn, Rejection::Reconcile, Alarm::Reconcile);
        }
        let deed = Deed {
            kind: JournalKind::Alarm,
            word: &enrolled_word(epoch),
            person: by,
            reason: "",
        };
        self.deed(turn, &deed, None);
        self.epoch = epoch;
        self.put_off = None;
        if let Some(session) = newest {
            self.note_foreign(turn, session);
        }
        turn.seal();
        let ids = self.payments.keys().copied();
        let asked: Vec<_> = ids
            .filter_map(|id| self.question(id, turn.now).map(|ask| (id, ask)))
            .collect();
        for (id, ask) in &asked {
            self.line.forget(*id);
            if !self.travels(*id) {
                let plan = Plan {
                    ask: *ask,
                    at: turn.now,
                };
                self.plans.insert(*id, plan);
            }
        }
        let left = asked.into_iter().map(|(id, _)| id).collect();
        self.enrolment = Some(Enrolment { ticket, left });
        Ok(None)
    }

    /// The server has a SESSION of this till that these data do not hold. While this copy is being enrolled that is no
    /// news: it is put on record, and not asked about again.
    pub(super) fn hear_foreign(&mut self, turn: &mut Turn<'_>, session: Option<&SessionId>) {
        match session {
            Some(session) if self.enrolment.is_some() => self.note_foreign(turn, session),
            _ => self.block(turn, Rejection::Reconcile, Alarm::Reconcile),
        }
    }

    fn note_foreign(&mut self, turn: &mut Turn<'_>, session: &SessionId) {
        let text = foreign_text(session).into();
        self.enter(turn, (JournalKind::Alarm, text), None);
    }

    /// A reply that passed the gate, under the present epoch, in which the server has looked at the payment.
    pub(super) fn heard_of(&mut self, attempt: AttemptId, answer: &Answer) {
        let Some(flight) = self.flights.get(&attempt) else {
            return;
        };
        let payment = self.payments.get(&flight.payment);
        let is_ours = payment.is_some_and(|payment| payment.session == flight.session);
        // That the SESSION is there already does not tell what became of it.
        let is_looked_at = !matches!(
            answer.meaning,
            Meaning::NotLooked(_) | Meaning::SessionExists(_)
        );
        if let Some(enrolment) = &mut self.enrolment
            && flight.epoch == self.epoch
            && is_ours
            && is_looked_at
        {
            enrolment.left.remove(&flight.payment);
        }
    }

    /// Lets new payments in once every open one was heard of.
    pub(super) fn end_enrolment(&mut self, turn: &mut Turn<'_>) {
        let is_over = self.enrolment.as_ref().is_some_and(|enrolment| {
            let mut left = enrolment.left.iter();
            left.all(|id| self.question(*id, turn.now).is_none() && !self.travels(*id))
        });
        if is_over && let Some(enrolment) = self.enrolment.take() {
            self.let_in(turn);
            turn.then(Effect::Reply(enrolment.ticket, Outcome::Done));
        }
    }

    fn let_in(&mut self, turn: &mut Turn<'_>) {
        self.blocked = self.for_room;
        self.note(turn, (JournalKind::Alarm, RECONCILED), None);
    }
}

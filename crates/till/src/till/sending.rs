//! What goes on the wire, when, and in which order: first the attempt row, then the bytes.

use paydesk_domain::exchange::{Ask, CancelReason, Request};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::payment::{FailGround, Stage, State};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;

use super::{Flight, Till, Turn};
use crate::payment::{Payment, Plan};
use crate::policy::Fence;
use crate::world::{Change, Effect};

impl Till {
    /// Sends what is due, oldest question first, within the limits. What waits for a line that is cut is not due; when
    /// the line is to be tried, the oldest of all questions does it.
    pub(super) fn send_due(&mut self, turn: &mut Turn<'_>) {
        if self.is_put_off(turn.now) {
            return;
        }
        self.try_line(turn);
        let mut due: Vec<(Timestamp, PaymentId, Ask)> = self
            .plans
            .iter()
            .filter(|(id, plan)| plan.at <= turn.now && !self.line.holds(**id))
            .map(|(id, plan)| (plan.at, *id, plan.ask))
            .collect();
        due.sort_unstable();
        for (_, id, ask) in due {
            if self.flights.len() >= self.settings.policy.attempts_at_once {
                return;
            }
            if !self.is_held_up(id) {
                self.plans.remove(&id);
                self.send(turn, id, ask);
            }
        }
    }

    /// Whether another payment to the same number is on the wire, or this one is: they go one after another.
    pub(super) fn is_held_up(&self, id: PaymentId) -> bool {
        let Some(payment) = self.payments.get(&id) else {
            return true;
        };
        self.flights.values().any(|flight| {
            flight.payment == id
                || self
                    .payments
                    .get(&flight.payment)
                    .is_some_and(|other| payment.same_details(other))
        })
    }

    fn send(&mut self, turn: &mut Turn<'_>, id: PaymentId, ask: Ask) {
        let has_consent = self
            .payments
            .get(&id)
            .is_some_and(|payment| self.has_consent(payment, turn.now));
        let valid_ms = self.settings.policy.check_valid_ms;
        let fence = self.settings.policy.fence;
        let server_now = turn.now.plus_ms(self.clock_offset_ms);
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let before = payment.stage();
        let is_late = payment.not_after.is_some_and(|last| server_now > last);
        let ask = match (ask, payment.cancel) {
            // What a person looks at is asked about, not sent.
            (Ask::Pay | Ask::Cancel(_), _) if !before.may_become(Stage::Sending) => Ask::Status,
            // Once a cancel has been sent, no pay of this SESSION may follow.
            (Ask::Pay, Some(reason)) => Ask::Cancel(reason),
            // The consent grew too old after the cash was taken. These data may be an old copy that does not know of
            // a pay since: the server is asked before another SESSION is used.
            (Ask::Pay | Ask::Check, None)
                if before == Stage::Queued
                    && payment.pays == 0
                    && !has_consent
                    && payment.grant.is_some() =>
            {
                Ask::Status
            }
            (Ask::Pay, None) if payment.pays == 0 && !has_consent => Ask::Check,
            // The wait for another payment's reply has outlasted the time in which this may be repeated.
            (Ask::Pay, None) if payment.pays > 0 && is_late => match fence {
                Fence::Tombstone => Ask::Cancel(CancelReason::Expired),
                Fence::Quarantine => Ask::Status,
            },
            (ask, _) => ask,
        };
        match ask {
            Ask::Pay => {
                let last = payment
                    .grant
                    .as_ref()
                    .map_or(server_now, |grant| grant.server_time);
                payment.not_after.get_or_insert(last.plus_ms(valid_ms));
                payment.pays = payment.pays.saturating_add(1);
                payment.state = State::Sending;
                self.record(turn, id, before);
            }
            Ask::Cancel(reason) => {
                payment.cancel.get_or_insert(reason);
                payment.state = State::Sending;
                self.record(turn, id, before);
            }
            Ask::Check | Ask::Status => {}
        }
        self.post(turn, id, ask);
    }

    /// Another SESSION for a payment of which no pay was attempted. What the server said under the old one is
    /// void. The caller records the payment.
    pub(super) fn renew_session(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        debug_assert_eq!(payment.pays, 0, "after a pay attempt the SESSION stays");
        payment.session = SessionId::make(turn.now, turn.entropy.next_u64());
        payment.grant = None;
        payment.version = None;
        payment.transid = None;
        payment.authcode = None;
        let session = payment.session.clone();
        turn.changes.push(Change::NewSession(id, session));
    }

    /// What was planned for a state that the payment has left gives way to the question of the present one.
    pub(super) fn fit_plan(&mut self, now: Timestamp, id: PaymentId) {
        let stage = self.payments.get(&id).map(Payment::stage);
        if matches!(stage, Some(Stage::Queued | Stage::Unknown)) {
            return;
        }
        match (self.question(id, now), self.plans.get_mut(&id)) {
            (Some(ask), Some(plan)) => plan.ask = ask,
            (None, Some(_)) => {
                self.plans.remove(&id);
            }
            (_, None) => {}
        }
    }

    /// Plans the question of the present state for this very moment, whatever the line did before.
    pub(super) fn ask_now(&mut self, turn: &Turn<'_>, id: PaymentId) {
        self.line.forget(id);
        if let Some(ask) = self.question(id, turn.now) {
            self.plans.insert(id, Plan { ask, at: turn.now });
        }
    }

    /// Opens the attempt and sends it. The attempt is durable before the send: after a power cut "perhaps
    /// sent" must win over "never sent".
    pub(super) fn post(&mut self, turn: &mut Turn<'_>, id: PaymentId, ask: Ask) {
        let Some(payment) = self.payments.get(&id) else {
            return;
        };
        let request = Request {
            attempt: AttemptId::new(turn.entropy.next_u128()),
            ask,
            payment: id,
            session: payment.session.clone(),
            first_session: payment.first_session.clone(),
            order: payment.order.clone(),
            sent_at: turn.now.plus_ms(self.clock_offset_ms),
            not_after: if ask == Ask::Pay {
                payment.not_after
            } else {
                None
            },
            epoch: self.epoch,
            audit: self.head,
            known_version: payment.version,
        };
        let session = request.session.clone();
        let is_first = ask == Ask::Check && session.is_made_at(turn.now);
        self.flights.insert(
            request.attempt,
            Flight {
                payment: id,
                ask,
                session,
                is_first,
                sent_at: turn.now,
                epoch: self.epoch,
                clock_offset_ms: self.clock_offset_ms,
            },
        );
        if planted::is(Bug::SendBeforeCommit) && ask == Ask::Pay {
            turn.effects.push(Effect::Post(Box::new(request.clone())));
            turn.changes.push(Change::AttemptOpened(Box::new(request)));
            return turn.seal();
        }
        if planted::is(Bug::MarkAfterSend) && ask == Ask::Pay {
            turn.then(Effect::Post(Box::new(request.clone())));
            return turn.changes.push(Change::AttemptOpened(Box::new(request)));
        }
        turn.changes
            .push(Change::AttemptOpened(Box::new(request.clone())));
        turn.then(Effect::Post(Box::new(request)));
    }

    /// Plans the next question by the payment's age and the number of questions so far.
    pub(super) fn ask_later(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        let Some(ask) = self.question(id, turn.now) else {
            return;
        };
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        if planted::is(Bug::GiveUpAfterN) && payment.asks >= 4 && payment.stage() == Stage::Unknown
        {
            let refusal = Refusal {
                kind: RefusalKind::StateUnclear,
                code: 0,
            };
            self.fail(turn, id, FailGround::Refused(refusal));
            return self.record(turn, id, Stage::Unknown);
        }
        let opened = payment.tender.map_or(payment.opened_at, |tender| tender.at);
        let jitter = turn.entropy.next_u64();
        let at = self
            .settings
            .policy
            .next_ask(turn.now, (opened, payment.asks), jitter);
        payment.asks = payment.asks.saturating_add(1);
        self.plans.insert(id, Plan { ask, at });
    }
}

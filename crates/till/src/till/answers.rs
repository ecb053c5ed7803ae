//! What a reply, or its absence, does to a payment. Silence is not refusal; "unknown session" is not refusal
//! either.

use paydesk_domain::exchange::{Answer, Ask, CancelReason, Meaning, Why};
use paydesk_domain::ids::{AttemptId, PaymentId};
use paydesk_domain::payment::{
    FailGround, Finality, NoConsent, PrintStage, ReviewGround, Stage, State, Unsure,
};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::provider::ChequeWhen;
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;

use super::{Flight, Till, Turn};
use crate::payment::{Payment, Plan, PrintJob};
use crate::policy::Fence;
use crate::world::{Alarm, Change, Effect, Event, Outcome, Rejection};

impl Till {
    pub(super) fn answered(&mut self, turn: &mut Turn<'_>, attempt: AttemptId, answer: Answer) {
        let Some(flight) = self.flights.remove(&attempt) else {
            return;
        };
        let id = flight.payment;
        let clock_moved = self.learn_clock(turn, &flight, &answer);
        self.line_answered(turn, id);
        let is_ours = self
            .payments
            .get(&id)
            .is_some_and(|payment| payment.session == flight.session);
        if !is_ours {
            return self.close_attempt(turn, attempt, None);
        }
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let before = payment.clone();
        payment.version = answer.facts.version.max(payment.version);
        if planted::is(Bug::VersionMayFall) {
            payment.version = answer.facts.version.or(before.version);
        }
        payment.transid = answer.facts.transid.clone().or(payment.transid.take());
        payment.authcode = answer.facts.authcode.clone().or(payment.authcode.take());
        turn.changes.push(Change::AttemptClosed {
            attempt,
            at: turn.now,
            why: None,
            evidence: is_evidence(&answer.meaning, before.stage()).then(|| answer.evidence.clone()),
        });
        // Asked under a clock that was wrong: once more, at once. Never a pay: status comes first.
        let misdated = clock_moved
            && matches!(answer.meaning, Meaning::NotLooked(_))
            && flight.ask != Ask::Pay;
        if misdated && before.stage() == Stage::Checking && !self.stopping {
            self.post(turn, id, flight.ask);
        } else {
            self.hear(turn, &flight, &answer);
            if misdated {
                self.ask_now(turn, id);
            }
        }
        self.settle(turn, &before);
        turn.then(Effect::Tell(Event::Link(true)));
        if let Some(rest) = answer.facts.rest {
            turn.then(Effect::Tell(Event::Deposit(rest)));
        }
    }

    pub(super) fn unanswered(&mut self, turn: &mut Turn<'_>, attempt: AttemptId, why: Why) {
        let Some(flight) = self.flights.remove(&attempt) else {
            return;
        };
        let id = flight.payment;
        self.close_attempt(turn, attempt, Some(why));
        self.line_was_silent(turn, id, why);
        if why == Why::Stale {
            self.doubt_clock(&flight);
        }
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let before = payment.clone();
        if flight.ask == Ask::Pay && why.is_unsent() {
            payment.pays_never_left = payment.pays_never_left.saturating_add(1);
        }
        match payment.state {
            State::Checking => payment.state = State::Draft(Some(NoConsent::NoAnswer(why))),
            State::Sending => payment.state = State::Unknown(Unsure::NoAnswer(why)),
            State::Draft(_)
            | State::Checked
            | State::Queued
            | State::Unknown(_)
            | State::InProgress
            | State::Paid(_)
            | State::Failed(_)
            | State::Cancelled
            | State::Review(_) => {}
        }
        if flight.ask == Ask::Pay && before.stage() == Stage::Sending {
            self.mistake_silence(turn, id, why);
        }
        self.settle(turn, &before);
        if why == Why::EpochAhead && flight.epoch < self.epoch {
            // Asked before this copy was enrolled.
            self.ask_now(turn, id);
        } else if why == Why::EpochAhead {
            self.block(turn, Rejection::OtherCopy, Alarm::OtherCopy);
        } else if why == Why::ServerWentBack {
            self.block(turn, Rejection::Reconcile, Alarm::Reconcile);
        } else if why.is_alarming() {
            self.alarm(turn, Alarm::StrangeReply(why));
        }
        turn.then(Effect::Tell(Event::Link(false)));
    }

    /// The mistakes that are made of a pay without an answer.
    fn mistake_silence(&mut self, turn: &mut Turn<'_>, id: PaymentId, why: Why) {
        let is_refusal = (planted::is(Bug::ServerErrorIsFailed) && why == Why::NotAccepted)
            || (planted::is(Bug::UnsignedErrorTrusted) && why == Why::NotSigned);
        if is_refusal {
            let refusal = Refusal {
                kind: RefusalKind::RequestRefused,
                code: 0,
            };
            self.fail(turn, id, FailGround::Refused(refusal));
        }
        if planted::is(Bug::NewSessionOnTimeout)
            && why == Why::TimedOut
            && let Some(payment) = self.payments.get_mut(&id)
        {
            payment.state = State::Queued;
            (payment.pays, payment.not_after) = (0, None);
            self.renew_session(turn, id);
        }
    }

    fn close_attempt(&mut self, turn: &mut Turn<'_>, attempt: AttemptId, why: Option<Why>) {
        turn.changes.push(Change::AttemptClosed {
            attempt,
            at: turn.now,
            why,
            evidence: None,
        });
    }

    /// Stores what changed, answers whoever waits, and plans the next question.
    fn settle(&mut self, turn: &mut Turn<'_>, before: &Payment) {
        let id = before.id;
        let Some(payment) = self.payments.get(&id) else {
            return;
        };
        let is_changed = payment != before;
        if is_changed {
            self.record(turn, id, before.stage());
        }
        self.fit_plan(turn.now, id);
        if !self.travels(id) && !self.plans.contains_key(&id) {
            self.ask_later(turn, id);
        }
        turn.seal();
        if !is_changed {
            self.tell(turn, id);
        }
        self.answer_waiting(turn, id);
        self.forget_if_settled(id);
    }

    fn answer_waiting(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        let Some(payment) = self.payments.get(&id) else {
            return;
        };
        let outcome = match payment.state {
            State::Checking => return,
            State::Draft(Some(reason)) => Outcome::NoConsent(Box::new(payment.clone()), reason),
            // Its times would be wrong: the cashier hears of it before any cash is taken.
            State::Checked if self.is_clock_off() => Outcome::NotAccepted(Rejection::ClockOff),
            State::Draft(None)
            | State::Checked
            | State::Queued
            | State::Sending
            | State::Unknown(_)
            | State::InProgress
            | State::Paid(_)
            | State::Failed(_)
            | State::Cancelled
            | State::Review(_) => Outcome::Consent(Box::new(payment.clone())),
        };
        for ticket in self.waiting.remove(&id).unwrap_or_default() {
            turn.then(Effect::Reply(ticket, outcome.clone()));
        }
    }

    fn hear(&mut self, turn: &mut Turn<'_>, flight: &Flight, answer: &Answer) {
        let Some(stage) = self.payments.get(&flight.payment).map(Payment::stage) else {
            return;
        };
        match stage {
            Stage::Checking => self.hear_check(turn, flight, answer),
            Stage::Queued => self.hear_late_check(turn, flight, answer),
            Stage::Sending | Stage::Unknown | Stage::InProgress | Stage::Review => {
                self.hear_outcome(turn, flight, answer);
            }
            Stage::Paid => self.hear_after_paid(turn, flight.payment, answer.meaning),
            Stage::Draft | Stage::Checked | Stage::Failed | Stage::Cancelled => {}
        }
    }

    /// A reply about a payment whose pay may have been made.
    fn hear_outcome(&mut self, turn: &mut Turn<'_>, flight: &Flight, answer: &Answer) {
        let id = flight.payment;
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        // A refusal is final only as the answer to the sole attempt that can have reached the server.
        let others = payment
            .pays
            .saturating_sub(payment.pays_never_left)
            .saturating_sub(1);
        let only_attempt = flight.ask == Ask::Pay && others == 0;
        match answer.meaning {
            Meaning::Accepted { is_final: true } | Meaning::Done => {
                self.paid(id, Finality::Final);
            }
            Meaning::Accepted { is_final: false } => self.accepted(id),
            Meaning::InWork => {
                set_outcome(payment, State::InProgress);
            }
            Meaning::RefusedForGood(refusal) => {
                self.fail(turn, id, FailGround::Refused(refusal));
            }
            Meaning::Tombstone(refusal) => self.fail(turn, id, FailGround::Tombstone(refusal)),
            Meaning::Refused(refusal) | Meaning::Expired(refusal) if only_attempt => {
                self.fail(turn, id, FailGround::Refused(refusal));
            }
            Meaning::Absent(refusal) => self.no_pay_known(turn, id, (flight.ask, answer, refusal)),
            Meaning::OnlyChecked => {
                let refusal = Refusal {
                    kind: RefusalKind::SessionUnknown,
                    code: 0,
                };
                self.no_pay_known(turn, id, (flight.ask, answer, refusal));
            }
            Meaning::Contradiction(_) => {
                if payment.stage().may_become(Stage::Review) {
                    payment.state = State::Review(ReviewGround::Contradiction);
                }
                self.alarm(turn, Alarm::Contradiction(id));
            }
            Meaning::Mismatch(refusal) => {
                set_unknown(payment, refusal);
                self.alarm(turn, Alarm::Contradiction(id));
            }
            Meaning::Refused(refusal)
            | Meaning::Expired(refusal)
            | Meaning::Here(refusal)
            | Meaning::Unsure(refusal)
            | Meaning::NotLooked(refusal)
            | Meaning::SessionExists(refusal)
            | Meaning::CheckRefused(refusal) => set_unknown(payment, refusal),
            Meaning::Granted => {
                set_unknown(
                    payment,
                    Refusal {
                        kind: RefusalKind::StateUnclear,
                        code: 0,
                    },
                );
            }
        }
    }

    /// The server knows no pay under this SESSION. A delayed one may still arrive: the fence decides.
    fn no_pay_known(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        (ask, answer, refusal): (Ask, &Answer, Refusal),
    ) {
        let policy = self.settings.policy.clone();
        let server_now = turn.now.plus_ms(self.clock_offset_ms);
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        if planted::is(Bug::UnknownSessionIsFinal) {
            return self.fail(turn, id, FailGround::Refused(refusal));
        }
        // What follows from a fresh reply is harmless: a server that was asked to cancel always knows the SESSION.
        if planted::is(Bug::NoNonceCheck) && matches!(ask, Ask::Cancel(_)) {
            return self.fail(turn, id, FailGround::Refused(refusal));
        }
        if planted::is(Bug::VersionMayFall) && payment.stage() == Stage::InProgress {
            payment.state = State::Unknown(Unsure::Answered(refusal));
        }
        if payment.stage() == Stage::InProgress {
            payment.state = State::Review(ReviewGround::Contradiction);
            return self.alarm(turn, Alarm::Contradiction(id));
        }
        set_unknown(payment, refusal);
        if ask != Ask::Status {
            return;
        }
        if payment.state == State::Review(ReviewGround::TooOld) {
            // Nothing is sent from a review, but time has closed the SESSION at either kind of server.
            if has_passed_quarantine(payment, answer.signed_at, &policy) {
                self.fail(turn, id, FailGround::Quarantine(refusal));
            }
            return;
        }
        if payment.stage() != Stage::Unknown {
            return;
        }
        let may_repeat = policy.repeat_pay || !payment.pay_may_have_left();
        let in_time = payment.not_after.is_none_or(|last| server_now <= last);
        if payment.cancel.is_none() && may_repeat && in_time {
            let ask = Ask::Pay;
            self.plans.insert(id, Plan { ask, at: turn.now });
        } else if policy.fence == Fence::Tombstone {
            let ask = Ask::Cancel(payment.cancel.unwrap_or(CancelReason::Expired));
            self.plans.insert(id, Plan { ask, at: turn.now });
        } else if has_passed_quarantine(payment, answer.signed_at, &policy) {
            self.fail(turn, id, FailGround::Quarantine(refusal));
        }
    }

    fn accepted(&mut self, id: PaymentId) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let provider = self.settings.catalogue.provider(&payment.order.provider);
        let when = provider.map_or(ChequeWhen::Accepted, |provider| provider.cheque_when);
        match when {
            ChequeWhen::Accepted => self.paid(id, Finality::Accepted),
            ChequeWhen::Final => {
                set_outcome(payment, State::InProgress);
            }
        }
    }

    /// Paid, the stored reply and the print job are one transaction: they stand in one change set.
    fn paid(&mut self, id: PaymentId, finality: Finality) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        if set_outcome(payment, State::Paid(finality)) && payment.print.is_none() {
            payment.print = Some(PrintJob {
                stage: PrintStage::Due,
                started: 0,
            });
        }
    }

    pub(super) fn fail(&mut self, turn: &mut Turn<'_>, id: PaymentId, ground: FailGround) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        if set_outcome(payment, State::Failed(ground)) {
            self.owe(turn, id);
        }
    }

    /// A status reply about a payment whose cheque is out.
    fn hear_after_paid(&mut self, turn: &mut Turn<'_>, id: PaymentId, meaning: Meaning) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        match meaning {
            Meaning::Done | Meaning::Accepted { is_final: true } => {
                payment.state = State::Paid(Finality::Final);
            }
            Meaning::RefusedForGood(_) | Meaning::Tombstone(_)
                if payment.state == State::Paid(Finality::Final) =>
            {
                self.alarm(turn, Alarm::Contradiction(id));
            }
            Meaning::RefusedForGood(_) | Meaning::Tombstone(_) => {
                self.owe(turn, id);
                self.alarm(turn, Alarm::LateRefusal(id));
            }
            Meaning::Contradiction(_) => self.alarm(turn, Alarm::Contradiction(id)),
            // A cheque is out, and the server has no pay: a person must hear of it, once.
            Meaning::Absent(_) | Meaning::OnlyChecked => {
                let apart = self.settings.policy.absent_apart_ms;
                let is_young = payment
                    .tender
                    .is_some_and(|t| turn.now.ms_since(t.at) < apart);
                if payment.absent_at.is_none() && !is_young {
                    payment.absent_at = Some(turn.now.unix_seconds());
                    self.alarm(turn, Alarm::Contradiction(id));
                }
            }
            Meaning::Granted
            | Meaning::CheckRefused(_)
            | Meaning::SessionExists(_)
            | Meaning::Accepted { is_final: false }
            | Meaning::Refused(_)
            | Meaning::Here(_)
            | Meaning::Mismatch(_)
            | Meaning::Expired(_)
            | Meaning::Unsure(_)
            | Meaning::InWork
            | Meaning::NotLooked(_) => {}
        }
    }
}

/// Moves a payment if its present state allows it.
fn set_outcome(payment: &mut Payment, next: State) -> bool {
    let may = payment.stage().may_become(next.stage());
    if may {
        payment.state = next;
        payment.asks = 0;
    }
    may
}

fn set_unknown(payment: &mut Payment, refusal: Refusal) {
    if payment.stage() == Stage::Sending {
        payment.state = State::Unknown(Unsure::Answered(refusal));
    }
}

/// Two signed "unknown" replies, minutes apart, the later one signed after the quarantine.
fn has_passed_quarantine(
    payment: &mut Payment,
    signed_at: u32,
    policy: &crate::policy::Policy,
) -> bool {
    let Some(grant) = &payment.grant else {
        return false;
    };
    let first = *payment.absent_at.get_or_insert(signed_at);
    let signed = Timestamp::from_unix_seconds(signed_at);
    let apart = signed.ms_since(Timestamp::from_unix_seconds(first));
    let since_check = signed.ms_since(Timestamp::from_unix_seconds(grant.signed_at));
    apart >= policy.absent_apart_ms && since_check > policy.quarantine_ms
}

/// Replies that a state rests on are kept with their signature; "still in work" says nothing to keep.
const fn is_evidence(meaning: &Meaning, before: Stage) -> bool {
    match meaning {
        Meaning::InWork => !matches!(before, Stage::InProgress | Stage::Paid),
        Meaning::Granted
        | Meaning::Accepted { .. }
        | Meaning::Refused(_)
        | Meaning::Mismatch(_)
        | Meaning::Absent(_)
        | Meaning::OnlyChecked
        | Meaning::Expired(_)
        | Meaning::Done
        | Meaning::RefusedForGood(_)
        | Meaning::Tombstone(_)
        | Meaning::Contradiction(_) => true,
        Meaning::CheckRefused(_)
        | Meaning::SessionExists(_)
        | Meaning::Here(_)
        | Meaning::Unsure(_)
        | Meaning::NotLooked(_) => false,
    }
}

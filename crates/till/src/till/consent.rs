//! What the reply to a check does: before any money was taken, and for a payment that was accepted offline.

use paydesk_domain::exchange::{Answer, Ask, Meaning, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{FailGround, NoConsent, ReviewGround, Stage, State};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;

use super::{Flight, Till, Turn};
use crate::payment::{Grant, Plan};
use crate::world::{Alarm, Rejection};

impl Till {
    /// The reply to a check (or to the status that followed "session exists") before any money was taken.
    pub(super) fn hear_check(&mut self, turn: &mut Turn<'_>, flight: &Flight, answer: &Answer) {
        let id = flight.payment;
        let asked_status = flight.ask == Ask::Status;
        let may_ask_on = !self.stopping;
        let grant = grant_of(answer, turn.now);
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        match answer.meaning {
            Meaning::Granted => {
                payment.grant = Some(grant);
                payment.state = State::Checked;
            }
            Meaning::SessionExists(_) if !asked_status && may_ask_on => {
                self.post(turn, id, Ask::Status);
            }
            Meaning::SessionExists(_) if !asked_status => {
                payment.state = State::Draft(Some(NoConsent::NoAnswer(Why::Interrupted)));
            }
            Meaning::Absent(_) | Meaning::OnlyChecked if asked_status && may_ask_on => {
                // Somebody's check stands under this SESSION, but no pay: a fresh SESSION is safe.
                self.renew_session(turn, id);
                self.record(turn, id, Stage::Checking);
                self.post(turn, id, Ask::Check);
            }
            Meaning::CheckRefused(refusal)
            | Meaning::Refused(refusal)
            | Meaning::RefusedForGood(refusal)
            | Meaning::Tombstone(refusal)
            | Meaning::NotLooked(refusal)
            | Meaning::Unsure(refusal)
            | Meaning::Expired(refusal)
            | Meaning::Mismatch(refusal) => {
                payment.state = State::Draft(Some(NoConsent::Refused(refusal)));
            }
            Meaning::SessionExists(refusal)
            | Meaning::Here(refusal)
            | Meaning::Contradiction(refusal) => self.session_is_known(turn, id, refusal),
            Meaning::Accepted { .. } | Meaning::InWork | Meaning::Done => {
                let refusal = Refusal {
                    kind: RefusalKind::SessionExists,
                    code: 0,
                };
                self.session_is_known(turn, id, refusal);
            }
            Meaning::Absent(refusal) => {
                payment.state = State::Draft(Some(NoConsent::Refused(refusal)));
            }
            Meaning::OnlyChecked => {
                payment.state = State::Draft(Some(NoConsent::GivenUp));
            }
        }
    }

    /// The server has more under a SESSION that we thought new than a check: our data is older than the
    /// server's. No cash was taken for this payment, and none may be taken for another.
    fn session_is_known(&mut self, turn: &mut Turn<'_>, id: PaymentId, refusal: Refusal) {
        if let Some(payment) = self.payments.get_mut(&id) {
            payment.state = State::Draft(Some(NoConsent::Refused(refusal)));
        }
        self.alarm(turn, Alarm::Contradiction(id));
        self.block(turn, Rejection::Reconcile, Alarm::Reconcile);
    }

    /// The check of a payment that was accepted offline: the cash is in the drawer already.
    pub(super) fn hear_late_check(
        &mut self,
        turn: &mut Turn<'_>,
        flight: &Flight,
        answer: &Answer,
    ) {
        let id = flight.payment;
        let asked_status = flight.ask == Ask::Status;
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        match answer.meaning {
            Meaning::Granted => {
                let price_fits = answer
                    .facts
                    .price
                    .is_none_or(|price| price == payment.order.credited);
                let own_number = payment.order.provider_number.get();
                let route_fits = answer
                    .facts
                    .routed_to
                    .is_none_or(|number| number == own_number);
                payment.grant = Some(grant_of(answer, turn.now));
                if price_fits && route_fits {
                    payment.asks = 0;
                    self.plans.insert(
                        id,
                        Plan {
                            ask: Ask::Pay,
                            at: turn.now,
                        },
                    );
                } else {
                    payment.state = State::Review(ReviewGround::TermsChanged);
                }
            }
            // An earlier check of ours may have arrived though its reply was lost: status tells.
            Meaning::SessionExists(_) if !asked_status => {
                let ask = Ask::Status;
                self.plans.insert(id, Plan { ask, at: turn.now });
            }
            Meaning::Absent(_) | Meaning::OnlyChecked if asked_status => self.ask_anew(turn, id),
            // The server's hold has ended, and nothing can be made of it any more.
            Meaning::RefusedForGood(refusal)
                if asked_status && refusal.kind == RefusalKind::CheckExpired =>
            {
                self.ask_anew(turn, id);
            }
            // The server may keep this answer for ever under this SESSION. No pay was attempted, so the next
            // question has a new one.
            Meaning::CheckRefused(refusal) if is_temporary(refusal.kind) => {
                self.renew_late(turn, id);
            }
            Meaning::NotLooked(_) | Meaning::Unsure(_) => {}
            Meaning::CheckRefused(refusal)
            | Meaning::RefusedForGood(refusal)
            | Meaning::Refused(refusal) => self.fail(turn, id, FailGround::Refused(refusal)),
            Meaning::Tombstone(refusal) => {
                self.fail(turn, id, FailGround::Tombstone(refusal));
            }
            Meaning::SessionExists(_)
            | Meaning::Accepted { .. }
            | Meaning::Here(_)
            | Meaning::Mismatch(_)
            | Meaning::Absent(_)
            | Meaning::OnlyChecked
            | Meaning::Expired(_)
            | Meaning::InWork
            | Meaning::Done
            | Meaning::Contradiction(_) => {
                payment.state = State::Review(ReviewGround::SessionKnown);
                self.alarm(turn, Alarm::Contradiction(id));
                self.block(turn, Rejection::Reconcile, Alarm::Reconcile);
            }
        }
    }
}

impl Till {
    fn ask_anew(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        if self.renew_late(turn, id) {
            self.ask_now(turn, id);
        }
    }

    /// Another SESSION for a payment whose cash was taken, unless these data are known to be old: then it may have
    /// been made under another SESSION already.
    fn renew_late(&mut self, turn: &mut Turn<'_>, id: PaymentId) -> bool {
        let may_renew = !self.is_out_of_step();
        if may_renew {
            self.renew_session(turn, id);
        }
        may_renew
    }
}

fn grant_of(answer: &Answer, now: Timestamp) -> Grant {
    Grant {
        signed_at: answer.signed_at,
        server_time: answer
            .facts
            .server_time
            .unwrap_or(Timestamp::from_unix_seconds(answer.signed_at)),
        heard_at: now,
        info: answer.facts.info.clone(),
    }
}

/// Refusals of a check that may end by themselves; the payment stays in the outbox.
const fn is_temporary(kind: RefusalKind) -> bool {
    match kind {
        RefusalKind::ProviderDown
        | RefusalKind::ServerBusy
        | RefusalKind::StateUnclear
        | RefusalKind::CheckExpired => true,
        RefusalKind::UnknownNumber
        | RefusalKind::BadInput
        | RefusalKind::BadSum
        | RefusalKind::ChangedData
        | RefusalKind::DepositShort
        | RefusalKind::LimitReached
        | RefusalKind::DealerBlocked
        | RefusalKind::NotAllowed
        | RefusalKind::ProviderNotServed
        | RefusalKind::RepeatWithinHour
        | RefusalKind::BlackListed
        | RefusalKind::SessionExists
        | RefusalKind::SessionUnknown
        | RefusalKind::Withdrawn
        | RefusalKind::RequestRefused
        | RefusalKind::Other => false,
    }
}

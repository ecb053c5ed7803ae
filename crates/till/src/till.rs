//! The till: one pure step from an input to effects.
//!
//! The order of effects is the safety: nothing is posted, printed or told before the `Persist` in front of
//! it.

mod afterwards;
mod ageing;
mod answers;
mod books;
mod busy;
mod clock;
mod commands;
mod consent;
mod drawer;
mod enrolment;
mod line;
mod printing;
mod repeat;
mod sending;
mod turn;

use std::collections::{BTreeMap, BTreeSet};

use paydesk_domain::exchange::{Ask, AuditHead, Why};
use paydesk_domain::ids::{AttemptId, IntentKey, PaymentId, PointCode, SessionId};
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::{
    Finality, NoConsent, PrintStage, ReturnStage, ReviewGround, Stage, State, Unsure,
};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::provider::Catalogue;
use paydesk_domain::shift::Shift;
use paydesk_domain::time::Timestamp;

use enrolment::Enrolment;
use turn::Turn;

use crate::paper::Shop;
use crate::payment::{Payment, Plan};
use crate::policy::Policy;
use crate::world::{Alarm, Change, Effect, Env, Event, Input, Recent, Rejection, Saved, Ticket};

/// What the till is told once.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The providers.
    pub catalogue: Catalogue,
    /// Deadlines, back-off and fence.
    pub policy: Policy,
    /// What stands at the top of every paper.
    pub shop: Shop,
    /// The point's code, for claim numbers.
    pub point: PointCode,
    /// How long after the start the first questions about open payments wait, in milliseconds: time for a
    /// person to withdraw one. Nothing is lost by it.
    pub first_questions_after_ms: i64,
}

/// The till.
#[derive(Debug)]
pub struct Till {
    settings: Settings,
    payments: BTreeMap<PaymentId, Payment>,
    plans: BTreeMap<PaymentId, Plan>,
    flights: BTreeMap<AttemptId, Flight>,
    intents: BTreeMap<IntentKey, PaymentId>,
    waiting: BTreeMap<PaymentId, Vec<Ticket>>,
    printing: Option<PaymentId>,
    /// The printer is not looked at before this moment.
    look_again_at: Timestamp,
    head: AuditHead,
    last_payment: i64,
    clock_offset_ms: i64,
    /// The other distance that it may have: none, as long as the one above was learnt.
    other_offset_ms: i64,
    /// How far the server's clock is away from ours, by a server that tells its time in every reply.
    skew_ms: i64,
    clock_seen: Timestamp,
    line: line::Line,
    /// How far the clock was set back since the newest of the payments that carry a later time.
    set_back_ms: i64,
    /// A busy server wants to be left alone between these moments.
    put_off: Option<(Timestamp, Timestamp)>,
    blocked: Option<Rejection>,
    /// Why nothing new may be accepted even when these data and the server's agree.
    for_room: Option<Rejection>,
    /// The epoch of this copy of the data.
    epoch: u32,
    enrolment: Option<Enrolment>,
    stopping: bool,
    shift: Option<Shift>,
    last_shift: u32,
    recent: Vec<Recent>,
    corrections: BTreeSet<PaymentId>,
    last_correction: u32,
}

/// An attempt on the wire.
#[derive(Debug, Clone)]
struct Flight {
    payment: PaymentId,
    ask: Ask,
    session: SessionId,
    /// The first request under its SESSION: nobody can have heard an older reply to it.
    is_first: bool,
    /// When it was sent, by our own clock.
    sent_at: Timestamp,
    /// The epoch that it names.
    epoch: u32,
    /// How far the server's clock was thought to be away when it was sent.
    clock_offset_ms: i64,
}

/// The epoch of data that were never enrolled anew.
pub const FIRST_EPOCH: u32 = 1;

const NO_HISTORY: AuditHead = AuditHead {
    seq: 0,
    hash: [0; 32],
};

impl Till {
    /// Starts from what the disk holds. An attempt of an earlier start is not in flight any more: an open pay
    /// becomes unknown and is asked about, never sent again first.
    pub fn open(settings: Settings, saved: Saved, env: &mut Env<'_>) -> (Self, Vec<Effect>) {
        let turn = &mut Turn::new(env);
        let for_room = saved.is_cramped.then_some(Rejection::Storage);
        let other_copy = saved.is_other_copy.then_some(Rejection::OtherCopy);
        let reconcile = saved.reconcile.then_some(Rejection::Reconcile);
        let set_back_ms = ageing::set_back(&saved.payments, turn.now);
        let intents = saved.payments.iter();
        let intents = intents
            .map(|payment| (payment.intent, payment.id))
            .collect();
        let mut till = Self {
            settings,
            payments: saved
                .payments
                .into_iter()
                .map(|payment| (payment.id, payment))
                .collect(),
            plans: BTreeMap::new(),
            flights: BTreeMap::new(),
            intents,
            waiting: BTreeMap::new(),
            printing: None,
            look_again_at: turn.now,
            head: saved.head.unwrap_or(NO_HISTORY),
            last_payment: saved.last_payment,
            clock_offset_ms: 0,
            other_offset_ms: 0,
            skew_ms: 0,
            clock_seen: turn.now,
            line: line::Line::default(),
            set_back_ms,
            put_off: None,
            blocked: other_copy.or(reconcile).or(for_room),
            for_room,
            epoch: saved.epoch.unwrap_or(FIRST_EPOCH),
            enrolment: None,
            stopping: false,
            shift: saved.shift,
            last_shift: saved.last_shift,
            recent: saved.recent,
            corrections: saved.corrections,
            last_correction: saved.last_correction,
        };
        turn.then(Effect::Tell(Event::Shift(till.shift.clone())));
        for (attempt, _, _) in saved.open_attempts {
            turn.changes.push(Change::AttemptClosed {
                attempt,
                at: turn.now,
                why: Some(Why::Interrupted),
                evidence: None,
            });
        }
        let ids: Vec<PaymentId> = till.payments.keys().copied().collect();
        for id in ids {
            till.recover(turn, id);
        }
        turn.seal();
        till.send_due(turn);
        till.start_print(turn);
        turn.seal();
        (till, std::mem::take(&mut turn.effects))
    }

    /// One input in, effects out.
    pub fn step(&mut self, env: &mut Env<'_>, input: Input) -> Vec<Effect> {
        let turn = &mut Turn::new(env);
        self.notice_clock(turn.now);
        match input {
            Input::Command(ticket, command) => self.command(turn, ticket, command),
            Input::Answered {
                attempt,
                answer,
                knows_last_session,
            } => {
                if !knows_last_session {
                    self.hear_foreign(turn, answer.facts.last_session.as_ref());
                }
                self.heard_of(attempt, &answer);
                self.answered(turn, attempt, *answer);
            }
            Input::Unanswered(attempt, why) => self.unanswered(turn, attempt, why),
            Input::PutOff {
                attempt,
                why,
                wait_ms,
            } => {
                self.put_off(turn.now, wait_ms);
                self.unanswered(turn, attempt, why);
            }
            Input::Printer(state) => self.printer_stands(turn, state),
            Input::DrawerShut => turn.then(Effect::Tell(Event::DrawerShut)),
            Input::Printed(payment, outcome) => self.printed(turn, payment, outcome),
            Input::Tick => {}
        }
        turn.seal();
        self.age(turn);
        self.end_enrolment(turn);
        if !self.stopping {
            self.send_due(turn);
            self.start_print(turn);
        }
        turn.seal();
        std::mem::take(&mut turn.effects)
    }

    /// When the till next has something to do by itself.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        if self.stopping {
            return None;
        }
        let question = if self.flights.len() >= self.settings.policy.attempts_at_once {
            None
        } else {
            let free = self.plans.iter().filter(|(id, _)| !self.is_held_up(**id));
            let mut free = free.peekable();
            let tried = free.peek().and(self.line.try_at());
            let own = free.filter(|(id, _)| !self.line.holds(**id));
            let first = own.map(|(_, plan)| plan.at).chain(tried).min();
            first.map(|at| self.not_before(at))
        };
        let job = self.printing.is_none().then(|| self.next_print()).flatten();
        question
            .into_iter()
            .chain(job.map(|_| self.look_again_at))
            .min()
    }

    /// Whether nothing is on the wire and nothing is printing.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.flights.is_empty() && self.printing.is_none()
    }

    /// Whether [`crate::world::Command::Stop`] was given.
    #[must_use]
    pub const fn is_stopping(&self) -> bool {
        self.stopping
    }

    /// Commands whose outcome depends on a reply that is still awaited.
    pub fn waiting(&self) -> impl Iterator<Item = Ticket> {
        let enrolment = self.enrolment.iter().map(|enrolment| enrolment.ticket);
        self.waiting.values().flatten().copied().chain(enrolment)
    }

    /// A payment that still lives here.
    #[must_use]
    pub fn payment(&self, id: PaymentId) -> Option<&Payment> {
        self.payments.get(&id)
    }

    /// Every payment that still lives here.
    pub fn payments(&self) -> impl Iterator<Item = &Payment> {
        self.payments.values()
    }

    /// From now on no new payment is accepted, for this reason. What is open goes on.
    pub fn refuse_new(&mut self, reason: Rejection) {
        self.for_room = Some(reason);
        if !self.is_out_of_step() {
            self.blocked = Some(reason);
        }
    }

    fn recover(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let before = payment.clone();
        match payment.state {
            State::Sending => {
                payment.state = State::Unknown(Unsure::NoAnswer(Why::Interrupted));
            }
            State::Checking => {
                payment.state = State::Draft(Some(NoConsent::NoAnswer(Why::Interrupted)));
            }
            State::Checked => payment.state = State::Draft(Some(NoConsent::GivenUp)),
            State::Draft(_)
            | State::Queued
            | State::Unknown(_)
            | State::InProgress
            | State::Paid(_)
            | State::Failed(_)
            | State::Cancelled
            | State::Review(_) => {}
        }
        if let Some(job) = &mut payment.print
            && let PrintStage::Printing(_) = job.stage
        {
            job.stage = PrintStage::Uncertain;
        }
        payment.asks = 0;
        if let Some(ask) = self.question(id, turn.now) {
            let at = turn.now.plus_ms(self.settings.first_questions_after_ms);
            self.plans.insert(id, Plan { ask, at });
        }
        let changed = self
            .payments
            .get(&id)
            .is_some_and(|payment| payment.state != before.state || payment.print != before.print);
        if changed {
            self.record(turn, id, before.stage());
        }
        self.forget_if_settled(id);
    }

    /// Stores a payment as it stands turn.now, with a journal entry when its stage has changed.
    fn record(&mut self, turn: &mut Turn<'_>, id: PaymentId, before: Stage) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let stage = payment.stage();
        debug_assert!(
            stage == before
                || before.may_become(stage)
                || planted::is(Bug::NewSessionOnTimeout)
                || planted::is(Bug::VersionMayFall),
            "{before:?} -> {stage:?}"
        );
        let ended = matches!(stage, Stage::Paid | Stage::Failed | Stage::Cancelled);
        if ended && payment.closed_at.is_none() {
            payment.closed_at = Some(turn.now);
        }
        let snapshot = Box::new(payment.clone());
        turn.changes.push(Change::Changed(snapshot));
        // Travelling to and fro between sending and unknown is told by the attempt rows.
        let told = stage != before && (ended || stage == Stage::Review);
        if told {
            self.note(turn, (JournalKind::Became, stage.as_key()), Some(id));
        }
    }

    /// The customer's cash is owed from here on.
    fn owe(&mut self, turn: &mut Turn<'_>, id: PaymentId) {
        if let Some(payment) = self.payments.get_mut(&id)
            && payment.return_stage.is_none()
        {
            payment.return_stage = Some(ReturnStage::Due);
            self.note(turn, (JournalKind::ReturnDue, ""), Some(id));
            self.forget_recent(id);
        }
    }

    fn tell(&self, turn: &mut Turn<'_>, id: PaymentId) {
        if let Some(payment) = self.payments.get(&id) {
            turn.then(Effect::Tell(Event::Payment(Box::new(payment.clone()))));
        }
    }

    fn block(&mut self, turn: &mut Turn<'_>, reason: Rejection, alarm: Alarm) {
        // That there is a newer copy is the graver word: comparing data does not mend it.
        if self.blocked != Some(reason) && self.blocked != Some(Rejection::OtherCopy) {
            self.blocked = Some(reason);
            self.alarm(turn, alarm);
        }
    }

    fn review(&mut self, turn: &mut Turn<'_>, id: PaymentId, ground: ReviewGround) {
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let before = payment.stage();
        if before.may_become(Stage::Review) {
            payment.state = State::Review(ground);
            self.record(turn, id, before);
        }
    }

    /// A payment to which nothing more will happen leaves the memory; the disk keeps it.
    fn forget_if_settled(&mut self, id: PaymentId) {
        let settled = self.payments.get(&id).is_some_and(|payment| {
            let may_be_taken_up = matches!(payment.state, State::Draft(_));
            !payment.is_live() && !may_be_taken_up
        });
        if settled {
            self.payments.remove(&id);
            self.plans.remove(&id);
            self.line.forget(id);
        }
    }

    /// What is to be asked about a payment in its present state, if anything.
    fn question(&self, id: PaymentId, now: Timestamp) -> Option<Ask> {
        let payment = self.payments.get(&id)?;
        match payment.state {
            State::Queued if self.has_consent(payment, now) => Some(Ask::Pay),
            State::Queued => Some(Ask::Check),
            State::Unknown(_) => Some(payment.cancel.map_or(Ask::Status, Ask::Cancel)),
            State::InProgress => Some(Ask::Status),
            State::Paid(Finality::Accepted) if payment.return_stage.is_none() => Some(Ask::Status),
            // The terms of a payment that was never sent are the cashier's to decide, not the server's.
            State::Review(ReviewGround::TermsChanged) => None,
            State::Review(_) => Some(Ask::Status),
            State::Paid(_)
            | State::Draft(_)
            | State::Checking
            | State::Checked
            | State::Sending
            | State::Failed(_)
            | State::Cancelled => None,
        }
    }

    /// Whether a question about this payment is on the wire.
    fn travels(&self, id: PaymentId) -> bool {
        self.flights.values().any(|flight| flight.payment == id)
    }

    /// Whether the server's consent is young enough to pay on it.
    fn has_consent(&self, payment: &Payment, now: Timestamp) -> bool {
        let provider = self.settings.catalogue.provider(&payment.order.provider);
        if provider.is_some_and(|provider| !provider.needs_check) {
            return true;
        }
        let valid = self.settings.policy.check_valid_ms;
        payment
            .grant
            .as_ref()
            .is_some_and(|grant| now.ms_since(grant.heard_at) < valid)
    }
}

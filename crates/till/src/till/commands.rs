//! What a cashier may want, and under which conditions it is accepted.

use paydesk_domain::exchange::{Ask, CancelReason};
use paydesk_domain::ids::{IntentKey, PaymentId, SessionId};
use paydesk_domain::journal::JournalKind;
use paydesk_domain::money::Money;
use paydesk_domain::order::Order;
use paydesk_domain::payment::{NoConsent, PrintStage, ReturnStage, ReviewGround, Stage, State};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::shift::DrawerCause;

use super::books::Deed;
use super::drawer::Wish;
use super::{Till, Turn};
use crate::payment::{Payment, Plan, Tender};
use crate::policy::Fence;
use crate::world::{Change, Command, Effect, Outcome, Rejection, Ticket};

impl Till {
    pub(super) fn command(&mut self, turn: &mut Turn<'_>, ticket: Ticket, command: Command) {
        let recalled = command.settled_payment();
        match self.obey(turn, ticket, command) {
            Ok(None) => {}
            Ok(Some(outcome)) => turn.then(Effect::Reply(ticket, outcome)),
            Err(rejection) => turn.then(Effect::Reply(ticket, Outcome::NotAccepted(rejection))),
        }
        if let Some(id) = recalled {
            self.forget_if_settled(id);
        }
    }

    /// What a command leads to at once; nothing where a reply of the server is awaited.
    fn obey(
        &mut self,
        turn: &mut Turn<'_>,
        ticket: Ticket,
        command: Command,
    ) -> Result<Option<Outcome>, Rejection> {
        match command {
            Command::OpenForm => {
                let intent = IntentKey::new(turn.entropy.next_u128());
                Ok(Some(Outcome::Form(intent)))
            }
            Command::Check {
                intent,
                order,
                cashier,
                again,
            } => self.check(turn, ticket, (intent, order, cashier, again)),
            Command::Confirm { payment, handed } => self.confirm(turn, payment, handed),
            Command::AcceptOffline { payment, handed } => {
                self.accept_offline(turn, payment, handed)
            }
            Command::GiveUp { payment } => self.give_up(turn, payment),
            Command::Withdraw { payment, by } => self.withdraw(turn, payment, &by),
            Command::CashReturned { payment, by } => self.cash_returned(turn, payment, &by),
            Command::RetryAll => {
                self.put_off = None;
                self.ask_all_now(turn.now);
                Ok(Some(Outcome::Done))
            }
            Command::Retry { payment } => self.retry(turn, payment),
            Command::ChequeCameOut { payment, complete } => {
                self.cheque_came_out(turn, payment, complete)
            }
            Command::Reprint {
                payment,
                by,
                reason,
            } => self.reprint(turn, payment, (&by, &reason)),
            Command::OpenCorrection {
                payment,
                by,
                wanted,
            } => self.open_correction(turn, payment, (by, wanted)),
            Command::OpenShift { cashier, float } => self.open_shift(turn, cashier, float),
            Command::CloseShift { cashier, counted } => self.close_shift(turn, cashier, counted),
            Command::MoveCash {
                cashier,
                direction,
                sum,
                reason,
            } => {
                let wish = Wish {
                    cashier,
                    direction,
                    sum,
                    reason,
                };
                self.move_cash(turn, wish)
            }
            Command::OpenDrawer { by, reason } => self.open_drawer(turn, (&by, &reason)),
            Command::Note {
                kind,
                person,
                reason,
            } => Ok(Some(self.put_on_record(turn, kind, (&person, &reason)))),
            Command::Reconciled => self.reconciled(turn),
            Command::Enrol { epoch, by, newest } => {
                self.enrol(turn, ticket, (epoch, &by, newest.as_ref()))
            }
            Command::Stop => {
                self.stopping = true;
                Ok(Some(Outcome::Done))
            }
        }
    }

    /// Asks about one payment now. Where a question is on the wire, or there is none to ask, nothing is added.
    fn retry(&mut self, turn: &mut Turn<'_>, id: PaymentId) -> Result<Option<Outcome>, Rejection> {
        if !self.payments.contains_key(&id) {
            return Err(Rejection::NoSuchPayment);
        }
        self.line.forget(id);
        self.put_off = None;
        if let Some(plan) = self.plans.get_mut(&id) {
            plan.at = turn.now;
        }
        Ok(Some(Outcome::Done))
    }

    pub(super) fn may_open(&self) -> Result<(), Rejection> {
        match (self.blocked, self.stopping) {
            (Some(reason), _) => Err(reason),
            (None, true) => Err(Rejection::Stopping),
            (None, false) => Ok(()),
        }
    }

    fn check(
        &mut self,
        turn: &mut Turn<'_>,
        ticket: Ticket,
        (intent, order, cashier, again): (IntentKey, Order, String, Option<String>),
    ) -> Result<Option<Outcome>, Rejection> {
        self.may_open()?;
        if let Some(id) = self.intents.get(&intent).copied() {
            // One form, one order: the consent to another may not be taken for it.
            if self.payments.get(&id).is_some_and(|p| p.order != order) {
                return Err(Rejection::WrongState);
            }
            return self.check_again(turn, ticket, id);
        }
        let provider = self
            .settings
            .catalogue
            .provider(&order.provider)
            .ok_or(Rejection::BadOrder)?;
        let fee = order.fee().map_err(|_| Rejection::BadOrder)?;
        if provider.check_sum(order.credited).is_err() || fee.minor() < 0 {
            return Err(Rejection::BadOrder);
        }
        let needs_check = provider.needs_check;
        let repeat = self.repeat_is_wanted(turn.now, &order, again.as_deref())?;
        self.last_payment = self.last_payment.checked_add(1).ok_or(Rejection::Storage)?;
        let id = PaymentId::new(self.last_payment);
        let mut payment = opening(turn, id, (intent, order, cashier));
        if !needs_check {
            payment.state = State::Checked;
        }
        turn.changes.push(Change::Opened(Box::new(payment.clone())));
        if let Some(reason) = repeat {
            self.note_repeat(turn, &payment, reason);
        }
        self.intents.insert(intent, id);
        self.payments.insert(id, payment.clone());
        if needs_check {
            self.waiting.entry(id).or_default().push(ticket);
            self.post(turn, id, Ask::Check);
            return Ok(None);
        }
        Ok(Some(Outcome::Consent(Box::new(payment))))
    }

    /// A second check for one form: a double click, another try after silence under the same SESSION, or a
    /// new SESSION where the consent grew too old.
    fn check_again(
        &mut self,
        turn: &mut Turn<'_>,
        ticket: Ticket,
        id: PaymentId,
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get(&id).ok_or(Rejection::NoSuchPayment)?;
        match payment.state {
            State::Checking => {
                self.waiting.entry(id).or_default().push(ticket);
                Ok(None)
            }
            State::Checked if self.has_consent(payment, turn.now) && !self.is_clock_off() => {
                Ok(Some(Outcome::Consent(Box::new(payment.clone()))))
            }
            State::Checked => {
                self.move_to(turn, id, State::Draft(Some(NoConsent::GivenUp)));
                self.renew_session(turn, id);
                self.check_under_way(turn, ticket, id)
            }
            State::Draft(Some(NoConsent::NoAnswer(_))) => self.check_under_way(turn, ticket, id),
            State::Draft(_)
            | State::Queued
            | State::Sending
            | State::Unknown(_)
            | State::InProgress
            | State::Paid(_)
            | State::Failed(_)
            | State::Cancelled
            | State::Review(_) => Err(Rejection::WrongState),
        }
    }

    fn check_under_way(
        &mut self,
        turn: &mut Turn<'_>,
        ticket: Ticket,
        id: PaymentId,
    ) -> Result<Option<Outcome>, Rejection> {
        self.move_to(turn, id, State::Checking);
        self.waiting.entry(id).or_default().push(ticket);
        self.post(turn, id, Ask::Check);
        Ok(None)
    }

    /// Stores that a payment has reached another state.
    fn move_to(&mut self, turn: &mut Turn<'_>, id: PaymentId, next: State) {
        if let Some(payment) = self.payments.get_mut(&id) {
            let before = payment.stage();
            payment.state = next;
            self.record(turn, id, before);
        }
    }

    fn confirm(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        handed: Option<Money>,
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get(&id).ok_or(Rejection::NoSuchPayment)?;
        if payment.tender.is_some() {
            // The second Enter of a bounced key: the payment is accepted already, once.
            return Ok(Some(Outcome::Accepted(Box::new(payment.clone()))));
        }
        self.may_take_cash()?;
        if payment.stage() != Stage::Checked {
            return Err(Rejection::WrongState);
        }
        if !self.has_consent(payment, turn.now) {
            return Err(Rejection::ConsentTooOld);
        }
        self.tender(turn, id, (handed, false))
    }

    fn accept_offline(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        handed: Option<Money>,
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get(&id).ok_or(Rejection::NoSuchPayment)?;
        if payment.tender.is_some() {
            return Ok(Some(Outcome::Accepted(Box::new(payment.clone()))));
        }
        self.may_take_cash()?;
        if !matches!(payment.state, State::Draft(Some(NoConsent::NoAnswer(_)))) {
            return Err(Rejection::WrongState);
        }
        let provider = self.settings.catalogue.provider(&payment.order.provider);
        if !provider.is_some_and(|provider| provider.offline_allowed) {
            return Err(Rejection::NotOffline);
        }
        let unchecked =
            |p: &&Payment| p.stage().is_open() && p.tender.is_some_and(|tender| tender.unchecked);
        let (mut count, mut sum) = (1_usize, payment.order.taken.minor());
        for open in self.payments.values().filter(unchecked) {
            count = count.saturating_add(1);
            sum = sum.saturating_add(open.order.taken.minor());
        }
        let policy = &self.settings.policy;
        if count > policy.offline_count || sum > policy.offline_sum_minor {
            return Err(Rejection::OfflineLimit);
        }
        self.tender(turn, id, (handed, true))
    }

    /// The point of no return: tender, outbox row and journal entry in one transaction, only then "accepted".
    fn tender(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        (handed, unchecked): (Option<Money>, bool),
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get_mut(&id).ok_or(Rejection::NoSuchPayment)?;
        if let Some(cash) = handed {
            let change = cash.checked_sub(payment.order.taken);
            if !change.is_ok_and(|change| change.minor() >= 0) {
                return Err(Rejection::TooLittleCash);
            }
        }
        let before = payment.stage();
        payment.tender = Some(Tender {
            at: turn.now,
            handed,
            unchecked,
        });
        payment.state = State::Queued;
        self.note(turn, (JournalKind::Tendered, ""), Some(id));
        self.remember(turn.now, id);
        self.record(turn, id, before);
        self.open_for(turn, DrawerCause::Sale, Some(id));
        if let Some(ask) = self.question(id, turn.now) {
            self.plans.insert(id, Plan { ask, at: turn.now });
        }
        if planted::is(Bug::PrintWhenQueued) {
            self.print_too_early(turn, id);
        }
        let payment = self.payments.get(&id).ok_or(Rejection::NoSuchPayment)?;
        Ok(Some(Outcome::Accepted(Box::new(payment.clone()))))
    }

    fn give_up(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get_mut(&id).ok_or(Rejection::NoSuchPayment)?;
        let before = payment.stage();
        if !matches!(before, Stage::Checked | Stage::Draft) {
            return Err(Rejection::WrongState);
        }
        if before == Stage::Checked {
            payment.state = State::Draft(Some(NoConsent::GivenUp));
            self.record(turn, id, before);
        }
        self.payments.remove(&id);
        Ok(Some(Outcome::Done))
    }

    fn withdraw(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        by: &str,
    ) -> Result<Option<Outcome>, Rejection> {
        let planned = self.plans.get(&id);
        let asks_status = planned.is_some_and(|plan| plan.ask == Ask::Status)
            || self
                .flights
                .values()
                .any(|flight| flight.payment == id && flight.ask == Ask::Status);
        let fence = self.settings.policy.fence;
        let payment = self.payments.get_mut(&id).ok_or(Rejection::NoSuchPayment)?;
        let before = payment.stage();
        // A check on the wire moves no money, whatever it answers. But where the server knows more of the
        // SESSION than its check, the cash stays until the server has said what became of it.
        let is_ours_to_decide = match payment.state {
            State::Queued => payment.pays == 0 && !asks_status,
            State::Review(ReviewGround::TermsChanged) => payment.pays == 0,
            State::Draft(_)
            | State::Checking
            | State::Checked
            | State::Sending
            | State::Unknown(_)
            | State::InProgress
            | State::Paid(_)
            | State::Failed(_)
            | State::Cancelled
            | State::Review(_) => false,
        };
        let deed = Deed {
            kind: JournalKind::Withdrawn,
            word: "",
            person: by,
            reason: "",
        };
        match before {
            Stage::Queued | Stage::Review if is_ours_to_decide => {
                payment.state = State::Cancelled;
                self.deed(turn, &deed, Some(id));
                self.owe(turn, id);
                self.record(turn, id, before);
                self.plans.remove(&id);
                let payment = self
                    .payments
                    .get(&id)
                    .ok_or(Rejection::NoSuchPayment)?
                    .clone();
                Ok(Some(Outcome::Accepted(Box::new(payment))))
            }
            // A status on the wire may say what it likes: no pay is sent any more.
            Stage::Unknown if fence == Fence::Tombstone => {
                let reason = *payment.cancel.get_or_insert(CancelReason::Return);
                let snapshot = payment.clone();
                let ask = Ask::Cancel(reason);
                self.deed(turn, &deed, Some(id));
                self.record(turn, id, before);
                self.plans.insert(id, Plan { ask, at: turn.now });
                Ok(Some(Outcome::Accepted(Box::new(snapshot))))
            }
            Stage::Unknown if fence == Fence::Quarantine => Err(Rejection::CannotClose),
            Stage::Draft
            | Stage::Checking
            | Stage::Checked
            | Stage::Queued
            | Stage::Sending
            | Stage::Unknown
            | Stage::InProgress
            | Stage::Paid
            | Stage::Failed
            | Stage::Cancelled
            | Stage::Review => Err(Rejection::WrongState),
        }
    }

    fn cash_returned(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        by: &str,
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get_mut(&id).ok_or(Rejection::NoSuchPayment)?;
        if payment.return_stage != Some(ReturnStage::Due) {
            return Err(Rejection::WrongState);
        }
        payment.return_stage = Some(ReturnStage::Returned);
        let stage = payment.stage();
        let snapshot = payment.clone();
        let deed = Deed {
            kind: JournalKind::Returned,
            word: "",
            person: by,
            reason: "",
        };
        self.deed(turn, &deed, Some(id));
        self.record(turn, id, stage);
        self.open_for(turn, DrawerCause::CashBack, Some(id));
        self.forget_if_settled(id);
        Ok(Some(Outcome::Accepted(Box::new(snapshot))))
    }

    fn cheque_came_out(
        &mut self,
        turn: &mut Turn<'_>,
        id: PaymentId,
        complete: bool,
    ) -> Result<Option<Outcome>, Rejection> {
        let payment = self.payments.get_mut(&id).ok_or(Rejection::NoSuchPayment)?;
        let job = payment.print.as_mut().ok_or(Rejection::WrongState)?;
        if job.stage != PrintStage::Uncertain {
            return Err(Rejection::WrongState);
        }
        job.stage = if complete {
            PrintStage::Printed
        } else {
            PrintStage::Due
        };
        let text = if complete {
            "seen complete"
        } else {
            "seen incomplete"
        };
        let stage = payment.stage();
        self.note(turn, (JournalKind::PrintEnded, text), Some(id));
        self.record(turn, id, stage);
        self.look_again_at = turn.now;
        self.forget_if_settled(id);
        Ok(Some(Outcome::Done))
    }
}

/// A new payment as it is when its check is sent.
fn opening(
    turn: &mut Turn<'_>,
    id: PaymentId,
    (intent, order, cashier): (IntentKey, Order, String),
) -> Payment {
    let session = SessionId::make(turn.now, turn.entropy.next_u64());
    Payment {
        id,
        intent,
        order,
        cashier,
        opened_at: turn.now,
        first_session: session.clone(),
        session,
        state: State::Checking,
        grant: None,
        tender: None,
        pays: 0,
        pays_never_left: 0,
        cancel: None,
        not_after: None,
        version: None,
        transid: None,
        authcode: None,
        absent_at: None,
        asks: 0,
        closed_at: None,
        return_stage: None,
        print: None,
    }
}

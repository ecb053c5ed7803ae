//! What came of a sale: what happened, where the money is, what to do, in this order, the third the biggest.

mod view;

use crate::desk::handle::Ask;
use crate::model::Model;
use crate::screen::Action;
use crate::ui::key_bar::Keys;
use crate::ui::mark::Mark;
use paydesk_adapters::sound::Sound;
use paydesk_cheque::document::Document;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::Money;
use paydesk_domain::payment::{
    FailGround, NoConsent, PrintStage, ReturnStage, Stage, State, Unsure,
};
use paydesk_domain::refusal::Refusal;
use paydesk_domain::time::Timestamp;
use paydesk_till::paper;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, PrintOutcome, Rejection};

/// After this the screen says that it still asks.
const STILL_ASKING_MS: i64 = 8_000;

/// After this the next customer can be served.
const NEXT_CUSTOMER_MS: i64 = 20_000;

/// The end of a sale, or its waiting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    what: What,
    since: Timestamp,
    slip: Slip,
    rejection: Option<Rejection>,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    /// The check was refused or unanswered: no cash was taken.
    NotTaken(Payment, NoConsent),
    /// The cash is in the drawer.
    Taken(Payment),
}

/// A paper that is no cheque.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slip {
    NotAsked,
    Asked,
    Out,
    /// Handed over to a printer that confirms nothing.
    Sent,
    /// The printer broke off.
    Unsure,
    Failed,
}

impl Slip {
    /// Whether the next step may be taken: the paper is there, or the cashier is to look for it.
    const fn is_given(self) -> bool {
        match self {
            Self::Out | Self::Sent => true,
            Self::NotAsked | Self::Asked | Self::Unsure | Self::Failed => false,
        }
    }
}

/// How a payment is marked, on every screen.
pub(crate) fn mark_of(payment: &Payment) -> Mark {
    if payment.return_stage == Some(ReturnStage::Due) {
        return Mark::Owed;
    }
    match payment.stage() {
        Stage::Paid => Mark::Paid,
        Stage::InProgress => Mark::Progress,
        Stage::Queued => Mark::Queued,
        Stage::Sending if payment.pays == 0 => Mark::Queued,
        Stage::Sending => Mark::Progress,
        Stage::Unknown | Stage::Review => Mark::Unknown,
        Stage::Draft | Stage::Checking | Stage::Checked | Stage::Failed | Stage::Cancelled => {
            Mark::Refused
        }
    }
}

/// The server's reason, where a payment has one.
pub(crate) fn refusal_of(payment: &Payment) -> Option<Refusal> {
    match payment.state {
        State::Draft(Some(NoConsent::Refused(refusal)))
        | State::Unknown(Unsure::Answered(refusal))
        | State::Failed(
            FailGround::Refused(refusal)
            | FailGround::Tombstone(refusal)
            | FailGround::Quarantine(refusal),
        ) => Some(refusal),
        State::Draft(_)
        | State::Checking
        | State::Checked
        | State::Queued
        | State::Sending
        | State::Unknown(Unsure::NoAnswer(_))
        | State::InProgress
        | State::Paid(_)
        | State::Failed(FailGround::Decided)
        | State::Cancelled
        | State::Review(_) => None,
    }
}

impl Shown {
    pub(super) const fn refused(payment: Payment, reason: NoConsent, model: &Model) -> Self {
        Self {
            what: What::NotTaken(payment, reason),
            since: model.now,
            slip: Slip::NotAsked,
            rejection: None,
        }
    }

    /// The payment is on disk. An unchecked one always gets its slip.
    pub(super) fn accepted(payment: Payment, model: &Model) -> (Self, Action) {
        let is_unchecked = payment.tender.is_some_and(|tender| tender.unchecked);
        let mut shown = Self {
            what: What::Taken(payment),
            since: model.now,
            slip: Slip::NotAsked,
            rejection: None,
        };
        let action = if is_unchecked {
            shown.print().then(Action::Play(Sound::LookHere))
        } else {
            Action::None
        };
        (shown, action)
    }

    pub(super) const fn payment(&self) -> Option<&Payment> {
        match &self.what {
            What::NotTaken(payment, _) | What::Taken(payment) => Some(payment),
        }
    }

    pub(super) const fn is_refused_check(&self) -> bool {
        matches!(self.what, What::NotTaken(..))
    }

    /// Tells the till that nothing follows on a check.
    pub(super) fn give_up(&self) -> Action {
        self.payment().map_or(Action::None, |payment| {
            Action::Send(Command::GiveUp {
                payment: payment.id,
            })
        })
    }

    /// Whether cash is to be handed back.
    pub(super) fn is_owed(&self) -> bool {
        self.mark() == Mark::Owed
    }

    /// The payment has changed. What a cashier must hear is said once.
    pub(super) fn hear(&mut self, payment: Payment, _model: &Model) -> Action {
        let What::Taken(before) = &mut self.what else {
            return Action::None;
        };
        let (was, is) = (mark_of(before), mark_of(&payment));
        *before = payment;
        if was == is {
            return Action::None;
        }
        match is {
            Mark::Paid => Action::Play(Sound::Done),
            Mark::Owed | Mark::Unknown => Action::Play(Sound::LookHere),
            Mark::Refused => Action::Play(Sound::Refused),
            Mark::Progress | Mark::Queued | Mark::Training | Mark::Offline | Mark::Warn => {
                Action::None
            }
        }
    }

    pub(super) const fn rejected(&mut self, rejection: Rejection) {
        self.rejection = Some(rejection);
    }

    /// Whether a paper that is no cheque belongs to the payment.
    pub(super) fn has_slip(&self) -> bool {
        match &self.what {
            What::Taken(payment) => {
                payment.stage().is_open() || payment.return_stage == Some(ReturnStage::Due)
            }
            What::NotTaken(..) => false,
        }
    }

    /// Prints the paper that is no cheque.
    pub(super) fn print(&mut self) -> Action {
        let What::Taken(payment) = &self.what else {
            return Action::None;
        };
        if !self.has_slip() {
            return Action::None;
        }
        self.slip = Slip::Asked;
        Action::Ask(Ask::PrintSlip(payment.id))
    }

    pub(super) const fn printed(&mut self, outcome: PrintOutcome) {
        self.slip = match outcome {
            PrintOutcome::Printed => Slip::Out,
            PrintOutcome::Sent => Slip::Sent,
            PrintOutcome::Uncertain => Slip::Unsure,
            PrintOutcome::NotReady => Slip::Failed,
        };
    }

    /// The owed cash is being handed over.
    pub(super) fn hand_back(&self) -> Action {
        match &self.what {
            What::Taken(payment) if payment.return_stage == Some(ReturnStage::Due) => {
                Action::HandBack(Box::new(payment.clone()))
            }
            What::Taken(_) | What::NotTaken(..) => Action::None,
        }
    }

    pub(super) fn came_out(&self, complete: bool) -> Action {
        match self.uncertain() {
            Some(payment) => Action::Send(Command::ChequeCameOut { payment, complete }),
            None => Action::None,
        }
    }

    fn uncertain(&self) -> Option<PaymentId> {
        let payment = self.payment()?;
        let stage = payment.print?.stage;
        (stage == PrintStage::Uncertain).then_some(payment.id)
    }

    /// Whether the next customer can be served: the end is known, or 20 seconds have passed.
    pub(super) fn may_leave(&self, model: &Model) -> bool {
        match &self.what {
            What::NotTaken(..) => true,
            What::Taken(payment) => match payment.stage() {
                Stage::Sending | Stage::Queued
                    if !payment.tender.is_some_and(|tender| tender.unchecked) =>
                {
                    self.waited(model) >= NEXT_CUSTOMER_MS
                }
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
                | Stage::Review => true,
            },
        }
    }

    fn waited(&self, model: &Model) -> i64 {
        model.now.ms_since(self.since)
    }

    pub(super) fn ticks(&self) -> bool {
        self.payment()
            .is_some_and(|payment| payment.stage().is_open())
    }

    /// Cash to give, once the payment is on disk.
    pub(super) fn change(&self) -> Option<Money> {
        let What::Taken(payment) = &self.what else {
            return None;
        };
        let handed = payment.tender?.handed?;
        let change = handed.checked_sub(payment.order.taken).ok()?;
        change.is_positive().then_some(change)
    }

    pub(super) fn keys(&self, model: &Model) -> Keys {
        let leaves: &[u8] = if self.may_leave(model) {
            &[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]
        } else {
            &[1, 7, 8, 9]
        };
        let is_owed = self
            .payment()
            .is_some_and(|p| p.return_stage == Some(ReturnStage::Due));
        let keys = Keys::live(leaves);
        if is_owed {
            // The slip comes first; only then is handing the cash back the next step.
            let keys = keys.named(9, "key-slip").named(10, "key-returned");
            return if self.slip.is_given() {
                keys.go(10)
            } else {
                keys.also(10)
            };
        }
        match self.payment().map(Payment::stage) {
            Some(stage) if stage.is_open() => keys.named(9, "key-slip"),
            Some(_) | None => keys,
        }
    }
}

/// Which sentences belong to a payment whose cash was taken.
pub(crate) fn key_of(payment: &Payment) -> &'static str {
    if payment.return_stage == Some(ReturnStage::Due) {
        return if payment.stage() == Stage::Paid {
            "late-refusal"
        } else {
            "owed"
        };
    }
    if payment.return_stage.is_some() {
        return "returned";
    }
    match payment.stage() {
        Stage::Paid => "paid",
        Stage::InProgress => "progress",
        Stage::Unknown => "unknown",
        Stage::Review => "review",
        Stage::Queued | Stage::Sending if payment.tender.is_some_and(|tender| tender.unchecked) => {
            "offline"
        }
        Stage::Queued | Stage::Sending => "sending",
        Stage::Draft | Stage::Checking | Stage::Checked | Stage::Failed | Stage::Cancelled => {
            "refused"
        }
    }
}

/// The paper that belongs to a payment now: its cheque, or the slip that stands for it.
pub(crate) fn paper_of(payment: &Payment, model: &Model) -> Option<Document> {
    let settings = &model.shop.settings;
    let provider = model.provider_of(payment);
    if payment.stage() == Stage::Paid && payment.return_stage.is_none() {
        let number = (&settings.point, 0, model.now);
        return Some(paper::cheque(payment, provider, &settings.shop, number));
    }
    paper::slip(payment, provider, &settings.shop, &settings.point)
}

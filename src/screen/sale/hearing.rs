//! What the till, the books and the clipboard answer to the sale.

use super::echo::Echo;
use super::form::Focus;
use super::guards::Guard;
use super::outcome::Shown;
use super::{Hint, Sale, Step};
use crate::desk::handle::{Answer, Ask, Similar};
use crate::model::Model;
use crate::screen::Action;
use paydesk_adapters::scanner::Scan;
use paydesk_adapters::sound::Sound;
use paydesk_domain::bill::Bill;
use paydesk_domain::payment::NoConsent;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome, Rejection};

impl Sale {
    /// What the till said to a command of this screen.
    pub(crate) fn hear(&mut self, outcome: Option<Outcome>, model: &Model) -> Action {
        let Some(outcome) = outcome else {
            self.step = match std::mem::replace(&mut self.step, Step::Form) {
                Step::Asking { .. } => Step::Form,
                other => other,
            };
            self.hint = Some(Hint::Ended);
            return Action::None;
        };
        match outcome {
            Outcome::Form(intent) => {
                self.intent = Some(intent);
                let is_form = matches!(self.step, Step::Form);
                if is_form && self.wants_to_ask && self.similar.is_some() {
                    return self.ask(model);
                }
                Action::None
            }
            // Nobody waits for it any more: the server's consent is given back.
            Outcome::Consent(payment) if !matches!(self.step, Step::Asking { .. }) => {
                Action::Send(Command::GiveUp {
                    payment: payment.id,
                })
            }
            Outcome::Consent(payment) => {
                self.payment = Some(payment.id);
                self.step = Step::Echo(Box::new(Echo::new(*payment, false, model)));
                Action::None
            }
            Outcome::NoConsent(..) if !matches!(self.step, Step::Asking { .. }) => Action::None,
            Outcome::NoConsent(payment, reason) => self.no_consent(*payment, reason, model),
            Outcome::Accepted(payment) => self.accepted(*payment, model),
            Outcome::NotAccepted(Rejection::Repeat(earlier)) => {
                self.step = Step::Form;
                self.form.focus = Focus::Sum;
                self.hint = Some(Hint::Rejected(Rejection::Repeat(earlier)));
                Action::Ask(Ask::Details(earlier)).then(Action::Play(Sound::LookHere))
            }
            Outcome::NotAccepted(rejection) => self.rejected(rejection),
            Outcome::Done | Outcome::DrawerOpened | Outcome::Shift(_) | Outcome::Correction(_) => {
                Action::None
            }
        }
    }

    pub(super) fn no_consent(
        &mut self,
        payment: Payment,
        reason: NoConsent,
        model: &Model,
    ) -> Action {
        self.payment = Some(payment.id);
        let may_be_offline = model
            .provider_of(&payment)
            .is_some_and(|provider| provider.offline_allowed);
        if matches!(reason, NoConsent::NoAnswer(_)) && may_be_offline {
            self.step = Step::Echo(Box::new(Echo::new(payment, true, model)));
            return Action::Play(Sound::LookHere);
        }
        self.step = Step::Result(Box::new(Shown::refused(payment, reason, model)));
        Action::Play(Sound::Refused)
    }

    /// It is on disk: only now may change be given.
    pub(super) fn accepted(&mut self, payment: Payment, model: &Model) -> Action {
        if self.payment != Some(payment.id) {
            return Action::None;
        }
        if let Step::Result(shown) = &mut self.step {
            return shown.hear(payment, model);
        }
        self.intent = None;
        let (mut shown, mut action) = Shown::accepted(payment, model);
        if let Some(newer) = self.early.take() {
            action = action.then(shown.hear(newer, model));
        }
        self.step = Step::Result(Box::new(shown));
        action
    }

    pub(super) fn rejected(&mut self, rejection: Rejection) -> Action {
        match &mut self.step {
            Step::Echo(echo) => {
                echo.rejected(rejection);
                if rejection == Rejection::ConsentTooOld {
                    // Asked anew under the same form; the customer is still here.
                    self.return_to_form();
                    self.hint = Some(Hint::Rejected(rejection));
                    return Action::Send(Command::OpenForm);
                }
            }
            Step::Asking { .. } | Step::Form => {
                self.step = Step::Form;
                self.reason = None;
                self.hint = Some(Hint::Rejected(rejection));
                if rejection == Rejection::WrongState {
                    // This form is spent; the next Enter asks with another.
                    self.intent = None;
                    return Action::Send(Command::OpenForm).then(Action::Play(Sound::LookHere));
                }
            }
            Step::Result(shown) => shown.rejected(rejection),
        }
        Action::Play(Sound::LookHere)
    }

    /// What the books answered to a question of this screen.
    pub(crate) fn learn(&mut self, answer: &Answer, model: &Model) -> Action {
        match answer {
            Answer::Similar(similar) => {
                if similar.number == self.form.number.digits() {
                    self.similar = Some((**similar).clone());
                    if self.wants_to_ask {
                        self.wants_to_ask = false;
                        return self.enter(model);
                    }
                }
                Action::None
            }
            Answer::Details(Some(details)) => {
                if matches!(self.step, Step::Form) {
                    // The guard says it all.
                    self.hint = None;
                    self.guard = Some(Guard::repeat(details.payment.clone()));
                }
                Action::None
            }
            Answer::Printed(outcome) => {
                if let Step::Result(shown) = &mut self.step {
                    shown.printed(*outcome);
                }
                Action::None
            }
            Answer::Failed => {
                // The books cannot be read now; a sale does not depend on what they remember.
                if self.wants_to_ask {
                    self.similar = Some(Similar::default());
                    self.wants_to_ask = false;
                    return self.enter(model);
                }
                Action::None
            }
            Answer::LastNumbers(_)
            | Answer::Day(_)
            | Answer::ByUse(_)
            | Answer::Page { .. }
            | Answer::Count { .. }
            | Answer::Details(None)
            | Answer::People(_)
            | Answer::SignIn(_)
            | Answer::PinKept
            | Answer::PinRefused(_)
            | Answer::Deposit(_)
            | Answer::Printer(_)
            | Answer::Places(_)
            | Answer::PrinterChosen(_)
            | Answer::Driven(_)
            | Answer::Preferred => Action::None,
        }
    }

    /// What happened to a payment, whichever it is.
    pub(crate) fn told(&mut self, event: &Event, model: &Model) -> Action {
        let Event::Payment(payment) = event else {
            return Action::None;
        };
        match &mut self.step {
            Step::Result(shown) if shown.payment().is_some_and(|p| p.id == payment.id) => {
                shown.hear((**payment).clone(), model)
            }
            Step::Echo(echo) if echo.is_given() && echo.payment.id == payment.id => {
                self.early = Some((**payment).clone());
                Action::None
            }
            Step::Form | Step::Asking { .. } | Step::Echo(_) | Step::Result(_) => Action::None,
        }
    }

    /// What was scanned: into the form as if it had been pasted, and nowhere else.
    pub(crate) fn scanned(&mut self, scan: Scan, model: &Model) -> Action {
        if !self.is_being_typed() {
            return Action::Play(Sound::LookHere);
        }
        self.picks_last = false;
        self.scanned = None;
        let text = match scan {
            Scan::Text(text) => text,
            Scan::Unreadable => return self.not_scanned("scan-unreadable"),
        };
        if !Bill::looks_like(&text) && self.form.focus == Focus::Sum {
            // A bare code is never a sum. It is the number, unless there is one.
            let first = self.form.first_stop(model);
            if first == Focus::Sum || !self.form.is_empty(first) {
                return self.not_scanned("scan-has-number");
            }
            self.form.focus = first;
        }
        self.pasted(Some(text), model)
    }

    fn not_scanned(&mut self, why: &'static str) -> Action {
        self.hint = Some(Hint::Bill(why));
        Action::Play(Sound::LookHere)
    }

    /// What was copied.
    pub(crate) fn pasted(&mut self, text: Option<String>, model: &Model) -> Action {
        let Some(text) = text else {
            return Action::None;
        };
        if !matches!(self.step, Step::Form) {
            return Action::None;
        }
        let before = (self.form.number.digits().to_owned(), self.form.sum.clone());
        match self.form.paste(&text, model) {
            Ok(true) => self.changed(&before, model),
            Ok(false) => {
                self.hint = Some(Hint::Bill("bill-no-provider"));
                Action::Play(Sound::LookHere)
            }
            Err(_) => {
                self.hint = Some(Hint::Bill("bill-unreadable"));
                Action::Play(Sound::LookHere)
            }
        }
    }
}

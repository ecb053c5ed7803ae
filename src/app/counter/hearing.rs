//! What comes back to the counter: outcomes, answers, events.

use super::{Counter, DEPOSIT_EVERY_MS, MINUTE_MS, Origin, Over, PRINTER_EVERY_MS};
use crate::desk::handle::{Answer, Ask, Driven, Word};
use crate::screen::hand_back::Stands;
use crate::screen::{Action, Place};
use crate::text::Texts;
use paydesk_adapters::scanner::Scan;
use paydesk_adapters::sound::Sound;
use paydesk_domain::payment::Stage;
use paydesk_till::world::{Command, Event, NoteKind, Outcome};

impl Counter {
    pub(super) fn said(
        &mut self,
        place: &mut Place,
        texts: &Texts,
        (origin, word): (Origin, Word),
    ) -> (Action, Origin) {
        let outcome = match word {
            Word::Told(event) => return (self.told(*place, &event), origin),
            Word::Outcome(outcome) => outcome,
        };
        if let Some(Outcome::Shift(shift)) = &outcome {
            self.model.facts.shift.clone_from(shift);
        }
        let model = &self.model;
        let action = match origin {
            Origin::Screen(Place::Sale) => self.sale.hear(outcome, model),
            Origin::Screen(Place::Outbox) => self.outbox.hear(outcome.as_ref()),
            Origin::Screen(Place::Details) => {
                self.details.hear(outcome.as_ref());
                self.reread_details()
            }
            Origin::Screen(Place::Shift) => self.shift.hear(outcome.as_ref(), model),
            Origin::HandBack => {
                let stands = match &mut self.over {
                    Some(Over::HandBack(dialog)) => dialog.hear(outcome.as_ref(), texts),
                    Some(Over::Correction(_)) | None => Stands::Open(Action::None),
                };
                self.settle(stands)
            }
            Origin::Correction => {
                let stands = match &mut self.over {
                    Some(Over::Correction(dialog)) => dialog.hear(outcome.as_ref(), texts, model),
                    Some(Over::HandBack(_)) | None => Stands::Open(Action::None),
                };
                self.settle(stands)
            }
            Origin::Program | Origin::Screen(_) => Action::None,
        };
        (action, origin)
    }

    /// A code is typed text and nothing else: it answers no question, moves nobody to another screen and is no PIN.
    pub(super) fn scanned(&mut self, place: Place, scan: Scan) -> Action {
        let look_here = Action::Play(Sound::LookHere);
        if self.over.is_some() {
            return look_here;
        }
        match (place, scan) {
            (Place::Sale, scan) => self.sale.scanned(scan, &self.model),
            (Place::History, Scan::Text(text)) => self.history.pasted(Some(text), &self.model),
            (Place::History, Scan::Unreadable) => look_here,
            (
                Place::Starting
                | Place::Setup
                | Place::SignIn
                | Place::Outbox
                | Place::Details
                | Place::Settings
                | Place::Shift
                | Place::Fault,
                _,
            ) => Action::None,
        }
    }

    pub(super) fn reread_details(&self) -> Action {
        self.details.payment().map_or(Action::None, |payment| {
            Action::Ask(Ask::Details(payment.id))
        })
    }

    pub(super) fn answered(
        &mut self,
        place: &mut Place,
        texts: &Texts,
        (origin, answer): (Origin, &Answer),
    ) -> (Action, Origin) {
        self.learn(answer);
        let model = &self.model;
        let action = match origin {
            Origin::Program => Action::None,
            Origin::Screen(Place::SignIn) => {
                let (person, action) = self.sign_in.learn(answer, model);
                match person {
                    Some(person) => action.then(self.let_in(place, person)),
                    None => action,
                }
            }
            Origin::Screen(Place::Sale) => self.sale.learn(answer, model),
            Origin::Screen(Place::Outbox) => self.outbox.learn(answer),
            Origin::Screen(Place::History) => self.history.learn(answer),
            Origin::Screen(Place::Details) => {
                self.details.learn(answer);
                Action::None
            }
            Origin::Screen(Place::Settings) => {
                let action = self.settings.learn(answer, &self.model);
                action.then(self.noted(answer))
            }
            Origin::Screen(Place::Shift) => {
                self.shift.learn(answer);
                Action::None
            }
            Origin::Screen(Place::Starting | Place::Setup | Place::Fault) => Action::None,
            Origin::HandBack => {
                let stands = match &mut self.over {
                    Some(Over::HandBack(dialog)) => dialog.learn(answer, texts, model),
                    Some(Over::Correction(_)) | None => Stands::Open(Action::None),
                };
                self.settle(stands)
            }
            Origin::Correction => {
                let stands = match &mut self.over {
                    Some(Over::Correction(dialog)) => dialog.learn(answer, texts),
                    Some(Over::HandBack(_)) | None => Stands::Open(Action::None),
                };
                self.settle(stands)
            }
        };
        // Whoever was let in stands on another screen now: what follows belongs there.
        let origin = match origin {
            Origin::Screen(Place::SignIn) => Origin::Screen(*place),
            other => other,
        };
        (action, origin)
    }

    /// What was changed in the settings, for the journal.
    fn noted(&self, answer: &Answer) -> Action {
        let what = match answer {
            Answer::PinKept => "people",
            Answer::Preferred => "preferences",
            Answer::PrinterChosen(_) => "printer",
            // The slip has opened the drawer.
            Answer::Driven(Driven::Slip(Some(_))) => "printer-self-test",
            _ => return Action::None,
        };
        Action::Send(Command::Note {
            kind: NoteKind::Setting,
            person: self.model.cashier(),
            reason: what.to_owned(),
        })
    }

    /// What every screen may read.
    pub(super) fn learn(&mut self, answer: &Answer) {
        match answer {
            Answer::LastNumbers(last) => self.model.last.clone_from(last),
            Answer::Day(day) => self.model.day.clone_from(day),
            Answer::ByUse(by_use) => self.model.by_use.clone_from(by_use),
            Answer::People(people) => self.model.people.clone_from(people),
            Answer::Deposit(heard) => self.model.hear(*heard),
            Answer::Printer(state) => self.model.printer = Some(*state),
            Answer::PrinterChosen(chosen) => {
                self.model.printer_at.clone_from(&chosen.address);
                self.model.profile.clone_from(&chosen.profile);
                self.model.columns = chosen.columns;
                self.model.printer = None;
            }
            Answer::Similar(_)
            | Answer::Page { .. }
            | Answer::Count { .. }
            | Answer::Details(_)
            | Answer::SignIn(_)
            | Answer::PinKept
            | Answer::PinRefused(_)
            | Answer::Printed(_)
            | Answer::Driven(_)
            | Answer::Places(_)
            | Answer::Preferred
            | Answer::Failed => {}
        }
    }

    pub(super) fn told(&mut self, place: Place, event: &Event) -> Action {
        self.model.facts.hear(event);
        match event {
            Event::Link(is_up) => self.model.hear_link(*is_up),
            Event::Deposit(rest) => self.model.rest = Some(*rest),
            Event::Payment(payment) => {
                if payment.stage() == Stage::Queued {
                    self.model.is_drawer_shut = false;
                }
                self.history.told(payment);
            }
            Event::DrawerShut => self.model.is_drawer_shut = true,
            Event::Alarm(_) | Event::StorageFault | Event::ReadOnly | Event::Shift(_) => {}
        }
        // A sale that was put away by the lock goes on hearing of its payment.
        for sale in self.parked.values_mut() {
            sale.told(event, &self.model);
        }
        let action = self.sale.told(event, &self.model);
        if place == Place::Details
            && let Event::Payment(payment) = event
            && let Some(shown) = self.details.payment()
            && shown.id == payment.id
        {
            let is_other = shown.stage() != payment.stage() || shown.print != payment.print;
            if is_other || shown.stage() == Stage::Paid {
                return action.then(self.reread_details());
            }
        }
        action
    }

    pub(super) fn tick(&mut self, place: Place) -> Action {
        let now = self.model.now;
        let mut action = Action::None;
        if now.ms_since(self.asked_deposit_at) >= DEPOSIT_EVERY_MS {
            self.asked_deposit_at = now;
            action = action.then(Action::Ask(Ask::Deposit));
        }
        if now.ms_since(self.asked_printer_at) >= PRINTER_EVERY_MS {
            self.asked_printer_at = now;
            action = action.then(Action::Ask(Ask::Printer));
        }
        let idle = i64::from(self.model.prefs.lock_after_min) * MINUTE_MS;
        let may_lock =
            place != Place::SignIn && self.model.person.is_some() && !self.sale.is_busy();
        if may_lock && now.ms_since(self.touched_at) >= idle {
            return action.then(Action::Lock);
        }
        action
    }
}

//! The open till in the window: its screens, who works at it, and which of them a message is for.

mod hearing;

use super::Message;
use crate::desk::handle::{Ask, Handle};
use crate::model::{DAY_MS, Model};
use crate::screen::correction::Correction;
use crate::screen::details::Details;
use crate::screen::hand_back::{HandBack, Stands};
use crate::screen::history::{self, History};
use crate::screen::outbox::Outbox;
use crate::screen::sale::{self, Sale};
use crate::screen::settings::Settings;
use crate::screen::shift::Shift;
use crate::screen::sign_in::SignIn;
use crate::screen::{Action, Place, details, outbox, settings, shift, sign_in};
use crate::text::Texts;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use paydesk_adapters::sound::Sound;
use paydesk_domain::people::{Person, PersonId, Right, Role};
use paydesk_domain::time::Timestamp;
use paydesk_till::world::{Command, NoteKind};
use std::collections::BTreeMap;

/// Who asked: the answer goes back there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    /// The window itself.
    Program,
    Screen(Place),
    HandBack,
    Correction,
}

/// What stands over the screens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Over {
    HandBack(HandBack),
    Correction(Correction),
}

/// How often the deposit and the printer are asked about.
const DEPOSIT_EVERY_MS: i64 = 60_000;

const PRINTER_EVERY_MS: i64 = 2_000;

const MINUTE_MS: i64 = 60_000;

/// The open till.
#[derive(Debug)]
pub(crate) struct Counter {
    pub(crate) handle: Handle,
    pub(crate) model: Model,
    pub(crate) sign_in: SignIn,
    pub(crate) sale: Sale,
    /// Half-typed sales of people who are not here now; shown to nobody else.
    parked: BTreeMap<PersonId, Sale>,
    pub(crate) outbox: Outbox,
    pub(crate) history: History,
    pub(crate) details: Details,
    pub(crate) settings: Settings,
    pub(crate) shift: Shift,
    pub(crate) over: Option<Over>,
    /// Alarms seen so far.
    pub(crate) seen_alarms: usize,
    touched_at: Timestamp,
    asked_deposit_at: Timestamp,
    asked_printer_at: Timestamp,
}

impl Counter {
    pub(crate) fn new(handle: Handle, model: Model) -> Self {
        let sale = Sale::new(&model);
        let now = model.now;
        Self {
            handle,
            sign_in: SignIn::new(),
            sale,
            parked: BTreeMap::new(),
            outbox: Outbox::default(),
            history: History::new(),
            details: Details::default(),
            settings: Settings::new(),
            shift: Shift::new(),
            over: None,
            seen_alarms: 0,
            touched_at: now,
            asked_deposit_at: now,
            asked_printer_at: now,
            model,
        }
    }

    /// Whether payments are open, cash is owed or may lie on the counter: said before the window closes.
    pub(crate) fn keeps_something(&self) -> bool {
        let tally = self.model.facts.tally();
        tally.count > 0 || tally.owed > 0 || self.sale.is_busy()
    }

    /// Whether something on the screen counts by the second.
    pub(crate) fn ticks(&self, place: Place) -> bool {
        match place {
            Place::Sale => self.sale.ticks(),
            Place::SignIn => self.sign_in.ticks(),
            Place::Starting
            | Place::Setup
            | Place::Outbox
            | Place::History
            | Place::Details
            | Place::Settings
            | Place::Shift
            | Place::Fault => false,
        }
    }

    pub(crate) fn keys(&self, place: Place) -> Keys {
        if self.over.is_some() {
            return Keys::live(&[1]);
        }
        match place {
            Place::Sale => self.sale.keys(&self.model),
            Place::Outbox => self.outbox.keys(&self.model),
            Place::History => History::keys(),
            Place::Details => self.details.keys(),
            Place::Settings => self.settings.keys(),
            Place::Shift => self.shift.keys(&self.model),
            Place::SignIn => SignIn::keys(),
            Place::Starting | Place::Setup | Place::Fault => Keys::live(&[1]),
        }
    }

    pub(super) fn update(
        &mut self,
        place: &mut Place,
        texts: &Texts,
        message: Message,
    ) -> (Action, Origin) {
        let here = Origin::Screen(*place);
        if !matches!(
            message,
            Message::Tick | Message::Told(_) | Message::Answered(..) | Message::Said(..)
        ) {
            self.touched_at = self.model.now;
        }
        let model = &self.model;
        let action = match message {
            Message::Press(press) => return self.press(place, texts, press),
            Message::SignIn(message) => self.sign_in.update(message, model),
            Message::Sale(message) => self.sale.update(message, model),
            Message::Outbox(message) => self.outbox.update(message, model),
            Message::History(message) => self.history.update(message, model),
            Message::Details(message) => self.details.update(message, model),
            Message::Settings(message) => self.settings.update(message, (model, texts)),
            Message::Shift(message) => self.shift.update(message, model),
            Message::HandBack(message) => {
                let stands = match &mut self.over {
                    Some(Over::HandBack(dialog)) => dialog.update(message, model),
                    Some(Over::Correction(_)) | None => Stands::Open(Action::None),
                };
                return (self.settle(stands), Origin::HandBack);
            }
            Message::Correction(message) => {
                let stands = match &mut self.over {
                    Some(Over::Correction(dialog)) => dialog.update(message, texts, model),
                    Some(Over::HandBack(_)) | None => Stands::Open(Action::None),
                };
                return (self.settle(stands), Origin::Correction);
            }
            Message::Said(origin, word) => return self.said(place, texts, (origin, *word)),
            Message::Answered(origin, answer) => {
                return self.answered(place, texts, (origin, &answer));
            }
            Message::Told(Some(event)) => return (self.told(*place, &event), here),
            Message::Pasted(text) => match place {
                Place::Sale => self.sale.pasted(text, model),
                Place::History => self.history.pasted(text, model),
                Place::Starting
                | Place::Setup
                | Place::SignIn
                | Place::Outbox
                | Place::Details
                | Place::Settings
                | Place::Shift
                | Place::Fault => Action::None,
            },
            Message::Tick => self.tick(*place),
            Message::Scanned(scan) => self.scanned(*place, scan),
            Message::Setup(_)
            | Message::Key(_)
            | Message::Settle(_)
            | Message::Fault(_)
            | Message::CloseHelp
            | Message::Opened(_)
            | Message::Told(None)
            | Message::WindowOpened
            | Message::CloseAsked(_)
            | Message::WindowClosed(_)
            | Message::Closed => Action::None,
        };
        (action, here)
    }

    /// A dialog that has gone is closed.
    fn settle(&mut self, stands: Stands) -> Action {
        match stands {
            Stands::Open(action) => action,
            Stands::Closed(action) => {
                self.over = None;
                action
            }
        }
    }

    fn press(&mut self, place: &mut Place, texts: &Texts, press: Press) -> (Action, Origin) {
        let here = Origin::Screen(*place);
        match &self.over {
            Some(Over::HandBack(_)) => {
                let message = crate::screen::hand_back::Message::Press(press);
                return self.update(place, texts, Message::HandBack(message));
            }
            Some(Over::Correction(_)) => {
                let message = crate::screen::correction::Message::Press(press);
                return self.update(place, texts, Message::Correction(message));
            }
            None => {}
        }
        if *place != Place::SignIn {
            match press {
                // What the server was asked, and cash in hand, belong to whoever stands here.
                Press::Ctrl('l') if self.sale.is_busy() => {
                    return (Action::Play(Sound::LookHere), here);
                }
                Press::Ctrl('l') => return (Action::Lock, here),
                Press::Ctrl('o') if !self.sale.is_busy() => {
                    return (Action::Go(Place::Settings), here);
                }
                Press::Ctrl('a') => {
                    self.seen_alarms = self.model.facts.alarms.len();
                    return (Action::None, here);
                }
                _ => {}
            }
            if let Press::F(n) = press
                && let Some(action) = self.section(*place, n)
            {
                return (action, here);
            }
        }
        let model = &self.model;
        let action = match place {
            Place::SignIn => self.sign_in.update(sign_in::Message::Press(press), model),
            Place::Sale => self.sale.update(sale::Message::Press(press), model),
            Place::Outbox => self.outbox.update(outbox::Message::Press(press), model),
            Place::History => self.history.update(history::Message::Press(press), model),
            Place::Details => self.details.update(details::Message::Press(press), model),
            Place::Settings => self
                .settings
                .update(settings::Message::Press(press), (model, texts)),
            Place::Shift => self.shift.update(shift::Message::Press(press), model),
            Place::Starting | Place::Setup | Place::Fault => Action::None,
        };
        (action, here)
    }

    /// Keys that open a section, where they are live on this screen and not the screen's own.
    fn section(&mut self, place: Place, n: u8) -> Option<Action> {
        // A dialog of the sale has its own keys, and so has a screen for what stands on its last two.
        if place == Place::Sale && self.sale.has_dialog() {
            return None;
        }
        if !self.keys(place).acts(n) {
            return match n {
                9 | 10 => None,
                _ => Some(Action::None),
            };
        }
        match n {
            2..=6 if place != Place::Sale => {
                let typed = sale::Message::Press(Press::F(n));
                let action = self.sale.update(typed, &self.model);
                Some(Action::Go(Place::Sale).then(action))
            }
            2..=6 if self.sale.may_leave(&self.model) => {
                let left = self.sale.update(sale::Message::Next, &self.model);
                Some(
                    left.then(
                        self.sale
                            .update(sale::Message::Press(Press::F(n)), &self.model),
                    ),
                )
            }
            7 if place != Place::History => Some(Action::Go(Place::History)),
            8 if place != Place::Outbox => Some(Action::Go(Place::Outbox)),
            // The last payments are at the top: F9 once more prints the copy.
            9 if place == Place::Sale && !self.sale.prints_slip() => {
                Some(Action::Go(Place::History))
            }
            11 => {
                self.shift.open_cash();
                Some(Action::Go(Place::Shift))
            }
            12 if place != Place::Shift => Some(Action::Go(Place::Shift)),
            _ => None,
        }
    }

    /// Shows another screen and asks for what it needs.
    pub(super) fn go(&mut self, place: &mut Place, to: Place) -> (Action, Origin) {
        let role = self.model.person.as_ref().map(|person| person.role);
        let may_sell = role.is_some_and(|role| role.may(Right::Sell));
        // Without a shift no cash can be taken: it is opened first. Whoever may not sell goes to the settings.
        let to = match to {
            Place::Sale if !may_sell => Place::Settings,
            Place::Sale if self.model.facts.shift.is_none() => Place::Shift,
            other => other,
        };
        *place = to;
        let model = &self.model;
        let action = match to {
            Place::Sale => self.sale.open().then(Action::Ask(Ask::Day {
                from: model.today(),
                until: model.today().plus_ms(DAY_MS),
            })),
            Place::History => self.history.search(model),
            Place::Settings => Action::Ask(Ask::People).then(Action::Ask(Ask::Printer)),
            Place::Shift => Action::Ask(Ask::Day {
                from: model.today(),
                until: model.today().plus_ms(DAY_MS),
            }),
            Place::SignIn => SignIn::open(),
            Place::Starting | Place::Setup | Place::Outbox | Place::Details | Place::Fault => {
                Action::None
            }
        };
        (action, Origin::Screen(to))
    }

    /// Actions that change which screen or dialog is shown.
    pub(super) fn take(&mut self, place: &mut Place, action: Action) -> (Action, Origin) {
        match action {
            Action::Open(id) => {
                self.details = Details::loading(*place);
                *place = Place::Details;
                (
                    Action::Ask(Ask::Details(id)),
                    Origin::Screen(Place::Details),
                )
            }
            Action::Repeat(payment) => {
                let (go, _) = self.go(place, Place::Sale);
                let begin = if self.sale.is_busy() {
                    Action::None
                } else {
                    self.sale.begin_with(&payment, &self.model)
                };
                (go.then(begin), Origin::Screen(*place))
            }
            Action::HandBack(payment) => {
                self.over = Some(Over::HandBack(HandBack::new(payment)));
                (Action::None, Origin::HandBack)
            }
            Action::Correct(payment) => {
                self.over = Some(Over::Correction(Correction::new(payment)));
                (Action::None, Origin::Correction)
            }
            // A copy of a cheque is as good as a cheque: it has a right of its own.
            Action::Copy(_)
                if !self
                    .model
                    .person
                    .as_ref()
                    .is_some_and(|person| person.role.may(Right::Reprint)) =>
            {
                let sound = Sound::LookHere;
                (Action::Play(sound), Origin::Screen(*place))
            }
            Action::Copy(payment) => {
                let command = Command::Reprint {
                    payment,
                    by: self.model.cashier(),
                    reason: "asked-for".to_owned(),
                };
                (Action::Send(command), Origin::Screen(*place))
            }
            Action::Lock => (self.lock(place), Origin::Screen(Place::SignIn)),
            other => (other, Origin::Screen(*place)),
        }
    }

    /// Locks the screen. What is half-typed is put away under its cashier's name.
    fn lock(&mut self, place: &mut Place) -> Action {
        if self.sale.is_busy() {
            return Action::None;
        }
        let Some(person) = self.model.person.take() else {
            return Action::None;
        };
        let sale = std::mem::replace(&mut self.sale, Sale::new(&self.model));
        self.parked.insert(person.id, sale);
        self.over = None;
        self.details = Details::default();
        self.sign_in = SignIn::new();
        self.settings = Settings::new();
        self.shift = Shift::new();
        *place = Place::SignIn;
        Action::Send(Command::Note {
            kind: NoteKind::SignedOut,
            person: person.full_name,
            reason: String::new(),
        })
        .then(SignIn::open())
    }

    /// Somebody was let in: what they had begun is there again.
    fn let_in(&mut self, place: &mut Place, person: Person) -> Action {
        self.sale = self
            .parked
            .remove(&person.id)
            .unwrap_or_else(|| Sale::new(&self.model));
        let is_owner = person.role == Role::Owner;
        self.model.person = Some(person);
        let opens_shift =
            self.model.shop.settings.shop.training && self.model.facts.shift.is_none();
        let first = if is_owner {
            Place::Settings
        } else {
            Place::Sale
        };
        if opens_shift && !is_owner {
            // In training nobody counts change first.
            let float = paydesk_domain::money::Money::new(300_000, self.model.currency());
            let open = Command::OpenShift {
                cashier: self.model.cashier(),
                float,
            };
            *place = Place::Shift;
            return Action::Send(open);
        }
        let (action, _) = self.go(place, first);
        action
    }
}
